"""The scribble tools: lines of color and of protection, spread over the frame when the pen is lifted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtGui import QPen as Stroke

from app.brush_settings import BrushSettings
from app.canvas.paint_tools import Easel, PickingTool, on_view, outline
from app.canvas.placement import Placement
from app.canvas.stroke_tool import path_of
from app.canvas.tool import Pen
from engine.paint.drawn import Points

_DENSEST = 0.75  # clip pixels between two kept places: a pen tells far more of them than a line needs
_GUARD = QColor(255, 255, 255, 150)


class Scribbler(Protocol):
    """What the scribble tools ask for."""

    @property
    def color(self) -> QColor: ...

    @property
    def guards(self) -> Sequence[tuple[Points, float]]:
        """The lines of protection on the frame that is looked at, with their radii: nothing else shows them."""
        ...

    def ready(self) -> None:
        """The pen is over the picture: a stroke may come."""
        ...

    def begin(self, x: float, y: float) -> bool:
        """A stroke begins there; false if there is nothing to draw on."""
        ...

    def end(self, points: Points, radius: float, *, protects: bool) -> None:
        """A stroke was drawn: spread it."""
        ...


class ScribbleTool(PickingTool):
    """Draws lines of the color in hand, or (`protects`) of protection; the pen's other end always protects."""

    cursor_shape = Qt.CursorShape.BlankCursor

    def __init__(
        self, easel: Easel, scribbler: Scribbler, settings: BrushSettings, *, protects: bool = False
    ) -> None:
        super().__init__(easel)
        self._scribbler, self._settings, self._protects = scribbler, settings, protects
        self._points: list[tuple[float, float]] = []
        self._is_guard = protects
        self._at: QPointF | None = None
        settings.changed.connect(self._point_again)

    @property
    def radius(self) -> float:
        return self._settings.kept.line / 2

    def _begin(self, pen: Pen) -> bool:
        if not self._scribbler.begin(pen.x, pen.y):
            return False
        self._is_guard = self._protects or pen.is_eraser
        self._points = [(pen.x, pen.y)]
        self._point(pen)
        return True

    def _go(self, pen: Pen) -> None:
        if self._points:
            x, y = self._points[-1]
            if abs(pen.x - x) + abs(pen.y - y) >= _DENSEST:
                self._points.append((pen.x, pen.y))
                self._draw_again([QPointF(x, y), QPointF(pen.x, pen.y)])
        self._point(pen)

    def _end(self, pen: Pen) -> None:
        self._finish()

    def leave_frame(self) -> None:
        """The pen may still be down: what it drew belongs to the frame before."""
        self._finish()

    def _finish(self) -> None:
        points, self._points = tuple(self._points), []
        if points:
            self._scribbler.end(points, self.radius, protects=self._is_guard)
            self.changed.emit(None)

    def _cancel(self) -> bool:
        had_any, self._points = bool(self._points), []
        if had_any:
            self.changed.emit(None)
        return had_any

    def hover(self, pen: Pen | None) -> None:
        if pen is not None:
            self._scribbler.ready()
        self._point(pen)

    # ---- what is drawn over the picture

    def paint(self, painter: QPainter, place: Placement, palette: QPalette) -> None:
        super().paint(painter, place, palette)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for points, radius in self._scribbler.guards:
            self._paint_guard(painter, place, points, radius, is_old=True)
        if self._points:
            if self._is_guard:
                self._paint_guard(painter, place, self._points, self.radius, is_old=False)
            else:
                width = 2 * self.radius * place.scale_y
                painter.setPen(_pen(QColor(0, 0, 0, 120), width + 2))
                painter.drawPath(on_view(place).map(path_of(self._points)))
                painter.setPen(_pen(self._scribbler.color, width))
                painter.drawPath(on_view(place).map(path_of(self._points)))
        if self._at is not None:
            middle = place.to_view(self._at.x(), self._at.y())
            across, down = max(2.5, self.radius * place.scale_x), max(2.5, self.radius * place.scale_y)
            outline(painter, lambda: painter.drawEllipse(middle, across, down), is_dashed=self._protects)

    def _paint_guard(
        self,
        painter: QPainter,
        place: Placement,
        points: Sequence[tuple[float, float]],
        radius: float,
        *,
        is_old: bool,
    ) -> None:
        path = on_view(place).map(path_of(points))
        if not is_old:
            painter.setPen(_pen(_GUARD, 2 * radius * place.scale_y))
            painter.drawPath(path)
        outline(painter, lambda: painter.drawPath(path), is_dashed=True)

    def _point(self, pen: Pen | None) -> None:
        was, self._at = self._at, None if pen is None else QPointF(pen.x, pen.y)
        places = [place for place in (was, self._at) if place is not None]
        if places:
            self._draw_again(places)

    def _point_again(self) -> None:
        if self._at is not None:
            self.changed.emit(None)

    def _draw_again(self, places: Sequence[QPointF]) -> None:
        reach = self.radius + 4
        part = QRectF(places[0], places[0])
        for place in places:
            part = part.united(QRectF(place.x() - reach, place.y() - reach, 2 * reach, 2 * reach))
        self.changed.emit(part)


def _pen(color: QColor, width: float) -> Stroke:
    return Stroke(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
