"""Who colored this? Where in the keyframes the color of one pixel probably came from.

No method is asked, for most cannot answer: the pixel is followed along the motion to the keyframes before and after
(`follow`), and where that fails it is looked for in them by what is around it. What is said is therefore what the
picture itself supports, and beside it how well it explains the color that the result really has there.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import rgb_to_lab
from engine.motion.follow import Gray, Place, ReadGray, correlation, follow, patch

How = Literal["itself", "followed", "alike"]
Rgb = tuple[int, int, int]  # 0..255
ReadPicture = Callable[[int], NDArray[Any]]  # a keyframe's picture, H×W×3 RGB, at any size

_DRIFT = 6.0  # pixels of disagreement on the way for a certainty of 1/e
_REFINE = 6  # pixels around where the motion ended
_REFINE_GAIN = 0.03  # of correlation, by which another place must look more alike
_CONTEXT = 15  # radius of what is looked for when the motion is lost
_REACH = 0.3  # of the picture's width: how far from where it was last seen it is looked for
_FOUND = 0.72  # correlation from which a place looks the same
_APART = 10  # pixels from which a second place is another one
_RIVAL = 0.04  # of correlation, by which the second best place must look less alike
_PLAIN = 6.0  # standard deviation of gray below which the surroundings have nothing to be found by
_ALIKE_TRUST = 0.6  # of what was found by its looks alone
_JOIN = 1.5  # power of the certainty and the nearness by which two keyframes are weighed: as `fusion.joined`
_OTHERS = 4  # keyframes farther away that are looked through when those beside have nothing
_EXPLAINED = 10.0  # units of ab: nearer, a source (or a mixture of them) explains a color


@dataclass(frozen=True)
class Origin:
    """A place in a keyframe: `x`, `y` as shares of the picture (0..1), `weight`: its share among the origins,
    `certainty`: 0..1, `color`: of the keyframe there, `path`: where the pixel lay on the way (frame, x, y as shares).
    """

    key: int
    x: float
    y: float
    how: How
    certainty: float
    color: Rgb
    weight: float = 1.0
    path: tuple[tuple[int, float, float], ...] = ()


@dataclass(frozen=True)
class Answer:
    """Where the color of a pixel came from. With `origins` empty nothing in the keyframes looks like it: the method
    invented the color. `unexplained`: how far the shown color lies from what the origins say, units of ab; None where
    no color is shown. `confidence`: what the run itself said there, 0..1."""

    frame: int
    x: float
    y: float
    origins: tuple[Origin, ...]
    shown: Rgb | None = None
    unexplained: float | None = None
    confidence: float | None = None

    @property
    def is_explained(self) -> bool:
        """Whether the color that is shown is the one its origins have."""
        return bool(self.origins) and (self.unexplained is None or self.unexplained < _EXPLAINED)


def trace(
    read: ReadGray, picture: ReadPicture, frame: int, place: tuple[float, float], keys: Sequence[int]
) -> Generator[None, None, tuple[Origin, ...]]:
    """Return the origins of the pixel at `place` (shares of the picture) of `frame`, the heaviest first.

    `read(t)`: gray of frame t, all of one size; `picture(key)`: a keyframe; `keys`: the frames of the keyframes.
    Yields after every frame it followed through.
    """
    gray = read(frame)
    height, width = gray.shape
    x, y = place[0] * width - 0.5, place[1] * height - 0.5
    if frame in keys:
        return (Origin(frame, *place, "itself", 1.0, color_at(picture(frame), *place)),)
    before = max((key for key in keys if key < frame), default=None)
    after = min((key for key in keys if key > frame), default=None)
    found: list[Origin] = []
    for key in (before, after):
        if key is not None:
            origin = yield from _from_key(read, picture, frame, (x, y), key)
            found += [] if origin is None else [origin]
    if not found:
        others = sorted((key for key in keys if key not in (before, after)), key=lambda key: abs(key - frame))
        for key in others[:_OTHERS]:
            yield
            seen = look_for(gray, read(key), x, y, (x, y))
            if seen is not None:
                found.append(_origin(replace(seen, frame=key), "alike", picture, gray.shape, ()))
                break
    return weighed(found, frame)


def weighed(origins: Sequence[Origin], frame: int) -> tuple[Origin, ...]:
    """Return origins with their shares: a certain one counts more, and so does a near one."""
    raw = [(origin.certainty / max(1, abs(origin.key - frame))) ** _JOIN for origin in origins]
    total = sum(raw)
    if total <= 0:
        return ()
    shared = [replace(origin, weight=share / total) for origin, share in zip(origins, raw, strict=True)]
    return tuple(sorted(shared, key=lambda origin: -origin.weight))


def unexplained(origins: Sequence[Origin], shown: Rgb) -> float | None:
    """Return how far (units of ab) a shown color lies from what its origins say: from any one of them, or from a
    mixture of two; None without origins."""
    if not origins:
        return None
    ab = np.asarray([_ab(origin.color) for origin in origins])
    wanted = _ab(shown)
    best = float(np.hypot(*(ab - wanted).T).min())
    for one, other in pairwise(ab):
        way = other - one
        length = float(way @ way)
        share = float(np.clip((wanted - one) @ way / length, 0, 1)) if length > 0 else 0.0
        best = min(best, float(np.hypot(*(one + share * way - wanted))))
    return best


def color_at(image: NDArray[Any], x: float, y: float) -> Rgb:
    """Return the mean color of the 3×3 pixels at a place (shares of the picture) as 8-bit RGB."""
    height, width = image.shape[:2]
    column, row = min(int(x * width), width - 1), min(int(y * height), height - 1)
    part = image[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2].reshape(-1, 3)
    peak = 255 if image.dtype == np.uint8 else 65535
    red, green, blue = (round(float(value) * 255 / peak) for value in part.mean(0))
    return red, green, blue


def look_for(here: Gray, there: Gray, x: float, y: float, around: tuple[float, float]) -> Place | None:
    """Return where in `there` it looks as it does around (x, y) of `here`, near `around`; None if nowhere, or if
    several places look the same."""
    context = patch(here, x, y, _CONTEXT)
    height, width = there.shape
    if context.std() < _PLAIN or min(height, width) < 2 * _CONTEXT + 3:
        return None
    reach = _REACH * width
    left, right = (int(min(max(around[0] + way * reach, 0), width)) for way in (-1, 1))
    top, bottom = (int(min(max(around[1] + way * reach, 0), height)) for way in (-1, 1))
    part = cv2.copyMakeBorder(there[top:bottom, left:right], *(4 * (_CONTEXT,)), cv2.BORDER_REFLECT)
    if min(part.shape) < 2 * _CONTEXT + 1:
        return None
    alike = cv2.matchTemplate(part.astype(np.float32), context, cv2.TM_CCOEFF_NORMED)
    _, best, _, at = cv2.minMaxLoc(alike)
    if best < _FOUND:
        return None
    rest = alike.copy()
    cv2.circle(rest, at, _APART, -1.0, -1)
    if best - float(rest.max()) < _RIVAL:
        return None
    return Place(0, float(left + at[0]), float(top + at[1]), 0.0, float(best))


def _from_key(
    read: ReadGray, picture: ReadPicture, frame: int, place: tuple[float, float], key: int
) -> Generator[None, None, Origin | None]:
    step = 1 if key > frame else -1
    walk = follow(read, range(frame, key + step, step), *place)
    path: list[Place] = []
    while True:
        try:
            path.append(next(walk))
        except StopIteration as end:
            arrived = bool(end.value)
            break
        yield
    here, there = read(frame), read(key)
    height, width = here.shape
    last = path[-1]
    if arrived:
        found = replace(_refined(here, there, place, last), frame=key)
        passed = tuple((each.frame, *_shares(each, width, height)) for each in path)
        return _origin(found, "followed", picture, here.shape, passed)
    found_alike = look_for(here, there, *place, (last.x, last.y))
    if found_alike is None:
        return None
    return _origin(replace(found_alike, frame=key), "alike", picture, here.shape, ())


def _refined(here: Gray, there: Gray, place: tuple[float, float], last: Place) -> Place:
    """Return where the motion ended, moved by a few pixels if that looks more like the pixel's surroundings."""
    own = patch(here, *place)
    best, likeness = last, correlation(own, patch(there, last.x, last.y))
    radius = own.shape[0] // 2
    if own.std() < _PLAIN:
        return replace(last, likeness=likeness)
    part = patch(there, last.x, last.y, radius + _REFINE)
    alike = cv2.matchTemplate(part, own, cv2.TM_CCOEFF_NORMED)
    _, highest, _, at = cv2.minMaxLoc(alike)
    if highest > likeness + _REFINE_GAIN:
        height, width = there.shape
        x, y = last.x + at[0] - _REFINE, last.y + at[1] - _REFINE
        if 0 <= x <= width - 1 and 0 <= y <= height - 1:
            return replace(last, x=x, y=y, likeness=float(highest))
    return replace(best, likeness=likeness)


def _origin(
    place: Place, how: How, picture: ReadPicture, shape: tuple[int, ...], path: tuple[tuple[int, float, float], ...]
) -> Origin:
    x, y = _shares(place, shape[1], shape[0])
    likeness = min(max(place.likeness, 0.05), 1.0)
    certainty = likeness * float(np.exp(-place.drift / _DRIFT))
    if how == "alike":
        certainty *= _ALIKE_TRUST
    return Origin(place.frame, x, y, how, certainty, color_at(picture(place.frame), x, y), 1.0, path)


def _shares(place: Place, width: int, height: int) -> tuple[float, float]:
    return (place.x + 0.5) / width, (place.y + 0.5) / height


def _ab(color: Rgb) -> NDArray[np.float32]:
    return np.asarray(rgb_to_lab(np.asarray(color, np.uint8).reshape(1, 1, 3))[0, 0, 1:], np.float32)
