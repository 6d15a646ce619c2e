"""The tools for masks: a click finds an object; brush, lasso and fill paint it by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen

from app.brush_settings import BrushSettings
from app.canvas.paint_tools import BrushTool, Deed, Easel, FillTool, LassoTool, outline
from app.canvas.placement import Placement
from app.canvas.tool import Pen, Tool
from engine.paint.region import How
from engine.paint.segment import Click

_ADDED, _TAKEN = QColor("#009e73"), QColor("#d55e00")  # and a plus or a minus: not by color alone
_RADIUS = 7.0  # view units


class Clicks(Protocol):
    """What the click tool asks for, and what it shows."""

    def click(self, x: float, y: float, is_object: bool) -> bool:
        """Find the object there, or take what is there away; false if there is no picture to look at."""
        ...

    @property
    def is_taking(self) -> bool:
        """Whether a plain click takes away."""
        ...

    def swap(self) -> None: ...

    @property
    def given(self) -> Sequence[Click]:
        """The clicks the mask of this frame came from."""
        ...

    @property
    def waiting(self) -> Sequence[Click]:
        """Those that are not answered yet."""
        ...


class ClickTool(Tool):
    """A click adds what is there to the object; with Alt, or the eraser of a pen, it takes it away."""

    def __init__(self, clicks: Clicks) -> None:
        super().__init__()
        self._clicks = clicks

    def press(self, pen: Pen) -> bool:
        takes = bool(pen.modifiers & Qt.KeyboardModifier.AltModifier) or pen.is_eraser
        return self._clicks.click(pen.x, pen.y, takes == self._clicks.is_taking)

    def swap(self) -> bool:
        self._clicks.swap()
        self.changed.emit(None)
        return True

    def show_again(self) -> None:
        """The clicks are others now."""
        self.changed.emit(None)

    def paint(self, painter: QPainter, place: Placement, palette: QPalette) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for click in self._clicks.given:
            self._mark(painter, place.to_view(click.x, click.y), click.is_object, is_waiting=False)
        for click in self._clicks.waiting:
            self._mark(painter, place.to_view(click.x, click.y), click.is_object, is_waiting=True)

    def _mark(self, painter: QPainter, middle: QPointF, is_object: bool, *, is_waiting: bool) -> None:
        if is_waiting:
            outline(painter, lambda: painter.drawEllipse(middle, _RADIUS, _RADIUS), is_dashed=True)
            return
        painter.setPen(QPen(QColor(0, 0, 0, 200), 1.5))
        painter.setBrush(_ADDED if is_object else _TAKEN)
        painter.drawEllipse(middle, _RADIUS, _RADIUS)
        painter.setPen(QPen(QColor(255, 255, 255), 2))
        arm = _RADIUS - 3
        painter.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0))
        if is_object:
            painter.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm))


class MaskBrushTool(BrushTool):
    """As the brush that paints color; Alt takes away instead of picking a color."""

    def __init__(self, easel: Easel, settings: BrushSettings, deed: Deed, swap: Callable[[], None]) -> None:
        super().__init__(easel, settings, deed)
        self._swap = swap

    @property
    def _shown_hardness(self) -> int:
        return 100  # a mask has no soft edge

    def _wants_pick(self, pen: Pen) -> bool:
        return False

    def swap(self) -> bool:
        self._swap()
        return True


class MaskLassoTool(LassoTool):
    """Gives what is drawn around to the object at once; Alt takes it away."""

    def __init__(self, easel: Easel, swap: Callable[[], None]) -> None:
        super().__init__(easel)
        self._swap = swap

    def swap(self) -> bool:
        self._swap()
        return True


class MaskFillTool(FillTool):
    """Gives a closed area to the object; Alt takes it away."""

    def __init__(self, fill: Callable[[float, float, How], bool], easel: Easel, swap: Callable[[], None]) -> None:
        super().__init__(easel)
        self._fill, self._swap = fill, swap

    def _wants_pick(self, pen: Pen) -> bool:
        return False

    def _begin(self, pen: Pen) -> bool:
        takes = bool(pen.modifiers & Qt.KeyboardModifier.AltModifier)
        return self._fill(pen.x, pen.y, "subtract" if takes else "add")

    def swap(self) -> bool:
        self._swap()
        return True
