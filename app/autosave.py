"""Writes every snapshot into the project's journal at once, away from the UI thread."""

from __future__ import annotations

import threading
import time

from app.translation import tr
from engine.project.file import ProjectFolder
from engine.project.model import Project
from engine.runtime.errors import EngineError

_PACE_S = 0.05  # at most 20 writes a second while something is dragged


class Autosave:
    """The newest snapshot that was submitted is on disk a few milliseconds later.

    The thread lives only while there is something to write. A failure (disk full, drive unplugged) keeps the
    snapshot pending: `retry` or the next `submit` tries again. It knows no Qt object and calls nobody back:
    the document looks at `is_writing`, `error` and `saved_at`.
    """

    def __init__(self, folder: ProjectFolder) -> None:
        self._folder = folder
        self._changed = threading.Condition()
        self._pending: Project | None = None
        self._is_writing = False
        self.saved_at = time.monotonic()
        self.error = ""

    @property
    def is_writing(self) -> bool:
        with self._changed:
            return self._is_writing

    def submit(self, project: Project) -> None:
        """Hand over a snapshot; returns at once."""
        with self._changed:
            self._pending = project
        self.retry()

    def retry(self) -> None:
        """Try again to write what is pending."""
        with self._changed:
            if self._pending is None or self._is_writing:
                return
            self._is_writing = True
        threading.Thread(target=self._write, name="autosave", daemon=True).start()

    def flush(self, timeout_s: float = 30.0) -> str:
        """Wait until nothing is being written; return "" or the sentence why the newest is not on disk."""
        self.retry()
        with self._changed:
            if not self._changed.wait_for(lambda: not self._is_writing, timeout_s):
                return tr("The project {path} does not answer; the last edits are not saved yet.").format(
                    path=self._folder.path
                )
            return self.error if self._pending is not None else ""

    def _write(self) -> None:
        while True:
            with self._changed:
                project = self._pending
                if project is None:
                    break
            error = ""
            try:
                self._folder.append(project)
            except EngineError as failure:
                error = str(failure)
            except Exception as failure:  # the thread must tell, whatever it is: the artist's work depends on it
                error = tr("The project {path} cannot be saved: {name}: {failure}.").format(
                    path=self._folder.path, name=type(failure).__name__, failure=failure
                )
            with self._changed:
                self.error = error
                if not error:
                    self.saved_at = time.monotonic()
                    if self._pending is project:
                        self._pending = None
            if error:
                break
            with self._changed:
                if self._pending is not None:
                    self._changed.wait(_PACE_S)
        with self._changed:
            self._is_writing = False
            self._changed.notify_all()
