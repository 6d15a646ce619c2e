"""The three scenes of the sample film, drawn from photographs that scikit-image's wheel ships.

A scene is a function of time: `t` runs from 0 to 1 over the shot, and the picture comes back as float32 RGB,
H×W×3, 0..1, gamma-encoded, without grain or flicker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]
Scene = Callable[[float, "Camera"], Image]


@dataclass(frozen=True)
class Camera:
    """Size of the film, and where its gate stands: a weave of a fraction of a pixel, in film pixels."""

    width: int
    height: int
    weave: tuple[float, float] = (0.0, 0.0)

    def look(self, photo: Image, center: tuple[float, float], width: float, degrees: float = 0.0) -> Image:
        """Return what a window of `photo`, `width` photo pixels wide, turned about its `center`, shows."""
        zoom = self.width / width
        matrix = cv2.getRotationMatrix2D(center, degrees, zoom)
        matrix[:, 2] += np.array([self.width / 2, self.height / 2]) - center + np.array(self.weave)
        if zoom < 0.8:  # warpAffine does not average the pixels it skips
            photo = cv2.GaussianBlur(photo, (0, 0), 0.35 / zoom)
        return self._warp(photo, matrix, cv2.BORDER_REFLECT_101)

    def paste(
        self, picture: Image, cutout: Image, center: tuple[float, float], height: float, degrees: float
    ) -> Image:
        """Lay `cutout` (H×W×4, premultiplied) on `picture`; `center` and `height` are fractions of the film's."""
        rows, columns = cutout.shape[:2]
        middle = (columns / 2, rows / 2)
        matrix = cv2.getRotationMatrix2D(middle, degrees, height * self.height / rows)
        matrix[:, 2] += np.array([center[0] * self.width, center[1] * self.height]) - middle + np.array(self.weave)
        laid = self._warp(cutout, matrix, cv2.BORDER_CONSTANT)
        pasted: Image = picture * (1 - laid[..., 3:]) + laid[..., :3]
        return pasted

    def _warp(self, image: Image, matrix: NDArray[np.float64], border: int) -> Image:
        size = (self.width, self.height)
        warped: Image = cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR, borderMode=border)
        return warped


def weightless_cup(t: float, camera: Camera) -> Image:
    """A push-in on an astronaut while a cup of coffee, weightless, drifts by in front of her."""
    s = _ease(t)
    picture = camera.look(_photo("astronaut"), (250 - 38 * s, 150 - 22 * s), 498 - 150 * s, -1.8 + 3.6 * s)
    return camera.paste(picture, _cup(), (1.05 - 0.86 * t, 0.70 - 0.16 * np.sin(2.6 * t)), 0.46, -30 + 75 * t)


def motorcycle(t: float, camera: Camera) -> Image:
    """A camera travels past a motorcycle in a garage: true parallax, from the stereo pair's disparity."""
    s = _ease(t)
    view = _between_the_eyes(-0.15 + 1.2 * s)
    return camera.look(view, (360, 262), 650 - 60 * s)


def cat_and_shuttle(t: float, camera: Camera) -> Image:
    """A cat, panned over with a slight turn, watches a space shuttle fly past its nose."""
    s = _ease(t)
    picture = camera.look(_photo("chelsea"), (208 + 28 * s, 142 + 10 * s), 402 - 34 * s, 2.0 - 4.0 * s)
    return camera.paste(picture, _shuttle(), (0.9 * t, 0.98 - 0.72 * t), 0.62, -52 + 14 * t)


# Each scene with the moment that makes the best keyframe: all that passes by is in the picture and hides little.
SCENES: tuple[tuple[Scene, float], ...] = ((weightless_cup, 0.32), (motorcycle, 0.5), (cat_and_shuttle, 0.5))


def _ease(t: float) -> float:
    """Start and stop gently, as a hand on a camera does, but never stand still."""
    return 0.4 * t + 0.6 * t * t * (3 - 2 * t)


@lru_cache
def _photo(name: str) -> Image:
    from skimage import data  # takes a tenth of a second to import, and the command line lists this module's user

    stored: NDArray[np.uint8] = getattr(data, name)()
    return _unit(stored)


def _unit(stored: NDArray[Any]) -> Image:
    return stored.astype(np.float32) / np.float32(255)


@lru_cache
def _cup() -> Image:
    """The cup, its saucer and its spoon, cut out of the photograph of a table."""
    photo = _photo("coffee")
    mask = np.zeros(photo.shape[:2], np.uint8)
    cv2.ellipse(mask, (278, 218), (199, 168), 0, 0, 360, 255, cv2.FILLED, cv2.LINE_AA)
    cv2.ellipse(mask, (290, 112), (118, 94), 0, 0, 360, 255, cv2.FILLED, cv2.LINE_AA)
    spoon = np.array([[396, 74], [402, 69], [412, 67], [423, 73], [422, 84], [412, 118], [396, 110]])
    cv2.fillPoly(mask, [spoon], 255, cv2.LINE_AA)
    return _cut_out(photo, mask)[10:396, 70:486]


@lru_cache
def _shuttle() -> Image:
    """The model of the space shuttle beside the astronaut."""
    photo = _photo("astronaut")
    mask = np.zeros(photo.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.array(_SHUTTLE)], 255, cv2.LINE_AA)
    return _cut_out(photo, mask)[0:272, 350:462]


def _cut_out(photo: Image, mask: NDArray[np.uint8]) -> Image:
    alpha = _unit(cv2.GaussianBlur(mask, (0, 0), 1.2))[..., None]
    return np.concatenate([photo * alpha, alpha], axis=2)


# Outline of the shuttle in skimage.data.astronaut(), clockwise from the tip of its tank.
_SHUTTLE = [
    *((412, 0), (419, 0), (426, 8), (432, 22), (436, 36), (437, 47), (440, 46), (442, 41), (446, 41), (450, 50)),
    *((454, 62), (454, 206), (455, 222), (455, 234), (453, 238), (454, 252), (457, 261), (436, 261), (437, 238)),
    *((428, 236), (423, 238), (412, 238), (409, 247), (403, 248), (396, 243), (390, 243), (386, 250), (369, 270)),
    *((368, 258), (380, 231), (356, 228), (354, 219), (355, 209), (362, 198), (377, 183), (378, 120), (380, 106)),
    *((380, 60), (385, 46), (387, 41), (390, 48), (395, 62), (397, 42), (399, 24), (405, 7)),
]


@lru_cache
def _stereo() -> tuple[Image, Image, Image]:
    """Return left and right photograph and the left one's disparity, its holes filled from the background."""
    from skimage import data

    left, right, disparity = data.stereo_motorcycle()
    known = np.where(np.isfinite(disparity), disparity, np.nan).astype(np.float32)
    return _unit(left), _unit(right), _fill_from_background(known)


def _between_the_eyes(s: float) -> Image:
    """Return the view from the point `s` of the way from the left photograph (0) to the right one (1).

    The left disparity is warped forward, nearer points over farther ones; then every pixel is looked up in the
    left photograph, or in the right one where the left one had something in front of it.
    """
    left, right, disparity = _stereo()
    height, width = disparity.shape
    rows, columns = np.mgrid[:height, :width]
    landing = np.rint(columns - s * disparity).astype(np.intp)
    inside = (landing >= 0) & (landing < width)
    order = np.argsort(disparity[inside], kind="stable")  # the last one written, the nearest, stays
    seen = np.full((height, width), np.nan, np.float32)
    seen[rows[inside][order], landing[inside][order]] = disparity[inside][order]
    seen = _fill_from_background(seen)
    # the scene turns about its middle distance, so that the motorcycle stays in the window
    pivot = np.float32(s * 36)
    from_left = (columns + s * seen).astype(np.float32)
    from_right = (columns - (1 - s) * seen).astype(np.float32)
    rows = rows.astype(np.float32)
    hidden = cv2.remap(disparity, from_left, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) > seen + 1.5
    blend = cv2.GaussianBlur(hidden.astype(np.float32), (0, 0), 0.8)[..., None]
    first = cv2.remap(left, from_left, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    second = cv2.remap(right, from_right, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    view = first * (1 - blend) + second * blend
    shift = np.array([[1, 0, pivot], [0, 1, 0]], np.float32)
    moved: Image = cv2.warpAffine(view, shift, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return moved


def _fill_from_background(disparity: Image) -> Image:
    """Fill NaN from the nearest known pixel of the row, left or right, whichever is farther away."""
    sides = []
    for flip in (False, True):
        rows = disparity[:, ::-1] if flip else disparity
        known = np.where(np.isnan(rows), 0, np.arange(rows.shape[1]))
        filled = np.take_along_axis(rows, np.maximum.accumulate(known, axis=1), axis=1)
        sides.append(filled[:, ::-1] if flip else filled)
    return np.fmin(*sides)
