"""Asks in the background for what changes faster than it can be worked out: the newest question counts."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.background import Background, Task

_log = logging.getLogger(__name__)


class Latest(QObject):
    """One question is worked on at a time, at most one every `interval_ms`; of those that came meanwhile only the
    last one is asked. `ask` never waits."""

    def __init__(self, background: Background, name: str, interval_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background, self._name, self._interval_s = background, name, interval_ms / 1000
        self._task: Task | None = None
        self._waiting: tuple[Callable[[], Any], Callable[[Any], object]] | None = None
        self._begun = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._begin)

    @property
    def is_busy(self) -> bool:
        """Whether something is being worked on or waits for it."""
        return self._task is not None or self._waiting is not None

    def ask(self, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        """Have `work` done in a thread (a function or a generator) and `done` called with what it returns."""
        self._waiting = work, done
        self._begin()

    def drop(self) -> None:
        """Forget what was asked; nothing of it is told any more."""
        self._waiting = None
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _begin(self) -> None:
        if self._task is not None or self._waiting is None or self._timer.isActive():
            return
        left = self._interval_s - (time.monotonic() - self._begun)
        if left > 0:
            self._timer.start(int(left * 1000) + 1)
            return
        (work, done), self._waiting = self._waiting, None
        self._begun = time.monotonic()
        self._task = self._background.start(
            self._name, work, done=lambda answer: self._took(done, answer), failed=self._failed
        )

    def _took(self, done: Callable[[Any], object], answer: Any) -> None:
        self._task = None
        try:
            done(answer)
        finally:
            self._begin()

    def _failed(self, error: Exception) -> None:
        _log.warning("%s: %s", self._name, error, exc_info=error)
        self._task = None
        self._begin()
