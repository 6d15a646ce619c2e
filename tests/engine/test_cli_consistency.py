"""`tintloom consistency` and what `tintloom metrics` says of steadiness and masks, as a script sees them."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from engine.cli import main
from engine.media.masks import encode_mask
from tests.engine.pairs import Treated
from tests.engine.test_cli import Told

SHORT = ["-p", "working_height=24", "-p", "epochs=3", "-p", "network_width=4", "--device", "cpu", "--one-shot"]


@pytest.fixture
def tintloom(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    def call(*words: object) -> Told:
        capfd.readouterr()
        monkeypatch.setattr(sys, "argv", ["tintloom", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capfd.readouterr()
        return Told(int(left.value.code or 0), out, err)

    return call


def _written(folder: Path, clip: Treated) -> Path:
    folder.mkdir()
    for frame in range(len(clip)):
        assert cv2.imwrite(str(folder / f"{frame:05d}.png"), clip.read(frame)[..., ::-1])
    return folder


@pytest.fixture
def pair(tmp_path: Path) -> list[object]:
    given = _written(tmp_path / "given", Treated(6))
    treated = _written(tmp_path / "treated", Treated(6, modes=(0, 0, 1, 1, 0, 1), noise=0.04))
    return ["--input", given, "--processed", treated]


def test_a_clip_is_made_steady_and_measured(tintloom: Any, pair: list[object], tmp_path: Path) -> None:
    out = tmp_path / "steady"
    told = tintloom("consistency", *pair, "-o", out, *SHORT, "--main-frame", 2, "--json")
    assert told.code == 0, told.err
    assert told.json["frames"] == 6
    assert told.json["params"]["irt"] is True
    (shot,) = told.json["shots"]
    assert (shot["start"], shot["stop"], shot["main_frame"]) == (0, 6, 2)
    assert 0 < shot["e_warp"] < shot["e_warp_processed"]
    assert sorted(path.name for path in out.glob("*.png")) == [f"{frame:08d}.png" for frame in range(6)]
    assert not (tmp_path / "steady.work").exists()
    curves = tmp_path / "curves.csv"
    words = ["--frames", out, "--reference", pair[1], "--processed", pair[3], "--curves", curves]
    figures = tintloom("metrics", *words, "--json").json["figures"]
    assert figures["e_warp"] < figures["e_warp_processed"]
    assert figures["unrest"] < figures["unrest_processed"]
    assert 10 < figures["f_data"] < 100
    with curves.open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["frame", "frames", "reference", "processed"]
    assert [row[0] for row in rows[1:]] == [str(frame) for frame in range(6)]
    assert float(rows[1][2]) == pytest.approx(Treated(6).read(0).mean() / 255, abs=1e-5)
    again = tintloom("metrics", *words, "--json")
    assert again.code == 1
    assert "--force" in again.err


def test_the_modes_are_listed(tintloom: Any, pair: list[object]) -> None:
    told = tintloom("consistency", *pair, "--modes", "--json").json
    assert sorted(mode["frames"] for mode in told["modes"]) == [[0, 1, 4], [2, 3, 5]]
    assert [mode["share"] for mode in told["modes"]] == [0.5, 0.5]
    assert "2-3, 5" in tintloom("consistency", *pair, "--modes").out


def test_clips_that_do_not_belong_together_end_in_a_sentence(
    tintloom: Any, pair: list[object], tmp_path: Path
) -> None:
    shorter = _written(tmp_path / "shorter", Treated(4, modes=(0,) * 4))
    narrow = _written(tmp_path / "narrow", Treated(6, 32, 32, modes=(0,) * 6))
    out = ["-o", tmp_path / "out", *SHORT]
    for processed, sentence in ((shorter, "6 frames and the processed clip 4"), (narrow, "another shape")):
        told = tintloom("consistency", "--input", pair[1], "--processed", processed, *out)
        assert told.code == 1
        assert sentence in told.err
        assert len(told.err.strip().splitlines()) == 1
    told = tintloom("consistency", *pair, *out, "--main-frame", 6)
    assert (told.code, "0 to 5" in told.err) == (1, True)
    assert tintloom("consistency", *pair).code == 2
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "out.work").exists()


def test_a_range_of_a_shorter_larger_processed_clip_is_enough(
    tintloom: Any, pair: list[object], tmp_path: Path
) -> None:
    larger = _written(tmp_path / "larger", Treated(4, 96, 64, modes=(0,) * 4))
    out = tmp_path / "out"
    told = tintloom(
        "consistency", "--input", pair[1], "--processed", larger, "--start", 1, "--stop", 4, "-o", out, *SHORT
    )
    assert told.code == 0, told.err
    assert sorted(path.name for path in out.glob("*.png")) == [f"{frame:08d}.png" for frame in (1, 2, 3)]
    assert cv2.imread(str(out / "00000002.png")).shape == (32, 48, 3)


def test_masks_are_measured(tintloom: Any, tmp_path: Path) -> None:
    truth = np.zeros((32, 48), np.uint8)
    truth[8:24, 8:24] = 1
    moved = np.roll(truth, 8, 1)
    for name, masks in (("made", [truth, truth, moved, truth]), ("true", [truth] * 4)):
        (tmp_path / name).mkdir()
        for frame, mask in enumerate(masks):
            (tmp_path / name / f"{frame:05d}.png").write_bytes(encode_mask(mask))
    words = ["metrics", "--masks", tmp_path / "made", "--truth-masks", tmp_path / "true"]
    figures = tintloom(*words, "--json").json["figures"]
    assert figures["j_mean"] == pytest.approx((1 + 1 / 3) / 2)  # of frames 1 and 2
    assert figures["j_recall"] == 0.5
    assert 0.5 < figures["f_mean"] < 1
    assert "accuracy of the masks' outlines" in tintloom(*words).out
    (tmp_path / "made" / "00003.png").unlink()
    assert "3 masks and" in tintloom(*words).err
    assert tintloom(*words[:3]).code == 2
    assert json.loads(tintloom(*words, "--json").out)["error"]
