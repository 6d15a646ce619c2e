"""Journey 4: a keyframe is edited in another program and comes back whenever it is saved. The program is a script."""

# ruff: noqa: F401, F811
from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.application import Application
from app.canvas.view import Mode
from app.programs import Program
from engine.project.keyframes import keyframe_at
from tests.journeys.conftest import START
from tests.journeys.test_window import (
    FRAMES,
    KEY,
    LONG,
    act,
    answer,
    film,
    import_painted,
    in_ui_thread,
    keyframes,
    painted,
    sentences,
)
from tests.material import moving_picture

# paints a red corner as painting programs save: another file, renamed over the old one
SCRIPT = """
import os, sys, cv2
path = sys.argv[-1]
picture = cv2.imread(path, cv2.IMREAD_UNCHANGED)
picture[-8:, :8] = (0, 0, 255)
cv2.imwrite(path + ".part.png", picture)
os.replace(path + ".part.png", path)
"""
PAINTER = Program("painter", "Painter", (sys.executable, "-c", SCRIPT))


def begin(application: Application, opened: list[Path], *, paints: bool = True) -> None:
    """Let the window start `PAINTER` instead of what is on this machine."""

    def launch(program: Program, path: Path) -> bool:
        opened.append(path)
        if paints:
            subprocess.run([*program.command, str(path)], check=True)
        return True

    application.outside.launch = launch
    application.outside._take_programs([PAINTER])


def has_red_corner(application: Application, frame: int = KEY) -> bool:
    folder = application.document.folder
    assert folder is not None
    key = keyframe_at(application.document.project, frame)
    return folder.blobs.read(key.image)[-1, 0].tolist() == [255, 0, 0]


def ready(start: START, reel: Path, qtbot: QtBot) -> Application:
    application = start(reel)
    qtbot.waitUntil(lambda: application.player.length == FRAMES, timeout=LONG)
    qtbot.waitUntil(lambda: application.document.folder is not None, timeout=LONG)
    return application


def test_a_frame_is_colored_outside_and_comes_back(
    start: START,
    film: Path,
    qtbot: QtBot,
    in_ui_thread: list[str],
) -> None:
    application, opened = ready(start, film, qtbot), []
    begin(application, opened)
    application.player.set_frame(KEY)
    act(application, "edit_outside")
    qtbot.waitUntil(lambda: keyframes(application) == [KEY], timeout=LONG)
    assert in_ui_thread == []
    assert has_red_corner(application)
    assert opened[0].parent.name == "outside" and opened[0].name == f"reel {KEY:06d}.png"
    assert application.window.viewer.mode == Mode.KEYFRAME
    qtbot.waitUntil(lambda: f"Frame {KEY} came back from Painter." in sentences(application), timeout=LONG)
    act(application, "undo")  # one step
    assert keyframes(application) == []
    assert opened[0].exists()  # and what was painted is kept


def test_every_save_comes_back_and_the_picture_before_is_a_version(
    start: START,
    film: Path,
    painted: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    application, opened = ready(start, film, qtbot), []
    begin(application, opened, paints=False)
    import_painted(application, painted, qtbot, monkeypatch)
    first = keyframe_at(application.document.project, KEY).image
    act(application, "edit_outside")
    qtbot.waitUntil(lambda: len(opened) == 1, timeout=LONG)
    path = opened[0]
    assert np.array_equal(cv2.imread(str(path)), cv2.imread(str(painted)))  # the keyframe, not the film
    qtbot.waitUntil(lambda: application.window.keyframes.state(KEY, "color") == "in Painter", timeout=LONG)
    subprocess.run([*PAINTER.command, str(path)], check=True)
    qtbot.waitUntil(lambda: keyframe_at(application.document.project, KEY).image != first, timeout=LONG)
    assert has_red_corner(application)
    assert keyframe_at(application.document.project, KEY).versions == (first,)
    # saved as Krita's own file beside it
    picture = moving_picture(KEY)
    picture[:4, -4:] = (0, 255, 0)
    _, encoded = cv2.imencode(".png", picture[..., ::-1])
    with zipfile.ZipFile(path.with_suffix(".kra"), "w") as archive:
        archive.writestr("mergedimage.png", encoded.tobytes())
    qtbot.waitUntil(lambda: keyframe_at(application.document.project, KEY).note.endswith(".kra"), timeout=LONG)
    assert len(keyframe_at(application.document.project, KEY).versions) == 2
    # edited again: the file with the layers is opened, not the flattened picture
    act(application, "edit_outside")
    qtbot.waitUntil(lambda: len(opened) == 2, timeout=LONG)
    assert opened[1].suffix == ".kra"


def test_what_was_saved_while_the_project_was_closed_comes_back(
    start: START,
    film: Path,
    qtbot: QtBot,
) -> None:
    application, opened = ready(start, film, qtbot), []
    begin(application, opened, paints=False)
    application.player.set_frame(KEY)
    act(application, "edit_outside")
    qtbot.waitUntil(lambda: len(opened) == 1, timeout=LONG)
    folder = application.document.folder
    assert folder is not None
    act(application, "close_project")
    qtbot.waitUntil(lambda: application.document.folder is None, timeout=LONG)
    subprocess.run([*PAINTER.command, str(opened[0])], check=True)
    application.opening.open_project(folder.path)
    qtbot.waitUntil(lambda: keyframes(application) == [KEY], timeout=LONG)
    assert has_red_corner(application)
    # and once is enough
    act(application, "undo")
    qtbot.wait(800)
    assert keyframes(application) == []


def test_a_crop_is_refused_and_nothing_is_lost(
    start: START,
    film: Path,
    painted: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    application, opened = ready(start, film, qtbot), []
    begin(application, opened, paints=False)
    import_painted(application, painted, qtbot, monkeypatch)
    before = application.document.project
    act(application, "edit_outside")
    qtbot.waitUntil(lambda: len(opened) == 1, timeout=LONG)
    cv2.imwrite(str(opened[0]), moving_picture(KEY)[:50, ..., ::-1])
    qtbot.waitUntil(lambda: f"Frame {KEY} cannot be taken back yet." in sentences(application), timeout=LONG)
    assert application.document.project == before
    problem = next(p for p in application.window.banners.problems() if "taken back" in p.sentence)
    assert "came back 96×50, and the frame is 96×64" in problem.cause
    cv2.imwrite(str(opened[0]), np.full((64, 96, 3), (0, 0, 255), np.uint8))  # the right size; another light
    qtbot.waitUntil(lambda: application.document.project != before, timeout=LONG)
    qtbot.waitUntil(
        lambda: any("keeps its own light" in p.cause for p in application.window.banners.problems()), timeout=LONG
    )


def test_exported_anywhere_it_comes_back_too(
    start: START,
    film: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    application = ready(start, film, qtbot)
    target = tmp_path / "desk" / "mine.png"
    target.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: (str(target), "")))
    application.player.set_frame(3)
    act(application, "export_frame")
    qtbot.waitUntil(target.exists, timeout=LONG)
    qtbot.waitUntil(lambda: bool(application.outside.states()), timeout=LONG)
    subprocess.run([*PAINTER.command, str(target)], check=True)
    qtbot.waitUntil(lambda: keyframes(application) == [3], timeout=LONG)


def test_after_save_as_what_is_saved_in_the_open_program_still_comes_back(
    start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    application, opened = ready(start, film, qtbot), []
    begin(application, opened, paints=False)
    application.player.set_frame(KEY)
    act(application, "edit_outside")
    qtbot.waitUntil(lambda: bool(application.outside.states()), timeout=LONG)
    target, before = tmp_path / "copy.tintloom", application.document.folder
    answer(monkeypatch, "getSaveFileName", target)
    act(application, "save_as")
    qtbot.waitUntil(lambda: application.document.folder not in (None, before), timeout=LONG)
    assert application.outside.states() == {(KEY, "color"): "in Painter"}
    assert not opened[0].is_relative_to(target)  # the program has the old folder's file
    subprocess.run([*PAINTER.command, str(opened[0])], check=True)
    qtbot.waitUntil(lambda: keyframes(application) == [KEY], timeout=LONG)
    assert has_red_corner(application)
    application.outside.end(KEY, "color")
    qtbot.waitUntil(lambda: not application.outside.states(), timeout=LONG)


def test_a_program_that_does_not_start_is_told(start: START, film: Path, qtbot: QtBot) -> None:
    application = ready(start, film, qtbot)
    application.outside._take_programs([Program("gone", "Gone", ("/nowhere/gone",))])
    act(application, "edit_outside")
    qtbot.waitUntil(lambda: "Gone did not start." in sentences(application), timeout=LONG)
