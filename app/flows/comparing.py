"""Runs beside each other: what is shown against another run, and choosing between them by range."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.canvas.frame_store import FrameStore
from app.canvas.view import Compare, Mode
from app.flows.results import Results
from app.flows.running import Running
from app.main_window import MainWindow
from app.session import Session
from app.translation import tr
from engine.project.runs import RunFolder

_SHOWN_S = 20.0


class Comparing(QObject):
    """`other` is the id of the run that the viewer compares with, "" for none."""

    def __init__(
        self,
        session: Session,
        store: FrameStore,
        results: Results,
        running: Running,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._store, self._results, self._window = session, store, results, window
        self.other = ""
        window.runs.compare_requested.connect(self.compare_with)
        window.runs.use_range_requested.connect(self.use_in_range)
        window.runs.rename_requested.connect(self._rename)
        session.player.in_out_changed.connect(lambda *_: self._offer())
        session.player.frame_changed.connect(lambda _: self._offer())
        session.document.folder_changed.connect(lambda _: self._let_go())
        results.made_from_changed.connect(lambda _: self._check())
        running.ended.connect(lambda _: self._look_again())

    def compare_with(self, run_id: str) -> None:
        """Show the result against this run, in the way of comparing that was used last."""
        folder, record = self._session.document.folder, self._results.records.get(run_id)
        if folder is None or record is None:
            return
        if record.is_empty:
            self._session.note(
                tr("{name} has no frames to compare with.").format(name=record.run.name),
                severity="warning",
                key="compare",
            )
            return
        made = folder.runs.folder(run_id)
        start, stop = record.run.start, record.run.stop

        def of(frame: int) -> RunFolder | None:
            return made if start <= frame < stop else None

        self.other = run_id
        self._store.set_other_of(of)
        viewer, bar = self._window.viewer, self._window.bar
        self._show_name(record.run.name)
        viewer.set_against("other")
        if viewer.compare is Compare.DIFFERENCE:  # that is against the film
            viewer.set_compare(Compare.WIPE)
        viewer.set_mode(Mode.COMPARE)
        bar.show_against("other")
        shot = self._session.shot
        if shot is not None and shot.run_at(self._session.frame) == run_id:
            told = tr("This frame shows {name} itself; choose another run to compare it with.").format(
                name=record.run.name
            )
            self._session.note(told, key="compare", lasts_s=_SHOWN_S)

    def use_in_range(self, run_id: str) -> None:
        """Show this run's frames from in to out only: one step of undo."""
        record, bounds = self._results.records.get(run_id), self._session.in_out
        if record is None or bounds is None:
            return
        before = self._session.project
        self._results.choose(record, bounds)
        if self._session.project == before:
            told = tr("{name} has no other frames to show between in and out.").format(name=record.run.name)
            self._session.note(told, severity="warning", key="use", lasts_s=_SHOWN_S)
            return
        self._window.viewer.set_mode(Mode.RESULT)

    def _offer(self) -> None:
        bounds, shot = self._session.in_out, self._session.shot
        if bounds is None or shot is None:
            self._window.runs.set_range("")
            return
        first, last = max(bounds[0], shot.start), min(bounds[1], shot.stop) - 1
        self._window.runs.set_range(f"{first}-{last}" if first <= last else "")

    def _check(self) -> None:
        """The run may have been deleted."""
        if self.other not in self._results.records:
            self._let_go()

    def _rename(self, run_id: str, name: str) -> None:
        if run_id == self.other:
            self._show_name(name)

    def _show_name(self, name: str) -> None:
        self._window.viewer.set_other(name)
        self._window.bar.show_other(name)

    def _look_again(self) -> None:
        if self.other:
            self._store.invalidate("other")

    def _let_go(self) -> None:
        if self.other:
            self.other = ""
            self._store.set_other_of(lambda frame: None)
            self._window.bar.show_other("")
