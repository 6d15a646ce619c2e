"""The labels of the frame that is looked at, read once and painted on; each change becomes a step of undo."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.background import Background
from app.canvas.mask_layer import LiveMask, MaskLayer, Tints
from app.session import Session
from app.translation import tr
from engine.paint.labels import LabelSheet
from engine.paint.rect import Rect
from engine.paint.region import bounds
from engine.project.model import Project
from engine.project.objects import mask_run_at, put_mask
from engine.runtime.errors import EngineError

_log = logging.getLogger(__name__)

Labels = NDArray[np.uint8]
Change = Callable[[Project], Project]


@dataclass(frozen=True)
class _Commit:
    frame: int
    labels: Labels
    text: str
    also: Change
    done: Callable[[str], object]


class MaskSheets(QObject):
    """One sheet at a time: that of the frame looked at. `key` says what its labels come from."""

    ready = Signal()  # the labels of the frame are there
    committed = Signal()

    def __init__(
        self,
        session: Session,
        background: Background,
        layer: MaskLayer,
        labels_of: Callable[[int], Labels | None],
        tints: Callable[[], Tints],
        parent: QObject | None = None,
    ) -> None:
        """`labels_of` is asked in a thread; `tints` says how labels look now."""
        super().__init__(parent)
        self._session, self._background, self._layer = session, background, layer
        self._labels_of, self._tints = labels_of, tints
        self.sheet: LabelSheet | None = None
        self._shown: LiveMask | None = None
        self.frame = -1
        self.key = ""
        self._waiting: deque[_Commit] = deque()
        self._is_wanted = False
        self._is_writing = False
        session.document.changed.connect(lambda _: self._follow())

    @property
    def is_settled(self) -> bool:
        """Whether every change has become a step of undo."""
        return not self._waiting

    def want(self, is_wanted: bool) -> None:
        """A tool for masks is in hand, or none: then nothing is read."""
        self._is_wanted = is_wanted
        if is_wanted:
            self.look()
        elif self.is_settled:
            self.forget()

    def forget(self) -> None:
        self.sheet, self._shown, self.frame, self.key = None, None, -1, ""
        self._layer.set_live(-1, None)

    def look(self) -> None:
        """Read the labels of the frame that is looked at, unless they are here."""
        frame = self._session.frame
        if not self._is_wanted or self._session.source is None or self._session.document.folder is None:
            return
        key = key_of(self._session.project, frame)
        if self.sheet is not None and self.frame == frame and (self.key == key or self._waiting):
            return
        facts = self._session.source.facts
        shape = (facts.height, facts.width)
        self.sheet, self._shown = None, None
        self._layer.set_live(-1, None)

        def read() -> Labels:
            from engine.media.masks import resized_mask

            found = self._labels_of(frame)
            return np.zeros(shape, np.uint8) if found is None else resized_mask(found, *shape)

        def take(labels: Labels) -> None:
            if self._session.frame == frame and self._is_wanted:
                self.sheet, self.frame, self.key = LabelSheet(labels), frame, key
                self.show_again()
                self.ready.emit()

        self._background.start("mask-labels", read, done=take, failed=self._session.fail, key="mask-labels")

    def show_again(self) -> None:
        """The colors are others, or the labels."""
        if self.sheet is not None:
            self._shown = LiveMask(self.sheet.labels, self._tints())
            self._layer.set_live(self.frame, self._shown)

    def show_tints(self) -> None:
        """The colors may be others."""
        if self._shown is not None and self._shown.tints != self._tints():
            self.show_again()

    def show(self, rect: Rect) -> None:
        self._layer.update(rect)

    def put(self, before: Labels, after: Labels, frame: int) -> bool:
        """Take over what differs between two states of the labels; false if another frame is looked at now."""
        if self.sheet is None or self.frame != frame:
            return False
        merged = np.where(before != after, after, self.sheet.labels)
        changed = bounds((merged != self.sheet.labels).view(np.uint8))
        self.sheet.replace(np.asarray(merged, np.uint8))
        self.show(changed)
        return True

    def commit(self, text: str, also: Change, done: Callable[[str], object] = lambda blob: None) -> None:
        """Make a step of undo named `text` of the labels as they are; `also` changes the project in the same step."""
        if self.sheet is not None:
            self.commit_of(self.frame, self.sheet.labels.copy(), text, also, done)

    def commit_of(self, frame: int, labels: Labels, text: str, also: Change, done: Callable[[str], object]) -> None:
        self._waiting.append(_Commit(frame, labels, text, also, done))
        self._write_next()

    def finish(self) -> None:
        """Make what waits into steps of undo now, in this thread: the project is left, or undone."""
        folder = self._session.document.folder
        while self._waiting and folder is not None:
            commit = self._waiting[0]
            try:
                self._enter(commit, folder.blobs.put_mask(commit.labels))
            except EngineError as error:
                self._waiting.popleft()
                self._session.fail(error, tr("The mask cannot be kept"))
        self._waiting.clear()

    def _write_next(self) -> None:
        folder = self._session.document.folder
        if self._is_writing or not self._waiting or folder is None:
            return
        commit, blobs = self._waiting[0], folder.blobs
        self._is_writing = True

        def done(blob: str) -> None:
            self._is_writing = False
            if self._waiting and self._waiting[0] is commit:
                self._enter(commit, blob)
            self._write_next()

        def failed(error: Exception) -> None:
            self._is_writing = False
            if self._waiting and self._waiting[0] is commit:
                self._waiting.popleft()
            self.sheet, self._shown = None, None
            self._session.fail(error, tr("The mask cannot be kept"))
            self.look()

        self._background.start("keep-mask", lambda: blobs.put_mask(commit.labels), done=done, failed=failed)

    def _enter(self, commit: _Commit, blob: str) -> None:
        project = self._session.project
        try:
            after = put_mask(commit.also(project), commit.frame, blob)
        except EngineError as error:
            self._waiting.popleft()
            self._session.fail(error)
            return
        if self.frame == commit.frame:
            self.key = blob
        self._session.document.edit(commit.text, after)
        self._waiting.popleft()
        commit.done(blob)
        self.committed.emit()
        self.look()

    def _follow(self) -> None:
        """Undo, an import or a run may have changed what the sheet came from."""
        if self.sheet is not None and not self._waiting and self.key != key_of(self._session.project, self.frame):
            self.look()


def key_of(project: Project, frame: int) -> str:
    """Return what says where the labels of a frame come from: a blob, a run, or nothing."""
    shot = project.shot_at(frame)
    key = shot.keyframe(frame, "mask") if shot is not None else None
    if key is not None:
        return key.image
    return mask_run_at(project, frame) or (shot.run_at(frame) if shot is not None else None) or ""
