"""How a run of blind consistency stands: E_warp and F_data of a few frames, cheap enough to look while it learns."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.color.lab import Unit
from engine.color.pair import resized
from engine.methods.consistency_footage import Footage
from engine.methods.consistency_training import Answer
from engine.metrics.fidelity import BEST_PSNR
from engine.training.progress import LiveWarping
from engine.training.windows import Window

_HEIGHT = 180  # lines at most: motion is measured between two yields


class Live:
    """Looks at a few frames of one window, always the same ones."""

    def __init__(self, footage: Footage, window: Window) -> None:
        self._footage = footage
        self._size = footage.height, footage.width
        if footage.height > _HEIGHT:
            self._size = _HEIGHT, max(1, round(footage.width * _HEIGHT / footage.height))
        self._warping = LiveWarping(window.start, window.stop, lambda frame: self._shrunk(footage.gray(frame)))

    @property
    def needed(self) -> tuple[int, ...]:
        """The frames that are looked at."""
        return self._warping.needed

    def processed_e_warp(self) -> float:
        """Return E_warp of the processed frames: what there is to improve on."""
        return self._warping.measure({frame: self._shrunk(self._footage.wanted(frame)) for frame in self.needed})

    def measure(self, answers: Mapping[int, Answer]) -> tuple[float, float]:
        """Return E_warp (equation 8) and F_data (equation 9, in dB) of the answers for the frames `needed`.

        Where an answer has a confidence, only the pixels that are of its mode can tell how true it is.
        """
        e_warp = self._warping.measure({frame: self._shrunk(answer.image) for frame, answer in answers.items()})
        fidelity = [self._fidelity(frame, answer) for frame, answer in answers.items()]
        return e_warp, float(np.mean(fidelity))

    def _fidelity(self, frame: int, answer: Answer) -> float:
        error = ((answer.image - self._footage.wanted(frame)) ** 2).mean(2)
        counted = error if answer.confidence is None else error[answer.confidence > 0]
        mean = float(counted.mean()) if counted.size else 0.0
        return min(BEST_PSNR, -10 * math.log10(mean)) if mean > 0 else BEST_PSNR

    def _shrunk(self, picture: Unit) -> NDArray[np.float32]:
        return resized(picture, *self._size)
