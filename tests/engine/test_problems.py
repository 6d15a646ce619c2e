"""Which frames are problems, told by their E_warp."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.metrics.problems import problems, threshold, worst, worst_stretch


def shot(length: int = 100, **peaks: float) -> np.ndarray:
    """A shot with a little unrest, and named frames ("f40") that flicker."""
    values = 0.05 + 0.002 * np.sin(np.arange(length))
    for name, value in peaks.items():
        values[int(name[1:])] = value
    return values.astype(np.float32)


def test_each_peak_is_a_problem_once_and_the_usual_unrest_is_none() -> None:
    values = shot(f20=0.08, f40=0.2, f41=0.12, f70=0.09)
    assert problems(values, 0, 100) == [20, 40, 70]
    assert problems(shot(), 0, 100) == []
    assert problems(np.full(50, 0.05, np.float32), 0, 50) == []


def test_two_peaks_without_a_valley_are_one_and_with_one_are_two() -> None:
    values = shot()
    values[30:36] = (0.15, 0.2, 0.19, 0.195, 0.21, 0.15)
    assert problems(values, 0, 100) == [34]
    values[32] = 0.05
    assert problems(values, 0, 100) == [31, 34]


def test_what_is_not_known_is_left_out_and_shots_do_not_mix() -> None:
    values = shot(200, f20=0.3, f150=0.3)
    values[:50:7] = np.nan
    assert problems(values, 0, 100) == [20] and problems(values, 100, 200) == [150]
    assert problems(np.full(10, np.nan, np.float32), 0, 10) == []
    assert problems(values, 300, 400) == []
    assert threshold(np.full(3, np.nan, np.float32)) == np.inf


@given(arrays(np.float32, st.integers(0, 60), elements=st.floats(0, 1, width=32)))
def test_problems_lie_above_the_threshold_and_come_in_order(values: np.ndarray) -> None:
    found = problems(values, 0, len(values))
    assert found == sorted(set(found))
    assert all(values[frame] > threshold(values) for frame in found)


def test_the_worst_frame_and_the_second_around_it_stay_in_their_range() -> None:
    values = shot(f3=0.4, f60=0.5)
    assert worst(values, 0, 100) == 60 and worst(values, 0, 50) == 3 and worst(values, 100, 200) is None
    assert worst_stretch(values, 0, 100, 24) == (48, 72, 60)
    assert worst_stretch(values, 0, 50, 24) == (0, 24, 3)
    assert worst_stretch(values, 55, 65, 24) == (55, 65, 60)
    assert worst_stretch(np.full(9, np.nan, np.float32), 0, 9, 4) is None
