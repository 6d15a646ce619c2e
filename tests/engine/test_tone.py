"""Tone mapping: what is known of each curve, and that no picture changes the curve of its neighbors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.color.lab import from_linear
from engine.color.tone import LightRange, ToneMapping, Way, expose, measured, tone_mapped
from engine.media.images import read_picture

WAYS: tuple[Way, ...] = ("exposure", "drago", "reinhard")
RANGE = LightRange(0.2, 0.01, 30.0)


def ramp(low: float = 1e-4, high: float = 30.0) -> NDArray[np.float32]:
    return np.repeat(np.geomspace(low, high, 4096, dtype=np.float32).reshape(1, -1, 1), 3, 2)


def test_plain_exposure_is_the_srgb_curve_of_the_light_times_two_to_the_stops() -> None:
    light = ramp(high=2.0)
    for stops, scale in ((0.0, 0.0), (1.5, 0.0), (-3.0, 0.0), (1.0, 4.0)):
        expected = np.rint(from_linear(np.clip(light * np.float32(2 ** (stops - scale)), 0, 1)) * 255)
        shown = tone_mapped(light, ToneMapping(stops=stops, scale=scale))
        assert np.abs(shown.astype(int) - expected).max() <= 1


@pytest.mark.parametrize("way", WAYS)
def test_more_light_is_never_darker_and_more_exposure_brightens(way: Way) -> None:
    tones = [ToneMapping(way, stops, 0, RANGE) for stops in (-2, 0, 2)]
    shown = [tone_mapped(ramp(), tone)[0, :, 0].astype(int) for tone in tones]
    for each in shown:
        assert (np.diff(each) >= -1).all() and (np.diff(each[::16]) >= 0).all()
        assert len(np.unique(each)) > 150, "nothing is left of a gradient"
    assert (shown[0] <= shown[1]).all() and (shown[1] <= shown[2]).all()
    assert shown[0][2000] < shown[1][2000] < shown[2][2000]


@pytest.mark.parametrize("way", ["drago", "reinhard"])
def test_the_brightest_light_of_the_shot_is_white_and_the_middle_is_seen(way: Way) -> None:
    light = np.array([[[30] * 3, [8] * 3, [0.2] * 3, [0] * 3]], np.float32)
    white, bright, middle, black = tone_mapped(light, ToneMapping(way, 0, 0, RANGE))[0, :, 0].tolist()
    assert white >= 254 and black == 0
    assert bright < 245, "what clips in the film must be told apart"
    assert 60 < middle < 190


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "range_", [LightRange(), LightRange(1, 1, 1), LightRange(1e-7, 1e-8, 1e-6), LightRange(0, 0, 0)]
)
def test_no_picture_breaks_it(way: Way, range_: LightRange) -> None:
    light = np.full((4, 6, 3), 0.5, np.float32)
    light[0, 0], light[0, 1], light[0, 2] = np.nan, np.inf, -np.inf
    light[0, 3], light[0, 4], light[0, 5] = -3, 1e12, 0
    with np.errstate(all="raise"):
        shown = tone_mapped(light, ToneMapping(way, 0.3, 0, range_))
    assert shown.dtype == np.uint8 and shown.shape == light.shape
    assert shown[0, 0].max() == shown[0, 2].max() == shown[0, 3].max() == shown[0, 5].max() == 0
    assert len({tuple(pixel) for pixel in shown[1:].reshape(-1, 3).tolist()}) == 1
    assert measured([light]).highest > 0


def test_the_range_is_the_shots_and_single_pixels_do_not_rule_it() -> None:
    dark, bright = np.full((100, 100, 3), 0.1, np.float32), np.full((100, 100, 3), 10, np.float32)
    found = measured([dark, bright])
    assert (found.lowest, found.highest) == pytest.approx((0.1, 10)) and found.average == pytest.approx(1.0)
    dark[0, 0] = 60000
    assert measured([dark]).highest < 200
    assert measured([np.zeros((4, 4, 3), np.float32)]) == measured([]) == LightRange()


@pytest.mark.parametrize("way", WAYS)
def test_a_pixel_looks_the_same_whatever_is_beside_it(way: Way) -> None:
    tone = ToneMapping(way, 0, 0, RANGE)
    alone = tone_mapped(np.full((8, 8, 3), 0.4, np.float32), tone)
    beside = np.full((8, 8, 3), 0.4, np.float32)
    beside[4:] = 2000
    assert (tone_mapped(beside, tone)[:4] == alone[:4]).all()


def test_the_film_is_exposed_as_its_light_would_be() -> None:
    frame = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert (expose(frame, 0) == frame).all()
    darker, brighter = expose(frame, -1), expose(frame, 1)
    assert darker[-1, -1] == 188 and darker.max() == 188  # half the light of white
    assert brighter[11, 12] >= 254 and (brighter >= frame).all()


@pytest.mark.parametrize("way", WAYS)
def test_real_light_keeps_its_detail(way: Way, footage: Path) -> None:
    maps = sorted((footage / "hdr" / "maps").glob("*.hdr"))
    if not maps:
        pytest.skip(f"real HDR pictures are not on this machine ({footage / 'hdr' / 'maps'} is missing)")
    for path in maps:
        light = read_picture(path)
        range_ = measured([light])
        scale = float(np.log2(range_.average / 0.18))
        shown = tone_mapped(light, ToneMapping(way, 0, scale, range_))
        middle = float(np.median(shown))
        assert 25 < middle < 215, (path.name, middle)
        if way != "exposure":
            assert (shown.min(2) >= 255).mean() < 0.02, path.name
