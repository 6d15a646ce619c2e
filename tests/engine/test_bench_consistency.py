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
    }
    assert place._other_mode(first.read, 1)["mean"] > 0.95  # measured against the other mode
    assert place._other_mode(second.read, 0)["mean"] > 0.95

    def half(frame: int) -> NDArray[np.uint8]:
        picture = first.read(frame)
        picture[:, 24:] = second.read(frame)[:, 24:]
        return picture

    assert 0.35 < place._other_mode(half, 0)["mean"] < 0.65


def test_wrong_names_end_in_a_sentence(folder: Path) -> None:
    with pytest.raises(InputError, match="no variant 'fancy'"):
        measure(folder, ["fancy"])
    with pytest.raises(InputError, match="no pair cow"):
        measure(folder, ["plain"], pairs=["cow"])
    with pytest.raises(InputError, match="second pair"):
        measure(folder, ["start"], pairs=["jumps"], params=PARAMS)
