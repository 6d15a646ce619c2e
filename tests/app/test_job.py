"""What is told and how fast, for the job alone; the queue's tests cover the rest."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest
from pytestqt.qtbot import QtBot

from app.jobs.job import Job
from engine.project.model import Run
from engine.project.runs import RunFolder
from engine.runtime.errors import EngineError, WorkerDied
from engine.runtime.request import KeyframeFile, RunRequest
from engine.runtime.worker import Worker
from tests import stuck
from tests.fakes import FAKE, FakeParams

WAIT = 90_000  # only a failure waits this long
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def make_job(tmp_path: Path) -> Callable[..., Job]:
    clip = tmp_path / "clip"
    clip.mkdir()
    for index in range(4):
        cv2.imwrite(str(clip / f"{index}.png"), np.full((12, 16, 3), 40 * index, np.uint8))
    folder = RunFolder(tmp_path / "run").create()
    folder.write_run(Run(id="r1", shot="s", start=0, stop=4, method="fake", params={}, inputs_digest=""))

    def make(spec: object = FAKE, **params: object) -> Job:
        keyframes = (KeyframeFile(2, clip / "2.png"),)
        request = RunRequest(spec, FakeParams.model_validate(params), clip, keyframes, folder.path)  # type: ignore[arg-type]
        return Job("r1", partial(Worker, request), folder)

    return make


def test_a_stuck_method_does_not_hold_up_anybody(make_job: Callable[..., Job], qtbot: QtBot, tmp_path: Path) -> None:
    job = make_job(stuck.spec("stuck"))
    with qtbot.waitSignal(job.progressed, timeout=WAIT) as progressed:
        job.start()
    child = psutil.Process(int(progressed.args[1].stage))
    with qtbot.waitSignal(job.ended, timeout=WAIT) as ended:
        job.cancel(grace_s=1.0)
        assert not job.is_over, "asking does not wait: this method takes the whole of its grace"
    job.wait()
    assert ended.args == ["r1", "canceled", None] and not child.is_running()
    assert RunFolder(tmp_path / "run").read_run().state == "canceled"


def test_a_killed_worker_is_told(make_job: Callable[..., Job], qtbot: QtBot, tmp_path: Path) -> None:
    job = make_job(stuck.spec("dying"))
    with qtbot.waitSignal(job.ended, timeout=WAIT) as ended:
        job.start()
    job.wait()
    assert ended.args[1] == "failed" and isinstance(ended.args[2], WorkerDied)
    assert RunFolder(tmp_path / "run").frames() == [0]


def test_an_error_comes_with_its_traceback(make_job: Callable[..., Job], qtbot: QtBot) -> None:
    job = make_job(fail_at=2)
    with qtbot.waitSignal(job.ended, timeout=WAIT) as ended:
        job.start()
    job.wait()
    error = ended.args[2]
    assert isinstance(error, EngineError) and str(error) == "The loss became NaN."
    assert "fakes.py" in "".join(error.__notes__)


def test_stop_before_the_worker_is_up(make_job: Callable[..., Job], qtbot: QtBot, tmp_path: Path) -> None:
    job = make_job(steps=100_000)
    with qtbot.waitSignal(job.ended, timeout=WAIT) as ended:
        job.start()
        job.stop_and_keep()
        job.pause()
        job.resume()
        job.cancel()
    job.wait()
    assert ended.args == ["r1", "stopped", None], "the first wish to end counts"


def test_time_left_is_told_and_leaves_pauses_out(make_job: Callable[..., Job], qtbot: QtBot) -> None:
    left: list[float] = []
    job = make_job(steps=100, pause_s=0.05)
    job.progressed.connect(lambda run, progress, seconds: seconds is not None and left.append(seconds))
    job.start()
    qtbot.waitUntil(lambda: len(left) > 3, timeout=WAIT)
    before = left[-1]
    job.pause()
    qtbot.wait(2500)
    told = len(left)
    job.resume()
    qtbot.waitUntil(lambda: len(left) > told, timeout=WAIT)
    assert 0 < left[-1] < before + 1.5
    job.cancel()
    job.wait()


def test_a_run_that_cannot_be_written_fails_with_a_sentence(
    make_job: Callable[..., Job], qtbot: QtBot, tmp_path: Path
) -> None:
    job = make_job()
    (tmp_path / "run" / "run.json").unlink()
    with qtbot.waitSignal(job.ended, timeout=WAIT) as ended:
        job.start()
    job.wait()
    assert ended.args[1] == "failed" and "The run run cannot be read" in str(ended.args[2])


def test_the_window_never_loads_a_method() -> None:
    code = (
        "import sys, app.jobs.queue, app.document, engine.runtime.estimate;"
        "print([m for m in ('torch', 'kornia', 'engine.methods', 'engine.networks') if m in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"
