"""Plays the film's sound and tells at which moment of the film it is: the clock that pictures follow.

Reading, decoding and the device live in a thread of their own, so that neither a slow disk nor a slow driver holds
the window, and a busy window does not make the sound stutter.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from app.timeline.sound_output import Output, system_output
from app.translation import tr
from engine.media.sound import SoundReader
from engine.runtime.errors import EngineError

_TICK_MS = 10
_CORRECTION = 0.08  # share of the difference to the device's count taken over at every tick: devices count in steps
_ASTRAY_S = 0.08  # beyond it the count is right at once
_AHEAD_S = 0.15  # the clock runs on this long without word from the sound's thread
_QUIT_MS = 5000


@dataclass(frozen=True)
class _Heard:
    """That at `clock` (seconds of the machine) moment `at` of the film was heard, for the `token`-th start."""

    token: int = 0
    at: float = 0.0
    clock: float = 0.0


class Sound(QObject):
    """The sound of the film that is open. Everything may be called at any time and returns at once."""

    changed = Signal()  # there is sound, or none any more; volume; mute
    unavailable = Signal(str)  # why nothing is heard, once a film

    _open_wished = Signal(object, object)
    _start_wished = Signal(float, int)
    _stop_wished = Signal()
    _volume_wished = Signal(float)
    _close_wished = Signal()
    _end_wished = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        make_output: Callable[[], Output | None] = system_output,
        clock: Callable[[], float] = time.monotonic,
        is_threaded: bool = True,
    ) -> None:
        """`is_threaded` False is for tests: `feed` must then be called."""
        super().__init__(parent)
        self._clock = clock
        self._token = 0
        self._is_wanted = False
        self._reached = 0.0  # what `position` told last: time does not run backward
        self._has_sound = False
        self.volume = 1.0
        self.is_muted = False
        self._feeder = _Feeder(make_output, clock, ticks=is_threaded)
        self._thread: QThread | None = None
        self._is_threaded = is_threaded
        self._open_wished.connect(self._feeder.open)
        self._start_wished.connect(self._feeder.start)
        self._stop_wished.connect(self._feeder.stop)
        self._volume_wished.connect(self._feeder.set_volume)
        self._close_wished.connect(self._feeder.close)
        self._feeder.failed.connect(self._fail)

    @property
    def has_sound(self) -> bool:
        """Whether the film has a sound track that could be played."""
        return self._has_sound

    @property
    def is_active(self) -> bool:
        """Whether the sound is playing or about to: `position` is then the time of the film."""
        return self._is_wanted and self._has_sound

    def open(self, path: Path | None, origin: Callable[[], Fraction] = lambda: Fraction(0)) -> None:
        """Play this film's sound from now on; None for a clip without. `origin`: when the file's first picture is
        shown by the file's own clock; asked in the sound's thread."""
        self.stop()
        self._has_sound = path is not None
        if path is not None and self._is_threaded and self._thread is None:
            self._thread = QThread()
            self._thread.setObjectName("sound")
            self._feeder.moveToThread(self._thread)
            self._end_wished.connect(self._feeder.end_thread)  # of the window's own thread it would end everything
            self._thread.start()
        if path is not None or self._thread is not None or not self._is_threaded:
            self._open_wished.emit(path, origin)
            self._volume_wished.emit(self._loudness())
        self.changed.emit()

    def start(self, at: float) -> None:
        """Play from moment `at` of the film (seconds from the first picture); `position` follows once it is heard."""
        if not self._has_sound:
            return
        self._token += 1
        self._is_wanted, self._reached = True, at
        self._start_wished.emit(at, self._token)

    def stop(self) -> None:
        if self._is_wanted:
            self._is_wanted = False
            self._token += 1
            self._stop_wished.emit()

    def position(self) -> float | None:
        """Return the moment of the film that is heard now, None while nothing is heard yet."""
        heard = self._feeder.heard
        if not self.is_active or heard.token != self._token:
            return None
        since = min(max(0.0, self._clock() - heard.clock), _AHEAD_S)
        self._reached = max(self._reached, heard.at + since)
        return self._reached

    def set_volume(self, volume: float) -> None:
        """Set how loud it is, 0..1; louder than nothing is not muted."""
        self.volume = min(max(volume, 0.0), 1.0)
        self.is_muted = self.is_muted and self.volume == 0
        self._volume_wished.emit(self._loudness())
        self.changed.emit()

    def set_muted(self, is_muted: bool) -> None:
        if is_muted != self.is_muted:
            self.is_muted = is_muted
            self._volume_wished.emit(self._loudness())
            self.changed.emit()

    def feed(self) -> None:
        """Do what the thread does every few milliseconds; only without one."""
        self._feeder.feed()

    def close(self) -> None:
        """End the thread. Closing twice is fine."""
        self.stop()
        self._has_sound = False
        if self._thread is None:
            self._feeder.close()
            return
        self._close_wished.emit()
        self._end_wished.emit()  # what was asked for before comes first
        self._thread.wait(_QUIT_MS)
        self._thread = None

    def _loudness(self) -> float:
        # what is heard as half as loud is about a tenth of the power
        return 0.0 if self.is_muted else self.volume**2

    @Slot(str)
    def _fail(self, sentence: str) -> None:
        self._has_sound = False
        self._is_wanted = False
        self.unavailable.emit(sentence)
        self.changed.emit()


class _Feeder(QObject):
    """Lives in the sound's thread: keeps the device filled and notes what was heard."""

    failed = Signal(str)

    def __init__(self, make_output: Callable[[], Output | None], clock: Callable[[], float], *, ticks: bool) -> None:
        super().__init__()
        self._make_output, self._clock, self._ticks = make_output, clock, ticks
        self._output: Output | None = None
        self._reader: SoundReader | None = None
        self._wished: tuple[Path, Callable[[], Fraction]] | None = None
        self._timer: QTimer | None = None
        self._lock = threading.Lock()
        self._heard = _Heard()
        self._token = 0
        self._base = 0.0
        self._lead: float | None = None  # heard minus the machine's clock, smoothed
        self._volume = 1.0

    @property
    def heard(self) -> _Heard:
        """The newest of what was heard; from any thread."""
        with self._lock:
            return self._heard

    @Slot(object, object)
    def open(self, path: Path | None, origin: Callable[[], Fraction]) -> None:
        """Take another film. The device is looked for now, so that playing begins without delay."""
        self.stop()
        self._leave_film()
        if path is None:
            return
        self._wished = (path, origin)
        self._prepare()

    @Slot(float, int)
    def start(self, at: float, token: int) -> None:
        self.stop()
        if not self._prepare():
            return
        assert self._reader is not None and self._output is not None
        try:
            self._reader.seek(at)
        except EngineError as error:
            self._fail(str(error))
            return
        self._token, self._base, self._lead = token, at, None
        self._output.start()
        self._output.set_volume(self._volume)
        if self._ticks:
            self._timer = QTimer(self, interval=_TICK_MS)
            self._timer.timeout.connect(self.feed)
            self._timer.start()
        self.feed()

    @Slot()
    def stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer.deleteLater()
            self._timer = None
        if self._token and self._output is not None:
            self._output.stop()
        self._token = 0

    @Slot(float)
    def set_volume(self, volume: float) -> None:
        self._volume = volume
        if self._output is not None:
            self._output.set_volume(volume)

    @Slot()
    def feed(self) -> None:
        """Fill the device up and note how far it has come."""
        output, reader = self._output, self._reader
        if output is None or reader is None or not self._token:
            return
        try:
            while (free := output.free()) > 0:
                output.write(reader.read(free))
        except EngineError as error:
            self._fail(str(error))
            return
        if not output.is_working():
            self._output = None
            self._fail(tr("The sound device stopped; the film plays silently."))
            return
        played, now = output.played(), self._clock()
        if played <= 0:
            return
        lead = self._base + played - now
        if self._lead is None or abs(lead - self._lead) > _ASTRAY_S:
            self._lead = lead
        else:
            self._lead += _CORRECTION * (lead - self._lead)
        with self._lock:
            self._heard = _Heard(self._token, now + self._lead, now)

    @Slot()
    def close(self) -> None:
        self.stop()
        self._leave_film()
        self._output = None

    @Slot()
    def end_thread(self) -> None:
        QThread.currentThread().quit()

    def _prepare(self) -> bool:
        """Have a device and a reader; tell once why not."""
        if self._wished is None:
            return False
        if self._output is None:
            self._output = self._make_output()
        if self._output is None:
            self._fail(tr("This machine has no sound device; the film plays silently."))
            return False
        if self._reader is None:
            path, origin = self._wished
            try:
                self._reader = SoundReader(path, self._output.rate, origin=origin())
            except (EngineError, IndexError) as error:
                self._fail(str(error))
                return False
        return True

    def _leave_film(self) -> None:
        self._wished = None
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _fail(self, sentence: str) -> None:
        self.stop()
        self._leave_film()
        self.failed.emit(sentence)
