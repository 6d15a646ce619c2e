"""The objects' masks over the picture: tinted in their colors, each with a line around it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QColor, QImage, QPainter

from app.canvas.pictures import Picture, make_overlay
from app.canvas.placement import Placement
from app.canvas.showing import Shown, draw
from engine.paint.rect import Rect, whole
from engine.paint.region import bounds
from engine.project.model import Mask

_FILL = 0.5  # of the color, over the picture
_LINE = 1.0
_LINES_PER_PIXEL = 540  # a line is one pixel wide in a picture of so many lines


class Tints:
    """What every label looks like: `colors` 256×3 RGB, `fill` and `line` 256 opacities 0..1.

    `drawn` is the same as 512 pixels (premultiplied ARGB): inside the objects, then of their lines.
    """

    def __init__(self, objects: Iterable[Mask] = (), hidden: Iterable[int] = ()) -> None:
        self.colors = np.zeros((256, 3), np.uint8)
        self.fill, self.line = np.zeros(256, np.float32), np.zeros(256, np.float32)
        for each in objects:
            color = QColor(each.color)
            self.colors[each.label] = (color.red(), color.green(), color.blue())
            self.fill[each.label], self.line[each.label] = _FILL, _LINE
        for label in hidden:
            self.fill[label] = self.line[label] = 0
        self.drawn = np.concatenate([_pixels(self.colors, opacity) for opacity in (self.fill, self.line)])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tints) and np.array_equal(self.drawn, other.drawn)

    __hash__ = None  # type: ignore[assignment]


def _pixels(colors: NDArray[np.uint8], opacity: NDArray[np.float32]) -> NDArray[np.uint32]:
    alpha = np.rint(opacity * 255).astype(np.uint16)
    made = np.empty((len(colors), 4), np.uint8)
    made[:, :3] = colors[:, ::-1].astype(np.uint16) * alpha[:, None] // 255
    made[:, 3] = alpha
    return made.view(np.uint32)[:, 0]


def overlay_of(labels: NDArray[np.uint8], tints: Tints) -> Picture:
    """Return labels (H×W) as a see-through picture."""
    is_line = _is_line(labels, _line_width(labels.shape[0]))
    opacity = np.where(is_line, tints.line[labels], tints.fill[labels])
    return make_overlay(tints.colors[labels], opacity.astype(np.float32))


def _line_width(height: int) -> int:
    return max(1, round(height / _LINES_PER_PIXEL))


def _is_line(labels: NDArray[np.uint8], width: int) -> NDArray[np.bool_]:
    """The line lies inside the object, so that what is seen of it is what is masked."""
    side = 2 * width + 1
    kernel = np.ones((side, side), np.uint8)
    return np.asarray(cv2.erode(labels, kernel) != cv2.dilate(labels, kernel), np.bool_)


class LiveMask:
    """Labels that are being painted on: only the part that changed is drawn anew."""

    def __init__(self, labels: NDArray[np.uint8], tints: Tints) -> None:
        self._labels, self.tints = labels, tints
        height, width = labels.shape
        self._pixels = np.zeros((height, width), np.uint32)
        image = QImage(
            self._pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied
        )  # it lies in the array's own memory
        self.picture = Picture((image,))
        self.update(whole(labels.shape))

    def update(self, rect: Rect) -> Rect:
        """The labels in `rect` are others now; return what looks different, lines included."""
        if rect.is_empty:
            return rect
        width = _line_width(self._labels.shape[0])
        wide = Rect(rect.left - width, rect.top - width, rect.right + width, rect.bottom + width)
        wide = wide.within(self._labels.shape)
        self._pixels[wide.part] = 0
        inner = bounds(self._labels[wide.part])  # elsewhere is no object, and nothing to be seen
        if not inner.is_empty:
            x, y = wide.left, wide.top
            self._draw(Rect(inner.left + x, inner.top + y, inner.right + x, inner.bottom + y), width)
        return wide

    def _draw(self, rect: Rect, width: int) -> None:
        room = Rect(rect.left - width, rect.top - width, rect.right + width, rect.bottom + width)
        room = room.within(self._labels.shape)
        is_line = _is_line(self._labels[room.part], width)[
            rect.top - room.top : rect.bottom - room.top, rect.left - room.left : rect.right - room.left
        ]
        which = self._labels[rect.part] + (is_line.astype(np.uint16) << 8)
        self._pixels[rect.part] = np.take(self.tints.drawn, which)


class _Overlays(Protocol):
    def overlay(self, frame: int, layer: str) -> Shown: ...


class MaskLayer(QObject):
    """Draws the mask of the frame that is looked at: the one that is being painted, else what is stored."""

    changed = Signal(object)  # QRectF of clip pixels, or None for all

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_shown = False
        self.opacity = 1.0
        self._live: tuple[int, LiveMask] | None = None

    def show_layer(self, is_shown: bool) -> None:
        if is_shown != self.is_shown:
            self.is_shown = is_shown
            self.changed.emit(None)

    def set_opacity(self, opacity: float) -> None:
        self.opacity = opacity
        self.changed.emit(None)

    def set_live(self, frame: int, live: LiveMask | None) -> None:
        """What is painted on stands for the stored mask of this frame, until it is None."""
        self._live = None if live is None else (frame, live)
        self.changed.emit(None)

    def update(self, rect: Rect) -> None:
        """The labels in `rect` (clip pixels) changed."""
        if self._live is not None and not rect.is_empty:
            seen = self._live[1].update(rect)
            self.changed.emit(QRectF(seen.left, seen.top, seen.width, seen.height))

    def paint(self, painter: QPainter, frame: int, place: Placement, area: QRectF, stored: _Overlays) -> None:
        if not self.is_shown:
            return
        if self._live is not None and self._live[0] == frame:
            picture: Picture | None = self._live[1].picture
        else:
            picture = stored.overlay(frame, "mask").picture
        if picture is None:
            return
        painter.save()
        painter.setOpacity(self.opacity)
        draw(painter, picture, place, area)
        painter.restore()
