"""The button of an action, in panels, strips and lines of options: one look, one name, reached with Tab."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton

from app.actions import plain

Looks = Literal["icon", "text", "both"]
_STYLES = {
    "icon": Qt.ToolButtonStyle.ToolButtonIconOnly,
    "text": Qt.ToolButtonStyle.ToolButtonTextOnly,
    "both": Qt.ToolButtonStyle.ToolButtonTextBesideIcon,
}


def action_button(action: QAction, looks: Looks, text: str = "", *, icon_size: int = 0) -> QToolButton:
    """Return a button that is the action: enabled, checked and explained by it.

    `text`: what this action's buttons say in place of its name, where that is long. `icon_size` in view units, 0 as
    the style has it.
    """
    made = QToolButton()
    if text:
        action.setIconText(text)
    made.setDefaultAction(action)
    made.setToolButtonStyle(_STYLES[looks])
    if icon_size:
        made.setIconSize(QSize(icon_size, icon_size))
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setAccessibleName(plain(action.text()))
    made.setProperty("tool" if looks == "icon" else "text", True)
    return made
