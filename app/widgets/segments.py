"""A row of buttons of which one is down: a few choices that are all seen at once."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QSizePolicy, QWidget


class Segments(QWidget):
    """`choices` maps a value to what its button says. `chosen` comes for the person's choices alone.

    `across` buttons stand beside each other, by default all of them.
    """

    chosen = Signal(str)

    def __init__(self, choices: Mapping[str, str], parent: QWidget | None = None, *, across: int = 0) -> None:
        super().__init__(parent)
        self._texts = dict(choices)
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2)
        across = across or len(choices)
        for index, (value, text) in enumerate(choices.items()):
            button = QPushButton(text)
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, value=value: self.chosen.emit(value))
            self._group.addButton(button)
            self._buttons[value] = button
            grid.addWidget(button, index // across, index % across)
        next(iter(self._buttons.values())).setChecked(True)

    @property
    def value(self) -> str:
        return next(value for value, button in self._buttons.items() if button.isChecked())

    def choose(self, value: str) -> None:
        """Show `value` as chosen without a signal."""
        self._buttons[value].setChecked(True)

    def button(self, value: str) -> QPushButton:
        return self._buttons[value]

    def note(self, value: str, note: str) -> None:
        """Write `note` ("2 min") under the choice's text; "" takes it away."""
        text = self._texts[value]
        self._buttons[value].setText(f"{text}\n{note}" if note else text)
