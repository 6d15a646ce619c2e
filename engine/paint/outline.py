"""The outline of a rough mask laid along the picture's edges, at full size, in a narrow band."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

_ROUNDS = 2
_SMOOTH = 1.0  # units of the logarithm: how much the rough mask counts beside the colors
_LEAST_SPREAD = 25.0  # Lab units squared: noise of a flat surface


def refine(mask: Mask, picture: NDArray[np.uint8], band: float) -> Mask:
    """Return `mask` (H×W) with every pixel nearer than `band` to its outline given to the side it looks like.

    `picture`: H×W×3 RGB. Each pixel is compared with the mean colors inside and outside near it, so that only what
    is close by matters; far from the outline nothing changes.
    """
    if not mask.any() or mask.all() or band < 1:
        return mask
    reach = round(2 * band) + 1
    rows, columns = _box(mask, reach + round(band))
    lab = np.asarray(
        cv2.cvtColor(picture[rows, columns].astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB), np.float32
    )
    made = mask.copy()
    part = mask[rows, columns].astype(np.float32)
    edge = cv2.distanceTransform((part < 0.5).astype(np.uint8), cv2.DIST_L2, 3)
    edge = edge - cv2.distanceTransform((part > 0.5).astype(np.uint8), cv2.DIST_L2, 3)
    in_band = np.abs(edge) < band
    prior = np.clip(-edge / np.float32(band), -1, 1) * np.float32(_SMOOTH)
    window = (2 * reach + 1, 2 * reach + 1)
    for _ in range(_ROUNDS):
        inside, outside = _distance(lab, part, window), _distance(lab, 1 - part, window)
        evidence = np.clip(0.5 * (outside - inside), -3, 3) + prior
        evidence = cv2.GaussianBlur(evidence, (0, 0), max(0.8, band / 4))
        part = np.where(in_band, evidence > 0, part > 0.5).astype(np.float32)
    made[rows, columns] = part > 0.5
    return made


def _distance(lab: NDArray[np.float32], weight: NDArray[np.float32], window: tuple[int, int]) -> NDArray[np.float32]:
    """Return how far every pixel is from the colors of the side `weight` near it, in spreads of those, squared."""
    total = cv2.blur(weight, window) + np.float32(1e-6)
    means = cv2.blur(lab * weight[..., None], window) / total[..., None]
    squares = cv2.blur((lab * lab).sum(2) * weight, window) / total
    spread = np.maximum(squares - (means * means).sum(2), 0) + np.float32(_LEAST_SPREAD)
    apart = ((lab - means) ** 2).sum(2)
    return np.asarray(apart / spread + np.log(spread), np.float32)


def _box(mask: Mask, margin: int) -> tuple[slice, slice]:
    """Return the rows and columns of the mask with a margin, inside the picture."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return (
        slice(max(0, int(rows[0]) - margin), int(rows[-1]) + margin + 1),
        slice(max(0, int(columns[0]) - margin), int(columns[-1]) + margin + 1),
    )
