"""The viewer: what the artist looks at."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from app.canvas import badges
from app.canvas.composition import Composition
from app.canvas.frame_store import FrameStore, is_thumbnail
from app.canvas.mask_layer import MaskLayer
from app.canvas.modes import NAMES, Against, Compare, Mode, Overlay
from app.canvas.pictures import Picture, Rgb, mean_rgb
from app.canvas.probe import Probe, delta_e, lab_of
from app.canvas.showing import Live, Showing
from app.canvas.tool_area import ToolArea
from app.canvas.wipe import Part, Wipe
from app.translation import tr

__all__ = ["Against", "Compare", "Mode", "Overlay", "Probe", "Viewer"]

_BLINK_MS = 500
_SPIN_MS = 80
_REST_MS = 150  # after a jump, before its surroundings are read ahead
_STEP = 4  # frames up to which a move counts as going on, not as a jump
_PATIENCE_S = 0.15  # waiting shorter than this is not worth a sign


class Viewer(ToolArea):
    """Shows one frame of a store. Pictures come from the store's threads; painting only draws what is there."""

    probed = Signal(object)  # Probe or None
    mode_changed = Signal(object)  # Mode
    compare_changed = Signal(object)  # Compare
    overlay_changed = Signal(object)  # Overlay or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._showing = Showing()
        self._frame = 0
        self._mode = Mode.ORIGINAL
        self._compare = Compare.WIPE
        self._against: Against = "original"
        self._other = ""
        self._overlay: Overlay | None = None
        self._wipe = Wipe()
        self._held: Part | None = None
        self._is_held_original = False
        self._blinks_result = False
        self._probe: Probe | None = None
        self._waiting_since: float | None = None
        self._direction = 1
        self.mask_layer = MaskLayer(self)
        self.mask_layer.changed.connect(self.draw_again)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._prefetch)
        self._blink = QTimer(self, interval=_BLINK_MS)
        self._blink.timeout.connect(self._flip)
        self._spin = QTimer(self, interval=_SPIN_MS)
        self._spin.timeout.connect(self.update)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 120)
        self.setAccessibleName(tr("Viewer"))
        self._describe()

    # ---- what is shown

    @property
    def store(self) -> FrameStore | None:
        return self._showing.store

    @property
    def frame(self) -> int:
        return self._frame

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def compare(self) -> Compare:
        return self._compare

    @property
    def overlay(self) -> Overlay | None:
        return self._overlay

    @property
    def wipe(self) -> Wipe:
        return self._wipe

    def sizeHint(self) -> QSize:
        return QSize(960, 600)

    def set_store(self, store: FrameStore | None) -> None:
        old = self._showing.store
        if old is not None:
            old.arrived.disconnect(self._see)
            old.outdated.disconnect(self._look_again)
            old.opened.disconnect(self._take_clip)
        self._showing.store = store
        if store is not None:
            store.arrived.connect(self._see)
            store.outdated.connect(self._look_again)
            store.opened.connect(self._take_clip)
        self._take_clip()

    def set_frame(self, frame: int) -> None:
        if frame == self._frame:
            return
        moved = frame - self._frame
        self._direction = 1 if moved > 0 else -1
        self._frame = frame
        if abs(moved) <= _STEP:
            self._prefetch()
        else:  # amid a scrub, what lies around is not worth the time
            self._rest.start()
        self._moved()
        self._describe()
        self.update()

    @Slot()
    def _prefetch(self) -> None:
        store = self._showing.store
        if store is None:
            return
        for layer in self._layers():
            store.picture(self._frame, layer)  # asked before its neighbors
            if layer in ("original", "processed", "result", "other"):
                store.prefetch_around(self._frame, self._direction, layer)

    def set_mode(self, mode: Mode) -> None:
        if mode != self._mode:
            self._mode = mode
            self._arrange()
            self.mode_changed.emit(mode)

    def set_compare(self, compare: Compare) -> None:
        if compare != self._compare:
            self._compare = compare
            self._arrange()
            self.compare_changed.emit(compare)

    def set_against(self, against: Against) -> None:
        """Compare the result with the original, with the processed clip or with another run."""
        if against != self._against:
            self._against = against
            self._arrange()
            self.update()

    def set_other(self, name: str) -> None:
        """Call the run that "other" is by this name."""
        self._other = name
        self._describe()
        self.update()

    def set_overlay(self, overlay: Overlay | None) -> None:
        if overlay != self._overlay:
            self._overlay = overlay
            self.overlay_changed.emit(overlay)
            self.update()

    @property
    def heat_from(self) -> float:
        return self._showing.heat_from

    def set_heat_from(self, heat: float) -> None:
        """Show of the heat overlay only what is at least this hot, 0..1."""
        if heat != self._showing.heat_from:
            self._showing.heat_from = heat
            self.update()

    def set_film_stops(self, stops: float) -> None:
        """Show the film brighter by so many stops, as it is beside light that is."""
        if stops != self._showing.film_stops:
            self._showing.film_stops = stops
            self.update()

    def set_hold_original(self, held: bool) -> None:
        """Show the original while a key is held, whatever the mode."""
        if held != self._is_held_original:
            self._is_held_original = held
            self._arrange()

    def set_live(self, live: Live | None) -> None:
        """Show what is painted on right now in place of what is stored."""
        self._showing.live = live
        self.update()

    def color_at(self, x: float, y: float, reach: int = 0) -> Rgb | None:
        """Return what is seen at a clip pixel, averaged up to `reach` pixels away: gamma-encoded RGB, 0..1."""
        place = self._place
        if not (0 <= x < place.width and 0 <= y < place.height):
            return None
        layer = self._layer_at(self._pointer or place.to_view(x, y))  # the pointer tells one pane from the other
        found = self._showing.of(self._frame, layer).picture or self._showing.of(self._frame, "original").picture
        return None if found is None else mean_rgb(found, x / place.width, y / place.height, reach)

    def shown_picture(self) -> Picture | None:
        """Return the picture that is looked at, of two that are compared the later one; None until it is there."""
        shown = self._showing.of(self._frame, self._layers()[-1])
        if shown.picture is None and not shown.is_waiting:  # then the original is what is seen
            shown = self._showing.of(self._frame, "original")
        return None if shown.is_waiting else shown.picture

    def show_preview(self, frame: int, image: QImage) -> None:
        """Show `image` (any size) as the result of `frame` until a newer result of it is stored."""
        self._showing.add_preview(frame, image)
        if frame == self._frame:
            self.update()

    def clear_previews(self) -> None:
        """Forget the previews: the job was canceled or failed."""
        self._showing.clear_previews()
        self.update()

    def _arrange(self) -> None:
        is_blinking = self._is_comparing(Compare.BLINK) and self.isVisible()
        if not is_blinking:
            self._blink.stop()
            self._blinks_result = False
        elif not self._blink.isActive():
            self._blink.start()
        self._set_place(self._resized(self._place))
        self._describe()

    def _is_comparing(self, compare: Compare) -> bool:
        return self._mode is Mode.COMPARE and self._compare is compare and not self._is_held_original

    def _layers(self) -> tuple[str, ...]:
        """Return the layers on the screen, the original's side first."""
        if self._is_held_original:
            return ("original",)
        if self._mode is not Mode.COMPARE:
            return (self._mode.value,)
        if self._compare is Compare.BLINK:
            return ("result",) if self._blinks_result else (self._against,)
        if self._compare is Compare.DIFFERENCE:
            return ("difference",)
        return (self._against, "result")

    # ---- the store tells

    @Slot()
    def _take_clip(self) -> None:
        self._showing.forget()
        store = self._showing.store
        facts = None if store is None else store.facts
        place = replace(self._place, width=0, height=0, is_fitted=True)
        if facts is not None:
            place = replace(place, width=facts.width, height=facts.height, aspect=float(facts.pixel_aspect))
        self._wipe = Wipe()
        self._set_place(self._resized(place))
        self._point_cursor(self._pointer or QPointF())
        self._describe()

    @Slot(int, str)
    def _see(self, frame: int, layer: str) -> None:
        if is_thumbnail(layer):
            return
        if frame == self._frame:
            self._moved()
            if self._is_seen(layer):
                self.update()
        elif self._waiting_since is not None and layer in self._layers():
            self.update()  # a picture close by is better than an old one

    @Slot(str)
    def _look_again(self, layer: str) -> None:
        if self._is_seen(layer):
            self.update()

    def _is_seen(self, layer: str) -> bool:
        """Whether stored pictures of a layer are on the screen: not where what is painted stands for them."""
        if layer not in (*self._layers(), self._overlay, "original", "mask"):
            return False
        live = self._showing.live
        return live is None or (painted := live.shown(self._frame, layer)) is None or painted.is_waiting

    @Slot()
    def _flip(self) -> None:
        self._blinks_result = not self._blinks_result
        self.update()

    def _describe(self) -> None:
        if self._place.is_empty:
            self.setAccessibleDescription(tr("Empty: drop a film, a folder of frames or a project here"))
            return
        names = {**NAMES, "other": self._other or NAMES["other"]}
        shown = tr(" and ").join(tr(names[layer]) for layer in self._layers())
        self.setAccessibleDescription(tr("Frame {frame}, {shown}").format(frame=self._frame, shown=shown))

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        painter.fillRect(self.rect(), self.surround())
        if self._place.is_empty:
            badges.empty(painter, area, self.palette(), self.font(), is_aimed_at=self._is_aimed_at)
        else:
            painter.setClipRect(event.rect())
            self._paint_waiting(painter, area, self._paint_frame(painter, area))
            self._paint_masks(painter, area)
            self.paint_tool(painter)
            if self._is_aimed_at:
                badges.drop_border(painter, area, self.palette())
        painter.end()

    def surround(self) -> QColor:
        """Return the gray around the picture: never brighter than middle gray, or colors look dull beside it."""
        base = self.palette().color(QPalette.ColorRole.Base)
        return base if self._place.is_empty or base.lightness() < 128 else QColor(128, 128, 128)

    def _paint_frame(self, painter: QPainter, area: QRectF) -> bool:
        overlay = None if self._is_held_original else self._overlay
        composed = Composition(
            self._showing,
            self._frame,
            self._place,
            overlay,
            self.font(),
            self.palette(),
            self._against,
            self._other,
        )
        if self._is_comparing(Compare.SIDE_BY_SIDE):
            return composed.paint_side_by_side(painter, area)
        if self._is_comparing(Compare.WIPE):
            return composed.paint_wipe(painter, self._wipe, area)
        return composed.paint_layer(painter, self._layers()[0], area)

    def _paint_masks(self, painter: QPainter, area: QRectF) -> None:
        if self._is_held_original:
            return
        pane = QRectF(0, 0, area.width() / self._panes(), area.height())
        for index in range(self._panes()):
            painter.save()
            painter.translate(index * pane.width(), 0)
            self.mask_layer.paint(painter, self._frame, self._place, pane, self._showing)
            painter.restore()

    def _paint_waiting(self, painter: QPainter, area: QRectF, is_waiting: bool) -> None:
        if not is_waiting:
            self._waiting_since = None
            self._spin.stop()
            return
        now = time.monotonic()
        if self._waiting_since is None:
            self._waiting_since = now
        if not self._spin.isActive():
            self._spin.start()
        if now - self._waiting_since >= _PATIENCE_S:
            badges.waiting(
                painter, tr("Frame {frame} is being decoded").format(frame=self._frame), area, self.font(), now % 1
            )

    # ---- the probe

    def _panes(self) -> int:
        return 2 if self._is_comparing(Compare.SIDE_BY_SIDE) else 1

    def _moved(self) -> None:
        probe = None if self._pointer is None else self._probe_at(self._pointer)
        if probe != self._probe:
            self._probe = probe
            self.probed.emit(probe)

    def _probe_at(self, point: QPointF) -> Probe | None:
        store, pixel = self._showing.store, self._pixel_at(point)
        if store is None or pixel is None:
            return None
        original = self._showing.pixel(self._frame, "original", *pixel)
        layer = self._layer_at(point)
        result = self._showing.pixel(self._frame, "result", *pixel)
        keyframe = self._showing.pixel(self._frame, "keyframe", *pixel)
        there = {"original": original, "keyframe": keyframe, "result": result}
        if layer in ("processed", "other"):
            there[layer] = self._showing.pixel(self._frame, layer, *pixel)
        layer = layer if layer in there else "result"
        if (shown := there[layer]) is None:  # then the original is what is seen
            layer, shown = "original", original
        if shown is None:
            return Probe(*pixel, original, result)
        light = self._showing.light(self._frame, layer, *pixel)
        lab = lab_of(shown)
        away = None if keyframe is None else delta_e(lab_of(keyframe), lab)
        return Probe(*pixel, original, result, layer, shown, *lab, away, light)

    def _layer_at(self, point: QPointF) -> str:
        layers = self._layers()
        if self._is_comparing(Compare.SIDE_BY_SIDE):
            return layers[0 if point.x() < self.width() / 2 else 1]
        if self._is_comparing(Compare.WIPE):
            away = point - self._wipe.handle(self._place.rect, QRectF(self.rect()))
            return layers[1 if QPointF.dotProduct(away, self._wipe.across) >= 0 else 0]
        return layers[0]

    # ---- the wipe

    def _part_at(self, point: QPointF) -> Part | None:
        if not self._is_comparing(Compare.WIPE) or self._showing.of(self._frame, "result").is_absent:
            return None
        return self._wipe.part_at(point, self._place.rect, QRectF(self.rect()))

    def _shape_at(self, point: QPointF) -> Qt.CursorShape:
        part = self._part_at(point)
        if part is None:
            return super()._shape_at(point)
        if part is Part.LINE:
            is_upright = abs(self._wipe.across.x()) > 0.7
            return Qt.CursorShape.SplitHCursor if is_upright else Qt.CursorShape.SplitVCursor
        return Qt.CursorShape.CrossCursor

    def _take_hold(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> bool:
        self._held = self._part_at(point)
        if self._held is Part.KNOB:  # the line turns about the handle where it is seen
            picture = self._place.rect
            seen = self._wipe.handle(picture, QRectF(self.rect())) - picture.topLeft()
            self._wipe = replace(self._wipe, x=seen.x() / picture.width(), y=seen.y() / picture.height())
        return self._held is not None or super()._take_hold(point, modifiers)

    def _drag_held(self, point: QPointF, by: QPointF, modifiers: Qt.KeyboardModifier) -> bool:
        if self._held is None:
            return super()._drag_held(point, by, modifiers)
        if self._held is Part.LINE:
            self._wipe = self._wipe.moved(by, self._place.rect)
        else:
            is_stepped = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            self._wipe = self._wipe.turned_to(point, self._place.rect, QRectF(self.rect()), is_stepped=is_stepped)
        self.update()
        return True

    def _let_go(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._held = None
        super()._let_go(point, modifiers)

    def _shows_tool(self) -> bool:
        return not self._is_held_original

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._part_at(event.position()) is not None:
            self._wipe = Wipe()
            self.update()
        else:
            self.mousePressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._arrange()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._blink.stop()
        self._spin.stop()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
