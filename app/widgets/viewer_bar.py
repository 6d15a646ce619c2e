"""The line above the picture: what is shown, how it is compared, how large it is, and the pixel under the pointer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from app.canvas.view import Compare, Mode, Probe
from app.widgets.layout import dressed
from app.widgets.segments import Segments

_MODES = {Mode.ORIGINAL: "Original", Mode.KEYFRAME: "Keyframe", Mode.RESULT: "Result", Mode.COMPARE: "Compare"}
_COMPARE = {
    Compare.WIPE: "Wipe",
    Compare.SIDE_BY_SIDE: "Side by side",
    Compare.BLINK: "Blink",
    Compare.DIFFERENCE: "Difference",
}


class ViewerBar(QWidget):
    """Emits what the artist chooses; `show_*` follow what the viewer does."""

    mode_chosen = Signal(object)  # Mode
    compare_chosen = Signal(object)  # Compare

    def __init__(self, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.modes = Segments({str(mode): text for mode, text in _MODES.items()})
        self.modes.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.modes.chosen.connect(lambda value: self.mode_chosen.emit(Mode(value)))
        for mode, name in (
            (Mode.ORIGINAL, "show_original"),
            (Mode.KEYFRAME, "show_keyframe"),
            (Mode.RESULT, "show_result"),
            (Mode.COMPARE, "compare"),
        ):
            self.modes.button(str(mode)).setToolTip(actions[name].toolTip())
        self.compare = dressed(QComboBox(), actions["next_compare"].toolTip(), "Way to compare")
        self.compare.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for way, text in _COMPARE.items():
            self.compare.addItem(text, way)
        self.compare.activated.connect(lambda _: self.compare_chosen.emit(self.compare.currentData()))
        self._zoom = QLabel()
        self._zoom.setProperty("dim", True)
        self._zoom.setMinimumWidth(48)
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._probe = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._probe.setProperty("dim", True)
        self._probe.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._probe.setToolTip(
            "The pixel under the pointer: place, RGB, Lab, and how far from the keyframe (CIEDE2000)."
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self.modes)
        row.addWidget(self.compare)
        for name in ("fit", "actual_size", "heat"):
            row.addWidget(_tool(actions[name]))
        row.addWidget(self._zoom)
        row.addWidget(self._probe, 1)
        self.show_mode(Mode.ORIGINAL)

    def show_mode(self, mode: Mode) -> None:
        self.modes.choose(str(mode))
        self.compare.setVisible(mode == Mode.COMPARE)

    def show_compare(self, way: Compare) -> None:
        self.compare.setCurrentIndex(self.compare.findData(way))

    def show_zoom(self, zoom: float) -> None:
        self._zoom.setText(f"{zoom:.0%}")

    def show_probe(self, probe: Probe | None) -> None:
        self._probe.setText("" if probe is None else told(probe))


def told(probe: Probe) -> str:
    """Return the pixel in a line: place, 8-bit RGB of result or original, Lab, distance to the keyframe."""
    parts = [f"x {probe.x}  y {probe.y}"]
    rgb = probe.result or probe.original
    if rgb is not None:
        parts.append("RGB " + " ".join(f"{round(value * 255)}" for value in rgb))
    if probe.lightness is not None:
        parts.append(f"Lab {probe.lightness:.0f} {probe.a:.0f} {probe.b:.0f}")
    if probe.delta_e is not None:
        parts.append(f"ΔE {probe.delta_e:.1f} to keyframe")
    return "    ".join(parts)


def _tool(action: QAction) -> QToolButton:
    made = QToolButton()
    made.setDefaultAction(action)
    made.setText(action.text().replace("&", "").split(" Overlay")[0])
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setProperty("text", True)
    return made
