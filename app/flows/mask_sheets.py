"""The labels of the frame that is looked at, read once and painted on; each change becomes a step of undo."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.background import Background
from app.canvas.mask_layer import LiveMask, MaskLayer, Tints
from app.flows.paint_sheet import Once
from app.flows.pictures import need_source
from app.session import Session
from app.translation import tr
from engine.paint.labels import LabelSheet
from engine.paint.rect import Rect
from engine.paint.region import bounds
from engine.project.blobs import Blobs
from engine.project.model import Project
from engine.project.objects import mask_run_at, put_mask
from engine.runtime.errors import EngineError

_log = logging.getLogger(__name__)

Labels = NDArray[np.uint8]
Change = Callable[[Project], Project]
Reader = Callable[[int], Labels | None]


@dataclass
class _Commit:
    """`stored` keeps the labels of the frame and returns their blob, None where there is nothing to keep."""

    frame: int
    stored: Once[str | None]
    text: str
    also: Change
    done: Callable[[str], object]
    is_started: bool = False


class MaskSheets(QObject):
    """One sheet at a time: that of the frame looked at. `key` says what its labels come from.

    What is committed becomes a step of undo in the order it was painted, also that of frames which are not looked at
    any more.
    """

    ready = Signal()  # the labels of the frame are there
    leaving = Signal()  # the sheet goes: what is being painted on it ends now
    committed = Signal()

    def __init__(
        self,
        session: Session,
        background: Background,
        layer: MaskLayer,
        reader: Callable[[], Reader],
        tints: Callable[[], Tints],
        parent: QObject | None = None,
    ) -> None:
        """`reader` returns what a thread reads the labels of a frame with, in the project as it is now; `tints` says
        how labels look now."""
        super().__init__(parent)
        self._session, self._background, self._layer = session, background, layer
        self._reader, self._tints = reader, tints
        self.sheet: LabelSheet | None = None
        self._shown: LiveMask | None = None
        self.frame = -1
        self.key = ""
        self._waiting: deque[_Commit] = deque()
        self._is_wanted = False
        self._is_entering = False

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
        """Let go of the sheet; what was committed goes its way."""
        if self.sheet is not None:
            self.leaving.emit()
        self._background.cancel("mask-labels")
        self.sheet, self._shown, self.frame, self.key = None, None, -1, ""
        self._layer.set_live(-1, None)

    def drop(self) -> None:
        """Another project: nothing of the last one may be painted on or entered."""
        self._waiting.clear()
        self.forget()

    def leave(self) -> None:
        """Let go of the sheet if it is that of another frame than the one looked at."""
        if self.sheet is not None and self.frame != self._session.frame:
            self.forget()

    def look(self) -> None:
        """Read the labels of the frame that is looked at, unless they are here."""
        frame = self._session.frame
        if not self._is_wanted or self._session.source is None or self._session.document.folder is None:
            return
        key = key_of(self._session.project, frame)
        if self.sheet is not None and self.frame == frame and (self.key == key or self._waiting):
            return
        self.forget()
        if self._is_coming(frame):
            return  # its labels will be others; they are read once it has been entered

        def take(labels: Labels) -> None:
            if self._session.frame != frame or not self._is_wanted or self._is_coming(frame):
                return
            if key != key_of(self._session.project, frame):  # undo was quicker
                self.look()
                return
            self.sheet, self.frame, self.key = LabelSheet(labels), frame, key
            self.show_again()
            self.ready.emit()

        self._background.start(
            "mask-labels",
            partial(self._read, self._reader(), frame),
            done=take,
            failed=self._session.fail,
            key="mask-labels",
        )

    def _is_coming(self, frame: int) -> bool:
        return any(commit.frame == frame for commit in self._waiting)

    def _read(self, reader: Reader, frame: int) -> Labels:
        """Return the labels of a frame at the clip's size; not for the UI thread."""
        from engine.media.masks import resized_mask

        source = need_source(self._session.source)
        shape = (source.facts.height, source.facts.width)
        found = reader(frame)
        return np.zeros(shape, np.uint8) if found is None else resized_mask(found, *shape)

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
            labels = self.sheet.labels.copy()
            self._push(self.frame, lambda blobs: blobs.put_mask(labels), text, also, done)

    def commit_unread(self, frame: int, paint: Callable[[LabelSheet], object], text: str, also: Change) -> None:
        """Make a step of what `paint` does to the labels of a frame, which are read for it, in a thread; none if it
        changes nothing."""

        def store(blobs: Blobs) -> str | None:
            sheet = LabelSheet(self._read(self._reader(), frame))  # it is its turn: all before is entered
            paint(sheet)
            return blobs.put_mask(sheet.labels) if sheet.finish() else None

        self._push(frame, store, text, also, lambda blob: None)

    def _push(
        self,
        frame: int,
        store: Callable[[Blobs], str | None],
        text: str,
        also: Change,
        done: Callable[[str], object],
    ) -> None:
        folder = self._session.document.folder
        if folder is not None:
            self._waiting.append(_Commit(frame, Once(partial(store, folder.blobs)), text, also, done))
            self._store_next()

    def finish(self) -> bool:
        """Make what waits into steps of undo now, waiting for it; false if something could not be kept."""
        is_kept = True
        while self._waiting and not self._is_entering:
            commit = self._waiting[0]
            commit.stored()
            is_kept &= commit.stored.error is None
            self._take(commit)
        return is_kept

    def make_way(self, before: Project, after: Project) -> None:
        """An edit enters the document: what is on its way to a mask that it is about, or to an object that it takes
        away, comes first. All else enters after it."""
        is_fewer = not {each.id for each in before.masks} <= {each.id for each in after.masks}
        if is_fewer or any(_is_about(commit.frame, before, after) for commit in self._waiting):
            self.finish()

    def _store_next(self) -> None:
        """Have the first one stored, unless that is being done: the next one may go on from its labels."""
        commit = self._waiting[0] if self._waiting else None
        if commit is not None and not commit.is_started:
            commit.is_started = True
            self._background.start("keep-mask", commit.stored, done=lambda _: self._take(commit))

    def _take(self, commit: _Commit) -> None:
        """Enter what is stored, unless it was entered or its project was left meanwhile."""
        if not self._waiting or self._waiting[0] is not commit:
            return
        self._waiting.popleft()
        error = commit.stored.error
        if error is not None:
            self.forget()
            self._session.fail(error, tr("The mask cannot be kept"))
        elif (blob := commit.stored.made) is not None:
            self._enter(commit, blob)
        self._store_next()
        if self._is_wanted:
            self.look()
        elif not self._waiting:
            self.forget()

    def _enter(self, commit: _Commit, blob: str) -> None:
        project = self._session.project
        if self.frame == commit.frame:
            self.key = blob
        self._is_entering = True
        try:
            self._session.document.edit(commit.text, put_mask(commit.also(project), commit.frame, blob))
        except EngineError as error:
            self._session.fail(error)
            return
        finally:
            self._is_entering = False
        commit.done(blob)
        self.committed.emit()

    def follow(self) -> None:
        """Undo, an import or a run may have changed what the sheet came from."""
        if self.sheet is not None and not self._waiting and self.key != key_of(self._session.project, self.frame):
            self.look()


def _is_about(frame: int, before: Project, after: Project) -> bool:
    """Whether an edit makes the mask keyframe of a frame another one, or leaves it no shot."""
    was, shot = before.shot_at(frame), after.shot_at(frame)
    if was is None or shot is None:
        return shot is not was
    return was.keyframe(frame, "mask") != shot.keyframe(frame, "mask")


def key_of(project: Project, frame: int) -> str:
    """Return what says where the labels of a frame come from: a blob, a run, or nothing."""
    shot = project.shot_at(frame)
    key = shot.keyframe(frame, "mask") if shot is not None else None
    if key is not None:
        return key.image
    return mask_run_at(project, frame) or (shot.run_at(frame) if shot is not None else None) or ""
