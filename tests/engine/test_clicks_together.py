"""More clicks on one object: each does something in proportion, all stay true, nothing changes far away."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.metrics.segmentation import region_similarity
from engine.paint.segment import Click, Segmenter

HEIGHT, WIDTH = 180, 320
Mask = NDArray[np.bool_]
Plane = NDArray[np.float32]


def _texture(seed: int, coarse: float, level: float, strength: float) -> Plane:
    noise = np.random.default_rng(seed).normal(size=(HEIGHT, WIDTH)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), coarse)
    return np.asarray(level + strength * soft / soft.std(), np.float32)


def _shape(*parts: tuple[tuple[int, int], tuple[int, int], int]) -> Mask:
    """Return thick lines: from, to, how thick."""
    drawn = np.zeros((HEIGHT, WIDTH), np.uint8)
    for start, end, thick in parts:
        cv2.line(drawn, start, end, 1, thick)
    return np.asarray(drawn > 0, np.bool_)


def _film(ground: Plane, thing: Plane, mask: Mask, soft: float) -> NDArray[np.uint8]:
    """Lay a thing with soft edges on its ground, with grain."""
    cover = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), soft)
    picture = ground + cover * (thing - ground) + np.random.default_rng(9).normal(0, 3, mask.shape)
    return np.repeat(np.clip(picture, 0, 255).astype(np.uint8)[..., None], 3, 2)


BODY = _shape(((160, 60), (160, 110), 44))
GOAT = BODY | _shape(((150, 120), (146, 170), 7), ((172, 120), (178, 170), 7))


@cache
def _goat() -> Segmenter:
    """A smooth animal, soft at its edges, before dark and light bushes with edges as strong as its own."""
    return Segmenter(_film(_texture(1, 4, 115, 28), _texture(2, 9, 150, 10), GOAT, 1.5))


def _clicked(segmenter: Segmenter, mask: Mask, clicks: list[Click], before: int = 1) -> Mask:
    for count in range(before + 1, len(clicks) + 1):
        mask = segmenter.click(mask, clicks[:count])
        assert all(bool(mask[int(c.y), int(c.x)]) is c.is_object for c in clicks[:count])
    return mask


@pytest.mark.parametrize("place", [(50, 60), (270, 50), (60, 150)])
def test_a_negative_click_gives_the_textured_ground_back_up_to_a_soft_edge(place: tuple[int, int]) -> None:
    everything = np.ones((HEIGHT, WIDTH), np.bool_)
    after = _clicked(_goat(), everything, [Click(160, 80), Click(*place, is_object=False)])
    assert np.mean(after & ~GOAT) < 0.2  # of the picture: the ground it took is back
    assert np.mean(after[BODY]) > 0.75


def test_three_negative_clicks_around_an_object_leave_the_object() -> None:
    around = [Click(50, 60, is_object=False), Click(270, 50, is_object=False), Click(60, 150, is_object=False)]
    after = _clicked(_goat(), np.ones((HEIGHT, WIDTH), np.bool_), [Click(160, 80), *around])
    assert region_similarity(after, GOAT) > 0.55


def test_a_positive_click_after_negative_ones_adds_up_to_the_edge() -> None:
    start = _shape(((150, 60), (150, 70), 10))
    clicks = [Click(150, 65), Click(60, 60, is_object=False), Click(260, 90, is_object=False), Click(165, 105)]
    after = _clicked(_goat(), start, clicks)
    assert np.mean(after[BODY]) > 0.7 and np.mean(after & ~GOAT) < 0.05


def test_a_click_on_a_thin_part_brings_it_in_and_not_its_ground() -> None:
    leg = _shape(((178, 130), (178, 168), 7)) & GOAT
    ground, thing = _texture(1, 6, 100, 14), _texture(2, 4, 165, 8)
    after = _clicked(Segmenter(_film(ground, thing, GOAT, 1.0)), BODY, [Click(160, 80), Click(176, 150)])
    assert np.mean(after[leg]) > 0.7
    assert np.mean(after & ~GOAT) < 0.03


def test_a_negative_click_on_one_thing_leaves_another_that_was_clicked_too() -> None:
    one, other = _shape(((70, 60), (70, 120), 40)), _shape(((240, 60), (250, 120), 40))
    segmenter = Segmenter(_film(_texture(1, 4, 110, 25), _texture(3, 2, 190, 8), one | other, 1.2))
    clicks = [Click(70, 90), Click(245, 90), Click(240, 70, is_object=False)]
    after = _clicked(segmenter, one | other, clicks, before=2)
    assert np.array_equal(after[:, :110], one[:, :110])
    assert np.mean(after & other) < 0.97 * np.mean(other)
