"""One stroke of the pen on a raster: from where the pen goes to what changed."""

from __future__ import annotations

from engine.paint.brush import Brush, Path, swept
from engine.paint.ink import Ink
from engine.paint.raster import Mask, Patch, Raster
from engine.paint.rect import NOWHERE, Rect


class Stroke:
    """`to` for every place of the pen, then `finish` or `drop`; each returns what has to be shown again."""

    def __init__(self, raster: Raster, brush: Brush, ink: Ink, within: Mask | None = None) -> None:
        self._raster, self._brush = raster, brush
        self._path = Path(brush)
        raster.begin(ink, brush.opacity, within)

    def to(self, x: float, y: float, pressure: float = 1.0) -> Rect:
        changed = NOWHERE
        for start, end in self._path.to(x, y, pressure):
            rect, cover = swept(start, end, self._brush.hardness, self._raster.shape)
            changed = changed.united(self._raster.lay(rect, cover))
        return changed

    def drop(self) -> Rect:
        return self._raster.drop()

    def finish(self) -> Patch | None:
        return self._raster.finish()
