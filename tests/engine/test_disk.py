"""Disks that are full and writers that meet: nothing half-written, and a sentence where something is lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from engine.project.disk import replace_file
from engine.project.file import ProjectFolder
from engine.project.lock import ProjectLock
from engine.project.model import Project
from engine.project.runs import RunFolder
from engine.runtime.errors import ProjectError

FULL = Path("/dev/full")
on_full_disk = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


def test_two_threads_that_write_one_file_leave_one_whole_content(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    contents = [bytes([number]) * 300_000 for number in range(4)]
    failed: list[Exception] = []

    def write(content: bytes) -> None:
        try:
            for _ in range(30):
                replace_file(path, content, is_durable=False)
                assert path.read_bytes() in contents
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert [file.name for file in tmp_path.iterdir()] == ["run.json"]


@on_full_disk
def test_a_full_disk_does_not_keep_a_project_from_being_opened(tmp_path: Path) -> None:
    (tmp_path / ".lock").symlink_to(FULL)
    lock = ProjectLock(tmp_path)
    lock.acquire()
    assert lock.is_held
    with pytest.raises(ProjectError, match="already open"):
        ProjectLock(tmp_path).acquire()
    lock.release()
    assert not lock.is_held


@on_full_disk
def test_a_curve_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "metrics.csv").symlink_to(FULL)
    with pytest.raises(ProjectError, match=r"metrics\.csv cannot be written: No space left on device\.$"):
        RunFolder(tmp_path).append_metric("loss", 1, 0.5)


def test_pictures_are_not_removed_while_a_state_cannot_be_read(tmp_path: Path) -> None:
    with ProjectFolder.create(tmp_path / "a", Project()) as folder:
        blob = folder.path / "blobs" / f"{'0' * 64}.png"
        blob.write_bytes(b"a picture")
        (folder.path / "project.json.bak").write_text('{"version": 1, "shots"')
        with pytest.raises(ProjectError, match=r"project\.json\.bak cannot be read: it is not whole JSON"):
            folder.remove_unused_blobs(set())
        assert blob.exists()
