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


def opacity(heat: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """Return how much of the picture heat (0..1) covers, 0..0.9: strictly rising, so that it tells the heat too."""
    return np.asarray(0.9 * np.clip(heat, 0, 1) ** 0.6, np.float32)


def alpha_from(heat: float) -> int:
    """Return the alpha (0..255) from which a pixel of the overlay is at least this hot (0..1)."""
    return int(np.ceil(float(opacity(np.asarray([heat], np.float32))[0]) * 255))


def hot_region(alpha: NDArray[np.uint8], least: int = 0) -> tuple[float, float, float, float] | None:
    """Return left, top, right and bottom (shares of the picture, 0..1) of where the most heat is, None without any.

    `alpha`: H×W of the overlay; below `least` nothing counts. Of all the places at least half as hot as the hottest,
    it is the connected one with the most heat in it: one hot speck is less of a problem than a warm face.
    """
    height, width = alpha.shape
    highest = int(alpha.max()) if alpha.size else 0
    if highest == 0 or highest < least:
        return None
    is_hot = (alpha >= max(highest // 2, least, 1)).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(is_hot, connectivity=8)
    amounts = np.bincount(labels.ravel(), weights=alpha.ravel())
    amounts[0] = 0
    left, top, across, down = (int(value) for value in stats[int(amounts.argmax()), :4])
    return left / width, top / height, (left + across) / width, (top + down) / height
