"""The line above the picture while a painting tool is in hand: colors, size, hardness, opacity and what is kept."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QWidget,
)

from app.actions import Actions
from app.brush_settings import LARGEST, BrushSettings
from app.current_color import CurrentColor
from app.translation import mark, tr
from app.widgets.action_button import action_button
from app.widgets.layout import dressed
from app.widgets.numbers import WholeField

_PRESSURE = {
    "size": mark("Pressure: size"),
    "opacity": mark("Pressure: opacity"),
    "both": mark("Pressure: both"),
    "off": mark("Pressure: off"),
}
_RESTORE = {"before": mark("As before painting"), "film": mark("As the film is")}
_CURVE = 2.2  # of the size slider: fine at the small end, where brushes are told apart
_TRACK = 200


class ColorChip(QWidget):
    """The color in hand over the one it is swapped for; a click swaps them, a double click asks for another."""

    swap_requested = Signal()
    choose_requested = Signal()

    def __init__(self, color: CurrentColor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._color = color
        color.changed.connect(self._tell)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(tr("The color in hand and the other one; click to swap them, double click to choose.  [X]"))
        self._tell()

    def sizeHint(self) -> QSize:
        return QSize(40, 26)

    def _tell(self) -> None:
        front, back = self._color.foreground.name(), self._color.background.name()
        self.setAccessibleName(tr("Color {front}, other color {back}").format(front=front, back=back))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rim = self.palette().windowText().color() if self.hasFocus() else QColor(20, 20, 20)
        for rect, color in (
            (QRectF(14.5, 7.5, 23, 17), self._color.background),
            (QRectF(1.5, 1.5, 25, 18), self._color.foreground),
        ):
            painter.setPen(QPen(rim, 1))
            painter.setBrush(color)
            painter.drawRect(rect)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.swap_requested.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.swap_requested.emit()  # what the first click did is undone by it
        self.choose_requested.emit()


class Amount(QWidget):
    """A name, a slider and a number for one setting; the slider goes first where there is no room."""

    changed = Signal(int)

    def __init__(self, name: str, least: int, most: int, unit: str, tip: str, *, is_curved: bool = False) -> None:
        super().__init__()
        self._bounds, self._is_curved = (least, most), is_curved
        self.slider = dressed(QSlider(Qt.Orientation.Horizontal), tip, name)
        self.slider.setRange(0, _TRACK)
        self.slider.setFixedWidth(84)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.number = dressed(WholeField(), tip, name)
        self.number.setRange(least, most)
        self.number.setSuffix(f" {unit}")
        self.number.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.number.setKeyboardTracking(False)
        self.number.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        for widget in (QLabel(name), self.slider, self.number):
            row.addWidget(widget)
        self.slider.valueChanged.connect(lambda at: self.changed.emit(self._value_at(at)))
        self.number.valueChanged.connect(self.changed)
        self.number.editingFinished.connect(self.number.clearFocus)

    def show_value(self, value: int) -> None:
        """Show `value` without a signal."""
        with QSignalBlocker(self.number), QSignalBlocker(self.slider):
            self.number.setValue(value)
            self.slider.setValue(self._place_of(value))

    def _value_at(self, place: int) -> int:
        least, most = self._bounds
        share = (place / _TRACK) ** (_CURVE if self._is_curved else 1)
        return round(least + (most - least) * share)

    def _place_of(self, value: int) -> int:
        least, most = self._bounds
        share = (value - least) / (most - least)
        return round(_TRACK * share ** (1 / _CURVE if self._is_curved else 1))


class PaintOptions(QWidget):
    """`show_tool` follows what is in hand; what the artist sets goes to the settings at once."""

    def __init__(
        self, settings: BrushSettings, color: CurrentColor, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._has_pressure = True
        self.setAccessibleName(tr("Options of the tool"))
        self.chip = ColorChip(color)
        self.size_ = Amount(
            tr("Size"), 1, LARGEST, "px", tr("How wide the brush is, in pixels of the film."), is_curved=True
        )
        self.line = Amount(
            tr("Line"), 1, LARGEST, "px", tr("How wide a scribble is, in pixels of the film."), is_curved=True
        )
        self.hardness = Amount(
            tr("Hardness"), 0, 100, "%", tr("How much of the brush is painted wholly; the rest fades out.")
        )
        self.opacity = Amount(tr("Opacity"), 1, 100, "%", tr("How much of the color one stroke lays on at most."))
        self.tolerance = Amount(
            tr("Tolerance"), 0, 100, "%", tr("How much light and color may differ from the pixel you click on.")
        )
        self.keeps_light = dressed(
            QCheckBox(tr("Keep light and shade")),
            tr("Paint color alone: the light and shade of the frame stay as they are."),
        )
        self.pressure = self._choice(
            _PRESSURE, tr("What pressing harder with the pen makes more of."), tr("Pen pressure")
        )
        self.restore = self._choice(_RESTORE, tr("What Restore Original paints back."), tr("Restore"))
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 4)
        row.setSpacing(12)
        amounts = (self.size_, self.line, self.hardness, self.opacity, self.tolerance)
        for widget in (self.chip, *amounts, self.keeps_light):
            row.addWidget(widget)
        self.selection = (
            action_button(actions["fill_selection"], "text", tr("Fill it")),
            action_button(actions["deselect"], "text", tr("Forget it")),
        )
        for made in self.selection:
            row.addWidget(made)
        self.strokes = QLabel()
        self._stroke_buttons = {
            "stroke_previous": action_button(actions["stroke_previous"], "icon"),
            "stroke_next": action_button(actions["stroke_next"], "icon"),
            "stroke_recolor": action_button(actions["stroke_recolor"], "text", tr("Recolor")),
            "stroke_pick": action_button(actions["stroke_pick"], "text", tr("Take its color")),
            "stroke_remove": action_button(actions["stroke_remove"], "text", tr("Remove")),
        }
        row.addWidget(self.strokes)
        for made in self._stroke_buttons.values():
            row.addWidget(made)
        row.addWidget(self.pressure)
        row.addWidget(self.restore)
        row.addStretch(1)
        self._connect()
        self._follow()
        self.show_tool("tool_brush")

    def _choice(self, texts: dict[str, str], tip: str, name: str) -> QComboBox:
        box = dressed(QComboBox(), tip, name)
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for value, text in texts.items():
            box.addItem(tr(text), value)
        return box

    def _connect(self) -> None:
        put = self._settings.set
        self.size_.changed.connect(lambda value: put(size=value))
        self.line.changed.connect(lambda value: put(line=value))
        self.hardness.changed.connect(lambda value: put(hardness=value))
        self.tolerance.changed.connect(lambda value: put(tolerance=value))
        self.opacity.changed.connect(lambda value: put(opacity=value))
        self.keeps_light.toggled.connect(lambda is_on: put(keeps_light=is_on))
        self.pressure.activated.connect(lambda _: put(pressure=self.pressure.currentData()))
        self.restore.activated.connect(lambda _: put(restore_to=self.restore.currentData()))
        self._settings.changed.connect(self._follow)

    def _follow(self) -> None:
        kept = self._settings.kept
        self.size_.show_value(kept.size)
        self.line.show_value(kept.line)
        self.hardness.show_value(kept.hardness)
        self.opacity.show_value(kept.opacity)
        self.tolerance.show_value(kept.tolerance)
        with QSignalBlocker(self.keeps_light):
            self.keeps_light.setChecked(kept.keeps_light)
        self.pressure.setCurrentIndex(self.pressure.findData(kept.pressure))
        self.restore.setCurrentIndex(self.restore.findData(kept.restore_to))

    def show_tool(self, name: str) -> None:
        """Offer what the tool of this action has to choose."""
        is_brush = name in ("tool_brush", "tool_eraser", "tool_restore")
        is_scribble = name in ("tool_scribble", "tool_protect")
        for amount in (self.size_, self.hardness):
            amount.setVisible(is_brush)
        self.line.setVisible(is_scribble)
        self.opacity.setVisible(name not in ("tool_pick", "tool_strokes") and not is_scribble)
        self.keeps_light.setVisible(name in ("tool_brush", "tool_fill", "tool_lasso"))
        self.tolerance.setVisible(name == "tool_fill")
        for made in self.selection:
            made.setVisible(name == "tool_lasso")
        is_of_strokes = name == "tool_strokes"
        for widget in (self.strokes, *self._stroke_buttons.values()):
            widget.setVisible(is_of_strokes)
        self._has_pressure = is_brush
        self.pressure.setVisible(is_brush)
        self.restore.setVisible(name == "tool_restore")
        self._fit()

    def show_strokes(self, text: str, *, is_one: bool, has_any: bool) -> None:
        """Say which scribble is selected, and offer what can be done to it."""
        self.strokes.setText(text)
        for name, made in self._stroke_buttons.items():
            made.setEnabled(has_any if name in ("stroke_previous", "stroke_next") else is_one)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def _fit(self) -> None:
        """Leave out what there is no room for: first the sliders, of which the numbers say the same."""
        sliders = [amount.slider for amount in (self.hardness, self.opacity, self.tolerance, self.size_, self.line)]
        for slider in sliders:
            slider.show()
        self.pressure.setVisible(self._has_pressure)
        for widget in (*sliders, self.pressure):
            self._row.activate()
            if self._row.minimumSize().width() <= self.width():
                return
            widget.hide()
