"""A frame made ready to be painted on: its gray, its film, the picture that painting goes on from."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import to_unit
from engine.color.light import Light
from engine.media.shape import is_same_shape
from engine.media.source import FrameSource
from engine.paint.floating import floats_of, gray_floats
from engine.paint.ink import Ground, levels
from engine.paint.raster import Mask, Raster
from engine.runtime.errors import InputError

_SAME_LIGHT = (
    1.6 / 255
)  # by which the gray of a picture that keeps its frame's light differs from it through rounding


def opened(
    source: FrameSource,
    frame: int,
    picture: NDArray[Any] | None = None,
    touched: Mask | None = None,
    *,
    is_color: bool = True,
) -> Raster:
    """Return frame `frame` ready to be painted on, going on from `picture` (H×W×3 RGB of any kind).

    Without a picture, color begins with the frame's gray and a style with the film's own pixels. A picture of
    another size is resized; of a scene-linear one the floats are kept besides what is shown of them. Raises
    `EngineError` if the frame cannot be decoded or the picture has another shape.
    """
    own = source.read(frame)
    gray = np.rint(np.clip(source.read_luma(frame), 0, 1) * np.float32(65535)).astype(np.uint16)
    kept = Light(source.facts.luma_weights)
    is_deep = own.dtype != np.uint8 or (picture is not None and picture.dtype != np.uint8)
    depth = np.uint16 if is_deep else np.uint8
    film = _at_depth(own, depth)
    if picture is None:
        plain = np.repeat(levels(gray, depth)[..., None], 3, 2) if is_color else film
        floats = floats_of(own)
        if floats is not None and is_color:
            floats = gray_floats(floats)
        return Raster(Ground(gray, gray, plain, film, kept, floats), touched=touched)
    fitting = _at_size(picture, gray.shape)
    origin = _at_depth(fitting, depth)
    ground = Ground(gray, light_of(origin, gray, kept), origin, film, kept, floats_of(fitting))
    return Raster(ground, touched=touched)


def light_of(picture: NDArray[Any], gray: NDArray[np.uint16], kept: Light) -> NDArray[np.uint16]:
    """Return the gray each pixel keeps: the film's, but where the picture (a scan of its own) has another, that."""
    own = np.rint(np.clip(kept.gray(picture), 0, 1) * np.float32(65535)).astype(np.uint16)
    is_same = np.abs(own.astype(np.int32) - gray) <= _SAME_LIGHT * 65535
    light: NDArray[np.uint16] = np.where(is_same, gray, own)
    return light


def suited(picture: NDArray[Any] | None, ground: Ground) -> NDArray[Any]:
    """Return a picture of any kind at the size and depth of what is painted on; None is the frame's own gray."""
    depth = ground.film.dtype
    if picture is None:
        return np.repeat(levels(ground.gray, depth)[..., None], 3, 2)
    return _at_depth(_at_size(picture, ground.gray.shape), depth)


def _at_depth(picture: NDArray[Any], depth: Any) -> NDArray[Any]:
    """Return a picture of any kind as it is shown, at the depth of `depth`: uint8 or uint16, full range."""
    if picture.dtype == depth:
        return np.ascontiguousarray(picture)
    if picture.dtype == np.uint8:
        return picture.astype(np.uint16) * np.uint16(257)
    shown: NDArray[Any] = np.rint(to_unit(picture) * np.float32(np.iinfo(depth).max)).astype(depth)
    return shown


def _at_size(picture: NDArray[Any], size: tuple[int, ...]) -> NDArray[Any]:
    height, width = size
    if picture.shape[:2] == (height, width):
        return picture
    if not is_same_shape(picture.shape[1::-1], (width, height)):
        raise InputError(
            f"The picture to paint on is {picture.shape[1]}×{picture.shape[0]} and has another shape than the film, "
            f"{width}×{height}."
        )
    is_larger = picture.shape[0] < height
    resized: NDArray[Any] = cv2.resize(
        picture, (width, height), interpolation=cv2.INTER_CUBIC if is_larger else cv2.INTER_AREA
    )
    return resized
