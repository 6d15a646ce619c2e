"""A rectangle of pixels: only what lies in one is computed, shown and remembered again."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Rect(NamedTuple):
    """Columns `left` to `right` and lines `top` to `bottom`, half-open."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def is_empty(self) -> bool:
        return self.right <= self.left or self.bottom <= self.top

    @property
    def width(self) -> int:
        return max(0, self.right - self.left)

    @property
    def height(self) -> int:
        return max(0, self.bottom - self.top)

    @property
    def part(self) -> tuple[slice, slice]:
        """What an H×W array is indexed with."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def united(self, other: Rect) -> Rect:
        """Return the smallest rectangle that holds both; an empty one adds nothing."""
        if self.is_empty or other.is_empty:
            return other if self.is_empty else self
        return Rect(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def within(self, shape: tuple[int, ...]) -> Rect:
        """Return the part that lies on a picture of H×W(×...) `shape`."""
        height, width = shape[:2]
        return Rect(max(0, self.left), max(0, self.top), min(width, self.right), min(height, self.bottom))


def tiles(rect: Rect, is_meant: Callable[[Rect], bool], side: int = 96) -> tuple[Rect, ...]:
    """Return the parts of `rect` that are meant, tiles of `side` pixels joined along the lines and then downward."""
    found: list[Rect] = []
    above: dict[tuple[int, int], int] = {}  # left and right of what ends at this line -> where it is in `found`
    for top in range(rect.top, rect.bottom, side):
        bottom = min(top + side, rect.bottom)
        row: list[Rect] = []
        for left in range(rect.left, rect.right, side):
            tile = Rect(left, top, min(left + side, rect.right), bottom)
            if not is_meant(tile):
                continue
            if row and row[-1].right == tile.left:
                row[-1] = row[-1].united(tile)
            else:
                row.append(tile)
        here: dict[tuple[int, int], int] = {}
        for run in row:
            at = above.get((run.left, run.right))
            if at is None:
                at = len(found)
                found.append(run)
            else:
                found[at] = found[at].united(run)
            here[run.left, run.right] = at
        above = here
    return tuple(found)


NOWHERE = Rect(0, 0, 0, 0)


def whole(shape: tuple[int, ...]) -> Rect:
    """Return all of a picture of H×W(×...) `shape`."""
    return Rect(0, 0, shape[1], shape[0])
