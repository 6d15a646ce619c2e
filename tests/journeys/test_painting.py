"""The artist paints a keyframe in the real window: mouse, pen and keys; nothing painted is ever lost or reordered."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.application import Application
from app.canvas.view import Mode
from app.widgets.numbers import NumberField, WholeField
from engine.media.video import VideoSource
from engine.project.blobs import Blobs
from engine.project.edits import put_keyframe
from engine.project.model import Keyframe
from engine.runtime.errors import MediaError
from tests.journeys.conftest import START
from tests.journeys.test_window import LONG, act, choose_fake, keyframes, open_film, sentences
from tests.material import make_film

FRAMES = 6
LINE = ((20.0, 32.0), (30.0, 34.0), (44.0, 30.0), (60.0, 36.0))
OTHER = ((24.0, 50.0), (50.0, 54.0), (70.0, 50.0))
NONE, SHIFT, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


class Gate:
    """Holds every `put_picture` back while it is closed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = threading.Event()
        self.open.set()
        self.calls = 0
        original = Blobs.put_picture

        def held(blobs: Blobs, image: NDArray[Any]) -> str:
            assert threading.current_thread() is not threading.main_thread() or self.open.is_set()
            self.open.wait(20)
            self.calls += 1
            return original(blobs, image)

        monkeypatch.setattr(Blobs, "put_picture", held)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    made = Gate(monkeypatch)
    yield made
    made.open.set()


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_film(tmp_path / "reel.mp4", FRAMES)


@pytest.fixture
def application(start: START, film: Path, qtbot: QtBot) -> Application:
    made = start()
    open_film(made, film, qtbot)
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow, timeout=LONG)  # keys go to the active window alone
    made.brushes.set(size=10, hardness=80, opacity=100)
    made.color.set(QColor(200, 60, 40))
    return made


def take(application: Application, qtbot: QtBot, tool: str = "tool_brush") -> None:
    act(application, tool)
    qtbot.waitUntil(lambda: ready(application), timeout=LONG)


def ready(application: Application) -> bool:
    sheet = application.painting.sheet()
    return sheet is not None and sheet.is_ready


def at(application: Application, x: float, y: float) -> QPoint:
    return application.window.viewer.placement.to_view(x, y).toPoint()


def stroke(
    application: Application,
    points: tuple[tuple[float, float], ...],
    keys: Qt.KeyboardModifier = NONE,
    lift: bool = True,
) -> None:
    viewer = application.window.viewer
    QTest.mousePress(viewer, LEFT, keys, at(application, *points[0]))
    for point in points[1:]:
        QTest.mouseMove(viewer, at(application, *point))
    if lift:
        QTest.mouseRelease(viewer, LEFT, keys, at(application, *points[-1]))


def settle(application: Application, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: application.painting.is_settled, timeout=LONG)


def seen(application: Application, x: float, y: float) -> tuple[int, int, int]:
    QApplication.processEvents()
    viewer = application.window.viewer
    QTest.mouseMove(viewer, QPoint(1, 1))  # the brush's circle is not the picture
    color = viewer.grab().toImage().pixelColor(at(application, x, y))
    return color.red(), color.green(), color.blue()


def is_red(color: tuple[int, int, int]) -> bool:
    return color[0] > color[1] + 30


def stored(application: Application, frame: int = 0) -> NDArray[Any]:
    folder, shot = application.document.folder, application.document.project.shot_at(frame)
    assert folder is not None and shot is not None
    key = shot.keyframe(frame)
    assert key is not None
    return folder.blobs.read(key.image)


def blob(application: Application, frame: int = 0) -> str | None:
    shot = application.document.project.shot_at(frame)
    key = shot.keyframe(frame) if shot is not None else None
    return None if key is None else key.image


def steps(application: Application) -> list[str]:
    stack = application.document.undo_stack
    return [stack.text(index) for index in range(stack.index())]


def test_a_stroke_is_seen_at_once_and_becomes_one_step_that_can_be_taken_back(
    application: Application, qtbot: QtBot, gate: Gate
) -> None:
    take(application, qtbot)
    begun = steps(application)
    assert application.window.viewer.mode is Mode.KEYFRAME and not keyframes(application)
    gray = seen(application, 40, 32)
    assert len(set(gray)) == 1  # the film is in color; a keyframe begins with its gray
    gate.open.clear()
    stroke(application, LINE)
    assert is_red(seen(application, 44, 31)) and not keyframes(application)  # long before it is stored
    gate.open.set()
    settle(application, qtbot)
    assert keyframes(application) == [0] and steps(application) == [*begun, "Paint"]
    picture, source = stored(application), application.session.source
    assert source is not None and source.facts.luma_weights is not None
    red, blue = source.facts.luma_weights
    luma = picture.astype(np.float64) @ [red, 1 - red - blue, blue]
    assert np.array_equal(np.rint(luma), np.rint(source.read_luma(0).astype(np.float64) * 255))
    painted = blob(application)
    act(application, "undo")
    assert not keyframes(application) and not is_red(seen(application, 44, 31))
    act(application, "redo")
    assert blob(application) == painted and is_red(seen(application, 44, 31))
    assert np.array_equal(application.painting.sheet().raster.pixels, picture)  # type: ignore[union-attr]
    act(application, "tool_look")
    assert application.window.viewer.tool is None and is_red(seen(application, 44, 31))
    assert not sentences(application)


def test_escape_drops_the_stroke_and_then_the_tool_and_leaves_nothing(application: Application, qtbot: QtBot) -> None:
    take(application, qtbot)
    begun, gray = steps(application), seen(application, 44, 31)
    stroke(application, LINE, lift=False)
    assert is_red(seen(application, 44, 31))
    QTest.keyClick(application.window, Qt.Key.Key_Escape)
    assert seen(application, 44, 31) == gray and application.tooling.in_hand == "tool_brush"
    QTest.mouseRelease(application.window.viewer, LEFT, NONE, at(application, 60, 36))
    settle(application, qtbot)
    assert steps(application) == begun and not keyframes(application)
    assert not application.painting.touched().any()  # type: ignore[union-attr]
    QTest.keyClick(application.window, Qt.Key.Key_Escape)
    assert application.tooling.in_hand == "tool_look"
    assert application.window.viewer.mode is Mode.ORIGINAL  # nothing was painted: back to what was looked at


def test_escape_in_a_field_drops_what_was_typed_there_and_keeps_the_tool(
    application: Application, qtbot: QtBot
) -> None:
    take(application, qtbot)
    options, color = application.window.paint_options, application.window.color
    size, lightness = options.findChildren(WholeField)[0], color.findChildren(NumberField)[0]
    for field, before in ((size, size.text()), (lightness, lightness.text())):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, "7")
        QTest.keyClick(field, Qt.Key.Key_Escape)
        assert field.text() == before and not field.hasFocus()
        assert application.tooling.in_hand == "tool_brush"


def test_strokes_made_while_one_is_stored_are_all_kept_in_order(
    application: Application, qtbot: QtBot, gate: Gate
) -> None:
    take(application, qtbot)
    begun = steps(application)
    gate.open.clear()
    stroke(application, LINE)
    act(application, "tool_eraser")
    stroke(application, ((44.0, 30.0), (46.0, 30.0)))
    act(application, "tool_brush")
    stroke(application, OTHER)
    assert not keyframes(application)
    gate.open.set()
    settle(application, qtbot)
    assert steps(application) == [*begun, "Paint", "Erase", "Paint"] and gate.calls == 3
    final = stored(application)
    assert np.array_equal(final, application.painting.sheet().raster.pixels)  # type: ignore[union-attr]
    states = [final]
    for _ in range(2):
        act(application, "undo")
        states.append(stored(application))
        assert np.array_equal(states[-1], application.painting.sheet().raster.pixels)  # type: ignore[union-attr]
    assert is_red(tuple(states[2][30, 45].tolist())) and not is_red(tuple(states[1][30, 45].tolist()))
    assert is_red(tuple(states[0][52, 48].tolist())) and not is_red(tuple(states[1][52, 48].tolist()))


def test_undo_and_new_strokes_while_one_is_stored_keep_their_order(
    application: Application, qtbot: QtBot, gate: Gate
) -> None:
    take(application, qtbot)
    begun = steps(application)
    gate.open.clear()
    stroke(application, LINE)
    stroke(application, OTHER)
    act(application, "undo")
    assert is_red(seen(application, 44, 31)) and not is_red(seen(application, 50, 53))  # at once
    stroke(application, ((80.0, 10.0), (84.0, 30.0)))
    act(application, "undo")
    act(application, "redo")
    gate.open.set()
    settle(application, qtbot)
    assert steps(application) == [*begun, "Paint", "Paint"]
    picture = stored(application)
    assert [is_red(tuple(picture[y, x].tolist())) for x, y in ((44, 31), (50, 53), (82, 20))] == [True, False, True]
    assert np.array_equal(picture, application.painting.sheet().raster.pixels)  # type: ignore[union-attr]


def test_closing_and_saving_amid_storing_lose_nothing(
    application: Application, start: START, qtbot: QtBot, gate: Gate
) -> None:
    take(application, qtbot)
    gate.open.clear()
    stroke(application, LINE)
    act(application, "save")
    gate.open.set()
    qtbot.waitUntil(lambda: keyframes(application) == [0] and not application.document.is_modified, timeout=LONG)
    stroke(application, OTHER)
    stroke(application, ((80.0, 10.0), (84.0, 30.0)), lift=False)  # the pen is still down
    expected = application.painting.sheet().raster.pixels.copy()  # type: ignore[union-attr]
    folder = application.document.folder
    assert folder is not None
    application.close()
    again = start()
    again.opening.open_project(folder.path)
    qtbot.waitUntil(lambda: again.session.source is not None, timeout=LONG)
    assert np.array_equal(stored(again), expected)


def test_another_edit_amid_storing_keeps_both(application: Application, qtbot: QtBot, gate: Gate) -> None:
    take(application, qtbot)
    stroke(application, LINE)
    settle(application, qtbot)
    document = application.document
    gate.open.clear()
    stroke(application, OTHER)
    name = blob(application)
    assert name is not None
    document.edit("Import", put_keyframe(document.project, Keyframe(frame=4, image=name)))  # of the older snapshot
    assert keyframes(application) == [0, 4] and blob(application) == name  # without a wait
    gate.open.set()
    settle(application, qtbot)
    assert keyframes(application) == [0, 4] and blob(application) != name
    assert np.array_equal(stored(application), application.painting.sheet().raster.pixels)  # type: ignore[union-attr]
    assert steps(application)[-2:] == ["Import", "Paint"]


def test_a_stroke_begun_before_the_frame_is_read_is_kept(
    application: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, original = threading.Event(), VideoSource.read_luma

    def slow(source: VideoSource, index: int) -> Any:
        opened.wait(20)
        return original(source, index)

    monkeypatch.setattr(VideoSource, "read_luma", slow)
    act(application, "tool_brush")
    stroke(application, LINE)
    assert not ready(application)
    application.player.set_frame(2)  # and the artist even goes on to another frame
    opened.set()
    settle(application, qtbot)
    assert keyframes(application) == [0] and is_red(tuple(stored(application)[31, 44].tolist()))


def test_a_frame_that_cannot_be_read_is_told_in_a_sentence(
    application: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(source: VideoSource, index: int) -> Any:
        raise MediaError(f"Frame {index} of reel.mp4 is damaged.")

    monkeypatch.setattr(VideoSource, "read_luma", broken)
    act(application, "tool_brush")
    stroke(application, LINE)
    qtbot.waitUntil(lambda: "This frame cannot be painted on." in sentences(application), timeout=LONG)
    assert not keyframes(application) and application.painting.is_settled


def test_a_picture_that_cannot_be_stored_is_told_and_tried_again(
    application: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(application, qtbot)
    original = Blobs.put_picture

    def full(blobs: Blobs, image: NDArray[Any]) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Blobs, "put_picture", full)
    stroke(application, LINE)
    qtbot.waitUntil(lambda: bool(sentences(application)), timeout=LONG)
    assert not keyframes(application) and is_red(seen(application, 44, 31))
    monkeypatch.setattr(Blobs, "put_picture", original)
    (problem,) = application.window.banners.problems()
    problem.fixes[0].act()
    settle(application, qtbot)
    assert keyframes(application) == [0] and not sentences(application)


def test_a_result_is_touched_up_and_what_was_touched_is_known(application: Application, qtbot: QtBot) -> None:
    take(application, qtbot)
    stroke(application, LINE)
    settle(application, qtbot)
    act(application, "tool_look")
    choose_fake(application, steps=FRAMES)
    act(application, "propagate")
    qtbot.waitUntil(lambda: bool(application.document.project.shots[0].chosen), timeout=LONG)
    application.player.set_frame(3)
    application.window.viewer.set_mode(Mode.RESULT)
    seen_by: list[tuple[str, int, bool]] = []

    def finish(keyframe: Keyframe, sheet: Any, touched: NDArray[np.uint8], blobs: Blobs) -> Keyframe:
        seen_by.append((sheet.base, int(touched.max()), touched.mean() < 100))
        return keyframe.replaced(note="touched up")

    application.painting.commits.finish = finish
    take(application, qtbot)
    result = application.painting.sheet().raster.pixels.copy()  # type: ignore[union-attr]
    assert (result[..., 0] > result[..., 2]).mean() > 0.8  # the fake's orange, not the film's gray
    stroke(application, LINE)
    act(application, "tool_restore")
    stroke(application, ((20.0, 32.0), (22.0, 32.0)))
    settle(application, qtbot)
    picture, touched = stored(application, 3), application.painting.touched()
    assert touched is not None and touched[31, 44] == 255 and touched[5, 5] == 0 and touched[32, 21] == 0
    assert np.array_equal(picture[touched == 0], result[touched == 0]) and (picture != result).any()
    assert seen_by[0] == ("result", 255, True)
    key = application.document.project.shots[0].keyframe(3)
    assert key is not None and key.note == "touched up"
    act(application, "undo")
    act(application, "undo")
    assert application.document.project.shots[0].keyframe(3) is None
    assert np.array_equal(application.painting.sheet().raster.pixels, result)  # type: ignore[union-attr]


def test_a_fill_stays_within_what_was_drawn_around(application: Application, qtbot: QtBot) -> None:
    take(application, qtbot, "tool_lasso")
    square = ((20.0, 20.0), (50.0, 20.0), (50.0, 44.0), (20.0, 44.0))
    stroke(application, square)
    assert application.painting.selected is not None
    application.brushes.set(tolerance=100)
    act(application, "tool_fill")
    stroke(application, ((30.0, 30.0),))
    settle(application, qtbot)
    picture = stored(application)
    colored = np.ptp(picture.astype(int), axis=2) > 8
    assert colored[23:41, 23:47].mean() > 0.95 and not colored[:18].any() and not colored[:, 53:].any()
    stroke(application, ((70.0, 50.0),))  # beside it: nothing happens
    settle(application, qtbot)
    assert np.array_equal(stored(application), picture)
    act(application, "tool_lasso")
    stroke(application, ((14.0, 14.0), (36.0, 14.0), (36.0, 50.0), (14.0, 50.0)), ALT)
    act(application, "tool_eraser")
    application.brushes.set(size=200)
    stroke(application, ((40.0, 30.0), (41.0, 30.0)))
    settle(application, qtbot)
    colored = np.ptp(stored(application).astype(int), axis=2) > 8
    assert colored[24:40, 24:33].all() and not colored[24:40, 40:46].any()
    QTest.keyClick(application.window, Qt.Key.Key_Escape)
    assert application.painting.selected is None and application.tooling.in_hand == "tool_eraser"
    act(application, "fill_selection")
    assert any("drawn around" in sentence for sentence in sentences(application))


def test_a_pen_paints_as_hard_as_it_is_pressed_and_its_other_end_erases(
    application: Application, qtbot: QtBot
) -> None:
    take(application, qtbot)
    application.brushes.set(size=24, hardness=100, pressure="size")
    send_pen(application, ((20, 32, 0.2), (48, 32, 0.2), (76, 32, 1.0)))
    settle(application, qtbot)
    touched = application.painting.touched()
    assert touched is not None
    widths = [int((touched[:, x] > 128).sum()) for x in (25, 45, 75)]
    assert widths[0] == pytest.approx(widths[1], abs=1) and widths[2] > 2 * widths[1]
    assert is_red(tuple(stored(application)[32, 60].tolist()))
    send_pen(application, ((60, 32, 1.0), (62, 32, 1.0)), is_eraser=True)
    settle(application, qtbot)
    assert not is_red(tuple(stored(application)[32, 60].tolist())) and steps(application)[-1] == "Erase"


def send_pen(
    application: Application, points: tuple[tuple[float, float, float], ...], *, is_eraser: bool = False
) -> None:
    kind = QPointingDevice.PointerType.Eraser if is_eraser else QPointingDevice.PointerType.Pen
    capabilities = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure
    device = QPointingDevice("pen", 7, QInputDevice.DeviceType.Stylus, kind, capabilities, 1, 1)
    viewer = application.window.viewer
    events = [(QEvent.Type.TabletPress, points[0])]
    events += [(QEvent.Type.TabletMove, point) for point in points[1:]]
    events += [(QEvent.Type.TabletRelease, points[-1])]
    for what, (x, y, pressure) in events:
        place = viewer.placement.to_view(x, y)
        is_move = what is QEvent.Type.TabletMove
        button = Qt.MouseButton.NoButton if is_move else LEFT
        held = Qt.MouseButton.NoButton if what is QEvent.Type.TabletRelease else LEFT
        glob = QPointF(viewer.mapToGlobal(place))
        event = QTabletEvent(what, device, place, glob, pressure, 0, 0, 0, 0, 0, NONE, button, held)
        QApplication.sendEvent(viewer, event)
        assert event.isAccepted()


def test_every_tool_has_its_key_and_digits_mean_opacity_only_with_one_in_hand(
    application: Application, qtbot: QtBot
) -> None:
    window, brushes = application.window, application.brushes
    window.viewer.setFocus()
    QTest.keyClick(window, Qt.Key.Key_5)
    assert brushes.kept.opacity == 100
    tools = {"b": "brush", "e": "eraser", "f": "fill", "d": "lasso", "r": "restore", "c": "pick"}
    for key, tool in tools.items():
        QTest.keyClicks(window, key)
        assert application.tooling.in_hand == f"tool_{tool}" and window.tools.button(f"tool_{tool}").isChecked()
    QTest.keyClicks(window, "b")
    QTest.keyClick(window, Qt.Key.Key_3)
    assert brushes.kept.opacity == 30
    QTest.keyClick(window, Qt.Key.Key_0)
    assert brushes.kept.opacity == 100
    size, hardness = brushes.kept.size, brushes.kept.hardness
    QTest.keyClick(window, Qt.Key.Key_BracketRight)
    assert brushes.kept.size > size
    QTest.keyClick(window, Qt.Key.Key_BracketLeft)
    assert brushes.kept.size == size
    QTest.keyClick(window, Qt.Key.Key_BraceRight)
    assert brushes.kept.hardness == hardness + 10
    front, back = application.color.foreground, application.color.background
    QTest.keyClicks(window, "x")
    assert (application.color.foreground, application.color.background) == (back, front)
    number = window.paint_options.size_.number  # in a field the same keys are text
    number.setFocus()
    QTest.keyClicks(number, "e7")
    assert application.tooling.in_hand == "tool_brush" and brushes.kept.opacity == 100
    window.viewer.setFocus()
    QTest.keyClicks(window, "v")
    assert application.tooling.in_hand == "tool_look" and not window.paint_options.isVisible()


def test_alt_picks_the_color_that_is_seen_and_shift_sets_the_size(application: Application, qtbot: QtBot) -> None:
    take(application, qtbot)
    application.brushes.set(keeps_light=False)
    stroke(application, LINE)
    settle(application, qtbot)
    application.color.set(QColor(1, 2, 3))
    stroke(application, ((44.0, 31.0), (44.0, 31.0)), ALT)
    picked = application.color.foreground
    assert (abs(picked.red() - 200), abs(picked.green() - 60), abs(picked.blue() - 40)) < (4, 4, 4)
    begun = steps(application)
    assert begun[-1] == "Paint"
    stroke(application, ((30.0, 30.0), (40.0, 30.0), (45.0, 30.0)), SHIFT)
    assert application.brushes.kept.size == pytest.approx(40, abs=2)
    settle(application, qtbot)
    assert steps(application) == begun
    assert application.color.history[0] == QColor(200, 60, 40)


def test_what_was_imported_in_place_of_a_painted_picture_is_what_is_painted_on(
    application: Application, qtbot: QtBot
) -> None:
    take(application, qtbot)
    stroke(application, LINE)
    settle(application, qtbot)
    document, folder = application.document, application.document.folder
    assert folder is not None
    green = np.full((64, 96, 3), (20, 200, 20), np.uint8)
    name = folder.blobs.put_picture(green)
    document.edit("Import", put_keyframe(document.project, Keyframe(frame=0, image=name, note="green.png")))
    qtbot.waitUntil(lambda: ready(application), timeout=LONG)
    assert np.array_equal(application.painting.sheet().raster.pixels, green)  # type: ignore[union-attr]
    stroke(application, OTHER)
    settle(application, qtbot)
    assert tuple(stored(application)[10, 10]) == (20, 200, 20)
    key = document.project.shots[0].keyframe(0)
    assert key is not None and key.origin == "painted" and key.note == "green.png"
    act(application, "undo")
    act(application, "undo")
    qtbot.waitUntil(lambda: ready(application) and is_red(seen(application, 44, 31)), timeout=LONG)


def test_how_it_is_painted_is_remembered(application: Application, start: START, qtbot: QtBot) -> None:
    application.brushes.set(size=77, hardness=20, keeps_light=False, pressure="both")
    application.color.note_used()
    application.close()
    again = start()
    kept = again.brushes.kept
    assert (kept.size, kept.hardness, kept.keeps_light, kept.pressure) == (77, 20, False, "both")
    assert again.color.foreground == QColor(200, 60, 40) and again.color.history == (QColor(200, 60, 40),)


CHOICES: tuple[Callable[[Application], object], ...] = (
    lambda a: a.window.paint_options.size_.slider.setValue(100),
    lambda a: a.window.paint_options.opacity.number.setValue(35),
    lambda a: a.window.paint_options.keeps_light.click(),
)


def test_the_line_of_options_sets_what_is_painted_with(application: Application, qtbot: QtBot) -> None:
    take(application, qtbot)
    before = application.brushes.kept
    for choose in CHOICES:
        choose(application)
    kept = application.brushes.kept
    assert kept.size != before.size and kept.opacity == 35 and kept.keeps_light is not before.keeps_light
    assert application.window.actions_["keep_light"].isChecked() is kept.keeps_light
