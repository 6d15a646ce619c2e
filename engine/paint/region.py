"""Parts of a picture: what is like the pixel that was pointed at, and what a line was drawn around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.paint.ink import Pixels
from engine.paint.raster import Mask
from engine.paint.rect import NOWHERE, Rect

How = Literal["new", "add", "subtract"]

_COLOR = 1.275  # units of a and b for each of L: less, and the grain of color stops a fill before the light does
_SPECK = 2e-5  # of the picture: holes up to this size are grain and dust, and are filled too
_FINE = 720  # lines below which grain is so fine that the smallest median takes it away
_SHIFT = 4  # bits of a pixel that corners of a polygon are placed with
_SMOOTH = 0.4  # pixels by which the drawn outline may leave the true one
_HALF = 128


def alike(pixels: Pixels, x: float, y: float, tolerance: float, within: Mask | None = None) -> Mask | None:
    """Return what hangs together with the pixel at (x, y) and is like it in light and color (H×W, 255 or 0).

    `pixels`: H×W×3 RGB, uint8 or uint16. `tolerance`: 0..1 of the range of L that light may differ by; a and b by
    `_COLOR` times as many units. `within`: where it may go (not where it is 0). None if (x, y) lies outside.

    It is told by a median of the pixels around, so that grain neither stops it nor leaves holes.
    """
    height, width = pixels.shape[:2]
    column, line = int(np.floor(x)), int(np.floor(y))
    if not (0 <= column < width and 0 <= line < height) or (within is not None and within[line, column] == 0):
        return None
    eight = pixels if pixels.dtype == np.uint8 else cv2.convertScaleAbs(pixels, alpha=1 / 257)
    lab = cv2.medianBlur(cv2.cvtColor(eight, cv2.COLOR_RGB2Lab), 3 if height < _FINE else 5)
    barrier = np.zeros((height + 2, width + 2), np.uint8)
    if within is not None:
        barrier[1:-1, 1:-1] = within == 0
    # OpenCV counts L, 0..100, in 255 steps, and a and b in units
    step = (255 * tolerance, 100 * tolerance * _COLOR, 100 * tolerance * _COLOR)
    flags = 4 | cv2.FLOODFILL_FIXED_RANGE | cv2.FLOODFILL_MASK_ONLY | (255 << 8)
    cv2.floodFill(lab, barrier, (column, line), 0, step, step, flags)
    found = np.where(barrier[1:-1, 1:-1] == 255, np.uint8(255), np.uint8(0))
    return _without_specks(found, within)


def _without_specks(found: Mask, within: Mask | None) -> Mask:
    most = max(4, round(found.size * _SPECK))
    _, labels, stats, _ = cv2.connectedComponentsWithStats((found == 0).astype(np.uint8), connectivity=4)
    is_speck = stats[:, cv2.CC_STAT_AREA] <= most
    is_speck[0] = False  # what was found itself
    filled = is_speck[labels]
    if within is not None:
        filled &= within > 0
    found[filled] = 255
    return found


def bounds(mask: Mask) -> Rect:
    """Return the smallest rectangle that holds all of the mask that is not 0."""
    left, top, width, height = cv2.boundingRect(mask)
    return Rect(left, top, left + width, top + height) if width and height else NOWHERE


def polygon(points: Sequence[tuple[float, float]], shape: tuple[int, ...]) -> Mask:
    """Return what a closed line goes around (H×W, soft at the edge); loops of the line leave no holes.

    `points`: in pixels, (0, 0) the corner of the first one.
    """
    mask = np.zeros(shape[:2], np.uint8)
    if len(points) < 3:
        return mask
    corners = np.rint((np.array(points, np.float64) - 0.5) * (1 << _SHIFT)).astype(np.int32)
    cv2.fillPoly(mask, [corners], 255, cv2.LINE_AA, _SHIFT)
    outer, _ = cv2.findContours((mask >= _HALF).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    inside = np.zeros_like(mask)
    cv2.drawContours(inside, outer, -1, 255, cv2.FILLED)
    holes = (inside == 255) & (cv2.erode(inside, np.ones((3, 3), np.uint8)) == 255)
    mask[holes] = 255
    return mask


@dataclass(frozen=True)
class Selection:
    """Where strokes and fills may go: `mask` H×W, 255 wholly."""

    mask: Mask

    @property
    def is_empty(self) -> bool:
        return not self.mask.any()

    def joined(self, other: Mask, how: How) -> Selection:
        """Return the selection with `other` in its place, added to it or taken from it."""
        if how == "add":
            return Selection(np.maximum(self.mask, other))
        return Selection(np.minimum(self.mask, 255 - other) if how == "subtract" else other)

    def outlines(self) -> list[NDArray[np.float32]]:
        """Return its edges as closed lines, N×2 (x, y) in pixels, (0, 0) the corner of the first one."""
        inside = cv2.copyMakeBorder((self.mask >= _HALF).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        lines, _ = cv2.findContours(inside, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
        smooth = [cv2.approxPolyDP(line, _SMOOTH, closed=True) for line in lines]
        return [line[:, 0].astype(np.float32) - np.float32(0.5) for line in smooth]
