"""The proof that accepted pictures stay as they were: their digests, taken when they were accepted.

runs/<id>/approved.json holds the SHA-256 of the picture of every frame that was ever accepted of this run. Like the
run itself it is outside undo. What is proved is what is shown: the file that an accepted frame shows now is compared
with the digest of the picture that was accepted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from engine.project.choices import without
from engine.project.disk import replace_file
from engine.project.file import ProjectFolder
from engine.project.model import Choice, FrameIndex, Project
from engine.project.runs import RunFolder
from engine.runtime.errors import ProjectError
from engine.runtime.events import Progress

_NAME = "approved.json"
_MOST_BYTES = 64 << 20


class _Approved(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 1
    frames: dict[FrameIndex, Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]] = {}


@dataclass(frozen=True)
class Proof:
    """How many accepted frames show the very picture that was accepted (`kept`), which show another or none
    (`changed`), and of which it is not known, because no digest was taken (`unproved`)."""

    kept: int = 0
    changed: tuple[int, ...] = ()
    unproved: tuple[int, ...] = ()

    @property
    def sentence(self) -> str:
        """Say it to the artist; "" where nothing is accepted."""
        total = self.kept + len(self.changed) + len(self.unproved)
        if not total:
            return ""
        told = f"{len(self.changed)} of {total} accepted {'frame' if total == 1 else 'frames'} changed."
        if self.changed:
            told += f" Frame {self.changed[0]} does not show the picture that was accepted any more."
        if self.unproved:
            told += f" Of {len(self.unproved)} it cannot be proved: no digest was taken."
        return told


def note_accepted(folder: ProjectFolder, before: Project, after: Project) -> Generator[Progress, None, int]:
    """Take the digests of the pictures that are accepted in `after` and were not in `before`; return how many.

    Raises `ProjectError` where a picture is missing or a digest cannot be written.
    """
    known: dict[str, list[Choice]] = {}
    for choice in _accepted(before):
        known.setdefault(choice.run, []).append(choice)
    added: dict[str, list[Choice]] = {}
    for choice in _accepted(after):
        new = [choice]
        for earlier in known.get(choice.run, ()):
            new = without(new, earlier.start, earlier.stop)
        added.setdefault(choice.run, []).extend(new)
    total, done = sum(each.stop - each.start for ranges in added.values() for each in ranges), 0
    for run, ranges in added.items():
        run_folder, digests = folder.runs.folder(run), {}
        for frame in (frame for each in ranges for frame in range(each.start, each.stop)):
            digest = _digest(run_folder, frame)
            if digest is None:
                raise ProjectError(f"Frame {frame} of the run {run} has no picture that could be accepted.")
            digests[frame] = digest
            done += 1
            yield Progress(done, total, "Noting what was accepted")
        if digests:
            _write(run_folder, {**_read(run_folder), **digests})
    return total


def prove(folder: ProjectFolder, project: Project) -> Generator[Progress, None, Proof]:
    """Compare what accepted frames show now, file by file, with what was accepted."""
    digests = cache(lambda run: _read(folder.runs.folder(run)))
    kept, changed, unproved, done = 0, [], [], 0
    accepted = list(_accepted(project))
    total = sum(choice.stop - choice.start for choice in accepted)
    for choice in accepted:
        for frame in range(choice.start, choice.stop):
            shot = project.shot_at(frame)
            shown = shot.run_at(frame) if shot is not None else None
            found = None if shown is None else _digest(folder.runs.folder(shown), frame)
            wanted = digests(choice.run).get(frame)
            if found is None or (wanted is not None and found != wanted):
                changed.append(frame)
            elif wanted is None:
                unproved.append(frame)
            else:
                kept += 1
            done += 1
            yield Progress(done, total, "Proving what was accepted")
    return Proof(kept, tuple(changed), tuple(unproved))


def _accepted(project: Project) -> Iterable[Choice]:
    return (choice for shot in project.shots for choice in shot.accepted)


def _digest(folder: RunFolder, frame: int) -> str | None:
    """Return the SHA-256 of the file that holds the frame's result, or None where there is none."""
    path = folder.result(frame)
    try:
        if path.is_symlink():
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _read(folder: RunFolder) -> Mapping[int, str]:
    """Return the digests by frame; a file that is missing or damaged proves nothing and holds none."""
    path = folder.path / _NAME
    try:
        if path.is_symlink() or path.stat().st_size > _MOST_BYTES:
            return {}
        return _Approved.model_validate_json(path.read_bytes()).frames
    except (OSError, ValidationError):
        return {}


def _write(folder: RunFolder, frames: Mapping[int, str]) -> None:
    replace_file(folder.path / _NAME, _Approved(frames=dict(frames)).model_dump_json().encode())
