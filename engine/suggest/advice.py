"""The advice: which frames to color next, why, and what each keyframe is worth."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from engine.color.lab import Chroma
from engine.media.source import FrameSource
from engine.motion.track import grid
from engine.runtime.errors import EngineError, InputError
from engine.runtime.events import Progress
from engine.suggest.choosing import LEAST, MOST_BUDGET, Known, beside, choices, in_order
from engine.suggest.foretelling import Foretold, Way, foretell
from engine.suggest.looking import MOST_SAMPLES, QUICK_SAMPLES, Looks, look, sampling
from engine.suggest.measured import (
    Evidence,
    Painted,
    Shown,
    apart,
    colors_of,
    corrected,
    gather,
    is_whole,
    mean_apart,
)
from engine.suggest.reasons import Suggestion, Worth, fights, reasons_with_keyframes, reasons_without

_LOOK_SHARE, _FOLLOW_SHARE, _READ_SHARE = 0.3, 0.9, 0.95  # of the work is done after each of its parts
_LEAST_GAIN_DB = 0.05  # mean over the shot: a suggestion that brings less is not worth a keyframe
_LEAST_SEEN = 1.0  # ab squared, mean over the shot: a smaller gain cannot be seen
_APART_SHARE = 1 / 24  # of the shot: a dismissed frame takes its neighbors along

T = TypeVar("T")


@dataclass(frozen=True)
class Question:
    """About frames `start` to `stop` of a clip, half-open: which `budget` frames more are to be colored?

    `painted`: the color keyframes there are; `barred`: frames that the artist does not want to color; `shown`: the
    runs that the shot shows, later ones cover earlier ones. `is_whole_budget`: take as many frames as may be, even
    where the last ones bring next to nothing. `is_quick`: look at fewer frames, enough to say where to begin.
    `settled`: ranges (half-open) that were accepted and stay as they are.
    """

    start: int
    stop: int
    budget: int = 3
    painted: tuple[Painted, ...] = ()
    barred: tuple[int, ...] = ()
    shown: tuple[Shown, ...] = ()
    is_whole_budget: bool = False
    is_quick: bool = False
    settled: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Advice:
    """`suggestions`: what brings most comes first; `worths`: of every keyframe, by frame; `errors`: (frame, expected
    squared error of its color, ab squared) of every sample with the keyframes there are; empty without any."""

    suggestions: tuple[Suggestion, ...]
    worths: tuple[Worth, ...]
    errors: tuple[tuple[int, float], ...]

    def worst_between(self, start: int, stop: int) -> int | None:
        """Return the frame with the largest expected error from `start` to `stop` (half-open), None if none is
        known there."""
        inside = [(error, -frame) for frame, error in self.errors if start <= frame < stop]
        return -max(inside)[1] if inside else None


def advise(source: FrameSource, question: Question) -> Generator[Progress, None, Advice]:
    """Look at the shot and answer. Of the film only luma is read. Raises `EngineError` with one sentence.

    The same question about the same film has the same answer. Bounded: at most `looking.MOST_PICTURES` frames and the
    keyframes are read, however long the shot is.
    """
    if not 0 <= question.start < question.stop:
        raise InputError(f"Frames {question.start} to {question.stop - 1} are no shot.")
    if not 0 <= question.budget <= MOST_BUDGET:
        raise InputError(f"At most {MOST_BUDGET} keyframes can be suggested at once.")
    whole = tuple(key for key in question.painted if _is_whole(key) and question.start <= key.frame < question.stop)
    most = QUICK_SAMPLES if question.is_quick else MOST_SAMPLES
    plan = sampling(question.start, question.stop, [key.frame for key in whole], most)
    looks = yield from parts(look(source, plan), 0.0, _LOOK_SHARE)
    fixed = [plan.samples.index(key.frame) for key in whole]
    foretold = yield from parts(foretell(looks, fixed), _LOOK_SHARE, _FOLLOW_SHARE)
    colors = yield from parts(colors_of(looks, whole), _FOLLOW_SHARE, _READ_SHARE)
    evidence = yield from parts(gather(looks, foretold, fixed, colors, whole, question.shown), _READ_SHARE, 1.0)
    known = Known(corrected(foretold.errors, fixed, evidence), np.array(plan.weights))
    return Advice(
        _suggestions(looks, foretold, evidence, known, fixed, question),
        _worths(looks, foretold, known, fixed, colors),
        _errors(looks, known, fixed),
    )


def _suggestions(
    looks: Looks, foretold: Foretold, evidence: Evidence, known: Known, fixed: Sequence[int], question: Question
) -> tuple[Suggestion, ...]:
    frames = looks.sampling.samples
    near = max(1.0, (question.stop - question.start) * _APART_SHARE)
    barred = [at for at, frame in enumerate(frames) if any(abs(frame - other) < near for other in question.barred)]
    settled = [at for at, frame in enumerate(frames) if any(first <= frame < end for first, end in question.settled)]
    if settled:  # nothing is gained there, and nothing to be painted
        barred = sorted({*barred, *settled})
        weights = known.weights.copy()
        weights[settled] = 0
        known = replace(known, weights=weights if weights.any() else known.weights)
    found = _worthwhile(known, fixed, barred, question)
    everything = sorted({*fixed, *found})
    rules = ruled(known, everything)
    made = []
    for at in in_order(known, fixed, found):
        # beside keyframes each speaks for itself; the first ones are a plan, in which each has its part
        before, after = ({*fixed}, {*fixed, at}) if fixed else ({*found} - {at}, {*found})
        gain = 1 - known.mean_error(after) / max(known.mean_error(before), LEAST)
        if fixed:
            reasons = reasons_with_keyframes(looks, foretold, evidence, fixed, at)
        else:
            reasons = reasons_without(looks, foretold, at, rules[at], len(found) == 1)
        made.append(Suggestion(frames[at], max(0.0, gain), reasons, *bounds_of(looks, rules[at])))
    # the sort is stable: among the first ones, and of equal gains, what would be missed most comes first
    return tuple(sorted(made, key=lambda each: -each.gain) if fixed else made)


def _worthwhile(known: Known, fixed: Sequence[int], barred: Sequence[int], question: Question) -> list[int]:
    """Return the best samples, no more of them than bring something each."""
    found: list[int] = []
    cost, error = known.mean_cost(fixed), known.mean_error(fixed)
    for more in choices(known, fixed, question.budget, barred)[1:]:
        keys = {*fixed, *more}
        cheaper, smaller = known.mean_cost(keys), known.mean_error(keys)
        brings = cost - cheaper >= _LEAST_GAIN_DB and error - smaller >= _LEAST_SEEN
        if not brings and not question.is_whole_budget:
            break
        found, cost, error = more, cheaper, smaller
    return found


def ruled(known: Known, keys: Sequence[int]) -> dict[int, range]:
    """Return for each of `keys` the samples that take most of their color from it."""
    count = len(known.weights)
    borders = [0]
    for one, other in itertools.pairwise(keys):
        nearer = [at for at in range(one + 1, other) if known.error((one,), at) <= known.error((other,), at)]
        borders.append(max(nearer, default=one) + 1)
    borders.append(count)
    return {key: range(borders[index], borders[index + 1]) for index, key in enumerate(keys)}


def bounds_of(looks: Looks, rules: range) -> tuple[int, int]:
    """Return the frames, half-open, that these samples stand for."""
    plan = looks.sampling
    start = plan.start if rules.start == 0 else (plan.samples[rules.start - 1] + plan.samples[rules.start] + 1) // 2
    is_last = rules.stop == len(plan.samples)
    stop = plan.stop if is_last else (plan.samples[rules.stop - 1] + plan.samples[rules.stop] + 1) // 2
    return start, stop


def _worths(
    looks: Looks, foretold: Foretold, known: Known, fixed: Sequence[int], colors: dict[int, Chroma]
) -> tuple[Worth, ...]:
    frames, made = looks.sampling.samples, []
    for key in fixed:
        before, behind = beside(fixed, key)
        neighbors = [other for other in (before, behind) if other is not None]
        if not neighbors:
            made.append(Worth(frames[key], None))
            continue
        around = [
            at
            for at in range(0 if before is None else before + 1, len(frames) if behind is None else behind)
            if at != key
        ]
        loss = _loss(known, neighbors, key, around)
        against, far = _fight(foretold, key, neighbors, colors)
        made.append(Worth(frames[key], loss, None if against is None else frames[against], far))
    return tuple(made)


def _loss(known: Known, neighbors: Sequence[int], key: int, around: Sequence[int]) -> float:
    """Return by how many dB the samples `around` a keyframe would be worse from its neighbors alone; 0 where nobody
    would see it."""
    if not around:
        return 0.0
    weights = [known.weights[at] for at in around]

    def mean(value: Callable[[Collection[int], int], float], keys: Collection[int]) -> float:
        return float(np.average([value(keys, at) for at in around], weights=weights))

    both = (*neighbors, key)
    if mean(known.error, neighbors) - mean(known.error, both) < _LEAST_SEEN:
        return 0.0
    return max(0.0, mean(known.cost, neighbors) - mean(known.cost, both))


def _fight(
    foretold: Foretold, key: int, neighbors: Sequence[int], colors: dict[int, Chroma]
) -> tuple[int | None, float]:
    """Return the neighbor that says most clearly something else about this keyframe's own frame, and by how much."""
    if key not in colors:
        return None, 0.0
    shape = colors[key].shape[:2]
    own = Way(grid(shape), np.ones(shape, np.float32))
    found = [
        (mean_apart(*apart((own, colors[key]), (foretold.ways[other, key], colors[other]))), other)
        for other in neighbors
        if other in colors
    ]
    far, other = max(((far, other) for far, other in found if fights(far)), default=(0.0, None))
    return other, far


def _errors(looks: Looks, known: Known, fixed: Sequence[int]) -> tuple[tuple[int, float], ...]:
    if not fixed:
        return ()
    return tuple((frame, known.error(fixed, at)) for at, frame in enumerate(looks.sampling.samples))


def _is_whole(painted: Painted) -> bool:
    with suppress(EngineError):
        return is_whole(painted)
    return True


def parts(steps: Generator[Progress, None, T], start: float, stop: float) -> Generator[Progress, None, T]:
    """Do `steps`, telling the progress as a part of the whole work."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            found: T = end.value
            return found
        done = step.done / step.total if step.total else 0.0
        yield Progress(start + (stop - start) * done, 1.0, step.stage)
