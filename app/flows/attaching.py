"""The processed clip: attached, shown beside the film, found again after it moved, detached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app import words
from app.background import Background
from app.canvas.frame_store import FrameStore
from app.canvas.view import Mode
from app.errors import Fix
from app.main_window import MainWindow
from app.session import Session
from app.settings import Settings
from app.translation import mark, tr
from engine.media.source import FrameSource, open_source
from engine.project.clips import ClipDiffers, find_clip, processed_clip, relinked
from engine.project.edits import attach_processed, detach_processed, with_length
from engine.project.model import Clip, Project
from engine.runtime.errors import EngineError

FILMS = mark(
    "Films (*.mp4 *.m4v *.mov *.mkv *.avi *.mxf *.mpg *.mpeg *.ts *.m2ts *.mts *.webm *.wmv *.dv *.vob *.ogv *.3gp);;"
    "All files (*)"
)


@dataclass(frozen=True)
class _Found:
    """Where the processed clip is, opened; or the sentence why it is not."""

    source: FrameSource | None
    path: Path | None = None
    sentence: str = ""


class Attaching(QObject):
    """`changed` comes when there is another processed clip to work with, or none."""

    changed = Signal()

    def __init__(
        self,
        session: Session,
        background: Background,
        store: FrameStore,
        settings: Settings,
        window: MainWindow,
        open_film: Callable[[Path], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._background, self._store = session, background, store
        self._settings, self._window, self._open_film = settings, window, open_film
        self._shown: Clip | None = None
        self._source: FrameSource | None = None
        self.path: Path | None = None
        """Where the processed clip was found; None while there is none to read."""
        window.prepare.processed.find_requested.connect(self.find_again)
        session.document.changed.connect(self._follow)
        session.document.folder_changed.connect(lambda _: self._forget())
        store.set_processed_of(self._frame)

    # what the artist asks -----------------------------------------------------------------------------------

    def ask(self) -> None:
        """Ask which clip it is: a film, or a folder of pictures through its first picture."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, tr("What was made of this film"), self._settings.folder("processed"), tr(FILMS)
        )
        if name:
            path = Path(name)
            self._settings.remember_folder("processed", path.parent)
            self.attach(path.parent if path.suffix.lower() in _PICTURES else path)

    def attach(self, path: Path) -> None:
        """Make the clip at `path` the processed version of the film, if it has its length and shape."""
        folder, film = self._session.document.folder, self._session.source
        if folder is None or film is None:
            return
        self._session.told.emit(tr("Reading {name}...").format(name=path.name))

        def work() -> tuple[int, Clip]:
            return len(film), processed_clip(path, folder.path)  # both wait for their index

        def done(found: tuple[int, Clip]) -> None:
            length, clip = found
            try:
                project = attach_processed(with_length(self._session.project, length), clip)
            except EngineError as error:
                self._refuse(path, error)
                return
            self._session.document.edit(tr("Attach {name}").format(name=path.name), project)
            self._session.solved.emit("processed")
            self._session.told.emit(tr("{name} is the processed version of this film now.").format(name=path.name))
            self._window.viewer.set_mode(Mode.PROCESSED)

        self._background.start(
            "attach", work, done=done, failed=lambda error: self._refuse(path, error), key="attach", of=folder
        )

    def _refuse(self, path: Path, error: Exception) -> None:
        another = Fix(tr("Choose another..."), self.ask)
        self._session.fail(
            error, tr("{name} cannot be the processed clip").format(name=path.name), another, key="processed"
        )

    def detach(self) -> None:
        if self._session.project.processed is not None:
            self._session.document.edit(tr("Detach the processed clip"), detach_processed(self._session.project))

    def take_dropped(self, path: Path) -> None:
        """A second film was dropped: ask whether it is a version of this one."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(tr("What is {name}?").format(name=path.name))
        box.setInformativeText(tr("A processed version has the same frames as the film that is open."))
        version = box.addButton(tr("A processed version of this film"), QMessageBox.ButtonRole.AcceptRole)
        other = box.addButton(tr("Another film: open it"), QMessageBox.ButtonRole.ActionRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(version)
        box.exec()
        clicked = box.clickedButton()
        box.deleteLater()
        if clicked is version:
            self.attach(path)
        elif clicked is other:
            self._open_film(path)

    def find_again(self) -> None:
        clip = self._session.project.processed
        if clip is None:
            return
        was = Path(clip.absolute)
        if was.suffix:
            name, _ = QFileDialog.getOpenFileName(
                self._window,
                tr("Where is {name}?").format(name=was.name),
                self._settings.folder("processed"),
                tr(FILMS),
            )
        else:
            name = QFileDialog.getExistingDirectory(
                self._window,
                tr("Where is the folder {name}?").format(name=was.name),
                self._settings.folder("processed"),
            )
        if name:
            self.relink(Path(name))

    def relink(self, path: Path, *, accept_changed: bool = False) -> None:
        """Look for the processed clip at `path`: a fact, not an edit, so that undo never loses it again."""
        document = self._session.document
        folder, clip = document.folder, self._session.project.processed
        if folder is None or clip is None:
            return

        def take(found: Clip) -> None:
            def moved(project: Project) -> Project:
                is_same = project.processed is not None and project.processed.fingerprint == clip.fingerprint
                return project.replaced(processed=found) if is_same else project

            document.amend(moved)
            self._forget()
            self._follow(self._session.project)

        def differs(error: Exception) -> None:
            is_usable = isinstance(error, ClipDiffers) and error.is_usable
            use = Fix(tr("Use it all the same"), lambda: self.relink(path, accept_changed=True))
            fixes = (use,) if is_usable else ()
            self._session.fail(error, tr("This is not the processed clip"), *fixes, key="processed")

        self._background.start(
            "relink-processed",
            lambda: relinked(clip, path, folder.path, accept_changed=accept_changed, name=tr("processed clip")),
            done=take,
            failed=differs,
            key="attach",
            of=folder,
        )

    # what is shown ------------------------------------------------------------------------------------------

    @property
    def is_there(self) -> bool:
        return self._source is not None

    def _frame(self, frame: int) -> NDArray[Any] | None:
        """Return a frame of the processed clip; asked by the store's thread."""
        source = self._source
        return None if source is None else source.read(frame)

    def _follow(self, project: Project) -> None:
        clip = project.processed
        if clip == self._shown:
            return
        self._shown = clip
        folder = self._session.document.folder
        if clip is None or folder is None:
            self._background.cancel("open-processed")
            self._take(_Found(None))
            return

        def work() -> _Found:
            place = find_clip(clip, folder.path, tr("processed clip"))
            if place.state != "found" or place.path is None:
                return _Found(None, None, place.sentence)
            return _Found(open_source(place.path), place.path)

        self._background.start(
            "open-processed",
            work,
            done=self._take,
            failed=lambda error: self._take(_Found(None, None, str(error))),
            dropped=lambda found: found.source.close() if found.source is not None else None,
            key="open-processed",
        )

    def _take(self, found: _Found) -> None:
        old, self._source, self.path = self._source, found.source, found.path
        if old is not None:
            self._background.start("close-processed", old.close)
        self._store.invalidate("processed")
        clip, card = self._shown, self._window.prepare.processed
        if clip is None:
            card.show_clip("")
        elif found.source is None:
            card.show_clip(Path(clip.absolute).name, found.sentence, is_lost=True)
        else:
            size = f"{clip.width} × {clip.height}, {words.count(clip.length, 'frame')}"
            card.show_clip(Path(clip.absolute).name, size)
        self._window.bar.show_processed(found.source is not None)
        if found.source is None and self._window.viewer.mode is Mode.PROCESSED:
            self._window.viewer.set_mode(Mode.ORIGINAL)
        self.changed.emit()

    def _forget(self) -> None:
        """Another project: what was attached belongs to the one before."""
        self._background.cancel("open-processed")
        self._background.cancel("attach")
        self._shown = None
        self._take(_Found(None))

    def close(self) -> None:
        source, self._source = self._source, None
        if source is not None:
            source.close()


_PICTURES = (".png", ".tif", ".tiff", ".jpg", ".jpeg", ".exr", ".dpx", ".bmp", ".webp")
