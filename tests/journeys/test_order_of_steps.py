"""Strokes on their way, edits from elsewhere and undo: nobody waits, nothing is lost, the last step goes first."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.application import Application
from engine.media.video import VideoSource
from engine.paint import scribble
from engine.project.cast import add_swatch
from engine.project.edits import put_keyframe
from engine.project.model import Keyframe
from tests.journeys.test_painting import (
    LINE,
    OTHER,
    Gate,
    blob,
    ready,
    settle,
    steps,
    stroke,
    take,
)
from tests.journeys.test_painting import application as application
from tests.journeys.test_painting import film as film
from tests.journeys.test_painting import gate as gate
from tests.journeys.test_window import LONG, act, keyframes


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Hold the solving of scribbles back until the event is set; never in the thread of the window."""
    let, original = threading.Event(), scribble.ScribbledFrame.chroma

    def waiting(frame: scribble.ScribbledFrame, *arguments: object) -> object:
        assert threading.current_thread() is not threading.main_thread()
        let.wait(20)
        return original(frame, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(scribble.ScribbledFrame, "chroma", waiting)
    return let


def add_to_cast(application: Application, name: str = "Coat") -> None:
    document = application.document
    document.edit(f"Add {name}", add_swatch(document.project, name, "#2f5fc0")[0])


def test_an_edit_waits_for_no_scribble_and_none_is_lost(
    application: Application, qtbot: QtBot, held: threading.Event
) -> None:
    act(application, "tool_scribble")
    stroke(application, LINE)
    qtbot.waitUntil(lambda: ready(application), timeout=LONG)
    add_to_cast(application)  # it would wait twenty seconds, in the thread of the window
    assert [swatch.name for swatch in application.document.project.cast] == ["Coat"] and not held.is_set()
    held.set()
    qtbot.waitUntil(lambda: not application.scribbling.is_busy and application.painting.is_settled, timeout=LONG)
    assert keyframes(application) == [0] and [swatch.name for swatch in application.document.project.cast] == ["Coat"]
    assert steps(application)[-2:] == ["Add Coat", "Scribble"]


def test_an_edit_waits_for_no_frame_that_is_only_made_ready(
    application: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    let, original = threading.Event(), VideoSource.read_luma

    def waiting(source: VideoSource, index: int) -> object:
        assert threading.current_thread() is not threading.main_thread()
        let.wait(20)
        return original(source, index)

    monkeypatch.setattr(VideoSource, "read_luma", waiting)
    act(application, "tool_brush")
    assert application.painting.sheet() is not None and not ready(application)
    add_to_cast(application)
    assert application.document.project.cast and application.painting.flush()
    assert not ready(application)  # nobody waited until it was
    act(application, "undo")  # nor does undo
    assert not application.document.project.cast
    let.set()
    settle(application, qtbot)


def test_an_edit_of_the_same_keyframe_comes_after_what_was_painted(
    application: Application, qtbot: QtBot, gate: Gate
) -> None:
    take(application, qtbot)
    stroke(application, LINE)
    settle(application, qtbot)
    document, folder = application.document, application.document.folder
    assert folder is not None
    green = folder.blobs.put_picture(np.full((64, 96, 3), (20, 200, 20), np.uint8))
    gate.open.clear()
    stroke(application, OTHER)
    threading.Timer(0.1, gate.open.set).start()
    document.edit("Import", put_keyframe(document.project, Keyframe(frame=0, image=green)))
    settle(application, qtbot)
    assert steps(application)[-2:] == ["Paint", "Import"] and blob(application) == green
    gate.open.clear()
    qtbot.waitUntil(lambda: ready(application), timeout=LONG)
    stroke(application, OTHER)
    act(application, "remove_keyframe")
    assert keyframes(application) == [0]  # the stroke first
    gate.open.set()
    qtbot.waitUntil(lambda: not keyframes(application), timeout=LONG)
    assert steps(application)[-2:] == ["Paint", "Remove keyframe 0"]


def test_an_undo_on_its_way_takes_back_what_it_was_meant_for(
    application: Application, qtbot: QtBot, gate: Gate
) -> None:
    take(application, qtbot)
    stroke(application, LINE)
    settle(application, qtbot)
    first = blob(application)
    gate.open.clear()
    stroke(application, OTHER)
    act(application, "undo")
    threading.Timer(0.1, gate.open.set).start()
    add_to_cast(application)
    settle(application, qtbot)
    assert blob(application) == first and application.document.project.cast
    assert steps(application)[-2:] == ["Paint", "Add Coat"]


def test_undo_takes_back_what_was_done_last_not_a_hidden_stroke_of_protection(
    application: Application, qtbot: QtBot
) -> None:
    begun = steps(application)
    act(application, "tool_protect")
    draw(application, qtbot, LINE)
    add_to_cast(application, "Coat")
    draw(application, qtbot, OTHER)
    assert len(application.scribbling.guards) == 2
    act(application, "undo")
    assert len(application.scribbling.guards) == 1 and application.document.project.cast
    act(application, "undo")
    assert len(application.scribbling.guards) == 1 and not application.document.project.cast
    act(application, "undo")
    assert len(application.scribbling.guards) == 0 and steps(application) == begun


def test_a_stroke_that_is_still_stored_is_older_than_the_protection_drawn_after_it(
    application: Application, qtbot: QtBot, gate: Gate
) -> None:
    take(application, qtbot)
    gate.open.clear()
    stroke(application, LINE)
    application.player.set_frame(2)
    act(application, "tool_protect")
    draw(application, qtbot, OTHER)
    gate.open.set()
    settle(application, qtbot)
    act(application, "undo")
    assert not application.scribbling.guards and keyframes(application) == [0]
    act(application, "undo")
    assert not keyframes(application)


def draw(application: Application, qtbot: QtBot, line: tuple[tuple[float, float], ...]) -> None:
    stroke(application, line)
    qtbot.waitUntil(lambda: not application.scribbling.is_busy and ready(application), timeout=LONG)
