"""The line above the picture while there is light that no screen shows: how it is shown, and at which exposure."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSlider, QWidget

from app.translation import mark, tr
from app.widgets.layout import dressed, icon_button
from engine.color.tone import Way

MOST_STOPS = 6.0
_TENTH = 10  # of the slider's steps to a stop
_WAYS: dict[Way, str] = {"exposure": mark("Exposure"), "drago": "Drago", "reinhard": "Reinhard"}
_WAY_TIPS: dict[Way, str] = {
    "exposure": mark("Light as it is; what is brighter than white is white."),
    "drago": mark("Brightness as the eye adapts to it: darks as they are, highlights far down (Drago 2003)."),
    "reinhard": mark("As receptors in the eye answer to light: softer, all of it at once (Reinhard 2005)."),
}
_SLIDER_WIDTH = 220


class ToneBar(QWidget):
    """Emits what the artist chooses; `show_tone` follows what is set."""

    way_chosen = Signal(str)  # Way
    stops_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("How light is shown"))
        self.way = dressed(
            QComboBox(),
            tr("How light that is brighter than the screen is shown. It changes no picture."),
            tr("Tone mapping"),
        )
        self.way.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for way, text in _WAYS.items():
            self.way.addItem(tr(text), way)
            self.way.setItemData(self.way.count() - 1, tr(_WAY_TIPS[way]), Qt.ItemDataRole.ToolTipRole)
        self.way.activated.connect(lambda _: self.way_chosen.emit(self.way.currentData()))
        self.slider = dressed(
            _Exposure(Qt.Orientation.Horizontal),
            tr("Show the picture brighter or darker, in stops; 0 is as bright as the film. Double click: 0."),
            tr("Exposure"),
        )
        self.slider.setRange(round(-MOST_STOPS * _TENTH), round(MOST_STOPS * _TENTH))
        self.slider.setSingleStep(1)
        self.slider.setPageStep(_TENTH)
        self.slider.setTickInterval(_TENTH)
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.slider.setFixedWidth(_SLIDER_WIDTH)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.valueChanged.connect(lambda value: self.stops_chosen.emit(value / _TENTH))
        self.slider.reset.connect(lambda: self.stops_chosen.emit(0.0))
        self.value = QLabel()
        self.value.setMinimumWidth(self.fontMetrics().horizontalAdvance("+0.0 EV") + 8)
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.reset = icon_button("restore", tr("Show the picture as bright as the film again"))
        self.reset.clicked.connect(lambda: self.stops_chosen.emit(0.0))
        self.scale = QLabel()
        self.scale.setProperty("dim", True)
        self.scale.setToolTip(
            tr("The light of this shot's HDR keyframes lies so far above the film's; the view makes up for it.")
        )
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 4)
        row.setSpacing(8)
        for widget in (self.way, self.slider, self.value, self.reset, self.scale):
            row.addWidget(widget)
        row.addStretch(1)
        self.show_tone("exposure", 0.0)
        self.hide()

    def show_tone(self, way: Way, stops: float) -> None:
        self.way.setCurrentIndex(self.way.findData(way))
        self.way.setToolTip(tr(_WAY_TIPS[way]))
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(stops * _TENTH))
        self.value.setText(f"{stops:+.1f} EV" if round(stops, 1) else "0.0 EV")
        self.reset.setEnabled(bool(stops))

    def show_scale(self, stops: float) -> None:
        """Tell how many stops the light of the shot that is looked at lies above the film's."""
        text = tr("keyframes {stops:+.1f} EV to the film").format(stops=stops)
        self.scale.setText(text if round(stops, 1) else "")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def _fit(self) -> None:
        """Leave out the scale where there is no room for it."""
        self.scale.setVisible(bool(self.scale.text()))
        self._row.activate()
        if self._row.minimumSize().width() > self.width():
            self.scale.hide()


class _Exposure(QSlider):
    reset = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset.emit()
