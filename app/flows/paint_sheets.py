"""The frames that are ready to be painted on: opened in the background, kept while there is room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.background import Background
from app.canvas.live import LivePicture
from app.flows.drawing import Drawing, drawing_of
from app.flows.paint_commits import Commits
from app.flows.paint_sheet import Base, Once, Opened, Sheet
from app.session import Session
from app.translation import tr
from engine.paint.raster import Patch
from engine.paint.rect import Rect
from engine.project.model import Keyframe, Kind, Project
from engine.runtime.errors import EngineError

_KEPT_BYTES = 512 << 20
_PASSING_S = 20.0


class Sheets(QObject):
    """Every change is shown at once (`shown`), and enters the document in the order it was made (`commits`).

    Undo and redo of a stroke exchange the pixels that it changed: nothing is decoded. What the document says in the
    end counts; a sheet that cannot follow it is let go of and opened again.
    """

    shown = Signal(object, object)  # Sheet, sequence of Rect: these pixels of it are others now
    opened = Signal(object)  # Sheet: it can be seen
    hurried = Signal()  # what was shown has to be on the screen before all that follows from it
    lost = Signal()  # a sheet was let go of because its keyframe became another one
    settled = Signal()  # all that was painted is in the document

    def __init__(
        self,
        session: Session,
        background: Background,
        stamp: Callable[[int], int],
        parent: QObject | None = None,
    ) -> None:
        """`stamp`: frame -> a number that is another one whenever the frame's result is another picture."""
        super().__init__(parent)
        self._session, self._background, self._stamp = session, background, stamp
        self.commits = Commits(session, background, self)
        self.down: Sheet | None = None  # that the pen is painting on
        self._sheets: dict[tuple[int, Kind], Sheet] = {}
        self.commits.settled.connect(self.settle)
        session.document.changed.connect(self._follow)

    def at(self, frame: int, kind: Kind) -> Sheet | None:
        return self._sheets.get((frame, kind))

    def keyframe(self, frame: int, kind: Kind) -> Keyframe | None:
        shot = self._session.project.shot_at(frame)
        return None if shot is None else shot.keyframe(frame, kind)

    # ---- opening

    def result_at(self, frame: int) -> tuple[str, int] | None:
        """Return which picture of which run the frame shows, None for none."""
        shot = self._session.project.shot_at(frame)
        run = shot.run_at(frame) if shot is not None else None
        return (run, self._stamp(frame)) if run else None

    def _is_stale(self, sheet: Sheet) -> bool:
        """Whether it was opened from a result that the frame shows no more."""
        return sheet.base == "result" and sheet.result != self.result_at(sheet.frame)

    def _may_go(self, sheet: Sheet) -> bool:
        """Whether nothing of the artist's is lost with it."""
        return sheet.is_untouched and sheet is not self.down and not self.commits.has(sheet)

    def need(self, frame: int, kind: Kind, base: Base) -> Sheet | None:
        """Return the sheet of a frame, opened from `base` if need be; None where none is."""
        key = self.keyframe(frame, kind)
        if self._session.source is None or self._session.document.folder is None:
            return None
        if self._session.project.shot_at(frame) is None:
            return None
        sheet = self._sheets.pop((frame, kind), None)
        if sheet is None or (self._may_go(sheet) and (sheet.base != base or self._is_stale(sheet))):
            sheet = Sheet(frame, kind, base, key, self.result_at(frame) if base == "result" else None)
            self._make_room()
            self._open(sheet, key)
        self._sheets[frame, kind] = sheet  # last: it was needed latest
        return sheet

    def _open(self, sheet: Sheet, key: Keyframe | None) -> None:
        source, folder = self._session.source, self._session.document.folder
        shot = self._session.project.shot_at(sheet.frame)
        assert source is not None and folder is not None and shot is not None
        run = shot.run_at(sheet.frame) if sheet.base == "result" else None
        result = folder.runs.folder(run) if run else None

        def work() -> Opened:
            from engine.paint.opening import opened

            picture, touched = None, None
            if key is not None:
                picture = folder.blobs.read(key.image)
                trust = folder.blobs.read(key.trust) if key.trust is not None else None
                touched = trust[..., 0] if trust is not None and trust.ndim == 3 else trust
            elif result is not None and result.read_run().kind == sheet.kind:
                picture = result.read_frame(sheet.frame)
            raster = opened(source, sheet.frame, picture, touched, is_color=sheet.kind == "color")
            made = Opened(raster, LivePicture(raster.pixels))
            try:
                made.drawn = drawing_of(key, folder.blobs)
            except EngineError as error:  # the picture is there all the same
                made.undrawn = error
            return made

        def done(made: Opened) -> None:
            sheet.opened, sheet.step.drawn = made, made.drawn
            if made.undrawn is not None:
                doing = tr("The scribbles of this frame cannot be changed any more; its picture is whole")
                self._session.fail(made.undrawn, doing, key="painting", lasts_s=_PASSING_S)
            self.opened.emit(sheet)

        self.compute(sheet, work, done)

    def _make_room(self) -> None:
        """Let go of what was needed longest ago; what is on its way is kept."""
        for at, sheet in list(self._sheets.items()):
            if sum(each.bytes for each in self._sheets.values()) <= _KEPT_BYTES:
                return
            if not sheet.is_busy and not self.commits.has(sheet) and sheet is not self.down:
                del self._sheets[at]

    # ---- computing

    def compute(self, sheet: Sheet, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        """Compute something on a sheet in the background; what the pen does on it meanwhile waits."""
        once = Once(work)
        sheet.working, sheet.bring = once, lambda: self._take(sheet, once, done)
        self._background.start("painting", once, done=lambda _: self._take(sheet, once, done))

    def _take(self, sheet: Sheet, once: Once[Any], done: Callable[[Any], object]) -> None:
        """What was computed is there; the first who brings it goes on."""
        if sheet.working is not once:
            return
        if once.error is None:
            done(once.made)
            sheet.go_on()
        else:
            self._refuse(sheet, once.error)
        self.settle()

    def _refuse(self, sheet: Sheet, error: Exception) -> None:
        """What was computed failed: tell; a frame that cannot be opened takes no strokes."""
        doing = tr("This cannot be painted")
        if sheet.is_ready:
            sheet.go_on()
        else:
            doing = tr("This frame cannot be painted on")
            sheet.give_up()
            self._sheets = {at: other for at, other in self._sheets.items() if other is not sheet}
            self.down = None if self.down is sheet else self.down
        self._session.fail(error, doing, key="painting", lasts_s=_PASSING_S)

    # ---- changes

    def show(self, sheet: Sheet, rects: Sequence[Rect]) -> None:
        """These pixels of a sheet's raster are others now: show them."""
        sheet.update(rects)
        self.shown.emit(sheet, rects)

    def add(self, sheet: Sheet, patch: Patch | None, text: str, drawn: Drawing | None = None) -> None:
        """What was painted, or `drawn`, becomes a step named `text`, unless it changed nothing."""
        if patch is not None:
            self.commits.push(sheet, sheet.add(patch, drawn), text)

    def turn(self, *, is_back: bool) -> None:
        """Undo or redo: on the screen at once, in the document after what is on its way."""
        if self.down is not None:
            return  # amid a stroke there is nothing to go back to
        busy = next((sheet for sheet in self._sheets.values() if sheet.has_work), None)
        if busy is not None:  # what it computes comes first
            busy.do(lambda: self.turn(is_back=is_back))
            return
        sheet = self.commits.newest
        if sheet is None:
            document = self._session.document
            if (project := document.beyond(is_back=is_back)) is not None and self._show_of(project):
                self.hurried.emit()
            (document.undo_stack.undo if is_back else document.undo_stack.redo)()
            return
        self.commits.turn(sheet, is_back=is_back)
        self.show(sheet, sheet.turn(-1 if is_back else 1))

    def follow_results(self) -> None:
        """Results are others now: what was opened from one that is shown no more, and not painted on, goes."""
        self._follow(self._session.project)

    def _follow(self, project: Project) -> None:
        """The document changed: show what it has, if it is not what was painted."""
        if not self.commits.is_empty:
            return  # it lags behind the screen
        self._show_of(project)
        for at, sheet in list(self._sheets.items()):
            is_other = not _has(sheet, project) and sheet is not self.down and not sheet.is_busy
            if is_other or (self._is_stale(sheet) and self._may_go(sheet)):
                del self._sheets[at]
                self.lost.emit()

    def _show_of(self, project: Project) -> bool:
        """Show what a project has, wherever the steps to it are kept; return whether anything was to be done."""
        is_changed = False
        for sheet in self._sheets.values():
            if sheet.is_busy or sheet is self.down or not sheet.is_ready or _has(sheet, project):
                continue
            way = sheet.way_to(_keyframe_of(project, sheet))
            if way is not None:
                self.show(sheet, sheet.turn(way))
                is_changed = True
        return is_changed

    # ---- the end of it

    @property
    def is_settled(self) -> bool:
        """Whether all that was painted is in the document."""
        return self.commits.is_empty and self.down is None and not any(s.is_busy for s in self._sheets.values())

    def settle(self) -> None:
        if self.is_settled:
            self._follow(self._session.project)
            self.settled.emit()

    def flush(self) -> bool:
        """Wait until every stroke that ended is in the document; false if something cannot be stored."""
        if self.commits.is_entering:  # it is this that enters it
            return True
        for sheet in list(self._sheets.values()):
            while sheet.has_work and sheet.working is not None:
                sheet.working()
                sheet.bring()
        return self.commits.flush()

    def make_way(self, before: Project, after: Project) -> None:
        """An edit enters the document: it waits only for what is on its way to a keyframe that it is about (then the
        edit's word counts), and for an undo, which means the step before the edit. All else enters after it."""
        if self.commits.is_entering:
            return
        coming = [sheet for sheet in self._sheets.values() if sheet.has_work or self.commits.has(sheet)]
        if self.commits.has_turns or any(_is_about(sheet, before, after) for sheet in coming):
            self.flush()

    def forget(self) -> None:
        """Another film or project: nothing of the last one may be painted on or entered."""
        self.down = None
        self._sheets.clear()
        self.commits.clear()


def _is_about(sheet: Sheet, before: Project, after: Project) -> bool:
    """Whether an edit makes the keyframe of a sheet another one, or leaves it no shot."""
    was, shot = before.shot_at(sheet.frame), after.shot_at(sheet.frame)
    if was is None or shot is None:
        return shot is not was
    return was.keyframe(sheet.frame, sheet.kind) != shot.keyframe(sheet.frame, sheet.kind)


def _keyframe_of(project: Project, sheet: Sheet) -> Keyframe | None:
    shot = project.shot_at(sheet.frame)
    return shot.keyframe(sheet.frame, sheet.kind) if shot is not None else None


def _has(sheet: Sheet, project: Project) -> bool:
    return sheet.step.is_of(_keyframe_of(project, sheet))
