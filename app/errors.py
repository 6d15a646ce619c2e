"""What went wrong, as an artist can use it: a sentence, its cause, a button that helps, details to copy."""

from __future__ import annotations

import platform
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version

from app.translation import sentence, tr
from engine.runtime.errors import EngineError


@dataclass(frozen=True)
class Fix:
    """A button: what it says and what it does."""

    text: str
    act: Callable[[], object]


@dataclass(frozen=True)
class Problem:
    """`severity` is "error", "warning" or "note"; `details` is for the clipboard alone.

    One with a `key` takes the place of the one with the same key, and `Session.solved` takes it away; after
    `lasts_s` seconds it goes by itself (0: a note soon, anything else never).
    """

    sentence: str
    cause: str = ""
    fixes: tuple[Fix, ...] = ()
    details: str = ""
    severity: str = "error"
    key: str = field(default="", compare=False)
    lasts_s: float = field(default=0.0, compare=False)


def problem_of(error: BaseException, doing: str = "", *fixes: Fix) -> Problem:
    """Return `error` in words. `doing` says what was tried ("The film cannot be opened"); no traceback shows."""
    details = "\n".join((*_machine(), "", *_trace(error)))
    if isinstance(error, EngineError):
        sentence, cause = (doing, told(error)) if doing else (told(error), "")
    elif isinstance(error, OSError):
        named = f"{error.filename}: " if error.filename else ""
        sentence, cause = doing or tr("A file cannot be read or written."), f"{named}{error.strerror or error}."
    elif isinstance(error, MemoryError):
        sentence, cause = (
            doing or tr("The machine ran out of memory."),
            tr("Close other programs or choose a smaller size."),
        )
    else:
        sentence = doing or tr("Something went wrong inside Tintloom.")
        cause = tr("{name}: {error}. Your work so far is kept; copying the details helps to find why.").format(
            name=type(error).__name__, error=error
        )
    return Problem(_ended(sentence), cause, fixes, details)


def told(error: BaseException) -> str:
    """Return the engine's sentence in the language of the window."""
    return sentence(str(error))


def _ended(sentence: str) -> str:
    return sentence if not sentence or sentence[-1] in ".?!" else f"{sentence}."


def _machine() -> tuple[str, ...]:
    try:
        own = version("tintloom")
    except PackageNotFoundError:
        own = "unknown"
    return (
        tr("Tintloom {own}, Python {split}, {platform}").format(
            own=own, split=sys.version.split()[0], platform=platform.platform()
        ),
    )


def _trace(error: BaseException) -> list[str]:
    notes = list(getattr(error, "__notes__", ()))
    return notes or ["".join(traceback.format_exception(error)).rstrip()]
