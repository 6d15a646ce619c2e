"""How long the rest takes, from how it went so far."""

from __future__ import annotations

import math
from collections import deque

_WINDOW_S = 30.0
_SETTLE_S = 2.0


class Pace:
    """Feed it every Progress; it answers with the seconds that are left, or None while nobody can know.

    Works on the share done/total, so units may change from stage to stage as long as the share is of the whole.
    Recent speed counts more than old speed, because later stages are often slower. Time spent in a pause is
    taken out by calling `resume`.
    """

    def __init__(self) -> None:
        self._points: deque[tuple[float, float]] = deque()  # (time, share), oldest first
        self._left: float | None = None

    def update(self, done: float, total: float, now: float) -> float | None:
        if not (total > 0 and math.isfinite(done) and math.isfinite(total)):
            return self._left
        share = min(1.0, max(0.0, done / total))
        if self._points and share < self._points[-1][1]:
            self._points.clear()  # the work began anew
            self._left = None
        self._points.append((now, share))
        while len(self._points) > 2 and now - self._points[1][0] > _WINDOW_S:
            self._points.popleft()
        self._left = self._estimate(now, share)
        return self._left

    def left(self, now: float) -> float | None:
        """Return the seconds left with no news since the last update: they count down, but never below a second."""
        if self._left is None or not self._points:
            return None
        return max(min(1.0, self._left), self._left - (now - self._points[-1][0]))

    def resume(self, paused_s: float) -> None:
        """Forget a pause of this length that has just ended."""
        self._points = deque((time + paused_s, share) for time, share in self._points)

    def _estimate(self, now: float, share: float) -> float | None:
        if share >= 1:
            return 0.0
        since, began = self._points[0]
        if now - since < _SETTLE_S or share <= began:
            return None if self._left is None else self.left(now)
        return (1 - share) * (now - since) / (share - began)
