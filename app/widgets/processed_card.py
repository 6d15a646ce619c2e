"""The processed clip in Prepare: what it is, how to attach one, and how to let it go."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QWidget

from app.translation import mark, tr
from app.widgets.layout import button, column, dim, row, title

_NONE = mark(
    "None yet. Attach what a colorizer, enhancer or style filter made of this film, one frame at a time, and "
    "Steady takes the flicker out of it."
)


class ProcessedCard(QWidget):
    """`find_requested`: the clip is not where it was, and the artist wants to show where it is."""

    find_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = QLabel(wordWrap=True)
        self._note = dim(tr(_NONE))
        self.attach = button(tr("Attach processed clip..."), "layers-plus")
        self.detach = button(tr("Detach"), "close")
        self.locate = button(tr("Find it again..."), "link-variant", tr("Tell where the processed clip is now."))
        self.locate.clicked.connect(self.find_requested)
        laid = column(self, margin=0)
        laid.addWidget(title(tr("Processed clip")))
        laid.addWidget(self._name)
        laid.addWidget(self._note)
        laid.addLayout(row(self.attach, self.locate, self.detach))
        self.show_clip("")

    def set_actions(self, attach: QAction, detach: QAction) -> None:
        """The buttons are other faces of these actions."""
        for face, action in ((self.attach, attach), (self.detach, detach)):
            face.clicked.connect(action.trigger)
            face.setToolTip(action.toolTip())
            action.changed.connect(lambda face=face, action=action: face.setEnabled(action.isEnabled()))
            face.setEnabled(action.isEnabled())

    def show_clip(self, name: str, note: str = "", *, is_lost: bool = False) -> None:
        """Show the clip of this name ("" for none) and a sentence; `is_lost` offers to find it again."""
        self._name.setText(name)
        self._name.setVisible(bool(name))
        self._note.setText(note if name else tr(_NONE))
        self._note.setVisible(bool(note) or not name)
        self.attach.setText(tr("Attach another...") if name else tr("Attach processed clip..."))
        self.detach.setVisible(bool(name))
        self.locate.setVisible(is_lost)
