"""The pen, the buttons of the mouse and the keys each mean what the artist means by them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.application import Application
from tests.journeys.test_painting import LEFT, LINE, NONE, at, send_pen, settle, steps, stroke, take
from tests.journeys.test_painting import application as application
from tests.journeys.test_painting import film as film


def test_the_pen_takes_the_keys_from_the_field_that_was_typed_in(application: Application, qtbot: QtBot) -> None:
    window, hex_field = application.window, application.window.color.hex
    take(application, qtbot)
    hex_field.setFocus()
    assert hex_field.hasFocus()
    send_pen(application, ((20, 32, 0.5), (48, 32, 0.5)))
    settle(application, qtbot)
    assert window.viewer.hasFocus()
    QTest.keyClicks(window, "e")  # a tool's key, not text
    assert application.tooling.in_hand == "tool_eraser"


def test_return_and_esc_in_the_hex_field_are_its_own(application: Application, qtbot: QtBot) -> None:
    window, hex_field = application.window, application.window.color.hex
    take(application, qtbot)
    stroke(application, LINE, lift=False)
    QTest.mouseRelease(window.viewer, LEFT, NONE, at(application, *LINE[-1]))
    settle(application, qtbot)
    before = steps(application)
    hex_field.setFocus()
    hex_field.selectAll()
    QTest.keyClicks(hex_field, "123456")
    QTest.keyClick(hex_field, Qt.Key.Key_Return)
    assert application.color.foreground.name() == "#123456" and window.viewer.hasFocus()
    assert steps(application) == before  # Return in the picture would have accepted a keyframe
    hex_field.setFocus()
    hex_field.selectAll()
    QTest.keyClicks(hex_field, "ffffff")
    QTest.keyClick(hex_field, Qt.Key.Key_Escape)
    assert application.color.foreground.name() == hex_field.text() == "#123456"
    assert application.tooling.in_hand == "tool_brush" and window.viewer.hasFocus()


def test_another_button_amid_a_stroke_does_not_end_it(application: Application, qtbot: QtBot) -> None:
    take(application, qtbot)
    begun, viewer = steps(application), application.window.viewer
    clicks: list[tuple[float, float]] = []
    viewer.context_click.connect(lambda x, y: clicks.append((x, y)))
    for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        stroke(application, LINE[:2], lift=False)
        QTest.mousePress(viewer, button, NONE, at(application, *LINE[1]))
        QTest.mouseRelease(viewer, button, NONE, at(application, *LINE[1]))
        assert viewer.is_drawing
        QTest.mouseMove(viewer, at(application, *LINE[3]))
        QTest.mouseRelease(viewer, LEFT, NONE, at(application, *LINE[3]))
    settle(application, qtbot)
    touched = application.painting.touched()
    assert touched is not None and touched[36, 58] > 0  # to where the pen was lifted
    assert steps(application) == [*begun, "Paint", "Paint"] and not clicks
