"""How wrong one sample would probably be colored from another, told from gray pictures.

The motion is followed outward from a sample, link by link. On the way is seen what tells a wrong color: that going
there and back fails, that the picture looks other than where it came from, that it left the frame; and, for what was
lost, how unlike everything that can be seen in the keyframe it looks. The expected squared error of the color (a
and b of Lab) is the exponential of a weighted sum of these, as in `engine.motion.fusion`.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import Plane
from engine.motion.track import Field, compare, fetch, grid
from engine.motion.views import Size
from engine.suggest.looking import Link, Look, Looks, in_cells

Cells = NDArray[np.float32]  # gh×gw, one value for each cell of a frame

_MEANS = ((1, 1.0), (5, 0.7))  # side of the window in cells, weight: how light it is there and around
_DEVIATIONS = ((1, 1.0), (5, 0.5))
_STEEP = ((1, 1.5), (5, 0.7))
_PLACE = 1.5  # weight of a cell of distance from where the motion points
FEATURES = 4
_LOST_COST = 0.45  # above what the grain of the film itself costs from one sample to the next
_LOST_MISS = 0.03  # of the height: how far going there and back may fail


@dataclass(frozen=True)
class Seen:
    """What was seen on the way from a keyframe to a frame.

    `features` `FEATURES`×gh×gw: appearance cost, log of the difference of L, log of the frames between, log of how
    unlike everything in the keyframe it looks. `lost` gh×gw, 0..1: the share of a cell that cannot be found in the
    keyframe. `places` h×w×2 (x, y) in it and `kept` h×w, 0..1, how surely they are right.
    """

    features: NDArray[np.float32]
    lost: Cells
    places: Field
    kept: Plane


class Describer:
    """Descriptors of the cells of all samples: what a lost place could be told by."""

    def __init__(self, looks: Looks) -> None:
        self._cells = looks.cells
        self._descriptors = [_describe(sample.lightness, looks.cells) for sample in looks.samples]
        self._at = grid(looks.cells) * np.float32(_PLACE)
        size, cells = looks.size, looks.cells
        self._scale = np.array([cells[1] / size[1], cells[0] / size[0]], np.float32) * np.float32(_PLACE)

    def unlike(self, key: int, frame: int, places: Field) -> Cells:
        """Return how unlike everything in sample `key` each cell of sample `frame` looks; `places` as tracked."""
        near = in_cells(places, self._cells) * self._scale - np.float32(_PLACE / 2)
        keys = np.concatenate([self._descriptors[key], self._at], 2).reshape(-1, self._descriptors[key].shape[2] + 2)
        queries = np.concatenate([self._descriptors[frame], near], 2).reshape(keys.shape)
        apart = (keys * keys).sum(1)[None] - 2 * queries @ keys.T
        best = apart.min(1) + (queries * queries).sum(1)
        return np.asarray(np.maximum(best, 0).reshape(self._cells), np.float32)


def follow(looks: Looks, describer: Describer, key: int, stop: int) -> Generator[tuple[int, Seen]]:
    """Yield (sample, what was seen) outward from sample `key` up to sample `stop` (left out), either way."""
    step = 1 if stop > key else -1
    size = looks.size
    places = grid(size)
    miss, left = np.zeros(size, np.float32), np.zeros(size, np.float32)
    own = looks.samples[key]
    for at in range(key + step, stop, step):
        link = looks.before[at] if step > 0 else looks.behind[at]
        assert link is not None
        places, miss, left = _carried(link, places, miss, left)
        frames = abs(looks.sampling.samples[at] - looks.sampling.samples[key])
        yield at, _seen(looks.samples[at], own, (places, miss, left), frames, describer.unlike(key, at, places))


def _carried(link: Link, places: Field, miss: Plane, left: Plane) -> tuple[Field, Plane, Plane]:
    return (
        fetch(places, link.places),
        link.miss + fetch(miss, link.places),
        np.maximum(link.left, fetch(left, link.places)),
    )


def _seen(frame: Look, key: Look, track: tuple[Field, Plane, Plane], frames: int, unlike: Cells) -> Seen:
    places, miss, left = track
    cost = compare(frame.appearance, key.appearance, places)
    change = np.abs(frame.lightness - fetch(key.lightness, places))
    doubt = (np.maximum(cost - np.float32(frame.grain), 0) / np.float32(_LOST_COST)) ** 2
    doubt += (miss / np.float32(_LOST_MISS * len(miss))) ** 2
    kept = np.exp(-doubt) * (1 - left)
    size = (unlike.shape[0], unlike.shape[1])
    features = np.stack(
        [
            in_cells(cost, size),
            np.log1p(in_cells(change, size)),
            np.full(size, np.log1p(frames), np.float32),
            np.log1p(unlike),
        ]
    )
    return Seen(features, 1 - in_cells(kept, size), places, kept)


def _describe(lightness: Plane, cells: Size) -> NDArray[np.float32]:
    """Return the descriptors (gh×gw×D) of the cells of a picture."""
    across = cv2.Sobel(lightness, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(lightness, cv2.CV_32F, 0, 1, scale=1 / 8)
    mean, square, wide, high = (
        in_cells(plane, cells) for plane in (lightness, lightness * lightness, np.abs(across), np.abs(down))
    )
    parts: list[NDArray[np.float32]] = []
    for side, weight in _MEANS:
        parts.append(_around(mean, side) * np.float32(weight))
    for side, weight in _DEVIATIONS:
        spread = _around(square, side) - _around(mean, side) ** 2
        parts.append(np.sqrt(np.maximum(spread, 0)) * np.float32(weight))
    for side, weight in _STEEP:
        parts += [_around(plane, side) * np.float32(weight) for plane in (wide, high)]
    return np.dstack(parts).astype(np.float32)


def _around(values: Cells, side: int) -> Cells:
    if side == 1:
        return values
    return np.asarray(cv2.blur(values, (side, side), borderType=cv2.BORDER_REFLECT), np.float32)
