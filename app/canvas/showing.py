"""Which picture stands for a layer of the frame looked at: the stored one, a preview, or the last one meanwhile."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Protocol

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from app.canvas import heatmap
from app.canvas.frame_store import FrameStore
from app.canvas.pictures import Picture, Rgb, exposed_picture, hidden_below
from app.canvas.placement import Placement

_MOST_PREVIEWS = 8
_SQUARE_PIXELS = 3.0  # from this zoom on, pixels are shown as squares


@dataclass(frozen=True)
class Shown:
    """`picture`: what to draw, if anything; `is_waiting`: it only stands in; `why`: a sentence if there is none."""

    picture: Picture | None
    is_waiting: bool = False
    is_preview: bool = False
    why: str = ""

    @property
    def is_absent(self) -> bool:
        return self.picture is None and not self.is_waiting


class Live(Protocol):
    """What is painted on right now, and so newer than what is stored."""

    def shown(self, frame: int, layer: str) -> Shown | None:
        """Return what stands for this layer of the frame; None: what is stored does."""
        ...


class Showing:
    """Never answers with black: while a picture is decoded, the nearest or the last one stands in."""

    live: Live | None = None

    def __init__(self) -> None:
        self.store: FrameStore | None = None
        self.heat_from = 0.0  # what is less hot (0..1) is not shown
        self.film_stops = 0.0  # by which the film is shown brighter, beside light that is
        self._hidden: tuple[Picture, float, Picture] | None = None
        self._exposed: tuple[Picture, float, Picture] | None = None
        self._last: dict[str, Picture] = {}
        self._previews: OrderedDict[int, tuple[Picture, int]] = OrderedDict()

    def forget(self) -> None:
        self._last.clear()
        self._previews.clear()

    def add_preview(self, frame: int, image: QImage) -> None:
        stamp = self.store.stamp(frame, "result") if self.store is not None else 0
        drawable = image.convertToFormat(QImage.Format.Format_RGB32)
        self._previews.pop(frame, None)
        self._previews[frame] = (Picture((drawable,), is_exact=False), stamp)
        while len(self._previews) > _MOST_PREVIEWS:
            self._previews.popitem(last=False)

    def clear_previews(self) -> None:
        self._previews.clear()

    def of(self, frame: int, layer: str) -> Shown:
        shown = self._of(frame, layer)
        picture = shown.picture
        if layer == "original" and self.film_stops and picture is not None and picture.light is None:
            return replace(shown, picture=self._at_exposure(picture))
        return shown

    def _of(self, frame: int, layer: str) -> Shown:
        store = self.store
        if store is None:
            return Shown(None)
        if self.live is not None and (painted := self.live.shown(frame, layer)) is not None:
            return painted
        preview = self._preview(store, frame) if layer == "result" else None
        if preview is not None:
            return Shown(preview, is_preview=True)
        found = store.look(frame, layer)
        if found is not None:
            self._last[layer] = found
            return Shown(found)
        if store.is_absent(frame, layer):
            return Shown(None, why=store.reason(frame, layer))
        return Shown(store.nearest(frame, layer) or self._last.get(layer), is_waiting=True)

    def pixel(self, frame: int, layer: str, x: int, y: int) -> Rgb | None:
        """Return the clip pixel (x, y) as gamma-encoded RGB, 0..1, or None until the exact picture is there."""
        store = self.store
        painted = None if self.live is None else self.live.shown(frame, layer)
        if store is None or store.facts is None or painted is None or painted.picture is None:
            return None if store is None else store.pixel(frame, layer, x, y)
        return painted.picture.rgb_at((x + 0.5) / store.facts.width, (y + 0.5) / store.facts.height)

    def overlay(self, frame: int, layer: str) -> Shown:
        """Like `of`, but a tint of another frame would lie, so nothing stands in for it."""
        store = self.store
        if store is None:
            return Shown(None)
        found = store.look(frame, layer)
        is_waiting = found is None and not store.is_absent(frame, layer)
        if found is not None and layer == "heat" and self.heat_from > 0:
            found = self._hot(found)
        return Shown(found, is_waiting=is_waiting)

    def _at_exposure(self, film: Picture) -> Picture:
        """Return the film's picture at the exposure, made once for every picture."""
        kept = self._exposed
        if kept is None or kept[0] is not film or kept[1] != self.film_stops:
            kept = self._exposed = film, self.film_stops, exposed_picture(film, self.film_stops)
        return kept[2]

    def light(self, frame: int, layer: str, x: int, y: int) -> Rgb | None:
        """Return the clip pixel (x, y) as scene-linear RGB; None where the layer is gamma-encoded or not there."""
        return None if self.store is None else self.store.light(frame, layer, x, y)

    def _hot(self, heat: Picture) -> Picture:
        """Return the overlay without what is cooler than `heat_from`, made once for every picture."""
        kept = self._hidden
        if kept is None or kept[0] is not heat or kept[1] != self.heat_from:
            kept = self._hidden = heat, self.heat_from, hidden_below(heat, heatmap.alpha_from(self.heat_from))
        return kept[2]

    def _preview(self, store: FrameStore, frame: int) -> Picture | None:
        """Return the preview of a running job unless a newer result of the frame has been stored since."""
        kept = self._previews.get(frame)
        if kept is None:
            return None
        preview, stamp = kept
        if store.stamp(frame, "result") != stamp:
            stored = store.look(frame, "result")
            if store.is_absent(frame, "result") or (stored is not None and stored.is_exact):
                del self._previews[frame]
                return None
        return preview


def draw(painter: QPainter, picture: Picture, place: Placement, area: QRectF) -> None:
    """Draw the part of `picture` that `area` shows, whatever its own size: it covers the whole clip."""
    whole = place.rect
    seen = whole.intersected(area)
    if seen.isEmpty():
        return
    image = picture.level_for(whole.width() * place.ratio)
    across, down = image.width() / whole.width(), image.height() / whole.height()
    part = QRectF(
        (seen.x() - whole.x()) * across, (seen.y() - whole.y()) * down, seen.width() * across, seen.height() * down
    )
    is_square = place.zoom >= _SQUARE_PIXELS and image.width() == place.width
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not is_square)
    painter.drawImage(seen, image, part, Qt.ImageConversionFlag.AutoColor)
