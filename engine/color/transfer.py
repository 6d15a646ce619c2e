"""A small result brought to full size with the detail of the full-size frame it was made from."""

from __future__ import annotations

from collections.abc import Generator

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import Plane, Unit

_RADIUS = 1  # pixels of the small picture on each side of a window
_NOISE = 1e-4  # variance of a channel (0..1 squared) below which its changes say nothing about the result


def transfer(given: Unit, small: Unit, answer: Unit) -> Generator[None, None, Unit]:
    """Return `answer` (h×w×3) at the size of `given` (H×W×3), all RGB 0..1; yields between steps of some 50 ms.

    `small` is `given` as `answer` was made from it (h×w×3). In small windows answer = A small + b with a 3×3 matrix
    A (the guided filter with a color guide; He et al., 2013); A and b are enlarged smoothly and applied to the
    full-size frame (He and Sun, 2015), so that all detail is the frame's own, whose detail does not flicker. One back
    projection then makes the result, shrunk again, what came in.
    """
    if given.shape == answer.shape:
        return np.asarray(np.clip(answer, 0, 1), np.float32)
    slopes, offset = _model(small, answer)
    yield
    height, width = given.shape[:2]
    full = np.empty((height, width, 3), np.float32)
    for channel in range(3):
        plane = _enlarged(offset[..., channel], height, width)
        for source in range(3):
            plane += given[..., source] * _enlarged(slopes[..., source, channel], height, width)
            yield
        shrunk = cv2.resize(plane, answer.shape[1::-1], interpolation=cv2.INTER_AREA)
        plane += _enlarged(answer[..., channel] - shrunk, height, width)
        full[..., channel] = plane
        yield
    return np.asarray(np.clip(full, 0, 1, out=full), np.float32)


def transferred(given: Unit, small: Unit, answer: Unit) -> Unit:
    """Return what `transfer` returns, at once."""
    steps = transfer(given, small, answer)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            full: Unit = end.value
            return full


def shift(given: Unit, small: Unit, answer: Unit) -> Unit:
    """Return a quick first picture: `given` plus the difference of the two small pictures, enlarged."""
    difference = answer - small
    height, width = given.shape[:2]
    full = given + cv2.resize(difference, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(full, 0, 1, out=full), np.float32)


def _model(small: Unit, answer: Unit) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return A (h×w×3×3, from channel × to channel) and b (h×w×3), averaged over the windows a pixel lies in."""
    mean, mean_answer = _mean(small), _mean(answer)
    covariance = _products(small, small) - mean[..., :, None] * mean[..., None, :]
    covariance += np.eye(3, dtype=np.float32) * np.float32(_NOISE)
    shared = _products(small, answer) - mean[..., :, None] * mean_answer[..., None, :]
    slopes = np.linalg.solve(covariance, shared).astype(np.float32)
    offset = mean_answer - np.einsum("hwi,hwic->hwc", mean, slopes)
    flat = slopes.reshape(*slopes.shape[:2], 9)
    flat = np.concatenate([_mean(np.ascontiguousarray(flat[..., i : i + 3])) for i in (0, 3, 6)], 2)
    return flat.reshape(slopes.shape), _mean(offset)


def _products(one: Unit, other: Unit) -> NDArray[np.float32]:
    """Return the windows' means of all products of a channel of `one` and a channel of `other` (h×w×3×3)."""
    return np.stack([_mean(one[..., i : i + 1] * other) for i in range(3)], 2)


def _mean(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    side = 2 * _RADIUS + 1
    return np.asarray(cv2.blur(picture, (side, side), borderType=cv2.BORDER_REFLECT_101), np.float32)


def _enlarged(plane: Plane, height: int, width: int) -> Plane:
    return np.asarray(cv2.resize(plane, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
