"""One job at a time, in the artist's order; the order survives a restart, and a failure stops nobody else."""

from __future__ import annotations

import functools
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

from app.jobs.job import Job
from app.jobs.left import Left, left_in
from app.jobs.needs import check_needs
from app.translation import tr
from app.writing import Writer
from engine.catalog import METHODS, MethodParams, MethodSpec
from engine.project.disk import replace_file
from engine.project.file import ProjectFolder
from engine.project.model import Kind, Project, Run, RunState, Shot
from engine.project.runs import RunFolder, last_number, new_run
from engine.runtime.errors import EngineError, InputError, ProjectError
from engine.runtime.request import RunRequest, request_of
from engine.runtime.worker import GRACE_S, EventSource, Worker

_SPARE_S = 5.0  # beyond its grace a job's thread may need this to write what it has


@dataclass(frozen=True)
class Outcome:
    """How one item of the queue ended, for the report in the morning."""

    run: str
    name: str
    state: RunState
    sentence: str = ""


class JobQueue(QObject):
    """Starts the runs that wait, one after the other, in the open project.

    Signals carry the run's id and arrive in batches (see `Job`). `finished` is the last of a run: its state is
    "finished", "stopped", "canceled" or "failed", with the `EngineError` or None.
    """

    started = Signal(str)
    progressed = Signal(str, object, object)  # run id, Progress, seconds left: float or None
    previewed = Signal(str, object)  # run id, Preview
    measured = Signal(str, object)  # run id, tuple[Metric, ...] in order
    frame_ready = Signal(str, object)  # run id, tuple[int, ...]: clip frames whose result is on disk
    state_changed = Signal(str, str)  # run id, "queued", "running" or "paused"
    finished = Signal(str, str, object)  # run id, state, EngineError or None
    queue_changed = Signal()
    """The waiting items, or what runs, changed."""
    drained = Signal(object)
    """Nothing is left to do: tuple[Outcome, ...] of all that ran since the queue was last empty."""

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        make_source: Callable[[RunRequest], EventSource] = Worker,
        methods: Mapping[str, MethodSpec] = METHODS,
    ) -> None:
        super().__init__(parent)
        self.is_held = False
        self._make_source = make_source
        self._methods = methods
        self._folder: ProjectFolder | None = None
        self._waiting: list[str] = []
        self._job: Job | None = None
        self._outcomes: list[Outcome] = []
        self._frame: int | None = None
        self._is_going_back: set[str] = set()
        self._leaving: list[Job] = []  # told to stop, and not over yet
        self._made: dict[str, Run] = {}
        self._number = 0
        self._writer = Writer("tintloom-queue")

    # --- the project ----------------------------------------------------------------------------------------

    def open(self, folder: ProjectFolder, left: Left | None = None) -> None:
        """Take over a project's queue. If something waits in it from before, it is held until `start`.

        `left` is what `left_in` found; without it the disk is read here.
        """
        self.leave()
        left = left or left_in(folder)
        self._folder = folder
        self._waiting, self._number = list(left.waiting), left.number
        self.is_held = bool(self._waiting)
        self.queue_changed.emit()

    def leave(self, grace_s: float = GRACE_S) -> None:
        """Let the project go at once: the running job saves, stops and goes back to the head of the queue.

        It is told as "stopped" here, with the frames that were announced; `settle` waits until it really is over.
        """
        if self._job is not None:
            job = self._job
            self._is_going_back.add(job.run_id)
            job.stop_and_keep(grace_s)
            # what it told so far, perhaps its end, comes before it is taken leave of
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)
            if self._job is job:
                self._part_with(job)
        self._folder, self._waiting, self._outcomes = None, [], []
        self._is_going_back.clear()
        self.is_held = False
        self._forget_ended()
        self.queue_changed.emit()

    def settle(self) -> None:
        """Wait until every job that was left is over (killed, if it outlives its grace) and all is written.

        May be called in any thread.
        """
        for job in tuple(self._leaving):
            if not job.wait(round(1000 * (job.grace_s + _SPARE_S))):
                job.kill()
                job.wait()
        self._writer.wait()

    def close(self, grace_s: float = GRACE_S) -> None:
        """`leave` and `settle`: nothing lives on afterwards."""
        self.leave(grace_s)
        self.settle()
        self._forget_ended()

    # --- items ----------------------------------------------------------------------------------------------

    @property
    def running(self) -> str | None:
        """The id of the run that is being worked on."""
        return self._job.run_id if self._job is not None else None

    @property
    def waiting(self) -> tuple[str, ...]:
        """The ids of the runs that wait, the next one first."""
        return tuple(self._waiting)

    @property
    def is_paused(self) -> bool:
        return self._job is not None and self._job.is_paused

    def propagate(
        self,
        spec: MethodSpec,
        params: MethodParams,
        project: Project,
        shot: Shot,
        *,
        start: int | None = None,
        stop: int | None = None,
        seed: int = 0,
        device: str = "auto",
        name: str = "",
        is_next: bool = False,
        kind: Kind | None = None,
        start_from: str = "",
        masks_from: str = "",
        changes: bool = False,
        only_touched: bool = False,
    ) -> Run:
        """Make a run of a shot, or of a part of it, and put it into the queue; its folder is written within moments.

        For the rest see `new_run`; the kind is by default what the method does first. Raises `EngineError`.
        """
        folder, kind = self._open_folder(), kind or spec.kinds[0]
        if project.clip is None:
            raise InputError(tr("There is no film yet."))
        if not changes:
            check_needs(spec, kind, project, shot, start, stop)
        run = new_run(
            spec.id,
            params,
            shot,
            project.clip,
            start=start,
            stop=stop,
            seed=seed,
            device=device,
            name=name or tr("Run {number}").format(number=self._number + 1),
            kind=kind,
            processed=project.processed if "processed" in spec.needs else None,
            start_from=start_from,
            masks_from=masks_from,
            changes=changes,
            only_touched=only_touched,
        )
        self._number = max(self._number, last_number([run]))
        self._made[run.id] = run
        self._writer.submit(lambda: folder.runs.make(run))
        self.add(run.id, is_next=is_next)
        return run

    def add(self, run_id: str, *, is_next: bool = False) -> None:
        """Queue a run that has a folder already; a held queue goes on."""
        if run_id in self._waiting or run_id == self.running:
            return
        run_folder = self._open_folder().runs.folder(run_id)
        self._waiting.insert(0 if is_next else len(self._waiting), run_id)
        self._writer.submit(lambda: self._write_queued(run_id, run_folder))
        self.is_held = False
        self.state_changed.emit(run_id, "queued")
        self._store()
        self._start_next()

    def _write_queued(self, run_id: str, run_folder: RunFolder) -> None:
        """In the writer's thread, perhaps late: a run that has begun meanwhile keeps the state it is in."""
        if run_id in self._waiting:
            run_folder.update(is_durable=False, state="queued", message="")

    def resume_run(self, run_id: str, *, is_next: bool = True) -> None:
        """Go on with a run that was stopped, canceled or failed, from its checkpoint."""
        self.add(run_id, is_next=is_next)

    def remove(self, run_id: str) -> None:
        """Take a waiting run out of the queue; it can be resumed later."""
        if run_id in self._waiting:
            self._waiting.remove(run_id)
            run_folder = self._open_folder().runs.folder(run_id)
            self._writer.submit(lambda: run_folder.update(is_durable=False, state="stopped"))
            self._store()

    def reorder(self, run_ids: Iterable[str]) -> None:
        """Put the waiting runs into this order; those not named come last in the order they had."""
        named = [run_id for run_id in dict.fromkeys(run_ids) if run_id in self._waiting]
        self._waiting = [*named, *(run_id for run_id in self._waiting if run_id not in named)]
        self._store()

    def start(self) -> None:
        """Go on with a queue that is held."""
        self.is_held = False
        self._start_next()
        self.queue_changed.emit()

    def hold(self) -> None:
        """Start no further run after the one that runs."""
        self.is_held = True
        self.queue_changed.emit()

    # --- the running job ------------------------------------------------------------------------------------

    def pause(self) -> None:
        if self._job is not None:
            self._job.pause()

    def resume(self) -> None:
        if self._job is not None:
            self._job.resume()

    def stop_and_keep(self, grace_s: float = GRACE_S) -> None:
        """End the running job with what is there."""
        if self._job is not None:
            self._job.stop_and_keep(grace_s)

    def cancel(self, grace_s: float = GRACE_S) -> None:
        """End the running job; its result is not wanted."""
        if self._job is not None:
            self._job.cancel(grace_s)

    def look_at(self, frame: int | None) -> None:
        """Ask the running job, and those after it, for previews of this clip frame."""
        self._frame = frame
        if self._job is not None:
            self._job.look_at(frame)

    # --- parts ----------------------------------------------------------------------------------------------

    def _open_folder(self) -> ProjectFolder:
        if self._folder is None:
            raise ProjectError(tr("No project is open."))
        return self._folder

    def _start_next(self) -> None:
        while self._job is None and self._waiting and not self.is_held and self._folder is not None:
            run_id = self._waiting.pop(0)
            self._store()
            try:
                self._start(run_id, self._folder)
            except EngineError as error:
                self._fail(run_id, error)
        if self._job is None and not self._waiting and self._outcomes:
            outcomes, self._outcomes = tuple(self._outcomes), []
            self.drained.emit(outcomes)

    def _start(self, run_id: str, folder: ProjectFolder) -> None:
        run_folder = folder.runs.folder(run_id)
        job = Job(
            run_id,
            functools.partial(_open_source, self._make_source, self._methods, run_folder, folder),
            run_folder,
            prepare=functools.partial(self._prepare, run_id, folder),
        )
        for signal, passed_on in self._passed_on(job):
            signal.connect(passed_on)
        job.ended.connect(self._job_ended)
        job.look_at(self._frame)
        self._job = job
        self._store()  # the running one stands first in the file: after a crash it waits at the head
        job.start()

    def _passed_on(self, job: Job) -> tuple[tuple[Any, Any], ...]:
        return (
            (job.started_work, self.started),
            (job.progressed, self.progressed),
            (job.previewed, self.previewed),
            (job.measured, self.measured),
            (job.frame_ready, self.frame_ready),
            (job.state_changed, self.state_changed),
        )

    def _prepare(self, run_id: str, folder: ProjectFolder) -> None:
        """In the new job's thread: what was left may still be saving this run, or its folder may not be there yet."""
        self.settle()
        run = self._made.get(run_id)
        if run is not None:
            folder.runs.make(run)  # if it could not be written before, this says why

    def _part_with(self, job: Job) -> None:
        for signal, passed_on in self._passed_on(job):
            signal.disconnect(passed_on)
        self._leaving.append(job)
        self._job = None
        self._waiting.insert(0, job.run_id)
        self._store()
        self.finished.emit(job.run_id, "stopped", None)

    def _forget_ended(self) -> None:
        for job in [job for job in self._leaving if job.is_over]:
            job.wait()
            self._leaving.remove(job)

    def _fail(self, run_id: str, error: EngineError) -> None:
        self._outcomes.append(Outcome(run_id, run_id, "failed", str(error)))
        self.finished.emit(run_id, "failed", error)

    def _job_ended(self, run_id: str) -> None:
        # the word may be late, from an earlier job of the same run that `close` has taken leave of
        if self._job is not None and self._job.run_id == run_id and self._job.is_over:
            self._take_end(self._job)
        self._forget_ended()

    def _take_end(self, job: Job) -> None:
        if job is not self._job:
            return
        job.wait()
        self._job = None
        run_id, state, error = job.run_id, job.state, job.error
        if run_id in self._is_going_back and state == "stopped":
            self._waiting.insert(0, run_id)
        else:
            self._outcomes.append(Outcome(run_id, job.name, state, str(error) if error else ""))
        self._store()
        self.finished.emit(run_id, state, error)
        if run_id not in self._is_going_back:
            self._start_next()

    def _store(self) -> None:
        if self._folder is not None:
            runs = [*([self._job.run_id] if self._job is not None else []), *self._waiting]
            content = json.dumps({"version": 1, "runs": runs, "at": round(time.time())}).encode()
            path = self._folder.path / "queue.json"
            # a full disk must not stop the queue; it is told at the next autosave
            self._writer.submit(lambda: replace_file(path, content, is_durable=False))
        self.queue_changed.emit()


def _open_source(
    make_source: Callable[[RunRequest], EventSource],
    methods: Mapping[str, MethodSpec],
    run_folder: RunFolder,
    folder: ProjectFolder,
) -> EventSource:
    """Check film and keyframes and start the worker: in the job's thread, for large pictures take their time."""
    run = run_folder.read_run()
    if run.method not in methods:
        raise InputError(tr("There is no method {method!r} in this program.").format(method=run.method))
    return make_source(request_of(run, methods[run.method], folder))
