"""Shots and proxy: found and made in the background, edited by hand."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtWidgets import QMenu

from app import words
from app.background import Background
from app.canvas.frame_store import FrameStore
from app.child import in_child
from app.latest import Latest
from app.main_window import MainWindow
from app.session import Session
from app.translation import tr
from engine.media.source import FrameSource
from engine.project.edits import merge_with_next, move_cut, set_cuts, split_shot
from engine.project.model import Project
from engine.runtime.errors import EngineError

if TYPE_CHECKING:
    from engine.media.shots import CutScores

_TRIED_EVERY_MS = 60  # while the slider is dragged


class Preparing(QObject):
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
        self._proxy: FrameSource | None = None
        self._scores: CutScores | None = None  # of the film that is open: found once, cut at any sensitivity
        self._trying = Latest(background, "count-cuts", _TRIED_EVERY_MS, self)
        panel, timeline = window.prepare, window.timeline
        panel.find_requested.connect(self.find)
        panel.find_canceled.connect(self.stop_finding)
        panel.sensitivity_changed.connect(self._try_sensitivity)
        panel.frame_picked.connect(session.player.set_frame)
        timeline.cut_moved.connect(self.move_cut)
        timeline.split_requested.connect(self.split)
        timeline.shot_menu_requested.connect(self._show_menu)
        timeline.shot_picked.connect(self._go_to_shot)
        session.document.changed.connect(self._follow)
        session.player.frame_changed.connect(lambda _: self._mark_shot())

    # the film -----------------------------------------------------------------------------------------------

    def take_source(self, source: FrameSource | None) -> None:
        """Another film is open: show its facts, make its proxy."""
        for key in ("shots", "proxy", "cuts"):
            self._background.cancel(key)
        self._trying.drop()
        self._scores = None
        self._leave_proxy()
        self._window.prepare.show_finding(None)
        self._window.prepare.show_proxy(1, "")
        self.show_facts()
        if source is not None:
            QTimer.singleShot(0, self, self._start_proxy)

    def show_facts(self) -> None:
        source, clip = self._session.source, self._session.clip
        length = source.known_length if source is not None else 0
        is_exact = source is not None and source.is_indexed
        facts = source.facts if source is not None else None
        self._window.prepare.show_facts(facts, length, is_exact, clip is not None and clip.deinterlace)

    def _start_proxy(self) -> None:
        folder, film, clip = self._session.document.folder, self._session.film, self._session.clip
        if folder is None or film is None or clip is None or _is_small(clip.width, clip.height, clip.length):
            return
        if self._background.is_running("shots"):  # they are wanted first; `_finding_ended` comes back here
            return
        place, deinterlace = folder.cache, clip.deinterlace

        def work() -> Generator[Any, None, FrameSource | None]:
            # loaded here: the window must not wait for it
            from app.flows.finding import make_proxy_of
            from engine.media.proxy import open_proxy

            made = open_proxy(film, place, deinterlace=deinterlace)
            if made is not None:
                return made
            yield from in_child(make_proxy_of, film, place, deinterlace)
            return open_proxy(film, place, deinterlace=deinterlace)

        def show(progress: Any) -> None:
            share = progress.done / progress.total if progress.total else 0.0
            self._window.prepare.show_proxy(
                share, tr("Making a small copy for smooth scrubbing: {share:.0%}").format(share=share)
            )

        def done(proxy: FrameSource | None) -> None:
            self._proxy = proxy
            self._store.set_proxy(proxy)
            # asked for its truth, a source counts its frames and waits for its index
            is_there = proxy is not None
            self._window.prepare.show_proxy(1, tr("A small copy for smooth scrubbing is ready.") if is_there else "")

        def failed(error: Exception) -> None:  # scrubbing is slower without it, and nothing else changes
            self._window.prepare.show_proxy(
                1, tr("There is no small copy for scrubbing: {error}").format(error=error)
            )

        self._background.start("proxy", work, done=done, failed=failed, progressed=show, key="proxy")

    def _leave_proxy(self) -> None:
        if self._proxy is not None:
            self._store.set_proxy(None)
            self._background.start("close-proxy", self._proxy.close)
            self._proxy = None

    # finding shots ------------------------------------------------------------------------------------------

    def find(self, sensitivity: float) -> None:
        """Look the film through once; the cuts are an edit, and later sensitivities need no second look."""
        scores = self._scores
        if scores is None:
            self._look_through(sensitivity)
            return
        self._background.start(
            "cuts", partial(scores.cuts, sensitivity), done=self._apply, failed=self._session.fail, key="cuts"
        )

    def find_for_new(self) -> None:
        """The project was just made: find its shots without being asked."""
        self.find(self._sensitivity)

    @property
    def _sensitivity(self) -> float:
        return self._window.prepare.sensitivity.value() / 100

    def _look_through(self, sensitivity: float) -> None:
        film, clip, folder = self._session.film, self._session.clip, self._session.document.folder
        if film is None or clip is None or folder is None:
            return

        def done(found: tuple[CutScores, list[int]]) -> None:
            self._scores, cuts = found
            self._finding_ended()
            if self._sensitivity == sensitivity:
                self._apply(cuts)
            else:  # it was changed meanwhile
                self.find(self._sensitivity)

        def failed(error: Exception) -> None:
            self._finding_ended()
            self._session.fail(error, tr("The shots could not be found"))

        def show(progress: Any) -> None:
            share = progress.done / progress.total if progress.total else 0.0
            self._window.prepare.show_finding(share)
            self._window.show_job(tr("Looking for shots: {share:.0%}").format(share=share), share)

        arguments = (film, folder.cache, clip.deinterlace)
        is_big = not _is_small(clip.width, clip.height, clip.length)
        self._window.prepare.show_finding(0)

        def work() -> Generator[Any, None, tuple[CutScores, list[int]]]:
            from app.flows.finding import look_through  # loaded here: the window must not wait for it

            scores = yield from (in_child(look_through, *arguments) if is_big else look_through(*arguments))
            return scores, scores.cuts(sensitivity)

        self._background.start(
            "shots",
            work,
            done=done,
            failed=failed,
            progressed=show,
            key="shots",
        )

    def stop_finding(self) -> None:
        self._background.cancel("shots")
        self._finding_ended()

    def _finding_ended(self) -> None:
        self._window.prepare.show_finding(None)
        self._window.show_job("", None)
        if self._proxy is None and not self._background.is_running("proxy"):
            QTimer.singleShot(0, self, self._start_proxy)

    def _try_sensitivity(self, sensitivity: float) -> None:
        """Tell how many shots this would give, before anything changes."""
        if self._scores is not None:
            show = self._window.prepare.show_count
            self._trying.ask(partial(self._scores.cuts, sensitivity), lambda cuts: show(len(cuts) + 1))

    def _apply(self, cuts: list[int]) -> None:
        project = self._session.project
        if not project.shots:
            return
        inside = [cut for cut in cuts if project.shots[0].start < cut < project.shots[-1].stop]
        self._edit(
            tr("Find {count}").format(count=words.count(len(inside) + 1, "shot")), lambda: set_cuts(project, inside)
        )
        self._session.told.emit(tr("{count} found").format(count=words.count(len(inside) + 1, "shot")))

    # by hand ------------------------------------------------------------------------------------------------

    def split(self, frame: int) -> None:
        self._edit(tr("Split at {frame}").format(frame=frame), lambda: split_shot(self._session.project, frame))

    def merge(self) -> None:
        shot = self._session.shot
        if shot is not None:
            self._edit(tr("Merge shots"), lambda: merge_with_next(self._session.project, shot.id))

    def move_cut(self, frame: int, to: int) -> None:
        if not self._edit(tr("Move cut to {to}").format(to=to), lambda: move_cut(self._session.project, frame, to)):
            self._window.timeline.set_project(self._session.project)

    def _edit(self, text: str, change: Any) -> bool:
        try:
            self._session.document.edit(text, change())
        except EngineError as error:
            self._session.note(str(error), severity="warning", key="shots")
            return False
        return True

    def _go_to_shot(self, shot_id: str) -> None:
        shot = next((each for each in self._session.project.shots if each.id == shot_id), None)
        if shot is not None and self._session.frame not in shot:
            self._session.player.set_frame(shot.start)

    def _show_menu(self, shot_id: str, place: QPoint) -> None:
        self._go_to_shot(shot_id)
        menu = QMenu(self._window)
        for name in ("split", "merge", "", "import_picture", "propagate"):
            if name:
                menu.addAction(self._window.actions_[name])
            else:
                menu.addSeparator()
        menu.exec(place)
        menu.deleteLater()

    # shown --------------------------------------------------------------------------------------------------

    def _follow(self, project: Project) -> None:
        self._window.prepare.show_project(project)
        self._mark_shot()

    def _mark_shot(self) -> None:
        self._window.prepare.show_shot(self._session.number(self._session.shot) - 1)

    def close(self) -> None:
        self._leave_proxy()


def _is_small(width: int, height: int, length: int) -> bool:
    """Return whether all frames of the film fit into the window's cache anyway, so that a copy helps nobody."""
    return width * height * length * 4 < 64 << 20
