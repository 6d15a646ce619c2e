from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.paths import UserFolders, free_path
from app.settings import RECENT_COUNT, Settings

WAIT = 60_000  # only a failure waits this long


def test_what_is_changed_is_there_at_the_next_start(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    settings.change(theme="light", method="dvp", params={"dvp": {"quality": "final"}})
    settings.remember(tmp_path / "a.tintloom")
    settings.remember_folder("film", tmp_path)
    settings.save()
    again = Settings(tmp_path)
    assert again.remembered == settings.remembered
    assert again.recent() == [tmp_path / "a.tintloom"]
    assert again.folder("film") == str(tmp_path)
    assert again.folder("picture") == str(tmp_path), "what was never asked for begins beside the film"
    assert again.folder("export", tmp_path / "there") == str(tmp_path / "there")
    assert not list(tmp_path.glob(".*tmp"))


def test_it_is_written_by_itself(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "new")
    settings.change(device="cpu")
    qtbot.waitUntil(lambda: (tmp_path / "new" / "settings.json").exists(), timeout=WAIT)


def test_the_latest_project_comes_first_and_the_list_ends(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    for number in range(RECENT_COUNT + 5):
        settings.remember(tmp_path / f"{number}.tintloom")
    settings.remember(tmp_path / "9.tintloom")
    recent = settings.recent()
    assert recent[0] == tmp_path / "9.tintloom" and len(recent) == len(set(recent)) == RECENT_COUNT
    settings.forget(recent[0])
    assert tmp_path / "9.tintloom" not in settings.recent()


@pytest.mark.parametrize("content", ["", "{", '{"theme": "pink"}', '{"recent": 3}', "[1, 2]", "\x00\x01"])
def test_a_damaged_file_costs_the_settings_not_the_start(qtbot: QtBot, tmp_path: Path, content: str) -> None:
    (tmp_path / "settings.json").write_text(content)
    settings = Settings(tmp_path)
    assert settings.recent() == []
    settings.change(theme="light")
    settings.save()
    assert Settings(tmp_path).remembered.theme == "light"


def test_a_newer_versions_file_still_opens(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"theme": "light", "holograms": true}')
    assert Settings(tmp_path).remembered.theme == "light"


def test_a_folder_that_cannot_be_written_is_survived(qtbot: QtBot, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings = Settings(blocked / "config")
    settings.change(theme="light")
    settings.save()
    assert settings.remembered.theme == "light"


def test_folders_follow_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TINTLOOM_HOME", str(tmp_path))
    assert UserFolders.default() == UserFolders.under(tmp_path)
    monkeypatch.delenv("TINTLOOM_HOME")
    folders = UserFolders.default()
    assert all("tintloom" in str(path).lower() for path in (folders.config, folders.cache, folders.projects))


def test_a_free_path_never_names_what_is_there(tmp_path: Path) -> None:
    assert free_path(tmp_path / "reel.tintloom") == tmp_path / "reel.tintloom"
    (tmp_path / "reel.tintloom").mkdir()
    (tmp_path / "reel 2.tintloom").mkdir()
    assert free_path(tmp_path / "reel.tintloom") == tmp_path / "reel 3.tintloom"
