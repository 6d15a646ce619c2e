"""Where a result flickers most: frames picked from their E_warp. Unknown values are NaN."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]

_DEVIATIONS = 2.5  # robust standard deviations above the middle from which a frame is a problem
_ROBUST = 1.4826  # median absolute deviation of a normal distribution to its standard deviation
_VALLEY = 0.25  # of a peak's height above the middle, by which a valley beside it must be lower
_LEAST = 0.08  # and at least this share of the middle: a very steady shot has no problems


def threshold(values: Values) -> float:
    """Return the E_warp above which a frame of this shot stands out, infinite where none is known."""
    known = values[~np.isnan(values)].astype(np.float64)
    if not len(known):
        return float("inf")
    middle = float(np.median(known))
    spread = float(np.median(np.abs(known - middle))) * _ROBUST
    return middle + max(_DEVIATIONS * spread, _LEAST * middle)


def problems(values: Values, start: int, stop: int) -> list[int]:
    """Return the frames of `start` to `stop` (half-open) at which E_warp peaks above what is usual there, in order.

    Of two peaks with no real valley between them only the higher counts: the valley must lie as far below the lower
    one as the threshold lies above the middle, and `_VALLEY` of its height. `values` are indexed by frame.
    """
    part = values[start : min(stop, len(values))].astype(np.float64)
    is_known = ~np.isnan(part)
    if not is_known.any():
        return []
    limit = threshold(part.astype(np.float32))
    middle = float(np.median(part[is_known]))

    def depth(peak: float) -> float:
        return max(limit - middle, _VALLEY * (peak - middle))

    found: list[int] = []
    valley = np.inf  # the lowest value since the last peak
    for place in np.flatnonzero(is_known).tolist():
        value = float(part[place])
        if found and value > part[found[-1]] and part[found[-1]] - valley < depth(float(part[found[-1]])):
            found[-1], valley = place, np.inf  # still the same hill
        elif value > limit and (not found or value - valley >= depth(value)):
            found.append(place)
            valley = np.inf
        else:
            valley = min(valley, value)
    return [start + place for place in found]


def worst(values: Values, start: int, stop: int) -> int | None:
    """Return the frame of `start` to `stop` (half-open) with the highest E_warp, None where none is known."""
    part = values[max(0, start) : min(stop, len(values))]
    if not len(part) or np.isnan(part).all():
        return None
    return max(0, start) + int(np.nanargmax(part))


def worst_stretch(values: Values, start: int, stop: int, frames: int) -> tuple[int, int, int] | None:
    """Return first frame, the one behind the last and the worst frame of the stretch of `frames` around the worst
    frame of `start` to `stop` (half-open), which it does not leave; None where no E_warp is known."""
    found = worst(values, start, stop)
    if found is None:
        return None
    length = min(max(frames, 1), stop - start)
    first = min(max(found - length // 2, start), stop - length)
    return first, first + length, found
