# ruff: noqa: F401, F811
"""Journey 5: finished stills come in with two clicks, doubtful ones are looked at first. Copies and versions."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.application import Application
from app.widgets.duplicate_to import DuplicateTo
from app.widgets.import_review import ImportReview
from engine.color.lab import rgb_to_lab
from engine.media.source import open_source
from engine.project.keyframes import keyframe_at
from tests.journeys.conftest import START
from tests.journeys.test_window import LONG, act, import_painted, in_ui_thread, keyframes, painted, sentences
from tests.material import make_film, moving_picture, number_of

FRAMES = 40


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_film(tmp_path / "reel.mp4", FRAMES)


def ready(start: START, film: Path, qtbot: QtBot) -> Application:
    application = start(film)
    qtbot.waitUntil(lambda: application.player.length == FRAMES, timeout=LONG)
    qtbot.waitUntil(lambda: application.document.folder is not None, timeout=LONG)
    return application


def still(folder: Path, name: str, frame: int, size: tuple[int, int] = (96, 64)) -> Path:
    folder.mkdir(exist_ok=True)
    picture = cv2.resize(moving_picture(frame), size, interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(folder / name), picture[..., ::-1])
    return folder / name


def choose(monkeypatch: pytest.MonkeyPatch, paths: list[Path]) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", staticmethod(lambda *_: ([str(p) for p in paths], "")))


def reviewed(application: Application, qtbot: QtBot) -> ImportReview:
    qtbot.waitUntil(lambda: application.importing.review is not None and application.importing.review.is_ready)
    review = application.importing.review
    assert review is not None
    return review


def test_twelve_stills_in_two_clicks(
    start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, in_ui_thread: list[str]
) -> None:
    """Half of them by number, half renamed without one."""
    application = ready(start, film, qtbot)
    frames = list(range(1, 37, 3))
    stills = [
        still(tmp_path / "stills", f"reel {f:06d}.png" if n < 6 else f"{'abcdef'[n - 6]}.jpg", f)
        for n, f in enumerate(frames)
    ]
    choose(monkeypatch, stills)
    act(application, "import_many")  # the first click
    review = reviewed(application, qtbot)
    assert keyframes(application) == []  # nothing has changed yet
    assert review.import_button.text() == "Import 12" and review.import_button.isDefault()
    review.import_button.click()  # the second
    qtbot.waitUntil(lambda: keyframes(application) == frames, timeout=LONG)
    assert in_ui_thread == []
    folder = application.document.folder
    assert folder is not None
    for frame in frames:
        key = keyframe_at(application.document.project, frame)
        assert number_of(folder.blobs.read(key.image)) == frame
    act(application, "undo")  # one step
    assert keyframes(application) == []


def test_mismatches_are_shown_and_left_out(
    start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    application = ready(start, film, qtbot)
    folder = tmp_path / "stills"
    right = still(folder, "a 000004.png", 4)
    shifted = still(folder, "b 000011.png", 10)  # counts from 1
    noise = folder / "c.png"
    cv2.imwrite(str(noise), np.random.default_rng(0).integers(0, 255, (64, 96, 3), np.uint8))
    again = still(folder, "d 000004.png", 4)
    broken = folder / "e.png"
    broken.write_bytes(b"no picture")
    choose(monkeypatch, [right, shifted, noise, again, broken])
    act(application, "import_many")
    review = reviewed(application, qtbot)
    rows = {row.placed.path.name[0]: row for row in review.rows()}
    assert rows["a"].is_chosen and not rows["a"].needs_a_look
    assert rows["b"].placed.other == 10 and not rows["b"].is_chosen
    assert rows["c"].placed.frame == -1 and not rows["c"].is_chosen
    assert "a 000004.png goes to this frame already" in rows["d"]._trouble.text()
    assert not rows["e"].placed.is_readable
    assert review.import_button.text() == "Import 1"
    assert rows["b"]._shown.pixmap().width() > 0  # side by side
    review._only.setChecked(True)
    assert not rows["a"].isVisible() and rows["b"].isVisible()
    rows["b"]._use.click()
    qtbot.waitUntil(lambda: rows["b"].is_chosen, timeout=LONG)
    assert rows["b"].placed.frame == 10 and rows["b"].placed.trouble == ""
    assert review.import_button.text() == "Import 2"
    review.import_button.click()
    qtbot.waitUntil(lambda: keyframes(application) == [4, 10], timeout=LONG)


def test_the_first_mismatch_is_in_sight_when_all_is_known(
    start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    application = ready(start, film, qtbot)
    stills = [still(tmp_path / "stills", f"reel {frame:06d}.png", frame) for frame in range(14)]
    stills.append(still(tmp_path / "stills", "reel 000030.png", 14))
    choose(monkeypatch, stills)
    act(application, "import_many")
    review = reviewed(application, qtbot)
    assert [row.placed.path.name for row in review.rows() if row.needs_a_look] == ["reel 000030.png"]
    qtbot.waitUntil(lambda: not review.rows()[-1].visibleRegion().isEmpty())
    review.reject()


def test_canceling_changes_nothing_and_a_second_import_replaces_with_a_version(
    start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    application = ready(start, film, qtbot)
    choose(monkeypatch, [still(tmp_path / "stills", "a 000004.png", 4)])
    act(application, "import_many")
    reviewed(application, qtbot).reject()
    assert application.importing.review is None and keyframes(application) == []
    act(application, "import_many")
    reviewed(application, qtbot).accept()
    qtbot.waitUntil(lambda: keyframes(application) == [4], timeout=LONG)
    first = keyframe_at(application.document.project, 4).image
    choose(monkeypatch, [still(tmp_path / "better", "a 000004.png", 4, (48, 32))])
    act(application, "import_many")
    review = reviewed(application, qtbot)
    assert review.rows()[0].needs_a_look and review.rows()[0].is_chosen
    review.accept()
    qtbot.waitUntil(lambda: keyframe_at(application.document.project, 4).versions == (first,), timeout=LONG)


def test_one_picture_of_something_else_is_asked_about(
    start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    application = ready(start, film, qtbot)
    other = tmp_path / "other.png"
    cv2.imwrite(str(other), np.random.default_rng(0).integers(0, 255, (64, 96, 3), np.uint8))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(lambda *_: (str(other), "")))
    application.player.set_frame(7)
    act(application, "import_picture")
    review = reviewed(application, qtbot)
    row = review.rows()[0]
    assert "does not look like frame 7" in row.placed.trouble and not row.is_chosen
    row.check.click()  # it is meant
    review.import_button.click()
    qtbot.waitUntil(lambda: keyframes(application) == [7], timeout=LONG)


def test_a_keyframe_is_pasted_where_its_colors_moved_to(
    start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    application = ready(start, film, qtbot)
    choose(monkeypatch, [still(tmp_path / "stills", "a 000004.png", 4)])
    act(application, "import_many")
    reviewed(application, qtbot).accept()
    qtbot.waitUntil(lambda: keyframes(application) == [4], timeout=LONG)
    application.player.set_frame(4)
    act(application, "copy_keyframe")
    application.player.set_frame(12)
    act(application, "paste_keyframe")
    qtbot.waitUntil(lambda: keyframes(application) == [4, 12], timeout=LONG)
    key = keyframe_at(application.document.project, 12)
    assert key.note == "from frame 4, along the motion"
    folder = application.document.folder
    assert folder is not None
    ab = rgb_to_lab(folder.blobs.read(key.image))[..., 1:]
    truth = rgb_to_lab(moving_picture(12))[..., 1:]
    left = rgb_to_lab(moving_picture(4))[..., 1:]
    assert np.abs(ab - truth)[10:].mean() < 0.85 * np.abs(left - truth)[10:].mean()
    with open_source(film) as source:  # the light is the frame's own
        assert np.abs(folder.blobs.read(key.image).mean(-1) / 255 - source.read_luma(12)).mean() < 0.05
    act(application, "undo")
    assert keyframes(application) == [4]


def test_duplicating_to_another_shot_from_the_menu_of_the_card(
    start: START, film: Path, painted: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = ready(start, film, qtbot)
    import_painted(application, painted, qtbot, monkeypatch)  # on frame 5
    application.player.set_frame(30)
    act(application, "split")
    application.player.set_frame(5)
    menu = application.cards.menu(5, "color")
    texts = [action.text().replace("&", "") for action in menu.actions() if action.text()]
    assert texts[0].startswith("Edit in") and {"Copy", "Duplicate to...", "Versions (0)...", "Remove"} <= set(texts)
    application.cards.ask_where(5, "color")
    dialog = application.window.findChildren(DuplicateTo)[0]
    assert not dialog.go.isEnabled()  # it is proposed to itself
    dialog.field.setText("999")
    assert not dialog.go.isEnabled()
    dialog.field.setText("32")
    assert "another shot" in dialog._told.text()
    dialog.go.click()
    qtbot.waitUntil(lambda: keyframes(application) == [5, 32], timeout=LONG)
    assert keyframe_at(application.document.project, 32).note == "from frame 5, by what looks alike"


def test_going_back_to_a_version(
    start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    application = ready(start, film, qtbot)
    for folder, size in (("one", (96, 64)), ("two", (48, 32))):
        choose(monkeypatch, [still(tmp_path / folder, "a 000004.png", 4, size)])
        act(application, "import_many")
        reviewed(application, qtbot).accept()
        qtbot.waitUntil(lambda: not application.background.is_running("place-stills"), timeout=LONG)
        qtbot.waitUntil(lambda: keyframes(application) == [4], timeout=LONG)
    qtbot.waitUntil(lambda: len(keyframe_at(application.document.project, 4).versions) == 1, timeout=LONG)
    now = keyframe_at(application.document.project, 4)
    application.player.set_frame(4)
    act(application, "keyframe_versions")
    popup = application.cards.versions
    assert popup is not None and popup.blobs() == [now.image, now.versions[0]]
    popup.list.itemClicked.emit(popup.list.item(1))
    back = keyframe_at(application.document.project, 4)
    assert (back.image, back.versions) == (now.versions[0], (now.image,))
    act(application, "undo")
    assert keyframe_at(application.document.project, 4) == now
