"""Journeys 1, 2 and 6: the first minutes with the program, each in the clicks that UX.md names."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from app.application import Application
from app.canvas.modes import Mode
from tests.journeys.conftest import START
from tests.journeys.test_window import chosen, keyframes, saturation
from tests.material import make_film, moving_picture

LONG = 120_000


def click(application: Application, text: str) -> None:
    """Click the one visible button that says `text`, as an artist would."""
    found = [
        button
        for button in application.window.findChildren(QAbstractButton)
        if button.isVisible() and button.text().replace("&", "") == text
    ]
    assert len(found) == 1, (text, found)
    assert found[0].isEnabled()
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


def test_journey_1_from_the_first_start_to_color_in_two_clicks(start: START, qtbot: QtBot) -> None:
    application = start()
    click(application, "Open Sample Project")
    told = [label.text() for label in application.window.start_page.findChildren(QLabel) if label.isVisible()]
    assert "Making the sample film..." in told, "what takes a moment says so where the artist looks"
    qtbot.waitUntil(lambda: bool(keyframes(application)), timeout=LONG)
    qtbot.waitUntil(lambda: application.session.source is not None, timeout=LONG)
    qtbot.waitUntil(lambda: application.window.actions_["propagate"].isEnabled(), timeout=LONG)
    shot = application.session.shot
    assert shot is not None and shot.keyframes, "the sample begins in a shot that has a keyframe"

    away = next(frame for frame in range(shot.start, shot.stop) if shot.keyframe(frame) is None)
    application.player.set_frame(away)
    qtbot.waitUntil(lambda: application.store.picture(away, "original") is not None, timeout=LONG)
    gray = saturation(application.window.viewer.grab().toImage())

    click(application, "Propagate")
    viewer = application.window.viewer
    qtbot.waitUntil(lambda: saturation(viewer.grab().toImage()) > gray + 5, timeout=LONG)


def test_journey_2_a_dropped_film_is_looked_at_before_its_proxy_is_there(
    start: START, qtbot: QtBot, tmp_path: Path
) -> None:
    film = make_film(tmp_path / "reel.mp4", 60)
    application = start()
    application.window.viewer.set_mode(Mode.RESULT)  # what was looked at in the project before it
    application.window.files_dropped.emit([film])
    qtbot.waitUntil(lambda: application.store.picture(0, "original") is not None, timeout=LONG)
    assert application.window.viewer.mode is Mode.ORIGINAL
    application.player.set_frame(40)  # whatever is still worked on: scrubbing waits for nothing
    qtbot.waitUntil(lambda: application.store.picture(40, "original") is not None, timeout=LONG)
    qtbot.waitUntil(lambda: bool(application.session.project.shots), timeout=LONG)
    assert application.session.project.shots[-1].stop == 60


@pytest.mark.parametrize("method", ["flow"])
def test_journey_6_two_keyframes_are_propagated_with_one_click(
    start: START, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    film = make_film(tmp_path / "reel.mp4", 12)
    application = start()
    application.window.files_dropped.emit([film])
    qtbot.waitUntil(lambda: application.session.source is not None, timeout=LONG)
    qtbot.waitUntil(lambda: not application.background.is_running("shots"), timeout=LONG)
    for frame in (2, 9):
        picture = tmp_path / f"reel {frame:06d}.png"
        cv2.imwrite(str(picture), moving_picture(frame)[..., ::-1])
        application.player.set_frame(frame)
        monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(lambda *_, p=picture: (str(p), "")))
        application.window.actions_["import_picture"].trigger()
        qtbot.waitUntil(lambda frame=frame: frame in keyframes(application), timeout=LONG)
    panel = application.window.method
    panel.choose_method(method)

    click(application, "Propagate")
    qtbot.waitUntil(lambda: bool(chosen(application)), timeout=LONG)
    assert [(first, last) for _, first, last in chosen(application)] == [(0, 12)]
    qtbot.waitUntil(lambda: application.store.picture(5, "result") is not None, timeout=LONG)
    shown = application.store.picture(5, "result")
    assert shown is not None and saturation(shown) > 5
