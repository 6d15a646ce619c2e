"""Open a film, a folder of pictures or a project; find the film again after it moved; leave."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.background import Background
from app.errors import Fix
from app.jobs.queue import JobQueue
from app.paths import UserFolders, free_path
from app.session import Session
from app.settings import Settings
from engine.media.source import FrameSource, open_source
from engine.project.clips import ClipDiffers, ClipPlace, clip_of
from engine.project.edits import whole_clip, with_length
from engine.project.file import SUFFIX
from engine.project.model import Project
from engine.runtime.errors import EngineError

_MAX_JSON = 64 << 20


@dataclass(frozen=True)
class _Started:
    """A film that was opened in the background: with the project it already has, or with a new one."""

    source: FrameSource | None
    known: Path | None
    target: Path
    project: Project


class Opening(QObject):
    """`asked_where` is the window's job: which file, which folder. Everything slow happens in the background."""

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
        session.document.changed.connect(self._follow_deinterlace)

    # open ---------------------------------------------------------------------------------------------------

    def open_any(self, paths: list[Path]) -> None:
        """Open what was dropped or named: a project, a film, a folder of pictures."""
        if not paths:
            return
        if len(paths) > 1:
            folders = {path.parent for path in paths}
            if len(folders) == 1 and all(path.is_file() for path in paths):
                self._session.note("Only the first of the dropped files was opened.", "One project has one film.")
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

        self._session.told.emit(f"Opening {path.name}...")
        self._background.start(
            "open-film",
            work,
            done=lambda started: self._film_opened(path, started),
            failed=lambda error: self._session.fail(error, f"{path.name} cannot be opened"),
            key="open",
        )

    def _film_opened(self, path: Path, started: _Started) -> None:
        if started.known is not None:
            if self.open_project(started.known):
                anew = Fix("Start a new project", lambda: self.open_film(path, anew=True))
                self._session.note(f"{path.name} already has a project; it was opened.", "", anew, key="known")
            return
        assert started.source is not None
        try:
            self._queue.close()
            self._session.document.create(started.target, started.project)
        except EngineError as error:
            started.source.close()
            self._session.fail(error, "The project cannot be made")
            return
        self._take(started.source)
        self.is_new.emit()

    def open_project(self, path: Path) -> bool:
        """Open a project folder; its film is opened in the background. Return whether it worked."""
        if self._session.document.folder is not None and path.resolve() == self._session.document.folder.path:
            return True
        if not self.may_leave():
            return False
        try:
            self._queue.close()
            warnings = self._session.document.open(path)
        except EngineError as error:
            forget = Fix("Take it off the list", lambda: self._settings.forget(path))
            self._session.fail(error, "", *((forget,) if path in self._settings.recent() else ()))
            folder = self._session.document.folder
            if folder is not None:
                self._queue.open(folder)
            return False
        for sentence in warnings:
            self._session.note(sentence, severity="warning")
        self._take(None)
        self.open_clip()
        return True

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
            failed=lambda error: self._session.fail(error, f"{film.name} cannot be opened"),
            key="open",
        )

    def _take(self, source: FrameSource | None) -> None:
        """Show the project that was just opened."""
        folder = self._session.document.folder
        assert folder is not None
        self._queue.open(folder)
        self._settings.remember(folder.path)
        self._swap(source)
        self._session.told.emit(f"Project: {folder.path}")
        self.opened.emit()

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
            text = "Deinterlace" if is_on else "Do not deinterlace"
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
            use = Fix("Use it all the same", lambda: self.relink(path, accept_changed=True))
            is_usable = isinstance(error, ClipDiffers) and error.is_usable
            self._session.fail(error, "This is not the project's film", *((use,) if is_usable else ()))

        work = lambda: folder.relinked(project, path, accept_changed=accept_changed)  # noqa: E731
        self._background.start("relink", work, done=take, failed=differs, key="open")

    # leave --------------------------------------------------------------------------------------------------

    def close_project(self) -> bool:
        """Go back to the start page. Returns False if the artist wants to stay or saving failed."""
        if not self.may_leave():
            return False
        self._background.cancel("open")
        self._queue.close()
        try:
            self._session.document.close()
        except EngineError as error:
            self._session.fail(error, "The project cannot be closed")
            folder = self._session.document.folder
            if folder is not None:
                self._queue.open(folder)
            return False
        self._swap(None)
        self.left.emit()
        return True

    def save_as(self, path: Path) -> None:
        """Copy the project in the background, then go on in the copy."""
        if self._queue.running is not None:
            self._session.note("A run is working; save as another project when it is done.", severity="warning")
            return
        document = self._session.document

        def switch(copy: object) -> None:
            self._queue.close()
            try:
                document.switch_to(copy)  # type: ignore[arg-type]
            except EngineError as error:
                self._session.fail(error, "The project cannot be saved there")
            assert document.folder is not None
            self._queue.open(document.folder)
            self._settings.remember(document.folder.path)
            self._session.told.emit(f"Project: {document.folder.path}")

        self._session.told.emit(f"Copying to {path}...")
        self._background.start(
            "save-as",
            lambda: document.copy_to(path),
            done=switch,
            failed=lambda error: self._session.fail(error, "The project cannot be saved there"),
            key="save-as",
        )


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
    return place.sentence or "The film of this project is not where it was."


def _projects_in(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []
