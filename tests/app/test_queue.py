from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest
from pytestqt.qtbot import QtBot

from app.jobs.queue import JobQueue, Outcome
from engine.project import edits
from engine.project.file import ProjectFolder
from engine.project.model import Keyframe, Run
from engine.runtime.errors import EngineError, InputError
from engine.runtime.worker import Inline, Worker
from tests.fakes import FAKE, FakeParams

WAIT = 90_000  # only a failure waits this long


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[ProjectFolder]:
    clip = tmp_path / "clip"
    clip.mkdir()
    for index in range(12):
        cv2.imwrite(str(clip / f"{index:04d}.png"), np.full((24, 32, 3), 20 * index, np.uint8))
    with ProjectFolder.create(tmp_path / "film", clip) as folder:
        blob = folder.blobs.put_picture(np.full((24, 32, 3), (200, 100, 50), np.uint8))
        folder.append(edits.put_keyframe(folder.project, Keyframe(frame=3, image=blob)))
        yield folder


@pytest.fixture(params=[Inline, Worker], ids=["thread", "process"])
def queue(request: pytest.FixtureRequest, qtbot: QtBot, folder: ProjectFolder) -> Iterator[JobQueue]:
    queue = JobQueue(make_source=request.param, methods={"fake": FAKE})
    queue.open(folder)
    yield queue
    queue.close()


def add(queue: JobQueue, folder: ProjectFolder, name: str = "", **params: object) -> Run:
    project = folder.project
    return queue.propagate(FAKE, FAKE.parse(dict(params)), project, project.shots[0], name=name)


def test_a_run_is_done_and_told(queue: JobQueue, folder: ProjectFolder, qtbot: QtBot) -> None:
    frames: list[int] = []
    losses: list[float] = []
    told: list[str] = []
    queue.frame_ready.connect(lambda run, ready: frames.extend(ready))
    queue.measured.connect(lambda run, metrics: losses.extend(m.value for m in metrics if m.name == "loss"))
    queue.started.connect(told.append)
    with qtbot.waitSignal(queue.finished, timeout=WAIT) as ended:
        run = add(queue, folder)
    assert ended.args == [run.id, "finished", None]
    assert told == [run.id]
    assert set(frames) == set(range(12))
    assert losses == [1 / (step + 1) for step in range(20)]
    done = folder.runs.folder(run.id)
    assert done.read_run().state == "finished" and done.read_run().progress == 1
    assert done.read_run().seconds > 0.1
    assert done.frames() == list(range(12))


def test_a_late_word_that_a_run_waits_does_not_undo_its_end(folder: ProjectFolder, qtbot: QtBot) -> None:
    queue = JobQueue(make_source=Inline, methods={"fake": FAKE})
    queue.open(folder)
    with qtbot.waitSignal(queue.finished, timeout=WAIT):
        run = add(queue, folder, steps=2)
    queue._write_queued(run.id, folder.runs.folder(run.id))  # by a disk that was busy until now
    assert folder.runs.folder(run.id).read_run().state == "finished"
    queue.close()


def test_the_second_waits_for_the_first_and_a_failure_stops_nobody(
    queue: JobQueue, folder: ProjectFolder, qtbot: QtBot
) -> None:
    order: list[tuple[str, str]] = []
    queue.finished.connect(lambda run, state, error: order.append((run, state)))
    with qtbot.waitSignal(queue.drained, timeout=2 * WAIT) as drained:
        runs = [add(queue, folder, "one"), add(queue, folder, "two", fail_at=2), add(queue, folder, "three")]
        assert queue.running == runs[0].id and queue.waiting == (runs[1].id, runs[2].id)
    assert order == [(runs[0].id, "finished"), (runs[1].id, "failed"), (runs[2].id, "finished")]
    report: tuple[Outcome, ...] = drained.args[0]
    assert [(o.name, o.state) for o in report] == [("one", "finished"), ("two", "failed"), ("three", "finished")]
    assert "NaN" in report[1].sentence
    assert "NaN" in folder.runs.folder(runs[1].id).read_run().message


def test_pause_is_told_at_once_and_holds(queue: JobQueue, folder: ProjectFolder, qtbot: QtBot) -> None:
    steps: list[int] = []
    queue.measured.connect(lambda run, metrics: steps.extend(m.step for m in metrics))
    run = add(queue, folder, steps=100_000)
    qtbot.waitUntil(lambda: len(steps) > 3, timeout=WAIT)
    with qtbot.waitSignal(queue.state_changed, timeout=WAIT) as paused:
        queue.pause()
    assert paused.args == [run.id, "paused"] and queue.is_paused
    qtbot.waitUntil(lambda: folder.runs.folder(run.id).read_run().state == "paused", timeout=WAIT)
    held = len(steps)
    qtbot.wait(300)
    assert len(steps) == held
    queue.resume()
    qtbot.waitUntil(lambda: len(steps) > held, timeout=WAIT)
    with qtbot.waitSignal(queue.finished, timeout=WAIT) as ended:
        queue.pause()
        queue.stop_and_keep()
    assert ended.args == [run.id, "stopped", None]
    assert folder.runs.folder(run.id).checkpoint.read_text().startswith("step")
    assert folder.runs.folder(run.id).frames()


def test_cancel_keeps_the_run_but_marks_it(queue: JobQueue, folder: ProjectFolder, qtbot: QtBot) -> None:
    with qtbot.waitSignal(queue.frame_ready, timeout=WAIT):
        run = add(queue, folder, steps=100_000)
    with qtbot.waitSignal(queue.finished, timeout=WAIT) as ended:
        queue.cancel()
    assert ended.args[1] == "canceled"
    assert folder.runs.folder(run.id).read_run().state == "canceled"


def test_closing_keeps_the_work_and_the_order_for_the_next_start(
    queue: JobQueue, folder: ProjectFolder, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(queue.frame_ready, timeout=WAIT):
        runs = [add(queue, folder, steps=100_000), add(queue, folder, steps=2), add(queue, folder, steps=3)]
    queue.reorder([runs[2].id])
    queue.close()
    assert queue.running is None
    states = {run.id: run.state for run in folder.runs.all()}
    assert states == {runs[0].id: "stopped", runs[1].id: "queued", runs[2].id: "queued"}
    queue.open(folder)
    assert queue.waiting == (runs[0].id, runs[2].id, runs[1].id)
    qtbot.wait(50)
    assert queue.is_held and queue.running is None
    queue.remove(runs[0].id)
    with qtbot.waitSignal(queue.drained, timeout=WAIT) as drained:
        queue.start()
    assert [o.run for o in drained.args[0]] == [runs[2].id, runs[1].id]
    queue.settle()
    assert json.loads((folder.path / "queue.json").read_text())["runs"] == []


def test_a_stopped_run_goes_on(queue: JobQueue, folder: ProjectFolder, qtbot: QtBot) -> None:
    with qtbot.waitSignal(queue.frame_ready, timeout=WAIT):
        run = add(queue, folder, steps=100_000)
    with qtbot.waitSignal(queue.finished, timeout=WAIT):
        queue.stop_and_keep()
    before = folder.runs.folder(run.id).read_run().seconds
    with qtbot.waitSignal(queue.frame_ready, timeout=WAIT) as ready:
        queue.resume_run(run.id)
    assert ready.args[0] == run.id
    with qtbot.waitSignal(queue.finished, timeout=WAIT):
        queue.stop_and_keep()
    assert folder.runs.folder(run.id).read_run().seconds > before


def test_previews_follow_the_frame_that_is_looked_at(queue: JobQueue, folder: ProjectFolder, qtbot: QtBot) -> None:
    seen: list[int] = []
    queue.previewed.connect(lambda run, preview: seen.append(preview.frame))
    add(queue, folder, steps=100_000)
    queue.look_at(7)
    qtbot.waitUntil(lambda: 7 in seen, timeout=WAIT)
    queue.look_at(9)
    qtbot.waitUntil(lambda: 9 in seen, timeout=WAIT)


def test_the_window_is_not_flooded(folder: ProjectFolder, qtbot: QtBot) -> None:
    queue = JobQueue(make_source=Inline, methods={"fake": FAKE})
    queue.open(folder)
    counts = {"batches": 0, "metrics": 0, "previews": 0}

    def measured(run: str, metrics: tuple[object, ...]) -> None:
        counts["batches"] += 1
        counts["metrics"] += len(metrics)

    def previewed(run: str, preview: object) -> None:
        counts["previews"] += 1

    queue.measured.connect(measured)
    queue.previewed.connect(previewed)
    began = time.monotonic()
    with qtbot.waitSignal(queue.finished, timeout=WAIT):
        add(queue, folder, steps=1500, pause_s=0)
    seconds = time.monotonic() - began
    assert counts["metrics"] == 3000
    assert counts["batches"] <= 21 * seconds + 2
    assert counts["previews"] <= 8.5 * seconds + 2
    queue.close()


def test_without_a_keyframe_there_is_a_sentence(queue: JobQueue, folder: ProjectFolder) -> None:
    empty = edits.remove_keyframe(folder.project, 3)
    with pytest.raises(InputError, match="no keyframe yet"):
        queue.propagate(FAKE, FakeParams(), empty, empty.shots[0])
    assert folder.runs.ids() == []


def test_a_film_that_is_gone_fails_that_item_with_a_sentence(
    queue: JobQueue, folder: ProjectFolder, qtbot: QtBot
) -> None:
    (folder.path.parent / "clip").rename(folder.path.parent / "elsewhere")
    with qtbot.waitSignal(queue.finished, timeout=WAIT) as ended:
        run = add(queue, folder)
    assert ended.args[:2] == [run.id, "failed"]
    assert isinstance(ended.args[2], EngineError) and "missing" in str(ended.args[2])


KILLED = """
    import sys
    from PySide6.QtCore import QCoreApplication
    from app.jobs.queue import JobQueue
    from engine.project.file import ProjectFolder
    from tests.fakes import FAKE, FakeParams

    if __name__ == "__main__":
        application = QCoreApplication([])
        folder = ProjectFolder.open(sys.argv[1])
        queue = JobQueue(methods={"fake": FAKE})
        queue.open(folder)
        shot = folder.project.shots[0]
        runs = [queue.propagate(FAKE, FakeParams(steps=100_000), folder.project, shot) for _ in range(2)]
        queue.frame_ready.connect(lambda run, frames: print(*(run.id for run in runs), flush=True))
        application.exec()
"""


def test_after_kill_9_the_work_can_go_on(folder: ProjectFolder, qtbot: QtBot, tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    script = tmp_path / "window.py"
    script.write_text(textwrap.dedent(KILLED))
    folder.close()
    child = subprocess.Popen(
        [sys.executable, str(script), str(folder.path)], cwd=root, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert child.stdout is not None
    ids = child.stdout.readline().split()
    workers = psutil.Process(child.pid).children(recursive=True)
    child.kill()
    child.wait()
    child.stdout.close()
    psutil.wait_procs(workers, timeout=60)
    assert not any(worker.is_running() for worker in workers), "the worker ends with its window"
    with ProjectFolder.open(folder.path) as again:
        states = [again.runs.folder(run).read_run().state for run in ids]
        assert states == ["stopped", "queued"]
        assert again.runs.folder(ids[0]).frames()
        queue = JobQueue(methods={"fake": FAKE})
        queue.open(again)
        assert queue.waiting == tuple(ids) and queue.is_held
        with qtbot.waitSignal(queue.frame_ready, timeout=WAIT) as ready:
            queue.start()
        assert ready.args[0] == ids[0]
        queue.hold()
        with qtbot.waitSignal(queue.finished, timeout=WAIT):
            queue.stop_and_keep()
        qtbot.wait(50)
        assert queue.running is None and queue.waiting == (ids[1],), "a held queue starts nothing"
        queue.close()


def test_a_damaged_queue_file_is_an_empty_queue(folder: ProjectFolder, qtbot: QtBot) -> None:
    (folder.path / "queue.json").write_text('{"runs": ["../../etc", 7, {}]}')
    queue = JobQueue()
    queue.open(folder)
    assert queue.waiting == () and not queue.is_held
    (folder.path / "queue.json").write_text('{"runs": ')
    queue.open(folder)
    assert queue.waiting == ()
