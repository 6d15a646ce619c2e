"""Draws the lanes. Each function draws only what is in view and returns how many items that took."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPalette, QPen, QPixmap, QPolygonF

from app.canvas import heatmap
from app.canvas.frame_store import FrameStore
from app.theme import LOOKS
from app.timeline.columns import Coverage
from app.timeline.contents import Contents
from app.timeline.reach import Reach
from app.timeline.scale import Scale
from app.timeline.timecode import Timecode
from app.translation import mark, tr
from app.widgets.look_cards import LETTERS

RULER, FILM, LOOK, SHOTS, KEYS, COVERAGE, HEAT = "ruler", "film", "look", "shots", "keys", "coverage", "heat"
HEIGHTS = {RULER: 20, FILM: 46, LOOK: 14, SHOTS: 20, KEYS: 50, COVERAGE: 9, HEAT: 14}
NAMES = {
    FILM: mark("Film"),
    LOOK: mark("Looks"),
    SHOTS: mark("Shots"),
    KEYS: mark("Keyframes"),
    COVERAGE: mark("Result"),
    HEAT: mark("Flicker"),
}
GAP = 3
KEY_THUMBNAIL = 30
_ARROWS = 26.0  # pixels between two arrows on a reach bar
_COLDEST = 0.15  # of the heat scale: a usual frame is dark, and still told from one that was not measured
_APART = 4.0  # what lies closer than this, in pixels, is drawn as one


@dataclass(frozen=True)
class Ink:
    """The colors of the lanes, all from the palette in force."""

    ground: QColor
    lane: QColor
    edge: QColor
    raised: QColor
    text: QColor
    dim: QColor
    accent: QColor
    on_accent: QColor

    @staticmethod
    def of(palette: QPalette) -> Ink:
        role = QPalette.ColorRole
        return Ink(
            palette.color(role.Window),
            palette.color(role.Base),
            palette.color(role.Dark),
            palette.color(role.Mid),
            palette.color(role.WindowText),
            palette.color(role.PlaceholderText),
            palette.color(role.Highlight),
            palette.color(role.HighlightedText),
        )


@dataclass(frozen=True)
class Lane:
    """Where one lane is drawn, and with what."""

    painter: QPainter
    rect: QRectF
    scale: Scale
    ink: Ink
    font: QFont
    ratio: float

    def span(self, start: float, stop: float, *, least: float = 1.0) -> QRectF:
        """Return the place of frames `start` to `stop`, cut to the lane, never narrower than `least`."""
        left = max(self.scale.x_of(start), -4.0)
        right = min(max(self.scale.x_of(stop), left + least), self.rect.width() + 4.0)
        return QRectF(self.rect.x() + left, self.rect.y(), right - left, self.rect.height())

    def x_of(self, frame: float) -> float:
        return self.rect.x() + self.scale.x_of(frame)


def ruler(lane: Lane, timecode: Timecode, rate: Fraction) -> int:
    """Draw ticks with labels: frame numbers when they are far apart, timecode when a label spans a second."""
    painter, scale = lane.painter, lane.scale
    metrics = QFontMetricsF(lane.font)
    step = scale.tick_step(rate, metrics.horizontalAdvance("00:00:00:00") + 16)
    is_time = step >= timecode.second
    painter.setFont(lane.font)
    drawn = 0
    minor = max(1, step // (4 if step % 4 == 0 else 5 if step % 5 == 0 else 2 if step % 2 == 0 else 1))
    for frame in range(scale.start // minor * minor, scale.stop + 1, minor):
        x = lane.x_of(frame)
        is_major = frame % step == 0
        painter.setPen(lane.ink.dim)
        painter.drawLine(QPointF(x, lane.rect.bottom() - (8 if is_major else 4)), QPointF(x, lane.rect.bottom()))
        if is_major:
            text = timecode.text(frame) if is_time else str(frame)
            painter.drawText(QPointF(x + 4, lane.rect.bottom() - 7), text)
        drawn += 1
    return drawn


def film(lane: Lane, store: FrameStore | None) -> int:
    """Draw the filmstrip: slots anchored to the clip, so that scrolling never asks for other frames."""
    painter, scale = lane.painter, lane.scale
    painter.fillRect(lane.rect, lane.ink.lane)
    if store is None or store.facts is None or not scale.length:
        return 0
    facts = store.facts
    height = lane.rect.height()
    width = max(8.0, height * float(facts.width * facts.pixel_aspect / facts.height))
    per_slot = max(1, round(width / scale.per_frame))
    room = max(width, per_slot * scale.per_frame)
    coarse = 1 << max(0, per_slot.bit_length() - 2)  # neighboring zooms show the same frames
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    drawn = 0
    for start in range(scale.start // per_slot * per_slot, scale.stop, per_slot):
        frame = start // coarse * coarse
        place = QRectF(lane.x_of(start), lane.rect.y(), room, height)
        picture = store.thumbnail(frame, round(height * lane.ratio))
        if picture is not None:
            share = min(width, room) / width
            part = QRectF(0, 0, picture.width() * share, picture.height())
            painter.drawImage(QRectF(place.x(), place.y(), width * share, height), picture, part)
        painter.fillRect(QRectF(place.x(), place.y(), 1, height), lane.ink.edge)
        drawn += 1
    return drawn


def looks(lane: Lane, contents: Contents) -> int:
    """Draw which look of the processed clip each frame has: a tint, and its letter where there is room for it."""
    painter, scale = lane.painter, lane.scale
    painter.fillRect(lane.rect, lane.ink.lane)
    painter.setFont(lane.font)
    metrics = QFontMetricsF(lane.font)
    drawn = 0
    for index, frames in enumerate(contents.looks):
        color = QColor(LOOKS[index % len(LOOKS)])
        _covered(lane, frames, color, lane.rect)
        letter = LETTERS[index]
        room = metrics.horizontalAdvance(letter) + 4
        painter.setPen(QColor(0, 0, 0) if color.lightness() > 110 else QColor(255, 255, 255))
        drawn_to = -room
        for start, stop in frames.stretches(scale.start, scale.stop):
            place = lane.span(start, stop)
            if place.width() >= room and place.left() >= drawn_to:
                painter.drawText(place.intersected(lane.rect), Qt.AlignmentFlag.AlignCenter, letter)
                drawn_to = place.right()
                drawn += 1
    return drawn + len(contents.looks)


def shots(lane: Lane, contents: Contents, active: int | None) -> int:
    """Draw shots as blocks with their number; too narrow ones become one block with a line for every few."""
    painter, ink = lane.painter, lane.ink
    painter.fillRect(lane.rect, ink.lane)
    painter.setFont(lane.font)
    metrics = QFontMetricsF(lane.font)
    drawn, drawn_to = 0, -_APART
    for index in _apart(lane, contents.shots_between(lane.scale.start, lane.scale.stop)):
        shot = contents.shots[index]
        block = lane.span(shot.start, shot.stop)
        if block.right() < drawn_to + _APART and index != active:
            continue
        drawn_to = block.right()
        drawn += 1
        if block.width() < _APART:
            painter.fillRect(QRectF(block.x(), block.y(), _APART, block.height()), ink.raised)
            painter.fillRect(QRectF(block.x(), block.y(), 1, block.height()), ink.edge)
            continue
        painter.fillRect(block.adjusted(0.5, 0, -0.5, 0), ink.raised if index % 2 == 0 else _between(ink))
        if index == active:
            painter.setPen(QPen(ink.accent, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(block.adjusted(1.25, 0.75, -1.25, -0.75))
        seen = block.intersected(lane.rect).adjusted(6, 0, -4, 0)
        label = tr("Shot {index}").format(index=index + 1)
        if metrics.horizontalAdvance(label) > seen.width():
            label = str(index + 1)
        if metrics.horizontalAdvance(label) <= seen.width():
            painter.setPen(ink.text)
            painter.drawText(seen, Qt.AlignmentFlag.AlignVCenter, label)
    return drawn


def _apart(lane: Lane, indices: range) -> range:
    """Thin out so many items that several fall on each few pixels."""
    most = max(1, int(lane.rect.width() / _APART))
    return indices if len(indices) <= most else range(indices.start, indices.stop, -(-len(indices) // most))


def _between(ink: Ink) -> QColor:
    one, other = ink.raised, ink.ground
    return QColor(
        (one.red() + other.red()) // 2, (one.green() + other.green()) // 2, (one.blue() + other.blue()) // 2
    )


def keyframes(lane: Lane, contents: Contents, store: FrameStore | None, current: int, dragged: int | None) -> int:
    """Draw every keyframe's picture over the bar of the frames it rules, with arrows away from it."""
    painter, scale, ink = lane.painter, lane.scale, lane.ink
    painter.fillRect(lane.rect, ink.lane)
    bar = QRectF(lane.rect.x(), lane.rect.bottom() - 12, lane.rect.width(), 10)
    drawn, drawn_to = 0, -_APART
    for index in _apart(lane, contents.reaches_between(scale.start, scale.stop)):
        reach = contents.reaches[index]
        place = lane.span(reach.start, reach.stop)
        if place.right() < drawn_to + _APART:
            continue
        drawn_to = place.right()
        _reach(lane, reach, bar, is_current=reach.start <= current < reach.stop)
        drawn += 1
    picture_to, mark_to = -1.0, -1.0
    beside = int(2 * KEY_THUMBNAIL / scale.per_frame) + 1  # a picture reaches into view from a keyframe beside it
    for index in _apart(lane, contents.keys_between(scale.start - beside, scale.stop + beside)):
        frame = contents.keys[index]
        x = lane.x_of(frame + 0.5)
        if frame == dragged:
            continue
        if x >= picture_to:
            half = _key_picture(lane, store, frame, x, is_current=frame == current)
            picture_to = x + 2 * half + 4
        if x >= mark_to:
            of_kind = contents.reach_of(frame) is not None
            if frame in contents.touched and not of_kind:
                _dot(lane, x, bar.center().y())
            else:
                _diamond(lane, x, bar.center().y(), lane.ink.accent if of_kind else lane.ink.dim, is_filled=True)
            mark_to = x + 11
        else:
            painter.fillRect(QRectF(x - 0.5, bar.y(), 1, bar.height()), ink.accent)
        drawn += 1
    for frame in contents.suggested:
        if scale.start <= frame < scale.stop:
            _diamond(lane, lane.x_of(frame + 0.5), bar.center().y(), lane.ink.accent, is_filled=False)
            drawn += 1
    return drawn


def _reach(lane: Lane, reach: Reach, bar: QRectF, *, is_current: bool) -> None:
    place = lane.span(reach.start, reach.stop)
    block = QRectF(place.x(), bar.y(), max(place.width(), _APART), bar.height())
    painter, ink = lane.painter, lane.ink
    if block.width() > _APART:
        block.adjust(0.5, 0, -0.5, 0)
    painter.fillRect(block, ink.raised if is_current else _between(ink))
    color = ink.text if is_current else ink.dim
    middle = lane.x_of(reach.frame + 0.5)
    for way, end in ((-1, block.left() + 1), (1, block.right() - 1)):
        begin = middle + way * 9
        arrows = QRectF(begin, bar.y(), max(0.0, end - begin), bar.height())
        if way < 0:
            arrows = QRectF(end, bar.y(), max(0.0, begin - end), bar.height())
        seen = arrows.intersected(lane.rect)
        if seen.width() > 8:
            # anchored to the keyframe, so that arrows do not swim while scrolling
            offset = (seen.left() - begin) % _ARROWS
            painter.drawTiledPixmap(seen, _chevrons(color.rgba(), way, lane.ratio), QPointF(offset, 0))


@cache
def _chevrons(color: int, way: int, ratio: float) -> QPixmap:
    """Return one arrow with the space around it, a tile of a reach bar."""
    tile = QPixmap(round(_ARROWS * ratio), round(10 * ratio))
    tile.setDevicePixelRatio(ratio)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor.fromRgba(color), 1.2))
    tip = QPointF(_ARROWS / 2 + 2 * way, 5)
    back = QPointF(-3.5 * way, 0)
    painter.drawPolyline(QPolygonF([tip + back + QPointF(0, -3), tip, tip + back + QPointF(0, 3)]))
    painter.end()
    return tile


def _key_picture(lane: Lane, store: FrameStore | None, frame: int, x: float, *, is_current: bool) -> float:
    """Draw the keyframe's picture centered on `x`; return half its width."""
    painter = lane.painter
    picture = None if store is None else store.thumbnail(frame, round(KEY_THUMBNAIL * lane.ratio), "keyframe")
    width = KEY_THUMBNAIL * 4 / 3 if picture is None else KEY_THUMBNAIL * picture.width() / picture.height()
    place = QRectF(x - width / 2, lane.rect.y() + 3, width, KEY_THUMBNAIL)
    if lane.rect.left() <= x <= lane.rect.right():  # at the clip's ends the whole picture is seen
        place.moveLeft(
            min(max(place.left(), lane.rect.left() + 1), max(lane.rect.left() + 1, lane.rect.right() - width - 1))
        )
    if picture is None:
        painter.fillRect(place, lane.ink.raised)
    else:
        painter.drawImage(place, picture)
    painter.setPen(QPen(lane.ink.accent if is_current else lane.ink.edge, 2 if is_current else 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place)
    return width / 2


def _dot(lane: Lane, x: float, y: float) -> None:
    """Mark a frame whose result was touched up: it counts in a part of the picture and rules no frames."""
    painter = lane.painter
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(lane.ink.ground, 1))
    painter.setBrush(lane.ink.accent)
    painter.drawEllipse(QPointF(x, y), 3.5, 3.5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _diamond(lane: Lane, x: float, y: float, color: QColor, *, is_filled: bool) -> None:
    painter = lane.painter
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 1.3, Qt.PenStyle.SolidLine if is_filled else Qt.PenStyle.DotLine))
    painter.setBrush(color if is_filled else Qt.BrushStyle.NoBrush)
    painter.drawPolygon(QPolygonF([QPointF(x, y - 6), QPointF(x + 5, y), QPointF(x, y + 6), QPointF(x - 5, y)]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def coverage(lane: Lane, contents: Contents) -> int:
    """Draw where a result is: a thin line for first pictures, a thicker one where it is final, and the whole lane
    solid where it was accepted. What a run changes, and nobody accepted yet, has a frame around it.

    It is solid where every frame of a pixel has one, fainter where only some have.
    """
    lane.painter.fillRect(lane.rect, lane.ink.lane)
    if not contents.coverage.count and not contents.accepted.count and not contents.affected:
        return 0
    middle = lane.rect.center().y()
    thin = QRectF(lane.rect.x(), middle - 0.75, lane.rect.width(), 1.5)
    _covered(lane, contents.coverage, lane.ink.dim, thin)
    _covered(lane, contents.final, lane.ink.text, QRectF(lane.rect).adjusted(0, 3, 0, -3))
    _covered(lane, contents.accepted, lane.ink.accent, lane.rect)
    lane.painter.setBrush(Qt.BrushStyle.NoBrush)
    lane.painter.setPen(QPen(lane.ink.accent, 1, Qt.PenStyle.DashLine))
    for start, stop in contents.affected:
        lane.painter.drawRect(lane.span(start, stop, least=3.0).adjusted(0.5, 0.5, -0.5, -0.5))
    return 1


def _covered(lane: Lane, covered: Coverage, color: QColor, rect: QRectF) -> None:
    columns = max(1, round(lane.rect.width() * lane.ratio))
    share = covered.shares(lane.scale, columns)
    pixels = np.empty((1, columns, 4), np.uint8)
    pixels[..., 0], pixels[..., 1], pixels[..., 2] = color.blue(), color.green(), color.red()
    pixels[..., 3] = np.round(np.where(share > 0, 0.3 + 0.7 * share, 0) * 255)
    _strip(lane, pixels, rect)


def heat(lane: Lane, contents: Contents) -> int:
    """Draw how far E_warp lies above the usual, a pixel as hot as its hottest frame; bare where it is not known."""
    lane.painter.fillRect(lane.rect, lane.ink.lane)
    columns = max(1, round(lane.rect.width() * lane.ratio))
    hottest = contents.heat.most(lane.scale, columns)
    is_known = ~np.isnan(hottest)
    if not is_known.any():
        return 0
    pixels = np.zeros((1, columns, 4), np.uint8)
    pixels[0, :, :3] = heatmap.colored(np.where(is_known, _COLDEST + (1 - _COLDEST) * hottest, 0))[:, ::-1]
    pixels[0, :, 3] = np.where(is_known, 255, 0)
    _strip(lane, pixels, lane.rect)
    return 1


def _strip(lane: Lane, pixels: NDArray[np.uint8], rect: QRectF) -> None:
    kept = pixels.tobytes()  # the image borrows these bytes
    image = QImage(kept, pixels.shape[1], 1, QImage.Format.Format_ARGB32)
    lane.painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    lane.painter.drawImage(rect, image)
