"""Brush strokes finer than what the network learns are carried along the motion, as far as that can be trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.catalog import DvpParams
from engine.methods.dvp import propagate
from engine.methods.dvp_strokes import Strokes
from engine.runtime.context import Inputs, KeyframePicture
from engine.runtime.events import FrameReady
from tests.engine.shapes import Shapes, make_context

HEIGHT, WIDTH, SPEED = 96, 128, 3
COARSE = DvpParams(working_height=24, warm_up=30, steps_per_frame=1, finish=10, network_width=8)
WITHOUT = COARSE.model_copy(update={"strokes": False})


class Wall(Shapes):
    """A wall that passes by the camera; `strokes` are what a painter put on it."""

    def __init__(self, count: int) -> None:
        super().__init__(count, WIDTH, HEIGHT)
        random = np.random.default_rng(0)
        blotches = cv2.resize(random.random((10, 24)), (WIDTH + SPEED * count, HEIGHT), interpolation=cv2.INTER_CUBIC)
        grain = cv2.GaussianBlur(random.random(blotches.shape), (0, 0), 1.2) - 0.5
        self._wall = np.clip(blotches * 150 + grain * 250 + 50, 0, 255)
        self._paint = np.sign(cv2.GaussianBlur(random.random(blotches.shape), (0, 0), 1.5) - 0.5) * 20

    def truth(self, index: int) -> NDArray[np.uint8]:
        return np.repeat(np.rint(self._seen(self._wall, index))[..., None], 3, 2).astype(np.uint8)

    def read(self, index: int) -> NDArray[Any]:
        return self.truth(index)

    def strokes(self, index: int) -> NDArray[np.float64]:
        return self._seen(self._paint, index)

    def painted(self, index: int) -> NDArray[np.uint8]:
        ground = 200 - 0.5 * cv2.GaussianBlur(self.truth(index).astype(np.float64), (0, 0), 4)
        return np.rint(np.clip(ground + self.strokes(index)[..., None], 0, 255)).astype(np.uint8)

    def _seen(self, wall: NDArray[np.float64], index: int) -> NDArray[np.float64]:
        return wall[:, SPEED * index : SPEED * index + WIDTH]


def _run(folder: Path, wall: Wall, params: DvpParams, *keys: int) -> list[NDArray[Any]]:
    context = make_context(folder)
    keyframes = tuple(KeyframePicture(key, wall.painted(key), "style") for key in keys)
    list(propagate(Inputs(wall, 0, len(wall), keyframes, kind="style"), params, context))
    assert not (context.folder.path / "strokes").exists(), "what only the final pictures needed is gone"
    pictures = [context.folder.read_frame(frame) for frame in range(len(wall))]
    return [picture for picture in pictures if picture is not None]


def _worn(picture: NDArray[Any], wall: Wall, frame: int) -> float:
    """Return how much of the strokes is in the picture: 1 all, 0 nothing; the frame's border is left out."""
    inner = (slice(8, -8), slice(8, -8 - SPEED * len(wall)))
    fine = picture.astype(np.float64).mean(2)
    fine = (fine - cv2.GaussianBlur(fine, (0, 0), 4))[inner]
    strokes = wall.strokes(frame)
    strokes = (strokes - cv2.GaussianBlur(strokes, (0, 0), 4))[inner]
    return float((fine * strokes).sum() / (strokes * strokes).sum())


def test_strokes_go_with_what_they_were_painted_on(tmp_path: Path) -> None:
    wall = Wall(6)
    bare, made = _run(tmp_path / "bare", wall, WITHOUT, 0), _run(tmp_path / "made", wall, COARSE, 0)
    for frame in range(1, 6):
        assert _worn(bare[frame], wall, frame) < 0.3, "the network alone cannot have them"
        assert _worn(made[frame], wall, frame) > 0.6
        bare_off, made_off = (np.abs(each[frame].astype(float) - wall.painted(frame)).mean() for each in (bare, made))
        assert made_off < 0.7 * bare_off


def test_between_two_keyframes_strokes_are_not_a_blur_of_both(tmp_path: Path) -> None:
    wall = Wall(7)
    for frame, picture in enumerate(_run(tmp_path, wall, COARSE, 1, 5)):
        assert _worn(picture, wall, frame) > 0.6, frame


def test_what_the_keyframe_does_not_show_wears_none(tmp_path: Path) -> None:
    """Frame 5 shows 15 columns that were outside the keyframe."""
    wall = Wall(6)
    last = _run(tmp_path, wall, COARSE, 0)[5].astype(np.float64).mean(2)
    fine = np.abs(last - cv2.GaussianBlur(last, (0, 0), 4))
    assert fine[8:-8, -8:].mean() < 0.5 * fine[8:-8, 16:-32].mean()


def test_stopped_while_strokes_are_laid_it_ends_the_same(tmp_path: Path) -> None:
    wall = Wall(6)
    whole = _run(tmp_path / "whole", wall, COARSE, 0, 4)
    context = make_context(tmp_path / "parts")
    keyframes = tuple(KeyframePicture(key, wall.painted(key), "style") for key in (0, 4))
    inputs = Inputs(wall, 0, len(wall), keyframes, kind="style")
    finals = 0
    events = propagate(inputs, COARSE, context)
    for event in events:
        is_final = isinstance(event, FrameReady) and (context.folder.path / "strokes").exists()
        finals += is_final
        if finals == 3:
            break
    events.close()
    assert finals == 3
    list(propagate(inputs, COARSE, context))
    for frame, picture in enumerate(whole):
        again = context.folder.read_frame(frame)
        assert again is not None
        assert np.array_equal(again, picture), frame


@pytest.mark.parametrize("lines", [32, 64])
def test_ways_are_measured_on_the_whole_picture(tmp_path: Path, lines: int) -> None:
    """Strokes are as sharp however small the pictures are that the network learns from."""
    wall = Wall(4)
    made = _run(tmp_path, wall, COARSE.model_copy(update={"working_height": lines}), 0)
    assert _worn(made[3], wall, 3) > 0.6


def test_light_that_changes_comes_along_and_a_restless_answer_does_not(tmp_path: Path) -> None:
    """What the network answers has been 0.1 lighter since the keyframe, and quivers in every frame."""
    wall, random = Wall(3), np.random.default_rng(1)
    painted = [wall.painted(frame).astype(np.float32) / 255 for frame in range(3)]
    answered = [cv2.GaussianBlur(picture, (0, 0), 4) for picture in painted]
    quiver = cv2.GaussianBlur(random.standard_normal(painted[2].shape), (0, 0), 1.5).astype(np.float32) * 0.2
    keyframe = KeyframePicture(0, wall.painted(0), "style")
    made = Strokes(tmp_path, Inputs(wall, 0, 3, (keyframe,), kind="style")).add(
        2, answered[2] + np.float32(0.1) + quiver, lambda key: (painted[key], answered[key])
    )
    while True:
        try:
            next(made)
        except StopIteration as done:
            off = (done.value - painted[2])[8:-8, 8 : -8 - 2 * SPEED]
            break
    assert abs(off.mean() - 0.1) < 0.02
    assert off.std() < 0.5 * quiver.std()
