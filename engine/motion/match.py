"""Looking the color up in the keyframe by appearance, where the motion was lost.

Every 4th pixel of a frame is described by what is around it and compared with every 4th pixel of the keyframe.
What is read out is not ab but the keyframe's local color model ab = A L + B (He et al., 2013), so the edges of the
frame's own L stay sharp when the answer is brought from the grid to full size.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import Chroma, Plane

LINES = 240  # matching is done on pictures of about this many lines (the area of 16:9)
_STRIDE = 4
_PATTERNS = ((1, 2, 0.7), (4, 2, 1.0))  # spacing and reach of the pattern of L around a place, weight
_MEANS = ((12, 1.0), (24, 0.35))  # radius, weight
_DEVIATIONS = ((4, 1.0), (12, 0.5))
_SEEN = ((2, 2.0), (6, 2.0))  # the film's own chroma: radius, weight
_GRADIENTS = ((2, 2.8), (6, 1.0))
_PLACE = 0.1  # weight of a pixel of distance from where the motion points
_TEMPERATURE = 2.0
_MODEL_RADIUS = 3
_LEAST_REACH, _REACH = 2.0, 2.0  # how far from the mean a color may be extrapolated: units of ab, deviations
_MODEL_NOISE = 1.0  # variance of L, units of L squared
_BLOCK = 512  # queries at a time: bounds memory, and the time between two yields


@dataclass(frozen=True)
class Matched:
    """On the grid, gh×gw: the color model `slope` and `offset` (×2), `spread` (variance of the answers in ab) and
    `distance` (of the best answer, in the units of the descriptor)."""

    slope: Chroma
    offset: Chroma
    mean: Chroma
    reach: Plane
    spread: Plane
    distance: Plane

    def chroma(self, lightness: Plane) -> Chroma:
        """Return ab = A L + B at the size of `lightness`."""
        slope, offset = enlarged(self.slope, lightness.shape), enlarged(self.offset, lightness.shape)
        mean, reach = enlarged(self.mean, lightness.shape), enlarged(self.reach, lightness.shape)
        away = slope * lightness[..., None] + offset - mean
        length = cv2.magnitude(*cv2.split(away))
        return np.asarray(mean + away * np.minimum(1, reach / (length + np.float32(1e-6)))[..., None], np.float32)


class Memory:
    """A keyframe to look colors up in: `lightness` (h×w) and `ab` (h×w×2) at the matching size.

    `seen` (h×w×2): the film's own chroma, where it may be looked at.
    """

    def __init__(self, lightness: Plane, ab: Chroma, seen: Chroma | None = None) -> None:
        rows, columns = _grid(lightness.shape)
        at = np.ix_(rows, columns)
        slope, offset = color_model(ab, lightness, _MODEL_RADIUS, _MODEL_NOISE)
        chroma = cv2.blur(ab, (3, 3))
        window = (2 * _MODEL_RADIUS + 1,) * 2
        varied = np.maximum(cv2.blur(ab * ab, window) - cv2.blur(ab, window) ** 2, 0).sum(2, keepdims=True)
        squares = (chroma * chroma).sum(2, keepdims=True)
        values = np.concatenate([slope, offset, chroma, squares, np.sqrt(varied)], 2)[at]
        self._values = values.reshape(-1, values.shape[2])
        place = np.dstack(np.meshgrid(columns, rows)).astype(np.float32) * np.float32(_PLACE)
        keys = np.concatenate([_describe(lightness, seen), place], 2)
        self._keys = np.ascontiguousarray(keys.reshape(-1, keys.shape[2]).T)
        self._norms = (self._keys * self._keys).sum(0)

    def match(
        self, lightness: Plane, places: NDArray[np.float32], seen: Chroma | None = None
    ) -> Generator[None, None, Matched]:
        """Return what the keyframe says about a frame: `lightness` h×w, `places` h×w×2 (x, y in the keyframe, where
        the motion points) and `seen` if the keyframe has it, at the matching size. Yields between blocks of
        queries."""
        rows, columns = _grid(lightness.shape)
        place = places[np.ix_(rows, columns)] * np.float32(_PLACE)
        queries = np.concatenate([_describe(lightness, seen), place], 2).reshape(len(rows) * len(columns), -1)
        answers = np.empty((len(queries), self._values.shape[1] + 1), np.float32)
        for first in range(0, len(queries), _BLOCK):
            block = slice(first, first + _BLOCK)
            answers[block] = self._answer(queries[block])
            yield
        grid = answers.reshape(len(rows), len(columns), -1)
        spread = np.maximum(grid[..., 6] - (grid[..., 4:6] ** 2).sum(2), 0)
        reach = np.float32(_LEAST_REACH) + _REACH * grid[..., 7] + np.sqrt(spread)
        return Matched(grid[..., :2], grid[..., 2:4], grid[..., 4:6], reach, spread, grid[..., 8])

    def _answer(self, queries: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the softly chosen values and half the squared distance of the best (N×9)."""
        near = queries @ self._keys
        near -= self._norms * np.float32(0.5)
        best = near.max(1, keepdims=True)
        near -= best
        near *= np.float32(1 / _TEMPERATURE)
        np.exp(near, out=near)
        values = near @ self._values / near.sum(1, keepdims=True)
        distance = (queries * queries).sum(1, keepdims=True) / 2 - best
        return np.concatenate([values, np.maximum(distance, 0)], 1)


def color_model(ab: Chroma, lightness: Plane, radius: int, noise: float) -> tuple[Chroma, Chroma]:
    """Return A and B (h×w×2 each) of ab = A L + B fitted in windows of `radius`; `noise`: see `upsample`."""
    window = (2 * radius + 1, 2 * radius + 1)
    mean_l = cv2.blur(lightness, window)
    variance = np.maximum(cv2.blur(lightness * lightness, window) - mean_l * mean_l, 0)
    mean_ab = cv2.blur(ab, window)
    slope = cv2.blur(ab * lightness[..., None], window) - mean_ab * mean_l[..., None]
    slope /= (variance + np.float32(noise))[..., None]
    return slope, mean_ab - slope * mean_l[..., None]


def enlarged(grid: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """Return what stands on the grid at every pixel of a picture of `shape`."""
    return np.asarray(cv2.resize(grid, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR))


def _grid(shape: tuple[int, ...]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows and columns of the grid's places in a picture of `shape`."""
    rows, columns = (
        np.floor((np.arange(count) + 0.5) * side / count).astype(np.intp)
        for side in shape[:2]
        for count in (max(1, round(side / _STRIDE)),)
    )
    return rows, columns


def _describe(lightness: Plane, seen: Chroma | None) -> NDArray[np.float32]:
    """Return the descriptors (gh×gw×D) of the grid's places."""
    rows, columns = _grid(lightness.shape)
    at = np.ix_(rows, columns)
    parts: list[NDArray[Any]] = []
    for spacing, reach, weight in _PATTERNS:
        smooth = cv2.GaussianBlur(lightness, (0, 0), 0.5 * spacing) if spacing > 1 else lightness
        steps = [step * spacing for step in range(-reach, reach + 1)]
        pad = reach * spacing
        padded = cv2.copyMakeBorder(smooth, pad, pad, pad, pad, cv2.BORDER_REFLECT)
        pattern = np.stack([padded[np.ix_(rows + pad + y, columns + pad + x)] for y in steps for x in steps], 2)
        pattern -= pattern.mean(2, keepdims=True)
        parts.append(pattern * np.float32(weight / len(steps)))
    parts += [_mean(lightness, radius)[at][..., None] * weight for radius, weight in _MEANS]
    for radius, weight in _DEVIATIONS:
        mean = _mean(lightness, radius)
        deviation = np.sqrt(np.maximum(_mean(lightness * lightness, radius) - mean * mean, 0))
        parts.append(deviation[at][..., None] * weight)
    across = cv2.Sobel(lightness, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(lightness, cv2.CV_32F, 0, 1, scale=1 / 8)
    steep = np.sqrt(across * across + down * down)
    parts += [_mean(steep, radius)[at][..., None] * weight for radius, weight in _GRADIENTS]
    if seen is not None:
        for radius, weight in _SEEN:
            mean = np.dstack([_mean(np.ascontiguousarray(seen[..., channel]), radius) for channel in range(2)])
            parts.append(mean[at] * weight)
    return np.concatenate(parts, 2).astype(np.float32)


def _mean(plane: Plane, radius: int) -> Plane:
    window = (2 * radius + 1, 2 * radius + 1)
    return np.asarray(cv2.blur(plane, window, borderType=cv2.BORDER_REFLECT), np.float32)
