"""The benchmark of cost compares equal things, and says so only where a result is as good. Never how fast it is."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import cv2
import pytest
from rich.console import Console

from benchmarks.cost import Judge, Look, is_as_good, measure, print_tables
from benchmarks.cost_ways import Held
from engine.color.lab import to_unit
from engine.color.pair import Pair
from engine.metrics.warping import warping_error
from engine.runtime.errors import InputError
from tests.engine.pairs import Treated

WAYS = [
    "input",
    "processed",
    "plain loop",
    "faster steps",
    "coarse to fine",
    "small pictures",
    "from the frame, fitted",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pair whose brightness trembles."""
    for kind, clip in {"input": Treated(5), "processed": Treated(5, modes=(0,) * 5, noise=0.03)}.items():
        (tmp_path / kind).mkdir()
        for frame in range(5):
            assert cv2.imwrite(str(tmp_path / kind / f"{frame:05d}.png"), clip.read(frame)[..., ::-1])
    return tmp_path


def test_it_tells_of_steps_frames_and_ways(folder: Path) -> None:
    measured = measure(
        folder, frames=3, lines=32, height=16, width=4, epochs=4, sizes=((24, 16),), repeats=1, device="cpu"
    )
    assert [row["size"] for row in measured["steps"]] == [[24, 16]]
    for row in measured["steps"]:
        assert row["ratio"] == pytest.approx(row["plain_s"] / row["ours_s"])
        assert row["frame_ratio"] == pytest.approx(row["plain_frame_s"] / row["ours_frame_s"])
        assert row["plain_frame_s"] > 25 * row["plain_s"]
    assert measured["gpu"] is None
    rows = measured["ways"]
    assert list(rows) == WAYS  # no weights of this width come with the program
    for name in WAYS[2:]:
        row = rows[name]
        assert row["looks"][-1]["epoch"] == 4
        seconds = [look["seconds"] for look in row["looks"]]
        assert row["seconds"] == seconds[-1] > 0
        assert (row["faster"] is None) == (row["reached_s"] is None)
        assert row["reached_s"] is None or row["reached_s"] in seconds
        assert row["strict_s"] is None or row["strict_s"] >= row["reached_s"]
    assert rows["plain loop"]["reached_s"] <= rows["plain loop"]["seconds"]
    # what only makes steps faster learns the same; rounding is what may differ
    assert rows["faster steps"]["f_data"] == pytest.approx(rows["plain loop"]["f_data"], abs=0.5)
    assert rows["faster steps"]["e_warp"] == pytest.approx(rows["plain loop"]["e_warp"], rel=0.2)
    printed = StringIO()
    print_tables(measured, Console(file=printed, width=160))
    assert all(name in printed.getvalue() for name in (*WAYS, "24x16"))


def test_a_better_start_is_a_way_where_weights_fit(folder: Path) -> None:
    measured = measure(folder, frames=2, lines=16, width=16, epochs=1, sizes=(), device="cpu")
    assert list(measured["ways"]) == [*WAYS, "better start"]


def test_its_figures_are_those_of_the_metrics(folder: Path) -> None:
    given, treated = Treated(5), Treated(5, modes=(0,) * 5, noise=0.03)
    pictures = [treated.read(frame) for frame in range(5)]
    judge = Judge(Pair(Held([given.read(frame) for frame in range(5)]), Held(pictures), 0, 5))
    e_warp, f_data = judge.look(pictures)
    assert f_data == 100  # the processed frames themselves
    assert e_warp == judge.processed()["e_warp"]
    units = [to_unit(picture) for picture in pictures]
    assert e_warp == pytest.approx(warping_error(units, [given.read_luma(frame) for frame in range(5)]))
    assert judge.e_warp_of_input < e_warp
    steady = Treated(5, modes=(0,) * 5)
    calmer, true = judge.look([steady.read(frame) for frame in range(5)])
    assert calmer < 0.5 * e_warp
    assert 20 < true < 50


def test_as_good_means_both_as_steady_and_as_true() -> None:
    goal = Look(9, 50.0, 0.1, 28.0)
    assert is_as_good(Look(1, 1.0, 0.102, 27.8), goal, 0.05)
    assert is_as_good(Look(1, 99.0, 0.05, 31.0), goal, 0.05)
    assert not is_as_good(Look(1, 1.0, 0.103, 35.0), goal, 0.05)
    assert is_as_good(Look(1, 1.0, 0.103, 35.0), goal, 0.102)  # the input itself is no steadier
    assert not is_as_good(Look(1, 1.0, 0.01, 27.7), goal, 0.102)


def test_a_folder_without_a_pair_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no frames"):
        measure(tmp_path, device="cpu")
