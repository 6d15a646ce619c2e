"""Whoever hears the window instead of seeing it, or has no mouse, finds everything by its name and with keys."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLabel, QLineEdit, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from app.application import Application
from app.paths import UserFolders
from app.workspaces import WORKSPACES
from scripts import translations
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


def texts_of(widget: QWidget) -> list[str]:
    """Return what a widget says, shown or read aloud."""
    said = [widget.toolTip(), widget.accessibleName(), widget.windowTitle()]
    if isinstance(widget, (QLabel, QAbstractButton)):
        said.append(widget.text())
    if isinstance(widget, QComboBox):
        said += [widget.itemText(place) for place in range(widget.count())]
    if isinstance(widget, QTabBar):
        said += [widget.tabText(place) for place in range(widget.count())]
    return [line.strip() for text in said for line in text.splitlines()]


def test_a_german_window_says_nothing_in_english(start: START, qtbot: QtBot, tmp_path: Path) -> None:
    config = UserFolders.under(tmp_path / "home").config
    config.mkdir(parents=True, exist_ok=True)
    (config / "settings.json").write_text('{"language": "de"}')
    before = QLocale()
    english = {text.strip() for text, own in translations.entries("de").items() if own != text}
    application = start()
    try:
        application.window.files_dropped.emit([make_film(tmp_path / "reel.mp4", 12)])
        qtbot.waitUntil(lambda: application.session.source is not None, timeout=LONG)
        assert application.window.actions_["propagate"].text().replace("&", "") == "Ausbreiten"
        left = set()
        for tab in WORKSPACES:
            application.window.show_workspace(tab)
            qtbot.wait(1)
            for widget in application.window.findChildren(QWidget):
                left |= english.intersection(texts_of(widget))
        for _, action in application.window.actions_:
            left |= english.intersection((action.text(), action.statusTip()))
        assert not left
    finally:
        for translator in application.qt.findChildren(QTranslator):
            application.qt.removeTranslator(translator)
        QLocale.setDefault(before)
