"""What the viewer writes over the picture: names, the sign of waiting, the heat scale, the empty state."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPalette, QPen, QPolygonF

from app import theme
from app.canvas import heatmap
from app.canvas.wipe import Wipe
from app.translation import tr

_PAD_X, _PAD_Y = 7.0, 3.0
_STRIPE = 8.0  # view units between the stripes of a hatched scale
_INK = QColor(240, 240, 240)
_PLATE = QColor(20, 20, 20, 170)  # over any picture the same: text on it keeps its contrast


def label(painter: QPainter, text: str, corner: QPointF, font: QFont, *, is_right: bool = False) -> QRectF:
    """Write `text` on a dark plate whose upper left (or right) corner is `corner`; return the plate."""
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    size = QSizeF(metrics.horizontalAdvance(text) + 2 * _PAD_X, metrics.height() + 2 * _PAD_Y)
    plate = QRectF(corner - QPointF(size.width() if is_right else 0, 0), size)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PLATE)
    painter.drawRoundedRect(plate, 3, 3)
    painter.setPen(_INK)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
    return plate


def waiting(painter: QPainter, text: str, area: QRectF, font: QFont, turn: float) -> None:
    """Draw a turning arc and `text` at the foot of `area`; `turn` in 0..1."""
    metrics = QFontMetricsF(font)
    width = metrics.horizontalAdvance(text) + 2 * _PAD_X + metrics.height() + 6
    height = metrics.height() + 2 * _PAD_Y
    plate = QRectF(area.center().x() - width / 2, area.bottom() - height - 12, width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PLATE)
    painter.drawRoundedRect(plate, 3, 3)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(_INK, 2))
    side = metrics.height() - 4
    painter.drawArc(QRectF(plate.left() + _PAD_X, plate.center().y() - side / 2, side, side), int(-turn * 5760), 4000)
    painter.setFont(font)
    painter.drawText(
        plate.adjusted(_PAD_X + metrics.height() + 4, 0, -_PAD_X, 0), Qt.AlignmentFlag.AlignVCenter, text
    )


def notice(painter: QPainter, text: str, area: QRectF, font: QFont) -> None:
    """Write a sentence at the head of `area`, in the middle, broken into lines where it is long."""
    metrics = QFontMetricsF(font)
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    needed = metrics.boundingRect(area.adjusted(40, 0, -40, 0), flags, text)
    plate = QRectF(0, 0, needed.width() + 2 * _PAD_X, needed.height() + 2 * _PAD_Y)
    plate.moveCenter(QPointF(area.center().x(), area.top() + 12 + plate.height() / 2))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PLATE)
    painter.drawRoundedRect(plate, 3, 3)
    painter.setPen(_INK)
    painter.setFont(font)
    painter.drawText(plate, flags, text)


def heat_scale(
    painter: QPainter, cold: str, hot: str, area: QRectF, font: QFont, *, is_hatched: bool = False
) -> None:
    """Draw the scale of an overlay with its two ends named, at the lower right of `area`."""
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    left, right = (metrics.horizontalAdvance(text) for text in (cold, hot))
    bar, height = 80.0, metrics.height() + 2 * _PAD_Y
    plate = QRectF(0, 0, left + right + bar + 2 * _PAD_X + 12, height)
    plate.moveBottomRight(area.bottomRight() - QPointF(10, 10))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PLATE)
    painter.drawRoundedRect(plate, 3, 3)
    painter.setPen(_INK)
    inside = plate.adjusted(_PAD_X, 0, -_PAD_X, 0)
    painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cold)
    painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, hot)
    scale = QRectF(inside.left() + left + 6, inside.center().y() - 5, bar, 10)
    painter.drawImage(scale, scale_image())
    if is_hatched:  # stripes that grow broader, as in the picture
        painter.save()
        painter.setClipRect(scale)
        for step in range(int(bar / _STRIPE) + 2):
            x = scale.left() + step * _STRIPE
            painter.setPen(QPen(_PLATE.darker(), _STRIPE * (0.6 - 0.5 * step * _STRIPE / bar)))
            painter.drawLine(QPointF(x, scale.bottom()), QPointF(x + scale.height(), scale.top()))
        painter.restore()


def scale_image() -> QImage:
    steps = heatmap.scale()[64:]  # overlays begin a quarter up: black would only darken the picture
    return QImage(steps.tobytes(), len(steps), 1, 3 * len(steps), QImage.Format.Format_RGB888).copy()


def wipe_line(painter: QPainter, wipe: Wipe, picture: QRectF, view: QRectF) -> None:
    """Draw the wipe's line, its handle and the knob that turns it: light on dark, seen on any picture."""
    handle, knob = wipe.handle(picture, view), wipe.knob(picture, view)
    far = wipe.along * (2 * (view.width() + view.height()))
    painter.save()
    painter.setClipRect(picture.intersected(view))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for color, width in ((QColor(0, 0, 0, 140), 3.0), (_INK, 1.0)):
        painter.setPen(QPen(color, width))
        painter.drawLine(handle - far, handle + far)
    painter.restore()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0, 160), 1))
    painter.setBrush(_INK)
    painter.drawEllipse(knob, 4.5, 4.5)
    painter.drawEllipse(handle, 11, 11)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(40, 40, 40))
    side = QPointF(-wipe.across.y(), wipe.across.x())
    for way in (-1.0, 1.0):
        tip, foot = handle + wipe.across * (7.5 * way), handle + wipe.across * (2.5 * way)
        painter.drawPolygon(QPolygonF([tip, foot + side * 4.0, foot - side * 4.0]))


def empty(painter: QPainter, area: QRectF, palette: QPalette, font: QFont, *, is_aimed_at: bool) -> None:
    """Draw the invitation to drop something; `is_aimed_at` while files hover over it."""
    width, height = min(area.width() - 40, 520.0), min(area.height() - 40, 220.0)
    if width < 80 or height < 60:
        return
    frame = QRectF(0, 0, width, height)
    frame.moveCenter(area.center())
    accent = palette.color(QPalette.ColorRole.Highlight)
    dim = palette.color(QPalette.ColorRole.PlaceholderText)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(accent if is_aimed_at else dim, 1.5, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(frame, 8, 8)
    icon = theme.icon("filmstrip-box-multiple", dim.name())
    side = 44.0
    if height > 150:
        corner = QPointF(frame.center().x() - side / 2, frame.top() + 30)
        painter.drawPixmap(corner, icon.pixmap(int(side), int(side)))
    large = QFont(font)
    large.setPointSizeF(font.pointSizeF() * 1.25)
    painter.setFont(large)
    painter.setPen(palette.color(QPalette.ColorRole.WindowText))
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    text = frame.adjusted(20, height * 0.35 if height > 150 else 10, -20, -height * 0.22)
    painter.drawText(text, flags, tr("Drop a film, a folder of frames or a project here"))
    painter.setFont(font)
    painter.setPen(dim)
    painter.drawText(frame.adjusted(20, height * 0.7, -20, -10), flags, tr("or click to choose one"))


def drop_border(painter: QPainter, area: QRectF, palette: QPalette) -> None:
    painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area.adjusted(1.5, 1.5, -1.5, -1.5))
