"""From the click on Propagate to the frames in the viewer: runs, curves, previews, what the shot shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage

from app import words
from app.background import Background
from app.canvas.frame_store import FrameStore
from app.canvas.view import Mode
from app.errors import Fix
from app.flows.records import Record, changed_frames, covered, read_record, shown_heat, stretches
from app.jobs.queue import JobQueue
from app.main_window import MainWindow
from app.panels.method import Wish
from app.panels.runs import RunLine
from app.session import Session
from engine.project.edits import choose_run, forget_run
from engine.project.file import ProjectFolder
from engine.project.model import Project, Run, Shot, is_stale
from engine.project.runs import RunFolder
from engine.runtime.errors import EngineError
from engine.runtime.events import Metric, Preview, Progress

if TYPE_CHECKING:
    from app.panels.curves import CurvesPanel

_LANES_MS = 250  # coverage, heat and table follow a run at most four times a second
_ACTIVE = ("queued", "running", "paused")


class Running(QObject):
    state_changed = Signal()  # something works, or nothing does any more
    ended = Signal(object)  # the Run as it is on disk now
    made_from_changed = Signal(object)  # dict: run id -> frozenset of the blobs it was made from

    def __init__(
        self,
        session: Session,
        queue: JobQueue,
        background: Background,
        store: FrameStore,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._queue, self._background = session, queue, background
        self._store, self._window = store, window
        self._curves: CurvesPanel | None = None
        self._records: dict[str, Record] = {}
        self._live = ""
        self._shown = Project()
        self._shown_shot = ""
        self._progress = ""
        self._made_from: dict[str, frozenset[str]] = {}
        self._lanes = QTimer(self, singleShot=True, interval=_LANES_MS)
        self._lanes.timeout.connect(self._refresh)
        self._connect()

    def _connect(self) -> None:
        queue, runs = self._queue, self._window.runs
        queue.started.connect(self._begin)
        queue.progressed.connect(self._show_progress)
        queue.previewed.connect(self._show_preview)
        queue.measured.connect(self._take_metrics)
        queue.frame_ready.connect(self._take_frames)
        queue.state_changed.connect(self._take_state)
        queue.finished.connect(self._end)
        queue.queue_changed.connect(self._lanes.start)
        self._session.document.changed.connect(self._follow)
        self._session.document.folder_changed.connect(self._load)
        self._session.player.frame_changed.connect(self._look)
        self._window.method.propagate_requested.connect(self.propagate)
        runs.selected.connect(self._show_curves_of)
        runs.use_requested.connect(self.use)
        runs.resume_requested.connect(self.resume)
        runs.delete_requested.connect(self.delete)
        runs.rename_requested.connect(lambda run, name: self._write(run, lambda runs: runs.rename(run, name)))
        runs.star_requested.connect(lambda run, is_on: self._write(run, lambda runs: runs.star(run, is_on)))
        runs.folder_requested.connect(self._reveal)

    def set_curves(self, panel: CurvesPanel) -> None:
        self._curves = panel
        self._show_curves_of(self._live or self._window.runs.selected_id())

    # what the artist asks -----------------------------------------------------------------------------------

    @property
    def is_busy(self) -> bool:
        return self._queue.running is not None

    def live_frames(self) -> frozenset[int]:
        """Return the frames that the run that works has finished so far."""
        live = self._records.get(self._live)
        return frozenset(live.frames) if live is not None else frozenset()

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
        project = self._session.project
        made: list[Run] = []
        try:
            for shot, start, stop in self._targets(wish):
                run = self._queue.propagate(
                    wish.spec, wish.params, project, shot, start=start, stop=stop, seed=wish.seed, device=wish.device
                )
                self._records[run.id] = Record(run)
                made.append(run)
        except EngineError as error:
            fix = Fix("Import a picture...", self._window.actions_["import_picture"].trigger)
            self._session.fail(error, "", *((fix,) if "keyframe" in str(error) else ()))
        if made:
            self._session.solved.emit("")
            self._window.viewer.set_mode(Mode.RESULT)
            self._refresh()

    def _targets(self, wish: Wish) -> Iterable[tuple[Shot, int | None, int | None]]:
        project, shot = self._session.project, self._session.shot
        if wish.range == "all":
            with_keyframes = [each for each in project.shots if each.keyframes]
            if not with_keyframes:
                raise EngineError("No shot has a keyframe yet; color one frame first.")
            return [(each, None, None) for each in with_keyframes]
        if shot is None:
            raise EngineError("There is no shot at this frame.")
        bounds = self._session.in_out
        if wish.range == "in_out" and bounds is not None:
            start, stop = max(bounds[0], shot.start), min(bounds[1], shot.stop)
            if start >= stop:
                raise EngineError("The range between in and out lies outside this shot.")
            return [(shot, start, stop)]
        return [(shot, None, None)]

    def stop_and_keep(self) -> None:
        self._queue.stop_and_keep()
        self._progress = "Stopping; what is finished is kept..."
        self._tell(-1)

    def cancel(self) -> None:
        self._queue.cancel()

    def use(self, run_id: str) -> None:
        """Make a run what its shot shows, wherever it has frames: one step of undo."""
        record = self._records.get(run_id)
        if record is None:
            return
        if not record.frames:
            self._session.note(f"{record.run.name} has no frames to show.", severity="warning")
            return
        self._choose(record)
        self._window.viewer.set_mode(Mode.RESULT)

    def resume(self, run_id: str) -> None:
        try:
            self._queue.resume_run(run_id)
        except EngineError as error:
            self._session.fail(error, "The run cannot be resumed")

    def delete(self, run_id: str) -> None:
        """Delete a run; until the project is closed it can be brought back."""
        folder, record = self._session.document.folder, self._records.get(run_id)
        if folder is None or record is None:
            return
        try:
            folder.runs.delete(run_id)
        except EngineError as error:
            self._session.fail(error)
            return
        before = self._session.project
        self._session.document.edit(f"Delete {record.run.name}", forget_run(before, run_id))
        was_shown = self._session.project != before
        del self._records[run_id]
        self._refresh()

        def restore() -> None:
            try:
                folder.runs.restore(run_id)
            except EngineError as error:
                self._session.fail(error)
                return
            self._records[run_id] = record
            if was_shown:
                self._choose(record)
            self._refresh()

        self._session.note(f"{record.run.name} was deleted.", "", Fix("Bring it back", restore), key="deleted")

    def _reveal(self, run_id: str) -> None:
        folder = self._session.document.folder
        if folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder.runs.folder(run_id).path)))

    def _write(self, run_id: str, write: Callable[[Any], Run]) -> None:
        """Change a run's name or star on disk, in the background."""
        folder = self._session.document.folder

        def take(run: Run) -> None:
            if run_id in self._records:
                self._records[run_id].run = run
                self._refresh()

        if folder is not None:
            runs = folder.runs
            self._background.start("write-run", lambda: write(runs), done=take, failed=self._session.fail)

    # what the queue tells -----------------------------------------------------------------------------------

    def _begin(self, run_id: str) -> None:
        self._live = run_id
        self._take_state(run_id, "running")
        self._show_curves_of(run_id)
        self._window.runs.select(run_id)
        self._queue.look_at(self._session.frame)
        self._progress = "Starting..."
        self._tell(-1)
        self._share_results()
        self.state_changed.emit()

    def _take_state(self, run_id: str, state: str) -> None:
        if run_id in self._records:
            record = self._records[run_id]
            record.run = record.run.replaced(state=state)
        if run_id == self._live:
            self._window.method.show_running(state == "paused")
            if state == "paused":
                self._window.show_job(f"{self._name(run_id)}: paused", None)
            self.state_changed.emit()
        self._lanes.start()

    def _show_progress(self, run_id: str, progress: Progress, left: float | None) -> None:
        share = progress.done / progress.total if progress.total > 0 else -1
        if run_id in self._records:
            self._records[run_id].share = max(0.0, share)
        if run_id != self._live:  # it was told before the run was left
            return
        stage = progress.stage.capitalize() or "Working"
        self._progress = stage if left is None else f"{stage}, {words.duration(left)} left"
        self._tell(share)
        self._start_lanes()

    def _tell(self, share: float) -> None:
        waiting = len(self._queue.waiting)
        behind = f"  ·  {waiting} waiting" if waiting else ""
        self._window.method.show_progress(share, self._progress + behind)
        self._window.show_job(f"{self._name(self._live)}: {self._progress}{behind}", share)

    def _show_preview(self, run_id: str, preview: Preview) -> None:
        if run_id == self._live:
            height, width = preview.image.shape[:2]
            pixels = preview.image.tobytes()
            image = QImage(pixels, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
            self._window.viewer.show_preview(preview.frame, image)

    def _take_metrics(self, run_id: str, metrics: tuple[Metric, ...]) -> None:
        record = self._records.get(run_id)
        for metric in metrics:
            if record is not None:
                record.take_metric(metric.name, metric.step, metric.value)
            if self._curves is not None and self._curves.run_id == run_id:
                self._curves.add(metric.name, metric.step, metric.value)
        self._start_lanes()

    def _take_frames(self, run_id: str, frames: tuple[int, ...]) -> None:
        if run_id in self._records:
            self._records[run_id].frames.update(frames)
        self._share_results()
        self._store.invalidate("result", frames)
        self._store.invalidate("confidence", frames)
        self._start_lanes()

    def _end(self, run_id: str, state: str, error: EngineError | None) -> None:
        """The run ended: what it made is shown, unless it was canceled."""
        record = self._records.get(run_id)
        self._live = ""
        self._window.viewer.clear_previews()
        if record is not None:
            record.run = record.run.replaced(state=state)
            if state in ("finished", "stopped") and record.frames:
                self._choose(record)
            elif record.frames:
                self._share_results()
                self._store.invalidate("result", record.frames)
            self._read_again(run_id)
        if error is not None:
            self._tell_failure(run_id, error)
        self._window.method.show_idle(False, _ending(state))
        self._window.show_job(f"{self._name(run_id)}: {_ending(state)}" if record else "", None)
        self._refresh()
        self.state_changed.emit()

    def _tell_failure(self, run_id: str, error: EngineError) -> None:
        fixes = [Fix("Resume", lambda: self.resume(run_id))]
        record = self._records.get(run_id)
        if record is not None and record.frames:
            fixes.append(Fix("Show what is there", lambda: self.use(run_id)))
        self._session.fail(error, f"{self._name(run_id)} failed", *fixes)

    # what is shown ------------------------------------------------------------------------------------------

    def _choose(self, record: Record) -> None:
        project = self._session.project
        for start, stop in stretches(record.frames):
            project = choose_run(project, record.run.id, start, stop)
        self._session.document.edit(f"Show {record.run.name}", project)

    def _share_results(self) -> None:
        """Give the store's threads a frozen picture of which run each frame shows."""
        folder = self._session.document.folder
        live = self._records.get(self._live)
        self._results = results_of(self._session.project, folder, self._live, frozenset(live.frames if live else ()))

    def result_of(self, frame: int) -> RunFolder | None:
        """Return the run whose result this frame shows; asked by the store's threads."""
        return self._results(frame)

    _results: Callable[[int], RunFolder | None] = staticmethod(lambda frame: None)

    def _follow(self, project: Project) -> None:
        changed = changed_frames(self._shown, project)
        self._shown = project
        self._share_results()
        if changed:
            self._store.invalidate("result", changed)
            self._store.invalidate("confidence", changed)
        self._refresh()

    def _look(self, frame: int) -> None:
        self._queue.look_at(frame)
        shot = self._session.shot
        if (shot.id if shot else "") != self._shown_shot:
            self._refresh()

    def _start_lanes(self) -> None:
        if not self._lanes.isActive():
            self._lanes.start()

    def _refresh(self) -> None:
        self._lanes.stop()
        project, live = self._session.project, self._records.get(self._live)
        self._window.timeline.set_coverage(
            range(*stretch) for stretch in stretches(covered(project, self._records, live))
        )
        self._window.timeline.set_heat(shown_heat(project, self._records, live))
        shot = self._session.shot
        self._shown_shot = shot.id if shot else ""
        self._window.runs.show_lines(self._lines(shot))
        made = {name: frozenset(key.image for key in each.run.keyframes) for name, each in self._records.items()}
        if made != self._made_from:
            self._made_from = made
            self.made_from_changed.emit(made)

    def _lines(self, shot: Shot | None) -> list[RunLine]:
        project = self._session.project
        shown = {choice.run for each in project.shots for choice in each.chosen}
        of_shot = [r for r in self._records.values() if shot and r.run.start < shot.stop and shot.start < r.run.stop]
        newest_first = sorted(of_shot, key=lambda record: (record.run.created, record.run.id), reverse=True)
        return [
            RunLine(
                record.run,
                record.e_warp,
                record.loss,
                record.run.id in shown,
                record.run.state not in _ACTIVE and is_stale(record.run, project),
                record.share,
            )
            for record in newest_first
        ]

    def _show_curves_of(self, run_id: str) -> None:
        folder = self._session.document.folder
        if self._curves is None or folder is None or run_id == self._curves.run_id:
            return
        record = self._records.get(run_id)
        self._curves.set_run(run_id, record.run.name if record else "")
        if record is not None:
            runs = folder.runs
            curves = self._curves

            def load(found: dict[str, list[tuple[int, float]]]) -> None:
                if curves.run_id == run_id:
                    curves.load(found)

            self._background.start("curves", lambda: runs.folder(run_id).read_metrics(), done=load, key="curves")

    def close(self) -> None:
        """Draw nothing any more."""
        self._lanes.stop()

    # reading ------------------------------------------------------------------------------------------------

    def _load(self, folder: ProjectFolder | None) -> None:
        """Another project: read its runs in the background."""
        self._records, self._live, self._shown = {}, "", Project()
        self._share_results()
        if self._curves is not None:
            self._curves.set_run("", "")
        self._window.method.show_idle(False, "")
        self._window.show_job("", None)
        if folder is None:
            return

        def read() -> tuple[list[Record], list[str]]:
            runs, sentences = folder.runs.read()
            return [read_record(folder.runs.folder(run.id)) for run in runs], sentences

        def take(found: tuple[list[Record], list[str]]) -> None:
            for record in found[0]:
                self._records.setdefault(record.run.id, record)
            for sentence in found[1]:
                self._session.note(sentence, severity="warning")
            self._refresh()
            self._offer_waiting()

        self._background.start("read-runs", read, done=take, failed=self._session.fail, key="read-runs")

    def _read_again(self, run_id: str) -> None:
        folder = self._session.document.folder

        def take(record: Record) -> None:
            if run_id in self._records:
                self._records[run_id] = record
                self._refresh()
                self.ended.emit(record.run)

        if folder is not None:
            runs = folder.runs
            self._background.start("read-run", lambda: read_record(runs.folder(run_id)), done=take)

    def _offer_waiting(self) -> None:
        """Runs wait from before the last closing: they go on when the artist says so."""
        waiting = self._queue.waiting
        if self._queue.is_held and waiting:
            named = ", ".join(self._name(run_id) for run_id in waiting[:3])
            text = (
                f"{named} can go on where it stopped." if len(waiting) == 1 else f"{len(waiting)} runs wait: {named}."
            )
            self._session.note(text, "", Fix("Resume", self._queue.start), severity="warning", key="waiting")

    def _name(self, run_id: str) -> str:
        record = self._records.get(run_id)
        return record.run.name if record is not None else "Run"


def results_of(
    project: Project, folder: ProjectFolder | None, live: str, live_frames: frozenset[int]
) -> Callable[[int], RunFolder | None]:
    """Return frame -> the run it shows: the one that works where it has the frame, else the chosen one."""

    def result_of(frame: int) -> RunFolder | None:
        if folder is None:
            return None
        if live and frame in live_frames:
            return folder.runs.folder(live)
        shot = project.shot_at(frame)
        run = shot.run_at(frame) if shot is not None else None
        return folder.runs.folder(run) if run else None

    return result_of


def _ending(state: str) -> str:
    return {
        "finished": "Finished; the shot shows it now.",
        "stopped": "Stopped; what was finished is kept.",
        "canceled": "Canceled.",
        "failed": "Failed.",
    }.get(state, "")
