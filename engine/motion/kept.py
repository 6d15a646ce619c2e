"""Answers kept on disk, as pictures of 16 bits: what is read back is numbers and nothing else."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from engine.motion.fusion import Answer
from engine.motion.views import Size
from engine.project.disk import replace_file

_AB_STEPS = 16.0  # stored levels per unit of ab: far below what 16 bits of RGB can show of a blend
_ERROR_STEPS = 1000.0


def write_answer(path: Path, answer: Answer) -> None:
    """Write `answer` under a temporary name and rename it to `path` (.png)."""
    levels = np.dstack([(answer.ab + 128) * _AB_STEPS, (np.log(answer.error) + 8) * _ERROR_STEPS])
    levels = np.rint(np.clip(levels, 0, 65535)).astype(np.uint16)
    done, encoded = cv2.imencode(".png", levels, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    assert done
    replace_file(path, encoded.tobytes(), is_durable=False)


def read_answer(path: Path, size: Size) -> Answer | None:
    """Return the answer at `path`, or None if it is not there (any more) or of another size."""
    try:
        stored = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError:
        return None
    levels = cv2.imdecode(stored, cv2.IMREAD_UNCHANGED) if stored.size else None
    if levels is None or levels.shape != (*size, 3):
        return None
    levels = levels.astype(np.float32)
    error = np.exp(levels[..., 2] / np.float32(_ERROR_STEPS) - 8)
    return Answer(levels[..., :2] / np.float32(_AB_STEPS) - 128, error)
