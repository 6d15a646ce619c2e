"""Learned Propagation: the switchable temporal propagation network carries keyframes to the frames between (paper 2).

The network was trained on many films beforehand; nothing is trained on the shot. It looks at the keyframe's and the
frame's lightness alone, so frames do not wait for each other and are done in batches. Where a frame lies between two
keyframes it answers from both, and how sure it is and how far they are decides how much each counts.

Along the motion (beyond the paper, whose footage hardly moves): color goes along the measured motion first, as
`flow` does it, and the network mends what came wrong.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from engine.catalog import StpnParams
from engine.catalog.stpn import refinement_name, weights_name
from engine.methods.stpn_carrying import AcrossTime, Mended
from engine.methods.stpn_kinds import LightAcrossTime, MasksAcrossTime
from engine.methods.stpn_network import Asked, load_network
from engine.motion.carrying import AlongMotion
from engine.motion.radiance import HdrShot
from engine.motion.run import follow
from engine.project.model import Kind
from engine.runtime.context import Context, Inputs
from engine.runtime.device import choose_device, computing
from engine.runtime.events import Event

LINES: dict[Kind, int] = {"color": 240, "hdr": 256, "mask": 192}  # of frames the networks look at


@dataclass(frozen=True)
class _Following:
    """What following the motion takes of the parameters."""

    params: StpnParams
    working_height: int
    matching: bool = True

    def model_dump(self) -> dict[str, Any]:
        return self.params.model_dump()


def propagate(inputs: Inputs, params: StpnParams, context: Context) -> Generator[Event]:
    """Make frames `inputs.start` to `inputs.stop` from the keyframes. With the same folder it goes on.

    Raises `WeightsError` if the program has no weights for this network.
    """
    device, kind = choose_device(context.device), inputs.kind
    with computing(device):
        height = inputs.frames.facts.height
        lines = min(params.working_height or LINES[kind], height)
        if kind == "hdr" and params.network == "aligned":
            lines = params.working_height
            shot = HdrShot(inputs, lines, is_blended=params.blend)
            along = AlongMotion(matching=False, is_smoothed=False)
            yield from follow(inputs, _Following(params, lines), context, along, shot)
            return
        network = load_network(weights_name(params, kind), device.name, context.weights.get("network"))
        if kind == "mask":
            masks = MasksAcrossTime(network, _refinement(params, context), params.step)
            yield from follow(inputs, _Following(params, lines), context, masks)
        elif kind == "hdr":
            shot = HdrShot(inputs, lines, is_blended=params.blend)
            yield from follow(inputs, _Following(params, lines), context, LightAcrossTime(network), shot)
        elif params.network == "aligned":
            yield from follow(inputs, _Following(params, params.working_height), context, Mended(network))
        else:
            yield from follow(inputs, _Following(params, lines), context, AcrossTime(network))


def _refinement(params: StpnParams, context: Context) -> Asked | None:
    """Return the network that outlines are refined with, None where they are not."""
    name = refinement_name(params, "mask")
    if not name:
        return None
    return load_network(name, choose_device(context.device).name, context.weights.get("refinement"))
