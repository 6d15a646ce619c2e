"""Two live curves of a run: how well it fits the keyframes (loss) and how much it flickers (E_warp)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSlider, QStackedLayout, QVBoxLayout, QWidget

from app.translation import tr
from app.widgets.layout import dressed
from app.widgets.plot import CurvePlot
from app.widgets.series import Series

_SMOOTHING = 0.6


class CurvesPanel(QWidget):
    """Shows one run at a time; `set_run` clears it, `add` and `load` fill it."""

    run_shown = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run_id = ""
        self.e_warp = Series("E_warp", _SMOOTHING)
        self.loss = Series(tr("Loss"), _SMOOTHING)
        self._by_metric = {"e_warp": self.e_warp, "loss": self.loss}
        self.plot = CurvePlot(self.e_warp, self.loss)
        self._title = QLabel()
        self._title.setProperty("dim", True)
        self._legend = QLabel(textFormat=Qt.TextFormat.RichText)
        self._legend.setToolTip(tr("E_warp tells how much the result flickers along the motion; lower is steadier."))
        self._empty = QLabel(tr("Press Propagate: the curves of the run\nare drawn here while it works."))
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("dim", True)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.plot)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._legend)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(self._stack, 1)
        column.addLayout(self._controls())
        self.plot.redrawn.connect(self._tell)
        self._tell()

    def _controls(self) -> QHBoxLayout:
        self.log = dressed(QCheckBox(tr("Log scale")), tr("Draw small values as large as big ones."))
        self.log.toggled.connect(self.plot.set_log)
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.smoothing.setRange(0, 98)
        self.smoothing.setValue(round(_SMOOTHING * 100))
        self.smoothing.setToolTip(tr("How much the curves are smoothed; the measured ones stay visible behind."))
        self.smoothing.setAccessibleName(tr("Smoothing"))
        self.smoothing.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.smoothing.setMaximumWidth(120)
        self._amount = QLabel(f"{_SMOOTHING:.2f}")
        self._amount.setProperty("dim", True)
        self.smoothing.valueChanged.connect(self._smooth)
        row = QHBoxLayout()
        row.addWidget(self.log)
        row.addStretch(1)
        row.addWidget(QLabel(tr("Smoothing")))
        row.addWidget(self.smoothing)
        row.addWidget(self._amount)
        return row

    def set_run(self, run_id: str, title: str) -> None:
        """Begin to show another run."""
        self.run_id = run_id
        self._title.setText(title)
        for series in self._by_metric.values():
            series.clear()
        self._stack.setCurrentWidget(self.plot if run_id else self._empty)
        self.plot.touch()
        self._tell()

    def add(self, name: str, step: int, value: float) -> None:
        """Add a point that was just measured; names other than "loss" and "e_warp" are not drawn."""
        series = self._by_metric.get(name)
        if series is not None:
            series.add(step, value)
            self.plot.touch()

    def load(self, curves: Mapping[str, Iterable[tuple[int, float]]]) -> None:
        """Show the recorded curves of the run in place of what is drawn."""
        for name, series in self._by_metric.items():
            series.clear()
            for step, value in curves.get(name, ()):
                series.add(step, value)
        self.plot.touch()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_legend"):
            self.plot.paint_theme()
            self._tell()

    def legend_text(self) -> str:
        return self._legend.text()

    def _smooth(self, percent: int) -> None:
        self._amount.setText(f"{percent / 100:.2f}")
        for series in self._by_metric.values():
            series.set_smoothing(percent / 100)
        self.plot.touch()

    def _tell(self) -> None:
        accent = self.palette().highlight().color().name()
        plain = self.palette().windowText().color().name()
        told = []
        for series, color, weight in ((self.e_warp, accent, 700), (self.loss, plain, 400)):
            last = series.last()
            if last is not None:
                told.append(
                    tr('<span style="color:{color}; font-weight:{weight}">{title} {last:.4g}</span>').format(
                        color=color, weight=weight, title=series.title, last=last
                    )
                )
        self._legend.setText("&nbsp;&nbsp;".join(told))
