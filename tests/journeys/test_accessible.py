"""Whoever hears the window instead of seeing it, or has no mouse, finds everything by its name and with keys."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from app.application import Application
from app.workspaces import WORKSPACES
from tests.journeys.conftest import START
from tests.material import make_film

LONG = 90_000


def reachable(application: Application) -> list[QWidget]:
    """Return what keys or the pointer can give the focus to, parts of compound widgets left out."""
    return [
        widget
        for widget in application.window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(widget.parent(), (QAbstractSpinBox, QComboBox, QTabBar))
        and not _is_popup(widget)
        and (widget.isVisible() or not isinstance(widget, QTabBar))  # Qt keeps tab bars it no longer needs
    ]


def _is_popup(widget: QWidget) -> bool:
    return widget.window().windowType() in (Qt.WindowType.Popup, Qt.WindowType.ToolTip)


def test_everything_that_takes_the_focus_has_a_name(start: START, qtbot: QtBot, tmp_path: Path) -> None:
    application = start()
    application.window.files_dropped.emit([make_film(tmp_path / "reel.mp4", 12)])
    qtbot.waitUntil(lambda: application.session.source is not None, timeout=LONG)
    nameless = []
    for tab in WORKSPACES:
        application.window.show_workspace(tab)
        qtbot.wait(1)
        for widget in reachable(application):
            described = QAccessible.queryAccessibleInterface(widget)
            if not (described.text(QAccessible.Text.Name) or widget.accessibleName()):
                nameless.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}: {widget.toolTip()}")
    assert not nameless, sorted(set(nameless))


def test_whatever_is_no_plain_word_explains_itself(start: START, qtbot: QtBot, tmp_path: Path) -> None:
    application = start()
    application.window.files_dropped.emit([make_film(tmp_path / "reel.mp4", 12)])
    qtbot.waitUntil(lambda: application.session.source is not None, timeout=LONG)
    for widget in reachable(application):
        if isinstance(widget, QAbstractButton) and not widget.text():
            assert widget.toolTip(), widget.accessibleName()
        if isinstance(widget, QLineEdit):
            assert widget.toolTip() or widget.placeholderText(), widget.accessibleName()
