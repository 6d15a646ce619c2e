"""One place of a picture followed through a shot: quick enough to ask while the pointer rests on a pixel.

Where `track` measures the motion of every pixel, this follows a few points around one: pyramidal Lucas-Kanade
(Bouguet, 2000) in a window of the picture, there and back again (Kalal et al., 2010: what does not come back was
lost), and a look at whether the place still looks like itself. Pictures are H×W gray, 0..255.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
ReadGray = Callable[[int], Gray]

_SPACING = 3.0  # pixels between the followed points, which are 3×3 around the place
_WINDOW = (19, 19)
_LEVELS = 3  # of the pyramid, besides the full size
_ROOM = 96  # pixels of the picture kept around the place: motion of some 60 pixels a frame is still found
_RETURN = 1.0  # pixels by which a point may miss where it came from
_LEAST_POINTS = 4
_PATCH = 6  # radius of what must look the same
_ALIKE = 0.5  # correlation of the patch from one frame to the next
_ITSELF = 0.35  # correlation with what was picked: below it something else is followed by now
_FLAT = 3.0  # standard deviation of gray below which a patch has nothing to be recognized by
_FLAT_CHANGE = 14.0  # of 255: a flat patch that changes more from one frame to the next is not the same thing
_RENEW = 0.75  # above this correlation what is remembered may follow how the thing turns
_SKIPS = (1, 2, 4)  # frames: a splice, dirt or someone passing hides a thing for a moment


@dataclass(frozen=True)
class Place:
    """Where the thing lies in `frame`: `x`, `y` in pixels (0, 0 the middle of the first one), `drift`: pixels by
    which there and back disagreed on the way so far, `likeness`: correlation with what was picked, -1..1."""

    frame: int
    x: float
    y: float
    drift: float = 0.0
    likeness: float = 1.0


def follow(read: ReadGray, frames: Iterable[int], x: float, y: float) -> Generator[Place, None, bool]:
    """Yield where the place (x, y) of the first of `frames` lies in the following ones, until it is lost.

    `frames` are neighbors, forward or backward. Returns whether it was followed to the last of them. A frame in which
    it is hidden for a moment is left out.
    """
    order = list(frames)
    if not order:
        return True
    own = Itself(read(order[0]), x, y)
    here = Place(order[0], x, y)
    yield here
    index = 0
    while index < len(order) - 1:
        for skip in _SKIPS:
            if index + skip >= len(order):
                return False
            found = _step(read(here.frame), read(order[index + skip]), here, order[index + skip], own)
            if found is not None:
                break
        else:
            return False
        index += skip
        here = found
        yield here
    return True


class Itself:
    """What was picked, as it looked when it was last seen clearly."""

    def __init__(self, gray: Gray, x: float, y: float) -> None:
        self._patch = _exposed(gray, x, y)

    def likeness(self, gray: Gray, x: float, y: float) -> float:
        """Return how much the place looks like what was picked, -1..1; it may turn and change slowly."""
        seen = _exposed(gray, x, y)
        alike = correlation(self._patch, seen)
        if alike > _RENEW:
            self._patch = seen
        return alike


def patch(gray: Gray, x: float, y: float, radius: int = _PATCH) -> NDArray[np.float32]:
    """Return the square of the picture around a place, edges repeated."""
    side = 2 * radius + 1
    return np.asarray(cv2.getRectSubPix(gray, (side, side), (x, y)), np.float32)


def _exposed(gray: Gray, x: float, y: float) -> NDArray[np.float32]:
    """Return the patch against the mean gray of what lies around it: a film's own flicker is no change."""
    height, width = gray.shape
    column, row = round(min(max(x, 0), width - 1)), round(min(max(y, 0), height - 1))
    around = gray[max(0, row - _ROOM) : row + _ROOM + 1, max(0, column - _ROOM) : column + _ROOM + 1]
    return patch(gray, x, y) - np.float32(cv2.mean(around)[0])


def correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Return the correlation of two patches, -1..1; of two flat ones how near their gray is."""
    first, second = one - one.mean(), other - other.mean()
    spreads = float(first.std()), float(second.std())
    if max(spreads) < _FLAT:
        return float(np.exp(-(abs(float(one.mean() - other.mean())) / _FLAT_CHANGE)))
    floor = _FLAT / 2  # against a flat patch grain must not pass for likeness
    return float((first * second).mean()) / (max(spreads[0], floor) * max(spreads[1], floor))


def _step(here: Gray, there: Gray, place: Place, frame: int, own: Itself) -> Place | None:
    """Return the place in the next picture, or None if it cannot be found there."""
    height, width = here.shape
    left, top = max(0, round(place.x) - _ROOM), max(0, round(place.y) - _ROOM)
    window = slice(top, min(height, round(place.y) + _ROOM + 1)), slice(left, min(width, round(place.x) + _ROOM + 1))
    first, second = here[window], there[window]
    corner = np.array([left, top], np.float32)
    steps = np.arange(-1, 2, dtype=np.float32) * np.float32(_SPACING)
    offsets = np.stack(np.meshgrid(steps, steps), -1).reshape(-1, 2)
    begun = np.array([place.x, place.y], np.float32) - corner + offsets
    inside = ((begun >= 0) & (begun <= np.array(first.shape[::-1], np.float32) - 1)).all(1)
    begun = begun[inside]
    if len(begun) < _LEAST_POINTS:
        return None
    moved, misses = _there_and_back(first, second, begun)
    good = misses < _RETURN
    if good.sum() < _LEAST_POINTS:
        return None
    by = np.median(moved[good] - begun[good], axis=0)
    # of things that move apart, the point itself says which one it is on
    middle = np.flatnonzero((offsets[inside] == 0).all(1))
    if len(middle) and good[middle[0]] and np.hypot(*(moved[middle[0]] - begun[middle[0]] - by)) > 2 * _RETURN:
        by = moved[middle[0]] - begun[middle[0]]
    x, y = place.x + float(by[0]), place.y + float(by[1])
    if not (0 <= x <= width - 1 and 0 <= y <= height - 1):
        return None
    if correlation(_exposed(here, place.x, place.y), _exposed(there, x, y)) < _ALIKE:
        return None
    likeness = own.likeness(there, x, y)
    if likeness < _ITSELF:
        return None
    return Place(frame, x, y, place.drift + float(np.median(misses[good])), likeness)


def _there_and_back(
    here: Gray, there: Gray, begun: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return where the points (n×2) lie in the other picture, and by how many pixels they miss on the way back."""
    points = np.ascontiguousarray(begun.reshape(-1, 1, 2))
    unknown = np.empty_like(points)
    moved, found, _ = cv2.calcOpticalFlowPyrLK(here, there, points, unknown, None, None, _WINDOW, _LEVELS)
    back, found_back, _ = cv2.calcOpticalFlowPyrLK(
        there, here, moved, np.empty_like(points), None, None, _WINDOW, _LEVELS
    )
    misses = np.hypot(*(back - points).reshape(-1, 2).T)
    misses[(found.ravel() == 0) | (found_back.ravel() == 0)] = np.inf
    return np.asarray(moved).reshape(-1, 2), misses.astype(np.float32)
