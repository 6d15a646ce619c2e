"""The open project: one immutable snapshot, one undo stack, one `changed` signal, saved as it goes."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from app.autosave import Autosave
from app.translation import tr
from engine.project.clips import ClipPlace
from engine.project.file import ProjectFolder
from engine.project.model import Project
from engine.project.rebase import rebased
from engine.runtime.errors import ProjectError

_BUSY_MS, _IDLE_MS = 40, 1000  # how often to look how saving went: while it goes on, and else
_RETRY_S = 5.0


class Document(QObject):
    """Holds the project from the first to the last edit; lives as long as the window.

    Every edit is in the journal on disk within moments; closing folds the journal into project.json. Without a
    folder (nothing open) edits stay in memory.
    """

    changed = Signal(Project)
    """A new snapshot is shown: an edit, undo, redo, or another project."""
    folder_changed = Signal(object)
    """Another project folder is open (ProjectFolder), or none (None); `changed` follows."""
    moving = Signal(object)
    """The project goes on in another folder (Save As): the ProjectFolder it leaves. `folder_changed` follows."""
    clip_changed = Signal(object)
    """Where the film is now: a ClipPlace, after opening, relinking or importing."""
    save_state_changed = Signal(str)
    """The text for the status line changed ("Saved 3 s ago")."""
    save_failed = Signal(str)
    """The project cannot be saved: a sentence. The edits stay in memory and are tried again every 5 s."""

    def __init__(self, project: Project | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = project or Project()
        self.folder: ProjectFolder | None = None
        self.clip_place = ClipPlace("none")
        self.settle: Callable[[], object] = lambda: None  # enters what was painted and is not an edit yet
        self.make_way: Callable[[Project, Project], object] = lambda before, after: None
        """Enters what an edit from `before` to `after` is about; the rest follows the edit, and nobody waits."""
        self.undo_stack = QUndoStack(self)
        self._folded = self.project
        self._autosave: Autosave | None = None
        self._edits: weakref.WeakSet[_Edit] = weakref.WeakSet()
        self._text = ""
        self._failure = ""
        self._retry_at = 0.0
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)

    # --- open and close ------------------------------------------------------------------------------------

    def create(self, path: Path | str, content: Project | Path | str | None = None) -> None:
        """Make a new project and open it. Give a `Project` (see `clip_of`) rather than a long film's path here:
        a path waits for the film's index. Raises `ProjectError`; what is open stays open then."""
        self._take(ProjectFolder.create(path, content))

    def open(self, path: Path | str) -> tuple[str, ...]:
        """Open a project instead of the one that is open; return sentences about what was repaired.

        Raises `ProjectError` with one sentence; what is open stays open then.
        """
        if self.folder is not None and Path(path).resolve() in (self.folder.path, self.folder.path / "project.json"):
            return ()
        folder = ProjectFolder.open(path)
        self._take(folder)
        return folder.warnings

    def save(self) -> None:
        """Fold the journal into project.json. Raises `ProjectError`; nothing is lost then."""
        if self.folder is None or self._autosave is None:
            return
        self.note_saved(self.saving()())

    def saving(self) -> Callable[[], Project]:
        """Return what folds the journal into project.json, for another thread: it waits for the disk.

        It returns the snapshot that was saved, and raises `ProjectError`; nothing is lost then.
        """
        self.settle()
        folder, autosave, project = self.folder, self._autosave, self.project

        def save() -> Project:
            if folder is None or autosave is None:
                return project
            if sentence := autosave.flush():  # every snapshot was handed over when it was shown
                raise ProjectError(sentence)
            folder.save()
            return folder.project

        return save

    def note_saved(self, project: Project) -> None:
        """What `saving` saved is what the project is told to be saved as."""
        self._folded = project
        if project == self.project:
            self._folded = self.project
            self.undo_stack.setClean()
        self._tick()

    def release(self) -> ProjectFolder | None:
        """Let go of a project that `saving` has saved, without waiting: closing its folder is the caller's."""
        folder = self.folder
        self._forget()
        return folder

    def take(self, folder: ProjectFolder) -> None:
        """Show a project whose folder was opened elsewhere; the one before was released."""
        self._take(folder)

    def copy_to(self, path: Path | str) -> ProjectFolder:
        """Copy the project as it is now to a new folder. Touches no Qt object: may run in another thread."""
        if self.folder is None:
            return ProjectFolder.create(path, self.project)
        return self.folder.save_copy(path, self.project)

    def switch_to(self, copy: ProjectFolder) -> None:
        """Go on in a folder that `copy_to` made, with what was edited meanwhile, keeping the undo history.

        Raises `ProjectError`; then the document stays where it was.
        """
        self.settle()
        before = self.folder
        if before is not None:
            try:
                copy.take_pictures(before)
                self._save_and_close()
            except ProjectError:
                copy.close()
                raise
            moved, was, there = copy.project.clip, self.project.processed, copy.project.processed

            def seen_from_there(project: Project) -> Project:
                if project.clip is not None and moved is not None:
                    project = project.replaced(clip=moved)
                is_same = was is not None and there is not None and project.processed == was
                return project.replaced(processed=there) if is_same else project

            self._amend_all(seen_from_there)
            self.moving.emit(before)
        self._attach(copy)
        self._submit()

    def save_as(self, path: Path | str) -> None:
        """Copy the project to a new folder and go on there. Raises `ProjectError`; the old one stays as it is."""
        self.switch_to(self.copy_to(path))

    def close(self) -> None:
        """Save and close. Raises `ProjectError` if the last edits cannot be saved; the project stays open then
        (`abandon` closes it all the same)."""
        if self.folder is not None:
            self._save_and_close()
        self._forget()

    def abandon(self) -> None:
        """Close without insisting on saving: only after the artist agreed to lose what is not on disk."""
        if self._autosave is not None:
            self._autosave.flush(1.0)
        if self.folder is not None:
            self.folder.abandon()
        self._forget()

    @property
    def is_open(self) -> bool:
        return self.folder is not None

    @property
    def is_modified(self) -> bool:
        """Whether there are edits since the last save. They are in the journal all the same."""
        return self.project is not self._folded and self.project != self._folded

    @property
    def name(self) -> str:
        return self.folder.name if self.folder is not None else ""

    @property
    def save_text(self) -> str:
        """For the status line: "Saved 3 s ago", "Saving…" or the sentence why not."""
        if self._autosave is None:
            return ""
        if self._autosave.error:
            return tr("Not saved: {error}").format(error=self._autosave.error)
        if self._autosave.is_writing:
            return "Saving…"
        return _ago(time.monotonic() - self._autosave.saved_at)

    # --- edits ---------------------------------------------------------------------------------------------

    def edit(self, text: str, after: Project, merge: str = "") -> None:
        """Replace the snapshot, as one step of the undo history named `text`: the only way anything changes.

        Edits with the same `merge` that follow each other become one step; make it differ from one gesture to
        the next (a drag, a brush stroke). A merged step that leads back to where it began disappears.
        """
        before = self.project
        self.make_way(before, after)
        if self.project is not before:  # `after` was made from a snapshot that lacks what was painted
            after = rebased(after, before, self.project)
        if after != self.project:
            command = _Edit(self, text, self.project, after, merge)
            self._edits.add(command)
            self.undo_stack.push(command)

    def amend(self, change: Callable[[Project], Project]) -> None:
        """Change a fact rather than the artist's work (the film's place, its exact length), in every snapshot of
        the history, so that undo never brings the old fact back. `change` must leave a snapshot valid."""
        before = self.project
        self._amend_all(change)
        if self.project != before:
            self._submit()
            self.changed.emit(self.project)

    def relink(self, path: Path | str, *, accept_changed: bool = False) -> None:
        """Say where the film is now. Raises `ClipDiffers` (its `is_usable` tells whether `accept_changed` would
        do) or another `ProjectError`. Instant for the same file; another one is read to compare its length."""
        if self.folder is None:
            raise ProjectError(tr("No project is open."))
        clip = self.folder.relinked(self.project, path, accept_changed=accept_changed).clip
        self.amend(lambda project: project if project.clip is None else project.replaced(clip=clip))
        self.find_clip()

    def find_clip(self) -> ClipPlace:
        """Look again where the film is."""
        place = self.folder.clip_place(self.project) if self.folder is not None else ClipPlace("none")
        if place != self.clip_place:
            self.clip_place = place
            self.clip_changed.emit(place)
        return place

    def beyond(self, *, is_back: bool) -> Project | None:
        """Return the snapshot that undo (or redo) would show; None if there is none."""
        stack = self.undo_stack
        place = stack.index() - 1 if is_back else stack.index()
        command = stack.command(place) if 0 <= place < stack.count() else None
        if not isinstance(command, _Edit):
            return None
        return command.before if is_back else command.after

    def undoable_blobs(self) -> set[str]:
        """Return the pictures that undo or redo could bring back."""
        snapshots = [self.project, *(p for e in self._edits for p in (e.before, e.after))]
        return {blob for p in snapshots for s in p.shots for k in s.keyframes for blob in k.blobs} | {
            blob for p in snapshots for mask in p.masks for _, blob in mask.frames
        }

    # --- parts ---------------------------------------------------------------------------------------------

    def _show(self, project: Project) -> None:
        clip_was = self.project.clip
        self.project = project
        self._submit()
        if project.clip != clip_was:
            self.find_clip()
        self.changed.emit(project)

    def _submit(self) -> None:
        if self._autosave is not None:
            self._autosave.submit(self.project)
            self._clock.start(_BUSY_MS)
            self._tell()

    def _amend_all(self, change: Callable[[Project], Project]) -> None:
        done: dict[int, tuple[Project, Project]] = {}  # the key alone may be used again: keep the snapshot alive

        def amended(project: Project) -> Project:
            if id(project) not in done:
                done[id(project)] = (project, change(project))
            return done[id(project)][1]

        self._folded = amended(self._folded)
        self.project = amended(self.project)
        for command in self._edits:
            command.before, command.after = amended(command.before), amended(command.after)

    def _take(self, folder: ProjectFolder) -> None:
        try:
            if self.folder is not None:
                self._save_and_close()
        except ProjectError:
            folder.close()
            raise
        self.undo_stack.clear()
        self._edits.clear()
        self._folded = self.project = folder.project
        self._attach(folder)
        self.changed.emit(self.project)

    def _attach(self, folder: ProjectFolder) -> None:
        self.folder = folder
        self._failure = ""
        self._autosave = Autosave(folder)
        self._clock.start(_IDLE_MS)
        self.folder_changed.emit(folder)
        self.clip_place = folder.clip_place(self.project)
        self.clip_changed.emit(self.clip_place)
        self._tell()

    def _save_and_close(self) -> None:
        assert self.folder is not None
        self.save()
        self.folder.close()

    def _forget(self) -> None:
        had_folder = self.folder is not None
        self.folder, self._autosave, self._failure = None, None, ""
        self._clock.stop()
        self.undo_stack.clear()
        self._edits.clear()
        self._folded = self.project = Project()
        self.clip_place = ClipPlace("none")
        if had_folder:
            self.folder_changed.emit(None)
            self.clip_changed.emit(self.clip_place)
            self.changed.emit(self.project)
        self._tell()

    def _tick(self) -> None:
        if self._autosave is None:
            return
        if not self._autosave.is_writing:
            error, was = self._autosave.error, self._failure
            self._failure = error
            if error and error != was:
                self.save_failed.emit(error)
            if self._clock.interval() != _IDLE_MS:
                self._clock.start(_IDLE_MS)
                self._retry_at = time.monotonic() + _RETRY_S
            if error and time.monotonic() >= self._retry_at:
                self._retry_at = time.monotonic() + _RETRY_S
                self._autosave.retry()
        self._tell()

    def _tell(self) -> None:
        if (text := self.save_text) != self._text:
            self._text = text
            self.save_state_changed.emit(text)


class _Edit(QUndoCommand):
    def __init__(self, document: Document, text: str, before: Project, after: Project, merge: str) -> None:
        super().__init__(text)
        # weak: in a circle with its commands the document could be freed by the collector in any thread
        self.document = weakref.ref(document)
        self.before, self.after, self.merge = before, after, merge

    def redo(self) -> None:
        if (document := self.document()) is not None:
            document._show(self.after)

    def undo(self) -> None:
        if (document := self.document()) is not None:
            document._show(self.before)

    def id(self) -> int:
        return 1 if self.merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other.merge != self.merge:
            return False
        self.after = other.after
        if self.after == self.before:
            self.setObsolete(True)
        return True


def _ago(seconds: float) -> str:
    if seconds < 2:
        return tr("Saved")
    if seconds < 60:
        return tr("Saved {seconds:.0f} s ago").format(seconds=seconds)
    if seconds < 3600:
        return tr("Saved {seconds:.0f} min ago").format(seconds=seconds / 60)
    return tr("Saved {seconds:.0f} h ago").format(seconds=seconds / 3600)
