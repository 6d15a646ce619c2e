"""Frames as timecode (SMPTE ST 12-1), with drop-frame counting for 29.97 and 59.94, and what people type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_FIELDS = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+)[:;](\d+)")


@dataclass(frozen=True)
class Timecode:
    """Counts `rate` frames a second from `start` ("01:00:00:00"; a ";" before the frames means drop-frame)."""

    rate: Fraction = Fraction(25)
    start: str = ""

    @property
    def second(self) -> int:
        """Frames counted in a second: 30 at 29.97."""
        return max(1, round(self.rate))

    @property
    def is_dropping(self) -> bool:
        return ";" in self.start and self.rate.denominator == 1001 and self.second % 30 == 0

    @property
    def offset(self) -> int:
        """The number that the clip's first frame carries."""
        found = _FIELDS.fullmatch(self.start.strip()) if self.start else None
        return 0 if found is None else self._count(*(int(field or 0) for field in found.groups()))

    def text(self, frame: int) -> str:
        """Return the timecode of clip frame `frame`."""
        return self._written(frame + self.offset)

    def elapsed(self, frames: int) -> str:
        """Return a number of frames as a duration, counted from zero."""
        return self._written(frames)

    def parse(self, typed: str, current: int = 0) -> int | None:
        """Return the clip frame meant by `typed`, or None if it is nothing of the kind.

        "123" is a frame, "+10" and "-10" go on from `current`, "01:00:04:12" is a timecode, "4:12" seconds and
        frames from the beginning of the clip, "2.5s" seconds.
        """
        typed = typed.strip().replace(" ", "")
        if re.fullmatch(r"[+-]\d+", typed):
            return current + int(typed)
        if re.fullmatch(r"\d+", typed):
            return int(typed)
        if seconds := re.fullmatch(r"(\d+(?:\.\d*)?|\.\d+)s", typed):
            return int(Fraction(seconds[1]) * self.rate)
        found = _FIELDS.fullmatch(typed)
        if found is None:
            return None
        count = self._count(*(int(field or 0) for field in found.groups()))
        return count - self.offset if found[1] is not None else count

    def _count(self, hours: int, minutes: int, seconds: int, frames: int) -> int:
        minutes += 60 * hours
        count = (60 * minutes + seconds) * self.second + frames
        if self.is_dropping:
            count -= self.second // 15 * (minutes - minutes // 10)
        return count

    def _written(self, count: int) -> str:
        sign, count = ("-", -count) if count < 0 else ("", count)
        if self.is_dropping:
            dropped = self.second // 15
            minute, ten = 60 * self.second - dropped, 600 * self.second - 9 * dropped
            tens, rest = divmod(count, ten)
            count += 9 * dropped * tens + max(0, dropped * ((rest - dropped) // minute))
        seconds, frames = divmod(count, self.second)
        minutes, seconds = divmod(seconds, 60)
        digits = len(str(self.second - 1))
        last = ";" if self.is_dropping else ":"
        return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}{last}{frames:0{max(2, digits)}d}"
