"""The time ribbon: one line of the picture over all frames of the shot, original above result. Flicker is stripes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QBrush,
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QPushButton, QWidget

from app import theme
from app.translation import tr
from app.widgets.layout import button, column, dim, dressed, row
from engine.metrics.slitscan import Striping

_GAP = 3.0
_LABEL = 58.0  # pixels left of the ribbons
_CALM = 0.3  # units of Lab: a result that goes back and forth no more than this above the film counts as calm


@dataclass(frozen=True)
class Ribbons:
    """What is drawn: both ribbons (points × frames × 3, RGB), which frames of each are known, and their figures."""

    start: int
    original: NDArray[np.uint8]
    result: NDArray[np.uint8]
    has_original: NDArray[np.bool_]
    has_result: NDArray[np.bool_]
    of_original: Striping | None = None
    of_result: Striping | None = None

    @property
    def frames(self) -> int:
        return int(self.original.shape[1])


class RibbonView(QWidget):
    """Both ribbons, and where the frame that is looked at lies on them."""

    frame_picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ribbons: Ribbons | None = None
        self._images: tuple[QImage, QImage] | None = None
        self._frame = 0
        self._empty = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Time ribbon"))
        self.setMinimumHeight(90)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def ribbons(self) -> Ribbons | None:
        return self._ribbons

    def sizeHint(self) -> QSize:
        return QSize(420, 220)

    def show_ribbons(self, ribbons: Ribbons | None, empty: str = "") -> None:
        """Show these, or say in a sentence why there are none."""
        self._ribbons, self._empty = ribbons, empty
        self._images = None
        if ribbons is not None:
            self._images = (
                _image(ribbons.original, ribbons.has_original),
                _image(ribbons.result, ribbons.has_result),
            )
        self.update()

    def set_frame(self, frame: int) -> None:
        if frame != self._frame:
            self._frame = frame
            self.update()

    def places(self) -> tuple[QRectF, QRectF]:
        """Return where the ribbon of the original and that of the result lie."""
        tall = max(8.0, (self.height() - _GAP) / 2)
        wide = max(8.0, self.width() - _LABEL)
        return QRectF(_LABEL, 0, wide, tall), QRectF(_LABEL, tall + _GAP, wide, tall)

    def frame_at(self, x: float) -> int | None:
        ribbons = self._ribbons
        if ribbons is None or not ribbons.frames:
            return None
        place = self.places()[0]
        share = (x - place.left()) / place.width()
        return ribbons.start + min(max(int(share * ribbons.frames), 0), ribbons.frames - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        base = palette.color(QPalette.ColorRole.Base)
        dim_ink = palette.color(QPalette.ColorRole.PlaceholderText)
        painter.setFont(theme.small_font(self.font()))
        if self._images is None or self._ribbons is None:
            painter.fillRect(self.rect(), base)
            painter.setPen(dim_ink)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()).adjusted(16, 8, -16, -8), flags, self._empty)
            return
        for image, place, name in zip(self._images, self.places(), (tr("Original"), tr("Result")), strict=True):
            painter.fillRect(place, base)
            painter.fillRect(place, QBrush(dim_ink, Qt.BrushStyle.BDiagPattern))  # seen where frames are missing
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, place.width() < image.width())
            painter.drawImage(place, image)
            painter.setPen(dim_ink)
            label = QRectF(0, place.top(), _LABEL - 8, place.height())
            painter.drawText(label, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, name)
        self._paint_marker(painter)
        if self.hasFocus():
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_marker(self, painter: QPainter) -> None:
        ribbons, place = self._ribbons, self.places()[0]
        if ribbons is None or not ribbons.start <= self._frame < ribbons.start + ribbons.frames:
            return
        x = place.left() + (self._frame - ribbons.start + 0.5) * place.width() / ribbons.frames
        for color, width in ((QColor(0, 0, 0, 140), 3.0), (QColor(255, 255, 255), 1.0)):
            painter.setPen(QPen(color, width))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pick(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pick(event)

    def _pick(self, event: QMouseEvent) -> None:
        frame = self.frame_at(event.position().x())
        if frame is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.frame_picked.emit(frame)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ribbons = self._ribbons
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if ribbons is None or step is None:
            super().keyPressEvent(event)
            return
        self.frame_picked.emit(min(max(self._frame + step, ribbons.start), ribbons.start + ribbons.frames - 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.update()


class RibbonPanel(QWidget):
    """The ribbons, the line they are of, and in words how striped they are."""

    frame_picked = Signal(int)
    visibility_changed = Signal(bool)
    middle_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_seen = False
        self.view = RibbonView()
        self.view.frame_picked.connect(self.frame_picked)
        self.figures = dim()
        self.figures.setMinimumHeight(2 * self.figures.fontMetrics().lineSpacing())
        self._pick = QPushButton()
        middle = button(tr("Middle"), "", tr("Lay the line upright through the middle of the picture."))
        middle.clicked.connect(lambda: self.middle_requested.emit())
        self._head = row(dressed(self._pick, "", tr("Pick a line")), middle)
        laid = column(self, margin=8)
        laid.addLayout(self._head)
        laid.addWidget(self.view, 1)
        laid.addWidget(self.figures)
        self.show_ribbons(None, tr("Open a film: one line of its picture is drawn here over all frames of the shot."))

    def set_actions(self, pick: QAction) -> None:
        """Give the button that picks a line its action."""
        _follow(self._pick, pick)

    def show_ribbons(self, ribbons: Ribbons | None, empty: str = "") -> None:
        self.view.show_ribbons(ribbons, empty)
        self.figures.setText("" if ribbons is None else told(ribbons))
        self.figures.setToolTip(
            tr("Units of CIE Lab (ΔE). What moves across the line changes it too; what goes back at once is flicker.")
        )
        self.view.setAccessibleDescription(self.figures.text() or empty)

    def set_seen(self, is_seen: bool) -> None:
        """Take whether the panel is in front of those it shares its place with: behind them it is visible to Qt."""
        if is_seen != self.is_seen:
            self.is_seen = is_seen
            self.visibility_changed.emit(is_seen)


def told(ribbons: Ribbons) -> str:
    """Return in a sentence how striped the result is beside the film."""
    film, result = ribbons.of_original, ribbons.of_result
    if film is None:
        return tr("Reading the shot...")
    if result is None:
        return tr(
            "Along this line the film changes by ΔE {change:.1f} a frame, {back:.1f} back and "
            "forth. There is no result to compare yet: propagate first."
        ).format(change=film.change, back=film.back)
    more = result.beyond(film)
    verdict = (
        tr("calm: the color adds no stripes")
        if more.back <= _CALM
        else tr("striped: the color flickers by ΔE {back:.1f} more than the film").format(back=more.back)
    )
    return tr(
        "Back and forth along this line: result ΔE {back:.1f}, film {back2:.1f} — {verdict}. "
        "From frame to frame: {change:.1f} and {change2:.1f}, motion included."
    ).format(back=result.back, back2=film.back, verdict=verdict, change=result.change, change2=film.change)


def _follow(pressed: QPushButton, action: QAction) -> None:
    pressed.setText(action.text().replace("&", ""))
    pressed.setToolTip(action.toolTip())
    pressed.setCheckable(action.isCheckable())
    pressed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    pressed.clicked.connect(lambda: action.trigger())
    action.toggled.connect(pressed.setChecked)
    action.enabledChanged.connect(pressed.setEnabled)


def _image(ribbon: NDArray[np.uint8], has: NDArray[np.bool_]) -> QImage:
    """Return a ribbon as a picture that is clear where its frames are not known."""
    height, width = ribbon.shape[:2]
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[..., :3] = ribbon[..., ::-1]
    pixels[..., 3] = np.where(has, 255, 0)
    pixels[:, ~has] = 0
    return QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()
