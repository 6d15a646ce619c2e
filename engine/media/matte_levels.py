"""Mattes without numbers: one object in white, several as levels of gray or in the colors of DAVIS.

How many levels there are is told over all pictures that belong together: one frame alone may show one object of many,
and then looks like another matte.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.media.masks import Mask, mask_of_colors
from engine.runtime.errors import MediaError

COLORS = 0  # in place of a number of levels: each object has its color of `masks.palette`
ONE = 1  # one object, white

_WHITE = 128  # from here on a pixel of a black and white matte is inside
_GRAY_SPREAD = 40  # between the channels of a pixel that is gray but for what compression makes of it
_EXTREME = 56  # levels from black or white that still are a matte's
_MATTE_SHARE = 0.95  # of a matte's pixels are nearly black or white (or gray at all), the others soft edges
_GUESSED = range(2, 13)  # objects that levels are looked for of, where the project does not know better
_NEAR = 0.2  # of the step between two levels: what compression may make of one
_LIMIT = 9  # and no more than so many of 255
_LEVEL_SHARE = 0.97  # of all pixels lie on a level, the others are edges
_FRAME_SHARE = 0.9  # of the pixels of one picture
_LEAST = 0.0005  # of a picture: an area smaller than this is no object
_FLAT = 6  # levels between neighbors in an area; an edge, be it soft, has more
_LINES = 480  # for each so many lines of the picture an area is looked at a pixel farther around
_ASTRAY = 0.25  # areas on no level, against those on one between black and white: a dissolve has more


class MatteSearch:
    """Looks at the pictures of one matte, one after the other; `count` then says what it is.

    `highest`: the highest label of the project. Levels that the program itself writes for it are preferred, since
    labels 2 and 4 of four look like 1 and 2 of two.
    """

    def __init__(self, highest: int = 0) -> None:
        self._highest = highest
        self._pixels = np.zeros(256)  # of all pictures, by level
        self._areas = np.zeros(256)  # the largest share of a picture that areas of this level have
        self._is_colored = False

    def add(self, picture: NDArray[np.uint8], name: str) -> None:
        """Look at H×W×3 RGB. Raises `MediaError` with one sentence if it is no picture of a matte."""
        gray = _gray_of(picture, name)
        if gray is None:
            self._is_colored = True
        else:
            self.add_gray(gray)

    def add_gray(self, gray: NDArray[np.floating]) -> None:
        """Look at H×W, 0..255."""
        levels = np.clip(np.rint(gray), 0, 255).astype(np.uint8)
        if levels.max() <= _LIMIT:
            return  # nothing is in it
        self._pixels += np.bincount(levels.ravel(), minlength=256)
        smooth = cv2.blur(levels, (3, 3))  # grain and noise of compression are no edges
        kernel = np.ones((2 * (1 + levels.shape[0] // _LINES) + 1,) * 2, np.uint8)
        is_area = cv2.dilate(smooth, kernel) - cv2.erode(smooth, kernel) <= _FLAT
        np.maximum(self._areas, np.bincount(smooth[is_area], minlength=256) / levels.size, out=self._areas)

    @property
    def count(self) -> int | None:
        """How many levels above black there are: `ONE`, or 2 and more; `COLORS`; None if it is no matte."""
        if self._is_colored:
            return COLORS
        if not self._pixels.any():
            return ONE
        tried: list[int] = [*([self._highest] if self._highest > 1 else []), *_GUESSED]
        for levels in tried:
            if self._has_levels(levels):
                return levels
        is_extreme = (np.arange(256) < _EXTREME) | (np.arange(256) > 255 - _EXTREME)
        share = float(self._pixels[is_extreme].sum() / self._pixels.sum())
        return ONE if share >= _MATTE_SHARE else None

    def _has_levels(self, count: int) -> bool:
        labels, is_on = _on_levels(np.arange(256), count)
        levels = np.rint(np.arange(count + 1) * 255 / count)
        is_between = (levels > _LIMIT) & (levels < 255 - _LIMIT)
        if count == self._highest and not self._pixels[~np.isin(np.arange(256), levels)].any():
            # to the level what is written: the smallest object counts, and one that is nearly black
            return bool(self._pixels[levels[1:-1].astype(np.int64)].any())
        if self._pixels[is_on].sum() < _LEVEL_SHARE * self._pixels.sum():
            return False
        shares = np.bincount(labels[is_on], weights=self._areas[is_on], minlength=count + 1)
        if self._areas[~is_on].sum() > _ASTRAY * shares[is_between].sum():
            return False
        is_there = shares > _LEAST
        return bool((is_there & is_between).any() and (count == self._highest or is_there[1:].sum() >= 2))


def mask_of_picture(picture: NDArray[np.uint8], count: int, name: str) -> Mask:
    """Return the labels of a picture (H×W×3 RGB) of the matte for which `MatteSearch.count` is `count`.

    Raises `MediaError` with one sentence for a picture that is none of it.
    """
    if count == COLORS:
        return mask_of_colors(picture, name)
    gray = _gray_of(picture, name)
    if gray is None:
        raise _no_mask(name)
    return mask_of_gray(gray, count, name)


def mask_of_gray(gray: NDArray[np.floating], count: int, name: str) -> Mask:
    """Return the labels of H×W, 0..255; as `mask_of_picture`."""
    if count == ONE:
        is_extreme = (gray < _EXTREME) | (gray > 255 - _EXTREME)
        if is_extreme.mean() < _MATTE_SHARE:
            raise _no_mask(name)
        return np.asarray(gray >= _WHITE, np.uint8)
    labels, is_on = _on_levels(gray, count)
    if is_on.mean() < _FRAME_SHARE:
        raise _no_mask(name)
    return labels.astype(np.uint8)


def mask_of_frame(picture: NDArray[np.uint8], name: str, highest: int = 0) -> Mask:
    """Return the labels of one picture of a matte, H×W×3 RGB, perhaps noisy from compression, by itself.

    White on black is one object, even gray levels are several; so are the exact colors of `masks.palette`. Raises
    `MediaError` with one sentence for any other picture.
    """
    search = MatteSearch(highest)
    search.add(picture, name)
    return mask_of_picture(picture, _known(search.count, name), name)


def mask_of_levels(gray: NDArray[np.floating], name: str, highest: int = 0) -> tuple[Mask, bool]:
    """Return the labels of one gray matte (H×W, 0..255) by itself, and whether it tells objects apart.

    Nearly black and white is one object; else evenly spaced levels, the highest white, are as many as there are.
    Raises `MediaError` with one sentence for any other picture.
    """
    search = MatteSearch(highest)
    search.add_gray(gray)
    count = _known(search.count, name)
    return mask_of_gray(gray, count, name), count != ONE


def _known(count: int | None, name: str) -> int:
    if count is None:
        raise _no_mask(name)
    return count


def _no_mask(name: str) -> MediaError:
    return MediaError(f"{name} is no mask: save it as an indexed PNG, or gray with the object in white.")


def _on_levels(gray: NDArray[np.number], count: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the level of each gray that is nearest, and whether it is near enough."""
    step = 255 / count
    labels = np.clip(np.rint(gray / step), 0, count)
    near = min(_LIMIT, max(_NEAR * step, min(1.0, step / 2)))
    return labels.astype(np.int64), np.asarray(np.abs(gray - labels * step) <= near, np.bool_)


def _gray_of(picture: NDArray[np.uint8], name: str) -> NDArray[np.float64] | None:
    """Return the picture as gray; None if it has the colors of objects. A gray one is gray, although one of those
    colors is. Raises `MediaError` for any other color."""
    spread = picture.max(-1).astype(np.int16) - picture.min(-1)
    if spread.any():
        try:
            mask_of_colors(picture, name)
        except MediaError:
            if (spread <= _GRAY_SPREAD).mean() < _MATTE_SHARE:
                raise
        else:
            return None
    return np.asarray(picture.mean(-1), np.float64)
