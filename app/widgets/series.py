"""One curve's points: kept within bounds, smoothed, and thinned out for drawing."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
KEPT = 20_000


class Series:
    """Points (step, value) in the order they were measured.

    Smoothing is an exponential moving average whose beginning is corrected (Kingma and Ba, 2015, section 3), so
    the first points are not drawn towards zero. Beyond `KEPT` points neighbors are averaged.
    """

    def __init__(self, title: str, smoothing: float = 0.6) -> None:
        self.title = title
        self._smoothing = smoothing
        self._steps: list[float] = []
        self._values: list[float] = []
        self._smooth: list[float] = []
        self._sum = 0.0
        self._weight = 0.0

    def __len__(self) -> int:
        return len(self._steps)

    def clear(self) -> None:
        self._steps, self._values, self._smooth = [], [], []
        self._sum = self._weight = 0.0

    def add(self, step: float, value: float) -> None:
        """Add a point; one that is not a finite number is left out. A repeated step replaces what came after it."""
        if not math.isfinite(value):
            return
        while self._steps and step <= self._steps[-1]:  # resumed from a checkpoint: the curve goes on from there
            self._steps.pop()
            self._values.pop()
            self._smooth.pop()
        self._steps.append(step)
        self._values.append(value)
        self._push(value)
        if len(self._steps) > KEPT:
            self._halve()

    def set_smoothing(self, smoothing: float) -> None:
        """0 none ... just under 1 very smooth."""
        self._smoothing = smoothing
        self._smooth_again()

    def arrays(self) -> tuple[Points, Points]:
        return np.array(self._steps), np.array(self._values)

    def smoothed(self) -> Points:
        return np.array(self._smooth)

    def last(self) -> float | None:
        return self._smooth[-1] if self._smooth else None

    def best_step(self) -> float | None:
        """Return the step of the lowest smoothed value, or None before there are enough to tell."""
        if len(self._smooth) < 10:
            return None
        return self._steps[int(np.argmin(self._smooth))]

    def at(self, step: float) -> float | None:
        """Return the smoothed value of the point nearest to `step`."""
        if not self._steps:
            return None
        place = int(np.searchsorted(self._steps, step))
        near = [i for i in (place - 1, place) if 0 <= i < len(self._steps)]
        return self._smooth[min(near, key=lambda i: abs(self._steps[i] - step))]

    def _push(self, value: float) -> None:
        keep = self._smoothing
        self._sum = keep * self._sum + (1 - keep) * value
        self._weight = keep * self._weight + (1 - keep)
        self._smooth.append(self._sum / self._weight)

    def _smooth_again(self) -> None:
        self._smooth = []
        self._sum = self._weight = 0.0
        for value in self._values:
            self._push(value)

    def _halve(self) -> None:
        even = len(self._steps) // 2 * 2
        steps, values = self.arrays()
        self._steps = steps[1:even:2].tolist() + steps[even:].tolist()
        self._values = values[:even].reshape(-1, 2).mean(1).tolist() + values[even:].tolist()
        self._smooth_again()


def decimated(steps: Points, values: Points, most: int) -> tuple[Points, Points]:
    """Return at most `most` points that still show every peak: the lowest and highest of each stretch."""
    if len(steps) <= most:
        return steps, values
    stretch = math.ceil(2 * len(steps) / most)
    chosen: list[int] = []
    for begin in range(0, len(steps), stretch):
        part = values[begin : begin + stretch]
        chosen += sorted({begin + int(part.argmin()), begin + int(part.argmax())})
    kept = np.array([*chosen[: most - 1], len(steps) - 1])
    return steps[kept], values[kept]
