"""Scribbles: strokes of color that are spread over the frame in the background each time the pen is lifted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor

from app.background import Background
from app.canvas.pictures import Picture, make_picture
from app.canvas.scribble_tool import Points, ScribbleTool
from app.canvas.showing import Shown
from app.canvas.view import Mode
from app.flows.paint_sheet import Once, Sheet, Step
from app.flows.painting import Painting
from app.flows.tooling import Tooling
from app.main_window import MainWindow
from app.session import Session
from app.translation import tr

if TYPE_CHECKING:
    from engine.paint.scribble import Scribble, ScribbledFrame

_KEPT_FRAMES = 2  # that are ready to be scribbled on: each takes some 200 bytes a pixel that is solved
_PASSING_S = 20.0


@dataclass
class _Ground:
    """What a frame's scribbles are spread over: the picture before the first of them. `kept`: the scribbles that each
    state of the sheet was made with, in the order they were drawn; of one state the latest counts."""

    sheet: Sheet
    frame: Once[ScribbledFrame]
    kept: list[tuple[Step, tuple[Scribble, ...]]] = field(default_factory=list)

    def scribbles_at(self, step: Step) -> tuple[Scribble, ...] | None:
        """Return what made this state, or None if something else did (a brush, an import)."""
        found = (made for each, made in reversed(self.kept) if _is_same(each, step))
        return next(found, None)


class Scribbling(QObject):
    """All scribbles of a frame are solved together, each time from the picture that was there before the first.

    One stroke is one step of undo; after undo the strokes that are left are what the next one is added to. The answer
    comes twice: a quick one is shown at once, the exact one enters the document. Strokes drawn meanwhile wait.
    """

    changed = Signal()  # a stroke was spread or taken back
    begun = Signal(int, int)  # a stroke begins at this clip pixel
    answered = Signal()  # a quick answer is on the screen

    _looked = Signal(object, object)  # Sheet, Picture

    def __init__(
        self,
        session: Session,
        background: Background,
        painting: Painting,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._background, self._painting, self._window = session, background, painting, window
        self._grounds: OrderedDict[int, _Ground] = OrderedDict()
        self._quick: tuple[Sheet, Picture] | None = None
        self._waiting = 0  # strokes whose answer is not there yet
        self._looked.connect(self._show_quick, Qt.ConnectionType.QueuedConnection)
        window.viewer.set_live(self)
        session.source_changed.connect(lambda _: self.forget())
        session.document.folder_changed.connect(lambda _: self.forget())

    # ---- for the tool

    @property
    def color(self) -> QColor:
        return self._painting.color.foreground

    @property
    def guards(self) -> Sequence[tuple[Points, float]]:
        """The lines of protection on the frame that is looked at, with their radii."""
        return [(each.points, each.radius) for each in self.scribbles if each.color is None]

    @property
    def scribbles(self) -> tuple[Scribble, ...]:
        """What was drawn on the frame that is looked at and can be added to."""
        sheet = self._painting.sheet()
        ground = self._grounds.get(sheet.frame) if sheet is not None else None
        if sheet is None or ground is None or ground.sheet is not sheet:
            return ()
        return ground.scribbles_at(sheet.step) or ()

    @property
    def is_busy(self) -> bool:
        return self._waiting > 0

    def ready(self) -> None:
        """Have the frame made ready before the first stroke comes: for a large one that takes a second."""
        sheet = self._painting.sheet()
        if sheet is None or not sheet.is_ready or sheet.is_busy or self._session.player.is_playing:
            return
        ground = self._ground(sheet)
        if not ground.frame.is_done and not self._background.is_running("scribble"):
            self._background.start("scribble", ground.frame, key="scribble")

    def begin(self, x: float, y: float) -> bool:
        if not self._can_draw():
            return False
        self.begun.emit(int(x), int(y))
        return True

    def end(self, points: Points, radius: float, *, protects: bool) -> None:
        """Spread a stroke over the frame; the answer comes in the background."""
        from engine.paint.scribble import Scribble

        color = self.color
        drawn = None if protects else (color.red(), color.green(), color.blue())
        scribble = Scribble(points, radius, drawn)
        self._waiting += 1
        if not protects:
            self._painting.color.note_used()
        text = tr("Protect") if protects else tr("Scribble")
        if not self._painting.compute(lambda sheet: self._work(sheet, scribble), text, self._laid, self._failed):
            self._failed()

    def undo(self) -> None:
        """Take the last stroke back; one of protection that changed nothing yet is no step of the document's."""
        loose = self._loose()
        if loose is None:
            self._painting.undo()
            return
        ground, index = loose
        del ground.kept[index]
        self._window.viewer.update()
        self.changed.emit()

    @property
    def can_undo(self) -> bool:
        """Whether a stroke can be taken back that is no step of the document's."""
        return self._loose() is not None

    def _loose(self) -> tuple[_Ground, int] | None:
        """Return where the last stroke of protection is kept that changed nothing yet."""
        sheet = self._painting.sheet()
        ground = self._grounds.get(sheet.frame) if sheet is not None else None
        if sheet is None or ground is None or ground.sheet is not sheet or sheet.is_busy:
            return None
        of_step = [index for index, (step, _) in enumerate(ground.kept) if _is_same(step, sheet.step)]
        return (ground, of_step[-1]) if len(of_step) > 1 else None

    def shown(self, frame: int, layer: str) -> Shown | None:
        """See `app.canvas.showing.Live`: the quick answer while there is one, else what is painted on."""
        if self._quick is not None and layer == "keyframe" and self._quick[0] is self._painting.sheet(frame):
            return Shown(self._quick[1])
        return self._painting.shown(frame, layer)

    def forget(self) -> None:
        """Another film or project."""
        self._grounds.clear()
        self._quick = None
        self._waiting = 0

    # ---- solving

    def _can_draw(self) -> bool:
        if self._painting.kind != "color":
            self._session.note(
                tr("Scribbles are for color."),
                tr("Choose Color as what is propagated, or paint the style with the brush (B)."),
                severity="warning",
                key="scribble",
                lasts_s=_PASSING_S,
            )
            return False
        if not self._painting.open():
            return False
        self._session.solved.emit("scribble")
        self._window.viewer.set_mode(Mode.KEYFRAME)
        return True

    def _work(self, sheet: Sheet, scribble: Scribble) -> Callable[[], NDArray[Any] | None]:
        """It is this stroke's turn: return what computes the picture with it."""
        ground = self._ground(sheet)
        scribbles = (*(ground.scribbles_at(sheet.step) or ()), scribble)
        is_last = self._waiting <= 1
        self._pending = scribbles

        def work() -> NDArray[Any] | None:
            if all(each.color is None for each in scribbles):
                return None  # nothing to spread yet: the protection waits for the first color
            ground.frame()
            if ground.frame.error is not None:
                raise ground.frame.error
            if is_last:
                self._looked.emit(sheet, make_picture(ground.frame.made.look(scribbles)))
            return ground.frame.made.picture(ground.frame.made.chroma(scribbles))

        return work

    def _laid(self, sheet: Sheet) -> None:
        ground = self._grounds.get(sheet.frame)
        if ground is not None:
            ground.kept.append((sheet.step, self._pending))
        self._waiting = max(0, self._waiting - 1)
        self._quick = None
        self._window.viewer.update()
        QTimer.singleShot(0, self, self.changed.emit)  # once the sheet has gone on

    def _failed(self) -> None:
        self._waiting = max(0, self._waiting - 1)
        self._quick = None
        self._window.viewer.update()

    def _show_quick(self, sheet: Sheet, picture: Picture) -> None:
        if self._waiting and sheet.working is not None:  # the exact one is not there yet
            self._quick = (sheet, picture)
            self._window.viewer.update()
            self.answered.emit()

    def _ground(self, sheet: Sheet) -> _Ground:
        """Return what scribbles on this sheet are spread over: the picture there was before them."""
        ground = self._grounds.pop(sheet.frame, None)
        if ground is None or ground.sheet is not sheet or ground.scribbles_at(sheet.step) is None:
            ground = _Ground(sheet, Once(_opening(sheet)), [(sheet.step, ())])
        self._grounds[sheet.frame] = ground
        while len(self._grounds) > _KEPT_FRAMES:
            self._grounds.popitem(last=False)
        return ground


def register_scribbles(tooling: Tooling, scribbling: Scribbling, painting: Painting, window: MainWindow) -> None:
    """Add the scribble tools to those that can be taken in hand; with a tool that colors, the colors come to the
    front."""
    brushes = painting.settings
    tools = {"tool_scribble": False, "tool_protect": True}
    for name, protects in tools.items():
        tooling.register(name, ScribbleTool(painting, scribbling, brushes, protects=protects), paints=True)

    def follow() -> None:
        brushes.sized = "line" if tooling.in_hand in tools else "size"
        if tooling.in_hand in ("tool_scribble", "tool_brush", "tool_fill", "tool_pick"):
            window.bring("color")

    tooling.changed.connect(follow)


def _is_same(one: Step, other: Step) -> bool:
    return one is other or (one.blob is not None and one.blob == other.blob)


def _opening(sheet: Sheet) -> Callable[[], ScribbledFrame]:
    """Return what makes the frame ready as the sheet shows it now."""
    ground, pixels = sheet.raster.ground, sheet.raster.pixels.copy()

    def work() -> ScribbledFrame:
        import numpy as np

        from engine.paint.scribble import ScribbledFrame

        gray = ground.light.astype(np.float32) / np.float32(65535)
        return ScribbledFrame(gray, ground.kept, pixels, is_deep=pixels.dtype == np.uint16)

    return work
