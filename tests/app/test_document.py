"""Random artists against undo, save, kill and reopening; and what the window relies on."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from pytestqt.qtbot import QtBot

from app.document import Document
from engine.project import edits
from engine.project.clips import ClipDiffers
from engine.project.file import ProjectFolder
from engine.project.model import Keyframe, Project, Shot
from engine.runtime.errors import ProjectError

WAIT = 60_000  # only a failure waits this long

SHOTS = Project(shots=edits.whole_clip(48, "s1"))


def blob(number: int) -> str:
    return f"{number:064x}.png"


def painted(project: Project, frame: int, image: int) -> Project:
    return edits.put_keyframe(project, Keyframe(frame=frame, image=blob(image)))


@pytest.fixture
def document(qapp: object, tmp_path: Path) -> Iterator[Document]:
    document = Document()
    document.create(tmp_path / "film", SHOTS)
    yield document
    document.abandon()


class History(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.document = Document()
        self.document.create(self.place / "p", SHOTS)
        self.snapshots = [SHOTS]
        self.at = 0
        self.shown: list[Project] = []
        self.document.changed.connect(self.shown.append)

    def teardown(self) -> None:
        self.document.abandon()
        shutil.rmtree(self.place)

    def push(self, text: str, after: Project) -> None:
        before = self.document.project
        self.document.edit(text, after)
        if after != before:
            self.snapshots = [*self.snapshots[: self.at + 1], after]
            self.at += 1

    @rule(frame=st.integers(0, 47), image=st.integers(0, 3))
    def paint(self, frame: int, image: int) -> None:
        self.push("Paint", painted(self.document.project, frame, image))

    @rule(frame=st.integers(0, 47))
    def split(self, frame: int) -> None:
        shot = self.document.project.shot_at(frame)
        if shot is not None and shot.start != frame:
            self.push("Split shot", edits.split_shot(self.document.project, frame))

    @rule()
    def undo(self) -> None:
        self.document.undo_stack.undo()
        self.at = max(0, self.at - 1)

    @rule()
    def redo(self) -> None:
        self.document.undo_stack.redo()
        self.at = min(len(self.snapshots) - 1, self.at + 1)

    @rule()
    def save(self) -> None:
        self.document.save()
        assert not self.document.is_modified

    @rule()
    def save_as(self) -> None:
        before = self.document.folder
        assert before is not None
        self.document.save_as(self.place / f"copy{time.monotonic_ns()}")
        with ProjectFolder.open(before.path) as old:
            assert old.project == self.document.project

    @rule()
    def close_and_open(self) -> None:
        assert self.document.folder is not None
        path = self.document.folder.path
        self.document.close()
        self.reopened(path)

    @rule()
    def kill_and_open(self) -> None:
        """All that is left is the disk, a moment after the last edit."""
        assert self.document.folder is not None and self.document._autosave is not None
        path = self.document.folder.path
        assert self.document._autosave.flush() == ""
        self.document.folder.abandon()
        self.document = Document()
        self.document.changed.connect(self.shown.append)
        self.reopened(path)

    def reopened(self, path: Path) -> None:
        assert self.document.open(path) == ()
        assert self.document.project == self.snapshots[self.at]
        assert self.document.undo_stack.count() == 0
        self.snapshots, self.at = [self.snapshots[self.at]], 0

    @invariant()
    def it_shows_what_it_should(self) -> None:
        assert self.document.project == self.snapshots[self.at]
        assert self.document.undo_stack.canUndo() == (self.at > 0)
        assert not self.shown or self.shown[-1] == self.document.project


@pytest.mark.usefixtures("qapp")
class TestHistory(History.TestCase):  # type: ignore[name-defined,misc]
    settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def test_a_drag_is_one_step(document: Document) -> None:
    for image in (1, 2, 3):
        document.edit("Paint", painted(document.project, 5, image), merge="stroke 1")
    document.edit("Paint", painted(document.project, 5, 4), merge="stroke 2")
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    assert document.project == painted(painted(painted(SHOTS, 5, 1), 5, 2), 5, 3)  # with the versions before
    document.undo_stack.undo()
    assert document.project == SHOTS


def test_a_drag_back_to_where_it_began_leaves_no_step(document: Document) -> None:
    document.edit("Move cut", painted(SHOTS, 5, 1), merge="drag")
    document.edit("Move cut", SHOTS, merge="drag")
    assert document.project == SHOTS and document.undo_stack.count() == 0


def test_an_edit_that_changes_nothing_is_no_step(document: Document) -> None:
    document.edit("Nothing", document.project)
    assert document.undo_stack.count() == 0 and not document.is_modified


def test_an_edit_is_on_disk_within_three_seconds(document: Document, qtbot: QtBot) -> None:
    assert document.folder is not None
    texts: list[str] = []
    document.save_state_changed.connect(texts.append)
    document.edit("Paint", painted(document.project, 5, 1))
    assert document.is_modified

    def is_on_disk() -> bool:
        assert document.folder is not None
        return ProjectFolder.open(document.folder.path, is_writable=False).project == document.project

    qtbot.waitUntil(is_on_disk, timeout=3000)
    qtbot.waitUntil(lambda: document.save_text.startswith("Saved"), timeout=WAIT)
    qtbot.waitUntil(lambda: document.save_text.endswith("s ago"), timeout=WAIT)
    qtbot.waitUntil(lambda: bool(texts) and texts[-1].endswith("s ago"), timeout=WAIT)


def test_editing_a_large_project_does_not_block_the_window(document: Document) -> None:
    shots = []
    for start in range(0, 48_000, 48):
        keys = tuple(Keyframe(frame=frame, image=blob(frame)) for frame in range(start, start + 48, 16))
        shots.append(Shot(id=f"s{start}", start=start, stop=start + 48, keyframes=keys))
    document.edit("Find shots", Project(shots=tuple(shots)))
    longest = []
    for frame in range(30):
        after = painted(document.project, 17 + 48 * frame, 1)
        began = time.perf_counter()
        document.edit("Paint", after)
        longest.append(time.perf_counter() - began)
        time.sleep(0.01)
    assert sorted(longest)[len(longest) // 2] < 0.016, "1000 shots, 3000 keyframes"


def test_closing_folds_everything(document: Document) -> None:
    assert document.folder is not None
    path = document.folder.path
    document.edit("Paint", painted(document.project, 5, 1))
    newest = document.project
    folders: list[object] = []
    document.folder_changed.connect(folders.append)
    document.close()
    assert folders == [None] and document.project == Project() and not document.is_open
    assert not (path / "journal.jsonl").exists()
    assert Project.model_validate_json((path / "project.json").read_text()) == newest


def test_a_full_disk_is_told_and_the_edit_saved_later(
    document: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert document.folder is not None
    path = document.folder.path

    def full(folder: ProjectFolder, project: Project) -> None:
        raise ProjectError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(ProjectFolder, "append", full)
        with qtbot.waitSignal(document.save_failed, timeout=WAIT) as failed:
            document.edit("Paint", painted(document.project, 5, 1))
        assert failed.args == ["The disk is full."]
        assert document.save_text == "Not saved: The disk is full."
        with pytest.raises(ProjectError, match="disk is full"):
            document.close()
        assert document.is_open and document.project == painted(SHOTS, 5, 1), "closing does not lose it either"
    qtbot.waitUntil(lambda: document.save_text.startswith("Saved"), timeout=WAIT)
    assert ProjectFolder.open(path, is_writable=False).project == painted(SHOTS, 5, 1)


def test_a_project_that_cannot_be_opened_leaves_the_open_one(document: Document, tmp_path: Path) -> None:
    document.edit("Paint", painted(document.project, 5, 1))
    before, folder = document.project, document.folder
    for open_ in (lambda: document.open(tmp_path), lambda: document.create(tmp_path / "film", SHOTS)):
        with pytest.raises(ProjectError):
            open_()
        assert document.project is before and document.folder is folder and document.undo_stack.canUndo()
    assert folder is not None
    assert document.open(folder.path) == () and document.undo_stack.canUndo(), "it is open already"


def test_facts_are_amended_in_the_whole_history(document: Document) -> None:
    document.edit("Paint", painted(document.project, 5, 1))
    document.edit("Paint", painted(document.project, 6, 1))
    document.undo_stack.undo()
    document.amend(lambda p: p.replaced(shots=tuple(s.replaced(stop=50) for s in p.shots)))
    assert [document.project.shots[0].stop, len(document.project.shots[0].keyframes)] == [50, 1]
    document.undo_stack.redo()
    assert [document.project.shots[0].stop, len(document.project.shots[0].keyframes)] == [50, 2]
    for _ in range(2):
        document.undo_stack.undo()
    assert [document.project.shots[0].stop, len(document.project.shots[0].keyframes)] == [50, 0]


def test_relinking_outlives_undo(qapp: object, tmp_path: Path) -> None:
    clip = tmp_path / "reel"
    clip.mkdir()
    for index in range(4):
        cv2.imwrite(str(clip / f"{index}.png"), np.full((8, 8, 3), index, np.uint8))
    document = Document()
    document.create(tmp_path / "film", clip)
    assert document.clip_place.state == "found"
    document.edit("Paint", painted(document.project, 2, 1))
    clip.rename(tmp_path / "moved")
    places: list[object] = []
    document.clip_changed.connect(places.append)
    assert document.find_clip().state == "missing"
    (tmp_path / "wrong").mkdir()
    cv2.imwrite(str(tmp_path / "wrong" / "0.png"), np.zeros((8, 8, 3), np.uint8))
    with pytest.raises(ClipDiffers):
        document.relink(tmp_path / "wrong")
    document.relink(tmp_path / "moved")
    assert document.clip_place.path == tmp_path / "moved" and len(places) == 2
    document.undo_stack.undo()
    assert document.clip_place.state == "found" and document.project.clip is not None
    assert document.project.clip.absolute == str(tmp_path / "moved")
    path = document.folder.path if document.folder else Path()
    document.close()
    assert document.open(path) == () and document.clip_place.state == "found"
    document.close()


def test_the_pictures_of_undo_are_known(document: Document) -> None:
    document.edit("Paint", painted(document.project, 5, 1))
    document.edit("Paint", painted(document.project, 5, 2))
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.undoable_blobs() == {blob(1), blob(2)}
