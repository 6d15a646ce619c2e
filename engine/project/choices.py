"""Whose result each frame shows: arithmetic of choices, without projects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.project.model import Choice, Shot


def painted(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """Return the same result a frame as `choices` (later ones cover earlier ones), sorted, disjoint and merged."""
    shown: list[Choice] = []
    for choice in choices:
        shown = [*without(shown, choice.start, choice.stop), choice]
    merged: list[Choice] = []
    for choice in sorted(shown, key=lambda c: c.start):
        if merged and merged[-1].run == choice.run and merged[-1].stop == choice.start:
            merged[-1] = merged[-1].replaced(stop=choice.stop)
        else:
            merged.append(choice)
    return tuple(merged)


def without(choices: Iterable[Choice], start: int, stop: int) -> list[Choice]:
    """Return `choices` with frames `start` to `stop` (half-open) taken out of each."""
    left: list[Choice] = []
    for choice in choices:
        if choice.start < min(choice.stop, start):
            left.append(choice.replaced(stop=min(choice.stop, start)))
        if choice.stop > max(choice.start, stop):
            left.append(choice.replaced(start=max(choice.start, stop)))
    return left


def within(choices: Iterable[Choice], start: int, stop: int) -> list[Choice]:
    """Return the parts of `choices` that lie in frames `start` to `stop` (half-open)."""
    cut = ((max(choice.start, start), min(choice.stop, stop), choice) for choice in choices)
    return [choice.replaced(start=first, stop=last) for first, last, choice in cut if first < last]


def shown_choices(shot: Shot) -> tuple[Choice, ...]:
    """Return what the frames of `shot` show: what was accepted, and elsewhere what is chosen; disjoint."""
    return painted((*shot.chosen, *shot.accepted)) if shot.accepted else shot.chosen


def is_accepted(shot: Shot | None, frame: int) -> bool:
    """Return whether the artist approved what this frame shows."""
    return shot is not None and any(choice.start <= frame < choice.stop for choice in shot.accepted)
