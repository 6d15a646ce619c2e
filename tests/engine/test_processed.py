"""A project's processed clip: another version of the film that methods like consistency read."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.catalog import CONSISTENCY, FLOW
from engine.project import edits
from engine.project.clips import processed_clip
from engine.project.file import ProjectFolder
from engine.project.model import Keyframe, Run, is_stale
from engine.runtime.errors import EngineError, InputError, ProjectError
from engine.runtime.request import request_of
from tests.engine.test_project import die, make_clip

LENGTH = 8


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[ProjectFolder]:
    with ProjectFolder.create(tmp_path / "reel", make_clip(tmp_path / "reel", LENGTH)) as made:
        yield made


def attach(folder: ProjectFolder, path: Path) -> None:
    folder.append(edits.attach_processed(folder.project, processed_clip(path, folder.path)))


def queued(folder: ProjectFolder) -> Run:
    project = folder.project
    assert project.clip is not None
    params = CONSISTENCY.parse({})
    return folder.runs.new(
        CONSISTENCY.id, params, project.shots[0], project.clip, kind="style", processed=project.processed
    )


def test_it_is_kept_even_by_kill_9(folder: ProjectFolder, tmp_path: Path) -> None:
    processed = make_clip(tmp_path / "made", LENGTH, shade=90)
    attach(folder, processed)
    die(folder)
    with ProjectFolder.open(folder.path) as again:
        assert again.project.processed is not None
        assert Path(again.project.processed.absolute) == processed
        assert again.project.processed.length == LENGTH
        assert edits.detach_processed(again.project).processed is None


@pytest.mark.parametrize(
    ("length", "size", "cause"),
    [(LENGTH - 1, (24, 32), "7 frames and the film 8"), (LENGTH, (24, 48), "another shape")],
)
def test_one_that_does_not_fit_is_refused_with_one_sentence(
    folder: ProjectFolder, tmp_path: Path, length: int, size: tuple[int, int], cause: str
) -> None:
    with pytest.raises(InputError, match=cause):
        attach(folder, make_clip(tmp_path / "made", length, 90, size))
    assert folder.project.processed is None


def test_a_larger_one_of_the_same_shape_fits(folder: ProjectFolder, tmp_path: Path) -> None:
    attach(folder, make_clip(tmp_path / "made", LENGTH, 90, (48, 64)))
    assert folder.project.processed is not None and folder.project.processed.width == 64


def test_the_film_itself_is_no_processed_version_of_it(folder: ProjectFolder) -> None:
    assert folder.project.clip is not None
    with pytest.raises(InputError, match="the film itself"):
        attach(folder, Path(folder.project.clip.absolute))


def test_a_run_reads_it_and_finds_it_where_it_moved(folder: ProjectFolder, tmp_path: Path) -> None:
    processed = make_clip(tmp_path / "made", LENGTH, shade=90)
    attach(folder, processed)
    run = queued(folder)
    assert request_of(run, CONSISTENCY, folder).processed == processed
    moved = Path(shutil.move(processed, tmp_path / "elsewhere"))
    with pytest.raises(ProjectError, match=r"processed clip .* is missing"):
        request_of(run, CONSISTENCY, folder)
    attach(folder, moved)
    assert request_of(run, CONSISTENCY, folder).processed == moved
    assert not is_stale(run, folder.project)  # the same pictures


def test_without_one_a_run_says_so(folder: ProjectFolder) -> None:
    with pytest.raises(EngineError, match="no processed clip"):
        request_of(queued(folder), CONSISTENCY, folder)


def test_another_one_makes_its_runs_stale_and_no_others(folder: ProjectFolder, tmp_path: Path) -> None:
    project = folder.project
    assert project.clip is not None
    color = folder.runs.new(FLOW.id, FLOW.parse({}), project.shots[0], project.clip)
    attach(folder, make_clip(tmp_path / "made", LENGTH, shade=90))
    run = queued(folder)
    assert not is_stale(run, folder.project) and not is_stale(color, folder.project)
    with_key = edits.put_keyframe(folder.project, Keyframe(frame=2, image="0" * 64 + ".png"))
    assert not is_stale(run, with_key)  # it reads no keyframes of color
    attach(folder, make_clip(tmp_path / "other", LENGTH, shade=120))
    assert is_stale(run, folder.project) and not is_stale(color, folder.project)
    assert is_stale(run, edits.detach_processed(folder.project))


def test_a_copy_of_the_project_finds_it(folder: ProjectFolder, tmp_path: Path) -> None:
    attach(folder, make_clip(tmp_path / "made", LENGTH, shade=90))
    place = tmp_path / "far" / "away" / "copy"
    place.parent.mkdir(parents=True)
    with folder.save_copy(place, folder.project) as copy:
        found = copy.project.processed
        assert found is not None and Path(os.path.normpath(copy.path / found.path)) == tmp_path / "made"


def test_a_run_begins_with_the_weights_of_another(folder: ProjectFolder, tmp_path: Path) -> None:
    attach(folder, make_clip(tmp_path / "made", LENGTH, shade=90))
    first = queued(folder)
    second = queued(folder).replaced(start_from=first.id)
    with pytest.raises(ProjectError, match="no weights any more"):
        request_of(second, CONSISTENCY, folder)
    folder.runs.folder(first.id).checkpoint.write_bytes(b"weights")
    assert request_of(second, CONSISTENCY, folder).weights == (("start", folder.runs.folder(first.id).checkpoint),)
