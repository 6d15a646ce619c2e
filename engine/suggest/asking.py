"""What to ask about a shot of a project: its keyframes, and the runs that show what they gave."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.project.model import Kind, Project, Run, Shot
from engine.suggest.advice import Question
from engine.suggest.measured import Painted, Shown
from engine.suggest.tracked import MaskQuestion


def question_about(
    shot: Shot,
    blobs: Path,
    runs: Path,
    known: Mapping[str, Run],
    budget: int,
    *,
    kind: Kind = "color",
    is_quick: bool = False,
) -> Question:
    """Return the question which `budget` frames of `shot` to color next, beside its keyframes of `kind`.

    What the artist declined is not asked for again. `blobs`, `runs`: the project's folders of pictures and of runs;
    `known`: its runs by id; `is_quick`: look at fewer frames.
    """
    painted = tuple(
        Painted(key.frame, blobs / key.image, None if key.trust is None else blobs / key.trust)
        for key in shot.keyframes
        if key.kind == kind
    )
    shown = tuple(
        Shown(choice.start, choice.stop, runs / choice.run, _made_from(known[choice.run]))
        for choice in (*shot.chosen, *shot.accepted)
        if choice.run in known and known[choice.run].kind == kind
    )
    settled = tuple(
        (choice.start, choice.stop)
        for choice in shot.accepted
        if choice.run in known and known[choice.run].kind == kind
    )
    return Question(
        shot.start, shot.stop, budget, painted, shot.not_needed, shown, is_quick=is_quick, settled=settled
    )


def question_about_masks(
    project: Project,
    shot: Shot,
    blobs: Path,
    runs: Path,
    known: Mapping[str, Run],
    budget: int,
) -> MaskQuestion:
    """Return the question which `budget` tracked masks of `shot` to repair; the rest as above."""
    choices = (*shot.chosen, *project.mask_runs)  # as `shown.mask_of`: the masks' own runs go before
    shown = tuple(
        Shown(choice.start, choice.stop, runs / choice.run, _made_from(known[choice.run]))
        for choice in choices
        if choice.run in known
        and known[choice.run].kind == "mask"
        and choice.start < shot.stop
        and choice.stop > shot.start
    )
    painted = tuple(Painted(key.frame, blobs / key.image) for key in shot.keyframes if key.kind == "mask")
    names = {label: mask.name for mask in project.masks for label in mask.labels}
    return MaskQuestion(shot.start, shot.stop, painted, shown, names, budget, shot.masks_good)


def _made_from(run: Run) -> tuple[tuple[int, str], ...]:
    return tuple((key.frame, key.image) for key in run.keyframes)
