"""Project files that no edit makes are refused with a sentence; older ones are put right when they open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.catalog.flow import FlowParams
from engine.project.approved import note_accepted
from engine.project.edits import choose_run, merge_with_next, move_cut, set_cuts, split_shot, trim, with_length
from engine.project.file import ProjectFolder
from engine.project.model import VERSION, Choice, Clip, Project, Shot
from engine.project.objects import add_object, choose_masks, merge_objects, remove_object
from engine.project.review import accept_range, unaccept_range
from engine.runtime.errors import ProjectError

CLIP = Clip(path="a.mov", absolute="/a.mov", width=8, height=8, length=10, rate="24")
PROJECT = Project(clip=CLIP, shots=(Shot(id="s", start=0, stop=10),))


def _written(folder: Path, content: dict[str, Any]) -> Path:
    path = folder / "p.tintloom"
    path.mkdir()
    (path / "project.json").write_text(json.dumps(content))
    return path


def _content(project: Project = PROJECT, version: int = VERSION) -> dict[str, Any]:
    return {**json.loads(project.model_dump_json()), "version": version}


def _objects() -> Project:
    return add_object(add_object(PROJECT)[0])[0]


@pytest.mark.parametrize("name", ["chosen", "accepted"])
@pytest.mark.parametrize(("start", "stop"), [(0, 1 << 27), (5, 3), (4, 4), (9, 11)])
def test_ranges_outside_their_shot(tmp_path: Path, name: str, start: int, stop: int) -> None:
    content = _content()
    content["shots"][0][name] = [{"run": "r", "start": start, "stop": stop}]
    with pytest.raises(ProjectError, match="cannot be read"):
        ProjectFolder.open(_written(tmp_path, content))


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("masks", {"id": "same"}),
        ("masks", {"label": 1}),
        ("masks", {"also": [7]}),
        ("masks", {"color": "red; x"}),
        ("cast", {"id": "same"}),
        ("mask_runs", {"stop": 0}),
    ],
)
def test_two_of_what_there_can_be_one_of(tmp_path: Path, field: str, change: dict[str, Any]) -> None:
    content = _content(_objects())
    content["cast"] = [{"id": name, "name": name, "color": "#ffffff"} for name in "ab"]
    content["mask_runs"] = [{"run": "r", "start": 3, "stop": 5}]
    Project.model_validate(content)
    content[field] = [{**each, **change} for each in content[field]]
    with pytest.raises(ProjectError, match="cannot be read"):
        ProjectFolder.open(_written(tmp_path, content))


def test_an_older_project_with_such_ranges_and_labels_opens(tmp_path: Path) -> None:
    content = _content(_objects(), version=5)
    for mask in content["masks"]:
        del mask["also"]
        mask["label"] = 1
    content["masks"][1]["color"] = "RED"
    del content["last_label"]
    content["shots"][0]["chosen"] = [{"run": "r", "start": 8, "stop": 30}, {"run": "q", "start": 12, "stop": 30}]
    with ProjectFolder.open(_written(tmp_path, content)) as folder:
        assert folder.project.shots[0].chosen == (Choice(run="r", start=8, stop=10),)
        assert [mask.label for mask in folder.project.masks] == [1, 2]
        assert folder.warnings == ()


def test_an_older_project_keeps_the_masks_that_were_tracked(tmp_path: Path) -> None:
    with ProjectFolder.create(tmp_path / "p", PROJECT) as folder:
        runs = [folder.runs.new("flow", FlowParams(), PROJECT.shots[0], CLIP, kind="mask") for _ in range(3)]
        spans = ((0, 10, "finished"), (4, 10, "finished"), (0, 10, "failed"))
        for number, (run, (start, stop, state)) in enumerate(zip(runs, spans, strict=True)):
            folder.runs.folder(run.id).update(start=start, stop=stop, state=state, created=f"{number}")
    path = folder.path / "project.json"
    content = json.loads(path.read_text())
    for name in ("cast", "mask_runs", "last_label"):
        del content[name]
    path.write_text(json.dumps({**content, "version": 3}))
    wanted = (Choice(run=runs[0].id, start=0, stop=4), Choice(run=runs[1].id, start=4, stop=10))
    for told in (["An older Tintloom made this project"], []):
        with ProjectFolder.open(folder.path) as again:
            assert again.project.mask_runs == wanted
            assert [sentence.split(";")[0] for sentence in again.warnings] == told  # once
    assert not list(folder.path.glob("project.broken*"))


def test_noting_what_was_accepted_counts_no_frames_before_it_looks(tmp_path: Path) -> None:
    """A project whose clip claims to last for a year must not fill the memory."""
    long = Shot(id="s", start=0, stop=1 << 27, accepted=(Choice(run="r", start=0, stop=1 << 27),))
    with ProjectFolder.create(tmp_path / "p", PROJECT) as folder:
        folder.runs.folder("r").create()
        hostile = Project(shots=(long,))
        assert list(note_accepted(folder, hostile, hostile)) == []
        with pytest.raises(ProjectError, match="Frame 0 of the run r has no picture"):
            list(note_accepted(folder, PROJECT, hostile))
        folder.runs.folder("r").write_frame(3, np.zeros((8, 8, 3), np.uint8))
        accepted = Choice(run="r", start=2, stop=4)
        before = Project(shots=(long.replaced(accepted=(accepted.replaced(stop=3),)),))
        assert len(list(note_accepted(folder, before, Project(shots=(long.replaced(accepted=(accepted,)),))))) == 1


def test_edits_of_cuts_keep_ranges_inside_their_shots() -> None:
    project = choose_run(choose_run(PROJECT, "a", 0, 10), "b", 3, 7)
    project = choose_masks(accept_range(project, 2, 8), "m", 0, 10)
    shown = [project.shot_at(frame).run_at(frame) for frame in range(10)]  # type: ignore[union-attr]
    project = move_cut(split_shot(split_shot(project, 4), 6), 6, 5)
    project = set_cuts(project, [1, 5, 9])
    project = merge_with_next(project, project.shots[0].id)
    assert [project.shot_at(frame).run_at(frame) for frame in range(10)] == shown  # type: ignore[union-attr]
    project = unaccept_range(project, 3, 5)
    project = with_length(trim(project, 1, 9), 6)
    assert project.shots[-1].stop == 6 and trim(project, 0, 6).shots[0].start == 0


def test_edits_of_objects_keep_their_labels_apart() -> None:
    project = PROJECT
    for _ in range(4):
        project, _ = add_object(project)
    first, second, third, _ = project.masks
    project = remove_object(merge_objects(project, first.id, second.id, {}), third.id, {})
    project, made = add_object(project)
    assert [mask.labels for mask in project.masks] == [(2, 1), (4,), (made.label,)]
    Project.model_validate(_content(project))
