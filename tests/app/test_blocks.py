"""The window does only what an edit asks for: nothing is drawn, built or looked at again that stayed as it was."""

from __future__ import annotations

import gc
import weakref
from collections import Counter
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton, QWidget

from app.canvas.live import LivePicture
from app.canvas.mask_layer import LiveMask, Tints
from app.canvas.pictures import pixels_of
from app.garbage import Garbage
from app.panels.keyframes import KeyframesPanel
from app.timeline import lanes
from app.timeline.timeline import Timeline
from app.widgets.flow_row import FlowRow
from engine.paint.rect import Rect, whole
from engine.project.model import Keyframe, Mask
from tests.app.test_timeline import IMAGE, SHOTS, project, shot

OTHER = "1" * 64 + ".png"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each lane was drawn."""
    found: Counter[str] = Counter()
    for name in ("ruler", "film", "shots", "keyframes", "coverage", "heat"):
        monkeypatch.setattr(lanes, name, counted(found, name, getattr(lanes, name)))
    return found


def counted(found, name, original):
    def draw(*told):
        found[name] += 1
        return original(*told)

    return draw


@pytest.fixture
def timeline(qtbot) -> Timeline:
    return made_timeline(qtbot)


def made_timeline(qtbot) -> Timeline:
    made = Timeline()
    qtbot.addWidget(made)
    made.resize(1078, made.sizeHint().height())
    made.set_project(project(200, *SHOTS))
    return made


def picture(timeline: Timeline) -> QImage:
    return timeline.strip.grab().toImage()


# ---- the lanes


def test_only_the_lane_that_an_edit_concerns_is_drawn_again(drawn, timeline):
    picture(timeline)
    assert set(drawn) == {"ruler", "film", "shots", "keyframes", "coverage", "heat"}
    for change, concerned in (
        (lambda: timeline.set_project(project(200, shot("a", 0, 40, 10, 20), *SHOTS[1:])), {"keyframes"}),
        (lambda: timeline.set_coverage([range(50)]), {"coverage"}),
        (lambda: timeline.set_coverage(range(50)), set()),
        (lambda: timeline.add_heat(12, 0.1), {"heat"}),
        (lambda: timeline.set_frame(5), set()),
        (lambda: timeline.set_frame(20), {"keyframes"}),
        (lambda: timeline.set_frame(45), {"shots", "keyframes"}),
        (lambda: timeline.set_frame(5), {"shots", "keyframes"}),
        (lambda: timeline._see(3, "thumbnail of original"), {"film"}),
        (lambda: timeline._see(3, "original"), set()),
        (lambda: timeline._look_again("keyframe"), {"keyframes"}),
        (lambda: timeline.set_project(project(200, *SHOTS)), {"keyframes"}),
        (timeline.zoom_in, {"ruler", "film", "shots", "keyframes", "coverage", "heat"}),
    ):
        drawn.clear()
        change()
        picture(timeline)
        assert set(drawn) == concerned


def test_a_stroke_on_a_keyframe_draws_neither_film_nor_shots(drawn, timeline):
    picture(timeline)
    drawn.clear()
    key = Keyframe(frame=10, image=OTHER)
    timeline.set_project(project(200, SHOTS[0].replaced(keyframes=(key,)), *SHOTS[1:]))
    timeline._look_again("keyframe")
    picture(timeline)
    assert dict(drawn) == {"keyframes": 1}


def test_lanes_drawn_one_by_one_are_the_picture_that_is_drawn_at_once(qtbot, timeline):
    def change(one: Timeline) -> None:
        one.set_project(project(200, shot("a", 0, 40, 10, 20), shot("b", 40, 120, 50), shot("c", 120, 200)))
        one.set_coverage([range(30, 90)])
        one.set_heat({frame: 0.02 * (frame % 7) for frame in range(200)})
        one.set_suggested([150])
        one.set_affected([(60, 80)])

    picture(timeline)
    for step in (
        lambda: timeline.set_frame(199),
        lambda: timeline.set_suggested([3, 70, 199]),
        lambda: timeline.set_affected([(0, 200)]),
        timeline.zoom_in,
        lambda: timeline.set_project(project(200, SHOTS[0])),
        timeline.show_all,
        lambda: change(timeline),
        lambda: timeline.set_frame(50),
    ):
        step()
        picture(timeline)
    at_once = made_timeline(qtbot)
    change(at_once)
    at_once.set_frame(50)
    assert picture(timeline) == picture(at_once)


# ---- panels


def test_a_new_keyframe_leaves_the_other_cards_where_they_are(qtbot):
    panel = KeyframesPanel()
    qtbot.addWidget(panel)
    panel.show_shot(shot("a", 0, 40, 10, 30), 1, Fraction(25))
    before = dict(panel._cards)
    panel.show_thumbnail(IMAGE, QImage(20, 10, QImage.Format.Format_RGB32))
    panel.show_shot(shot("a", 0, 40, 10, 20, 30), 1, Fraction(25))
    assert [card.frame for card in panel.cards()] == [10, 20, 30]
    assert {place: card for place, card in panel._cards.items() if place in before} == before
    shown = [panel._rows.itemAt(place).widget() for place in range(3)]
    assert shown == list(panel._cards.values())
    assert panel._cards[10, "color"]._reach.text() == "for frames 0 to 15"
    stops = [stop for card in shown for stop in card.stops]
    assert all(next_stop(one, stops) is other for one, other in pairwise(stops))
    panel.show_shot(shot("a", 0, 40, 20, 30), 1, Fraction(25))
    assert [card.frame for card in panel.cards()] == [20, 30]
    assert panel._cards[20, "color"]._reach.text() == "for frames 0 to 25"
    panel.show_shot(shot("b", 40, 80, 50), 2, Fraction(25))
    assert [card.frame for card in panel.cards()] == [50]
    assert panel._rows.count() == 1


def next_stop(widget: QWidget, stops: list[QWidget]) -> QWidget:
    following = widget.nextInFocusChain()
    while following not in stops:
        following = following.nextInFocusChain()
    return following


def test_a_row_finds_its_height_again_when_its_widgets_change(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    row = FlowRow(holder)
    buttons = [QPushButton("1234567890") for _ in range(4)]
    for button in buttons:
        row.addWidget(button)
    holder.resize(sum(button.sizeHint().width() for button in buttons) + 100, 300)
    holder.show()
    one_line = row.heightForWidth(holder.width())
    assert row.heightForWidth(buttons[0].sizeHint().width() + 4) > 3 * one_line
    narrow = buttons[0].sizeHint().width() * 2 + row.spacing()
    two_lines = row.heightForWidth(narrow)
    assert one_line < two_lines
    for button in buttons[2:]:
        button.hide()
    qtbot.waitUntil(lambda: row.heightForWidth(narrow) == one_line)
    buttons[0].setText("12345678901234567890")
    qtbot.waitUntil(lambda: row.heightForWidth(narrow) == two_lines)
    row.addWidget(QPushButton("1234567890"))
    assert row.heightForWidth(narrow) >= two_lines


# ---- pictures


@pytest.mark.parametrize("size", [(1080, 1920), (481, 855), (484, 862)])
@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_a_picture_changed_in_parts_is_the_picture_made_anew(size, depth):
    random = np.random.default_rng(3)
    pixels = random.integers(0, np.iinfo(depth).max, (*size, 3)).astype(depth)
    live = LivePicture(pixels)
    for _ in range(20):
        left, top = int(random.integers(size[1])), int(random.integers(size[0]))
        reach = int(random.choice([1, 2, 3, 60, 400]))
        rect = Rect(left, top, left + reach, top + reach).within(size)
        pixels[rect.part] = random.integers(0, np.iinfo(depth).max, (rect.height, rect.width, 3))
        live.update(rect)
    for shown, made in zip(live.picture.levels, LivePicture(pixels).picture.levels, strict=True):
        assert np.array_equal(pixels_of(shown), pixels_of(made))


def test_a_mask_changed_in_parts_is_the_mask_made_anew():
    random = np.random.default_rng(4)
    tints = Tints(
        [Mask(id="a", name="a", color="#ff8000", label=1), Mask(id="b", name="b", color="#2060ff", label=7)]
    )
    labels = np.zeros((540, 960), np.uint8)
    live = LiveMask(labels, tints)
    assert not np.asarray(live._pixels).any()
    for _ in range(20):
        left, top, reach = (int(random.integers(most)) for most in (960, 540, 200))
        rect = Rect(left, top, left + reach, top + reach).within(labels.shape)
        labels[rect.part] = random.choice([0, 1, 7])
        live.update(rect)
    assert np.array_equal(live._pixels, LiveMask(labels, tints)._pixels)
    labels[...] = 1
    live.update(whole(labels.shape))
    inside = live.picture.full.pixelColor(480, 270)
    assert inside.alpha() == 128 and (inside.red(), inside.blue()) == (255, 0)
    hidden = LiveMask(labels, Tints([Mask(id="a", name="a", color="#ff8000", label=1)], hidden=[1]))
    assert not np.asarray(hidden._pixels).any()


# ---- garbage


class Node:
    """One half of a circle."""

    other: Node | None = None


def circle() -> weakref.ref[Node]:
    one, other = Node(), Node()
    one.other, other.other = other, one
    return weakref.ref(one)


def test_circles_go_away_in_the_ui_thread_alone(qapp):
    garbage = Garbage()
    garbage.take_over()
    try:
        assert not gc.isenabled()
        gone = circle()
        kept = [[] for _ in range(2000)]
        assert gone() is not None
        garbage.collect()
        assert gone() is None and len(kept) == 2000
    finally:
        garbage.give_back()
    assert gc.isenabled() and gc.get_freeze_count() == 0


def test_a_long_look_waits_until_the_hand_is_lifted(qapp, monkeypatch):
    asked: list[int] = []
    garbage, is_resting = Garbage(), False
    garbage.may_take_long = lambda: is_resting
    monkeypatch.setattr(gc, "collect", asked.append)
    for counts in ((5, 99, 99), (9000, 0, 99), (9000, 99, 0), (9000, 99, 99)):
        monkeypatch.setattr(gc, "get_count", lambda counts=counts: counts)
        garbage.collect()
    assert asked == [0, 1, 1]
    is_resting = True
    garbage.collect()
    assert asked == [0, 1, 1, 2]
