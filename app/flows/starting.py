"""Whose weights a new run may begin with: a warm start saves most of the time when one keyframe was added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject

from app.flows.records import Record
from app.flows.results import Results
from app.flows.running import Running
from app.main_window import MainWindow
from app.panels.method import Wish
from app.session import Session
from engine.catalog import DvpParams
from engine.project.model import Clip, Shot

_NETWORK = ("network", "network_width", "quality")  # what decides how large a network is
_AIM = ("irt", "main_frame")  # what decides which look it learned
_MOST = 8
_LEARNED = 0.5  # of a run that was stopped, from which on it is proposed


class Starting(QObject):
    """Offers the runs of the same network; the newest one of the shot that is looked at by itself."""

    def __init__(
        self,
        session: Session,
        results: Results,
        running: Running,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._results, self._window = session, results, window
        self._offered: tuple[object, ...] = ()
        running.state_changed.connect(self.offer)
        results.made_from_changed.connect(lambda _: self.offer())
        window.method.wish_changed.connect(self.offer)
        session.player.frame_changed.connect(lambda _: self.offer())

    def offer(self) -> None:
        wish, shot = self._window.method.wish(), self._session.shot
        if wish is None or shot is None:
            return
        fitting = fitting_runs(self._results.records.values(), wish)
        default = default_of(fitting, wish, shot, self._session.project.processed)
        offered = [(record.run.id, record.run.name) for record in fitting[:_MOST]]
        state = (tuple(offered), default)
        if state != self._offered:
            self._offered = state
            self._window.method.show_starts(offered, default)


def fitting_runs(records: Iterable[Record], wish: Wish) -> list[Record]:
    """Return the ended runs, newest first, whose network is the one that is wished."""
    wanted = _network(wish, wish.params.model_dump(mode="json"))
    if wanted is None:
        return []
    fitting = [
        record
        for record in records
        if record.run.method == wish.spec.id
        and record.run.kind == wish.kind
        and record.run.state in ("finished", "stopped")
        and not record.is_empty
        and _network(wish, record.run.params) == wanted
    ]
    return sorted(fitting, key=lambda record: (record.run.created, record.run.id), reverse=True)


def _network(wish: Wish, values: Mapping[str, object]) -> tuple[object, ...] | None:
    """Return what decides how large the network of a run with these parameters is; None if it learns none."""
    try:
        params = wish.spec.params.model_validate(values)
    except ValueError:
        return None  # of a version with other parameters
    if "start" not in wish.spec.weights:
        return None  # it learns nothing of the shot
    is_hinted = wish.kind == "color" and isinstance(params, DvpParams) and params.follows_motion(wish.kind)
    return (*(getattr(params, name) for name in _NETWORK if hasattr(params, name)), is_hinted)


def default_of(fitting: Iterable[Record], wish: Wish, shot: Shot, processed: Clip | None) -> str:
    """Return the newest of these runs that learned this very shot, from the same processed clip and for the same
    look, or "". One that was stopped early has not learned enough for a run that takes fewer steps for it."""
    wanted = wish.params.model_dump(mode="json")
    reads_processed = "processed" in wish.spec.needs
    for record in fitting:
        run = record.run
        is_of_shot = run.start < shot.stop and shot.start < run.stop
        is_of_clip = not reads_processed or (run.processed is not None and _mark(run.processed) == _mark(processed))
        has_learned = run.state == "finished" or run.progress >= _LEARNED
        is_of_look = all(run.params.get(name) == wanted.get(name) for name in _AIM)
        if has_learned and is_of_shot and is_of_clip and is_of_look:
            return run.id
    return ""


def _mark(clip: Clip | None) -> object:
    return None if clip is None else clip.fingerprint or clip.absolute
