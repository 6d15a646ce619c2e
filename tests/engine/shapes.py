"""A shot held in memory: shapes of known color over a textured ground, seen by methods as luma alone."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.color.lab import gray_to_lightness, lightness_to_gray, rgb_to_lab
from engine.media.source import ClipFacts
from engine.project.model import ColorSpec
from engine.project.runs import RunFolder
from engine.runtime.context import Context, Inputs, KeyframePicture


class Shapes:
    """`length` frames: a dark red disk goes right, a light green square goes down, over a blue ground.

    Reading its color is an error: propagation of color may look at luma alone.
    """

    is_indexed = True

    def __init__(self, length: int = 8, width: int = 48, height: int = 32, *, bits: int = 8) -> None:
        self.length = self.known_length = length
        self._bits = bits
        color = ColorSpec(bit_depth=bits)
        self.facts = ClipFacts(Path("shapes"), width, height, Fraction(24), Fraction(1), color)
        self.luma_reads: list[int] = []
        self.is_closed = False

    def __len__(self) -> int:
        return self.length

    def truth(self, index: int) -> NDArray[Any]:
        """Return the frame in color, H×W×3, uint8 or (over 8 bits) uint16."""
        width, height = self.facts.width, self.facts.height
        y, x = np.mgrid[:height, :width].astype(np.float32)
        texture = 0.04 * np.sin((x + 0.5 * index) * 0.9) + 0.04 * np.cos(y * 0.7)
        picture = np.stack((0.38 + texture, 0.48 + texture, 0.68 + texture), -1)
        disk = np.hypot(x - width * 0.25 - index, y - height * 0.6) < height * 0.2
        picture[disk] = np.array((0.5, 0.12, 0.1)) + texture[disk][:, None]
        square = (abs(x - width * 0.75) < width * 0.1) & (abs(y - height * 0.3 - 0.5 * index) < height * 0.15)
        picture[square] = np.array((0.6, 0.85, 0.35)) + texture[square][:, None]
        peak = 255 if self._bits == 8 else 65535
        return np.rint(np.clip(picture, 0, 1) * peak).astype(np.uint8 if self._bits == 8 else np.uint16)

    def lightness(self, index: int) -> NDArray[np.float32]:
        """Return CIE L of the frame, H×W, 0..100."""
        return rgb_to_lab(self.truth(index))[..., 0]

    def read(self, index: int) -> NDArray[Any]:
        raise AssertionError("a method for color read more than luma")

    def read_luma(self, index: int) -> NDArray[np.float32]:
        self.luma_reads.append(index)
        return lightness_to_gray(self.lightness(index))

    def time(self, index: int) -> Fraction:
        return index / self.facts.rate

    def close(self) -> None:
        self.is_closed = True


def make_inputs(shapes: Shapes, *keyframes: int, start: int = 0, stop: int = 0) -> Inputs:
    """Return the shot with its true color at `keyframes`; `stop` 0 means to the end."""
    pictures = tuple(KeyframePicture(frame, shapes.truth(frame)) for frame in keyframes)
    return Inputs(shapes, start, stop or len(shapes), pictures)


def make_context(folder: Path, seed: int = 0, preview: int | None = None) -> Context:
    """Return a context for the CPU that writes into `folder`."""
    return Context(RunFolder(folder).create(), "cpu", seed, preview_frame=lambda: preview)


def color_error(shapes: Shapes, frame: int, picture: NDArray[Any]) -> float:
    """Return the mean distance in the ab plane between `picture` and the truth of this frame."""
    difference = rgb_to_lab(picture)[..., 1:] - rgb_to_lab(shapes.truth(frame))[..., 1:]
    return float(np.hypot(difference[..., 0], difference[..., 1]).mean())


def lightness_error(shapes: Shapes, frame: int, picture: NDArray[Any]) -> float:
    """Return the largest difference in CIE L between `picture` and the clip's luma."""
    lightness = gray_to_lightness(lightness_to_gray(shapes.lightness(frame)))
    return float(np.abs(rgb_to_lab(picture)[..., 0] - lightness).max())
