"""The tools at the left of the picture: one of them is in hand."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from app.actions import Actions
from app.translation import tr

# what the strip shows, from the top; "" is a gap
STRIP = (
    "tool_look",
    "",
    "tool_brush",
    "tool_scribble",
    "tool_protect",
    "tool_eraser",
    "tool_fill",
    "tool_lasso",
    "tool_restore",
    "",
    "tool_pick",
)
_ICON = 20


class ToolStrip(QFrame):
    """A button for each tool whose action there is."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Tools"))
        self._buttons: dict[str, QToolButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 6, 4, 6)
        column.setSpacing(2)
        for name in STRIP:
            if not name:
                column.addSpacing(8)
                continue
            button = QToolButton()
            button.setDefaultAction(actions[name])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setIconSize(QSize(_ICON, _ICON))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(actions[name].text().replace("&", ""))
            button.setProperty("tool", True)
            self._buttons[name] = button
            column.addWidget(button)
        column.addStretch(1)

    def button(self, name: str) -> QToolButton:
        return self._buttons[name]
