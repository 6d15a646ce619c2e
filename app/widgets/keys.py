"""Keys that mean something in a widget, though they are shortcuts of the window elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Container

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent


def keeps(event: QEvent, keys: Container[int], may: Callable[[QKeyEvent], bool] = lambda event: True) -> bool:
    """Take these keys from the window's shortcuts, where they `may` be taken: then they come to the widget as keys.
    Return whether this one was taken; the widget's `event` is done with it then."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.key() not in keys or not may(event):
        return False
    event.accept()
    return True
