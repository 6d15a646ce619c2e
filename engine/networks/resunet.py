"""A U-Net of residual blocks, one of the three networks that Deep Video Prior is shown to work with (table 6).

Source: paper 1 (table 6) names "ResUnet" after Chen et al., ICCV 2019, without giving its layers. Here
every block of two convolutions adds its answer to what it was given, the lowest level has several of them, and
nothing is normalized: what a frame becomes must not depend on other frames or on the frame's own contrast.
"""

from __future__ import annotations

from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.networks.unet import POOLINGS, doubled, padded, xavier_start

_LOWEST_BLOCKS = 3
_SMALL = 0.5  # the last convolution of a block starts so much smaller: sums of blocks then keep their size


class ResUNet(nn.Module):
    """Maps N×`inputs`×H×W to N×`outputs`×H×W of the same size; `width` as in `UNet`, with the same skips."""

    def __init__(self, inputs: int, outputs: int, width: int = 32) -> None:
        super().__init__()
        self.inputs, self.outputs, self.width = inputs, outputs, width
        widths = [width << level for level in range(POOLINGS + 1)]
        self.encoders = nn.ModuleList(Residual(a, b) for a, b in zip([inputs, *widths[:-1]], widths, strict=True))
        self.lowest = nn.Sequential(*(Residual(widths[-1], widths[-1]) for _ in range(_LOWEST_BLOCKS - 1)))
        self.narrowers = nn.ModuleList(nn.Conv2d(b, a, 3, padding=1, bias=False) for a, b in pairwise(widths))
        self.decoders = nn.ModuleList(Residual(2 * a, a) for a in widths[:-1])
        self.head = nn.Conv2d(width, outputs, 1)
        xavier_start(self)
        for module in self.modules():
            if isinstance(module, Residual):
                module.second.weight.data.mul_(_SMALL)

    def forward(self, x: Tensor) -> Tensor:
        """x: N×C×H×W, any range; returns N×`outputs`×H×W, not clipped."""
        height, width = x.shape[-2:]
        x = padded(x)
        skips: list[Tensor] = []
        for level, encoder in enumerate(self.encoders):
            x = encoder(functional.max_pool2d(x, 2) if level else x)
            skips.append(x)
        x = self.lowest(x)
        for level in reversed(range(POOLINGS)):
            x = self.decoders[level](torch.cat((skips[level], self.narrowers[level](doubled(x))), dim=1))
        return cast(Tensor, self.head(x))[..., :height, :width]


class Residual(nn.Module):
    """Two 3×3 convolutions whose answer is added to the input (through a 1×1 convolution where channels change)."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.second = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.direct = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """x: N×`inputs`×H×W; returns N×`outputs`×H×W, never below 0."""
        return functional.relu(self.direct(x) + self.second(functional.relu(self.first(x))), inplace=True)
