"""The tools at the left of the picture: one of them is in hand."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QToolButton, QWidget

from app.actions import Actions
from app.translation import tr
from app.widgets.action_button import action_button

# what the strip shows, from the top; "" is a gap
STRIP = (
    "tool_look",
    "",
    "tool_brush",
    "tool_scribble",
    "tool_protect",
    "tool_strokes",
    "tool_eraser",
    "tool_fill",
    "tool_lasso",
    "tool_restore",
    "",
    "tool_pick",
)
_ICON = 20
_GAP = 8
_SPACING = 2
_LEAST_ROWS = 3  # on the lowest windows


class ToolStrip(QFrame):
    """A button for each tool whose action there is: in one column or, where that is too high, in more."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Tools"))
        self._buttons: dict[str, QToolButton] = {}
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(4, 6, 4, 6)
        self._grid.setSpacing(_SPACING)
        for name in filter(None, STRIP):
            self._buttons[name] = action_button(actions[name], "icon", icon_size=_ICON)
        self._arrange(1)

    def button(self, name: str) -> QToolButton:
        return self._buttons[name]

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._height(_LEAST_ROWS))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.height() >= self._height(len(self._buttons)) + STRIP.count("") * _GAP:
            self._arrange(1)
        else:
            rows = max(_LEAST_ROWS, (self.height() - 12 + _SPACING) // (self._button_height + _SPACING))
            self._arrange(-(-len(self._buttons) // rows))

    @property
    def _button_height(self) -> int:
        return max(button.sizeHint().height() for button in self._buttons.values())

    def _height(self, rows: int) -> int:
        return 12 + rows * (self._button_height + _SPACING) - _SPACING

    def _arrange(self, columns: int) -> None:
        """Lay the buttons out in this many columns; gaps part them in a single one."""
        if columns == self._columns:
            return
        self._columns = columns
        for row in range(self._grid.rowCount()):
            self._grid.setRowMinimumHeight(row, 0)
            self._grid.setRowStretch(row, 0)
        for button in self._buttons.values():
            self._grid.removeWidget(button)
        if columns == 1:
            for row, name in enumerate(STRIP):
                if name:
                    self._grid.addWidget(self._buttons[name], row, 0)
                else:
                    self._grid.setRowMinimumHeight(row, _GAP)
            self._grid.setRowStretch(len(STRIP), 1)
            return
        for index, button in enumerate(self._buttons.values()):
            self._grid.addWidget(button, index // columns, index % columns)
        self._grid.setRowStretch(-(-len(self._buttons) // columns), 1)
