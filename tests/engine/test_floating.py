"""Scene-linear keyframes are painted on without losing what lies above white."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.media.images import read_picture
from engine.paint.brush import Brush
from engine.paint.floating import floats_of, kept_deep
from engine.paint.ink import ColorInk, GrayInk, PictureInk
from engine.paint.opening import opened
from engine.paint.raster import Raster
from engine.paint.stroke import Stroke
from engine.project.blobs import Blobs
from tests.app.moving_bars import NumberedSource

WEIGHTS = np.array([0.2126, 0.7152, 0.0722], np.float32)


def bright(shape: tuple[int, int]) -> NDArray[np.float32]:
    """Light from black to twice white, slightly warm, with a pixel below black."""
    light = np.linspace(0, 2, shape[0] * shape[1], dtype=np.float32).reshape(shape)
    made = light[..., None] * np.array([1.1, 1.0, 0.8], np.float32)
    made[0, 0] = (-0.25, 0.1, 0.0)
    return made


def stroke(on: Raster, ink: ColorInk | GrayInk | PictureInk, row: float, radius: float = 4) -> None:
    drawn = Stroke(on, Brush(radius, 1.0, 1.0), ink)
    drawn.to(4, row, 1.0)
    drawn.to(on.shape[1] - 4, row, 1.0)
    drawn.finish()


@pytest.fixture
def on() -> Raster:
    source = NumberedSource(4)
    height, width = source.read(0).shape[:2]
    return opened(source, 0, bright((height, width)))


def test_what_is_not_painted_keeps_its_floats_to_the_bit(on: Raster, tmp_path: Path) -> None:
    height = on.shape[0]
    before = bright(on.shape)
    assert np.array_equal(kept_deep(on.pixels, on.ground), before)
    stroke(on, ColorInk((0.2, 0.3, 0.9)), height / 4)
    made = kept_deep(on.pixels, on.ground)
    is_painted = (on.pixels != on.ground.origin).any(-1)
    assert is_painted.any() and np.array_equal(made[~is_painted], before[~is_painted])
    blobs = Blobs(tmp_path / "p.tintloom" / "blobs")
    blob = blobs.put_picture(made)
    assert blob.endswith(".exr") and np.array_equal(read_picture(blobs.path(blob)), made)


def test_paint_keeps_the_light_there_was(on: Raster) -> None:
    before = bright(on.shape)
    row = int(on.shape[0] * 0.46)  # where red is above white already, and green is not
    assert before[row, 10:-10, 0].min() > 1 > before[row, 10:-10, 1].max()
    stroke(on, ColorInk((0.2, 0.3, 0.9)), row)
    made = kept_deep(on.pixels, on.ground)[row, 10:-10]
    assert np.allclose(made @ WEIGHTS, before[row, 10:-10] @ WEIGHTS, rtol=0.02)
    assert (made[:, 2] > made[:, 0]).all()


def test_above_white_the_light_stays_and_no_color_can_be_seen_or_laid(on: Raster) -> None:
    row = on.shape[0] - 6
    stroke(on, ColorInk((0.2, 0.3, 0.9)), row)
    assert np.array_equal(kept_deep(on.pixels, on.ground)[row], bright(on.shape)[row])


def test_what_was_meant_to_be_dark_is_dark(on: Raster) -> None:
    row = on.shape[0] * 3 // 4
    stroke(on, ColorInk((0.1, 0.1, 0.1), keeps_light=False), row)
    assert kept_deep(on.pixels, on.ground)[row, 10:-10].max() < 0.1


def test_restored_is_as_if_it_had_never_been_painted(on: Raster) -> None:
    stroke(on, ColorInk((0.2, 0.3, 0.9)), 10)
    stroke(on, PictureInk(), 10, 12)
    assert np.array_equal(kept_deep(on.pixels, on.ground), bright(on.shape))


def test_other_pictures_are_stored_as_they_were() -> None:
    on = opened(NumberedSource(4), 0)
    assert on.ground.floats is None and kept_deep(on.pixels, on.ground) is on.pixels
    assert floats_of(np.zeros((2, 2, 3), np.uint16)) is None
    odd = floats_of(np.array([[[np.nan, np.inf, -np.inf]]], np.float32))
    assert odd is not None and np.isfinite(odd).all()
