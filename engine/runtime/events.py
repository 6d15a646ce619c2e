"""What a method tells while it works: a closed union of frozen values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` units of work; `stage` is a short text for the status line ("first picture")."""

    done: float
    total: float
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """A small picture of a frame as it stands now: uint8 RGB, H×W×3, at most about 960 pixels wide."""

    frame: int
    image: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Metric:
    """One point of a curve.

    Names in use: "loss", "e_warp" and "f_data" (live curves; `step` counts training steps or finished frames),
    "e_warp_frame" (`step` is the clip frame, for final pictures alone: the timeline tells them from first ones by
    it and draws its heat), "e_warp_processed" (once, at the end: E_warp of the processed clip, measured like the last
    "e_warp") and "intensity" (`step` is the clip
    frame, the value the mean of its result over all pixels and channels, 0..1).
    """

    name: str
    step: int
    value: float


@dataclass(frozen=True, slots=True)
class FrameReady:
    """The result of this clip frame is on disk. It may come again when a better picture replaces it."""

    frame: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A resumable state was saved after this step."""

    step: int


Event = Progress | Preview | Metric | FrameReady | Checkpoint
