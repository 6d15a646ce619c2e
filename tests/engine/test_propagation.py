"""The linear propagation of paper 2 (equation 4): exact, stable, and what exchanging directions does to it."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.networks.propagation import (
    DIRECTIONS,
    NEIGHBORS,
    SWITCHED,
    Larger,
    Scan,
    Stable,
    Transposed,
    one_way,
    propagate,
    stable,
    switched,
)

HEIGHT, WIDTH = 5, 7
of_directions = pytest.mark.parametrize("direction", range(DIRECTIONS))


def _gates(count: int = 1, channels: int = 1, seed: int = 0) -> Tensor:
    drawn = torch.Generator().manual_seed(seed)
    return stable(torch.randn(count, DIRECTIONS, NEIGHBORS, channels, HEIGHT, WIDTH, generator=drawn))


def _plainly(x: Tensor, gates: Tensor, direction: int) -> Tensor:
    """The formula of implementers-facts.md 3, pixel by pixel: the oracle."""
    down, back = direction >= 2, direction % 2 == 1
    if not down:
        x, gates = x.transpose(-1, -2), gates.transpose(-1, -2)
    if back:
        x, gates = x.flip(-2), gates.flip(-2)
    length, across = x.shape[-2:]
    lines = [x[:, :, 0]]
    for step in range(1, length):
        line = []
        for place in range(across):
            taken = torch.zeros_like(x[:, :, 0, 0])
            share = torch.zeros_like(taken)
            for neighbor in range(NEIGHBORS):
                other = place + neighbor - 1
                if 0 <= other < across:
                    gate = gates[:, neighbor, :, step, place]
                    taken = taken + gate * lines[-1][..., other]
                    share = share + gate
            line.append((1 - share) * x[:, :, step, place] + taken)
        lines.append(torch.stack(line, -1))
    gone = torch.stack(lines, 2)
    gone = gone.flip(-2) if back else gone
    return gone if down else gone.transpose(-1, -2)


def _matrix(gates: Tensor, direction: int, *, is_transposed: bool = False) -> Tensor:
    """Return G (pixels × pixels) of one direction: its columns are what unit pictures become."""
    size = HEIGHT * WIDTH
    units = torch.eye(size).reshape(size, 1, HEIGHT, WIDTH)
    laid = gates[:, direction].expand(size, -1, -1, -1, -1)
    return one_way(units, laid, direction, is_transposed).reshape(size, size).T


def _kept(gates: Tensor, direction: int) -> Tensor:
    """Return D as a vector: the share of its own value that a pixel keeps."""
    share = gates[:, direction].clone()
    along, across = (-1, -2) if direction < 2 else (-2, -1)
    share.select(along, 0 if direction % 2 == 0 else -1).zero_()
    share[:, 0].select(across, 0).zero_()
    share[:, 2].select(across, -1).zero_()
    return 1 - share.sum(1).flatten()


@of_directions
def test_one_direction_is_the_formula(direction: int) -> None:
    x, gates = torch.randn(2, 3, HEIGHT, WIDTH), _gates(2, 3)
    given = gates[:, direction]
    assert torch.allclose(one_way(x, given, direction), _plainly(x, given, direction), atol=1e-5)


def test_two_units_take_the_largest_of_four_directions_twice() -> None:
    x, gates = torch.randn(2, 3, HEIGHT, WIDTH), _gates(2, 3)
    expected = x
    for _ in range(2):
        sides = [_plainly(expected, gates[:, direction], direction) for direction in range(DIRECTIONS)]
        expected = torch.stack(sides).amax(0)
    assert torch.allclose(propagate(x, gates), expected, atol=1e-5)


def test_without_gates_nothing_moves_and_a_flat_map_never_changes() -> None:
    x, gates = torch.randn(1, 2, HEIGHT, WIDTH), _gates(1, 2)
    assert torch.equal(propagate(x, torch.zeros_like(gates)), x)
    flat = torch.full_like(x, 0.7)
    assert torch.allclose(propagate(flat, gates), flat, atol=1e-5)


@pytest.mark.parametrize("function", [Scan, Transposed])
def test_gradients_are_those_of_finite_differences(function: type[Scan | Transposed]) -> None:
    drawn = torch.Generator().manual_seed(0)
    x = torch.randn(4, 2, 5, dtype=torch.double, generator=drawn).requires_grad_()
    gates = 0.3 * torch.randn(NEIGHBORS, 4, 2, 5, dtype=torch.double, generator=drawn)
    gates[:, 0] = 0
    gates[0, :, :, 0] = 0
    gates[2, :, :, -1] = 0
    assert torch.autograd.gradcheck(function.apply, (x, gates.requires_grad_()))


def test_gates_are_divided_only_where_they_would_grow() -> None:
    gates = 3 * torch.randn(1, DIRECTIONS, NEIGHBORS, 2, HEIGHT, WIDTH)
    gates[..., 2, 3] = 0.1
    divided = stable(gates)
    assert float(divided.abs().sum(2).max()) <= 1 + 1e-6
    assert torch.equal(divided[..., 2, 3], gates[..., 2, 3])


def test_the_gradient_of_divided_gates_is_that_of_their_formula() -> None:
    gates = (torch.randn(2, DIRECTIONS, NEIGHBORS, 2, 3, 4, dtype=torch.double) * 0.7).requires_grad_()
    assert torch.autograd.gradcheck(Stable.apply, (gates,))
    pair = torch.randn(2, 3, 4, dtype=torch.double).requires_grad_(), torch.randn(2, 3, 4, dtype=torch.double)
    assert torch.autograd.gradcheck(Larger.apply, (pair[0], pair[1].requires_grad_()))


@of_directions
def test_what_sets_out_never_grows_on_its_way(direction: int) -> None:
    x = torch.zeros(1, 1, HEIGHT, WIDTH)
    start = {0: (2, 0), 1: (2, WIDTH - 1), 2: (0, 3), 3: (HEIGHT - 1, 3)}[direction]
    x[0, 0][start] = 1
    gone = one_way(x, _gates()[:, direction], direction)[0, 0].abs()
    steps = gone.amax(0) if direction < 2 else gone.amax(1)
    steps = steps.flip(0) if direction % 2 else steps
    assert bool((steps[1:] <= steps[:-1] + 1e-6).all())


@of_directions
def test_the_matrix_is_triangular(direction: int) -> None:
    matrix = _matrix(_gates(), direction).reshape(HEIGHT, WIDTH, HEIGHT, WIDTH)
    for to in range(WIDTH if direction < 2 else HEIGHT):
        ahead = slice(to + 1, None) if direction % 2 == 0 else slice(0, to)
        part = matrix[:, to, :, ahead] if direction < 2 else matrix[to, :, ahead]
        assert float(part.abs().sum()) == 0


@of_directions
def test_the_transposed_way_is_the_transposed_matrix_whatever_the_gates(direction: int) -> None:
    gates = _gates()
    assert torch.allclose(_matrix(gates, direction, is_transposed=True), _matrix(gates, direction).T, atol=1e-6)


@of_directions
def test_exchanged_directions_transpose_what_is_between_pixels_if_gates_are_even(direction: int) -> None:
    """Paper 2, section 3.2: with gates that do not change along the way (and the same to both sides) (I - W)⁻¹ is
    transposed exactly. What a pixel keeps of itself (D) stands before it, not behind it."""
    gates = torch.full((1, DIRECTIONS, NEIGHBORS, 1, HEIGHT, WIDTH), 0.3)
    gates[:, :, 1] = 0.2
    gates = stable(gates)
    opposite = SWITCHED[direction]
    there = _matrix(gates, direction) / _kept(gates, direction)
    back = _matrix(switched(gates), opposite) / _kept(gates, opposite)
    assert torch.allclose(back, there.T, atol=1e-6)


@of_directions
def test_exchanged_directions_do_not_if_gates_differ_from_pixel_to_pixel(direction: int) -> None:
    gates, opposite = _gates(), SWITCHED[direction]
    there = _matrix(gates, direction) / _kept(gates, direction)
    back = _matrix(switched(gates), opposite) / _kept(switched(gates), opposite)
    assert not torch.allclose(back, there.T, atol=0.05)


def test_an_orthogonal_transformation_keeps_the_style_energy() -> None:
    """Theorem 1: U₂ᵀU₂ = U₁ᵀU₁ where GᵀG = I; a matrix that only averages loses energy."""
    turned, _ = torch.linalg.qr(torch.randn(30, 30))
    known = torch.randn(30, 2)
    assert torch.allclose((turned @ known).T @ (turned @ known), known.T @ known, atol=1e-4)
    flat = _matrix(stable(torch.full((1, DIRECTIONS, NEIGHBORS, 1, HEIGHT, WIDTH), 1 / 3)), 0)
    u = torch.randn(HEIGHT * WIDTH, 2)
    assert float(((flat @ u) ** 2).sum()) < float((u**2).sum())


def test_switched_twice_is_as_before() -> None:
    gates = _gates(2, 3)
    assert torch.equal(switched(switched(gates)), gates)
    assert torch.equal(switched(gates)[:, 0], gates[:, 1])
    assert torch.equal(switched(gates)[:, 3], gates[:, 2])
