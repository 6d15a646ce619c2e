"""An artist adds one more keyframe and propagates again: the run begins with what the last one has learned."""

from __future__ import annotations

from pathlib import Path

import cv2
from pytestqt.qtbot import QtBot

from app.application import Application
from engine.project.model import Run
from tests.journeys.conftest import START
from tests.journeys.test_window import LONG, act, open_film
from tests.material import make_film, moving_picture

FRAMES = 8
SMALL = {"working_height": 32, "warm_up": 40, "steps_per_frame": 2, "finish": 20, "network_width": 4}


def import_frame(application: Application, frame: int, folder: Path, qtbot: QtBot) -> None:
    path = folder / f"painted {frame}.png"
    cv2.imwrite(str(path), moving_picture(frame)[..., ::-1])
    before = len(application.window.keyframes.cards())
    application.keyframing.import_picture(path, frame)
    qtbot.waitUntil(lambda: len(application.window.keyframes.cards()) == before + 1, timeout=LONG)


def propagated(application: Application, qtbot: QtBot) -> Run:
    """Press the button, wait for the end and return the run as its folder tells it."""
    known = set(application.results.records)
    act(application, "propagate")
    qtbot.waitUntil(lambda: len(application.results.records) > len(known), timeout=LONG)
    (name,) = set(application.results.records) - known
    qtbot.waitUntil(lambda: application.results.records[name].run.state == "finished", timeout=LONG)
    folder = application.document.folder
    assert folder is not None
    return folder.runs.folder(name).read_run()


def steps_of(application: Application, run: Run) -> int:
    folder = application.document.folder
    assert folder is not None
    return max(step for step, _ in folder.runs.folder(run.id).read_metrics()["loss"])


def test_one_more_keyframe_takes_a_fraction_of_the_steps(start: START, tmp_path: Path, qtbot: QtBot) -> None:
    application = start()
    panel = application.window.method
    open_film(application, make_film(tmp_path / "reel.mp4", FRAMES), qtbot)
    panel.choose_method("dvp")
    panel.form.set_values({**panel.form.values(), **SMALL})
    import_frame(application, 0, tmp_path, qtbot)
    first = propagated(application, qtbot)
    assert first.start_from == "" and first.weights_digest == ""
    import_frame(application, FRAMES - 1, tmp_path, qtbot)
    qtbot.waitUntil(lambda: panel.start_from.currentData() == first.id, timeout=LONG)
    assert panel.start_from.isVisibleTo(panel) and panel.start_from.currentText() == "Run 1's weights"
    second = propagated(application, qtbot)  # nothing is to be chosen: that is what the window proposes
    assert second.start_from == first.id and second.weights_digest.startswith("start:")
    assert steps_of(application, second) < 0.4 * steps_of(application, first)
    line = application.window.runs.line(second.id)
    assert line is not None and line.begun_with == "Run 1"
