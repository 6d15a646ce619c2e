"""Plays the clip at its own rate and timestamps, forward and backward."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.timeline.sound import Sound
from engine.media.source import FrameSource

_COARSE = (-16.0, -8.0, -4.0, -2.0, -1.0, 1.0, 2.0, 4.0, 8.0, 16.0)
_FINE = (-16.0, -8.0, -4.0, -2.0, -1.0, -0.5, -0.25, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
_SHORTEST_MS, _LONGEST_MS = 4, 200  # between two looks at the clock
_SOUND_LATEST_S = 0.6  # the picture does not wait longer for a device to begin
_ASTRAY_S = 0.08  # of a sound that joins later: what is farther from the picture is asked for anew
_ATTEMPTS = 3  # to join; then the picture goes where the sound is


class Player(QObject):
    """In and out are the first and the last frame of the range, both in it.

    The clock decides which frame is due: a late picture is skipped, so that a second of film lasts a second. At the
    film's own speed the sound is that clock; at any other the film is silent.
    """

    frame_changed = Signal(int)
    playing_changed = Signal(bool)
    speed_changed = Signal(float)  # 0 paused, negative backward
    loop_changed = Signal(bool)
    in_out_changed = Signal(object, object)
    length_changed = Signal(int)

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self.frame = 0
        self.speed = 0.0
        self.length = 0
        self.is_looping = False
        self.in_frame: int | None = None
        self.out_frame: int | None = None
        self._over: tuple[int, int] | None = None  # played over and over, whatever in and out say
        self._normal = 1.0  # the speed that play begins with
        self._source: FrameSource | None = None
        self._sound: Sound | None = None
        self._clock = clock
        self._anchor = 0.0  # the clock's time at which `_anchor_time` of the clip was due
        self._anchor_time = 0.0
        self._is_ahead = False  # the picture began before its sound
        self._asked = 0.0  # the clock's time at which the sound was asked for
        self._attempts = 0
        self._timer = QTimer(self, singleShot=True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.advance)

    @property
    def is_playing(self) -> bool:
        return self.speed != 0

    def set_source(self, source: FrameSource | None) -> None:
        """Play another clip: from its first frame, without marks."""
        self.pause()
        self.end_loop()
        self._source = source
        self.clear_marks()
        self.set_length(0 if source is None else source.known_length)
        self.set_frame(0)

    def set_sound(self, sound: Sound | None) -> None:
        """Take the sound that is played along; where it has none, or no device, the film plays silently."""
        self._sound = sound

    def set_length(self, length: int) -> None:
        if length == self.length:
            return
        self.length = length
        self.length_changed.emit(length)
        if length and self.frame >= length:
            self.set_frame(length - 1)

    def set_frame(self, frame: int) -> None:
        """Go to a frame of the clip, the nearest one if there is none; playing goes on from there."""
        frame = min(max(frame, 0), max(self.length - 1, 0))
        if self.is_playing:
            self._set_anchor(frame)
        self._show(frame)

    def set_in_out(self, first: int | None, last: int | None) -> None:
        if first is not None and last is not None and first > last:
            first, last = last, first
        if (first, last) != (self.in_frame, self.out_frame):
            self.in_frame, self.out_frame = first, last
            self.in_out_changed.emit(first, last)

    def set_loop(self, is_looping: bool) -> None:
        if is_looping != self.is_looping:
            self.is_looping = is_looping
            self.loop_changed.emit(is_looping)

    # ---- transport

    def play(self) -> None:
        """Play at the clip's own speed (that of the loop in `loop_over`); at the end, from the beginning again."""
        self._set_speed(self._normal)

    def pause(self) -> None:
        self._set_speed(0.0)

    def toggle(self) -> None:
        self._set_speed(0.0 if self.is_playing else self._normal)

    def play_at(self, speed: float) -> None:
        """Play at this speed, negative backward, 0 pauses."""
        self._set_speed(speed)

    def loop_over(self, first: int, last: int, speed: float = 1.0) -> None:
        """Play frames `first` to `last` over and over at `speed` until `end_loop`; in and out stay as they are."""
        self._over, self._normal = (first, last), speed
        self._set_speed(0.0)
        self._show(min(max(first, 0), max(self.length - 1, 0)))
        self._set_speed(speed)

    def end_loop(self) -> None:
        """Play in the usual range and at the usual speed again; what plays now is paused."""
        if self._over is not None:
            self._over, self._normal = None, 1.0
            self._set_speed(0.0)

    def step(self, frames: int) -> None:
        self.pause()
        self.set_frame(self.frame + frames)

    def shuttle_forward(self, finer: bool = False) -> None:
        """Play forward, or one step faster if playing already; `finer` steps through slow motion."""
        steps = _FINE if finer else _COARSE
        self._set_speed(next((step for step in steps if step > self.speed), steps[-1]))

    def shuttle_backward(self, finer: bool = False) -> None:
        steps = _FINE if finer else _COARSE
        self._set_speed(next((step for step in reversed(steps) if step < self.speed), steps[0]))

    def mark_in(self) -> None:
        """Begin the range at the frame looked at; an out mark before it goes."""
        last = self.out_frame if self.out_frame is None or self.out_frame >= self.frame else None
        self.set_in_out(self.frame, last)

    def mark_out(self) -> None:
        """End the range with the frame looked at; an in mark after it goes."""
        first = self.in_frame if self.in_frame is None or self.in_frame <= self.frame else None
        self.set_in_out(first, self.frame)

    def clear_marks(self) -> None:
        self.set_in_out(None, None)

    def close(self) -> None:
        self.pause()
        self._source = None

    # ---- the clock

    @property
    def range(self) -> tuple[int, int]:
        """Return the first and the last frame that are played: in to out while looping, else the whole clip."""
        last = max(self.length - 1, 0)
        if self._over is not None:
            return min(self._over[0], last), min(self._over[1], last)
        if not self.is_looping:
            return 0, last
        first = min(self.in_frame or 0, last)
        return first, max(first, last if self.out_frame is None else min(self.out_frame, last))

    def _set_speed(self, speed: float) -> None:
        if speed and self.length < 2:
            return
        was_playing, changed = self.is_playing, speed != self.speed
        self.speed = speed
        if speed:
            first, last = self.range
            is_outside = not first <= self.frame <= last
            is_at_end = not was_playing and self.frame == (last if speed > 0 else first)
            if is_outside or is_at_end:
                self._show(first if speed > 0 else last)
            self._set_anchor(self.frame)
            self._schedule()
        else:
            self._timer.stop()
            self._stop_sound()
        if changed:
            self.speed_changed.emit(speed)
        if was_playing != self.is_playing:
            self.playing_changed.emit(self.is_playing)

    @Slot()
    def advance(self) -> None:
        """Show the frame that is due now."""
        if not self.is_playing:
            return
        first, last = self.range
        begin, end = self._time(first), self._end(last)
        due = self._due()
        if not begin <= due < end:
            if not self.is_looping and self._over is None:
                self._show(last if due >= end else first)
                self.pause()
                return
            due = begin + (due - begin) % max(end - begin, 1e-6)
            self._anchor, self._anchor_time = self._clock(), due
            self._start_sound(due)
            self._show(first if self.speed > 0 else last)
        self._show(self._frame_at(due, first, last))
        self._schedule()

    def _frame_at(self, due: float, first: int, last: int) -> int:
        """Return the frame on the screen at clip time `due`, walking from the one shown now."""
        frame = min(max(self.frame, first), last)
        while frame < last and self._time(frame + 1) <= due:
            frame += 1
        while frame > first and self._time(frame) > due:
            frame -= 1
        return frame

    def _set_anchor(self, frame: int) -> None:
        # backward, a frame is entered at its end
        self._anchor = self._clock()
        self._anchor_time = self._time(frame) if self.speed >= 0 else self._end(frame) - 1e-6
        self._start_sound(self._anchor_time)

    def _due(self) -> float:
        """Return the time of the film that is due now, in seconds: what is heard, else what the clock says."""
        now = self._clock()
        if self._sound is not None and self._sound.is_active and self.speed == 1:
            heard = self._sound.position()
            if heard is not None and not self._must_ask_again(heard, now):
                self._is_ahead = False
                self._anchor, self._anchor_time = now, heard  # should the sound fail, the clock goes on from here
                return heard
            if heard is None and not self._is_ahead:
                if now - self._anchor < _SOUND_LATEST_S:
                    return self._anchor_time
                self._is_ahead, self._anchor = True, now
        return self._anchor_time + (now - self._anchor) * self.speed

    def _must_ask_again(self, heard: float, now: float) -> bool:
        """Return whether a sound that comes late was asked for anew: for what will be due when it is heard.

        A loudspeaker that slept or is far away takes a second or two to begin.
        """
        due = self._anchor_time + now - self._anchor
        if not self._is_ahead or abs(due - heard) <= _ASTRAY_S or self._attempts == _ATTEMPTS or self._sound is None:
            return False
        took, self._asked = now - self._asked, now
        self._attempts += 1
        self._sound.start(due + took)
        return True

    def _start_sound(self, at: float) -> None:
        self._is_ahead, self._asked, self._attempts = False, self._clock(), 0
        if self._sound is not None and self.speed == 1:
            self._sound.start(at)
        else:
            self._stop_sound()

    def _stop_sound(self) -> None:
        if self._sound is not None:
            self._sound.stop()

    def _schedule(self) -> None:
        first, last = self.range
        now = self._due()
        frame = min(max(self.frame, first), last)
        wait = (self._end(frame) - now) / self.speed if self.speed > 0 else (self._time(frame) - now) / self.speed
        self._timer.start(int(min(max(wait * 1000 + 0.5, _SHORTEST_MS), _LONGEST_MS)))

    def _show(self, frame: int) -> None:
        if frame != self.frame:
            self.frame = frame
            self.frame_changed.emit(frame)

    def _time(self, frame: int) -> float:
        """Return when the frame is due, in seconds; the index tells it exactly, before that the rate does."""
        source = self._source
        if source is None:
            return frame / 25
        return float(source.time(frame) if source.is_indexed else frame / source.facts.rate)

    def _end(self, frame: int) -> float:
        """Return when the frame leaves the screen; the last one of the clip stays as long as the one before it."""
        if frame + 1 < self.length:
            return self._time(frame + 1)
        rate = 25.0 if self._source is None else float(self._source.facts.rate)
        own = self._time(frame)
        return own + (own - self._time(frame - 1) if frame > 0 else 1 / rate)
