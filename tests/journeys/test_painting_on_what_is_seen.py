"""What is painted lands on the picture that the artist sees: this frame's, this result's, this film's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.application import Application
from app.canvas.view import Mode
from engine.project.model import Keyframe
from tests.journeys.test_painting import (
    FRAMES,
    LEFT,
    LINE,
    NONE,
    OTHER,
    SHIFT,
    at,
    is_red,
    ready,
    settle,
    stored,
    stroke,
    take,
)
from tests.journeys.test_painting import application as application
from tests.journeys.test_painting import film as film
from tests.journeys.test_window import LONG, act, choose_fake, keyframes
from tests.material import make_film

AT = 3


def propagate(application: Application, qtbot: QtBot, **params: object) -> None:
    """Make one more run; it is shown when it is finished."""
    count = len(application.results.records)
    choose_fake(application, steps=FRAMES, pause_s=0.001, **params)
    act(application, "propagate")
    qtbot.waitUntil(
        lambda: len(application.results.records) > count and not application.running.is_busy, timeout=LONG
    )
    newest = max(application.results.records, key=lambda run: application.results.records[run].run.created)
    qtbot.waitUntil(lambda: application.document.project.shots[0].run_at(AT) == newest, timeout=LONG)


def keyframe_of(application: Application, frame: int) -> Keyframe | None:
    shot = application.document.project.shot_at(frame)
    return shot.keyframe(frame) if shot is not None else None


@pytest.fixture
def with_result(application: Application, qtbot: QtBot) -> Application:
    take(application, qtbot)
    stroke(application, LINE)
    settle(application, qtbot)
    act(application, "tool_look")
    propagate(application, qtbot)
    application.player.set_frame(AT)
    application.window.viewer.set_mode(Mode.RESULT)
    return application


def pixels(application: Application, frame: int = AT) -> np.ndarray:
    sheet = application.painting.sheet(frame)
    assert sheet is not None and sheet.is_ready
    return sheet.raster.pixels.copy()


def test_a_frame_looked_at_before_the_next_run_is_painted_on_its_new_result(
    with_result: Application, qtbot: QtBot
) -> None:
    application = with_result
    take(application, qtbot)  # only a look: nothing is painted
    act(application, "tool_look")
    first = application.painting.sheet()
    propagate(application, qtbot)
    application.window.viewer.set_mode(Mode.RESULT)
    take(application, qtbot)
    sheet, shot = application.painting.sheet(), application.document.project.shots[0]
    assert sheet is not None and sheet is not first
    run = shot.run_at(AT)
    assert run is not None and application.document.folder is not None
    expected = application.document.folder.runs.folder(run).read_frame(AT)
    assert expected is not None and sheet.result is not None and sheet.result[0] == run  # type: ignore[index]
    before = pixels(application)
    stroke(application, LINE)
    settle(application, qtbot)
    untouched = application.painting.touched() == 0
    assert np.array_equal(stored(application, AT)[untouched], before[untouched])


def test_a_new_result_is_painted_on_though_the_brush_was_in_hand_all_the_time(
    with_result: Application, qtbot: QtBot
) -> None:
    application = with_result
    take(application, qtbot)
    first = application.painting.sheet()
    folder, shot = application.document.folder, application.document.project.shots[0]
    assert folder is not None
    run = shot.run_at(AT)
    assert run is not None
    picture = folder.runs.folder(run).read_frame(AT)
    assert picture is not None
    folder.runs.folder(run).write_frame(AT, picture[..., ::-1].copy())  # as a run that is resumed does
    application.results.show_again([AT])
    qtbot.waitUntil(lambda: application.painting.sheet() is not first and ready(application), timeout=LONG)
    assert np.array_equal(pixels(application), picture[..., ::-1])


def test_after_a_touch_up_is_undone_the_brush_begins_from_what_is_looked_at(
    with_result: Application, qtbot: QtBot
) -> None:
    application = with_result
    take(application, qtbot)
    result = pixels(application)
    stroke(application, LINE)
    settle(application, qtbot)
    act(application, "tool_look")
    take(application, qtbot)  # on the touch-up: once that is undone, the result is what is left
    act(application, "undo")
    assert keyframe_of(application, AT) is None and np.array_equal(pixels(application), result)
    act(application, "tool_look")
    application.window.viewer.set_mode(Mode.ORIGINAL)
    take(application, qtbot)
    gray = pixels(application)
    assert np.ptp(gray.astype(int), axis=2).max() == 0  # not the result, which is orange
    stroke(application, LINE)
    settle(application, qtbot)
    key = keyframe_of(application, AT)
    assert key is not None and key.trust is None  # a keyframe of its own: it counts everywhere


def test_a_scribble_goes_to_the_frame_it_was_begun_on(application: Application, qtbot: QtBot) -> None:
    act(application, "tool_scribble")
    stroke(application, LINE, lift=False)
    application.player.set_frame(2)  # by the wheel or an arrow, with the pen down
    QTest.mouseRelease(application.window.viewer, LEFT, NONE, at(application, *OTHER[-1]))
    qtbot.waitUntil(lambda: not application.scribbling.is_busy and application.painting.is_settled, timeout=LONG)
    assert keyframes(application) == [0] and application.document.undo_stack.count() == 1
    key = keyframe_of(application, 0)
    assert key is not None and key.drawn is not None and application.document.folder is not None
    (scribble,) = application.document.folder.blobs.read_strokes(key.drawn.strokes)
    assert max(x for x, _ in scribble.points) < LINE[-1][0] + 3  # it ended where the frame was left


@pytest.mark.parametrize("tool", ["tool_scribble", "tool_fill", "tool_brush"])
def test_playing_is_paused_where_the_pen_comes_down(application: Application, qtbot: QtBot, tool: str) -> None:
    act(application, tool)
    application.player.loop_over(0, FRAMES - 1)
    assert application.player.is_playing
    stroke(application, LINE, lift=False)
    assert not application.player.is_playing
    frame = application.player.frame
    QTest.mouseRelease(application.window.viewer, LEFT, NONE, at(application, *LINE[-1]))
    qtbot.waitUntil(lambda: not application.scribbling.is_busy and application.painting.is_settled, timeout=LONG)
    assert keyframes(application) == [frame]


def test_what_is_drawn_around_on_one_frame_selects_nothing_on_the_next(
    application: Application, qtbot: QtBot
) -> None:
    take(application, qtbot, "tool_lasso")
    stroke(application, ((20.0, 20.0), (50.0, 20.0), (50.0, 44.0)), lift=False)
    application.player.set_frame(2)
    QTest.mouseRelease(application.window.viewer, LEFT, NONE, at(application, 20, 44))
    assert application.painting.selected is None


def test_no_line_leads_from_the_last_frame_or_film_to_this_one(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    take(application, qtbot)
    stroke(application, ((20.0, 32.0), (24.0, 32.0)))
    stroke(application, ((60.0, 32.0),), SHIFT)
    settle(application, qtbot)
    assert is_red(tuple(stored(application)[32, 42].tolist()))  # on the same frame it does
    application.player.set_frame(2)
    stroke(application, ((60.0, 50.0),), SHIFT)
    settle(application, qtbot)
    assert keyframes(application) == [0]
    stroke(application, ((20.0, 32.0), (24.0, 32.0)), lift=False)  # on frame 2, and lifted on another
    application.player.set_frame(4)
    QTest.mouseRelease(application.window.viewer, LEFT, NONE, at(application, 30, 32))
    stroke(application, ((60.0, 50.0),), SHIFT)
    settle(application, qtbot)
    assert keyframes(application) == [0, 2]
    application.player.set_frame(0)
    stroke(application, ((70.0, 50.0), (74.0, 50.0)))
    settle(application, qtbot)
    other, source = make_film(tmp_path / "other.mp4", 3), application.session.source
    application.opening.open_film(other)
    qtbot.waitUntil(lambda: application.session.source not in (None, source), timeout=LONG)
    application.window.show_workspace("color")
    take(application, qtbot)
    stroke(application, ((60.0, 20.0),), SHIFT)
    settle(application, qtbot)
    assert not keyframes(application)
