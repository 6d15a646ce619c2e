"""The way of an artist whose colorizer flickers: attach what it made, choose a look, make it steady."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from app.application import Application
from app.canvas.view import Mode
from tests.fakes import STEADY
from tests.journeys.conftest import START
from tests.journeys.test_window import LONG, act, answer, chosen, open_film, sentences
from tests.material import make_film, moving_picture

FRAMES = 16
JUMPS = (4, 5, 9, 10, 14)  # frames whose treatment is the rarer one


def make_processed(folder: Path, frames: int = FRAMES) -> Path:
    """Write what a colorizer might make of the film: warm on most frames, cold on some."""
    folder.mkdir(parents=True)
    for index in range(frames):
        gray = moving_picture(index).mean(2, keepdims=True) / 255
        powers = (1.5, 1.2, 0.6) if index in JUMPS else (0.6, 1.1, 1.6)
        made = np.rint(gray ** np.array(powers) * 255).astype(np.uint8)
        cv2.imwrite(str(folder / f"made.{index:04d}.png"), np.ascontiguousarray(made[..., ::-1]))
    return folder


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_film(tmp_path / "reel.mp4", FRAMES)


@pytest.fixture
def processed(tmp_path: Path) -> Path:
    return make_processed(tmp_path / "made")


def attach(application: Application, processed: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, "getOpenFileName", sorted(processed.iterdir())[0])
    act(application, "attach_processed")
    qtbot.waitUntil(lambda: application.attaching.is_there, timeout=LONG)


def press(monkeypatch: pytest.MonkeyPatch, wanted: str) -> None:
    """Answer the next question with the button whose words begin with `wanted`."""
    pressed: list[object] = []

    def answered(box: QMessageBox) -> int:
        pressed[:] = [button for button in box.buttons() if button.text().startswith(wanted)]
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answered)
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda _: pressed[0])


def test_a_processed_clip_is_attached_seen_and_let_go(
    start: START, film: Path, processed: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    window, card = application.window, application.window.prepare.processed
    open_film(application, film, qtbot)
    assert not window.actions_["show_processed"].isEnabled()
    assert window.bar.modes.button(Mode.PROCESSED).isHidden()
    attach(application, processed, qtbot, monkeypatch)
    assert window.viewer.mode is Mode.PROCESSED and not window.bar.modes.button(Mode.PROCESSED).isHidden()
    application.player.set_frame(JUMPS[0])
    qtbot.waitUntil(lambda: application.store.pixel(JUMPS[0], "processed", 40, 30) is not None, timeout=LONG)
    red, _, blue = application.store.pixel(JUMPS[0], "processed", 40, 30) or (0.0, 0.0, 0.0)
    assert blue > red  # the cold look of this frame
    act(application, "undo")
    assert application.document.project.processed is None
    qtbot.waitUntil(lambda: not application.attaching.is_there, timeout=LONG)
    assert window.viewer.mode is not Mode.PROCESSED and not window.actions_["detach_processed"].isEnabled()
    act(application, "redo")
    qtbot.waitUntil(lambda: application.attaching.is_there, timeout=LONG)
    card.detach.click()
    assert application.document.project.processed is None


def test_one_that_does_not_fit_is_refused_and_nothing_changes(
    start: START, film: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    application = start()
    open_film(application, film, qtbot)
    application.attaching.attach(make_processed(tmp_path / "short", FRAMES - 3))
    qtbot.waitUntil(lambda: bool(sentences(application)), timeout=LONG)
    assert any(f"{FRAMES - 3} frames and the film {FRAMES}" in told(application) for _ in [0])
    assert application.document.project.processed is None


def told(application: Application) -> str:
    """Return every sentence and cause that stands over the picture."""
    return " ".join(f"{p.sentence} {p.cause}" for p in application.window.banners.problems())


def test_a_second_film_that_is_dropped_can_be_its_processed_version(
    start: START, film: Path, processed: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    open_film(application, film, qtbot)
    project = application.document.folder
    press(monkeypatch, "A processed version")
    application.window.viewer.files_dropped.emit([processed])
    qtbot.waitUntil(lambda: application.attaching.is_there, timeout=LONG)
    assert application.document.folder is project


def test_a_processed_clip_that_moved_is_found_again(
    start: START, film: Path, processed: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    application = start()
    open_film(application, film, qtbot)
    attach(application, processed, qtbot, monkeypatch)
    folder = application.document.folder
    assert folder is not None
    application.close()
    moved = processed.rename(tmp_path / "elsewhere")
    again = start(folder.path)
    card = again.window.prepare.processed
    qtbot.waitUntil(lambda: not card.locate.isHidden(), timeout=LONG)
    assert not again.attaching.is_there
    again.attaching.relink(moved)
    qtbot.waitUntil(lambda: again.attaching.is_there, timeout=LONG)
    assert again.attaching.path == moved and card.locate.isHidden()


def test_looks_are_found_chosen_and_kept_to(
    start: START, film: Path, processed: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    panel = application.window.method
    open_film(application, film, qtbot)
    panel.choose_method("consistency")
    assert panel.attach.isVisibleTo(panel) and not panel.looks.isVisibleTo(panel)
    act(application, "propagate")  # without a processed clip it says how to get one
    assert any("needs a processed clip" in sentence for sentence in sentences(application))
    attach(application, processed, qtbot, monkeypatch)
    assert not panel.attach.isVisibleTo(panel) and not sentences(application)
    act(application, "find_looks")
    qtbot.waitUntil(lambda: len(panel.looks.cards()) == 2, timeout=LONG)
    often, seldom = panel.looks.cards()
    assert seldom.frames == JUMPS and often.share == pytest.approx(1 - len(JUMPS) / FRAMES)
    assert wished(application) == {"irt": True, "main_frame": -1}
    panel.looks.chosen.emit(seldom.frame)
    assert wished(application) == {"irt": True, "main_frame": seldom.frame}
    application.player.set_frame(7)
    panel.looks.here.click()
    assert wished(application) == {"irt": True, "main_frame": 7}
    panel.looks.chosen.emit(seldom.frame)
    assert wished(application) == {"irt": True, "main_frame": seldom.frame}
    act(application, "undo")
    assert wished(application) == {"irt": True, "main_frame": 7}
    application.player.set_frame(10)
    act(application, "split")  # what was chosen stays with the part that shows it
    assert wished(application)["main_frame"] == -1
    application.player.set_frame(0)
    assert wished(application)["main_frame"] == 7


def test_the_chosen_look_is_there_again_after_reopening(
    start: START, film: Path, processed: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    open_film(application, film, qtbot)
    attach(application, processed, qtbot, monkeypatch)
    application.window.method.choose_method("consistency")
    application.player.set_frame(JUMPS[1])
    application.window.method.looks.here.click()
    folder = application.document.folder
    assert folder is not None
    application.close()
    again = start(folder.path)
    panel = again.window.method
    qtbot.waitUntil(lambda: again.attaching.is_there, timeout=LONG)
    panel.choose_method("consistency")
    assert wished(again) == {"irt": True, "main_frame": JUMPS[1]}
    assert any(f"frame {JUMPS[1]}" in label.text() for label in panel.looks.findChildren(QLabel))
    act(again, "detach_processed")
    assert again.document.project.shots[0].look is None
    act(again, "undo")
    assert again.document.project.shots[0].look == JUMPS[1]


def test_each_shot_keeps_to_its_own_look_when_all_are_run(
    start: START, film: Path, processed: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    panel, player = application.window.method, application.player
    open_film(application, film, qtbot)
    attach(application, processed, qtbot, monkeypatch)
    panel.choose_method(STEADY.id)
    for frame in (8, 12):
        player.set_frame(frame)
        act(application, "split")
    for frame in (JUMPS[0], JUMPS[2]):
        player.set_frame(frame)
        panel.looks.here.click()
    player.set_frame(0)
    panel.range.button("all").click()
    act(application, "propagate")
    qtbot.waitUntil(lambda: len(chosen(application)) == 3, timeout=LONG)
    runs = sorted((each.run for each in application.results.records.values()), key=lambda run: run.start)
    assert [run.params["main_frame"] for run in runs] == [JUMPS[0], JUMPS[2], -1]
    assert [run.params["irt"] for run in runs[:2]] == [True, True]


def test_steady_keeps_to_the_chosen_look(
    start: START, film: Path, processed: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    window, panel = application.window, application.window.method
    open_film(application, film, qtbot)
    attach(application, processed, qtbot, monkeypatch)
    panel.choose_method(STEADY.id)
    application.player.set_frame(JUMPS[0])
    panel.looks.here.click()
    act(application, "propagate")
    qtbot.waitUntil(lambda: bool(chosen(application)), timeout=LONG)
    (record,) = application.results.records.values()
    assert record.run.kind == "style" and record.run.processed == application.document.project.processed
    assert record.run.params == {"main_frame": JUMPS[0], "irt": True}
    application.player.set_frame(0)
    qtbot.waitUntil(lambda: application.store.pixel(0, "result", 40, 40) is not None, timeout=LONG)
    red, _, blue = application.store.pixel(0, "result", 40, 40) or (0.0, 0.0, 0.0)
    assert blue > red  # frame 0 was treated warm; it keeps to the cold look now
    act(application, "confidence")
    assert window.viewer.overlay == "confidence"
    qtbot.waitUntil(lambda: application.store.picture(0, "confidence") is not None, timeout=LONG)
    act(application, "heat")
    assert window.viewer.overlay == "heat" and not window.actions_["confidence"].isChecked()


def wished(application: Application) -> dict[str, object]:
    wish = application.window.method.wish()
    assert wish is not None
    return {name: value for name, value in wish.params.model_dump().items() if name in ("irt", "main_frame")}
