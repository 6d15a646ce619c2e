"""Painting programs are found where each system keeps them, and names of handed out files tell their keyframe."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.programs import found_programs, program_of
from engine.project.outside import Outside, Place, digest_of, file_name, place_of
from engine.runtime.errors import ProjectError


def test_on_linux(tmp_path: Path) -> None:
    flatpak = tmp_path / "flatpak/exports/bin/org.gimp.GIMP"
    flatpak.parent.mkdir(parents=True)
    flatpak.touch()
    found = found_programs(
        "linux", {}, tmp_path, lambda name: "/usr/bin/krita" if name == "krita" else None, shared=tmp_path
    )
    assert [(p.name, p.command) for p in found] == [("Krita", ("/usr/bin/krita",)), ("GIMP", (str(flatpak),))]


def test_on_windows_the_newest_one_counts(tmp_path: Path) -> None:
    for year in (2023, 2025):
        program = tmp_path / f"Adobe/Adobe Photoshop {year}/Photoshop.exe"
        program.parent.mkdir(parents=True)
        program.touch()
    found = found_programs("win32", {"ProgramFiles": str(tmp_path)}, tmp_path)
    assert [p.name for p in found] == ["Photoshop"]
    assert "2025" in found[0].command[0]


def test_on_a_mac(tmp_path: Path) -> None:
    (tmp_path / "Adobe Photoshop 2025/Adobe Photoshop 2025.app").mkdir(parents=True)
    found = found_programs("darwin", {}, tmp_path / "home", applications=tmp_path)
    assert found[0].command[:2] == ("open", "-a")


def test_a_chosen_program_has_its_own_name() -> None:
    assert program_of(Path("/opt/GIMP-3.0.AppImage")).name == "GIMP"
    assert program_of(Path("/opt/mypaint")).command == ("/opt/mypaint",)


@pytest.mark.parametrize("kind", ["color", "mask", "style"])
def test_the_name_tells_the_keyframe(kind: str) -> None:
    place = Place(1234567, kind)
    name = file_name("Reel 2: the/end", place, ".png")
    assert place_of(Path(name)) == place and "/" not in name
    assert place_of(Path(name).with_suffix(".kra")) == place
    assert place_of(Path("notes.txt")) is None and place_of(Path("sketch.png")) is None


def test_only_what_the_project_does_not_know_is_news(tmp_path: Path) -> None:
    outside = Outside(tmp_path)
    path = outside.make() / file_name("reel", Place(4), ".png")
    path.write_bytes(b"one")
    outside.remember(path, digest_of(path))
    assert outside.news() == []
    path.write_bytes(b"two")
    assert [each for each, _ in outside.news()] == [path]
    (outside.folder / "known.json").write_text('{"files": {"../../x.png": "y"}}')  # damaged: everything is news
    assert [each for each, _ in outside.news()] == [path]
    outside.end(Place(4))
    assert outside.news() == [] and (outside.folder / "finished" / path.name).read_bytes() == b"two"


def test_a_folder_that_leads_elsewhere_is_not_used(tmp_path: Path) -> None:
    project, elsewhere = tmp_path / "a.tintloom", tmp_path / "elsewhere"
    project.mkdir()
    elsewhere.mkdir()
    (project / "outside").symlink_to(elsewhere)
    assert Outside(project).files() == []
    with pytest.raises(ProjectError, match="leads out"):
        Outside(project).make()
