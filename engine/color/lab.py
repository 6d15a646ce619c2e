"""sRGB pictures to CIE Lab (D65, 2 degrees) and back, with the lightness kept whatever the chroma asks for.

Lab is H×W×3 float32: L 0..100, a and b about -128..127. Scaled the same way as scikit-image's `rgb2lab`.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import DTypeLike, NDArray

Plane = NDArray[np.float32]  # H×W
Chroma = NDArray[np.float32]  # H×W×2: a, b
Unit = NDArray[np.float32]  # H×W×3 RGB, 0..1, gamma-encoded sRGB

_KEPT = 0.3  # units of L that rounding and a touched gamut boundary may cost before the chroma gives way
_BISECTIONS = 7


def _linear_table() -> NDArray[np.float32]:
    encoded = np.arange(65536) / 65535
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4).astype(np.float32)


def _lightness_table() -> NDArray[np.float32]:
    linear = _LINEAR.astype(np.float64)
    root = np.where(linear > (6 / 29) ** 3, np.cbrt(linear), linear * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.asarray(116 * root - 16, np.float32)


# of the 65536 gamma-encoded gray levels; looking up is far faster than computing, and exact for integer pictures
_ENCODED = np.arange(65536) / 65535
_LINEAR = _linear_table()
_LIGHTNESS = _lightness_table()
_FROM_ROOT = np.interp(np.linspace(0, 1, 65536) ** 2, _LINEAR, _ENCODED).astype(np.float32)
_GRAY = np.interp(np.linspace(0, 100, 65536), _LIGHTNESS, _ENCODED).astype(np.float32)


def _levels(unit: NDArray[Any]) -> NDArray[np.uint16]:
    """Return values of 0..1 as levels of 16 bits."""
    scaled = np.asarray(unit, np.float32) * np.float32(65535)
    scaled += np.float32(0.5)
    return np.clip(scaled, 0, 65535, out=scaled).astype(np.uint16)


def gray_to_lightness(gray: NDArray[Any]) -> Plane:
    """Return CIE L (H×W, 0..100) of gamma-encoded gray (H×W, 0..1)."""
    lightness: Plane = _LIGHTNESS[_levels(gray)]
    return lightness


def lightness_to_gray(lightness: NDArray[Any]) -> Plane:
    """Return the gamma-encoded gray (H×W, 0..1) that has this CIE L."""
    gray: Plane = _GRAY[_levels(np.asarray(lightness, np.float32) * np.float32(0.01))]
    return gray


def to_linear(unit: NDArray[Any]) -> NDArray[np.float32]:
    """Return gamma-encoded values (0..1) as linear light."""
    linear: NDArray[np.float32] = _LINEAR[_levels(unit)]
    return linear


def from_linear(linear: NDArray[Any]) -> NDArray[np.float32]:
    """Return linear light (0..1) gamma-encoded; looked up over its root, which is even enough for 16 bits."""
    encoded: NDArray[np.float32] = _FROM_ROOT[_levels(np.sqrt(np.maximum(linear, 0)))]
    return encoded


def to_unit(image: NDArray[Any]) -> Unit:
    """Return a picture as gamma-encoded RGB 0..1: uint8 and uint16 scaled, float32 (scene linear) encoded as sRGB."""
    if image.dtype == np.uint8:
        return image.astype(np.float32) * np.float32(1 / 255)
    if image.dtype == np.uint16:
        return image.astype(np.float32) * np.float32(1 / 65535)
    linear = np.clip(np.nan_to_num(image.astype(np.float32), posinf=1.0), 0, 1)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.power(linear, 1 / 2.4) - 0.055)
    return encoded.astype(np.float32)


def unit_to_lab(rgb: NDArray[Any]) -> NDArray[np.float32]:
    """Return Lab (H×W×3) of gamma-encoded RGB (H×W×3, 0..1)."""
    # from gamma-encoded floats OpenCV interpolates a coarse table (0.45 off); from linear ones it computes
    lab: NDArray[np.float32] = cv2.cvtColor(_LINEAR[_levels(rgb)], cv2.COLOR_LRGB2Lab)
    return lab


def rgb_to_lab(image: NDArray[Any]) -> NDArray[np.float32]:
    """Return Lab (H×W×3) of a picture: uint8, uint16 (full range) or float32 (scene linear) RGB."""
    return unit_to_lab(to_unit(image))


def lab_to_unit(lightness: NDArray[Any], ab: NDArray[Any]) -> Unit:
    """Return gamma-encoded RGB (H×W×3, 0..1) with this lightness (H×W) and this chroma (H×W×2).

    Where such a color does not exist and clipping would change the lightness, the chroma is scaled toward gray
    (hue kept) just far enough: what the artist scanned keeps its tone.
    """
    lab = np.empty((*lightness.shape, 3), np.float32)
    lab[..., 0] = lightness
    lab[..., 1:] = ab
    rgb: Unit = cv2.cvtColor(lab, cv2.COLOR_Lab2RGB)
    lost = np.abs(unit_to_lab(rgb)[..., 0] - lab[..., 0]) > _KEPT
    if lost.any():
        rgb[lost] = _into_gamut(lab[lost])
    return np.clip(rgb, 0, 1, out=rgb)


def _into_gamut(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return RGB (N×3) of N Lab colors with the largest chroma that keeps L, found by bisection."""
    low = np.zeros(len(lab), np.float32)
    high = np.ones(len(lab), np.float32)
    for _ in range(_BISECTIONS):
        middle = ((low + high) * np.float32(0.5)).astype(np.float32)
        kept = np.abs(unit_to_lab(_scaled(lab, middle))[:, 0, 0] - lab[:, 0]) <= _KEPT
        low = np.where(kept, middle, low).astype(np.float32)
        high = np.where(kept, high, middle).astype(np.float32)
    return _scaled(lab, low)[:, 0]


def _scaled(lab: NDArray[np.float32], share: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return N×1×3 RGB of N Lab colors whose chroma is scaled by `share` (N)."""
    weaker = lab.copy()
    weaker[:, 1:] *= share[:, None]
    rgb: NDArray[np.float32] = cv2.cvtColor(weaker[:, None], cv2.COLOR_Lab2RGB)
    return rgb


def lab_to_rgb(lightness: NDArray[Any], ab: NDArray[Any], dtype: DTypeLike = np.uint8) -> NDArray[Any]:
    """Return H×W×3 RGB of `dtype` (uint8, or uint16 at full range) with this lightness and chroma."""
    peak = np.iinfo(np.dtype(dtype)).max
    image: NDArray[Any] = np.rint(lab_to_unit(lightness, ab) * np.float32(peak)).astype(dtype)
    return image


def to_rgb8(lightness: NDArray[Any], ab: NDArray[Any]) -> NDArray[np.uint8]:
    """Return H×W×3 RGB uint8 with this lightness (H×W, 0..100) and chroma (H×W×2)."""
    return lab_to_rgb(lightness, ab, np.uint8)


def to_rgb16(lightness: NDArray[Any], ab: NDArray[Any]) -> NDArray[np.uint16]:
    """Return H×W×3 RGB uint16 (full range) with this lightness (H×W, 0..100) and chroma (H×W×2)."""
    return lab_to_rgb(lightness, ab, np.uint16)
