"""PySide6 6.12.0 on CPython 3.11 drops a reference at every void call and aborts after a few thousand of them.

Measured: `QWidget.update()` takes one reference from None, a signal that carries True takes one from True. From
Python 3.12 on both are immortal and their count says nothing, so the test is of use below it alone.
"""

from __future__ import annotations

import sys
from importlib.metadata import version

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

CALLS = 1_000
# other code may let go of a few meanwhile; the fault takes one a call
ALLOWED = 50


def test_void_calls_and_signals_keep_their_references(qtbot: QtBot) -> None:
    class Sender(QObject):
        sent = Signal(bool)

    received: list[bool] = []
    sender = Sender()
    sender.sent.connect(lambda value: received.append(value))
    widget = QWidget()
    qtbot.addWidget(widget)
    none_before, true_before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(CALLS):
        widget.update()
    none_after = sys.getrefcount(None)
    for _ in range(CALLS):
        sender.sent.emit(True)
    true_after = sys.getrefcount(True)
    assert len(received) == CALLS
    assert none_after > none_before - ALLOWED
    assert true_after > true_before - ALLOWED


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="the fault is of Python 3.11")
def test_the_faulty_release_is_not_installed() -> None:
    installed = tuple(int(part) for part in version("PySide6-Essentials").split(".")[:2])
    assert (6, 11) <= installed < (6, 12)
