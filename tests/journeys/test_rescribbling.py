"""Scribbles outlive the program: the next day one gets another color or is removed, the others stay."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.application import Application
from tests.journeys.conftest import START
from tests.journeys.test_scribbling import (
    AT,
    COLORS,
    FRAMES,
    HEIGHT,
    WIDTH,
    across,
    chroma,
    draw,
    flat,
    picture,
    settle,
    wanted,
)
from tests.journeys.test_window import LONG, act, open_film
from tests.material import make_film


@pytest.fixture
def folder(start: START, qtbot: QtBot, tmp_path: Path) -> Path:
    """A project that was scribbled on yesterday: a line of color in each of the first three patches."""
    film = make_film(tmp_path / "patches.mp4", FRAMES, (WIDTH, HEIGHT), pictures=[flat(n) for n in range(FRAMES)])
    application = start()
    open_film(application, film, qtbot)
    look_at(application, qtbot)
    act(application, "tool_scribble")
    for place in range(3):
        application.color.set(QColor(COLORS[place]))
        draw(application, *across(place))
    settle(application, qtbot)
    folder = application.document.folder
    assert folder is not None
    application.close()
    return folder.path


def look_at(application: Application, qtbot: QtBot) -> None:
    application.window.show_workspace("color")
    application.player.set_frame(AT)
    qtbot.waitUntil(lambda: application.store.pixel(AT, "original", 5, 5) is not None, timeout=LONG)


def opened(start: START, folder: Path, qtbot: QtBot, tool: str) -> Application:
    """Open the project the next day and take a tool in hand."""
    application = start()
    application.opening.open_project(folder)
    qtbot.waitUntil(lambda: application.session.source is not None, timeout=LONG)
    look_at(application, qtbot)
    act(application, tool)
    qtbot.waitUntil(lambda: len(application.scribbling.scribbles) == 3, timeout=LONG)
    return application


def click(application: Application, place: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    viewer = application.window.viewer
    QTest.mouseClick(viewer, Qt.MouseButton.LeftButton, keys, viewer.placement.to_view(*across(place)[0]).toPoint())


def test_the_next_day_one_stroke_is_recolored_another_removed(start: START, folder: Path, qtbot: QtBot) -> None:
    application = opened(start, folder, qtbot, "tool_strokes")
    stack, options = application.document.undo_stack, application.window.paint_options
    before = picture(application)
    click(application, 1)
    assert application.rescribbling.selected == 1 and "2 of 3" in options.strokes.text()
    application.color.set(QColor(COLORS[4]))
    act(application, "stroke_recolor")
    settle(application, qtbot)
    assert np.hypot(*(chroma(application, 1) - wanted(COLORS[4]))) < 8
    for place in (0, 2):
        assert np.hypot(*(chroma(application, place) - wanted(COLORS[place]))) < 8
    act(application, "stroke_pick")
    assert application.color.foreground == QColor(COLORS[4])

    act(application, "remove_keyframe")  # Del: the scribble that is selected, not the keyframe
    settle(application, qtbot)
    assert len(application.scribbling.scribbles) == 2 and application.rescribbling.selected is None
    assert np.hypot(*(chroma(application, 1) - wanted(COLORS[4]))) > 8
    assert [stack.text(index) for index in range(stack.count())] == ["Recolor a scribble", "Remove a scribble"]
    act(application, "undo")
    act(application, "undo")
    settle(application, qtbot)
    assert len(application.scribbling.scribbles) == 3 and np.array_equal(picture(application), before)


def test_what_is_added_the_next_day_is_as_if_it_had_been_drawn_at_once(
    start: START, folder: Path, qtbot: QtBot
) -> None:
    application = opened(start, folder, qtbot, "tool_scribble")
    application.color.set(QColor(COLORS[5]))
    draw(application, *across(5))
    settle(application, qtbot)
    made = picture(application)
    drawn = application.scribbling.scribbles
    application.document.edit("Anew", application.document.project.replaced(shots=_without_keyframes(application)))
    for place in (0, 1, 2, 5):
        application.color.set(QColor(COLORS[place]))
        draw(application, *across(place))
    settle(application, qtbot)
    assert application.scribbling.scribbles == drawn and np.array_equal(picture(application), made)


def test_without_its_last_color_the_frame_is_gray_again(start: START, folder: Path, qtbot: QtBot) -> None:
    application = opened(start, folder, qtbot, "tool_strokes")
    for place in range(3):
        click(application, place, Qt.KeyboardModifier.AltModifier)
        settle(application, qtbot)
    assert application.session.project.shots[0].keyframe(AT) is None and not application.scribbling.scribbles
    act(application, "undo")
    qtbot.waitUntil(lambda: len(application.scribbling.scribbles) == 1, timeout=LONG)


def test_what_is_painted_over_scribbles_is_told_and_can_be_left_behind(
    start: START, folder: Path, qtbot: QtBot
) -> None:
    application = opened(start, folder, qtbot, "tool_brush")
    before = picture(application)
    application.color.set(QColor(COLORS[3]))
    with qtbot.waitSignal(application.session.told, check_params_cb=lambda text: "part of its picture" in text):
        draw(application, *across(3))
        settle(application, qtbot)
    assert not application.scribbling.scribbles
    told: list[str] = []
    application.session.problem.connect(lambda problem: told.extend((problem.sentence, problem.cause)))
    act(application, "tool_strokes")
    assert any("changed after its scribbles" in text for text in told)
    act(application, "scribbles_back")
    qtbot.waitUntil(lambda: len(application.scribbling.scribbles) == 3, timeout=LONG)
    key = application.session.project.shots[0].keyframe(AT)
    assert key is not None and len(key.versions) == 1 and np.array_equal(picture(application), before)


def _without_keyframes(application: Application) -> tuple[object, ...]:
    return tuple(shot.replaced(keyframes=()) for shot in application.document.project.shots)
