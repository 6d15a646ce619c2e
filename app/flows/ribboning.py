"""The time ribbon at work: the line on the picture, the pictures of the shot, and what is drawn of them."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QObject

from app.background import Background
from app.canvas.frame_store import FrameStore
from app.canvas.line_tool import LineTool
from app.flows.reel import Reel, Strip
from app.latest import Latest
from app.main_window import MainWindow
from app.panels.ribbon import Ribbons
from app.session import Session
from app.translation import tr
from engine.metrics.slitscan import Line, slit, striping

_POINTS = 240  # of the line: about as many as the small pictures have lines
_EVERY_MS = 40


class Ribboning(QObject):
    """Reads the shot only while the ribbon is seen. `tool` is the line on the picture."""

    def __init__(
        self,
        session: Session,
        background: Background,
        store: FrameStore,
        reel: Reel,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._store, self._reel, self._window = session, store, reel, window
        self.tool = LineTool(self._size, self)
        self._latest = Latest(background, "ribbon", _EVERY_MS, self)
        panel = window.ribbon
        panel.visibility_changed.connect(self._show)
        panel.frame_picked.connect(session.player.set_frame)
        panel.middle_requested.connect(lambda: self.tool.set_line(Line()))
        session.player.frame_changed.connect(panel.view.set_frame)
        self.tool.line_changed.connect(lambda _: self.refresh())
        reel.grown.connect(self.refresh)
        reel.changed.connect(self._begin)

    @property
    def is_seen(self) -> bool:
        return self._window.ribbon.is_seen

    def refresh(self) -> None:
        """Draw the ribbon of the line as it is now."""
        strip = self._reel.strip
        if strip is None or not self.is_seen:
            return
        self._latest.ask(partial(ribbons_of, strip, self.tool.line), partial(self._take, strip))

    def close(self) -> None:
        self._latest.drop()

    def _show(self, is_seen: bool) -> None:
        self._reel.want("ribbon", is_seen)
        if is_seen:
            self._window.ribbon.view.set_frame(self._session.frame)
            self._begin()
            self.refresh()

    def _begin(self) -> None:
        if self._reel.strip is None:
            self._latest.drop()
            empty = tr("Open a film: one line of its picture is drawn here over all frames of the shot.")
            self._window.ribbon.show_ribbons(None, empty)

    def _take(self, strip: Strip, ribbons: Ribbons) -> None:
        if strip is self._reel.strip:
            self._window.ribbon.show_ribbons(ribbons)

    def _size(self) -> tuple[int, int]:
        facts = self._store.facts
        return (1, 1) if facts is None else (facts.width, facts.height)


def ribbons_of(strip: Strip, line: Line) -> Ribbons:
    """Return both ribbons of a line with their figures, of the frames that are there; not for the UI thread.

    The figures compare the same frames: those that have both an original and a result.
    """
    has_original, has_result = strip.original.has.copy(), strip.result.has.copy()
    original = slit(strip.original.pictures, line, _POINTS)
    result = slit(strip.result.pictures, line, _POINTS) if has_result.any() else np.zeros_like(original)
    both = has_original & has_result
    of_result = striping(result, both)
    of_original = striping(original, has_original if of_result is None else both)
    return Ribbons(strip.start, original, result, has_original, has_result, of_original, of_result)
