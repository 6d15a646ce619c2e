"""Run a method, here or in a child process; either way it is an iterable of events."""

from __future__ import annotations

import faulthandler
import importlib
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Generator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Protocol

import psutil

from engine.catalog import MethodSpec
from engine.project.runs import RunFolder
from engine.runtime import errors
from engine.runtime.context import Context
from engine.runtime.errors import EngineError, WorkerDied
from engine.runtime.events import Event
from engine.runtime.provided import provided, tell_provided
from engine.runtime.request import RunRequest

GRACE_S = 10.0  # what a method gets to save its checkpoint before it is killed
_SILENT_GRACE_S = 0.5


class EventSource(Protocol):
    """Not pulling pauses the method; closing cancels it; `kill` is the last resort."""

    def __iter__(self) -> Generator[Event]: ...

    def wait(self, timeout_s: float) -> bool:
        """Return whether the next event (or the end, or an error) can be pulled without blocking."""
        ...

    def look_at(self, frame: int | None) -> None:
        """Ask for previews of this clip frame from the next event on."""

    def close(self, grace_s: float = GRACE_S) -> None:
        """End the method, which saves its checkpoint; kill it if that takes longer than `grace_s`."""

    def kill(self) -> None: ...


class Inline:
    """Run in the calling thread (command line, tests)."""

    def __init__(self, request: RunRequest) -> None:
        self._request = request
        self._frame: int | None = None

    def __iter__(self) -> Generator[Event]:
        try:
            yield from run(self._request, lambda: self._frame)
        except EngineError:
            raise
        except Exception as error:  # the same sentence as from a child
            raise _Failure(error).error() from error

    def wait(self, timeout_s: float) -> bool:
        return True

    def look_at(self, frame: int | None) -> None:
        self._frame = frame

    def close(self, grace_s: float = GRACE_S) -> None:
        """Closing the iterator is all there is to do."""

    def kill(self) -> None:
        """A thread cannot be killed."""


class Worker:
    """Run in a spawned process: its own CUDA context, memory that really comes back, killable.

    The child works one event ahead, so it does not idle while this side handles an event; when nobody pulls it
    stops at the next one. Close it even if it was never iterated.
    """

    def __init__(self, request: RunRequest) -> None:
        context = multiprocessing.get_context("spawn")
        self._frame: int | None = None
        self._is_closed = False
        self._has_spoken = False
        self._closing = threading.Lock()
        self._pipe, theirs = context.Pipe()
        self._child = context.Process(target=_serve, args=(theirs, request), name="tintloom worker", daemon=True)
        try:
            self._child.start()
        finally:
            theirs.close()
        self._request_one()

    def __iter__(self) -> Generator[Event]:
        try:
            while (message := self._pull()) is not None:
                yield message
        finally:
            self.close()

    def wait(self, timeout_s: float) -> bool:
        try:
            return self._is_closed or self._pipe.poll(timeout_s)
        except (EOFError, OSError):
            return True

    def look_at(self, frame: int | None) -> None:
        self._frame = frame

    def close(self, grace_s: float = GRACE_S) -> None:
        with self._closing:
            if self._is_closed:
                return
            self._is_closed = True
            self._pipe.close()  # the child reads EOF and closes the method: its `finally` saves
            # before its first word it has made nothing, and importing torch does not listen
            self._child.join(grace_s if self._has_spoken else min(grace_s, _SILENT_GRACE_S))
            self._child.kill()
            self._child.join()
            self._child.close()

    def kill(self) -> None:
        with suppress(ValueError):  # closed: there is nobody left to kill
            self._child.kill()

    def _request_one(self) -> None:
        # a child that is gone is noticed when its answer is read, after all that it had still sent
        with suppress(OSError):
            self._pipe.send(self._frame)

    def _pull(self) -> Event | None:
        self._request_one()
        try:
            answer: Event | _Failure | None = self._pipe.recv()
            self._has_spoken = True
        except (EOFError, OSError):
            self._child.join(GRACE_S)
            raise WorkerDied(_end_sentence(self._child.exitcode)) from None
        if isinstance(answer, _Failure):
            raise answer.error()
        return answer


class _Failure:
    """An exception on its way through the pipe: the name of its class, or of the nearest one that `errors` has."""

    def __init__(self, error: Exception) -> None:
        known = isinstance(error, EngineError)
        self.sentence = str(error) if known else _sentence(error)
        kinds = [kind.__name__ for kind in type(error).__mro__ if getattr(errors, kind.__name__, None) is kind]
        self.kind = kinds[0] if kinds else EngineError.__name__
        self.notes = [*getattr(error, "__notes__", ()), traceback.format_exc()]

    def error(self) -> EngineError:
        error: EngineError = getattr(errors, self.kind)(self.sentence)
        for note in self.notes:
            error.add_note(note)
        return error


def run(request: RunRequest, preview_frame: Callable[[], int | None]) -> Generator[Event]:
    """Open the request's inputs and yield the method's events; closing it closes the method and the clip."""
    method = _load(request.spec)
    inputs, context = request.open(preview_frame)
    try:
        if not context.folder.checkpoint.exists():  # later sittings go on from what the first one began with
            _tell_weights(request, context)
        yield from method(inputs, request.params, context)
    finally:
        inputs.frames.close()
        if inputs.processed is not None:
            inputs.processed.close()


def _tell_weights(request: RunRequest, context: Context) -> None:
    device = sys.modules.get("engine.runtime.device")  # needs torch: there once a method that trains is loaded
    with suppress(EngineError, OSError):  # no device: the method says so
        is_cpu = device is None or bool(device.choose_device(request.device).is_cpu)
        weights = provided(request.params, request.kind, context.weights, is_cpu)
        if weights:
            tell_provided(context.folder.path, weights)


def _load(spec: MethodSpec) -> Callable[..., Generator[Event]]:
    # Read when torch loads its thread pool: threads that wait for each other sleep instead of spinning. On a
    # machine that has other work, spinning made training five times slower (measured with `dvp` at load 10).
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    # the one dynamic import of the program: methods may need torch, and only this process pays for it
    module, function = spec.entry.split(":")
    loaded: Callable[..., Generator[Event]] = getattr(importlib.import_module(module), function)
    return loaded


def _serve(pipe: Connection, request: RunRequest) -> None:
    _become_worker(request)
    frame: int | None = None
    events = run(request, lambda: frame)
    is_going = True
    try:
        while True:
            frame = pipe.recv()
            if is_going:  # having told the end, wait for the other side to let go
                event = next(events, None)
                is_going = event is not None
                pipe.send(event)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # the parent let go: canceled
    except Exception as error:
        with suppress(OSError):
            pipe.send(_Failure(error))
        with suppress(EOFError, OSError):
            while True:
                pipe.recv()
    finally:
        events.close()


def _become_worker(request: RunRequest) -> None:
    """Leave the machine to the window, write what is logged into the run's folder, never outlive the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the parent, which lets the method save
    with suppress(psutil.Error, OSError):
        if sys.platform == "win32":
            psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            os.nice(10)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(OSError, EngineError):
        RunFolder(request.folder).create()
        log = (request.folder / "log.txt").open("a", encoding="utf-8")
        faulthandler.enable(log)
        handler = logging.StreamHandler(log)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S"))
        logging.getLogger().addHandler(handler)
        logging.getLogger("engine").setLevel(logging.INFO)


def _end_with_parent() -> None:
    # closing the pipe already ends a method that works; this is for one that is stuck after a kill -9 of the window
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        time.sleep(GRACE_S)
        os._exit(1)


def _sentence(error: Exception) -> str:
    if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
        return "The machine ran out of memory; choose a smaller working size and try again."
    return f"The method failed: {type(error).__name__}: {error}"


def _end_sentence(code: int | None) -> str:
    if code == -getattr(signal, "SIGKILL", 9):
        return (
            "The work was ended from outside, most likely because the machine ran out of memory; "
            "what was finished is kept."
        )
    return f"The work stopped unexpectedly (code {code}); what was finished is kept."
