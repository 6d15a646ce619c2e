"""Journey 9: click an object, track it both ways, repair one frame, track on from there, export the masks."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QColorDialog, QFileDialog
from pytestqt.qtbot import QtBot

from app.application import Application
from app.flows import pictures
from engine.media.masks import encode_mask, read_mask
from engine.metrics.segmentation import region_similarity
from engine.project.shown import mask_of
from tests.journeys.conftest import START
from tests.journeys.test_window import LONG, act, chosen, open_film, sentences
from tests.material import make_film

FRAMES, HEIGHT, WIDTH = 6, 120, 160
Labels = NDArray[np.uint8]
PLAIN = Qt.KeyboardModifier.NoModifier


def disk(frame: int) -> NDArray[np.bool_]:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    return np.asarray(np.hypot(columns - 60 - 3 * frame, rows - 60) < 24, np.bool_)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A bright disk crosses a textured ground, with grain."""
    noise = cv2.GaussianBlur(np.random.default_rng(1).normal(size=(HEIGHT, WIDTH)), (0, 0), 4)
    ground = 90 + 14 * noise / noise.std()
    pictures = []
    for frame in range(FRAMES):
        picture = np.where(disk(frame), 195, ground) + np.random.default_rng(frame).normal(0, 3, ground.shape)
        pictures.append(np.repeat(np.clip(picture, 0, 255).astype(np.uint8)[..., None], 3, 2))
    return make_film(tmp_path / "reel.mp4", pictures=pictures)


def masks(application: Application) -> list[Labels | None]:
    """Return the mask of every frame as the project has it, and as an export writes it."""
    folder = application.document.folder
    assert folder is not None
    of = mask_of(folder, application.document.project)
    return [of(frame) for frame in range(FRAMES)]


def settle(application: Application, qtbot: QtBot) -> None:
    masking = application.masking
    qtbot.waitUntil(lambda: not masking.clicking.waiting and masking.sheets.is_settled, timeout=LONG)
    qtbot.waitUntil(lambda: masking.sheets.sheet is not None, timeout=LONG)


def click(application: Application, qtbot: QtBot, x: float, y: float, *, takes: bool = False) -> None:
    viewer = application.window.viewer
    button = Qt.MouseButton.RightButton if takes else Qt.MouseButton.LeftButton
    QTest.mouseClick(viewer, button, PLAIN, _view(application, x, y))
    settle(application, qtbot)


def stroke(application: Application, qtbot: QtBot, start: tuple[float, float], end: tuple[float, float]) -> None:
    viewer, left = application.window.viewer, Qt.MouseButton.LeftButton
    QTest.mousePress(viewer, left, PLAIN, _view(application, *start))
    for step in range(1, 6):
        place = [a + (b - a) * step / 5 for a, b in zip(start, end, strict=True)]
        QTest.mouseMove(viewer, _view(application, *place))
    QTest.mouseRelease(viewer, left, PLAIN, _view(application, *end))
    settle(application, qtbot)


def _view(application: Application, x: float, y: float) -> QPoint:
    return application.window.viewer.placement.to_view(x, y).toPoint()


def track(application: Application, qtbot: QtBot, direction: str) -> None:
    act(application, f"track_{direction}")
    qtbot.waitUntil(lambda: application.running.is_busy, timeout=LONG)
    qtbot.waitUntil(lambda: not application.running.is_busy, timeout=LONG)


def test_journey_9(start: START, film: Path, qtbot: QtBot, tmp_path: Path) -> None:
    application = start()
    open_film(application, film, qtbot)
    application.player.set_frame(2)
    act(application, "mask_mode")
    settle(application, qtbot)
    assert application.window.viewer.mask_layer.is_shown and application.window.actions_["mask_mode"].isChecked()
    steps = application.document.undo_stack.count()
    click(application, qtbot, 66, 60)
    assert application.document.undo_stack.count() == steps + 1
    (found,) = application.document.project.masks
    assert (found.name, found.label) == ("Object 1", 1) and application.window.masks.current == found.id
    made = masks(application)[2]
    assert made is not None and region_similarity(made == 1, disk(2)) > 0.85

    track(application, qtbot, "both")
    first = masks(application)
    for frame, mask in enumerate(first):
        assert mask is not None and region_similarity(mask == 1, disk(frame)) > 0.7, frame
    assert application.store.look(0, "mask") is not None or not application.store.is_absent(0, "mask")

    application.player.set_frame(4)
    act(application, "mask_brush")
    application.brushes.set(size=14)
    settle(application, qtbot)
    stroke(application, qtbot, (20, 100), (60, 100))
    repaired = masks(application)[4]
    assert repaired is not None and repaired[100, 40] == 1 and repaired[60, 72] == 1
    track(application, qtbot, "forward")
    second = masks(application)
    for frame in range(FRAMES):
        assert np.array_equal(first[frame], second[frame]) is (frame < 4), frame  # type: ignore[arg-type]
    assert not any("still shows its picture" in sentence for sentence in sentences(application)), "it shows masks"
    assert [(start, stop) for _, start, stop in chosen(application)] == [(0, 4), (4, FRAMES)]
    act(application, "undo")  # of the tracking alone: the repaired frame stays
    assert np.array_equal(masks(application)[5], first[5]) and np.array_equal(masks(application)[4], repaired)  # type: ignore[arg-type]
    act(application, "redo")

    act(application, "export_masks")
    deliver, out = application.window.deliver, tmp_path / "out"
    assert application.window.workspace == "deliver" and deliver.form.values()["content"] == "masks"
    out.mkdir()
    deliver.set_folder(out)
    deliver.request()
    qtbot.waitUntil(lambda: any("was written" in sentence for sentence in sentences(application)), timeout=LONG)
    written = sorted(out.rglob("*.png"))
    assert len(written) == FRAMES
    for path, mask in zip(written, second, strict=True):
        assert mask is not None and np.array_equal(read_mask(path), mask)


def test_every_way_to_change_a_mask_is_one_step_of_undo(start: START, film: Path, qtbot: QtBot) -> None:
    application = start()
    open_film(application, film, qtbot)
    act(application, "mask_mode")
    settle(application, qtbot)
    stack = application.document.undo_stack
    click(application, qtbot, 60, 60)
    whole = masks(application)[0]
    assert whole is not None and len(application.masking.clicking.given) == 1
    click(application, qtbot, 60, 60, takes=True)
    assert stack.count() == 2 and stack.undoText() == "Take from Object 1"
    act(application, "undo")
    assert np.array_equal(masks(application)[0], whole)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: len(application.masking.clicking.given) == 1, timeout=LONG)
    act(application, "add_object")
    application.brushes.set(size=14)
    act(application, "mask_lasso")
    settle(application, qtbot)
    stroke(application, qtbot, (100, 100), (150, 100))  # a line goes around nothing
    assert stack.undoText() == "Add Object 2"
    act(application, "mask_brush")
    settle(application, qtbot)
    stroke(application, qtbot, (60, 60), (150, 60))
    assert stack.undoText() == "Paint mask of Object 2"
    labels = masks(application)[0]
    assert labels is not None and labels[60, 60] == 2
    assert np.array_equal(np.where(labels == 2, whole, labels), whole)  # beside the stroke nothing is another's
    act(application, "mask_eraser")
    stroke(application, qtbot, (60, 60), (150, 60))
    assert stack.undoText() == "Erase mask of Object 2" and not (masks(application)[0] == 2).any()
    act(application, "swap_colors")  # the brush takes away now
    assert application.masking.easel.is_taking
    act(application, "opacity_10")  # the key 1
    act(application, "mask_fill")
    left = masks(application)[0]
    assert left is not None
    row, column = (int(places[0]) for places in np.nonzero(left == 1))
    click(application, qtbot, column + 0.5, row + 0.5)
    assert stack.undoText() == "Fill mask of Object 1"


def test_objects_are_renamed_hidden_and_removed(start: START, film: Path, tmp_path: Path, qtbot: QtBot) -> None:
    application = start()
    open_film(application, film, qtbot)
    labels = np.zeros((HEIGHT, WIDTH), np.uint8)
    labels[10:50, 10:50], labels[60:90, 60:90] = 4, 7
    path = tmp_path / "objects_0001.png"
    path.write_bytes(encode_mask(labels))
    application.masking.import_files([path])
    project = lambda: application.document.project  # noqa: E731
    qtbot.waitUntil(lambda: bool(project().masks), timeout=LONG)
    assert [(mask.label, mask.name) for mask in project().masks] == [(4, "Object 4"), (7, "Object 7")]
    first, second = project().masks
    panel = application.window.masks
    item = panel.list.topLevelItem(0)
    assert item is not None
    item.setText(0, "Coat")
    assert project().masks[0].name == "Coat" and application.document.undo_stack.undoText() == "Rename to Coat"
    item = panel.list.topLevelItem(0)
    assert item is not None
    item.setCheckState(0, Qt.CheckState.Unchecked)
    overlay = application.masking._overlay(0)
    assert overlay is not None
    assert overlay.full.pixelColor(30, 30).alpha() == 0 and overlay.full.pixelColor(75, 75).alpha() > 100
    application.masking.select(first.id)
    act(application, "remove_object")
    qtbot.waitUntil(lambda: len(project().masks) == 1, timeout=LONG)
    kept = masks(application)[0]
    assert kept is not None and np.array_equal(kept, np.where(labels == 7, 7, 0))
    application.masking.merge(second.id, second.id)
    qtbot.waitUntil(lambda: any("merged with itself" in s for s in sentences(application)), timeout=LONG)
    act(application, "undo")
    assert np.array_equal(masks(application)[0], labels)  # type: ignore[arg-type]


def test_a_matte_film_becomes_the_object_in_work(
    start: START, film: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    open_film(application, film, qtbot)
    pictures = [np.repeat(np.where(disk(frame), 255, 0).astype(np.uint8)[..., None], 3, 2) for frame in range(FRAMES)]
    matte = make_film(tmp_path / "matte.mp4", pictures=pictures)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", staticmethod(lambda *_: ([str(matte)], "")))
    act(application, "import_masks")
    qtbot.waitUntil(lambda: bool(application.document.project.masks), timeout=LONG)
    for frame, mask in enumerate(masks(application)):
        assert mask is not None and region_similarity(mask == 1, disk(frame)) > 0.95


def test_tracking_without_a_mask_says_what_to_do(start: START, film: Path, qtbot: QtBot) -> None:
    application = start()
    open_film(application, film, qtbot)
    act(application, "track_forward")
    assert any("has no mask to track; click an object" in sentence for sentence in sentences(application))
    assert not application.running.is_busy


def test_pictures_of_masks_have_the_colors_of_their_objects(
    start: START, film: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    open_film(application, film, qtbot)
    labels = np.zeros((HEIGHT, WIDTH), np.uint8)
    labels[30:90, 40:120] = 1
    path = tmp_path / "objects_0001.png"
    path.write_bytes(encode_mask(labels))
    application.masking.import_files([path])
    qtbot.waitUntil(lambda: bool(application.document.project.masks), timeout=LONG)
    (thing,) = application.document.project.masks

    def drawn() -> tuple[QColor, QColor]:
        """Where the object is: on the card, and as the frame shows the keyframe."""
        (card,) = application.window.keyframes._cards.values()
        shown, small = application.store.picture(0, "keyframe"), card.picture.toImage()
        if shown is None or small.isNull():
            return QColor(), QColor()
        return small.pixelColor(small.rect().center()), shown.pixelColor(shown.rect().center())

    def have(hue: int) -> bool:
        return all(color.isValid() and abs(color.hue() - hue) < 12 for color in drawn())

    qtbot.waitUntil(lambda: have(QColor(thing.color).hue()), timeout=LONG)
    monkeypatch.setattr(QColorDialog, "getColor", staticmethod(lambda *_: QColor("#0072b2")))
    application.masking.ask_color(thing.id)
    qtbot.waitUntil(lambda: have(QColor("#0072b2").hue()), timeout=LONG)
    act(application, "undo")
    qtbot.waitUntil(lambda: have(QColor(thing.color).hue()), timeout=LONG)


def block(path: Path, label: int = 1) -> Path:
    """Write a mask with one object in its middle."""
    labels = np.zeros((HEIGHT, WIDTH), np.uint8)
    labels[30:90, 40:120] = label
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(encode_mask(labels))
    return path


def recolor(application: Application, monkeypatch: pytest.MonkeyPatch, color: str) -> None:
    monkeypatch.setattr(QColorDialog, "getColor", staticmethod(lambda *_: QColor(color)))
    application.masking.ask_color(application.document.project.masks[0].id)


def in_the_middle(image: QImage) -> int:
    """Return the hue there, -1 where there is none."""
    return -1 if image.isNull() else image.pixelColor(image.rect().center()).hue()


def test_a_card_on_its_way_in_the_old_color_gets_the_new_one(
    start: START, film: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    open_film(application, film, qtbot)
    began, go_on, ended = threading.Event(), threading.Event(), threading.Event()
    real = pictures.mask_thumbnail

    def first_slow(*given: object) -> object:
        made = real(*given)  # type: ignore[arg-type]
        if not began.is_set():
            began.set()
            assert go_on.wait(20)
            ended.set()
        return made

    monkeypatch.setattr(pictures, "mask_thumbnail", first_slow)
    application.masking.import_files([block(tmp_path / "objects_0001.png")])
    qtbot.waitUntil(began.is_set, timeout=LONG)
    recolor(application, monkeypatch, "#0072b2")
    go_on.set()
    (card,) = application.window.keyframes._cards.values()
    qtbot.waitUntil(lambda: ended.is_set() and not card.picture.isNull(), timeout=LONG)
    qtbot.wait(100)
    assert abs(in_the_middle(card.picture.toImage()) - QColor("#0072b2").hue()) < 12


def test_cards_of_masks_are_drawn_again_one_after_the_other_and_only_where_the_object_is(
    start: START, film: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    open_film(application, film, qtbot)
    made: list[str] = []
    at_once: list[int] = []
    most: list[int] = []
    real = pictures.mask_thumbnail

    def counted(look: object, path: Path, *size: int) -> object:
        at_once.append(1)
        made.append(path.name)
        most.append(len(at_once))
        time.sleep(0.02)
        at_once.pop()
        return real(look, path, *size)  # type: ignore[arg-type]

    monkeypatch.setattr(pictures, "mask_thumbnail", counted)
    # each frame a picture of its own: its corner tells it from the others
    paths = [block(tmp_path / f"objects_{frame:04d}.png", 1 + frame // 4) for frame in range(FRAMES)]
    for frame, path in enumerate(paths):
        labels = read_mask(path)
        labels[0, : frame + 1] = labels.max()
        path.write_bytes(encode_mask(labels))
    application.masking.import_files(paths)
    qtbot.waitUntil(lambda: len(application.window.keyframes.cards()) == FRAMES, timeout=LONG)
    cards = application.window.keyframes._cards

    def have(color: str) -> bool:
        hues = [in_the_middle(card.picture.toImage()) for card in list(cards.values())[:4]]
        return all(abs(hue - QColor(color).hue()) < 12 for hue in hues)

    first, _ = application.document.project.masks
    qtbot.waitUntil(lambda: have(first.color) and not application.window.keyframes.missing_thumbnails(), timeout=LONG)
    made.clear()
    application.masking.add()
    qtbot.wait(100)
    assert not made, "the new object is on no mask yet"
    recolor(application, monkeypatch, "#0072b2")
    qtbot.waitUntil(lambda: have("#0072b2"), timeout=LONG)
    assert made == [card.keyframe.image for card in list(cards.values())[:4]]
    assert max(most) == 1


def test_versions_of_a_mask_have_the_colors_of_their_objects(
    start: START, film: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    application = start()
    open_film(application, film, qtbot)
    other = block(tmp_path / "again" / "objects_0001.png")
    labels = read_mask(other)
    labels[0] = 1
    other.write_bytes(encode_mask(labels))
    for path in (block(tmp_path / "objects_0001.png"), other):
        steps = application.document.undo_stack.count()
        application.masking.import_files([path])
        qtbot.waitUntil(lambda steps=steps: application.document.undo_stack.count() > steps, timeout=LONG)
    (thing,) = application.document.project.masks
    (card,) = application.window.keyframes.cards()
    assert len(card.versions) == 1
    application.cards.show_versions(card.frame, "mask")
    popup = application.cards.versions
    assert popup is not None

    def hues() -> list[int]:
        items = [popup.list.item(row) for row in range(popup.list.count())]
        return [in_the_middle(item.icon().pixmap(popup.list.iconSize()).toImage()) for item in items]

    qtbot.waitUntil(lambda: all(abs(hue - QColor(thing.color).hue()) < 12 for hue in hues()), timeout=LONG)
    popup.close()
