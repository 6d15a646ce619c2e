"""Learned Propagation: the switchable temporal propagation network carries keyframes to the frames between (paper 2).

The network was trained on many films beforehand; nothing is trained on the shot. It looks at the keyframe's and the
frame's lightness alone, so frames do not wait for each other and are done in batches. Where a frame lies between two
keyframes it answers from both, and how sure it is and how far they are decides how much each counts.

Along the motion (beyond the paper, whose footage hardly moves): color goes along the measured motion first, as
`flow` does it, and the network mends what came wrong. Masks go along it too, and their outlines are drawn anew.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from engine.catalog import StpnParams
from engine.catalog.stpn import refinement_name, weights_name
from engine.methods.stpn_carrying import AcrossTime, Mended
from engine.methods.stpn_kinds import LightAcrossTime, MasksAcrossTime, OutlinesAlongMotion
from engine.methods.stpn_network import Asked, load_network
from engine.motion.carrying import AlongMotion, Carrying
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
        shot = None
        if params.network == "aligned":
            lines, way = params.working_height, _along(params, kind, context)
        else:
            lines, way = params.working_height or LINES[kind], _across(params, kind, context)
            lines = min(lines, inputs.frames.facts.height)
        if kind == "hdr":
            shot = HdrShot(inputs, lines, is_blended=params.blend)
        yield from follow(inputs, _Following(params, lines), context, way, shot)


def _along(params: StpnParams, kind: Kind, context: Context) -> Carrying:
    """Return how keyframes come along the motion."""
    if kind == "hdr":
        return AlongMotion(matching=False, is_smoothed=False)
    if kind == "color":
        return Mended(_network(params, kind, context))
    refinement = _refinement(params, context)
    return AlongMotion(matching=True) if refinement is None else OutlinesAlongMotion(refinement)


def _across(params: StpnParams, kind: Kind, context: Context) -> Carrying:
    """Return how keyframes come to frames by the network alone."""
    network = _network(params, kind, context)
    if kind == "hdr":
        return LightAcrossTime(network)
    if kind == "color":
        return AcrossTime(network)
    return MasksAcrossTime(network, _refinement(params, context), params.step)


def _network(params: StpnParams, kind: Kind, context: Context) -> Asked:
    device = choose_device(context.device).name
    return load_network(weights_name(params, kind), device, context.weights.get("network"))


def _refinement(params: StpnParams, context: Context) -> Asked | None:
    """Return the network that outlines are refined with, None where they are not."""
    name = refinement_name(params, "mask")
    if not name:
        return None
    return load_network(name, choose_device(context.device).name, context.weights.get("refinement"))
