"""What the window knows of every run: read once in the background, then kept up to date by the job's events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.project.model import Choice, Project, Run
from engine.project.runs import RunFolder


@dataclass
class Record:
    """`frames` have a result on disk; `heat`: clip frame -> E_warp; the last values of the two curves."""

    run: Run
    frames: set[int] = field(default_factory=set)
    heat: dict[int, float] = field(default_factory=dict)
    e_warp: float | None = None
    loss: float | None = None
    share: float = 0.0

    def take_metric(self, name: str, step: int, value: float) -> None:
        if name == "e_warp_frame":
            self.heat[step] = value
        elif name == "e_warp":
            self.e_warp = value
        elif name == "loss":
            self.loss = value


def read_record(folder: RunFolder) -> Record:
    """Read a run from disk: not for the UI thread."""
    record = Record(folder.read_run(), set(folder.frames()))
    for name, points in folder.read_metrics().items():
        for step, value in points if name == "e_warp_frame" else points[-1:]:
            record.take_metric(name, step, value)
    record.share = record.run.progress
    return record


def choices_of(project: Project) -> set[Choice]:
    return {choice for shot in project.shots for choice in shot.chosen}


def changed_frames(before: Project, after: Project) -> set[int]:
    """Return the frames whose shown result differs between two snapshots."""
    changed = choices_of(before) ^ choices_of(after)
    return {frame for choice in changed for frame in range(choice.start, choice.stop)}


def shown_heat(project: Project, records: Mapping[str, Record], live: Record | None) -> dict[int, float]:
    """Return clip frame -> E_warp of what is shown; frames of the run that works go before the chosen ones."""
    heat: dict[int, float] = {}
    for shot in project.shots:
        for choice in shot.chosen:
            record = records.get(choice.run)
            if record is not None:
                heat.update({f: v for f, v in record.heat.items() if choice.start <= f < choice.stop})
    if live is not None:
        heat.update(live.heat)
    return heat


def covered(project: Project, records: Mapping[str, Record], live: Record | None) -> set[int]:
    """Return the clip frames that have a result to show."""
    frames: set[int] = set()
    for shot in project.shots:
        for choice in shot.chosen:
            record = records.get(choice.run)
            if record is not None:
                frames.update(f for f in record.frames if choice.start <= f < choice.stop)
    return frames | (live.frames if live is not None else set())


def stretches(frames: Iterable[int]) -> list[tuple[int, int]]:
    """Return sorted half-open ranges that hold exactly `frames`."""
    found: list[tuple[int, int]] = []
    for frame in sorted(frames):
        if found and found[-1][1] == frame:
            found[-1] = (found[-1][0], frame + 1)
        else:
            found.append((frame, frame + 1))
    return found
