"""The film's sound is the clock of its pictures: a device that is moved by hand shows where every frame comes."""

from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QAction

from app.application import Application
from app.paths import UserFolders
from app.timeline.player import Player
from app.timeline.sound import Sound
from app.timeline.volume import Volume
from engine.media.source import open_source
from tests.material import make_film, vfr_pts

RATE = 48000
NTSC = Fraction(24000, 1001)


class Machine:
    """A clock and a loudspeaker; both go on only when told. The loudspeaker plays what it was given, no more."""

    def __init__(self, period: float = 0.0) -> None:
        self.now = 50.0
        self.rate = RATE
        self.heard: list[NDArray[np.float32]] = []
        self.volume = -1.0
        self.is_plugged = True
        self.is_running = False
        self._period = period  # in how long steps it counts
        self._queue = 0.0
        self._played = 0.0

    def __call__(self) -> float:
        return self.now

    def go(self, seconds: float) -> None:
        self.now += seconds
        if self.is_running:
            self._played += min(seconds, self._queue)
            self._queue -= min(seconds, self._queue)

    def start(self) -> None:
        self.heard, self._queue, self._played, self.is_running = [], 0.0, 0.0, True

    def stop(self) -> None:
        self.is_running = False

    def free(self) -> int:
        return round((0.2 - self._queue) * RATE)

    def write(self, samples: NDArray[np.float32]) -> None:
        self.heard.append(samples)
        self._queue += len(samples) / RATE

    def played(self) -> float:
        return self._played - (self._played % self._period if self._period else 0.0)

    def is_working(self) -> bool:
        return self.is_plugged

    def set_volume(self, volume: float) -> None:
        self.volume = volume


def playing(machine: Machine, path: Path | None, source: object = None) -> tuple[Player, Sound]:
    player, sound = Player(clock=machine), Sound(make_output=lambda: machine, clock=machine, is_threaded=False)
    film = source if source is not None else open_source(path)
    len(film)
    player.set_sound(sound)
    player.set_source(film)
    sound.open(path, lambda: film.pts(0) * film.time_base)
    return player, sound


def walk(machine: Machine, player: Player, sound: Sound, seconds: float, step: float = 0.005) -> list[tuple]:
    """Let time go on; return for every moment what is heard and which frame is shown."""
    seen = []
    for _ in range(round(seconds / step)):
        machine.go(step)
        sound.feed()
        player.advance()
        seen.append((machine.played(), player.frame))
    return seen


@pytest.mark.parametrize("kind", ["ntsc", "variable"])
def test_the_frame_shown_is_the_one_heard(qtbot, tmp_path, kind):
    machine = Machine(period=0.02)
    if kind == "ntsc":
        film = make_film(tmp_path / "a.mp4", 60, rate=NTSC, sound="aac")
    else:
        film = make_film(tmp_path / "a.mp4", pts=vfr_pts(30, 2), time_base=Fraction(1, 50), sound="aac")
    with open_source(film) as source:
        player, sound = playing(machine, film, source)
        player.set_frame(4)
        begin = float(source.time(4))
        player.play()
        for heard, frame in walk(machine, player, sound, 1.6):
            until = float(source.time(frame + 1))
            shown_for = until - float(source.time(frame))
            slack = shown_for / 2 + 0.02  # half a frame, and the device tells only every 20 ms
            assert float(source.time(frame)) - slack <= begin + heard < until + slack
        assert player.frame > 20 or kind == "variable"
        player.close()
        sound.close()


def test_the_picture_follows_a_device_that_is_slow(qtbot, tmp_path):
    """A device's clock is never the machine's: over minutes a film that ignores it drifts out of sync."""
    film = make_film(tmp_path / "a.mov", 100, sound="pcm_s16le")
    machine = Machine()
    with open_source(film) as source:
        player, sound = playing(machine, film, source)
        player.play()
        for _ in range(600):
            machine.now += 0.005 * 0.1  # a tenth lost
            machine.go(0.005 * 0.9)
            sound.feed()
            player.advance()
        assert machine.played() == pytest.approx(2.7, abs=0.01)
        assert abs(float(source.time(player.frame)) + 0.02 - machine.played()) < 0.04
        player.close()
        sound.close()


def test_what_is_heard_first_belongs_to_the_frame(qtbot, tmp_path):
    film = make_film(tmp_path / "a.mov", 60, sound="pcm_s16le")
    machine = Machine()
    with open_source(film) as source:
        player, sound = playing(machine, film, source)
        player.set_frame(20)  # 0.8 s; the film clicks at every full second
        player.play()
        walk(machine, player, sound, 0.3)
        heard = np.concatenate(machine.heard)
        assert np.flatnonzero(np.abs(heard[:, 0]) > 0.6)[0] == pytest.approx(0.2 * RATE, abs=2)
        player.set_frame(45)  # while it plays
        walk(machine, player, sound, 0.3)
        heard = np.concatenate(machine.heard)
        assert np.flatnonzero(np.abs(heard[:, 0]) > 0.6)[0] == pytest.approx(0.2 * RATE, abs=2)
        player.close()
        sound.close()


def test_it_is_silent_paused_backward_fast_and_slow(qtbot, tmp_path):
    film = make_film(tmp_path / "a.mov", 60, sound="pcm_s16le")
    machine = Machine()
    with open_source(film) as source:
        player, sound = playing(machine, film, source)
        player.play()
        walk(machine, player, sound, 0.2)
        assert machine.is_running
        player.pause()
        assert not machine.is_running
        for speed in (player.shuttle_backward, player.play, player.shuttle_forward):
            speed()
            walk(machine, player, sound, 0.1)
            assert machine.is_running == (player.speed == 1)
        assert player.speed == 2
        player.set_frame(58)
        player.play()
        walk(machine, player, sound, 0.4)
        assert player.frame == 59 and not player.is_playing and not machine.is_running
        player.close()
        sound.close()


def test_a_loop_begins_again_with_its_sound(qtbot, tmp_path):
    film = make_film(tmp_path / "a.mov", 60, sound="pcm_s16le")
    machine = Machine()
    with open_source(film) as source:
        player, sound = playing(machine, film, source)
        player.set_in_out(20, 29)  # 0.8 s to 1.2 s
        player.set_loop(True)
        player.play()
        frames = [frame for _, frame in walk(machine, player, sound, 0.9)]
        assert min(frames) == 20 and max(frames) == 29
        clicks = np.flatnonzero(np.abs(np.concatenate(machine.heard)[:, 0]) > 0.6)
        assert clicks[0] == pytest.approx(0.2 * RATE, abs=60)
        player.close()
        sound.close()


def test_without_a_device_it_plays_by_the_clock_and_tells_once(qtbot, tmp_path):
    film = make_film(tmp_path / "a.mov", 60, sound="pcm_s16le")
    machine = Machine()
    told: list[str] = []
    sound = Sound(make_output=lambda: None, clock=machine, is_threaded=False)
    sound.unavailable.connect(told.append)
    player = Player(clock=machine)
    with open_source(film) as source:
        len(source)
        player.set_sound(sound)
        player.set_source(source)
        sound.open(film)
        player.play()
        walk(machine, player, sound, 1.0)
        assert player.frame == 25
        player.pause()
        player.play()
        assert told == ["This machine has no sound device; the film plays silently."]
        player.close()
        sound.close()


def test_pulling_the_device_out_lets_the_picture_go_on(qtbot, tmp_path):
    film = make_film(tmp_path / "a.mov", 60, sound="pcm_s16le")
    machine = Machine()
    with open_source(film) as source:
        player, sound = playing(machine, film, source)
        player.play()
        walk(machine, player, sound, 0.5)
        before = player.frame
        machine.is_plugged = False
        walk(machine, player, sound, 0.5)
        assert player.frame == pytest.approx(before + 12.5, abs=1.5)
        assert not sound.has_sound
        player.close()
        sound.close()


@pytest.mark.parametrize("delays", [(1.5, 1.5), (1.4, 0.1, 0.1), (0.9, 0.8, 0.9)])
def test_a_device_that_begins_late_joins_the_picture(qtbot, tmp_path, delays):
    """A loudspeaker that slept: the picture goes on without it and never back, then both are together."""
    film = make_film(tmp_path / "a.mov", 160, sound="pcm_s16le")
    machine, begun, left = Machine(), [0.0], list(delays)
    play, start = machine.go, machine.start

    def wake() -> None:
        start()
        begun[0] = machine.now + (left.pop(0) if len(left) > 1 else left[0])

    def go(seconds: float) -> None:
        queue = machine._queue if machine.now < begun[0] else None  # it takes what it is given and is silent
        play(seconds)
        if queue is not None:
            machine._queue, machine._played = queue, 0.0

    machine.start, machine.go = wake, go
    with open_source(film) as source:
        player, sound = playing(machine, film, source)
        player.play()
        seen = [frame for _, frame in walk(machine, player, sound, 5.0)]
        assert seen == sorted(seen) and seen[200] > 5, "it goes on after a moment, and never back"
        assert sound.position() == pytest.approx(float(source.time(player.frame)), abs=0.1)
        assert player.frame / 24 == pytest.approx(5.0 - 0.6, abs=0.3)
        player.close()
        sound.close()


def test_a_device_that_never_begins_is_not_waited_for(qtbot, tmp_path):
    film = make_film(tmp_path / "a.mov", 60, sound="pcm_s16le")
    machine = Machine()
    machine.played = lambda: 0.0
    with open_source(film) as source:
        player, sound = playing(machine, film, source)
        player.play()
        walk(machine, player, sound, 1.6)
        assert player.frame == pytest.approx(25, abs=2)
        player.close()
        sound.close()


def test_volume_and_mute_reach_the_device_and_the_button(qtbot):
    machine = Machine()
    sound = Sound(make_output=lambda: machine, clock=machine, is_threaded=False)
    mute = QAction("Mute", checkable=True)
    widget = Volume(sound, mute)
    qtbot.addWidget(widget)
    assert not widget.isEnabled()
    sound.set_volume(0.5)
    assert widget.slider.value() == 50
    widget.slider.setValue(80)
    assert sound.volume == pytest.approx(0.8)
    sound.set_muted(True)
    assert mute.isChecked()
    sound.set_muted(False)
    assert not mute.isChecked()
    sound.close()


def test_the_window_plays_a_film_with_sound_on_a_machine_without(qtbot, tmp_path, monkeypatch):
    """Offscreen, no device: the thread ends, nothing fails, the volume is remembered."""
    monkeypatch.setattr("app.timeline.sound_output._may_have_device", lambda: False)
    film = make_film(tmp_path / "reel.mp4", 20, sound="aac")
    folders = UserFolders.under(tmp_path / "home")
    application = Application(["tintloom", str(film)], folders=folders)
    application.show()
    try:
        told: list[str] = []
        application.session.told.connect(told.append)
        qtbot.waitUntil(lambda: application.player.length == 20, timeout=60_000)
        qtbot.waitUntil(lambda: any("no sound device" in text for text in told), timeout=20_000)
        application.window.actions_["mute"].trigger()
        assert application.sound.is_muted
        application.player.play()
        qtbot.waitUntil(lambda: application.player.frame > 5, timeout=20_000)
    finally:
        application.close()
        application.window.deleteLater()
    assert '"is_muted": true' in (folders.config / "settings.json").read_text()


class Loudspeaker:
    """Plays in real time, as a device does."""

    rate = RATE

    def __init__(self) -> None:
        self._begun: float | None = None
        self._written = 0

    def start(self) -> None:
        self._begun, self._written = time.monotonic(), 0

    def free(self) -> int:
        return max(0, RATE // 5 - (self._written - round(self.played() * RATE)))

    def write(self, samples: NDArray[np.float32]) -> None:
        self._written += len(samples)

    def played(self) -> float:
        return 0.0 if self._begun is None else min(time.monotonic() - self._begun, self._written / RATE)

    def is_working(self) -> bool:
        return True

    def set_volume(self, volume: float) -> None: ...

    def stop(self) -> None:
        self._begun = None


def test_the_thread_of_the_sound_plays_and_ends(qtbot, tmp_path):
    film = make_film(tmp_path / "a.mp4", 60, sound="aac")
    with open_source(film) as source:
        len(source)
        sound = Sound(make_output=Loudspeaker)
        player = Player()
        player.set_sound(sound)
        player.set_source(source)
        sound.open(film, lambda: source.pts(0) * source.time_base)
        player.play()
        qtbot.waitUntil(lambda: sound.position() is not None, timeout=10_000)
        qtbot.waitUntil(lambda: player.frame > 12, timeout=10_000)
        heard = sound.position()
        assert heard is not None and abs(float(source.time(player.frame)) - heard) < 0.3
        qtbot.waitUntil(lambda: not player.is_playing, timeout=10_000)
        player.close()
        sound.close()
