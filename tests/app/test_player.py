"""Playing follows the clip's own timestamps, forward, backward, looped; the transport shows and takes positions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.timeline.player import Player
from app.timeline.timecode import Timecode
from app.timeline.transport import Transport
from engine.project.model import Project, Shot
from tests.app.moving_bars import NumberedSource


class Clock:
    """A clock that goes on only when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def player(qtbot, clock):
    player = Player(clock=clock)
    player.set_source(NumberedSource(100))
    yield player
    player.close()


def run(player: Player, clock: Clock, seconds: float, step: float = 0.01) -> list[int]:
    """Let the clock go on in small steps; return the frames shown, each once."""
    seen: list[int] = []
    player.frame_changed.connect(seen.append)
    for _ in range(round(seconds / step)):
        clock.now += step
        player.advance()
    player.frame_changed.disconnect(seen.append)
    return seen


def test_a_second_of_film_lasts_a_second_and_no_frame_is_skipped(player, clock):
    player.play()
    assert run(player, clock, 1.005) == list(range(1, 26))


def test_a_late_picture_is_skipped_not_waited_for(player, clock):
    player.play()
    clock.now += 0.41
    player.advance()
    assert player.frame == 10


def test_frames_of_a_variable_rate_stay_as_long_as_their_timestamps_say(qtbot, clock):
    times = [Fraction(0), Fraction(1, 10), Fraction(1), Fraction(11, 10), Fraction(3, 2)]
    player = Player(clock=clock)
    player.set_source(NumberedSource(5, times=times))
    player.play()
    shown = []
    for _ in range(150):
        clock.now += 0.01
        player.advance()
        shown.append(player.frame)
    assert shown[4] == 0
    assert shown[11] == shown[98] == 1
    assert shown[101] == shown[108] == 2
    assert shown[112] == shown[148] == 3
    player.close()


def test_at_the_end_it_stops_and_plays_again_from_the_beginning(player, clock):
    player.set_frame(97)
    player.play()
    assert run(player, clock, 0.3) == [98, 99]
    assert not player.is_playing
    player.play()
    assert player.frame == 0


def test_looping_stays_between_in_and_out_and_both_are_shown(player, clock):
    player.set_in_out(10, 13)
    player.set_loop(True)
    player.play()
    assert player.frame == 10
    assert run(player, clock, 0.33) == [11, 12, 13, 10, 11, 12, 13, 10]
    player.pause()
    player.shuttle_backward()
    assert player.frame == 13
    assert run(player, clock, 0.33) == [12, 11, 10, 13, 12, 11, 10, 13]


def test_marks_do_not_hold_playing_back_without_loop(player, clock):
    player.set_in_out(10, 13)
    player.set_frame(12)
    player.play()
    assert run(player, clock, 0.205) == [13, 14, 15, 16, 17]


def test_j_k_l_shuttle(player, clock):
    speeds: list[float] = []
    player.speed_changed.connect(speeds.append)
    player.set_frame(50)
    for _ in range(3):
        player.shuttle_forward()
    player.pause()
    player.shuttle_backward()
    player.shuttle_backward()
    player.shuttle_forward()
    player.pause()
    player.shuttle_forward(finer=True)
    player.shuttle_forward(finer=True)
    assert speeds == [1, 2, 4, 0, -1, -2, -1, 0, 0.25, 0.5]


def test_backward_and_slow_playing_show_each_frame_in_turn(player, clock):
    player.set_frame(20)
    player.shuttle_backward()
    assert run(player, clock, 0.205) == [19, 18, 17, 16, 15]
    player.pause()
    player.shuttle_forward(finer=True)  # a quarter: a frame every 0.16 s
    assert run(player, clock, 0.5) == [16, 17, 18]


def test_going_elsewhere_while_playing_plays_on_from_there(player, clock):
    player.play()
    run(player, clock, 0.2)
    player.set_frame(60)
    assert run(player, clock, 0.125) == [61, 62, 63]


def test_steps_pause_and_stay_in_the_clip(player):
    player.play()
    player.step(-10)
    assert (player.frame, player.is_playing) == (0, False)
    player.set_frame(1000)
    assert player.frame == 99


def test_marks_cannot_cross(player):
    player.set_frame(30)
    player.mark_in()
    player.set_frame(20)
    player.mark_out()
    assert (player.in_frame, player.out_frame) == (None, 20)
    player.mark_in()
    assert (player.in_frame, player.out_frame) == (20, 20)


def test_it_runs_by_itself_on_the_real_clock(qtbot):
    player = Player()
    player.set_source(NumberedSource(5))
    seen: list[int] = []
    player.frame_changed.connect(seen.append)
    with qtbot.waitSignal(player.playing_changed, check_params_cb=lambda playing: not playing):
        player.play()
    assert seen[-1] == 4
    assert seen == sorted(seen)
    player.close()


# ---- timecode


@pytest.mark.parametrize(
    ("rate", "start", "frame", "text"),
    [
        (Fraction(25), "", 0, "00:00:00:00"),
        (Fraction(25), "", 1736, "00:01:09:11"),
        (Fraction(24000, 1001), "01:00:00:00", 24, "01:00:01:00"),
        (Fraction(30000, 1001), "00:00:00;00", 1800, "00:01:00;02"),
        (Fraction(30000, 1001), "00:00:00;00", 17982, "00:10:00;00"),
        (Fraction(60000, 1001), "00:00:00;00", 3600, "00:01:00;04"),
        (Fraction(30000, 1001), "00:00:00:00", 1800, "00:01:00:00"),
        (Fraction(29), "10:00:00:00", 30, "10:00:01:01"),
    ],
)
def test_timecode_counts_as_the_standard_does(rate, start, frame, text):
    code = Timecode(rate, start)
    assert code.text(frame) == text
    assert code.parse(text) == frame


@given(
    st.integers(0, 3_000_000),
    st.sampled_from([(25, ""), (Fraction(30000, 1001), "01:00:00;00"), (Fraction(60000, 1001), "00:00:00;00")]),
)
def test_every_timecode_leads_back_to_its_frame(frame, kind):
    code = Timecode(Fraction(kind[0]), kind[1])
    assert code.parse(code.text(frame)) == frame


def test_what_people_type(qtbot):
    code = Timecode(Fraction(25), "01:00:00:00")
    assert code.parse("120") == 120
    assert code.parse(" +25 ", 10) == 35
    assert code.parse("-4", 10) == 6
    assert code.parse("4:12") == 112
    assert code.parse("2.5s") == 62
    assert code.parse("01:00:00:10") == 10
    assert code.parse("somewhere") is None
    assert code.parse("") is None


# ---- transport


def test_transport_shows_and_takes_positions(qtbot, player):
    bar = Transport(player)
    qtbot.addWidget(bar)
    bar.set_rate(Fraction(25))
    bar.set_project(Project(shots=(Shot(id="a", start=0, stop=50), Shot(id="b", start=50, stop=100))))
    with qtbot.waitActive(bar):
        bar.show()
        bar.activateWindow()
    player.set_frame(60)
    assert bar._code.text() == "00:00:02:10"
    assert bar._shot.text() == "Shot 2 of 2"
    bar.go_to()
    QTest.keyClicks(bar._number, "+5")
    QTest.keyClick(bar._number, Qt.Key.Key_Return)
    assert player.frame == 65
    bar.go_to()
    QTest.keyClicks(bar._number, "nonsense")
    QTest.keyClick(bar._number, Qt.Key.Key_Return)
    assert (player.frame, bar._number.text()) == (65, "65")
    player.set_in_out(10, 34)
    assert bar._range.text() == "In 10  Out 34  (25 frames, 00:00:01:00)"
    player.shuttle_backward()
    player.shuttle_backward()
    assert "2×" in bar._speed.text()
    player.pause()
    assert bar._speed.text() == ""


def test_buttons_have_names_and_work(qtbot, player):
    bar = Transport(player)
    qtbot.addWidget(bar)
    steps: list[int] = []
    bar.keyframe_step_requested.connect(steps.append)
    buttons = {button.accessibleName(): button for button, _ in bar._icons}
    assert all(buttons)
    buttons["One frame on"].click()
    buttons["Next keyframe"].click()
    buttons["Previous keyframe"].click()
    buttons["Loop"].click()
    assert (player.frame, steps, player.is_looping) == (1, [1, -1], True)
    buttons["Play"].click()
    assert player.is_playing
    player.pause()
