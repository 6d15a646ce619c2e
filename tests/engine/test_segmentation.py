"""J and F of masks against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.metrics.segmentation import (
    Statistics,
    boundary,
    boundary_accuracy,
    measure_masks,
    region_similarity,
)
from engine.runtime.errors import InputError


def _box(top: int, left: int, bottom: int, right: int, shape: tuple[int, int] = (60, 80)) -> NDArray[np.bool_]:
    mask = np.zeros(shape, np.bool_)
    mask[top:bottom, left:right] = True
    return mask


def test_region_similarity_is_intersection_over_union() -> None:
    assert region_similarity(_box(0, 0, 10, 10), _box(0, 5, 10, 15)) == pytest.approx(50 / 150)
    assert region_similarity(_box(0, 0, 4, 4), _box(20, 20, 24, 24)) == 0
    nothing = np.zeros((60, 80), np.bool_)
    assert region_similarity(nothing, nothing) == 1
    assert region_similarity(_box(0, 0, 4, 4), nothing) == 0


def test_the_boundary_lies_right_below_the_edge() -> None:
    # a pixel at (2, 2) of a 5x5 picture: it differs from its right, lower and diagonal neighbors, and those
    # to its left, above and left above differ from it
    expected = np.zeros((5, 5), np.bool_)
    expected[1:3, 1:3] = True
    assert np.array_equal(boundary(_box(2, 2, 3, 3, (5, 5))), expected)
    corner = boundary(_box(3, 3, 5, 5, (5, 5)))  # reaches the picture's end: that end is no boundary
    expected = np.zeros((5, 5), np.bool_)
    expected[2, 2:] = True
    expected[2:, 2] = True
    assert np.array_equal(corner, expected)


def test_boundary_accuracy_by_hand() -> None:
    # 60x80: the diagonal is 100, 0.8 % of it rounded up is 1 pixel
    square = _box(20, 20, 40, 40)
    assert boundary_accuracy(square, square) == 1
    assert boundary_accuracy(_box(20, 21, 40, 41), square) == 1  # one pixel off is within the tolerance
    nothing = np.zeros((60, 80), np.bool_)
    assert boundary_accuracy(nothing, nothing) == 1
    assert boundary_accuracy(square, nothing) == 0
    assert boundary_accuracy(nothing, square) == 0
    assert boundary_accuracy(_box(0, 60, 5, 65), square) == 0  # nothing meets: no division by zero


def test_boundary_accuracy_of_a_square_two_pixels_off() -> None:
    """Squares of side 20, one 2 pixels to the right, tolerance 1. A square's boundary is a frame of 21x21 pixels,
    one wide: 80 of them. Of its two upright sides (21 each) only the ends lie on the other's level ones: those
    run from column 19 to 39 and from 21 to 41; grown by a disk of radius 1 they reach one further."""
    square, moved = _box(20, 20, 40, 40), _box(20, 22, 40, 42)
    # of the moved frame: both level sides, 21 pixels each, less the last one (column 41, the other reaches 40):
    # 2 * 20; of the left upright side (column 21) also those a disk of radius 1 reaches from the level sides:
    # rows 20 and 38 at column 21, which the other's level sides (rows 19, 39) touch; the right side (41): none
    found = 2 * 20 + 2
    assert int(boundary(moved).sum()) == 80
    precision = recall = found / 80
    expected = 2 * precision * recall / (precision + recall)
    assert boundary_accuracy(moved, square) == pytest.approx(expected)


def test_tolerance_grows_with_the_picture() -> None:
    shape = (480, 854)  # diagonal 979.7: 8 pixels
    square = _box(100, 100, 300, 300, shape)
    assert boundary_accuracy(_box(100, 108, 300, 308, shape), square) == 1
    assert boundary_accuracy(_box(100, 109, 300, 309, shape), square) < 1


def test_statistics_by_hand() -> None:
    # borders of the quarters of 5 values: 0, 1, 2, 3, 4; neighbors share them
    found = Statistics.of([0.9, 0.7, 0.5, 0.4, 0.2])
    assert found.mean == pytest.approx(0.54)
    assert found.recall == pytest.approx(2 / 5)  # 0.5 itself is not above 0.5
    assert found.decay == pytest.approx((0.9 + 0.7) / 2 - (0.4 + 0.2) / 2)
    assert Statistics.of([]) == Statistics(0, 0, 0)


def test_the_decay_of_long_sequences_is_right() -> None:
    """In 8 bits the borders of 400 frames would wrap around to 0, 100, 199, 43 (299 - 256), 143."""
    values = [1.0] * 101 + [0.5] * 198 + [0.25] * 101
    assert Statistics.of(values).decay == pytest.approx(0.75)


def test_a_sequence_leaves_its_first_and_last_frame_out() -> None:
    truth = [_box(10, 10, 30, 30).astype(np.uint8)] * 5
    good, bad = truth[0], np.zeros_like(truth[0])
    perfect = measure_masks([bad, good, good, good, bad].__getitem__, truth.__getitem__, 5)
    assert perfect["j_mean"] == perfect["f_mean"] == perfect["j_and_f"] == perfect["j_recall"] == 1
    assert measure_masks([good, bad, good, good, good].__getitem__, truth.__getitem__, 5)["j_mean"] < 1


def test_several_objects_count_alike() -> None:
    truth = _box(10, 10, 30, 30).astype(np.uint8)
    truth[40:50, 60:70] = 2
    found = truth.copy()
    found[found == 2] = 0  # an object that is not there is empty
    figures = measure_masks(lambda frame: found, lambda frame: truth, 4)
    assert figures["j_mean"] == figures["f_mean"] == 0.5
    assert figures["j_recall"] == 0.5
    strange = truth.copy()
    strange[0, 0] = 3
    with pytest.raises(InputError, match="object 3"):
        measure_masks(lambda frame: strange, lambda frame: truth, 4)
    with pytest.raises(InputError, match="70x60"):
        measure_masks(lambda frame: truth[:, :70], lambda frame: truth, 4)
    with pytest.raises(InputError, match="three frames"):
        measure_masks(lambda frame: truth, lambda frame: truth, 2)
