"""One running method as Qt sees it: engine events come in, signals of the same meaning go out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Literal

from PySide6.QtCore import QObject, QThread, Signal

from app.translation import tr
from engine.project.model import RunState
from engine.project.runs import RunFolder
from engine.runtime.errors import EngineError
from engine.runtime.events import Event, FrameReady, Metric, Preview, Progress
from engine.runtime.pace import Pace
from engine.runtime.record import recorded
from engine.runtime.worker import GRACE_S, EventSource

BATCH_S = 0.05  # signals to the UI thread: at most 20 batches a second,
PREVIEW_S = 0.125  # and 8 previews, whose pixels cost it time
_POLL_S = 0.02

Wish = Literal["go", "pause", "stop", "cancel"]


class Job(QThread):
    """Pulls one run's worker. All methods return at once and may be called in any state.

    Every signal carries the run's id. Events come in batches: `measured` a tuple of `Metric` in order,
    `frame_ready` a tuple of clip frames (each once a batch), `previewed` and `progressed` the newest alone.
    `ended` is the last: state "finished", "stopped", "canceled" or "failed", and the `EngineError` or None.
    """

    started_work = Signal(str)
    progressed = Signal(str, object, object)  # run id, Progress, seconds left or None
    previewed = Signal(str, object)  # run id, Preview
    measured = Signal(str, object)  # run id, tuple[Metric, ...]
    frame_ready = Signal(str, object)  # run id, tuple[int, ...]
    state_changed = Signal(str, str)  # run id, "running" or "paused"
    ended = Signal(str, str, object)  # run id, state, EngineError or None

    def __init__(
        self,
        run_id: str,
        make_source: Callable[[], EventSource],
        folder: RunFolder,
        parent: QObject | None = None,
        *,
        prepare: Callable[[], None] = lambda: None,
    ) -> None:
        """`prepare` is called first, then `make_source`, both in the job's thread: each may take a moment."""
        super().__init__(parent)
        self.run_id = run_id
        self.state: RunState = "queued"
        self.error: EngineError | None = None
        self.is_over = False
        self.name = run_id
        self._prepare = prepare
        self._make_source = make_source
        self._folder = folder
        self._wish: Wish = "go"
        self._wished = threading.Condition()
        self.grace_s = GRACE_S
        self._frame: int | None = None
        self._source: EventSource | None = None

    # --- wishes, from the UI thread -------------------------------------------------------------------------

    def pause(self) -> None:
        if self._ask("pause"):
            self.state_changed.emit(self.run_id, "paused")

    def resume(self) -> None:
        if self._ask("go"):
            self.state_changed.emit(self.run_id, "running")

    def stop_and_keep(self, grace_s: float = GRACE_S) -> None:
        """End with what is there: frames and checkpoint stay. The method is killed after `grace_s`."""
        self.grace_s = grace_s
        self._ask("stop")

    def cancel(self, grace_s: float = GRACE_S) -> None:
        """End; the run is kept, but it is marked as not wanted."""
        self.grace_s = grace_s
        self._ask("cancel")

    def kill(self) -> None:
        """The last resort: end the worker process now. What is on disk stays."""
        if (source := self._source) is not None:
            source.kill()

    def look_at(self, frame: int | None) -> None:
        """Ask for previews of this clip frame."""
        self._frame = frame
        if (source := self._source) is not None:
            source.look_at(frame)

    @property
    def is_paused(self) -> bool:
        return self._wish == "pause"

    @property
    def is_ending(self) -> bool:
        return self._wish in ("stop", "cancel")

    def _ask(self, wish: Wish) -> bool:
        with self._wished:
            if self._wish == wish or self.is_ending or self.state not in ("queued", "running", "paused"):
                return False
            self._wish = wish
            self._wished.notify_all()
        return True

    # --- the job's own thread -------------------------------------------------------------------------------

    def run(self) -> None:
        error: EngineError | None = None
        try:
            self._work()
            state: RunState = {"stop": "stopped", "cancel": "canceled"}.get(self._wish, "finished")  # type: ignore[assignment]
            if state != "finished":
                self._folder.update(state=state)
        except Exception as failure:
            error, state = self._failed(failure)
        with suppress(EngineError):
            self.name = self._folder.read_run().name
        self.state, self.error, self.is_over = state, error, True
        self.ended.emit(self.run_id, state, error)

    def _work(self) -> None:
        began = time.monotonic()
        self._prepare()
        self._folder.update(state="running", message="")
        self.state = "running"
        self.started_work.emit(self.run_id)
        source = self._source = self._make_source()
        source.look_at(self._frame)
        batch = _Batch(self)
        try:
            with closing(recorded(source, self._folder, began)) as events:
                while not self.is_ending:
                    if self._wish == "pause":
                        batch.flush()
                        self._sleep_through_pause(batch)
                    elif not source.wait(_POLL_S):
                        batch.flush_if_due()
                    elif (event := next(events, None)) is None:
                        break
                    else:
                        batch.add(event)
                        batch.flush_if_due()
                if self.is_ending:
                    source.close(self.grace_s)
        finally:
            source.close(self.grace_s)
            batch.flush()

    def _sleep_through_pause(self, batch: _Batch) -> None:
        began = time.monotonic()
        self.state = "paused"
        self._folder.update(state="paused")
        with self._wished:
            self._wished.wait_for(lambda: self._wish != "pause")
        if not self.is_ending:
            self.state = "running"
            self._folder.update(state="running")
        batch.pace.resume(time.monotonic() - began)

    def _failed(self, failure: Exception) -> tuple[EngineError | None, RunState]:
        state: RunState = "failed"
        error = (
            failure
            if isinstance(failure, EngineError)
            else EngineError(tr("The run failed: {failure}").format(failure=failure))
        )
        if error is not failure:
            error.__cause__ = failure
        if self.is_ending:
            # asked to end, it ended: how is of no interest to the artist any more
            state = "stopped" if self._wish == "stop" else "canceled"
        try:
            self._folder.update(state=state, message="" if self.is_ending else str(error))
        except EngineError as unwritable:
            error.add_note(str(unwritable))
        return (None if self.is_ending else error), state


class _Batch:
    """Collects events and emits them at the pace a window can follow."""

    def __init__(self, job: Job) -> None:
        self.pace = Pace()
        self._job = job
        self._metrics: list[Metric] = []
        self._frames: dict[int, None] = {}
        self._progress: Progress | None = None
        self._preview: Preview | None = None
        self._flushed = self._previewed = 0.0

    def add(self, event: Event) -> None:
        if isinstance(event, Metric):
            self._metrics.append(event)
        elif isinstance(event, FrameReady):
            self._frames[event.frame] = None
        elif isinstance(event, Progress):
            self._progress = event
            self.pace.update(event.done, event.total, time.monotonic())
        elif isinstance(event, Preview):
            self._preview = event

    def flush_if_due(self) -> None:
        now = time.monotonic()
        if now - self._flushed >= BATCH_S:
            self.flush(with_preview=now - self._previewed >= PREVIEW_S)

    def flush(self, *, with_preview: bool = True) -> None:
        job, now = self._job, time.monotonic()
        self._flushed = now
        if with_preview and self._preview is not None:
            self._previewed = now
            job.previewed.emit(job.run_id, self._preview)
            self._preview = None
        if self._frames:
            job.frame_ready.emit(job.run_id, tuple(self._frames))
            self._frames = {}
        if self._metrics:
            job.measured.emit(job.run_id, tuple(self._metrics))
            self._metrics = []
        if self._progress is not None:
            job.progressed.emit(job.run_id, self._progress, self.pace.left(now))
            self._progress = None
