"""What the artist drew around: strokes and fills stay within it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QPainterPath, QPolygonF

from engine.paint.raster import Mask
from engine.paint.region import How, Selection, polygon


class Selecting(QObject):
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._selection: Selection | None = None
        self._edge: QPainterPath | None = None

    @property
    def within(self) -> Mask | None:
        """Where strokes may go, H×W, 255 wholly; None for everywhere."""
        return None if self._selection is None else self._selection.mask

    @property
    def edge(self) -> QPainterPath | None:
        """Its edge in clip pixels."""
        return self._edge

    def select(self, points: Sequence[tuple[float, float]], how: How, shape: tuple[int, int]) -> None:
        """Take what the line goes around; a line without an area forgets what there was, unless it adds or takes."""
        drawn = polygon(points, shape)
        before = self._selection or Selection(np.zeros_like(drawn))
        self._put(before.joined(drawn, how))

    def forget(self) -> bool:
        """Let strokes go everywhere again; false if they did."""
        had_any = self._selection is not None
        if had_any:
            self._put(None)
        return had_any

    def _put(self, selection: Selection | None) -> None:
        self._selection = None if selection is None or selection.is_empty else selection
        self._edge = None
        if self._selection is not None:
            self._edge = QPainterPath()
            for line in self._selection.outlines():
                self._edge.addPolygon(QPolygonF([QPointF(x, y) for x, y in line.tolist()]))
                self._edge.closeSubpath()
        self.changed.emit()
