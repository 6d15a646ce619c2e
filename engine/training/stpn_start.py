"""Weights of one propagation network as a start for another, that of another property too.

How two frames belong together is learned from color best, of which there is most footage; a network for masks or HDR
that begins with what color's knows of it is spared most of the way.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from engine.networks.propagation import DIRECTIONS, NEIGHBORS
from engine.networks.stpn import Stpn

_FRAMES = "guide.down.0.0.weight"  # sees both frames
_FRAME = "guide.likeness.look.0.weight"  # sees one frame
_GATES = "guide.head."


def fitted(weights: Mapping[str, Tensor], network: Stpn) -> dict[str, Tensor]:
    """Return those of `weights` that `network` can begin with, in its shapes.

    What looked at lightness looks at the mean of R, G and B; a channel more than there was is not looked at yet; of
    hidden channels the first are taken. What fits in no such way is left out.
    """
    found = {}
    for name, own in network.state_dict().items():
        given = weights.get(name)
        if given is None:
            continue
        if name in (_FRAMES, _FRAME):
            given = _seen(given.float(), own.shape[1], frames=2 if name == _FRAMES else 1)
        elif name.startswith(_GATES):
            given = _fewer_gates(given.float(), own)
        if given.shape == own.shape:
            found[name] = given.to(own).clone()
    return found


def _seen(weight: Tensor, channels: int, frames: int) -> Tensor:
    """Return the weight of a first convolution (M×C×3×3) for that many channels."""
    if weight.shape[1] == frames and channels == 3 * frames:
        return weight.repeat_interleave(3, 1) / 3
    if weight.shape[1] < channels:
        more = weight.new_zeros(len(weight), channels - weight.shape[1], *weight.shape[2:])
        return torch.cat([weight, more], 1)
    return weight


def _fewer_gates(tensor: Tensor, own: Tensor) -> Tensor:
    """Return weight or bias of the gates for the first hidden channels alone."""
    groups = DIRECTIONS * NEIGHBORS
    if len(tensor) <= len(own) or len(tensor) % groups:
        return tensor
    return tensor.reshape(groups, -1, *tensor.shape[1:])[:, : len(own) // groups].flatten(0, 1)
