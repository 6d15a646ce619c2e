"""What the artist asked for comes first; what follows from it, and what takes long, does not keep it waiting."""

from __future__ import annotations

import gc
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from pytestqt.qtbot import QtBot

from app.application import Application
from engine.media.shots import CutScores
from tests.journeys.conftest import START
from tests.journeys.test_painting import (  # noqa: F401  fixtures
    LINE,
    OTHER,
    application,
    film,
    is_red,
    seen,
    settle,
    stroke,
    take,
)
from tests.journeys.test_window import LONG, act, open_film
from tests.material import make_film, moving_picture


class Seen(QObject):
    """Notes when the viewer is drawn."""

    def __init__(self, notes: list[str]) -> None:
        super().__init__()
        self._notes = notes

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._notes.append("picture")
        return False


def test_undo_shows_the_picture_before_the_panels_follow(application: Application, qtbot: QtBot) -> None:  # noqa: F811
    take(application, qtbot)
    for line in (LINE, OTHER):
        stroke(application, line)
    settle(application, qtbot)
    qtbot.wait(50)
    assert is_red(seen(application, 44, 50))
    for deed, is_there in (("undo", False), ("redo", True), ("undo", False)):
        notes: list[str] = []
        filtering = Seen(notes)
        application.window.viewer.installEventFilter(filtering)
        told = application.document.changed.connect(lambda _, notes=notes: notes.append("document"))
        act(application, deed)
        application.document.changed.disconnect(told)
        application.window.viewer.removeEventFilter(filtering)
        assert notes[:2] == ["picture", "document"]
        assert is_red(seen(application, 44, 50)) == is_there
        assert is_red(seen(application, 30, 34))


def test_cuts_are_reckoned_away_from_the_window(
    start: START, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    original = CutScores.cuts

    def cuts(scores: CutScores, sensitivity: float = 0.5, *, fades: bool = True) -> list[int]:
        threads.append(threading.current_thread())
        return original(scores, sensitivity, fades=fades)

    monkeypatch.setattr(CutScores, "cuts", cuts)
    pictures = [moving_picture(index, 96, 64) for index in range(12)]
    pictures += [255 - moving_picture(index, 96, 64) for index in range(12)]
    made = start()
    open_film(made, make_film(tmp_path / "cut.mp4", pictures=pictures), qtbot)
    qtbot.waitUntil(lambda: len(made.document.project.shots) == 2, timeout=LONG)
    panel = made.window.prepare
    panel.sensitivity.setValue(0)
    qtbot.waitUntil(lambda: len(threads) == 2, timeout=LONG)
    act(made, "undo")
    assert len(made.document.project.shots) == 1
    panel.sensitivity.setValue(50)
    act(made, "find_shots")
    qtbot.waitUntil(lambda: len(made.document.project.shots) == 2, timeout=LONG)
    assert len(threads) >= 3 and threading.main_thread() not in threads


def test_the_window_collects_garbage_itself_and_leaves_python_as_it_was(start: START, qtbot: QtBot) -> None:
    made = start()
    qtbot.waitUntil(lambda: gc.get_freeze_count() > 0, timeout=LONG)
    assert not gc.isenabled()
    made.close()
    assert gc.isenabled() and gc.get_freeze_count() == 0
