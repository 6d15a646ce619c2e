"""Long shots are cut into windows that leave nothing out and fade into each other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.training.windows import Window, cut_windows, weight


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 500), st.integers(1, 600), st.integers(12, 200), st.data())
def test_every_frame_is_covered_and_the_weights_of_a_frame_sum_to_one(
    start: int, count: int, length: int, data: st.DataObject
) -> None:
    overlap = data.draw(st.integers(0, length // 3))
    windows = cut_windows(start, start + count, length, overlap, (start + count // 3,))
    assert (windows[0].start, windows[-1].stop) == (start, start + count)
    for frame in range(start, start + count):
        assert sum(weight(windows, index, frame) for index in range(len(windows))) == pytest.approx(1)
    assert max(len(window) for window in windows) - min(len(window) for window in windows) <= 2
    if len(windows) > 1:
        assert all(0.5 * length <= len(window) <= 1.6 * length + 2 for window in windows)


def test_a_fade_is_gradual_in_both_directions() -> None:
    windows = cut_windows(0, 100, 40, 10)
    shared = range(windows[1].start, windows[0].stop)
    shares = [weight(windows, 1, frame) for frame in shared]
    assert len(shares) == 10
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.2
    assert 0.8 < shares[-1] < 1
    assert weight(windows, 0, windows[0].start) == 1
    assert weight(windows, 1, 0) == 0


@pytest.mark.parametrize(("count", "expected"), [(240, 1), (360, 1), (361, 2), (2400, 11)])
def test_only_shots_that_are_much_longer_than_a_window_are_cut(count: int, expected: int) -> None:
    assert len(cut_windows(0, count, 240, 24)) == expected
    assert cut_windows(0, count, 0, 24) == (Window(0, count),)


def test_keyframes_reach_every_window() -> None:
    windows = cut_windows(0, 400, 100, 10, (5, 30, 390))
    assert windows[0].keyframes == (5, 30)
    assert windows[-1].keyframes == (390,)
    assert all(window.keyframes == (30, 390) for window in windows[1:-1])
    assert cut_windows(0, 400, 100, 10, (20,))[-1].keyframes == (20,)


def test_windows_that_would_not_move_on_are_refused() -> None:
    with pytest.raises(ValueError, match="at most a third"):
        cut_windows(0, 100, 10, 4)
    with pytest.raises(ValueError, match="no range"):
        cut_windows(5, 5, 10, 2)
