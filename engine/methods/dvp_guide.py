"""What following the motion says about every frame: pseudo labels and hints for the network that is to do better.

Beside the frames' own answers there are answers for keyframes, whose truth is known: what the keyframe beside says
about it, or, at the ends of a shot, what is left of its color once it was carried some frames away and back. They
show the network what the motion gets wrong in this shot. Everything is kept on disk and read from there.
"""

from __future__ import annotations

import shutil
from collections import OrderedDict
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.color.lab import Chroma, lab_to_rgb
from engine.methods.dvp_shot import AB_SCALE
from engine.methods.dvp_shot import Shot as SmallShot
from engine.motion.chain import Chain
from engine.motion.codes import RADIUS, Codes
from engine.motion.fusion import Answer, joined
from engine.motion.kept import read_answer, write_answer
from engine.motion.segments import Segment, segments
from engine.motion.touched import TouchUps
from engine.motion.views import Shot, resized
from engine.runtime.context import Inputs, KeyframePicture
from engine.runtime.errors import ProjectError

HINTS = 3  # channels: chroma times confidence (2), confidence
_AWAY = 12  # frames that a keyframe's color is carried away and back at the ends of a shot
_CACHE_BYTES = 256 << 20
_LEAST_SHARE = 0.25
_SOFTNESS = 0.36  # of an object's distance from the background: how far off a code may be and still tell something
_SURE = 20.0  # units of ab: an expected error below which the motion is little changed


@dataclass(frozen=True, slots=True)
class Trial:
    """An answer for keyframe `key`, kept as `name`."""

    key: int
    name: str


class Guide:
    """Answers for the frames of `inputs`, kept in `folder`; hints are at the size of `small`."""

    def __init__(self, folder: Path, inputs: Inputs, small: SmallShot) -> None:
        self._folder, self._inputs, self._small = folder, inputs, small
        self.shot = Shot(inputs, 0)
        self.keys = tuple(self.shot.keys)
        self._segments = segments(inputs.start, inputs.stop, self.keys)
        self._touched = TouchUps(folder, self.shot, matching=True)
        self._hints: OrderedDict[str, Tensor] = OrderedDict()
        self.trials = tuple(trial for segment in self._segments for trial in self._trials(segment))

    @property
    def codes(self) -> Codes:
        """The codes of the objects, where masks are what is propagated."""
        assert self.shot.codes is not None
        return self.shot.codes

    def _trials(self, segment: Segment) -> Iterable[Trial]:
        return _trials(segment) if self.shot.codes is None else ()

    def clear(self) -> None:
        """Forget the answers of other inputs."""
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def known(self) -> int:
        """How many frames have an answer."""
        return sum(self._path(str(frame)).exists() for segment in self._segments for frame in _frames(segment))

    def make(self) -> Generator[int | None]:
        """Find the answers that are not on disk yet. Yields often, and a frame as soon as its answer is there."""
        for _ in self._touched.make():
            yield None
        for segment in self._segments:
            wanted = [str(frame) for frame in _frames(segment)] + [trial.name for trial in self._trials(segment)]
            if all(self._path(name).exists() for name in wanted):
                continue
            if segment.right is not None:
                yield from self._from_right(segment, segment.right)
            if segment.left is not None:
                yield from self._from_left(segment, segment.left)
            for trial in self._trials(segment):
                if not self._path(trial.name).exists():
                    yield from self._away_and_back(segment, trial)

    def answer(self, name: str) -> Answer:
        """Return an answer, h×w at the size motion is followed at. Raises `ProjectError` if it is lost."""
        for size in (self.shot.work, self.shot.low):
            found = read_answer(self._path(name), size)
            if found is not None:
                return self._touched.laid(int(name), found) if name.isdigit() else found
        raise ProjectError(f"The run {self._folder.parent.name} lost what it had worked out; start it again.")

    def hint(self, name: str) -> Tensor:
        """Return an answer for the network, 1×3×h×w at the working size: chroma (units of 50), confidence."""
        kept = self._hints.get(name)
        if kept is None:
            answer = self.small_answer(name)
            planes = np.dstack((answer.ab / np.float32(AB_SCALE), answer.confidence)).transpose(2, 0, 1)
            kept = torch.from_numpy(np.ascontiguousarray(planes[None], np.float16))
            self._hints[name] = kept
            while len(self._hints) * kept.nbytes > _CACHE_BYTES and len(self._hints) > 1:
                self._hints.popitem(last=False)
        self._hints.move_to_end(name)
        return kept.float()

    def probabilities(self, answer: Answer, count: int) -> Tensor:
        """Return an answer about masks as probabilities of labels 0 to `count` - 1, 1×`count`×h×w."""
        codes = self.codes
        doubt = torch.full((count, *answer.error.shape), torch.inf)
        for label, place in zip(codes.labels, codes.places, strict=True):
            off = cv2.magnitude(*cv2.split(answer.ab - place)) / np.float32(RADIUS * _SOFTNESS)
            doubt[int(label)] = torch.from_numpy(off**2 / 2)
        return (-doubt).softmax(0)[None]

    def small_answer(self, name: str) -> Answer:
        """Return an answer at the working size."""
        answer, size = self.answer(name), (self._small.height, self._small.width)
        return Answer(resized(answer.ab, size), resized(answer.error, size))

    def overrated(self, truth: Mapping[int, Chroma]) -> float:
        """Return by what the errors that the motion expects are to be multiplied, 0.25..1, as the trials tell.

        `truth`: the keyframes' chroma at the working size. Trials that went away and back are off by more than
        the motion ever is once, so they never make it expect more.
        """
        shares = []
        for trial in self.trials:
            answer = self.small_answer(trial.name)
            off = ((truth[trial.key] - answer.ab) ** 2).sum(2).mean()
            shares.append(float(off / answer.error.mean()))
        return min(1.0, max(_LEAST_SHARE, float(np.mean(shares)))) if shares else 1.0

    def _from_right(self, segment: Segment, key: int) -> Generator[int | None]:
        """Carry the right keyframe's color back: the only answer, or one side of it."""
        chain = Chain(self.shot, key, -1, self.shot.work, matching=True)
        for frame in reversed(_frames(segment)):
            answer = yield from chain.follow(frame)
            chain.keep()
            if segment.left is None:
                write_answer(self._path(str(frame)), answer)
                yield frame
            else:
                write_answer(self._path(f"side-{frame}"), answer)
        if segment.left is not None and self.trials:
            answer = yield from chain.follow(segment.left)
            write_answer(self._path(_name(segment.left, key)), answer)

    def _from_left(self, segment: Segment, key: int) -> Generator[int | None]:
        """Carry the left keyframe's color on, and join it with what waits from the right one."""
        chain = Chain(self.shot, key, 1, self.shot.work, matching=True)
        for frame in _frames(segment):
            answer = yield from chain.follow(frame)
            chain.keep()
            if segment.right is not None:
                side = self.answer(f"side-{frame}")
                answer = joined(answer, frame - key, side, segment.right - frame)
            write_answer(self._path(str(frame)), answer)
            yield frame
        if segment.right is not None and self.trials:
            answer = yield from chain.follow(segment.right)
            write_answer(self._path(_name(segment.right, key)), answer)
        for frame in _frames(segment):
            self._path(f"side-{frame}").unlink(missing_ok=True)

    def _away_and_back(self, segment: Segment, trial: Trial) -> Generator[int | None]:
        """Take what the motion made of a frame for its color and carry that back to the keyframe."""
        far = _far(segment)
        lightness = self.shot.lightness(far)
        low = self.shot.low
        ab = resized(self.answer(str(far)).ab, (lightness.shape[0], lightness.shape[1]))
        there = KeyframePicture(far, lab_to_rgb(lightness, ab))
        shot = Shot(replace(self._inputs, keyframes=(there,)), 0)
        step = 1 if far < trial.key else -1
        chain = Chain(shot, far, step, low, matching=True)
        for frame in range(far + step, trial.key + step, step):
            answer = yield from chain.follow(frame)
            chain.keep()
        write_answer(self._path(trial.name), answer)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.png"


def _frames(segment: Segment) -> range:
    return range(segment.start, segment.stop)


def _name(key: int, source: int) -> str:
    return f"trial-{key}-{source}"


def _far(segment: Segment) -> int:
    """Return the frame of a shot's end segment from which a keyframe's color comes back."""
    if segment.left is not None:
        return min(segment.left + _AWAY, segment.stop - 1)
    assert segment.right is not None
    return max(segment.right - _AWAY, segment.start)


def _trials(segment: Segment) -> Iterable[Trial]:
    left, right = segment.left, segment.right
    if left is not None and right is not None:
        return (Trial(left, _name(left, right)), Trial(right, _name(right, left)))
    key = left if left is not None else right
    return () if key is None else (Trial(key, _name(key, _far(segment))),)


def gain(answer: Answer, better: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    """Return how far to go (h×w, 0..1) from `answer` toward `better` (ab, h×w×2).

    `better` must not have seen the answer. Both then err independently, and their squared difference is the sum of
    both errors. What the answer expects of its own is known; the share of it in what is seen, over `reach` pixels
    around, is the best linear mixture. Where the answer is sure it is kept all the same: fine detail is its own.
    """
    window = (2 * reach + 1, 2 * reach + 1)
    difference = better - answer.ab
    seen = cv2.blur((difference * difference).sum(2), window)
    expected = cv2.blur(answer.error, window)
    unsure = 1 - np.exp(-np.sqrt(answer.error) / np.float32(_SURE))
    return np.asarray(unsure * np.clip(expected / np.maximum(seen, np.float32(1e-3)), 0, 1), np.float32)
