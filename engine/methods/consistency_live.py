"""How a run of blind consistency stands: E_warp and F_data of a few frames, cheap enough to look while it learns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.color.lab import Unit
from engine.color.pair import resized
from engine.methods.consistency_footage import Footage
from engine.methods.consistency_training import Answer
from engine.metrics.fidelity import BEST_PSNR, psnr
from engine.training.progress import LiveWarping
from engine.training.windows import Window

_JUDGED = 3  # frames of the main mode
_HEIGHT = 180  # lines at most: motion is measured between two yields


class Live:
    """Looks at a few frames of one window, always the same ones.

    Where a mode is to be followed, frames of it (`main`) tell how true the result is: others are not to be matched.
    """

    def __init__(self, footage: Footage, window: Window, main: Sequence[int] = ()) -> None:
        self._footage = footage
        self._judged = tuple(main[:_JUDGED])
        self._size = footage.height, footage.width
        if footage.height > _HEIGHT:
            self._size = _HEIGHT, max(1, round(footage.width * _HEIGHT / footage.height))
        self._warping = LiveWarping(window.start, window.stop, lambda frame: self._shrunk(footage.gray(frame)))

    @property
    def needed(self) -> tuple[int, ...]:
        """The frames that are looked at."""
        return tuple(sorted({*self._warping.needed, *self._judged}))

    def processed_e_warp(self) -> float:
        """Return E_warp of the processed frames: what there is to improve on."""
        frames = self._warping.needed
        return self._warping.measure({frame: self._shrunk(self._footage.wanted(frame)) for frame in frames})

    def measure(self, answers: Mapping[int, Answer]) -> tuple[float, float]:
        """Return E_warp (equation 8) and F_data (equation 9, in dB) of the answers for the frames `needed`."""
        pictures = {frame: self._shrunk(answers[frame].image) for frame in self._warping.needed}
        fidelity = [self._fidelity(frame, answers[frame]) for frame in self._judged or answers]
        return self._warping.measure(pictures), float(np.mean(fidelity))

    def _fidelity(self, frame: int, answer: Answer) -> float:
        return min(BEST_PSNR, psnr(self._footage.wanted(frame), answer.image))

    def _shrunk(self, picture: Unit) -> NDArray[np.float32]:
        return resized(picture, *self._size)
