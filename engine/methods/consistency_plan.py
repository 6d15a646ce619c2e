"""What happens at which step of blind consistency: a pure function, so that a run can go on anywhere (no torch)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from engine.training.windows import Window

# which output a step trains: the only one; the main or the minor one alone; both on the same frame (how the released
# code begins); both, each pixel for itself (equations 4 and 5), in "followed" the main one less
Role = Literal["plain", "main", "minor", "begin", "reweighted", "followed"]
Variant = Literal["", "modes", "paper", "code"]  # of iteratively reweighted training; "" is none

COARSE_COST = 0.25  # of a step at half size, in steps at full size
_BEGINNING = {
    "": 0.0,
    "modes": 0.2,
    "paper": 0.2,
    "code": 0.1,
}  # share of the epochs; the released code takes 5 of 50


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
    both. After that each pixel trains the output it is nearer to; in "modes", beyond the paper, all of a frame of
    `main` goes on to train the main output, and what it takes from other frames counts less: without that it is drawn
    to what lies between the modes.
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
        return self.epochs // 2 if self.is_coarse_first else 0

    def step(self, index: int) -> Step:
        """Return what step number `index` (0 .. steps - 1) learns from."""
        epoch, place = divmod(index, self.length)
        frame, is_coarse = self.window.start + place, epoch < self.coarse
        if not self.variant:
            return Step(frame, "plain", is_coarse)
        if epoch >= self.beginning:
            return Step(frame, self._reweighted(frame), is_coarse)
        if self.variant == "code":
            return Step(self.main[0], "begin", is_coarse)
        return self._told_apart(index, frame, is_coarse)

    def _told_apart(self, index: int, frame: int, is_coarse: bool) -> Step:
        inside = [other for other in self.main if self.window.start <= other < self.window.stop]
        if 3 * len(inside) >= self.length:  # enough of them come by
            return Step(frame, "main" if frame in self.main else "minor", is_coarse)
        if index % 2 == 0 or frame in self.main:
            return Step((inside or self.main)[index // 2 % len(inside or self.main)], "main", is_coarse)
        return Step(frame, "minor", is_coarse)

    def _reweighted(self, frame: int) -> Role:
        if self.variant != "modes":
            return "reweighted"
        return "main" if frame in self.main else "followed"

    def cost(self, index: int) -> float:
        """Return what the first `index` steps cost, in steps at full size."""
        coarse = min(index, self.coarse * self.length)
        return coarse * COARSE_COST + index - coarse


def own_frames(windows: Sequence[Window], index: int) -> range:
    """Return the frames whose final pictures are made once window `index` is learned: up to the next one's first."""
    stop = windows[index + 1].start if index + 1 < len(windows) else windows[index].stop
    return range(windows[index].start, stop)
