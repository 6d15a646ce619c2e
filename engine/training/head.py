"""The last layer of a network in closed form: what a 1×1 convolution on given features can answer at best.

A prior's network ends in a 1×1 convolution. Least squares find its weights at once, from the keyframes alone, where
gradient steps need many; and because the solution can be differentiated, the layers before it can be trained so that
it is good (after Bertinetto et al., ICLR 2019, who classify with it).
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

DAMPING = 1e-3  # of the features' mean square: keeps the weights small where features hardly differ


def solved(features: Tensor, labels: Tensor, damping: float = DAMPING) -> Tensor:
    """Return W ((C+1)×K): least squares of `labels` (K×h×w) on `features` (C×h×w), the last row for the constant.

    Differentiable in both. Where there are several frames, see `fit_head`.
    """
    return _solution(*_moments(features, labels), damping)


def applied(features: Tensor, weights: Tensor) -> Tensor:
    """Return what W ((C+1)×K) answers to `features` (N×C×h×w): N×K×h×w."""
    answer = torch.einsum("nchw,ck->nkhw", features, weights[:-1])
    return answer + weights[-1].view(1, -1, 1, 1)


def fit_head(network: nn.Module, pairs: Iterable[tuple[Tensor, Tensor]], damping: float = DAMPING) -> None:
    """Set the weights of `network.head` (a 1×1 convolution) to what answers `pairs` best, in squared error.

    Every pair is what the network is shown (N×`inputs`×H×W) and what it shall answer (N×`outputs`×H×W), on the
    network's device; all pixels of all pairs count alike. The other layers stay as they are. Raises `ValueError`
    if there are no pairs or the network has no such head.
    """
    head = network.head
    if not isinstance(head, nn.Conv2d) or head.kernel_size != (1, 1) or head.bias is None:
        raise ValueError("the network does not end in a 1×1 convolution with a bias")
    square: Tensor | None = None
    product: Tensor | None = None
    with torch.no_grad():
        for shown, labels in pairs:
            features = features_of(network, shown).float()
            for one, label in zip(features, labels.float(), strict=True):
                moments = _moments(one, label)
                square = moments[0] if square is None else square + moments[0]
                product = moments[1] if product is None else product + moments[1]
        if square is None or product is None:
            raise ValueError("there is nothing to fit the head to")
        weights = _solution(square, product, damping)
        head.weight.copy_(weights[:-1].T[:, :, None, None])
        head.bias.copy_(weights[-1])


def features_of(network: nn.Module, shown: Tensor) -> Tensor:
    """Return what `network.head` is given for `shown` (N×`inputs`×H×W): N×C×H×W, H and W as shown."""
    head = network.head
    network.head = nn.Identity()
    try:
        features: Tensor = network(shown)
    finally:
        network.head = head
    return features


def _moments(features: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """Return AᵀA and AᵀY, where A has a row of features and a 1 for every pixel, and Y its labels."""
    columns = features.flatten(1)
    columns = torch.cat((columns, torch.ones_like(columns[:1])))
    return columns @ columns.T, columns @ labels.flatten(1).T


def _solution(square: Tensor, product: Tensor, damping: float) -> Tensor:
    """Solve (AᵀA + D) W = AᵀY in double precision, D holding the features back but not the constant."""
    square, product = square.double(), product.double()
    size = len(square)
    held = torch.eye(size, dtype=square.dtype, device=square.device)
    held[-1, -1] = 1e-6
    mean_square = square.diagonal()[:-1].mean() + 1e-9 * square[-1, -1]
    solution: Tensor = torch.linalg.solve(square + damping * mean_square * held, product)
    return solution.float()
