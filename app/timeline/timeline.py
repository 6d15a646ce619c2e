"""The timeline: ruler, filmstrip and lanes over a scroll bar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QScrollBar, QVBoxLayout, QWidget

from app.canvas.frame_store import FrameStore, thumbnail_of
from app.timeline.columns import Coverage
from app.timeline.scale import Scale
from app.timeline.strip import Strip
from app.timeline.timecode import Timecode
from app.translation import tr
from engine.project.model import Kind, Project

_PICTURED = ("original", "keyframe")  # layers whose pictures are seen in the lanes
_FINE = 8  # positions of the scroll bar a frame


class Timeline(QWidget):
    """In and out are the first and the last frame of the range, both in it."""

    frame_picked = Signal(int)
    in_out_changed = Signal(object, object)  # first frame or None, last frame or None
    cut_moved = Signal(int, int)  # old first frame of the later shot, new one; once a drag
    keyframe_picked = Signal(int)
    keyframe_moved = Signal(int, int)  # old frame, new frame; once a drag
    shot_picked = Signal(str)  # a double click
    shot_menu_requested = Signal(str, QPoint)  # shot id, global position
    split_requested = Signal(int)  # the frame that begins the later shot
    heat_picked = Signal(int)  # a click on the heat lane, after `frame_picked`

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store: FrameStore | None = None
        self._length = 0
        self._strip = Strip(self)
        self._bar = QScrollBar(Qt.Orientation.Horizontal, self)
        self._bar.setAccessibleName(tr("Scroll the timeline"))
        self._bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar.valueChanged.connect(self._scroll)
        self._strip.scale_changed.connect(self._show_scale)
        for name in (
            "frame_picked",
            "in_out_changed",
            "cut_moved",
            "keyframe_picked",
            "keyframe_moved",
            "shot_picked",
            "shot_menu_requested",
            "split_requested",
            "heat_picked",
        ):
            getattr(self._strip, name).connect(getattr(self, name))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._strip, 1)
        layout.addWidget(self._bar)
        self.setFocusProxy(self._strip)
        self.setAccessibleName(tr("Timeline"))

    @property
    def strip(self) -> Strip:
        """The drawn part."""
        return self._strip

    @property
    def scale(self) -> Scale:
        return self._strip.scale

    @property
    def length(self) -> int:
        return self._length

    def set_store(self, store: FrameStore | None) -> None:
        if self._store is not None:
            self._store.arrived.disconnect(self._see)
            self._store.outdated.disconnect(self._look_again)
            self._store.opened.disconnect(self._take_clip)
            self._store.length_known.disconnect(self.set_length)
        self._store = self._strip.store = store
        if store is not None:
            store.arrived.connect(self._see)
            store.outdated.connect(self._look_again)
            store.opened.connect(self._take_clip)
            store.length_known.connect(self.set_length)
        self._take_clip()

    def set_project(self, project: Project) -> None:
        self._strip.contents.take(project)
        if project.clip is not None:
            self.set_length(project.clip.length)
        self._strip.redraw()

    def set_kind(self, kind: Kind) -> None:
        """Show which frames the keyframes of this kind rule; it is the one that is worked on."""
        self._strip.contents.set_kind(kind)
        self._strip.redraw()

    def set_length(self, length: int) -> None:
        """Show a clip of this many frames; taken from store and project by itself."""
        if length != self._length:
            self._length = length
            strip = self._strip
            strip.set_scale(strip.scale.resized(strip.scale.width, length))
            strip.redraw()

    def set_rate(self, rate: Fraction, timecode: str | None = None) -> None:
        """Count `rate` frames a second from `timecode`; taken from the store's clip by itself."""
        self._strip.rate = rate
        self._strip.timecode = Timecode(rate, timecode or "")
        self._strip.redraw()

    def set_frame(self, frame: int) -> None:
        self._strip.set_frame(frame)

    def set_in_out(self, first: int | None, last: int | None) -> None:
        self._strip.contents.first, self._strip.contents.last = first, last
        self._strip.update()

    def set_coverage(
        self, frames: Iterable[int | range] | NDArray[np.bool_], final: NDArray[np.bool_] | None = None
    ) -> None:
        """Mark the frames that have a result: frames and ranges, or a yes or no for each frame.

        `final` says which of them are more than a first picture of a run that still works; by default all are.
        """
        self._strip.contents.coverage.replace(frames)
        self._strip.contents.final.replace(frames if final is None else final)
        self._strip.redraw()

    def add_coverage(self, frame: int) -> None:
        """Mark one more frame that has a result."""
        self._strip.contents.coverage.add(frame)
        self._strip.contents.final.add(frame)
        self._strip.redraw()

    def set_heat(self, heat: Mapping[int, float] | NDArray[np.float32]) -> None:
        """Show E_warp by frame; in an array NaN is not known."""
        self._strip.contents.heat.replace(heat)
        self._strip.redraw()

    def add_heat(self, frame: int, value: float) -> None:
        """Show the E_warp of one more frame."""
        self._strip.contents.heat.add(frame, value)
        self._strip.redraw()

    def set_looks(self, looks: Sequence[Sequence[int]]) -> None:
        """Show in a lane which of the processed clip's looks each frame has: the frames of every look."""
        made = []
        for frames in looks:
            made.append(Coverage())
            made[-1].replace(frames)
        self._strip.contents.looks = tuple(made)
        self._strip.updateGeometry()  # the lane is only there where looks are
        self._strip.redraw()

    def set_wished(self, frames: tuple[int, int] | None) -> None:
        """Show that the next run will be of these frames (half-open) alone."""
        if frames != self._strip.contents.wished:
            self._strip.contents.wished = frames
            self._strip.update()

    def set_affected(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Frame these half-open ranges: a run changes them, and nobody accepted that yet."""
        if tuple(ranges) != self._strip.contents.affected:
            self._strip.contents.affected = tuple(ranges)
            self._strip.redraw()

    def set_suggested(self, frames: Iterable[int]) -> None:
        """Mark frames that would make good keyframes."""
        self._strip.contents.suggest(frames)
        self._strip.redraw()

    def set_suggested_repairs(self, frames: Iterable[int] | None) -> None:
        """Mark frames whose mask to repair instead; None when no masks are worked on."""
        self._strip.contents.suggest_repairs(frames)
        self._strip.redraw()

    @property
    def suggested(self) -> list[int]:
        """The frames that are marked as those to do next, rising."""
        return self._strip.contents.suggested

    def zoom_in(self) -> None:
        self._strip.zoom_by(1.5)

    def zoom_out(self) -> None:
        self._strip.zoom_by(1 / 1.5)

    def show_all(self) -> None:
        self._strip.set_scale(self._strip.scale.whole())

    def show_shot(self) -> None:
        """Zoom to the shot at the playhead."""
        shot = self._strip.contents.shot_at(self._strip.frame)
        if shot is not None:
            self._strip.set_scale(self._strip.scale.spanning(shot.start, shot.stop))

    # ---- the store tells

    @Slot()
    def _take_clip(self) -> None:
        facts = None if self._store is None else self._store.facts
        if self._store is not None and facts is not None:
            self.set_rate(facts.rate, facts.timecode)
            self.set_length(self._store.length)
        else:
            self.set_length(0)
        for layer in _PICTURED:
            self._strip.redraw_pictures(layer)

    @Slot(int, str)
    def _see(self, frame: int, layer: str) -> None:
        for shown in _PICTURED:
            if layer == thumbnail_of(shown):
                self._strip.redraw_pictures(shown)

    @Slot(str)
    def _look_again(self, layer: str) -> None:
        if layer in _PICTURED:
            self._strip.redraw_pictures(layer)

    # ---- the scroll bar

    @Slot()
    def _show_scale(self) -> None:
        scale = self._strip.scale
        self._bar.blockSignals(True)
        page = round(scale.shown * _FINE)
        self._bar.setPageStep(max(1, page))
        self._bar.setSingleStep(max(1, page // 10))
        self._bar.setRange(0, max(0, scale.length * _FINE - page))
        self._bar.setValue(round(scale.first * _FINE))
        self._bar.blockSignals(False)

    @Slot(int)
    def _scroll(self, value: int) -> None:
        self._strip.set_scale(self._strip.scale.scrolled_to(value / _FINE))
