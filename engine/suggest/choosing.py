"""The frames from which all others come out best: exact, by dynamic programming over the samples of the shot.

A frame takes its color from the keyframe before it and the one behind it, in every cell mostly from the one that is
more certain there. So what the frames between two neighboring keyframes cost depends on these two alone, and the best
set of any size is found without trying sets (the k-median problem on a line). The cost of a frame is 10 log10 of its
expected squared error, what PSNR counts: each dB is worth the same wherever it is won.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Errors = NDArray[np.float32]  # n×n×cells: [key, frame] the expected squared error of the color, in ab squared
Values = NDArray[np.float64]

MOST_BUDGET = 24  # keyframes that can be asked for at once
LEAST = 0.3  # ab squared: nothing is foretold to be better than that
_FLOOR = 2.0  # ab squared: below it nobody sees an error
_JOIN = 3.0  # power by which two answers are joined: two are little better than the surer one (docs/RESULTS.md)
UNKNOWN = 900.0  # ab squared: what a frame without any color is wrong by; a gray picture's distance from a vivid one


@dataclass(frozen=True)
class Known:
    """What is known of a shot: `errors` of every sample from every other, `weights`: the frames each stands for.

    `is_linear`: the error itself is the cost (of masks), not its dB. Where `keys` are asked for, they are the samples
    that have a keyframe, in any order.
    """

    errors: Errors
    weights: NDArray[np.float64]
    is_linear: bool = False

    def between(self, before: int | None, behind: int | None, start: int, stop: int) -> Values:
        """Return the expected error (ab squared) of the samples `start` to `stop` between two neighboring keys."""
        if before is None and behind is None:
            return np.full(stop - start, UNKNOWN)
        if before is None or behind is None:
            error = self.errors[behind if before is None else before, start:stop]
        else:
            error = joined(self.errors[before, start:stop], self.errors[behind, start:stop])
        return np.asarray(error.mean(1, dtype=np.float64))

    def error(self, keys: Collection[int], frame: int) -> float:
        """Return the expected error (ab squared) of sample `frame`."""
        if frame in keys:
            return 0.0
        before, behind = beside(keys, frame)
        return float(self.between(before, behind, frame, frame + 1)[0])

    def cost(self, keys: Collection[int], frame: int) -> float:
        """Return the cost (dB) of sample `frame`."""
        return float(self.costs(self.error(keys, frame)))

    def costs(self, errors: Any) -> Any:
        """Return what these expected errors cost each."""
        return errors if self.is_linear else 10 * np.log10(errors + _FLOOR)

    def mean_error(self, keys: Collection[int]) -> float:
        """Return the mean expected error (ab squared) over the frames of the shot."""
        return float(
            np.average([self.error(keys, frame) for frame in range(len(self.weights))], weights=self.weights)
        )

    def mean_cost(self, keys: Collection[int]) -> float:
        """Return the mean cost in dB over the frames of the shot."""
        return float(np.average([self.cost(keys, frame) for frame in range(len(self.weights))], weights=self.weights))


def beside(keys: Collection[int], at: int) -> tuple[int | None, int | None]:
    """Return the nearest of `keys` before and behind `at`, which itself does not count; None where there is none."""
    return max((key for key in keys if key < at), default=None), min((key for key in keys if key > at), default=None)


def joined(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the expected error of what two keyframes say together."""
    return np.asarray((one**-_JOIN + other**-_JOIN) ** np.float32(-1 / _JOIN), np.float32)


def choose(known: Known, fixed: Collection[int], count: int, barred: Collection[int] = ()) -> list[int]:
    """Return the at most `count` samples, rising, that with the `fixed` ones color the shot best."""
    return choices(known, fixed, count, barred)[-1]


def choices(known: Known, fixed: Collection[int], most: int, barred: Collection[int] = ()) -> list[list[int]]:
    """Return the best none, one, two ... up to `most` samples, each rising, to be added to the `fixed` ones.

    `barred` are not taken. Of equally good sets the one with the earlier frames, so always the same one. The list is
    shorter where there are not so many samples left.
    """
    size = len(known.weights)
    segment = _segments(known, fixed)
    allowed = [index for index in range(size) if index in fixed or index not in barred]
    most = min(most, len([index for index in allowed if index not in fixed]))
    # best[new][last]: the lowest cost of everything up to `last`, the last keyframe so far, with `new` new ones
    best: list[dict[int, float]] = [{-1: 0.0}] + [{} for _ in range(most)]
    came: dict[tuple[int, int], int] = {}
    for at in allowed:
        is_new = at not in fixed
        for new in range(most, is_new - 1, -1):
            earlier = best[new - is_new]
            costs = [(cost + segment[last, at], last) for last, cost in earlier.items() if (last, at) in segment]
            if costs:
                best[new][at], came[new, at] = min(costs)
    found = []
    for count in range(most + 1):
        ends = [(cost + segment[last, size], last) for last, cost in best[count].items() if (last, size) in segment]
        found.append(_way_back(came, fixed, count, min(ends)[1]))
    return found


def _way_back(came: Mapping[tuple[int, int], int], fixed: Collection[int], new: int, last: int) -> list[int]:
    found = []
    while last != -1:
        is_new = last not in fixed
        if is_new:
            found.append(last)
        last, new = came[new, last], new - is_new
    return sorted(found)


def _segments(known: Known, fixed: Collection[int]) -> dict[tuple[int, int], float]:
    """Return the summed cost between neighbors (a, b), -1 and `len` for the ends; none across a fixed one."""
    size = len(known.weights)
    keyed = float(known.costs(0.0))
    found: dict[tuple[int, int], float] = {}
    for left in range(-1, size):
        for right in range(left + 1, size + 1):
            first, last = left + 1, right
            between = known.between(None if left < 0 else left, None if right == size else right, first, last)
            cost = float((known.costs(between) * known.weights[first:last]).sum())
            found[left, right] = cost + (keyed * float(known.weights[right]) if right < size else 0.0)
            if right in fixed:
                break
    return found


def in_order(known: Known, fixed: Collection[int], found: Collection[int]) -> list[int]:
    """Return the chosen samples with the one that is worth most first: by what is lost without it."""
    everything = {*fixed, *found}
    with_all = known.mean_cost(everything)
    worth = {key: known.mean_cost(everything - {key}) - with_all for key in found}
    return sorted(found, key=lambda key: (-worth[key], key))
