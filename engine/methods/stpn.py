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
from engine.catalog.stpn import weights_name
from engine.methods.stpn_carrying import AcrossTime, Mended
from engine.methods.stpn_network import load_network
from engine.motion.run import follow
from engine.runtime.context import Context, Inputs
from engine.runtime.device import choose_device, computing
from engine.runtime.events import Event

LINES = 240  # of the frames that the networks were trained on


@dataclass(frozen=True)
class _Following:
    """What following the motion takes of the parameters."""

    params: StpnParams
    working_height: int
    matching: bool = True

    def model_dump(self) -> dict[str, Any]:
        return self.params.model_dump()


def propagate(inputs: Inputs, params: StpnParams, context: Context) -> Generator[Event]:
    """Color frames `inputs.start` to `inputs.stop` from the keyframes. With the same folder it goes on.

    Raises `WeightsError` if the program has no weights for this network.
    """
    device = choose_device(context.device)
    with computing(device):
        network = load_network(weights_name(params, inputs.kind), device.name)
        if params.network == "aligned":
            yield from follow(inputs, _Following(params, params.working_height), context, Mended(network))
        else:
            lines = min(params.working_height or LINES, inputs.frames.facts.height)
            yield from follow(inputs, _Following(params, lines), context, AcrossTime(network))
