"""A little scene with a wide range of light, the film that a camera made of it, and HDR keyframes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.color.lab import from_linear, to_linear, to_unit
from engine.media.exr import encode_exr
from tests.material import make_film, moving_picture

WIDTH, HEIGHT = 96, 64
LAMP = (70, 20)  # x, y of a place far brighter than the film shows
SHADE = (10, 50)  # of one the film shows well
KEY_STOPS = 2.0  # the keyframes' light lies so far above the film's


def scene(index: int) -> NDArray[np.float32]:
    """Return the light of frame `index`, H×W×3 scene linear: 1.0 is what the film shows as white; a lamp is 9."""
    light = to_linear(to_unit(moving_picture(index, WIDTH, HEIGHT)))
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    lamp = np.hypot(x - LAMP[0], y - LAMP[1]) < 7
    light[lamp] = (9.0, 7.0, 4.0)
    return light


def filmed(index: int) -> NDArray[np.uint8]:
    """Return frame `index` as the film has it: clipped at white, 8 bits, sRGB."""
    return np.rint(from_linear(np.clip(scene(index), 0, 1)) * 255).astype(np.uint8)


def make_ldr_film(path: Path, frames: int = 6, **more: Any) -> Path:
    """Write the film, lossless; `more` as `make_film` takes it."""
    pictures = [filmed(index) for index in range(frames)]
    return make_film(path, codec="ffv1", pixel_format="bgr0", b_frames=0, tags=None, pictures=pictures, **more)


def make_key(path: Path, index: int, stops: float = KEY_STOPS) -> Path:
    """Write the true light of a frame as an OpenEXR keyframe, on a scale of its own."""
    path.write_bytes(encode_exr(scene(index) * np.float32(2**stops), is_half=True))
    return path
