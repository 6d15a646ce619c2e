"""The color in the artist's hand: the one painted with, the one it is swapped for, and those used lately."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor

HISTORY = 24  # how many colors are remembered

_FOREGROUND = QColor(178, 92, 72)  # a brick red: on gray footage one sees at once that color is painted
_BACKGROUND = QColor(92, 124, 166)


class CurrentColor(QObject):
    """One for the window: tools paint with `foreground`, panels show and set it.

    Colors are opaque, gamma-encoded sRGB of 8 bits a channel (`QColor.rgb()` tells two of them apart). `set` chooses;
    `note_used` is called by whatever put the color onto a picture, so that the history holds colors that were
    painted with and not every place a wheel was dragged across.
    """

    changed = Signal()  # foreground or background are others
    history_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._foreground, self._background = _FOREGROUND, _BACKGROUND
        self._history: tuple[QColor, ...] = ()

    @property
    def foreground(self) -> QColor:
        """The color that is painted with."""
        return QColor(self._foreground)

    @property
    def background(self) -> QColor:
        """The other color: `swap` brings it into the hand."""
        return QColor(self._background)

    @property
    def history(self) -> tuple[QColor, ...]:
        """The colors painted with, the latest first, each once, at most `HISTORY` of them."""
        return self._history

    def set(self, color: QColor) -> None:
        """Paint with this color from now on; what is no color changes nothing."""
        self._take(_opaque(color) if color.isValid() else self._foreground, self._background)

    def set_background(self, color: QColor) -> None:
        self._take(self._foreground, _opaque(color) if color.isValid() else self._background)

    def swap(self) -> None:
        self._take(self._background, self._foreground)

    def note_used(self, color: QColor | None = None) -> None:
        """Put `color` (None: the foreground) at the head of the history: something was painted with it."""
        used = self._foreground if color is None else _opaque(color)
        self.set_history([used, *self._history])

    def set_history(self, colors: Iterable[QColor]) -> None:
        """Take up a history that was kept, the latest first; each color stays once."""
        distinct: dict[int, QColor] = {}
        for color in colors:
            if color.isValid():
                distinct.setdefault(color.rgb(), _opaque(color))
        history = tuple(distinct.values())[:HISTORY]
        if history != self._history:
            self._history = history
            self.history_changed.emit()

    def _take(self, foreground: QColor, background: QColor) -> None:
        if (foreground, background) != (self._foreground, self._background):
            self._foreground, self._background = foreground, background
            self.changed.emit()


def _opaque(color: QColor) -> QColor:
    return QColor(color.red(), color.green(), color.blue())
