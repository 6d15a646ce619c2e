"""A still finds the frame it shows, to the frame, however it was saved on the way."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from engine.color.finding import Found, Still, find, nearer_frame, without_bars
from tests.material import moving_picture

LENGTH = 24
SIZE = (256, 144)
rng = np.random.default_rng(4)
GRAIN = cv2.GaussianBlur(rng.normal(0, 22, (400, 700)).astype(np.float32), (0, 0), 1.2) * 3


def scene(frame: int) -> np.ndarray:
    """A textured ground that moves steadily: neighbors look alike when small."""
    picture = moving_picture(frame, *SIZE).astype(np.float32)
    picture += GRAIN[20 : 20 + SIZE[1], 2 * frame : 2 * frame + SIZE[0], None]
    return np.clip(picture, 0, 255).astype(np.uint8)


def gray(frame: int) -> np.ndarray:
    return (scene(frame).astype(np.float32) @ np.float32([0.299, 0.587, 0.114])) / 255


def where(picture: np.ndarray) -> Found:
    found = [what for _, key, what in find({"still": Still(picture)}, gray, gray, LENGTH) if key is not None]
    assert len(found) == 1
    return found[0]


def small(picture: np.ndarray) -> np.ndarray:
    done, packed = cv2.imencode(".jpg", cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    assert done
    return cv2.imdecode(packed, cv2.IMREAD_COLOR)


def graded(picture: np.ndarray) -> np.ndarray:
    return np.round(255 * (picture / 255) ** 0.75 * (1.0, 0.9, 0.75)).astype(np.uint8)


def cropped(picture: np.ndarray) -> np.ndarray:
    return picture[:, 32:-32]  # 4:3 out of 16:9


def letterboxed(picture: np.ndarray) -> np.ndarray:
    return cv2.copyMakeBorder(picture, 24, 24, 0, 0, cv2.BORDER_CONSTANT, value=(3, 3, 3))


@pytest.mark.parametrize("change", [small, graded, cropped, letterboxed])
@pytest.mark.parametrize("frame", [5, 17])
def test_a_still_finds_its_frame(change: Callable[[np.ndarray], np.ndarray], frame: int) -> None:
    found = where(change(scene(frame)))
    assert found.frame == frame and found.is_sure


def test_another_picture_finds_none() -> None:
    assert not where(rng.integers(0, 255, (144, 256, 3), np.uint8)).is_sure
    assert not where(np.full((144, 256, 3), 90, np.uint8)).is_sure


def test_a_number_that_is_one_off_is_noticed_and_a_right_one_is_not() -> None:
    still = Still(small(scene(9)))
    assert nearer_frame(still, 10, gray, LENGTH) == 9
    assert nearer_frame(still, 9, gray, LENGTH) == 9
    assert nearer_frame(Still(scene(0)), 0, gray, LENGTH) == 0


def test_dark_scenes_keep_their_edges() -> None:
    dark = np.zeros((100, 160), np.float32)
    assert without_bars(dark).shape == dark.shape
    dark[:70] = 0.5  # dark below alone is no bar
    assert without_bars(dark).shape == dark.shape


@pytest.mark.parametrize("shape", [(2, 5000), (5000, 2), (1, 1)])
def test_a_sliver_is_no_frame_and_no_error(shape: tuple[int, int]) -> None:
    assert not where(np.random.default_rng(0).integers(0, 255, (*shape, 3)).astype(np.uint8)).is_sure
