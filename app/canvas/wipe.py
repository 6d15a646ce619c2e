"""The wipe: a line across the picture, original on one side and result on the other, moved and turned by hand."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

_GRAB = 9.0  # view units from the line within which it is taken
KNOB = 64.0  # from the handle to the knob that turns the line
_STEP = math.radians(15)


class Part(Enum):
    LINE = "line"
    KNOB = "knob"


@dataclass(frozen=True)
class Wipe:
    """`x`, `y`: where the handle is on the picture, 0..1 each way; `angle`: 0 upright, in radians, clockwise."""

    x: float = 0.5
    y: float = 0.5
    angle: float = 0.0

    @property
    def along(self) -> QPointF:
        """The unit vector along the line, downward when upright."""
        return QPointF(-math.sin(self.angle), math.cos(self.angle))

    @property
    def across(self) -> QPointF:
        """The unit vector from the original's side to the result's."""
        return QPointF(math.cos(self.angle), math.sin(self.angle))

    def handle(self, picture: QRectF, view: QRectF) -> QPointF:
        """Return where the handle is drawn: its own place, or the place on its line nearest to the view's middle."""
        own = QPointF(picture.x() + self.x * picture.width(), picture.y() + self.y * picture.height())
        seen = view.adjusted(12, 12, -12, -12)
        if seen.contains(own):
            return own
        toward = QPointF.dotProduct(seen.center() - own, self.along)
        return own + self.along * toward

    def knob(self, picture: QRectF, view: QRectF) -> QPointF:
        return self.handle(picture, view) + self.along * KNOB

    def result_side(self, picture: QRectF, view: QRectF) -> QPolygonF:
        """Return the half plane of the result, as far as the view reaches."""
        middle = self.handle(picture, view)
        far = 2 * (view.width() + view.height()) + abs(middle.x()) + abs(middle.y())
        up, down = middle - self.along * far, middle + self.along * far
        return QPolygonF([up, up + self.across * far, down + self.across * far, down])

    def part_at(self, point: QPointF, picture: QRectF, view: QRectF) -> Part | None:
        knob = self.knob(picture, view) - point
        if math.hypot(knob.x(), knob.y()) <= _GRAB:
            return Part.KNOB
        distance = QPointF.dotProduct(point - self.handle(picture, view), self.across)
        return Part.LINE if abs(distance) <= _GRAB else None

    def moved(self, by: QPointF, picture: QRectF) -> Wipe:
        """Return the wipe moved by view units, its handle staying on the picture."""
        return replace(
            self,
            x=min(max(self.x + by.x() / picture.width(), 0), 1),
            y=min(max(self.y + by.y() / picture.height(), 0), 1),
        )

    def turned_to(self, point: QPointF, picture: QRectF, view: QRectF, *, is_stepped: bool) -> Wipe:
        """Return the wipe whose knob points to `point`; stepped, in steps of 15 degrees."""
        toward = point - self.handle(picture, view)
        angle = math.atan2(-toward.x(), toward.y())
        if is_stepped or abs(math.remainder(angle, math.pi / 2)) < math.radians(3):
            angle = round(angle / _STEP) * _STEP
        return replace(self, angle=angle)
