"""Scopes of pictures whose colors are known."""

from __future__ import annotations

import numpy as np
import pytest

from engine.color.lab import lab_to_rgb, rgb_to_lab
from engine.metrics.scopes import (
    AB_REACH,
    Trail,
    ab_histogram,
    luma,
    mean_lab,
    parade,
    shade,
    skin_direction,
    waveform,
)


def test_the_waveform_of_a_ramp_is_a_diagonal_and_every_pixel_is_counted() -> None:
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None], 10, 0)
    counts = waveform(ramp, 256)
    assert counts.sum() == ramp.size
    for level in (0, 100, 255):
        assert counts[255 - level, level] == 10 and counts[:, level].sum() == 10
    narrow = waveform(ramp, 64)
    assert narrow.sum() == ramp.size and narrow[:, 0].nonzero()[0].tolist() == [252, 253, 254, 255]


def test_the_parade_keeps_the_channels_apart_and_luma_weighs_them() -> None:
    picture = np.zeros((6, 8, 3), np.uint8)
    picture[..., 0], picture[:, 4:, 2] = 255, 128
    red, green, blue = parade(picture, 8)
    assert (red[0] == 6).all() and (green[255] == 6).all()
    assert (blue[255, :4] == 6).all() and (blue[127, 4:] == 6).all()
    assert luma(picture)[0, 0] == round(0.2126 * 255)
    assert luma(np.full((2, 2, 3), 200, np.uint8)).tolist() == [[200, 200], [200, 200]]


def test_gray_lies_in_the_middle_of_the_plane_and_a_color_where_its_ab_is() -> None:
    gray = ab_histogram(np.full((4, 4, 3), 128, np.uint8), 21)
    assert gray[10, 10] == 16 and gray.sum() == 16
    red = np.full((4, 4, 3), (200, 40, 40), np.uint8)
    a, b = (float(value) for value in rgb_to_lab(red)[0, 0, 1:])
    rows, columns = ab_histogram(red, 110).nonzero()
    assert abs((columns[0] + 0.5) / 110 * 2 * AB_REACH - AB_REACH - a) < 2
    assert abs(AB_REACH - (rows[0] + 0.5) / 110 * 2 * AB_REACH - b) < 2
    blue = ab_histogram(np.full((4, 4, 3), (0, 0, 255), np.uint8), 110)
    assert blue[-3:].sum() == 16, "what lies beyond the edge counts on it"


def test_skin_lies_along_its_line() -> None:
    a, b = skin_direction()
    assert np.hypot(a, b) == pytest.approx(1)
    for color in ((224, 172, 139), (141, 85, 54), (92, 56, 38)):  # light, brown and dark skin
        own = rgb_to_lab(np.asarray(color, np.uint8).reshape(1, 1, 3))[0, 0, 1:]
        angle = np.degrees(np.arctan2(own[1], own[0]) - np.arctan2(b, a))
        assert abs(angle) < 20


def test_a_few_pixels_are_seen_beside_very_many() -> None:
    shades = shade(np.array([[0, 1, 10_000]], np.int32))
    assert shades[0, 0] == 0 and shades[0, 1] > 0.05 and shades[0, 2] == 1
    assert not shade(np.zeros((2, 2), np.int32)).any()


def trail(*ab: tuple[float, float], lightness: float = 50.0) -> Trail:
    return Trail(np.arange(len(ab)) + 10, np.asarray([(lightness, *each) for each in ab], np.float32))


def test_a_color_that_stays_is_a_dot_and_one_that_drifts_is_as_long_as_it_drifts() -> None:
    assert trail((20, 5), (20, 5), (20, 5)).length == 0
    drifting = trail((0, 0), (1, 1), (3, 4), (2, 2))
    assert drifting.length == pytest.approx(5) and drifting.ends == (10, 12)
    assert trail((7, 7)).length == 0 and trail().length == 0
    shaded = Trail(np.arange(2), np.asarray([(20, 9, 9), (80, 9, 9)], np.float32))
    assert shaded.length == 0, "light and shade are no drift of the color"


def test_the_mean_color_of_an_area_is_of_that_area_alone() -> None:
    picture = lab_to_rgb(np.full((8, 8), 60.0), np.zeros((8, 8, 2)))
    area = np.zeros((8, 8), np.bool_)
    area[:3, :3] = True
    picture[area] = lab_to_rgb(np.full((1, 1), 60.0), np.full((1, 1, 2), 30.0))[0, 0]
    found = mean_lab(picture, area)
    assert found is not None and np.abs(found - (60, 30, 30)).max() < 1
    assert mean_lab(picture, np.zeros((8, 8), np.bool_)) is None
    whole = mean_lab(picture)
    assert whole is not None and 0 < whole[1] < 10
