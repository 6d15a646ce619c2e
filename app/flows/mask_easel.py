"""What brush, lasso and fill do to masks: the easel of the tools in `canvas/mask_tools.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainterPath

from app.brush_settings import BrushSettings
from app.canvas.paint_tools import Deed
from app.canvas.tool import Pen
from app.flows.mask_sheets import MaskSheets
from app.session import Session
from app.translation import tr
from engine.paint.brush import Brush, Path, swept
from engine.paint.labels import LabelSheet
from engine.paint.rect import NOWHERE, Rect
from engine.paint.region import How
from engine.project.model import Mask, Project

Ensure = Callable[[], tuple[Mask, Callable[[Project], Project]]]


@dataclass
class _Stroke:
    """A stroke of the brush and the frame it is on. `pens`: what waits until the labels of the frame are read."""

    frame: int
    target: Mask
    also: Callable[[Project], Project]
    adds: bool
    brush: Brush
    sheet: LabelSheet | None = None
    pens: list[Pen] = field(default_factory=list)
    path: Path = field(init=False)

    def __post_init__(self) -> None:
        self.path = Path(self.brush)

    @property
    def text(self) -> str:
        verb = tr("Paint") if self.adds else tr("Erase")
        return tr("{value} mask of {name}").format(value=verb, name=self.target.name)

    def paint(self, sheet: LabelSheet) -> Rect:
        """Begin on the sheet and lay what waits."""
        sheet.begin(self.target.label, is_added=self.adds)
        self.sheet, pens, self.pens = sheet, self.pens, []
        changed = NOWHERE
        for pen in pens:
            changed = changed.united(self.lay(sheet, pen))
        return changed

    def lay(self, sheet: LabelSheet, pen: Pen) -> Rect:
        changed = NOWHERE
        for start, stop in self.path.to(pen.x, pen.y, pen.pressure):
            changed = changed.united(sheet.lay(*swept(start, stop, self.brush.hardness, sheet.shape)))
        return changed


class MaskEasel:
    """Strokes give pixels to the object in work (`target`), or take them from it. While the labels of the frame are
    read, strokes, lassos and fills are remembered and painted in order once they are there."""

    def __init__(self, session: Session, sheets: MaskSheets, settings: BrushSettings, target: Ensure) -> None:
        self._session, self._sheets, self._settings, self._target = session, sheets, settings, target
        self.is_taking = False
        self._stroke: _Stroke | None = None
        sheets.ready.connect(self._catch_up)
        sheets.leaving.connect(self.end)  # the pen may still be down: what it painted belongs to the frame before

    @property
    def is_drawing(self) -> bool:
        """Whether the pen is down."""
        return self._stroke is not None

    def swap(self) -> None:
        self.is_taking = not self.is_taking

    # --- the brush ------------------------------------------------------------------------------------------

    def begin(self, deed: Deed, pen: Pen) -> bool:
        self.end()
        self._session.player.pause()
        self._sheets.leave()
        is_alt = bool(pen.modifiers & Qt.KeyboardModifier.AltModifier)
        target, also = self._target()
        adds = (deed != "eraser") != (is_alt != (self.is_taking and deed != "eraser"))
        kept = self._settings.brush
        brush = Brush(kept.radius, 1.0, 1.0, thins=kept.thins)  # a mask has no soft edge
        self._stroke = _Stroke(self._session.frame, target, also, adds, brush)
        self._catch_up()
        self.move(pen)
        if self._sheets.sheet is None:
            self._sheets.look()
        return True

    def move(self, pen: Pen) -> None:
        stroke = self._stroke
        if stroke is None:
            return
        if stroke.sheet is None:
            stroke.pens.append(pen)
        else:
            self._sheets.show(stroke.lay(stroke.sheet, pen))

    def end(self) -> None:
        stroke, self._stroke = self._stroke, None
        if stroke is None:
            return
        if stroke.sheet is None:
            self._sheets.commit_unread(stroke.frame, stroke.paint, stroke.text, stroke.also)
        elif stroke.sheet.finish():
            self._sheets.commit(stroke.text, stroke.also)

    def drop(self) -> bool:
        stroke, self._stroke = self._stroke, None
        if stroke is not None and stroke.sheet is not None:
            self._sheets.show(stroke.sheet.drop())
        return stroke is not None

    def _catch_up(self) -> None:
        """The labels are there: what the pen did meanwhile is painted."""
        stroke, sheet = self._stroke, self._sheets.sheet
        if stroke is not None and stroke.sheet is None and sheet is not None and self._sheets.frame == stroke.frame:
            self._sheets.show(stroke.paint(sheet))

    # --- areas ----------------------------------------------------------------------------------------------

    def select(self, points: Sequence[tuple[float, float]], how: How) -> None:
        """A lasso: everything within the line."""
        self._area(how, tr("Draw around"), lambda sheet: sheet.lasso(points))

    def fill_area(self, x: float, y: float, how: How) -> bool:
        return self._area(how, tr("Fill mask of"), lambda sheet: sheet.fill(x, y))

    def _area(self, how: How, verb: str, cover: Callable[[LabelSheet], Rect]) -> bool:
        if self._session.source is None:
            return False
        self._session.player.pause()
        self._sheets.leave()
        target, also = self._target()
        text, adds = f"{verb} {target.name}", (how == "subtract") == self.is_taking

        def paint(sheet: LabelSheet) -> Rect:
            sheet.begin(target.label, is_added=adds)
            return cover(sheet)

        sheet = self._sheets.sheet
        if sheet is None:
            self._sheets.commit_unread(self._session.frame, paint, text, also)
            return True
        self._sheets.show(paint(sheet))
        if sheet.finish():
            self._sheets.commit(text, also)
        return True

    # --- what color has and masks have not ------------------------------------------------------------------

    def pick(self, x: float, y: float) -> None:
        """Nothing: a mask has no color to pick."""

    def fill(self, x: float, y: float) -> bool:
        return self.fill_area(x, y, "add")

    @property
    def selected(self) -> QPainterPath | None:
        return None
