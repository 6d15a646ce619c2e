"""Picking a line or a point of the picture, to watch it over time."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from enum import Enum

from PySide6.QtCore import QLineF, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette, QPen

from app.canvas.placement import Placement
from app.canvas.tool import Pen, Tool
from engine.metrics.slitscan import Line

_GRAB = 9.0  # view units
_SHORTEST = 0.02  # of the picture: a shorter line is a click, which lays the line through the place
_INK = QColor(255, 255, 255)
_EDGE = QColor(0, 0, 0, 170)

Size = Callable[[], tuple[int, int]]  # the clip's width and height in pixels


class _Grip(Enum):
    START = "start"
    END = "end"
    WHOLE = "whole"
    NEW = "new"


class LineTool(Tool):
    """Drag a new line, or an end of the one that is there, or all of it. Shift keeps it upright, level or at 45°.

    The line is in shares of the picture, 0..1.
    """

    line_changed = Signal(object)  # Line, while it is dragged too

    def __init__(self, size: Size, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._line = Line()
        self._before: Line | None = None  # while one is dragged
        self._grip = _Grip.NEW
        self._pressed = QPointF()
        self._per_share = QPointF(1, 1)  # view units, as it was last drawn
        self._is_near = False

    @property
    def line(self) -> Line:
        return self._line

    def set_line(self, line: Line) -> None:
        if line != self._line:
            self._line = line
            self.changed.emit(None)
            self.line_changed.emit(line)

    def press(self, pen: Pen) -> bool:
        self._before, self._pressed = self._line, self._share(pen)
        self._grip = self._grip_at(self._pressed)
        return True

    def move(self, pen: Pen) -> None:
        before = self._before
        if before is None:
            return
        at, by = self._share(pen), self._share(pen) - self._pressed
        is_stepped = bool(pen.modifiers & Qt.KeyboardModifier.ShiftModifier)
        if self._grip is _Grip.WHOLE:
            self.set_line(_moved(before, by))
        elif self._grip is _Grip.START:
            other = QPointF(before.x1, before.y1)
            at = self._stepped(other, at) if is_stepped else at
            self.set_line(replace(before, x0=at.x(), y0=at.y()).clipped())
        else:
            begun = self._pressed if self._grip is _Grip.NEW else QPointF(before.x0, before.y0)
            at = self._stepped(begun, at) if is_stepped else at
            if self._grip is _Grip.END or _length(at - begun) > _SHORTEST:
                self.set_line(Line(begun.x(), begun.y(), at.x(), at.y()).clipped())

    def release(self, pen: Pen) -> None:
        before, self._before = self._before, None
        if before is None:
            return
        if self._grip is _Grip.NEW and self._line == before:  # a click: the line goes through that place
            middle = QPointF((before.x0 + before.x1) / 2, (before.y0 + before.y1) / 2)
            self.set_line(_moved(before, self._pressed - middle))
        elif _length(QPointF(self._line.x1 - self._line.x0, self._line.y1 - self._line.y0)) < _SHORTEST:
            self.set_line(before)

    def hover(self, pen: Pen | None) -> None:
        is_near = pen is not None and self._grip_at(self._share(pen)) is not _Grip.NEW
        if is_near != self._is_near:
            self._is_near = is_near
            self.changed.emit(None)

    def cancel(self) -> bool:
        before, self._before = self._before, None
        if before is None:
            return False
        self.set_line(before)
        return True

    def paint(self, painter: QPainter, place: Placement, palette: QPalette) -> None:
        rect, line = place.rect, self._line
        self._per_share = QPointF(max(rect.width(), 1.0), max(rect.height(), 1.0))
        start = place.to_view(line.x0 * place.width, line.y0 * place.height)
        end = place.to_view(line.x1 * place.width, line.y1 * place.height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        thick = 2.0 if self._is_near or self._before is not None else 1.2
        for color, width in ((_EDGE, thick + 2), (palette.color(QPalette.ColorRole.Highlight), thick)):
            painter.setPen(QPen(color, width))
            painter.drawLine(QLineF(start, end))
        painter.setPen(QPen(_EDGE, 1))
        painter.setBrush(_INK)
        painter.drawEllipse(start, 5.0, 5.0)  # the first point, on top in the ribbon: round
        painter.drawRect(QRectF(end.x() - 4, end.y() - 4, 8, 8))

    def _share(self, pen: Pen) -> QPointF:
        width, height = self._size()
        return QPointF(pen.x / max(width, 1), pen.y / max(height, 1))

    def _in_view(self, share: QPointF) -> QPointF:
        return QPointF(share.x() * self._per_share.x(), share.y() * self._per_share.y())

    def _grip_at(self, share: QPointF) -> _Grip:
        at = self._in_view(share)
        start = self._in_view(QPointF(self._line.x0, self._line.y0))
        end = self._in_view(QPointF(self._line.x1, self._line.y1))
        if _length(at - start) <= _GRAB:
            return _Grip.START
        if _length(at - end) <= _GRAB:
            return _Grip.END
        way = end - start
        along = QPointF.dotProduct(at - start, way) / max(QPointF.dotProduct(way, way), 1e-6)
        return _Grip.WHOLE if 0 <= along <= 1 and _length(at - start - way * along) <= _GRAB else _Grip.NEW

    def _stepped(self, begun: QPointF, at: QPointF) -> QPointF:
        """Return `at` turned about `begun` to the nearest eighth of a circle, as it is seen."""
        width, height = self._size()
        across, down = (at.x() - begun.x()) * width, (at.y() - begun.y()) * height
        angle = round(math.atan2(down, across) / (math.pi / 4)) * (math.pi / 4)
        far = math.hypot(across, down)
        return begun + QPointF(far * math.cos(angle) / max(width, 1), far * math.sin(angle) / max(height, 1))


class PointTool(Tool):
    """Click a place, or drag it. The point is in shares of the picture, None before one was picked."""

    point_changed = Signal(object)  # (x, y), while it is dragged too

    def __init__(self, size: Size, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._point: tuple[float, float] | None = None
        self._before: tuple[float, float] | None = None
        self._is_down = False

    @property
    def point(self) -> tuple[float, float] | None:
        return self._point

    def set_point(self, point: tuple[float, float] | None) -> None:
        if point != self._point:
            self._point = point
            self.changed.emit(None)
            self.point_changed.emit(point)

    def press(self, pen: Pen) -> bool:
        self._before, self._is_down = self._point, True
        self.move(pen)
        return True

    def move(self, pen: Pen) -> None:
        if self._is_down:
            width, height = self._size()
            x, y = pen.x / max(width, 1), pen.y / max(height, 1)
            self.set_point((min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)))

    def release(self, pen: Pen) -> None:
        self._is_down = False

    def cancel(self) -> bool:
        was_down, self._is_down = self._is_down, False
        if was_down:
            self.set_point(self._before)
        return was_down

    def paint(self, painter: QPainter, place: Placement, palette: QPalette) -> None:
        """The thing moves: it is drawn where it lies in the frame that is shown (`Follower`), not where it was."""


class PointMark:
    """Draws where the followed thing lies in the frame that is shown; a dashed ring where it was not found."""

    def __init__(self) -> None:
        self.at: tuple[float, float] | None = None  # shares of the picture
        self.radius = 0.02  # of the picture's width: the area that is measured
        self.is_found = True

    def paint_beside(self, painter: QPainter, place: Placement, palette: QPalette) -> None:
        self.paint(painter, place, palette)

    def paint(self, painter: QPainter, place: Placement, palette: QPalette) -> None:
        if self.at is None:
            return
        middle = place.to_view(self.at[0] * place.width, self.at[1] * place.height)
        radius = max(6.0, self.radius * place.rect.width())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        style = Qt.PenStyle.SolidLine if self.is_found else Qt.PenStyle.DashLine
        for color, width in ((_EDGE, 3.5), (palette.color(QPalette.ColorRole.Highlight), 1.5)):
            painter.setPen(QPen(color, width, style))
            painter.drawEllipse(middle, radius, radius)
        if self.is_found:
            painter.setPen(QPen(_INK, 1.2))
            for way in (QPointF(4, 0), QPointF(0, 4)):
                painter.drawLine(middle - way, middle + way)


def _moved(line: Line, by: QPointF) -> Line:
    """Return the line moved, both its ends still in the picture."""
    low_x, high_x = sorted((line.x0, line.x1))
    low_y, high_y = sorted((line.y0, line.y1))
    x = min(max(by.x(), -low_x), 1 - high_x)
    y = min(max(by.y(), -low_y), 1 - high_y)
    return Line(line.x0 + x, line.y0 + y, line.x1 + x, line.y1 + y)


def _length(vector: QPointF) -> float:
    return math.hypot(vector.x(), vector.y())
