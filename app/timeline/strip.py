"""What the pointer and the keyboard do on the lanes of the timeline."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.timeline import lanes
from app.timeline.lane_view import Drag, LaneView

_HOT = 0.2  # of the heat scale: from here on a click asks what is wrong; a cold cell is only gone to
_DRAG = 4.0  # pixels a press moves before it becomes a drag


class Strip(LaneView):
    """Signals as in `Timeline`."""

    frame_picked = Signal(int)
    in_out_changed = Signal(object, object)
    cut_moved = Signal(int, int)
    keyframe_picked = Signal(int)
    keyframe_moved = Signal(int, int)
    shot_picked = Signal(str)
    shot_menu_requested = Signal(str, QPoint)
    split_requested = Signal(int)
    heat_picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wheel = 0
        self._pressed_heat: QPointF | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # ---- the pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.scale.length:
            return
        point = event.position()
        frame = self.frame_at(point.x())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.lane_at(point.y()) == lanes.SHOTS:
            self.split_requested.emit(frame)
            return
        self._drag = self._begun(point)
        if self._drag is not None:
            if self._drag.kind == "key":
                self._pick(self._drag.origin)
                self.keyframe_picked.emit(self._drag.origin)
            return
        self._is_scrubbing = True
        self._pressed_heat = point if self.lane_at(point.y()) == lanes.HEAT else None
        self._pick(frame)

    def _begun(self, point: QPointF) -> Drag | None:
        mark = self.mark_at(point)
        if mark is not None:
            first, last = self.contents.first, self.contents.last
            end = self.scale.length - 1
            if mark == "in" and first is not None:
                return Drag("in", first, 0, end if last is None else last, first, point.x())
            if mark == "out" and last is not None:
                return Drag("out", last, first or 0, end, last, point.x())
        cut = self.cut_at(point)
        limits = None if cut is None else self.contents.cut_limits(cut)
        if cut is not None and limits is not None:
            return Drag("cut", cut, *limits, cut, point.x())
        key = self.key_at(point)
        limits = None if key is None else self.contents.key_limits(key)
        if key is not None and limits is not None:
            return Drag("key", key, *limits, key, point.x())
        return None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        shot = self.contents.shot_at(self.frame_at(event.position().x()))
        if self.lane_at(event.position().y()) == lanes.SHOTS and shot is not None:
            self.shot_picked.emit(shot.id)
        else:
            self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if self._is_scrubbing:
            self._pick(self.frame_at(point.x()))
        elif self._drag is not None:
            self._move_drag(self._drag, point)
        else:
            is_edge = self.cut_at(point) is not None or self.mark_at(point) is not None
            shape = Qt.CursorShape.SplitHCursor if is_edge else Qt.CursorShape.ArrowCursor
            if self.key_at(point) is not None:
                shape = Qt.CursorShape.PointingHandCursor
            if self.cursor().shape() != shape:
                self.setCursor(shape)

    def _move_drag(self, drag: Drag, point: QPointF) -> None:
        if not drag.is_moving and abs(point.x() - drag.begun_x) < _DRAG:
            return
        moved = round((point.x() - drag.begun_x) / self.scale.per_frame)
        at = min(max(drag.origin + moved, drag.lowest), drag.highest)
        self._drag = replace(drag, at=at, is_moving=True)
        if not drag.is_moving:
            self.redraw()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, None
        self._is_scrubbing = False
        if drag is None:
            self._pick_heat(event.position())
            return
        QToolTip.hideText()
        self.redraw()
        if not drag.is_moving or drag.at == drag.origin:
            return
        if drag.kind == "cut":
            self.cut_moved.emit(drag.origin, drag.at)
        elif drag.kind == "key":
            if not self.contents.has_key(drag.at):  # two keyframes cannot share a frame
                self.keyframe_moved.emit(drag.origin, drag.at)
        else:
            first, last = self.contents.first, self.contents.last
            marks = (drag.at, last) if drag.kind == "in" else (first, drag.at)
            self.contents.first, self.contents.last = marks
            self.in_out_changed.emit(*marks)

    def _pick_heat(self, point: QPointF) -> None:
        """A click, no drag, on a cell of the heat lane: its hottest frame, where several share the cell."""
        pressed, self._pressed_heat = self._pressed_heat, None
        if pressed is None or (point - pressed).manhattanLength() > _DRAG:
            return
        hottest = self.contents.heat.hottest(self.scale, point.x() - self.header)
        if hottest is not None and float(self.contents.heat.hot[hottest]) >= _HOT:
            self._pick(hottest)
            self.heat_picked.emit(hottest)

    def cancel_drag(self) -> bool:
        """Put what is being dragged back; return whether something was."""
        was_dragging, self._drag = self._drag is not None, None
        if was_dragging:
            QToolTip.hideText()
            self.redraw()
        return was_dragging

    def _pick(self, frame: int) -> None:
        if frame != self.frame:
            self.set_frame(frame)
            self.frame_picked.emit(frame)

    def wheelEvent(self, event: QWheelEvent) -> None:
        down, side = event.angleDelta().y(), event.angleDelta().x()
        turned = down or side
        modifiers = event.modifiers()
        event.accept()
        if not self.scale.length:
            return
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.set_scale(self.scale.zoomed(1.25 ** (turned / 120), event.position().x() - self.header))
        elif modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier):
            self._wheel += turned
            steps = int(self._wheel / 120)
            self._wheel -= steps * 120
            for _ in range(abs(steps)):
                way = -1 if steps > 0 else 1
                is_frame = bool(modifiers & Qt.KeyboardModifier.AltModifier)
                target = self.frame + way if is_frame else self.contents.next_key(self.frame, way)
                if target is not None:
                    self._pick(min(max(target, 0), self.scale.length - 1))
        else:
            self.set_scale(self.scale.scrolled(-(side or down)))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        frame = self.frame if is_keyboard else self.frame_at(event.pos().x())
        shot = self.contents.shot_at(frame)
        if shot is not None:
            self._pick(frame)
            below = QPoint(int(self._x(frame)), int(self.places[lanes.SHOTS].bottom()))
            self.shot_menu_requested.emit(shot.id, self.mapToGlobal(below) if is_keyboard else event.globalPos())

    # ---- the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, has_shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        last = max(0, self.scale.length - 1)
        shot = self.contents.shot_at(self.frame)
        index = self.contents.shot_index(self.frame)
        shots = self.contents.shots
        target: int | None = None
        match key:
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                target = self.frame + (10 if has_shift else 1) * (-1 if key == Qt.Key.Key_Left else 1)
            case Qt.Key.Key_Home:
                target = shot.start if shot is not None else 0
            case Qt.Key.Key_End:
                target = shot.stop - 1 if shot is not None else last
            case Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                target = self.contents.next_key(self.frame, -1 if key == Qt.Key.Key_PageUp else 1)
            case Qt.Key.Key_Up if index is not None and shot is not None:
                target = shot.start if self.frame > shot.start or index == 0 else shots[index - 1].start
            case Qt.Key.Key_Down if index is not None and index + 1 < len(shots):
                target = shots[index + 1].start
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_by(1.5)
            case Qt.Key.Key_Minus:
                self.zoom_by(1 / 1.5)
            case Qt.Key.Key_0:
                self.set_scale(self.scale.whole())
            case Qt.Key.Key_Escape if self.cancel_drag():
                pass
            case _:
                super().keyPressEvent(event)
                return
        if target is not None and self.scale.length:
            self._pick(min(max(target, 0), last))

    def zoom_by(self, factor: float) -> None:
        """Zoom about the playhead if it is in view, else about the middle."""
        at = self.scale.x_of(self.frame + 0.5)
        self.set_scale(self.scale.zoomed(factor, at if 0 <= at <= self.scale.width else self.scale.width / 2))
