"""When Python looks for garbage that refers to itself: in the UI thread, in small steps, and never amid a stroke.

Left alone, the collector runs in whatever thread happens to make an object, and looks at every object there is: with
the window's modules loaded that stops all threads for 50 to 150 ms, and a Qt object may be freed in a thread that is
not its own. Here the UI thread collects, a little a quarter of a second, and what is there once the window is up
is not looked at any more (`gc.freeze`): it stays until the end anyway.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_TICK_MS = 250
_FEW = 700  # objects made since the last time, as Python's own first threshold: fewer are not worth a look
_OFTEN = 10  # young collections before those that outlived them are looked at, and likewise of these


class Garbage(QObject):
    """Collects from `take_over` to `give_back`. `may_take_long` says whether everything may be looked at now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.may_take_long: Callable[[], bool] = lambda: True
        self._was_enabled = gc.isenabled()
        self._is_over = False
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self.collect)

    def take_over(self) -> None:
        """From now on only the UI thread collects."""
        self._was_enabled = gc.isenabled()
        self._is_over = True
        gc.disable()
        self._timer.start()

    def keep_all(self) -> None:
        """What is there now (modules, widgets) will stay: do not look at it again and again."""
        if self._is_over:
            gc.freeze()

    def collect(self) -> None:
        """Look at what was made lately; now and then at more of it."""
        made, young, middle = gc.get_count()
        if made < _FEW:
            return
        if young < _OFTEN:
            gc.collect(0)
        elif middle < _OFTEN or not self.may_take_long():
            gc.collect(1)
        else:
            gc.collect(2)

    def give_back(self) -> None:
        """The window is gone: Python collects as it did before."""
        if not self._is_over:
            return
        self._is_over = False
        self._timer.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()
