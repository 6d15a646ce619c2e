"""Where each project was left: frame, what the viewer showed and how, tab. Kept beside it, never in the document."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.canvas.view import Compare, Mode
from app.flows.toning import Toning
from app.main_window import MainWindow
from app.session import Session
from app.settings import RECENT_COUNT, Place, Settings
from app.workspaces import WORKSPACES
from engine.project.file import ProjectFolder


class Places(QObject):
    """Notes where the artist looks and, when a project is opened again, goes back there."""

    def __init__(
        self,
        session: Session,
        settings: Settings,
        window: MainWindow,
        toning: Toning,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._settings, self._window, self._toning = session, settings, window, toning
        self._path = ""
        self._wanted: Place | None = None  # of a project whose film is not open yet
        self._now: Place | None = None
        session.document.folder_changed.connect(self._follow)
        session.player.frame_changed.connect(lambda _: self._note())
        window.viewer.mode_changed.connect(lambda _: self._note())
        window.viewer.compare_changed.connect(lambda _: self._note())
        window.tabs.currentChanged.connect(lambda _: self._note())
        toning.changed.connect(self._note)

    def restore(self) -> None:
        """The film was opened: go to where the project was left."""
        if self._session.source is None:
            return
        place, self._wanted = self._wanted, None
        if place is None:
            return
        self._toning.set_tone(place.tone or "exposure", place.stops)
        self._session.player.set_frame(place.frame)
        if place.mode in tuple(Mode):
            self._window.viewer.set_mode(Mode(place.mode))
        if place.compare in tuple(Compare):
            self._window.viewer.set_compare(Compare(place.compare))
        if place.tab in WORKSPACES:
            self._window.show_workspace(place.tab)

    def keep(self) -> None:
        """Hand over to the settings where the open project is left."""
        if not self._path or self._now is None:
            return
        kept = {path: at for path, at in self._settings.remembered.places.items() if path != self._path}
        recent = list(kept.items())[-(RECENT_COUNT - 1) :]
        self._settings.change(places={**dict(recent), self._path: self._now})

    def _follow(self, folder: ProjectFolder | None) -> None:
        self.keep()
        self._path = str(folder.path) if folder is not None else ""
        unseen = Place(mode=Mode.ORIGINAL)  # not what the project before it was looked at as
        self._wanted = self._settings.remembered.places.get(self._path, unseen) if self._path else None
        self._now = None

    def _note(self) -> None:
        if self._session.source is not None and self._wanted is None:
            viewer, tone = self._window.viewer, self._toning.tone
            self._now = Place(
                frame=self._session.frame,
                mode=viewer.mode,
                compare=viewer.compare,
                tab=self._window.workspace,
                tone=tone.way,
                stops=tone.stops,
            )
