"""Where the clip lies in the view: zoom, pan and the shape of its pixels, as one value."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF

MIN_ZOOM, MAX_ZOOM = 0.02, 64.0
_SHARE = 0.5  # of the view that an area shown large takes
_CLOSEST = 4.0  # device pixels per clip line, to which an area is enlarged at most, or twice what fits
_MARGIN = 12.0  # view units left free around a fitted picture


@dataclass(frozen=True)
class Placement:
    """`zoom`: device pixels per clip line; `x`, `y`: the clip pixel in the middle of the view.

    `width`, `height`: the clip's stored pixels; `aspect`: width of a stored pixel over its height;
    `view_width`, `view_height`: in view units, of which each is `ratio` device pixels.
    """

    width: int = 0
    height: int = 0
    aspect: float = 1.0
    view_width: float = 1.0
    view_height: float = 1.0
    ratio: float = 1.0
    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0
    is_fitted: bool = True

    @property
    def is_empty(self) -> bool:
        return self.width <= 0 or self.height <= 0

    @property
    def scale_x(self) -> float:
        """View units per stored pixel across."""
        return self.zoom * self.aspect / self.ratio

    @property
    def scale_y(self) -> float:
        return self.zoom / self.ratio

    @property
    def origin(self) -> QPointF:
        """Where the clip's upper left corner lies in the view, on a whole device pixel: 100 % is never blurred."""
        across = self.view_width / 2 - self.x * self.scale_x
        down = self.view_height / 2 - self.y * self.scale_y
        return QPointF(round(across * self.ratio) / self.ratio, round(down * self.ratio) / self.ratio)

    @property
    def rect(self) -> QRectF:
        """Where the whole clip lies in the view."""
        return QRectF(self.origin, QSizeF(self.width * self.scale_x, self.height * self.scale_y))

    def to_view(self, x: float, y: float) -> QPointF:
        origin = self.origin
        return QPointF(origin.x() + x * self.scale_x, origin.y() + y * self.scale_y)

    def to_clip(self, point: QPointF) -> tuple[float, float]:
        """Return the place in clip pixels; (0, 0) is the upper left corner of the first pixel."""
        origin = self.origin
        return (point.x() - origin.x()) / self.scale_x, (point.y() - origin.y()) / self.scale_y

    def pixel(self, point: QPointF) -> tuple[int, int] | None:
        """Return the clip pixel under `point`, or None beside the picture."""
        if self.is_empty:
            return None
        x, y = self.to_clip(point)
        return (int(x), int(y)) if 0 <= x < self.width and 0 <= y < self.height else None

    def fitted(self) -> Placement:
        """Return the largest placement that shows the whole clip; tiny clips are not blown up beyond 8 times."""
        if self.is_empty:
            return replace(self, is_fitted=True)
        across = (self.view_width - 2 * _MARGIN) * self.ratio / (self.width * self.aspect)
        down = (self.view_height - 2 * _MARGIN) * self.ratio / self.height
        zoom = min(max(min(across, down), MIN_ZOOM), 8.0)
        return replace(self, zoom=zoom, x=self.width / 2, y=self.height / 2, is_fitted=True)

    def zoomed(self, zoom: float, at: QPointF | None = None) -> Placement:
        """Return the placement with this zoom in which what is under `at` (middle by default) stays under it."""
        zoom = min(max(zoom, MIN_ZOOM), MAX_ZOOM)
        # reckoned without the snapping of `origin`, which would add up over many steps
        across, down = (0.0, 0.0) if at is None else (at.x() - self.view_width / 2, at.y() - self.view_height / 2)
        scaled = replace(self, zoom=zoom, is_fitted=False)
        return replace(
            scaled,
            x=self.x + across / self.scale_x - across / scaled.scale_x,
            y=self.y + down / self.scale_y - down / scaled.scale_y,
        )

    def around(self, area: QRectF) -> Placement:
        """Return the placement that shows `area` (clip pixels) large in the middle, with what lies around it: never
        smaller than fitted, never much larger than its pixels can bear."""
        if self.is_empty or area.isEmpty():
            return self
        across = self.view_width * self.ratio / (area.width() * self.aspect)
        down = self.view_height * self.ratio / area.height()
        fitted = self.fitted().zoom
        zoom = min(max(min(across, down) * _SHARE, fitted), max(_CLOSEST, 2 * fitted))
        if zoom == fitted:
            return self.fitted()
        x, y = min(max(area.center().x(), 0), self.width), min(max(area.center().y(), 0), self.height)
        return replace(self, zoom=zoom, x=x, y=y, is_fitted=False)

    def panned(self, by: QPointF) -> Placement:
        """Return the placement moved by view units; the middle of the view never leaves the clip."""
        return replace(
            self,
            x=min(max(self.x - by.x() / self.scale_x, 0), self.width),
            y=min(max(self.y - by.y() / self.scale_y, 0), self.height),
            is_fitted=False,
        )

    def resized(self, view_width: float, view_height: float, ratio: float) -> Placement:
        """Return the placement in a view of another size: fitted stays fitted, otherwise the middle stays."""
        other = replace(self, view_width=max(1.0, view_width), view_height=max(1.0, view_height), ratio=ratio)
        return other.fitted() if self.is_fitted else other
