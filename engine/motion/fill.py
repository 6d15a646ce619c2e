"""Where pixels that were lost probably lie: what the certain pixels around them, or most of the picture, say.

A track that was covered for longer than the longest link comes out from behind what covered it with the wrong place.
The motion around it is known, though; it is tried there like one more link, and taken where it looks better.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]  # h×w
Field = NDArray[np.float32]  # h×w×2, (x, y)

_SHRINK = 8  # side of the blocks that motion is gathered from
_REACHES = (1 / 24, 1 / 8, 1 / 2)  # standard deviations of what counts as around, shares of the height
_SCARCE = 0.02  # certainty around a pixel below which the wider surroundings speak
_CELL = 4  # side of the cells in which claims are counted
_SURE = 0.3
_APART = 1 / 30  # of the height
_ROUNDS = 6
_MISFIT = 1.5  # pixels from which a block is taken for something that moves on its own


class Claims:
    """Which places of the keyframe certain pixels (`places` h×w×2, `certain` h×w) have found themselves at: what
    they cover there cannot be seen by others."""

    def __init__(self, places: Field, certain: Plane) -> None:
        self._shape = certain.shape
        height, width = ((side + _CELL - 1) // _CELL for side in certain.shape)
        x, y = (np.rint(places[::2, ::2, axis] / _CELL).astype(np.intp).ravel() for axis in (0, 1))
        sure = certain[::2, ::2].ravel().astype(np.float64)
        inside = (x >= 0) & (x < width) & (y >= 0) & (y < height) & (sure > _SURE)
        at = (y * width + x)[inside]
        rows, columns = np.indices(certain.shape, np.float32)[:, ::2, ::2].reshape(2, -1)[:, inside]
        weights = (sure[inside], columns * sure[inside], rows * sure[inside])
        weight, across, down = (np.bincount(at, each, height * width).reshape(height, width) for each in weights)
        self._who = (np.dstack([across, down]) / (weight + 1e-9)[..., None]).astype(np.float32)
        self._count = np.minimum(weight / (_CELL * _CELL / 4) * 2, 1).astype(np.float32)

    def at(self, places: Field) -> Plane:
        """Return for each pixel whether another one far from it has claimed the place it would have, 0..1."""
        scaled = places / np.float32(_CELL)
        count = cv2.remap(self._count, scaled, None, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE)
        who = cv2.remap(self._who, scaled, None, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE)
        rows, columns = np.indices(self._shape, np.float32)
        apart = np.hypot(who[..., 0] - columns, who[..., 1] - rows)
        return np.asarray(count * np.clip(apart / (_APART * self._shape[0]) - 1, 0, 1), np.float32)


def filled(motion: Field, certain: Plane) -> Field:
    """Return `motion` (h×w×2, to the keyframe) as the `certain` pixels (h×w, 0..1) around say it is, smoothly."""
    height, width = certain.shape
    weight, total = _blocks(motion, certain)
    answer, known = np.zeros_like(total), np.zeros_like(weight)
    for reach in _REACHES:
        sigma = max(0.5, reach * height / _SHRINK)
        around = cv2.GaussianBlur(weight, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT)
        mean = cv2.GaussianBlur(total, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT)
        mean /= (around + np.float32(1e-9))[..., None]
        share = (1 - known) * around / (around + np.float32(_SCARCE))
        answer += share[..., None] * mean
        known += share
    answer /= np.maximum(known, np.float32(1e-6))[..., None]
    return np.asarray(cv2.resize(answer, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def dominant(motion: Field, certain: Plane) -> Field:
    """Return the affine motion (h×w×2) that most of the `certain` pixels follow: robust least squares."""
    height, width = certain.shape
    weight, total = _blocks(motion, certain)
    rows, columns = weight.shape
    y, x = (np.linspace(-1, 1, count, dtype=np.float64) for count in (rows, columns))
    terms = np.stack([np.ones((rows, columns)), *np.broadcast_arrays(x[None], y[:, None])], 2).reshape(-1, 3)
    first = weight.reshape(-1).astype(np.float64)
    wanted = (total / (weight + np.float32(1e-9))[..., None]).reshape(-1, 2).astype(np.float64)
    used: NDArray[np.floating[Any]] = first
    fit = np.zeros((3, 2))
    for _ in range(_ROUNDS):
        normal = terms.T @ (terms * used[:, None]) + 1e-6 * np.eye(3)
        fit = np.linalg.solve(normal, terms.T @ (wanted * used[:, None]))
        miss = ((wanted - terms @ fit) ** 2).sum(1)
        used = first / (1 + miss / _MISFIT**2) ** 2
    across, down = np.linspace(-1, 1, width), np.linspace(-1, 1, height)
    plane = fit[0] + across[None, :, None] * fit[1] + down[:, None, None] * fit[2]
    return np.asarray(plane, np.float32)


def _blocks(motion: Field, certain: Plane) -> tuple[Plane, Field]:
    """Return the mean certainty and the mean of motion times certainty in blocks."""
    height, width = certain.shape
    size = (max(2, width // _SHRINK), max(2, height // _SHRINK))
    weighted = motion * certain[..., None]
    return (
        np.asarray(cv2.resize(certain, size, interpolation=cv2.INTER_AREA), np.float32),
        np.asarray(cv2.resize(weighted, size, interpolation=cv2.INTER_AREA), np.float32),
    )
