"""Click to segment: one click finds a thing on a busy ground, more clicks correct it, nothing else changes."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.metrics.segmentation import region_similarity
from engine.paint.outline import refine
from engine.paint.segment import Click, Neighbor, Segmenter

HEIGHT, WIDTH = 180, 320
Mask = NDArray[np.bool_]
NOTHING = np.zeros((HEIGHT, WIDTH), np.bool_)


def _disk(x: float, y: float, radius: float) -> Mask:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    return np.hypot(columns - x, rows - y) < radius


def _texture(seed: int, coarse: float, level: float, strength: float) -> NDArray[np.float32]:
    noise = np.random.default_rng(seed).normal(size=(HEIGHT, WIDTH + 40)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), coarse)
    return level + strength * soft / soft.std()


def _picture(*things: tuple[Mask, float], shift: int = 0) -> NDArray[np.uint8]:
    """Gray film: a textured ground, on it things of a level of their own with finer texture, and grain."""
    picture = _texture(1, 6, 110, 14)[:, shift : shift + WIDTH].copy()
    for number, (mask, level) in enumerate(things):
        picture[mask] = _texture(10 + number, 2, level, 8)[:, :WIDTH][mask]
    picture += np.random.default_rng(99).normal(0, 4, picture.shape)
    return np.repeat(np.clip(picture, 0, 255).astype(np.uint8)[..., None], 3, 2)


@cache
def _two_things() -> Segmenter:
    return Segmenter(_picture((_disk(90, 90, 45), 190.0), (_disk(230, 70, 25), 45.0)))


@pytest.mark.parametrize(("x", "y", "radius"), [(90, 90, 45), (230, 70, 25)])
def test_one_click_finds_a_thing_on_a_textured_ground(x: float, y: float, radius: float) -> None:
    found = _two_things().click(NOTHING, [Click(x, y)])
    assert region_similarity(found, _disk(x, y, radius)) > 0.85


def test_the_same_clicks_give_the_same_mask_whatever_was_asked_before() -> None:
    first = _two_things().click(NOTHING, [Click(90, 90)])
    _two_things().click(first, [Click(90, 90), Click(230, 70)])
    assert np.array_equal(_two_things().click(NOTHING, [Click(90, 90)]), first)


def test_more_clicks_add_a_part_and_take_one_away() -> None:
    both = _disk(90, 90, 45) | _disk(230, 70, 25)
    one = _two_things().click(NOTHING, [Click(90, 90)])
    two = _two_things().click(one, [Click(90, 90), Click(230, 70)])
    assert region_similarity(two, both) > 0.8 and not np.any(one & ~two & ~_disk(230, 70, 40))
    back = _two_things().click(two, [Click(90, 90), Click(230, 70), Click(230, 70, is_object=False)])
    assert not back[70, 230] and back[90, 90]
    assert region_similarity(back, _disk(90, 90, 45)) > 0.8


def test_a_click_that_is_true_already_changes_nothing() -> None:
    mask = _disk(90, 90, 45)
    assert _two_things().click(mask, [Click(90, 90)]) is mask
    assert _two_things().click(mask, [Click(200, 150, is_object=False)]) is mask
    assert _two_things().click(mask, []) is mask


def test_what_earlier_clicks_said_stays_true() -> None:
    clicks = [Click(90, 90), Click(60, 90, is_object=False), Click(110, 120), Click(95, 60, is_object=False)]
    mask = NOTHING
    for count in range(1, len(clicks) + 1):
        mask = _two_things().click(mask, clicks[:count])
        for click in clicks[:count]:
            assert bool(mask[int(click.y), int(click.x)]) == click.is_object


def test_painted_parts_far_from_a_click_stay_as_they_were_painted() -> None:
    painted = np.zeros_like(NOTHING)
    painted[150:170, 280:310] = True  # nothing in the picture is there
    after = _two_things().click(painted, [Click(90, 90)])
    assert np.array_equal(after[145:, 270:], painted[145:, 270:])


def test_motion_tells_a_thing_that_looks_like_its_ground() -> None:
    """Thing and ground have the same texture and the same light; what moves otherwise is the thing."""
    thing = _disk(150, 90, 40)

    def frame(time: int) -> NDArray[np.uint8]:
        ground = _texture(1, 2.5, 110, 25)[:, 8 : 8 + WIDTH].copy()
        moved = np.roll(_texture(5, 2.5, 110, 25)[:, :WIDTH], 5 * time, 1)
        at = _disk(150 + 5 * time, 90, 40)
        ground[at] = moved[at]
        return np.repeat(np.clip(ground, 0, 255).astype(np.uint8)[..., None], 3, 2)

    still = Segmenter(frame(0)).click(NOTHING, [Click(150, 90)])
    moving = Segmenter(frame(0), [Neighbor(frame(-1), -1), Neighbor(frame(1), 1)]).click(NOTHING, [Click(150, 90)])
    assert region_similarity(moving, thing) > max(0.8, region_similarity(still, thing))


def test_clicks_beside_the_picture_and_tiny_pictures_do_no_harm() -> None:
    tiny = Segmenter(np.full((20, 30, 3), 128, np.uint8))
    mask = tiny.click(np.zeros((20, 30), np.bool_), [Click(29.9, 19.9)])
    assert mask.shape == (20, 30) and mask[19, 29]
    assert tiny.click(np.zeros((20, 30), np.bool_), [Click(400, -5)]).shape == (20, 30)


def test_the_outline_is_laid_along_the_edge_and_nothing_far_from_it_changes() -> None:
    truth = _disk(160, 90, 50)
    picture = np.where(truth[..., None], np.uint8(200), np.uint8(60)).repeat(3, 2)
    rough = _disk(163, 88, 49)
    fine = refine(rough, picture, 8)
    assert region_similarity(fine, truth) > 0.985 > region_similarity(rough, truth)
    assert not np.any((fine != rough) & ~(_disk(163, 88, 58) & ~_disk(163, 88, 40)))
