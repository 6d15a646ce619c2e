"""What the pointer does on the picture: a tool is in hand or none is, and then dragging pans as ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPainter, QPalette

from app.canvas.placement import Placement


@dataclass(frozen=True)
class Pen:
    """Where the pointer is and how it is held.

    `x`, `y`: clip pixels, (0, 0) the upper left corner of the first one; they may lie beside the picture. `pressure`:
    0..1, 1 for a mouse. `is_eraser`: the other end of the pen is down.
    """

    x: float
    y: float
    pressure: float = 1.0
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    is_eraser: bool = False


class Mark(Protocol):
    """What is drawn over the picture whatever tool is in hand; a tool is one too."""

    def paint(self, painter: QPainter, place: Placement, palette: QPalette) -> None:
        """Draw over the picture, in view units; `place` says where the clip lies."""

    def paint_beside(self, painter: QPainter, place: Placement, palette: QPalette) -> None:
        """Draw in the pane the pointer is not in, where two pictures lie side by side."""


class Tool(QObject):
    """A tool hears of the pen in clip pixels and may draw over the picture. It never reads a file or decodes."""

    changed = Signal(object)  # QRectF of clip pixels to draw again, or None for all of the picture
    cursor_shape = Qt.CursorShape.CrossCursor

    def press(self, pen: Pen) -> bool:
        """Begin; false if nothing can be begun here, and then the picture is panned."""
        return False

    def move(self, pen: Pen) -> None:
        """The pen moved while it is down."""

    def release(self, pen: Pen) -> None:
        """The pen was lifted."""

    def hover(self, pen: Pen | None) -> None:
        """The pen moved while it is up; None: it left the picture."""

    def cancel(self) -> bool:
        """Drop what was begun; false if nothing was."""
        return False

    def leave_frame(self) -> None:
        """Another frame or film is looked at: what was begun belongs to the one before."""

    def swap(self) -> bool:
        """Change between its two ways (adding and taking away); false if it has one way alone."""
        return False

    def paint(self, painter: QPainter, place: Placement, palette: QPalette) -> None:
        """Draw over the picture, in view units; `place` says where the clip lies."""

    def paint_beside(self, painter: QPainter, place: Placement, palette: QPalette) -> None:
        """Draw in the pane the pointer is not in: both show the same place of the clip."""
        self.paint(painter, place, palette)
