"""Pictures come from other programs with Ctrl+V and go to them with Ctrl+C, and text fields keep both keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.application import Application
from tests.journeys.conftest import START
from tests.journeys.test_scribbling import AT, FRAMES, HEIGHT, WIDTH, flat, picture
from tests.journeys.test_window import LONG, act, open_film, sentences
from tests.material import make_film


@pytest.fixture
def application(start: START, tmp_path: Path, qtbot: QtBot) -> Iterator[Application]:
    film = make_film(tmp_path / "patches.mp4", FRAMES, (WIDTH, HEIGHT), pictures=[flat(n) for n in range(FRAMES)])
    made = start()
    open_film(made, film, qtbot)
    made.window.show_workspace("color")
    made.player.set_frame(AT)
    qtbot.waitUntil(lambda: made.store.pixel(AT, "original", 5, 5) is not None, timeout=LONG)
    QGuiApplication.clipboard().clear()
    yield made
    QGuiApplication.clipboard().clear()


def keyed(application: Application) -> bool:
    shot = application.session.project.shot_at(AT)
    return shot is not None and shot.keyframe(AT) is not None


def tinted(width: int, height: int) -> QImage:
    pixels = np.ascontiguousarray(flat(AT) * np.array([1.0, 0.8, 0.6])).astype(np.uint8)
    made = QImage(pixels.data, WIDTH, HEIGHT, 3 * WIDTH, QImage.Format.Format_RGB888).copy()
    return made.scaled(
        width, height, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def test_the_frame_goes_out_and_comes_back_painted(application: Application, qtbot: QtBot) -> None:
    with qtbot.waitSignal(application.session.told, timeout=LONG):
        act(application, "copy_picture")
    copied = QGuiApplication.clipboard().image()
    assert (copied.width(), copied.height()) == (WIDTH, HEIGHT)
    assert abs(copied.pixelColor(100, 30).red() - 90) < 9  # the second patch
    QGuiApplication.clipboard().setImage(tinted(WIDTH, HEIGHT))
    act(application, "paste_picture")
    qtbot.waitUntil(lambda: keyed(application), timeout=LONG)
    key = application.session.project.shots[0].keyframe(AT)
    assert key is not None and key.note.startswith("Clipboard ") and key.origin == "imported"
    red, _, blue = picture(application)[30, 160].astype(int)
    assert red - blue > 30
    assert application.document.undo_stack.count() == 1


def test_a_picture_of_another_size_is_laid_onto_the_frame(application: Application, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setImage(tinted(WIDTH // 2, HEIGHT // 2))
    act(application, "paste_picture")
    qtbot.waitUntil(lambda: keyed(application), timeout=LONG)
    assert picture(application).shape[:2] == (HEIGHT, WIDTH)


def test_a_copied_file_is_imported_and_nothing_is_said_plainly(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    act(application, "paste_picture")
    assert any("holds no picture" in text for text in sentences(application))
    tinted(WIDTH, HEIGHT).save(str(tmp_path / "painted.png"))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "painted.png"))])
    QGuiApplication.clipboard().setMimeData(mime)
    act(application, "paste_picture")
    qtbot.waitUntil(lambda: keyed(application), timeout=LONG)
    key = application.session.project.shots[0].keyframe(AT)
    assert key is not None and key.note == "painted.png"


def test_a_keyframe_is_pasted_as_such_until_something_else_is_copied(application: Application, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setImage(tinted(WIDTH, HEIGHT))
    act(application, "paste_picture")
    qtbot.waitUntil(lambda: keyed(application), timeout=LONG)
    with qtbot.waitSignal(application.session.told, check_params_cb=lambda text: "was copied" in text, timeout=LONG):
        act(application, "copy_picture")
    assert not QGuiApplication.clipboard().image().isNull()  # for other programs
    application.player.set_frame(AT + 1)
    act(application, "paste_picture")
    shot = application.session.project.shots[0].id
    qtbot.waitUntil(lambda: application.session.project.shot(shot).keyframe(AT + 1) is not None, timeout=LONG)
    assert application.document.undo_stack.undoText().startswith("Duplicate")
    QGuiApplication.clipboard().setImage(tinted(WIDTH, HEIGHT))
    act(application, "paste_picture")
    qtbot.waitUntil(lambda: application.document.undo_stack.undoText().startswith("Import"), timeout=LONG)


def test_text_fields_keep_the_keys(application: Application, qtbot: QtBot) -> None:
    field = next(each for each in application.window.color.findChildren(QLineEdit) if each.text().startswith("#"))
    application.window.bring("color")
    field.setFocus()
    QGuiApplication.clipboard().setText("#123456")
    field.selectAll()
    QTest.keySequence(field, QKeySequence("Ctrl+V"))
    assert field.text() == "#123456" and not any("holds no picture" in text for text in sentences(application))
    field.selectAll()
    QTest.keySequence(field, QKeySequence("Ctrl+C"))
    assert QGuiApplication.clipboard().text() == "#123456" and not keyed(application)
