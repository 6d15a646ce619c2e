"""What scopes show of a picture: how light and how colored it is, and how the color of one thing moves over time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import unit_to_lab

Counts = NDArray[np.int32]
Rgb8 = NDArray[np.uint8]  # H×W×3

LEVELS = 256
AB_REACH = 110.0  # units of ab from the middle of the plane to its edge: all of sRGB but the deepest blue lies inside
NOTICED = 2.3  # units of Lab between two colors that are just told apart (Mahy, Van Eycken, Oosterlinck, 1994)
DRIFTED = 5.0  # units of Lab from which a color is no longer the one it was
_LUMA = (0.2126, 0.7152, 0.0722)  # of R'G'B', BT.709
_SKIN = ((0.956, -0.272, -1.106), 0.12, 0.6)  # the I axis of NTSC in R'G'B', how far along it, and from which gray


def luma(image: Rgb8) -> NDArray[np.uint8]:
    """Return Y' (H×W, 0..255, BT.709 weights) of gamma-encoded RGB."""
    return np.asarray(np.rint(image @ np.asarray(_LUMA, np.float32)), np.uint8)


def waveform(plane: NDArray[np.uint8], columns: int) -> Counts:
    """Return how many pixels of each level lie in each column: LEVELS × `columns`, level 255 on top.

    `plane`: H×W. A column of the scope gathers the picture's columns that fall on it.
    """
    width = plane.shape[1]
    at = np.arange(width) * columns // width
    places = (LEVELS - 1 - plane.astype(np.intp)) * columns + at
    counted = np.bincount(places.ravel(), minlength=LEVELS * columns)
    return counted.reshape(LEVELS, columns).astype(np.int32)


def parade(image: Rgb8, columns: int) -> tuple[Counts, Counts, Counts]:
    """Return the waveforms of R, G and B."""
    red, green, blue = (waveform(np.ascontiguousarray(image[..., channel]), columns) for channel in range(3))
    return red, green, blue


def ab_histogram(image: Rgb8, bins: int, reach: float = AB_REACH) -> Counts:
    """Return how many pixels lie where on the ab plane: `bins` × `bins`, b = `reach` on top, a = `reach` right.

    What lies beyond the edge counts on it.
    """
    ab = unit_to_lab(image.astype(np.float32) / np.float32(255))[..., 1:].reshape(-1, 2)
    place = np.clip((ab + reach) * (bins / (2 * reach)), 0, bins - 1).astype(np.intp)
    counted = np.bincount((bins - 1 - place[:, 1]) * bins + place[:, 0], minlength=bins * bins)
    return counted.reshape(bins, bins).astype(np.int32)


@cache
def skin_direction() -> tuple[float, float]:
    """Return the direction (a, b), of length 1, in which skin lies: the vectorscope's I line, taken to the ab plane.

    The I axis of NTSC was laid through the colors of skin, light and dark alike. In Lab it is a little bent; this is
    its direction at a middle gray.
    """
    axis, far, gray = _SKIN
    color = np.asarray([gray + far * share for share in axis], np.float32).reshape(1, 1, 3)
    a, b = (float(value) for value in unit_to_lab(color)[0, 0, 1:])
    length = float(np.hypot(a, b))
    return a / length, b / length


def shade(counts: Counts) -> NDArray[np.float32]:
    """Return counts as brightness, 0..1: a logarithm, so that a few pixels are seen beside very many."""
    most = float(counts.max()) if counts.size else 0.0
    if most <= 0:
        return np.zeros(counts.shape, np.float32)
    return np.asarray(np.log1p(counts, dtype=np.float32) / np.float32(np.log1p(most)), np.float32)


@dataclass(frozen=True)
class Trail:
    """The mean color of one thing, frame by frame: `frames` (n), `lab` (n×3)."""

    frames: NDArray[np.int64]
    lab: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.frames)

    @property
    def ends(self) -> tuple[int, int]:
        """Return the two frames whose chroma lies farthest apart, the earlier one first; raises if there is none."""
        first, last = sorted(self._farthest())
        return int(self.frames[first]), int(self.frames[last])

    @property
    def length(self) -> float:
        """Return how long the comet is: the greatest distance in ab between two frames. A dot is below `NOTICED`."""
        if len(self) < 2:
            return 0.0
        first, last = self._farthest()
        return float(np.hypot(*(self.lab[first, 1:] - self.lab[last, 1:])))

    def _farthest(self) -> tuple[int, int]:
        ab = np.ascontiguousarray(self.lab[:, 1:], np.float32)
        if len(ab) < 3:
            return 0, len(ab) - 1
        hull = cv2.convexHull(ab, returnPoints=False).ravel()  # of the farthest two, both lie on it
        gaps = np.hypot(*(ab[hull][:, None] - ab[hull][None]).transpose(2, 0, 1))
        one, other = divmod(int(gaps.argmax()), len(hull))
        return int(hull[one]), int(hull[other])


def mean_lab(image: Rgb8, area: NDArray[np.bool_] | None = None) -> NDArray[np.float32] | None:
    """Return the mean Lab (3) of a picture, of its `area` (H×W) where one is given; None if that is empty."""
    pixels = image.reshape(1, -1, 3) if area is None else image[area].reshape(1, -1, 3)
    if not pixels.size:
        return None
    lab = unit_to_lab(pixels.astype(np.float32) / np.float32(255))
    return np.asarray(lab.reshape(-1, 3).mean(0), np.float32)
