"""`tintloom bench speed` runs methods in turns on the same frames and tells how they compare."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.stpn_speed import method_times, network_times, run
from engine.runtime.errors import InputError
from tests.engine.shapes import Shapes


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    import cv2

    shapes = Shapes(5)
    for frame in range(5):
        assert cv2.imwrite(str(tmp_path / f"{frame:05d}.png"), shapes.truth(frame)[..., ::-1])
    return tmp_path


def test_methods_take_turns_and_the_first_is_compared_with_the_others(
    clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    brief = {"frames": 5, "interval": 4, "size": (48, 32), "repeats": 2}
    told: list[str] = []
    measured = method_times(clip, ["recursive", "copy"], told=told.append, **brief)
    assert [line.split(":")[0] for line in told] == ["recursive", "copy"] * 3
    assert [("not counted" in line) for line in told] == [True] * 2 + [False] * 4
    seconds = measured["seconds_per_frame"]
    assert measured["ratio"]["recursive/copy"] == pytest.approx(seconds["recursive"] / seconds["copy"])
    run(clip, ["copy"], has_networks=False, **brief)
    assert "Whole runs" in capsys.readouterr().out


def test_a_clip_that_is_too_short_is_named(clip: Path) -> None:
    with pytest.raises(InputError, match="has 5 frames, fewer than the 24"):
        method_times(clip, ["copy"])


def test_every_network_of_stpn_is_timed() -> None:
    network = pytest.importorskip("engine.networks.stpn")
    times = network_times("cpu", side=32, repeats=1)
    assert set(times) == set(network.SIZES) and all(taken > 0 for taken in times.values())
