"""Objects laid over clips: masks that are exact, motion within bounds, the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.training.cutouts import CANVAS
from engine.training.pasted import GROWTH, SPEED, SPIN, laid_over, pasted, smooth_motion

FRAMES, HEIGHT, WIDTH = 6, 72, 96


@pytest.fixture(scope="module")
def ground() -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(60, 120, (FRAMES, HEIGHT, WIDTH, 3), np.uint8)


@pytest.fixture(scope="module")
def textures() -> list[NDArray[np.uint8]]:
    return [np.random.default_rng(seed).integers(0, 255, (90, 120, 3), np.uint8) for seed in range(2)]


def test_a_pixel_belongs_to_the_object_exactly_where_it_shows_it() -> None:
    """The ground is blue, the objects are red or green: what is seen tells the masks."""
    blue = np.zeros((FRAMES, HEIGHT, WIDTH, 3), np.float32)
    blue[..., 2] = 1
    red = np.zeros((CANVAS, CANVAS, 3), np.float32)
    red[..., 0] = 1
    met = 0
    for seed in range(8):
        laid, masks = laid_over(blue, [red], np.random.default_rng(seed))
        bare = laid[..., 2] / laid.sum(3)  # the share that is ground: never where the mask is
        assert masks.shape == (FRAMES, HEIGHT, WIDTH) and masks.dtype == np.uint8 and set(np.unique(masks)) <= {0, 1}
        assert bare[masks == 1].max() < 0.72  # half covered, and objects are up to 2.5 times paler than their ground
        assert masks[0].mean() >= 0.008
        others = (laid[..., 0] > laid[..., 2]) & (masks == 0)
        met += bool(others.any())
    assert met >= 2  # there are objects that are none of the mask's


def test_what_passes_in_front_is_cut_out_of_the_mask(ground: NDArray[np.uint8]) -> None:
    areas = []
    for seed in range(12):
        _, masks = laid_over(
            ground.astype(np.float32), [np.full((CANVAS, CANVAS, 3), 9, np.float32)], np.random.default_rng(seed)
        )
        areas.append(masks.mean((1, 2)))
    assert any(area.min() < 0.8 * area.max() for area in areas)  # hidden in part, or leaving the picture
    assert all(area[0] > 0 for area in areas)


def test_the_seed_decides(ground: NDArray[np.uint8], textures: list[NDArray[np.uint8]]) -> None:
    one, other = (pasted(ground, textures, np.random.default_rng(4)) for _ in range(2))
    np.testing.assert_array_equal(one[0], other[0])
    np.testing.assert_array_equal(one[1], other[1])
    assert one[0].dtype == np.uint8 and one[0].shape == ground.shape
    assert not np.array_equal(one[1], pasted(ground, textures, np.random.default_rng(5))[1])


def test_what_is_far_from_all_objects_is_the_clip(ground: NDArray[np.uint8]) -> None:
    given = ground.astype(np.float32)
    laid, masks = laid_over(given, [np.full((CANVAS, CANVAS, 3), 200, np.float32)], np.random.default_rng(0))
    same = (laid == given).all(3)
    assert 0.2 < same.mean() < 1 and not masks[same].any()


@pytest.mark.parametrize("seed", range(20))
def test_motion_stays_within_its_bounds(seed: int) -> None:
    motion = smooth_motion(np.random.default_rng(seed), 60, HEIGHT, WIDTH)
    steps = np.hypot(*np.diff(motion.centers, axis=0).T)
    assert steps.max() <= SPEED * HEIGHT
    assert np.abs(np.diff(motion.turns)).max() <= SPIN
    assert np.abs(np.diff(motion.sizes) / motion.sizes[:-1]).max() <= GROWTH
    assert (motion.centers[0] >= 0).all() and (motion.centers[0] <= (WIDTH, HEIGHT)).all()
    assert np.abs(np.diff(motion.centers, 2, axis=0)).max() < 0.2 * SPEED * HEIGHT  # no jerks
    middle = motion.matrix(0, 0.1) @ ((CANVAS - 1) / 2, (CANVAS - 1) / 2, 1)
    np.testing.assert_allclose(middle, motion.centers[0])
