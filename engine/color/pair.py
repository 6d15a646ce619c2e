"""A clip and a processed version of it, frame for frame: what blind consistency learns from."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import Unit, to_unit
from engine.media.shape import is_same_shape
from engine.media.source import FrameSource
from engine.runtime.errors import InputError


class Pair:
    """Frames `start` to `stop` (half-open) of `frames` and of `processed`, at the size of `frames`.

    A processed clip of another size is resized. Raises `InputError` where it is of another shape or ends before
    the range does.
    """

    def __init__(self, frames: FrameSource, processed: FrameSource, start: int, stop: int) -> None:
        check_pair(frames, processed, stop)
        self.frames, self.processed = frames, processed
        self.start, self.stop = start, stop
        self.height, self.width = frames.facts.height, frames.facts.width

    def given(self, frame: int) -> Unit:
        """Return I_t, the input: H×W×3 RGB, 0..1."""
        return to_unit(self.frames.read(frame))

    def wanted(self, frame: int) -> Unit:
        """Return P_t, the processed frame: H×W×3 RGB, 0..1."""
        return resized(to_unit(self.processed.read(frame)), self.height, self.width)

    @property
    def is_deep(self) -> bool:
        """Whether results need more than 8 bits."""
        return max(source.facts.color.bit_depth for source in (self.frames, self.processed)) > 8


def check_pair(frames: FrameSource, processed: FrameSource, stop: int) -> None:
    """Raise `InputError` unless `processed` shows what `frames` shows up to frame `stop` (left out)."""
    if len(processed) < stop:
        raise InputError(
            f"The processed clip has {len(processed)} frames, but frame {stop - 1} of the clip is to be made; "
            "it must have a frame for every frame of the clip."
        )
    one, other = frames.facts, processed.facts
    if not is_same_shape((other.width, other.height), (one.width, one.height)):
        raise InputError(
            f"The processed clip ({other.width}x{other.height}) has another shape than the clip "
            f"({one.width}x{one.height})."
        )


def resized(picture: NDArray[Any], height: int, width: int) -> NDArray[np.float32]:
    """Return a picture (H×W or H×W×C float) at this size: averaged where it shrinks, interpolated where it grows."""
    if picture.shape[:2] == (height, width):
        return np.asarray(picture, np.float32)
    how = cv2.INTER_AREA if height <= picture.shape[0] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (width, height), interpolation=how), np.float32)
