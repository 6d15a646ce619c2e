"""The slit-scan reads what lies on the line, and its figure tells flicker from motion."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.metrics.slitscan import Line, slit, striping


def numbered(frames: int = 5, height: int = 20, width: int = 30) -> NDArray[np.uint8]:
    """Red is the column, green the line, blue the frame."""
    pictures = np.empty((frames, height, width, 3), np.uint8)
    pictures[..., 0] = np.arange(width)
    pictures[..., 1] = np.arange(height)[:, None]
    pictures[..., 2] = np.arange(frames)[:, None, None]
    return pictures


def still(frames: int = 24, height: int = 40, width: int = 50) -> NDArray[np.uint8]:
    rng = np.random.default_rng(3)
    return np.repeat(rng.integers(40, 200, (1, height, width, 3), np.uint8), frames, 0)


def test_an_upright_line_gives_its_column_of_every_frame_top_first() -> None:
    ribbon = slit(numbered(), Line(7.5 / 30, 0, 7.5 / 30, 1), 20)
    assert ribbon.shape == (20, 5, 3)
    assert (ribbon[..., 0] == 7).all()
    assert (ribbon[..., 1] == np.arange(20)[:, None]).all()
    assert (ribbon[..., 2] == np.arange(5)).all()


def test_a_level_line_gives_its_row_left_first_and_backward_the_other_way_round() -> None:
    there = slit(numbered(), Line(0, 3.5 / 20, 1, 3.5 / 20), 30)
    back = slit(numbered(), Line(1, 3.5 / 20, 0, 3.5 / 20), 30)
    assert (there[:, 0, 0] == np.arange(30)).all() and (there[..., 1] == 3).all()
    assert (back == there[::-1]).all()


def test_a_slanting_line_reads_between_the_pixels_and_one_outside_is_brought_in() -> None:
    ribbon = slit(numbered(), Line(0, 0, 1, 1), 200)
    assert (np.diff(ribbon[:, 0, 0].astype(int)) >= 0).all() and ribbon[-1, 0, 0] == 29 and ribbon[-1, 0, 1] == 19
    assert (slit(numbered(), Line(2, -1, 2, 3), 8)[..., 0] == 29).all()
    assert slit(numbered(0), Line(), 8).shape == (8, 0, 3)


def test_a_flickering_clip_is_more_striped_than_a_steady_one() -> None:
    steady = still()
    flickering = steady.copy()
    flickering[1::2, ..., 0] += 12
    calm, restless = striping(slit(steady, Line(), 40)), striping(slit(flickering, Line(), 40))
    assert calm is not None and restless is not None
    assert calm.change == calm.back == 0
    assert restless.back > 2 and restless.beyond(calm).change > 2


def test_what_moves_across_the_line_changes_it_but_does_not_go_back() -> None:
    pictures = np.full((30, 20, 30, 3), 60, np.uint8)
    for frame in range(30):  # an edge passes from left to right, once
        pictures[frame, :, :frame] = (200, 90, 60)
    passing = striping(slit(pictures, Line(), 20))
    assert passing is not None
    assert passing.change > 1 and passing.back == 0


def test_nothing_is_compared_across_a_gap() -> None:
    pictures = still(9)
    pictures[4:] += 30
    ribbon, known = slit(pictures, Line(), 20), np.ones(9, np.bool_)
    whole = striping(ribbon, known)
    known[4] = False
    with_gap = striping(ribbon, known)
    assert whole is not None and with_gap is not None
    assert whole.change > 1 and with_gap.change < 1e-4
    assert striping(ribbon, np.zeros(9, np.bool_)) is None
    assert striping(ribbon[:, :2]) is None


@pytest.mark.parametrize("flashes", [1, 3])
def test_a_flash_of_one_frame_goes_back(flashes: int) -> None:
    pictures = still()
    pictures[4 : 4 + 4 * flashes : 4] //= 2
    found = striping(slit(pictures, Line(), 40))
    assert found is not None and found.back > 0
