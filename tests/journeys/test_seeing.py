"""Seeing what is wrong, through the real window: problems by key, the worst second in a loop, the hot place enlarged,
the time ribbon, the scopes, and who colored a pixel."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.application import Application
from app.canvas.view import Compare, Mode
from app.timeline import lanes
from engine.media.video import VideoSource
from engine.project.runs import RunFolder
from tests.journeys.conftest import START
from tests.journeys.test_window import act, choose_fake, import_painted, open_film
from tests.material import make_film, moving_picture

LONG = 30_000
FRAMES = 40
KEY = 5
PEAKS = {12: 0.3, 30: 0.4}
PATCH = (slice(20, 40), slice(60, 84))  # lines, columns of the frame at which a flash is painted


@pytest.fixture
def painted(tmp_path: Path) -> Path:
    path = tmp_path / f"reel {KEY:06d}.png"
    cv2.imwrite(str(path), moving_picture(KEY)[..., ::-1])
    return path


@pytest.fixture
def seen(start: START, tmp_path: Path, painted: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Application:
    """A film with a result that flashes in frame 30, and E_warp that says so."""
    application = start()
    open_film(application, make_film(tmp_path / "reel.mp4", FRAMES), qtbot)
    import_painted(application, painted, qtbot, monkeypatch)
    choose_fake(application, steps=FRAMES, pause_s=0.0)
    with qtbot.waitSignal(application.running.ended, timeout=LONG):  # its record was read again
        act(application, "propagate")
    assert len(application.session.project.shots) == 1
    [record] = application.results.records.values()
    folder = application.results.result_of(30)
    assert folder is not None
    for frame in range(FRAMES):
        record.take_metric("e_warp_frame", frame, PEAKS.get(frame, 0.05 + 0.001 * (frame % 3)))
        picture = moving_picture(frame).copy()
        if frame == 30:
            picture[PATCH] = 255 - picture[PATCH]
        folder.write_frame(frame, picture)
    application.results.show_again(range(FRAMES))
    application.results.refresh()
    application.window.activateWindow()
    application.window.viewer.setFocus()
    qtbot.waitUntil(application.window.viewer.hasFocus, timeout=LONG)
    return application


@pytest.fixture
def in_ui_thread(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of what was read or followed in the UI thread."""
    import app.flows.ribboning
    import app.flows.scoping
    import engine.motion.follow

    caught: list[str] = []
    main = threading.get_ident()

    def watch(owner: Any, name: str) -> None:
        original = getattr(owner, name)

        def watched(*arguments: Any, **named: Any) -> Any:
            if threading.get_ident() == main:
                caught.append(name)
            return original(*arguments, **named)

        monkeypatch.setattr(owner, name, watched)

    for owner, name in (
        (VideoSource, "read"),
        (VideoSource, "read_luma"),
        (RunFolder, "read_frame"),
        (RunFolder, "read_confidence"),
        (app.flows.ribboning, "slit"),
        (app.flows.scoping, "waveform"),
        (app.flows.scoping, "mean_lab"),
        (engine.motion.follow, "_step"),
    ):
        watch(owner, name)
    return caught


def key(application: Application, *pressed: Any) -> None:
    QTest.keyClick(application.window.viewer, *pressed)


def point_at(application: Application, x: float, y: float) -> None:
    """Move the pointer over a clip pixel."""
    viewer = application.window.viewer
    QTest.mouseMove(viewer, QPoint(3, 3))
    QTest.mouseMove(viewer, viewer.placement.to_view(x + 0.5, y + 0.5).toPoint())


def test_n_goes_from_problem_to_problem_and_shift_n_to_the_worst_between_keyframes(seen: Application) -> None:
    player = seen.player
    player.set_frame(0)
    key(seen, Qt.Key.Key_N)
    assert player.frame == 12
    key(seen, Qt.Key.Key_N)
    assert player.frame == 30
    key(seen, Qt.Key.Key_N)
    assert player.frame == 12, "behind the last problem comes the first one"
    player.set_frame(20)
    key(seen, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert player.frame == 30, "after the only keyframe"
    player.set_frame(KEY - 2)
    key(seen, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert player.frame < KEY, "before it"


def test_without_a_run_n_says_what_to_do(start: START, tmp_path: Path, qtbot: QtBot) -> None:
    application = start()
    open_film(application, make_film(tmp_path / "reel.mp4", 8), qtbot)
    for name in ("next_problem", "worst_between", "loop_worst"):
        act(application, name)
        [problem] = [each for each in application.window.banners.problems() if each.key == "seeing"]
        assert "propagate" in problem.sentence and application.player.frame == 0
    assert not application.player.is_playing and not application.window.actions_["loop_worst"].isChecked()


def test_the_worst_second_plays_in_a_loop_and_escape_gives_everything_back(seen: Application, qtbot: QtBot) -> None:
    player, viewer = seen.player, seen.window.viewer
    viewer.set_mode(Mode.RESULT)
    viewer.set_compare(Compare.WIPE)
    player.set_in_out(2, 6)
    player.set_frame(4)
    key(seen, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert (viewer.mode, viewer.compare, player.speed) == (Mode.COMPARE, Compare.SIDE_BY_SIDE, 0.5)
    first, last = player.range
    assert last - first == 24 and first <= 30 <= last and last < FRAMES
    assert seen.session.in_out == (2, 7), "in and out stay as they are"
    frames: list[int] = []
    player.frame_changed.connect(frames.append)
    qtbot.waitUntil(lambda: len(frames) > 3, timeout=LONG)
    assert all(first <= frame <= last for frame in frames)
    key(seen, Qt.Key.Key_Space)
    assert not player.is_playing
    key(seen, Qt.Key.Key_Space)
    assert player.speed == 0.5, "played on, it is as slow as before"
    key(seen, Qt.Key.Key_Escape)
    assert (viewer.mode, viewer.compare, player.speed) == (Mode.RESULT, Compare.WIPE, 0)
    assert player.frame == 30 and seen.session.in_out == (2, 7) and player.range == (0, FRAMES - 1)
    assert not seen.window.actions_["loop_worst"].isChecked()

    viewer.set_mode(Mode.COMPARE)  # the artist's own way to compare is kept
    act(seen, "loop_worst")
    assert viewer.compare is Compare.WIPE and player.speed == 0.5
    act(seen, "loop_worst")
    assert viewer.mode is Mode.COMPARE and player.speed == 0

    act(seen, "loop_worst")
    player.set_frame(1)
    assert seen.seeing.looped is None and player.frame == 1, "who goes elsewhere leaves the loop"


def test_a_click_on_a_hot_cell_goes_there_and_enlarges_the_hot_place(seen: Application, qtbot: QtBot) -> None:
    strip, viewer = seen.window.timeline.strip, seen.window.viewer
    lane = strip.places[lanes.HEAT]
    x = strip.header + strip.scale.x_of(30.5)
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(lane.center().y())))
    assert seen.player.frame == 30 and viewer.overlay == "heat" and viewer.mode is Mode.RESULT
    qtbot.waitUntil(lambda: not viewer.is_fitted, timeout=LONG)
    middle = viewer.placement.to_clip(QPointF(viewer.width() / 2, viewer.height() / 2))
    lines, columns = PATCH
    assert columns.start - 6 <= middle[0] <= columns.stop + 6 and lines.start - 6 <= middle[1] <= lines.stop + 6

    slider = seen.window.bar.heat_from
    assert slider.isVisible()
    shown = seen.store.look(30, "heat")
    assert shown is not None
    slider.setValue(90)
    assert viewer.heat_from == 0.9
    act(seen, "heat")
    assert not slider.isVisible()


def test_the_ribbon_shows_the_flash_as_a_stripe_and_follows_the_line(
    seen: Application, qtbot: QtBot, in_ui_thread: list[str]
) -> None:
    window, panel = seen.window, seen.window.ribbon
    act(seen, "show_ribbon")
    qtbot.waitUntil(lambda: panel.isVisible(), timeout=LONG)
    qtbot.waitUntil(lambda: seen.seeing.reel.is_filled and panel.view.ribbons is not None, timeout=LONG)
    qtbot.waitUntil(lambda: bool(panel.view.ribbons and panel.view.ribbons.has_result.all()), timeout=LONG)
    act(seen, "pick_line")
    assert window.viewer.tool is seen.seeing.ribboning.tool
    to_view = window.viewer.placement.to_view
    begin, end = to_view(72, 1).toPoint(), to_view(72, 63).toPoint()
    QTest.mousePress(window.viewer, Qt.MouseButton.LeftButton, pos=begin)
    QTest.mouseMove(window.viewer, (begin + end) / 2)
    QTest.mouseMove(window.viewer, end)
    QTest.mouseRelease(window.viewer, Qt.MouseButton.LeftButton, pos=end)
    line = seen.seeing.ribboning.tool.line
    assert abs(line.x0 - 0.75) < 0.02 and abs(line.x1 - 0.75) < 0.02 and line.y1 > 0.9

    def beside() -> float:
        ribbons = panel.view.ribbons
        if ribbons is None:
            return 0.0
        apart = np.abs(ribbons.result.astype(int) - ribbons.original.astype(int)).mean((0, 2))
        return float(apart[30] - apart[29])

    qtbot.waitUntil(lambda: beside() > 10, timeout=LONG)
    ribbons = panel.view.ribbons
    assert ribbons is not None and ribbons.of_result is not None and ribbons.of_original is not None
    assert ribbons.of_result.beyond(ribbons.of_original).back > 0
    assert "ΔE" in panel.figures.text()
    folder = seen.results.result_of(30)
    assert folder is not None
    folder.write_frame(30, moving_picture(30))  # the flash was repaired
    seen.results.show_again([30])
    qtbot.waitUntil(lambda: abs(beside()) < 2, timeout=LONG)

    QTest.keyClick(window.viewer, Qt.Key.Key_Escape)
    assert window.viewer.tool is None and not window.actions_["pick_line"].isChecked()

    place = panel.view.places()[0]
    at = QPoint(round(place.left() + place.width() * 20.5 / FRAMES), 20)
    QTest.mouseClick(panel.view, Qt.MouseButton.LeftButton, pos=at)
    assert seen.player.frame == 20
    assert in_ui_thread == []


def test_the_scopes_follow_the_picture_and_a_picked_thing(
    seen: Application, qtbot: QtBot, in_ui_thread: list[str]
) -> None:
    panel, player = seen.window.scopes, seen.player
    seen.window.viewer.set_mode(Mode.RESULT)
    player.set_frame(10)
    act(seen, "show_scopes")
    qtbot.waitUntil(lambda: panel.of.text() == "Result, frame 10", timeout=LONG)
    player.set_frame(11)
    qtbot.waitUntil(lambda: panel.of.text() == "Result, frame 11", timeout=LONG)
    seen.window.viewer.set_mode(Mode.ORIGINAL)
    qtbot.waitUntil(lambda: panel.of.text() == "Original, frame 11", timeout=LONG)

    assert "dot" in panel.sentence.text(), "the empty state says what it is for"
    act(seen, "pick_point")
    place = seen.window.viewer.placement
    QTest.mouseClick(seen.window.viewer, Qt.MouseButton.LeftButton, pos=place.to_view(30, 50).toPoint())
    assert seen.seeing.scoping.tool.point is not None
    qtbot.waitUntil(lambda: seen.seeing.reel.is_filled and not seen.seeing.scoping._trails.is_busy, timeout=LONG)
    qtbot.waitUntil(lambda: "ΔE" in panel.sentence.text(), timeout=LONG)
    assert "the picked place" in panel.sentence.text()
    panel.cleared.emit()
    assert seen.seeing.scoping.tool.point is None and "ΔE" not in panel.sentence.text()
    assert in_ui_thread == []


def test_q_held_shows_the_keyframe_a_color_came_from(
    seen: Application, qtbot: QtBot, in_ui_thread: list[str]
) -> None:
    viewer, mark = seen.window.viewer, seen.seeing.sourcing.mark
    seen.player.set_frame(8)
    point_at(seen, 30, 50)
    QTest.keyPress(viewer, Qt.Key.Key_Q)
    assert seen.seeing.sourcing.is_held
    qtbot.waitUntil(lambda: mark.shown is not None and mark.shown.answer is not None, timeout=LONG)
    assert mark.shown is not None and mark.shown.answer is not None
    [origin] = mark.shown.answer.origins
    assert origin.key == KEY and KEY in mark.shown.pictures
    assert abs(origin.x * 96 - 32.6) < 3 and abs(origin.y * 64 - 50.5) < 3, "the ground pans by 0.7 pixels a frame"
    wanted = moving_picture(KEY)[50, 32].astype(int)
    assert np.abs(np.asarray(origin.color) - wanted).max() < 20
    QTest.keyRelease(viewer, Qt.Key.Key_Q)
    assert mark.shown is None and not seen.seeing.sourcing.is_held

    seen.player.set_frame(KEY)
    QTest.keyPress(viewer, Qt.Key.Key_Q)
    qtbot.waitUntil(lambda: bool(mark.shown and "you colored it" in mark.shown.sentence), timeout=LONG)
    seen.window.viewer.clearFocus()
    QTest.keyRelease(seen.window, Qt.Key.Key_Q)
    assert mark.shown is None, "released anywhere, it goes"
    assert in_ui_thread == []


def test_all_views_show_the_same_place(seen: Application) -> None:
    viewer = seen.window.viewer
    viewer.set_mode(Mode.COMPARE)
    viewer.set_compare(Compare.SIDE_BY_SIDE)
    viewer.zoom_to(6.0)
    half = viewer.width() / 2
    for x, y in ((40.0, 30.0), (half - 30, 90.0)):
        assert viewer._pixel_at(QPointF(x, y)) == viewer._pixel_at(QPointF(x + half, y))
    seen_at = viewer.placement.to_clip(QPointF(half / 2, viewer.height() / 2))
    for way in Compare:
        viewer.set_compare(way)
        wide = half if way is Compare.SIDE_BY_SIDE else viewer.width()
        place = viewer.placement
        assert place.zoom == 6.0
        assert place.to_clip(QPointF(wide / 2, viewer.height() / 2)) == pytest.approx(seen_at, abs=0.6)
