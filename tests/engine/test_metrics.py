"""The figures against values worked out by hand."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.metrics.color import colorfulness
from engine.metrics.fidelity import data_fidelity, mean_psnr, psnr, ssim
from engine.metrics.intensity import mean_intensity, unrest
from engine.metrics.warping import (
    WarpingError,
    measure_flow,
    pair_error,
    visible,
    warp_back,
    warping_error,
)

Floats = NDArray[np.float32]


@pytest.fixture(scope="module")
def ground() -> Floats:
    """A large textured gray picture to cut moving frames from."""
    noise = np.random.default_rng(0).random((100, 140)).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 2)
    return np.asarray((smooth - smooth.min()) / np.ptp(smooth), np.float32)


def _moving(ground: Floats, count: int, speed: int = 2) -> list[Floats]:
    return [ground[10:74, 10 + speed * t : 106 + speed * t] for t in range(count)]


def _color(gray: Floats) -> Floats:
    return np.repeat(gray[..., None], 3, 2)


def test_flow_of_a_known_motion(ground: Floats) -> None:
    here, there = _moving(ground, 2)
    flow = measure_flow(here, there)
    assert np.median(flow[..., 0]) == pytest.approx(-2, abs=0.05)
    assert np.median(flow[..., 1]) == pytest.approx(0, abs=0.05)
    assert np.abs(warp_back(there, flow) - here)[:, 4:].max() < 0.05


def test_backward_warping_fetches() -> None:
    picture = np.arange(12, dtype=np.float32).reshape(3, 4)
    flow = np.zeros((3, 4, 2), np.float32)
    flow[..., 0] = 1.5
    assert warp_back(picture, flow)[0] == pytest.approx([1.5, 2.5, 3, 3])


def test_occlusion_is_what_does_not_come_back() -> None:
    forward, backward = np.zeros((6, 8, 2), np.float32), np.zeros((6, 8, 2), np.float32)
    forward[..., 0] = 2
    backward[..., 0] = -2
    mask = visible(forward, backward)
    assert mask[:, :6].all()  # comes back
    assert not mask[:, 6:].any()  # left the picture
    backward[:3, 4] = (3, 0)
    mask = visible(forward, backward)
    assert not mask[:3, 2].any()
    assert mask[3:, 2].all()


def test_pair_error_is_the_l1_norm_over_visible_pixels() -> None:
    output, other = np.zeros((2, 2, 3), np.float32), np.zeros((2, 2, 3), np.float32)
    output[0, 0] = (0.1, 0.2, 0.3)
    output[1, 1] = 1
    mask = np.array([[True, True], [False, False]])
    still = np.zeros((2, 2, 2), np.float32)
    assert pair_error(output, other, still, mask) == pytest.approx(0.6 / 2)
    assert pair_error(output, other, still, np.zeros((2, 2), bool)) == 0


def test_a_steady_moving_clip_has_no_warping_error(ground: Floats) -> None:
    frames = _moving(ground, 4)
    assert warping_error([_color(frame) for frame in frames], frames) < 0.005


def test_warping_error_of_a_known_flicker(ground: Floats) -> None:
    """Frame t is brighter by 0.1 t: E = mean over t of 3 (0.1 t) (to the first) + 3 (0.1) (to the one before)."""
    frames = _moving(ground, 4)
    outputs = [_color(frame) + np.float32(0.1 * t) for t, frame in enumerate(frames)]
    expected = sum(0.3 * t + 0.3 for t in (1, 2, 3)) / 3
    assert warping_error(outputs, frames) == pytest.approx(expected, abs=0.005)
    assert warping_error(outputs.__getitem__, frames.__getitem__, 4) == pytest.approx(expected, abs=0.005)
    live = WarpingError()
    terms = [live.add(output, frame) for output, frame in zip(outputs, frames, strict=True)]
    assert terms[0] is None
    assert terms[1:] == pytest.approx([0.6, 0.9, 1.2], abs=0.005)
    assert live.mean == pytest.approx(expected, abs=0.005)


def test_warping_error_small_for_curves_is_near_the_full_one(ground: Floats) -> None:
    frames = _moving(ground, 3)
    small = WarpingError(height=32)
    for t, frame in enumerate(frames):
        small.add(_color(frame) + np.float32(0.1 * t), frame)
    assert small.mean == pytest.approx(0.75, abs=0.05)


def test_tiny_and_short_clips() -> None:
    flat = np.full((8, 9), 0.5, np.float32)
    assert warping_error([_color(flat)], [flat]) == 0
    assert warping_error([_color(flat), _color(flat)], [flat, flat]) == 0


def test_psnr_by_hand() -> None:
    one = np.full((4, 4, 3), 100, np.uint8)
    assert psnr(one, one + np.uint8(5)) == pytest.approx(20 * math.log10(255 / 5), abs=1e-4)
    dark, bright = np.zeros((2, 2, 3), np.uint8), np.full((2, 2, 3), 255, np.uint8)
    assert psnr(dark, bright) == pytest.approx(0, abs=1e-6)  # differences of bytes must not wrap around
    assert psnr(one, one) == math.inf
    assert psnr(one.astype(np.uint16) * 257, one) > 140
    assert psnr(np.full((2, 2, 3), 0.5), np.full((2, 2, 3), 0.6)) == pytest.approx(20, abs=1e-4)
    with pytest.raises(ValueError, match="cannot be compared"):
        psnr(one, one[:2])


def test_means_survive_identical_frames() -> None:
    assert mean_psnr([math.inf, 40]) == 70
    assert mean_psnr([]) == 0


def test_data_fidelity_leaves_the_first_frame_out() -> None:
    frames = [np.full((4, 4, 3), 100, np.uint8)] * 3
    outputs = [frames[0] * 0, frames[1] + np.uint8(5), frames[2] + np.uint8(10)]
    expected = (20 * math.log10(255 / 5) + 20 * math.log10(255 / 10)) / 2
    assert data_fidelity(frames, outputs) == pytest.approx(expected, abs=1e-4)


def test_ssim(ground: Floats) -> None:
    picture = _color(ground)
    noisy = np.clip(picture + np.random.default_rng(0).normal(0, 0.1, picture.shape), 0, 1)
    assert ssim(picture, picture) == pytest.approx(1)
    assert ssim(picture, noisy) < 0.9
    assert ssim(picture[:5, :5], picture[:5, :5]) == pytest.approx(1)
    assert ssim(picture[:2, :2], picture[:2, :2]) == 1


def test_colorfulness_by_hand() -> None:
    assert colorfulness(np.full((4, 4, 3), 77, np.uint8)) == 0
    halves = np.zeros((2, 2, 3), np.uint8)
    halves[0] = (255, 0, 0)  # rg 255, yb 127.5
    halves[1] = (0, 0, 255)  # rg 0, yb -255
    spread = math.hypot(127.5, 191.25)
    assert colorfulness(halves) == pytest.approx(spread + 0.3 * math.hypot(127.5, -63.75), rel=1e-6)


def test_mean_intensity_and_its_unrest() -> None:
    assert mean_intensity(np.full((2, 3, 3), 51, np.uint8)) == pytest.approx(0.2)
    assert mean_intensity(np.full((2, 3, 3), 0.25, np.float32)) == 0.25
    assert unrest([0.2, 0.5, 0.4]) == pytest.approx((0.3 + 0.1) / 2)
    assert unrest([0.2]) == 0
