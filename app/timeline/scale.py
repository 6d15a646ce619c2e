"""Which frames of the clip the timeline shows, and where each of them lies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

_MOST_PER_FRAME = 96.0  # pixels of one frame when zoomed in all the way


@dataclass(frozen=True)
class Scale:
    """`first`: the frame (with a fraction) at the left edge; `per_frame`: pixels of one frame; `width`: in pixels."""

    length: int = 0
    width: float = 1.0
    first: float = 0.0
    per_frame: float = 1.0
    is_whole: bool = True

    @property
    def shown(self) -> float:
        """Frames that fit into the width."""
        return self.width / self.per_frame

    @property
    def start(self) -> int:
        """The first frame of which something is seen."""
        return max(0, int(self.first))

    @property
    def stop(self) -> int:
        """One after the last frame of which something is seen."""
        return min(self.length, int(self.first + self.shown) + 1)

    def x_of(self, frame: float) -> float:
        """Return where `frame` begins."""
        return (frame - self.first) * self.per_frame

    def frame_at(self, x: float) -> int:
        """Return the frame at `x`, the nearest one beside the clip."""
        return min(max(int(self.first + x / self.per_frame), 0), max(self.length - 1, 0))

    def boundary_at(self, x: float) -> int:
        """Return the frame whose beginning lies nearest to `x`."""
        return min(max(round(self.first + x / self.per_frame), 0), self.length)

    def whole(self) -> Scale:
        per_frame = min(self.width / max(self.length, 1), _MOST_PER_FRAME)
        return replace(self, first=0.0, per_frame=per_frame, is_whole=True)

    def resized(self, width: float, length: int) -> Scale:
        """Return the scale for another width or length: the whole stays whole, otherwise the left edge stays."""
        other = replace(self, width=max(1.0, width), length=length)
        return other.whole() if self.is_whole else other._kept_inside()

    def zoomed(self, factor: float, at: float) -> Scale:
        """Return the scale with frames `factor` times as wide; the frame at `at` stays there."""
        least = self.width / max(self.length, 1)
        per_frame = min(max(self.per_frame * factor, least), max(_MOST_PER_FRAME, least))
        if per_frame <= least * 1.0001:
            return self.whole()
        first = self.first + at / self.per_frame - at / per_frame
        return replace(self, first=first, per_frame=per_frame, is_whole=False)._kept_inside()

    def scrolled(self, pixels: float) -> Scale:
        return replace(self, first=self.first + pixels / self.per_frame)._kept_inside()

    def scrolled_to(self, first: float) -> Scale:
        return replace(self, first=first)._kept_inside()

    def showing(self, frame: int) -> Scale:
        """Return the scale scrolled by a page if `frame` is not in view."""
        if self.first <= frame and frame + 1 <= self.first + self.shown:
            return self
        lead = 0.1 if frame >= self.first else 0.9
        return self.scrolled_to(frame - lead * self.shown)

    def spanning(self, start: int, stop: int) -> Scale:
        """Return the scale that shows these frames with a little room on both sides."""
        per_frame = min(self.width / (max(stop - start, 1) * 1.1), _MOST_PER_FRAME)
        if per_frame <= self.width / max(self.length, 1):
            return self.whole()
        middle = (start + stop) / 2
        first = middle - self.width / per_frame / 2
        return replace(self, first=first, per_frame=per_frame, is_whole=False)._kept_inside()

    def _kept_inside(self) -> Scale:
        least = self.width / max(self.length, 1)
        if self.per_frame < least and least <= _MOST_PER_FRAME:
            return self.whole()
        last = max(0.0, self.length - self.width / self.per_frame)
        return replace(self, first=min(max(self.first, 0.0), last))

    def tick_step(self, rate: Fraction, room: float) -> int:
        """Return the frames between two labels that need `room` pixels each: a round number of frames or seconds."""
        second = max(1, round(rate))
        steps = [1, 2, 5, 10]
        steps = [step for step in steps if step < second]
        steps += [second * seconds for seconds in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)]
        return next((step for step in steps if step * self.per_frame >= room), steps[-1] * 2)
