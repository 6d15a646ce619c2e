"""Fields for numbers beside the picture: Esc drops what was typed there and means nothing else."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox

from app.widgets.keys import keeps

_ESCAPE = (Qt.Key.Key_Escape,)  # elsewhere it puts the tool away


class WholeField(QSpinBox):
    """A whole number."""

    def event(self, event: QEvent) -> bool:
        return keeps(event, _ESCAPE) or bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _drops(self, event):
            super().keyPressEvent(event)


class NumberField(QDoubleSpinBox):
    """A number with decimals."""

    def event(self, event: QEvent) -> bool:
        return keeps(event, _ESCAPE) or bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _drops(self, event):
            super().keyPressEvent(event)


def _drops(field: QSpinBox | QDoubleSpinBox, event: QKeyEvent) -> bool:
    if event.key() != Qt.Key.Key_Escape:
        return False
    field.lineEdit().setText(field.prefix() + field.textFromValue(field.value()) + field.suffix())  # type: ignore[arg-type]
    field.clearFocus()
    return True
