"""Small pieces that every panel is laid out from, so that all of them have the same edges."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.theme import icon

Dressed = TypeVar("Dressed", bound=QWidget)
MARGIN = 10
SPACING = 8


def column(parent: QWidget | None = None, *, margin: int = MARGIN) -> QVBoxLayout:
    laid = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    laid.setContentsMargins(margin, margin, margin, margin)
    laid.setSpacing(SPACING)
    return laid


def row(*widgets: QWidget, stretch_last: bool = False) -> QHBoxLayout:
    laid = QHBoxLayout()
    laid.setContentsMargins(0, 0, 0, 0)
    laid.setSpacing(SPACING)
    for widget in widgets:
        laid.addWidget(widget)
    if not stretch_last:
        laid.addStretch(1)
    return laid


def title(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("title", True)
    return label


def dim(text: str = "", *, wraps: bool = True) -> QLabel:
    label = QLabel(text, wordWrap=wraps)
    label.setProperty("dim", True)
    return label


def button(text: str, icon_name: str = "", tip: str = "") -> QPushButton:
    made = QPushButton(text)
    made.setToolTip(tip)
    if icon_name:
        made.setIcon(icon(icon_name))
        made.setProperty("icon_name", icon_name)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def icon_button(icon_name: str, tip: str) -> QPushButton:
    """Return a flat button with a picture alone; `tip` is its name for screen readers as well."""
    made = button("", icon_name, tip)
    made.setProperty("flat", True)
    made.setAccessibleName(tip)
    made.setIconSize(QSize(16, 16))
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def scrolled(inner: QWidget) -> QScrollArea:
    """Return `inner` in an area that scrolls up and down and is as wide as it may be."""
    area = _TallArea(widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area


class _TallArea(QScrollArea):
    """Gives what it holds the height that its wrapped lines need; Qt asks for their height at another width."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        handled = super().eventFilter(watched, event)
        inner = self.widget()
        if watched is inner and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            laid = inner.layout()
            needed = laid.totalHeightForWidth(inner.width()) if laid is not None and laid.hasHeightForWidth() else 0
            if needed > 0 and needed != inner.minimumHeight():
                inner.setMinimumHeight(needed)
        return handled


def dressed(widget: Dressed, tip: str = "", name: str = "") -> Dressed:
    """Give a widget its hover sentence and its name for screen readers, and return it."""
    widget.setToolTip(tip)
    widget.setAccessibleName(name or widget.accessibleName())
    return widget


def emptied(layout: QLayout) -> None:
    """Take every widget out of `layout` and delete it."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def redraw_icons(window: QWidget) -> None:
    """Draw the icons of all `button`s below `window` anew, after the theme changed."""
    for made in window.findChildren(QPushButton):
        name = made.property("icon_name")
        if name:
            made.setIcon(icon(name))


def show_share(bar: QProgressBar, share: float) -> None:
    """Show 0..1, or "working" below 0, on a bar of 1000 steps at the next painting.

    Left to itself, a bar paints at once whenever its value changes, and all that is dirty in the window with it.
    """
    bar.setUpdatesEnabled(False)
    bar.setRange(0, 0 if share < 0 else 1000)
    bar.setValue(round(min(1.0, max(0.0, share)) * 1000))
    bar.setUpdatesEnabled(True)
