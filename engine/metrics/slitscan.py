"""The slit-scan of a line: what lies on it in every frame, side by side. Flicker shows as stripes along time.

A line goes from one place of the picture to another, both as shares of its width and height (0..1), so that it means
the same on a small picture and on a large one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.color.lab import rgb_to_lab

Ribbon = NDArray[np.uint8]  # points × frames × 3, RGB
Pictures = NDArray[np.uint8]  # frames × height × width × 3, RGB


@dataclass(frozen=True)
class Line:
    """From (x0, y0) to (x1, y1), shares of the picture's width and height."""

    x0: float = 0.5
    y0: float = 0.0
    x1: float = 0.5
    y1: float = 1.0

    def clipped(self) -> Line:
        """Return the line with both ends inside the picture."""
        return Line(*(min(max(value, 0.0), 1.0) for value in (self.x0, self.y0, self.x1, self.y1)))


@dataclass(frozen=True)
class Striping:
    """How restless a ribbon is, all in units of CIE Lab (delta E 1976), means over its points and its frames.

    `change`: from a frame to the next, whatever the reason. `back`: what a frame differs from the middle one of the
    three values before, at and after it. A thing that crosses the line changes its color once and is not in `back`;
    a flash of one frame, and color that jumps to and fro, is.
    """

    change: float
    back: float

    def beyond(self, other: Striping) -> Striping:
        """Return how much more restless than `other` this is; below 0 it is calmer."""
        return Striping(self.change - other.change, self.back - other.back)


def slit(pictures: Pictures, line: Line, points: int) -> Ribbon:
    """Return the ribbon (points × frames × 3) of `line`: its first point on top, bilinear between pixels."""
    count, height, width = pictures.shape[:3]
    if not count:
        return np.zeros((points, 0, 3), np.uint8)
    line = line.clipped()
    along = (np.arange(points, dtype=np.float32) + np.float32(0.5)) / np.float32(points)
    x = np.clip((line.x0 + (line.x1 - line.x0) * along) * width - 0.5, 0, width - 1)
    y = np.clip((line.y0 + (line.y1 - line.y0) * along) * height - 0.5, 0, height - 1)
    left, top = np.floor(x).astype(np.intp), np.floor(y).astype(np.intp)
    right, low = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    across, down = (x - left).astype(np.float32)[:, None], (y - top).astype(np.float32)[:, None]
    upper = pictures[:, top, left] * (1 - across) + pictures[:, top, right] * across
    lower = pictures[:, low, left] * (1 - across) + pictures[:, low, right] * across
    read = np.rint(upper * (1 - down) + lower * down).astype(np.uint8)
    return np.ascontiguousarray(read.transpose(1, 0, 2))


def striping(ribbon: Ribbon, known: NDArray[np.bool_] | None = None) -> Striping | None:
    """Return how restless the ribbon is, or None with fewer than three frames in a row.

    `known` (frames): which of its frames there are; across a gap nothing is compared.
    """
    frames = ribbon.shape[1]
    there = np.ones(frames, np.bool_) if known is None else known
    threes = there[:-2] & there[1:-1] & there[2:] if frames >= 3 else np.zeros(0, np.bool_)
    if not threes.any():
        return None
    lab = rgb_to_lab(ribbon)
    pairs = there[:-1] & there[1:]
    change = _length(lab[:, 1:] - lab[:, :-1])[:, pairs].mean(dtype=np.float64)
    middle = np.median(np.stack([lab[:, :-2], lab[:, 1:-1], lab[:, 2:]]), axis=0)
    back = _length(lab[:, 1:-1] - middle)[:, threes].mean(dtype=np.float64)
    return Striping(float(change), float(back))


def _length(difference: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.sqrt((difference * difference).sum(2)), np.float32)
