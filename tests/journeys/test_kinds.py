"""Masks and styles through the window: imported as such, propagated, seen over the picture, written as they are."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from app.application import Application
from app.canvas.view import Mode
from app.widgets.take_frame import TakeFrame
from engine.media.masks import encode_mask, read_mask
from engine.project.edits import unchoose
from engine.runtime.request import request_of
from tests.fakes import MANY
from tests.journeys.conftest import START
from tests.journeys.test_window import KEY, LONG, act, answer, chosen, open_film, sentences
from tests.material import make_film, moving_picture

FRAMES = 8
INSIDE, OUTSIDE = (30, 30), (80, 50)  # pixels (x, y) of the second object and of the background


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_film(tmp_path / "reel.mp4", FRAMES)


def labels() -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    made = np.zeros((64, 96), np.uint8)
    made[4:20, 4:20] = 1
    made[24:44, 20:50] = 2
    return made


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    path = tmp_path / "objects.png"
    path.write_bytes(encode_mask(labels()))
    return path


def propagate(
    application: Application, kind: str, picture: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Import the picture as a keyframe of this kind and spread it."""
    panel = application.window.method
    panel.choose_method(MANY.id)
    panel.kind.button(kind).click()
    application.player.set_frame(KEY)
    answer(monkeypatch, "getOpenFileName", picture)
    act(application, "import_picture")
    qtbot.waitUntil(lambda: bool(application.window.keyframes.cards()), timeout=LONG)
    assert [(card.frame, card.kind) for card in application.window.keyframes.cards()] == [(KEY, kind)]
    act(application, "propagate")
    qtbot.waitUntil(lambda: bool(chosen(application)), timeout=LONG)


def export(application: Application, kind: str, qtbot: QtBot, **settings: object) -> list[Path]:
    deliver, folder = application.window.deliver, application.document.folder
    assert folder is not None
    out = folder.path.parent / f"out-{kind}"
    out.mkdir()
    deliver.set_folder(out)
    deliver.form.set_values({**deliver.form.values(), "format": kind, **settings})
    deliver.request()
    qtbot.waitUntil(lambda: any("was written" in sentence for sentence in sentences(application)), timeout=LONG)
    return sorted(path for path in out.rglob("*") if path.suffix in (".png", ".mkv", ".mp4"))


def test_kinds_are_offered_only_where_the_method_has_them(start: START) -> None:
    panel = start().window.method

    def offered() -> list[str]:
        return [kind for kind in ("color", "style", "mask") if panel.kind.button(kind).isVisibleTo(panel)]

    panel.choose_method("flow")
    assert offered() == ["color", "mask"] and panel.wished_kind == "color"
    panel.choose_method("dvp")
    assert offered() == ["color", "style", "mask"]
    panel.kind.button("style").click()
    assert panel.wished_kind == "style"
    panel.choose_method("flow")
    assert panel.wished_kind == "color"
    panel.kind.button("mask").click()
    panel.choose_method("dvp")
    assert panel.wished_kind == "mask"


def test_a_mask_is_imported_spread_seen_and_written(
    start: START, film: Path, mask: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    open_film(application, film, qtbot)
    propagate(application, "mask", mask, qtbot, monkeypatch)
    store, viewer = application.store, application.window.viewer
    application.player.set_frame(1)
    viewer.set_mode(Mode.RESULT)
    qtbot.waitUntil(lambda: store.pixel(1, "result", *INSIDE) is not None, timeout=LONG)
    qtbot.waitUntil(lambda: store.pixel(1, "original", *INSIDE) is not None, timeout=LONG)
    seen, own = store.pixel(1, "result", *INSIDE), store.pixel(1, "original", *INSIDE)
    assert seen is not None and own is not None
    (thing,) = (each for each in application.document.project.masks if each.label == 2)
    color = QColor(thing.color).getRgbF()[:3]  # type: ignore[index]
    assert seen == pytest.approx(tuple((a + b) / 2 for a, b in zip(own, color, strict=True)), abs=0.01)
    assert store.pixel(1, "result", *OUTSIDE) == store.pixel(1, "original", *OUTSIDE)
    written = export(application, "png", qtbot)
    assert len(written) == FRAMES
    with Image.open(written[0]) as picture:
        assert picture.mode == "P" and np.array_equal(np.array(picture), labels())


def test_masks_do_not_take_the_place_of_a_picture(
    start: START, film: Path, mask: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    open_film(application, film, qtbot)
    deliver = application.window.deliver
    painted = tmp_path / "painted.png"
    cv2.imwrite(str(painted), moving_picture(KEY)[..., ::-1])
    propagate(application, "color", painted, qtbot, monkeypatch)
    application.document.edit("Show the film there", unchoose(application.document.project, FRAMES - 1, FRAMES))
    shown = chosen(application)
    application.window.method.kind.button("mask").click()
    application.keyframing.import_picture(mask, KEY)
    qtbot.waitUntil(lambda: len(application.window.keyframes.cards()) == 2, timeout=LONG)
    act(application, "propagate")
    qtbot.waitUntil(lambda: any("made masks" in sentence for sentence in sentences(application)), timeout=LONG)
    (made,) = (each.run.id for each in application.results.records.values() if each.run.kind == "mask")
    assert chosen(application) == [*shown, (made, FRAMES - 1, FRAMES)], "where no picture is shown, the masks are"
    contents = application.window.timeline.strip.contents
    assert contents.kind == "mask" and [reach.frame for reach in contents.reaches] == [KEY]
    written = export(application, "png", qtbot, content="masks")
    with Image.open(written[0]) as picture:
        assert len(written) == FRAMES and picture.mode == "P" and np.array_equal(np.array(picture), labels())
    assert f"{FRAMES} of {FRAMES} frames with a mask." in deliver.told.text()
    application.running.use(made)
    assert {run for run, _, _ in chosen(application)} == {made}
    application.player.set_frame(KEY)
    act(application, "remove_keyframe")  # of the kind that is propagated now
    assert [card.kind for card in application.window.keyframes.cards()] == ["color"]


@pytest.mark.parametrize("kind", ["color", "style", "mask"])
def test_a_frame_of_another_clip_becomes_what_is_worked_on(
    start: START, film: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    application = start()
    open_film(application, film, qtbot)
    panel = application.window.method
    panel.choose_method(MANY.id)
    panel.kind.button(kind).click()
    white = np.where(labels() == 2, 255, 0)[..., None].repeat(3, 2).astype(np.uint8)
    other = make_film(tmp_path / "other.mp4", 3, pictures=[white] * 3 if kind == "mask" else None)
    answer(monkeypatch, "getOpenFileName", other)
    application.player.set_frame(KEY)
    monkeypatch.setattr(TakeFrame, "exec", lambda dialog: use_frame(dialog, 1, qtbot))
    act(application, "take_frame")
    qtbot.waitUntil(lambda: bool(application.window.keyframes.cards()), timeout=LONG)
    assert [(card.frame, card.kind) for card in application.window.keyframes.cards()] == [(KEY, kind)]
    folder = application.document.folder
    assert folder is not None
    if kind == "mask":
        made = read_mask(folder.blobs.path(application.document.project.shots[0].keyframes[0].image))
        assert (made == (labels() == 2)).mean() > 0.98 and made.max() == 1


def use_frame(dialog: TakeFrame, frame: int, qtbot: QtBot) -> int:
    """Walk to a frame of the other clip and press the button, as an artist does."""
    number = dialog.findChild(QSpinBox)
    button = next(each for each in dialog.findChildren(QPushButton) if each.text() == "Use this frame")
    qtbot.waitUntil(number.isEnabled, timeout=LONG)
    number.setValue(frame)
    qtbot.waitUntil(lambda: button.isEnabled() and dialog.frame == frame, timeout=LONG)
    button.click()
    return dialog.result()


def test_an_ordinary_frame_is_refused_as_a_mask(
    start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    open_film(application, film, qtbot)
    application.window.method.choose_method(MANY.id)
    application.window.method.kind.button("mask").click()
    application.keyframing.take_frame(moving_picture(0), "a frame")
    qtbot.waitUntil(lambda: bool(sentences(application)), timeout=LONG)
    assert not application.window.keyframes.cards()


def test_color_is_given_the_objects_of_the_masks_that_are_there(
    start: START, film: Path, mask: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    open_film(application, film, qtbot)
    propagate(application, "mask", mask, qtbot, monkeypatch)
    ((masks, _, _),) = chosen(application)
    painted = tmp_path / "painted.png"
    cv2.imwrite(str(painted), moving_picture(2)[..., ::-1])
    application.window.method.kind.button("color").click()
    for frame in (2, KEY):
        application.keyframing.import_picture(painted, frame)
    qtbot.waitUntil(lambda: len(application.window.keyframes.cards()) == 3, timeout=LONG)
    act(application, "propagate")
    qtbot.waitUntil(lambda: chosen(application)[0][0] != masks, timeout=LONG)
    ((run, _, _),) = chosen(application)
    record = application.results.records[run].run
    assert [key.frame for key in record.masks] == [KEY] and record.masks_from == masks
    folder = application.document.folder
    assert folder is not None
    assert [each.frame for each in request_of(record, MANY, folder).masks] == [2, KEY]


def test_frames_without_a_mask_are_black_in_what_is_delivered(
    start: START, film: Path, mask: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    open_film(application, film, qtbot)
    application.player.set_frame(3)
    act(application, "split")
    propagate(application, "mask", mask, qtbot, monkeypatch)  # of the second shot alone
    application.delivering.tell()
    assert "3 frames without a mask are black." in application.window.deliver.told.text()
    written = export(application, "png", qtbot)
    with Image.open(written[0]) as first, Image.open(written[3]) as fourth:
        assert first.mode == fourth.mode == "P" and first.size == fourth.size
        assert not np.array(first).any() and np.array_equal(np.array(fourth), labels())
    assert f"{FRAMES - 3} of {FRAMES} frames with a mask." in application.window.deliver.told.text()


def test_a_mask_of_another_shape_is_refused_and_one_in_black_and_white_is_an_object(
    start: START, film: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    open_film(application, film, qtbot)
    square, white = tmp_path / "square.png", tmp_path / "white.png"
    cv2.imwrite(str(square), np.full((64, 64), 255, np.uint8))
    cv2.imwrite(str(white), np.where(labels() > 1, 255, 0))
    application.window.method.choose_method(MANY.id)
    application.window.method.kind.button("mask").click()
    application.keyframing.import_picture(square)
    qtbot.waitUntil(lambda: bool(sentences(application)), timeout=LONG)
    assert not application.window.keyframes.cards()
    propagate(application, "mask", white, qtbot, monkeypatch)
    ((run, _, _),) = chosen(application)
    folder = application.document.folder
    assert folder is not None
    made = folder.runs.folder(run).read_mask(0)
    assert made is not None and np.array_equal(made, labels() > 1)


def test_a_style_is_written_with_its_own_light(
    start: START, film: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    open_film(application, film, qtbot)
    picture = tmp_path / "painted.png"
    painted = 255 - moving_picture(KEY)  # a negative: a light that the film never has
    cv2.imwrite(str(picture), painted[..., ::-1])
    propagate(application, "style", picture, qtbot, monkeypatch)
    deliver = application.window.deliver
    assert deliver.form.values()["keep_luma"]  # what color is written with
    written = export(application, "png", qtbot)
    assert np.array_equal(cv2.imread(str(written[0]))[..., ::-1], painted)


def test_a_removed_object_goes_from_the_result_too(
    start: START, film: Path, mask: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    open_film(application, film, qtbot)
    propagate(application, "mask", mask, qtbot, monkeypatch)
    (_, start_at, stop), *_ = chosen(application)
    frame = next(each for each in range(start_at, stop) if each != KEY)
    application.player.set_frame(frame)
    second = application.document.project.masks[1]

    def is_seen() -> bool | None:
        """Whether the object lies over the film; None until it is known."""
        looked = [application.store.look(frame, layer) for layer in ("result", "original")]
        colors = [shown.full.pixelColor(*INSIDE) for shown in looked if shown is not None and shown.is_exact]
        return colors[0] != colors[1] if len(colors) == 2 else None

    qtbot.waitUntil(lambda: is_seen() is True, timeout=LONG)
    stamp = application.store.stamp(frame, "result")
    application.masking.add()
    assert application.store.stamp(frame, "result") == stamp, "the new object is in no result yet"
    application.masking.select(second.id)
    act(application, "remove_object")
    qtbot.waitUntil(lambda: is_seen() is False, timeout=LONG)
    act(application, "undo")
    qtbot.waitUntil(lambda: is_seen() is True, timeout=LONG)
