"""The switchable temporal propagation network: carries a property (chroma, light, a mask) from one frame to another.

Source: paper 2. A guidance network looks at what is known of both frames (their lightness) and gives the gates of a
linear propagation (`engine.networks.propagation`), which moves the property in a smaller hidden space. Sizes of the
hidden maps for 256×256 pictures are the paper's: color 64×64×32, HDR 128×128×16, masks 64×64×16 (sections 5.1 to
5.4). Widths of the guidance network are ours: the paper calls it a light symmetric U-Net with skip links.

Beyond the paper: hidden maps are small, and what they cannot hold of a keyframe (fine detail) is lost where nothing
moves too. So a further output tells where the frames agree, and there it is put back (`keep`). Another tells how
wrong the answer probably is; it learns beside the rest, whose weights it does not change, and is what answers from
two keyframes are joined by.
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
_MATCHED = 3  # level of the guidance network, 1/8 of the size, that learns how alike the frames are around a place
_AROUND = 4  # places there: 32 pixels
_ERROR_WIDTH = _KEEP_WIDTH = 16
_KEEP, _KEEP_ALIGNED = -1.0, 4.0  # logits with which it begins
_LEAST_CHANCE = 0.02  # of what is known of a mask, when it is put back as a logit


@dataclass(frozen=True, slots=True)
class Sizes:
    """What a property needs. `properties`: channels of its map; `guidance`: channels known of both frames together;
    `hidden`: channels of the hidden map; `halvings`: how often its sides are halved. `is_aligned`: the property was
    carried along the motion before. `is_logit`: the answer is a logit, what is known a probability. `is_matched`: how
    alike places near each other look in the frames guides too."""

    properties: int
    guidance: int
    hidden: int
    halvings: int
    is_aligned: bool = False
    is_logit: bool = False
    is_matched: bool = False


SIZES = {
    "color": Sizes(2, 2, 32, 2, is_matched=True),
    "color-aligned": Sizes(2, 3, 32, 2, is_aligned=True),  # how wrong the property may be is known too
    "hdr": Sizes(3, 6, 16, 1, is_matched=True),
    "mask": Sizes(1, 6, 16, 2, is_logit=True, is_matched=True),
    # within one frame: what it shows guides its own coarse mask (section 5.4)
    "mask-refined": Sizes(1, 3, 16, 1, is_logit=True),
}
AB_UNIT = L_UNIT = np.float32(50)  # chroma is given in these units, lightness L as (L - 50) / 50
RGB_UNIT = np.float32(0.5)  # RGB (0..1) is given as (RGB - 0.5) / 0.5
# HDR is given as log(H + 0.01) less this, in units of the LDR frames' white. The paper subtracts the mean of each
# data set because cameras differ; in these units they do not, and one number brings the mean near 0
LOG_MIDDLE = np.float32(-1.5)
ERROR_UNIT = np.float32(4)  # logarithms of an expected squared error (units of ab squared) are divided by this
_JOIN = 1.5  # power by which the answers from two keyframes are mixed before it is learned


class Stpn(nn.Module):
    """`forward(known, guidance)`: the property of the other frame, and the log of its expected squared error.

    Of an aligned network answers from two keyframes are joined by what it learned (`share`).
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
        self.keep = nn.Sequential(
            nn.Conv2d(self.guide.features, _KEEP_WIDTH, 3, padding=1), nn.ReLU(), nn.Conv2d(_KEEP_WIDTH, 1, 1)
        )
        nn.init.constant_(cast(Tensor, self.keep[-1].bias), _KEEP_ALIGNED if sizes.is_aligned else _KEEP)
        if sizes.is_aligned:
            self.join = nn.Parameter(torch.full((2,), _JOIN))

    def forward(self, known: Tensor, guidance: Tensor) -> tuple[Tensor, Tensor]:
        """known: N×P×H×W, guidance: N×G×H×W (the known frame's channels, then the other's), any size.

        Returns the property N×P×H×W and the log error N×1×h×w at the size of the hidden map (of the padded picture).
        """
        height, width = known.shape[-2:]
        known, guidance = self._padded(known), self._padded(guidance)
        gates, features = self.guide(guidance)
        answer, hidden, moved = self._moved(known, gates, self._kept(features, known))
        return answer[..., :height, :width], self._doubted(features, hidden, moved)

    def both_ways(
        self, first: Tensor, second: Tensor, guidance: Tensor, *, is_exact: bool = False
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return the second frame's property made from the first's, its log error, and the first's made from the
        second's with the same gates switched (paper 2, equation 8). `is_exact`: transposed instead of exchanged."""
        gates, features = self.guide(guidance)
        kept = self._kept(features, first)
        there, hidden, moved = self._moved(first, gates, kept)
        back, _, _ = self._moved(second, gates if is_exact else switched(gates), kept, is_transposed=is_exact)
        return there, self._doubted(features, hidden, moved), back

    def share(self, left: Tensor, right: Tensor, age: Tensor) -> Tensor:
        """Return how much the right keyframe's answer counts (0..1) where both are joined. `left`, `right`: log
        errors; `age`: logarithm of the distance to the left keyframe over that to the right one."""
        return torch.sigmoid(self.join[0] * (left - right) + self.join[1] * age)

    def _doubted(self, *seen: Tensor) -> Tensor:
        """Return the log error. Only a residual network, whose answers are joined by it, learns from it whole."""
        x = torch.cat(seen, 1)
        return cast(Tensor, self.doubt(x if self.sizes.is_aligned else x.detach())).float()

    def _moved(
        self, known: Tensor, gates: Tensor, kept: Tensor, *, is_transposed: bool = False
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return the answer, and the hidden map before and after the propagation."""
        hidden = self.encoder(known)
        moved = propagate(hidden, gates, is_transposed=is_transposed)
        own = torch.logit(known.float(), _LEAST_CHANCE) if self.sizes.is_logit else known
        answer = self.decoder(moved.to(hidden.dtype)).float() + kept * (own - self.decoder(hidden).float())
        return answer, hidden.float(), moved

    def _kept(self, features: Tensor, known: Tensor) -> Tensor:
        """Return how much is put back (N×1×H×W, 0..1) of what the hidden map of `known` cannot hold."""
        kept = torch.sigmoid(self.keep(features).float())
        return functional.interpolate(kept, known.shape[-2:], mode="bilinear", align_corners=False)

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
        self.likeness = Likeness(sizes.guidance // 2, _WIDTHS[_MATCHED]) if sizes.is_matched else None
        self.head = nn.Conv2d(self.features, DIRECTIONS * NEIGHBORS * sizes.hidden, 1)
        nn.init.normal_(self.head.weight, std=_GATE_START / math.sqrt(self.features))
        nn.init.zeros_(cast(Tensor, self.head.bias))

    def forward(self, guidance: Tensor) -> tuple[Tensor, Tensor]:
        """Return gates, divided such that they are stable (float32), and features."""
        skips: list[Tensor] = []
        x = guidance
        for depth, layers in enumerate(self.down):
            x = layers(x)
            if depth == _MATCHED and self.likeness is not None:
                x = x + self.likeness(guidance)
            skips.append(x)
        for level, skip in zip(self.up, reversed(skips[:-1]), strict=False):
            x = level(torch.cat((functional.interpolate(x, scale_factor=2.0), skip), 1))
        gates = self.head(x).float().unflatten(1, (DIRECTIONS, NEIGHBORS, self._hidden))
        return stable(gates), x


class Likeness(nn.Module):
    """How alike each place of the second frame is to the places around it in the first one (beyond the paper, as flow
    networks have it): N×2C×H×W to N×`outputs`×H/8×W/8. It begins with saying nothing."""

    def __init__(self, channels: int, outputs: int) -> None:
        super().__init__()
        widths = (channels, 16, 24, 32)
        layers: list[nn.Module] = []
        for a, b in pairwise(widths):
            layers += [nn.Conv2d(a, b, 3, stride=2, padding=1), nn.ReLU(inplace=True)]
        self.look = nn.Sequential(*layers[:-1])
        self.tell = nn.Sequential(nn.Conv2d((2 * _AROUND + 1) ** 2, 64, 1), nn.ReLU(inplace=True))
        self.out = nn.Conv2d(64, outputs, 3, padding=1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(cast(Tensor, self.out.bias))

    def forward(self, guidance: Tensor) -> Tensor:
        """Return what is added to the guidance network's maps at an eighth of the size."""
        first, second = (functional.normalize(self.look(frame).float(), dim=1) for frame in guidance.chunk(2, 1))
        count, channels, height, width = first.shape
        around = functional.unfold(first, 2 * _AROUND + 1, padding=_AROUND)
        around = around.view(count, channels, -1, height, width)
        alike = (around * second[:, :, None]).sum(1)
        return cast(Tensor, self.out(self.tell(alike)))


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
