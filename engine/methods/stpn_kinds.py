"""How `stpn` carries masks and light beyond white: straight across time, guided by the film's own RGB (paper 2)."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.media.masks import Mask
from engine.methods.stpn_carrying import Leaps, Trained
from engine.methods.stpn_network import Asked, first, last
from engine.motion.carrying import Followed
from engine.motion.chain import Chain, Tensors
from engine.motion.codes import RADIUS, Codes
from engine.motion.fusion import Answer
from engine.motion.match import enlarged
from engine.motion.radiance import UNIT
from engine.motion.track import length_of
from engine.motion.views import Shot, Size, resized, working_size
from engine.networks.stpn import LOG_MIDDLE
from engine.training.stpn_hdr import log_planes
from engine.training.stpn_mask import rgb_planes

Planes = NDArray[np.float32]

OUTLINE_LINES = 192  # of frames that the refinement looks at: what it was trained on
_LIKELIEST = 40.0  # logits beyond this say no more


class LightAcrossTime(Trained):
    """log(H + 0.01) straight from the keyframe to the frame (section 5.3)."""

    is_independent = True

    def chain(self, shot: Shot, key: int, direction: int) -> Followed:
        return _LightLeaps(shot, key, self._network)


class MasksAcrossTime(Trained):
    """Each object's mask, and its outline drawn anew by `refinement`, where there is one (section 5.4, SEG(t) and
    SEG(t+s)). With `step` 0 straight from the keyframe, as in the paper; else from the frame so many before, for the
    network was trained on frames near each other and objects go far in a shot."""

    def __init__(self, network: Asked, refinement: Asked | None, step: int) -> None:
        super().__init__(network)
        self._asked = MasksAsked(network, refinement)
        self._step = step
        self.is_independent = not step

    @property
    def digest(self) -> str:
        return self._asked.digest

    def chain(self, shot: Shot, key: int, direction: int) -> Followed:
        if self._step:
            return _MaskSteps(shot, key, direction, self._asked, self._step)
        return _MaskLeaps(shot, key, self._network, self._asked)


class MasksAsked:
    """The network for masks and the one for their outlines, if any, asked about every object of a mask."""

    def __init__(self, network: Asked, refinement: Asked | None) -> None:
        self._network, self._refinement = network, refinement
        self.digest = network.digest + (refinement.digest if refinement else "")

    def about(self, own: Planes, known: Planes) -> Generator[None, None, tuple[Planes, Planes, Planes]]:
        """Return how likely each pixel of each frame is each object's (L×N×h×w, 0..1), the expected squared errors of
        that, and how likely it was before outlines were drawn anew. `own`: how much of the other frame they cover
        (L×h×w, 0..1); `known`: RGB of that frame and of each, N×6×h×w. Yields after every object."""
        chances, errors, coarse = np.zeros((3, len(own), len(known), *known.shape[2:]), np.float32)
        for number, cover in enumerate(own):
            logits, wrong = self._network.asked(np.repeat(cover[None, None], len(known), 0), known)
            found = _chance(logits)
            coarse[number] = found[:, 0]
            if self._refinement is not None:
                logits, wrong = self._refinement.asked(found, known[:, 3:])
                found = _chance(logits)
            chances[number] = found[:, 0]
            errors[number] = [enlarged(error, cover.shape) for error in wrong]
            yield
        return chances, errors, coarse


class OutlinesAlongMotion(Trained):
    """Masks that go along the measured motion, each outline drawn anew (beyond the paper)."""

    is_independent = False

    def chain(self, shot: Shot, key: int, direction: int) -> Followed:
        return _OutlinedChain(shot, key, direction, self._network)


def covers(mask: Mask, codes: Codes, size: Size) -> Planes:
    """Return how much of each pixel at `size` each object covers, L×h×w."""
    own = [resized((mask == label).astype(np.float32), size) for label in codes.labels[1:]]
    return np.stack(own) if own else np.zeros((0, *size), np.float32)


def coded(codes: Codes, chances: Planes) -> Planes:
    """Return the code of the likeliest of the objects (L×h×w, one at least: codes.labels without the background) at
    every pixel, h×w×2, the nearer to the background's the less likely it is."""
    best = chances.argmax(0)
    chance = np.take_along_axis(chances, best[None], 0)[0]
    return np.ascontiguousarray(codes.places[1:][best] * chance[..., None])


def _answer(codes: Codes, chances: Planes, errors: Planes) -> Answer:
    """Return the answer of the likeliest objects, as unsure as the least sure of them; the background where there is
    none. `chances` and `errors`: L×h×w."""
    if not len(chances):
        return Answer.of_keyframe(np.zeros((*chances.shape[1:], 2), np.float32))
    return Answer(coded(codes, chances), errors.max(0) * np.float32(RADIUS * RADIUS))


class _GuidedLeaps(Leaps):
    """Leaps that the RGB of keyframe and frame guide."""

    def _known(self, frames: range) -> Generator[None, None, Planes]:
        """Return what guides, N×6×h×w."""
        shot, size = self.shot, self.shot.work
        key, known = first(rgb_planes(shot.film(self.key, size))), []
        for frame in frames:
            known.append(np.concatenate([key, first(rgb_planes(shot.film(frame, size)))]))
            yield
        return np.stack(known)


class _LightLeaps(_GuidedLeaps):
    """Leaps of light."""

    def _answers(self, frames: range) -> Generator[None, None, Sequence[Answer]]:
        known = yield from self._known(frames)
        own = first(log_planes(self.shot.key_view(self.key, self.shot.work).ab / UNIT))
        planes, errors = self.network.asked(np.repeat(own[None], len(known), 0), known)
        errors = errors * np.float32(len(own) * UNIT * UNIT)
        return [
            Answer((last(each) + LOG_MIDDLE) * UNIT, enlarged(error, each.shape[1:]))
            for each, error in zip(planes, errors, strict=True)
        ]


@dataclass
class _MaskLeaps(_GuidedLeaps):
    """Leaps of masks, one object at a time; a pixel goes to the likeliest of them, or to the background."""

    asked: MasksAsked

    def _answers(self, frames: range) -> Generator[None, None, Sequence[Answer]]:
        shot = self.shot
        assert shot.codes is not None
        known = yield from self._known(frames)
        own = covers(shot.keyframe_picture(self.key), shot.codes, shot.work)
        chances, errors, _ = yield from self.asked.about(own, known)
        return [_answer(shot.codes, chances[:, at], errors[:, at]) for at in range(len(frames))]


class _OutlinedChain(Chain):
    """A chain of masks whose outlines are drawn anew; it goes on from its own answers, not from those."""

    def __init__(self, shot: Shot, key: int, direction: int, refinement: Asked) -> None:
        super().__init__(shot, key, direction, shot.work, matching=True)
        self._refinement = refinement

    def follow(self, frame: int) -> Generator[None, None, Answer]:
        """Return the answer for `frame`, the next one. Yields in between."""
        answer = yield from super().follow(frame)
        codes, size = self._shot.codes, self._size
        assert codes is not None
        if len(codes.labels) < 2:
            return answer
        low = working_size(*size, OUTLINE_LINES)
        shown = first(rgb_planes(self._shot.film(frame, low)))[None]
        chances = []
        for place in codes.places[1:]:
            carried = resized(_nearness(answer.ab, place), low)
            logits, _ = self._refinement.asked(carried[None, None], shown)
            chances.append(resized(_chance(logits[0, 0]), size))
            yield
        return Answer(coded(codes, np.stack(chances)), answer.error)


def _nearness(ab: Planes, place: Planes) -> Planes:
    """Return how near ab (h×w×2) is to an object's code, 1 at the code and 0 as far as the background is from it."""
    return np.asarray(np.clip(1 - length_of(ab - place) / np.float32(RADIUS), 0, 1), np.float32)


class _MaskSteps:
    """Masks from one frame to the one `step` further on, beginning at the keyframe. What goes on is the mask before
    its outline was drawn anew: small wrongs of that would add up."""

    def __init__(self, shot: Shot, key: int, direction: int, asked: MasksAsked, step: int) -> None:
        assert shot.codes is not None
        self._shot, self._key, self._direction, self._asked, self._step = shot, key, direction, asked, step
        self._codes = shot.codes
        self._found = {key: covers(shot.keyframe_picture(key), shot.codes, shot.work)}
        self._followed: tuple[int, Planes] | None = None
        self.unlike = 0.0

    def follow(self, frame: int) -> Generator[None, None, Answer]:
        """Return the answer for `frame`, the next one. Yields in between."""
        shot, size = self._shot, self._shot.work
        before = frame - self._direction * self._step
        if before not in self._found:  # near the keyframe, and where a frame is looked at before its turn
            before = self._key
        known = np.concatenate([first(rgb_planes(shot.film(at, size))) for at in (before, frame)])[None]
        yield
        chances, errors, coarse = yield from self._asked.about(self._found[before], known)
        self._followed = frame, coarse[:, 0]
        self.unlike = float(np.abs(known[0, :3] - known[0, 3:]).mean()) / 2
        return _answer(self._codes, chances[:, 0], errors[:, 0])

    def keep(self) -> None:
        """Take the step that was followed last. Until then it stands, and is saved, where it stood before."""
        if self._followed is None:
            return
        frame, chances = self._followed
        self._found[frame], self._followed = chances, None
        for old in [at for at in self._found if abs(frame - at) >= self._step]:
            del self._found[old]

    def saved(self) -> Tensors:
        """Return what it goes on with."""
        return {str(frame): chances for frame, chances in self._found.items()}

    def restore(self, tensors: Tensors) -> None:
        """Go on with what was saved."""
        self._found = {int(frame): chances for frame, chances in tensors.items()}


def _chance(logits: Planes) -> Planes:
    """Return the sigmoid."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -_LIKELIEST, _LIKELIEST))), np.float32)
