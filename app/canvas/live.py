"""A picture that changes while it is looked at: only the part that changed is made drawable again."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from app.canvas.pictures import Picture, eight_bit, smallest_side
from engine.paint.rect import Rect, whole


class LivePicture:
    """Shows `pixels` (H×W×3 RGB, uint8 or uint16), an array that others paint in.

    The halves are averages of 2×2 pixels, so that a part of them follows from the same part of what they are made of.
    """

    def __init__(self, pixels: NDArray[Any]) -> None:
        self._pixels = pixels
        height, width = pixels.shape[:2]
        self._levels = [np.empty((height, width, 4), np.uint8)]
        while min(height, width) >= 2 * smallest_side():
            height, width = height // 2, width // 2
            self._levels.append(np.empty((height, width, 4), np.uint8))
        images = tuple(
            QImage(level.data, level.shape[1], level.shape[0], 4 * level.shape[1], QImage.Format.Format_RGB32)
            for level in self._levels
        )  # they lie in the arrays' own memory: what is written there is what is drawn
        self.picture = Picture(images, samples=pixels if pixels.dtype != np.uint8 else None)
        self.update(whole(pixels.shape))

    @property
    def bytes(self) -> int:
        return sum(level.nbytes for level in self._levels)

    def update(self, rect: Rect) -> None:
        """The pixels in `rect` are others now."""
        if rect.is_empty:
            return
        pixels = self._pixels[rect.part]
        part = pixels if pixels.dtype == np.uint8 else eight_bit(pixels)
        cv2.cvtColor(part, cv2.COLOR_RGB2BGRA, dst=self._levels[0][rect.part])  # written where it is shown from
        for larger, smaller in zip(self._levels, self._levels[1:], strict=False):
            height, width = smaller.shape[:2]
            if larger.shape[0] % 2 or larger.shape[1] % 2:  # then pixels of a half are not made of whole ones
                cv2.resize(larger, (width, height), dst=smaller, interpolation=cv2.INTER_AREA)
                rect = whole(smaller.shape)
                continue
            rect = Rect(rect.left // 2, rect.top // 2, (rect.right + 1) // 2, (rect.bottom + 1) // 2).within(
                smaller.shape
            )
            source = larger[2 * rect.top : 2 * rect.bottom, 2 * rect.left : 2 * rect.right]
            size = (rect.width, rect.height)
            cv2.resize(source, size, dst=smaller[rect.part], interpolation=cv2.INTER_AREA)
