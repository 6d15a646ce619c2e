"""The line above the picture: what is shown, how it is compared, how large it is, and the pixel under the pointer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from app.canvas.modes import NAMES, Against, Overlay
from app.canvas.view import Compare, Mode, Probe
from app.translation import mark, tr
from app.widgets.action_button import action_button
from app.widgets.layout import dressed
from app.widgets.segments import Segments

_MODES = {
    Mode.ORIGINAL: mark("Original"),
    Mode.KEYFRAME: mark("Keyframe"),
    Mode.PROCESSED: mark("Processed"),
    Mode.RESULT: mark("Result"),
    Mode.COMPARE: mark("Compare"),
}
_COMPARE = {
    Compare.WIPE: mark("Wipe"),
    Compare.SIDE_BY_SIDE: mark("Side by side"),
    Compare.BLINK: mark("Blink"),
    Compare.DIFFERENCE: mark("Difference"),
}
_BUTTONS = {
    "fit": "",
    "actual_size": "",
    "heat": mark("Heat"),
    "confidence": mark("Confidence"),
}  # "": as it is called
_LEAST_WIDTH = 420  # modes and the way to compare


class ViewerBar(QWidget):
    """Emits what the artist chooses; `show_*` follow what the viewer does."""

    mode_chosen = Signal(object)  # Mode
    compare_chosen = Signal(object)  # Compare
    against_chosen = Signal(object)  # Against
    heat_from_chosen = Signal(float)  # 0..1: cooler places are not shown

    def __init__(self, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.modes = Segments({str(mode): tr(text) for mode, text in _MODES.items()})
        self.modes.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.modes.chosen.connect(lambda value: self.mode_chosen.emit(Mode(value)))
        for mode, name in (
            (Mode.ORIGINAL, "show_original"),
            (Mode.KEYFRAME, "show_keyframe"),
            (Mode.PROCESSED, "show_processed"),
            (Mode.RESULT, "show_result"),
            (Mode.COMPARE, "compare"),
        ):
            self.modes.button(str(mode)).setToolTip(actions[name].toolTip())
        self.compare = dressed(QComboBox(), actions["next_compare"].toolTip(), tr("Way to compare"))
        self.compare.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for way, text in _COMPARE.items():
            self.compare.addItem(tr(text), way)
        self.compare.activated.connect(lambda _: self.compare_chosen.emit(self.compare.currentData()))
        self.against = dressed(QComboBox(), tr("What the result is compared with."), tr("Compare with"))
        self.against.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.against.addItem(tr("with {name}").format(name=tr(NAMES["original"])), "original")
        self.against.activated.connect(lambda _: self.against_chosen.emit(self.against.currentData()))
        self.heat_from = dressed(
            QSlider(Qt.Orientation.Horizontal),
            tr("Show only where the result flickers at least this much; further right, only the worst places."),
            tr("Heat from"),
        )
        self.heat_from.setRange(0, 95)
        self.heat_from.setFixedWidth(84)
        self.heat_from.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.heat_from.valueChanged.connect(lambda percent: self.heat_from_chosen.emit(percent / 100))
        self._zoom = QLabel()
        self._zoom.setProperty("dim", True)
        self._zoom.setMinimumWidth(48)
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.probe = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.probe.setProperty("dim", True)
        self.probe.setToolTip(
            tr(
                "The pixel under the pointer: place, of which picture, RGB, Lab, how far from the keyframe "
                "(CIEDE2000)."
            )
        )
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self.modes)
        row.addWidget(self.compare)
        row.addWidget(self.against)
        tools = {name: action_button(actions[name], "text", tr(said)) for name, said in _BUTTONS.items()}
        for tool in tools.values():
            row.addWidget(tool)
            if tool is tools["heat"]:
                row.addWidget(self.heat_from)
        row.addWidget(self._zoom)
        row.addStretch(1)
        # what goes first where the room ends; the menus have all of it
        self._spare = (self._zoom, tools["actual_size"], tools["fit"], tools["confidence"], tools["heat"])
        self.setMinimumWidth(_LEAST_WIDTH)
        self._has_heat = False
        self.heat_from.hide()
        self.show_processed(False)
        self.show_mode(Mode.ORIGINAL)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave out what there is no room for."""
        self.heat_from.setVisible(self._has_heat)
        for widget in self._spare:
            widget.show()
        for widget in self._spare:
            if self._row.minimumSize().width() <= self.width():
                return
            widget.hide()

    def show_mode(self, mode: Mode) -> None:
        self.modes.choose(str(mode))
        self.compare.setVisible(mode == Mode.COMPARE)
        self._show_against()

    def show_compare(self, way: Compare) -> None:
        self.compare.setCurrentIndex(self.compare.findData(way))
        self._show_against()

    def show_processed(self, is_there: bool) -> None:
        """Offer the processed clip where there is one."""
        self.modes.button(str(Mode.PROCESSED)).setVisible(is_there)
        self._offer("processed", tr("with {name}").format(name=tr(NAMES["processed"])) if is_there else "")

    def show_other(self, name: str) -> None:
        """Offer another run by its name to compare with, "" for none."""
        self._offer("other", tr("with {name}").format(name=name) if name else "")

    def show_against(self, against: Against) -> None:
        """Show what the result is compared with."""
        self.against.setCurrentIndex(max(0, self.against.findData(against)))

    def _offer(self, layer: Against, text: str) -> None:
        """Offer this layer to compare with under these words, or no more."""
        place = self.against.findData(layer)
        if text and place >= 0:
            self.against.setItemText(place, text)
        elif text:
            self.against.addItem(text, layer)
        elif place >= 0:
            was_shown = self.against.currentIndex() == place
            self.against.removeItem(place)
            if was_shown:
                self.against.setCurrentIndex(0)
                self.against_chosen.emit(self.against.currentData())
        self._show_against()

    def _show_against(self) -> None:
        is_comparing = self.compare.isVisibleTo(self) and self.compare.currentData() != Compare.DIFFERENCE
        self.against.setVisible(is_comparing and self.against.count() > 1)
        self._fit()

    def show_overlay(self, overlay: Overlay | None) -> None:
        """Offer what can be set for the overlay that is on."""
        self._has_heat = overlay == "heat"
        self._fit()

    def show_zoom(self, zoom: float) -> None:
        self._zoom.setText(f"{zoom:.0%}")

    def show_probe(self, probe: Probe | None) -> None:
        self.probe.setText("" if probe is None else told(probe))


def told(probe: Probe) -> str:
    """Return the pixel in a line: place, then of the side under the pointer its name, 8-bit RGB, Lab, distance; of
    scene-linear light its numbers."""
    parts = [f"x {probe.x}  y {probe.y}"]
    if probe.light is not None:  # Lab and distances are of what a screen shows, and would not be true of it
        name, light = tr(NAMES[probe.layer]), "  ".join(f"{value:.4g}" for value in probe.light)
        return "    ".join((*parts, tr("{name}: linear {light}").format(name=name, light=light)))
    if probe.shown is not None:
        parts.append(
            tr("{name}: RGB ").format(name=tr(NAMES[probe.layer]))
            + " ".join(f"{round(value * 255)}" for value in probe.shown)
        )
    if probe.lightness is not None:
        parts.append(
            tr("Lab {lightness:.0f} {a:.0f} {b:.0f}").format(lightness=probe.lightness, a=probe.a, b=probe.b)
        )
    if probe.delta_e is not None:
        parts.append(tr("ΔE {delta_e:.1f} to keyframe").format(delta_e=probe.delta_e))
    return "    ".join(parts)
