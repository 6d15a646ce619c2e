"""The cast: a line for each named color, the objects it is tied to, and where it has drifted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app import theme
from app.translation import tr
from engine.project.model import Mask, Swatch

_CHIP = QSize(28, 28)
_ID = Qt.ItemDataRole.UserRole
_TOLD = Qt.ItemDataRole.UserRole + 1
_ROWS_SHOWN = 4
_MOST_LETTERS = 60  # of a note, in the list; the tooltip has all of it


@dataclass(frozen=True)
class Flag:
    """A shot in which a swatch has drifted: its number as people count, the frame to look at, by how much."""

    shot: int
    frame: int
    away: float


class CastList(QListWidget):
    """A click takes the color in hand; F2 or a double click renames; the menu has the rest."""

    taken = Signal(str)  # swatch ids
    renamed = Signal(str, str)
    recolor_requested = Signal(str)
    note_requested = Signal(str)
    remove_requested = Signal(str)
    tied = Signal(str, list)  # and the ids of the objects
    frame_requested = Signal(int)  # look at this frame: a swatch has drifted there

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cast: tuple[Swatch, ...] = ()
        self._masks: tuple[Mask, ...] = ()
        self._flags: Mapping[str, Sequence[Flag]] = {}
        self.setAccessibleName(tr("Cast"))
        self.setToolTip(
            tr("Click a color to paint with it; its menu ties it to objects, notes, renames or removes it.")
        )
        self.setIconSize(_CHIP)
        self.setItemDelegate(_TwoLines(self))
        self.setUniformItemSizes(False)
        self.setWordWrap(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setEditTriggers(self.EditTrigger.EditKeyPressed | self.EditTrigger.DoubleClicked)
        self.customContextMenuRequested.connect(self._open_menu)
        self.itemClicked.connect(lambda item: self.taken.emit(item.data(_ID)))
        self.itemActivated.connect(lambda item: self.taken.emit(item.data(_ID)))
        self.itemChanged.connect(self._rename)

    @property
    def current(self) -> str:
        """The id of the chosen swatch, or nothing."""
        item = self.currentItem()
        return str(item.data(_ID)) if item is not None else ""

    def show_cast(self, cast: Sequence[Swatch], masks: Sequence[Mask], flags: Mapping[str, Sequence[Flag]]) -> None:
        """`flags`: swatch id -> shots in which it has drifted, the worst first."""
        shown = (tuple(cast), tuple(masks), dict(flags))
        if shown == (self._cast, self._masks, self._flags):
            return
        self._cast, self._masks, self._flags = shown
        kept = self.current
        with QSignalBlocker(self):
            self.clear()
            for swatch in self._cast:
                self.addItem(self._item(swatch))
                if swatch.id == kept:
                    self.setCurrentRow(self.count() - 1)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        rows = min(max(1, self.count()), _ROWS_SHOWN)
        return QSize(200, rows * (_CHIP.height() + 12) + 8)

    def told(self, swatch: Swatch) -> str:
        """Return what is told of a swatch beside its name."""
        names = [mask.name for mask in self._masks if mask.id in swatch.masks]
        lines = [", ".join(names) if names else tr("tied to no object")]
        flags = self._flags.get(swatch.id, ())
        if flags:
            places = ", ".join(
                tr("shot {shot} by {away:.1f} dE").format(shot=flag.shot, away=flag.away) for flag in flags
            )
            lines.append(tr("⚑ Drifts in {places}").format(places=places))
        if swatch.note:
            note = " ".join(swatch.note.split())
            lines.append(note if len(note) <= _MOST_LETTERS else f"{note[:_MOST_LETTERS].rstrip()}…")
        return "  ·  ".join(lines)

    def _item(self, swatch: Swatch) -> QListWidgetItem:
        told = self.told(swatch)
        item = QListWidgetItem(_icon(QColor(swatch.color), bool(self._flags.get(swatch.id))), swatch.name)
        item.setData(_ID, swatch.id)
        item.setData(_TOLD, told)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        item.setToolTip(f"{swatch.name}, {swatch.color}\n{told}" + (f"\n{swatch.note}" if swatch.note else ""))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{swatch.name}, {swatch.color}, {told}")
        return item

    def _rename(self, item: QListWidgetItem) -> None:
        swatch = next((each for each in self._cast if each.id == item.data(_ID)), None)
        if swatch is None or item.text() == swatch.name:
            return
        wanted = item.text()
        with QSignalBlocker(self):
            item.setText(swatch.name)  # the document says what it is called in the end
        self.renamed.emit(swatch.id, wanted)

    # ---- the menu

    def menu_of(self, swatch_id: str) -> QMenu | None:
        """Return the menu of a swatch, to be shown or put under a button."""
        swatch = next((each for each in self._cast if each.id == swatch_id), None)
        if swatch is None:
            return None
        menu = QMenu(self)
        for flag in self._flags.get(swatch_id, ()):
            look = menu.addAction(
                tr("Look at shot {shot}, frame {frame} ({away:.1f} dE off)").format(
                    shot=flag.shot, frame=flag.frame, away=flag.away
                )
            )
            look.triggered.connect(lambda _=False, frame=flag.frame: self.frame_requested.emit(frame))
        menu.addMenu(self._tie_menu(swatch, menu))
        menu.addSeparator()
        menu.addAction(tr("Give It the Color in Hand"), lambda: self.recolor_requested.emit(swatch_id))
        menu.addAction(tr("Rename"), lambda: self._edit(swatch_id))
        menu.addAction(tr("Note..."), lambda: self.note_requested.emit(swatch_id))
        menu.addSeparator()
        menu.addAction(tr("Remove from the Cast"), lambda: self.remove_requested.emit(swatch_id))
        return menu

    def _tie_menu(self, swatch: Swatch, parent: QMenu) -> QMenu:
        menu = QMenu(tr("Tied to"), parent)
        if not self._masks:
            menu.addAction(tr("There are no objects yet: make a mask first")).setEnabled(False)
        for mask in self._masks:
            action = QAction(mask.name, menu, checkable=True, checked=mask.id in swatch.masks)
            action.triggered.connect(lambda is_on, mask=mask: self._tie(swatch, mask, is_on))
            menu.addAction(action)
        return menu

    def _tie(self, swatch: Swatch, mask: Mask, is_on: bool) -> None:
        kept = [each for each in swatch.masks if each != mask.id]
        self.tied.emit(swatch.id, [*kept, mask.id] if is_on else kept)

    def _edit(self, swatch_id: str) -> None:
        for row in range(self.count()):
            if self.item(row).data(_ID) == swatch_id:
                self.editItem(self.item(row))

    def _open_menu(self, point: QPoint) -> None:
        item = self.itemAt(point)
        menu = self.menu_of(item.data(_ID)) if item is not None else None
        if menu is not None:
            menu.popup(self.viewport().mapToGlobal(point))


class _TwoLines(QStyledItemDelegate):
    """Shows under the name what is told of it; only the name is edited."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.text = f"{index.data()}\u2028{index.data(_TOLD)}"


def _icon(color: QColor, is_flagged: bool) -> QIcon:
    pixmap = QPixmap(_CHIP * 2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(20, 20, 20), 2))
    painter.setBrush(color)
    painter.drawRoundedRect(pixmap.rect().adjusted(3, 3, -3, -3), 6, 6)
    if is_flagged:  # told by its shape and in words too
        flag = theme.icon("flag", "#ffffff", 20).pixmap(26, 26)
        painter.setBrush(QColor(170, 40, 30))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(24, 0, 32, 32)
        painter.drawPixmap(27, 3, 26, 26, flag)
    painter.end()
    pixmap.setDevicePixelRatio(2)
    return QIcon(pixmap)
