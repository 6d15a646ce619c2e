"""The linear propagation of a map along its rows and columns, steered by gates.

Source: paper 2 (equation 4) and the spatial propagation network it builds on (implementers-facts.md 3). Along one
direction every pixel keeps a part of what it has and takes the rest from its three neighbors in the column (row)
before:

    h[r, c] = (1 - g1 - g2 - g3) x[r, c] + g1 h[r-1, c-1] + g2 h[r, c-1] + g3 h[r+1, c-1]

with gates read at the pixel itself, for every channel its own. Where a neighbor lies outside the picture its gate
counts as 0, so the first column stays as it is. With |g1| + |g2| + |g3| ≤ 1 nothing grows on the way.

Written as matrices the direction is y = (I - W)⁻¹ D x: W strictly triangular (three gates a row), D = I - diag(row
sums of W). Exchanging the gates of opposite directions reads the same numbers at the pixel *to* which the other
direction goes, so it is the transpose only as far as gates are equal along the way (paper 2, section 3.2, speaks of
edges). `Transposed` is the exact one: the gate of an edge stays at its edge, and D comes last.
"""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor
from torch.autograd import Function
from torch.autograd.function import once_differentiable
from torch.nn import functional

DIRECTIONS = 4  # to the right, to the left, down, up
NEIGHBORS = 3
SWITCHED = (1, 0, 3, 2)  # the opposite of each direction


def stable(gates: Tensor) -> Tensor:
    """Return gates (N×4×3×C×H×W) divided by the sum of their magnitudes where that is above 1. Below 1 they stay: a
    part of a pixel's own value is kept."""
    return cast(Tensor, Stable.apply(gates))  # type: ignore[no-untyped-call]


def switched(gates: Tensor) -> Tensor:
    """Return gates (N×4×3×C×H×W) with opposite directions exchanged (paper 2, section 4: {P→, P←}, {P↓, P↑})."""
    return gates[:, list(SWITCHED)]


def propagate(x: Tensor, gates: Tensor, units: int = 2, is_transposed: bool = False) -> Tensor:
    """Return x (N×C×H×W) after `units` cascaded units with the same gates (N×4×3×C×H×W, stable); same shape.

    In a unit x goes along each of four directions, and of the four values of a pixel the largest counts. With
    `is_transposed` each direction is the exact transpose of its own matrix. Computed in float32.
    """
    x, gates = x.float(), gates.float()
    lines = [_laid(pair, is_down=bool(way)) for way, pair in enumerate(torch.split(gates, 2, 1))]
    for _ in range(units):
        across, down = (_both_ways(x, laid, bool(way), is_transposed) for way, laid in enumerate(lines))
        x = _larger(across, down)
    return x


def one_way(x: Tensor, gates: Tensor, direction: int, is_transposed: bool = False) -> Tensor:
    """Return x (N×C×H×W) after going along one direction alone, with its gates (N×3×C×H×W)."""
    is_down, is_back = direction >= 2, direction % 2 == 1
    laid = _laid(gates[:, None], is_down, ways=(is_back,))
    return _returned(_gone(_line(x, is_down, ways=(is_back,)), laid, is_transposed), x, is_down, (is_back,))[0]


def _both_ways(x: Tensor, laid: Tensor, is_down: bool, is_transposed: bool) -> Tensor:
    ways = (False, True)
    gone = _gone(_line(x, is_down, ways), laid, is_transposed)
    return _larger(*_returned(gone, x, is_down, ways))


def _laid(gates: Tensor, is_down: bool, ways: tuple[bool, ...] = (False, True)) -> Tensor:
    """Return gates (N×ways×3×C×H×W) as 3×S×(ways·N·C)×L: step by step along the way, 0 where no neighbor is."""
    sides = []
    for side, is_back in zip(gates.unbind(1), ways, strict=True):  # N×3×C×H×W
        side = side if is_down else side.transpose(-1, -2)  # N×3×C×S×L
        side = side.flip(-2) if is_back else side
        sides.append(side.permute(1, 3, 0, 2, 4))  # 3×S×N×C×L
    laid = torch.stack(sides, 2).flatten(2, 4)
    return cast(Tensor, Closed.apply(laid))  # type: ignore[no-untyped-call]


def _line(x: Tensor, is_down: bool, ways: tuple[bool, ...]) -> Tensor:
    """Return x (N×C×H×W) as S×(ways·N·C)×L, once for each way."""
    line = x if is_down else x.transpose(-1, -2)
    line = line.permute(2, 0, 1, 3)
    return torch.stack([line.flip(0) if is_back else line for is_back in ways], 1).flatten(1, 3)


def _larger(one: Tensor, other: Tensor) -> Tensor:
    return cast(Tensor, Larger.apply(one, other))  # type: ignore[no-untyped-call]


def _gone(line: Tensor, laid: Tensor, is_transposed: bool) -> Tensor:
    return cast(Tensor, (Transposed if is_transposed else Scan).apply(line, laid))  # type: ignore[no-untyped-call]


def _returned(gone: Tensor, x: Tensor, is_down: bool, ways: tuple[bool, ...]) -> list[Tensor]:
    """Return what `_line` laid out as N×C×H×W again, one for each way."""
    count, channels = x.shape[:2]
    sides = gone.reshape(len(gone), len(ways), count, channels, gone.shape[-1])
    found = []
    for side, is_back in zip(sides.unbind(1), ways, strict=True):  # S×N×C×L
        side = (side.flip(0) if is_back else side).permute(1, 2, 0, 3)
        found.append(side if is_down else side.transpose(-1, -2))
    return found


class Stable(Function):
    """What `stable` does. As one function it passes through memory a third as often as its parts do."""

    @staticmethod
    def forward(ctx: Any, gates: Tensor) -> Tensor:
        """Return gates, N×4×3×C×H×W."""
        total: Tensor = gates.abs().sum(2, keepdim=True)
        ctx.save_for_backward(gates, total)
        divided: Tensor = gates / total.clamp(min=1)
        return divided

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> Tensor:
        """Return the gradient of gates."""
        gates, total = ctx.saved_tensors
        scale = total.clamp(min=1).reciprocal_()
        common = (grad * gates).sum(2, keepdim=True).mul_(scale).mul_(scale).mul_(total > 1)
        found: Tensor = (grad * scale).addcmul_(gates.sign(), common, value=-1)
        return found


class Closed(Function):
    """Gates 3×S×B×L set to 0, in place, where their neighbor lies outside the picture."""

    @staticmethod
    def forward(ctx: Any, gates: Tensor) -> Tensor:
        """Return the gates."""
        ctx.mark_dirty(gates)
        return _close(gates)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> Tensor:
        """Return the gradient of gates."""
        return _close(grad.clone())


def _close(gates: Tensor) -> Tensor:
    gates[:, 0] = 0
    gates[0, ..., 0] = 0
    gates[2, ..., -1] = 0
    return gates


class Larger(Function):
    """The larger of two values; its gradient goes to that one alone (to the first of equal ones)."""

    @staticmethod
    def forward(ctx: Any, one: Tensor, other: Tensor) -> Tensor:
        """Return the larger of each pair of values."""
        ctx.save_for_backward(one >= other)
        return torch.maximum(one, other)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor]:
        """Return the gradients of both."""
        (is_first,) = ctx.saved_tensors
        first = grad * is_first
        return first, grad - first


class Scan(Function):
    """y = (I - W)⁻¹ D x along the first dimension of x (S×B×L), with gates 3×S×B×L that are 0 where no neighbor is.

    Step by step three multiply-adds over all lines at once, forward and backward; what the gates' gradient needs is
    done for all steps together.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, gates: Tensor) -> Tensor:
        """Return y, S×B×L."""
        hidden = _bordered((1 - gates.sum(0)) * x)
        _spread(hidden, gates)
        ctx.save_for_backward(x, gates, hidden)
        return hidden[..., 1:-1].contiguous()

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor]:
        """Return the gradients of x and of the gates."""
        x, gates, hidden = ctx.saved_tensors
        back = _bordered(grad)
        _collect(back, gates)
        inner = back[..., 1:-1]
        of_gates = torch.empty_like(gates)
        for neighbor, part in enumerate(of_gates):
            part[0] = -x[0]
            torch.sub(_beside(hidden[:-1], neighbor), x[1:], out=part[1:])
            part *= inner
        return (1 - gates.sum(0)) * inner, of_gates


class Transposed(Function):
    """y = D (I - W)⁻ᵀ x: the transpose of `Scan`, which goes the other way."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, gates: Tensor) -> Tensor:
        """Return y, S×B×L."""
        hidden = _bordered(x)
        _collect(hidden, gates)
        ctx.save_for_backward(gates, hidden)
        return (1 - gates.sum(0)) * hidden[..., 1:-1]

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor]:
        """Return the gradients of x and of the gates."""
        gates, hidden = ctx.saved_tensors
        back = _bordered((1 - gates.sum(0)) * grad)
        _spread(back, gates)
        of_gates = torch.empty_like(gates)
        inner = hidden[..., 1:-1]
        for neighbor, part in enumerate(of_gates):
            part[0] = -grad[0]
            torch.sub(_beside(back[:-1], neighbor), grad[1:], out=part[1:])
            part *= inner
        return back[..., 1:-1].contiguous(), of_gates


def _bordered(x: Tensor) -> Tensor:
    """Return a copy of x (S×B×L) with a 0 before and after every line."""
    return functional.pad(x, (1, 1))


def _beside(hidden: Tensor, neighbor: int) -> Tensor:
    """Return the values of a neighbor (0, 1, 2: the one above, beside, below) for every place of the lines."""
    return hidden[..., neighbor : neighbor + hidden.shape[-1] - 2]


def _spread(hidden: Tensor, gates: Tensor) -> None:
    """Let every step take from the one before: hidden becomes (I - W)⁻¹ hidden. In place."""
    first, second, third = gates.unbind(0)
    for step in range(1, len(hidden)):
        here, before = hidden[step, :, 1:-1], hidden[step - 1]
        here.addcmul_(first[step], before[:, :-2])
        here.addcmul_(second[step], before[:, 1:-1])
        here.addcmul_(third[step], before[:, 2:])


def _collect(hidden: Tensor, gates: Tensor) -> None:
    """Give from every step to the one before: hidden becomes (I - W)⁻ᵀ hidden. In place; gates of places outside
    are 0, so the borders stay 0."""
    first, second, third = gates.unbind(0)
    for step in range(len(hidden) - 1, 0, -1):
        here, before = hidden[step, :, 1:-1], hidden[step - 1]
        before[:, :-2].addcmul_(first[step], here)
        before[:, 1:-1].addcmul_(second[step], here)
        before[:, 2:].addcmul_(third[step], here)
