"""The worker: the same events in a child process; whatever becomes of it, a sentence and what was finished."""

from __future__ import annotations

import itertools
import logging
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import psutil
import pytest

from engine.catalog import DVP, FLOW, DvpParams, FlowParams
from engine.project.model import Run
from engine.project.runs import RunFolder
from engine.runtime.errors import DeviceError, EngineError, InputError, MediaError, ProjectError, WorkerDied
from engine.runtime.events import FrameReady, Metric, Preview, Progress
from engine.runtime.record import recorded
from engine.runtime.request import KeyframeFile, RunRequest
from engine.runtime.worker import EventSource, Inline, Worker
from tests import stuck
from tests.fakes import FAKE, FakeParams

ROOT = Path(__file__).resolve().parents[2]
BOTH = pytest.mark.parametrize("make", [Inline, Worker], ids=["thread", "process"])


@pytest.fixture
def request_(tmp_path: Path) -> RunRequest:
    clip = tmp_path / "clip"
    clip.mkdir()
    noise = np.random.default_rng(1).integers(0, 255, (24, 32), np.uint8)
    for index in range(6):
        cv2.imwrite(str(clip / f"{index:04d}.png"), noise)
    picture = np.dstack([noise // 2, noise, noise])
    cv2.imwrite(str(tmp_path / "key.png"), picture)
    return RunRequest(FAKE, FakeParams(), clip, (KeyframeFile(2, tmp_path / "key.png"),), tmp_path / "run")


def replaced(request: RunRequest, **changes: object) -> RunRequest:
    return RunRequest(**{**{f: getattr(request, f) for f in RunRequest.__dataclass_fields__}, **changes})


def misbehaving(request: RunRequest, name: str, **params: object) -> RunRequest:
    return replaced(request, spec=stuck.spec(name), params=FakeParams.model_validate(params))


def run_folder(request: RunRequest) -> RunFolder:
    folder = RunFolder(request.folder).create()
    folder.write_run(Run(id="run", shot="s", start=0, stop=6, method="fake", params={}, inputs_digest=""))
    return folder


@BOTH
def test_all_events_come_in_order(request_: RunRequest, make: type[Inline | Worker]) -> None:
    source: EventSource = make(request_)
    events = list(source)
    assert [e.step for e in events if isinstance(e, Metric) and e.name == "loss"] == list(range(20))
    assert [e.done for e in events if isinstance(e, Progress)] == list(range(1, 21))
    assert {e.frame for e in events if isinstance(e, FrameReady)} == set(range(6))
    image = next(e for e in events if isinstance(e, Preview)).image
    assert image.shape == (24, 32, 3) and image.dtype == np.uint8
    assert RunFolder(request_.folder).frames() == list(range(6))


@BOTH
def test_a_failure_is_a_sentence_with_the_traceback_as_a_note(
    request_: RunRequest, make: type[Inline | Worker]
) -> None:
    with pytest.raises(EngineError, match="NaN") as error:
        list(make(replaced(request_, params=FakeParams(fail_at=1))))
    if make is Worker:
        assert "fakes.py" in "".join(error.value.__notes__)
    folder = run_folder(request_)
    with pytest.raises(EngineError):
        list(recorded(make(replaced(request_, params=FakeParams(fail_at=1))), folder))
    assert folder.read_run().state == "failed" and "NaN" in folder.read_run().message
    assert "NaN" in folder.log.read_text()


def test_a_missing_film_is_a_media_error_from_the_child_too(request_: RunRequest, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="nowhere"):
        list(Worker(replaced(request_, clip=tmp_path / "nowhere.mkv")))


def test_an_error_keeps_its_class_on_its_way_out_of_the_child(request_: RunRequest) -> None:
    with pytest.raises(DeviceError, match="The memory of CPU does not suffice"):
        list(Worker(misbehaving(request_, "starving")))
    with pytest.raises(ProjectError, match="Another film"):  # of a class that only its own module knows
        list(Worker(misbehaving(request_, "differing")))


@BOTH
def test_an_exception_nobody_thought_of_is_a_sentence_too(request_: RunRequest, make: type[Inline | Worker]) -> None:
    folder = run_folder(request_)
    with pytest.raises(EngineError, match="The method failed: ZeroDivisionError: by zero"):
        list(recorded(make(misbehaving(request_, "breaking")), folder))
    assert "stuck.py" in folder.log.read_text()
    with pytest.raises(EngineError, match="ran out of memory; choose a smaller working size"):
        list(make(misbehaving(request_, "greedy")))


def test_a_child_that_is_killed_is_told_and_its_frames_stay(request_: RunRequest) -> None:
    folder = run_folder(request_)
    with pytest.raises(WorkerDied, match="most likely because the machine ran out of memory"):
        list(recorded(Worker(misbehaving(request_, "dying")), folder))
    assert folder.read_run().state == "failed" and folder.frames() == [0]
    with pytest.raises(WorkerDied, match=r"unexpectedly \(code 3\)"):
        list(Worker(misbehaving(request_, "leaving")))


def test_a_stuck_method_is_killed_after_its_grace(request_: RunRequest) -> None:
    worker = Worker(misbehaving(request_, "stuck"))
    events = iter(worker)
    first = next(events)
    assert isinstance(first, Progress)
    child = psutil.Process(int(first.stage))
    assert not worker.wait(0.2)
    began = time.monotonic()
    worker.close(grace_s=0.3)
    assert time.monotonic() - began > 0.2
    assert not child.is_running()
    events.close()


def test_a_slow_method_gets_its_grace_to_save(request_: RunRequest) -> None:
    worker = Worker(misbehaving(request_, "slow_to_save", pause_s=1))
    with closing(iter(worker)) as events:
        next(events)
    assert RunFolder(request_.folder).checkpoint.read_text() == "saved"


def test_a_worker_that_is_never_pulled_leaves_nobody(request_: RunRequest) -> None:
    worker = Worker(misbehaving(request_, "counting"))
    worker.close()
    worker.close()
    worker.kill()
    assert worker.wait(0)


def test_it_works_one_event_ahead_and_no_further(request_: RunRequest) -> None:
    worker = Worker(misbehaving(request_, "counting", steps=1000))
    step = Path(request_.folder / "step")
    with closing(iter(worker)) as events:
        for _ in range(5):
            event = next(events)
        deadline = time.monotonic() + 60
        while step.read_text() != "5" and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.2)
        assert isinstance(event, Progress) and event.done == 4
        assert step.read_text() == "5", "who does not pull pauses the method"
        assert event.stage == "False", "a method without torch does not pay for torch"


def test_previews_larger_than_the_pipe(request_: RunRequest) -> None:
    worker = Worker(misbehaving(request_, "large", steps=4))
    previews = [event for event in worker if isinstance(event, Preview)]
    assert [(p.frame, int(p.image[-1, -1, -1])) for p in previews] == [(f, f) for f in range(4)]
    worker = Worker(misbehaving(request_, "large", steps=4))
    with closing(iter(worker)) as events:
        next(events)  # and let go while the child is blocked in sending the next one


def test_what_was_measured_is_recorded(request_: RunRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = run_folder(request_)
    clock = itertools.count()  # every look at it takes a hundredth of a second, whatever the machine
    paused: list[float] = []
    slow = SimpleNamespace(monotonic=lambda: next(clock) / 100 + sum(paused))
    monkeypatch.setattr("engine.runtime.record.time", slow)
    with closing(recorded(Inline(replaced(request_, params=FakeParams(steps=100))), folder)) as events:
        for event in events:
            if isinstance(event, Progress) and event.done == 10:
                paused.append(1000.0)  # a pause is not work
            if isinstance(event, Progress) and event.done == 25:
                break
    run = folder.read_run()
    assert run.state == "stopped" and run.progress == 0.25
    assert 0 < run.first_picture_s < run.seconds < 10
    curves = folder.read_metrics()
    assert curves["loss"][:2] == [(0, 1.0), (1, 0.5)] and len(curves["loss"]) == 25
    list(recorded(Inline(request_), folder))
    assert folder.read_run().state == "finished" and folder.read_run().seconds > run.seconds


def test_no_worker_outlives_its_parent(request_: RunRequest, tmp_path: Path) -> None:
    """kill -9 of the window: a method that works is closed, and so saves; one that is stuck ends a little later."""
    code = f"""
        from pathlib import Path
        from engine.runtime.request import KeyframeFile, RunRequest
        from engine.runtime.worker import Worker
        from tests import stuck
        from tests.fakes import FakeParams
        if __name__ == "__main__":
            import os, time
            request = RunRequest(stuck.spec("slow_to_save"), FakeParams(pause_s=0), Path({str(request_.clip)!r}),
                (KeyframeFile(2, Path({str(request_.keyframes[0].path)!r})),), Path({str(request_.folder)!r}))
            worker = Worker(request)
            events = iter(worker)
            next(events)
            print(worker._child.pid, flush=True)
            time.sleep(60)
    """
    script = tmp_path / "parent.py"
    script.write_text(textwrap.dedent(code))
    parent = subprocess.Popen(
        [sys.executable, str(script)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    psutil.wait_procs([child], timeout=60)
    assert not child.is_running()
    assert RunFolder(request_.folder).checkpoint.read_text() == "saved"


# --- requests --------------------------------------------------------------------------------------------------


def test_a_request_carries_no_torch(request_: RunRequest) -> None:
    code = "import sys, pickle; pickle.loads(sys.stdin.buffer.read()); assert 'torch' not in sys.modules"
    for spec, params in ((FLOW, FlowParams()), (DVP, DvpParams())):
        pickled = pickle.dumps(replaced(request_, spec=spec, params=params))
        assert len(pickled) < 10_000
        subprocess.run([sys.executable, "-c", code], input=pickled, check=True, cwd=ROOT)


def test_requests_that_make_no_sense(request_: RunRequest) -> None:
    with pytest.raises(InputError, match="parameters of another method"):
        replaced(request_, params=FlowParams())
    with pytest.raises(InputError, match="Frames 4 to 3"):
        replaced(request_, start=4, stop=4)
    with pytest.raises(InputError, match="no device 'tpu'"):
        replaced(request_, device="tpu")
    with pytest.raises(InputError, match="Frames 0 to 8 were asked for, but clip has 6 frames"):
        replaced(request_, stop=9).open()
    with pytest.raises(InputError, match="Frames 3 to 5 of clip have no keyframe yet"):
        replaced(request_, start=3).open()


def test_a_keyframe_of_another_size_is_fitted_if_it_shows_the_frame(
    request_: RunRequest, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    key = cv2.imread(str(tmp_path / "key.png"))
    cv2.imwrite(str(tmp_path / "large.png"), cv2.resize(key, (64, 48), interpolation=cv2.INTER_CUBIC))
    with caplog.at_level(logging.WARNING):
        inputs, _ = replaced(request_, keyframes=(KeyframeFile(2, tmp_path / "large.png"),)).open()
    inputs.frames.close()
    assert inputs.keyframes[0].image.shape == (24, 32, 3)
    assert "large.png had another size" in caplog.text
    noise = np.random.default_rng(2).integers(0, 255, (40, 32, 3), np.uint8)
    cv2.imwrite(str(tmp_path / "other.png"), noise)
    with pytest.raises(InputError, match=r"other\.png is 32x40 pixels, the clip 32x24"):
        replaced(request_, keyframes=(KeyframeFile(2, tmp_path / "other.png"),)).open()
