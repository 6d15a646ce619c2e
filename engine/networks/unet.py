"""The U-Net of Deep Video Prior: 4 poolings, no normalization, no bias in its blocks, linear output.

Source: paper 1 (section 5.4, "u-net") and what its released code adds (implementers-facts.md 2.1): widths
32-64-128-256-512, two 3×3 convolutions with ReLU a block, bilinear upsampling, Xavier start.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

POOLINGS = 4


class UNet(nn.Module):
    """Maps N×`inputs`×H×W to N×`outputs`×H×W of the same size, whatever H and W are.

    `width` is the number of channels at full size; it doubles at each of the four poolings. Sizes that four
    poolings do not divide are padded by repeating the border, and the padding is taken off the answer again.
    """

    def __init__(self, inputs: int, outputs: int, width: int = 32) -> None:
        super().__init__()
        self.inputs, self.outputs, self.width = inputs, outputs, width
        widths = [width << level for level in range(POOLINGS + 1)]
        self.encoders = nn.ModuleList(
            two_convolutions(a, b) for a, b in zip([inputs, *widths[:-1]], widths, strict=True)
        )
        self.narrowers = nn.ModuleList(nn.Conv2d(b, a, 3, padding=1, bias=False) for a, b in pairwise(widths))
        self.decoders = nn.ModuleList(two_convolutions(2 * a, a) for a in widths[:-1])
        self.head = nn.Conv2d(width, outputs, 1)
        xavier_start(self)

    def forward(self, x: Tensor) -> Tensor:
        """x: N×C×H×W, any range; returns N×`outputs`×H×W, not clipped."""
        height, width = x.shape[-2:]
        x = padded(x)
        skips: list[Tensor] = []
        for level, encoder in enumerate(self.encoders):
            x = encoder(functional.max_pool2d(x, 2) if level else x)
            skips.append(x)
        for level in reversed(range(POOLINGS)):
            x = self.decoders[level](torch.cat((skips[level], self.narrowers[level](doubled(x))), dim=1))
        return cast(Tensor, self.head(x))[..., :height, :width]


def padded(x: Tensor) -> Tensor:
    """Return x (N×C×H×W) with its right and lower border repeated until `POOLINGS` poolings divide both sides."""
    height, width = x.shape[-2:]
    step = 1 << POOLINGS
    return functional.pad(x, (0, -width % step, 0, -height % step), mode="replicate")


def xavier_start(network: nn.Module) -> None:
    """Draw the weights of every convolution as the released code does: Xavier-normal, biases 0."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.xavier_normal_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)


def doubled(x: Tensor) -> Tensor:
    """Return x (N×C×H×W) bilinearly brought to 2H×2W, corners aligned; the same gradient every time.

    On a processor that is what `interpolate` does. Elsewhere its way back adds in random order, so that two matrix
    products do the same there.
    """
    if x.device.type == "cpu":
        size = [2 * side for side in x.shape[-2:]]
        return functional.interpolate(x, size, mode="bilinear", align_corners=True)
    return doubled_by_products(x)


def doubled_by_products(x: Tensor) -> Tensor:
    """Return what `doubled` does, by multiplying with the matrices of linear interpolation."""
    matrices = _matrix if torch.compiler.is_compiling() else _doubling  # a compiler sees through no cache
    rows, columns = (matrices(n, x.device, x.dtype) for n in x.shape[-2:])
    return rows @ (x @ columns.T)


@lru_cache(maxsize=256)  # more than any run asks for: a recorded step relies on them to stay where they are
def _doubling(size: int, device: torch.device, dtype: torch.dtype) -> Tensor:
    with torch.inference_mode(mode=False):  # kept for training too, whoever asks first
        return _matrix(size, device, dtype)


def _matrix(size: int, device: torch.device, dtype: torch.dtype) -> Tensor:
    """Return the 2`size`×`size` matrix of linear interpolation with aligned ends."""
    places = torch.arange(2 * size, dtype=torch.float64) * ((size - 1) / (2 * size - 1))
    distance = (places[:, None] - torch.arange(size, dtype=torch.float64)).abs()
    return (1 - distance).clamp(min=0).to(device=device, dtype=dtype)


def two_convolutions(inputs: int, outputs: int) -> nn.Sequential:
    """Return two 3×3 convolutions without bias, each followed by ReLU."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
        nn.ReLU(inplace=True),
        nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
        nn.ReLU(inplace=True),
    )
