"""`tintloom bench masks` gives the first mask, hides the others, and measures them."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.masks import AUGMENTATIONS, measure, run
from engine.media.masks import encode_mask
from engine.runtime.errors import InputError
from tests.engine.shapes import Shapes

BRIEF = {"working_height": 32, "warm_up": 60, "steps_per_frame": 3, "finish": 20, "network_width": 12}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A disk that moves by a pixel a frame."""
    shapes = Shapes(5)
    for name in ("frames", "masks"):
        (tmp_path / name / "disk").mkdir(parents=True)
    for frame in range(5):
        cv2.imwrite(str(tmp_path / "frames" / "disk" / f"{frame:05d}.jpg"), shapes.truth(frame)[..., ::-1])
        y, x = np.mgrid[:32, :48]
        disk = np.hypot(x - 12 - frame, y - 19.2) < 6.4
        path = tmp_path / "masks" / "disk" / f"{frame:05d}.png"
        if frame % 2:
            path.write_bytes(encode_mask(disk.astype(np.uint8)))
        else:
            cv2.imwrite(str(path), disk.astype(np.uint8) * 255)
    return tmp_path


def test_the_first_mask_is_given_and_the_others_are_measured(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, ["crop+flip+copy-paste"], params=BRIEF, as_json=True, device="cpu")
    told = json.loads(capsys.readouterr().out)
    assert told["augmentation"] == "crop+flip+copy-paste"
    assert told["params"]["rotation"] is False
    assert set(told["sequences"]) == {"disk"}
    assert 0.3 < told["mean"]["j_mean"] <= 1
    assert told["mean"]["seconds_per_frame"] > 0


def test_any_method_that_takes_masks_is_measured_with_its_own_parameters(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (found,) = run(folder, method="flow", params={"working_height": "64"}, device="cpu")
    assert found["params"]["working_height"] == 64
    told = " ".join(capsys.readouterr().out.split())
    assert "flow: masks from the first one (working_height=64)" in told
    assert "SEG(t+s) J 76.2, F 73.5" in told
    with pytest.raises(InputError, match="flow: parameter 'quality'"):
        measure(folder, method="flow", params={"quality": "good"})


def test_a_missing_mask_and_an_unknown_way_are_named(folder: Path) -> None:
    with pytest.raises(InputError, match="no augmentation 'paste'"):
        run(folder, ["paste"])
    (folder / "masks" / "disk" / "00003.png").unlink()
    with pytest.raises(InputError, match=r"no true mask .*00003\.png"):
        measure(folder, params=BRIEF)
    assert not any(AUGMENTATIONS["none"].values())
