"""Numbers as an artist reads them: durations, sizes, timecodes, frames."""

from __future__ import annotations

from fractions import Fraction

from app.translation import tr


def duration(seconds: float) -> str:
    """Return a duration in words: "8 s", "2 min", "1 h 20 min"; never more exact than it is honest."""
    seconds = max(0.0, seconds)
    if seconds < 1:
        return "1 s"
    if seconds < 60:
        return f"{round(seconds)} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return tr("{hours} h {minutes} min").format(hours=hours, minutes=minutes) if minutes else f"{hours} h"


def clock(seconds: float) -> str:
    """Return "1:05" or "1:02:05"."""
    whole = max(0, round(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def size(count: float) -> str:
    """Return bytes in words: "12 MB", "1.4 GB" (powers of 1000, as file managers and disks count)."""
    for unit, one in ((tr("TB"), 1e12), (tr("GB"), 1e9), (tr("MB"), 1e6), ("kB", 1e3)):
        if count >= one:
            value = count / one
            return f"{value:.1f} {unit}" if value < 10 else f"{value:.0f} {unit}"
    return tr("{count:.0f} bytes").format(count=count)


def timecode(frame: int, rate: Fraction) -> str:
    """Return frame `frame` as hours:minutes:seconds:frames, counted without dropping."""
    whole = max(1, round(rate))
    seconds, frames = divmod(frame, whole)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{frames:02d}"


def rate(value: Fraction) -> str:
    """Return frames a second: "25", "23.976"."""
    return f"{float(value):.3f}".rstrip("0").rstrip(".")


def count(number: int, one: str, many: str = "") -> str:
    """Return "1 shot", "3 shots", "1 440 frames"."""
    shown = f"{number:,}".replace(",", " ")
    return f"{shown} {tr(one) if number == 1 else tr(many or one + 's')}"


def begun(text: str) -> str:
    """Return `text` with a capital letter at its beginning; what follows stays (German nouns have theirs)."""
    return text[:1].upper() + text[1:]
