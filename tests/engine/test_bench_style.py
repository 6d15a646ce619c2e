"""`tintloom bench style` gives one styled frame, and measures the others beside a frame-by-frame style."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.style import measure, run
from engine.media.pictures import read_picture
from engine.runtime.errors import InputError
from tests.engine.shapes import Shapes

BRIEF = {"working_height": 32, "warm_up": 60, "steps_per_frame": 3, "finish": 20, "network_width": 12}
FRAMES = 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A shot, and of its first and last frame a negative."""
    shapes = Shapes(FRAMES)
    for name in ("input", "styles"):
        (tmp_path / name).mkdir()
    for frame in range(FRAMES):
        shown = shapes.truth(frame)[..., ::-1]
        cv2.imwrite(str(tmp_path / "input" / f"{frame:03d}.png"), shown)
        if frame in (0, FRAMES - 1):
            cv2.imwrite(str(tmp_path / "styles" / f"style{frame:03d}.png"), 255 - shown)
    return tmp_path


def test_both_ways_are_measured_and_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    measured = run(folder, params=BRIEF, out=folder / "out", as_json=True)
    assert json.loads(capsys.readouterr().out) == measured
    ways = measured["ways"]
    assert set(ways) == {"input", "frame by frame", "dvp"}
    # a negative is told by the color alone: patches find it, and most of it the network does
    assert ways["frame by frame"]["psnr"] > 20
    assert ways["dvp"]["psnr"] > 12
    for way in ("frame-by-frame", "dvp"):
        pictures = sorted((folder / "out" / way).iterdir())
        assert len(pictures) == FRAMES
        assert read_picture(pictures[0]).shape == read_picture(folder / "input" / "000.png").shape


def test_with_every_styled_frame_given_nothing_is_left_to_compare(folder: Path) -> None:
    measured = measure(folder, (0, FRAMES - 1), params=BRIEF)
    assert measured["ways"]["dvp"]["psnr"] is None
    assert measured["ways"]["dvp"]["e_warp"] >= 0


def test_a_keyframe_that_nobody_styled_is_told(folder: Path) -> None:
    with pytest.raises(InputError, match="no styled picture of frame 2"):
        measure(folder, (2,), params=BRIEF)


def test_a_folder_without_styles_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="must hold the folders"):
        measure(tmp_path)


def test_the_first_patches_are_those_of_the_keyframe(folder: Path) -> None:
    """A frame that looks exactly like the keyframe takes on exactly its style."""
    measured = measure(folder, (0,), params=BRIEF, out=folder / "out")
    made = read_picture(folder / "out" / "frame-by-frame" / "00000.png").astype(np.float32)
    styled = read_picture(folder / "styles" / "style000.png").astype(np.float32)
    assert np.abs(made - styled).mean() < 3
    assert measured["keyframes"] == [0]
