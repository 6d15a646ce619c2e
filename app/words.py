"""Numbers as an artist reads them: durations, sizes, timecodes, frames."""

from __future__ import annotations

from fractions import Fraction


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
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def clock(seconds: float) -> str:
    """Return "1:05" or "1:02:05"."""
    whole = max(0, round(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def size(count: float) -> str:
    """Return bytes in words: "12 MB", "1.4 GB" (powers of 1000, as file managers and disks count)."""
    for unit, one in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= one:
            value = count / one
            return f"{value:.1f} {unit}" if value < 10 else f"{value:.0f} {unit}"
    return f"{count:.0f} bytes"


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
    return f"{shown} {one if number == 1 else many or one + 's'}"
