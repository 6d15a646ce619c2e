"""What a touch-up changes: the frames up to the keyframes beside it, made anew by a short run over what they show."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from engine.catalog import DvpParams, MethodParams, MethodSpec, find_method
from engine.catalog.dvp import WARM_SHARE
from engine.project.choices import is_accepted, painted, shown_choices
from engine.project.model import Kind, Run, Shot
from engine.project.review import accepted_ranges
from engine.runtime.errors import InputError

# steps of a network that goes on from what it has learned: some 200 for 40 frames
_STEPS = {"warm_up": 60, "steps_per_frame": 2, "finish": 60}


@dataclass(frozen=True)
class Local:
    """A short run of `spec` over what `run` made: frames `start` to `stop` (half-open) with both keyframes beside
    them, if keyframes made it. `only_touched`: they did not."""

    start: int
    stop: int
    run: Run
    params: MethodParams
    spec: MethodSpec
    only_touched: bool = False


def touched_range(shot: Shot, frame: int, kind: Kind = "color", *, only_touched: bool = False) -> tuple[int, int]:
    """Return the frames that a touch-up of `frame` can change, half-open, the keyframes that count everywhere beside
    them included (unless `only_touched`: no keyframes made what is shown); accepted frames end it like keyframes.

    Raises `InputError` where the frame itself is accepted.
    """
    if is_accepted(shot, frame):
        raise InputError(f"Frame {frame} is accepted and stays as it is; take the acceptance back to change it.")
    whole = [key.frame for key in shot.keyframes if key.kind == kind and key.trust is None and key.frame != frame]
    whole = [] if only_touched else whole
    borders = [shot.start, *whole, shot.stop - 1]
    for start, stop in accepted_ranges([shot]):
        borders += [start, stop - 1]
    first = max((border for border in borders if border < frame), default=frame)
    last = min((border for border in borders if border > frame), default=frame)
    return first, last + 1


def shown_around(
    shot: Shot, frame: int, bounds: tuple[int, int], of_kind: Collection[str] | None = None
) -> tuple[int, int]:
    """Return the frames of `bounds` (half-open) around `frame` that show a result without a gap: a run may have made
    a part of the shot, a part of it may have been rejected. `of_kind`: see `local_run`."""
    start, stop = frame, frame
    for choice in painted(shown_choices(shot)):
        if of_kind is not None and choice.run not in of_kind:
            continue
        if choice.start != stop:  # a gap
            if start <= frame < stop:
                break
            start = choice.start
        stop = choice.stop
    return (max(start, bounds[0]), min(stop, bounds[1])) if start <= frame < stop else bounds


def local_run(
    shot: Shot, frame: int, run: Run | None, spec: MethodSpec | None, of_kind: Collection[str] | None = None
) -> Local:
    """Return how what `frame` shows, made by `run` with the method `spec`, is brought up to date after a touch-up:
    by its own method where that can change what is shown, else along the motion alone.

    `of_kind`: the runs of its kind, by id; what others show is no result that could be changed. None for all runs.
    Raises `InputError` with one sentence where that cannot be.
    """
    if run is None or spec is None:
        raise InputError(f"Frame {frame} shows no result that could be updated; propagate the shot first.")
    key = shot.keyframe(frame, run.kind)
    if key is None or key.trust is None:
        raise InputError(f"Frame {frame} was not touched up: paint on its result first.")
    # what was steadied has no keyframes, and an earlier touch-up of it has no others than such
    is_of_steady = run.kind == "style" and run.changes and all(each.trust for each in run.keyframes)
    only_touched = "keyframes" not in spec.needs or is_of_steady
    bounds = touched_range(shot, frame, run.kind, only_touched=only_touched)
    start, stop = shown_around(shot, frame, bounds, of_kind)
    params = spec.parse(dict(run.params)) if run.kind in spec.changes else None
    if isinstance(params, DvpParams) and run.kind == "color" and params.follows_motion(run.kind):
        params = None  # what it shows is the motion's, corrected: a whole new answer would change all of it
    if params is None:
        spec = find_method("flow")
        return Local(start, stop, run, spec.parse({}), spec, only_touched)
    if isinstance(params, DvpParams):
        # what begins with given weights takes a share of the steps that are asked for
        params = params.model_copy(update={name: round(count / WARM_SHARE) for name, count in _STEPS.items()})
    return Local(start, stop, run, params, spec, only_touched)
