"""Journey 3 of UX.md: a keyframe scribbled with six colors; besides it palettes, suggestions and the cast."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from app.application import Application
from app.canvas.view import Mode
from engine.color.lab import rgb_to_lab
from engine.project.cast import tie_swatch
from engine.project.edits import put_keyframe
from engine.project.model import Keyframe, Mask
from tests.journeys.conftest import START
from tests.journeys.test_window import LONG, act, answer, open_film, sentences
from tests.material import make_film

FRAMES, AT = 6, 2
WIDTH, HEIGHT = 192, 128
TONES = (40, 90, 140, 190, 65, 165)
COLORS = ("#a04a3c", "#4a7a3c", "#3c5a9a", "#c0a060", "#7a4a8a", "#3c8a8a")


def flat(index: int) -> NDArray[np.uint8]:
    """Six gray patches with a little grain: things that each have one color."""
    gray = np.empty((HEIGHT, WIDTH), np.float64)
    for place, tone in enumerate(TONES):
        down, across = divmod(place, 3)
        gray[down * 64 : down * 64 + 64, across * 64 : across * 64 + 64] = tone
    gray += np.random.default_rng(index).normal(0, 1.5, gray.shape)
    return np.repeat(np.clip(gray, 0, 255).astype(np.uint8)[..., None], 3, 2)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_film(tmp_path / "patches.mp4", FRAMES, (WIDTH, HEIGHT), pictures=[flat(n) for n in range(FRAMES)])


@pytest.fixture
def application(start: START, film: Path, qtbot: QtBot) -> Application:
    made = start()
    open_film(made, film, qtbot)
    made.window.show_workspace("color")
    made.player.set_frame(AT)
    qtbot.waitUntil(lambda: made.store.pixel(AT, "original", 5, 5) is not None, timeout=LONG)
    return made


def draw(application: Application, *places: tuple[float, float]) -> None:
    """Draw a line over the frame with the mouse."""
    viewer = application.window.viewer
    points = [viewer.placement.to_view(*place).toPoint() for place in places]
    QTest.mousePress(viewer, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, points[0])
    for point in points[1:]:
        QTest.mouseMove(viewer, point)
    QTest.mouseRelease(viewer, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, points[-1])


def across(place: int) -> tuple[tuple[float, float], ...]:
    down, right = divmod(place, 3)
    return (right * 64 + 20, down * 64 + 30), (right * 64 + 30, down * 64 + 36), (right * 64 + 44, down * 64 + 32)


def settle(application: Application, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not application.scribbling.is_busy and application.painting.is_settled, timeout=LONG)


def picture(application: Application) -> NDArray[np.uint8]:
    folder, shot = application.document.folder, application.session.project.shot_at(AT)
    assert folder is not None and shot is not None
    key = shot.keyframe(AT)
    assert key is not None
    read: NDArray[np.uint8] = folder.blobs.read(key.image)
    return read


def chroma(application: Application, place: int) -> NDArray[np.float64]:
    """Return the a and b of the middle of a patch."""
    down, right = divmod(place, 3)
    part = rgb_to_lab(picture(application))[down * 64 + 12 : down * 64 + 52, right * 64 + 12 : right * 64 + 52, 1:]
    return np.median(part, (0, 1))


def wanted(color: str) -> NDArray[np.float64]:
    rgb = QColor(color)
    return rgb_to_lab(np.array([[[rgb.red(), rgb.green(), rgb.blue()]]], np.uint8))[0, 0, 1:]


def test_a_keyframe_is_scribbled_with_six_colors(application: Application, qtbot: QtBot) -> None:
    window, stack = application.window, application.document.undo_stack
    window.tools.button("tool_scribble").click()  # the first click; the second is for a color
    for place, color in enumerate(COLORS):
        application.color.set(QColor(color))
        draw(application, *across(place))
    settle(application, qtbot)
    assert stack.count() == 6 and stack.undoText() == "Scribble"
    assert window.viewer.mode is Mode.KEYFRAME
    for place, color in enumerate(COLORS):
        assert np.hypot(*(chroma(application, place) - wanted(color))) < 8, color  # its own, up to the edges
    source = application.session.source
    assert source is not None
    red, blue = source.facts.luma_weights
    luma = picture(application) @ np.array([red, 1 - red - blue, blue])
    assert np.array_equal(np.rint(luma), np.rint(source.read_luma(AT) * 255))  # untouched, to the level
    assert [color.name() for color in application.color.history] == list(reversed(COLORS))

    before = picture(application)
    act(application, "undo")
    settle(application, qtbot)
    assert stack.index() == 5 and np.hypot(*(chroma(application, 5) - wanted(COLORS[5]))) > 8
    application.color.set(QColor(COLORS[5]))
    draw(application, *across(5))  # it is added to the five that are left
    settle(application, qtbot)
    assert stack.count() == 6 and np.array_equal(picture(application), before)


def test_the_quick_answer_is_seen_before_the_keyframe_is_stored(application: Application, qtbot: QtBot) -> None:
    act(application, "tool_scribble")
    application.color.set(QColor("#a04a3c"))
    with qtbot.waitSignal(application.scribbling.answered, timeout=LONG):
        draw(application, *across(0))
    shown = application.scribbling.shown(AT, "keyframe")
    assert shown is not None and shown.picture is not None
    settle(application, qtbot)
    assert application.session.project.shots[0].keyframe(AT) is not None


def test_protection_keeps_a_part_as_it_is_and_can_be_taken_back(application: Application, qtbot: QtBot) -> None:
    stack = application.document.undo_stack
    act(application, "tool_protect")
    draw(application, *across(5))
    settle(application, qtbot)
    assert stack.count() == 0 and len(application.scribbling.guards) == 1  # nothing to protect from yet
    act(application, "tool_scribble")
    application.color.set(QColor("#a04a3c"))
    draw(application, *across(0))
    settle(application, qtbot)
    assert np.hypot(*chroma(application, 5)) < 4 and np.hypot(*chroma(application, 0)) > 20
    act(application, "undo")
    settle(application, qtbot)
    assert len(application.scribbling.guards) == 1
    act(application, "undo")
    assert len(application.scribbling.guards) == 0


def test_on_a_finished_picture_a_scribble_changes_what_it_is_drawn_in_alone(
    application: Application, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted = flat(AT).astype(np.float64)
    painted[:64] *= (1.0, 0.8, 0.6)
    painted[64:] *= (0.7, 0.9, 1.0)
    path = tmp_path / "painted.png"
    cv2.imwrite(str(path), painted.astype(np.uint8)[..., ::-1])
    answer(monkeypatch, "getOpenFileName", path)
    act(application, "import_picture")
    qtbot.waitUntil(lambda: bool(application.window.keyframes.cards()), timeout=LONG)
    before = [chroma(application, place) for place in range(6)]
    act(application, "tool_scribble")
    application.color.set(QColor("#3c5a9a"))
    draw(application, *across(1))
    settle(application, qtbot)
    moved = [float(np.hypot(*(chroma(application, place) - before[place]))) for place in range(6)]
    assert moved[1] > 15 and max(moved[:1] + moved[2:]) < 3


def test_esc_drops_the_stroke_that_is_being_drawn(application: Application, qtbot: QtBot) -> None:
    act(application, "tool_scribble")
    viewer = application.window.viewer
    start, end = (viewer.placement.to_view(*place).toPoint() for place in across(0)[:2])
    QTest.mousePress(viewer, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(viewer, end)
    act(application, "leave_tool")
    QTest.mouseRelease(viewer, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    qtbot.wait(50)
    assert not application.scribbling.is_busy and application.document.undo_stack.count() == 0


def test_colors_are_suggested_where_a_stroke_begins(application: Application, qtbot: QtBot) -> None:
    panel = application.window.color
    qtbot.waitUntil(lambda: panel.palettes.count() > 8, timeout=LONG)
    act(application, "tool_scribble")
    application.color.set(QColor("#a04a3c"))
    draw(application, *across(0))
    settle(application, qtbot)
    qtbot.waitUntil(lambda: bool(panel.suggested.chips), timeout=LONG)
    assert 3 <= len(panel.suggested.chips) <= 10
    act(application, "tool_pick")
    draw(application, (30, 30))
    qtbot.waitUntil(lambda: any("Keyframe" in chip.told for chip in panel.suggested.chips), timeout=LONG)
    application.player.set_frame(AT + 1)
    assert not panel.suggested.chips


def test_a_palette_is_taken_from_a_picture_kept_and_removed(
    application: Application, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = application.window.color
    qtbot.waitUntil(lambda: panel.palettes.count() > 8, timeout=LONG)
    count = panel.palettes.count()
    path = tmp_path / "Painting.png"
    cv2.imwrite(str(path), np.hstack([np.full((40, 60, 3), c, np.uint8) for c in ((40, 60, 180), (160, 120, 40))]))
    answer(monkeypatch, "getOpenFileName", path)
    panel.from_picture.click()
    qtbot.waitUntil(lambda: panel.palettes.count() == count + 1, timeout=LONG)
    assert panel.palettes.currentText() == "Painting"
    assert {chip.color.name() for chip in panel.palette_grid.chips} == {"#b43c28", "#2878a0"}
    assert list((application.folders.config / "palettes").glob("*.json"))
    panel.remove_palette.click()
    qtbot.waitUntil(lambda: panel.palettes.count() == count, timeout=LONG)
    path.write_text("no picture")
    panel.from_picture.click()
    qtbot.waitUntil(lambda: any("No palette can be taken" in each for each in sentences(application)), timeout=LONG)


def test_the_cast_is_made_tied_checked_and_undone(
    application: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, document = application.window.color, application.document
    act(application, "tool_scribble")
    application.color.set(QColor("#a04a3c"))
    draw(application, *across(0))
    settle(application, qtbot)
    application.color.set(QColor("#2f5fc0"))
    monkeypatch.setattr(QInputDialog, "getText", staticmethod(lambda *_: ("Anna's coat", True)))
    panel.add.click()
    assert [swatch.name for swatch in document.project.cast] == ["Anna's coat"] and not panel.check.isEnabled()
    monkeypatch.setattr(QInputDialog, "getMultiLineText", staticmethod(lambda *_: ("blue wool\n(museum)", True)))
    panel.cast.note_requested.emit(document.project.cast[0].id)
    assert (
        document.project.cast[0].note == "blue wool\n(museum)"
        and document.undo_stack.undoText() == "Write a note on a color"
    )
    assert panel.cast.told(document.project.cast[0]).endswith("blue wool (museum)")
    panel.add.click()
    assert any("named Anna's coat already" in each for each in sentences(application))
    labels = np.zeros((HEIGHT, WIDTH), np.uint8)
    labels[:64, :64] = 1
    folder = document.folder
    assert folder is not None
    blob = folder.blobs.put_mask(labels)
    project = document.project.replaced(masks=(Mask(id="m1", name="Coat", color="#ff0000"),))
    project = put_keyframe(project, Keyframe(frame=AT, image=blob, kind="mask"))
    document.edit("Objects", tie_swatch(project, project.cast[0].id, ["m1"]))
    panel.check.click()
    qtbot.waitUntil(lambda: "off by more than 5 dE" in panel.checked.text(), timeout=LONG)
    told = panel.cast.told(document.project.cast[0])
    assert told.startswith("Coat") and "Drifts in shot 1" in told
    application.player.set_frame(0)
    menu = panel.cast.menu_of(document.project.cast[0].id)
    assert menu is not None
    menu.actions()[0].trigger()
    assert application.player.frame == AT
    panel.cast.recolor_requested.emit(document.project.cast[0].id)
    application.color.set(QColor("#a04a3c"))
    panel.cast.recolor_requested.emit(document.project.cast[0].id)
    assert "check again" in panel.checked.text()
    panel.check.click()
    qtbot.waitUntil(lambda: "All is well" in panel.checked.text(), timeout=LONG)
    panel.cast.remove_requested.emit(document.project.cast[0].id)
    assert not document.project.cast
    act(application, "undo")
    assert [swatch.name for swatch in document.project.cast] == ["Anna's coat"]
