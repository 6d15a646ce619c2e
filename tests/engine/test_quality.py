"""The benchmark's protocol: which frames are references, what is scored, and that methods never see the color."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.quality import FIGURES, measure, spread
from engine.media.source import open_source
from engine.metrics.clip import measure_clip
from engine.runtime.errors import InputError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two sequences of a colored square sliding over gray noise."""
    noise = cv2.GaussianBlur(np.random.default_rng(0).integers(0, 255, (96, 128), np.uint8), (0, 0), 2)[..., None]
    for name, speed in {"slow": 1, "fast": 4}.items():
        sequence = tmp_path / "frames" / name
        sequence.mkdir(parents=True)
        for index in range(6):
            image = np.repeat(noise, 3, axis=2)
            square = slice(24, 72), slice(16 + index * speed, 64 + index * speed)
            image[square] = image[24:72, 16:64] // 3 + np.array((30, 70, 150), np.uint8)
            assert cv2.imwrite(str(sequence / f"{index:05d}.png"), image)
    return tmp_path


def test_references_are_spread_evenly() -> None:
    assert spread(50, 1) == [0]
    assert spread(50, 2) == [0, 49]
    assert spread(51, 3) == [0, 25, 50]
    assert spread(50, 5) == [0, 12, 24, 37, 49]
    with pytest.raises(InputError):
        spread(2, 3)


def test_every_figure_of_every_sequence_and_their_mean(folder: Path) -> None:
    measured = measure(folder, "recursive")
    assert set(measured) == {"method", "references", "mean", "sequences"}
    assert list(measured["sequences"]) == ["fast", "slow"]
    for values in (measured["mean"], *measured["sequences"].values()):
        assert tuple(values) == FIGURES
    psnrs = [values["psnr"] for values in measured["sequences"].values()]
    assert measured["mean"]["psnr"] == pytest.approx(np.mean(psnrs))


def test_warping_beats_copying_and_more_references_beat_fewer(folder: Path) -> None:
    copied, warped = measure(folder, "copy"), measure(folder, "recursive")
    assert warped["mean"]["psnr"] > copied["mean"]["psnr"] + 1
    assert measure(folder, "copy", 3)["mean"]["psnr"] > copied["mean"]["psnr"]


def test_short_runs(folder: Path) -> None:
    measured = measure(folder, "copy", sequences=["slow"], size=(64, 48), every=2)
    assert list(measured["sequences"]) == ["slow"]
    with pytest.raises(InputError, match="no sequence 'cow'"):
        measure(folder, "copy", sequences=["cow"])
    with pytest.raises(InputError, match="no method 'magic'"):
        measure(folder, "magic")


def test_a_perfect_result_measures_as_one(folder: Path) -> None:
    clip = open_source(folder / "frames" / "slow")
    figures = measure_clip(clip, clip, clip)
    assert figures["psnr"] == 100 and figures["ssim"] == pytest.approx(1) and figures["f_data"] == 100
    assert figures["e_warp"] < 0.2
    other = open_source(folder / "frames" / "fast")
    assert measure_clip(other, None, clip)["psnr"] < 40
    clip.close()
    other.close()


def test_unsteadiness_is_measured_within_shots_and_beside_the_source_s_own(folder: Path, tmp_path: Path) -> None:
    joined = tmp_path / "joined"
    joined.mkdir()
    for number, picture in enumerate(sorted((folder / "frames").glob("*/*.png"))):
        (joined / f"{number:05d}.png").write_bytes(picture.read_bytes())
    with open_source(joined) as both, open_source(folder / "frames" / "fast") as fast:  # type: ignore[attr-defined]
        within = measure_clip(both, both, cuts=[6])
        assert within["e_warp"] == within["e_warp_reference"] < measure_clip(both, both)["e_warp"]
        with open_source(folder / "frames" / "slow") as slow:  # type: ignore[attr-defined]
            apart = [measure_clip(shot, shot)["e_warp"] for shot in (fast, slow)]
    assert within["e_warp"] == pytest.approx(np.mean(apart))
