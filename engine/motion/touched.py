"""What a keyframe that counts only in a part of the picture says about the frames around it.

Its color is carried along the motion as any keyframe's, and with it where it is to be believed. It changes what else
is known of a frame only there, as far as the motion is sure to have come from there, and the less the nearer another
keyframe lies that it would contradict: color must come to that one without a jump. Answers are kept on disk.
"""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from engine.color.lab import Plane
from engine.motion.chain import Chain
from engine.motion.fusion import JOIN, Answer
from engine.motion.kept import Numbers, read_touch, write_touch
from engine.motion.track import Field, Track, fetch
from engine.motion.views import Shot, Size
from engine.project.disk import replace_file

# How surely a place is the right one: logistic regression of whether its true color is within 6 units of ab, on
# colored places that move, of 52 training films (`benchmarks/trust_fit.py`; 240 lines, up to 12 frames away). In 13
# films kept back it tells right from wrong better than the certainty of one track does (area under the curve
# 0.87, 0.75), and unlike that it falls with the distance as the truth does (97 to 81 % right, 95 to 83 % foretold).
_RIGHT = (4.04, -0.25, -5.36)  # 1, log(1 + error in pixels at 240 lines), appearance cost around
_RIGHT_LINES = 240
_UNSURE, _SURE = 0.3, 0.7  # chance of being right up to which a place is not believed at all, from which on wholly
_LEAST = 1e-3  # share below which a pixel stays as it is to the bit
_FAINT = 0.02  # a keyframe whose largest share is below this is lost from sight,
_LOST = 25  # and no longer followed once it was for so many frames: what is behind a pole comes back before


@dataclass(frozen=True)
class Touch:
    """What one keyframe says about a frame: `answer` h×w, and how far it is to be believed (`share` h×w, 0..1).

    `places` h×w×2 (x, y): where the frame lies in the keyframe. One of both may be missing: what is kept on disk.
    """

    share: Plane
    distance: int
    answer: Answer | None = None
    places: Field | None = None


@dataclass(frozen=True)
class Said:
    """What keyframe `key` says about a frame, and how much of it reaches that frame (`fade`, 0..1)."""

    key: int
    touch: Touch
    fade: float


@dataclass(frozen=True)
class Stretch:
    """Frames `start` to `stop` (half-open) around keyframe `key`, up to the whole keyframes beside it (or None)."""

    key: int
    start: int
    stop: int
    left: int | None
    right: int | None

    def frames(self, direction: int) -> range:
        """Return the frames on one side of the keyframe (1 behind it, -1 before it), nearest first."""
        return range(self.key + 1, self.stop) if direction > 0 else range(self.key - 1, self.start - 1, -1)

    def fade(self, frame: int) -> float:
        """Return how much of what the keyframe says reaches `frame`, 1 where no other keyframe lies behind it."""
        behind = self.right if frame > self.key else self.left
        if behind is None or frame == self.key:
            return 1.0
        ratio = float((abs(behind - frame) / abs(frame - self.key)) ** JOIN)
        return ratio / (1 + ratio)


class TouchUps:
    """The keyframes of `shot` that count in a part of the picture, at `size`; a quick one keeps nothing on disk."""

    def __init__(
        self, folder: Path, shot: Shot, *, matching: bool, size: Size | None = None, is_quick: bool = False
    ) -> None:
        self._folder, self._shot, self._matching, self._is_quick = folder, shot, matching, is_quick
        self._size = shot.work if size is None else size
        self.stretches = tuple(_stretch(key, shot) for key in shot.partial)

    @property
    def frames(self) -> frozenset[int]:
        """The frames that may be changed."""
        return frozenset(frame for each in self.stretches for frame in range(each.start, each.stop))

    def make(self) -> Generator[int | None]:
        """Find the answers that are not on disk yet. Yields often, and a frame when its answer is there."""
        for stretch in self.stretches:
            for direction in (1, -1):
                end = self._folder / f"end-{stretch.key}-{direction}"
                if end.exists():
                    continue
                for touch, frame in self._followed(stretch, direction):
                    if touch is not None:
                        self._keep(stretch.key, frame, touch)
                        yield frame
                    else:
                        yield None
                replace_file(end, b"", is_durable=False)

    def _followed(self, stretch: Stretch, direction: int) -> Generator[tuple[Touch | None, int]]:
        """Follow one keyframe to one side until it is lost. Yields often, with the answer for a frame when it is
        there."""
        chain = Chain(
            self._shot, stretch.key, direction, self._size, matching=self._matching, is_quick=self._is_quick
        )
        trust, lost = self._shot.trust(stretch.key, self._size), 0
        for frame in stretch.frames(direction):
            steps = chain.follow(frame)
            while True:
                try:
                    next(steps)
                except StopIteration as end:
                    answer: Answer = end.value
                    break
                yield None, frame
            track = chain.track
            share = fetch(trust, track.places) * believed(track)
            chain.keep()
            yield Touch(share, abs(frame - stretch.key), answer, track.places), frame
            lost = lost + 1 if float(share.max()) < _FAINT else 0
            if lost == _LOST:
                return

    def outward(self) -> Generator[tuple[Touch | None, int, int]]:
        """Follow every keyframe to both sides by turns. Yields often; with what the keyframe (the second) says of a
        frame (the third) when that is known."""
        ways = [(each.key, self._followed(each, direction)) for each in self.stretches for direction in (1, -1)]
        while ways:
            for key, way in tuple(ways):
                for touch, frame in way:
                    yield touch, key, frame
                    if touch is not None:
                        break
                else:
                    ways.remove((key, way))

    def laid(self, frame: int, base: Answer) -> Answer:
        """Return `base` (at the size that was followed at) with what the keyframes beside the frame say about it."""
        return together(base, self.said(frame, (base.ab.shape[0], base.ab.shape[1])))

    def said(self, frame: int, size: Size) -> Iterable[Said]:
        """Return what the keyframes say about a frame (at the size that was followed at), as far as it is known."""
        for stretch in self.stretches:
            if not stretch.start <= frame < stretch.stop:
                continue
            if frame == stretch.key:
                own = Answer.of_keyframe(self._shot.key_view(frame, size).ab)
                yield Said(frame, Touch(self._shot.trust(frame, size), 0, own), 1.0)
                continue
            touch = self._kept(stretch.key, frame, size)
            if touch is not None:
                yield Said(stretch.key, touch, stretch.fade(frame))

    def _keep(self, key: int, frame: int, touch: Touch) -> None:
        assert touch.answer is not None
        sure = np.dstack([touch.answer.ab, touch.answer.error, touch.share])
        write_touch(self._path(key, frame), sure)

    def _kept(self, key: int, frame: int, size: Size) -> Touch | None:
        """Return what a keyframe says about a frame from the disk, None if it is not there (any more)."""
        kept = read_touch(self._path(key, frame), size)
        if kept is None:
            return None
        return Touch(kept[..., 3], abs(frame - key), Answer(kept[..., :2], kept[..., 2]))

    def fade(self, key: int, frame: int) -> float:
        """Return how much of what keyframe `key` says reaches `frame`."""
        return next(each.fade(frame) for each in self.stretches if each.key == key)

    def clear(self) -> None:
        """Remove what was kept on disk."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _path(self, key: int, frame: int) -> Path:
        return self._folder / f"touch-{key}-{frame}.png"


def clues(track: Track) -> tuple[Plane, Plane]:
    """Return what tells how surely a place is the right one, h×w each: log(1 + error in pixels at 240 lines) and how
    unlike the keyframe looks around there."""
    scale = np.float32(len(track.cost) / _RIGHT_LINES)
    side = 2 * max(1, round(4 * float(scale))) + 1
    return np.asarray(np.log1p(track.error / scale)), np.asarray(cv2.blur(track.cost, (side, side)))


def believed(track: Track) -> Plane:
    """Return how far a frame's places in the keyframe are to be believed (h×w, 0..1)."""
    one, *weights = (np.float32(weight) for weight in _RIGHT)
    error, cost = clues(track)
    known = one + weights[0] * error + weights[1] * cost
    chance = (1 - track.left) / (1 + np.exp(-known))
    sure = np.clip((chance - np.float32(_UNSURE)) / np.float32(_SURE - _UNSURE), 0, 1) * (1 - track.hidden)
    return np.asarray(cv2.blur(sure, (3, 3)), np.float32)


def together(base: Answer, said: Iterable[Said]) -> Answer:
    """Return `base` with what touched-up keyframes say, each with how much of that reaches the frame."""
    planes = np.dstack([base.ab, base.error])
    answers = ((np.dstack([answer.ab, answer.error]), each) for each in said if (answer := each.touch.answer))
    made = mixed(planes, answers)
    return base if made is planes else Answer(np.ascontiguousarray(made[..., :2]), made[..., 2].copy())


def mixed(base: Numbers, said: Iterable[tuple[Numbers, Said]]) -> Numbers:
    """Return `base` (h×w×C) with what touched-up keyframes say it is (planes likewise), as far as each is to be
    believed; `base` itself where none says anything."""
    total, weights = np.zeros_like(base), np.zeros(base.shape[:2], np.float32)
    left = np.ones_like(weights)  # how much of the base is left
    for planes, each in said:
        touch = each.touch
        share = np.where(touch.share < _LEAST, 0, touch.share) * np.float32(each.fade)
        weight = share * np.float32(max(1, touch.distance) ** -JOIN)
        total += planes * weight[..., None]
        weights += weight
        left *= 1 - share
    if not weights.any():
        return base
    known = np.maximum(weights, np.float32(1e-12))
    new = np.where(weights > 0, 1 - left, 0).astype(np.float32)
    return np.asarray(base + (total / known[..., None] - base) * new[..., None], np.float32)


def _stretch(key: int, shot: Shot) -> Stretch:
    whole = sorted(shot.keys)
    left = max((other for other in whole if other < key), default=None)
    right = min((other for other in whole if other > key), default=None)
    return Stretch(key, shot.start if left is None else left + 1, shot.stop if right is None else right, left, right)
