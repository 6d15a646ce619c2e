"""A widget on which a picture is zoomed at the pointer, panned and dropped onto."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import SIGNAL, QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.canvas.placement import Placement

_CLICK = 4  # view units a press may move and still be a click


class ZoomArea(QWidget):
    """Holds a `Placement` and moves it. A subclass draws, and says what else the left button may take hold of."""

    files_dropped = Signal(list)  # list[Path]
    zoom_changed = Signal(float)  # screen pixels per clip line
    open_requested = Signal()  # a click while empty
    play_toggled = Signal()  # Space tapped here (held and dragged it pans)
    frame_step_requested = Signal(int)  # Alt+wheel: -1 or 1
    keyframe_step_requested = Signal(int)  # Shift+wheel: -1 or 1
    menu_requested = Signal(object)  # QPoint, global

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = Placement()
        self._pointer: QPointF | None = None
        self._pressed_at = QPointF()
        self._is_panning = False
        self._pans_with = Qt.MouseButton.LeftButton
        self._is_clicking = False
        self._is_space_down = False
        self._has_panned = False
        self._is_aimed_at = False
        self._wheel = 0
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # ---- for subclasses

    def _panes(self) -> int:
        """Return how many equal panes side by side show the same place."""
        return 1

    def _take_hold(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> bool:
        """Begin moving something of the subclass; false if nothing lies there."""
        return False

    def _drag_held(self, point: QPointF, by: QPointF, modifiers: Qt.KeyboardModifier) -> bool:
        """Move what is held; false if nothing is."""
        return False

    def _let_go(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Stop moving what is held."""

    def _shape_at(self, point: QPointF) -> Qt.CursorShape:
        return Qt.CursorShape.ArrowCursor

    def _moved(self) -> None:
        """The pointer, or the picture under it, moved."""

    # ---- the place

    @property
    def placement(self) -> Placement:
        return self._place

    @property
    def zoom(self) -> float:
        """Device pixels per clip line: 1.0 is 100 %."""
        return self._place.zoom

    @property
    def is_fitted(self) -> bool:
        return self._place.is_fitted

    def set_pixel_aspect(self, aspect: Fraction) -> None:
        """Draw stored pixels `aspect` times as wide as high; taken from the clip whenever one is opened."""
        self._set_place(self._resized(replace(self._place, aspect=float(aspect))))

    def fit(self) -> None:
        self._set_place(self._place.fitted())

    def zoom_to(self, factor: float) -> None:
        """Zoom so that a clip line is `factor` screen pixels (1.0: 100 %), at the pointer if that is over it."""
        at = self._local(self._pointer) if self._pointer is not None and self._pixel_at(self._pointer) else None
        self._set_place(self._place.zoomed(factor, at))

    def zoom_around(self, area: QRectF) -> None:
        """Show this part of the clip (clip pixels) large in the middle."""
        self._set_place(self._place.around(area))

    def zoom_by(self, factor: float) -> None:
        self.zoom_to(self._place.zoom * factor)

    def _set_place(self, place: Placement) -> None:
        changed = place.zoom != self._place.zoom
        self._place = place
        if changed:
            self.zoom_changed.emit(place.zoom)
        self._moved()
        self.update()

    def _resized(self, place: Placement) -> Placement:
        return place.resized(self.width() / self._panes(), self.height(), self.devicePixelRatioF())

    def _local(self, point: QPointF) -> QPointF:
        """Return `point` in its pane: all panes show the same place."""
        pane = self.width() / self._panes()
        return QPointF(point.x() % pane, point.y()) if self._panes() > 1 else point

    def _pixel_at(self, point: QPointF) -> tuple[int, int] | None:
        return self._place.pixel(self._local(point))

    # ---- the pointer

    def _point_cursor(self, point: QPointF) -> None:
        if self._place.is_empty:
            shape = Qt.CursorShape.PointingHandCursor
        elif self._is_panning:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._is_space_down:
            shape = Qt.CursorShape.OpenHandCursor
        else:
            shape = self._shape_at(point)
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = self._pressed_at = event.position()
        is_left = event.button() == Qt.MouseButton.LeftButton
        if self._place.is_empty:
            self._is_clicking = is_left
        elif event.button() == Qt.MouseButton.MiddleButton or (is_left and self._is_space_down):
            self._is_panning = self._has_panned = True
            self._pans_with = event.button()
        elif is_left and not self._take_hold(point, event.modifiers()):
            self._is_panning, self._pans_with = not self._place.is_fitted, event.button()
        self._point_cursor(point)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = self._pointer = event.position()
        by = point - self._pressed_at
        if self._is_panning:
            self._set_place(self._place.panned(by))
            self._pressed_at = point
        elif self._drag_held(point, by, event.modifiers()):
            self._pressed_at = point
        self._point_cursor(point)
        self._moved()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Each button ends what it began: a stroke goes on though another one is pressed and lifted meanwhile."""
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self._is_clicking and (event.position() - self._pressed_at).manhattanLength() <= _CLICK:
            self.open_requested.emit()
        if event.button() == self._pans_with:
            self._is_panning = False
        if is_left:
            self._is_clicking = False
            self._let_go(event.position(), event.modifiers())
        self._point_cursor(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self._moved()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()  # with Alt, the wheel counts as sideways
        event.accept()
        if not turned or self._place.is_empty:
            return
        modifiers = event.modifiers()
        if modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier):
            self._wheel += turned
            steps = int(self._wheel / 120)
            self._wheel -= steps * 120
            is_frame = bool(modifiers & Qt.KeyboardModifier.AltModifier)
            requested = self.frame_step_requested if is_frame else self.keyframe_step_requested
            for _ in range(abs(steps)):
                requested.emit(-1 if steps > 0 else 1)
            return
        self._set_place(self._place.zoomed(self._place.zoom * 1.2 ** (turned / 120), self._local(event.position())))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(event.globalPos())

    # ---- the keyboard, the screen, files

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._takes(event):
            event.accept()  # Space comes here as a key instead of starting the play action at once
            return True
        if kind == QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                zoom = self._place.zoom * (1 + event.value())
                self._set_place(self._place.zoomed(zoom, self._local(event.position())))
                return True
        elif kind == QEvent.Type.DevicePixelRatioChange:
            self._set_place(self._resized(self._place))
        return super().event(event)

    def _takes(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        return plain and event.key() == Qt.Key.Key_Space and self.receivers(SIGNAL("play_toggled()")) > 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._takes(event):
            super().keyPressEvent(event)
            return
        if not event.isAutoRepeat():
            self._is_space_down, self._has_panned = True, False
            self._point_cursor(self._pointer or QPointF())

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Space or not self._is_space_down:
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat():
            self._is_space_down = False
            self._point_cursor(self._pointer or QPointF())
            if not self._has_panned:
                self.play_toggled.emit()

    def focusOutEvent(self, event: QEvent) -> None:
        self._is_space_down = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._set_place(self._resized(self._place))

    def _aim(self, is_aimed_at: bool) -> None:
        self._is_aimed_at = is_aimed_at
        self.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._aim(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._aim(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._aim(False)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)
