"""Whether two pictures can show the same frame."""

from __future__ import annotations

_SAME = 0.01  # of the ratio: rounding a size to even numbers changes it by less, a crop to another format by more


def is_same_shape(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Return whether pictures of these (width, height) differ in size alone."""
    return abs(one[0] * other[1] / (one[1] * other[0]) - 1) <= _SAME
