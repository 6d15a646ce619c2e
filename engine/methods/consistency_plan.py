"""What happens at which step of blind consistency: a pure function, so that a run can go on anywhere (no torch)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from engine.training.windows import Window

# which output a step trains: the only one; the main or the minor one alone; both on the same frame (how the released
# code begins); both, each pixel for itself (equations 4 and 5), in "followed" the main one less
Role = Literal["plain", "main", "minor", "begin", "reweighted", "followed"]
Variant = Literal["", "modes", "paper", "code"]  # of iteratively reweighted training; "" is none

COARSE_COST = 0.25  # of a step at half size, in steps at full size
# share of the epochs in which the outputs are told apart; the released code takes 5 of 50
_BEGINNING = {"": 0.0, "modes": 0.5, "paper": 0.2, "code": 0.1}
_LEADING = 0.7  # of the beginning of "modes": the main output learns alone
_REACHING = 0.9  # of what comes after it: until then frames ever farther from the mode's own are taken in


@dataclass(frozen=True, slots=True)
class Step:
    frame: int
    role: Role
    is_coarse: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """One window: `epochs` times every frame in order (paper 1, section 6.1: batch 1, whole frames).

    With `is_coarse_first` the first half of the epochs is at half size (section 6.4.1). With reweighted training
    (`variant`) the first epochs set the main output to its mode (section 4.3): frames of `main` train the main
    output and the others of the window the minor one; as the released code does it, `main`'s first frame alone trains
    both. After that each pixel trains the output it is nearer to.

    In "modes", beyond the paper, frames of `main` train the main output alone for a third of the steps, since it
    cannot tell what differs from it before it is like them; then every second step goes on to do so.
    The steps between train the minor output on the others at first, and then, what is near to `main` before what is
    far, each pixel for itself: the main output grows into what it has not seen. All at full size: what is learned of
    the few frames at half size does not carry over.
    """

    window: Window
    epochs: int
    is_coarse_first: bool
    variant: Variant = ""
    main: tuple[int, ...] = ()

    @property
    def length(self) -> int:
        return len(self.window)

    @property
    def steps(self) -> int:
        return self.epochs * self.length

    @property
    def beginning(self) -> int:
        """Epochs in which the two outputs are told apart; they never are the whole."""
        share = round(self.epochs * _BEGINNING[self.variant])
        return min(max(1, share), self.epochs - 1) if self.variant else 0

    @property
    def coarse(self) -> int:
        """Epochs at half size."""
        return self.epochs // 2 if self.is_coarse_first and self.variant != "modes" else 0

    @property
    def leading(self) -> int:
        """Steps at the beginning in which the main output of "modes" learns alone."""
        return round(_LEADING * self.beginning * self.length) if self.variant == "modes" else 0

    @property
    def others(self) -> tuple[int, ...]:
        """The window's frames that are none of `main`, the nearest to one of those first."""
        return _others(self.window, self.main)

    def step(self, index: int) -> Step:
        """Return what step number `index` (0 .. steps - 1) learns from."""
        epoch, place = divmod(index, self.length)
        frame, is_coarse = self.window.start + place, epoch < self.coarse
        if not self.variant:
            return Step(frame, "plain", is_coarse)
        if self.variant == "modes":
            return self._within_modes(index)
        if epoch >= self.beginning:
            return Step(frame, "reweighted", is_coarse)
        if self.variant == "code":
            return Step(self.main[0], "begin", is_coarse)
        return self._told_apart(index, frame, is_coarse)

    @property
    def _shown(self) -> Sequence[int]:
        """The frames of `main` in the window, all of them where it has none."""
        return [frame for frame in self.main if self.window.start <= frame < self.window.stop] or self.main

    def _told_apart(self, index: int, frame: int, is_coarse: bool) -> Step:
        shown = self._shown
        if shown is not self.main and 3 * len(shown) >= self.length:  # enough of them come by
            return Step(frame, "main" if frame in self.main else "minor", is_coarse)
        if index % 2 == 0 or frame in self.main:
            return Step(shown[index // 2 % len(shown)], "main", is_coarse)
        return Step(frame, "minor", is_coarse)

    def _within_modes(self, index: int) -> Step:
        shown, others, turn = self._shown, self.others, index // 2
        if index < self.leading or not others:
            return Step(shown[index % len(shown)], "main", False)
        if index % 2:
            return Step(shown[turn % len(shown)], "main", False)
        begun = self.beginning * self.length
        if index < begun:
            return Step(others[turn % len(others)], "minor", False)
        done = (index - begun) / max(1, self.steps - begun)
        reached = min(len(others), 1 + int(len(others) * done / _REACHING))
        return Step(others[turn % reached], "followed", False)

    def cost(self, index: int) -> float:
        """Return what the first `index` steps cost, in steps at full size."""
        coarse = min(index, self.coarse * self.length)
        return coarse * COARSE_COST + index - coarse


def own_frames(windows: Sequence[Window], index: int) -> range:
    """Return the frames whose final pictures are made once window `index` is learned: up to the next one's first."""
    stop = windows[index + 1].start if index + 1 < len(windows) else windows[index].stop
    return range(windows[index].start, stop)


@lru_cache(maxsize=8)  # asked for at every step
def _others(window: Window, main: tuple[int, ...]) -> tuple[int, ...]:
    known = set(main)
    others = [frame for frame in range(window.start, window.stop) if frame not in known]
    return tuple(sorted(others, key=lambda frame: min(abs(frame - other) for other in main)))
