"""The frames to color next, as cards: where, why, what it brings; and how many the artist is ready to paint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QSpinBox, QVBoxLayout, QWidget
from superqt import QElidingLabel

from app import words
from app.translation import mark, sentence, tr
from app.widgets.flow_row import FlowRow
from app.widgets.layout import button, column, dim, emptied, row, show_share, title
from engine.suggest.choosing import MOST_BUDGET

if TYPE_CHECKING:  # what it computes with is not loaded with the window
    from engine.suggest.reasons import Suggestion


@dataclass(frozen=True)
class Deed:
    """What a card asks the artist to do. `asks_budget`: how many of them may be asked for."""

    text: str
    icon: str
    tip: str
    name: str  # of the button, for screen readers
    card: str  # and of the card
    asks_budget: bool = False


COLOR = Deed(
    mark("Color this one"),
    "brush",
    mark("Go to this frame and color it, with whatever tool you use."),
    mark("Color frame {frame}"),
    mark("Suggested keyframe at frame {frame}. {why} {gain_text}"),
    asks_budget=True,
)
REPAIR = Deed(
    mark("Repair this one"),
    "shape-polygon-plus",
    mark("Go to this frame and mend its mask; then track on from it."),
    mark("Repair the mask of frame {frame}"),
    mark("Mask to repair at frame {frame}. {why} {gain_text}"),
)
THUMBNAIL = QSize(96, 60)
FIRST_BUDGET = 5
_PRESS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SuggestionCards(QWidget):
    """`color_requested` and `dismissed` carry a frame, `find_requested` how many frames at most."""

    color_requested = Signal(int)
    dismissed = Signal(int)
    find_requested = Signal(int)
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None, *, deed: Deed = COLOR) -> None:
        super().__init__(parent)
        self._deed = deed
        self._cards: dict[int, _Card] = {}
        self._can_stop = False
        self._head = title(tr("Suggested"))
        self._note = dim()
        self._note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._bar = QProgressBar(textVisible=False, maximum=1000)
        self._bar.setAccessibleName(tr("How far the shot has been looked at"))
        self._bar.hide()
        self._list = QWidget()
        self._rows = column(self._list, margin=0)
        self._rows.setSpacing(6)
        self.budget = QSpinBox(minimum=1, maximum=MOST_BUDGET, value=FIRST_BUDGET)
        self.budget.setAccessibleName(tr("How many keyframes I will paint at most"))
        self.budget.setToolTip(tr("How many keyframes of this shot you are ready to paint now."))
        asked = QLabel(tr("I will &paint at most"))
        asked.setBuddy(self.budget)
        asked.setMinimumHeight(self.budget.sizeHint().height())  # or it would stand higher than the number
        self.find_button = button(tr("Find the best"), "star-four-points-outline", tr(_FIND_TIP))
        self.find_button.clicked.connect(self._press_find)
        ask = QWidget()
        asking = FlowRow(ask)
        for widget in (asked, self.budget, self.find_button):
            asking.addWidget(widget)
        ask.setVisible(deed.asks_budget)
        laid = column(self, margin=0)
        laid.addLayout(row(self._head, self._note, stretch_last=True))
        laid.addWidget(self._bar)
        laid.addWidget(self._list)
        laid.addWidget(ask)

    def show_finding(self, share: float | None, *, is_asked: bool = True) -> None:
        """`share` 0..1 of the work is done, below 0 unknown; None when nothing is looked at. What the artist asked
        for (`is_asked`) can be stopped; what is looked at unasked is in nobody's way."""
        self._bar.setVisible(share is not None)
        self._can_stop = share is not None and is_asked
        self.find_button.setText(tr("Stop") if self._can_stop else tr("Find the best"))
        self.find_button.setToolTip(tr("Look no further.") if self._can_stop else tr(_FIND_TIP))
        if share is not None:
            show_share(self._bar, share)

    def show_suggestions(
        self,
        suggestions: Sequence[Suggestion],
        rate: Fraction,
        thumbnails: Mapping[int, QImage],
        note: str,
    ) -> None:
        """Show these cards in this order; `note` says what there is, or why there is none."""
        emptied(self._rows)
        self._cards = {}
        for suggestion in suggestions:
            card = _Card(suggestion, rate, thumbnails.get(suggestion.frame), self._deed)
            card.color_requested.connect(self.color_requested)
            card.dismissed.connect(self.dismissed)
            self._cards[suggestion.frame] = card
            self._rows.addWidget(card)
        self._list.setVisible(bool(self._cards))
        self._head.setText(
            tr("Suggested ({count})").format(count=len(self._cards)) if self._cards else tr("Suggested")
        )
        self._note.setText(note)

    def show_frame(self, frame: int) -> None:
        """Mark the card of the frame that is looked at."""
        for at, card in self._cards.items():
            card.mark(at == frame)

    def cards(self) -> list[Suggestion]:
        return [card.suggestion for card in self._cards.values()]

    def _press_find(self) -> None:
        if self._can_stop:
            self.stop_requested.emit()
        else:
            self.find_requested.emit(self.budget.value())


_FIND_TIP = mark("Find the frames from which the whole shot can be colored best, as many as you will paint.")


class _Card(QFrame):
    color_requested = Signal(int)
    dismissed = Signal(int)

    def __init__(self, suggestion: Suggestion, rate: Fraction, picture: QImage | None, deed: Deed) -> None:
        super().__init__()
        self.suggestion = suggestion
        frame = suggestion.frame
        why = words.begun("; ".join(sentence(reason.text) for reason in suggestion.reasons)) + "."
        self.setProperty("card", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr(deed.card).format(frame=frame, why=why, gain_text=sentence(suggestion.gain_text)))
        self.setToolTip(tr("Click to look at this frame."))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        thumb = QLabel()
        thumb.setFixedSize(THUMBNAIL)
        thumb.setAlignment(Qt.AlignmentFlag.AlignCenter)
        if picture is not None:
            thumb.setPixmap(QPixmap.fromImage(picture))
        lines = QVBoxLayout()
        lines.setSpacing(3)
        code = QElidingLabel(words.timecode(frame, rate))
        code.setProperty("dim", True)
        head = QHBoxLayout()
        head.addWidget(title(tr("Frame {frame}").format(frame=frame)))
        head.addWidget(code, 1)
        lines.addLayout(head)
        told = QLabel(why)
        told.setWordWrap(True)
        lines.addWidget(told)
        lines.addWidget(dim(sentence(suggestion.gain_text)))
        color = button(tr(deed.text), deed.icon, tr(deed.tip))
        color.setAccessibleName(tr(deed.name).format(frame=frame))
        color.clicked.connect(lambda: self.color_requested.emit(frame))
        away = button(
            tr("Not needed"), "close", tr("Take this suggestion away; it does not come back for this shot.")
        )
        away.setAccessibleName(tr("Frame {frame} is not needed").format(frame=frame))
        away.clicked.connect(lambda: self.dismissed.emit(frame))
        buttons = FlowRow()
        buttons.addWidget(color)
        buttons.addWidget(away)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(thumb, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(lines, 1)
        laid = column(self, margin=6)
        laid.setSpacing(4)
        laid.addLayout(top)
        laid.addLayout(buttons)

    def mark(self, is_chosen: bool) -> None:
        if self.property("chosen") != is_chosen:
            self.setProperty("chosen", is_chosen)
            self.style().unpolish(self)
            self.style().polish(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.color_requested.emit(self.suggestion.frame)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _PRESS:
            self.color_requested.emit(self.suggestion.frame)
        else:
            super().keyPressEvent(event)
