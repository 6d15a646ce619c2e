"""What the commands say and to whom: people read stderr and tables, machines read one JSON object on stdout."""

from __future__ import annotations

import json
import logging
import math
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from fractions import Fraction
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from engine.runtime.events import Progress
from engine.runtime.pace import Pace

INTERRUPTED = 130
_LINE_EVERY_S = 10.0
T = TypeVar("T")
Bar = Callable[[str, float, float], None]


class Terminal:
    """One per command. `is_json` keeps stdout for the one object that `result` prints."""

    def __init__(self, *, is_json: bool = False) -> None:
        self.is_json = is_json
        # into a file or a pipe tables go unbroken
        self._out = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
        self._err = Console(stderr=True, highlight=False, soft_wrap=True)
        self.warnings: list[str] = []

    def say(self, text: str) -> None:
        """Tell a person how it goes."""
        self._err.print(escape(text))

    def warn(self, text: str) -> None:
        """Tell a person what is not as expected; `result` repeats it for machines."""
        self.warnings.append(text)
        self._err.print(f"[yellow]warning:[/] {escape(text)}")

    @contextmanager
    def engine_warnings(self) -> Iterator[None]:
        """Pass on what the engine logs as a warning, each sentence once."""
        handler = _Telling(self)
        logger = logging.getLogger("engine")
        logger.addHandler(handler)
        try:
            yield
        finally:
            logger.removeHandler(handler)

    def result(self, values: dict[str, Any], shown: RenderableType | None = None) -> None:
        """Print the outcome: `values` as JSON where that is asked for, else `shown`."""
        if self.is_json:
            told = {**values, "warnings": self.warnings} if self.warnings else values
            sys.stdout.write(json.dumps(_plain(told), allow_nan=False) + "\n")
            sys.stdout.flush()
        elif shown is not None:
            self._out.print(shown, soft_wrap=isinstance(shown, str))

    @contextmanager
    def bar(self) -> Iterator[Bar]:
        """Show a bar with the time left; call what comes back with (label, done, total).

        Where stderr is no terminal (a log, a pipe) a line comes every few seconds instead.
        """
        if not self._err.is_terminal:
            yield _Lines(self._err)
            return
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        with Bars(*columns, console=self._err, transient=False) as progress:
            task = progress.add_task("", total=None)

            def show(label: str, done: float, total: float) -> None:
                progress.update(task, description=escape(label), completed=done, total=total or None)

            yield show


class _Lines:
    """A bar for a log: one line at a time, seldom."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._pace = Pace()
        self._next = time.monotonic() + _LINE_EVERY_S

    def __call__(self, label: str, done: float, total: float) -> None:
        now = time.monotonic()
        left = self._pace.update(done, total, now)
        if now < self._next or not total:
            return
        self._next = now + _LINE_EVERY_S
        rest = f", {duration(left)} left" if left is not None else ""
        self._console.print(escape(f"{label}: {100 * done / total:.0f} %{rest}"))


class _Telling(logging.Handler):
    def __init__(self, terminal: Terminal) -> None:
        super().__init__(logging.WARNING)
        self._terminal = terminal

    def emit(self, record: logging.LogRecord) -> None:
        sentence = record.getMessage()
        if sentence not in self._terminal.warnings:
            self._terminal.warn(sentence)


class Stopped(Exception):
    """The person at the keyboard asked to stop; the text says what is kept and how to go on."""


def follow(steps: Generator[Progress, None, T], bar: Bar, is_stopped: Callable[[], bool], kept: str = "") -> T:
    """Show the progress of `steps` to their end and return their value. Raises `Stopped`, saying what is `kept`."""
    with closing(steps):
        while not is_stopped():
            try:
                step = next(steps)
            except StopIteration as end:
                value: T = end.value
                return value
            bar(step.stage, step.done, step.total)
    raise Stopped(kept)


def print_error(sentence: str, *, is_json: bool) -> None:
    """Print why a command failed."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(f"[red]error:[/] {escape(sentence)}")
    if is_json:
        sys.stdout.write(json.dumps({"error": sentence}) + "\n")


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Yield a question: was the command asked to stop (Ctrl+C, SIGTERM)?

    The first time only the answer changes, so that work stops between two steps and saves what it has. The
    second time Ctrl+C works as usual.
    """
    asked = threading.Event()

    def note(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set  # only the main thread may set handlers
        return
    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def duration(seconds: float) -> str:
    """Return 3.2 s, 4 min 05 s or 1 h 02 min."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def _plain(value: Any) -> Any:
    """Return `value` as JSON can hold it; what is not a number (the PSNR of equal pictures) becomes null."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if hasattr(value, "model_dump"):
        return _plain(value.model_dump(mode="json"))
    if hasattr(value, "item"):  # numpy's numbers
        return _plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
