"""How a number becomes a color: one scale, told apart by every kind of color vision (lightness alone tells it)."""

from __future__ import annotations

from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

# E_warp (L1 over R, G, B, each 0..1) of a pixel at which it is shown in full heat, and how far above what is usual
# in its shot a frame must lie for that: grain and motion of the film itself give every frame of a shot much the same.
HOT_PIXEL = 0.15
HOT_ABOVE = 0.04


@cache
def scale() -> NDArray[np.uint8]:
    """Return the 256 RGB steps of the heat scale, dark (cold) to pale yellow (hot), 256×3."""
    steps = cv2.applyColorMap(np.arange(256, dtype=np.uint8).reshape(-1, 1), cv2.COLORMAP_INFERNO)
    return np.ascontiguousarray(steps[:, 0, ::-1])


def colored(values: NDArray[np.floating[Any]]) -> NDArray[np.uint8]:
    """Return values 0 (cold) .. 1 (hot), of any shape, as RGB."""
    return np.asarray(scale()[np.round(np.clip(values, 0, 1) * 255).astype(np.uint8)], np.uint8)
