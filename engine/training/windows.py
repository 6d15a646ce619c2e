"""Long shots in windows: each has a network of its own, and neighbors are cross-faded where they overlap.

Source: paper 1, section 6.7 and table 11: one network for a very long clip gets worse; about 10 s each is best.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """Frames `start` to `stop` (half-open), learned from `keyframes`, which may lie outside."""

    start: int
    stop: int
    keyframes: tuple[int, ...] = ()

    def __len__(self) -> int:
        return self.stop - self.start


def cut_windows(
    start: int, stop: int, length: int, overlap: int, keyframes: Sequence[int] = ()
) -> tuple[Window, ...]:
    """Return windows of about `length` frames that cover `start` to `stop`, neighbors sharing `overlap` frames.

    All are as long as each other, to a frame; a range of up to one and a half lengths stays whole, and so does any
    range where `length` is 0. A window learns from the keyframes inside it; with none inside, from the nearest on
    each side. Raises `ValueError` if the range is empty or windows would not move on.
    """
    if stop <= start:
        raise ValueError(f"frames {start} to {stop - 1} are no range")
    count = stop - start
    keys = sorted(keyframes)
    if not length or count <= length + length // 2:
        return (Window(start, stop, tuple(keys)),)
    if not 0 <= overlap <= length / 3:
        raise ValueError("windows overlap by at most a third of their length")
    pieces = max(2, round((count - overlap) / (length - overlap)))
    step = (count - overlap) / pieces
    firsts = [start + round(index * step) for index in range(pieces)]
    lasts = [*(first + overlap for first in firsts[1:]), stop]
    return tuple(Window(first, last, _reaching(keys, first, last)) for first, last in zip(firsts, lasts, strict=True))


def weight(windows: Sequence[Window], index: int, frame: int) -> float:
    """Return how much window `index` counts for `frame`, 0..1: over all windows the weights of a frame sum to 1.

    Within an overlap the later window comes in linearly and never counts nothing or all.
    """
    window = windows[index]
    if not window.start <= frame < window.stop:
        return 0.0
    share = 1.0
    if index > 0 and frame < windows[index - 1].stop:
        share *= _risen(frame, window.start, windows[index - 1].stop)
    if index + 1 < len(windows) and frame >= windows[index + 1].start:
        share *= 1 - _risen(frame, windows[index + 1].start, window.stop)
    return share


def _risen(frame: int, start: int, stop: int) -> float:
    return (frame - start + 1) / (stop - start + 1)


def _reaching(keys: list[int], start: int, stop: int) -> tuple[int, ...]:
    first, last = bisect_left(keys, start), bisect_right(keys, stop - 1)
    if first < last or not keys:
        return tuple(keys[first:last])
    return tuple(keys[max(0, first - 1) : first + 1])
