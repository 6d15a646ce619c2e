"""From the click on Propagate to the frames in the viewer: what the artist asks of runs, what the queue tells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage

from app import words
from app.background import Background
from app.canvas.view import Mode
from app.errors import Fix
from app.flows.ranging import wished_parts
from app.flows.records import Record, read_record
from app.flows.results import Results
from app.jobs.queue import JobQueue
from app.main_window import MainWindow
from app.panels.method import Wish
from app.session import Session
from app.translation import sentence, tr
from engine.catalog import MethodParams, MethodSpec
from engine.project.choices import is_accepted
from engine.project.edits import forget_run
from engine.project.file import ProjectFolder
from engine.project.model import Run, Shot
from engine.project.objects import forget_masks
from engine.project.review import accepted_runs, ranges_of
from engine.project.runs import latest_masks
from engine.runtime.errors import EngineError
from engine.runtime.events import Preview, Progress
from engine.runtime.local import Local


class Running(QObject):
    state_changed = Signal()  # something works, or nothing does any more
    ended = Signal(object)  # the Run as it is on disk now
    frames_ready = Signal(object)  # tuple[int, ...]: of the run that works

    def __init__(
        self,
        session: Session,
        queue: JobQueue,
        background: Background,
        results: Results,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._queue, self._background = session, queue, background
        self._results, self._window = results, window
        self._progress = ""
        self._awaited = ""  # the run whose first picture takes the place of what was painted
        self._connect()

    def _connect(self) -> None:
        queue, runs = self._queue, self._window.runs
        queue.started.connect(self._begin)
        queue.progressed.connect(self._show_progress)
        queue.previewed.connect(self._show_preview)
        queue.measured.connect(self._results.take_metrics)
        queue.frame_ready.connect(self._take_frames)
        queue.state_changed.connect(self._take_state)
        queue.finished.connect(self._end)
        queue.queue_changed.connect(self._results.refresh_soon)
        self._session.document.folder_changed.connect(self._load)
        self._session.player.frame_changed.connect(queue.look_at)
        self._session.player.frame_changed.connect(lambda _: self._show_awaited(self._awaited))
        self._window.method.propagate_requested.connect(self.propagate)
        runs.use_requested.connect(self.use)
        runs.elsewhere_requested.connect(self._go_to_live)
        runs.resume_requested.connect(self.resume)
        runs.delete_requested.connect(self.delete)
        runs.rename_requested.connect(lambda run, name: self._write(run, lambda runs: runs.rename(run, name)))
        runs.star_requested.connect(lambda run, is_on: self._write(run, lambda runs: runs.star(run, is_on)))
        runs.folder_requested.connect(self._reveal)

    # what the artist asks -----------------------------------------------------------------------------------

    @property
    def is_busy(self) -> bool:
        return self._queue.running is not None

    def live_frames(self) -> frozenset[int]:
        """Return the frames that the run that works has finished so far."""
        live = self._results.records.get(self._results.live)
        return frozenset(live.frames()) if live is not None else frozenset()

    def toggle(self) -> None:
        """The big button: propagate, or pause what works, or go on with it."""
        if not self.is_busy and not self._queue.waiting:
            self._window.method.request()
        elif not self.is_busy:
            self._queue.start()
        elif self._queue.is_paused:
            self._queue.resume()
        else:
            self._queue.pause()

    def propagate(self, wish: Wish) -> None:
        """Start a run for each part of the clip that is wished."""
        self._session.document.settle()
        project = self._session.project
        made: list[Run] = []
        known = [record.run for record in self._results.records.values() if not record.is_empty]
        try:
            for part in wished_parts(self._session, wish):
                run = self._queue.propagate(
                    wish.spec,
                    _params_of(wish, part.shot, is_seen=part.shot is self._session.shot),
                    project,
                    part.shot,
                    start=part.start,
                    stop=part.stop,
                    seed=wish.seed,
                    device=wish.device,
                    kind=wish.kind,
                    start_from=wish.start_from,
                    masks_from=latest_masks(known, part.start, part.stop),
                )
                self._results.records[run.id] = Record(run)
                made.append(run)
        except EngineError as error:
            fix = Fix(tr("Import picture..."), self._window.actions_["import_picture"].trigger)
            is_missing = "keyframe" in str(error)  # it goes when there is one
            key = "keyframe" if is_missing else "run"
            if "processed clip" in str(error):
                key = "processed"
                fix = Fix(tr("Attach processed clip..."), self._window.actions_["attach_processed"].trigger)
            self._session.fail(error, "", *((fix,) if key != "run" else ()), key=key)
        if made:
            self._session.solved.emit("")
            self._window.viewer.set_mode(Mode.RESULT)
            self._results.refresh()

    def change(self, local: Local, shot: Shot) -> None:
        """Start a short run that changes what is shown around a touch-up; it is next. Raises `EngineError`."""
        project, folder, spec = self._session.project, self._session.document.folder, local.spec
        has_weights = folder is not None and "start" in spec.weights
        has_weights &= folder is not None and folder.runs.folder(local.run.id).checkpoint.is_file()
        run = self._queue.propagate(
            spec,
            local.params,
            project,
            shot,
            start=local.start,
            stop=local.stop,
            seed=local.run.seed,
            device=local.run.device,
            is_next=True,
            kind=local.run.kind,
            start_from=local.run.id if has_weights else "",
            changes=True,
            only_touched=local.only_touched,
        )
        self._results.records[run.id] = Record(run)
        self._awaited = run.id  # until then what was painted is seen, not the result without it
        self._results.refresh()

    def _show_awaited(self, run_id: str) -> None:
        if run_id and run_id == self._awaited:
            self._awaited = ""
            self._window.viewer.set_mode(Mode.RESULT)

    def track(
        self, spec: MethodSpec, params: MethodParams, shot: Shot, start: int, stop: int, *, device: str = "auto"
    ) -> Run | None:
        """Carry masks over frames `start` to `stop` of a shot; None where that cannot be, which is told."""
        try:
            run = self._queue.propagate(
                spec, params, self._session.project, shot, start=start, stop=stop, device=device, kind="mask"
            )
        except EngineError as error:
            self._session.fail(error, "", key="run")
            return None
        self._results.records[run.id] = Record(run)
        self._session.solved.emit("")
        self._results.refresh()
        return run

    def stop_and_keep(self) -> None:
        self._queue.stop_and_keep()
        self._progress = tr("Stopping; what is finished is kept...")
        self._tell(-1)

    def cancel(self) -> None:
        self._queue.cancel()

    def use(self, run_id: str) -> None:
        """Make a run what its shot shows, wherever it has frames: one step of undo."""
        record = self._results.records.get(run_id)
        if record is None:
            return
        if record.is_empty:
            self._session.note(tr("{name} has no frames to show.").format(name=record.run.name), severity="warning")
            return
        self._results.choose(record)
        self._window.viewer.set_mode(Mode.RESULT)

    def resume(self, run_id: str) -> None:
        project = self._session.project
        try:
            if run_id in accepted_runs(project):
                told = ranges_of(project, run_id)
                raise EngineError(
                    tr("It holds the accepted pictures of {told}, which it would change; start a new run.").format(
                        told=told
                    )
                )
            self._queue.resume_run(run_id)
        except EngineError as error:
            self._session.fail(error, tr("The run cannot be resumed"))

    def delete(self, run_id: str) -> None:
        """Delete a run; until the project is closed it can be brought back."""
        folder, record = self._session.document.folder, self._results.records.get(run_id)
        if folder is None or record is None:
            return
        before = self._session.project
        try:
            after = forget_masks(forget_run(before, run_id), run_id)
            folder.runs.delete(run_id)
        except EngineError as error:
            self._session.fail(error, tr("{name} cannot be deleted").format(name=record.run.name), key="deleted")
            return
        self._session.document.edit(tr("Delete {name}").format(name=record.run.name), after)
        was_shown = self._session.project != before
        del self._results.records[run_id]
        self._results.refresh()

        def restore() -> None:
            try:
                folder.runs.restore(run_id)
            except EngineError as error:
                self._session.fail(error)
                return
            self._results.records[run_id] = record
            if was_shown:
                self._results.choose(record)
            self._results.refresh()

        self._session.note(
            tr("{name} was deleted.").format(name=record.run.name),
            "",
            Fix(tr("Bring it back"), restore),
            key="deleted",
        )

    def _reveal(self, run_id: str) -> None:
        folder = self._session.document.folder
        if folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder.runs.folder(run_id).path)))

    def _write(self, run_id: str, write: Callable[[Any], Run]) -> None:
        """Change a run's name or star on disk, in the background."""
        folder = self._session.document.folder

        if folder is not None:
            runs, take = folder.runs, self._results.set_run
            self._background.start("write-run", lambda: write(runs), done=take, failed=self._session.fail, of=folder)

    def _go_to_live(self) -> None:
        """Look at the shot of the run that works."""
        shot = self._results.shot_of(self._results.live)
        if shot is not None:
            self._session.player.set_frame(shot.keyframes[0].frame if shot.keyframes else shot.start)
            self._window.runs.select(self._results.live)

    # what the queue tells -----------------------------------------------------------------------------------

    def _begin(self, run_id: str) -> None:
        self._results.live = run_id
        self._take_state(run_id, "running")
        self._results.show_curves_of(run_id)
        self._window.runs.select(run_id)
        self._queue.look_at(self._session.frame)
        self._progress = tr("Starting...")
        self._tell(-1)
        self._results.share()
        self.state_changed.emit()

    def _take_state(self, run_id: str, state: str) -> None:
        if run_id in self._results.records:
            record = self._results.records[run_id]
            record.run = record.run.replaced(state=state)
        if run_id == self._results.live:
            self._window.method.show_running(state == "paused")
            if state == "paused":
                self._window.show_job(tr("{run_id}: paused").format(run_id=self._results.title(run_id)), None)
            self.state_changed.emit()
        self._results.refresh_soon()

    def _show_progress(self, run_id: str, progress: Progress, left: float | None) -> None:
        share = progress.done / progress.total if progress.total > 0 else -1
        if run_id in self._results.records:
            self._results.records[run_id].share = max(0.0, share)
        if run_id != self._results.live:  # it was told before the run was left
            return
        stage = words.begun(sentence(progress.stage)) or tr("Working")
        self._progress = (
            stage if left is None else tr("{stage}, {time} left").format(stage=stage, time=words.duration(left))
        )
        self._tell(share)
        self._results.refresh_soon()

    def _tell(self, share: float) -> None:
        waiting = len(self._queue.waiting)
        behind = tr("  ·  {waiting} waiting").format(waiting=waiting) if waiting else ""
        live, number = self._results.live, self._session.number(self._results.shot_of(self._results.live))
        shot = tr("Shot {number} · ").format(number=number) if number else ""
        self._window.method.show_progress(share, f"{shot}{self._progress}{behind}")
        self._window.show_job(f"{self._results.title(live)}: {self._progress}{behind}", share)

    def _show_preview(self, run_id: str, preview: Preview) -> None:
        if run_id == self._results.live and not is_accepted(
            self._session.project.shot_at(preview.frame), preview.frame
        ):
            height, width = preview.image.shape[:2]
            pixels = preview.image.tobytes()
            image = QImage(pixels, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
            self._window.viewer.show_preview(preview.frame, image)

    def _take_frames(self, run_id: str, frames: tuple[int, ...]) -> None:
        if run_id in self._results.records:
            self._results.records[run_id].add_frames(frames)
        self._results.show_again(frames)
        self._show_awaited(run_id)
        self.frames_ready.emit(frames)
        self._results.refresh_soon()

    def _end(self, run_id: str, state: str, error: EngineError | None) -> None:
        """The run ended: what it made is shown, unless it was canceled."""
        record = self._results.records.get(run_id)
        self._results.live = ""
        self._window.viewer.clear_previews()
        if record is not None:
            record.run = record.run.replaced(state=state)
            if state in ("finished", "stopped") and not record.is_empty:
                self._show_ended(record)
            elif not record.is_empty:
                self._results.show_again(record.frames())
            self._read_again(run_id)
        if error is not None:
            self._tell_failure(run_id, error)
        self._window.method.show_idle(False, _ending(state))
        self._window.show_job(f"{self._results.title(run_id)}: {_ending(state)}" if record else "", None)
        self._results.refresh()
        self.state_changed.emit()

    def _show_ended(self, record: Record) -> None:
        """Show what the run made; masks do not take the place of a picture that is shown."""
        if record.run.kind != "mask":
            self._results.choose(record)
        elif self._results.choose_masks(record):
            show = Fix(tr("Show them"), lambda: self.use(record.run.id))
            name = self._results.name(record.run.id)
            self._session.note(
                tr("{name} made masks; the shot still shows its picture.").format(name=name), "", show, key="masks"
            )
            self._results.show_again(record.frames())

    def _tell_failure(self, run_id: str, error: EngineError) -> None:
        fixes = [Fix(tr("Resume"), lambda: self.resume(run_id))]
        record = self._results.records.get(run_id)
        if record is not None and not record.is_empty:
            fixes.append(Fix(tr("Show what is there"), lambda: self.use(run_id)))
        self._session.fail(error, tr("{run} failed").format(run=self._results.title(run_id)), *fixes)

    def close(self) -> None:
        """Draw nothing any more."""
        self._results.close()

    # reading ------------------------------------------------------------------------------------------------

    def _load(self, folder: ProjectFolder | None) -> None:
        """Another project: read its runs in the background."""
        self._results.clear()
        self._window.method.show_idle(False, "")
        self._window.show_job("", None)
        if folder is None:
            return

        def read() -> tuple[list[Record], list[str]]:
            runs, sentences = folder.runs.read()
            return [read_record(folder.runs.folder(run.id)) for run in runs], sentences

        def take(found: tuple[list[Record], list[str]]) -> None:
            for record in found[0]:
                self._results.records.setdefault(record.run.id, record)
            for trouble in found[1]:
                self._session.note(trouble, severity="warning")
            self._results.refresh()
            self._offer_waiting()

        self._background.start("read-runs", read, done=take, failed=self._session.fail, key="read-runs", of=folder)

    def _read_again(self, run_id: str) -> None:
        folder = self._session.document.folder

        def take(record: Record) -> None:
            if run_id in self._results.records:
                self._results.records[run_id] = record
                self._results.refresh()
                self.ended.emit(record.run)

        if folder is not None:
            runs = folder.runs
            self._background.start("read-run", lambda: read_record(runs.folder(run_id)), done=take, of=folder)

    def _offer_waiting(self) -> None:
        """Runs wait from before the last closing: they go on when the artist says so."""
        waiting = self._queue.waiting
        if self._queue.is_held and waiting:
            named = ", ".join(self._results.name(run_id) for run_id in waiting[:3])
            text = (
                tr("{named} can go on where it stopped.").format(named=named)
                if len(waiting) == 1
                else tr("{count} runs wait: {named}.").format(count=len(waiting), named=named)
            )
            self._session.note(text, "", Fix(tr("Resume"), self._queue.start), severity="warning", key="waiting")


def _params_of(wish: Wish, shot: Shot, is_seen: bool) -> MethodParams:
    """Return the parameters for one shot: the form tells what the shot that `is_seen` keeps to, others their own."""
    if is_seen or "main_frame" not in type(wish.params).model_fields:
        return wish.params
    own = {"main_frame": -1} if shot.look is None else {"main_frame": shot.look, "irt": True}
    return wish.params.model_copy(update=own)


def _ending(state: str) -> str:
    return {
        "finished": tr("Finished; the shot shows it now."),
        "stopped": tr("Stopped; what was finished is kept."),
        "canceled": "Canceled.",
        "failed": "Failed.",
    }.get(state, "")
