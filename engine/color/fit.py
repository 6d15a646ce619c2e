"""Fit a picture from elsewhere (a scan, a restored print, a painting at another size) onto a frame of the clip.

A keyframe that does not lie on its frame to the pixel colors the wrong side of every edge. A picture of the
clip's size is trusted as it is; any other is registered: SIFT matches and RANSAC find how it is scaled, shifted
and turned, and ECC (Evangelidis and Psarakis, 2008) refines that to a fraction of a pixel. Only its color is then
taken; lightness stays the frame's own, because another print's grain must not enter the clip.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import gray_to_lightness, lab_to_rgb, rgb_to_lab
from engine.color.light import Light
from engine.runtime.errors import InputError

_LIGHTNESS_KEPT = Light()
_WORK_WIDTH = 640
_MIN_MATCHES = 12
_MIN_CORRELATION = 0.8


_SOUGHT_WIDTH = 320
_DETAIL = 3.0  # sigma in its pixels: what is smoother is taken away, texture and grain are left
_MOST_MOVED = 8.0  # pixels by which the frames of one shot are expected to weave


@dataclass(frozen=True)
class Fitted:
    """`image`: H×W×3 uint8 RGB at the frame's size; `covered`: H×W, where the picture reached;
    `correlation`: of the two lightnesses where it reached, -1..1; `is_registered`: whether it had to be moved."""

    image: NDArray[Any]
    covered: NDArray[np.bool_]
    correlation: float
    is_registered: bool


def fit_picture(
    picture: NDArray[Any], gray: NDArray[np.float32], name: str = "The picture", light: Light = _LIGHTNESS_KEPT
) -> Fitted:
    """Return `picture` (H×W×3 RGB, uint8, uint16 or float32) laid onto the frame `gray` (H×W, 0..1) of this light.

    Raises `InputError`, naming it by `name`, if it does not show what the frame shows.
    """
    if picture.shape[:2] == gray.shape:
        return Fitted(picture, np.ones(gray.shape, np.bool_), 1.0, False)
    height, width = gray.shape
    lab = rgb_to_lab(picture)
    scale = min(1.0, _WORK_WIDTH / width)
    frame_small = _eight_bit(
        cv2.resize(gray_to_lightness(gray), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    )
    picture_scale = min(1.0, _WORK_WIDTH / picture.shape[1])
    lightness = cv2.resize(lab[..., 0], None, fx=picture_scale, fy=picture_scale, interpolation=cv2.INTER_AREA)
    picture_small = _eight_bit(lightness)
    warp = _register(frame_small, picture_small)
    # from full frame pixels to full picture pixels, pixel centers at half integers
    warp = (
        _scaled(picture_small.shape[1] / picture.shape[1])
        @ warp
        @ np.linalg.inv(_scaled(frame_small.shape[1] / width))
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = cv2.warpAffine(lab, warp[:2], (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    inside = np.ones(picture.shape[:2], np.uint8)
    covered = cv2.warpAffine(inside, warp[:2], (width, height), flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP) > 0
    own = gray_to_lightness(gray)
    correlation = _correlation(own[covered], laid[..., 0][covered]) if covered.mean() > 0.3 else -1.0
    if correlation < _MIN_CORRELATION:
        raise InputError(
            f"{name} is {picture.shape[1]}x{picture.shape[0]} pixels, the clip {width}x{height}, and it does not "
            "show what this frame shows, so it cannot be laid onto it."
        )
    ab = laid[..., 1:]
    return Fitted(lab_to_rgb(light.lightness(own, ab), ab), covered, correlation, True)


class Sought:
    """A picture whose frame is looked for among frames that show the same: only detail tells them apart.

    It is registered onto one of them; the others are compared after a shift, by which film weaves in the gate.
    """

    def __init__(self, picture: NDArray[Any], gray: NDArray[np.float32], *, is_whole: bool = False) -> None:
        """`picture`: H×W×3 RGB, uint8, uint16 or float32; `gray` (H×W, 0..1): a frame that looks like it.

        `is_whole`: it is known to show all of its frame, and is laid edge on edge instead of being registered.
        """
        frame = self._small(gray_to_lightness(gray))
        other = self._small(rgb_to_lab(picture)[..., 0])
        rough = np.diag([other.shape[1] / frame.shape[1], other.shape[0] / frame.shape[0], 1.0])
        warp = rough if is_whole else _register(frame, other)
        self.agreement = _agreement(frame, other, warp)
        self.is_found = self.agreement >= _MIN_CORRELATION
        self.is_moved = _corner_shift(warp, rough, frame.shape) > _MOST_MOVED / 2
        self._size = (frame.shape[1], frame.shape[0])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        laid = cv2.warpAffine(other, warp[:2], self._size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        inside = cv2.warpAffine(np.full_like(other, 255), warp[:2], self._size, flags=flags) > 250
        self._detail = _detail(laid)
        self._inside = inside.astype(np.float32)
        self._window = cv2.createHanningWindow(self._size, cv2.CV_32F)

    def likeness(self, gray: NDArray[np.float32]) -> float:
        """Return the correlation, -1..1, of the picture's detail with that of a frame (H×W, 0..1)."""
        detail = _detail(cv2.resize(self._small(gray_to_lightness(gray)), self._size, interpolation=cv2.INTER_AREA))
        shift, _ = cv2.phaseCorrelate(self._detail * self._inside, detail * self._inside, self._window)
        inside = self._inside > 0
        likeness = _correlation(detail[inside], self._detail[inside])
        if max(abs(shift[0]), abs(shift[1])) < _MOST_MOVED:
            move = np.array([[1, 0, shift[0]], [0, 1, shift[1]]])
            moved = cv2.warpAffine(self._detail, move, self._size, borderMode=cv2.BORDER_REPLICATE)
            likeness = max(likeness, _correlation(detail[inside], moved[inside]))
        return likeness

    def _small(self, lightness: NDArray[np.float32]) -> NDArray[np.uint8]:
        scale = min(1.0, _SOUGHT_WIDTH / lightness.shape[1])
        return _eight_bit(cv2.resize(lightness, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def _corner_shift(warp: NDArray[np.float64], other: NDArray[np.float64], shape: tuple[int, ...]) -> float:
    """Return by how many pixels two maps (3×3) of a frame of this shape differ at most, in a corner."""
    height, width = shape[:2]
    corners = np.array([[0, width, 0, width], [0, 0, height, height], [1, 1, 1, 1]], np.float64)
    return float(np.abs(((warp - other) @ corners)[:2]).max())


def _detail(lightness: NDArray[np.uint8]) -> NDArray[np.float32]:
    full = lightness.astype(np.float32)
    return np.asarray(full - cv2.GaussianBlur(full, (0, 0), _DETAIL), np.float32)


def _eight_bit(lightness: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.asarray(np.round(np.clip(lightness * 2.55, 0, 255)), np.uint8)


def _scaled(down: float) -> NDArray[np.float64]:
    """Return the map from a picture shrunk by `down` to the full one, pixel centers at half integers."""
    shift = (1 / down - 1) / 2
    return np.array([[1 / down, 0, shift], [0, 1 / down, shift], [0, 0, 1]])


def _register(frame: NDArray[np.uint8], picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the 3×3 affine map from `frame` pixels to `picture` pixels."""
    rough = np.diag([picture.shape[1] / frame.shape[1], picture.shape[0] / frame.shape[0], 1.0])
    matched = _from_features(frame, picture)
    best = max(
        (candidate for candidate in (rough, matched) if candidate is not None),
        key=lambda candidate: _agreement(frame, picture, candidate),
    )
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 100, 1e-5)
    try:
        start = best[:2].astype(np.float32)
        _, refined = cv2.findTransformECC(frame, picture, start, cv2.MOTION_AFFINE, criteria, None, 5)
    except cv2.error:  # ECC did not converge: the features' answer stands
        return best
    refined_map = np.vstack([refined.astype(np.float64), [0, 0, 1]])
    return max(refined_map, best, key=lambda candidate: _agreement(frame, picture, candidate))


def _from_features(frame: NDArray[np.uint8], picture: NDArray[np.uint8]) -> NDArray[np.float64] | None:
    detector = cv2.SIFT.create(2000)
    points, descriptors = detector.detectAndCompute(frame, None)
    others, other_descriptors = detector.detectAndCompute(picture, None)
    if min(len(points), len(others)) < _MIN_MATCHES:
        return None
    pairs = cv2.BFMatcher().knnMatch(descriptors, other_descriptors, k=2)
    good = [pair[0] for pair in pairs if len(pair) == 2 and pair[0].distance < 0.8 * pair[1].distance]
    if len(good) < _MIN_MATCHES:
        return None
    here = np.array([points[match.queryIdx].pt for match in good], np.float32)
    there = np.array([others[match.trainIdx].pt for match in good], np.float32)
    cv2.setRNGSeed(0)
    warp, inliers = cv2.estimateAffine2D(here, there, ransacReprojThreshold=2.0)
    if warp is None or inliers.sum() < _MIN_MATCHES or not 0.05 < abs(np.linalg.det(warp[:, :2])) < 20:
        return None
    return np.vstack([warp, [0, 0, 1]])


def _agreement(frame: NDArray[np.uint8], picture: NDArray[np.uint8], warp: NDArray[np.float64]) -> float:
    size = (frame.shape[1], frame.shape[0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = cv2.warpAffine(picture, warp[:2], size, flags=flags)
    inside = cv2.warpAffine(np.full_like(picture, 255), warp[:2], size, flags=flags) > 250
    if inside.mean() < 0.3:
        return -1.0
    return _correlation(frame[inside].astype(np.float32), laid[inside].astype(np.float32))


def _correlation(one: NDArray[Any], other: NDArray[Any]) -> float:
    one, other = one - one.mean(), other - other.mean()
    return float((one * other).sum() / max(1e-9, float(np.sqrt((one**2).sum() * (other**2).sum()))))
