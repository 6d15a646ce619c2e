"""Draws where the color of a pixel came from: the way to each keyframe, and a card of it with place, color, share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPalette, QPen, QPolygonF

from app.canvas.placement import Placement
from app.translation import mark, tr
from engine.motion.provenance import Answer, How, Origin, Rgb

_INK = QColor(240, 240, 240)
_DIM = QColor(190, 190, 190)
_PLATE = QColor(20, 20, 20, 235)
_EDGE = QColor(0, 0, 0, 190)
_PAD = 8.0
_CARD = 190.0  # view units across
_MARGIN = 14.0
_LEAST_WIDE = 220.0  # of the sentence
_CLEAR = 24.0
_NARROW = 330.0  # in a narrower pane there is no room for cards
_HOW: Mapping[How, str] = {
    "itself": mark("this frame is the keyframe"),
    "followed": mark("followed along the motion"),
    "alike": mark("looks alike; the motion was lost"),
}


@dataclass(frozen=True)
class Shown:
    """`place`: the pixel asked about, shares of the picture; `answer` None while it is being looked for;
    `pictures`: a small picture of each keyframe it came from; `sentence`: what is said of it all."""

    place: tuple[float, float]
    answer: Answer | None = None
    pictures: Mapping[int, QImage] = field(default_factory=dict)
    sentence: str = ""


class OriginMark:
    """Paints what is `shown`, nothing while that is None."""

    def __init__(self) -> None:
        self.shown: Shown | None = None

    def paint(self, painter: QPainter, place: Placement, palette: QPalette) -> None:
        shown = self.shown
        if shown is None:
            return
        accent = palette.color(QPalette.ColorRole.Highlight)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        at = place.to_view(shown.place[0] * place.width, shown.place[1] * place.height)
        origins = () if shown.answer is None else shown.answer.origins
        for origin in origins:
            self._way(painter, place, origin, accent)
        if place.view_width >= _NARROW:
            for origin, card in zip(origins, self._cards(painter, place, shown, at), strict=True):
                self._card(painter, card, origin, shown.pictures.get(origin.key), at, accent)
        self._ring(painter, at, None if shown.answer is None else shown.answer.shown, accent)
        self._sentence(painter, place, shown.sentence, at)

    def paint_beside(self, painter: QPainter, place: Placement, palette: QPalette) -> None:
        """Only where the pixel lies: what is said of it is said once."""
        if self.shown is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            at = place.to_view(self.shown.place[0] * place.width, self.shown.place[1] * place.height)
            self._ring(painter, at, None, palette.color(QPalette.ColorRole.Highlight))

    def _ring(self, painter: QPainter, at: QPointF, color: Rgb | None, accent: QColor) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen, width in ((_EDGE, 4.0), (accent, 2.0)):
            painter.setPen(QPen(pen, width))
            painter.drawEllipse(at, 8.0, 8.0)
        if color is not None:
            painter.setPen(QPen(_EDGE, 1))
            painter.setBrush(QColor(*color))
            painter.drawRect(QRectF(at.x() + 12, at.y() - 7, 14, 14))

    def _way(self, painter: QPainter, place: Placement, origin: Origin, accent: QColor) -> None:
        """Draw where the pixel lay on its way to the keyframe."""
        points = [place.to_view(x * place.width, y * place.height) for _, x, y in origin.path]
        if len(points) < 2:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(_EDGE, 3.0), QPen(accent, 1.4, Qt.PenStyle.DotLine)):
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF(points))
        painter.setPen(QPen(_EDGE, 1))
        painter.setBrush(accent)
        painter.drawEllipse(points[-1], 3.0, 3.0)

    def _cards(self, painter: QPainter, place: Placement, shown: Shown, at: QPointF) -> list[QRectF]:
        """Return where the card of each origin lies: earlier keyframes left, later ones right, clear of the pixel."""
        answer = shown.answer
        if answer is None:
            return []
        lines = QFontMetricsF(painter.font()).height()
        wide = min(_CARD, (place.view_width - 3 * _MARGIN) / 2)
        tall = wide * place.height / max(1.0, place.width * place.aspect) + 3 * lines + 3 * _PAD
        is_low = at.y() > place.view_height / 2
        tops = {-1: _MARGIN if is_low else place.view_height - _MARGIN - tall}
        tops[1] = tops[-1]
        cards = []
        for origin in answer.origins:
            side = -1 if origin.key <= answer.frame else 1
            left = _MARGIN if side < 0 else place.view_width - _MARGIN - wide
            cards.append(QRectF(left, tops[side], wide, tall))
            tops[side] += (tall + _PAD) * (1 if is_low else -1)
        return cards

    def _card(
        self,
        painter: QPainter,
        card: QRectF,
        origin: Origin,
        picture: QImage | None,
        at: QPointF,
        accent: QColor,
    ) -> None:
        lines = QFontMetricsF(painter.font()).height()
        photo = QRectF(card.left(), card.top(), card.width(), card.height() - 3 * lines - 3 * _PAD)
        painter.fillRect(photo, _PLATE)
        if picture is not None:
            painter.drawImage(photo, picture)
        place = QPointF(photo.left() + origin.x * photo.width(), photo.top() + origin.y * photo.height())
        self._arrow(painter, at, place, 1.0 + 2.5 * origin.weight, accent)
        self._ring_small(painter, place, accent)
        painter.setPen(Qt.PenStyle.NoPen)  # over the arrow: it must not cross what is written
        painter.setBrush(_PLATE)
        painter.drawRect(QRectF(card.left(), photo.bottom(), card.width(), card.bottom() - photo.bottom()))
        chip = QRectF(card.left() + _PAD, photo.bottom() + _PAD, 2 * lines, 2 * lines)
        painter.setPen(QPen(_EDGE, 1))
        painter.setBrush(QColor(*origin.color))
        painter.drawRect(chip)
        text = QRectF(chip.right() + _PAD, chip.top(), card.right() - chip.right() - 2 * _PAD, lines)
        painter.setPen(_INK)
        painter.drawText(
            text,
            Qt.AlignmentFlag.AlignVCenter,
            tr("Keyframe {key}   {weight:.0%}").format(key=origin.key, weight=origin.weight),
        )
        painter.setPen(_DIM)
        text.translate(0, lines)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, "#{:02x}{:02x}{:02x}".format(*origin.color))
        text = QRectF(card.left() + _PAD, chip.bottom() + 2, card.width() - 2 * _PAD, lines)
        told = QFontMetricsF(painter.font()).elidedText(
            tr(_HOW[origin.how]), Qt.TextElideMode.ElideRight, text.width()
        )
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, told)

    def _ring_small(self, painter: QPainter, at: QPointF, accent: QColor) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen, width in ((_EDGE, 3.5), (accent, 1.6)):
            painter.setPen(QPen(pen, width))
            painter.drawEllipse(at, 5.0, 5.0)

    def _arrow(self, painter: QPainter, start: QPointF, end: QPointF, width: float, accent: QColor) -> None:
        """Draw from the pixel to its source, thicker for a larger share."""
        way = end - start
        length = (way.x() ** 2 + way.y() ** 2) ** 0.5
        if length < 24:
            return
        along = way / length
        begun, tip = start + along * 10, end - along * 7
        side = QPointF(-along.y(), along.x())
        shape = QPainterPath(begun)
        shape.lineTo(tip)
        for pen in (QPen(_EDGE, width + 2.5), QPen(accent, width)):
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(shape)
            painter.setBrush(pen.color())
            painter.setPen(QPen(pen.color(), 1))
            painter.drawPolygon(QPolygonF([end - along * 4, tip - along * 6 + side * 5, tip - along * 6 - side * 5]))

    def _sentence(self, painter: QPainter, place: Placement, text: str, at: QPointF) -> None:
        if not text:
            return
        metrics = QFontMetricsF(painter.font())
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        wide = min(460.0, place.view_width - 2 * _MARGIN)
        is_between = place.view_width >= 2 * _CARD + 4 * _MARGIN + _LEAST_WIDE
        if is_between:  # of the cards there is room
            wide = min(wide, place.view_width - 2 * _CARD - 4 * _MARGIN)
        needed = metrics.boundingRect(QRectF(0, 0, wide - 2 * _PAD, 1000), flags, text)
        plate = QRectF(0, 0, needed.width() + 2 * _PAD, needed.height() + 2 * _PAD)
        ends = _MARGIN, place.view_height - _MARGIN - plate.height()
        is_low = at.y() > place.view_height / 2
        y = ends[0] if is_low == is_between else ends[1]
        if y <= at.y() + _CLEAR and at.y() - _CLEAR <= y + plate.height():  # never over the pixel itself
            y = at.y() + _CLEAR if at.y() < place.view_height / 2 else at.y() - _CLEAR - plate.height()
        plate.moveTopLeft(QPointF(place.view_width / 2 - plate.width() / 2, y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_PLATE)
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(_INK)
        painter.drawText(plate, flags, text)
