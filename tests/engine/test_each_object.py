"""A matte of its own for every object: films or folders, named after them, all or none begun."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.cli.program import main
from engine.media.export import Exported, ExportSettings
from engine.media.masks import read_mask
from engine.media.source import open_source
from engine.project.each_object import common, export_each, object_exports
from engine.project.file import ProjectFolder
from engine.project.objects import put_mask, rename_object, with_labels
from engine.runtime.errors import InputError
from engine.runtime.events import Progress
from tests.material import make_film

FRAMES = 3
FILM = ExportSettings(format="ffv1", content="masks", each_object=True, copy_sound=False, provenance=False)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[ProjectFolder]:
    """Two objects, the one left, the other right."""
    film = make_film(tmp_path / "reel.mp4", FRAMES)
    folder = ProjectFolder.create(tmp_path / "reel.tintloom", film)
    changed = with_labels(folder.project, (1, 2))
    for object_, name in zip(changed.masks, ("Anna's coat", "Hat/red"), strict=True):
        changed = rename_object(changed, object_.id, name)
    labels = np.zeros((64, 96), np.uint8)
    labels[10:50, 5:40], labels[10:50, 60:90] = 1, 2
    for frame in range(FRAMES):
        changed = put_mask(changed, frame, folder.blobs.put_mask(labels))
    folder.append(changed)
    yield folder
    folder.close()


def write(
    project: ProjectFolder, folder: Path, settings: ExportSettings, **more: bool
) -> tuple[Exported, list[Progress]]:
    told: list[Progress] = []
    source = open_source(project.path.parent / "reel.mp4")
    try:
        steps = export_each(
            project, project.project, source, object_exports(project.project, settings, "reel", folder), **more
        )
        while True:
            try:
                told.append(next(steps))
            except StopIteration as end:
                return end.value, told
    finally:
        source.close()


def test_each_film_shows_its_object_alone(project: ProjectFolder, tmp_path: Path) -> None:
    written, told = write(project, tmp_path, FILM)
    assert [path.name for path in written.files] == ["reel_color_Anna's_coat.mkv", "reel_color_Hat_red.mkv"]
    assert written.told == "2 mattes of 3 frames each"
    shares = [each.done / each.total for each in told]
    assert shares == sorted(shares) and told[-1].stage == "Writing object 2 of 2"
    for path, is_left in zip(written.files, (True, False), strict=True):
        source = open_source(path)
        matte = source.read(1)[..., 0]
        source.close()
        assert (matte[30, 20] > 200) == is_left and (matte[30, 75] > 200) != is_left
    with pytest.raises(InputError, match="there already"):
        write(project, tmp_path, FILM)
    write(project, tmp_path, FILM, replace=True)


def test_pictures_have_a_folder_for_each(project: ProjectFolder, tmp_path: Path) -> None:
    settings = FILM.replaced(format="png", name_pattern="{clip}_{object}.###", label=2)
    written, _ = write(project, tmp_path, settings)
    assert [path.name for path in written.files] == ["reel_Hat_red"]
    names = sorted(path.name for path in written.files[0].iterdir())
    assert names[0] == "reel_Hat_red.1001.png" and len(names) == FRAMES
    assert set(np.unique(read_mask(written.files[0] / names[0]))) == {0, 2}


def test_names_are_told_apart_and_numbers_stay_last(project: ProjectFolder, tmp_path: Path) -> None:
    same = rename_object(project.project, project.project.masks[1].id, "anna's COAT?")
    wanted = object_exports(same, FILM, "reel", tmp_path)
    assert len({each.target.name.lower() for each in wanted}) == 2
    numbered = object_exports(same, FILM.replaced(format="exr", name_pattern="a.####"), "reel", tmp_path)
    assert numbered[0].settings.name_pattern.endswith("_1.####")
    assert common(FILM.replaced(name_pattern="{clip}_{object}")).name_pattern == "{clip}"


def test_what_makes_no_sense_is_said(project: ProjectFolder, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="masks alone"):
        object_exports(project.project, FILM.replaced(content="shown"), "reel", tmp_path)
    with pytest.raises(InputError, match="no object yet"):
        object_exports(project.project.replaced(masks=()), FILM, "reel", tmp_path)


def test_the_command_line_writes_them_too(
    project: ProjectFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "export",
        project.path,
        "-o",
        tmp_path / "mattes" / "for_comp.mov",
        "--format",
        "ffv1",
        "--content",
        "masks",
    ]
    monkeypatch.setattr(sys, "argv", ["tintloom", *map(str, words), "--each-object", "--no-provenance", "--json"])
    with pytest.raises(SystemExit) as end:
        main()
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert not end.value.code
    assert [Path(path).name for path in told["files"]] == ["for_comp_Anna's_coat.mov", "for_comp_Hat_red.mov"]
    assert all(Path(path).is_file() for path in told["files"])
