"""The benchmark's protocol: which frames are references, what is scored, and that methods never see the color."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.quality import FIGURES, measure, run, spaced, spread, style_energy
from engine.color.lab import lab_to_rgb
from engine.media.source import open_source
from engine.metrics.clip import measure_clip
from engine.metrics.fidelity import psnr, rmse
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


def test_keyframes_every_so_many_frames_leave_a_tail_with_one_on_its_left() -> None:
    assert spaced(50, 20) == [0, 20, 40]
    assert spaced(41, 20) == [0, 20, 40]
    assert spaced(6, 40) == [0]
    with pytest.raises(InputError, match="no frame is left"):
        spaced(50, 1)


def test_intervals_are_measured_beside_what_was_published(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    near, far = run(folder, ["copy"], (), (2, 10), sequences=["fast"])
    told = " ".join(capsys.readouterr().out.split())
    assert near["interval"] == 2 and "references" not in near
    assert near["mean"]["psnr"] > far["mean"]["psnr"] and near["mean"]["rmse"] < far["mean"]["rmse"]
    assert "a keyframe every 10 frames" in told
    assert told.count("other footage (ACT)") == 1 and "STPN 37.64 dB, RMSE 3.98" in told
    assert measure(folder, "copy", interval=40)["mean"]["psnr"] == measure(folder, "copy", 1)["mean"]["psnr"]


def test_style_energy_is_the_share_of_squared_chroma_that_is_left() -> None:
    lightness = np.full((8, 8), 60, np.float32)
    ab = np.random.default_rng(0).uniform(-20, 20, (8, 8, 2)).astype(np.float32)
    true, pale, gray = (lab_to_rgb(lightness, ab * share, np.uint16) for share in (1, 0.5, 0))
    assert style_energy(lambda frame: true, lambda frame: true, [0, 1]) == 1
    assert style_energy(lambda frame: pale, lambda frame: true, [0]) == pytest.approx(0.25, abs=1e-3)
    assert style_energy(lambda frame: (true, pale)[frame], lambda frame: (true, gray)[frame], [0, 1]) == 1


def test_rmse_is_in_levels_of_eight_bits_and_agrees_with_psnr() -> None:
    one = np.zeros((4, 4, 3), np.uint8)
    other = one + np.uint8(10)
    assert rmse(one, other) == pytest.approx(10, abs=1e-5)
    assert psnr(one, other) == pytest.approx(20 * np.log10(255 / 10))
    assert rmse(one, one) == 0


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
