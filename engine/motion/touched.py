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
from engine.motion.kept import read_touch, write_touch
from engine.motion.track import certainty, fetch
from engine.motion.views import Shot, Size

_SURE = 0.3  # certainty of a track from which on it is believed wholly
_LEAST = 1e-3  # share below which a pixel stays as it is to the bit


@dataclass(frozen=True)
class Touch:
    """What one keyframe says about a frame: `answer` h×w, and how far it is to be believed (`share` h×w, 0..1)."""

    answer: Answer
    share: Plane
    distance: int


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
                frames = stretch.frames(direction)
                if all(self._path(stretch.key, frame).exists() for frame in frames):
                    continue
                for touch, frame in self._followed(stretch, direction):
                    if touch is not None:
                        sure = np.dstack([touch.answer.ab, touch.answer.error, touch.share])
                        write_touch(self._path(stretch.key, frame), sure)
                        yield frame
                    else:
                        yield None

    def _followed(self, stretch: Stretch, direction: int) -> Generator[tuple[Touch | None, int]]:
        """Follow one keyframe to one side. Yields often, with the answer for a frame when it is there."""
        chain = Chain(
            self._shot, stretch.key, direction, self._size, matching=self._matching, is_quick=self._is_quick
        )
        trust = self._shot.trust(stretch.key, self._size)
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
            sure = np.clip(certainty(track) / np.float32(_SURE), 0, 1) * (1 - track.hidden)
            share = fetch(trust, track.places) * np.asarray(cv2.blur(sure, (3, 3)), np.float32)
            chain.keep()
            yield Touch(answer, share, abs(frame - stretch.key)), frame

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
        return together(base, self._touches(frame, base))

    def _touches(self, frame: int, base: Answer) -> Iterable[tuple[Touch, float]]:
        size = base.ab.shape[0], base.ab.shape[1]
        for stretch in self.stretches:
            if not stretch.start <= frame < stretch.stop:
                continue
            if frame == stretch.key:
                own = Answer.of_keyframe(self._shot.key_view(frame, size).ab)
                yield Touch(own, self._shot.trust(frame, size), 0), 1.0
                continue
            kept = read_touch(self._path(stretch.key, frame), size)
            if kept is not None:
                touch = Touch(Answer(kept[..., :2], kept[..., 2]), kept[..., 3], abs(frame - stretch.key))
                yield touch, stretch.fade(frame)

    def fade(self, key: int, frame: int) -> float:
        """Return how much of what keyframe `key` says reaches `frame`."""
        return next(each.fade(frame) for each in self.stretches if each.key == key)

    def clear(self) -> None:
        """Remove what was kept on disk."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _path(self, key: int, frame: int) -> Path:
        return self._folder / f"touch-{key}-{frame}.png"


def together(base: Answer, touches: Iterable[tuple[Touch, float]]) -> Answer:
    """Return `base` with what touched-up keyframes say, each with how much of that reaches the frame."""
    ab, error, weights = np.zeros_like(base.ab), np.zeros_like(base.error), np.zeros_like(base.error)
    left = np.ones_like(base.error)  # how much of the base is left
    for touch, fade in touches:
        share = np.where(touch.share < _LEAST, 0, touch.share) * np.float32(fade)
        weight = share * np.float32(max(1, touch.distance) ** -JOIN)
        ab += touch.answer.ab * weight[..., None]
        error += touch.answer.error * weight
        weights += weight
        left *= 1 - share
    if not weights.any():
        return base
    known = np.maximum(weights, np.float32(1e-12))
    said = Answer(np.asarray(ab / known[..., None], np.float32), np.asarray(error / known, np.float32))
    new = np.where(weights > 0, 1 - left, 0).astype(np.float32)
    return Answer(base.ab + (said.ab - base.ab) * new[..., None], base.error + (said.error - base.error) * new)


def _stretch(key: int, shot: Shot) -> Stretch:
    whole = sorted(shot.keys)
    left = max((other for other in whole if other < key), default=None)
    right = min((other for other in whole if other > key), default=None)
    return Stretch(key, shot.start if left is None else left + 1, shot.stop if right is None else right, left, right)
