"""What scribbles are drawn with: strokes as values, found by where they lie, changed one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

Rgb = tuple[int, int, int]  # gamma-encoded sRGB, 0..255
Points = tuple[tuple[float, float], ...]

_SUBPIXEL = 4  # bits after the point of the places of a stroke
_RIM = 3  # pixels that lines reach beyond their radius at most
_NOWHERE = (slice(0, 0), slice(0, 0))


@dataclass(frozen=True)
class Scribble:
    """One stroke. `points`: places of the pen in frame pixels, (0, 0) the first one's corner; `radius` in pixels.

    `color`: what is drawn with; None protects: what lies under the stroke keeps the color it had before any scribble,
    and no color passes it.
    """

    points: Points
    radius: float
    color: Rgb | None

    def cover(self, shape: tuple[int, int], scale: float = 1.0) -> NDArray[np.bool_]:
        """Return where it lies on a frame of this H×W, `scale` times the size it was drawn on; it is never nothing
        as long as a point of it lies on the frame."""
        covered = np.zeros(shape, np.bool_)
        rect, part = self.part(shape, scale)
        covered[rect] = part
        return covered

    def part(self, shape: tuple[int, int], scale: float = 1.0) -> tuple[tuple[slice, slice], NDArray[np.bool_]]:
        """Return a rectangle of the frame, as small as the stroke allows, and where in that it lies."""
        # OpenCV's pixels have their centers at whole numbers
        places = np.array([(x * scale - 0.5, y * scale - 0.5) for x, y in self.points], np.float64).reshape(-1, 2)
        radius = max(self.radius * scale, 0.5)
        if not len(places):
            return _NOWHERE, np.zeros((0, 0), np.bool_)
        most = np.array(shape[::-1])
        left, top = np.clip(np.floor(places.min(0) - radius - _RIM), 0, most).astype(int).tolist()
        right, bottom = np.clip(np.ceil(places.max(0) + radius + _RIM), 0, most).astype(int).tolist()
        if right <= left or bottom <= top:
            return _NOWHERE, np.zeros((0, 0), np.bool_)
        mask = np.zeros((bottom - top, right - left), np.uint8)
        unit = 1 << _SUBPIXEL
        spots = np.rint(np.clip(places - (left, top), -1e6, 1e6) * unit).astype(np.int32)
        if len(spots) > 1:
            thickness = max(1, round(2 * radius))
            cv2.polylines(mask, [spots.reshape(-1, 1, 2)], False, 1, thickness, cv2.LINE_8, _SUBPIXEL)
        for spot in (spots[0], spots[-1]):
            cv2.circle(mask, (int(spot[0]), int(spot[1])), round(radius * unit), 1, -1, cv2.LINE_8, _SUBPIXEL)
        return (slice(top, bottom), slice(left, right)), mask > 0

    def distance(self, x: float, y: float) -> float:
        """Return how far a place lies from its edge, in pixels; 0 on it."""
        places = np.asarray(self.points, np.float64).reshape(-1, 2)
        if not len(places):
            return float("inf")
        start, way = places[:-1], np.diff(places, axis=0)
        if not len(way):
            start, way = places, np.zeros_like(places)
        length = np.maximum((way * way).sum(1), 1e-12)
        along = np.clip(((np.array([x, y]) - start) * way).sum(1) / length, 0, 1)
        nearest = start + along[:, None] * way
        return max(0.0, float(np.hypot(nearest[:, 0] - x, nearest[:, 1] - y).min()) - self.radius)


def has_color(scribbles: Sequence[Scribble]) -> bool:
    """Return whether any stroke brings a color: those that protect alone make nothing."""
    return any(each.color is not None for each in scribbles)


def found_at(scribbles: Sequence[Scribble], x: float, y: float, slack: float) -> int | None:
    """Return which stroke a place means, within `slack` pixels: the nearest one, of two the one drawn later."""
    ways = [(each.distance(x, y), -index) for index, each in enumerate(scribbles)]
    distance, index = min(ways, default=(float("inf"), 0))
    return -index if distance <= slack else None


def recolored(scribbles: Sequence[Scribble], index: int, color: Rgb) -> tuple[Scribble, ...]:
    """Return the strokes, one of them in another color; one that protected then brings color."""
    return tuple(replace(each, color=color) if at == index else each for at, each in enumerate(scribbles))


def without(scribbles: Sequence[Scribble], index: int) -> tuple[Scribble, ...]:
    """Return the strokes but one."""
    return tuple(each for at, each in enumerate(scribbles) if at != index)
