"""A clip and a processed version of it, held in memory: what consistency is tested on."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.color.lab import lightness_to_gray, rgb_to_lab
from engine.color.pair import Pair
from engine.media.source import ClipFacts
from engine.project.model import ColorSpec

# what each mode makes of gray g: g to the power, per channel
_POWERS = ((1.5, 0.6, 1.6), (0.5, 1.6, 1.4), (1.4, 1.5, 0.5))


class Treated:
    """`length` frames of a textured picture that moves right; `modes[t]` is how frame t was treated (None: not at
    all), `noise` how much its brightness trembles from frame to frame."""

    is_indexed = True

    def __init__(
        self,
        length: int = 8,
        width: int = 48,
        height: int = 32,
        *,
        modes: Sequence[int] | None = None,
        noise: float = 0.0,
        bits: int = 8,
        speed: float = 1.0,
    ) -> None:
        self.length = self.known_length = length
        self._modes, self._noise, self._bits, self._speed = modes, noise, bits, speed
        color = ColorSpec(bit_depth=bits)
        self.facts = ClipFacts(Path("treated"), width, height, Fraction(24), Fraction(1), color)
        self.reads: list[int] = []
        self.is_closed = False

    def __len__(self) -> int:
        return self.length

    def picture(self, index: int) -> NDArray[np.float32]:
        """Return the frame as floats, H×W×3, 0..1."""
        height, width = self.facts.height, self.facts.width
        y, x = np.mgrid[:height, :width].astype(np.float32) * np.float32(32 / height)
        x = x - np.float32(self._speed * index)
        gray = 0.5 + 0.18 * np.sin(x * 0.45) * np.cos(y * 0.3) + 0.12 * np.sin(x * 0.11 + y * 0.21)
        gray += np.float32(0.1) * (np.hypot(x - 14, y - 18) < 8)
        if self._modes is None:
            return np.repeat(gray[..., None], 3, 2).astype(np.float32)
        treated = np.stack([gray**power for power in _POWERS[self._modes[index]]], -1)
        tremble = np.random.default_rng(index).normal(0, self._noise, 3) if self._noise else 0.0
        return np.asarray(np.clip(treated + tremble, 0, 1), np.float32)

    def read(self, index: int) -> NDArray[Any]:
        if not 0 <= index < self.length:
            raise IndexError(index)
        self.reads.append(index)
        peak = 255 if self._bits == 8 else 65535
        return np.rint(self.picture(index) * peak).astype(np.uint8 if self._bits == 8 else np.uint16)

    def read_luma(self, index: int) -> NDArray[np.float32]:
        return lightness_to_gray(rgb_to_lab(self.read(index))[..., 0])

    def time(self, index: int) -> Fraction:
        return index / self.facts.rate

    def close(self) -> None:
        self.is_closed = True


def make_pair(processed: Treated, start: int = 0, stop: int = 0, *, given: Treated | None = None) -> Pair:
    """Return `processed` with the clip it was made from (gray, of its size)."""
    if given is None:
        given = Treated(len(processed), processed.facts.width, processed.facts.height)
    return Pair(given, processed, start, stop or len(given))
