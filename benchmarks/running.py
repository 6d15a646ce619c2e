"""A run from beginning to end, in this process, and how long it took."""

from __future__ import annotations

import time
from contextlib import closing

from engine.project.runs import RunFolder
from engine.runtime.request import RunRequest
from engine.runtime.worker import Inline


def run_through(request: RunRequest) -> tuple[RunFolder, float]:
    """Return the folder with what the run made, and the seconds of wall clock from opening the clip to the end."""
    started = time.perf_counter()
    with closing(iter(Inline(request))) as events:
        for _ in events:
            pass
    return RunFolder(request.folder), time.perf_counter() - started
