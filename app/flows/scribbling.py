"""Scribbles: strokes of color that are spread over the frame in the background each time the pen is lifted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor

from app.background import Background
from app.canvas.pictures import Picture, make_picture
from app.canvas.scribble_tool import ScribbleTool
from app.canvas.showing import Shown
from app.canvas.view import Mode
from app.flows.drawing import Bottom, Drawing
from app.flows.paint_sheet import Answer, Once, Sheet, Step
from app.flows.painting import Painting
from app.flows.tooling import Tooling
from app.main_window import MainWindow
from app.session import Session
from app.translation import tr
from engine.paint.drawn import Points, Scribble, recolored, without
from engine.paint.ink import Ground
from engine.project.blobs import Blobs
from engine.project.edits import remove_keyframe
from engine.project.strokes import settled
from engine.runtime.errors import EngineError

if TYPE_CHECKING:
    from engine.paint.scribble import ScribbledFrame

_KEPT_FRAMES = 2  # that are ready to be scribbled on: each takes some 200 bytes a pixel that is solved
_PASSING_S = 20.0


Edit = Callable[[tuple[Scribble, ...]], tuple[Scribble, ...]]


@dataclass(frozen=True)
class Loose:
    """Strokes that made nothing yet: `drawing` is more than what made the picture of `step`.

    `marks`: after which step of the document's history each of them was drawn, in their order.
    """

    step: Step
    drawing: Drawing
    marks: tuple[int, ...] = ()


class Scribbling(QObject):
    """All scribbles of a frame are solved together, each time from the picture that was there before the first.

    One stroke is one step of undo; after undo the strokes that are left are what the next one is added to. They are
    kept with the keyframe, in the project. The answer comes twice: a quick one is shown at once, the exact one enters
    the document. Strokes drawn meanwhile wait.
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
        self._frames: OrderedDict[Bottom, Once[ScribbledFrame]] = OrderedDict()
        self._fresh: WeakKeyDictionary[Sheet, Loose] = WeakKeyDictionary()
        self._quick: tuple[Sheet, Picture] | None = None
        self._waiting = 0  # strokes whose answer is not there yet
        self._begun_on: int | None = None  # the frame that the stroke being drawn is on
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
        drawing = self._drawn(sheet) if sheet is not None and sheet.is_ready else None
        return drawing.strokes if drawing is not None else ()

    @property
    def is_busy(self) -> bool:
        return self._waiting > 0

    def ready(self) -> None:
        """Have the frame made ready before the first stroke comes: for a large one that takes a second."""
        sheet = self._painting.sheet()
        if sheet is None or not sheet.is_ready or sheet.is_busy or self._session.player.is_playing:
            return
        frame = self._frame(sheet, self._drawing(sheet).bottom)
        if not frame.is_done and not self._background.is_running("scribble"):
            self._background.start("scribble", frame, key="scribble")

    def begin(self, x: float, y: float) -> bool:
        if not self._can_draw():
            return False
        self._session.player.pause()
        self._begun_on = self._session.frame
        self.ready()
        self.begun.emit(int(x), int(y))
        return True

    def end(self, points: Points, radius: float, *, protects: bool) -> None:
        """Spread a stroke over the frame it was begun on; the answer comes in the background."""
        color = self.color
        drawn = None if protects else (color.red(), color.green(), color.blue())
        scribble = Scribble(settled(points), radius, drawn)
        if not protects:
            self._painting.color.note_used()
        text = tr("Protect") if protects else tr("Scribble")
        frame, self._begun_on = self._begun_on, None
        self._change(lambda strokes: (*strokes, scribble), text, frame)

    # ---- one stroke after another

    def recolor(self, index: int, color: QColor) -> None:
        """Give a stroke another color; one that protected then brings color."""
        rgb = (color.red(), color.green(), color.blue())
        self._painting.color.note_used()
        self._change(lambda strokes: recolored(strokes, index, rgb), tr("Recolor a scribble"))

    def remove(self, index: int) -> None:
        """Take one stroke away; without any that brings color there is no keyframe that scribbles began."""
        sheet = self._painting.sheet()
        drawing = self._drawn(sheet) if sheet is not None and sheet.is_ready else None
        if sheet is None or drawing is None or not 0 <= index < len(drawing.strokes):
            return
        left, text = replace(drawing, strokes=without(drawing.strokes, index)), tr("Remove a scribble")
        if sheet.step.drawn is None:  # it protects from nothing yet
            marks = self._fresh[sheet].marks
            self._fresh[sheet] = Loose(sheet.step, left, marks[:index] + marks[index + 1 :])
            self._window.viewer.update()
            self.changed.emit()
        elif left.has_color or not left.is_first:
            self._change(lambda strokes: without(strokes, index), text)
        else:
            self._painting.when_settled(lambda: self._remove_keyframe(sheet, text))

    def _remove_keyframe(self, sheet: Sheet, text: str) -> None:
        document = self._session.document
        try:
            document.edit(text, remove_keyframe(document.project, sheet.frame, sheet.kind))
        except EngineError as error:  # it was removed meanwhile
            self._session.fail(error, key="scribble", lasts_s=_PASSING_S)
        self.changed.emit()

    # ---- undo

    def undo(self) -> None:
        """Take back what was done last: a step of the document's, or a stroke of protection that is none yet."""
        sheet = self._painting.sheet()
        loose = self._loose()
        if loose is None or sheet is None:
            self._painting.undo()
            return
        left = replace(loose.drawing, strokes=loose.drawing.strokes[:-1])
        self._fresh[sheet] = Loose(sheet.step, left, loose.marks[:-1])
        self._window.viewer.update()
        self.changed.emit()

    @property
    def can_undo(self) -> bool:
        """Whether a stroke can be taken back that is no step of the document's."""
        return self._loose() is not None

    def _loose(self) -> Loose | None:
        """Return the strokes of protection that changed nothing yet, if nothing was done after the last of them."""
        sheet = self._painting.sheet()
        if sheet is None or sheet.is_busy or sheet.step.drawn is not None:
            return None
        loose = self._fresh.get(sheet)
        if loose is None or loose.step is not sheet.step or not loose.marks:
            return None
        return loose if self._painting.commits.position <= loose.marks[-1] else None

    def shown(self, frame: int, layer: str) -> Shown | None:
        """See `app.canvas.showing.Live`: the quick answer while there is one, else what is painted on."""
        if self._quick is not None and layer == "keyframe" and self._quick[0] is self._painting.sheet(frame):
            return Shown(self._quick[1])
        return self._painting.shown(frame, layer)

    def forget(self) -> None:
        """Another film or project."""
        self._frames.clear()
        self._fresh.clear()
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

    def _change(self, edit: Edit, text: str, frame: int | None = None) -> None:
        """Change the strokes of a frame (default: the one looked at) and spread them, as one step named `text`."""
        self._waiting += 1
        pending: list[Drawing] = []

        def begin(sheet: Sheet) -> Callable[[], Answer | None]:
            was = self._drawing(sheet)
            pending.append(replace(was, strokes=edit(was.strokes)))
            return self._work(sheet, pending[0])

        def laid(sheet: Sheet) -> None:
            if sheet.step.drawn is not pending[0]:
                self._hold(sheet, pending[0])
            self._laid()

        if not self._painting.compute(begin, text, laid, self._failed, frame):
            self._failed()

    def _work(self, sheet: Sheet, drawing: Drawing) -> Callable[[], Answer | None]:
        """It is this stroke's turn: return what computes the picture with it."""
        folder = self._session.document.folder
        assert folder is not None  # or there were no sheet
        blobs, ground, is_last = folder.blobs, sheet.raster.ground, self._waiting <= 1
        if not drawing.has_color:
            if sheet.step.drawn is None:
                return lambda: None  # nothing to spread yet: the protection waits for the first color
            return lambda: Answer(drawing.bottom.read(ground, blobs)[0], drawing)
        frame, strokes = self._frame(sheet, drawing.bottom), drawing.strokes

        def work() -> Answer:
            frame()
            if frame.error is not None:
                raise frame.error
            if is_last:
                self._looked.emit(sheet, make_picture(frame.made.look(strokes)))
            return Answer(frame.made.picture(frame.made.chroma(strokes)), drawing)

        return work

    def _laid(self) -> None:
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

    def _hold(self, sheet: Sheet, drawing: Drawing) -> None:
        """Keep strokes that made nothing yet, with when they were drawn."""
        before = self._fresh.get(sheet)
        marks = before.marks if before is not None and before.step is sheet.step else ()
        new = len(drawing.strokes) - len(marks)
        self._fresh[sheet] = Loose(sheet.step, drawing, marks + new * (self._painting.commits.position,))

    def _drawn(self, sheet: Sheet) -> Drawing | None:
        """Return what the sheet's picture was drawn with, and what waits for the first color."""
        if sheet.step.drawn is not None:
            return sheet.step.drawn
        loose = self._fresh.get(sheet)
        return loose.drawing if loose is not None and loose.step is sheet.step else None

    def _drawing(self, sheet: Sheet) -> Drawing:
        """Return what the next stroke is added to; the first one spreads over the picture that there is."""
        drawing = self._drawn(sheet)
        if drawing is None:
            is_first = sheet.step.blob is None and sheet.step.is_stored
            is_gray = is_first and sheet.base == "gray"
            blob = sheet.step.blob if sheet.raster.ground.floats is not None else None  # pixels would lose floats
            bottom = Bottom() if is_gray else Bottom(blob=blob) if blob else Bottom(sheet.raster.pixels.copy())
            drawing = Drawing((), bottom, is_first)
            self._fresh[sheet] = Loose(sheet.step, drawing)
        return drawing

    def _frame(self, sheet: Sheet, bottom: Bottom) -> Once[ScribbledFrame]:
        """Return the frame made ready, or what makes it so, over what there was before the scribbles."""
        frame = self._frames.pop(bottom, None)
        folder = self._session.document.folder
        if frame is None:
            assert folder is not None
            frame = Once(_opening(sheet.raster.ground, bottom, folder.blobs))
        self._frames[bottom] = frame
        while len(self._frames) > _KEPT_FRAMES:
            self._frames.popitem(last=False)
        return frame


def register_scribbles(tooling: Tooling, scribbling: Scribbling, painting: Painting, window: MainWindow) -> None:
    """Add the scribble tools to those that can be taken in hand; with a tool that colors, the colors come to the
    front."""
    brushes = painting.settings
    tools = {"tool_scribble": False, "tool_protect": True}
    for name, protects in tools.items():
        tooling.register(name, ScribbleTool(painting, scribbling, brushes, protects=protects), paints=True)

    def make_ready() -> None:
        """Before the pen is even over the picture: then the first stroke is answered as soon as any."""
        if tooling.in_hand in tools:
            scribbling.ready()

    def follow() -> None:
        brushes.sized = "line" if tooling.in_hand in tools else "size"
        make_ready()
        if tooling.in_hand in ("tool_scribble", "tool_strokes", "tool_brush", "tool_fill", "tool_pick"):
            window.bring("color")

    tooling.changed.connect(follow)
    painting.opened.connect(make_ready)


def _opening(ground: Ground, bottom: Bottom, blobs: Blobs) -> Callable[[], ScribbledFrame]:
    """Return what makes the frame ready to be scribbled on."""

    def work() -> ScribbledFrame:
        import numpy as np

        from engine.paint.scribble import ScribbledFrame

        pixels, light = bottom.read(ground, blobs)
        gray = light.astype(np.float32) / np.float32(65535)
        present = None if bottom.is_gray else pixels
        return ScribbledFrame(gray, ground.kept, present, is_deep=pixels.dtype == np.uint16)

    return work
