"""The luma lock: the artist's color under the scanned light, in gamut, at its hue, where it belongs."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.color.lab import gray_to_lightness, lab_to_rgb, unit_to_lab
from engine.media.color_spec import LUMA_WEIGHTS
from engine.media.luma_lock import (
    Coding,
    coded_planes,
    locked_lightness,
    locked_picture,
    locked_planes,
    recoded_luma,
    recoded_planes,
    unit_luma,
)
from engine.media.pixels import Planes

SOURCE = Coding("yuv420p", "smpte170m")


def luma_ramp(width: int = 240, height: int = 160) -> NDArray[np.uint8]:
    """Y' from black to white across, all of it inside the limited range."""
    return np.linspace(16, 235, width).round().astype(np.uint8)[None].repeat(height, 0)


def wheel(shape: tuple[int, ...], chroma: float) -> NDArray[np.float32]:
    """All hues from top to bottom, at one chroma."""
    angle = np.linspace(0, 2 * np.pi, shape[0], dtype=np.float32)[:, None].repeat(shape[1], 1)
    return np.stack([np.cos(angle), np.sin(angle)], -1) * np.float32(chroma)


def rgb_of(planes: Planes, coding: Coding) -> NDArray[np.float64]:
    """Decode 4:4:4 planes to unclipped RGB, 0..1, by the textbook."""
    assert planes.cb is not None and planes.cr is not None
    kr, kb = LUMA_WEIGHTS[coding.matrix]
    unit = 1 << (coding.bits - 8)
    y = unit_luma(planes.y, coding).astype(np.float64)
    scale = (1 << coding.bits) - 1 if coding.is_full_range else 224 * unit
    cb, cr = ((plane.astype(np.float64) - 128 * unit) / scale for plane in (planes.cb, planes.cr))
    red, blue = y + 2 * (1 - kr) * cr, y + 2 * (1 - kb) * cb
    return np.stack([red, (y - kr * red - kb * blue) / (1 - kr - kb), blue], -1)


@pytest.mark.parametrize("matrix", ["bt709", "smpte170m", "bt2020nc"])
@pytest.mark.parametrize("chroma", [15.0, 40.0, 90.0])
def test_luma_is_exact_and_no_color_leaves_rgb(matrix: str, chroma: float) -> None:
    luma = luma_ramp()
    source, target = Coding("yuv420p", matrix), Coding("yuv444p", matrix)
    picture = lab_to_rgb(gray_to_lightness(unit_luma(luma, source)), wheel(luma.shape, chroma))
    planes = locked_planes(luma, source, picture, target)
    assert planes.y is luma
    rgb = rgb_of(planes, target)
    assert rgb.min() > -0.012 and rgb.max() < 1.012  # two codes of rounding


@pytest.mark.parametrize("matrix", ["bt709", "smpte170m"])
def test_hue_and_chroma_of_the_color_survive(matrix: str) -> None:
    luma = luma_ramp()[:, 60:200]
    source = Coding("yuv444p", matrix)
    wanted = unit_to_lab(
        lab_to_rgb(gray_to_lightness(unit_luma(luma, source)), wheel(luma.shape, 30), np.uint16) / 65535
    )
    found = unit_to_lab(locked_picture(luma, source, lab_to_rgb(wanted[..., 0], wanted[..., 1:], np.uint16)))
    shift = np.hypot(*np.moveaxis(found[..., 1:] - wanted[..., 1:], -1, 0))
    assert shift.mean() < 1 and np.percentile(shift, 95) < 3
    size = np.hypot(wanted[..., 1], wanted[..., 2])
    angle = np.arctan2(found[..., 2], found[..., 1]) - np.arctan2(wanted[..., 2], wanted[..., 1])
    turned = np.abs(np.degrees(np.angle(np.exp(1j * angle))))[size > 15]
    assert turned.mean() < 1 and turned.max() < 10


def test_what_does_not_fit_pales_instead_of_clipping() -> None:
    luma = np.full((8, 8), 225, np.uint8)  # nearly white: pure yellow does not fit under it
    yellow = np.full((8, 8, 3), (255, 255, 0), np.uint8)
    rgb = rgb_of(locked_planes(luma, SOURCE, yellow, Coding("yuv444p", "smpte170m")), Coding("yuv444p", "smpte170m"))
    red, green, blue = rgb[0, 0]
    assert max(red, green) <= 1.012 and abs(red - green) < 0.02 and blue < red - 0.15
    assert abs(0.299 * red + 0.587 * green + 0.114 * blue - unit_luma(luma, SOURCE)[0, 0]) < 1e-6


def test_a_keyframe_painted_lighter_gives_its_color_alone() -> None:
    luma = np.full((16, 16), 90, np.uint8)
    light = gray_to_lightness(unit_luma(luma, SOURCE))
    ab = np.full((16, 16, 2), (20, 25), np.float32)
    same = locked_picture(luma, SOURCE, lab_to_rgb(light, ab, np.uint16))
    lighter = locked_picture(luma, SOURCE, lab_to_rgb(light + 30, ab, np.uint16))
    assert np.abs(unit_to_lab(same) - unit_to_lab(lighter))[..., 1:].max() < 2.5
    one, other = unit_to_lab(same)[0, 0], unit_to_lab(lighter)[0, 0]
    assert abs(one[0] - other[0]) < 0.6


def test_a_colored_original_comes_back_as_it_was() -> None:
    rng = np.random.default_rng(5)
    picture = cv2.resize(rng.integers(0, 256, (12, 16, 3), dtype=np.uint8), (160, 120), interpolation=cv2.INTER_CUBIC)
    coding = Coding("yuv444p16le", "bt709", True)
    planes = coded_planes(picture.astype(np.float32) / np.float32(255), coding)
    locked = locked_planes(planes.y, coding, picture, coding)
    assert np.abs(rgb_of(locked, coding) * 255 - picture).max() < 0.6


@pytest.mark.parametrize("down", ["yuv422p", "yuv420p"])
@pytest.mark.parametrize("is_interlaced", [False, True])
def test_subsampled_color_stays_where_it_was(down: str, is_interlaced: bool) -> None:
    y, x = np.mgrid[0:64, 0:96].astype(np.float32)
    wave = 128 + 60 * np.sin(x / 9 + 0.4) * np.cos(y / 11)
    full = Coding("yuv444p", "bt709", False, is_interlaced)
    planes = Planes("yuv444p", np.zeros((64, 96), np.uint8), wave.astype(np.uint8), wave.astype(np.uint8))
    small = recoded_planes(planes, full, Coding(down, "bt709", False, is_interlaced))
    assert small.cb is not None and planes.cb is not None
    assert small.cb.shape == (64 if down == "yuv422p" else 32, 48)
    back = recoded_planes(small, Coding(down, "bt709", False, is_interlaced), full)
    assert back.cb is not None
    inner = (slice(4, -4), slice(4, -4))
    error = back.cb[inner].astype(int) - planes.cb[inner]
    assert np.abs(error).max() <= 4
    # a shift by half a pixel would show along the slope
    slope = np.gradient(planes.cb.astype(float), axis=1)[inner]
    assert abs((error * slope).sum() / (slope * slope).sum()) < 0.08


def test_odd_sizes_have_a_chroma_sample_for_the_last_pixel() -> None:
    unit = np.zeros((63, 97, 3), np.float32)
    planes = coded_planes(unit, Coding("yuv420p", "bt709"))
    assert planes.cb is not None and planes.cb.shape == (32, 49)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (Coding("yuv420p"), Coding("yuv422p10le")),
        (Coding("yuv420p", is_full_range=True), Coding("yuv422p10le")),
        (Coding("gray10le", is_full_range=True), Coding("yuv444p12le", is_full_range=True)),
    ],
)
def test_luma_of_another_depth_can_be_told_back(source: Coding, target: Coding) -> None:
    luma = np.arange(1 << source.bits).reshape(16, -1).astype(source.dtype)
    if not source.is_full_range:
        luma = luma[1:]  # what is darker than any black a scanner writes has no place in 10 bits either
    back = recoded_luma(recoded_luma(luma, source, target), target, source)
    assert np.array_equal(back, luma)


def test_highlights_of_linear_pictures_keep_their_light() -> None:
    rng = np.random.default_rng(2)
    scene = (rng.random((40, 50, 1)) * 8).astype(np.float32).repeat(3, 2)
    picture = np.full((40, 50, 3), (220, 150, 90), np.uint8)
    locked = locked_lightness(scene, picture)
    weights = np.array([0.212671, 0.715160, 0.072169])
    assert np.abs(locked @ weights - scene @ weights).max() < 1e-4
    assert locked.min() >= -1e-6 and locked.max() > 4
    assert (locked[..., 0] >= locked[..., 2]).all()


def test_linear_pictures_of_their_own_color_pass_unchanged() -> None:
    rng = np.random.default_rng(4)
    scene = rng.random((30, 40, 3)).astype(np.float32)
    encoded = np.where(scene <= 0.0031308, 12.92 * scene, 1.055 * scene ** (1 / 2.4) - 0.055)
    locked = locked_lightness(scene, np.rint(encoded * 65535).astype(np.uint16))
    assert np.abs(locked - scene).max() < 1e-3
