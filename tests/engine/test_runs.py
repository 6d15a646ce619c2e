from __future__ import annotations

import os
import threading
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from engine.catalog import FlowParams
from engine.project.model import Clip, Keyframe, Run, Shot, digest
from engine.project.runs import RunFolder, Runs
from engine.runtime.errors import InputError, ProjectError

CLIP = Clip(path="f.mkv", absolute="/f.mkv", width=64, height=48, length=60, rate=Fraction(24))
SHOT = Shot(id="s1", start=10, stop=30, keyframes=(Keyframe(frame=12, image="a" * 64 + ".png"),))


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    (tmp_path / "runs").mkdir()
    return Runs(tmp_path / "runs")


def new(runs: Runs, **changes: int) -> Run:
    return runs.new("flow", FlowParams(matching=False), SHOT, CLIP, **changes)  # type: ignore[arg-type]


def test_a_new_run_says_all_that_went_in(runs: Runs) -> None:
    run = new(runs, seed=7)
    assert runs.folder(run.id).read_run() == run
    assert (run.shot, run.start, run.stop, run.method, run.seed) == ("s1", 10, 30, "flow", 7)
    assert run.params["matching"] is False and run.keyframes == SHOT.keyframes
    assert run.inputs_digest == digest(SHOT) and run.state == "queued" and run.name == "Run 1"
    assert (run.clip_length, run.clip_width, run.clip_height) == (60, 64, 48)
    part = new(runs, start=13, stop=20)
    assert part.keyframes == () and part.name == "Run 2" and part.id != run.id
    with pytest.raises(InputError, match="not inside the shot"):
        new(runs, start=5)


def test_runs_are_listed_oldest_first_and_the_unreadable_are_named(runs: Runs) -> None:
    made = [new(runs).id for _ in range(3)]
    (runs.path / "broken").mkdir()
    (runs.path / "broken" / "run.json").write_text('{"id": "broken"')
    (runs.path / "liar").mkdir()
    (runs.path / "liar" / "run.json").write_text((runs.path / made[0] / "run.json").read_text())
    found, sentences = runs.read()
    assert [run.id for run in found] == sorted(made, key=lambda i: runs.folder(i).read_run().created)
    assert len(sentences) == 2 and "broken" in sentences[0] and "liar" in sentences[1]


def test_runs_of_a_shot_are_found_by_its_frames(runs: Runs) -> None:
    run = new(runs, start=15, stop=20)
    assert [r.id for r in runs.of(19, 40)] == [run.id]
    assert runs.of(20, 40) == runs.of(0, 15) == []


def test_rename_and_star_while_the_job_writes(runs: Runs) -> None:
    run = new(runs)
    folder = runs.folder(run.id)

    def work() -> None:
        for second in range(50):
            folder.update(seconds=float(second))

    thread = threading.Thread(target=work)
    thread.start()
    for _ in range(20):
        runs.rename(run.id, "  the\n good   one ")
        runs.star(run.id)
    thread.join()
    assert (folder.read_run().name, folder.read_run().is_starred) == ("the good one", True)
    assert folder.read_run().seconds == 49


def test_a_deleted_run_can_be_brought_back_until_closing(runs: Runs) -> None:
    run = new(runs)
    runs.folder(run.id).write_frame(12, np.full((4, 4, 3), 9, np.uint8))
    runs.delete(run.id)
    assert runs.all() == [] and runs.folder(run.id).read_frame(12) is None
    runs.restore(run.id)
    assert runs.all() == [run] and runs.folder(run.id).frames() == [12]
    runs.delete(run.id)
    runs.empty_trash()
    with pytest.raises(ProjectError, match="cannot be brought back"):
        runs.restore(run.id)
    with pytest.raises(ProjectError, match="cannot be deleted"):
        runs.delete(run.id)


def test_what_works_is_not_deleted(runs: Runs) -> None:
    run = new(runs)
    runs.folder(run.id).update(state="running")
    with pytest.raises(InputError, match="stop it first"):
        runs.delete(run.id)
    assert runs.ids() == [run.id]


@pytest.mark.parametrize("name", ["..", ".", "../other", "/etc", "a/b", "", "x" * 65, ".trash"])
def test_no_name_leads_out_of_the_folder(runs: Runs, name: str) -> None:
    (runs.path.parent / "other").mkdir()
    for act in (runs.folder, runs.delete, runs.restore):
        with pytest.raises(ProjectError, match="not a run of this project"):
            act(name)
    assert (runs.path.parent / "other").is_dir()


def test_a_linked_run_is_not_followed(runs: Runs, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (runs.path / "link").symlink_to(outside)
    assert runs.ids() == []
    with pytest.raises(ProjectError, match="not a run"):
        runs.delete("link")


def test_deleting_follows_no_link(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "film").write_text("mine")
    run = new(runs)
    (runs.path / run.id / "link").symlink_to(tmp_path / "precious")
    runs.delete(run.id)
    runs.empty_trash()
    assert (tmp_path / "precious" / "film").read_text() == "mine"


def test_runs_lost_in_a_crash_are_stopped(runs: Runs) -> None:
    states = ["queued", "running", "paused", "finished", "stopped", "canceled", "failed"]
    ids = {state: new(runs).id for state in states}
    for state, run_id in ids.items():
        runs.folder(run_id).update(state=state)
    assert {run.id for run in runs.stop_lost()} == {ids["running"], ids["paused"]}
    after = {state: runs.folder(run_id).read_run() for state, run_id in ids.items()}
    assert after["running"].state == after["paused"].state == "stopped"
    assert "can be resumed" in after["running"].message
    assert all(after[state].state == state for state in states if state not in ("running", "paused"))


def test_pictures_and_curves_come_back(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "r").create()
    deep = np.random.default_rng(1).integers(0, 65536, (6, 8, 3), np.uint16)
    folder.write_frame(3, deep)
    np.testing.assert_array_equal(folder.read_frame(3), deep)
    confidence = np.linspace(0, 1, 48, dtype=np.float32).reshape(6, 8)
    folder.write_confidence(3, confidence)
    back = folder.read_confidence(3)
    assert back is not None and np.abs(back - confidence).max() <= 0.5 / 255 + 1e-6
    assert folder.read_frame(4) is None and folder.read_confidence(4) is None
    folder.append_metric("loss", 1, 0.5)
    folder.append_metric("e_warp", 1, 0.001234567)
    with (folder.path / "metrics.csv").open("a") as file:
        file.write("loss,2")  # torn by a crash
    assert folder.read_metrics() == {"loss": [(1, 0.5)], "e_warp": [(1, 0.00123457)]}
    assert not list(folder.path.rglob(".*"))


def test_scene_linear_results_are_half_float_and_hold_no_nonsense(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "r").create()
    light = np.random.default_rng(1).uniform(0, 40, (6, 8, 3)).astype(np.float32)
    folder.write_frame(3, light)
    assert folder.result(3).name == "00000003.exr" and folder.frames() == [3]
    back = folder.read_frame(3)
    assert back is not None and back.dtype == np.float32
    np.testing.assert_allclose(back, light, rtol=1e-3)
    light[0, 0] = (np.nan, np.inf, -np.inf)
    light[0, 1] = (1e9, -0.25, 0)
    folder.write_frame(4, light)
    back = folder.read_frame(4)
    assert back is not None
    np.testing.assert_allclose(back[0, :2], [(0, 65504, 0), (65504, -0.25, 0)])
    folder.write_frame(4, np.full((6, 8, 3), 7, np.uint8))  # whatever a frame was before, it has one result
    assert [path.name for path in sorted((folder.path / "result").iterdir())] == ["00000003.exr", "00000004.png"]
    folder.write_frame(4, light)
    assert folder.frames() == [3, 4] and folder.result(4).suffix == ".exr"
    folder.result(4).write_bytes(folder.result(3).read_bytes()[:200])  # cut short
    assert folder.read_frame(4) is None
    assert not list(folder.path.rglob(".*"))


def test_a_frame_that_cannot_be_written_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = RunFolder(tmp_path / "r").create()
    folder.write_frame(0, np.zeros((4, 4, 3), np.uint8))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ProjectError, match=r"00000000\.png cannot be written: No space left"):
        folder.write_frame(0, np.ones((4, 4, 3), np.uint8))
    assert not list((folder.path / "result").glob("*.tmp"))
    frame = folder.read_frame(0)
    assert frame is not None and frame.max() == 0
    assert os.listdir(folder.path / "result") == ["00000000.png"]  # noqa: PTH208
