"""Answers and ways kept on disk, as pictures of 16 bits: what is read back is numbers and nothing else."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.motion.fusion import Answer
from engine.motion.views import Size
from engine.project.disk import replace_file

_AB_STEPS = 16.0  # stored levels per unit of ab: far below what 16 bits of RGB can show of a blend
_LEAST = {2: 128.0, 3: 512.0}  # below 0, by the number of planes: of ab, of light (engine/motion/radiance.py)
_ERROR_STEPS = 1000.0
_PLACE_STEPS = 16.0  # stored levels per pixel
_BEYOND = 1024  # pixels that a place may lie left of the picture or above it

Numbers = NDArray[np.float32]


def write_answer(path: Path, answer: Answer) -> None:
    """Write `answer` (chroma, or three planes of light) under a temporary name and rename it to `path` (.png)."""
    planes = (answer.ab + _LEAST[answer.ab.shape[2]]) * _AB_STEPS
    _write(path, np.dstack([planes, (np.log(answer.error) + 8) * _ERROR_STEPS]))


def read_answer(path: Path, size: Size) -> Answer | None:
    """Return the answer at `path`, or None if it is not there (any more) or of another size."""
    levels = _read(path, size, None)
    if levels is None:
        return None
    planes = levels[..., :-1]
    error = np.exp(levels[..., -1] / np.float32(_ERROR_STEPS) - 8)
    return Answer(planes / np.float32(_AB_STEPS) - np.float32(_LEAST[planes.shape[2]]), error)


def write_way(path: Path, places: Numbers, trust: Numbers) -> None:
    """Write where the pixels of a frame lie in another (h×w×2 x, y) and how surely (h×w, 0..1) to `path` (.png)."""
    _write(path, np.dstack([(places + _BEYOND) * _PLACE_STEPS, trust * 65535]))


def read_way(path: Path, size: Size) -> tuple[Numbers, Numbers] | None:
    """Return places and trust from `path`, or None if they are not there (any more) or of another size."""
    levels = _read(path, size)
    if levels is None:
        return None
    return levels[..., :2] / np.float32(_PLACE_STEPS) - _BEYOND, levels[..., 2] / np.float32(65535)


def write_touch(path: Path, numbers: Numbers) -> None:
    """Write ab, expected squared error and share (h×w×4) to `path` (.png)."""
    ab, error, share = numbers[..., :2], numbers[..., 2], numbers[..., 3]
    _write(path, np.dstack([(ab + 128) * _AB_STEPS, (np.log(error) + 8) * _ERROR_STEPS, share * 65535]))


def read_touch(path: Path, size: Size) -> Numbers | None:
    """Return what `write_touch` wrote, or None if it is not there (any more) or of another size."""
    levels = _read(path, size, 4)
    if levels is None:
        return None
    ab = levels[..., :2] / np.float32(_AB_STEPS) - 128
    error = np.exp(levels[..., 2] / np.float32(_ERROR_STEPS) - 8)
    return np.dstack([ab, error, levels[..., 3] / np.float32(65535)])


def _write(path: Path, levels: Numbers) -> None:
    stored = np.rint(np.clip(levels, 0, 65535)).astype(np.uint16)
    done, encoded = cv2.imencode(".png", stored, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    assert done
    replace_file(path, encoded.tobytes(), is_durable=False)


def _read(path: Path, size: Size, channels: int | None = 3) -> Numbers | None:
    """Return the levels at `path`, None if they are not there, of another size or number of channels (None: any)."""
    try:
        stored = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError:
        return None
    levels = cv2.imdecode(stored, cv2.IMREAD_UNCHANGED) if stored.size else None
    if levels is None or levels.shape[:2] != size or levels.ndim != 3:
        return None
    if channels is not None and levels.shape[2] != channels:
        return None
    return np.asarray(levels, np.float32)
