"""The benchmark of consistency: which figures it gives, and that the share of another mode is what it says."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.consistency import _Place, measure
from engine.runtime.errors import InputError
from tests.engine.pairs import Treated

PARAMS = {"working_height": 24, "epochs": 3, "network_width": 4}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pair with two modes and one that only trembles."""
    given = Treated(6, speed=0.5)
    for name, treated in {
        "jumps": Treated(6, modes=(0, 1, 0, 1, 0, 1), speed=0.5),
        "trembles": Treated(6, modes=(0,) * 6, noise=0.03, speed=0.5),
    }.items():
        for kind, clip in (("input", given), ("processed", treated)):
            (tmp_path / name / kind).mkdir(parents=True)
            for frame in range(6):
                file = tmp_path / name / kind / f"{frame:05d}.png"
                assert cv2.imwrite(str(file), clip.read(frame)[..., ::-1])
    return tmp_path


def test_every_variant_gives_its_figures(folder: Path) -> None:
    told: list[str] = []
    measured = measure(folder, ["plain", "irt", "start"], params=PARAMS, device="cpu", told=told.append)
    assert list(measured) == ["jumps", "trembles"]
    for name, rows in measured.items():
        assert list(rows) == ["input", "processed", "plain", "irt", "start"]
        assert rows["input"]["e_warp"] < rows["processed"]["e_warp"]
        for variant in ("plain", "irt", "start"):
            row = rows[variant]
            assert {"e_warp", "f_data", "unrest", "epochs", "seconds", "seconds_per_frame"} <= set(row)
            assert row["epochs"] == (1 if variant == "start" else 3)
            assert ("other_mode" in row) == (name == "jumps")
    assert measured["jumps"]["irt"]["other_mode"]["mean"] < 0.2
    assert any("weights to start from" in text for text in told)


def test_the_share_of_another_mode(folder: Path, tmp_path: Path) -> None:
    place = _Place(folder / "jumps", tmp_path / "scratch", 0, 0)
    first, second = (Treated(6, modes=(mode,) * 6, speed=0.5) for mode in (0, 1))
    assert place._other_mode(first.read, 0) == {
        "mean": pytest.approx(0, abs=0.02),
        "worst": pytest.approx(0, abs=0.05),
        "frames": 6,
    }
    assert place._other_mode(first.read, 1)["mean"] > 0.95  # measured against the other mode
    assert place._other_mode(second.read, 0)["mean"] > 0.95

    def half(frame: int) -> NDArray[np.uint8]:
        picture = first.read(frame)
        picture[:, 24:] = second.read(frame)[:, 24:]
        return picture

    assert 0.35 < place._other_mode(half, 0)["mean"] < 0.65


def test_frames_that_are_partly_of_another_mode_stand_for_none(tmp_path: Path) -> None:
    """As in the goat: frame 3 has the second mode on its right half; that is not how the first one looks."""
    modes = (0, 0, 0, 0, 1, 1, 1, 1)
    given, treated, second = (Treated(8, modes=m, speed=0.2) for m in (None, modes, (1,) * 8))
    for kind, clip in (("input", given), ("processed", treated)):
        (tmp_path / "pair" / kind).mkdir(parents=True)
        for frame in range(8):
            picture = clip.read(frame)
            if kind == "processed" and frame == 3:
                picture[:, 28:] = second.read(frame)[:, 28:]
            assert cv2.imwrite(str(tmp_path / "pair" / kind / f"{frame:05d}.png"), picture[..., ::-1])
    place = _Place(tmp_path / "pair", tmp_path / "scratch", 0, 0)
    (first,) = (mode for mode in place.modes(0) if 0 in mode.frames)
    assert first.frames == (0, 1, 2, 3) and first.clear == (0, 1, 2)
    wanted = Treated(8, modes=(0,) * 8, speed=0.2)
    assert place._other_mode(wanted.read, 0)["worst"] < 0.05
    assert place._other_mode(second.read, 0)["mean"] > 0.95


def test_wrong_names_end_in_a_sentence(folder: Path) -> None:
    with pytest.raises(InputError, match="no variant 'fancy'"):
        measure(folder, ["fancy"])
    with pytest.raises(InputError, match="no pair cow"):
        measure(folder, ["plain"], pairs=["cow"])
    told: list[str] = []
    with pytest.raises(InputError, match="second pair"):
        measure(folder, ["plain", "start"], pairs=["jumps"], params=PARAMS, told=told.append)
    assert not told, "it says so before it works"
