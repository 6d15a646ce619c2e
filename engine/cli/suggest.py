"""`tintloom suggest`: which frames of a film or a project to color next, and why."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from engine.cli.clips import timecode
from engine.cli.options import JsonOption
from engine.cli.terminal import Terminal, follow, interruptible
from engine.media.source import FrameSource, open_source
from engine.project.file import SUFFIX, ProjectFolder
from engine.runtime.errors import InputError, ProjectError
from engine.runtime.events import Progress
from engine.suggest.advice import Advice, Question, advise
from engine.suggest.asking import question_about
from engine.suggest.choosing import MOST_BUDGET


@dataclass(frozen=True)
class _Asked:
    """A shot's number, from 1, and what is asked about it."""

    number: int
    question: Question


def suggest(
    source: Annotated[Path, typer.Argument(help="A project, or a film or folder of pictures.", show_default=False)],
    budget: Annotated[
        int,
        typer.Option("--budget", min=1, max=MOST_BUDGET, help="How many frames of a shot you will color at most."),
    ] = 3,
    shot: Annotated[int, typer.Option("--shot", min=0, help="Only this shot, counted from 1; 0 is all of them.")] = 0,
    is_one_shot: Annotated[
        bool, typer.Option("--one-shot", help="Take a film as one shot: look for no cuts.")
    ] = False,
    is_json: JsonOption = False,
) -> None:
    """Find the frames from which the whole shot can be colored best, beside the keyframes it has."""
    terminal = Terminal(is_json=is_json)
    with ExitStack() as opened, terminal.engine_warnings():
        with terminal.bar() as bar, interruptible() as is_stopped:
            frames, asked = follow(_open(source, budget, is_one_shot, opened), bar, is_stopped)
            if shot > len(asked):
                raise InputError(f"There is no shot {shot}; there {_are(len(asked))}.")
            wanted = [each for each in asked if shot in (0, each.number)]
            answers = [
                (each, follow(_named(advise(frames, each.question), each.number), bar, is_stopped)) for each in wanted
            ]
        rate = frames.facts.rate
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("shot", "frame", "timecode"):
        table.add_column(name, justify="right")
    for name in ("why", "what it brings"):
        table.add_column(name)
    for each, advice in answers:
        for found in advice.suggestions:
            place = (str(each.number), str(found.frame), timecode(found.frame, rate))
            table.add_row(*place, found.reason_text, found.gain_text)
        if not advice.suggestions:
            table.add_row(str(each.number), "", "", "No further keyframe would bring much here.", "")
    terminal.result({"path": source, "shots": [_plain(each, advice) for each, advice in answers]}, table)
    for each, advice in answers:
        for worth in advice.worths:
            if worth.loss_db is not None and not is_json:
                terminal.say(f"Shot {each.number}, keyframe {worth.frame}: {worth.text}")


def _open(
    path: Path, budget: int, is_one_shot: bool, opened: ExitStack
) -> Generator[Progress, None, tuple[FrameSource, list[_Asked]]]:
    """Open a project or a film; return its frames and a question about each of its shots."""
    if path.name != "project.json" and path.suffix != SUFFIX and not (path / "project.json").exists():
        film = opened.enter_context(closing(open_source(path)))
        cuts: list[int] = []
        if not is_one_shot:
            from engine.media.shots import find_cuts  # PySceneDetect takes half a second to import

            cuts = yield from find_cuts(film)
        bounds = zip([0, *cuts], [*cuts, len(film)], strict=True)
        return film, [_Asked(n, Question(start, stop, budget)) for n, (start, stop) in enumerate(bounds, 1)]
    project = opened.enter_context(ProjectFolder.open(path, is_writable=False))  # the window may have it open
    clip, place = project.project.clip, project.clip_place()
    if clip is None or place.state != "found" or place.path is None:
        raise ProjectError(place.sentence or f"The project {project.name} has no film yet.")
    source = opened.enter_context(closing(open_source(place.path, deinterlace=clip.deinterlace)))
    runs = {run.id: run for run in project.runs.all()}
    return source, [
        _Asked(number, question_about(shot, project.blobs.folder, project.runs.path, runs, budget))
        for number, shot in enumerate(project.project.shots, 1)
    ]


def _named(steps: Generator[Progress, None, Advice], number: int) -> Generator[Progress, None, Advice]:
    """Do `steps`, telling of which shot."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            found: Advice = end.value
            return found
        yield Progress(step.done, step.total, f"shot {number}: {step.stage}")


def _are(count: int) -> str:
    return "is 1 shot" if count == 1 else f"are {count} shots"


def _plain(asked: _Asked, advice: Advice) -> dict[str, Any]:
    """Return the answer for machines."""
    return {
        "shot": asked.number,
        "start": asked.question.start,
        "stop": asked.question.stop,
        "keyframes": [key.frame for key in asked.question.painted],
        "suggested": [
            {
                "frame": each.frame,
                "gain": each.gain,
                "for": [each.start, each.stop],
                "reasons": [asdict(reason) for reason in each.reasons],
            }
            for each in advice.suggestions
        ],
        "worth": [asdict(worth) for worth in advice.worths],
    }
