"""The color in hand: a wheel of what is possible, its numbers, what was used lately, palettes, and the cast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QRegularExpression, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from superqt import QElidingLabel

from app.current_color import HISTORY, CurrentColor
from app.translation import tr
from app.widgets.ab_wheel import AbWheel
from app.widgets.cast_list import CastList, Flag
from app.widgets.flow_row import FlowRow
from app.widgets.keys import keeps
from app.widgets.layout import button, column, dim, dressed, icon_button, row, scrolled, title
from app.widgets.numbers import NumberField
from app.widgets.paint_options import ColorChip
from app.widgets.swatches import Chip, Swatches
from engine.color.gamut import lab_of, nearest, rgb_of
from engine.color.palettes import Palette
from engine.color.suggestions import Suggestion
from engine.project.model import Mask, Swatch

_HISTORY_COLUMNS = 12
_NO_FLAGS: Mapping[str, Sequence[Flag]] = {}


class ColorPanel(QWidget):
    """Shows and sets the `CurrentColor` of the window. L, a and b that the artist sets stay as exact as they were
    typed, though the color in hand has 8 bits a channel."""

    from_picture_requested = Signal()
    palette_removed = Signal(str)  # its id: one of the artist's own
    palette_chosen = Signal(str)
    add_to_cast_requested = Signal()
    check_requested = Signal()
    left = Signal()  # a color was typed, or is not to be: the keys are the picture's again

    def __init__(self, color: CurrentColor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._color = color
        self._lab = lab_of(_rgb(color.foreground))
        self._palettes: dict[str, Palette] = {}
        self._own: frozenset[str] = frozenset()
        self._build_fields(color)
        self._build_swatches()
        self._build_cast()
        inner = QWidget()
        laid = column(inner)
        laid.addLayout(self._top())
        for widget in (self._lately_head, self.lately):
            laid.addWidget(widget)
        laid.addLayout(self._palette_head())
        laid.addWidget(self.palette_grid)
        laid.addWidget(self._rests_on)
        laid.addLayout(self._cast_head())
        laid.addWidget(self._cast_empty)
        laid.addWidget(self.cast)
        laid.addWidget(self.checked)
        laid.addStretch(1)
        whole = column(self, margin=0)
        whole.addWidget(scrolled(inner))
        color.changed.connect(self._follow)
        color.history_changed.connect(self._show_history)
        self._show_history()
        self._show_fields()
        self.show_suggestions(())

    # ---- building

    def _build_fields(self, color: CurrentColor) -> None:
        self.wheel = AbWheel()
        self.wheel.changed.connect(lambda a, b: self._take_lab((self._lab[0], a, b)))
        self.chip = ColorChip(color)
        self.chip.swap_requested.connect(color.swap)
        self.chip.choose_requested.connect(self._focus_hex)
        self.swap = icon_button("swap-horizontal", tr("Paint with the other of the two colors  [X]"))
        self.swap.clicked.connect(color.swap)
        self.hex = dressed(HexField(), tr("The color as #rrggbb, the way the web writes it."), tr("Color as hex"))
        self.hex.setValidator(QRegularExpressionValidator(QRegularExpression("#?[0-9a-fA-F]{6}")))
        self.hex.setFixedWidth(84)
        self.hex.editingFinished.connect(self._take_hex)
        self.hex.returnPressed.connect(self.left)
        self.hex.dropped.connect(self._drop_hex)
        self.lightness = _number(
            0, 100, tr("Lightness L: 0 black, 100 white. On the frame its own light is kept."), "L"
        )
        self.a = _number(-128, 127, tr("a: to green below 0, to red above."), "a")
        self.b = _number(-128, 127, tr("b: to blue below 0, to yellow above."), "b")
        for field in (self.lightness, self.a, self.b):
            field.valueChanged.connect(lambda _: self._take_fields())
        self.limit = dim()
        self.limit.hide()

    def _top(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        side = QVBoxLayout()
        side.setSpacing(6)
        side.addLayout(row(self.chip, self.swap, self.hex))
        fields = FlowRow()
        for name, field in (("L", self.lightness), ("a", self.a), ("b", self.b)):
            label = QLabel(name)
            label.setBuddy(field)
            pair = QWidget()
            pair.setLayout(row(label, field))
            fields.addWidget(pair)
        side.addLayout(fields)
        for widget in (self._suggested_head, self.suggested, self.limit):
            side.addWidget(widget)
        side.addStretch(1)
        grid.addWidget(self.wheel, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(side, 0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _build_swatches(self) -> None:
        self._suggested_head = dim()
        self.suggested = Swatches(tr("Suggested colors"), cell=28)
        self._lately_head = dim(tr("The last {HISTORY} colors you paint with gather here.").format(HISTORY=HISTORY))
        self.lately = Swatches(tr("Colors used lately"), columns=_HISTORY_COLUMNS)
        self.palettes = dressed(QComboBox(), tr("Which palette is shown below."), tr("Palette"))
        self.palettes.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.palettes.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.palettes.setMinimumContentsLength(12)  # the buttons beside it must not be pushed out of a narrow panel
        self.palettes.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.palettes.currentIndexChanged.connect(lambda _: self._show_palette())
        self.palettes.activated.connect(lambda _: self.palette_chosen.emit(self.palettes.currentData()))
        self.from_picture = button(
            tr("From picture..."),
            "image-search-outline",
            tr("Take a palette from any picture: a painting, a photograph."),
        )
        self.from_picture.clicked.connect(self.from_picture_requested)
        self.remove_palette = icon_button("close", tr("Remove this palette of yours"))
        self.remove_palette.clicked.connect(lambda: self.palette_removed.emit(self.palettes.currentData()))
        self.palette_grid = Swatches(tr("Colors of the palette"), cell=28)
        self._rests_on = QElidingLabel()
        self._rests_on.setProperty("dim", True)
        for grid in (self.suggested, self.lately, self.palette_grid):
            grid.picked.connect(self._color.set)

    def _palette_head(self) -> QVBoxLayout:
        laid = QVBoxLayout()
        laid.setSpacing(6)
        line = row(title(tr("Palette")), self.palettes, stretch_last=True)
        line.setStretch(1, 1)
        line.addWidget(self.remove_palette)
        line.addWidget(self.from_picture)
        laid.addLayout(line)
        return laid

    def _build_cast(self) -> None:
        self.cast = CastList()
        self._cast_empty = dim(
            tr(
                'A color with a name ("Anna\'s coat") stays the same in every shot: add the color in hand, tie it to '
                "an object, and have checked where it drifts."
            )
        )
        self.checked = dim()
        self.checked.hide()
        self.add = button(tr("Add"), "plus", tr("Put the color in hand into the cast, with a name."))
        self.add.clicked.connect(self.add_to_cast_requested)
        self.check = button(
            tr("Check drift"), "flag-outline", tr("Measure in every shot how far the objects are from their colors.")
        )
        self.check.clicked.connect(self.check_requested)

    def _cast_head(self) -> QVBoxLayout:
        laid = QVBoxLayout()
        laid.addLayout(row(title(tr("Cast")), self.add, self.check))
        return laid

    # ---- what is shown

    def show_palettes(self, palettes: Sequence[Palette], own: frozenset[str], chosen: str = "") -> None:
        """Offer these palettes; `own`: ids of those that the artist may remove; `chosen`: the one to show."""
        chosen = chosen or str(self.palettes.currentData() or "")
        self._palettes, self._own = {palette.id: palette for palette in palettes}, own
        with QSignalBlocker(self.palettes):
            self.palettes.clear()
            for palette in palettes:
                self.palettes.addItem(
                    f"{tr(palette.title)}, {tr(palette.era)}" if palette.era else tr(palette.title), palette.id
                )
            self.palettes.setCurrentIndex(max(0, self.palettes.findData(chosen)))
        self._show_palette()

    @property
    def palette_shown(self) -> Palette | None:
        return self._palettes.get(str(self.palettes.currentData() or ""))

    def show_suggestions(self, suggestions: Sequence[Suggestion], *, is_looking: bool = False) -> None:
        """Show the colors that are suggested for the pixel that was clicked last."""
        chips = [Chip(QColor(*each.color), each.why) for each in suggestions]
        self.suggested.show_chips(chips)
        self.suggested.setVisible(bool(chips))
        told = (
            tr("Suggested for that place")
            if chips
            else tr("Pick a place on the frame (C), and colors for it come here.")
        )
        self._suggested_head.setText(tr("Looking for colors for that place...") if is_looking and not chips else told)

    def show_pixel(self, lightness: float | None) -> None:
        """Show what is possible on a pixel whose gray has this L: where a stroke begins."""
        self.wheel.show_pixel(lightness)
        is_other = lightness is not None and abs(lightness - self._lab[0]) > 1
        self.limit.setText(
            tr("Dotted: what is possible at the place you drew on (L {lightness:.0f}).").format(lightness=lightness)
            if is_other
            else ""
        )
        self.limit.setVisible(is_other)

    def show_cast(self, cast: Sequence[Swatch], masks: Sequence[Mask], flags: Mapping[str, Sequence[Flag]]) -> None:
        self._cast_empty.setVisible(not cast)
        self.cast.setVisible(bool(cast))
        self.check.setEnabled(any(swatch.masks for swatch in cast))
        self.cast.show_cast(cast, masks, flags)

    def show_checked(self, text: str) -> None:
        """Tell how the check for drift went, or how far it is."""
        self.checked.setText(text)
        self.checked.setVisible(bool(text))

    def set_actions(self, actions: Sequence[QAction]) -> None:
        """Make actions of the window reachable from here by keyboard."""
        self.addActions(list(actions))

    def _show_palette(self) -> None:
        palette = self.palette_shown
        self.remove_palette.setVisible(palette is not None and palette.id in self._own)
        told = tr(palette.rests_on) if palette is not None else ""
        self._rests_on.setText(told)
        self._rests_on.setToolTip(told)
        self.palettes.setToolTip(told or tr("Which palette is shown below."))
        chips = []
        for color in palette.colors if palette is not None else ():
            told = tr(color.name) or (
                tr("{share:.0%} of the picture").format(share=color.share) if color.share else ""
            )
            chips.append(Chip(QColor(color.color), told))
        self.palette_grid.show_chips(chips)

    def _show_history(self) -> None:
        self.lately.show_chips([Chip(color) for color in self._color.history])
        self._lately_head.setVisible(not self._color.history)
        self.lately.setVisible(bool(self._color.history))

    # ---- the color in hand

    def _follow(self) -> None:
        """The color in hand is another one: show it, unless it is what was set here."""
        seen = _rgb(self._color.foreground)
        if rgb_of(self._lab[0], self._lab[1:]) != seen:
            self._lab = lab_of(seen)
        self._show_fields()

    def _show_fields(self) -> None:
        lightness, a, b = self._lab
        for field, value in ((self.lightness, lightness), (self.a, a), (self.b, b)):
            with QSignalBlocker(field):
                field.setValue(value)
        if not self.hex.hasFocus() or not self.hex.isModified():
            self.hex.setText(self._color.foreground.name())
        self.wheel.show_color(lightness, (a, b))

    def _take_lab(self, lab: tuple[float, float, float]) -> None:
        lightness, ab = lab[0], nearest(lab[0], (lab[1], lab[2]))
        self._lab = (lightness, *ab)
        before = self._color.foreground
        self._color.set(QColor(*rgb_of(lightness, ab)))
        if self._color.foreground == before:  # too little for 8 bits; the numbers keep it
            self._show_fields()

    def _take_fields(self) -> None:
        self._take_lab((self.lightness.value(), self.a.value(), self.b.value()))

    def _focus_hex(self) -> None:
        self.hex.setFocus()
        self.hex.selectAll()

    def _take_hex(self) -> None:
        text = self.hex.text().strip()
        color = QColor(text if text.startswith("#") else f"#{text}")
        self.hex.setModified(False)
        if color.isValid() and len(text.lstrip("#")) == 6:
            self._color.set(color)
        self.hex.setText(self._color.foreground.name())

    def _drop_hex(self) -> None:
        self.hex.setText(self._color.foreground.name())
        self.left.emit()


class HexField(QLineEdit):
    """Return and Esc are its own while it is typed in, whatever they mean elsewhere in the window."""

    dropped = Signal()  # Esc: what was typed is not to be

    def event(self, event: QEvent) -> bool:
        own = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return keeps(event, own) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
            return
        super().keyPressEvent(event)


def _number(least: float, most: float, tip: str, name: str) -> NumberField:
    made = dressed(NumberField(), tip, name)
    made.setRange(least, most)
    made.setDecimals(1)
    made.setSingleStep(1.0)
    made.setKeyboardTracking(False)
    made.setFixedWidth(58)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
    return made


def _rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()
