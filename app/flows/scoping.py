"""The scopes at work: the picture that is shown, measured in the background, and the trail of a picked thing."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from functools import cache, partial

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from app.background import Background
from app.canvas.frame_store import FrameStore
from app.canvas.line_tool import PointMark, PointTool
from app.canvas.modes import NAMES, Mode
from app.canvas.pictures import pixels_of
from app.flows.reel import Reel, Strip
from app.flows.results import Results
from app.latest import Latest
from app.main_window import MainWindow
from app.panels.scopes import Scopes, Traced, drawn
from app.session import Session
from app.translation import tr
from engine.color.lab import lab_to_unit, unit_to_lab
from engine.metrics.scopes import Trail, ab_histogram, luma, mean_lab, parade, shade, waveform
from engine.motion.follow import Place, follow
from engine.project.runs import RunFolder

_SCOPES_MS = 100
_TRAIL_MS = 120
_COLUMNS = 240
_BINS = 160
_LINES = 270  # a larger picture is measured smaller
_RADIUS = 0.02  # of the picture's width: the area around a picked point
_SHOWN_L = 65.0  # lightness at which the colors of the plane are drawn
_RED, _GREEN, _BLUE, _WHITE = (255, 90, 90), (90, 230, 90), (110, 140, 255), (225, 225, 225)
_PRIMARIES = ((1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 1, 1), (0, 0, 1), (1, 0, 1))


@dataclass(frozen=True)
class Followed:
    """A trail, and where the thing lies in which frame (shares of the picture)."""

    traced: Traced
    places: dict[int, tuple[float, float]] = field(default_factory=dict)


class Scoping(QObject):
    """`tool` picks the thing; `mark` is drawn where it lies in the frame that is shown."""

    def __init__(
        self,
        session: Session,
        background: Background,
        store: FrameStore,
        reel: Reel,
        results: Results,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._store, self._reel = session, store, reel
        self._results, self._window = results, window
        self.tool = PointTool(self._size, self)
        self.mark = PointMark()
        self.mark.radius = _RADIUS
        self._picked_at = 0  # the frame in which the point was picked
        self._followed: Followed | None = None
        self._scopes = Latest(background, "scopes", _SCOPES_MS, self)
        self._trails = Latest(background, "trail", _TRAIL_MS, self)
        panel, viewer = window.scopes, window.viewer
        panel.visibility_changed.connect(self._show)
        panel.enlarged_changed.connect(self.refresh)
        panel.cleared.connect(lambda: self.tool.set_point(None))
        self.tool.point_changed.connect(self._pick)
        viewer.mode_changed.connect(lambda _: self.refresh())
        viewer.compare_changed.connect(lambda _: self.refresh())
        store.arrived.connect(self._arrived)
        session.player.frame_changed.connect(self._look)
        reel.grown.connect(self._grow)
        reel.changed.connect(self._take_shot)

    @property
    def is_seen(self) -> bool:
        return self._window.scopes.is_seen

    def close(self) -> None:
        self._scopes.drop()
        self._trails.drop()

    # the picture --------------------------------------------------------------------------------------------

    @property
    def layer(self) -> str:
        """What the scopes are of: what the viewer shows, the result where it compares."""
        mode = self._window.viewer.mode
        return "result" if mode is Mode.COMPARE else str(mode)

    def refresh(self) -> None:
        """Measure the picture that is shown."""
        if not self.is_seen:
            return
        frame, layer = self._session.frame, self.layer
        picture = self._store.look(frame, layer)
        if picture is None and self._store.is_absent(frame, layer):
            layer = "original"
            picture = self._store.look(frame, layer)
        if picture is not None:
            image = picture.levels[-1]
            self._scopes.ask(
                partial(scopes_of, image, frame, tr(NAMES[layer]), self._window.scopes.plane.reach),
                self._window.scopes.show_scopes,
            )
        elif self._store.facts is None:
            self._window.scopes.show_scopes(None)

    def _arrived(self, frame: int, layer: str) -> None:
        if frame == self._session.frame and layer in (self.layer, "original"):
            self.refresh()

    def _look(self, frame: int) -> None:
        self._window.scopes.plane.set_frame(frame)
        self._place_mark()
        self.refresh()

    def _show(self, is_seen: bool) -> None:
        self._reel.want("scopes", is_seen and self.tool.point is not None)
        if is_seen:
            self._window.scopes.plane.set_frame(self._session.frame)
            self.refresh()
            self.follow_again()

    # the trail ----------------------------------------------------------------------------------------------

    def _pick(self, point: tuple[float, float] | None) -> None:
        self._picked_at = self._session.frame
        self._reel.want("scopes", self.is_seen and point is not None)
        self.mark.at, self.mark.is_found = point, True
        if point is None:
            self._trails.drop()
            self._followed = None
            self._window.scopes.show_trail(None)
        self._window.viewer.update()
        self.follow_again()

    def _take_shot(self) -> None:
        """Another shot: what was picked is not in it."""
        strip = self._reel.strip
        if strip is None or not strip.start <= self._picked_at < strip.stop:
            self.tool.set_point(None)

    def _grow(self) -> None:
        if self.is_seen and self.tool.point is not None and (self._reel.is_filled or not self._trails.is_busy):
            self.follow_again()

    def follow_again(self) -> None:
        """Follow the picked thing through the pictures that are there."""
        strip, point = self._reel.strip, self.tool.point
        if strip is None or point is None or not self.is_seen:
            return
        if not strip.start <= self._picked_at < strip.stop:
            return
        if not strip.original.has[self._picked_at - strip.start]:
            self._window.scopes.show_trail(None, tr("The shot is being read..."))
            return
        objects = self._session.project.masks
        masks, names = self._masks(), {label: mask.name for mask in objects for label in mask.labels}
        work = partial(followed, strip, self._picked_at, point, masks, names, self._reel.is_filled)
        self._trails.ask(work, partial(self._take, strip, point))

    def _take(self, strip: Strip, point: tuple[float, float], found: Followed) -> None:
        if strip is not self._reel.strip or self.tool.point is None:
            return
        self._followed = found
        self._window.scopes.show_trail(found.traced)
        self._place_mark()

    def _place_mark(self) -> None:
        if self._followed is None or self.tool.point is None:
            return
        at = self._followed.places.get(self._session.frame)
        self.mark.is_found = at is not None
        self.mark.at = at or self.mark.at
        self._window.viewer.update()

    def _masks(self) -> Callable[[int], RunFolder | None]:
        """Return which run holds the objects of a frame: the newest that made masks of it."""
        folder = self._session.document.folder
        made = sorted(
            (record for record in self._results.records.values() if record.run.kind == "mask"),
            key=lambda record: record.run.created,
            reverse=True,
        )
        known = [(record.has.copy(), record.run.id) for record in made]

        def of(frame: int) -> RunFolder | None:
            if folder is None:
                return None
            run = next((run for has, run in known if frame < len(has) and has[frame]), None)
            return folder.runs.folder(run) if run else None

        return of

    def _size(self) -> tuple[int, int]:
        facts = self._store.facts
        return (1, 1) if facts is None else (facts.width, facts.height)


def scopes_of(image: QImage, frame: int, layer: str, reach: float) -> Scopes:
    """Return what the scopes show of a 32-bit picture, the color plane to `reach`; not for the UI thread."""
    pixels = pixels_of(image)
    if pixels.shape[0] > _LINES:
        width = max(1, round(pixels.shape[1] * _LINES / pixels.shape[0]))
        pixels = np.asarray(cv2.resize(pixels, (width, _LINES), interpolation=cv2.INTER_AREA), np.uint8)
    light = drawn([shade(waveform(luma(pixels), _COLUMNS))], [_WHITE])
    channels = drawn([shade(each) for each in parade(pixels, _COLUMNS // 3)], [_RED, _GREEN, _BLUE])
    brightness = shade(ab_histogram(pixels, _BINS, reach))
    plane = np.rint(plane_colors(reach) * np.minimum(1.0, brightness * 1.5)[..., None] * 255).astype(np.uint8)
    return Scopes(frame, layer, light, channels, np.ascontiguousarray(plane), primaries())


@cache
def plane_colors(reach: float) -> NDArray[np.float32]:
    """Return the color of every place of the ab plane at one lightness, as far as it exists."""
    steps = (np.arange(_BINS, dtype=np.float32) + np.float32(0.5)) * np.float32(2 * reach / _BINS) - reach
    a, b = np.meshgrid(steps, steps[::-1])
    lightness = np.full(a.shape, _SHOWN_L, np.float32)
    return np.asarray(lab_to_unit(lightness, np.dstack([a, b]).astype(np.float32)), np.float32)


@cache
def primaries() -> NDArray[np.float32]:
    """Return ab (6×2) of red, yellow, green, cyan, blue and magenta."""
    return np.asarray(unit_to_lab(np.asarray(_PRIMARIES, np.float32).reshape(1, -1, 3))[0, :, 1:], np.float32)


def followed(
    strip: Strip,
    frame: int,
    point: tuple[float, float],
    masks_of: Callable[[int], RunFolder | None],
    names: dict[int, str],
    is_whole: bool,
) -> Generator[None, None, Followed]:
    """Follow what lies at `point` of `frame` through the shot and return its mean color in every frame.

    An object with a mask is measured as a whole; anything else as a small area around the point.
    """
    of_result = bool(strip.result.has.any())
    row = strip.result if of_result else strip.original
    label = _label_at(masks_of(frame), frame, point)
    areas: dict[int, NDArray[np.bool_]] = {}
    places: dict[int, tuple[float, float]] = {}
    height, width = row.pictures.shape[1:3]
    if label:
        what = names.get(label) or tr("object {label}").format(label=label)
        for at in range(strip.start, strip.stop):
            area = _object_area(masks_of(at), at, label, (width, height))
            if area is not None:
                areas[at] = area
                ys, xs = np.nonzero(area)
                places[at] = ((float(xs.mean()) + 0.5) / width, (float(ys.mean()) + 0.5) / height)
            yield
    else:
        what = tr("the picked place")
        for stop in (strip.start - 1, strip.stop):
            for found in _walk(strip, frame, stop, point):
                places[found.frame] = ((found.x + 0.5) / width, (found.y + 0.5) / height)
                areas[found.frame] = _disk(found, width, height)
                yield
    frames, colors = [], []
    for at in sorted(areas):
        color = mean_lab(row.pictures[at - strip.start], areas[at]) if row.has[at - strip.start] else None
        if color is not None:
            frames.append(at)
            colors.append(color)
    trail = Trail(np.asarray(frames, np.int64), np.asarray(colors, np.float32).reshape(-1, 3))
    return Followed(Traced(trail, what, len(strip) - len(places), of_result, is_whole), places)


def _walk(strip: Strip, frame: int, stop: int, point: tuple[float, float]) -> Generator[Place]:
    height, width = strip.original.pictures.shape[1:3]
    x, y = point[0] * width - 0.5, point[1] * height - 0.5
    try:
        yield from follow(strip.gray_of, range(frame, stop, 1 if stop > frame else -1), x, y)
    except KeyError:  # not read yet
        return


def _disk(place: Place, width: int, height: int) -> NDArray[np.bool_]:
    radius = max(1.5, _RADIUS * width)
    y, x = np.ogrid[:height, :width]
    return np.asarray((x - place.x) ** 2 + (y - place.y) ** 2 <= radius * radius, np.bool_)


def _label_at(folder: RunFolder | None, frame: int, point: tuple[float, float]) -> int:
    labels = None if folder is None else folder.read_mask(frame)
    if labels is None:
        return 0
    height, width = labels.shape
    return int(labels[min(int(point[1] * height), height - 1), min(int(point[0] * width), width - 1)])


def _object_area(folder: RunFolder | None, frame: int, label: int, size: tuple[int, int]) -> NDArray[np.bool_] | None:
    labels = None if folder is None else folder.read_mask(frame)
    if labels is None:
        return None
    area = cv2.resize((labels == label).astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    return area if area.any() else None
