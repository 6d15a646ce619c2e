"""The strip under the picture when a run has ended: accept or reject what it made, and look for what is wrong."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget
from superqt import QElidingLabel

from app.translation import tr
from app.widgets.layout import button, icon_button

_HEIGHT = 40


class ReviewStrip(QFrame):
    """Shows what it is told; `dismissed` comes when the artist closes it."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("review")
        self.setAccessibleName(tr("Review of the run that ended"))
        self.setFixedHeight(_HEIGHT)
        self.accept = button("", "check")
        self.reject = button("", "undo-variant")
        self.accept.setProperty("primary", True)
        self.close_button = icon_button("close", tr("Close this strip; nothing is accepted or rejected"))
        self.close_button.clicked.connect(self.dismissed)
        self._told = QElidingLabel()
        self._told.setProperty("dim", True)
        self._told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 4, 8, 4)
        self._row.setSpacing(8)
        for widget in (self.accept, self.reject, self._told, self.close_button):
            self._row.addWidget(widget)
        self._row.setStretch(2, 1)
        self._spare: list[QPushButton] = []
        self.hide()

    def set_actions(self, accept: QAction, reject: QAction, others: Iterable[QAction]) -> None:
        """The buttons are other faces of these actions; `others` look for what is wrong."""
        for face, action in ((self.accept, accept), (self.reject, reject)):
            face.clicked.connect(action.trigger)
            face.setToolTip(action.toolTip())
            face.setAccessibleName(action.text().replace("&", ""))
        for action in others:
            face = button(action.text().replace("&", ""), tip=action.toolTip())
            face.clicked.connect(action.trigger)
            self._spare.append(face)
            self._row.insertWidget(2, face)
        self._row.setStretch(self._row.indexOf(self._told), 1)

    def show_review(self, accept: str, reject: str, told: str) -> None:
        """Show these words on the buttons and beside them; an empty button cannot be pressed now."""
        for face, text in ((self.accept, accept), (self.reject, reject)):
            face.setText(text)
            face.setVisible(bool(text))
        self._told.setText(told)
        self._told.setToolTip(told)
        self.show()
        self._fit()

    @property
    def told(self) -> str:
        return str(self._told.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave out what there is no room for; menus and keys have it."""
        for face in self._spare:
            face.show()
        for face in self._spare:
            if self._row.minimumSize().width() <= self.width():
                return
            face.hide()
