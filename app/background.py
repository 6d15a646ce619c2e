"""Work off the UI thread: a function or a generator runs in a thread, what it tells arrives as signals.

Everything that opens, decodes, hashes, detects or writes goes through here; propagation goes through `app.jobs`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing
from typing import Any

from PySide6.QtCore import QObject, Signal

_log = logging.getLogger(__name__)
_TELL_EVERY_S = 0.05  # progress oftener than 20 times a second only costs the UI thread
_JOIN_S = 10.0


class Task(QObject):
    """One piece of work. `ended` comes last, whatever happened; after `cancel` no other signal comes."""

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)  # the exception
    ended = Signal()

    def __init__(
        self,
        work: Callable[[], Any],
        name: str,
        parent: QObject | None = None,
        *,
        dropped: Callable[[Any], object] | None = None,
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._dropped = dropped
        self._is_canceled = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"tintloom-{name}", daemon=True)

    def start(self) -> Task:
        self._thread.start()
        return self

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    @property
    def is_canceled(self) -> bool:
        return self._is_canceled.is_set()

    def cancel(self) -> None:
        """Close the generator at its next yield. A plain function runs to its end, and its result is dropped."""
        self._is_canceled.set()

    def wait(self, seconds: float = _JOIN_S) -> bool:
        if self._thread.ident is None:  # never started
            return True
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            result = self._work()
            if isinstance(result, Generator):
                result = self._drain(result)
        except Exception as error:
            if not self.is_canceled:
                _log.info("%s failed", self._thread.name, exc_info=True)
                self._emit(self.failed, error)
        else:
            if not self.is_canceled:
                self._emit(self.succeeded, result)
            elif self._dropped is not None:
                self._dropped(result)
        self._emit(self.ended)

    def _drain(self, steps: Generator[Any, None, Any]) -> Any:
        told, last = 0.0, None
        with closing(steps):
            while not self.is_canceled:
                try:
                    step = next(steps)
                except StopIteration as end:
                    if last is not None:
                        self._emit(self.progressed, last)
                    return end.value
                last = last if step is None else step  # None: alive, but nothing new
                if last is not None and time.monotonic() - told >= _TELL_EVERY_S:
                    told, shown, last = time.monotonic(), last, None
                    self._emit(self.progressed, shown)
        return None

    def _emit(self, signal: Any, *values: object) -> None:
        try:
            signal.emit(*values)
        except RuntimeError:  # the window is gone, and this object with it
            _log.debug("%s: nobody listens any more", self._thread.name)


class Background(QObject):
    """Starts tasks and keeps them until they end. With a `key`, a new task takes the place of the old one.

    What is made of a project and enters it is started `of` its folder: it ends when another project is open.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: list[Task] = []
        self._keyed: dict[str, Task] = {}
        self._owners: dict[Task, object] = {}
        self._then: list[tuple[object, Callable[[], object]]] = []
        self._is_closed = False

    def start(
        self,
        name: str,
        work: Callable[[], Any],
        *,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        progressed: Callable[[Any], object] | None = None,
        dropped: Callable[[Any], object] | None = None,
        key: str = "",
        of: object = None,
    ) -> Task:
        """Run `work` in a thread; the callbacks come in the UI thread, none of them after `cancel`.

        `of`: whom the result is for; after `keep_to` another one, the task is canceled.

        `dropped` takes a result that comes after `cancel` and must be closed; it is called in the task's thread.
        After `close` nothing is run any more: what a timer still asks for then would speak to a window that is gone.
        """
        task = Task(work, name, self, dropped=dropped)
        if self._is_closed:
            task.cancel()
            return task
        for signal, callback in ((task.succeeded, done), (task.failed, failed), (task.progressed, progressed)):
            if callback is not None:
                signal.connect(_unless_canceled(task, callback))
        task.ended.connect(lambda: self._forget(task))
        if key:
            self.cancel(key)
            self._keyed[key] = task
        if of is not None:
            self._owners[task] = of
        self._tasks.append(task)
        return task.start()

    def cancel(self, key: str) -> None:
        task = self._keyed.pop(key, None)
        if task is not None:
            task.cancel()

    def keep_to(self, owner: object) -> None:
        """Cancel what was started `of` another one than this: its result has no place any more."""
        for task, of in list(self._owners.items()):
            if of is not owner:
                task.cancel()

    def after(self, owner: object, then: Callable[[], object]) -> None:
        """Call `then` once nothing that was started `of` an owner runs any more: at once if nothing does."""
        self._then.append((owner, then))
        self._go_on()

    def _go_on(self) -> None:
        free = [each for each in self._then if not any(of is each[0] for of in self._owners.values())]
        self._then = [each for each in self._then if each not in free]
        for _, then in free:
            then()

    def is_running(self, key: str) -> bool:
        return key in self._keyed

    def close(self) -> None:
        """Cancel everything and wait until the threads are gone. Nothing is started afterwards."""
        self._is_closed = True
        self._then.clear()
        for task in self._tasks:
            task.cancel()
        for task in list(self._tasks):
            if not task.wait():
                _log.warning("a background task did not end in time")

    def _forget(self, task: Task) -> None:
        if task in self._tasks:
            self._tasks.remove(task)
        self._owners.pop(task, None)
        self._keyed = {key: other for key, other in self._keyed.items() if other is not task}
        task.wait()
        task.deleteLater()
        self._go_on()


def _unless_canceled(task: Task, callback: Callable[[Any], object]) -> Callable[[Any], None]:
    def call(value: Any) -> None:
        if not task.is_canceled:  # canceled while the signal was on its way
            callback(value)

    return call
