"""The picture of all lanes, kept: a lane is drawn into it again only when what it shows became something else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPalette, QPixmap

from app.timeline import lanes
from app.timeline.lanes import Ink, Lane
from app.timeline.scale import Scale
from app.translation import tr

TAIL = 9  # behind the last frame: half a playhead


@dataclass(frozen=True)
class Look:
    """What all lanes have in common: where they are and how they are drawn."""

    size: QSize
    ratio: float
    header: int  # where the lanes begin
    places: Mapping[str, QRectF]
    font: QFont
    palette: QPalette


@dataclass(frozen=True)
class Drawing:
    """What draws one lane, returning its number of items, and what it shows: the same means the same picture."""

    shows: tuple[object, ...]
    draw: Callable[[Lane], int]


class Backdrop:
    """The playhead and what is dragged go over it and are not in it."""

    def __init__(self) -> None:
        self._picture = QPixmap()
        self._look: Look | None = None
        self._shown: dict[str, tuple[object, ...]] = {}
        self._items: dict[str, int] = {}

    @property
    def items(self) -> int:
        """How many items all lanes have together."""
        return sum(self._items.values())

    def drawn(self, look: Look, scale: Scale, drawings: Mapping[str, Drawing]) -> QPixmap:
        """Return the picture with all lanes as they are now."""
        if look != self._look:
            self._begin(look)
        stale = [
            name
            for name in look.places
            if name not in self._shown or self._shown[name] != (scale, drawings[name].shows)
        ]
        if stale:
            painter = QPainter(self._picture)
            ink = Ink.of(look.palette)
            for name in stale:
                lane = Lane(painter, look.places[name], scale, ink, look.font, look.ratio)
                self._draw(painter, name, lane, drawings[name])
            painter.end()
        return self._picture

    def _begin(self, look: Look) -> None:
        self._look = look
        self._shown, self._items = {}, {}
        self._picture = QPixmap(look.size * look.ratio)
        self._picture.setDevicePixelRatio(look.ratio)
        ink = Ink.of(look.palette)
        self._picture.fill(ink.ground)
        painter = QPainter(self._picture)
        painter.setFont(look.font)
        painter.setPen(ink.dim)
        for name, label in lanes.NAMES.items():
            if name not in look.places:
                continue
            place = look.places[name]
            tall = max(place.height(), 14.0)
            around = QRectF(4, place.center().y() - tall / 2, look.header - 12, tall)
            painter.drawText(around, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, tr(label))
        painter.end()

    def _draw(self, painter: QPainter, name: str, lane: Lane, drawing: Drawing) -> None:
        beside = TAIL if name == lanes.KEYS else 0.0  # the last frame's mark is wider than the frame
        room = lane.rect.adjusted(0, 0, beside, 0)
        painter.save()
        painter.setClipRect(room)
        painter.fillRect(room, lane.ink.ground)
        painter.setPen(lane.ink.dim)
        painter.setFont(lane.font)
        self._items[name] = drawing.draw(lane)
        painter.restore()
        self._shown[name] = (lane.scale, drawing.shows)
