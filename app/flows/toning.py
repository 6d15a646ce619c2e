"""How scene-linear light is shown: tone mapping and exposure, one setting for the whole window and every shot."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.actions import Actions
from app.canvas.frame_store import FrameStore
from app.flows.results import Results
from app.main_window import MainWindow
from app.session import Session
from app.widgets.tone_bar import MOST_STOPS
from engine.color.tone import ToneMapping, Way
from engine.project.lights import ShotLight, light_of
from engine.project.model import Shot

_THIRD = 1 / 3
WAYS: tuple[Way, ...] = ("exposure", "drago", "reinhard")


class Toning(QObject):
    """`changed` comes with another setting, and when there is light to show, or none any more."""

    changed = Signal()

    def __init__(
        self,
        session: Session,
        store: FrameStore,
        results: Results,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._store, self._results, self._window = session, store, results, window
        self._tone = ToneMapping()
        self._shots: tuple[ShotLight, ...] = ()
        self.is_wide = False
        window.tone.way_chosen.connect(lambda way: self.set_tone(way, self._tone.stops))
        window.tone.stops_chosen.connect(lambda stops: self.set_tone(self._tone.way, stops))
        session.document.changed.connect(lambda _: self._follow())
        session.source_changed.connect(lambda _: self._follow())
        session.player.frame_changed.connect(lambda _: self._show_scale())
        results.made_from_changed.connect(lambda _: self._follow())
        self._share()

    def connect_actions(self, act: Actions) -> None:
        for name, step in (("exposure_up", _THIRD), ("exposure_down", -_THIRD)):
            act[name].triggered.connect(
                lambda _=False, step=step: self.set_tone(self._tone.way, round(3 * (self._tone.stops + step)) / 3)
            )
        act["exposure_reset"].triggered.connect(lambda: self.set_tone(self._tone.way, 0.0))
        act["next_tone"].triggered.connect(self._next_way)

    @property
    def tone(self) -> ToneMapping:
        """The setting; scale and range are each shot's own."""
        return self._tone

    def set_tone(self, way: str, stops: float) -> None:
        """Show light this way, with so many stops more; what is not known leaves what is set."""
        known: Way = next((each for each in WAYS if each == way), self._tone.way)
        tone = replace(self._tone, way=known, stops=min(max(stops, -MOST_STOPS), MOST_STOPS))
        if tone != self._tone:
            self._tone = tone
            self._share()
            self.changed.emit()
        self._window.tone.show_tone(tone.way, tone.stops)

    def scale_at(self, frame: int) -> float:
        """Return how many stops the light of this frame's shot lies above the film's."""
        found = _at(self._shots, frame)
        return found.scale if found is not None else 0.0

    def _next_way(self) -> None:
        self.set_tone(WAYS[(WAYS.index(self._tone.way) + 1) % len(WAYS)], self._tone.stops)

    # what there is ------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        """Keyframes, results or the film are others now."""
        source = self._session.source
        shots = self._session.project.shots
        lights = tuple(light for shot in shots if (light := self._light_of(shot)) is not None)
        is_wide = bool(lights) or (source is not None and source.facts.color.transfer == "linear")
        if lights != self._shots:
            self._shots = lights
            self._share()
        if is_wide != self.is_wide:
            self.is_wide = is_wide
            self._window.tone.setVisible(is_wide)
            self._share()
            self.changed.emit()
        self._show_scale()

    def _light_of(self, shot: Shot) -> ShotLight | None:
        folder, records = self._session.document.folder, self._results.records
        if folder is None:
            return None
        return light_of(shot, lambda run: records[run].run if run in records else None, folder.blobs.folder)

    def _share(self) -> None:
        """Give the store's threads a frozen picture of how each frame's light is shown."""
        tone, shots = (self._tone if self.is_wide else ToneMapping()), self._shots

        def tone_of(frame: int) -> ToneMapping:
            found = _at(shots, frame)
            if found is None:
                return tone
            of = tone.range if tone.way == "exposure" else found.range()
            return replace(tone, scale=found.scale, range=of)

        self._store.set_tone_of(tone_of)
        self._window.viewer.set_film_stops(tone.stops)

    def _show_scale(self) -> None:
        self._window.tone.show_scale(self.scale_at(self._session.frame))


def _at(shots: tuple[ShotLight, ...], frame: int) -> ShotLight | None:
    return next((shot for shot in shots if shot.start <= frame < shot.stop), None)
