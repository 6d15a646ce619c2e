"""How `stpn` carries masks and light beyond white: straight across time, guided by the film's own RGB (paper 2)."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.methods.stpn_carrying import Leaps, Trained
from engine.methods.stpn_network import Asked, first, last
from engine.motion.carrying import Followed
from engine.motion.codes import RADIUS
from engine.motion.fusion import Answer
from engine.motion.match import enlarged
from engine.motion.radiance import UNIT
from engine.motion.views import Shot, resized
from engine.networks.stpn import LOG_MIDDLE
from engine.training.stpn_hdr import log_planes
from engine.training.stpn_mask import rgb_planes

Planes = NDArray[np.float32]

_LIKELIEST = 40.0  # logits beyond this say no more


class LightAcrossTime(Trained):
    """log(H + 0.01) straight from the keyframe to the frame (section 5.3)."""

    is_independent = True

    def chain(self, shot: Shot, key: int, direction: int) -> Followed:
        return _LightLeaps(shot, key, self._network)


class MasksAcrossTime(Trained):
    """Each object's mask straight from the keyframe to the frame, and its outline drawn anew by `refinement`, where
    there is one (section 5.4, SEG(t) and SEG(t+s))."""

    is_independent = True

    def __init__(self, network: Asked, refinement: Asked | None) -> None:
        super().__init__(network)
        self._refinement = refinement

    @property
    def digest(self) -> str:
        return self._network.digest + (self._refinement.digest if self._refinement else "")

    def chain(self, shot: Shot, key: int, direction: int) -> Followed:
        return _MaskLeaps(shot, key, self._network, self._refinement)


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

    refinement: Asked | None = None

    def _answers(self, frames: range) -> Generator[None, None, Sequence[Answer]]:
        shot, size = self.shot, self.shot.work
        codes = shot.codes
        assert codes is not None
        known = yield from self._known(frames)
        mask = shot.keyframe_picture(self.key)
        best = np.zeros((len(frames), *size), np.float32)
        ab, error = np.zeros((*best.shape, 2), np.float32), np.full_like(best, np.exp(-1))
        for label, place in zip(codes.labels, codes.places, strict=True):
            is_object = mask == label
            if not label or not is_object.any():
                continue
            chances, errors = self._chances(resized(is_object.astype(np.float32), size), known)
            yield
            is_best = chances > best
            ab[is_best] = chances[is_best][:, None] * place
            np.maximum(best, chances, out=best)
            np.maximum(error, errors, out=error)
        return [Answer(each, wrong) for each, wrong in zip(ab, error, strict=True)]

    def _chances(self, cover: Planes, known: Planes) -> tuple[Planes, Planes]:
        """Return how likely each pixel of each frame is the object's (N×h×w), which covers `cover` (h×w, 0..1) of the
        keyframe, and the expected squared error of that in units of codes."""
        logits, errors = self.network.asked(np.repeat(cover[None, None], len(known), 0), known)
        if self.refinement is not None:
            logits, errors = self.refinement.asked(_chance(logits), known[:, 3:])
        wrong = [enlarged(error, cover.shape) * np.float32(RADIUS * RADIUS) for error in errors]
        return _chance(logits)[:, 0], np.stack(wrong)


def _chance(logits: Planes) -> Planes:
    """Return the sigmoid."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -_LIKELIEST, _LIKELIEST))), np.float32)
