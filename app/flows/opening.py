"""Open a film, a folder of pictures or a project; find the film again after it moved; leave."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.background import Background, Task
from app.errors import Fix
from app.jobs.left import Left, left_in
from app.jobs.queue import JobQueue
from app.paths import UserFolders, free_path
from app.session import Session
from app.settings import Settings
from app.translation import tr
from engine.media.source import FrameSource, open_source
from engine.project.clips import ClipDiffers, ClipPlace, clip_of
from engine.project.disk import remove_folder
from engine.project.edits import whole_clip, with_length
from engine.project.file import SUFFIX, ProjectFolder
from engine.project.model import Project
from engine.runtime.errors import EngineError

_MAX_JSON = 64 << 20
_CLOSING_S = 60.0  # a run that was left may need this to save what it has


@dataclass(frozen=True)
class _Started:
    """A film that was opened in the background: with the project it already has, or with a new one."""

    source: FrameSource | None
    known: Path | None
    target: Path
    project: Project


@dataclass(frozen=True)
class _Opened:
    """A project that was opened in the background, with what waits in its queue."""

    folder: ProjectFolder
    left: Left


class Opening(QObject):
    """`asked_where` is the window's job: which file, which folder. Everything slow happens in the background."""

    taking = Signal()  # another project comes: what was told of the one before counts no more
    opened = Signal()
    left = Signal()
    is_new = Signal()  # a project was just made: its shots are not known yet
    film_missing = Signal(object)  # ClipPlace

    def __init__(
        self,
        session: Session,
        queue: JobQueue,
        background: Background,
        settings: Settings,
        folders: UserFolders,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._queue, self._background = session, queue, background
        self._settings, self._folders = settings, folders
        self.may_leave: Callable[[], bool] = lambda: True
        self._is_deinterlaced = False
        self._closing: dict[Path, Task] = {}
        session.document.changed.connect(self._follow_deinterlace)

    # open ---------------------------------------------------------------------------------------------------

    def open_any(self, paths: list[Path]) -> None:
        """Open what was dropped or named: a project, a film, a folder of pictures."""
        if not paths:
            return
        if len(paths) > 1:
            folders = {path.parent for path in paths}
            if len(folders) == 1 and all(path.is_file() for path in paths):
                self._session.note(
                    tr("Only the first of the dropped files was opened."), tr("One project has one film.")
                )
        path = paths[0]
        if is_project(path):
            self.open_project(path.parent if path.name == "project.json" else path)
        else:
            self.open_film(path)

    def open_film(self, path: Path, *, anew: bool = False) -> None:
        """Open a film or a folder of pictures: in the project it already has, or else (or `anew`) in a new one."""
        if not self.may_leave():
            return
        known = [] if anew else [*self._settings.recent(), *_projects_in(self._folders.projects)]

        def work() -> _Started:
            already = next((project for project in known if film_of(project) == path.absolute()), None)
            target = free_path(self._folders.projects / f"{path.stem if path.is_file() else path.name}{SUFFIX}")
            if already is not None:
                return _Started(None, already, target, Project())
            source = open_source(path)
            try:
                clip = clip_of(source, target)
                source.read(0)  # so that what cannot be decoded is told before a project is made of it
            except BaseException:
                source.close()
                raise
            return _Started(source, None, target, Project(clip=clip, shots=whole_clip(clip.length)))

        self._session.told.emit(tr("Opening {name}...").format(name=path.name))
        self._background.start(
            "open-film",
            work,
            done=lambda started: self._film_opened(path, started),
            failed=lambda error: self._session.fail(error, tr("{name} cannot be opened").format(name=path.name)),
            dropped=_close_film,
            key="open",
        )

    def _film_opened(self, path: Path, started: _Started) -> None:
        if started.known is not None:
            anew = Fix(tr("Start a new project"), lambda: self.open_film(path, anew=True))
            sentence = tr("{name} already has a project; it was opened.").format(name=path.name)
            self.open_project(started.known, then=lambda: self._session.note(sentence, "", anew, key="known"))
            return

        def made(folder: ProjectFolder) -> None:
            self._leave(lambda: show(folder), stay=lambda: self._drop_film(started, folder))

        def show(folder: ProjectFolder) -> None:
            self._take(_Opened(folder, Left()), started.source, self.is_new.emit)

        def failed(error: Exception) -> None:
            self._drop_film(started)
            self._session.fail(error, tr("The project cannot be made"))

        self._background.start(
            "create-project",
            lambda: ProjectFolder.create(started.target, started.project),
            done=made,
            failed=failed,
            dropped=ProjectFolder.close,
        )

    def _drop_film(self, started: _Started, folder: ProjectFolder | None = None) -> None:
        """The artist stays in the other project: nobody wants the new one."""

        def drop() -> None:
            _close_film(started)
            if folder is not None:
                folder.close()
                remove_folder(folder.path)  # made a moment ago by us, so nothing of the artist's is in it

        self._background.start("drop-film", drop)

    def open_project(self, path: Path, *, then: Callable[[], object] = lambda: None) -> None:
        """Open a project folder, and `then` go on; its film is opened after it. All of it in the background."""
        document = self._session.document
        if document.folder is not None and path.resolve() == document.folder.path:
            then()
            return
        if not self.may_leave():
            return

        def work() -> _Opened:
            closing = self._closing.get(path.resolve())
            if closing is not None:  # it was left a moment ago
                closing.wait(_CLOSING_S)
            folder = ProjectFolder.open(path)
            return _Opened(folder, left_in(folder))

        def shown(warnings: Sequence[str]) -> None:
            for sentence in warnings:
                self._session.note(sentence, severity="warning")
            self.open_clip()
            then()

        def show(opened: _Opened) -> None:
            self._take(opened, None, lambda: shown(opened.folder.warnings))

        def failed(error: Exception) -> None:
            forget = Fix(tr("Take it off the list"), lambda: self._settings.forget(path))
            self._session.fail(error, "", *((forget,) if path in self._settings.recent() else ()))

        self._background.start(
            "open-project",
            work,
            done=lambda opened: self._leave(lambda: show(opened), stay=lambda: self._close_later(opened.folder)),
            failed=failed,
            dropped=lambda opened: opened.folder.close(),
            key="open",
        )

    def open_clip(self) -> None:
        """Open the film of the open project, or tell that it is not where it was."""
        place = self._session.document.clip_place
        clip = self._session.clip
        if clip is None:
            return
        if place.state != "found" or place.path is None:
            self.film_missing.emit(place)
            return
        self._session.solved.emit("film")
        film, deinterlace = place.path, clip.deinterlace
        self._background.start(
            "open-clip",
            lambda: open_source(film, deinterlace=deinterlace),
            done=self._swap,
            failed=lambda error: self._session.fail(error, tr("{name} cannot be opened").format(name=film.name)),
            key="open",
        )

    def _take(self, opened: _Opened, source: FrameSource | None, then: Callable[[], object]) -> None:
        """Show the project that was just opened, its film if it is open already, and `then` go on.

        In three turns of the event loop: all at once, panels laid out for the first time, would block for long.
        """
        self.taking.emit()
        self._session.document.take(opened.folder)
        self._queue.open(opened.folder, opened.left)
        self._settings.remember(opened.folder.path)
        film = self._session.document.clip_place.path
        if film is not None and not film.is_relative_to(self._folders.projects):  # the sample's is no place of theirs
            self._settings.remember_folder("film", film.parent)
        if self._session.source is not None or source is None:
            self._swap(None)

        def show() -> None:
            if self._is_left(opened.folder, source):
                return
            self._session.told.emit(tr("Project: {path}").format(path=opened.folder.path))
            self.opened.emit()
            QTimer.singleShot(0, self, go_on)

        def go_on() -> None:
            if self._is_left(opened.folder, source):
                return
            if source is not None:
                self._swap(source)
            then()

        QTimer.singleShot(0, self, show)

    def _is_left(self, folder: ProjectFolder, source: FrameSource | None) -> bool:
        """Return whether the project was left again meanwhile; then nobody wants the film that came with it."""
        if self._session.document.folder is folder:
            return False
        if source is not None:
            self._background.start("close-clip", source.close)
        return True

    def _swap(self, source: FrameSource | None) -> None:
        """Take `source` for the old one, which is closed once nobody reads from it."""
        old = self._session.source
        clip = self._session.clip
        self._is_deinterlaced = clip is not None and clip.deinterlace
        self._session.set_source(source)
        if old is not None:
            self._background.start("close-clip", old.close)

    # what is learned of the film ----------------------------------------------------------------------------

    def take_length(self, length: int) -> None:
        """The index is complete: every snapshot gets the exact length."""
        self._session.document.amend(lambda project: with_length(project, length))

    def set_deinterlace(self, is_on: bool) -> None:
        clip = self._session.clip
        if clip is not None:
            text = tr("Deinterlace") if is_on else tr("Do not deinterlace")
            project = self._session.project
            self._session.document.edit(text, project.replaced(clip=clip.replaced(deinterlace=is_on)))

    def _follow_deinterlace(self, project: Project) -> None:
        is_open = self._session.source is not None
        if is_open and project.clip is not None and project.clip.deinterlace != self._is_deinterlaced:
            self._is_deinterlaced = project.clip.deinterlace
            self.open_clip()

    def relink(self, path: Path, *, accept_changed: bool = False) -> None:
        """Look for the project's film at `path`."""
        document = self._session.document
        folder, project = document.folder, document.project
        if folder is None:
            return

        def take(found: Project) -> None:
            clip = found.clip
            document.amend(lambda each: each if each.clip is None else each.replaced(clip=clip))
            document.find_clip()
            self.open_clip()

        def differs(error: Exception) -> None:
            use = Fix(tr("Use it all the same"), lambda: self.relink(path, accept_changed=True))
            is_usable = isinstance(error, ClipDiffers) and error.is_usable
            self._session.fail(error, tr("This is not the project's film"), *((use,) if is_usable else ()))

        work = lambda: folder.relinked(project, path, accept_changed=accept_changed)  # noqa: E731
        self._background.start("relink", work, done=take, failed=differs, key="open")

    # leave --------------------------------------------------------------------------------------------------

    def close_project(self) -> None:
        """Go back to the start page, unless the artist wants to stay or saving fails."""
        if not self.may_leave():
            return

        def left() -> None:
            self._swap(None)
            self.left.emit()

        self._background.cancel("open")
        self._leave(left)

    def _leave(self, then: Callable[[], object], stay: Callable[[], object] = lambda: None) -> None:
        """Save and let go of what is open, then go on with `then`; where saving fails, all stays open (`stay`).

        A run that works is told to stop and saves in its own time, after the artist has left.
        """
        document, queue = self._session.document, self._queue
        folder = document.folder
        if folder is None:
            then()
            return
        queue.leave()

        def saved(project: Project) -> None:
            if document.folder is folder:
                document.settle()  # what was painted while it was written
                document.note_saved(project)
                if document.project != project:  # edited while it was written
                    self._leave(then, stay)
                    return
                document.release()
                self._close_later(folder)
            then()

        def failed(error: Exception) -> None:
            self._session.fail(error, tr("The project cannot be saved"))
            queue.open(folder)
            stay()

        self._background.start("save-project", document.saving(), done=saved, failed=failed)

    def _close_later(self, folder: ProjectFolder) -> None:
        """Let the next one in when the run that was left has saved what it has."""

        def close() -> None:
            self._queue.settle()
            folder.close()

        self._closing[folder.path] = self._background.start(
            "close-project",
            close,
            done=lambda _: self._closing.pop(folder.path, None),
            failed=lambda error: self._session.fail(error, tr("{name} cannot be closed").format(name=folder.name)),
        )

    def save_as(self, path: Path) -> None:
        """Copy the project in the background, then go on in the copy."""
        if self._queue.running is not None:
            self._session.note(tr("A run is working; save as another project when it is done."), severity="warning")
            return
        document = self._session.document
        folder = document.folder

        def switch(copy: ProjectFolder) -> None:
            if document.folder is not folder:  # the artist went on to another project; the copy of this one is whole
                copy.close()
                return
            self._queue.close()
            try:
                document.switch_to(copy)
            except EngineError as error:
                self._session.fail(error, tr("The project cannot be saved there"))
            assert document.folder is not None
            self._queue.open(document.folder)
            self._settings.remember(document.folder.path)
            self._session.told.emit(tr("Project: {path}").format(path=document.folder.path))

        self._session.told.emit(tr("Copying to {path}...").format(path=path))
        self._background.start(
            "save-as",
            lambda: document.copy_to(path),
            done=lambda copy: self._background.after(folder, lambda: switch(copy)),  # what is on its way comes along
            failed=lambda error: self._session.fail(error, tr("The project cannot be saved there")),
            key="save-as",
        )


def _close_film(started: _Started) -> None:
    if started.source is not None:
        started.source.close()


def is_project(path: Path) -> bool:
    return path.name == "project.json" or (path.is_dir() and (path / "project.json").is_file())


def film_of(project: Path) -> Path | None:
    """Return where the film of a project on disk was, or None if that cannot be told."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        path = project / "project.json"
        if path.stat().st_size <= _MAX_JSON:
            return Path(json.loads(path.read_bytes())["clip"]["absolute"])
    return None


def place_sentence(place: ClipPlace) -> str:
    return place.sentence or tr("The film of this project is not where it was.")


def _projects_in(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []
