"""Accepting and rejecting by range, as pure edits: old project in, new project out.

What is accepted is pinned: those frames keep the pictures of the run that was shown there, whatever is chosen or
run later. What is rejected shows what it showed before that run. Raises `InputError` (one sentence) where an edit
makes no sense; the project is then unchanged, as values are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.project.choices import painted, shown_choices, within, without
from engine.project.model import Choice, Project, Run, Shot
from engine.runtime.errors import InputError


def accept_range(project: Project, start: int, stop: int) -> Project:
    """Pin what frames `start` to `stop` (half-open) show. Frames that show no result stay free."""
    shots, is_any = [], False
    for shot in project.shots:
        shown = within(shown_choices(shot), start, stop)
        is_any |= bool(shown)
        shots.append(_with_accepted(shot, [*shot.accepted, *shown]))
    if not is_any:
        raise InputError(f"{span(start, stop)} show no result that could be accepted.")
    return project.replaced(shots=tuple(shots))


def unaccept_range(project: Project, start: int, stop: int) -> Project:
    """Let frames `start` to `stop` (half-open) go on with later runs again. They show what they showed."""
    shots, is_any = [], False
    for shot in project.shots:
        freed = within(shot.accepted, start, stop)
        is_any |= bool(freed)
        kept = painted((*shot.chosen, *freed)) if freed else shot.chosen
        shots.append(_with_accepted(shot.replaced(chosen=kept), without(shot.accepted, start, stop)))
    if not is_any:
        raise InputError(f"{span(start, stop)} hold nothing that was accepted.")
    return project.replaced(shots=tuple(shots))


def reject_range(project: Project, run: str, start: int, stop: int, known: Mapping[str, Run]) -> Project:
    """Let frames of `start` to `stop` (half-open) that show `run` show what they showed before it, or nothing.

    Accepted frames stay. `known`: the runs there are, by id; a deleted one is not shown again.
    """
    shots, is_any = [], False
    for shot in project.shots:
        free = list(shot.chosen)
        for pinned in shot.accepted:
            free = without(free, pinned.start, pinned.stop)
        rejected = [choice for choice in within(free, start, stop) if choice.run == run]
        is_any |= bool(rejected)
        chosen = list(shot.chosen)
        for choice in rejected:
            chosen = [*without(chosen, choice.start, choice.stop), *before(run, choice.start, choice.stop, known)]
        shots.append(shot.replaced(chosen=painted(chosen)) if rejected else shot)
    if not is_any:
        raise InputError(f"{span(start, stop)} show nothing of this run that is not accepted.")
    return project.replaced(shots=tuple(shots))


def before(run: str, start: int, stop: int, known: Mapping[str, Run]) -> list[Choice]:
    """Return what frames `start` to `stop` showed when `run` was asked for, of runs that are still `known`."""
    over = known[run].over if run in known else ()
    return [choice for choice in within(over, start, stop) if choice.run in known and choice.run != run]


def accepted_runs(project: Project) -> frozenset[str]:
    """Return the runs whose pictures are pinned somewhere."""
    return frozenset(choice.run for shot in project.shots for choice in shot.accepted)


def accepted_ranges(shots: Iterable[Shot]) -> list[tuple[int, int]]:
    """Return the sorted half-open ranges of accepted frames, neighbors joined whichever run they show."""
    joined: list[tuple[int, int]] = []
    for start, stop in sorted((choice.start, choice.stop) for shot in shots for choice in shot.accepted):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], stop)
        else:
            joined.append((start, stop))
    return joined


def ranges_of(project: Project, run: str) -> str:
    """Return in words which accepted frames show `run`: "frames 3 to 9 and 20 to 24", or ""."""
    of_run = [shot.replaced(accepted=tuple(c for c in shot.accepted if c.run == run)) for shot in project.shots]
    parts = [f"{start} to {stop - 1}" if stop - start > 1 else f"{start}" for start, stop in accepted_ranges(of_run)]
    if not parts:
        return ""
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"frames {listed}" if len(parts) > 1 or " to " in listed else f"frame {listed}"


def anchors(shot: Shot, start: int, stop: int) -> list[Choice]:
    """Return the accepted frames that a run of frames `start` to `stop` has to agree with: of every accepted range
    those that have a free neighbor in the run, as choices of one frame."""
    found: set[int] = set()
    for first, last in accepted_ranges([shot]):
        beside = ((first, first - 1), (last - 1, last))
        found |= {frame for frame, other in beside if start <= frame < stop and start <= other < stop}
    return [
        Choice(run=run, start=frame, stop=frame + 1)
        for frame in sorted(found)
        if (run := shot.run_at(frame)) is not None
    ]


def span(start: int, stop: int) -> str:
    """Return a range in words, the last frame named: "Frames 3 to 9"."""
    return f"Frames {start} to {stop - 1}" if stop - start > 1 else f"Frame {start}"


def _with_accepted(shot: Shot, accepted: Iterable[Choice]) -> Shot:
    kept = painted(tuple(accepted))
    return shot if kept == shot.accepted else shot.replaced(accepted=kept)
