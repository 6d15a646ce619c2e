"""A fully convolutional network, one of the three that Deep Video Prior is shown to work with (table 6).

Source: Long et al., CVPR 2015, which paper 1 names without layers: an encoder, a 1×1 convolution that scores each
level, and scores added from the coarsest level to the finest while they are doubled; there is no decoder. Long et
al. stop at an eighth of the size; a picture needs every pixel, so here the scores go on to full size, and they have
`width` channels, which one convolution turns into the answer.
"""

from __future__ import annotations

from typing import cast

from torch import Tensor, nn
from torch.nn import functional

from engine.networks.unet import POOLINGS, doubled, padded, two_convolutions, xavier_start


class FCN(nn.Module):
    """Maps N×`inputs`×H×W to N×`outputs`×H×W of the same size; `width` channels at full size, doubled four times."""

    def __init__(self, inputs: int, outputs: int, width: int = 32) -> None:
        super().__init__()
        self.inputs, self.outputs, self.width = inputs, outputs, width
        widths = [width << level for level in range(POOLINGS + 1)]
        self.encoders = nn.ModuleList(
            two_convolutions(a, b) for a, b in zip([inputs, *widths[:-1]], widths, strict=True)
        )
        self.scores = nn.ModuleList(nn.Conv2d(channels, width, 1, bias=False) for channels in widths)
        self.joint = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.head = nn.Conv2d(width, outputs, 1)
        xavier_start(self)

    def forward(self, x: Tensor) -> Tensor:
        """x: N×C×H×W, any range; returns N×`outputs`×H×W, not clipped."""
        height, width = x.shape[-2:]
        x = padded(x)
        scored: list[Tensor] = []
        for level, encoder in enumerate(self.encoders):
            x = encoder(functional.max_pool2d(x, 2) if level else x)
            scored.append(self.scores[level](x))
        answer = scored.pop()
        for level in reversed(range(POOLINGS)):
            answer = scored[level] + doubled(answer)
        answer = functional.relu(self.joint(functional.relu(answer)), inplace=True)
        return cast(Tensor, self.head(answer))[..., :height, :width]
