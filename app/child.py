"""A generator in a process of its own, pulled like any other: long work that would take turns with the window.

Python threads share one interpreter lock, so a film that is decoded frame by frame in a thread makes the window
stutter; in a child it cannot. Starting one takes about a second, which is why short work stays in threads.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import time
import traceback
from collections.abc import Callable, Generator
from multiprocessing.connection import Connection
from typing import Any

from engine.runtime.errors import EngineError, WorkerDied

_TELL_EVERY_S = 0.05
_LISTEN_S = 0.1
_JOIN_S = 10.0
_NICE = 15


def in_child(work: Callable[..., Generator[Any, None, Any]], *arguments: Any) -> Generator[Any, None, Any]:
    """Yield the newest of what `work(*arguments)` yields in a child, or None in silence; return what it returns.

    `work` is a module's function, arguments and results can be pickled. What it raises is raised here; closing
    this generator closes that one, whose `finally` cleans up.
    """
    context = multiprocessing.get_context("spawn")
    pipe, theirs = context.Pipe()
    child = context.Process(target=_serve, args=(theirs, work, arguments), daemon=True)
    child.start()
    theirs.close()
    try:
        while True:
            if not pipe.poll(_LISTEN_S):
                yield None
                continue
            try:
                kind, value = pipe.recv()
            except EOFError:
                child.join()
                raise WorkerDied(f"The work stopped unexpectedly (code {child.exitcode}).") from None
            if kind == "result":
                return value
            if kind == "error":
                raise value
            yield value
    finally:
        pipe.close()  # the child's next word fails: it closes the generator and ends
        child.join(_JOIN_S)
        if child.is_alive():
            child.kill()
            child.join()
        child.close()


def _serve(pipe: Connection, work: Callable[..., Generator[Any, None, Any]], arguments: tuple[Any, ...]) -> None:
    with contextlib.suppress(AttributeError, OSError):
        os.nice(_NICE)  # the window and the runs go first
    steps = work(*arguments)
    told = 0.0
    try:
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                pipe.send(("result", end.value))
                return
            if time.monotonic() - told >= _TELL_EVERY_S:
                told = time.monotonic()
                pipe.send(("event", step))
    except (BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        pass  # the window let go: canceled
    except Exception as error:
        wrapped = error if isinstance(error, EngineError) else EngineError(f"{type(error).__name__}: {error}")
        wrapped.add_note(traceback.format_exc())
        with contextlib.suppress(OSError):
            pipe.send(("error", wrapped))
    finally:
        steps.close()
        pipe.close()
