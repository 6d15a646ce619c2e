"""What a painted keyframe has and the network's answer for it has not, carried along the motion.

A network that learns small pictures gives a style's palette and masses, but not its brush strokes. The keyframes
have them; where every pixel of another frame lies in them is measured (engine/motion). So each frame wears the paint
of the keyframes beside it, as far as the motion is to be trusted. What the network sees change since then (light,
mostly) comes on top, smoothly: the longer it has learned, the more it answers grain and noise as well, and flickers.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.motion.chain import Chain
from engine.motion.kept import read_way, write_way
from engine.motion.segments import segments
from engine.motion.track import certainty, fetch, grid, measure
from engine.motion.views import Shot, resized
from engine.runtime.context import Inputs

_SHARPNESS = 4  # power of trust over distance by which one of two keyframes is preferred: mixed strokes are a blur
_SEAM = 1 / 60  # of the working height: width over which one keyframe's strokes pass into another's
_FAINT = 4  # the larger, the later strokes fade as trust falls
_SMOOTH = 1 / 12  # of the height: window over which a change of the network's answer must hold
_MEASURED = 5 * 1.3  # flows a frame and keyframe, and the rest of the work beside them

Planes = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Way:
    """Where a frame lies in a keyframe: `places` h×w×2 (x, y) at the size motion is followed at, and how surely
    (`trust` h×w, 0..1)."""

    places: Planes
    trust: Planes


class Strokes:
    """Carries what is missing at the keyframes of `inputs`; ways are kept in `folder` until the end."""

    def __init__(self, folder: Path, inputs: Inputs) -> None:
        self._folder = folder
        self._shot = Shot(inputs, 0)
        self._segments = segments(inputs.start, inputs.stop, tuple(self._shot.keys))
        self._chain: Chain | None = None
        self._followed = -1  # the frame up to which the chain from the left has come

    def add(
        self, frame: int, picture: Planes, known: Callable[[int], tuple[Planes, Planes]]
    ) -> Generator[None, None, Planes]:
        """Return `picture` (H×W×C, an answer for `frame`) with the strokes. Yields between long steps.

        `known`: a keyframe as it was painted, and as the network answers it, H×W×C each.
        """
        ways = yield from self._ways(frame)
        trusts = {key: way.trust / max(1, abs(frame - key)) for key, way in ways.items()}
        if not trusts:
            return picture
        highest = np.maximum.reduce(list(trusts.values()))
        shares = {key: (trust / np.maximum(highest, 1e-6)) ** _SHARPNESS for key, trust in trusts.items()}
        reach = 2 * max(1, round(len(highest) * _SEAM / 2)) + 1
        size = picture.shape[0], picture.shape[1]
        total = sum(shares.values())
        made = picture
        for key, share in shares.items():
            worn = cv2.blur(np.asarray(share / np.maximum(total, 1e-6), np.float32), (reach, reach))
            worn *= 1 - (1 - ways[key].trust) ** _FAINT
            places = _at_full_size(ways[key].places, picture.shape)
            painted, answered = (fetch(planes, places) for planes in known(key))
            yield
            changed = _smoothed(picture - answered, resized(ways[key].trust, size))
            made = made + resized(worn, size)[..., None] * (painted + changed - picture)
            yield
        return made

    def clear(self) -> None:
        """Remove what was kept on disk."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def seconds_a_frame(self) -> float:
        """Return about how long the motion of one frame takes, measured on the first keyframe."""
        key = next(iter(self._shot.keys))
        gray = self._shot.key_view(key, self._shot.work).gray
        started = time.monotonic()
        measure(gray, np.ascontiguousarray(np.roll(gray, 2, 1)))
        sides = sum((s.left is not None) + (s.right is not None) for s in self._segments) / max(
            1, len(self._segments)
        )
        return (time.monotonic() - started) * _MEASURED * sides

    def _ways(self, frame: int) -> Generator[None, None, dict[int, Way]]:
        """Return where the frame lies in the keyframes beside it."""
        segment = next((each for each in self._segments if each.start <= frame < each.stop), None)
        ways: dict[int, Way] = {}
        if segment is None:
            return ways
        if segment.right is not None:
            yield from self._follow_back(segment.right, range(frame, segment.stop))
            kept = read_way(self._path(frame), self._shot.work)
            if kept is not None:
                ways[segment.right] = Way(*kept)
        if segment.left is not None:
            ways[segment.left] = yield from self._follow_on(segment.left, frame)
        return ways

    def _follow_back(self, key: int, frames: range) -> Iterator[None]:
        """Find the ways into the keyframe after a stretch. They are found from there, and wait on disk."""
        if self._path(frames.start).exists():
            return
        chain = Chain(self._shot, key, -1, self._shot.work, matching=False)
        for frame in reversed(frames):
            yield from chain.follow(frame)
            chain.keep()
            write_way(self._path(frame), chain.track.places, _trust(chain))

    def _follow_on(self, key: int, frame: int) -> Generator[None, None, Way]:
        """Return the way into the keyframe before a stretch; frames come in order, or are followed up to again."""
        if self._chain is None or self._chain.key != key or not key <= self._followed < frame:
            self._chain, self._followed = Chain(self._shot, key, 1, self._shot.work, matching=False), key
        while self._followed < frame:
            yield from self._chain.follow(self._followed + 1)
            self._chain.keep()
            self._followed += 1
        return Way(self._chain.track.places, _trust(self._chain))

    def _path(self, frame: int) -> Path:
        return self._folder / f"{frame}.png"


def _trust(chain: Chain) -> Planes:
    track = chain.track
    return np.asarray(certainty(track) * (1 - track.hidden), np.float32)


def _smoothed(change: Planes, trust: Planes) -> Planes:
    """Return `change` (H×W×C) as the trusted pixels around say it is (`trust` H×W, 0..1)."""
    side = 2 * max(1, round(len(trust) * _SMOOTH / 2)) + 1

    def spread(planes: Planes) -> Planes:
        return np.asarray(cv2.blur(cv2.blur(planes, (side, side)), (side, side)), np.float32)

    weight = trust + np.float32(1e-3)
    return np.asarray(spread(change * weight[..., None]) / spread(weight)[..., None], np.float32)


def _at_full_size(places: Planes, shape: tuple[int, ...]) -> Planes:
    """Return places of pixels at the size of the motion as places at the clip's size."""
    height, width = places.shape[:2]
    if (height, width) == shape[:2]:
        return places
    scale = np.array([shape[1] / width, shape[0] / height], np.float32)
    moved = resized(np.ascontiguousarray(places - grid(places.shape)), (shape[0], shape[1]))
    return np.asarray(grid(shape) + moved * scale, np.float32)
