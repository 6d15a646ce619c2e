"""The viewer shows the right pixels at the right place, in every mode, and never goes black while it waits."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.canvas.frame_store import FrameStore
from app.canvas.placement import Placement
from app.canvas.probe import delta_e, lab_of
from app.canvas.view import Compare, Mode, Probe, Viewer
from app.widgets.viewer_bar import told
from engine.project.runs import RunFolder
from tests.app.moving_bars import NumberedSource, numbered

WAIT = 60_000  # only a failure waits this long

RESULT = (200, 120, 40)


@pytest.fixture
def folder(tmp_path) -> RunFolder:
    return RunFolder(tmp_path / "run").create()


@pytest.fixture
def viewer(qtbot, folder) -> Iterator[Viewer]:
    store = FrameStore()
    viewer = Viewer()
    qtbot.addWidget(viewer)
    viewer.resize(800, 600)
    viewer.show()
    viewer.set_store(store)
    store.set_result_of(lambda frame: folder)
    yield viewer
    viewer.set_store(None)
    store.close()


def open_clip(qtbot, viewer: Viewer, source: NumberedSource | None = None, *, frame: int = 7) -> NumberedSource:
    source = source or NumberedSource()
    viewer.store.open(source)
    viewer.set_frame(frame)
    settle(qtbot, viewer, "original")
    return source


def settle(qtbot, viewer: Viewer, *layers: str) -> None:
    store = viewer.store

    def is_there() -> bool:
        for layer in layers:
            picture = store.look(viewer.frame, layer)
            if not store.is_absent(viewer.frame, layer) and (picture is None or not picture.is_exact):
                return False
        return True

    qtbot.waitUntil(is_there, timeout=WAIT)
    QApplication.processEvents()


def at(viewer: Viewer, x: float, y: float) -> QPoint:
    """Return where the middle of clip pixel (x, y) is on the widget."""
    place = viewer.placement.to_view(x + 0.5, y + 0.5)
    return QPoint(int(place.x()), int(place.y()))


def shown(viewer: Viewer, x: float, y: float) -> tuple[int, int, int]:
    color = viewer.grab().toImage().pixelColor(at(viewer, x, y))
    return color.red(), color.green(), color.blue()


def turn_wheel(viewer: Viewer, point: QPoint, amount: int, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    place = QPointF(point)
    event = QWheelEvent(
        place, QPointF(viewer.mapToGlobal(point)), QPoint(), QPoint(0, amount),
        Qt.MouseButton.NoButton, modifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewer, event)


# ---- place and zoom


def test_a_clip_is_fitted_and_stays_fitted(qtbot, viewer):
    open_clip(qtbot, viewer)
    assert viewer.is_fitted
    assert viewer.placement.rect.center() == QPointF(400, 300)
    viewer.resize(500, 500)
    assert (viewer.placement.rect.center() - QPointF(250, 250)).manhattanLength() <= 1
    assert viewer.placement.rect.width() <= 500


@pytest.mark.parametrize("aspect", [Fraction(1), Fraction(16, 11), Fraction(1, 2)])
def test_zooming_keeps_what_is_under_the_pointer(qtbot, viewer, aspect):
    open_clip(qtbot, viewer, NumberedSource(aspect=aspect))
    point = at(viewer, 50, 12)
    before = viewer.placement.to_clip(QPointF(point))
    zooms: list[float] = []
    viewer.zoom_changed.connect(zooms.append)
    for amount in (120, 120, 120, -120, 240):
        turn_wheel(viewer, point, amount)
        after = viewer.placement.to_clip(QPointF(point))
        assert abs(after[0] - before[0]) * viewer.placement.scale_x <= 1  # the corner lies on a whole pixel
        assert abs(after[1] - before[1]) * viewer.placement.scale_y <= 1
    assert len(zooms) == 5
    assert viewer.zoom == pytest.approx(zooms[-1])
    assert not viewer.is_fitted


@given(
    zooms=st.lists(st.floats(0.01, 100), min_size=1, max_size=6),
    x=st.floats(0, 800),
    y=st.floats(0, 600),
    aspect=st.sampled_from([1.0, 16 / 11, 0.5]),
    ratio=st.sampled_from([1.0, 1.25, 2.0]),
)
def test_any_zoom_keeps_its_anchor_and_never_leaves_its_bounds(zooms, x, y, aspect, ratio):
    place = Placement(720, 576, aspect).resized(800, 600, ratio)
    before = place.to_clip(QPointF(x, y))
    least = place.scale_x, place.scale_y
    for zoom in zooms:
        place = place.zoomed(zoom, QPointF(x, y))
        assert 0.02 <= place.zoom <= 64
    # half a device pixel, of the first placement or of the last
    after = place.to_clip(QPointF(x, y))
    for axis, scale in enumerate((place.scale_x, place.scale_y)):
        assert abs(after[axis] - before[axis]) <= 0.51 / ratio * (1 / scale + 1 / least[axis])
    assert place.scale_x / place.scale_y == pytest.approx(aspect)


def test_a_hundred_percent_is_one_screen_pixel_a_line(qtbot, viewer):
    open_clip(qtbot, viewer)
    viewer.zoom_to(1.0)
    assert viewer.placement.rect.height() * viewer.devicePixelRatioF() == 48
    assert shown(viewer, 20, 10) == (20, 10, 7)


def test_a_hundred_percent_is_sharp_in_a_view_of_odd_size(qtbot, viewer):
    viewer.resize(801, 601)
    open_clip(qtbot, viewer)
    viewer.zoom_to(1.0)
    assert shown(viewer, 20, 10) == (20, 10, 7)
    assert shown(viewer, 63, 47) == (63, 47, 7)


def test_wide_pixels_are_shown_wide(qtbot, viewer):
    open_clip(qtbot, viewer, NumberedSource(aspect=Fraction(2)))
    rect = viewer.placement.rect
    assert rect.width() / rect.height() == pytest.approx(2 * 64 / 48)
    viewer.set_pixel_aspect(Fraction(1))
    assert viewer.placement.rect.width() / viewer.placement.rect.height() == pytest.approx(64 / 48)


def test_from_300_percent_on_pixels_are_squares(qtbot, viewer):
    open_clip(qtbot, viewer)
    viewer.zoom_to(9)
    image = viewer.grab().toImage()
    corner = viewer.placement.to_view(20, 10)
    colors = {
        image.pixel(round(corner.x()) + dx, round(corner.y()) + dy) & 0xFFFFFF
        for dx in range(1, 8)
        for dy in (1, 4, 7)
    }
    assert colors == {20 << 16 | 10 << 8 | 7}


def test_dragging_pans_with_the_middle_button_and_with_space(qtbot, viewer):
    open_clip(qtbot, viewer)
    viewer.zoom_to(30)
    toggled: list[int] = []
    viewer.play_toggled.connect(lambda: toggled.append(1))
    before = viewer.placement
    QTest.mousePress(viewer, Qt.MouseButton.MiddleButton, pos=QPoint(400, 300))
    QTest.mouseMove(viewer, QPoint(430, 280))
    QTest.mouseRelease(viewer, Qt.MouseButton.MiddleButton, pos=QPoint(430, 280))
    assert viewer.placement.x == pytest.approx(before.x - 1)
    assert viewer.placement.y == pytest.approx(before.y + 20 / 30)
    QTest.keyPress(viewer, Qt.Key.Key_Space)
    QTest.mousePress(viewer, Qt.MouseButton.LeftButton, pos=QPoint(400, 300))
    QTest.mouseMove(viewer, QPoint(370, 300))
    QTest.mouseRelease(viewer, Qt.MouseButton.LeftButton, pos=QPoint(370, 300))
    QTest.keyRelease(viewer, Qt.Key.Key_Space)
    assert viewer.placement.x == pytest.approx(before.x)
    assert toggled == [], "Space held for panning must not play"
    QTest.keyClick(viewer, Qt.Key.Key_Space)
    assert toggled == [1]


def test_alt_and_shift_wheel_walk(qtbot, viewer):
    open_clip(qtbot, viewer)
    frames, keys = [], []
    viewer.frame_step_requested.connect(frames.append)
    viewer.keyframe_step_requested.connect(keys.append)
    zoom = viewer.zoom
    for amount in (-120, 120, -60, -60):
        turn_wheel(viewer, QPoint(400, 300), amount, Qt.KeyboardModifier.AltModifier)
    turn_wheel(viewer, QPoint(400, 300), -240, Qt.KeyboardModifier.ShiftModifier)
    assert (frames, keys, viewer.zoom) == ([1, -1, 1], [1, 1], zoom)


# ---- the probe


@pytest.mark.parametrize("aspect", [Fraction(1), Fraction(16, 11)])
@pytest.mark.parametrize("zoom", [None, 1.0, 7.3, 20.0])
def test_the_probe_tells_the_pixel_under_the_pointer(qtbot, viewer, folder, aspect, zoom):
    folder.write_frame(7, np.full((48, 64, 3), RESULT, np.uint8))
    open_clip(qtbot, viewer, NumberedSource(aspect=aspect))
    settle(qtbot, viewer, "result")
    if zoom is not None:
        viewer.zoom_to(zoom)
    probes: list[Probe | None] = []
    viewer.probed.connect(probes.append)
    QTest.mouseMove(viewer, at(viewer, 37, 21))
    QTest.mouseMove(viewer, at(viewer, 38, 22))
    probe = probes[-1]
    assert (probe.x, probe.y) == (38, 22)
    assert probe.original == pytest.approx((38 / 255, 22 / 255, 7 / 255))
    assert probe.result == pytest.approx(tuple(value / 255 for value in RESULT))
    assert (probe.lightness, probe.a, probe.b) == pytest.approx(lab_of(probe.original))
    viewer.set_mode(Mode.RESULT)
    assert (probes[-1].lightness, probes[-1].a, probes[-1].b) == pytest.approx(lab_of(probe.result))
    QTest.mouseMove(viewer, QPoint(1, 1))
    if viewer.placement.pixel(QPointF(1, 1)) is None:
        assert probes[-1] is None


def test_in_the_wipe_the_probe_tells_the_side_under_the_pointer(qtbot, viewer, folder):
    folder.write_frame(7, np.full((48, 64, 3), RESULT, np.uint8))
    open_clip(qtbot, viewer)
    viewer.set_mode(Mode.COMPARE)
    settle(qtbot, viewer, "original", "result")
    probes: list[Probe | None] = []
    viewer.probed.connect(probes.append)
    for x, layer, name in ((5, "original", "Original: RGB 5 "), (60, "result", "Result: RGB ")):
        QTest.mouseMove(viewer, at(viewer, x, 20))
        probe = probes[-1]
        assert (probe.layer, probe.shown) == (layer, getattr(probe, layer))
        assert (probe.lightness, probe.a, probe.b) == pytest.approx(lab_of(probe.shown))
        assert name in told(probe)


def test_the_probe_tells_how_far_the_result_is_from_the_keyframe(qtbot, viewer, folder, tmp_path):
    key = tmp_path / "key.png"
    cv2.imwrite(str(key), np.full((48, 64, 3), (40, 120, 210), np.uint8))
    folder.write_frame(7, np.full((48, 64, 3), RESULT, np.uint8))
    viewer.store.set_keyframe_of(lambda frame: key if frame == 7 else None)
    open_clip(qtbot, viewer)
    viewer.set_mode(Mode.RESULT)
    settle(qtbot, viewer, "result", "keyframe")
    probes: list[Probe | None] = []
    viewer.probed.connect(probes.append)
    QTest.mouseMove(viewer, at(viewer, 5, 5))
    one, other = (tuple(value / 255 for value in rgb) for rgb in ((210, 120, 40), RESULT))
    assert probes[-1].delta_e == pytest.approx(delta_e(lab_of(one), lab_of(other)))
    viewer.set_frame(8)
    settle(qtbot, viewer, "original", "result", "keyframe")
    assert probes[-1].delta_e is None


def test_delta_e_is_ciede2000():
    color = pytest.importorskip("skimage.color")
    rng = np.random.default_rng(3)
    labs = rng.uniform((0, -100, -100), (100, 100, 100), (400, 2, 3))
    labs[:20, :, 1:] = 0
    labs[20:40, 0, 1:] = 0
    for one, other in labs:
        assert delta_e(tuple(one), tuple(other)) == pytest.approx(color.deltaE_ciede2000(one, other), abs=1e-6)


# ---- modes


def compare(qtbot, viewer: Viewer, folder: RunFolder, way: Compare) -> None:
    folder.write_frame(7, np.full((48, 64, 3), RESULT, np.uint8))
    open_clip(qtbot, viewer)
    viewer.set_mode(Mode.COMPARE)
    viewer.set_compare(way)
    settle(qtbot, viewer, "original", "result")


def test_a_wipe_shows_the_original_left_and_the_result_right(qtbot, viewer, folder):
    compare(qtbot, viewer, folder, Compare.WIPE)
    for y in (6, 40):
        assert shown(viewer, 20, y) == pytest.approx((20, y, 7), abs=2)
        assert shown(viewer, 45, y) == RESULT


def test_the_wipe_is_dragged_and_turned(qtbot, viewer, folder):
    compare(qtbot, viewer, folder, Compare.WIPE)
    line = viewer.placement.to_view(32, 10).toPoint()
    target = viewer.placement.to_view(50, 10).toPoint()
    QTest.mousePress(viewer, Qt.MouseButton.LeftButton, pos=line)
    QTest.mouseMove(viewer, target)
    QTest.mouseRelease(viewer, Qt.MouseButton.LeftButton, pos=target)
    assert viewer.is_fitted, "the picture moved instead of the wipe"
    assert shown(viewer, 45, 6) == pytest.approx((45, 6, 7), abs=2)
    assert shown(viewer, 55, 6) == RESULT
    rect, area = viewer.placement.rect, viewer.rect().toRectF()
    knob = viewer.wipe.knob(rect, area)
    handle = viewer.wipe.handle(rect, area)
    level = (handle + QPointF(-70, 0)).toPoint()  # a quarter turn: the line lies level, the result below it
    QTest.mousePress(viewer, Qt.MouseButton.LeftButton, pos=knob.toPoint())
    QTest.mouseMove(viewer, level)
    QTest.mouseRelease(viewer, Qt.MouseButton.LeftButton, pos=level)
    for x in (6, 58):
        assert shown(viewer, x, 8) == pytest.approx((x, 8, 7), abs=2)
        assert shown(viewer, x, 40) == RESULT
    QTest.mouseDClick(viewer, Qt.MouseButton.LeftButton, pos=viewer.wipe.handle(rect, area).toPoint())
    assert viewer.wipe.angle == 0


def test_the_handle_can_be_reached_at_any_zoom(qtbot, viewer, folder):
    compare(qtbot, viewer, folder, Compare.WIPE)
    viewer.zoom_to(30)
    QTest.mousePress(viewer, Qt.MouseButton.MiddleButton, pos=QPoint(400, 300))
    QTest.mouseMove(viewer, QPoint(400, 1200))
    QTest.mouseRelease(viewer, Qt.MouseButton.MiddleButton, pos=QPoint(400, 1200))
    handle = viewer.wipe.handle(viewer.placement.rect, viewer.rect().toRectF())
    assert viewer.rect().contains(handle.toPoint())


def test_side_by_side_shows_the_same_place_twice(qtbot, viewer, folder):
    compare(qtbot, viewer, folder, Compare.SIDE_BY_SIDE)
    turn_wheel(viewer, QPoint(600, 300), 240)
    image = viewer.grab().toImage()
    point = at(viewer, 30, 20)
    left, right = image.pixelColor(point), image.pixelColor(point + QPoint(400, 0))
    assert (left.red(), left.green()) == pytest.approx((30, 20), abs=2)
    assert (right.red(), right.green(), right.blue()) == RESULT
    assert viewer.placement.pixel(QPointF(200, 300)) == viewer._pixel_at(QPointF(600, 300))


def test_blinking_changes_sides_about_twice_a_second(qtbot, viewer, folder):
    compare(qtbot, viewer, folder, Compare.BLINK)
    seen = []
    for _ in range(30):
        seen.append(shown(viewer, 30, 20))
        qtbot.wait(50)
    changes = sum(one != other for one, other in pairwise(seen))
    assert 1 <= changes <= 4
    assert RESULT in seen
    viewer.set_mode(Mode.ORIGINAL)
    assert not viewer._blink.isActive()


def test_the_difference_is_shown_eightfold(qtbot, viewer, folder):
    changed = numbered(7)
    changed[:, 32:, 0] += 5
    changed[20:, :, 1] += 100
    folder.write_frame(7, changed)
    open_clip(qtbot, viewer)
    viewer.set_mode(Mode.COMPARE)
    viewer.set_compare(Compare.DIFFERENCE)
    settle(qtbot, viewer, "difference")
    assert shown(viewer, 10, 12) == (0, 0, 0)
    assert shown(viewer, 50, 12) == (40, 0, 0)
    assert shown(viewer, 50, 40) == (40, 255, 0)


def test_the_original_shows_while_its_key_is_held(qtbot, viewer, folder):
    compare(qtbot, viewer, folder, Compare.WIPE)
    viewer.set_hold_original(True)
    assert shown(viewer, 45, 40) == pytest.approx((45, 40, 7), abs=2)
    viewer.set_hold_original(False)
    assert shown(viewer, 45, 40) == RESULT


def test_modes_are_told_once(qtbot, viewer):
    modes, ways, overlays = [], [], []
    viewer.mode_changed.connect(modes.append)
    viewer.compare_changed.connect(ways.append)
    viewer.overlay_changed.connect(overlays.append)
    for mode in (Mode.RESULT, Mode.RESULT, Mode.COMPARE):
        viewer.set_mode(mode)
    viewer.set_compare(Compare.WIPE)
    viewer.set_compare(Compare.BLINK)
    viewer.set_overlay("heat")
    viewer.set_overlay("heat")
    viewer.set_overlay(None)
    assert (modes, ways, overlays) == ([Mode.RESULT, Mode.COMPARE], [Compare.BLINK], ["heat", None])


def test_an_overlay_tints_only_what_the_method_doubts(qtbot, viewer, folder):
    confidence = np.ones((48, 64), np.float32)
    confidence[:, 32:] = 0
    folder.write_frame(7, np.full((48, 64, 3), 100, np.uint8))
    folder.write_confidence(7, confidence)
    open_clip(qtbot, viewer)
    viewer.set_mode(Mode.RESULT)
    viewer.set_overlay("confidence")
    settle(qtbot, viewer, "result", "confidence")
    assert shown(viewer, 12, 30) == (100, 100, 100)
    red, green, blue = shown(viewer, 50, 30)
    assert max(red, green, blue) - min(red, green, blue) > 60


# ---- waiting


def test_a_frame_without_result_shows_the_original(qtbot, viewer):
    open_clip(qtbot, viewer)
    viewer.set_mode(Mode.RESULT)
    settle(qtbot, viewer, "original", "result")
    assert shown(viewer, 30, 30) == pytest.approx((30, 30, 7), abs=2)


def test_while_a_frame_is_decoded_the_last_picture_stays(qtbot, viewer):
    source = open_clip(qtbot, viewer)
    source.gate.clear()
    viewer.set_frame(38)  # far from everything read ahead
    assert shown(viewer, 30, 30)[:2] == pytest.approx((30, 30), abs=2)
    qtbot.wait(250)
    assert viewer._spin.isActive()
    assert shown(viewer, 30, 30)[:2] == pytest.approx((30, 30), abs=2)
    source.gate.set()
    qtbot.waitUntil(lambda: shown(viewer, 30, 30)[2] == 38)
    qtbot.waitUntil(lambda: not viewer._spin.isActive(), timeout=WAIT)


def test_another_clip_does_not_show_the_last_one(qtbot, viewer):
    open_clip(qtbot, viewer)
    other = NumberedSource(width=80)
    other.gate.clear()
    viewer.store.open(other)
    around = viewer.surround()
    assert shown(viewer, 40, 24) == (around.red(), around.green(), around.blue())
    other.gate.set()


def solid(color: tuple[int, int, int]) -> QImage:
    image = QImage(16, 12, QImage.Format.Format_RGB888)
    image.fill(QColor(*color))
    return image


def test_a_preview_shows_until_a_newer_result_is_stored(qtbot, viewer, folder):
    folder.write_frame(7, np.full((48, 64, 3), 10, np.uint8))
    open_clip(qtbot, viewer)
    viewer.set_mode(Mode.RESULT)
    settle(qtbot, viewer, "result")
    assert shown(viewer, 30, 30) == (10, 10, 10)
    viewer.show_preview(7, solid((0, 200, 0)))
    assert shown(viewer, 30, 30) == (0, 200, 0), "an older result hides the running job's preview"
    viewer.set_frame(8)
    settle(qtbot, viewer, "result")
    viewer.set_frame(7)
    settle(qtbot, viewer, "result")
    assert shown(viewer, 30, 30) == (0, 200, 0)
    folder.write_frame(7, np.full((48, 64, 3), RESULT, np.uint8))
    viewer.store.invalidate("result", [7])
    qtbot.waitUntil(lambda: shown(viewer, 30, 30) == RESULT)
    viewer.show_preview(7, solid((0, 0, 250)))
    viewer.clear_previews()
    assert shown(viewer, 30, 30) == RESULT


# ---- files


def test_files_are_dropped_and_the_empty_viewer_is_clicked(qtbot, viewer):
    dropped: list[list[Path]] = []
    asked: list[int] = []
    viewer.files_dropped.connect(dropped.append)
    viewer.open_requested.connect(lambda: asked.append(1))
    assert "drop a film" in viewer.accessibleDescription()
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile("/films/a b.mov"), QUrl("https://example.org/x.mov")])
    event = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, content, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    viewer.dropEvent(event)
    assert dropped == [[Path("/films/a b.mov")]]
    QTest.mouseClick(viewer, Qt.MouseButton.LeftButton, pos=QPoint(400, 300))
    assert asked == [1]
    open_clip(qtbot, viewer)
    QTest.mouseClick(viewer, Qt.MouseButton.LeftButton, pos=QPoint(400, 300))
    assert asked == [1]
    assert viewer.accessibleDescription() == "Frame 7, Original"
