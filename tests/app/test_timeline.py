"""The timeline: what is clicked is what is meant, drags count once, and long clips cost no more than short ones."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import theme
from app.canvas import heatmap
from app.canvas.frame_store import FrameStore
from app.timeline import lanes
from app.timeline.columns import Coverage, Heat, above_usual
from app.timeline.reach import reaches
from app.timeline.scale import Scale
from app.timeline.timeline import Timeline
from engine.project.model import Clip, Keyframe, Project, Shot
from tests.app.moving_bars import NumberedSource

IMAGE = "0" * 64 + ".png"


def shot(name: str, start: int, stop: int, *keys: int) -> Shot:
    return Shot(id=name, start=start, stop=stop, keyframes=tuple(Keyframe(frame=key, image=IMAGE) for key in keys))


def project(length: int, *shots: Shot) -> Project:
    clip = Clip(path="a.mov", absolute="/a.mov", width=64, height=48, length=length, rate=Fraction(25))
    return Project(clip=clip, shots=shots)


SHOTS = (shot("a", 0, 40, 10), shot("b", 40, 100, 50, 80), shot("c", 100, 200))


@pytest.fixture
def timeline(qtbot):
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.resize(1078, timeline.sizeHint().height())  # a thousand pixels of lanes
    timeline.show()
    timeline.set_project(project(200, *SHOTS))
    return timeline


def place(timeline: Timeline, lane: str, frame: float) -> QPoint:
    strip = timeline.strip
    return QPoint(round(strip._x(frame)), round(strip.places[lane].center().y()))


def pick(timeline: Timeline, lane: str, frame: float, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mouseClick(timeline.strip, Qt.MouseButton.LeftButton, modifier, place(timeline, lane, frame))


def drag(timeline: Timeline, lane: str, begin: float, end: float, *, is_released: bool = True) -> None:
    strip = timeline.strip
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=place(timeline, lane, begin))
    for share in (0.2, 0.5, 0.8, 1.0):
        QTest.mouseMove(strip, place(timeline, lane, begin + (end - begin) * share))
    if is_released:
        QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=place(timeline, lane, end))


def heard(signal) -> list[tuple[object, ...]]:
    calls: list[tuple[object, ...]] = []
    signal.connect(lambda *values: calls.append(values))
    return calls


@pytest.mark.parametrize("lane", [lanes.RULER, lanes.FILM, lanes.SHOTS, lanes.COVERAGE, lanes.HEAT])
@pytest.mark.parametrize("frame", [0, 63, 199])
def test_a_click_goes_to_the_frame_under_it(timeline, lane, frame):
    picked = heard(timeline.frame_picked)
    timeline.set_frame(120)
    pick(timeline, lane, frame + 0.5)
    assert picked == [(frame,)]


def test_dragging_along_the_ruler_scrubs_and_stays_in_the_clip(timeline):
    picked = heard(timeline.frame_picked)
    drag(timeline, lanes.RULER, 20.5, 260)
    assert picked[0] == (20,)
    assert picked[-1] == (199,)
    assert len(picked) == len(set(picked))


def test_a_cut_is_moved_once_a_drag_and_only_between_the_keyframes_beside_it(timeline):
    moved, picked = heard(timeline.cut_moved), heard(timeline.frame_picked)
    drag(timeline, lanes.SHOTS, 40, 45)
    assert moved == [(40, 45)]
    assert picked == []
    moved.clear()
    drag(timeline, lanes.SHOTS, 40, 90)  # shot b's first keyframe is at 50
    assert moved == [(40, 50)]
    moved.clear()
    drag(timeline, lanes.SHOTS, 40, 2)  # shot a's keyframe is at 10
    assert moved == [(40, 11)]


def test_a_drag_that_ends_where_it_began_or_is_canceled_moves_nothing(timeline):
    moved = heard(timeline.cut_moved)
    drag(timeline, lanes.SHOTS, 40, 40.1)
    drag(timeline, lanes.SHOTS, 100, 120, is_released=False)
    QTest.keyClick(timeline.strip, Qt.Key.Key_Escape)
    QTest.mouseRelease(timeline.strip, Qt.MouseButton.LeftButton, pos=place(timeline, lanes.SHOTS, 120))
    assert moved == []


def test_a_keyframe_is_picked_by_a_click_and_moved_by_a_drag_within_its_shot(timeline):
    picked, moved = heard(timeline.keyframe_picked), heard(timeline.keyframe_moved)
    pick(timeline, lanes.KEYS, 50.5)
    assert picked == [(50,)]
    assert moved == []
    drag(timeline, lanes.KEYS, 50.5, 60.5)
    drag(timeline, lanes.KEYS, 50.5, 150.5)  # its shot ends at 100
    assert moved == [(50, 60), (50, 99)]
    drag(timeline, lanes.KEYS, 50.5, 80.5)  # there is one already
    assert len(moved) == 2


def test_splitting_menu_and_double_click(timeline):
    split, menu, shots = (
        heard(signal) for signal in (timeline.split_requested, timeline.shot_menu_requested, timeline.shot_picked)
    )
    pick(timeline, lanes.SHOTS, 70.5, Qt.KeyboardModifier.ControlModifier)
    assert split == [(70,)]
    QTest.mouseDClick(timeline.strip, Qt.MouseButton.LeftButton, pos=place(timeline, lanes.SHOTS, 70.5))
    assert shots == [("b",)]
    QApplication.sendEvent(
        timeline.strip,
        _context_event(timeline, place(timeline, lanes.SHOTS, 150.5)),
    )
    assert [call[0] for call in menu] == ["c"]


def _context_event(timeline, point):
    from PySide6.QtGui import QContextMenuEvent

    return QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, timeline.strip.mapToGlobal(point))


def test_in_and_out_are_dragged_on_the_ruler(timeline):
    changed = heard(timeline.in_out_changed)
    timeline.set_in_out(50, 99)
    drag(timeline, lanes.RULER, 50, 60)
    drag(timeline, lanes.RULER, 100, 120)  # the out mark stands behind its frame
    assert changed == [(60, 99), (60, 119)]
    drag(timeline, lanes.RULER, 60, 190)
    assert changed[-1] == (119, 119), "in passed out"


def test_the_keyboard_walks(timeline):
    strip = timeline.strip
    key, shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier
    timeline.set_frame(60)
    steps = [
        (key.Key_Right, 61), (key.Key_Left, 60), (key.Key_PageDown, 80), (key.Key_PageUp, 50),
        (key.Key_End, 99), (key.Key_Home, 40), (key.Key_Down, 100), (key.Key_Up, 40),
    ]  # fmt: skip
    for pressed, frame in steps:
        QTest.keyClick(strip, pressed)
        assert strip.frame == frame, pressed
    QTest.keyClick(strip, key.Key_Right, shift)
    assert strip.frame == 50
    timeline.set_frame(199)
    QTest.keyClick(strip, key.Key_Right)
    assert strip.frame == 199


def test_the_wheel_scrolls_and_zooms_at_the_pointer(timeline):
    strip = timeline.strip

    def turn(amount: int, x: int, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        point = QPointF(x, 60)
        event = QWheelEvent(
            point, QPointF(strip.mapToGlobal(point.toPoint())), QPoint(), QPoint(0, amount),
            Qt.MouseButton.NoButton, modifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(strip, event)

    before = strip.frame_at(578)
    for _ in range(8):
        turn(120, 578, Qt.KeyboardModifier.ControlModifier)
    assert strip.scale.per_frame > 20
    assert abs(strip.frame_at(578) - before) <= 1
    first = strip.scale.first
    turn(-120, 578)
    assert strip.scale.first > first
    for _ in range(40):
        turn(-120, 578, Qt.KeyboardModifier.ControlModifier)
    assert strip.scale.is_whole


def test_the_playhead_stays_in_view_while_playing(timeline):
    timeline.set_frame(5)
    for _ in range(8):
        timeline.zoom_in()
    for frame in (*range(8, 200, 3), 60, 199, 0):
        timeline.set_frame(frame)
        scale = timeline.scale
        assert scale.first <= frame < scale.first + scale.shown


def test_a_clip_of_200_000_frames_is_drawn_with_few_items(qtbot):
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.resize(1278, timeline.sizeHint().height())
    length = 200_000
    store = FrameStore()
    timeline.set_store(store)
    source = NumberedSource(length)
    source.gate.clear()
    store.open(source)
    many = tuple(shot(f"s{i}", i * 20, i * 20 + 20, i * 20 + 3, i * 20 + 11) for i in range(length // 20))
    timeline.set_project(project(length, *many))
    timeline.set_coverage(range(0, length, 2))
    timeline.set_heat(dict.fromkeys(range(0, length, 3), 0.1))
    most = 3 * 1200
    for zooms in range(0, 40, 4):
        timeline.show_all()
        for _ in range(zooms):
            timeline.zoom_in()
        timeline.strip.redraw()
        timeline.grab()
        assert 0 < timeline.strip.drawn < most, f"{timeline.strip.drawn} items after {zooms} steps of zoom"
        pending = sum(len(asked) for asked in store._threads["source"]._asked.values())
        assert pending <= 256, "more thumbnails asked than can ever be seen"
    source.gate.set()
    store.close()


def test_scrolling_asks_for_the_same_thumbnails_again(qtbot, timeline):
    store = FrameStore()
    source = NumberedSource(200)
    timeline.set_store(store)
    store.open(source)
    timeline.set_project(project(200, *SHOTS))
    for _ in range(4):
        timeline.zoom_in()
    timeline.grab()
    qtbot.wait(150)
    timeline.grab()
    asked = set(source.read_frames)
    assert asked
    for _ in range(30):
        timeline.strip.set_scale(timeline.scale.scrolled(1))
        timeline.grab()
        qtbot.wait(2)
    qtbot.wait(100)
    assert len(source.read_frames) - len(asked) <= 3, "scrolling by pixels decoded the film again"
    timeline.set_store(None)
    store.close()


def test_shots_keyframes_coverage_and_heat_are_seen_where_they_are(timeline):
    timeline.setPalette(theme.palette_of(theme.DARK))
    timeline.set_coverage([range(40, 100)])
    timeline.set_heat({**dict.fromkeys(range(40, 70), 0.08), 60: 0.08 + heatmap.HOT_ABOVE, 61: 0.07})
    timeline.set_frame(0)
    image = timeline.strip.grab().toImage()

    def color(lane: str, frame: float):
        return image.pixelColor(place(timeline, lane, frame))

    assert color(lanes.COVERAGE, 70).lightness() > color(lanes.COVERAGE, 20).lightness() + 40
    assert color(lanes.HEAT, 60.5).lightness() > 150 > color(lanes.HEAT, 61.5).lightness()
    assert color(lanes.HEAT, 150) == color(lanes.COVERAGE, 150), "heat was drawn where none was measured"


def test_tips_say_what_lies_there(timeline):
    timeline.set_coverage([5, 7], np.arange(200) == 5)
    timeline.set_heat({5: 0.0321, 6: 0.0021, 7: 0.0021, 8: 0.0021, 60: 0.5})
    strip = timeline.strip

    def tip(lane: str, frame: float) -> str:
        return strip.tip_at(QPointF(place(timeline, lane, frame)))

    assert "Frame 63" in tip(lanes.FILM, 63.5)
    assert "00:00:02:13" in tip(lanes.FILM, 63.5)
    assert "Shot 2: frames 40 to 99, 2 keyframes" in tip(lanes.SHOTS, 63.5)
    assert "Drag to move this cut" in tip(lanes.SHOTS, 40)
    assert "Keyframe 50 is the nearest of frames 40 to 65" in tip(lanes.KEYS, 42.5)
    assert "Has a result" in tip(lanes.COVERAGE, 5.5)
    assert "No result yet" in tip(lanes.COVERAGE, 6.5)
    assert "A first picture" in tip(lanes.COVERAGE, 7.5)
    assert "E_warp 0.0321, 0.0300 above the usual of its shot" in tip(lanes.HEAT, 5.5)


def test_a_screen_reader_hears_where_the_playhead_is(timeline):
    timeline.set_frame(50)
    assert timeline.strip.accessibleDescription() == "Frame 50 of 0 to 199, shot 2 of 3, a keyframe"


# ---- values


def test_each_frame_is_ruled_by_its_nearest_keyframe():
    found = reaches(shot("b", 40, 100, 50, 80, 81))
    assert [(reach.frame, reach.start, reach.stop) for reach in found] == [(50, 40, 66), (80, 66, 81), (81, 81, 100)]
    for reach in found:
        for frame in range(reach.start, reach.stop):
            assert min((50, 80, 81), key=lambda key: (abs(key - frame), key)) == reach.frame
    assert reaches(shot("c", 0, 5)) == ()


def test_the_bars_are_of_the_kind_that_is_worked_on(timeline):
    contents = timeline.strip.contents
    masks = tuple(Keyframe(frame=frame, image=f"{frame:064x}.png", kind="mask") for frame in (50, 90))
    known = shot("b", 40, 100, 60)
    project = Project(shots=(known.replaced(keyframes=(*known.keyframes, *masks)),))
    timeline.set_project(project)
    assert [(reach.frame, reach.start, reach.stop) for reach in contents.reaches] == [(60, 40, 100)]
    assert contents.keys == (50, 60, 90) and contents.has_key(50) and contents.reach_of(50) is None
    timeline.set_kind("mask")
    assert [(reach.frame, reach.start, reach.stop) for reach in contents.reaches] == [(50, 40, 71), (90, 71, 100)]
    assert contents.keys == (50, 60, 90) and contents.next_key(50, 1) == 60
    assert contents.ruling(60) == contents.reach_of(50)
    timeline.set_kind("style")
    assert contents.reaches == () and contents.ruling(60) is None and contents.keys == (50, 60, 90)


@given(
    length=st.integers(1, 200_000),
    width=st.floats(50, 4000),
    steps=st.lists(st.tuples(st.floats(0.2, 5), st.floats(0, 1)), max_size=8),
    share=st.floats(0, 1),
)
def test_a_frame_is_found_again_where_it_is_drawn(length, width, steps, share):
    scale = Scale().resized(width, length)
    for factor, at in steps:
        scale = scale.zoomed(factor, at * width)
        assert 0 <= scale.first <= length
        assert scale.per_frame * length >= min(width, 96 * length) * 0.999
    frame = min(int(share * length), length - 1)
    assert scale.frame_at(scale.x_of(frame + 0.5)) == frame


@given(st.integers(1, 5000), st.integers(1, 700), st.integers(0, 30), st.data())
def test_columns_never_lose_a_frame(length, columns, zooms, data):
    scale = Scale().resized(float(columns), length)
    for _ in range(zooms):
        scale = scale.zoomed(1.3, columns / 3)
    frame = data.draw(st.integers(scale.start, max(scale.start, min(scale.stop, length) - 1)))
    coverage, heat = Coverage(), Heat()
    coverage.replace([frame])
    values = np.full(length, 0.1, np.float32)
    values[frame] = 0.5
    heat.replace(values)
    hot = 1.0 if length > 4 else float(heat.hot[frame])
    is_seen = scale.x_of(frame) >= 0 and scale.x_of(frame + 1) <= columns
    shares, hottest = coverage.shares(scale, columns), heat.most(scale, columns)
    if is_seen:
        assert shares.max() > 0
        assert np.nanmax(hottest) == hot
        column = min(int(scale.x_of(frame + 0.5)), columns - 1)
        assert shares[column] > 0
        assert hottest[column] == hot
    assert (shares >= 0).all() and (shares <= 1).all()


def test_heat_tells_the_bad_frames_of_a_shot_not_its_grain():
    grain = 0.08 + 0.01 * np.random.default_rng(0).standard_normal(60).astype(np.float32)
    grain[:60:13] = np.nan
    still = np.full(40, 0.004, np.float32)
    still[20:] = 0.06  # from here on the color is lost
    values = np.concatenate((grain, still))
    values[31] = 0.16
    hot = above_usual(values, ((0, 60), (60, 100)))
    assert np.isnan(hot[0]) and hot[31] == 1
    assert np.nanmean(np.delete(hot[:60], 31)) < 0.4, "a grainy shot is not hot all over"
    assert hot[60:80].max() == 0 and hot[80:].min() == 1


def test_coverage_and_heat_grow_frame_by_frame():
    coverage, heat = Coverage(), Heat()
    for frame in (3, 5000):
        coverage.add(frame)
        heat.add(frame, 0.25)
    assert coverage.has(3) and coverage.has(5000) and not coverage.has(4)
    assert (heat.at(5000), heat.at(4), heat.at(10**6)) == (0.25, None, None)
