"""Where tracked masks are least to be trusted, and on which frame repairing one brings most.

The same questions as for color (`advice`), asked of the objects' own part of the picture: how much of it cannot be
found in a mask the artist made, followed over gray pictures alone. What tracking has shown puts that right: how sure
the method was, whether the masks of two neighboring frames fit each other along the motion, and whether what is
followed from the artist's masks on both sides is the same. The expected error is the share of an object that is
wrong, about 1 - J.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.media.masks import read_mask, resized_mask
from engine.media.source import FrameSource
from engine.motion.codes import RADIUS
from engine.motion.fusion import FULLY_UNSURE
from engine.motion.track import fetch
from engine.motion.views import resized
from engine.project.runs import RunFolder
from engine.runtime.errors import InputError
from engine.runtime.events import Progress
from engine.suggest.advice import bounds_of, parts, ruled
from engine.suggest.choosing import Errors, Known, beside, choices, in_order, joined
from engine.suggest.foretelling import Foretold, Way, foretell
from engine.suggest.looking import Looks, in_cells, look, sampling
from engine.suggest.measured import Painted, Shown, is_true
from engine.suggest.reasons import Reason, Suggestion

Plane = NDArray[np.float32]  # h×w
Labels = NDArray[np.uint8]

_LOOK_SHARE, _FOLLOW_SHARE = 0.3, 0.85  # of the work is done after each of its parts
_LEAST_WRONG = 0.1  # percent: nothing is expected to be better than that
_AROUND = 0.03  # of the picture's height: a mask is wrong at its edge, and as far beside it
_LEAST_AREA = 0.0005  # of the picture: what is smaller is no object but a few pixels
_EARLIER = 0.02  # of the shot's expected error may be lost for a repair that comes earlier
_LEAST_GAIN = 0.5  # percent of the object, mean over the shot: less is not worth a repair
_MOST_FACTOR = 8.0
_APART_SHARE = 1 / 24  # of the shot: a dismissed frame takes its neighbors along
# what is worth telling
_SIDES = 0.25  # of an object on which the masks of both sides do not agree
_JUMP = 1.3  # times the area from one sample to the next
_UNSURE = 0.08  # of an object may be wrong, says the method
_TORN = 0.25  # of an object does not fit the mask of the sample before
_HIDDEN = 0.2  # of its part of the picture cannot be found in the masks beside it: common, told where nothing else is


@dataclass(frozen=True)
class MaskQuestion:
    """About frames `start` to `stop` of a clip, half-open: which `budget` masks are to be repaired?

    `painted`: the artist's own masks there; `shown`: the runs whose masks the frames have, later ones cover earlier
    ones; `names`: label -> name of every object; `barred`: frames the artist does not want to repair.
    """

    start: int
    stop: int
    painted: tuple[Painted, ...]
    shown: tuple[Shown, ...]
    names: Mapping[int, str]
    budget: int = 3
    barred: tuple[int, ...] = ()


@dataclass(frozen=True)
class Repair(Suggestion):
    """Repair the mask of `frame` and track on from there to the frames from `start` to `stop`, half-open."""

    @property
    def gain_text(self) -> str:
        """What it is for, in words."""
        if self.stop - self.start == 1:
            return "Only this frame would follow it."
        return f"Frames {self.start} to {self.stop - 1} would follow it."


@dataclass(frozen=True)
class MaskAdvice:
    """`suggestions`: what brings most comes first; `wrong`: (frame, expected share of the objects that is wrong,
    0..1) of every sample that has a mask."""

    suggestions: tuple[Repair, ...] = ()
    wrong: tuple[tuple[int, float], ...] = ()


@dataclass
class _Seen:
    """What the masks show at the samples: for each object (label) and sample, NaN where nothing is known.

    `areas` of the picture, 0..1; `unsure`, `torn`, `sides`: shares of the object, see above; `cells` n×cells: how
    much of all objects (and what lies close around them) lies in each cell.
    """

    labels: tuple[int, ...]
    areas: NDArray[np.float64]
    unsure: NDArray[np.float64]
    torn: NDArray[np.float64]
    sides: NDArray[np.float64]
    cells: NDArray[np.float32]


def doubt(source: FrameSource, question: MaskQuestion) -> Generator[Progress, None, MaskAdvice]:
    """Look at the shot and its masks and answer. Of the film only luma is read. Raises `EngineError`.

    Without a mask of the artist or without a tracked one there is nothing to repair.
    """
    if not 0 <= question.start < question.stop:
        raise InputError(f"Frames {question.start} to {question.stop - 1} are no shot.")
    painted = {key.frame: key for key in question.painted if question.start <= key.frame < question.stop}
    if not painted or not question.shown or not question.names:
        return MaskAdvice()
    plan = sampling(question.start, question.stop, painted)
    looks = yield from parts(look(source, plan), 0.0, _LOOK_SHARE)
    fixed = [plan.samples.index(frame) for frame in sorted(painted)]
    foretold = yield from parts(foretell(looks, fixed), _LOOK_SHARE, _FOLLOW_SHARE)
    seen, is_known = yield from parts(_look_at_masks(looks, foretold, fixed, question), _FOLLOW_SHARE, 1.0)
    known = Known(_errors(foretold, fixed, seen), np.array(plan.weights), is_linear=True)
    wrong = tuple((frame, known.error(fixed, at) / 100) for at, frame in enumerate(plan.samples) if is_known[at])
    return MaskAdvice(_suggestions(looks, foretold, seen, known, fixed, question, is_known), wrong)


def _suggestions(
    looks: Looks,
    foretold: Foretold,
    seen: _Seen,
    known: Known,
    fixed: Sequence[int],
    question: MaskQuestion,
    is_known: NDArray[np.bool_],
) -> tuple[Repair, ...]:
    frames = looks.sampling.samples
    near = max(1.0, (question.stop - question.start) * _APART_SHARE)
    barred = [
        at
        for at, frame in enumerate(frames)
        if not is_known[at] or any(abs(frame - other) < near for other in question.barred)
    ]
    found: list[int] = []
    for more in choices(known, fixed, question.budget, barred)[1:]:
        if known.mean_error([*fixed, *found]) - known.mean_error([*fixed, *more]) < _LEAST_GAIN:
            break
        found = more
    found = _earlier(known, fixed, found, barred)
    rules = ruled(known, sorted({*fixed, *found}))
    before = max(known.mean_error(fixed), _LEAST_WRONG)
    made = [
        Repair(
            frames[at],
            max(0.0, 1 - known.mean_error([*fixed, at]) / before),
            _reasons(looks, foretold, seen, fixed, at, question.names),
            *bounds_of(looks, rules[at]),
        )
        for at in in_order(known, fixed, found)
    ]
    return tuple(made)


def _earlier(known: Known, fixed: Sequence[int], found: Sequence[int], barred: Sequence[int]) -> list[int]:
    """Return `found` with each sample as early as costs next to nothing: an artist tracks on forward from it."""
    kept = list(found)
    allowed = known.mean_error([*fixed, *kept]) + _EARLIER * known.mean_error(fixed)
    for place, at in enumerate(kept):
        others = [*fixed, *kept[:place], *kept[place + 1 :]]
        first = max((key for key in others if key < at), default=-1) + 1
        fitting = (
            early
            for early in range(first, at)
            if early not in barred and known.mean_error([*others, early]) <= allowed
        )
        kept[place] = next(fitting, at)
    return kept


# what the masks show ---------------------------------------------------------------------------------------


def _look_at_masks(
    looks: Looks, foretold: Foretold, fixed: Sequence[int], question: MaskQuestion
) -> Generator[Progress, None, tuple[_Seen, NDArray[np.bool_]]]:
    """Return what is seen of the objects, and which samples have a tracked mask or one of the artist."""
    frames, size = looks.sampling.samples, looks.size
    labels = tuple(sorted(question.names))
    count, shape = len(frames), (len(labels), len(frames))
    own = {key.frame: key.picture for key in question.painted}
    names = {key.frame: key.picture.name for key in question.painted}
    nothing = np.full(shape, np.nan)
    cells = np.zeros((count, looks.cells[0] * looks.cells[1]), np.float32)
    seen = _Seen(labels, nothing.copy(), nothing.copy(), nothing.copy(), nothing.copy(), cells)
    is_known = np.zeros(count, np.bool_)
    painted = {at: _planes(resized_mask(read_mask(own[frames[at]]), *size), labels) for at in fixed}
    before: list[Plane] | None = None
    for at, frame in enumerate(frames):
        planes, confidence = painted.get(at), None
        run = next((each for each in reversed(question.shown) if each.start <= frame < each.stop), None)
        if planes is None and run is not None:
            mask = RunFolder(run.folder).read_mask(frame)
            planes = None if mask is None else _planes(resized_mask(mask, *size), labels)
            neighbors = {frames[key] for key in beside(fixed, at) if key is not None}
            if planes is not None and is_true(run, frame, neighbors, names):
                confidence = RunFolder(run.folder).read_confidence(frame)
        if planes is not None:
            is_known[at] = True
            seen.cells[at] = _region(planes, looks)
            if not seen.cells[at].any() and at:
                seen.cells[at] = seen.cells[at - 1]  # lost: what it was lost from is in doubt
            link = looks.before[at]
            for number, plane in enumerate(planes):
                seen.areas[number, at] = plane.mean()
                if before is not None and link is not None:
                    seen.torn[number, at] = _apart(plane, fetch(before[number], link.places))
                if confidence is not None:
                    seen.unsure[number, at] = _unsure(plane, resized(confidence, size))
                seen.sides[number, at] = _sides(foretold, painted, fixed, at, number)
        before = planes
        yield Progress(at + 1, count, "Looking at the masks")
    return seen, is_known


def _planes(mask: Labels, labels: Sequence[int]) -> list[Plane]:
    return [(mask == label).astype(np.float32) for label in labels]


def _around(plane: Plane) -> Plane:
    """Return the object and what lies close around it, 0 or 1."""
    reach = max(1, round(_AROUND * len(plane)))
    disk = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    return np.asarray(cv2.dilate(plane, disk), np.float32)


def _region(planes: Sequence[Plane], looks: Looks) -> NDArray[np.float32]:
    """Return how much of each cell belongs to the objects or lies close around them, 0..1."""
    return in_cells(_around(np.max(planes, axis=0)), looks.cells).ravel()


def _apart(one: Plane, other: Plane) -> float:
    """Return which share of two masks (0..1) is in one of them alone; NaN where neither is anything."""
    union = float(np.maximum(one, other).mean())
    return float(np.abs(one - other).mean()) / union if union >= _LEAST_AREA else float("nan")


def _unsure(plane: Plane, confidence: Plane) -> float:
    """Return which share of an object is expected to be wrong; NaN without an object.

    A mask is carried as a color (`engine.motion.codes`): the expected squared error over the squared distance of two
    objects is the chance that a pixel is another's.
    """
    area = float(plane.sum())
    if area < _LEAST_AREA * plane.size:
        return float("nan")
    wrong = np.minimum((FULLY_UNSURE * np.log(np.maximum(confidence, 1e-3)) / RADIUS) ** 2, 1)
    return float((wrong * _around(plane)).sum()) / area


def _sides(
    foretold: Foretold, painted: Mapping[int, list[Plane]], fixed: Sequence[int], at: int, number: int
) -> float:
    """Return by how much the artist's masks on both sides disagree about an object here, where both are known to
    see it; NaN where there are not two."""
    before, behind = beside(fixed, at)
    if at in painted or before is None or behind is None:
        return float("nan")
    ways: list[Way] = [foretold.ways[key, at] for key in (before, behind)]
    surely = np.minimum(ways[0].kept, ways[1].kept)
    said = [fetch(painted[key][number], way.places) * surely for key, way in zip((before, behind), ways, strict=True)]
    return _apart(said[0], said[1])


# how wrong they are expected to be -------------------------------------------------------------------------


def _errors(foretold: Foretold, fixed: Sequence[int], seen: _Seen) -> Errors:
    """Return n×n×1, [key, frame]: the expected share of the objects that is wrong, in percent."""
    weights = seen.cells / np.maximum(seen.cells.sum(1, keepdims=True), 1e-6)
    lost = np.einsum("kfc,fc->kf", foretold.lost, weights).astype(np.float32)
    errors = np.maximum(100 * lost, np.float32(_LEAST_WRONG))
    shares = np.nan_to_num(seen.areas) / np.maximum(np.nansum(seen.areas, 0), 1e-9)
    measured = [_of_all(each, shares) for each in (seen.unsure, seen.torn, seen.sides)]
    factors = np.ones(len(errors), np.float32)
    for each in measured:
        told = np.array(
            [
                np.nan
                if at in fixed or np.isnan(each[at])
                else (100 * each[at] + 1) / (_from_both(errors, fixed, at) + 1)
                for at in range(len(errors))
            ]
        )
        if np.isfinite(told).any():
            usual = float(np.nanmedian(told))
            # each sees only a part of what is wrong: their geometric mean is believed
            factors *= np.nan_to_num((told / max(usual, 1e-6)) ** (1 / len(measured)), nan=1.0).astype(np.float32)
    for key in fixed:
        errors[key] *= np.clip(factors, 1 / _MOST_FACTOR, _MOST_FACTOR)
    return np.asarray(np.clip(errors, _LEAST_WRONG, 100)[..., None], np.float32)


def _of_all(values: NDArray[np.float64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean over the objects, weighted by their `shares`, of each sample; NaN where none is known."""
    is_there = ~np.isnan(values)
    weight = (shares * is_there).sum(0)
    return np.where(weight > 0, np.nansum(values * shares, 0) / np.maximum(weight, 1e-9), np.nan)


def _from_both(errors: NDArray[np.float32], fixed: Sequence[int], at: int) -> float:
    found = [errors[key, at : at + 1] for key in beside(fixed, at) if key is not None]
    return float(joined(found[0], found[1])[0] if len(found) > 1 else found[0][0])


# why -------------------------------------------------------------------------------------------------------


def _reasons(
    looks: Looks, foretold: Foretold, seen: _Seen, fixed: Sequence[int], at: int, names: Mapping[int, str]
) -> tuple[Reason, ...]:
    """Return why the mask of sample `at` is to be looked at, the strongest first."""
    frames = looks.sampling.samples
    around = [key for key in beside(fixed, at) if key is not None]
    found: list[tuple[float, Reason]] = []
    for number, label in enumerate(seen.labels):
        name = names[label]
        sides, unsure, torn = (float(each[number, at]) for each in (seen.sides, seen.unsure, seen.torn))
        if sides >= _SIDES and len(around) == 2:
            one, other = (frames[key] for key in around)
            text = f"{name}: the masks of frames {one} and {other} agree on {1 - sides:.0%} of it only"
            found.append((sides / _SIDES, Reason("sides", sides, text)))
        jump = _jump(seen.areas[number], at)
        if jump is not None:
            text, size = _told_jump(name, jump, frames, at)
            found.append((size / np.log(_JUMP), Reason("area", size, text)))
        elif torn >= _TORN and at > 0:
            text = f"{name}: {torn:.0%} of it does not follow from frame {frames[at - 1]}"
            found.append((torn / _TORN, Reason("torn", torn, text)))
        if unsure >= _UNSURE:
            text = f"{name}: about {min(unsure, 1.0):.0%} of it is uncertain"
            found.append((unsure / _UNSURE, Reason("unsure", unsure, text)))
    weights = seen.cells[at] / max(float(seen.cells[at].sum()), 1e-6)
    hidden = float((np.min([foretold.lost[key, at] for key in around], axis=0) * weights).sum())
    if hidden >= _HIDDEN and not found:
        text = f"{hidden:.0%} of it can no longer be followed from the masks you made"
        found.append((hidden, Reason("new", hidden, text)))
    far = min(abs(frames[at] - frames[key]) for key in around)
    if not found:
        text = (
            f"{far} frames from the nearest mask you made" if far != 1 else "1 frame from the nearest mask you made"
        )
        found.append((0.0, Reason("distance", float(far), text)))
    return tuple(reason for _, reason in sorted(found, key=lambda each: -each[0]))


def _jump(areas: NDArray[np.float64], at: int) -> tuple[float, float] | None:
    """Return the object's area at the sample before and here, if it changed at once; None otherwise."""
    if at == 0 or np.isnan(areas[at]) or np.isnan(areas[at - 1]):
        return None
    was, now = float(areas[at - 1]), float(areas[at])
    if max(was, now) < _LEAST_AREA or max(was, now) < _JUMP * min(was, now):
        return None
    return was, now


def _told_jump(name: str, jump: tuple[float, float], frames: Sequence[int], at: int) -> tuple[str, float]:
    (was, now), since = jump, frames[at - 1]
    if now < _LEAST_AREA:
        text = f"{name} is lost since frame {since}"
    elif was < _LEAST_AREA:
        text = f"{name} appears after frame {since}"
    elif now > was:
        text = f"{name} grows by {now / was - 1:.0%} since frame {since}"
    else:
        text = f"{name} shrinks by {1 - now / was:.0%} since frame {since}"
    return text, min(abs(float(np.log(max(now, 1e-6) / max(was, 1e-6)))), 3.0)
