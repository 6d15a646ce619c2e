"""Chroma put onto a frame without touching its light: the last level of green, the most of it, sees to that.

The same promise as a brush stroke keeps (`ink.py`), for a whole frame whose every pixel has a color of its own.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import cv2
import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.color.lab import gray_to_lightness, lab_to_unit
from engine.color.light import Light

_REC709 = (0.2126, 0.0722)  # what linear red and blue add to the CIE Y of sRGB
_TINY = np.float32(1e-9)
_STRIP = 32  # lines that stay near the processor while they are worked on
_THREADS = 2
_LEAST_SKETCHED = 64  # pixels: smaller pictures take no time


def lit(
    gray: NDArray[np.float32], ab: NDArray[np.float32], light: Light, dtype: DTypeLike = np.uint8
) -> NDArray[Any]:
    """Return H×W×3 RGB of `dtype` (uint8, or uint16 at full range) with chroma `ab` (H×W×2) under the light `gray`.

    `gray`: H×W, 0..1, gamma-encoded, what `FrameSource.read_luma` returns. Where no color of that light has so much
    chroma, it gets what there is of its hue. A film's Y' of the pixels, rounded to their depth, is its gray to the
    level; of pictures, whose light adds up in linear RGB, it is so within a level.
    """
    made = np.empty((*gray.shape, 3), dtype)

    def fill(top: int) -> None:
        lines = slice(top, top + _STRIP)
        made[lines] = _lit_strip(np.ascontiguousarray(gray[lines]), ab[lines], light, made.dtype)

    with ThreadPoolExecutor(_THREADS, "tintloom-lit") as threads:
        list(threads.map(fill, range(0, gray.shape[0], _STRIP)))
    return made


def sketched(
    gray: NDArray[np.float32], ab: NDArray[np.float32], light: Light, dtype: DTypeLike = np.uint8
) -> NDArray[Any]:
    """Return about what `lit` returns in a third of the time, to be looked at for a moment: the color comes from half
    as many lines, the light from all of them."""
    height, width = gray.shape
    if min(height, width) < _LEAST_SKETCHED:
        return lit(gray, ab, light, dtype)
    size = ((width + 1) // 2, (height + 1) // 2)
    small, low = (
        cv2.resize(gray, size, interpolation=cv2.INTER_AREA),
        cv2.resize(ab, size, interpolation=cv2.INTER_AREA),
    )
    peak = np.float32(np.iinfo(np.dtype(dtype)).max)
    away = lit(small, low, light, dtype).astype(np.float32)
    away -= (np.clip(small, 0, 1) * peak)[..., None]
    made = cv2.resize(away, (width, height), interpolation=cv2.INTER_LINEAR)
    made += cv2.merge([np.clip(gray, 0, 1) * peak] * 3)
    np.clip(made, 0, peak, out=made)
    pixels: NDArray[Any] = made.astype(dtype)
    return pixels


def _lit_strip(gray: NDArray[np.float32], ab: NDArray[np.float32], light: Light, dtype: Any) -> NDArray[Any]:
    peak = np.float32(np.iinfo(dtype).max)
    own = np.rint(np.clip(gray, 0, 1) * peak) / peak
    encode, linear = (_from_linear, _to_linear) if light.weights is None else (_same, _same)
    red_share, blue_share = (np.float32(weight) for weight in light.weights or _REC709)
    green_share = 1 - red_share - blue_share
    red, green, blue = (linear(p) for p in cv2.split(lab_to_unit(light.lightness(gray_to_lightness(own), ab), ab)))
    own = linear(own)
    off = own - red_share * red - green_share * green - blue_share * blue
    away = [plane + off - own for plane in (red, green, blue)]  # each channel's way from gray, of no light at all
    most, least = np.maximum.reduce(away), np.minimum.reduce(away)
    # back toward gray until all three channels exist: the light stays where it is on the way
    need = np.maximum(most / np.maximum(1 - own, _TINY), -least / np.maximum(own, _TINY))
    share = 1 / np.maximum(need, 1)
    red, blue = (np.rint(np.clip(encode(own + away[place] * share), 0, 1) * peak) for place in (0, 2))
    green = (own - red_share * linear(red / peak) - blue_share * linear(blue / peak)) / green_share
    green = np.rint(encode(np.clip(green, 0, 1)) * peak)
    made: NDArray[Any] = cv2.merge([plane.astype(dtype) for plane in (red, green, blue)])
    return made


def _same(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    return plane


def _to_linear(encoded: NDArray[np.float32]) -> NDArray[np.float32]:
    """IEC 61966-2-1."""
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return linear.astype(np.float32)


def _from_linear(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    light = np.clip(linear, 0, 1)
    encoded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.power(light, 1 / 2.4) - 0.055)
    return encoded.astype(np.float32)
