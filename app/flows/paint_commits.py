"""Strokes on their way into the document: stored in the background, entered in the order they were painted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.background import Background
from app.errors import Fix
from app.flows.paint_sheet import Once, Sheet, Step
from app.session import Session
from app.translation import tr
from engine.paint.floating import kept_deep
from engine.paint.raster import Mask
from engine.project.blobs import Blobs
from engine.project.edits import put_keyframe
from engine.project.model import Keyframe, Project
from engine.runtime.errors import EngineError

Finish = Callable[[Keyframe, Sheet, Mask, Blobs], Keyframe]


@dataclass
class Commit:
    """A step that is stored and then entered as one step of undo named `text`."""

    sheet: Sheet
    step: Step
    text: str
    stored: Once[tuple[str, Keyframe]]
    is_started: bool = False


@dataclass
class Turn:
    """An undo (or redo) that was asked for while earlier strokes were on their way."""

    sheet: Sheet
    is_back: bool


class Commits(QObject):
    """The picture is on the screen long before; here it only becomes what the project knows.

    `finish` may change a keyframe in the thread that stores it (add where it is to be trusted): it gets keyframe,
    sheet, what was touched (H×W, 255 wholly) and the blobs.
    """

    changed = Signal()  # something is on its way, or nothing is any more
    settled = Signal()  # the last one was entered

    def __init__(self, session: Session, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._background = session, background
        self._ops: deque[Commit | Turn] = deque()
        self._is_entering = False
        self.finish: Finish = lambda keyframe, sheet, touched, blobs: keyframe

    @property
    def is_empty(self) -> bool:
        return not self._ops

    @property
    def is_entering(self) -> bool:
        """Whether the document is being edited from here."""
        return self._is_entering

    @property
    def newest(self) -> Sheet | None:
        """The sheet that what was asked for last belongs to."""
        return self._ops[-1].sheet if self._ops else None

    @property
    def position(self) -> int:
        """Return which step of the document's history is the last one once all that is on its way is entered."""
        coming = sum(-1 if isinstance(op, Turn) and op.is_back else 1 for op in self._ops)
        return self._session.document.undo_stack.index() + coming

    @property
    def has_turns(self) -> bool:
        """Whether an undo or redo is on its way, which means the step that is last in the document then."""
        return any(isinstance(op, Turn) for op in self._ops)

    @property
    def has_undone(self) -> bool:
        """Whether something that is on its way was taken back."""
        return any(isinstance(op, Turn) and op.is_back for op in self._ops)

    def has(self, sheet: Sheet) -> bool:
        return any(op.sheet is sheet for op in self._ops)

    def clear(self) -> None:
        """Another project: nothing of the last one may enter it."""
        self._ops.clear()
        self.changed.emit()

    def push(self, sheet: Sheet, step: Step, text: str) -> None:
        """The sheet has a new step: store it as it is now."""
        folder, opened = self._session.document.folder, sheet.opened
        if folder is None or opened is None:
            return
        changes = sheet.taken_changes()
        shot = self._session.project.shot_at(sheet.frame)
        before = shot.keyframe(sheet.frame, sheet.kind) if shot is not None else None

        def store() -> tuple[str, Keyframe]:
            for rect, pixels, touched in changes:
                opened.stored[rect.part], opened.stored_touched[rect.part] = pixels, touched
            return stored(opened.stored, opened.stored_touched, sheet, step, before, folder.blobs, self.finish)

        self._ops.append(Commit(sheet, step, text, Once(store)))
        self.changed.emit()
        self._go_on()

    def turn(self, sheet: Sheet, *, is_back: bool) -> None:
        """Undo or redo once what was painted before has been entered."""
        self._ops.append(Turn(sheet, is_back))
        self.changed.emit()

    def flush(self) -> bool:
        """Enter everything now, waiting for it; false if something cannot be stored."""
        while self._ops and not self._is_entering:
            head = self._ops[0]
            if isinstance(head, Commit):
                head.stored()
            if not self._enter():
                return False
        return not self._ops

    def _go_on(self) -> None:
        """Have the first one stored, unless that is being done."""
        head = self._ops[0] if self._ops else None
        if isinstance(head, Commit) and not head.is_started:
            head.is_started = True
            self._background.start("store-painting", head.stored, done=lambda _: self._enter())

    def _enter(self) -> bool:
        """Enter what is stored, in order; false if the first one cannot be stored."""
        had_any = bool(self._ops)
        while self._ops:
            head = self._ops[0]
            if isinstance(head, Commit):
                if not head.stored.is_done:
                    break
                if head.stored.error is not None:
                    self._tell(head, head.stored.error)
                    return False
            self._ops.popleft()
            self._is_entering = True
            try:
                self._make(head)
            finally:
                self._is_entering = False
        self._go_on()
        if had_any:
            self.changed.emit()
            if not self._ops:
                self.settled.emit()
        return True

    def _make(self, op: Commit | Turn) -> None:
        document = self._session.document
        if isinstance(op, Turn):
            (document.undo_stack.undo if op.is_back else document.undo_stack.redo)()
            return
        op.step.blob, keyframe = op.stored.made
        op.step.is_stored, op.step.scribbles = True, keyframe.drawn
        try:
            document.edit(op.text, _with(document.project, keyframe))
        except EngineError as error:  # the shot is gone
            self._session.fail(error, tr("What was painted has no place any more"))

    def _tell(self, head: Commit, error: Exception) -> None:
        head.is_started = False

        def again() -> None:
            self._session.solved.emit("painting")
            self._go_on()

        self._session.fail(
            error, tr("What was painted cannot be stored yet"), Fix(tr("Try again"), again), key="painting"
        )


def stored(
    pixels: NDArray[Any],
    touched: Mask,
    sheet: Sheet,
    step: Step,
    before: Keyframe | None,
    blobs: Blobs,
    finish: Finish,
) -> tuple[str, Keyframe]:
    """Store the picture and return its name with the keyframe that has it; for a thread."""
    blob = blobs.put_picture(kept_deep(pixels, sheet.raster.ground))
    keyframe = Keyframe(frame=sheet.frame, image=blob, kind=sheet.kind, origin="painted")
    if before is not None:
        keyframe = before.replaced(image=blob, origin="painted")
    scribbles = step.drawn.store(blob, blobs) if step.drawn is not None else None
    return blob, finish(keyframe.replaced(scribbles=scribbles), sheet, touched, blobs)


def _with(project: Project, keyframe: Keyframe) -> Project:
    """Put the keyframe, with what else the one it follows has by now."""
    shot = project.shot_at(keyframe.frame)
    now = shot.keyframe(keyframe.frame, keyframe.kind) if shot is not None else None
    if now is not None:
        trust = keyframe.trust if keyframe.trust is not None else now.trust
        keyframe = keyframe.replaced(versions=now.versions, note=now.note, trust=trust)
    return put_keyframe(project, keyframe)
