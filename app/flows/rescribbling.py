"""Changing scribbles that were drawn earlier, today or long ago: one is selected, recolored or removed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor

from app.canvas.stroke_tool import StrokeTool
from app.errors import Fix
from app.flows.painting import Painting
from app.flows.scribbling import Scribbling
from app.flows.tooling import Tooling
from app.main_window import MainWindow
from app.session import Session
from app.translation import tr
from engine.paint.drawn import Scribble
from engine.project.keyframes import go_back_to_scribbles
from engine.project.model import Keyframe
from engine.runtime.errors import EngineError

_TOOL = "tool_strokes"
_TOLD_WITH = ("tool_scribble", "tool_protect", _TOOL)
_PASSING_S = 20.0


class Rescribbling(QObject):
    """`remove_selected` is what Del does while a scribble is selected. A keyframe that was painted on over its
    scribbles is told of where that matters: with a tool for scribbles in hand."""

    changed = Signal()  # another scribble is selected, or there are others

    def __init__(
        self,
        session: Session,
        painting: Painting,
        scribbling: Scribbling,
        tooling: Tooling,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._painting, self._scribbling = session, painting, scribbling
        self._tooling, self._window = tooling, window
        self._selected: int | None = None
        self._told: tuple[int, str] | None = None
        self._was: tuple[int, bool] = (-1, False)  # the frame looked at, and whether its scribbles could be changed
        self._tool = StrokeTool(self)
        tooling.register(_TOOL, self._tool, paints=True)
        self._connect()
        self._show()

    def _connect(self) -> None:
        act = self._window.actions_
        for name, slot in {
            "stroke_next": lambda: self.step(1),
            "stroke_previous": lambda: self.step(-1),
            "stroke_recolor": self.recolor,
            "stroke_pick": self.pick,
            "stroke_remove": self.remove_selected,
            "scribbles_back": self.go_back,
        }.items():
            act[name].triggered.connect(lambda _=False, slot=slot: slot())
        self._scribbling.changed.connect(self._show)
        self._session.player.frame_changed.connect(lambda _: self.select(None))
        self._session.document.changed.connect(lambda _: self._follow())
        self._tooling.changed.connect(self._follow)

    # ---- for the tool

    @property
    def scribbles(self) -> Sequence[Scribble]:
        return self._scribbling.scribbles

    @property
    def selected(self) -> int | None:
        count = len(self.scribbles)
        return self._selected if self._selected is not None and self._selected < count else None

    @property
    def has_selected(self) -> bool:
        """Whether Del means a scribble."""
        return self._tooling.in_hand == _TOOL and self.selected is not None

    def select(self, index: int | None) -> None:
        self._selected = index
        self._show()

    def step(self, by: int) -> None:
        """Select the next scribble, the first after the last."""
        count = len(self.scribbles)
        if self._tooling.in_hand != _TOOL:
            self._tooling.take(_TOOL)
        if count:
            start = self.selected if self.selected is not None else (-1 if by > 0 else 0)
            self.select((start + by) % count)
        else:
            self._tell_none()

    # ---- what is done to the selected one

    def recolor(self) -> None:
        """Give the selected scribble the color in hand."""
        if (index := self._need()) is not None:
            self._scribbling.recolor(index, self._scribbling.color)

    def pick(self) -> None:
        """Take the selected scribble's color in hand, to change it a little."""
        index = self._need()
        color = self.scribbles[index].color if index is not None else None
        if color is not None:
            self._painting.color.set(QColor(*color))

    def remove_selected(self) -> None:
        if (index := self._need()) is not None:
            self.remove(index)

    def remove(self, index: int) -> None:
        self._selected = None
        self._scribbling.remove(index)
        self._show()

    def _need(self) -> int | None:
        if self.selected is None:
            self._tell_none()
        return self.selected

    def _tell_none(self) -> None:
        if self.scribbles:
            text, cause = tr("No scribble is selected."), tr("Take Change Scribbles (A) and click one.")
        else:
            text, cause = tr("This frame has no scribbles that can be changed."), tr("Draw some first (S).")
        self._session.note(text, cause, key="scribbles", lasts_s=_PASSING_S)

    # ---- scribbles that were painted over

    def go_back(self) -> None:
        """Show what the scribbles made, without what was painted over them; that stays as a version."""
        self._painting.when_settled(self._go_back)

    def _go_back(self) -> None:
        document, frame = self._session.document, self._session.frame
        try:
            after = go_back_to_scribbles(document.project, frame, self._painting.kind)
        except EngineError as error:
            self._session.fail(error, key="scribbles", lasts_s=_PASSING_S)
            return
        document.edit(tr("Go back to the scribbles"), after)
        self._session.solved.emit("scribbles")

    def _follow(self) -> None:
        """The document or the tool changed: say once what happened to the scribbles of this frame."""
        frame, key = self._session.frame, self._key()
        before, self._was = self._was, (frame, key is not None and key.drawn is not None)
        if key is None or key.scribbles is None or key.drawn is not None:
            return
        if before == (frame, True):
            text = tr("The scribbles of frame {frame} are part of its picture now; undo makes them changeable again.")
            self._session.told.emit(text.format(frame=frame))
        if self._tooling.in_hand in _TOLD_WITH and self._told != (frame, key.image):
            self._told = (frame, key.image)
            self._session.note(
                tr("Frame {frame} was changed after its scribbles were drawn.").format(frame=frame),
                tr("New ones are spread over the picture as it is now. Going back keeps it as a version."),
                Fix(tr("Go Back to the Scribbles"), self.go_back),
                key="scribbles",
                lasts_s=_PASSING_S,
            )

    def _key(self) -> Keyframe | None:
        shot = self._session.shot
        return shot.keyframe(self._session.frame, self._painting.kind) if shot is not None else None

    def _show(self) -> None:
        count, at = len(self.scribbles), self.selected
        if at is not None:
            text = tr("Scribble {number} of {count}").format(number=at + 1, count=count)
        elif count:
            text = tr("Scribbles: {count}").format(count=count)
        else:
            text = tr("No scribbles on this frame")
        self._window.paint_options.show_strokes(text, is_one=at is not None, has_any=count > 0)
        self._tool.show_again()
        self.changed.emit()
