"""`tintloom suggest`: frames with their reasons, for people and for machines."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from engine.cli.program import program
from engine.project.edits import decline, put_keyframe
from engine.project.file import ProjectFolder
from engine.project.model import Keyframe
from engine.runtime.errors import InputError
from tests.material import make_film

run = CliRunner().invoke
FRAMES = 20


@pytest.fixture
def film(tmp_path: Path) -> Path:
    rng = np.random.default_rng(3)
    wide = cv2.resize(rng.random((9, 40)).astype(np.float32), (320, 64), interpolation=cv2.INTER_CUBIC)
    pictures = []
    for frame in range(FRAMES):
        at = round(float(np.clip((frame - 5) / 9, 0, 1)) * 224)
        gray = np.clip(wide[:, at : at + 96] * 200 + 20, 0, 255).astype(np.uint8)
        pictures.append(np.repeat(gray[..., None], 3, 2))
    return make_film(tmp_path / "pan.mp4", FRAMES, pictures=pictures)


def test_frames_of_a_film_with_their_reasons(film: Path) -> None:
    done = run(program, ["suggest", str(film), "--budget", "2", "--one-shot", "--json"], catch_exceptions=False)
    assert done.exit_code == 0
    (shot,) = json.loads(done.stdout)["shots"]
    frames = sorted(each["frame"] for each in shot["suggested"])
    assert len(frames) == 2 and frames[0] < FRAMES / 2 <= frames[1]
    assert all(each["reasons"][0]["cause"] == "shows" for each in shot["suggested"])
    table = run(program, ["suggest", str(film), "--budget", "2", "--one-shot"], catch_exceptions=False).stdout
    assert "Shows" in table and str(frames[1]) in table


def test_a_project_is_asked_beside_its_keyframes(film: Path, tmp_path: Path) -> None:
    picture = np.full((64, 96, 3), (90, 130, 200), np.uint8)
    path = tmp_path / "key.png"
    cv2.imwrite(str(path), picture)
    with ProjectFolder.create(tmp_path / "reel.tintloom", film) as project:
        blob = project.blobs.put_file(path)
        project.append(put_keyframe(project.project, Keyframe(frame=1, image=blob)))
        place = project.path
    done = run(program, ["suggest", str(place), "--budget", "1", "--json"], catch_exceptions=False)
    (shot,) = json.loads(done.stdout)["shots"]
    assert shot["keyframes"] == [1]
    assert shot["suggested"][0]["frame"] > FRAMES / 2
    assert shot["suggested"][0]["reasons"][0]["cause"] == "new"
    assert shot["worth"] == [{"frame": 1, "loss_db": None, "against": None, "apart": 0.0}]
    with pytest.raises(InputError, match="no shot 7"):
        run(program, ["suggest", str(place), "--shot", "7"], catch_exceptions=False)


def test_what_was_declined_in_the_window_is_not_suggested(film: Path, tmp_path: Path) -> None:
    def suggested() -> set[int]:
        done = run(program, ["suggest", str(place), "--budget", "2", "--json"], catch_exceptions=False)
        return {each["frame"] for shot in json.loads(done.stdout)["shots"] for each in shot["suggested"]}

    with ProjectFolder.create(tmp_path / "reel.tintloom", film) as project:
        place = project.path
    first = min(suggested())
    with ProjectFolder.open(place) as project:
        project.append(decline(project.project, first))
    assert suggested() and first not in suggested()
