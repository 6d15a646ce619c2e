"""What brush, lasso and fill do to masks: the easel of the tools in `canvas/mask_tools.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QPainterPath

from app.brush_settings import BrushSettings
from app.canvas.paint_tools import Deed
from app.canvas.tool import Pen
from app.flows.mask_sheets import MaskSheets
from app.translation import tr
from engine.paint.brush import Brush, Path, swept
from engine.paint.labels import LabelSheet
from engine.paint.region import How
from engine.project.model import Mask, Project

Ensure = Callable[[], tuple[Mask, Callable[[Project], Project]]]


class MaskEasel:
    """Strokes give pixels to the object in work (`target`), or take them from it. While the labels of the frame are
    read, a stroke is remembered and drawn as soon as they are there."""

    def __init__(self, sheets: MaskSheets, settings: BrushSettings, target: Ensure) -> None:
        self._sheets, self._settings, self._target = sheets, settings, target
        self.is_taking = False
        self._path: Path | None = None
        self._brush = Brush()
        self._early: list[Pen] | None = None
        self._begun: tuple[Mask, Callable[[Project], Project], bool] | None = None
        self._is_lifted = False
        sheets.ready.connect(self._catch_up)

    def swap(self) -> None:
        self.is_taking = not self.is_taking

    # --- the brush ------------------------------------------------------------------------------------------

    def begin(self, deed: Deed, pen: Pen) -> bool:
        from PySide6.QtCore import Qt

        is_alt = bool(pen.modifiers & Qt.KeyboardModifier.AltModifier)
        target, also = self._target()
        adds = (deed != "eraser") != (is_alt != (self.is_taking and deed != "eraser"))
        self._begun, self._is_lifted = (target, also, adds), False
        kept = self._settings.brush
        self._brush = Brush(kept.radius, 1.0, 1.0, thins=kept.thins)  # a mask has no soft edge
        self._path = Path(self._brush)
        sheet = self._sheets.sheet
        if sheet is None:
            self._early = [pen]
            self._sheets.look()
            return True
        self._early = None
        sheet.begin(target.label, is_added=adds)
        self._lay(sheet, pen)
        return True

    def move(self, pen: Pen) -> None:
        if self._early is not None:
            self._early.append(pen)
        elif self._sheets.sheet is not None and self._path is not None:
            self._lay(self._sheets.sheet, pen)

    def end(self) -> None:
        self._is_lifted = True
        if self._early is None:
            self._commit()

    def drop(self) -> bool:
        was_begun, self._begun, self._early, self._path = self._begun is not None, None, None, None
        if self._sheets.sheet is not None:
            self._sheets.show(self._sheets.sheet.drop())
        return was_begun

    def _lay(self, sheet: LabelSheet, pen: Pen) -> None:
        assert self._path is not None
        for start, stop in self._path.to(pen.x, pen.y, pen.pressure):
            self._sheets.show(sheet.lay(*swept(start, stop, self._brush.hardness, sheet.shape)))

    def _catch_up(self) -> None:
        early, sheet, begun = self._early, self._sheets.sheet, self._begun
        if early is None or sheet is None or begun is None:
            return
        self._early = None
        sheet.begin(begun[0].label, is_added=begun[2])
        for pen in early:
            self._lay(sheet, pen)
        if self._is_lifted:
            self._commit()

    def _commit(self) -> None:
        begun, self._begun, self._path = self._begun, None, None
        if begun is None or self._sheets.sheet is None or not self._sheets.sheet.finish():
            return
        target, also, adds = begun
        self._sheets.commit(
            tr("{value} mask of {name}").format(value=tr("Paint") if adds else tr("Erase"), name=target.name), also
        )

    # --- areas ----------------------------------------------------------------------------------------------

    def select(self, points: Sequence[tuple[float, float]], how: How) -> None:
        """A lasso: everything within the line."""
        self._area(how, tr("Draw around"), lambda sheet: self._sheets.show(sheet.lasso(points)))

    def fill_area(self, x: float, y: float, how: How) -> bool:
        return self._area(how, tr("Fill mask of"), lambda sheet: self._sheets.show(sheet.fill(x, y)))

    def _area(self, how: How, verb: str, paint: Callable[[LabelSheet], None]) -> bool:
        sheet = self._sheets.sheet
        if sheet is None:
            return False
        target, also = self._target()
        sheet.begin(target.label, is_added=(how == "subtract") == self.is_taking)
        paint(sheet)
        if sheet.finish():
            self._sheets.commit(f"{verb} {target.name}", also)
        return True

    # --- what color has and masks have not ------------------------------------------------------------------

    def pick(self, x: float, y: float) -> None:
        """Nothing: a mask has no color to pick."""

    def fill(self, x: float, y: float) -> bool:
        return self.fill_area(x, y, "add")

    @property
    def selected(self) -> QPainterPath | None:
        return None
