"""The artist's way through the window: from the film to the colored film, as the walk in ARCHITECTURE.md goes."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.application import Application
from app.canvas.view import Compare, Mode
from engine.media.video import VideoSource
from engine.project.blobs import Blobs
from engine.project.file import ProjectFolder
from engine.project.runs import RunFolder
from tests.journeys.conftest import START
from tests.material import make_film, moving_picture, number_of, read_frames

LONG = 90_000
FRAMES = 16
KEY = 5


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_film(tmp_path / "reel.mp4", FRAMES, sound="aac")


@pytest.fixture
def painted(tmp_path: Path) -> Path:
    path = tmp_path / f"reel {KEY:06d}.png"
    cv2.imwrite(str(path), moving_picture(KEY)[..., ::-1])
    return path


@pytest.fixture
def in_ui_thread(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of slow functions that were called in the UI thread."""
    caught: list[str] = []
    main = threading.get_ident()

    def watch(owner: Any, name: str) -> None:
        original = getattr(owner, name)

        def watched(*arguments: Any, **named: Any) -> Any:
            if threading.get_ident() == main:
                caught.append(f"{owner.__name__}.{name}")
            return original(*arguments, **named)

        monkeypatch.setattr(owner, name, watched)

    watch(VideoSource, "__init__")
    watch(VideoSource, "read")
    watch(VideoSource, "read_luma")
    watch(Blobs, "put_file")
    watch(Blobs, "put_picture")
    watch(Blobs, "read")
    watch(RunFolder, "read_frame")
    watch(RunFolder, "read_metrics")
    watch(RunFolder, "frames")
    watch(RunFolder, "read_run")
    watch(RunFolder, "write_run")
    watch(ProjectFolder, "open")
    watch(ProjectFolder, "create")
    watch(os, "fsync")
    return caught


def act(application: Application, name: str) -> None:
    action = application.window.actions_[name]
    assert action.isEnabled(), name
    action.trigger()


def answer(monkeypatch: pytest.MonkeyPatch, dialog: str, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, dialog, staticmethod(lambda *_: (str(path), "")))


def choose_fake(application: Application, **params: Any) -> None:
    panel = application.window.method
    panel.method.setCurrentIndex(panel.method.findData("fake"))
    panel.form.set_values(params)


def open_film(application: Application, film: Path, qtbot: QtBot) -> None:
    application.window.start_page.files_dropped.emit([film])
    qtbot.waitUntil(lambda: application.session.source is not None, timeout=LONG)
    qtbot.waitUntil(lambda: not application.background.is_running("shots"), timeout=LONG)
    qtbot.waitUntil(lambda: application.store.picture(0, "original") is not None, timeout=LONG)


def import_painted(application: Application, painted: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    application.player.set_frame(KEY)
    answer(monkeypatch, "getOpenFileName", painted)
    act(application, "import_picture")
    qtbot.waitUntil(lambda: keyframes(application) == [KEY], timeout=LONG)


def keyframes(application: Application) -> list[int]:
    return [key.frame for shot in application.document.project.shots for key in shot.keyframes]


def chosen(application: Application) -> list[tuple[str, int, int]]:
    return [(c.run, c.start, c.stop) for shot in application.document.project.shots for c in shot.chosen]


def sentences(application: Application) -> list[str]:
    return [problem.sentence for problem in application.window.banners.problems()]


def saturation(image: Any) -> float:
    """Return how colorful a QImage is: the mean spread of its channels."""
    small = image.convertToFormat(image.Format.Format_RGB888).scaled(24, 16)
    pixels = np.frombuffer(small.constBits(), np.uint8).reshape(small.height(), small.bytesPerLine())
    rgb = pixels[:, : 3 * small.width()].reshape(-1, 3).astype(int)
    return float((rgb.max(1) - rgb.min(1)).mean())


@pytest.mark.parametrize("method", ["fake", "flow"])
def test_from_the_film_to_the_colored_film(
    start: START,
    film: Path,
    painted: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    in_ui_thread: list[str],
    method: str,
) -> None:
    application = start()
    window, document = application.window, application.document
    assert window.is_at_start
    open_film(application, film, qtbot)
    assert not window.is_at_start
    assert [(shot.start, shot.stop) for shot in document.project.shots] == [(0, FRAMES)]
    assert document.folder is not None and document.folder.path.is_relative_to(tmp_path / "home")

    import_painted(application, painted, qtbot, monkeypatch)
    assert window.viewer.mode == Mode.KEYFRAME
    assert window.keyframes.cards()[0].frame == KEY

    panel = window.method
    panel.method.setCurrentIndex(panel.method.findData(method))
    if method == "fake":
        panel.form.set_values({"steps": FRAMES, "pause_s": 0.01})
    previews: list[int] = []
    application.queue.previewed.connect(lambda run, preview: previews.append(preview.frame))
    act(application, "propagate")
    qtbot.waitUntil(lambda: bool(chosen(application)) and not application.running.is_busy, timeout=LONG)
    assert previews
    [(run, first, last)] = chosen(application)
    assert (first, last) == (0, FRAMES)
    assert window.viewer.mode == Mode.RESULT
    qtbot.waitUntil(lambda: application.store.picture(KEY + 1, "result") is not None, timeout=LONG)
    assert saturation(application.store.picture(KEY + 1, "result")) > 8
    # told once this machine was measured, which may end after so short a run
    qtbot.waitUntil(lambda: f"{FRAMES} frames" in panel.estimate.text(), timeout=LONG)

    act(application, "compare")
    assert window.viewer.mode == Mode.COMPARE
    act(application, "next_compare")
    assert window.viewer.compare == Compare.SIDE_BY_SIDE
    act(application, "compare")
    assert window.viewer.mode == Mode.RESULT

    act(application, "undo")
    assert chosen(application) == []
    act(application, "redo")
    assert chosen(application) == [(run, 0, FRAMES)]

    act(application, "tab_deliver")
    window.deliver.preset.setCurrentText("Archive master (FFV1, lossless)")
    window.deliver.preset.activated.emit(0)
    window.deliver.set_folder(tmp_path)
    act(application, "export")
    written = tmp_path / "reel_color.mkv"
    qtbot.waitUntil(lambda: written.is_file() and not application.delivering.is_busy, timeout=LONG)
    pictures = [frame.to_ndarray(format="rgb24") for frame in read_frames(written)]
    assert len(pictures) == FRAMES
    assert [number_of(picture) for picture in pictures] == list(range(FRAMES))
    assert in_ui_thread == []

    project = document.folder.path
    window.close()
    in_ui_thread.clear()  # the window is hidden: now this thread may wait for the disk
    again = start()
    assert again.settings.recent() == [project]
    again.window.start_page.recent_picked.emit(project)
    qtbot.waitUntil(lambda: again.session.source is not None, timeout=LONG)
    assert chosen(again) == [(run, 0, FRAMES)] and keyframes(again) == [KEY]
    qtbot.waitUntil(lambda: again.store.picture(KEY, "result") is not None, timeout=LONG)
    qtbot.waitUntil(lambda: again.window.runs.line(run) is not None, timeout=LONG)
    line = again.window.runs.line(run)
    assert line is not None and line.is_shown and line.run.state == "finished"
    assert in_ui_thread == []


def test_pause_quit_reopen_resume(
    start: START, film: Path, painted: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start(film)
    qtbot.waitUntil(lambda: application.session.source is not None, timeout=LONG)
    qtbot.waitUntil(lambda: not application.background.is_running("shots"), timeout=LONG)
    import_painted(application, painted, qtbot, monkeypatch)
    choose_fake(application, steps=100_000, pause_s=0.01)
    act(application, "propagate")
    qtbot.waitUntil(lambda: bool(covered := application.running.live_frames()) and len(covered) >= 3, timeout=LONG)
    act(application, "propagate")
    qtbot.waitUntil(lambda: application.window.method.button.text() == "Go on", timeout=LONG)
    run = application.queue.running
    assert run is not None
    assert application.document.folder is not None
    project = application.document.folder.path

    monkeypatch.setattr(application.asking, "_ask_about_run", lambda can_wait: "stay")
    application.window.close()
    assert application.window.isVisible() and application.queue.running == run
    monkeypatch.setattr(application.asking, "_ask_about_run", lambda can_wait: "stop")
    application.window.close()
    assert application.queue.running is None

    again = start(project)
    qtbot.waitUntil(lambda: "Run 1 can go on where it stopped." in sentences(again), timeout=LONG)
    assert chosen(again)[0][0] == run  # what was finished is shown already
    [banner] = [p for p in again.window.banners.problems() if p.key == "waiting"]
    again.running.cancel()  # nothing works yet: nothing happens
    banner.fixes[0].act()
    qtbot.waitUntil(lambda: again.queue.running == run, timeout=LONG)
    qtbot.waitUntil(lambda: len(again.running.live_frames()) == FRAMES, timeout=LONG)
    act(again, "stop_and_keep")
    qtbot.waitUntil(lambda: again.queue.running is None, timeout=LONG)
    assert chosen(again) == [(run, 0, FRAMES)]
    assert again.window.method.button.text() == "Propagate"


def test_leaving_a_run_that_is_slow_to_save_loses_nothing(
    start: START, film: Path, painted: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, in_ui_thread: list[str]
) -> None:
    application = start(film)
    qtbot.waitUntil(lambda: application.player.length == FRAMES, timeout=LONG)
    qtbot.waitUntil(lambda: not application.background.is_running("shots"), timeout=LONG)
    import_painted(application, painted, qtbot, monkeypatch)
    panel = application.window.method
    panel.method.setCurrentIndex(panel.method.findData("slow"))
    act(application, "propagate")
    qtbot.waitUntil(lambda: len(application.running.live_frames()) == 1, timeout=LONG)
    run, folder = application.queue.running, application.document.folder
    assert run is not None and folder is not None
    kept = folder.runs.folder(run)

    monkeypatch.setattr(application.asking, "_ask_about_run", lambda can_wait: "stop")
    act(application, "close_project")
    qtbot.waitUntil(lambda: application.window.is_at_start, timeout=LONG)
    assert not kept.checkpoint.exists(), "the artist does not wait for the run"
    saved = ProjectFolder.open(folder.path, is_writable=False).project
    assert [choice.run for choice in saved.shots[0].chosen] == [run], "what was finished is shown"

    application.opening.open_project(folder.path)  # asked for again, it comes when the run has let it go
    assert in_ui_thread.count("ProjectFolder.open") == 1
    (kept.path / "go").touch()
    qtbot.waitUntil(lambda: application.document.is_open, timeout=LONG)
    assert kept.checkpoint.read_text() == "saved" and kept.read_run().state == "stopped"
    assert application.queue.waiting == (run,) and application.queue.is_held
    assert set(in_ui_thread) <= {"ProjectFolder.open", "RunFolder.read_run"}, "all but what this test itself reads"


def test_quitting_hides_the_window_before_the_run_has_saved(
    start: START, film: Path, painted: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start(film)
    qtbot.waitUntil(lambda: application.player.length == FRAMES, timeout=LONG)
    import_painted(application, painted, qtbot, monkeypatch)
    panel = application.window.method
    panel.method.setCurrentIndex(panel.method.findData("slow"))
    act(application, "propagate")
    qtbot.waitUntil(lambda: len(application.running.live_frames()) == 1, timeout=LONG)
    run, folder = application.queue.running, application.document.folder
    assert run is not None and folder is not None
    kept = folder.runs.folder(run)
    seen: list[tuple[bool, bool, bool]] = []
    settle = application.queue.settle

    def watched() -> None:
        saved = ProjectFolder.open(folder.path, is_writable=False).project
        shows = [choice.run for choice in saved.shots[0].chosen] == [run]
        seen.append((application.window.isVisible(), kept.checkpoint.exists(), shows))
        (kept.path / "go").touch()
        settle()

    monkeypatch.setattr(application.queue, "settle", watched)
    monkeypatch.setattr(application.asking, "_ask_about_run", lambda can_wait: "stop")
    application.window.close()
    assert seen[0] == (False, False, True), "hidden and saved first, then the run is waited for"
    assert kept.checkpoint.read_text() == "saved" and kept.read_run().state == "stopped"


def test_keys_walk_through_the_film(start: START, film: Path, qtbot: QtBot) -> None:
    application = start(film)
    qtbot.waitUntil(lambda: application.player.length == FRAMES, timeout=LONG)
    window, player = application.window, application.player
    window.activateWindow()
    window.viewer.setFocus()
    qtbot.waitUntil(window.viewer.hasFocus, timeout=LONG)
    QTest.keyClick(window.viewer, Qt.Key.Key_Right)
    QTest.keyClick(window.viewer, Qt.Key.Key_Period)
    assert player.frame == 2
    QTest.keyClick(window.viewer, Qt.Key.Key_End)
    assert player.frame == FRAMES - 1
    QTest.keyClick(window.viewer, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert player.frame == FRAMES - 11
    QTest.keyClick(window.viewer, Qt.Key.Key_I)
    assert application.session.in_out == (FRAMES - 11, FRAMES)
    assert window.method.range.button("in_out").isEnabled()
    QTest.keyClick(window.viewer, Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
    assert application.session.in_out is None
    QTest.keyClick(window.viewer, Qt.Key.Key_W)
    assert window.viewer.mode == Mode.COMPARE
    QTest.keyClick(window.viewer, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.workspace == "deliver"
    # a number typed into a field is a number, not a command
    window.deliver.name.setFocus()
    window.deliver.name.selectAll()
    QTest.keyClicks(window.deliver.name, "wilk")
    assert window.deliver.name.text() == "wilk" and window.viewer.mode == Mode.COMPARE


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_return_ends_what_is_typed_and_accepts_no_keyframe(
    start: START, film: Path, qtbot: QtBot, key: Qt.Key
) -> None:
    application = start(film)
    qtbot.waitUntil(lambda: application.player.length == FRAMES, timeout=LONG)
    window = application.window
    accepted: list[bool] = []
    window.actions_["accept_keyframe"].triggered.connect(accepted.append)
    window.activateWindow()
    window.actions_["go_to"].trigger()
    field = window.transport._number
    qtbot.waitUntil(field.hasFocus, timeout=LONG)
    QTest.keyClicks(field, "7")
    QTest.keyClick(field, key)
    assert application.player.frame == 7
    window.show_workspace("deliver")
    window.deliver.name.setFocus()
    QTest.keyClick(window.deliver.name, key)
    assert not accepted and not keyframes(application)


def test_shots_by_hand_and_undo(start: START, film: Path, qtbot: QtBot) -> None:
    application = start(film)
    qtbot.waitUntil(lambda: application.player.length == FRAMES, timeout=LONG)
    qtbot.waitUntil(lambda: not application.background.is_running("shots"), timeout=LONG)
    shots = lambda: [(s.start, s.stop) for s in application.document.project.shots]  # noqa: E731
    application.player.set_frame(7)
    act(application, "split")
    assert shots() == [(0, 7), (7, FRAMES)]
    application.window.timeline.cut_moved.emit(7, 9)
    assert shots() == [(0, 9), (9, FRAMES)]
    act(application, "previous_shot")
    assert application.player.frame == 0
    act(application, "merge")
    assert shots() == [(0, FRAMES)]
    for expected in ([(0, 9), (9, FRAMES)], [(0, 7), (7, FRAMES)], [(0, FRAMES)]):
        act(application, "undo")
        assert shots() == expected
    act(application, "merge")  # the last shot: a sentence, no crash
    assert "There is no shot behind the last one." in sentences(application)


def test_a_failed_run_is_a_sentence_with_a_way_on(
    start: START, film: Path, painted: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start(film)
    qtbot.waitUntil(lambda: application.player.length == FRAMES, timeout=LONG)
    import_painted(application, painted, qtbot, monkeypatch)
    choose_fake(application, steps=20, fail_at=4, pause_s=0.0)
    act(application, "propagate")
    qtbot.waitUntil(lambda: "Shot 1 · Run 1 failed." in sentences(application), timeout=LONG)
    [problem] = [p for p in application.window.banners.problems() if p.sentence == "Shot 1 · Run 1 failed."]
    assert problem.cause == "The loss became NaN."
    assert [fix.text for fix in problem.fixes] == ["Resume", "Show what is there"]
    assert "Traceback" not in problem.sentence + problem.cause and "Tintloom" in problem.details
    assert chosen(application) == []
    problem.fixes[1].act()
    assert chosen(application)[0][1:] == (0, 4)


def test_what_cannot_be_opened_is_told_and_changes_nothing(
    start: START, film: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    application = start()
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"not a film at all" * 100)
    application.opening.open_any([broken])
    qtbot.waitUntil(lambda: bool(sentences(application)), timeout=LONG)
    assert sentences(application) == ["broken.mp4 cannot be opened."]
    assert application.window.is_at_start and not application.document.is_open
    assert not list((tmp_path / "home" / "projects").glob("*"))
    open_film(application, film, qtbot)
    application.opening.open_any([broken])
    qtbot.waitUntil(lambda: "broken.mp4 cannot be opened." in sentences(application), timeout=LONG)
    assert application.document.name == "reel" and application.session.source is not None


def test_a_film_that_moved_is_found_again(start: START, film: Path, qtbot: QtBot, tmp_path: Path) -> None:
    application = start(film)
    qtbot.waitUntil(lambda: application.player.length == FRAMES, timeout=LONG)
    assert application.document.folder is not None
    project = application.document.folder.path
    application.window.close()
    moved = tmp_path / "elsewhere" / "reel.mp4"
    moved.parent.mkdir()
    film.rename(moved)
    again = start(project)
    qtbot.waitUntil(lambda: any("missing" in text for text in sentences(again)), timeout=LONG)
    assert again.session.source is None
    again.opening.relink(moved)
    qtbot.waitUntil(lambda: again.session.source is not None, timeout=LONG)
    assert again.document.project.clip is not None and again.document.project.clip.absolute == str(moved)
    assert not any("missing" in text for text in sentences(again))


def test_the_same_film_opens_its_project_again(
    start: START, film: Path, qtbot: QtBot, tmp_path: Path, in_ui_thread: list[str]
) -> None:
    application = start(film)
    qtbot.waitUntil(lambda: application.player.length == FRAMES, timeout=LONG)
    act(application, "close_project")
    qtbot.waitUntil(lambda: application.window.is_at_start, timeout=LONG)
    open_film(application, film, qtbot)
    assert len(list((tmp_path / "home" / "projects").glob("*.tintloom"))) == 1
    told = "reel.mp4 already has a project; it was opened."
    qtbot.waitUntil(lambda: told in sentences(application), timeout=LONG)
    assert in_ui_thread == []


def test_many_pictures_find_their_frames(start: START, film: Path, qtbot: QtBot, tmp_path: Path) -> None:
    application = start(film)
    qtbot.waitUntil(lambda: application.player.length == FRAMES, timeout=LONG)
    pictures = []
    for number, shown in ((3, 3), (874, 11), (0, 900)):  # by its number; by what it shows; neither
        path = tmp_path / f"still_{number or 'x'}.png"
        picture = moving_picture(shown) if shown < FRAMES else np.full((64, 96, 3), 128, np.uint8)
        cv2.imwrite(str(path), picture[..., ::-1])
        pictures.append(path)
    application.asking.take_dropped(pictures)
    qtbot.waitUntil(lambda: application.importing.review is not None and application.importing.review.is_ready)
    rows = {row.placed.path.name: row for row in application.importing.review.rows()}
    assert [rows[f"still_{name}.png"].placed.how for name in ("3", "874", "x")] == ["number", "content", "none"]
    assert keyframes(application) == []
    application.importing.review.import_button.click()
    qtbot.waitUntil(lambda: keyframes(application) == [3, 11], timeout=LONG)
    act(application, "undo")
    assert keyframes(application) == []
