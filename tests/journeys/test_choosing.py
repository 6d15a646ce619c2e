"""Choosing: between runs by range and side by side, and the main look for flicker removal (journey 8)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.application import Application
from app.canvas.view import Compare, Mode
from app.timeline import lanes
from engine.color.modes import followed
from engine.color.pair import Pair
from tests.engine.pairs import Treated
from tests.fakes import STEADY
from tests.journeys.conftest import START
from tests.journeys.test_consistency import FRAMES, JUMPS, attach, make_processed
from tests.journeys.test_fixing import begun, propagated, shown
from tests.journeys.test_window import LONG, act, choose_fake, open_film, sentences
from tests.material import make_film


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_film(tmp_path / "reel.mp4", FRAMES)


def run_named(application: Application, name: str) -> str:
    return next(run for run, record in application.results.records.items() if record.run.name == name)


def test_runs_are_compared_starred_and_chosen_by_range(start: START, film: Path, qtbot: QtBot) -> None:
    application = begun(start, film, qtbot, 5, method="fake")
    window, panel = application.window, application.window.runs
    choose_fake(application, steps=FRAMES - 4, pause_s=0.001)  # this one leaves the last frames out
    propagated(application, qtbot)
    assert shown(application) == ["Run 2"] * 12 + ["Run 1"] * 4
    act(application, "undo")  # undoing the choice of a run brings the earlier picture back
    assert shown(application) == ["Run 1"] * FRAMES
    assert not panel.use_range.isVisibleTo(panel)
    application.player.set_in_out(3, 6)
    assert panel.use_range.isVisibleTo(panel) and panel.use_range.text() == "In 3-6"
    panel.select(run_named(application, "Run 2"))
    panel.use_range.click()
    assert shown(application) == ["Run 1"] * 3 + ["Run 2"] * 4 + ["Run 1"] * 9
    panel.star.click()
    second = run_named(application, "Run 2")
    qtbot.waitUntil(lambda: application.results.records[second].run.is_starred, timeout=LONG)
    application.player.set_frame(5)
    panel.select(run_named(application, "Run 1"))
    panel.compare.click()
    assert window.viewer.mode is Mode.COMPARE
    qtbot.waitUntil(lambda: application.store.picture(5, "other") is not None, timeout=LONG)
    assert window.bar.against.currentText() == "with Run 1" and window.bar.against.isVisibleTo(window.bar)
    assert "Run 1 and Result" in window.viewer.accessibleDescription()
    window.viewer.set_compare(Compare.SIDE_BY_SIDE)
    assert not window.viewer.grab().isNull()
    panel.rename_requested.emit(run_named(application, "Run 1"), "Warm")
    qtbot.waitUntil(lambda: any(line.run.name == "Warm" for line in panel.model.lines), timeout=LONG)
    assert window.bar.against.currentText() == "with Warm"
    panel.delete_requested.emit(run_named(application, "Warm"))
    qtbot.waitUntil(lambda: window.bar.against.count() == 1, timeout=LONG)  # nothing is left to compare with
    assert window.viewer.mode is Mode.COMPARE


def test_a_run_that_is_shown_in_places_can_be_shown_everywhere_again(start: START, film: Path, qtbot: QtBot) -> None:
    application = begun(start, film, qtbot, 5, method="fake")
    panel = application.window.runs
    choose_fake(application, steps=FRAMES, pause_s=0.001)
    propagated(application, qtbot)
    panel.select(run_named(application, "Run 2"))
    assert shown(application) == ["Run 2"] * FRAMES and not panel.use.isEnabled()
    assert "Nothing to change" in panel.use.toolTip()
    application.player.set_in_out(4, 7)
    panel.select(run_named(application, "Run 1"))
    panel.use_range.click()
    assert panel.use.isEnabled() and "can be undone" in panel.use.toolTip()
    panel.select(run_named(application, "Run 2"))
    assert shown(application).count("Run 1") == 4 and panel.use.isEnabled()
    panel.use.click()
    assert shown(application) == ["Run 2"] * FRAMES and not panel.use.isEnabled()


def test_a_run_without_frames_there_is_told(start: START, film: Path, qtbot: QtBot) -> None:
    application = begun(start, film, qtbot, 5, method="fake")
    choose_fake(application, steps=4, pause_s=0.001)
    propagated(application, qtbot)
    application.player.set_in_out(10, 12)
    before = shown(application)
    application.comparing.use_in_range(run_named(application, "Run 2"))
    assert shown(application) == before
    assert any("no other frames to show" in sentence for sentence in sentences(application))


def test_journey_8_the_main_look_is_chosen_and_its_frames_are_seen(
    start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    application = start()
    window, panel = application.window, application.window.method
    open_film(application, film, qtbot)
    attach(application, make_processed(tmp_path / "made"), qtbot, monkeypatch)
    strip = window.timeline.strip
    assert lanes.LOOK not in strip.places  # no lane for what is not there
    act(application, "find_looks")  # the first click
    qtbot.waitUntil(lambda: len(panel.looks.cards()) == 2, timeout=LONG)
    panel.choose_method(STEADY.id)
    often, _ = panel.looks.cards()
    place = strip.places[lanes.LOOK]
    assert "look B" in strip.tip_at(point_of(strip, JUMPS[0]))
    assert "look A" in strip.tip_at(point_of(strip, JUMPS[0] - 1))
    QTest.mouseClick(
        strip,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QPoint(round(point_of(strip, JUMPS[2]).x()), round(place.center().y())),
    )
    assert application.session.frame == JUMPS[2]  # a click on the lane goes there
    panel.looks.chosen.emit(often.frame)  # the second
    propagated(application, qtbot)  # the third
    qtbot.waitUntil(lambda: bool(panel.looks.followed), timeout=LONG)
    assert panel.looks.followed == f"{FRAMES} of {FRAMES} frames of Run 1 follow look A."
    assert window.review.told.startswith(
        "E_warp 0.020; the processed clip 0.050."
    )  # that it is steadier, as a number
    act(application, "detach_processed")
    qtbot.waitUntil(lambda: lanes.LOOK not in strip.places, timeout=LONG)
    assert panel.looks.followed == ""


def point_of(strip: Any, frame: int) -> Any:
    from PySide6.QtCore import QPointF

    place = strip.places[lanes.LOOK]
    return QPointF(strip._x(frame + 0.5), place.center().y())


def test_a_result_is_told_by_the_look_it_follows() -> None:
    given, processed = Treated(8, 48, 32), Treated(8, 48, 32, modes=(0, 1) * 4)
    modes = ((0, 2, 4, 6), (1, 3, 5, 7))
    pair = Pair(given, processed, 0, 8)

    def told(result: Any) -> tuple[int, ...]:
        steps = followed(pair, modes, result)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                found: tuple[int, ...] = end.value
                return found

    assert told(processed.read) == (0, 1) * 4
    steady = Treated(8, 48, 32, modes=(1,) * 8)
    assert told(lambda frame: None if frame == 3 else np.asarray(steady.read(frame))) == (1, 1, 1, -1, 1, 1, 1, 1)
