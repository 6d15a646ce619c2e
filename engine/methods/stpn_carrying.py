"""How `stpn` carries a keyframe: straight across time by the network, or along the motion and mended by it."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.methods.stpn_network import Asked
from engine.motion.carrying import Followed
from engine.motion.chain import Chain, Tensors
from engine.motion.fusion import Answer, between
from engine.motion.track import fetch
from engine.motion.views import Shot, Size

_BATCH = 8  # frames
_BATCH_PIXELS = 8 * 427 * 240  # and of larger ones as many as have about so many pixels
_MEND_LINES = 240  # that mending looks at: what it was trained on


class Trained:
    """What all ways share: the weights decide the result, and answers are joined as the network learned."""

    def __init__(self, network: Asked) -> None:
        self._network = network

    @property
    def digest(self) -> str:
        return self._network.digest

    def joined(self, left: Answer, left_distance: int, right: Answer, right_distance: int) -> Answer:
        """Return what both keyframes say together; the surer and the nearer one counts more."""
        certainty, age = self._network.join
        ratio = (left.error / right.error) ** np.float32(certainty) * np.float32(
            (left_distance / right_distance) ** age
        )
        return between(left, right, ratio)


class AcrossTime(Trained):
    """Straight from the keyframe to the frame."""

    is_independent = True

    def chain(self, shot: Shot, key: int, direction: int) -> Followed:
        return _ColorLeaps(shot, key, self._network)


class Mended(Trained):
    """Along the motion; each answer is mended."""

    is_independent = False

    def chain(self, shot: Shot, key: int, direction: int) -> Followed:
        return MendedChain(shot, key, direction, shot.work, self._network)


class MendedChain(Chain):
    """A chain whose answers are mended; it goes on from its own, not from the mended ones."""

    def __init__(self, shot: Shot, key: int, direction: int, size: Size, network: Asked) -> None:
        super().__init__(shot, key, direction, size, matching=True)
        self._network = network
        self.carried = Answer.of_keyframe(shot.key_view(key, size).ab)  # the answer before it was mended

    def follow(self, frame: int) -> Generator[None, None, Answer]:
        """Return the answer for `frame`, the next one. Yields in between."""
        answer = yield from super().follow(frame)
        self.carried = answer
        yield
        key_light = fetch(self._shot.key_view(self.key, self._size).lightness, self.track.places)
        return self._network.mended(answer, key_light, self._shot.view(frame, self._size).lightness, _MEND_LINES)


@dataclass
class Leaps:
    """What a keyframe says about one frame after the other, found for several at once, in the order of the clip."""

    shot: Shot
    key: int
    network: Asked

    def __post_init__(self) -> None:
        self._found: dict[int, Answer] = {}
        height, width = self.shot.work
        self._most = max(1, min(_BATCH, _BATCH_PIXELS // (height * width)))
        self._unlike = 0.0

    @property
    def unlike(self) -> float:
        """The mean difference of L to the keyframe, as a share of white."""
        return self._unlike

    def follow(self, frame: int) -> Generator[None, None, Answer]:
        """Return the answer for `frame`. Yields in between."""
        shot, size = self.shot, self.shot.work
        key = shot.key_view(self.key, size)
        if frame not in self._found:
            ends = [at for at in shot.keys if at > frame]
            frames = range(frame, min([shot.stop, frame + self._most, *ends]))
            answers = yield from self._answers(frames)
            self._found = dict(zip(frames, answers, strict=True))
            yield
        self._unlike = float(np.abs(shot.view(frame, size).lightness - key.lightness).mean()) / 100
        return self._found.pop(frame)

    def _answers(self, frames: range) -> Generator[None, None, Sequence[Answer]]:
        """Return the answers for these frames. Yields in between."""
        raise NotImplementedError

    def keep(self) -> None:
        """Nothing is kept: every frame is answered by itself."""

    def saved(self) -> Tensors:
        """Return nothing."""
        return {}

    def restore(self, tensors: Tensors) -> None:
        """Nothing has to be restored."""


class _ColorLeaps(Leaps):
    """Leaps of chroma, of which lightness alone is known."""

    def _answers(self, frames: range) -> Generator[None, None, Sequence[Answer]]:
        key, lights = self.shot.key_view(self.key, self.shot.work), []
        for frame in frames:
            lights.append(self.shot.view(frame, self.shot.work).lightness)
            yield
        return self.network.carried((key.lightness, key.ab), lights)
