"""A value a frame, shown a column a pixel: what many frames share a column is gathered, never drawn one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from app.canvas import heatmap
from app.timeline.scale import Scale

_SPREADS = 4.0


def edges(scale: Scale, columns: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each of `columns` equal columns its first frame and one after its last; at least one frame each."""
    places = scale.first + np.arange(columns + 1) * (scale.width / columns) / scale.per_frame
    start = np.floor(places[:-1] + 1e-9).astype(np.int64)
    stop = np.maximum(np.ceil(places[1:] - 1e-9).astype(np.int64), start + 1)
    return start, stop


def usual(values: NDArray[np.float32]) -> tuple[float, float]:
    """Return what is usual for a shot's frames, and how far above it is as hot as it gets.

    Three quarters of the frames lie above the first value, so that a shot whose half is bad still shows which half;
    the second grows with how much the steadier frames differ among themselves. `values` are known (no NaN), some.
    """
    low, base = (float(value) for value in np.percentile(values, (5, 25)))
    return base, max(heatmap.HOT_ABOVE, _SPREADS * (base - low))


def above_usual(values: NDArray[np.float32], spans: Iterable[tuple[int, int]]) -> NDArray[np.float32]:
    """Return how far each frame lies above what is usual in its span (half-open): 0 usual .. 1 hot, NaN unknown."""
    hot = np.full(len(values), np.nan, np.float32)
    is_known = ~np.isnan(values)
    for start, stop in spans:
        here = is_known[start:stop]
        if here.any():
            part = values[start:stop]
            base, reach = usual(part[here])
            hot[start:stop] = np.clip((part - base) / reach, 0, 1)
    return hot


class Coverage:
    """Which frames have a result. `version` grows whenever others have one."""

    def __init__(self) -> None:
        self.version = 0
        self._has = np.zeros(0, np.bool_)
        self._summed: NDArray[np.int64] | None = None

    def replace(self, frames: Iterable[int | range] | NDArray[np.bool_]) -> None:
        """Take frames and ranges of them, or for each frame whether it has one."""
        if isinstance(frames, np.ndarray):
            self._take(frames.astype(np.bool_))
            return
        single: list[int] = []
        ranges: list[range] = []
        for item in frames:
            if isinstance(item, range):
                ranges.append(item)
            else:
                single.append(item)
        stop = max([0, *(each.stop for each in ranges), *(frame + 1 for frame in single)])
        has = np.zeros(stop, np.bool_)
        for each in ranges:
            has[max(0, each.start) : max(0, each.stop)] = True
        has[np.asarray([frame for frame in single if frame >= 0], np.int64)] = True
        self._take(has)

    def _take(self, has: NDArray[np.bool_]) -> None:
        if not np.array_equal(has, self._has):
            self._has, self._summed = has, None
            self.version += 1

    def add(self, frame: int) -> None:
        if frame >= len(self._has):
            self._has = np.append(self._has, np.zeros(max(1024, frame + 1 - len(self._has)), np.bool_))
        if not self._has[frame]:
            self._has[frame] = True
            self._summed = None
            self.version += 1

    @property
    def count(self) -> int:
        return int(self._has.sum())

    def has(self, frame: int) -> bool:
        return 0 <= frame < len(self._has) and bool(self._has[frame])

    def stretches(self, start: int, stop: int) -> list[tuple[int, int]]:
        """Return the half-open ranges of frames `start` to `stop` that have one."""
        start = max(0, start)
        steps = np.diff(np.concatenate(([0], self._has[start : max(start, stop)].astype(np.int8), [0])))
        begins, ends = np.flatnonzero(steps > 0) + start, np.flatnonzero(steps < 0) + start
        return list(zip(begins.tolist(), ends.tolist(), strict=True))

    def shares(self, scale: Scale, columns: int) -> NDArray[np.float64]:
        """Return for each column which share of its frames has a result, 0..1."""
        if self._summed is None:
            self._summed = np.concatenate(([0], np.cumsum(self._has)))
        start, stop = edges(scale, columns)
        counted = self._summed[np.clip(stop, 0, len(self._has))] - self._summed[np.clip(start, 0, len(self._has))]
        return np.asarray(counted / np.maximum(np.minimum(stop, scale.length) - start, 1), np.float64)


class Heat:
    """E_warp by frame; NaN where it is not known. It is shown by how far it lies above what is usual in its shot.

    `version` grows whenever it may be shown otherwise.
    """

    def __init__(self) -> None:
        self.version = 0
        self._values = np.zeros(0, np.float32)
        self._shots: tuple[tuple[int, int], ...] = ()
        self._hot: NDArray[np.float32] | None = None  # made when it is drawn

    def set_shots(self, shots: tuple[tuple[int, int], ...]) -> None:
        """Take the shots' first frames and the ones behind their last; without any, the clip is one."""
        if shots != self._shots:
            self._shots = shots
            self._change()

    def _change(self) -> None:
        self._hot = None
        self.version += 1

    @property
    def hot(self) -> NDArray[np.float32]:
        """How hot each frame is shown: 0..1, NaN where it is not known."""
        if self._hot is None:
            self._hot = above_usual(self._values, self._shots or ((0, len(self._values)),))
        return self._hot

    def above(self, frame: int) -> float:
        """Return how far a known frame lies above what is usual in its shot; below 0 it is steadier."""
        start, stop = next((s for s in self._shots if s[0] <= frame < s[1]), (0, len(self._values)))
        part = self._values[start:stop]
        return float(self._values[frame]) - usual(part[~np.isnan(part)])[0]

    def replace(self, heat: Mapping[int, float] | NDArray[np.float32]) -> None:
        """Take values by frame, or for each frame its value or NaN."""
        if isinstance(heat, np.ndarray):
            if not np.array_equal(heat, self._values, equal_nan=True):
                self._values = heat.astype(np.float32)
                self._change()
            return
        self._change()
        frames = np.fromiter(heat.keys(), np.int64, len(heat))
        known = np.fromiter(heat.values(), np.float32, len(heat))
        frames, known = frames[frames >= 0], known[frames >= 0]
        self._values = np.full(int(frames.max()) + 1 if len(frames) else 0, np.nan, np.float32)
        self._values[frames] = known

    def add(self, frame: int, value: float) -> None:
        if frame >= len(self._values):
            room = np.full(max(1024, frame + 1 - len(self._values)), np.nan, np.float32)
            self._values = np.append(self._values, room)
        self._values[frame] = value
        self._change()

    def at(self, frame: int) -> float | None:
        if not 0 <= frame < len(self._values) or np.isnan(self._values[frame]):
            return None
        return float(self._values[frame])

    def hottest(self, scale: Scale, x: float) -> int | None:
        """Return the hottest frame of those that share the pixel `x` of the lane; None where none is known."""
        start = scale.frame_at(x)
        stop = max(start + 1, scale.frame_at(x + 1))
        part = self.hot[start : min(stop, len(self.hot))]
        return None if not len(part) or np.isnan(part).all() else start + int(np.nanargmax(part))

    def most(self, scale: Scale, columns: int) -> NDArray[np.float32]:
        """Return how hot each column's hottest frame is, 0..1, NaN where none is known: one bad frame is seen."""
        length = len(self._values)
        if not length:
            return np.full(columns, np.nan, np.float32)
        start, stop = edges(scale, columns)
        known = np.append(np.where(np.isnan(self.hot), -np.inf, self.hot), np.float32(-np.inf))
        bounds = np.stack([np.clip(start, 0, length), np.clip(stop, 0, length)], axis=1).ravel()
        hottest = np.maximum.reduceat(known, bounds)[::2]
        hottest[start >= length] = -np.inf
        return np.where(np.isinf(hottest), np.nan, hottest).astype(np.float32)
