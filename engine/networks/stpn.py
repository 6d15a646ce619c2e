"""The switchable temporal propagation network: carries a property (chroma, light, a mask) from one frame to another.

Source: paper 2. A guidance network looks at what is known of both frames (their lightness) and gives the gates of a
linear propagation (`engine.networks.propagation`), which moves the property in a smaller hidden space. Sizes of the
hidden maps for 256×256 pictures are the paper's: color 64×64×32, HDR 128×128×16, masks 64×64×16 (sections 5.1 to
5.4). Widths of the guidance network are ours: the paper calls it a light symmetric U-Net with skip links.

Beyond the paper: a third output tells how wrong the answer probably is. It learns beside the rest, whose weights it
does not change, and is what answers from two keyframes are joined by.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.networks.propagation import DIRECTIONS, NEIGHBORS, propagate, stable, switched

_WIDTHS = (16, 32, 64, 96, 128, 160)  # channels of the guidance network at 1/1, 1/2, 1/4 ... of the picture
_GATE_START = 1e-2  # of the usual spread: gates begin near 0, and the property stays where it is
_ERROR_WIDTH = 16


@dataclass(frozen=True, slots=True)
class Sizes:
    """What a property needs. `properties`: channels of its map; `guidance`: channels known of both frames together;
    `hidden`: channels of the hidden map; `halvings`: how often its sides are halved. `is_residual`: the property is
    there already, roughly (carried along the motion), and what the propagation changes of it is added."""

    properties: int
    guidance: int
    hidden: int
    halvings: int
    is_residual: bool = False


SIZES = {
    "color": Sizes(2, 2, 32, 2),
    "color-aligned": Sizes(2, 3, 32, 2, is_residual=True),  # how wrong the property may be is known too
    "hdr": Sizes(3, 6, 16, 1),
    "mask": Sizes(1, 6, 16, 2),
}
AB_UNIT = L_UNIT = np.float32(50)  # chroma is given in these units, lightness L as (L - 50) / 50
ERROR_UNIT = np.float32(4)  # logarithms of an expected squared error (units of ab squared) are divided by this
_JOIN = 1.5  # power by which the answers from two keyframes are mixed before it is learned


class Stpn(nn.Module):
    """`forward(known, guidance)`: the property of the other frame, and the log of its expected squared error.

    Of a residual network answers from two keyframes are joined by what it learned (`share`).
    """

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.guide = Guidance(sizes)
        self.encoder = nn.Sequential(*_encoder(sizes))
        self.decoder = Decoder(sizes)
        self.doubt = nn.Sequential(
            nn.Conv2d(self.guide.features + 2 * sizes.hidden, _ERROR_WIDTH, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(_ERROR_WIDTH, 1, 3, padding=1),
        )
        if sizes.is_residual:
            self.join = nn.Parameter(torch.full((2,), _JOIN))

    def forward(self, known: Tensor, guidance: Tensor) -> tuple[Tensor, Tensor]:
        """known: N×P×H×W, guidance: N×G×H×W (the known frame's channels, then the other's), any size.

        Returns the property N×P×H×W and the log error N×1×h×w at the size of the hidden map (of the padded picture).
        """
        height, width = known.shape[-2:]
        known, guidance = self._padded(known), self._padded(guidance)
        gates, features = self.guide(guidance)
        answer, hidden, moved = self._moved(known, gates)
        return answer[..., :height, :width], self._doubted(features, hidden, moved)

    def both_ways(
        self, first: Tensor, second: Tensor, guidance: Tensor, *, is_exact: bool = False
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return the second frame's property made from the first's, its log error, and the first's made from the
        second's with the same gates switched (paper 2, equation 8). `is_exact`: transposed instead of exchanged."""
        gates, features = self.guide(guidance)
        there, hidden, moved = self._moved(first, gates)
        back, _, _ = self._moved(second, gates if is_exact else switched(gates), is_exact)
        return there, self._doubted(features, hidden, moved), back

    def share(self, left: Tensor, right: Tensor, age: Tensor) -> Tensor:
        """Return how much the right keyframe's answer counts (0..1) where both are joined. `left`, `right`: log
        errors; `age`: logarithm of the distance to the left keyframe over that to the right one."""
        return torch.sigmoid(self.join[0] * (left - right) + self.join[1] * age)

    def _doubted(self, *seen: Tensor) -> Tensor:
        """Return the log error. Only a residual network, whose answers are joined by it, learns from it whole."""
        x = torch.cat(seen, 1)
        return cast(Tensor, self.doubt(x if self.sizes.is_residual else x.detach())).float()

    def _moved(self, known: Tensor, gates: Tensor, is_transposed: bool = False) -> tuple[Tensor, Tensor, Tensor]:
        hidden = self.encoder(known)
        moved = propagate(hidden, gates, is_transposed=is_transposed)
        if self.sizes.is_residual:
            return known + self.decoder(moved.to(hidden.dtype)) - self.decoder(hidden), hidden.float(), moved
        return self.decoder(moved.to(hidden.dtype)).float(), hidden.float(), moved

    def _padded(self, x: Tensor) -> Tensor:
        step = self.guide.step
        height, width = x.shape[-2:]
        return functional.pad(x, (0, -width % step, 0, -height % step), mode="replicate")


class Guidance(nn.Module):
    """Maps what is known of two frames (N×G×H×W) to gates N×4×3×C×h×w and features N×`features`×h×w, at the size of
    the hidden map. H and W are multiples of `step`."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self._hidden = sizes.hidden
        self.step = 1 << (len(_WIDTHS) - 1)
        self.features = _WIDTHS[sizes.halvings]
        self.down = nn.ModuleList(
            _pair(a, b, stride=2 if level else 1)
            for level, (a, b) in enumerate(zip((sizes.guidance, *_WIDTHS[:-1]), _WIDTHS, strict=True))
        )
        levels = range(len(_WIDTHS) - 2, sizes.halvings - 1, -1)
        self.up = nn.ModuleList(_pair(_WIDTHS[level + 1] + _WIDTHS[level], _WIDTHS[level]) for level in levels)
        self.head = nn.Conv2d(self.features, DIRECTIONS * NEIGHBORS * sizes.hidden, 1)
        nn.init.normal_(self.head.weight, std=_GATE_START / math.sqrt(self.features))
        nn.init.zeros_(cast(Tensor, self.head.bias))

    def forward(self, guidance: Tensor) -> tuple[Tensor, Tensor]:
        """Return gates, divided such that they are stable (float32), and features."""
        skips: list[Tensor] = []
        x = guidance
        for level in self.down:
            x = level(x)
            skips.append(x)
        for level, skip in zip(self.up, reversed(skips[:-1]), strict=False):
            x = level(torch.cat((functional.interpolate(x, scale_factor=2.0), skip), 1))
        gates = self.head(x).float().unflatten(1, (DIRECTIONS, NEIGHBORS, self._hidden))
        return stable(gates), x


class Decoder(nn.Module):
    """Maps a hidden map N×C×h×w to the property at the picture's size: enlarged twofold, a convolution, and so on."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        half = max(8, sizes.hidden // 2)
        widths = [sizes.hidden, *[half] * (sizes.halvings - 1), sizes.properties]
        self.layers = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in pairwise(widths))

    def forward(self, hidden: Tensor) -> Tensor:
        """Return N×P×H×W, any range."""
        x = hidden
        for index, layer in enumerate(self.layers):
            x = layer(functional.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False))
            if index + 1 < len(self.layers):
                x = functional.relu(x)
        return x


def _encoder(sizes: Sizes) -> Sequence[nn.Module]:
    """Return the layers that bring a property map into the hidden space (4×4 kernels of stride 2)."""
    layers: list[nn.Module] = []
    for index in range(sizes.halvings):
        inputs = sizes.properties if index == 0 else sizes.hidden
        layers += [*([nn.ReLU()] if index else []), nn.Conv2d(inputs, sizes.hidden, 4, stride=2, padding=1)]
    return layers


def _pair(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """Return two 3×3 convolutions, each followed by ReLU; the first may halve the sides."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1),
        nn.ReLU(inplace=True),
        nn.Conv2d(outputs, outputs, 3, padding=1),
        nn.ReLU(inplace=True),
    )
