"""Fixing a result: touch it up, bring its neighbors up to date, accept and reject by range, choose between runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.application import Application
from app.canvas.tool import Pen
from app.canvas.view import Mode
from engine.project.model import Kind, Run
from tests.journeys.conftest import START
from tests.journeys.test_window import LONG, act, choose_fake, open_film, sentences
from tests.material import make_film, moving_picture

FRAMES = 16
BOX = (slice(20, 40), slice(20, 44))


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_film(tmp_path / "reel.mp4", FRAMES)


def begun(start: START, film: Path, qtbot: QtBot, *keys: int, method: str = "flow") -> Application:
    """Open the film, color frames `keys` and propagate them."""
    application = start()
    open_film(application, film, qtbot)
    for frame in keys:
        path = film.parent / f"painted {frame}.png"
        cv2.imwrite(str(path), moving_picture(frame)[..., ::-1])
        before = len(application.window.keyframes.cards())
        application.keyframing.import_picture(path, frame)
        qtbot.waitUntil(lambda before=before: len(application.window.keyframes.cards()) == before + 1, timeout=LONG)
    application.window.method.choose_method(method)
    if method == "fake":
        choose_fake(application, steps=FRAMES, pause_s=0.001)
    propagated(application, qtbot)
    return application


def propagated(application: Application, qtbot: QtBot, action: str = "propagate") -> Run:
    known = set(application.results.records)
    act(application, action)
    qtbot.waitUntil(lambda: len(application.results.records) > len(known), timeout=LONG)
    (name,) = set(application.results.records) - known
    ended: list[Run] = []
    application.running.ended.connect(ended.append)
    qtbot.waitUntil(lambda: any(run.id == name for run in ended), timeout=LONG)
    (run,) = [run for run in ended if run.id == name]
    assert run.state == "finished", run.message
    return run


def shown(application: Application) -> list[str | None]:
    """The names of the runs that the frames show."""
    shot = application.document.project.shots[0]
    names = {run: record.run.name for run, record in application.results.records.items()}
    return [names.get(shot.run_at(frame) or "") for frame in range(FRAMES)]


def pixels(application: Application, frame: int) -> NDArray[Any]:
    """What the window's own store would draw of a frame's result, from the disk."""
    folder = application.results.result_of(frame)
    assert folder is not None
    picture = folder.read_frame(frame)
    assert picture is not None
    return picture


def touch_up(application: Application, frame: int, qtbot: QtBot, kind: Kind = "color") -> None:
    """Paint a box green on the result of a frame, as the painting tools do."""
    picture = pixels(application, frame).copy()
    coverage = np.zeros(picture.shape[:2], np.uint8)
    picture[BOX], coverage[BOX] = (30, 190, 60), 255
    application.touching.take(frame, picture, coverage, kind)
    qtbot.waitUntil(
        lambda: any(k.frame == frame and k.trust for k in application.document.project.shots[0].keyframes),
        timeout=LONG,
    )


def paint(application: Application, frame: int, qtbot: QtBot) -> None:
    """Draw with the brush on the result of a frame that is looked at."""
    painting = application.painting
    application.player.set_frame(frame)
    application.window.viewer.set_mode(Mode.RESULT)
    painting.color.set(QColor(30, 190, 60))
    application.brushes.set(size=10)
    painting.take_in_hand(True)
    qtbot.waitUntil(lambda: (sheet := painting.sheet()) is not None and sheet.is_ready, timeout=LONG)
    for row in (24, 30, 36):
        assert painting.begin("brush", Pen(22, row))
        painting.move(Pen(42, row))
        painting.end()
    painting.take_in_hand(False)


def green(picture: NDArray[Any]) -> float:
    box = picture[BOX].astype(np.float32)
    return float((box[..., 1] - box[..., 0]).mean())


def accept(application: Application, qtbot: QtBot, first: int | None = None, last: int | None = None) -> None:
    application.player.set_in_out(first, last)
    act(application, "accept_range")
    qtbot.wait(1)
    qtbot.waitUntil(lambda: not application.background.is_running("note-accepted"), timeout=LONG)


def test_journey_7_touch_up_accept_and_the_neighbors_follow(start: START, film: Path, qtbot: QtBot) -> None:
    application = begun(start, film, qtbot, 0, FRAMES - 1)
    window, strip = application.window, application.window.review
    qtbot.waitUntil(lambda: strip.isVisibleTo(window), timeout=LONG)
    accept(application, qtbot, 11, FRAMES - 1)
    application.player.clear_marks()
    kept = {frame: pixels(application, frame) for frame in range(FRAMES)}
    steps = application.document.undo_stack.count()
    paint(application, 6, qtbot)
    run = propagated(application, qtbot, "accept_keyframe")  # Return: one key
    (key,) = [key for key in application.document.project.shots[0].keyframes if key.frame == 6]
    assert key.origin == "painted" and key.trust is not None
    assert run.changes and (run.start, run.stop) == (0, 12)  # up to the keyframe and to what was accepted
    assert window.viewer.mode is Mode.RESULT
    assert shown(application) == ["Run 2"] * 11 + ["Run 1"] * 5
    for frame in (5, 6, 7):
        assert green(pixels(application, frame)) > green(kept[frame]) + 20, frame
    for frame in (0, *range(11, FRAMES)):  # beside the range nothing changed, to the bit
        assert np.array_equal(pixels(application, frame), kept[frame]), frame
    far = np.ones(kept[5].shape[:2], np.bool_)
    far[8:52, 4:62] = False
    assert np.array_equal(pixels(application, 5)[far], kept[5][far])
    qtbot.waitUntil(lambda: "0 of 5 accepted frames changed" in strip.told, timeout=LONG)
    assert strip.accept.text() == "Accept 0-10"
    assert window.timeline.strip.contents.affected == ((0, 11),)
    act(application, "accept_range")
    assert not strip.isVisibleTo(window)
    assert window.timeline.strip.contents.accepted.count == FRAMES
    for _ in range(application.document.undo_stack.count() - steps):  # acceptance, the run, each stroke
        act(application, "undo")
    assert shown(application)[5] == "Run 1"
    assert all(key.trust is None for key in application.document.project.shots[0].keyframes)


def test_a_rejected_update_brings_the_earlier_picture_back(start: START, film: Path, qtbot: QtBot) -> None:
    application = begun(start, film, qtbot, 0, FRAMES - 1)
    touch_up(application, 6, qtbot)
    application.player.set_frame(6)
    before = pixels(application, 5)
    propagated(application, qtbot, "update_touch_up")
    assert not np.array_equal(pixels(application, 5), before)
    application.player.set_in_out(4, 7)
    act(application, "reject_range")
    assert shown(application)[3:9] == ["Run 2", *["Run 1"] * 4, "Run 2"]
    assert np.array_equal(pixels(application, 5), before)
    act(application, "undo")
    assert shown(application)[3:9] == ["Run 2"] * 6
    application.player.clear_marks()
    act(application, "reject_range")
    assert shown(application) == ["Run 1"] * FRAMES


def test_later_runs_keep_what_was_accepted_and_say_so(start: START, film: Path, qtbot: QtBot) -> None:
    application = begun(start, film, qtbot, 5, method="fake")
    window = application.window
    accept(application, qtbot, 2, 9)
    kept = {frame: pixels(application, frame) for frame in range(2, 10)}
    application.player.clear_marks()
    propagated(application, qtbot)
    assert shown(application) == ["Run 2"] * 2 + ["Run 1"] * 8 + ["Run 2"] * 6
    assert all(np.array_equal(pixels(application, frame), picture) for frame, picture in kept.items())
    qtbot.waitUntil(lambda: "0 of 8 accepted frames changed" in window.review.told, timeout=LONG)
    (line,) = [line for line in window.runs.model.lines if line.run.name == "Run 1"]
    window.runs.delete_requested.emit(line.run.id)
    assert any("cannot be deleted" in sentence for sentence in sentences(application))
    assert line.run.id in application.results.records
    # the check is one that can fail
    folder = application.results.result_of(4)
    assert folder is not None
    folder.result(4).write_bytes(folder.result(5).read_bytes())
    act(application, "check_accepted")
    qtbot.waitUntil(lambda: any("1 accepted frame changed" in said for said in sentences(application)), timeout=LONG)
    application.player.set_frame(4)
    act(application, "unaccept_range")
    assert window.timeline.strip.contents.accepted.count == 0
    assert shown(application)[2:10] == ["Run 1"] * 8


def test_a_run_that_works_never_covers_what_was_accepted(start: START, film: Path, qtbot: QtBot) -> None:
    application = begun(start, film, qtbot, 5, method="fake")
    accept(application, qtbot, 2, 9)
    application.player.clear_marks()
    choose_fake(application, steps=4 * FRAMES, pause_s=0.02)
    act(application, "propagate")
    live = application.results
    qtbot.waitUntil(lambda: bool(live.live) and len(live.records[live.live].frames()) == FRAMES, timeout=LONG)
    seen = {frame: folder.path.name if (folder := live.result_of(frame)) else "" for frame in (0, 4, 12)}
    assert seen[0] == seen[12] == live.live and seen[4] != live.live
    application.player.set_in_out(0, 3)
    act(application, "accept_range")  # what still changes cannot be accepted
    assert any("still works on these frames" in sentence for sentence in sentences(application))
    act(application, "cancel_run")
    qtbot.waitUntil(lambda: not application.running.is_busy, timeout=LONG)


def test_nothing_to_review_is_told_in_a_sentence(start: START, film: Path, qtbot: QtBot) -> None:
    application = start()
    open_film(application, film, qtbot)
    for action, told in (
        ("accept_range", "no result here that could be accepted"),
        ("reject_range", "no result here that could be rejected"),
        ("unaccept_range", "not accepted"),
        ("check_accepted", "Nothing is accepted"),
        ("update_touch_up", "was touched up"),
    ):
        act(application, action)
        assert any(told in sentence for sentence in sentences(application)), action
    assert not application.document.undo_stack.canUndo()
