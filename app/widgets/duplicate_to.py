"""To which frame a keyframe is copied, and whether its colors follow what moves."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLabel, QLineEdit, QWidget

from app.timeline.timecode import Timecode
from app.translation import tr
from app.widgets.layout import column, dim, row
from engine.project.model import Kind, Project


class DuplicateTo(QDialog):
    """`target` is the frame that was typed, None while it is none of the film; `follows` what the box says."""

    def __init__(
        self, frame: int, kind: Kind, proposed: int, project: Project, timecode: Timecode, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Duplicate the keyframe of frame {frame}").format(frame=frame))
        self._frame, self._kind, self._project, self._timecode = frame, kind, project, timecode
        self.field = QLineEdit(str(proposed))
        self.field.setAccessibleName(tr("Frame to copy it to"))
        self.field.setToolTip(tr('A frame ("120"), a timecode ("00:00:04:20") or a step ("+25").'))
        self.field.selectAll()
        self.box = QCheckBox(tr("Let the colors follow what moves"))
        self.box.setChecked(kind == "color")
        self.box.setVisible(kind == "color")
        self.box.setToolTip(tr("Otherwise every color stays where it is in the picture."))
        self._told = dim()
        self._told.setMinimumHeight(3 * self._told.fontMetrics().lineSpacing())
        self._told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = self._buttons.addButton(tr("Duplicate"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setDefault(True)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        laid = column(self)
        laid.addLayout(row(QLabel(tr("To frame")), self.field))
        laid.addWidget(self.box)
        laid.addWidget(self._told)
        laid.addWidget(self._buttons)
        self.setMinimumWidth(420)
        self.field.textChanged.connect(lambda _: self._judge())
        self.box.toggled.connect(lambda _: self._judge())
        self._judge()

    @property
    def target(self) -> int | None:
        found = self._timecode.parse(self.field.text(), self._frame)
        if found is None or found == self._frame or self._project.shot_at(found) is None:
            return None
        return found

    @property
    def follows(self) -> bool:
        return self.box.isChecked() and self._kind == "color"

    def _judge(self) -> None:
        target = self.target
        self.go.setEnabled(target is not None)
        if target is None:
            self._told.setText(tr("Type another frame of the film."))
            return
        shot, other = self._project.shot_at(self._frame), self._project.shot_at(target)
        assert other is not None
        told = []
        if self._kind == "color":
            if not self.follows:
                told.append(tr("The colors stay where they are; light and shade are the other frame's own."))
            elif shot is not None and shot.id == other.id:
                told.append(tr("The colors go along with what moves; light and shade are the other frame's own."))
            else:
                told.append(tr("It is in another shot: the colors go to what looks alike there."))
        if other.keyframe(target, self._kind) is not None:
            told.append(tr("The keyframe there stays as a version."))
        self._told.setText(" ".join(told))
