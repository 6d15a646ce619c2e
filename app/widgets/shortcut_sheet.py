"""All keys on one sheet (`?`), in the order of the menus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.actions import Actions, plain
from app.translation import mark, tr

_COLUMNS = (
    (mark("Playback"),),
    (mark("File"), mark("Edit"), mark("Shot"), mark("Help")),
    (mark("View"),),
    (mark("Keyframe"), mark("Run")),
    (mark("Paint"), mark("Mask")),
)
_POINTER = (
    (mark("Wheel"), mark("Zoom, or scroll the timeline")),
    (mark("Ctrl + wheel"), mark("Zoom")),
    (mark("Alt + wheel"), mark("One frame")),
    (mark("Shift + wheel"), mark("One keyframe")),
    (mark("Space and drag"), mark("Pan")),
    (mark("Alt and click"), mark("Pick the color, with a brush in hand")),
    (mark("Shift and drag"), mark("Size of the brush; up and down its hardness")),
)


class ShortcutSheet(QDialog):
    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Shortcuts"))
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setSpacing(28)
        for menus in _COLUMNS:
            grid = QGridLayout()
            grid.setHorizontalSpacing(14)
            grid.setVerticalSpacing(3)
            for menu in menus:
                _add_group(
                    grid,
                    tr(menu),
                    [(keys_of(a.shortcuts()), plain(tr(s.text))) for s, a in actions if s.menu == menu],
                )
            if "Run" in menus:
                _add_group(grid, tr("Pointer"), [(tr(keys), tr(text)) for keys, text in _POINTER])
            grid.setRowStretch(grid.rowCount(), 1)
            row.addLayout(grid, 1)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(inner)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(area)
        column.addWidget(buttons)
        wanted = inner.sizeHint()
        screen = self.screen().availableSize()
        self.resize(min(wanted.width() + 60, screen.width() - 80), min(wanted.height() + 90, screen.height() - 80))

    def texts(self) -> list[str]:
        """Return every text on the sheet."""
        return [label.text() for label in self.findChildren(QLabel)]


def _add_group(grid: QGridLayout, title: str, lines: list[tuple[str, str]]) -> None:
    lines = [(keys, text) for keys, text in lines if keys]
    if not lines:
        return
    head = QLabel(title)
    head.setProperty("title", True)
    head.setContentsMargins(0, 10, 0, 2)
    grid.addWidget(head, grid.rowCount(), 0, 1, 2)
    for keys, text in lines:
        place = grid.rowCount()
        key_label = QLabel(keys)
        key_label.setProperty("dim", True)
        grid.addWidget(key_label, place, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(QLabel(text), place, 1)
    grid.setColumnStretch(1, 1)


def keys_of(shortcuts: list[QKeySequence]) -> str:
    """Return the shortcuts of one action, readable: "Left, ,"."""
    native = QKeySequence.SequenceFormat.NativeText
    shown = [keys.toString(native) for keys in shortcuts]
    return " or ".join(dict.fromkeys(shown))
