"""What a training run tells while it works: honest progress, and how often each kind of event is worth its time."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from engine.metrics.warping import Flow, Gray, Mask, measure_flow, pair_error, visible
from engine.runtime.events import Progress


class Work:
    """Counts work in training steps, pictures included, so that the share done grows evenly with time.

    What a picture costs in steps is measured once, with the first steps, and kept: a share that jumps back would
    make the time left a lie.
    """

    _MEASURED_STEPS = 4

    def __init__(self, steps: float, pictures: int, first_s: float, final_s: float) -> None:
        """`pictures` will be made twice, each taking about `first_s` and then `final_s` seconds."""
        self._steps, self._pictures = steps, pictures
        self._first_s, self._final_s = first_s, final_s
        self._step_s: list[float] = []
        self.costs: tuple[float, float] | None = None  # of a first and of a final picture, in steps

    def measure_step(self, seconds: float) -> None:
        """Take note of how long a training step took."""
        if self.costs is None:
            self._step_s.append(seconds)
            if len(self._step_s) == self._MEASURED_STEPS:
                step = max(1e-6, min(self._step_s))
                self.costs = (self._first_s / step, self._final_s / step)

    def progress(self, steps: float, firsts: int, finals: int, stage: str) -> Progress:
        """Return how much is done after so many steps, first and final pictures."""
        if self.costs is None:
            return Progress(finals, max(1, self._pictures), stage)  # few steps in all, or none yet
        first, final = self.costs
        total = self._steps + self._pictures * (first + final)
        return Progress(min(total, steps + firsts * first + finals * final), total, stage)


class Beat:
    """Says when something is due again: at first after `first` seconds, then after every `seconds`."""

    def __init__(self, seconds: float, first: float = 0.0) -> None:
        self._seconds = seconds
        self._next = time.monotonic() + first

    def is_due(self) -> bool:
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + self._seconds
        return True


class LiveWarping:
    """E_warp (equations 7 and 8) on a few frames at the working size, cheap enough to be drawn while training.

    Frames are spread over the range; each is compared with the one before and with the first. Motion and
    occlusion come from the luma, so they are measured once.
    """

    _FRAMES = 3

    def __init__(self, start: int, stop: int, gray: Callable[[int], Gray]) -> None:
        self._start, self._gray = start, gray
        length = stop - start
        places = {start + max(1, round(length * (i + 1) / (self._FRAMES + 1))) for i in range(self._FRAMES)}
        self.frames = tuple(sorted(place for place in places if place < stop))
        self._motion: dict[tuple[int, int], tuple[Flow, Mask]] = {}

    @property
    def needed(self) -> tuple[int, ...]:
        """The frames that `measure` looks at."""
        return tuple(sorted({self._start, *self.frames, *(frame - 1 for frame in self.frames)}))

    def measure(self, pictures: Mapping[int, NDArray[np.float32]]) -> float:
        """Return E_warp over the chosen frames; `pictures` holds those `needed`, h×w×3, 0..1."""
        errors = [
            sum(self._error(pictures, frame, other) for other in (self._start, frame - 1)) for frame in self.frames
        ]
        return float(np.mean(errors)) if errors else 0.0

    def _error(self, pictures: Mapping[int, NDArray[np.float32]], frame: int, other: int) -> float:
        if (frame, other) not in self._motion:
            here, there = self._gray(frame), self._gray(other)
            flow = measure_flow(here, there)
            self._motion[frame, other] = flow, visible(flow, measure_flow(there, here))
        return pair_error(pictures[frame], pictures[other], *self._motion[frame, other])
