"""The tools that paint: they hear of the pen and draw their cursor; the easel does what they ask."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPalette, QPen, QPolygonF, QTransform

from app.brush_settings import BrushSettings
from app.canvas.placement import Placement
from app.canvas.tool import Pen, Tool
from engine.paint.region import How

Deed = Literal["brush", "eraser", "restore"]
PICK_KEYS = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier
_SHADOW, _LIGHT = QColor(0, 0, 0, 170), QColor(255, 255, 255, 220)
_SMALLEST = 2.5  # view units: a smaller circle would not be seen
_ROOMY = 12.0  # view units of radius from which there is room for more than the circle
_CLICK = 3.0  # clip pixels that the pen may move in a click


class Easel(Protocol):
    """What a painting tool asks for. Nothing here waits: what cannot be done yet is done in order, soon."""

    def begin(self, deed: Deed, pen: Pen) -> bool:
        """Begin a stroke; false if there is nothing to paint on."""
        ...

    def move(self, pen: Pen) -> None: ...

    def end(self) -> None: ...

    def drop(self) -> bool:
        """Take back the stroke that is being painted; false if none is."""
        ...

    def pick(self, x: float, y: float) -> None:
        """Take the color that is seen at a clip pixel in hand."""
        ...

    def fill(self, x: float, y: float) -> bool:
        """Fill what is like the pixel there and hangs together with it; false if there is nothing to paint on."""
        ...

    def select(self, points: Sequence[tuple[float, float]], how: How) -> None:
        """Keep strokes and fills within the line (clip pixels); one without an area forgets what was selected."""
        ...

    @property
    def selected(self) -> QPainterPath | None:
        """The edge of what was selected, in clip pixels."""
        ...


def outline(painter: QPainter, draw: object, *, is_dashed: bool = False) -> None:
    """Call `draw` twice, for a dark line and a light one in it: seen on any picture."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    style = Qt.PenStyle.DashLine if is_dashed else Qt.PenStyle.SolidLine
    for color, width, pen_style in ((_SHADOW, 2.6, Qt.PenStyle.SolidLine), (_LIGHT, 1.2, style)):
        pen = QPen(color, width, pen_style)
        pen.setCosmetic(True)
        painter.setPen(pen)
        draw()  # type: ignore[operator]


class PickingTool(Tool):
    """While Alt (or Ctrl) is held, the pen picks the color it points at instead of painting."""

    def __init__(self, easel: Easel) -> None:
        super().__init__()
        self._easel = easel
        self._is_picking = False

    def press(self, pen: Pen) -> bool:
        self._is_picking = self._wants_pick(pen)
        if self._is_picking:
            self._easel.pick(pen.x, pen.y)
            return True
        return self._begin(pen)

    def move(self, pen: Pen) -> None:
        if self._is_picking:
            self._easel.pick(pen.x, pen.y)
        else:
            self._go(pen)

    def release(self, pen: Pen) -> None:
        if not self._is_picking:
            self._end(pen)
        self._is_picking = False

    def cancel(self) -> bool:
        was_picking, self._is_picking = self._is_picking, False
        return self._cancel() or was_picking

    def paint(self, painter: QPainter, place: Placement, palette: QPalette) -> None:
        edge = self._easel.selected
        if edge is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            shown = on_view(place).map(edge)
            outline(painter, lambda: painter.drawPath(shown), is_dashed=True)

    def _wants_pick(self, pen: Pen) -> bool:
        return bool(pen.modifiers & PICK_KEYS)

    def _begin(self, pen: Pen) -> bool:
        return False

    def _go(self, pen: Pen) -> None:
        """The pen moved while it is down, and does not pick."""

    def _end(self, pen: Pen) -> None:
        """The pen was lifted, and did not pick."""

    def _cancel(self) -> bool:
        return False


class PickTool(PickingTool):
    """Picks the color the pen points at."""

    def _wants_pick(self, pen: Pen) -> bool:
        return True


class FillTool(PickingTool):
    """Fills what is like the pixel it points at."""

    def _begin(self, pen: Pen) -> bool:
        return self._easel.fill(pen.x, pen.y)


class LassoTool(PickingTool):
    """Draws around a part of the picture; a click beside it forgets the part. Shift adds to it, Alt takes from it."""

    def __init__(self, easel: Easel) -> None:
        super().__init__(easel)
        self._points: list[tuple[float, float]] = []
        self._how: How = "new"

    def _wants_pick(self, pen: Pen) -> bool:
        return False

    def _begin(self, pen: Pen) -> bool:
        adds = bool(pen.modifiers & Qt.KeyboardModifier.ShiftModifier)
        takes = bool(pen.modifiers & Qt.KeyboardModifier.AltModifier)
        self._how = "add" if adds else "subtract" if takes else "new"
        self._points = [(pen.x, pen.y)]
        return True

    def _go(self, pen: Pen) -> None:
        if not self._points:
            return
        before, first = self._points[-1], self._points[0]
        self._points.append((pen.x, pen.y))
        corners = [QPointF(*before), QPointF(*first), QPointF(pen.x, pen.y)]  # the closing line moves too
        self.changed.emit(QPolygonF(corners).boundingRect().adjusted(-1, -1, 1, 1))

    def _end(self, pen: Pen) -> None:
        points, self._points = self._points, []
        if points:
            self._easel.select(points, self._how)
            self.changed.emit(None)

    def _cancel(self) -> bool:
        had_any, self._points = bool(self._points), []
        if had_any:
            self.changed.emit(None)
        return had_any

    def leave_frame(self) -> None:
        self._cancel()  # it was drawn around what was there on another frame

    def paint(self, painter: QPainter, place: Placement, palette: QPalette) -> None:
        super().paint(painter, place, palette)
        if len(self._points) > 1:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            line = [place.to_view(*point) for point in self._points]
            outline(painter, lambda: painter.drawPolygon(line))


def ring(across: float, down: float, hardness: int, ratio: float) -> QImage:
    """Return the circle of a brush with these radii in view units, its soft edge hinted at, a cross in its middle."""
    width, height = (math.ceil((2 * radius + 8) * ratio) for radius in (across, down))
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = QPointF(image.width(), image.height()) / (2 * ratio)
    outline(painter, lambda: painter.drawEllipse(middle, across, down))
    if hardness < 100 and across > _ROOMY:
        inner = hardness / 100
        painter.setPen(QPen(QColor(255, 255, 255, 70), 1))
        painter.drawEllipse(middle, across * inner, down * inner)
    if across > _ROOMY / 2:
        cross = (QPointF(2.5, 0), QPointF(0, 2.5))
        outline(painter, lambda: [painter.drawLine(middle - arm, middle + arm) for arm in cross])
    painter.end()
    return image


def on_view(place: Placement) -> QTransform:
    """Return the map from clip pixels to the view."""
    origin = place.origin
    return QTransform(place.scale_x, 0, 0, place.scale_y, origin.x(), origin.y())


class BrushTool(PickingTool):
    """Paints, erases or restores with a round brush.

    Shift and a drag set its size (across) and hardness (down), Shift and a click draw straight from the last stroke.
    """

    cursor_shape = Qt.CursorShape.BlankCursor

    def __init__(self, easel: Easel, settings: BrushSettings, deed: Deed) -> None:
        super().__init__(easel)
        self._settings, self._deed = settings, deed
        self._at: Pen | None = None
        self._is_sized = False
        self._ring: tuple[tuple[float, ...], QImage] | None = None  # as it was drawn last: strokes of arcs take long
        self._sizing: tuple[Pen, int, int] | None = None  # where it began, size and hardness there
        self._drawn = QRectF()
        self._last: Pen | None = None  # where the last stroke on this frame ended
        self._is_drawn_here = False  # the stroke of the pen that is down
        settings.changed.connect(self._follow)

    def _begin(self, pen: Pen) -> bool:
        if pen.modifiers & Qt.KeyboardModifier.ShiftModifier:
            kept = self._settings.kept
            self._sizing, self._is_sized = (pen, kept.size, kept.hardness), False
            return True
        self._point(pen)
        self._is_drawn_here = self._easel.begin("eraser" if pen.is_eraser else self._deed, pen)
        return self._is_drawn_here

    def _go(self, pen: Pen) -> None:
        if self._sizing is not None:
            start, size, hardness = self._sizing
            self._is_sized |= abs(pen.x - start.x) + abs(pen.y - start.y) > _CLICK
            if not self._is_sized:
                return
            self._settings.set(size=size + 2 * (pen.x - start.x), hardness=hardness + (start.y - pen.y) / 2)
            return
        self._easel.move(pen)
        self._point(pen)

    def _end(self, pen: Pen) -> None:
        if self._sizing is None:
            self._easel.end()
            self._last = pen if self._is_drawn_here else None
        else:
            self._sizing = None
            if not self._is_sized and self._last is not None:
                self._draw_line(self._last, pen)
        self._point(pen)

    def _draw_line(self, start: Pen, end: Pen) -> None:
        """Shift and a click: straight from where the last stroke ended."""
        if self._easel.begin(self._deed, start):
            self._easel.move(end)
            self._easel.end()
            self._last = end

    def _cancel(self) -> bool:
        if self._sizing is not None:
            (_, size, hardness), self._sizing = self._sizing, None
            self._settings.set(size=size, hardness=hardness)
            return True
        return self._easel.drop()

    def leave_frame(self) -> None:
        self._last, self._is_drawn_here = None, False  # no line leads here from another picture

    def hover(self, pen: Pen | None) -> None:
        self._point(pen)

    def paint(self, painter: QPainter, place: Placement, palette: QPalette) -> None:
        super().paint(painter, place, palette)
        if self._at is None:
            return
        kept = self._settings.kept
        middle = place.to_view(self._at.x, self._at.y)
        across = max(_SMALLEST, kept.size / 2 * place.scale_x)
        down = max(_SMALLEST, kept.size / 2 * place.scale_y)
        looks = (across, down, self._shown_hardness, painter.device().devicePixelRatio())
        if self._ring is None or self._ring[0] != looks:
            self._ring = (looks, ring(*looks))
        image = self._ring[1]
        half = QPointF(image.width(), image.height()) / (2 * image.devicePixelRatio())
        painter.drawImage(middle - half, image)

    @property
    def _shown_hardness(self) -> int:
        """How much of the circle is painted wholly, in percent."""
        return self._settings.kept.hardness

    def _point(self, pen: Pen | None) -> None:
        """The circle is somewhere else, or gone: draw where it was and where it is."""
        was, self._at = self._at, pen if self._sizing is None else self._sizing[0]
        if was is None and pen is None:
            return
        self._follow()

    def _follow(self) -> None:
        """Draw the circle again, as large as it is now."""
        was = self._drawn
        if self._at is None:
            self._drawn = QRectF()
        else:
            reach = self._settings.kept.size / 2 + 3
            self._drawn = QRectF(self._at.x - reach, self._at.y - reach, 2 * reach, 2 * reach)
        self.changed.emit(was.united(self._drawn))
