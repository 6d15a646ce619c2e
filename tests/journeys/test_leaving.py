"""What is still being made of a project when the artist goes on to another one has no place in that one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.application import Application
from app.background import Task
from app.flows import keyframing
from engine.media.masks import encode_mask
from engine.project.edits import choose_run
from engine.project.keyframes import keyframe_at
from tests.journeys.conftest import START
from tests.journeys.test_window import (
    FRAMES,
    KEY,
    LONG,
    film,
    import_painted,
    keyframes,
    open_film,
    painted,
    sentences,
)
from tests.material import make_film, moving_picture, number_of

__all__ = ["film", "painted"]


class Slow:
    """Tasks of these names begin once `go` is set, but for one that looks: it is as if the disk were slow."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: set[str] = set()
        self.go = threading.Event()
        original = Task._run

        def run(task: Task) -> None:
            if task._thread.name.removeprefix("tintloom-") in self.names:
                self.go.wait(20)
            original(task)

        monkeypatch.setattr(Task, "_run", run)

    def running(self, application: Application) -> set[str]:
        names = {task._thread.name.removeprefix("tintloom-") for task in application.background._tasks}
        return names & self.names


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    made = Slow(monkeypatch)
    yield made
    made.go.set()


def test_nothing_that_arrives_late_enters_another_project(
    start: START,
    film: Path,
    painted: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    slow: Slow,
) -> None:
    application = start()
    document = application.document
    open_film(application, film, qtbot)
    import_painted(application, painted, qtbot, monkeypatch)
    document.edit("", choose_run(document.project, "0001-fake", 0, FRAMES))
    frame = keyframe_at(document.project, KEY).replaced(frame=2)
    monkeypatch.setattr(keyframing, "accepted", lambda *_: frame)
    mask = tmp_path / "mask.png"
    mask.write_bytes(encode_mask(np.ones(moving_picture(0).shape[:2], np.uint8)))
    application.masking.import_files([mask])
    qtbot.waitUntil(lambda: bool(document.project.masks), timeout=LONG)
    application.player.set_frame(2)

    first = application.session.source
    slow.names = {
        "import-picture",
        "take-frame",
        "accept-result",
        "import-many",
        "look-at-still",
        "duplicate",
        "relabel",
        "import-masks",
        "export-frame",
        "attach",
    }
    application.keyframing.import_picture(painted, 2)
    application.keyframing.take_frame(moving_picture(3), "another clip")
    application.keyframing.accept_result()
    application.importing._import([(painted, 3)])
    application.importing.import_picture(painted)
    application.importing.import_many([painted])
    assert application.importing.review is not None
    key = keyframe_at(document.project, KEY)
    application.cards.duplicate(key, 7, follows=False)
    application.cards.ask_where(KEY, "color")
    application.cards.show_versions(KEY, "color")
    application.masking.remove()
    application.masking.import_files([mask])
    application.outside.export_frame(tmp_path / "out.png")
    application.attaching.attach(film)
    assert slow.running(application) == slow.names

    application.opening.open_film(make_film(tmp_path / "second.mp4", FRAMES))
    qtbot.waitUntil(lambda: application.session.source not in (None, first), timeout=LONG)
    qtbot.waitUntil(lambda: not application.background.is_running("shots"), timeout=LONG)
    steps, told = document.undo_stack.count(), sentences(application)
    project = document.project
    slow.go.set()
    qtbot.waitUntil(lambda: not slow.running(application), timeout=LONG)
    assert document.project == project and document.undo_stack.count() == steps
    assert keyframes(application) == [] and project.masks == () and application.outside.states() == {}
    assert sentences(application) == told
    cards = application.cards
    assert application.importing.review is None and cards.versions is None and cards._asking is None


def test_what_is_being_imported_comes_along_when_the_project_is_saved_elsewhere(
    start: START, film: Path, painted: Path, qtbot: QtBot, tmp_path: Path, slow: Slow
) -> None:
    application = start()
    open_film(application, film, qtbot)
    slow.names = {"import-picture"}
    application.keyframing.import_picture(painted, 3)
    application.opening.save_as(tmp_path / "copy.tintloom")
    qtbot.waitUntil(lambda: not application.background.is_running("save-as"), timeout=LONG)
    slow.go.set()
    document = application.document
    qtbot.waitUntil(lambda: document.folder is not None and document.folder.name == "copy", timeout=LONG)
    assert keyframes(application) == [3] and document.folder is not None
    assert number_of(document.folder.blobs.read(keyframe_at(document.project, 3).image)) == KEY


def test_a_copy_that_is_ready_late_does_not_take_the_place_of_another_project(
    start: START, film: Path, qtbot: QtBot, tmp_path: Path, slow: Slow
) -> None:
    application = start()
    open_film(application, film, qtbot)
    first = application.session.source
    slow.names = {"save-as"}
    application.opening.save_as(tmp_path / "copy.tintloom")
    application.opening.open_film(make_film(tmp_path / "second.mp4", FRAMES))
    qtbot.waitUntil(lambda: application.session.source not in (None, first), timeout=LONG)
    folder = application.document.folder
    slow.go.set()
    qtbot.waitUntil(lambda: not slow.running(application), timeout=LONG)
    assert application.document.folder is folder
