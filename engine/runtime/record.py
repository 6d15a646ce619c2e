"""Keeps a run's folder true while its events pass by: curves, state, seconds, cause of failure."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import closing

from engine.project.model import RunState
from engine.project.runs import RunFolder
from engine.runtime.events import Event, FrameReady, Metric, Preview, Progress
from engine.runtime.provided import provided_digest
from engine.runtime.worker import EventSource

_PAUSE_S = 0.5  # a consumer that takes longer than this for one event has paused


def recorded(source: EventSource, folder: RunFolder, since: float | None = None) -> Generator[Event]:
    """Yield the events of `source`, writing metrics and the run's state into `folder`.

    Ends as finished, failed (the error's sentence is kept, its notes go to log.txt) or, when closed early,
    stopped: the frames that are there stay, and a checkpoint lets the run go on. The seconds of work count from
    `since` (`time.monotonic()`), by default from the first pull.
    """
    run = folder.update(state="running", message="")
    keyframes = {keyframe.frame for keyframe in run.keyframes}  # these were there before
    watch = _Stopwatch(run.seconds, since)
    progress, first_picture_s = 0.0, run.first_picture_s

    def keep(state: RunState, message: str = "") -> None:
        folder.update(
            seconds=watch.seconds(),
            progress=progress,
            first_picture_s=first_picture_s,
            weights_digest=provided_digest(folder.path) or run.weights_digest,
            state=state,
            message=message,
        )

    try:
        with closing(iter(source)) as events:
            for event in events:
                if isinstance(event, Metric):
                    folder.append_metric(event.name, event.step, event.value)
                elif isinstance(event, Progress) and event.total > 0:
                    progress = min(1.0, max(0.0, event.done / event.total))
                elif isinstance(event, Preview | FrameReady) and event.frame not in keyframes:
                    first_picture_s = first_picture_s or watch.seconds()
                watch.hold()
                yield event
                watch.go_on()
    except GeneratorExit:
        keep("stopped")
        raise
    except Exception as error:
        folder.append_log("\n".join((str(error), *getattr(error, "__notes__", ()))))
        keep("failed", str(error))
        raise
    progress = 1.0
    keep("finished")


class _Stopwatch:
    """Seconds of work: while the consumer holds an event longer than a moment, the method is paused."""

    def __init__(self, seconds: float, since: float | None) -> None:
        self._seconds = seconds
        self._since = time.monotonic() if since is None else since

    def hold(self) -> None:
        now = time.monotonic()
        self._seconds += now - self._since
        self._since = now

    def go_on(self) -> None:
        now = time.monotonic()
        self._seconds += min(now - self._since, _PAUSE_S)
        self._since = now

    def seconds(self) -> float:
        return self._seconds + min(time.monotonic() - self._since, _PAUSE_S)
