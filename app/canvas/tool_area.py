"""A picture on which a tool may be in hand: mouse and pen reach it in clip pixels, and it draws over the picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QWidget

from app.canvas.tool import Mark, Pen, Tool
from app.canvas.zoom_area import ZoomArea


class ToolArea(ZoomArea):
    """With a tool in hand the left button draws; held Space and the middle button pan as ever."""

    tool_changed = Signal(object)  # Tool or None
    context_click = Signal(float, float)  # the other mouse button, at clip pixels, while a tool is in hand

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tool: Tool | None = None
        self._marks: tuple[Mark, ...] = ()
        self._is_drawing = False
        self._tablet: QTabletEvent | None = None  # while one is handled: how hard and with which end

    def _shows_tool(self) -> bool:
        """Return whether what the tool draws is to be seen now."""
        return True

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Draw these over the picture, in every pane, below the tool in hand."""
        self._marks = tuple(marks)
        self.update()

    # ---- the tool in hand

    @property
    def tool(self) -> Tool | None:
        return self._tool

    @property
    def is_drawing(self) -> bool:
        """Whether the pen is down with a tool in hand."""
        return self._is_drawing

    def set_tool(self, tool: Tool | None) -> None:
        """Take a tool in hand, or none; what the one before had begun is dropped."""
        if tool is self._tool:
            return
        if self._tool is not None:
            self._tool.cancel()
            self._tool.hover(None)
            self._tool.changed.disconnect(self.draw_again)
        self._tool, self._is_drawing = tool, False
        if tool is not None:
            tool.changed.connect(self.draw_again)
        self._point_cursor(self._pointer or QPointF())
        self.update()
        self.tool_changed.emit(tool)

    def cancel_tool(self) -> bool:
        """Drop what the tool has begun; false if nothing was."""
        self._is_drawing = False
        return self._tool is not None and self._tool.cancel()

    def draw_again(self, part: QRectF | None) -> None:
        """Draw these clip pixels again (None: everything), in every pane."""
        if part is None or self._panes() > 1:
            self.update()
            return
        corners = (self._place.to_view(part.left(), part.top()), self._place.to_view(part.right(), part.bottom()))
        self.update(QRectF(*corners).toAlignedRect().adjusted(-3, -3, 3, 3) & QRect(self.rect()))

    def draw_now(self) -> None:
        """Draw all that was asked for at once: something slower is about to follow from it."""
        self.repaint(0, 0, 1, 1)  # with it goes what else waits to be drawn

    def _pen(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> Pen:
        x, y = self._place.to_clip(self._local(point))
        if (tablet := self._tablet) is None:
            return Pen(x, y, modifiers=modifiers)
        is_eraser = tablet.pointerType() == QPointingDevice.PointerType.Eraser
        return Pen(x, y, tablet.pressure(), modifiers, is_eraser)

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen draws as a mouse does, and says besides how hard it is pressed."""
        with_left = event.buttons() & Qt.MouseButton.LeftButton or event.button() == Qt.MouseButton.LeftButton
        if self._tool is None or not (with_left or event.type() == QEvent.Type.TabletMove) or self._place.is_empty:
            event.ignore()  # then Qt sends the mouse event that it stands for
            return
        self._tablet = event
        point, modifiers = event.position(), event.modifiers()
        try:
            if event.type() == QEvent.Type.TabletPress and not self._is_space_down:
                self.setFocus(Qt.FocusReason.MouseFocusReason)  # a pen does not take it as a mouse does
                self._pressed_at = point
                self._is_panning = not self._take_hold(point, modifiers) and not self._place.is_fitted
                self._pans_with = Qt.MouseButton.LeftButton
            elif event.type() == QEvent.Type.TabletMove and not self._is_space_down and not self._is_panning:
                self._pointer = point
                if not self._drag_held(point, point - self._pressed_at, modifiers):
                    self._tool.hover(self._pen(point, modifiers))
                self._moved()
            elif event.type() == QEvent.Type.TabletRelease and not self._is_panning:
                self._let_go(point, modifiers)
            else:
                event.ignore()
                return
        finally:
            self._tablet = None
        event.accept()

    # ---- the pen

    def _shape_at(self, point: QPointF) -> Qt.CursorShape:
        if self._tool is not None and self._shows_tool():
            return self._tool.cursor_shape
        return super()._shape_at(point)

    def _take_hold(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> bool:
        self._is_drawing = self._tool is not None and self._tool.press(self._pen(point, modifiers))
        return self._is_drawing

    def _drag_held(self, point: QPointF, by: QPointF, modifiers: Qt.KeyboardModifier) -> bool:
        if self._is_drawing and self._tool is not None:
            self._tool.move(self._pen(point, modifiers))
        return self._is_drawing

    def _let_go(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if self._is_drawing and self._tool is not None:
            self._is_drawing = False
            self._tool.release(self._pen(point, modifiers))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._tool is not None and not self._is_drawing and not self._place.is_empty:
            self._tool.hover(self._pen(event.position(), event.modifiers()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton and self._tool is not None and not self._place.is_empty:
            if self._is_drawing:
                return  # amid a stroke it means nothing
            pen = self._pen(event.position(), event.modifiers())
            self.context_click.emit(pen.x, pen.y)
            return
        super().mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._tool is not None:
            self._tool.hover(None)

    # ---- drawing

    def paint_tool(self, painter: QPainter) -> None:
        """Draw the marks and what the tool draws, in every pane."""
        drawn = [mark for mark in self._marks if mark is not self._tool] + [tool for tool in (self._tool,) if tool]
        if not drawn or not self._shows_tool():
            return
        pane = self.width() / self._panes()
        pointed = 0 if self._pointer is None else min(int(self._pointer.x() / pane), self._panes() - 1)
        for index in range(self._panes()):
            painter.save()
            painter.translate(index * pane, 0)
            if self._panes() > 1:
                painter.setClipRect(QRectF(0, 0, pane, self.height()))
            for each in drawn:
                (each.paint if index == pointed else each.paint_beside)(painter, self._place, self.palette())
            painter.restore()
