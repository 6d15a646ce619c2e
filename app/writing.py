"""Small files written one after the other, in the order asked, away from the UI thread."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

_log = logging.getLogger(__name__)
_JOIN_S = 30.0


class Writer:
    """Does what is submitted within moments. Its thread lives only while there is something to write.

    A failure is logged and stops nothing that comes later: whoever needs the file looks whether it is there.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._waiting: deque[Callable[[], object]] = deque()
        self._is_writing = False
        self._changed = threading.Condition()

    def submit(self, write: Callable[[], object]) -> None:
        """Hand over a piece of work; returns at once."""
        with self._changed:
            self._waiting.append(write)
            if self._is_writing:
                return
            self._is_writing = True
        threading.Thread(target=self._run, name=self._name, daemon=True).start()

    def wait(self, seconds: float = _JOIN_S) -> bool:
        """Wait, in any thread, until all is written; return whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._is_writing, seconds)

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._waiting:
                    self._is_writing = False
                    self._changed.notify_all()
                    return
                write = self._waiting.popleft()
            try:
                write()
            except Exception:  # the next piece is written all the same
                _log.info("%s: could not be written", self._name, exc_info=True)
