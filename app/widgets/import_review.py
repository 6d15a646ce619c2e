"""What would become of stills, before anything changes: each beside the frame it would become the keyframe of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from superqt import QElidingLabel

from app import words
from app.flows.placing import THUMB, How, Placed
from app.theme import icon
from app.translation import mark, tr
from app.widgets.layout import button, column, dim, row, scrolled

_FIRST_SIZE = QSize(720, 620)
_HOW = {
    "number": mark("by its number"),
    "content": mark("by what it shows"),
    "chosen": "chosen",
    "none": mark("no place yet"),
}


class ImportReview(QDialog):
    """`show_placed` fills the rows as they become known, `finish` allows the import.

    `taken`: frames that have a keyframe already; theirs would be replaced.
    """

    frame_wished = Signal(int, int)  # which row, frame
    """The artist typed another frame for a still; `show_row` answers."""

    def __init__(self, paths: Sequence[Path], length: int, taken: Collection[int], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Import {count}").format(count=words.count(len(paths), "picture")))
        self.resize(_FIRST_SIZE)
        self._taken = frozenset(taken)
        self._is_ready = False
        self._rows = [_Row(place, path, length) for place, path in enumerate(paths)]
        self._told = dim(tr("Looking at the pictures..."))
        self._only = QCheckBox(tr("Only those to look at"))
        self._only.setToolTip(tr("Hide the pictures that fit."))
        self._only.toggled.connect(lambda _: self._sum_up())
        inner = QWidget()
        listed = column(inner, margin=0)
        listed.setSpacing(6)
        for each in self._rows:
            each.changed.connect(self._sum_up)
            each.frame_wished.connect(self.frame_wished)
            listed.addWidget(each)
        listed.addStretch(1)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.import_button = self._buttons.addButton(tr("Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.import_button.setToolTip(tr("Make the checked pictures keyframes: one step, which can be undone."))
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        laid = column(self)
        head = row(self._told, self._only, stretch_last=True)
        head.setStretch(0, 1)
        laid.addLayout(head)
        self._area = scrolled(inner)
        laid.addWidget(self._area, 1)
        laid.addWidget(self._buttons)
        self._sum_up()

    @property
    def is_ready(self) -> bool:
        """Whether every still is known."""
        return self._is_ready

    @property
    def chosen(self) -> tuple[tuple[Path, int], ...]:
        """The stills to import, each with its frame."""
        return tuple((each.placed.path, each.placed.frame) for each in self._rows if each.is_chosen)

    def rows(self) -> list[_Row]:
        return self._rows

    def show_progress(self, told: str) -> None:
        if not self._is_ready:
            self._told.setText(told)

    def show_placed(self, placed: Sequence[Placed]) -> None:
        """Show what is known of the first stills."""
        for each, one in zip(self._rows, placed, strict=False):
            each.show_placed(one)
        self._sum_up()

    def show_row(self, place: int, placed: Placed) -> None:
        """Show a still at the frame the artist typed, unless another one was typed meanwhile."""
        if placed.is_readable and placed.frame != self._rows[place].placed.frame:
            return
        self._rows[place].show_placed(placed, is_typed=True)
        self._sum_up()

    def finish(self) -> None:
        """All is known: it may be imported. The first picture to look at is brought into sight."""
        self._is_ready = True
        self._sum_up()
        doubtful = next((each for each in self._rows if each.needs_a_look), None)
        if doubtful is not None:
            self._area.ensureWidgetVisible(doubtful)
        self.import_button.setFocus()

    def fail(self, sentence: str) -> None:
        self._told.setText(sentence)

    def _sum_up(self) -> None:
        used: dict[int, str] = {}
        for each in self._rows:
            frame, name = each.placed.frame, each.placed.path.name
            each.show_clash(used.get(frame, "") if frame >= 0 else "", frame in self._taken)
            if each.is_chosen:
                used[frame] = name
        count = sum(each.is_chosen for each in self._rows)
        doubtful = sum(each.needs_a_look for each in self._rows)
        self.import_button.setText(tr("Import {count}").format(count=count) if count else tr("Import"))
        self.import_button.setEnabled(self._is_ready and count > 0)
        if self.import_button.isEnabled():  # a button that is disabled when the dialog opens is not taken for it
            self.import_button.setDefault(True)
        self._only.setEnabled(doubtful > 0)
        for each in self._rows:
            is_meant = each.needs_a_look or not each.is_known
            each.setVisible(is_meant or not (self._only.isChecked() and self._only.isEnabled()))
        if self._is_ready:
            fit = len(self._rows) - doubtful
            told = tr("{count} a frame.").format(count=words.count(fit, tr("picture fits"), tr("pictures fit")))
            self._told.setText(
                told
                if not doubtful
                else tr("{told} Have a look at {doubtful}; nothing is changed yet.").format(
                    told=told, doubtful=doubtful
                )
            )


class _Row(QFrame):
    """One still, the frame beside it, and the sentence on why to look at them."""

    changed = Signal()
    frame_wished = Signal(int, int)

    def __init__(self, place: int, path: Path, length: int) -> None:
        super().__init__()
        self.placed = Placed(path)
        self._place, self._is_known, self._clash = place, False, ""
        self._was_touched = False
        self.setProperty("card", True)
        self.check = QCheckBox()
        self.check.setAccessibleName(tr("Import {name}").format(name=path.name))
        self.check.setToolTip(tr("Import this picture."))
        self.check.setEnabled(False)
        self.check.clicked.connect(self._touch)
        self._still, self._shown = _thumb(tr("The picture")), _thumb(tr("The frame of the film it would go to"))
        self.number = QSpinBox()
        self.number.setRange(-1, max(0, length - 1))
        self.number.setSpecialValueText("none")
        self.number.setValue(-1)
        self.number.setKeyboardTracking(False)
        self.number.setAccessibleName(tr("Frame of {name}").format(name=path.name))
        self.number.setToolTip(tr("The frame this picture becomes the keyframe of."))
        self.number.valueChanged.connect(self._type)
        self._how, self._trouble = dim("", wraps=False), QLabel(wordWrap=True)
        self._mark = QLabel()
        self._mark.setPixmap(icon("alert-outline").pixmap(16, 16))
        self._use = button("", tip=tr("Take the frame that looks most like the picture."))
        self._use.setProperty("flat", True)
        self._use.clicked.connect(lambda: self.number.setValue(self.placed.other))
        self._lay_out(path)
        self._show_words()

    def _lay_out(self, path: Path) -> None:
        name = QElidingLabel(path.name)
        name.setProperty("title", True)
        name.setToolTip(str(path))
        lines = QVBoxLayout()
        lines.setSpacing(3)
        lines.addWidget(name)
        lines.addLayout(row(QLabel(tr("Frame")), self.number, self._how))
        warned = QHBoxLayout()
        warned.setSpacing(6)
        warned.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        warned.addWidget(self._trouble, 1)
        warned.addWidget(self._use)
        lines.addLayout(warned)
        lines.addStretch(1)
        laid = QHBoxLayout(self)
        laid.setContentsMargins(8, 8, 8, 8)
        laid.setSpacing(10)
        arrow = QLabel()
        arrow.setPixmap(icon("arrow-right").pixmap(18, 18))
        for widget in (self.check, self._still, arrow, self._shown):
            laid.addWidget(widget)
        laid.addLayout(lines, 1)

    @property
    def is_chosen(self) -> bool:
        return self.check.isChecked() and self.placed.frame >= 0 and self.placed.is_readable

    @property
    def is_known(self) -> bool:
        """Whether the still was looked at beside its frame."""
        return self._is_known

    @property
    def needs_a_look(self) -> bool:
        return self._is_known and bool(self.placed.trouble or self._clash)

    def show_placed(self, placed: Placed, *, is_typed: bool = False) -> None:
        if placed == self.placed and self._is_known:
            return
        if self._was_touched and not is_typed:  # the artist was quicker than the search
            return
        self.placed, self._is_known = placed, True
        for label, picture in ((self._still, placed.still), (self._shown, placed.shown)):
            label.setPixmap(_pixmap(picture) if picture is not None else QPixmap())
        self.number.blockSignals(True)
        self.number.setValue(placed.frame)
        self.number.blockSignals(False)
        self.number.setEnabled(placed.is_readable)
        self.check.setEnabled(placed.is_readable and placed.frame >= 0)
        is_meant = self.check.isChecked() if is_typed else not placed.trouble  # what was typed was checked then
        self.check.setChecked(placed.is_readable and placed.frame >= 0 and is_meant)
        self._show_words()

    def show_clash(self, other: str, is_taken: bool) -> None:
        """Tell that another still, named `other`, goes to this frame too, or that a keyframe is there."""
        if other and self.check.isChecked():
            self.check.setChecked(False)
        told = tr("{other} goes to this frame already.").format(other=other) if other else ""
        if not told and is_taken and self.placed.frame >= 0:
            told = tr("It takes the place of the keyframe there, which stays as a version.")
        if told != self._clash:
            self._clash = told
            self._show_words()

    def _show_words(self) -> None:
        placed = self.placed
        how = tr(_HOW[placed.how]) if self._is_known else "..."
        alike = (
            "" if placed.likeness is None else tr("  ·  {value:.0%} alike").format(value=max(0.0, placed.likeness))
        )
        self._how.setText(how + alike)
        told = " ".join(filter(None, (placed.trouble, self._clash)))
        self._trouble.setText(told)
        self._mark.setVisible(bool(told))
        self._use.setVisible(placed.other >= 0)
        self._use.setText(tr("Use frame {other}").format(other=placed.other))

    def _type(self, frame: int) -> None:
        """What was typed counts at once: Import may be clicked before it was looked at."""
        self._was_touched, self._is_known = True, frame < 0
        how: How = "chosen" if frame >= 0 else "none"
        self.placed = replace(self.placed, frame=frame, how=how, likeness=None, other=-1, trouble="", shown=None)
        self._shown.setPixmap(QPixmap())
        self.check.setEnabled(frame >= 0)
        self.check.setChecked(frame >= 0)
        self._show_words()
        self.changed.emit()
        if frame >= 0:
            self.frame_wished.emit(self._place, frame)

    def _touch(self) -> None:
        self._was_touched = True
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.number.hasFocus():
            return  # ends what is typed; it must not import at once
        super().keyPressEvent(event)


def _thumb(name: str) -> QLabel:
    label = QLabel()
    label.setFixedSize(*THUMB)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setAccessibleName(name)
    label.setToolTip(name + ".")
    return label


def _pixmap(small: NDArray[Any]) -> QPixmap:
    height, width = small.shape[:2]
    return QPixmap.fromImage(QImage(small.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888))
