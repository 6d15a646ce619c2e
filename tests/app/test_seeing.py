"""The pieces of seeing: the line and the point in hand, the newest question, the hot place, the loop, the trail."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPalette
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.background import Background
from app.canvas import heatmap
from app.canvas.line_tool import LineTool, PointTool
from app.canvas.origin_mark import OriginMark, Shown
from app.canvas.pictures import alpha_of, hidden_below, make_overlay
from app.canvas.placement import Placement
from app.canvas.tool import Pen
from app.canvas.view import Compare, Mode, Viewer
from app.flows.reel import Row, Strip
from app.flows.ribboning import ribbons_of
from app.flows.scoping import followed, plane_colors, scopes_of
from app.flows.sourcing import verdict
from app.latest import Latest
from app.panels import scopes as scopes_panel
from app.panels.ribbon import told
from app.timeline.columns import Heat
from app.timeline.player import Player
from app.timeline.scale import Scale
from engine.metrics.scopes import AB_REACH
from engine.metrics.slitscan import Line
from engine.motion.provenance import Answer, Origin
from engine.project.runs import RunFolder
from tests.app.moving_bars import NumberedSource, numbered
from tests.material import moving_picture

SHIFT, PLAIN = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
PLACE = Placement(width=200, height=100, view_width=400, view_height=220, zoom=2.0, x=100, y=50)


def drawn(tool: Any) -> QImage:
    image = QImage(400, 220, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    tool.paint(painter, PLACE, QPalette())
    painter.end()
    return image


def drag(tool: Any, *points: tuple[float, float], modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    tool.press(Pen(*points[0], modifiers=modifiers))
    for point in points[1:]:
        tool.move(Pen(*point, modifiers=modifiers))
    tool.release(Pen(*points[-1], modifiers=modifiers))


@pytest.fixture
def line(qtbot: Any) -> LineTool:
    tool = LineTool(lambda: (200, 100))
    drawn(tool)  # then it knows how large it is on the screen
    return tool


def test_a_line_is_drawn_moved_and_taken_by_its_ends(line: LineTool) -> None:
    drag(line, (20, 20), (60, 40), (120, 80))
    assert line.line == Line(0.1, 0.2, 0.6, 0.8)
    drawn(line)
    drag(line, (121, 81), (180, 90))  # near its end
    assert line.line == Line(0.1, 0.2, 0.9, 0.9)
    drag(line, (100, 55), (110, 55))  # in its middle: all of it
    assert line.line.x0 == pytest.approx(0.15) and line.line.x1 == pytest.approx(0.95)
    drag(line, (100, 55), (400, 55))
    assert line.line.x1 == pytest.approx(1.0), "it never leaves the picture"


def test_shift_keeps_the_line_upright_and_a_click_lays_it_through_a_place(line: LineTool) -> None:
    drag(line, (50, 10), (53, 90), modifiers=SHIFT)
    assert line.line.x0 == pytest.approx(line.line.x1) and line.line.y1 > 0.85
    before = line.line
    drag(line, (150, 50))
    assert (line.line.x0, line.line.x1) == pytest.approx((0.75, 0.75))
    assert line.line.y1 - line.line.y0 == pytest.approx(before.y1 - before.y0)


def test_escape_puts_a_dragged_line_and_point_back(line: LineTool) -> None:
    before = line.line
    line.press(Pen(20, 20))
    line.move(Pen(90, 90))
    assert line.line != before and line.cancel() and line.line == before and not line.cancel()
    point = PointTool(lambda: (200, 100))
    drag(point, (50, 50), (300, 20))
    assert point.point == (1.0, 0.2)
    point.press(Pen(10, 10))
    assert point.cancel() and point.point == (1.0, 0.2)


def test_the_line_is_seen_on_the_picture(line: LineTool) -> None:
    assert drawn(line).pixelColor(200, 110) != drawn(line).pixelColor(100, 110)


@pytest.fixture
def background(qtbot: Any) -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


def test_of_many_questions_the_newest_is_answered_and_never_in_this_thread(
    background: Background, qtbot: Any
) -> None:
    latest, gate = Latest(background, "test", 1), threading.Event()
    answers: list[int] = []
    threads: set[int] = set()

    def work(number: int) -> int:
        threads.add(threading.get_ident())
        assert gate.wait(10)
        return number

    for number in range(50):
        latest.ask(lambda number=number: work(number), answers.append)
    gate.set()
    qtbot.waitUntil(lambda: not latest.is_busy, timeout=10_000)
    assert answers == [0, 49] and threading.get_ident() not in threads
    for number in range(200):  # one that ends at once must not be waited for
        latest.ask(lambda number=number: number, answers.append)
        qtbot.waitUntil(lambda: not latest.is_busy, timeout=10_000)
        assert answers[-1] == number


def test_a_failed_or_dropped_question_does_not_end_the_asking(background: Background, qtbot: Any) -> None:
    latest = Latest(background, "test", 1)
    answers: list[str] = []

    def fail() -> str:
        raise ValueError("no")

    latest.ask(fail, answers.append)
    latest.ask(lambda: "after", answers.append)
    qtbot.waitUntil(lambda: answers == ["after"], timeout=10_000)
    latest.ask(lambda: "dropped", answers.append)
    latest.drop()
    latest.ask(lambda: "last", answers.append)
    qtbot.waitUntil(lambda: answers[-1] == "last", timeout=10_000)
    assert "dropped" not in answers


def test_the_hot_place_is_where_most_of_the_heat_is() -> None:
    heat = np.zeros((48, 64), np.float32)
    heat[5, 5] = 1.0  # a speck
    heat[20:30, 40:50] = 0.8
    alpha = alpha_of(make_overlay(heatmap.colored(heat), heatmap.opacity(heat)))
    assert heatmap.hot_region(alpha) == (40 / 64, 20 / 48, 50 / 64, 30 / 48)
    assert heatmap.hot_region(np.zeros((4, 4), np.uint8)) is None
    assert heatmap.hot_region(np.full((4, 4), 10, np.uint8), least=20) is None
    left, top, right, bottom = 80, 40, 100, 60
    near = PLACE.around(QRectF(left, top, right - left, bottom - top))
    assert near.zoom > PLACE.fitted().zoom and (near.x, near.y) == (90, 50)
    assert PLACE.around(QRectF(0, 0, 200, 100)).is_fitted


def test_what_is_cooler_than_the_slider_says_is_not_shown() -> None:
    heat = np.repeat(np.linspace(0, 1, 101, dtype=np.float32)[None], 40, 0)
    overlay = make_overlay(heatmap.colored(heat), heatmap.opacity(heat))
    for wanted in (0.25, 0.5, 0.95):
        shown = alpha_of(hidden_below(overlay, heatmap.alpha_from(wanted)))[0] > 0
        assert shown[round(wanted * 100) + 1 :].all() and not shown[: round(wanted * 100)].any()
    assert (alpha_of(hidden_below(overlay, 0)) == alpha_of(overlay)).all()


def test_the_hottest_of_the_frames_of_a_cell_is_gone_to() -> None:
    heat = Heat()
    heat.replace({**dict.fromkeys(range(100), 0.05), 42: 0.5})
    scale = Scale().resized(20, 100).whole()  # five frames a pixel
    assert heat.hottest(scale, 8) == 42
    assert Heat().hottest(scale, 8) is None


def test_a_loop_leaves_in_and_out_and_their_loop_alone(qtbot: Any) -> None:
    now = [10.0]
    player = Player(clock=lambda: now[0])
    player.set_source(NumberedSource(100))
    player.set_in_out(5, 9)
    player.loop_over(40, 44, 0.5)
    seen = [player.frame]
    player.frame_changed.connect(seen.append)
    for _ in range(100):
        now[0] += 0.01
        player.advance()
    assert seen[:6] == [40, 41, 42, 43, 44, 40] and set(seen) == set(range(40, 45))
    assert len(seen) == 13, "a second at half speed is half of 25 frames"
    player.toggle()
    player.toggle()
    assert player.speed == 0.5
    player.end_loop()
    assert not player.is_playing and (player.in_frame, player.out_frame, player.range) == (5, 9, (0, 99))
    player.play()
    assert player.speed == 1.0
    player.close()


def strip_of(result: Any = None, frames: int = 12) -> Strip:
    original, shown = (Row.empty(frames, 64, 96) for _ in range(2))
    for index in range(frames):
        original.pictures[index] = moving_picture(index)
        shown.pictures[index] = moving_picture(index) if result is None else result(index)
    original.has[:], shown.has[:] = True, True
    return Strip(0, frames, original, shown, frames)


def follow_all(strip: Strip, point: tuple[float, float], masks_of: Any = lambda frame: None) -> Any:
    work = followed(strip, 4, point, masks_of, {1: "Coat"}, True)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def test_the_trail_of_a_steady_thing_is_a_dot_and_of_a_drifting_one_a_comet() -> None:
    steady = follow_all(strip_of(), (0.35, 0.85))

    def drifting(index: int) -> Any:
        picture = moving_picture(index).astype(int)
        picture[..., 0] += 6 * index
        return np.clip(picture, 0, 255).astype(np.uint8)

    comet = follow_all(strip_of(drifting), (0.35, 0.85))
    assert len(steady.traced.trail) == 12 and steady.traced.lost == 0
    assert comet.traced.trail.length > 15 > 5 > steady.traced.trail.length
    assert comet.traced.trail.ends == (0, 11)
    assert scopes_panel.told(comet.traced).startswith("A comet")
    moved = steady.places[11][0] - steady.places[0][0]
    assert moved * 96 == pytest.approx(-0.7 * 11, abs=1.5), "the ground pans to the left"


def test_an_object_with_a_mask_is_measured_as_a_whole(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path).create()
    for index in range(12):
        labels = np.zeros((64, 96), np.uint8)
        labels[10:30, 10 + index : 40 + index] = 1
        if index != 7:
            folder.write_mask(index, labels)
    found = follow_all(strip_of(), (0.25, 0.3), lambda frame: folder)
    assert found.traced.what == "Coat" and found.traced.lost == 1
    assert found.places[0] == pytest.approx((25 / 96, 20 / 64), abs=0.01)
    assert found.places[11] == pytest.approx((36 / 96, 20 / 64), abs=0.01) and 7 not in found.places
    beside = follow_all(strip_of(), (0.9, 0.9), lambda frame: folder)
    assert beside.traced.what == "the picked place"


def test_the_ribbon_says_in_words_whether_the_color_adds_stripes() -> None:
    calm = ribbons_of(strip_of(), Line())
    assert "calm" in told(calm)

    def flickering(index: int) -> Any:
        return np.clip(moving_picture(index).astype(int) + (18 if index % 2 else 0), 0, 255).astype(np.uint8)

    striped = ribbons_of(strip_of(flickering), Line())
    assert "striped" in told(striped) and striped.of_result is not None and calm.of_result is not None
    assert striped.of_result.back > calm.of_result.back
    strip = strip_of()
    strip.result.has[:] = False
    assert "no result" in told(ribbons_of(strip, Line()))


def test_the_scopes_of_a_picture(qtbot: Any) -> None:
    pixels = numbered(3, 640, 480)
    image = QImage(pixels.tobytes(), 640, 480, 3 * 640, QImage.Format.Format_RGB888)
    scopes = scopes_of(image.convertToFormat(QImage.Format.Format_RGB32), 3, "Result", AB_REACH)
    assert scopes.waveform.shape[0] == 256 and scopes.plane.max() > 100
    colors = plane_colors(AB_REACH)
    middle = colors.shape[0] // 2
    assert np.ptp(colors[middle, middle]) < 0.05, "the middle of the plane is gray"
    assert colors[middle, -30, 0] > colors[middle, 30, 0], "red lies to the right"


@pytest.mark.parametrize(
    ("origins", "unexplained", "word"),
    [
        ((), None, "made up"),
        ((Origin(0, 0.1, 0.1, "followed", 0.9, (9, 9, 9)),), 2.0, "explain"),
        ((Origin(0, 0.1, 0.1, "followed", 0.9, (9, 9, 9)),), 30.0, "elsewhere"),
        ((Origin(4, 0.1, 0.1, "itself", 1.0, (9, 9, 9)),), 0.0, "you colored it"),
    ],
)
def test_what_is_said_of_a_color_is_what_is_known(origins: Any, unexplained: float | None, word: str) -> None:
    answer = Answer(4, 0.5, 0.5, origins, (9, 9, 9), unexplained, 0.6)
    assert word in verdict(answer)
    mark = OriginMark()
    assert drawn(mark) == drawn(mark)
    mark.shown = Shown((0.5, 0.5), answer, {}, verdict(answer))
    bare = QImage(400, 220, QImage.Format.Format_RGB32)
    bare.fill(0)
    assert drawn(mark) != bare


def test_side_by_side_the_cards_show_once_in_the_pane_that_is_pointed_at(qtbot: QtBot) -> None:
    shown: list[str] = []

    class Said:
        def paint(self, *_: object) -> None:
            shown.append("cards")

        def paint_beside(self, *_: object) -> None:
            shown.append("ring")

    viewer = Viewer()
    qtbot.addWidget(viewer)
    viewer.resize(900, 400)
    viewer.set_marks([Said()])
    viewer.set_mode(Mode.COMPARE)
    viewer.set_compare(Compare.SIDE_BY_SIDE)
    viewer.show()
    qtbot.waitExposed(viewer)
    picture = QImage(900, 400, QImage.Format.Format_RGB32)
    for x, wanted in ((100, ["cards", "ring"]), (700, ["ring", "cards"])):
        QTest.mouseMove(viewer, QPoint(x, 200))
        shown.clear()
        painter = QPainter(picture)
        viewer.paint_tool(painter)
        painter.end()
        assert shown == wanted
