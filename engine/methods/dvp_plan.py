"""When what happens in a run of Deep Video Prior: a pure function of the step, so that a run can go on anywhere.

No torch here: the order of Algorithm 1 and the length of a run can be known without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


def growth_order(start: int, stop: int, keyframes: Sequence[int], partial: Sequence[int] = ()) -> tuple[int, ...]:
    """Return every frame of `start` to `stop` that is no keyframe in the order it joins the queue.

    Algorithm 1 takes the frame next to what is known; with several keyframes every one grows in both directions
    at once, so frames come by their distance from the nearest keyframe, the earlier of two equals first. One that
    counts in a part of the picture (`partial`) is grown from too, and joins first: elsewhere nothing is known of it.
    """
    taken = set(keyframes)
    known = {*keyframes, *partial}
    others = (frame for frame in range(start, stop) if frame not in taken)
    return tuple(sorted(others, key=lambda frame: (min(abs(frame - key) for key in known), frame)))


@dataclass(frozen=True, slots=True)
class Plan:
    """`warm_up` steps on the keyframes, then a frame of `order` joins after every `per_frame` steps, then
    `finish` steps on all of them (Algorithm 1, with a beginning and an end)."""

    keyframes: tuple[int, ...]
    order: tuple[int, ...]
    warm_up: int
    per_frame: int
    finish: int
    is_progressive: bool = True  # without, the same steps are all spent on the keyframes

    @property
    def steps(self) -> int:
        """Training steps of the whole run; there is nothing to learn for if every frame is a keyframe."""
        return self.warm_up + self.per_frame * len(self.order) + self.finish if self.order else 0

    def joined(self, step: int) -> int:
        """Return how many frames of `order` are in the queue when step number `step` is trained."""
        if step < self.warm_up or not self.is_progressive:
            return 0
        return min(1 + (step - self.warm_up) // self.per_frame, len(self.order))

    def joined_evenly(self, step: int) -> int:
        """Return how many frames a progressive plan would have let join: work done, where it is counted in those."""
        return replace(self, is_progressive=True).joined(step)

    def stage(self, step: int) -> str:
        """Return what the artist reads while step number `step` is trained."""
        if step < self.warm_up or not self.is_progressive:
            return "Learning the keyframes"
        if step < self.steps - self.finish:
            return f"Spreading: frame {self.joined(step)} of {len(self.order)}"
        return "Refining all frames"

    def shortened(self, share: float) -> Plan:
        """Return the plan of a run that begins with what an earlier one learned: `share` of its steps each."""

        def fewer(steps: int) -> int:
            return max(1, round(steps * share)) if steps else 0

        return replace(self, warm_up=fewer(self.warm_up), per_frame=fewer(self.per_frame), finish=fewer(self.finish))
