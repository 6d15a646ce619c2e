"""The ab plane at one lightness: what cannot exist there is cut away, and a color is chosen by pointing at it."""

from __future__ import annotations

import math
from functools import cache, lru_cache

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.translation import tr
from app.widgets.keys import keeps
from engine.color.gamut import Ab, boundary, nearest, plane

_SIDE = 176
_STEP, _LARGE_STEP = 1.0, 5.0  # units of ab that an arrow key moves
_RINGS = (20, 40, 60, 80, 100)
_ROUND = 10.0  # the plane is shown as far as its colors reach, up to the next of these
_LEAST = 20.0
_EDGE = 8.0  # view units around the plane, for the mark on its border
_MOVES = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


@lru_cache(maxsize=24)
def _border(lightness: float) -> tuple[Ab, ...]:
    """Return the border of what exists at this L; asked for whenever the wheel is drawn."""
    return tuple((float(a), float(b)) for a, b in boundary(lightness, 120))


@lru_cache(maxsize=24)
def _picture(lightness: int, side: int, radius: float) -> QImage:
    """Return the plane at this L, ready to be drawn."""
    kept = plane(lightness, side, radius).tobytes()  # the image borrows these bytes until it is converted
    image = QImage(kept, side, side, 4 * side, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


@cache
def _reach(lightness: int) -> float:
    """Return how far from gray a color of this L can lie; asked for every point that is drawn."""
    return float(abs(boundary(lightness, 72)).max())


class AbWheel(QWidget):
    """+a (red) is to the right, +b (yellow) up, gray in the middle. What is outside moves in along its hue."""

    changed = Signal(float, float)  # a, b: the artist chose

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lightness, self._ab = 50.0, (0.0, 0.0)
        self._pixel: float | None = None
        self._is_held = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.setFixedSize(_SIDE, _SIDE)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(tr("Color wheel"))
        self.setToolTip(
            tr(
                "Choose hue and strength; only what this light allows is there. Arrows move by 1, with Shift by 5, "
                "Home goes to gray."
            )
        )
        self._describe()

    @property
    def ab(self) -> Ab:
        return self._ab

    @property
    def radius(self) -> float:
        """How many units of ab lie between the middle and the edge."""
        shown = [self._lightness] if self._pixel is None else [self._lightness, self._pixel]
        reach = max(_reach(round(each)) for each in shown)
        return max(_LEAST, math.ceil(reach / _ROUND) * _ROUND)

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def show_color(self, lightness: float, ab: Ab) -> None:
        """Show this color, and the plane at its L."""
        if (lightness, ab) != (self._lightness, self._ab):
            self._lightness, self._ab = lightness, ab
            self._describe()
            self.update()

    def show_pixel(self, lightness: float | None) -> None:
        """Draw the border of what is possible on a pixel of this L as well."""
        if lightness != self._pixel:
            self._pixel = lightness
            self.update()

    # ---- choosing

    def _choose(self, ab: Ab) -> None:
        chosen = nearest(self._lightness, ab)
        if chosen != self._ab:
            self._ab = chosen
            self._describe()
            self.update()
            self.changed.emit(*chosen)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._is_held = True
            self._choose(self._ab_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_held:
            self._choose(self._ab_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._is_held = False

    def event(self, event: QEvent) -> bool:
        # the arrows are the window's shortcuts for frames; here they are this widget's own
        return keeps(event, (*_MOVES, Qt.Key.Key_Home)) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = _MOVES.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Home:
            self._choose((0.0, 0.0))
        elif move is not None:
            step = _LARGE_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP
            self._choose((self._ab[0] + step * move[0], self._ab[1] + step * move[1]))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    # ---- places

    def _area(self) -> QRectF:
        side = min(self.width(), self.height()) - 2 * _EDGE
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def _scale(self) -> float:
        return self._area().width() / 2 / self.radius

    def place_of(self, ab: Ab) -> QPointF:
        """Return where a chroma lies in the widget."""
        scale = self._scale()
        return self._area().center() + QPointF(ab[0] * scale, -ab[1] * scale)

    def _ab_at(self, point: QPointF) -> Ab:
        away = (point - self._area().center()) / self._scale()
        return away.x(), -away.y()

    def _describe(self) -> None:
        a, b = self._ab
        self.setAccessibleDescription(
            tr("a {a:.0f}, b {b:.0f} at lightness {lightness:.0f}; arrows change a and b, Home goes to gray").format(
                a=a, b=b, lightness=self._lightness
            )
        )

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, radius, ratio = self._area(), self.radius, self.devicePixelRatioF()
        self._paint_grid(painter, area, radius)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, _picture(round(self._lightness), round(area.width() * ratio), radius))
        if self._pixel is not None and abs(self._pixel - self._lightness) > 1:
            self._paint_limit(painter, area.center(), area.width() / 2 / radius, self._pixel)
        self._paint_mark(painter)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().highlight().color(), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_grid(self, painter: QPainter, area: QRectF, radius: float) -> None:
        painter.setPen(QPen(self.palette().mid().color(), 1))
        painter.setBrush(self.palette().base())
        painter.drawEllipse(area)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        middle, scale = area.center(), area.width() / 2 / radius
        for ring in _RINGS:
            if ring < radius:
                reach = ring * scale
                painter.drawEllipse(middle, reach, reach)
        painter.drawLine(QPointF(area.left(), middle.y()), QPointF(area.right(), middle.y()))
        painter.drawLine(QPointF(middle.x(), area.top()), QPointF(middle.x(), area.bottom()))

    def _paint_limit(self, painter: QPainter, middle: QPointF, scale: float, lightness: float) -> None:
        x, y = middle.x(), middle.y()
        edge = QPolygonF([QPointF(x + a * scale, y - b * scale) for a, b in _border(lightness)])
        for color, style in (
            (QColor(0, 0, 0, 170), Qt.PenStyle.SolidLine),
            (QColor(255, 255, 255), Qt.PenStyle.DotLine),
        ):
            painter.setPen(QPen(color, 1.4, style))
            painter.drawPolygon(edge)

    def _paint_mark(self, painter: QPainter) -> None:
        at = self.place_of(self._ab)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for width, color in ((3.4, QColor(0, 0, 0)), (1.6, QColor(255, 255, 255))):
            painter.setPen(QPen(color, width))
            painter.drawEllipse(at, 5.0, 5.0)
