"""A clip whose every frame and pixel tells its own number, for tests of what is shown."""

from __future__ import annotations

import threading
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.media.source import ClipFacts
from engine.project.model import ColorSpec
from engine.runtime.errors import MediaError


def numbered(frame: int, width: int = 64, height: int = 48) -> NDArray[np.uint8]:
    """Red is the column, green the line, blue the frame (all modulo 256)."""
    image = np.empty((height, width, 3), np.uint8)
    image[..., 0] = np.arange(width) % 256
    image[..., 1] = (np.arange(height) % 256)[:, None]
    image[..., 2] = frame % 256
    return image


class NumberedSource:
    """Frames as `numbered` makes them; `gate` holds every read back while it is cleared."""

    def __init__(
        self,
        length: int = 40,
        width: int = 64,
        height: int = 48,
        *,
        depth: Any = np.uint8,
        aspect: Fraction = Fraction(1),
        times: list[Fraction] | None = None,
        bad: frozenset[int] = frozenset(),
    ) -> None:
        self.facts = ClipFacts(Path("numbered.mov"), width, height, Fraction(25), aspect, ColorSpec())
        self.is_indexed = True
        self.read_frames: list[int] = []
        self.gate = threading.Event()
        self.gate.set()
        self._length = length
        self._depth = depth
        self._times = times
        self._bad = bad

    @property
    def known_length(self) -> int:
        return self._length

    def __len__(self) -> int:
        return self._length

    def read(self, index: int) -> NDArray[Any]:
        assert self.gate.wait(20)
        self.read_frames.append(index)
        if not 0 <= index < self._length:
            raise IndexError(index)
        if index in self._bad:
            raise MediaError(f"Frame {index} of numbered.mov is damaged.")
        image = numbered(index, self.facts.width, self.facts.height)
        if self._depth == np.uint16:
            return image.astype(np.uint16) * np.uint16(257)
        if self._depth == np.float32:
            return (image / np.float32(255)).astype(np.float32)
        return image

    def read_luma(self, index: int) -> NDArray[np.float32]:
        return self.read(index)[..., 1].astype(np.float32) / np.float32(255)

    def time(self, index: int) -> Fraction:
        return Fraction(index, 25) if self._times is None else self._times[index]

    def close(self) -> None: ...
