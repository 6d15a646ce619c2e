"""The tool that selects one of the scribbles drawn earlier: all of them show, a click takes one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPen

from app.canvas.paint_tools import on_view
from app.canvas.placement import Placement
from app.canvas.tool import Pen, Tool
from engine.paint.drawn import Scribble, found_at

_NEAR = 8.0  # view units beside a stroke that still mean it
_LEAST, _WIDEST = 2.0, 5.0  # view units: lines are shown thin, the picture is to be seen
_RIM = QColor(0, 0, 0, 200)
_LIGHT = QColor(255, 255, 255)
_GUARD = QColor(255, 255, 255, 190)
_DOT = 4.0


class Strokes(Protocol):
    """What the tool asks for."""

    @property
    def scribbles(self) -> Sequence[Scribble]:
        """What was drawn on the frame that is looked at."""
        ...

    @property
    def selected(self) -> int | None: ...

    def select(self, index: int | None) -> None: ...

    def remove(self, index: int) -> None: ...


class StrokeTool(Tool):
    """A click selects the scribble there, Alt and a click removes it; beside all of them the picture is panned."""

    cursor_shape = Qt.CursorShape.ArrowCursor

    def __init__(self, strokes: Strokes) -> None:
        super().__init__()
        self._strokes = strokes
        self._scale = 1.0
        self._hovered: int | None = None
        self._shapes: tuple[Sequence[Scribble], list[QPainterPath]] = ((), [])

    def press(self, pen: Pen) -> bool:
        found = self._found(pen)
        if found is not None and pen.modifiers & Qt.KeyboardModifier.AltModifier:
            self._strokes.remove(found)
        else:
            self._strokes.select(found)
        self.changed.emit(None)
        return found is not None

    def hover(self, pen: Pen | None) -> None:
        found = self._found(pen) if pen is not None else None
        if found != self._hovered:
            self._hovered = found
            self.changed.emit(None)

    def cancel(self) -> bool:
        had_one = self._strokes.selected is not None
        self._strokes.select(None)
        return had_one

    def show_again(self) -> None:
        """The scribbles are others now, or another one is selected."""
        self._hovered = None
        self.changed.emit(None)

    def _found(self, pen: Pen) -> int | None:
        return found_at(self._strokes.scribbles, pen.x, pen.y, _NEAR / self._scale)

    # ---- what is drawn over the picture

    def paint(self, painter: QPainter, place: Placement, palette: QPalette) -> None:
        self._scale = max(1e-3, min(place.scale_x, place.scale_y))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scribbles, selected = self._strokes.scribbles, self._strokes.selected
        if scribbles is not self._shapes[0]:
            self._shapes = (scribbles, [path_of(each.points) for each in scribbles])
        to_view = on_view(place)
        for index, (each, shape) in enumerate(zip(*self._shapes, strict=True)):
            if index != selected:
                self._draw(painter, to_view.map(shape), each, is_near=index == self._hovered)
        if selected is not None and selected < len(scribbles):
            self._draw(painter, to_view.map(self._shapes[1][selected]), scribbles[selected], is_selected=True)

    def _draw(
        self,
        painter: QPainter,
        path: QPainterPath,
        scribble: Scribble,
        *,
        is_near: bool = False,
        is_selected: bool = False,
    ) -> None:
        width = min(_WIDEST, max(_LEAST, 2 * scribble.radius * self._scale))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if is_selected or is_near:
            painter.setPen(_pen(_LIGHT, width + (7 if is_selected else 4)))
            painter.drawPath(path)
        painter.setPen(_pen(_RIM, width + (4 if is_selected else 2)))
        painter.drawPath(path)
        color = _GUARD if scribble.color is None else QColor(*scribble.color)
        style = Qt.PenStyle.DotLine if scribble.color is None else Qt.PenStyle.SolidLine
        painter.setPen(_pen(color, width, style))
        painter.drawPath(path)
        if is_selected:  # not by the width of a line alone
            painter.setPen(QPen(_RIM, 1.5))
            painter.setBrush(_LIGHT)
            for end in (path.pointAtPercent(0), path.pointAtPercent(1)):
                painter.drawEllipse(end, _DOT, _DOT)


def path_of(points: Sequence[tuple[float, float]]) -> QPainterPath:
    """Return the line of a stroke in clip pixels; a dot is a very short one."""
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(*point)
    if len(points) == 1:
        path.lineTo(points[0][0] + 0.01, points[0][1])
    return path


def _pen(color: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    return QPen(color, width, style, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
