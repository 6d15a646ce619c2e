"""What the window shows of the runs: whose result each frame has, coverage and heat, the table, the curves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.background import Background
from app.canvas.frame_store import FrameStore
from app.flows.records import (
    Flags,
    Record,
    accepted,
    changed_frames,
    choices_of,
    covered,
    finished,
    shown_heat,
    stretches,
)
from app.main_window import MainWindow
from app.panels.runs import RunLine
from app.session import Session
from app.translation import tr
from engine.project.edits import choose_run
from engine.project.file import ProjectFolder
from engine.project.model import Kind, Project, Run, Shot, is_stale
from engine.project.objects import choose_masks
from engine.project.runs import RunFolder
from engine.runtime.events import Metric

if TYPE_CHECKING:
    from app.panels.curves import CurvesPanel

_LANES_MS = 250  # coverage, heat and table follow a run at most four times a second
_ACTIVE = ("queued", "running", "paused")


class Results(QObject):
    """Holds the `Record` of every run of the project; `live` is the id of the run that works, "" for none."""

    made_from_changed = Signal(object)  # dict: run id -> frozenset of the blobs it was made from

    def __init__(
        self,
        session: Session,
        background: Background,
        store: FrameStore,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._background, self._store, self._window = session, background, store, window
        self.records: dict[str, Record] = {}
        self.live = ""
        self._curves: CurvesPanel | None = None
        self._shown = Project()
        self._shown_shot = ""
        self._made_from: dict[str, frozenset[str]] = {}
        self._run_of: Callable[[int], RunFolder | None] = lambda frame: None
        self._lanes = QTimer(self, singleShot=True, interval=_LANES_MS)
        self._lanes.timeout.connect(self.refresh)
        session.document.changed.connect(self._follow)
        session.player.frame_changed.connect(self._look)
        window.runs.selected.connect(self.show_curves_of)

    def clear(self) -> None:
        """Another project: its runs are not known yet."""
        self.records, self.live, self._shown = {}, "", Project()
        self.share()
        if self._curves is not None:
            self._curves.set_run("", "")

    def close(self) -> None:
        """Draw nothing any more."""
        self._lanes.stop()

    def name(self, run_id: str) -> str:
        record = self.records.get(run_id)
        return record.run.name if record is not None else tr("Run")

    def shot_of(self, run_id: str) -> Shot | None:
        """Return the shot a run belongs to, by its frames where cuts have changed since."""
        record, project = self.records.get(run_id), self._session.project
        if record is None:
            return None
        own = next((shot for shot in project.shots if shot.id == record.run.shot), None)
        return own or project.shot_at(record.run.start)

    def title(self, run_id: str) -> str:
        """Return a run's name with its shot: "Shot 1 · Run 2"."""
        number = self._session.number(self.shot_of(run_id))
        return (
            tr("Shot {number} · {run_id}").format(number=number, run_id=self.name(run_id))
            if number
            else self.name(run_id)
        )

    # what each frame shows ----------------------------------------------------------------------------------

    def result_of(self, frame: int) -> RunFolder | None:
        """Return the run whose result this frame shows; asked by the store's threads."""
        return self._run_of(frame)

    def kind_of(self, frame: int) -> Kind | None:
        """Return of what kind the result is that this frame shows; None where there is none."""
        shot = self._session.project.shot_at(frame)
        record = self.records.get(shot.run_at(frame) or "") if shot is not None else None
        return None if record is None else record.run.kind

    def share(self) -> None:
        """Give the store's threads a frozen picture of which run each frame shows."""
        live = self.records.get(self.live)
        has = live.has.copy() if live is not None else np.zeros(0, np.bool_)
        project = self._session.project
        self._run_of = run_of(project, self._session.document.folder, self.live, has & ~accepted(project, len(has)))

    def show_again(self, frames: Iterable[int]) -> None:
        """Results of these frames are on disk, or gone."""
        self.share()
        kept = tuple(frames)
        self._store.invalidate("result", kept)
        self._store.invalidate("confidence", kept)

    def choose(self, record: Record, bounds: tuple[int, int] | None = None) -> None:
        """Make a run what its shot shows, wherever it has frames (within `bounds`, half-open): one step of undo."""
        project = self._session.project
        lowest, highest = bounds or (0, len(record.has))
        for start, stop in stretches(record.has):
            first, behind = max(start, lowest), min(stop, highest)
            if first < behind:
                project = choose_run(project, record.run.id, first, behind)
                if record.run.kind == "mask":
                    project = choose_masks(project, record.run.id, first, behind)
        self._session.document.edit(tr("Show {name}").format(name=record.run.name), project)

    def choose_masks(self, record: Record) -> bool:
        """Let the frames that a run made masks of have them; those that show a picture go on showing it, the others
        show the masks. One step of undo. Return whether any shows a picture."""
        pictured = np.zeros(len(record.has), np.bool_)
        for choice in choices_of(self._session.project):
            known = self.records.get(choice.run)
            if known is None or known.run.kind != "mask":  # of a run that is not known nothing is taken away
                pictured[choice.start : choice.stop] = True
        pictured &= record.has
        if not pictured.any():
            self.choose(record)
            return False
        project = self._session.project
        for start, stop in stretches(record.has):
            project = choose_masks(project, record.run.id, start, stop)
        for start, stop in stretches(record.has & ~pictured):
            project = choose_run(project, record.run.id, start, stop)
        self._session.document.edit(tr("Masks of {name}").format(name=record.run.name), project)
        return True

    def _follow(self, project: Project) -> None:
        changed = changed_frames(self._shown, project)
        self._shown = project
        if changed:
            self.show_again(changed)
        else:
            self.share()
        self.refresh()

    # lanes and table ----------------------------------------------------------------------------------------

    def refresh_soon(self) -> None:
        if not self._lanes.isActive():
            self._lanes.start()

    def refresh(self) -> None:
        """Show coverage, heat and table as they are now."""
        self._lanes.stop()
        project, live = self._session.project, self.records.get(self.live)
        final = finished(project, self.records, live)
        self._window.timeline.set_coverage(covered(project, self.records, live), final)
        self._window.timeline.set_heat(shown_heat(project, self.records, live))
        shot = self._session.shot
        self._shown_shot = shot.id if shot else ""
        number = self._session.number(shot)
        self._window.runs.show_shot(
            tr("Shot {number}").format(number=number) if number else "", self._elsewhere(shot)
        )
        self._window.runs.show_lines(self._lines(shot))
        made = {name: frozenset(key.image for key in each.run.keyframes) for name, each in self.records.items()}
        if made != self._made_from:
            self._made_from = made
            self.made_from_changed.emit(made)

    def _look(self, _frame: int) -> None:
        shot = self._session.shot
        if (shot.id if shot else "") != self._shown_shot:
            self.refresh()

    def _elsewhere(self, shot: Shot | None) -> str:
        """Tell of the run that works, if it is in another shot than `shot`."""
        live, own = self.records.get(self.live), self.shot_of(self.live)
        if live is None or own is None or own is shot:
            return ""
        state = (
            tr("paused") if live.run.state == "paused" else f"{live.share:.0%}" if live.share > 0 else tr("working")
        )
        return f"{self.title(self.live)}: {state}"

    def _lines(self, shot: Shot | None) -> list[RunLine]:
        project = self._session.project
        shown = {choice.run for choice in choices_of(project)}
        of_shot = [r for r in self.records.values() if shot and r.run.start < shot.stop and shot.start < r.run.stop]
        newest_first = sorted(of_shot, key=lambda record: (record.run.created, record.run.id), reverse=True)
        return [
            RunLine(
                record.run,
                record.e_warp,
                record.loss,
                record.run.id in shown,
                record.run.state not in _ACTIVE and is_stale(record.run, project),
                record.share,
                self._begun_with(record.run),
                self._can_show(record),
                record.e_warp_processed,
            )
            for record in newest_first
        ]

    def _can_show(self, record: Record) -> bool:
        """Return whether a frame of a run shows another one, and not because that was accepted."""
        free = record.has & ~accepted(self._session.project, len(record.has))
        for choice in choices_of(self._session.project):
            if choice.run == record.run.id:
                free[choice.start : choice.stop] = False
        return bool(free.any())

    def _begun_with(self, run: Run) -> str:
        if run.start_from:
            return self.records[run.start_from].run.name if run.start_from in self.records else tr("a deleted run")
        return tr("the program") if run.params.get("start") == "shipped" else ""

    # curves -------------------------------------------------------------------------------------------------

    def set_curves(self, panel: CurvesPanel) -> None:
        self._curves = panel
        self.show_curves_of(self.live or self._window.runs.selected_id())

    def take_metrics(self, run_id: str, metrics: tuple[Metric, ...]) -> None:
        record = self.records.get(run_id)
        for metric in metrics:
            if record is not None:
                record.take_metric(metric.name, metric.step, metric.value)
            if self._curves is not None and self._curves.run_id == run_id:
                self._curves.add(metric.name, metric.step, metric.value)
        self.refresh_soon()

    def show_curves_of(self, run_id: str) -> None:
        folder = self._session.document.folder
        if self._curves is None or folder is None or run_id == self._curves.run_id:
            return
        record = self.records.get(run_id)
        self._curves.set_run(run_id, self.title(run_id) if record else "")
        if record is not None:
            runs = folder.runs
            curves = self._curves

            def load(found: dict[str, list[tuple[int, float]]]) -> None:
                if curves.run_id == run_id:
                    curves.load(found)

            self._background.start("curves", lambda: runs.folder(run_id).read_metrics(), done=load, key="curves")

    def set_run(self, run: Run) -> None:
        """Take what was changed on disk: a name, a star."""
        if run.id in self.records:
            self.records[run.id].run = run
            self.refresh()


def run_of(
    project: Project, folder: ProjectFolder | None, live: str, live_has: Flags
) -> Callable[[int], RunFolder | None]:
    """Return frame -> the run it shows: the one that works where it has the frame, else the chosen one."""

    def of(frame: int) -> RunFolder | None:
        if folder is None:
            return None
        if live and 0 <= frame < len(live_has) and live_has[frame]:
            return folder.runs.folder(live)
        shot = project.shot_at(frame)
        run = shot.run_at(frame) if shot is not None else None
        return folder.runs.folder(run) if run else None

    return of
