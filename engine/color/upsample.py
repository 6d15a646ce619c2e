"""Low-resolution chroma brought to full size with the edges of the full-size lightness (luma lock, first half)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import Chroma, Plane

Planes = NDArray[np.float32]  # h×w×C

_NOISE = 3.0  # variance of L (units of L squared) below which a change of L says nothing about the color
_SLACK = 1.0  # units of ab by which detail may leave the colors of the neighborhood


def upsample_ab(ab: Chroma, lightness: Plane, low_lightness: Plane | None = None) -> Chroma:
    """Return `ab` (h×w×2) at the size of `lightness` (H×W, L 0..100), its edges where those of L are."""
    return upsample(ab, lightness, low_lightness, _SLACK)


def upsample(ab: Planes, lightness: Plane, low_lightness: Plane | None, slack: float) -> Planes:
    """Return planes (h×w×C, 2 or more) at the size of `lightness` (H×W, L 0..100), their edges where those of L are.

    Linear interpolation, plus what L has and its interpolation has not, times the local slope of ab over L
    (He et al., 2013: in a small window ab = A L + B), kept within the values of the neighborhood, give or take
    `slack`, so that no halo can arise; then one back projection, so that the result shrunk again is what came in.
    `low_lightness` (h×w) is L as the small planes were made for; the area average of `lightness` if left out.
    """
    small = (ab.shape[1], ab.shape[0])
    size = (lightness.shape[1], lightness.shape[0])
    if size == small:
        return ab.astype(np.float32, copy=True)
    ab = np.ascontiguousarray(ab, np.float32)
    if low_lightness is None:
        low_lightness = cv2.resize(lightness, small, interpolation=cv2.INTER_AREA)
    detail = lightness - cv2.resize(low_lightness, size, interpolation=cv2.INTER_LINEAR)
    slope = cv2.resize(_slope(ab, low_lightness), size, interpolation=cv2.INTER_LINEAR)
    around = np.ones((3, 3), np.uint8)
    lowest = cv2.resize(cv2.erode(ab, around), size, interpolation=cv2.INTER_LINEAR)
    highest = cv2.resize(cv2.dilate(ab, around), size, interpolation=cv2.INTER_LINEAR)
    lowest -= np.float32(slack)
    highest += np.float32(slack)
    slope *= detail[..., None]
    slope += cv2.resize(ab, size, interpolation=cv2.INTER_LINEAR)
    full = np.clip(slope, lowest, highest)
    if size[0] >= small[0] and size[1] >= small[1]:
        missing = ab - cv2.resize(full, small, interpolation=cv2.INTER_AREA)
        full += cv2.resize(missing, size, interpolation=cv2.INTER_LINEAR)
        full = np.clip(full, lowest, highest)
    return np.asarray(full, np.float32)


def _slope(ab: Planes, lightness: Plane) -> Planes:
    """Return A (h×w×C) of the local model ab = A L + B in windows of 3×3 pixels."""
    mean_l = cv2.blur(lightness, (3, 3))
    variance = cv2.blur(lightness * lightness, (3, 3)) - mean_l * mean_l
    covariance = cv2.blur(ab * lightness[..., None], (3, 3)) - cv2.blur(ab, (3, 3)) * mean_l[..., None]
    slope = covariance / (np.maximum(variance, 0) + np.float32(_NOISE))[..., None]
    return np.asarray(cv2.GaussianBlur(slope, (3, 3), 0.7), np.float32)
