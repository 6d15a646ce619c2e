"""The scopes: how light (waveform, RGB parade) and how colored (ab plane) the picture is, and one thing's trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QImage, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QComboBox, QGridLayout, QPushButton, QWidget

from app import theme, words
from app.translation import mark, tr
from app.widgets.flow_row import FlowRow
from app.widgets.layout import button, column, dim, dressed
from engine.metrics.scopes import AB_REACH, DRIFTED, NOTICED, Trail, skin_direction

Pixels = NDArray[np.uint8]  # H×W×3 RGB

WAVEFORM, PARADE = "waveform", "parade"
_GRID = (0, 25, 50, 75, 100)  # percent of white
_RINGS = (12.5, 25, 50, 75, 100)  # units of ab
ENLARGED = (1, 2, 4)  # times, the color plane
_FIRST_ENLARGED = 2  # old film's colors lie near the middle
_HUES = (("R", "#ff0000"), ("Y", "#ffff00"), ("G", "#00ff00"), ("C", "#00ffff"), ("B", "#0000ff"), ("M", "#ff00ff"))
_NO_TRAIL = mark("Pick a thing on the picture: its color is followed over the shot. It should be a dot, not a comet.")


@dataclass(frozen=True)
class Scopes:
    """What the scopes show of one picture: RGB pictures, drawn as they are; `hues` (6×2): ab of R, Y, G, C, B, M."""

    frame: int
    layer: str
    waveform: Pixels
    parade: Pixels
    plane: Pixels
    hues: NDArray[np.float32]


@dataclass(frozen=True)
class Traced:
    """The trail of a picked thing: `what` it is in words, `lost`: frames of the shot in which it was not found."""

    trail: Trail
    what: str
    lost: int
    of_result: bool
    is_whole: bool = True  # false while the shot is still being read


class WaveView(QWidget):
    """A waveform or a parade over a scale in percent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._is_parade = False
        self.setAccessibleName(tr("Waveform"))
        self.setMinimumSize(120, 90)

    def sizeHint(self) -> QSize:
        return QSize(230, 200)

    def show_image(self, image: QImage | None, *, is_parade: bool) -> None:
        self._image, self._is_parade = image, is_parade
        self.setAccessibleName(tr("RGB parade") if is_parade else tr("Waveform"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(20, 20, 20))
        painter.setFont(theme.small_font(self.font()))
        left = painter.fontMetrics().horizontalAdvance("100") + 6
        place = QRectF(left, 6, max(1, self.width() - left - 4), max(1, self.height() - 12))
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, self._image)
        for percent in _GRID:
            y = place.bottom() - place.height() * percent / 100
            painter.setPen(QPen(QColor(255, 255, 255, 46), 1))
            painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y))
            painter.setPen(QColor(170, 170, 170))
            label = QRectF(0, y - 8, left - 4, 16)
            painter.drawText(label, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(percent))
        if self._is_parade:
            third = place.width() / 3
            for index, name in enumerate(tr("RGB")):  # told by its letter too, not by its color alone
                painter.setPen(QColor(220, 220, 220))
                painter.drawText(QPointF(place.left() + index * third + 4, place.top() + 12), name)


class PlaneView(QWidget):
    """The ab plane: where the picture's colors lie, the line of skin, and the trail of a picked thing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reach = AB_REACH / _FIRST_ENLARGED  # units of ab from the middle to the edge
        self._image: QImage | None = None
        self._hues: NDArray[np.float32] | None = None
        self._trail: Trail | None = None
        self._frame = 0
        self.setAccessibleName(tr("Color plane"))
        self.setMinimumSize(120, 90)

    def sizeHint(self) -> QSize:
        return QSize(200, 200)

    def show_plane(self, image: QImage | None, hues: NDArray[np.float32] | None) -> None:
        self._image, self._hues = image, hues
        self.update()

    def show_trail(self, trail: Trail | None) -> None:
        self._trail = trail
        self.update()

    def set_frame(self, frame: int) -> None:
        if frame != self._frame:
            self._frame = frame
            if self._trail is not None:
                self.update()

    def place(self) -> QRectF:
        """Return the square of the plane."""
        side = max(8.0, min(self.width(), self.height()) - 8.0)
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def point(self, a: float, b: float) -> QPointF:
        """Return where a chroma lies in the widget."""
        place = self.place()
        share = place.width() / (2 * self.reach)
        return QPointF(place.center().x() + a * share, place.center().y() - b * share)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        place = self.place()
        painter.fillRect(self.rect(), QColor(20, 20, 20))
        painter.setFont(theme.small_font(self.font()))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._image is not None:
            painter.drawImage(place, self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_grid(painter, place)
        if self._trail is not None and len(self._trail):
            self._paint_trail(painter, self._trail)

    def _paint_grid(self, painter: QPainter, place: QRectF) -> None:
        middle, share = place.center(), place.width() / (2 * self.reach)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(255, 255, 255, 40), 1))
        for ring in (ring for ring in _RINGS if ring < self.reach):
            painter.drawEllipse(middle, ring * share, ring * share)
        painter.drawLine(QPointF(place.left(), middle.y()), QPointF(place.right(), middle.y()))
        painter.drawLine(QPointF(middle.x(), place.top()), QPointF(middle.x(), place.bottom()))
        a, b = skin_direction()
        end = self.point(a * self.reach * 0.8, b * self.reach * 0.8)
        painter.setPen(QPen(QColor(255, 255, 255, 150), 1, Qt.PenStyle.DashLine))
        painter.drawLine(middle, end)
        painter.setPen(QColor(200, 200, 200))
        painter.drawText(end + QPointF(3, 4), "skin")
        for (name, color), (hue_a, hue_b) in zip(_HUES, self._hues if self._hues is not None else (), strict=False):
            length = float(np.hypot(hue_a, hue_b)) or 1.0
            at = self.point(hue_a / length * self.reach * 0.95, hue_b / length * self.reach * 0.95)
            painter.setPen(QColor(color).lighter(130))
            painter.drawText(QRectF(at.x() - 8, at.y() - 8, 16, 16), Qt.AlignmentFlag.AlignCenter, name)

    def _paint_trail(self, painter: QPainter, trail: Trail) -> None:
        points = [self.point(float(a), float(b)) for a, b in trail.lab[:, 1:]]
        for color, width in ((QColor(0, 0, 0, 200), 4.0), (QColor(255, 255, 255), 1.5)):
            painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            if len(points) > 1:
                painter.drawPolyline(QPolygonF(points))
            else:
                painter.drawPoint(points[0])
        painter.setPen(QPen(QColor(0, 0, 0), 1))
        painter.setBrush(QColor(255, 255, 255))
        painter.drawRect(QRectF(points[0].x() - 3, points[0].y() - 3, 6, 6))  # where the shot begins: square
        at = np.flatnonzero(trail.frames == self._frame)
        if len(at):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
            painter.drawEllipse(points[int(at[0])], 5.0, 5.0)


class ScopesPanel(QWidget):
    """Both scopes and the sentence about the trail."""

    visibility_changed = Signal(bool)
    enlarged_changed = Signal()
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_seen = False
        self._scopes: Scopes | None = None
        self.wave, self.plane = WaveView(), PlaneView()
        self.kind = dressed(QComboBox(), tr("What the left scope shows."), tr("Left scope"))
        self.kind.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.kind.addItem(tr("Waveform"), WAVEFORM)
        self.kind.addItem(tr("RGB parade"), PARADE)
        self.kind.currentIndexChanged.connect(lambda _: self._show())
        self.enlarged = dressed(
            QComboBox(), tr("How much the color plane is enlarged about gray."), tr("Color plane")
        )
        self.enlarged.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for times in ENLARGED:
            self.enlarged.addItem(f"×{times}", times)
        self.enlarged.setCurrentIndex(ENLARGED.index(_FIRST_ENLARGED))
        self.enlarged.currentIndexChanged.connect(lambda _: self._enlarge())
        self.of = dim(wraps=False)
        self._pick = QPushButton()
        self._clear = button(tr("Clear"), "", tr("Forget the picked thing."))
        self._clear.clicked.connect(lambda: self.cleared.emit())
        self.sentence = dim(tr(_NO_TRAIL))
        self.sentence.setMinimumHeight(2 * self.sentence.fontMetrics().lineSpacing())
        plots = QGridLayout()
        plots.setSpacing(6)
        plots.addWidget(self.wave, 0, 0)
        plots.addWidget(self.plane, 0, 1)
        plots.setColumnStretch(0, 1)
        plots.setColumnStretch(1, 1)
        laid = column(self, margin=8)
        head = FlowRow()
        for made in (self.kind, self.enlarged, self._pick, self._clear, self.of):
            head.addWidget(made)
        laid.addLayout(head)
        laid.addLayout(plots, 1)
        laid.addWidget(self.sentence)
        self.show_trail(None)

    def set_actions(self, pick: QAction) -> None:
        """Give the button that picks a thing its action."""
        self._pick.setText(tr("Pick a thing"))
        self._pick.setToolTip(pick.toolTip())
        self._pick.setCheckable(True)
        self._pick.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._pick.clicked.connect(lambda: pick.trigger())
        pick.toggled.connect(self._pick.setChecked)
        pick.enabledChanged.connect(self._pick.setEnabled)

    def show_scopes(self, scopes: Scopes | None) -> None:
        self._scopes = scopes
        self._show()

    def show_trail(self, traced: Traced | None, why: str = "") -> None:
        """Show the trail of the picked thing, or say why there is none."""
        self.plane.show_trail(None if traced is None else traced.trail)
        self.sentence.setText(why or tr(_NO_TRAIL) if traced is None else told(traced))
        self._clear.setEnabled(traced is not None)
        self.plane.setAccessibleDescription(self.sentence.text())

    def _enlarge(self) -> None:
        self.plane.reach = AB_REACH / self.enlarged.currentData()
        self.plane.update()
        self.enlarged_changed.emit()

    def _show(self) -> None:
        scopes, is_parade = self._scopes, self.kind.currentData() == PARADE
        if scopes is None:
            self.wave.show_image(None, is_parade=is_parade)
            self.plane.show_plane(None, None)
            self.of.setText("")
            return
        self.wave.show_image(_image(scopes.parade if is_parade else scopes.waveform), is_parade=is_parade)
        self.plane.show_plane(_image(scopes.plane), scopes.hues)
        self.of.setText(tr("{layer}, frame {frame}").format(layer=scopes.layer, frame=scopes.frame))

    def set_seen(self, is_seen: bool) -> None:
        """Take whether the panel is in front of those it shares its place with: behind them it is visible to Qt."""
        if is_seen != self.is_seen:
            self.is_seen = is_seen
            self.visibility_changed.emit(is_seen)


def told(traced: Traced) -> str:
    """Return in words whether the trail is a dot or a comet."""
    trail = traced.trail
    if not len(trail):
        return tr("{what}: it has no color in any frame yet.").format(what=traced.what)
    seen = words.count(len(trail), "frame")
    of = "" if traced.of_result else tr(" of the film itself (there is no result yet)")
    more = tr(" In {count} it was not found.").format(count=words.count(traced.lost, "frame")) if traced.lost else ""
    if not traced.is_whole:
        more = tr(" The shot is still being read.")
    if trail.length < NOTICED:
        return tr("A dot: the color of {what}{of} stays within ΔE {length:.1f} over {seen}.{more}").format(
            what=traced.what, of=of, length=trail.length, seen=seen, more=more
        )
    first, last = trail.ends
    shape = tr("A comet") if trail.length >= DRIFTED else tr("Nearly a dot,")
    return tr(
        "{shape} ΔE {length:.1f} long: the color of {what}{of} differs most between frames "
        "{first} and {last}, over {seen}.{more}"
    ).format(shape=shape, length=trail.length, what=traced.what, of=of, first=first, last=last, seen=seen, more=more)


def drawn(shades: Sequence[NDArray[np.float32]], colors: Sequence[tuple[int, int, int]]) -> Pixels:
    """Return shades (h×w, 0..1) side by side, each in its color, as a picture."""
    parts = [shade[..., None] * np.asarray(color, np.float32) for shade, color in zip(shades, colors, strict=True)]
    return np.ascontiguousarray(np.rint(np.concatenate(parts, 1)).astype(np.uint8))


def _image(pixels: Pixels) -> QImage:
    height, width = pixels.shape[:2]
    return QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
