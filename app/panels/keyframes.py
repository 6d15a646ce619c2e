"""The keyframes of the shot as cards: what each looks like, where it is, and which frames it rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget
from superqt import QElidingLabel

from app import words
from app.translation import mark, sentence, tr
from app.widgets.action_button import action_button
from app.widgets.flow_row import FlowRow
from app.widgets.layout import MARGIN, column, dim, emptied, icon_button, row, scrolled, title
from app.widgets.suggestion_cards import SuggestionCards
from engine.project.model import Keyframe, Kind, Shot

THUMBNAIL = QSize(112, 72)
_KINDS: dict[Kind, str] = {
    "color": "",
    "style": mark("Style  ·  "),
    "mask": mark("Mask  ·  "),
    "hdr": mark("HDR  ·  "),
}
_ORIGINS = {
    "imported": mark("Imported"),
    "run": mark("Accepted result"),
    "painted": mark("Painted"),
}
_TOUCHED_UP = mark("Touched up")
_INVITATION = mark(
    "Color one frame to begin.\n\nGo to a frame that shows much of the shot and paint it: take the brush "
    "(B) at the left of the picture. Or edit it in your painting program: saved there, it comes back by "
    "itself. Or import a finished picture."
)
_SHORT_INVITATION = mark("Paint one frame (B), edit it in your painting program, or import a picture.")
_NO_NEED = mark(
    "No keyframes are needed: this method follows the processed clip.\n\nOnce there is a result, paint on a frame of "
    "it that is wrong (B) and press Return: the frames around it follow."
)


class KeyframesPanel(QWidget):
    """`show_shot` draws the cards; thumbnails come later through `show_thumbnail`."""

    picked = Signal(int)
    remove_requested = Signal(int, str)  # frame, kind
    menu_requested = Signal(int, str, QPoint)  # frame, kind, where on the screen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._states: Mapping[tuple[int, Kind], str] = {}
        self._worths: dict[int, str] = {}  # by frame
        self._cards: dict[tuple[int, Kind], _Card] = {}
        self._shown: tuple[object, ...] = ()
        self._shown_shot, self._rate = "", Fraction(0)
        self._frame = -1
        self._head = title("")
        self._note = dim()
        self._is_needed, self._is_suggested = True, False
        self._empty = dim(tr(_INVITATION))
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._list = QWidget()
        self._rows = column(self._list, margin=0)
        self._rows.setSpacing(6)
        self.suggestions = SuggestionCards()
        self._buttons = FlowRow()
        self._shrinking: tuple[QToolButton, ...] = ()
        laid = column(self)
        laid.addLayout(row(self._head, self._note))
        inner = QWidget()
        lists = column(inner, margin=0)
        for widget in (self._empty, self._list, self.suggestions):
            lists.addWidget(widget)
        lists.addStretch(1)
        self._area = scrolled(inner)
        laid.addWidget(self._area, 1)
        laid.addLayout(self._buttons)

    def set_actions(self, add: tuple[QAction, ...], paint: QAction, accept: QAction, programs: QMenu) -> None:
        """Put the buttons in: the first of `add` is the button, all of them are its menu; `programs` is `paint`'s."""
        for action, text in (
            (add[0], tr("Import picture...")),
            (paint, tr("Edit outside")),
            (accept, tr("Accept result")),
        ):
            action.setIconText(text)
        menu = QMenu(self)
        menu.addActions(list(add))
        first = action_button(add[0], "both")
        first.setMenu(menu)
        first.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        out = action_button(paint, "both")
        out.setMenu(programs)
        out.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        keep = action_button(accept, "both")
        for made in (first, out, keep):
            self._buttons.addWidget(made)
        self._shrinking = (keep, out)

    def show_beginning(self, *, is_suggested: bool) -> None:
        """Say what to do where there is no keyframe; in short where a card below shows which frame to take."""
        self._is_suggested = is_suggested
        self._invite()

    def _invite(self) -> None:
        told = _SHORT_INVITATION if self._is_suggested else _INVITATION
        self._empty.setText(tr(told if self._is_needed else _NO_NEED))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refit()

    def refit(self) -> None:
        """In a narrow panel buttons show their icons alone, the rarest used first."""
        for made in self._shrinking:
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for made in self._shrinking:
            self._buttons.invalidate()  # Qt tells it of its buttons later
            if self._buttons.sizeHint().width() <= self.width() - 2 * MARGIN:
                return
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def show_shot(
        self, shot: Shot | None, number: int, rate: Fraction, unpropagated: frozenset[str] = frozenset()
    ) -> None:
        """Show the keyframes of `shot`. `unpropagated`: blobs that no shown result was made from."""
        shown = (shot and (shot.id, shot.start, shot.stop, shot.keyframes), number, rate, unpropagated)
        if shown == self._shown:
            return
        was, self._shown = self._shown, shown
        if shot is not None and self._is_repainted(was, shown):
            for card, keyframe in zip(self._cards.values(), shot.keyframes, strict=True):
                card.follow(keyframe, keyframe.image in unpropagated)
            return
        is_same = shot is not None and shot.id == self._shown_shot and rate == self._rate
        self._shown_shot, self._rate = shot.id if shot is not None else "", rate
        kept, self._cards = self._cards, {}
        pictures = {card.keyframe.image: card.picture for card in kept.values()}
        if not is_same:
            emptied(self._rows)
            kept = {}
        keyframes = shot.keyframes if shot else ()
        self._head.setText(tr("Shot {number}").format(number=number) if shot else tr("No shot here"))
        self._note.setText(words.count(len(keyframes), "keyframe") if keyframes else "")
        self._empty.setVisible(not keyframes)
        self._list.setVisible(bool(keyframes))
        for keyframe, reach in zip(keyframes, reaches(shot) if shot else (), strict=True):
            assert shot is not None
            place = keyframe.frame, keyframe.kind
            card = kept.pop(place) if place in kept else self._new_card(keyframe, rate)
            card.follow(keyframe, keyframe.image in unpropagated)
            card.show_reach(reach, (shot.start, shot.stop))
            card.show_state(self._states.get(place, ""))
            card.show_worth(self._worths.get(keyframe.frame, ""))
            if keyframe.image in pictures and card.picture.isNull():
                card.show_picture(pictures[keyframe.image])
            self._cards[place] = card
        self._lay(tuple(self._cards.values()), tuple(kept.values()))
        self.show_frame(self._frame)

    def _new_card(self, keyframe: Keyframe, rate: Fraction) -> _Card:
        card = _Card(keyframe, rate)
        card.picked.connect(self.picked)
        card.remove_requested.connect(self.remove_requested)
        card.menu_requested.connect(self.menu_requested)
        return card

    def _lay(self, cards: Sequence[_Card], gone: Sequence[_Card]) -> None:
        """Put the cards one below the other, for the keyboard too; those that are there stay as they are."""
        for card in gone:
            card.hide()
            self._rows.removeWidget(card)
            card.deleteLater()
        for index, card in enumerate(cards):
            there = self._rows.itemAt(index)
            if there is None or there.widget() is not card:
                self._rows.insertWidget(index, card)
        for before, after in pairwise(stop for card in cards for stop in card.stops):
            QWidget.setTabOrder(before, after)

    def _is_repainted(self, was: tuple[object, ...], shown: tuple[object, ...]) -> bool:
        """Whether the cards are the same but for their pictures: every stroke makes one other."""
        before, after = (side[0] if side else None for side in (was, shown))
        if not (isinstance(before, tuple) and isinstance(after, tuple)):
            return False
        places = [[(key.frame, key.kind, key.trust is None) for key in side[3]] for side in (before, after)]
        is_same = before[:3] == after[:3] and was[1:3] == shown[1:3] and places[0] == places[1]
        return is_same and [place[:2] for place in places[1]] == list(self._cards)

    def show_needed(self, is_needed: bool) -> None:
        """Tell where there are no keyframes yet whether the method that is chosen needs any."""
        self._is_needed = is_needed
        self._invite()

    def show_frame(self, frame: int) -> None:
        """Mark the card of the frame that is looked at."""
        self._frame = frame
        for (card_frame, _), card in self._cards.items():
            card.mark(card_frame == frame)
            if card_frame == frame:
                self._area.ensureWidgetVisible(card, 0, 0)

    def show_worths(self, told: Mapping[int, str]) -> None:
        """Say on the cards of these frames what their keyframes are worth; the others say nothing."""
        self._worths = {frame: sentence(text) for frame, text in told.items()}
        for (frame, _), card in self._cards.items():
            card.show_worth(self._worths.get(frame, ""))

    def missing_thumbnails(self) -> Mapping[str, int]:
        """Return blob -> frame of the cards that have no picture yet."""
        return {card.keyframe.image: frame for (frame, _), card in self._cards.items() if card.picture.isNull()}

    def masks(self) -> frozenset[str]:
        """Return the blobs of the cards of masks."""
        return frozenset(card.keyframe.image for (_, kind), card in self._cards.items() if kind == "mask")

    def forget_pictures(self, blobs: Collection[str]) -> None:
        """The objects look otherwise: these pictures are to be made anew; until then the old ones stand in."""
        for card in self._cards.values():
            if card.keyframe.image in blobs:
                card.picture = QPixmap()

    def show_thumbnail(self, blob: str, picture: QImage) -> None:
        """Give the cards of this blob their picture, already scaled to fit `THUMBNAIL`."""
        pixmap = QPixmap.fromImage(picture)
        for card in self._cards.values():
            if card.keyframe.image == blob:
                card.show_picture(pixmap)

    def show_states(self, states: Mapping[tuple[int, Kind], str]) -> None:
        """Show on the cards what becomes of their keyframes just now ("in Krita")."""
        self._states = states
        for place, card in self._cards.items():
            card.show_state(states.get(place, ""))

    def state(self, frame: int, kind: Kind) -> str:
        """Return what the card of this keyframe says of it, "" for nothing."""
        card = self._cards.get((frame, kind))
        return card.state if card is not None else ""

    def cards(self) -> list[Keyframe]:
        return [card.keyframe for card in self._cards.values()]


class _Card(QFrame):
    picked = Signal(int)
    remove_requested = Signal(int, str)
    menu_requested = Signal(int, str, QPoint)

    def __init__(self, keyframe: Keyframe, rate: Fraction) -> None:
        super().__init__()
        self.keyframe = keyframe
        self.picture = QPixmap()
        self.state = ""
        self.setProperty("card", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        named = (
            tr("{kind}Keyframe at frame {frame}")
            .format(kind=tr(_KINDS[keyframe.kind]), frame=keyframe.frame)
            .replace("  ·  ", ", ")
        )
        self.setAccessibleName(named)
        self._thumb = QLabel()
        self._thumb.setFixedSize(THUMBNAIL)
        self._thumb.setAlignment(Qt.AlignmentFlag.AlignCenter)
        lines = QVBoxLayout()
        lines.setSpacing(3)
        head = QHBoxLayout()
        head.addWidget(title(tr("Frame {frame}").format(frame=keyframe.frame)))
        code = QElidingLabel(words.timecode(keyframe.frame, rate))
        code.setProperty("dim", True)
        head.addWidget(code, 1)
        self._more = icon_button("dots-horizontal", tr("More for this keyframe: edit, duplicate, versions"))
        self._more.clicked.connect(self._open_menu)
        head.addWidget(self._more)
        remove = icon_button("close", tr("Remove this keyframe (it can be undone)"))
        remove.clicked.connect(lambda: self.remove_requested.emit(keyframe.frame, keyframe.kind))
        head.addWidget(remove)
        lines.addLayout(head)
        self.stops: tuple[QWidget, ...] = (self, self._more, remove)  # of the keyboard
        self._told = ""
        self._state = QElidingLabel("")
        lines.addWidget(self._state)
        self._bar = _ReachBar()
        lines.addWidget(self._bar)
        self._reach = dim(wraps=False)
        lines.addWidget(self._reach)
        self._worth = dim()
        self._worth.hide()
        lines.addWidget(self._worth)
        laid = QHBoxLayout(self)
        laid.setContentsMargins(6, 6, 6, 6)
        laid.setSpacing(10)
        laid.addWidget(self._thumb)
        laid.addLayout(lines, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_reach(self, reach: tuple[int, int] | None, shot: tuple[int, int]) -> None:
        """Show which frames of the shot (both half-open) it rules, None for none: it was touched up."""
        self._bar.setVisible(reach is not None)
        if reach is None:
            return
        self._bar.show_reach(reach, shot)
        self._reach.setText(tr("for frames {reach} to {reach2}").format(reach=reach[0], reach2=reach[1] - 1))

    def follow(self, keyframe: Keyframe, is_new: bool) -> None:
        """Tell of the keyframe as it is now; until its picture comes, the one before it stands in."""
        if keyframe.image != self.keyframe.image:
            self.picture = QPixmap()
        self.keyframe = keyframe
        told = _told(keyframe, is_new)
        if told != self._told:
            self._told = told
            self.show_state(self.state)
        if keyframe.trust is not None:
            self._reach.setText(_counting(is_new))
        self.setToolTip(keyframe.note or tr("Click to look at this keyframe."))

    def mark(self, is_chosen: bool) -> None:
        if self.property("chosen") != is_chosen:
            self.setProperty("chosen", is_chosen)
            self.style().unpolish(self)
            self.style().polish(self)

    def show_state(self, state: str) -> None:
        self.state = state
        text = f"{state[:1].upper()}{state[1:]}  ·  {self._told}" if state else self._told
        self._state.setText(text)
        self._state.setToolTip(text)
        if self._state.property("accent") != bool(state):
            self._state.setProperty("accent", bool(state))
            self._state.style().unpolish(self._state)
            self._state.style().polish(self._state)

    def _open_menu(self) -> None:
        place = self._more.mapToGlobal(self._more.rect().bottomLeft())
        self.menu_requested.emit(self.keyframe.frame, self.keyframe.kind, place)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(self.keyframe.frame, self.keyframe.kind, event.globalPos())

    def show_worth(self, told: str) -> None:
        self._worth.setText(told)
        self._worth.setVisible(bool(told))

    def show_picture(self, picture: QPixmap) -> None:
        self.picture = picture
        self._thumb.setPixmap(picture)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(self.keyframe.frame)


class _ReachBar(QWidget):
    """The shot as a line, and on it the frames this keyframe is nearest to."""

    def __init__(self) -> None:
        super().__init__()
        self._reach, self._shot = (0, 1), (0, 1)
        self.setFixedHeight(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_reach(self, reach: tuple[int, int], shot: tuple[int, int]) -> None:
        if (reach, shot) != (self._reach, self._shot):
            self._reach, self._shot = reach, shot
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().mid())
        whole = QRectF(0, 1, self.width(), 4)
        painter.drawRoundedRect(whole, 2, 2)
        start, stop = self._shot
        left, right = (self.width() * (edge - start) / (stop - start) for edge in self._reach)
        painter.setBrush(self.palette().highlight())
        painter.drawRoundedRect(QRectF(QPointF(left, 1), QPointF(max(left + 3, right), 5)), 2, 2)


def _told(keyframe: Keyframe, is_new: bool) -> str:
    """Return what a card says its keyframe is. `is_new`: nothing that is shown was made from it."""
    kind = tr(_KINDS[keyframe.kind])
    if keyframe.trust is not None:
        return kind + tr(_TOUCHED_UP)
    scale = "" if keyframe.stops is None else tr("  ·  {stops:+.1f} EV to the film").format(stops=keyframe.stops)
    return kind + tr(_ORIGINS[keyframe.origin]) + scale + (tr("  ·  not propagated yet") if is_new else "")


def _counting(is_new: bool) -> str:
    """Return what the card of a touch-up says it does. `is_new`: nothing that is shown was made from it."""
    return tr("press Return: the frames around it follow") if is_new else tr("counts where it was painted")


def reaches(shot: Shot) -> list[tuple[int, int] | None]:
    """Return for each keyframe the frames (half-open) it is nearest to; at equal distance the earlier one rules.

    Keyframes of different kinds have nothing to do with each other. One that was touched up rules no frame (None).
    """
    found: dict[tuple[int, Kind], tuple[int, int]] = {}
    whole = [keyframe for keyframe in shot.keyframes if keyframe.trust is None]
    for kind in {keyframe.kind for keyframe in whole}:
        frames = [keyframe.frame for keyframe in whole if keyframe.kind == kind]
        borders = [shot.start, *((a + b) // 2 + 1 for a, b in pairwise(frames)), shot.stop]
        found |= {(frame, kind): reach for frame, reach in zip(frames, pairwise(borders), strict=True)}
    return [found[keyframe.frame, keyframe.kind] if keyframe.trust is None else None for keyframe in shot.keyframes]
