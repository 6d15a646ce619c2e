"""The line above the picture while a tool for masks is in hand: whose mask, add or take away, how wide a brush."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.brush_settings import LARGEST, BrushSettings
from app.translation import tr
from app.widgets.layout import dressed
from app.widgets.paint_options import Amount
from app.widgets.segments import Segments

_CHIP = 14
_BRUSHES = ("mask_brush", "mask_eraser")
_TWO_WAYS = ("mask_click", "mask_brush", "mask_lasso", "mask_fill")  # the eraser has one way alone


class MaskOptions(QWidget):
    """`show_tool` follows what is in hand. A mask has no soft edge, so its brush has no hardness."""

    taking_chosen = Signal(bool)  # strokes and clicks take away

    def __init__(self, settings: BrushSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setAccessibleName(tr("Options of the tool for masks"))
        self._chip, self.name = QLabel(), QLabel()
        self._chip.setFixedSize(_CHIP, _CHIP)
        self.ways = Segments({"add": tr("Add"), "take": tr("Take away")})
        self.ways.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for way, tip in {
            "add": tr("What you click or paint belongs to the object; hold Alt to take away.  [X]"),
            "take": tr("What you click or paint is taken from the object; hold Alt to add.  [X]"),
        }.items():
            self.ways.button(way).setToolTip(tip)
            self.ways.button(way).setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.size_ = Amount(
            tr("Size"), 1, LARGEST, "px", tr("How wide the brush is, in pixels of the film."), is_curved=True
        )
        self.thins = dressed(
            QCheckBox(tr("Pressure: size")), tr("Pressing harder with the pen makes the brush wider.")
        )
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 4)
        row.setSpacing(12)
        who = QHBoxLayout()
        who.setSpacing(6)
        who.addWidget(self._chip)
        who.addWidget(self.name)
        row.addLayout(who)
        for widget in (self.ways, self.size_, self.thins):
            row.addWidget(widget)
        row.addStretch(1)
        self.ways.chosen.connect(lambda way: self.taking_chosen.emit(way == "take"))
        self.size_.changed.connect(lambda value: settings.set(size=value))
        self.thins.toggled.connect(self._set_pressure)
        settings.changed.connect(self._follow)
        self._is_brush = True
        self._follow()
        self.show_object("", "")
        self.hide()

    def show_tool(self, name: str) -> None:
        """Offer what the tool of this action has to choose; nothing at all for a tool that is not for masks."""
        self._is_brush = name in _BRUSHES
        self.ways.setVisible(name in _TWO_WAYS)
        self.size_.setVisible(self._is_brush)
        self.setVisible(self._is_brush or name in _TWO_WAYS)
        self._fit()

    def show_object(self, name: str, color: str) -> None:
        """Say whose mask is worked on; no name: the next stroke begins an object."""
        self.name.setText(name or tr("A new object"))
        shown = QColor(color).name() if color else "transparent"
        self._chip.setStyleSheet(f"background: {shown}; border: 1px solid rgba(0, 0, 0, 140); border-radius: 3px;")

    def show_taking(self, is_taking: bool) -> None:
        self.ways.choose("take" if is_taking else "add")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def _set_pressure(self, thins: bool) -> None:
        """Let pressure change the size, or not; what it does to the opacity of color stays."""
        fades = self._settings.kept.pressure in ("opacity", "both")
        self._settings.set(pressure={(True, True): "both", (True, False): "size", (False, True): "opacity"}.get(
            (thins, fades), "off"
        ))  # fmt: skip

    def _follow(self) -> None:
        kept = self._settings.kept
        self.size_.show_value(kept.size)
        with QSignalBlocker(self.thins):
            self.thins.setChecked(kept.pressure in ("size", "both"))

    def _fit(self) -> None:
        """Leave out what there is no room for: first the slider, of which the number says the same."""
        self.size_.slider.show()
        self.thins.setVisible(self._is_brush)
        for widget in (self.size_.slider, self.thins):
            self._row.activate()
            if self._row.minimumSize().width() <= self.width():
                return
            widget.hide()
