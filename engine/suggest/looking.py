"""The shot as it is looked at: samples of it, small and gray, and the motion between neighboring ones.

However long the shot is, a bounded number of pictures is read. Motion is measured from picture to picture, backward
and forward, and put together to links between samples. Of the film only luma is read.
"""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import Plane, gray_to_lightness
from engine.media.source import FrameSource
from engine.motion.track import Appearance, Field, Gray, compare, fetch, grid, length_of, outside
from engine.motion.views import Size, resized, working_size
from engine.runtime.events import Progress

MOST_SAMPLES = 40  # frames that are compared with each other, all pairs of them
QUICK_SAMPLES = 16  # of them where one answer is wanted soon
MOST_PICTURES = 240  # frames that are read: the motion between two samples is followed through those between
MOTION_LINES = 200
TRACK_LINES = 100
CELLS_DOWN = 15  # what is told of a frame is told for cells, so many in a column


@dataclass(frozen=True)
class Sampling:
    """`pictures`: frames that are read, rising; `samples`: those of them that are compared; `weights`: for how many
    frames of the shot each sample stands."""

    start: int
    stop: int
    pictures: tuple[int, ...]
    samples: tuple[int, ...]
    weights: tuple[float, ...]

    @property
    def gap(self) -> int:
        """Frames between two samples."""
        return max(1, round((self.stop - self.start) / max(1, len(self.samples))))


def sampling(start: int, stop: int, keyframes: Iterable[int], most: int = MOST_SAMPLES) -> Sampling:
    """Return which frames of the shot are looked at: evenly spread ones, and every keyframe."""
    length = stop - start
    pictures = _even(start, stop, min(length, MOST_PICTURES * most // MOST_SAMPLES))
    samples = _even(start, stop, min(length, most))
    keys = {key for key in keyframes if start <= key < stop}
    chosen = tuple(sorted(keys | set(samples)))
    # a sample beside a keyframe tells nothing new, but all of them together stand for the whole shot
    edges = [start, *((one + other + 1) / 2 for one, other in itertools.pairwise(chosen)), stop]
    weights = tuple(right - left for left, right in itertools.pairwise(edges))
    return Sampling(start, stop, tuple(sorted(set(pictures) | set(chosen))), chosen, weights)


def _even(start: int, stop: int, count: int) -> list[int]:
    """Return `count` frames, each in the middle of an equal part of the shot."""
    length = stop - start
    return [start + int((index + 0.5) * length / count) for index in range(count)]


class Look:
    """A sample: `lightness` h×w, 0..100, at `TRACK_LINES`; `grain`: how unlike its neighbors it usually looks."""

    def __init__(self, lightness: Plane) -> None:
        self.lightness = lightness
        self.grain = 0.0

    @cached_property
    def appearance(self) -> Appearance:
        return Appearance(gray_levels(self.lightness))


@dataclass(frozen=True)
class Link:
    """The way from a sample to its neighbor: `places` h×w×2 (x, y) in it, `miss` h×w (pixels by which going there and
    back fails), `left` h×w (0..1, 1 where it left the picture)."""

    places: Field
    miss: Plane
    left: Plane


@dataclass(frozen=True)
class Looks:
    """`before[i]`: from sample i to sample i - 1; `behind[i]`: from sample i to sample i + 1 (None at the ends)."""

    sampling: Sampling
    samples: tuple[Look, ...]
    before: tuple[Link | None, ...]
    behind: tuple[Link | None, ...]
    cells: Size

    @property
    def size(self) -> Size:
        shape = self.samples[0].lightness.shape
        return shape[0], shape[1]


def look(source: FrameSource, plan: Sampling) -> Generator[Progress, None, Looks]:
    """Read the pictures of `plan` and follow the motion between them. Raises `MediaError`."""
    facts = source.facts
    motion = working_size(facts.height, facts.width, MOTION_LINES)
    small = working_size(facts.height, facts.width, TRACK_LINES)
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    chosen = set(plan.samples)
    samples: list[Look] = []
    before: list[Link | None] = []
    behind: list[Link | None] = []
    back: Link | None = None  # from the picture at hand to the sample before, and from that to the picture
    forth: Link | None = None
    last: Gray | None = None
    for done, frame in enumerate(plan.pictures, 1):
        lightness = gray_to_lightness(source.read_luma(frame))
        gray = gray_levels(resized(lightness, motion))
        if last is not None:
            there, here = _pair(search, gray, last, small)
            back = there if back is None else _joined(there, back)
            forth = here if forth is None else _joined(forth, here)
        if frame in chosen:
            samples.append(Look(resized(lightness, small)))
            before.append(back)
            behind.append(None)
            if len(behind) > 1:
                behind[-2] = forth
            back = forth = None
        last = gray
        yield Progress(done, len(plan.pictures), "Looking at the shot")
    down = max(2, min(CELLS_DOWN, small[0] // 4))
    cells = (down, max(2, round(down * small[1] / small[0])))
    for at, link in enumerate(before):
        if link is not None:
            samples[at].grain = float(
                np.median(compare(samples[at].appearance, samples[at - 1].appearance, link.places))
            )
    if len(samples) > 1:
        samples[0].grain = samples[1].grain
    return Looks(plan, tuple(samples), tuple(before), tuple(behind), cells)


def gray_levels(lightness: Plane) -> Gray:
    """Return L (0..100) as 0..255."""
    return np.asarray(np.rint(np.clip(lightness * np.float32(2.55), 0, 255)), np.uint8)


def _pair(search: cv2.DISOpticalFlow, here: Gray, there: Gray, size: Size) -> tuple[Link, Link]:
    """Return the links from `here` to `there` and back, measured at the size of the pictures, at `size`."""
    flow = np.asarray(search.calc(here, there, None), np.float32)
    other = np.asarray(search.calc(there, here, None), np.float32)
    return _link(flow, other, size), _link(other, flow, size)


def _link(flow: Field, back: Field, size: Size) -> Link:
    at = grid(flow.shape) + flow
    miss = length_of(flow + fetch(back, at))
    scale = np.array([size[1] / flow.shape[1], size[0] / flow.shape[0]], np.float32)
    places = grid(size) + resized(flow, size) * scale
    return Link(places, resized(miss, size) * scale[1], outside(places))


def _joined(first: Link, then: Link) -> Link:
    """Return the way along `first` and on along `then`."""
    return Link(
        fetch(then.places, first.places),
        first.miss + fetch(then.miss, first.places),
        np.maximum(first.left, fetch(then.left, first.places)),
    )


def in_cells(values: NDArray[np.float32], size: Size) -> NDArray[np.float32]:
    """Return the means of `values` (h×w or h×w×n) over a grid of `size`."""
    return np.asarray(cv2.resize(values, size[::-1], interpolation=cv2.INTER_AREA), np.float32)
