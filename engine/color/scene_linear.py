"""HDR keyframes: which pictures can be one, and how bright their light is beside the frame they belong to.

Pictures are H×W×3 float32, scene linear, Rec.709 primaries; 1.0 is what the film shows as white where both agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.hdr import scale_between
from engine.color.lab import to_linear, to_unit
from engine.media.exr import finite
from engine.media.shape import is_same_shape
from engine.project.model import MOST_STOPS, Keyframe
from engine.runtime.errors import InputError

LUMINANCE = (0.2126729, 0.7151522, 0.0721750)  # of linear Rec.709 R, G, B (IEC 61966-2-1)
_WIDTH = 320  # pixels across on which pictures are compared: noise is averaged, what moved a little is not seen


@dataclass(frozen=True)
class HdrPicture:
    """A picture that can be an HDR keyframe, and how many of its pixels were no numbers and were put right."""

    picture: NDArray[np.float32]
    broken: int = 0


def hdr_picture(picture: NDArray[Any], name: str, width: int, height: int) -> HdrPicture:
    """Return a picture as an HDR keyframe of frames of this size; one of another size is resized later.

    Raises `InputError` if it holds no scene-linear light or has another shape than the frames.
    """
    if picture.dtype != np.float32:
        raise InputError(
            f"{name} has {8 * picture.itemsize} bits a channel and is no HDR picture; an HDR keyframe is an OpenEXR "
            "or Radiance (.hdr) picture in scene-linear light."
        )
    if not is_same_shape(picture.shape[1::-1], (width, height)):
        raise InputError(
            f"{name} is {picture.shape[1]}x{picture.shape[0]} and has another shape than the film, {width}x{height}."
        )
    broken = int((~np.isfinite(picture)).any(2).sum())
    return HdrPicture(finite(picture) if broken else picture, broken)


def told_of_broken(name: str, broken: int) -> str:
    """Return the sentence on pixels that were put right."""
    if broken == 1:
        return f"1 pixel of {name} was no number and was put right."
    return f"{broken} pixels of {name} were no numbers and were put right."


def at_size(picture: NDArray[np.float32], width: int, height: int) -> NDArray[np.float32]:
    """Return light at another size; nothing overshoots, so no light is below or above what there was."""
    if picture.shape[1::-1] == (width, height):
        return picture
    way = cv2.INTER_AREA if picture.shape[0] >= height else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, (width, height), interpolation=way), np.float32)


def luminance(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the luminance, H×W, of scene-linear light."""
    return np.asarray(
        cv2.transform(picture, np.array([LUMINANCE], np.float32)).reshape(picture.shape[:2]), np.float32
    )


def linear(frame: NDArray[Any]) -> NDArray[np.float32]:
    """Return the light of a frame: what is gamma-encoded linearized (0..1), what is scene linear as it is."""
    return frame if frame.dtype == np.float32 else to_linear(to_unit(frame))


def stops_above(frame: NDArray[Any], picture: NDArray[np.float32]) -> float | None:
    """Return how many stops the light of an HDR picture lies above that of its frame; None where none can be told.

    An HDR keyframe may be on any scale. Where the film is neither crushed nor clipped both show the same light, and
    the median of their ratio there is the difference of the scales: half of the pixels may be wrong (moved,
    repainted, under another tone curve) before it is.
    """
    size = (_WIDTH, max(8, round(_WIDTH * frame.shape[0] / frame.shape[1])))
    film = cv2.resize(to_unit(frame), size, interpolation=cv2.INTER_AREA)
    light = cv2.resize(finite(picture), size, interpolation=cv2.INTER_AREA)
    scale = scale_between(light, np.rint(film * np.float32(65535)).astype(np.uint16))
    if scale is None:
        return None
    return round(min(max(float(np.log2(scale)), -MOST_STOPS), MOST_STOPS), 3)


def scale_of(keyframes: Iterable[Keyframe]) -> float:
    """Return how many stops the light that was made from these keyframes lies above the film's; 0 if none can be
    told. They are of one shot: where they differ, what most of them agree on counts."""
    known = [key.stops for key in keyframes if key.kind == "hdr" and key.stops is not None]
    return median(known) if known else 0.0
