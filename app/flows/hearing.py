"""The film's sound: opened with the film, as loud as it was last, muted by a key."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QObject

from app.main_window import MainWindow
from app.session import Session
from app.settings import Settings
from app.timeline.sound import Sound
from app.timeline.volume import Volume
from engine.media.source import NativeSource


class Hearing(QObject):
    def __init__(
        self, session: Session, settings: Settings, sound: Sound, window: MainWindow, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._settings, self._sound = session, settings, sound
        kept = settings.remembered
        sound.set_volume(kept.volume)
        sound.set_muted(kept.is_muted)
        mute = window.actions_["mute"]
        mute.toggled.connect(sound.set_muted)
        self.volume = Volume(sound, mute)
        window.transport.add_volume(self.volume)
        session.player.set_sound(sound)
        session.source_changed.connect(self._take_source)
        sound.changed.connect(self._remember)
        sound.unavailable.connect(session.told)

    def _take_source(self, source: NativeSource | None) -> None:
        if source is None or not source.facts.audio:
            self._sound.open(None)
            return

        def origin() -> Fraction:
            return source.pts(0) * source.time_base

        self._sound.open(source.facts.path, origin)

    def _remember(self) -> None:
        kept, sound = self._settings.remembered, self._sound
        if (kept.volume, kept.is_muted) != (sound.volume, sound.is_muted):
            self._settings.change(volume=sound.volume, is_muted=sound.is_muted)
