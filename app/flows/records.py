"""What the window knows of every run: read once in the background, then kept up to date by the job's events.

Films have hundreds of thousands of frames and this is asked for several times a second, so a value a frame is an
array and never a loop: `has` bool, `heat` float32 with NaN where E_warp is not known, both indexed by clip frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.project.choices import shown_choices
from engine.project.model import Choice, Project, Run
from engine.project.review import accepted_ranges
from engine.project.runs import RunFolder

Flags = NDArray[np.bool_]
Values = NDArray[np.float32]
_ROOM = 1024


@dataclass
class Record:
    """`has`: frames with a result on disk; `heat`: their E_warp; `e_warp`, `loss`: the last of the two curves;
    `e_warp_processed`: that of the processed clip which a finished run has made steady."""

    run: Run
    has: Flags = field(default_factory=lambda: np.zeros(0, np.bool_))
    heat: Values = field(default_factory=lambda: np.zeros(0, np.float32))
    e_warp: float | None = None
    loss: float | None = None
    e_warp_processed: float | None = None
    share: float = 0.0

    def add_frames(self, frames: Iterable[int]) -> None:
        for frame in frames:
            self.has = _long_enough(self.has, frame, False)
            self.has[frame] = True

    def take_metric(self, name: str, step: int, value: float) -> None:
        if name == "e_warp_frame" and step >= 0:
            self.heat = _long_enough(self.heat, step, np.nan)
            self.heat[step] = value
        elif name == "e_warp":
            self.e_warp = value
        elif name == "loss":
            self.loss = value
        elif name == "e_warp_processed":
            self.e_warp_processed = value

    def final(self) -> Flags:
        """Return which frames are final; the others are first pictures of a run that did not get further.

        A method measures E_warp of a frame (but for the first one) when its final picture is there.
        """
        if self.run.state == "finished":
            return self.has
        known = np.zeros(len(self.has), np.bool_)
        measured = ~np.isnan(self.heat[: len(known)])
        known[: len(measured)] = measured
        sure = [key.frame for key in self.run.keyframes]
        if self.run.start + 1 < len(known) and known[self.run.start + 1]:
            sure.append(self.run.start)
        known[[frame for frame in sure if frame < len(known)]] = True
        return self.has & known

    @property
    def is_empty(self) -> bool:
        return not self.has.any()

    def frames(self) -> list[int]:
        """Return the frames that have a result, sorted."""
        found: list[int] = np.flatnonzero(self.has).tolist()
        return found


def read_record(folder: RunFolder) -> Record:
    """Read a run from disk: not for the UI thread."""
    record = Record(folder.read_run())
    record.add_frames(folder.frames())
    for name, points in folder.read_metrics().items():
        for step, value in points if name == "e_warp_frame" else points[-1:]:
            record.take_metric(name, step, value)
    record.share = record.run.progress
    return record


def choices_of(project: Project) -> set[Choice]:
    """Return what the frames show."""
    return {choice for shot in project.shots for choice in shown_choices(shot)}


def changed_frames(before: Project, after: Project) -> set[int]:
    """Return the frames whose shown result differs between two snapshots."""
    changed = choices_of(before) ^ choices_of(after)
    return {frame for choice in changed for frame in range(choice.start, choice.stop)}


def shown_heat(project: Project, records: Mapping[str, Record], live: Record | None) -> Values:
    """Return E_warp of what each frame shows; frames of the run that works go before the chosen ones."""
    parts = [(record.heat, choice) for record, choice in _chosen(project, records)]
    heat = np.full(_length([part for part, _ in parts], live.heat if live else None), np.nan, np.float32)
    for part, choice in parts:
        seen = part[choice.start : choice.stop]
        heat[choice.start : choice.start + len(seen)] = seen
    if live is not None:
        known = ~np.isnan(live.heat) & ~accepted(project, len(live.heat))
        heat[: len(known)][known] = live.heat[known]
    return heat


def covered(project: Project, records: Mapping[str, Record], live: Record | None) -> Flags:
    """Return which clip frames have a result to show."""
    return _shown(project, records, live, lambda record: record.has)


def finished(project: Project, records: Mapping[str, Record], live: Record | None) -> Flags:
    """Return of which clip frames a final picture is shown."""
    return _shown(project, records, live, Record.final)


def _shown(
    project: Project, records: Mapping[str, Record], live: Record | None, of: Callable[[Record], Flags]
) -> Flags:
    parts = [(of(record), choice) for record, choice in _chosen(project, records)]
    has = np.zeros(_length([part for part, _ in parts], live.has if live else None), np.bool_)
    for part, choice in parts:
        seen = part[choice.start : choice.stop]
        has[choice.start : choice.start + len(seen)] |= seen
    if live is not None:  # its frames are shown before those of the chosen ones
        mine = of(live)
        is_seen = live.has & ~accepted(project, len(live.has))
        has[: len(mine)] = np.where(is_seen, mine, has[: len(mine)])
    return has


def accepted(project: Project, length: int) -> Flags:
    """Return which of the clip's first `length` frames the artist accepted: a run that works does not cover them."""
    flags = np.zeros(length, np.bool_)
    for start, stop in accepted_ranges(project.shots):
        flags[start:stop] = True
    return flags


def stretches(has: Flags) -> list[tuple[int, int]]:
    """Return sorted half-open ranges that hold exactly the frames where `has` is true."""
    steps = np.diff(np.concatenate(([0], has.astype(np.int8), [0])))
    return list(zip(np.flatnonzero(steps > 0).tolist(), np.flatnonzero(steps < 0).tolist(), strict=True))


def _chosen(project: Project, records: Mapping[str, Record]) -> list[tuple[Record, Choice]]:
    return [
        (records[choice.run], choice)
        for shot in project.shots
        for choice in shown_choices(shot)
        if choice.run in records
    ]


def _length(parts: list[NDArray[Any]], live: NDArray[Any] | None) -> int:
    return max([0, *(len(part) for part in parts), *([len(live)] if live is not None else [])])


def _long_enough(kept: NDArray[Any], frame: int, fill: object) -> NDArray[Any]:
    if frame < len(kept):
        return kept
    room = np.full(max(_ROOM, len(kept) // 2, frame + 1 - len(kept)), fill, kept.dtype)
    return np.concatenate((kept, room))
