"""Light beyond white: cameras and their inverses, the logarithm, what is blended where, scales that agree."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.color.hdr import (
    CLIPPED,
    SRGB,
    Camera,
    Curve,
    blended,
    clipping,
    curve_between,
    exposure_clipping,
    from_log,
    inverse_of,
    ldr_of,
    random_camera,
    random_exposure,
    scale_between,
    to_log,
)

CAMERAS: tuple[Curve, ...] = (SRGB, Camera(), Camera(0.6, 0.3), Camera(1.2, 0.9))


@pytest.fixture
def scene() -> NDArray[np.float32]:
    """Light over six decades, most of it moderate."""
    return np.exp(np.random.default_rng(3).normal(-2, 2, (48, 64, 3))).astype(np.float32)


@pytest.mark.parametrize("curve", CAMERAS)
def test_a_camera_s_curve_rises_from_black_to_white_and_is_undone_exactly(curve: Curve) -> None:
    light = np.linspace(0, 1, 4001, dtype=np.float32)
    shown = curve.encode(light)
    assert shown[0] == 0 and shown[-1] == pytest.approx(1) and (np.diff(shown) >= 0).all()
    np.testing.assert_allclose(curve.decode(shown), light, atol=2e-5)
    assert curve.encode(np.float32([3.0, -1.0])).tolist() == pytest.approx([1, 0])


@pytest.mark.parametrize("curve", CAMERAS)
def test_eight_bits_that_are_not_clipped_tell_the_light(curve: Curve, scene: NDArray[np.float32]) -> None:
    ldr = ldr_of(scene, 1.0, curve)
    assert ldr.dtype == np.uint8
    assert np.array_equal(ldr_of(inverse_of(ldr, curve), 1.0, curve), ldr)  # every level has its light
    below = scene < 1
    assert np.abs(inverse_of(ldr, curve) - scene)[below].max() < 0.014
    assert (inverse_of(ldr, curve)[~below] > 0.98).all()


def test_sixteen_bits_tell_the_same_as_eight() -> None:
    ldr = np.arange(256, dtype=np.uint8).reshape(1, -1, 1).repeat(3, 2)
    np.testing.assert_array_equal(inverse_of(ldr), inverse_of(ldr.astype(np.uint16) * 257))


def test_the_logarithm_is_undone_and_never_below_black(scene: NDArray[np.float32]) -> None:
    np.testing.assert_allclose(from_log(to_log(scene)), scene, rtol=1e-4, atol=1e-7)
    assert to_log(np.zeros(1, np.float32))[0] == pytest.approx(np.log(0.01))
    assert from_log(np.float32([-9.0]))[0] == 0


def test_exposures_burn_out_the_share_that_was_asked_for(scene: NDArray[np.float32]) -> None:
    for share in (0.05, 0.15):
        clipped = (scene * exposure_clipping(scene, share)).max(2) >= 1
        assert clipped.mean() == pytest.approx(share, abs=1e-3)
    drawn = [random_exposure(scene, np.random.default_rng(seed)) for seed in range(20)]
    shares = [float(((scene * exposure).max(2) >= 1).mean()) for exposure in drawn]
    assert min(shares) >= 0.0499 and max(shares) <= 0.1501 and len(set(shares)) > 10
    assert drawn[0] == random_exposure(scene, np.random.default_rng(0))
    assert exposure_clipping(np.zeros((4, 4, 3)), 0.1) == 1


def test_cameras_are_drawn_near_the_mean_of_the_data_base() -> None:
    drawn = [random_camera(np.random.default_rng(seed)) for seed in range(300)]
    assert np.mean([camera.exponent for camera in drawn]) == pytest.approx(0.9, abs=0.02)
    assert np.std([camera.softness for camera in drawn]) == pytest.approx(0.1, abs=0.02)
    assert all(0.59 < camera.exponent < 1.21 and 0.29 < camera.softness < 0.91 for camera in drawn)


def test_a_prediction_shows_only_where_the_frame_is_burnt_out(scene: NDArray[np.float32]) -> None:
    ldr = ldr_of(scene)
    alpha = clipping(ldr)
    assert alpha.shape == ldr.shape[:2] and alpha.min() == 0 and alpha.max() == 1
    assert (alpha[ldr.max(2) == 255] == 1).all() and (alpha[ldr.max(2) < CLIPPED * 255] == 0).all()
    half = np.full((1, 1, 3), round(255 * (1 + CLIPPED) / 2), np.uint8)
    assert clipping(half)[0, 0] == pytest.approx(0.5, abs=0.05)
    made = blended(ldr, scene * 7)
    np.testing.assert_array_equal(made[alpha == 0], inverse_of(ldr)[alpha == 0])
    np.testing.assert_allclose(made[alpha == 1], scene[alpha == 1] * 7, rtol=1e-5)
    right, alone = (np.abs(to_log(each) - to_log(scene)).mean() for each in (blended(ldr, scene), inverse_of(ldr)))
    assert right < alone / 5


def test_the_scale_of_an_hdr_keyframe_is_found_though_much_is_wrong(scene: NDArray[np.float32]) -> None:
    ldr = ldr_of(scene)
    assert scale_between(scene, ldr) == pytest.approx(1, rel=0.01)
    keyframe = scene * 180
    keyframe[:12] *= 5  # something that was not there in the other
    assert scale_between(keyframe, ldr) == pytest.approx(180, rel=0.1)
    assert scale_between(keyframe, np.full_like(ldr, 255)) is None
    assert scale_between(np.zeros_like(scene), ldr) is None


@pytest.mark.parametrize("curve", CAMERAS)
def test_the_camera_is_found_from_a_keyframe_at_any_scale(curve: Curve, scene: NDArray[np.float32]) -> None:
    light = np.concatenate([scene] * 6) * np.random.default_rng(0).lognormal(0, 0.3, (288, 64, 1)).astype(np.float32)
    ldr = ldr_of(light, 1.0, curve)
    keyframe = light * 40
    keyframe[:30] = keyframe[::-1][:30]  # an eighth does not fit
    found = curve_between(keyframe, ldr)
    assert (found == SRGB) is (curve == SRGB)
    scale = scale_between(keyframe, ldr, found)
    assert scale is not None
    told = (ldr.max(2) < CLIPPED * 255)[..., None] & (ldr > 25)
    error = np.log(inverse_of(ldr, found)[told] * scale) - np.log(inverse_of(ldr, curve)[told] * 40)
    assert np.abs(error).max() < 0.08


def test_a_curve_like_gamma_is_found_too_and_nothing_is_made_of_nothing(scene: NDArray[np.float32]) -> None:
    light = np.concatenate([scene] * 4)
    for gamma in (1.0, 1.8, 2.6):
        ldr = np.rint(np.clip(light, 0, 1) ** (1 / gamma) * 255).astype(np.uint8)
        found = curve_between(light, ldr)
        np.testing.assert_allclose(found.decode(np.float32([0.25, 0.5])), np.float32([0.25, 0.5]) ** gamma, rtol=0.2)
    assert curve_between(scene, np.full(scene.shape, 255, np.uint8)) == SRGB
    assert curve_between(scene, np.full(scene.shape, 128, np.uint8)) == SRGB
