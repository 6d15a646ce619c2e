"""The frame store shows the right frame, never waits in the UI thread, stays in its budget and ends its threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtGui import QImage

from app.canvas import layers
from app.canvas.frame_store import FrameStore
from app.canvas.mask_look import MaskLook
from engine.media.masks import encode_mask
from engine.project.model import Mask, Project
from engine.project.runs import RunFolder
from tests.app.moving_bars import NumberedSource, numbered

WAIT = 60_000  # only a failure waits this long


@pytest.fixture
def store(qtbot) -> Iterator[FrameStore]:
    store = FrameStore(budget=8 << 20)
    yield store
    store.close()


def rgb(image: QImage, x: int, y: int) -> tuple[int, int, int]:
    color = image.pixelColor(x, y)
    return color.red(), color.green(), color.blue()


def wait_for(qtbot, store: FrameStore, frame: int, layer: str = "original"):
    def is_settled() -> bool:
        picture = store.look(frame, layer)
        return (picture is not None and picture.is_exact) or store.is_absent(frame, layer)

    qtbot.waitUntil(is_settled, timeout=WAIT)
    return store.look(frame, layer)


def test_every_frame_is_the_right_one_in_any_order(qtbot, store):
    store.open(NumberedSource())
    for frame in (7, 3, 39, 0, 21):
        assert rgb(wait_for(qtbot, store, frame).full, 5, 9) == (5, 9, frame)


def test_the_first_ask_returns_at_once_and_the_picture_comes_as_a_signal(qtbot, store):
    source = NumberedSource()
    source.gate.clear()
    store.open(source)
    began = time.monotonic()
    assert store.picture(4, "original") is None
    assert store.thumbnail(4, 24) is None
    assert time.monotonic() - began < 1  # the source would hold a read for twenty seconds
    with qtbot.waitSignal(store.arrived, check_params_cb=lambda frame, layer: (frame, layer) == (4, "original")):
        source.gate.set()
    assert rgb(store.picture(4, "original"), 1, 2) == (1, 2, 4)


def test_the_cache_stays_within_its_budget_and_keeps_what_was_looked_at_last(qtbot, store):
    one = 320 * 240 * 4
    store._cache.budget = 10 * one + 100
    store.open(NumberedSource(100, 320, 240))
    for frame in range(40):
        wait_for(qtbot, store, frame)
        assert store.held_bytes <= 10 * one + 100
    source_reads = len(store._source.read_frames)
    assert store.look(39, "original").is_exact
    assert store.look(38, "original").is_exact
    assert len(store._source.read_frames) == source_reads, "the last looked at frames had to be read again"


def test_reading_ahead_leaves_room_for_the_frame_looked_at(qtbot, store):
    one = 320 * 240 * 4
    store._cache.budget = 12 * one
    store.open(NumberedSource(100, 320, 240))
    wait_for(qtbot, store, 50)
    store.prefetch_around(50, 1)
    qtbot.waitUntil(lambda: len(store._source.read_frames) >= 3, timeout=WAIT)
    qtbot.wait(100)
    assert store.look(50, "original") is not None
    assert store.look(51, "original") is not None
    assert store.held_bytes <= 12 * one


def test_of_a_fast_scrub_the_newest_place_comes_first(qtbot, store):
    source = NumberedSource(200)
    source.gate.clear()
    store.open(source)
    for frame in range(100):
        store.picture(frame, "original")
    source.gate.set()
    wait_for(qtbot, store, 99)
    assert source.read_frames.index(99) <= 1, "frames that were left long ago were decoded first"
    assert len(source.read_frames) <= 6, "frames that were left long ago were decoded at all"


def test_a_proxy_shows_first_and_the_exact_picture_replaces_it(qtbot, store):
    source, proxy = NumberedSource(), NumberedSource(width=32, height=24)
    source.gate.clear()
    store.open(source, proxy)
    qtbot.waitUntil(lambda: store.look(8, "original") is not None)
    shown = store.look(8, "original")
    assert not shown.is_exact
    assert shown.full.width() == 32
    assert store.pixel(8, "original", 5, 9) is None, "a proxy's pixel is not the clip's"
    source.gate.set()
    assert wait_for(qtbot, store, 8).full.width() == 64
    assert store.pixel(8, "original", 5, 9) == pytest.approx((5 / 255, 9 / 255, 8 / 255))


def test_a_frame_the_proxy_lacks_comes_from_the_source(qtbot, store):
    store.open(NumberedSource(), NumberedSource(10, 32, 24))
    assert wait_for(qtbot, store, 30).full.width() == 64


@pytest.mark.parametrize(("depth", "expected"), [(np.uint16, 100), (np.float32, 168)])
def test_deep_pictures_show_in_eight_bits_and_probe_in_full(qtbot, store, depth, expected):
    # 100/255 linear is 168/255 after the sRGB curve
    store.open(NumberedSource(width=128, depth=depth))
    picture = wait_for(qtbot, store, 0)
    assert rgb(picture.full, 100, 0)[0] == expected
    assert store.pixel(0, "original", 100, 0)[0] == pytest.approx(expected / 255, abs=0.002)


def test_sixteen_bits_are_not_rounded_to_eight_by_the_probe(qtbot, store):
    class Fine(NumberedSource):
        def read(self, index):
            return np.full((48, 64, 3), 1000, np.uint16)

    store.open(Fine())
    wait_for(qtbot, store, 0)
    assert store.pixel(0, "original", 3, 3)[0] == pytest.approx(1000 / 65535, abs=1e-6)


def test_a_result_comes_from_its_run_and_again_after_it_is_invalidated(qtbot, store, tmp_path):
    folder = RunFolder(tmp_path / "run").create()
    folder.write_frame(3, np.full((48, 64, 3), (200, 100, 50), np.uint8))
    store.set_result_of(lambda frame: folder)
    store.open(NumberedSource())
    assert rgb(wait_for(qtbot, store, 3, "result").full, 0, 0) == (200, 100, 50)
    assert wait_for(qtbot, store, 4, "result") is None
    assert store.is_absent(4, "result")

    folder.write_frame(3, np.full((48, 64, 3), (10, 20, 30), np.uint8))
    folder.write_frame(4, np.full((48, 64, 3), (1, 2, 3), np.uint8))
    assert rgb(store.picture(3, "result"), 0, 0) == (200, 100, 50)
    store.invalidate("result", [3, 4])
    assert store.picture(3, "result") is not None, "the old picture vanished before the new one was there"
    assert rgb(wait_for(qtbot, store, 3, "result").full, 0, 0) == (10, 20, 30)
    assert rgb(wait_for(qtbot, store, 4, "result").full, 0, 0) == (1, 2, 3)


def test_another_run_takes_the_place_of_the_shown_one(qtbot, store, tmp_path):
    one, other = RunFolder(tmp_path / "one").create(), RunFolder(tmp_path / "other").create()
    one.write_frame(0, np.full((48, 64, 3), 10, np.uint8))
    store.open(NumberedSource())
    store.set_result_of(lambda frame: one)
    wait_for(qtbot, store, 0, "result")
    store.set_result_of(lambda frame: other)
    qtbot.waitUntil(lambda: store.look(0, "result") is None and store.is_absent(0, "result"))


def test_a_picture_outdated_while_it_is_read_is_read_again(qtbot, store, tmp_path):
    began, go_on = threading.Event(), threading.Event()
    values = [10, 20]

    class Slow(RunFolder):
        def read_frame(self, frame):
            value = values[0]
            began.set()
            assert go_on.wait(20)
            return np.full((48, 64, 3), value, np.uint8)

    store.open(NumberedSource())
    store.set_result_of(lambda frame: Slow(tmp_path))
    store.picture(0, "result")
    assert began.wait(10)
    values.pop(0)
    store.invalidate("result", [0])
    go_on.set()
    assert rgb(wait_for(qtbot, store, 0, "result").full, 0, 0) == (20, 20, 20)


def test_keyframe_confidence_difference_and_heat(qtbot, store, tmp_path):
    key = tmp_path / "key.png"
    cv2.imwrite(str(key), np.full((48, 64, 3), (30, 60, 90), np.uint8))  # BGR
    folder = RunFolder(tmp_path / "run").create()
    confidence = np.ones((24, 32), np.float32)
    confidence[:, 16:] = 0
    folder.write_confidence(5, confidence)
    folder.write_frame(5, numbered(5) + np.uint8(2))
    folder.write_frame(4, numbered(4))
    store.open(NumberedSource())
    store.set_keyframe_of(lambda frame: key if frame == 5 else None)
    store.set_result_of(lambda frame: folder)
    assert rgb(wait_for(qtbot, store, 5, "keyframe").full, 9, 9) == (90, 60, 30)
    assert wait_for(qtbot, store, 6, "keyframe") is None
    overlay = wait_for(qtbot, store, 5, "confidence").full
    width, line = overlay.width(), overlay.height() // 2
    assert {overlay.pixelColor(x, line).alpha() for x in range(width // 4)} == {0}
    guessed = {overlay.pixelColor(x, line).alpha() for x in range(3 * width // 4, width)}
    assert len(guessed) == 2 and max(guessed) > 150 > 100 > min(guessed)  # hatched: not told by color alone
    assert rgb(wait_for(qtbot, store, 5, "difference").full, 9, 9) == (16, 16, 16)
    heat = wait_for(qtbot, store, 5, "heat").full
    assert heat.hasAlphaChannel()
    assert wait_for(qtbot, store, 4, "heat") is None, "frame 3 has no result to compare with"


def look(*objects: tuple[str, int, tuple[int, ...]]) -> MaskLook:
    """Return the look of objects: (color, label, labels that were merged into it)."""
    made = [Mask(id=f"o{label}", name="", color=color, label=label, also=also) for color, label, also in objects]
    return MaskLook(Project(masks=tuple(made)))


def halves(left: int, right: int) -> np.ndarray:
    mask = np.full((48, 64), left, np.uint8)
    mask[:, 32:] = right
    return mask


RED, BLUE, GREEN = "#ff0000", "#0000ff", "#00ff00"


def test_a_recolored_object_outdates_only_the_masks_it_is_in(qtbot, store, tmp_path):
    folder, key = RunFolder(tmp_path / "run").create(), tmp_path / "key.png"
    folder.write_frame(0, numbered(0))
    folder.write_frame(1, numbered(1))
    folder.write_mask(2, halves(1, 0))
    folder.write_mask(3, halves(2, 0))
    key.write_bytes(encode_mask(halves(1, 0)))
    store.open(NumberedSource())
    store.set_result_of(lambda frame: folder)
    store.set_other_of(lambda frame: folder)
    store.set_keyframe_of(lambda frame: key)
    store.set_mask_look(look((RED, 1, ()), (BLUE, 2, ())))
    names = "result", "other", "keyframe", "heat", "difference", "confidence"
    for name in names:
        for frame in range(4):
            wait_for(qtbot, store, frame, name)
    assert rgb(store.picture(2, "result"), 9, 9) == (132, 4, 1)  # half of it the frame's (9, 9, 2)

    told: list[str] = []
    store.outdated.connect(told.append)

    def stamps() -> dict[tuple[str, int], int]:
        return {(name, frame): store.stamp(frame, name) for name in names for frame in range(4)}

    before = stamps()
    store.set_mask_look(look((RED, 1, ()), (BLUE, 2, ()), (GREEN, 3, ())))
    assert stamps() == before and not told, "a new object is in no picture yet"
    store.set_mask_look(look((GREEN, 1, ()), (BLUE, 2, ()), (GREEN, 3, ())))
    changed = {place for place, stamp in stamps().items() if stamp != before[place]}
    assert changed == {("result", 2), ("other", 2), *(("keyframe", frame) for frame in range(4))}
    for name, frame in changed:
        assert rgb(wait_for(qtbot, store, frame, name).full, 9, 9)[1] > 120


def test_a_removed_object_goes_from_results_and_merged_ones_are_one(qtbot, store, tmp_path):
    folder = RunFolder(tmp_path / "run").create()
    folder.write_mask(0, halves(1, 2))
    store.open(NumberedSource())
    store.set_result_of(lambda frame: folder)
    red, green, white = (128, 0, 0), (0, 128, 0), (255, 255, 255)

    def drawn(x: int) -> tuple[int, int, int]:
        color = rgb(wait_for(qtbot, store, 0, "result").full, x, 0)
        return color if color in (white, (x, 0, 0)) else tuple(128 if value > 100 else 0 for value in color)

    picture = wait_for(qtbot, store, 0, "result").full
    assert (rgb(picture, 9, 0), rgb(picture, 50, 0)) == ((68, 0, 0), (25, 64, 0))  # as in DAVIS: no objects yet
    store.set_mask_look(look((RED, 1, ()), (GREEN, 2, ())))
    assert (drawn(9), drawn(31), drawn(50)) == (red, white, green)
    store.set_mask_look(look((RED, 1, ())))
    assert (drawn(9), drawn(31), drawn(50)) == (red, white, (50, 0, 0))
    store.set_mask_look(look((RED, 1, (2,))))
    assert (drawn(9), drawn(31), drawn(50)) == (red, red, red)


def test_a_mask_that_is_drawn_while_the_colors_change_gets_the_new_ones(qtbot, store, tmp_path, monkeypatch):
    began, go_on = threading.Event(), threading.Event()
    real = layers.mask_over

    def slow(*given):
        began.set()
        assert go_on.wait(20)
        return real(*given)

    monkeypatch.setattr(layers, "mask_over", slow)
    folder = RunFolder(tmp_path / "run").create()
    folder.write_mask(0, halves(1, 0))
    store.open(NumberedSource())
    store.set_result_of(lambda frame: folder)
    store.set_mask_look(look((RED, 1, ())))
    store.picture(0, "result")
    assert began.wait(10)
    store.set_mask_look(look((BLUE, 1, ())))
    go_on.set()
    assert rgb(wait_for(qtbot, store, 0, "result").full, 9, 9)[2] > 120


def test_heat_is_clear_where_color_moves_with_the_picture_and_hot_where_it_flickers(qtbot):
    from app.canvas.layers import heat_overlay

    noise = np.random.default_rng(1).integers(0, 255, (20, 26), np.uint8)
    scene = cv2.resize(noise, (260, 200), interpolation=cv2.INTER_CUBIC)
    before, now = (np.repeat(scene[20:180, at : at + 220, None], 3, axis=2) for at in (10, 13))
    tint = np.array([1, 0.8, 0.6])
    moved = [(image * tint).astype(np.uint8) for image in (now, before)]
    steady = heat_overlay(now, before, *moved).full
    flickering = moved[0].copy()
    flickering[:, 110:] = np.clip(flickering[:, 110:].astype(int) + 60, 0, 255).astype(np.uint8)
    hot = heat_overlay(now, before, flickering, moved[1]).full
    assert steady.pixelColor(60, 80).alpha() < 110
    assert hot.pixelColor(60, 80).alpha() < 110
    assert hot.pixelColor(170, 80).alpha() > 200


def test_thumbnails_have_the_shape_of_the_picture(qtbot, store):
    from fractions import Fraction

    store.open(NumberedSource(aspect=Fraction(2)))
    qtbot.waitUntil(lambda: store.thumbnail(7, 24) is not None)
    small = store.thumbnail(7, 24)
    assert (small.width(), small.height()) == (64, 24)
    assert rgb(small, 30, 10)[2] == 7


def test_a_damaged_frame_is_said_once_and_the_next_one_is_shown(qtbot, store):
    store.open(NumberedSource(bad=frozenset({3})))
    with qtbot.waitSignal(store.failed) as said:
        store.picture(3, "original")
    assert said.args == ["Frame 3 of numbered.mov is damaged."]
    assert store.reason(3, "original") == "Frame 3 of numbered.mov is damaged."
    reads = len(store._source.read_frames)
    assert store.picture(3, "original") is None
    qtbot.wait(50)
    assert len(store._source.read_frames) == reads, "a damaged frame was read again and again"
    assert wait_for(qtbot, store, 4) is not None


def test_the_exact_length_is_told_once_indexed(qtbot, store):
    source = NumberedSource(123)
    source.is_indexed = False
    lengths: list[int] = []
    store.length_known.connect(lengths.append)
    store.open(source)
    qtbot.wait(250)
    assert lengths == []
    source.is_indexed = True
    qtbot.waitUntil(lambda: lengths == [123], timeout=WAIT)


def test_another_clip_never_shows_a_picture_of_the_last(qtbot, store):
    slow = NumberedSource(width=128)
    slow.gate.clear()
    store.open(slow)
    store.picture(3, "original")
    store.open(NumberedSource(width=64))
    slow.gate.set()
    assert wait_for(qtbot, store, 3).full.width() == 64
    qtbot.wait(50)
    assert store.look(3, "original").full.width() == 64


def test_closing_leaves_no_thread_and_no_bytes(qtbot, tmp_path: Path):
    store = FrameStore()
    store.open(NumberedSource())
    for frame in range(20):
        store.picture(frame, "original")
        store.thumbnail(frame, 20)
    store.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("tintloom-")]
    assert store.held_bytes == 0
    assert store.picture(0, "original") is None
