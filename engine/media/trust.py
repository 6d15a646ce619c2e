"""Where a keyframe is to be believed: a gray picture, 255 wholly, 0 not at all."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.media.pictures import read_picture
from engine.media.shape import is_same_shape
from engine.runtime.errors import InputError

_SPREAD = 2  # levels between the channels of what still is gray


def read_trust(path: Path, height: int, width: int) -> NDArray[np.float32]:
    """Return the trust at `path` at the clip's size, H×W, 0..1.

    Raises `EngineError` if it cannot be read, is not gray or has another shape than the clip.
    """
    picture = read_picture(path)
    name = f"The picture {path.name}, which says where a keyframe counts,"
    peak = {np.dtype(np.uint8): 255.0, np.dtype(np.uint16): 65535.0}.get(picture.dtype)
    if peak is None:
        raise InputError(f"{name} has to be gray with 8 or 16 bits.")
    if picture.ndim == 3:
        if (picture.max(2).astype(np.int32) - picture.min(2)).max() > _SPREAD * peak / 255:
            raise InputError(f"{name} has to be gray: white where the keyframe is to be believed, black elsewhere.")
        picture = picture[..., 0]
    if not is_same_shape(picture.shape[1::-1], (width, height)):
        size = f"{picture.shape[1]}x{picture.shape[0]}"
        raise InputError(f"{name} is {size} and does not fit frames of {width}x{height}.")
    trust = np.asarray(picture, np.float32) / np.float32(peak)
    if trust.shape == (height, width):
        return trust
    how = cv2.INTER_AREA if trust.shape[0] > height else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(trust, (width, height), interpolation=how), np.float32)
