"""What an earlier sitting left to do in a project: the queue as it is on disk."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.project.file import ProjectFolder
from engine.project.runs import last_number

_MAX_QUEUE_JSON = 1 << 20


@dataclass(frozen=True)
class Left:
    """What a project's folder holds from before: the runs that wait, and the highest number of a "Run n"."""

    waiting: tuple[str, ...] = ()
    number: int = 0


def left_in(folder: ProjectFolder) -> Left:
    """Read it: every run's file, so not for the UI thread."""
    runs = folder.runs.all()
    known = {run.id for run in runs if run.state != "finished"}
    return Left(tuple(run for run in _stored(folder.path / "queue.json") if run in known), last_number(runs))


def _stored(path: Path) -> list[str]:
    try:
        if path.stat().st_size > _MAX_QUEUE_JSON:
            return []
        content: Any = json.loads(path.read_bytes())
        return list(dict.fromkeys(run for run in content["runs"] if isinstance(run, str)))
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return []  # without a queue nothing is lost: the runs are in the table and can be resumed
