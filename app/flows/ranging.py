"""Which frames the next run will be of: as chosen in the Run panel, and shown along the timeline."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from app.main_window import MainWindow
from app.panels.method import Wish
from app.session import Session
from app.translation import tr
from engine.project.model import Shot
from engine.project.ranges import around_keyframe
from engine.runtime.errors import EngineError


@dataclass(frozen=True)
class Part:
    """Frames `start` to `stop` (half-open) of a shot."""

    shot: Shot
    start: int
    stop: int

    def keyframes(self, kind: str) -> int:
        """Return how many keyframes of this kind lie in it."""
        return sum(key.kind == kind and self.start <= key.frame < self.stop for key in self.shot.keyframes)


def wished_parts(session: Session, wish: Wish) -> list[Part]:
    """Return what a run of `wish` would work on, a part for each run. Raises `EngineError` with one sentence."""
    if wish.range == "all":
        whole = [Part(shot, shot.start, shot.stop) for shot in session.project.shots]
        parts = [part for part in whole if "keyframes" not in wish.spec.needs or part.keyframes(wish.kind)]
        if not parts:
            raise EngineError(tr("No shot has a keyframe yet; color one frame first."))
        return parts
    shot, bounds = session.shot, session.in_out
    if shot is None:
        raise EngineError(tr("There is no shot at this frame."))
    if wish.range == "in_out" and bounds is not None:
        start, stop = max(bounds[0], shot.start), min(bounds[1], shot.stop)
        if start >= stop:
            raise EngineError(tr("The range between in and out lies outside this shot."))
        return [Part(shot, start, stop)]
    if wish.range == "around" and "keyframes" in wish.spec.needs:
        return [Part(shot, *around_keyframe(shot, session.frame, wish.kind))]
    return [Part(shot, shot.start, shot.stop)]


class Ranging(QObject):
    """Shows the frames around the keyframe where a run shall be of those alone."""

    def __init__(self, session: Session, window: MainWindow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._window = session, window
        window.method.wish_changed.connect(self.show)
        session.document.changed.connect(lambda _: self.show())
        session.player.frame_changed.connect(lambda _: self.show())

    def show(self) -> None:
        panel = self._window.method
        wish = panel.wish() if panel.range.value == "around" else None
        shown: tuple[int, int] | None = None
        if wish is not None:
            try:
                (part,) = wished_parts(self._session, wish)
                shown = part.start, part.stop
            except EngineError:
                pass  # the panel tells what is missing
        self._window.timeline.set_wished(shown)
