"""Rows of colors to choose from: a click, or arrows and Return, takes one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.translation import tr
from app.widgets.keys import keeps

_MOVES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_JUMPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_PRESS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


@dataclass(frozen=True)
class Chip:
    """`told`: what the hover text and a screen reader say of the color; the color's hex if empty."""

    color: QColor
    told: str = ""

    @property
    def name(self) -> str:
        return f"{self.told}, {self.color.name()}" if self.told else self.color.name()


class Swatches(QWidget):
    """As many chips beside each other as there is room for; `columns` fixes how many."""

    picked = Signal(QColor)

    def __init__(self, name: str, *, cell: int = 24, columns: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: tuple[Chip, ...] = ()
        self._cell, self._fixed = cell, columns
        self._current = 0
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._describe()

    @property
    def chips(self) -> tuple[Chip, ...]:
        return self._chips

    def show_chips(self, chips: Sequence[Chip]) -> None:
        if tuple(chips) != self._chips:
            self._chips = tuple(chips)
            self._current = min(self._current, max(0, len(self._chips) - 1))
            self._describe()
            self.updateGeometry()
            self.update()

    # ---- size

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        columns = self._columns(width)
        return max(1, -(-len(self._chips) // columns)) * self._cell

    def sizeHint(self) -> QSize:
        width = (self._fixed or 10) * self._cell
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._cell * 4, self._cell)

    def _columns(self, width: int) -> int:
        most = max(1, width // self._cell)
        return min(most, self._fixed) if self._fixed else most

    # ---- places

    def rect_of(self, index: int) -> QRectF:
        """Return where a chip lies."""
        down, across = divmod(index, self._columns(self.width()))
        return QRectF(across * self._cell, down * self._cell, self._cell, self._cell)

    def _index_at(self, point: QPoint) -> int | None:
        columns = self._columns(self.width())
        across, down = point.x() // self._cell, point.y() // self._cell
        index = down * columns + across
        return index if 0 <= across < columns and 0 <= index < len(self._chips) else None

    # ---- choosing

    def _pick(self, index: int | None) -> None:
        if index is not None and index < len(self._chips):
            self._current = index
            self._describe()
            self.update()
            self.picked.emit(self._chips[index].color)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pick(self._index_at(event.position().toPoint()))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self._index_at(event.pos())
            if index is not None:
                QToolTip.showText(
                    event.globalPos(),
                    tr("{name}; click to paint with it.").format(name=self._chips[index].name),
                    self,
                )
            else:
                QToolTip.hideText()
            return True
        own = (*_MOVES, *_JUMPS, *_PRESS)
        return keeps(event, own, lambda key: not key.modifiers()) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        step = _MOVES.get(key, 0) + _JUMPS.get(key, 0) * self._columns(self.width())
        if step:
            self._current = min(max(self._current + step, 0), max(0, len(self._chips) - 1))
            self._describe()
            self.update()
        elif key in _PRESS:
            self._pick(self._current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _describe(self) -> None:
        if not self._chips:
            self.setAccessibleDescription(tr("Empty"))
            return
        place = tr("{place} of {count}").format(place=self._current + 1, count=len(self._chips))
        self.setAccessibleDescription(
            tr("{name}, {place}; Return takes it").format(name=self._chips[self._current].name, place=place)
        )

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rim = self.palette().shadow().color()
        for index, chip in enumerate(self._chips):
            painter.setPen(QPen(rim, 1))
            painter.setBrush(chip.color)
            painter.drawRoundedRect(self.rect_of(index).adjusted(1.5, 1.5, -1.5, -1.5), 2, 2)
        if self.hasFocus() and self._chips:
            painter.setPen(QPen(self.palette().highlight().color(), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect_of(self._current).adjusted(1, 1, -1, -1), 3, 3)
        painter.end()
