"""Lab against scikit-image, and that no chroma, however wild, changes the tone of what was scanned."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage.color import lab2rgb, rgb2lab

from engine.color.lab import (
    gray_to_lightness,
    lab_to_rgb,
    lab_to_unit,
    lightness_to_gray,
    rgb_to_lab,
    to_rgb8,
    to_rgb16,
    to_unit,
)


@pytest.fixture(scope="module")
def picture() -> NDArray[np.uint8]:
    """Every corner and edge of the RGB cube, and colors from all over it."""
    corners = np.stack(np.meshgrid([0, 1, 10, 128, 254, 255], [0, 1, 10, 128, 254, 255], [0, 10, 128, 255]), -1)
    random = np.random.default_rng(0).integers(0, 256, (60, 144, 3))
    return np.concatenate((corners.reshape(1, 144, 3), random)).astype(np.uint8)


def test_lab_is_that_of_scikit_image(picture: NDArray[np.uint8]) -> None:
    lab = rgb_to_lab(picture)
    assert lab.dtype == np.float32
    assert np.abs(lab - rgb2lab(picture)).max() < 0.05


def test_8_bits_come_back_exactly(picture: NDArray[np.uint8]) -> None:
    lab = rgb_to_lab(picture)
    assert np.array_equal(to_rgb8(lab[..., 0], lab[..., 1:]), picture)
    assert np.array_equal(lab_to_rgb(lab[..., 0], lab[..., 1:]), picture)


def test_16_bits_come_back_almost_exactly(picture: NDArray[np.uint8]) -> None:
    deep = picture.astype(np.uint16) * 257
    deep[1:] ^= np.random.default_rng(1).integers(0, 256, deep[1:].shape, np.uint16)
    lab = rgb_to_lab(deep)
    back = to_rgb16(lab[..., 0], lab[..., 1:])
    assert back.dtype == np.uint16
    assert np.abs(back.astype(int) - deep).max() < 40  # of 65535: a sixth of a step of 8 bits


def test_rgb_is_that_of_scikit_image() -> None:
    lightness, ab = np.full((1, 3), 50, np.float32), np.array([[[20, 30], [-25, 10], [0, -40]]], np.float32)
    expected = lab2rgb(np.dstack((lightness, ab)))
    assert np.abs(lab_to_unit(lightness, ab) - expected).max() < 0.002


def test_impossible_chroma_keeps_lightness_and_hue() -> None:
    random = np.random.default_rng(2)
    lightness = random.uniform(0, 100, (50, 50)).astype(np.float32)
    ab = random.uniform(-150, 150, (50, 50, 2)).astype(np.float32)
    back = rgb_to_lab(np.rint(lab_to_unit(lightness, ab) * 65535).astype(np.uint16))
    assert np.abs(back[..., 0] - lightness).max() < 0.5
    colored = np.hypot(back[..., 1], back[..., 2]) > 15
    turned = np.angle((back[..., 1] + 1j * back[..., 2]) / (ab[..., 0] + 1j * ab[..., 1]))
    assert colored.mean() > 0.5  # it gave way no further than it had to
    assert np.degrees(np.median(np.abs(turned[colored]))) < 5


def test_gray_and_lightness_are_inverse_and_right() -> None:
    levels = np.arange(256, dtype=np.uint8)[None]
    gray = levels.astype(np.float32) / 255
    expected = rgb2lab(np.repeat(levels[..., None], 3, 2))[..., 0]
    assert np.abs(gray_to_lightness(gray) - expected).max() < 0.01
    assert np.abs(lightness_to_gray(gray_to_lightness(gray)) - gray).max() < 1e-4


def test_scene_linear_pictures_are_encoded() -> None:
    linear = np.array([[[0.0, 0.18, 1.0], [2.0, np.inf, -1.0]]], np.float32)
    assert to_unit(linear)[0] == pytest.approx(np.array([[0, 0.4614, 1], [1, 1, 0]]), abs=1e-3)
