"""Fields for numbers beside the picture: Esc drops what was typed there and means nothing else."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox


class WholeField(QSpinBox):
    """A whole number."""

    def event(self, event: QEvent) -> bool:
        return _keeps_escape(event) or bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _drops(self, event):
            super().keyPressEvent(event)


class NumberField(QDoubleSpinBox):
    """A number with decimals."""

    def event(self, event: QEvent) -> bool:
        return _keeps_escape(event) or bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _drops(self, event):
            super().keyPressEvent(event)


def _keeps_escape(event: QEvent) -> bool:
    """Take Esc from the shortcuts of the window, where it puts the tool away: then it comes as a key."""
    is_asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
    if is_asked and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
        event.accept()
        return True
    return False


def _drops(field: QSpinBox | QDoubleSpinBox, event: QKeyEvent) -> bool:
    if event.key() != Qt.Key.Key_Escape:
        return False
    field.lineEdit().setText(field.prefix() + field.textFromValue(field.value()) + field.suffix())  # type: ignore[arg-type]
    field.clearFocus()
    return True
