"""How the tools in hand paint: size, hardness, opacity and the rest of the line above the picture."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from PySide6.QtCore import QObject, Signal

from engine.paint.brush import MOST_RADIUS, Brush

Pressure = Literal["size", "opacity", "both", "off"]
RestoreTo = Literal["before", "film"]
LARGEST = int(2 * MOST_RADIUS)
_SIZE_STEP = 1.15  # a press of a bracket: the same to the eye at every size


class Kept(BaseModel):
    """What is remembered between two starts. Sizes in clip pixels across, shares in percent."""

    model_config = ConfigDict(extra="ignore")

    size: int = Field(40, ge=1, le=LARGEST)
    line: int = Field(8, ge=1, le=LARGEST)  # of scribbles, which are thin: what they cover is not spread but laid on
    hardness: int = Field(70, ge=0, le=100)
    opacity: int = Field(100, ge=1, le=100)
    keeps_light: bool = True
    pressure: Pressure = "size"
    tolerance: int = Field(12, ge=0, le=100)
    restore_to: RestoreTo = "before"


class BrushSettings(QObject):
    """One for the window; brush, eraser and restoring share it."""

    changed = Signal()
    sized: Literal["size", "line"] = "size"  # what `grow` changes

    def __init__(self, kept: Kept | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept = kept or Kept()

    @property
    def kept(self) -> Kept:
        return self._kept

    @property
    def brush(self) -> Brush:
        kept = self._kept
        return Brush(
            radius=kept.size / 2,
            hardness=kept.hardness / 100,
            opacity=kept.opacity / 100,
            thins=kept.pressure in ("size", "both"),
            fades=kept.pressure in ("opacity", "both"),
        )

    def set(self, **values: object) -> None:
        """Set named values of `Kept`; numbers are brought into their range."""
        bounds = {
            "size": (1, LARGEST),
            "line": (1, LARGEST),
            "hardness": (0, 100),
            "opacity": (1, 100),
            "tolerance": (0, 100),
        }
        for name, (least, most) in bounds.items():
            if isinstance(value := values.get(name), (int, float)):
                values[name] = round(min(most, max(least, value)))
        after = Kept.model_validate({**self._kept.model_dump(), **values})
        if after != self._kept:
            self._kept = after
            self.changed.emit()

    def grow(self, steps: int) -> None:
        """Make the brush larger (or, below 0, smaller): at least a pixel a step."""
        size = getattr(self._kept, self.sized)
        grown = round(size * _SIZE_STEP**steps)
        self.set(**{self.sized: grown if grown != size else size + steps})

    def harden(self, steps: int) -> None:
        self.set(hardness=self._kept.hardness + 10 * steps)
