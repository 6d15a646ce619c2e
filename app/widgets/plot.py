"""The one place that talks to pyqtgraph: two curves over steps, each with its own scale."""

from __future__ import annotations

import os

os.environ.setdefault("QT_API", "pyside6")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.widgets.series import Series, decimated

MAX_POINTS = 2000
REDRAW_MS = 125  # 8 Hz: a redraw costs 5 to 7 ms of the UI thread
_FAINT = 70  # of 255
_MARGIN = 0.03  # of the height and width, around the curves


class CurvePlot(QWidget):
    """Draws two `Series`: `thick` against the left axis in the accent color, `thin` against the right one."""

    redrawn = Signal()

    def __init__(self, thick: Series, thin: Series, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series = (thick, thin)
        self._is_log = False
        self._is_dirty = False
        self.redraws = 0
        self._graph = pg.PlotWidget(background=None)
        self._graph.setMenuEnabled(False)
        for part in (self._graph, self._graph.viewport()):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # nothing in it can be worked with keys
        self._graph.hideButtons()
        self._graph.setMouseEnabled(x=False, y=False)
        self._plot = self._graph.getPlotItem()
        self._second = pg.ViewBox(enableMouse=False, enableMenu=False)
        self._plot.scene().addItem(self._second)
        self._plot.showAxis("right")
        self._plot.getAxis("right").linkToView(self._second)
        self._second.setXLink(self._plot)
        for view in (self._plot.vb, self._second):
            view.disableAutoRange()
        self._plot.vb.sigResized.connect(self._follow_size)
        self._faint = (pg.PlotCurveItem(), pg.PlotCurveItem())
        self._smooth = (pg.PlotCurveItem(), pg.PlotCurveItem())
        for faint, smooth, add in zip(
            self._faint, self._smooth, (self._plot.addItem, self._second.addItem), strict=True
        ):
            add(faint)
            add(smooth)
        self._cursor = pg.InfiniteLine(movable=False, angle=90)
        self._cursor.hide()
        self._plot.addItem(self._cursor, ignoreBounds=True)
        self._best = pg.InfiniteLine(movable=False, angle=90)
        self._best.hide()
        self._plot.addItem(self._best, ignoreBounds=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._graph)
        self._timer = QTimer(self, singleShot=True, interval=REDRAW_MS)
        self._timer.timeout.connect(self._redraw)
        self._graph.scene().sigMouseMoved.connect(self._hover)
        self.paint_theme()

    def set_log(self, is_log: bool) -> None:
        self._is_log = is_log
        for side in ("left", "right"):
            self._plot.getAxis(side).setLogMode(x=False, y=is_log)
        self.touch()

    def touch(self) -> None:
        """Say that a series changed: it is drawn within `REDRAW_MS`, however often this is called."""
        self._is_dirty = True
        if not self._timer.isActive():
            self._timer.start()

    def drawn_points(self) -> int:
        """Return how many points all curves together are drawn with."""
        return sum(len(item.getData()[0]) for item in (*self._faint, *self._smooth) if item.getData()[0] is not None)

    def paint_theme(self) -> None:
        palette = self.palette()
        accent = palette.color(QPalette.ColorRole.Highlight)
        text = palette.color(QPalette.ColorRole.PlaceholderText)
        thin_color = palette.color(QPalette.ColorRole.WindowText)
        for side, color in (("left", accent), ("right", thin_color), ("bottom", text)):
            axis = self._plot.getAxis(side)
            axis.setPen(pg.mkPen(text, width=1))
            axis.setTextPen(pg.mkPen(color))
            axis.setStyle(tickLength=-4, tickTextOffset=3, maxTickLevel=1)
        self._plot.layout.setContentsMargins(0, 8, 0, 0)  # half of the uppermost label stands above its tick
        self._plot.getAxis("left").setWidth(46)
        self._plot.getAxis("right").setWidth(46)
        self._plot.getAxis("bottom").setHeight(22)
        for item, color, width in zip(self._smooth, (accent, thin_color), (2, 1), strict=True):
            item.setPen(pg.mkPen(color, width=width))
        for item, color in zip(self._faint, (accent, thin_color), strict=True):
            pale = QColor(color)
            pale.setAlpha(_FAINT)
            item.setPen(pg.mkPen(pale, width=1))
        self._cursor.setPen(pg.mkPen(text, width=1))
        self._best.setPen(pg.mkPen(text, width=1, style=Qt.PenStyle.DashLine))

    def _redraw(self) -> None:
        if not self._is_dirty:
            return
        self._is_dirty = False
        self.redraws += 1
        most = min(MAX_POINTS, max(200, 2 * self._graph.width()))
        for series, faint, smooth in zip(self._series, self._faint, self._smooth, strict=True):
            steps, values = series.arrays()
            faint.setData(*self._drawn(*decimated(steps, values, most)))
            smooth.setData(*self._drawn(*decimated(steps, series.smoothed(), most)))
        best = self._series[0].best_step()
        self._best.setVisible(best is not None)
        if best is not None:
            self._best.setValue(best)
        self._show_ranges()
        self.redrawn.emit()

    def _show_ranges(self) -> None:
        """Fit both views to their curves. Left to pyqtgraph, that is found out anew at every resize and painting."""
        across: list[float] = []
        for view, faint, smooth in zip((self._plot.vb, self._second), self._faint, self._smooth, strict=True):
            steps, values = faint.getData()
            if steps is None or not len(steps):
                continue
            across += [float(steps.min()), float(steps.max())]
            both = np.concatenate((values, smooth.getData()[1]))
            low, high = float(both.min()), float(both.max())
            view.setYRange(low, high if high > low else low + 1e-6, padding=_MARGIN)
        if across:
            self._plot.vb.setXRange(min(across), max(max(across), min(across) + 1), padding=_MARGIN)

    def _drawn(
        self, steps: NDArray[np.float64], values: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        if not self._is_log:
            return steps, values
        positive = values > 0
        return steps[positive], np.log10(values[positive])

    def _follow_size(self) -> None:
        self._second.setGeometry(self._plot.vb.sceneBoundingRect())
        self._second.linkedViewChanged(self._plot.vb, self._second.XAxis)

    def _hover(self, position: QPointF) -> None:
        inside = self._plot.vb.sceneBoundingRect().contains(position)
        step = self._plot.vb.mapSceneToView(position).x() if inside else 0.0
        told = [f"{series.title} {value:.4g}" for series in self._series if (value := series.at(step)) is not None]
        self._cursor.setVisible(inside and bool(told))
        self._cursor.setValue(step)
        self._graph.setToolTip(f"step {round(step)}\n" + "\n".join(told) if inside and told else "")
