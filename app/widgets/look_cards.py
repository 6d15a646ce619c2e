"""The looks a processed clip jumps between, as cards: click the one that the result shall keep to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QProgressBar, QSizePolicy, QWidget

from app import words
from app.theme import LOOKS
from app.translation import mark, tr
from app.widgets.layout import button, column, dim, emptied, row, show_share, title

THUMBNAIL = QSize(128, 72)
_INVITATION = mark(
    "Does the processed clip jump between looks? Find them, and choose the one to keep to on every frame."
)
_ACROSS = 2
LETTERS = "ABCDEFGH"
_PRESS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class Look:
    """One treatment: `frame` shows it best, `share` 0..1 of the shot's frames have it, `frames` are they."""

    frame: int
    share: float
    frames: tuple[int, ...]
    picture: QImage


class LookCards(QWidget):
    """`chosen` carries a frame of the look to keep to."""

    find_requested = Signal()
    stop_requested = Signal()
    chosen = Signal(int)
    here_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[_Card] = []
        self._note = dim(tr(_INVITATION))
        self.find_button = button(
            tr("Find looks"), "palette-swatch-outline", tr("Look through the processed clip's frames.")
        )
        self.find_button.clicked.connect(self._press_find)
        self.here = button(tr("Use this frame"), "target", tr("Keep to the look of the frame that is looked at."))
        self.here.clicked.connect(self.here_requested)
        self._followed = dim()
        self._followed.hide()
        self._bar = QProgressBar(textVisible=False, maximum=1000)
        self._bar.hide()
        self._list = QWidget()
        self._grid = QGridLayout(self._list)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        laid = column(self, margin=0)
        laid.addWidget(title(tr("Look to keep to")))
        laid.addWidget(self._note)
        laid.addWidget(self._list)
        laid.addWidget(self._followed)
        laid.addWidget(self._bar)
        laid.addLayout(row(self.find_button, self.here))

    def show_finding(self, share: float | None) -> None:
        """`share` 0..1 of the frames was looked at; None when that is over."""
        self._bar.setVisible(share is not None)
        self.find_button.setText(tr("Find looks") if share is None else tr("Stop"))
        if share is not None:
            show_share(self._bar, share)

    def show_looks(self, looks: Sequence[Look] | None, main_frame: int) -> None:
        """Show these cards (None: not looked for yet) and which frame is kept to; -1 takes the most frequent look."""
        emptied(self._grid)
        self._cards = []
        for index, look in enumerate(looks or ()):
            card = _Card(look, index)
            card.picked.connect(self.chosen)
            self._cards.append(card)
            self._grid.addWidget(card, index // _ACROSS, index % _ACROSS)
        self._list.setVisible(bool(self._cards))
        self.show_main(main_frame)

    def show_main(self, main_frame: int) -> None:
        """Mark the card that holds this frame; -1 means the look most frames have."""
        kept = next((card for card in self._cards if main_frame in card.look.frames), None)
        if kept is None and main_frame < 0 and self._cards:
            kept = self._cards[0]
        for card in self._cards:
            card.mark(card is kept)
        self._note.setText(_sentence(self._cards, kept, main_frame))

    def show_followed(self, text: str) -> None:
        """Say how many frames of the result follow which look; "" where that is not known."""
        self._followed.setText(text)
        self._followed.setVisible(bool(text))

    @property
    def followed(self) -> str:
        return self._followed.text()

    def cards(self) -> list[Look]:
        return [card.look for card in self._cards]

    def _press_find(self) -> None:
        (self.find_requested if self._bar.isHidden() else self.stop_requested).emit()


def _sentence(cards: Sequence[_Card], kept: _Card | None, main_frame: int) -> str:
    if len(cards) == 1:
        return tr("One look runs through the whole shot; there is nothing to choose.")
    if kept is not None:
        return tr("Every frame will keep to look {letter}, as frame {main_frame} shows it.").format(
            letter=kept.letter, main_frame=max(main_frame, kept.look.frame)
        )
    if main_frame >= 0:
        return tr("Every frame will keep to the look of frame {main_frame}.").format(main_frame=main_frame)
    return tr(_INVITATION)


class _Card(QFrame):
    picked = Signal(int)

    def __init__(self, look: Look, index: int) -> None:
        super().__init__()
        self.look = look
        self.letter = LETTERS[index]
        told = f"{round(100 * look.share)} %"
        self.setProperty("card", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("Look {letter}, {told} of the frames").format(letter=self.letter, told=told))
        self.setToolTip(
            tr("Click to keep to this look on every frame. Frame {frame} shows it best.").format(frame=look.frame)
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        thumb = QLabel()
        thumb.setFixedSize(THUMBNAIL)
        thumb.setAlignment(Qt.AlignmentFlag.AlignCenter)
        thumb.setPixmap(QPixmap.fromImage(look.picture))
        chip = QLabel()
        chip.setFixedSize(10, 10)
        chip.setStyleSheet(f"background: {LOOKS[index % len(LOOKS)]}; border-radius: 5px;")
        laid = column(self, margin=6)
        laid.setSpacing(3)
        laid.addWidget(thumb)
        laid.addLayout(row(chip, title(tr("Look {letter}, {told}").format(letter=self.letter, told=told))))
        laid.addWidget(dim(words.count(len(look.frames), "frame"), wraps=False))

    def mark(self, is_kept: bool) -> None:
        if self.property("chosen") != is_kept:
            self.setProperty("chosen", is_kept)
            self.style().unpolish(self)
            self.style().polish(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(self.look.frame)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _PRESS:
            self.picked.emit(self.look.frame)
        else:
            super().keyPressEvent(event)
