"""Paints one frame as the viewer's mode asks: alone, wiped, side by side, with overlays and names."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPalette

from app.canvas import badges
from app.canvas.modes import MISSING, NAMES, NO_OVERLAY, SCALES, Against, Overlay
from app.canvas.placement import Placement
from app.canvas.showing import Showing, Shown, draw
from app.canvas.wipe import Wipe
from app.translation import tr

_LEAST_NAMED = 80.0  # on a smaller picture the name would hide what is to be seen


@dataclass(frozen=True)
class Composition:
    """`place`: of the clip in one pane; `font`, `palette`: of the widget painted on."""

    showing: Showing
    frame: int
    place: Placement
    overlay: Overlay | None
    font: QFont
    palette: QPalette
    against: Against = "original"
    other: str = ""  # the name of the run that is compared with

    def paint_layer(self, painter: QPainter, layer: str, area: QRectF, *, is_right: bool = False) -> bool:
        """Draw one layer with its name (the original where there is none); return whether it is waited for."""
        shown = self.showing.of(self.frame, layer)
        is_missing = shown.picture is None and layer != "original"
        fallback = self.showing.of(self.frame, "original") if is_missing else shown
        if fallback.picture is not None:
            draw(painter, fallback.picture, self.place, area)
        if shown.picture is not None and layer != "difference":
            self._paint_overlay(painter, area)
        if shown.is_absent:
            badges.notice(painter, shown.why or tr(MISSING[layer]), area, self.font)
        self._paint_name(painter, layer, shown, area, is_right=is_right)
        return shown.is_waiting or fallback.is_waiting

    def paint_side_by_side(self, painter: QPainter, area: QRectF) -> bool:
        """Draw the result beside what it is compared with, in two panes of the same place."""
        half = QRectF(0, 0, area.width() / 2, area.height())
        is_waiting = False
        for index, layer in enumerate((self.against, "result")):
            painter.save()
            painter.translate(index * half.width(), 0)
            painter.setClipRect(half)
            is_waiting |= self.paint_layer(painter, layer, half)
            painter.restore()
        painter.fillRect(QRectF(half.width() - 0.5, 0, 1, area.height()), self.palette.color(QPalette.ColorRole.Dark))
        return is_waiting

    def paint_wipe(self, painter: QPainter, wipe: Wipe, area: QRectF) -> bool:
        """Draw the result over what it is compared with, on its side of the wipe."""
        original = self.showing.of(self.frame, self.against)
        result = self.showing.of(self.frame, "result")
        if original.picture is not None:
            draw(painter, original.picture, self.place, area)
        if result.picture is not None:
            painter.save()
            self._clip_to_result(painter, wipe, area)
            draw(painter, result.picture, self.place, area)
            self._paint_overlay(painter, area, has_scale=False)
            painter.restore()
            if self.overlay is not None:
                self._paint_scale(painter, self.overlay, area)
            badges.wipe_line(painter, wipe, self.place.rect, area)
        is_flipped = wipe.across.x() < -0.01
        self._paint_name(painter, self.against, original, area, is_right=is_flipped)
        if result.is_absent:
            badges.notice(painter, result.why or tr(MISSING["result"]), area, self.font)
        else:
            self._paint_name(painter, "result", result, area, is_right=not is_flipped)
        return original.is_waiting or result.is_waiting

    def _clip_to_result(self, painter: QPainter, wipe: Wipe, area: QRectF) -> None:
        side = wipe.result_side(self.place.rect, area)
        if wipe.angle == 0:
            painter.setClipRect(side.boundingRect().intersected(area))  # much faster than a path
            return
        path = QPainterPath()
        path.addPolygon(side)
        painter.setClipPath(path)

    def _paint_name(self, painter: QPainter, layer: str, shown: Shown, area: QRectF, *, is_right: bool) -> None:
        seen = self.place.rect.intersected(area)
        if shown.is_absent or seen.width() < _LEAST_NAMED or seen.height() < _LEAST_NAMED:
            return
        name = (
            tr("Preview") if shown.is_preview else self.other if layer == "other" and self.other else tr(NAMES[layer])
        )
        corner = seen.topRight() + QPointF(-8, 8) if is_right else seen.topLeft() + QPointF(8, 8)
        badges.label(painter, name, corner, self.font, is_right=is_right)

    def _paint_scale(self, painter: QPainter, overlay: Overlay, area: QRectF) -> None:
        low, high = SCALES[overlay]
        badges.heat_scale(painter, tr(low), tr(high), area, self.font, is_hatched=overlay == "confidence")

    def _paint_overlay(self, painter: QPainter, area: QRectF, *, has_scale: bool = True) -> None:
        if self.overlay is None:
            return
        tint = self.showing.overlay(self.frame, self.overlay)
        if tint.picture is not None:
            draw(painter, tint.picture, self.place, area)
        if not has_scale:
            return
        if tint.is_absent:
            corner = self.place.rect.intersected(area).bottomRight() - QPointF(8, 32)
            badges.label(painter, tr(NO_OVERLAY[self.overlay]), corner, self.font, is_right=True)
        else:
            self._paint_scale(painter, self.overlay, area)
