"""`tintloom bench hdr` makes clips of the maps held out, gives HDR keyframes and measures the light of the others."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.hdr import FIGURES, measure, run
from engine.runtime.errors import InputError
from engine.training.pans import HELD_OUT


@pytest.fixture
def maps(tmp_path: Path) -> Path:
    """Smooth light with lamps far brighter than the rest, under the name of a map held out."""
    noise = np.random.default_rng(0).normal(size=(64, 128, 3)).astype(np.float32)
    light = np.exp(cv2.GaussianBlur(noise, (0, 0), 3) * 14)
    for name in (HELD_OUT[0], "elsewhere"):
        assert cv2.imwrite(str(tmp_path / f"{name}_1k.hdr"), light)
    return tmp_path


BRIEF = {"pans": 1, "frames": 9, "size": (48, 40)}


def test_keyframes_tell_what_the_ldr_frames_have_burnt_out(maps: Path) -> None:
    inverse, copied, warped = (measure(maps, name, 4, **BRIEF) for name in ("inverse", "copy", "recursive"))
    assert list(inverse["clips"]) == [f"{HELD_OUT[0]}_1k 1"]
    for measured in (inverse, copied, warped):
        assert set(measured["mean"]["blended"]) == {*FIGURES, "seconds_per_frame"}
    assert inverse["mean"]["blended"]["rmse_log"] == inverse["mean"]["alone"]["rmse_log"]
    assert warped["mean"]["blended"]["rmse_log"] < inverse["mean"]["blended"]["rmse_log"]
    assert warped["mean"]["blended"]["rmse_log_clipped"] < copied["mean"]["blended"]["rmse_log_clipped"]
    assert warped["mean"]["blended"]["rmse_log"] < warped["mean"]["alone"]["rmse_log"]


def test_the_seed_decides_and_near_keyframes_help(maps: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, far = run(maps, ["copy"], [2, 10], as_json=True, **BRIEF)
    assert json.loads(capsys.readouterr().out)[0]["interval"] == 2
    assert one["mean"]["alone"]["rmse_log"] < far["mean"]["alone"]["rmse_log"]
    again = measure(maps, "copy", 2, **BRIEF)
    assert again["mean"]["alone"]["rmse_linear"] == one["mean"]["alone"]["rmse_linear"]
    run(maps, ["copy"], [10], **BRIEF)
    told = " ".join(capsys.readouterr().out.split())
    assert "other footage" in told and "an HDR keyframe every 10 frames" in told


def test_a_camera_that_is_not_known_is_found_from_the_keyframes(maps: Path) -> None:
    alone, warped = (measure(maps, name, 4, is_camera_known=False, **BRIEF) for name in ("inverse", "recursive"))
    known = measure(maps, "recursive", 4, **BRIEF)["mean"]["blended"]["rmse_log"]
    assert warped["mean"]["blended"]["rmse_log"] < min(2 * known, 0.5 * alone["mean"]["blended"]["rmse_log"])


def test_a_method_that_knows_no_hdr_is_named(maps: Path) -> None:
    with pytest.raises(InputError, match="dvp does not propagate HDR"):
        run(maps, ["dvp"], [10])
    (maps / f"{HELD_OUT[0]}_1k.hdr").unlink()
    with pytest.raises(InputError, match="none of the HDR maps to measure on"):
        measure(maps, "copy", 10)
