"""Which chroma exists under a light: of white no red can be made, and of black no color at all."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Ab = tuple[float, float]

_FURTHEST = 140.0  # units of ab: no sRGB color is as far from gray
_HUES = 360
_BISECTIONS = 18
_ROUNDING = 1.5e-4  # of linear light: half a level of 8 bits at black
_INSIDE = 0.999  # of the way to the limit: what is returned exists after rounding too

# D65 (2 degrees) and the matrix of IEC 61966-2-1, as scikit-image and OpenCV have them
_WHITE = np.array([0.950456, 1.0, 1.088754])
_TO_LINEAR = np.array(
    [[3.240479, -1.53715, -0.498535], [-0.969256, 1.875991, 0.041556], [0.055648, -0.204043, 1.057311]]
)


def exists(lightness: NDArray[Any], ab: NDArray[Any]) -> NDArray[np.bool_]:
    """Return whether sRGB has the color of this L (...) and chroma (...×2)."""
    linear = _linear(np.asarray(lightness, np.float64), np.asarray(ab, np.float64))
    return np.asarray(((linear >= -_ROUNDING) & (linear <= 1 + _ROUNDING)).all(-1), np.bool_)


def boundary(lightness: float, hues: int = _HUES) -> NDArray[np.float64]:
    """Return the polygon (`hues`×2: a, b, hue rising from 0) inside which the chroma of this L exists in sRGB."""
    turns = 2 * np.pi * np.arange(hues) / hues
    directions = np.stack([np.cos(turns), np.sin(turns)], -1)
    low, high = np.zeros(hues), np.full(hues, _FURTHEST)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        inside = exists(np.full(hues, lightness), directions * middle[:, None])
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    polygon: NDArray[np.float64] = directions * low[:, None]
    return polygon


def limit(lightness: float, hue: float) -> float:
    """Return how far from gray (units of ab) a color of this L and `hue` (degrees, 0 toward +a) can be."""
    turn = np.deg2rad(hue)
    low, high = 0.0, _FURTHEST
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        is_inside = bool(exists(np.array(lightness), middle * np.array([np.cos(turn), np.sin(turn)])))
        low, high = (middle, high) if is_inside else (low, middle)
    return low


def nearest(lightness: float, ab: Ab) -> Ab:
    """Return the chroma nearest to `ab` that has its hue and exists at this L: itself, if it does."""
    a, b = ab
    if bool(exists(np.array(lightness), np.array(ab, np.float64))):
        return ab
    wanted = float(np.hypot(a, b))
    if wanted == 0:
        return 0.0, 0.0
    share = min(1.0, _INSIDE * limit(lightness, float(np.rad2deg(np.arctan2(b, a)))) / wanted)
    return a * share, b * share


def rgb_of(lightness: float, ab: Ab) -> tuple[int, int, int]:
    """Return the sRGB color, 0..255, of this L and chroma, or of the nearest chroma of its hue that exists."""
    a, b = nearest(lightness, ab)
    linear = np.clip(_linear(np.array(lightness, np.float64), np.array([a, b])), 0, 1)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    red, green, blue = (int(level) for level in np.rint(encoded * 255))
    return red, green, blue


def lab_of(rgb: tuple[int, int, int]) -> tuple[float, float, float]:
    """Return L, a and b of an sRGB color, 0..255."""
    unit = np.array(rgb, np.float64) / 255
    linear = np.where(unit <= 0.04045, unit / 12.92, ((unit + 0.055) / 1.055) ** 2.4)
    xyz = np.linalg.solve(_TO_LINEAR, linear) / _WHITE
    root = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz * (29 / 6) ** 2 / 3 + 4 / 29)
    lightness = 116 * root[1] - 16
    return float(lightness), float(500 * (root[0] - root[1])), float(200 * (root[1] - root[2]))


@lru_cache(maxsize=24)
def plane(lightness: int, side: int, radius: float) -> NDArray[np.uint8]:
    """Return the ab plane at this L as a picture, `side`×`side`×4 RGBA: +a to the right, +b up, `radius` units of ab
    from the middle to each edge. What does not exist is clear, its border smooth."""
    across = ((np.arange(side) + 0.5) / side * 2 - 1) * radius
    lab = np.empty((side, side, 3), np.float64)
    lab[..., 0], lab[..., 1], lab[..., 2] = lightness, across[None], -across[:, None]
    # beyond the border the nearest color that exists stands in, so that averaging darkens no edge
    rgb = np.clip(_linear(lab[..., 0], lab[..., 1:]), 0, 1)
    encoded = np.where(rgb <= 0.0031308, 12.92 * rgb, 1.055 * rgb ** (1 / 2.4) - 0.055)
    picture = np.empty((side, side, 4), np.uint8)
    picture[..., :3] = np.rint(encoded * 255)
    picture[..., 3] = _inside(lightness, side, radius)
    picture.flags.writeable = False
    return picture


def _inside(lightness: int, side: int, radius: float) -> NDArray[np.uint8]:
    """Return how much of each pixel lies inside the border, `side`×`side`, 0..255."""
    fine = 4 * side
    edge = boundary(lightness, 240) * np.array([1, -1]) / radius
    corners = np.rint((edge + 1) / 2 * fine - 0.5).astype(np.int32)
    filled = cv2.fillPoly(np.zeros((fine, fine), np.uint8), [corners], 255)
    return np.asarray(cv2.resize(filled, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


def _linear(lightness: NDArray[np.float64], ab: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return linear sRGB (...×3), not clipped."""
    middle = (lightness + 16) / 116
    roots = np.stack([middle + ab[..., 0] / 500, middle, middle - ab[..., 1] / 200], -1)
    xyz = np.where(roots > 6 / 29, roots**3, (roots - 4 / 29) * 3 * (6 / 29) ** 2) * _WHITE
    linear: NDArray[np.float64] = xyz @ _TO_LINEAR.T
    return linear
