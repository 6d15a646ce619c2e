"""How alike two pictures look: the perceptual loss of Deep Video Prior, and one that needs no download.

Both take RGB 0..1 (N×3×H×W), let gradients through to the first picture, and are the same every time.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from engine.networks.vgg import load_vgg19

# of the released code (implementers-facts.md 2.1): the picture itself, then conv1_2, 2_2, 3_2, 4_2, 5_2 after ReLU
VGG_SHARES = (1.0, 1 / 2.6, 1 / 4.8, 1 / 3.7, 1 / 5.6, 10 / 1.5)
_LEVELS = 4
_EDGE_SHARE, _TEXTURE_SHARE = 1.0, 0.5
_STEPS = ((0, 1), (1, 0), (1, 1), (1, -1))  # rows down, columns right: four directions


class FeatureLoss:
    """The data term of equation 3 for pictures: 0 for equal ones, more the less alike they look.

    With `weights` (torchvision's file of VGG-19): the mean absolute difference of the normalized pictures and of
    five layers of VGG-19, with the shares of the released code. Without: `structure_loss`, which sees edges and
    textures at four sizes, but not what things are. The two are of different size; compare runs of one kind alone.
    Raises `WeightsError` where the file is not VGG-19.
    """

    def __init__(self, weights: Path | None = None, device: str | torch.device = "cpu") -> None:
        self._network = None
        if weights is not None:
            self._network = load_vgg19(weights).to(device)
            for parameter in self._network.parameters():
                if parameter.dim() == 4:  # as the trained network's: pictures keep one memory format
                    parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)

    @property
    def is_perceptual(self) -> bool:
        """Whether VGG-19 looks (else the loss without weights does)."""
        return self._network is not None

    def __call__(self, output: Tensor, target: Tensor) -> Tensor:
        """Return the loss as a scalar tensor. `output`, `target`: N×3×H×W RGB 0..1, of one size and device."""
        if self._network is None:
            return structure_loss(output, target)
        seen = self._network.normalized(output)
        with torch.no_grad():
            wanted = self._network.normalized(target)
            wanted_layers = [wanted, *self._network(wanted)]
        layers = [seen, *self._network(seen)]
        loss = torch.zeros((), device=output.device)
        for share, layer, wanted_layer in zip(VGG_SHARES, layers, wanted_layers):
            loss = loss + share * (layer - wanted_layer).abs().mean()
        return loss


def structure_loss(output: Tensor, target: Tensor) -> Tensor:
    """Return how far `output` is from `target` (N×3×H×W) in values, edges and texture, a scalar tensor.

    At full size and three halvings: the mean absolute difference of the pictures, of their differences to the
    neighbors in four directions (edges must be in place), and of the local mean of those differences' size
    (texture must be there, wherever its grains are). Chosen for this project; no paper's.
    """
    loss = torch.zeros((), device=output.device)
    for level in range(_LEVELS):
        if level:
            if min(output.shape[-2:]) < 4:
                break
            output, target = functional.avg_pool2d(output, 2), functional.avg_pool2d(target, 2)
        loss = loss + (output - target).abs().mean()
        for rows, columns in _STEPS:
            if output.shape[-2] <= rows or output.shape[-1] <= abs(columns):
                continue
            edge, wanted = _difference(output, rows, columns), _difference(target, rows, columns)
            share = 1 / len(_STEPS)
            loss = loss + share * _EDGE_SHARE * (edge - wanted).abs().mean()
            if min(edge.shape[-2:]) >= 4:
                texture = functional.avg_pool2d(edge.abs() - wanted.abs(), 4)  # the difference of their means
                loss = loss + share * _TEXTURE_SHARE * texture.abs().mean()
    return loss / _LEVELS


def _difference(x: Tensor, rows: int, columns: int) -> Tensor:
    """Return how every pixel differs from the one `rows` below and `columns` to the right (or, below 0, left)."""
    height, width = x.shape[-2:]
    left = max(0, -columns)
    right = max(0, columns)
    here = x[..., : height - rows, left : width - right]
    there = x[..., rows:, left + columns : width - right + columns]
    return there - here
