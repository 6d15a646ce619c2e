"""A virtual camera over a map: it looks where it should, averages what it sees, and its clips are theirs alone."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.color.hdr import Camera, inverse_of
from engine.runtime.errors import InputError
from engine.training.pans import HELD_OUT, SPEED, Panorama, View, find_maps, hdr_clip, pan, read_maps


def longitudes_and_latitudes() -> NDArray[np.float32]:
    """A map whose values tell where they are: red from west to east, green from down to up, blue even light."""
    made = np.ones((90, 180, 3), np.float32)
    made[..., 0] = np.abs((np.arange(180) + 0.5) / 180 - 0.5) * 2  # 0 ahead, 1 behind, without a seam
    made[..., 1] = (0.5 - (np.arange(90)[:, None] + 0.5) / 90) * 2 + 1
    return made


@pytest.fixture
def panorama() -> Panorama:
    return Panorama(longitudes_and_latitudes())


@pytest.mark.parametrize(
    ("yaw", "pitch", "expected"),
    [
        (0, 0, (0, 1)),
        (90, 0, (0.5, 1)),
        (-90, 0, (0.5, 1)),
        (180, 0, (1, 1)),
        (0, 45, (0, 1.5)),
        (90, -30, (0.5, 2 / 3)),
    ],
)
def test_the_middle_is_where_the_camera_looks(
    panorama: Panorama, yaw: float, pitch: float, expected: tuple[float, float]
) -> None:
    seen = panorama.seen(View(np.radians(yaw), np.radians(pitch), 0, np.radians(60)), 33, 33)
    np.testing.assert_allclose(seen[16, 16], (*expected, 1), atol=0.02)


def test_right_is_east_up_is_up_and_the_field_is_what_it_says(panorama: Panorama) -> None:
    seen = panorama.seen(View(np.radians(90), 0, 0, np.radians(80)), 64, 64)
    assert seen[32, 63, 0] > seen[32, 0, 0] and seen[0, 32, 1] > seen[63, 32, 1]
    across = (seen[32, 63, 0] - seen[32, 0, 0]) * 180  # degrees of longitude from the first pixel to the last
    assert across == pytest.approx(79, abs=1)
    upright, tilted = (panorama.seen(View(0, 0, roll, 1.2), 65, 65)[..., 1] for roll in (0, np.pi / 2))
    assert np.ptp(upright[32]) < 0.02 < 0.5 < np.ptp(tilted[32])
    behind = panorama.seen(View(np.pi, 0, 0, 1.0), 32, 32)
    assert behind[..., 0].min() > 0.8  # no seam


def test_what_is_finer_than_a_pixel_is_averaged_and_not_picked() -> None:
    checks = np.indices((256, 512)).sum(0)[..., None] % 2 * np.ones(3)
    seen = Panorama(checks.astype(np.float32) * 100).seen(View(0.3, 0.1, 0, 1.5), 24, 24)
    assert np.abs(seen - 50).max() < 12


def test_paths_are_smooth_and_slow(panorama: Panorama) -> None:
    for seed in range(20):
        views = pan(np.random.default_rng(seed), 60)
        turned = np.diff([(view.yaw, view.pitch) for view in views], axis=0)
        assert np.hypot(*turned.T).max() <= SPEED
        assert np.abs(np.diff(turned, axis=0)).max() < 0.2 * SPEED
        assert all(abs(view.pitch) <= np.radians(25) and abs(view.roll) <= np.radians(4) for view in views)


@pytest.mark.parametrize("has_objects", [False, True])
def test_a_clip_is_the_light_and_what_a_camera_makes_of_it(panorama: Panorama, has_objects: bool) -> None:
    camera = Camera(0.8, 0.5)
    clips = [
        hdr_clip(panorama, np.random.default_rng(7), 4, 40, 56, curve=camera, has_objects=has_objects) for _ in "ab"
    ]
    clip = clips[0]
    assert clip.linear.shape == (4, 40, 56, 3) and clip.linear.dtype == np.float32
    assert clip.ldr.shape == clip.linear.shape and clip.ldr.dtype == np.uint8
    clipped = clip.linear.max(3) >= 1
    assert 0.049 < clipped.mean() < 0.151
    below = clip.linear < 1
    assert np.abs(inverse_of(clip.ldr, camera) - clip.linear)[below].max() < 0.012
    np.testing.assert_array_equal(clip.linear, clips[1].linear)
    other = hdr_clip(panorama, np.random.default_rng(8), 4, 40, 56, curve=camera, has_objects=has_objects)
    assert not np.array_equal(clip.ldr, other.ldr)


def test_maps_to_measure_on_are_not_those_to_train_on(tmp_path: Path) -> None:
    for name in (HELD_OUT[0], "somewhere"):
        assert cv2.imwrite(str(tmp_path / f"{name}_1k.hdr"), longitudes_and_latitudes())
    measured, trained = (find_maps(tmp_path, is_held_out_part=part) for part in (True, False))
    assert [file.stem for file in measured] == [f"{HELD_OUT[0]}_1k"]
    assert [file.stem for file in trained] == ["somewhere_1k"]
    assert read_maps(trained)[0].width == 180
    trained[0].unlink()
    with pytest.raises(InputError, match="no HDR maps to train on"):
        find_maps(tmp_path, is_held_out_part=False)
    with pytest.raises(InputError, match="not twice as wide"):
        Panorama(np.zeros((10, 10, 3), np.float32))
