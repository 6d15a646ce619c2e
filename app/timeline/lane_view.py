"""The drawn part of the timeline: all lanes and the playhead, and what lies at a place on them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app import theme, words
from app.canvas.frame_store import FrameStore
from app.timeline import lanes
from app.timeline.backdrop import TAIL, Backdrop, Drawing, Look
from app.timeline.contents import Contents
from app.timeline.lanes import GAP, HEIGHTS, Ink, Lane
from app.timeline.scale import Scale
from app.timeline.timecode import Timecode
from app.translation import tr
from app.widgets.look_cards import LETTERS

GRAB = 5.0  # pixels beside a cut or a mark within which it is taken
_LEAST_HEADER = 78  # the column with the names of the lanes


@dataclass(frozen=True)
class Drag:
    """What is being moved: a cut, a keyframe, the in or the out mark; from which frame, and where it may go."""

    kind: str  # "cut", "key", "in", "out"
    origin: int
    lowest: int
    highest: int
    at: int
    begun_x: float
    is_moving: bool = False


class LaneView(QWidget):
    """The lanes are drawn into a picture that is kept until something on them changes; the playhead goes over it."""

    scale_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.contents = Contents()
        self.scale = Scale()
        self.store: FrameStore | None = None
        self.rate = Fraction(25)
        self.timecode = Timecode()
        self.frame = 0
        widest = max(self.fontMetrics().horizontalAdvance(tr(label)) for label in lanes.NAMES.values())
        self.header = max(_LEAST_HEADER, widest + 16)  # where the lanes begin
        self._drag: Drag | None = None
        self._is_scrubbing = False  # a page turned under the pointer would run away with the playhead
        self._backdrop = Backdrop()
        self._pictures: Counter[str] = Counter()  # by layer, grows when thumbnails came or became others
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Timeline"))

    # ---- what is shown

    @property
    def places(self) -> dict[str, QRectF]:
        """Return where the lanes lie; a higher widget gives its room to the film."""
        spare = max(0, self.height() - self.minimumSizeHint().height())
        top, found = 0.0, {}
        for name, height in self._heights().items():
            tall = height + (min(spare, 60) if name == lanes.FILM else 0)
            found[name] = QRectF(self.header, top, max(1, self.width() - self.header - TAIL), tall)
            top += tall + GAP
        return found

    def _heights(self) -> dict[str, int]:
        """Return the lanes there are: that of the looks only where some were found."""
        return {name: height for name, height in HEIGHTS.items() if name != lanes.LOOK or self.contents.looks}

    def minimumSizeHint(self) -> QSize:
        heights = self._heights()
        return QSize(240, sum(heights.values()) + GAP * len(heights))

    def sizeHint(self) -> QSize:
        return QSize(900, self.minimumSizeHint().height())

    def set_scale(self, scale: Scale) -> None:
        if scale != self.scale:
            self.scale = scale
            if self.store is not None:
                self.store.drop_thumbnail_requests()
            self.redraw()
            self.scale_changed.emit()

    def set_frame(self, frame: int) -> None:
        if frame == self.frame:
            return
        self.frame = frame
        if not self._is_scrubbing:
            self.set_scale(self.scale.showing(frame))
        self._describe()
        self.update()

    def redraw(self) -> None:
        """Something on the lanes may have changed: those that did are drawn again."""
        self.update()

    def redraw_pictures(self, layer: str) -> None:
        """Thumbnails of this layer came, or became others."""
        self._pictures[layer] += 1
        self.update()

    @property
    def drawn(self) -> int:
        """How many items the lanes have as they were drawn last."""
        return self._backdrop.items

    def _describe(self) -> None:
        index = self.contents.shot_index(self.frame)
        shot = (
            ""
            if index is None
            else tr(", shot {index} of {count}").format(index=index + 1, count=len(self.contents.shots))
        )
        key = tr(", a keyframe") if self.contents.has_key(self.frame) else ""
        self.setAccessibleDescription(
            tr("Frame {frame} of 0 to {length}{shot}{key}").format(
                frame=self.frame, length=self.scale.length - 1, shot=shot, key=key
            )
        )

    # ---- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        font, ratio = theme.small_font(self.font()), self.devicePixelRatioF()
        look = Look(self.size(), ratio, self.header, self.places, font, self.palette())
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._backdrop.drawn(look, self.scale, self._drawings()))
        if self.scale.length:
            painter.setClipRect(QRectF(self.header - 6, 0, self.width() - self.header + 6, self.height()))
            self._paint_wished(painter)
            self._paint_range(painter)
            self._paint_drag(painter)
            self._paint_playhead(painter)
        painter.end()

    def _drawings(self) -> dict[str, Drawing]:
        """Return what each lane shows, with what draws it."""
        contents, store, frame, pictures = self.contents, self.store, self.frame, self._pictures
        shot, ruling = contents.shot_index(frame), contents.ruling(frame)
        key = frame if contents.has_key(frame) else None
        dragged = self._drag.origin if self._drag is not None and self._drag.kind == "key" else None
        clip = store.facts if store is not None else None
        timecode, rate = self.timecode, self.rate

        def ruler(lane: Lane) -> int:
            return lanes.ruler(lane, timecode, rate) if lane.scale.length else 0

        return {
            lanes.RULER: Drawing((timecode, rate), ruler),
            lanes.FILM: Drawing((store, clip, pictures["original"]), lambda lane: lanes.film(lane, store)),
            lanes.LOOK: Drawing((contents.looks,), lambda lane: lanes.looks(lane, contents)),
            lanes.SHOTS: Drawing((contents.spans, shot), lambda lane: lanes.shots(lane, contents, shot)),
            lanes.KEYS: Drawing(
                (
                    *(contents.reaches, contents.keys, tuple(contents.suggested)),
                    *(ruling, key, dragged, store, pictures["keyframe"]),
                ),
                lambda lane: lanes.keyframes(lane, contents, store, frame, dragged),
            ),
            lanes.COVERAGE: Drawing(
                (contents.coverage.version, contents.final.version, contents.accepted.version, contents.affected),
                lambda lane: lanes.coverage(lane, contents),
            ),
            lanes.HEAT: Drawing((contents.heat.version,), lambda lane: lanes.heat(lane, contents)),
        }

    def _x(self, frame: float) -> float:
        return self.header + self.scale.x_of(frame)

    def _marks(self) -> tuple[int | None, int | None]:
        drag, first, last = self._drag, self.contents.first, self.contents.last
        if drag is not None and drag.kind == "in":
            first = drag.at
        elif drag is not None and drag.kind == "out":
            last = drag.at
        return first, last

    def _paint_wished(self, painter: QPainter) -> None:
        """Draw what the next run will be of, if that is around a keyframe: a dashed line, and a thin veil beside."""
        wished, places = self.contents.wished, self.places
        if wished is None:
            return
        begin, end = self._x(wished[0]), self._x(wished[1])
        keys, accent = places[lanes.KEYS], Ink.of(self.palette()).accent
        veil = QColor(0, 0, 0, 70)
        painter.fillRect(QRectF(self.header, keys.top(), max(0.0, begin - self.header), keys.height()), veil)
        painter.fillRect(QRectF(end, keys.top(), max(0.0, self.width() - TAIL - end), keys.height()), veil)
        painter.setPen(QPen(accent, 2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(begin + 1, keys.top()), QPointF(end - 1, keys.top()))
        painter.setPen(QPen(accent, 2))
        for x in (begin + 1, end - 1):
            painter.drawLine(QPointF(x, keys.top()), QPointF(x, keys.bottom()))

    def _paint_range(self, painter: QPainter) -> None:
        first, last = self._marks()
        if first is None and last is None:
            return
        places = self.places
        begin, end = self._x(first or 0), self._x((self.scale.length - 1 if last is None else last) + 1)
        top, bottom = places[lanes.FILM].top(), places[lanes.KEYS].bottom()
        veil = QColor(0, 0, 0, 110)
        painter.fillRect(QRectF(self.header, top, max(0.0, begin - self.header), bottom - top), veil)
        painter.fillRect(QRectF(end, top, max(0.0, self.width() - TAIL - end), bottom - top), veil)
        accent = Ink.of(self.palette()).accent
        ruler = places[lanes.RULER]
        painter.fillRect(QRectF(begin, ruler.bottom() - 2, end - begin, 2), accent)
        for x, way, is_set in ((begin, 1, first is not None), (end, -1, last is not None)):
            if is_set:
                painter.fillRect(QRectF(x - (0 if way > 0 else 2), ruler.top() + 2, 2, ruler.height() - 2), accent)
                painter.fillRect(QRectF(x - (0 if way > 0 else 7), ruler.top() + 2, 7, 2), accent)

    def _paint_playhead(self, painter: QPainter) -> None:
        ink = Ink.of(self.palette())
        x = self._x(self.frame + 0.5)
        if self.scale.per_frame > 6:
            wide = QColor(ink.text)
            wide.setAlpha(28)
            painter.fillRect(QRectF(self._x(self.frame), 0, self.scale.per_frame, self.height()), wide)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for color, width in ((QColor(0, 0, 0, 120), 3.0), (ink.text, 1.2)):
            painter.setPen(QPen(color, width))
            painter.drawLine(QPointF(x, 4), QPointF(x, self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.text)
        painter.drawPolygon(
            QPolygonF([QPointF(x - 6, 0), QPointF(x + 6, 0), QPointF(x + 6, 6), QPointF(x, 12), QPointF(x - 6, 6)])
        )

    def _paint_drag(self, painter: QPainter) -> None:
        drag = self._drag
        if drag is None or not drag.is_moving or drag.kind not in ("cut", "key"):
            return
        accent = Ink.of(self.palette()).accent
        places = self.places
        x = self._x(drag.at + (0.5 if drag.kind == "key" else 0))
        painter.setPen(QPen(accent, 2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, places[lanes.FILM].top()), QPointF(x, places[lanes.KEYS].bottom()))
        QToolTip.showText(
            self.mapToGlobal(QPoint(int(x) + 12, int(places[lanes.KEYS].top()))), self._said(drag), self
        )

    def _said(self, drag: Drag) -> str:
        moved = f"{drag.at - drag.origin:+d}"
        return (
            tr("Cut at frame {at} ({moved})").format(at=drag.at, moved=moved)
            if drag.kind == "cut"
            else tr("Keyframe at {at} ({moved})").format(at=drag.at, moved=moved)
        )

    # ---- what lies under the pointer

    def lane_at(self, y: float) -> str | None:
        return next((name for name, place in self.places.items() if place.top() <= y < place.bottom() + GAP), None)

    def frame_at(self, x: float) -> int:
        return self.scale.frame_at(x - self.header)

    def cut_at(self, point: QPointF) -> int | None:
        """Return the cut under the pointer that can be moved, as the first frame of the later shot."""
        if self.lane_at(point.y()) != lanes.SHOTS or self.scale.per_frame * self.scale.length < 1:
            return None
        reach = GRAB / self.scale.per_frame
        middle = self.scale.first + (point.x() - self.header) / self.scale.per_frame
        near = self.contents.shots_between(int(middle - reach), int(middle + reach) + 1)
        starts = [self.contents.shots[index].start for index in near]
        close = [start for start in starts if abs(self._x(start) - point.x()) <= GRAB]
        return min(
            (start for start in close if self.contents.cut_limits(start) is not None),
            key=lambda start: abs(self._x(start) - point.x()),
            default=None,
        )

    def key_at(self, point: QPointF) -> int | None:
        if self.lane_at(point.y()) != lanes.KEYS:
            return None
        reach = 14 / self.scale.per_frame
        middle = self.scale.first + (point.x() - self.header) / self.scale.per_frame
        near = self.contents.keys_between(int(middle - reach) - 1, int(middle + reach) + 2)
        frames = [self.contents.keys[index] for index in near]
        half = lanes.KEY_THUMBNAIL * 2 / 3
        close = [frame for frame in frames if abs(self._x(frame + 0.5) - point.x()) <= half]
        return min(close, key=lambda frame: abs(self._x(frame + 0.5) - point.x()), default=None)

    def mark_at(self, point: QPointF) -> str | None:
        if self.lane_at(point.y()) != lanes.RULER:
            return None
        first, last = self.contents.first, self.contents.last
        if first is not None and abs(self._x(first) - point.x()) <= GRAB:
            return "in"
        if last is not None and abs(self._x(last + 1) - point.x()) <= GRAB:
            return "out"
        return None

    def tip_at(self, point: QPointF) -> str:
        """Return what the tool tip says at this place."""
        if not self.scale.length or point.x() < self.header:
            return ""
        frame = self.frame_at(point.x())
        lane = self.lane_at(point.y())
        where = tr("Frame {frame} · {frame2}").format(frame=frame, frame2=self.timecode.text(frame))
        index = self.contents.shot_index(frame)
        if index is not None:
            shot = self.contents.shots[index]
            keys = words.count(len(shot.keyframes), "keyframe")
            where += tr("\nShot {index}: frames {start} to {stop}, {keys}").format(
                index=index + 1, start=shot.start, stop=shot.stop - 1, keys=keys
            )
        if self.cut_at(point) is not None:
            where += tr("\nDrag to move this cut")
        elif lane == lanes.SHOTS:
            where += tr("\nCtrl+click splits the shot here, right-click for more")
        elif lane == lanes.KEYS:
            key = self.key_at(point)
            ruling = self.contents.ruling(frame if key is None else key)
            if ruling is not None:
                where += tr("\nKeyframe {frame} is the nearest of frames {start} to {stop}").format(
                    frame=ruling.frame, start=ruling.start, stop=ruling.stop - 1
                )
            if key is not None and key in self.contents.touched:
                where += tr("\nTouched up: it counts where it was painted")
            if key is not None:
                where += tr("\nDrag to move it to another frame")
        elif lane == lanes.LOOK:
            where += f"\n{self._look_at(frame)}"
        elif lane == lanes.COVERAGE:
            where += f"\n{self._result_at(frame)}"
        elif lane == lanes.HEAT and (value := self.contents.heat.at(frame)) is not None:
            above = self.contents.heat.above(frame)
            side = tr("above") if above >= 0 else tr("below")
            where += tr("\nE_warp {value:.4f}, {above:.4f} {side} the usual of its shot").format(
                value=value, above=abs(above), side=side
            )
            where += tr("\nWhere it is bright, the color flickers more than elsewhere: a keyframe helps there")
            where += tr("\nClick to go there and see where in the picture")
        return where

    def _look_at(self, frame: int) -> str:
        looks = zip(LETTERS, self.contents.looks, strict=False)
        letter = next((letter for letter, frames in looks if frames.has(frame)), "")
        return (
            tr("The processed clip has look {letter} here").format(letter=letter)
            if letter
            else tr("Its look is not known")
        )

    def _result_at(self, frame: int) -> str:
        if self.contents.accepted.has(frame):
            return tr("Accepted: later runs keep this picture")
        if any(start <= frame < stop for start, stop in self.contents.affected):
            return tr("Changed by the last run; accept it or reject it")
        if not self.contents.coverage.has(frame):
            return tr("No result yet")
        return (
            tr("Has a result")
            if self.contents.final.has(frame)
            else tr("A first picture; the final one is still to come")
        )

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(QPointF(event.pos())), self)
            return True
        if kind in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.DevicePixelRatioChange):
            self.redraw()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.set_scale(self.scale.resized(self.width() - self.header - TAIL, self.scale.length))
        self.redraw()
