"""How much of a stroke lies on each pixel: the profile of a brush swept along the path of the pen.

Stamps of one stroke that overlap must not add up, so the strongest one counts. For stamps set without a gap that is
the profile of the distance to the path, which is computed here segment by segment instead: it costs one evaluation
however fast the pen moves, and no row of stamps shows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.paint.rect import NOWHERE, Rect

MOST_RADIUS = 500.0  # pixels of the clip
LEAST_RADIUS = 0.5
_THINNEST = 0.15  # of the radius, and the faintest of the strength, that the lightest touch leaves
_FLAT = 0.3  # pixels by which a curve may leave its chord
_MOST_PIECES = 12

Cover = NDArray[np.float32]  # h×w, 0..1


@dataclass(frozen=True)
class Brush:
    """`radius` in clip pixels; `hardness` 0..1: the share of the radius that is painted wholly; `opacity` 0..1, which
    one stroke never exceeds. `thins`, `fades`: whether a light touch makes the stroke thinner, fainter."""

    radius: float = 20.0
    hardness: float = 0.8
    opacity: float = 1.0
    thins: bool = True
    fades: bool = False

    def radius_at(self, pressure: float) -> float:
        share = _THINNEST + (1 - _THINNEST) * _unit(pressure) if self.thins else 1.0
        return max(LEAST_RADIUS, min(self.radius, MOST_RADIUS) * share)

    def strength_at(self, pressure: float) -> float:
        return _THINNEST + (1 - _THINNEST) * _unit(pressure) if self.fades else 1.0


@dataclass(frozen=True)
class Touch:
    """The pen at one moment: where (clip pixels, (0, 0) the corner of the first), how wide, how strong (0..1)."""

    x: float
    y: float
    radius: float
    strength: float


class Path:
    """The way of the pen in one stroke: every new point gives the pieces that lead to it from the last one.

    Between points the way is a curve that leaves the last point in the direction from the one before it to the new
    one (Catmull and Rom, 1974) and arrives straight: a quick circle stays round, and nothing lags behind the pen.
    """

    def __init__(self, brush: Brush) -> None:
        self._brush = brush
        self._last: Touch | None = None
        self._before: Touch | None = None

    def to(self, x: float, y: float, pressure: float = 1.0) -> list[tuple[Touch, Touch]]:
        """Return the pieces to (x, y), each from one touch to the next; the first point is a piece without length."""
        brush = self._brush
        touch = Touch(x, y, brush.radius_at(pressure), brush.strength_at(pressure))
        last, before = self._last, self._before
        self._before, self._last = last, touch
        if last is None:
            return [(touch, touch)]
        return list(_pieces(before, last, touch))


def _pieces(before: Touch | None, start: Touch, end: Touch) -> Iterator[tuple[Touch, Touch]]:
    chord = (end.x - start.x, end.y - start.y)
    away = chord if before is None else ((end.x - before.x) / 2, (end.y - before.y) / 2)
    length = math.hypot(*chord)
    if (reach := math.hypot(*away)) > length > 0:  # slower than before: the curve must not shoot past
        away = (away[0] * length / reach, away[1] * length / reach)
    # a cubic with these tangents leaves its chord by at most 4/27 of what the tangents differ by, at either end
    bend = math.hypot(away[0] - chord[0], away[1] - chord[1]) * 4 / 27
    count = min(_MOST_PIECES, max(1, math.ceil(math.sqrt(bend / _FLAT))))
    last = start
    for index in range(1, count + 1):
        t = index / count
        lead = t * (1 - t) ** 2  # what is left of the cubic once its end tangent is the chord
        to = Touch(
            start.x + chord[0] * t + (away[0] - chord[0]) * lead,
            start.y + chord[1] * t + (away[1] - chord[1]) * lead,
            start.radius + (end.radius - start.radius) * t,
            start.strength + (end.strength - start.strength) * t,
        )
        yield last, to
        last = to


def swept(start: Touch, end: Touch, hardness: float, shape: tuple[int, ...]) -> tuple[Rect, Cover]:
    """Return where on a picture of H×W `shape` the piece lies, and how much of it on each pixel there (0..1).

    At least one pixel of the edge is soft, so that the edge of a hard brush is smooth.
    """
    reach = max(start.radius, end.radius) + 1
    rect = Rect(
        math.floor(min(start.x, end.x) - reach),
        math.floor(min(start.y, end.y) - reach),
        math.ceil(max(start.x, end.x) + reach),
        math.ceil(max(start.y, end.y) + reach),
    ).within(shape)
    if rect.is_empty:
        return NOWHERE, np.zeros((0, 0), np.float32)
    x = np.arange(rect.left, rect.right, dtype=np.float32)[None, :] + np.float32(0.5 - start.x)
    y = np.arange(rect.top, rect.bottom, dtype=np.float32)[:, None] + np.float32(0.5 - start.y)
    dx, dy = end.x - start.x, end.y - start.y
    squared = dx * dx + dy * dy
    if squared < 1e-6:
        distance = np.sqrt(x * x + y * y)
        return rect, _profile(distance, max(start.radius, end.radius), hardness) * np.float32(
            max(start.strength, end.strength)
        )
    along = x * np.float32(dx / squared) + y * np.float32(dy / squared)
    np.clip(along, 0, 1, out=along)
    off_x, off_y = x - along * np.float32(dx), y - along * np.float32(dy)
    off_x *= off_x
    off_y *= off_y
    off_x += off_y
    distance = np.sqrt(off_x, out=off_x)
    is_even = start.radius == end.radius and start.strength == end.strength
    radius = start.radius if is_even else along * np.float32(end.radius - start.radius) + np.float32(start.radius)
    cover = _profile(distance, radius, hardness)
    strength = start.strength if is_even else along * np.float32(end.strength - start.strength) + start.strength
    return rect, np.asarray(cover * strength, np.float32)


def _profile(distance: Cover, radius: float | Cover, hardness: float) -> Cover:
    """Return 1 inside the hard part, 0 outside the radius and a smooth step between them."""
    soft = _unit(1 - hardness)
    step = radius + np.float32(0.5) - distance
    step /= np.minimum(radius * np.float32(soft) + np.float32(1), radius + np.float32(0.5))
    np.clip(step, 0, 1, out=step)
    smooth: Cover = step * step * (np.float32(3) - np.float32(2) * step)
    return smooth


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))
