"""Scribbles: a few strokes of color, spread over a whole frame along its light.

Levin, Lischinski and Weiss, "Colorization using Optimization" (2004): every pixel that was not drawn on has the
chroma that its neighbors have on average, the more alike in light the heavier they count. The links are the same seen
from both of two neighbors here (`affinity.py`), which makes the equations quickly solvable, and stop harder at edges.
As a mean of its neighbors' no color can lie outside those that were drawn.

A picture that has colors already keeps them away from the strokes: every pixel also holds on a little to the chroma
it has, so that one stroke recolors what it was drawn in and not the frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import gray_to_lightness, lightness_to_gray, rgb_to_lab, unit_to_lab
from engine.color.light import Light
from engine.color.lit import lit, sketched
from engine.color.upsample import upsample_ab
from engine.paint.affinity import Affinity
from engine.paint.drawn import Rgb, Scribble, has_color
from engine.runtime.errors import InputError

_MOST_PIXELS = 620_000  # 960x540 and a little more; larger frames are solved smaller and brought up along their light
_LOOK, _GOOD = 1, 8  # cycles: for the first answer, and for what is kept
_REACH = 0.1  # of the frame's width: how far a stroke spreads over a surface that has a color already
_COLORED = 1.0  # units of ab: the mean chroma below which a picture has no colors


class ScribbledFrame:
    """A frame made ready to be scribbled on: making it takes about a second for a large one, a stroke a moment."""

    def __init__(
        self,
        gray: NDArray[np.float32],
        light: Light,
        present: NDArray[Any] | None = None,
        *,
        is_deep: bool = False,
    ) -> None:
        """`gray`: H×W, 0..1, the frame's own (`FrameSource.read_luma`). `present`: H×W×3 RGB, the colors there are
        before anything is drawn; gray if left out. `is_deep`: pictures are made with 16 bits."""
        self.shape = (int(gray.shape[0]), int(gray.shape[1]))
        if present is not None and present.shape[:2] != self.shape:
            raise InputError(
                f"The picture that is scribbled on is {present.shape[1]}x{present.shape[0]} pixels and its frame "
                f"{self.shape[1]}x{self.shape[0]}."
            )
        self._gray, self._light = np.asarray(gray, np.float32), light
        self._dtype = np.uint16 if is_deep else np.uint8
        chroma = None if present is None else rgb_to_lab(present)[..., 1:]
        is_colored = chroma is not None and float(np.abs(chroma).mean()) > _COLORED
        self._present = chroma if is_colored else None
        self._lightness = gray_to_lightness(self._gray)
        self._scale = min(1.0, (_MOST_PIXELS / (self.shape[0] * self.shape[1])) ** 0.5)
        size = (max(1, round(self.shape[1] * self._scale)), max(1, round(self.shape[0] * self._scale)))
        self._small = self._lightness
        if self._scale < 1:
            self._small = np.asarray(cv2.resize(self._lightness, size, interpolation=cv2.INTER_AREA), np.float32)
        self._affinity = Affinity(self._small, _REACH * size[0] if is_colored else None)

    def chroma(self, scribbles: Sequence[Scribble], cycles: int = _GOOD) -> NDArray[np.float32]:
        """Return a and b of every pixel (H×W×2), later scribbles over earlier ones.

        It depends on the scribbles alone, not on what was solved before. Raises `InputError` where nothing was drawn.
        """
        solved = self._solved(scribbles, cycles)
        if self._scale == 1:
            return solved
        known, given = self._drawn(scribbles, self.shape, 1.0)
        full = upsample_ab(solved, self._lightness, self._small)
        return np.where(known[..., None], given, full).astype(np.float32)

    def picture(self, chroma: NDArray[np.float32]) -> NDArray[Any]:
        """Return H×W×3 RGB with this chroma and the frame's own light."""
        return lit(self._gray, chroma, self._light, self._dtype)

    def look(self, scribbles: Sequence[Scribble]) -> NDArray[Any]:
        """Return a quick answer (h×w×3 RGB): off by half a unit of ab, soft in color, small where the frame is large.

        Raises `InputError` where nothing was drawn.
        """
        solved = self._solved(scribbles, _LOOK)
        return sketched(lightness_to_gray(self._small), solved, self._light, self._dtype)

    def _solved(self, scribbles: Sequence[Scribble], cycles: int) -> NDArray[np.float32]:
        if not has_color(scribbles):
            raise InputError(
                "This frame has no stroke of color yet: draw one across each thing that has a color of its own."
            )
        known, given = self._drawn(scribbles, (self._small.shape[0], self._small.shape[1]), self._scale)
        if not known.any():
            raise InputError("No stroke lies on the picture; draw across what is to have the color.")
        return self._affinity.solve(given, known, cycles)

    def _drawn(
        self, scribbles: Sequence[Scribble], shape: tuple[int, int], scale: float
    ) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
        """Return where something was drawn on this many pixels, and its chroma, elsewhere what there is."""
        known, given = np.zeros(shape, np.bool_), np.zeros((*shape, 2), np.float32)
        present = self._present
        if present is not None and present.shape[:2] != shape:
            present = np.asarray(cv2.resize(present, shape[::-1], interpolation=cv2.INTER_AREA), np.float32)
        if present is not None:
            given[:] = present
        for scribble in scribbles:
            rect, cover = scribble.part(shape, scale)
            known[rect] |= cover
            if scribble.color is not None:
                given[rect][cover] = ab_of(scribble.color)
            else:
                given[rect][cover] = 0 if present is None else present[rect][cover]
        return known, given


def ab_of(color: Rgb) -> tuple[float, float]:
    """Return a and b of a gamma-encoded sRGB color, 0..255."""
    unit = np.array([[color]], np.float32) / np.float32(255)
    _, a, b = unit_to_lab(unit)[0, 0].tolist()
    return a, b
