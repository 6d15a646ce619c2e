"""Where the artist is: what the window says of other shots, and that it finds back to where a project was left."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QTabBar
from pytestqt.qtbot import QtBot

from app.canvas.view import Mode
from tests.journeys.conftest import START
from tests.journeys.test_window import (
    FRAMES,
    KEY,
    LONG,
    act,
    choose_fake,
    chosen,
    import_painted,
    open_film,
    sentences,
)
from tests.material import make_film, moving_picture

CUT = 8


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_film(tmp_path / "reel.mp4", FRAMES)


@pytest.fixture
def painted(tmp_path: Path) -> Path:
    path = tmp_path / f"reel {KEY:06d}.png"
    cv2.imwrite(str(path), moving_picture(KEY)[..., ::-1])
    return path


def test_a_run_says_which_shot_it_works_on(
    start: START, film: Path, painted: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    window = application.window
    open_film(application, film, qtbot)
    application.preparing.split(CUT)
    import_painted(application, painted, qtbot, monkeypatch)
    choose_fake(application, steps=100_000, pause_s=0.01)
    act(application, "propagate")
    qtbot.waitUntil(lambda: window.method.estimate.text().startswith("Shot 1 · "), timeout=LONG)
    assert not window.runs.elsewhere.isVisibleTo(window.runs)
    application.player.set_frame(CUT + 2)
    assert window.runs.model.lines == []
    assert window.runs.elsewhere.isVisibleTo(window.runs) and "Shot 1 · Run 1" in window.runs.elsewhere.text()
    qtbot.waitUntil(lambda: window.job.text().startswith("Shot 1 · Run 1: "), timeout=LONG)
    window.runs.elsewhere.click()
    assert application.player.frame == KEY and window.runs.selected_id() == application.results.live
    act(application, "stop_and_keep")
    qtbot.waitUntil(lambda: not application.running.is_busy, timeout=LONG)
    assert window.job.text() == "Shot 1 · Run 1: Stopped; what was finished is kept."


def test_the_export_counts_what_a_run_has_made_meanwhile(
    start: START, film: Path, painted: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    application = start()
    open_film(application, film, qtbot)
    application.window.deliver.set_folder(tmp_path)
    told = application.window.deliver.told
    qtbot.waitUntil(lambda: f"{FRAMES} frames without a result" in told.text(), timeout=LONG)
    import_painted(application, painted, qtbot, monkeypatch)
    choose_fake(application, steps=FRAMES, pause_s=0.0)
    act(application, "propagate")
    qtbot.waitUntil(lambda: bool(chosen(application)), timeout=LONG)
    assert "without a result" not in told.text() and told.text().startswith(f"{FRAMES} frames")
    act(application, "undo")
    assert f"{FRAMES} frames without a result" in told.text()


def test_without_a_keyframe_the_button_is_pale_and_says_what_is_missing(
    start: START, film: Path, painted: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    application = start()
    window = application.window
    open_film(application, film, qtbot)
    choose_fake(application)
    button = window.method.button
    qtbot.waitUntil(lambda: button.property("pale") is True, timeout=LONG)
    assert "keyframe" in button.toolTip()
    button.click()
    [problem] = window.banners.problems()
    assert "keyframe" in problem.sentence and [fix.text for fix in problem.fixes] == ["Import picture..."]
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    application.keyframing.import_picture(broken)
    qtbot.waitUntil(lambda: "broken.png cannot be used as a keyframe." in sentences(application), timeout=LONG)
    height = window.viewer.height()
    import_painted(application, painted, qtbot, monkeypatch)
    qtbot.waitUntil(lambda: button.property("pale") is False, timeout=LONG)
    assert sentences(application) == [], "what was told before is over"
    assert window.viewer.height() == height, "messages lie over the picture and leave it its size"


def test_an_imported_keyframe_is_seen_whatever_was_looked_at(
    start: START, film: Path, painted: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    open_film(application, film, qtbot)
    application.window.viewer.set_mode(Mode.COMPARE)
    import_painted(application, painted, qtbot, monkeypatch)
    assert application.window.viewer.mode == Mode.KEYFRAME and application.player.frame == KEY
    picture = lambda: application.store.picture(KEY, "keyframe")  # noqa: E731
    qtbot.waitUntil(lambda: picture() is not None, timeout=LONG)


def test_a_project_opens_where_it_was_left(start: START, film: Path, qtbot: QtBot) -> None:
    application = start()
    open_film(application, film, qtbot)
    folder = application.document.folder
    assert folder is not None
    before = application.document.undo_stack.count()
    application.player.set_frame(11)
    application.window.viewer.set_mode(Mode.RESULT)
    act(application, "tab_deliver")
    assert application.document.undo_stack.count() == before, "looking is no edit"
    act(application, "close_project")
    qtbot.waitUntil(lambda: application.window.is_at_start, timeout=LONG)
    application.window.show_workspace("color")
    application.opening.open_project(folder.path)
    qtbot.waitUntil(lambda: application.player.frame == 11, timeout=LONG)
    assert application.window.viewer.mode == Mode.RESULT and application.window.workspace == "deliver"
    application.player.set_frame(3)
    application.window.close()
    again = start(folder.path)
    qtbot.waitUntil(lambda: again.player.frame == 3, timeout=LONG)


@pytest.mark.parametrize("size", [(1280, 688), (960, 508)])
def test_panels_are_whole_on_a_small_screen(start: START, film: Path, qtbot: QtBot, size: tuple[int, int]) -> None:
    application = start()
    window = application.window
    window.resize(*size)
    open_film(application, film, qtbot)
    for mode in (Mode.ORIGINAL, Mode.COMPARE):
        window.viewer.set_mode(mode)
        for tab in ("prepare", "deliver", "color"):
            window.show_workspace(tab)
            qtbot.wait(30)
            assert window.size() == QSize(*size), "the window grew beyond the screen"
    shown = [
        dock for dock in window._workspaces.docks.values() if dock.isVisible() and not dock.visibleRegion().isEmpty()
    ]
    for dock in shown:
        least = dock.minimumSizeHint()
        assert dock.width() >= least.width() and dock.height() >= least.height(), dock.objectName()
    transport = window.transport
    assert transport._shot.fontMetrics().horizontalAdvance("Shot 1 of 1") <= transport._shot.width()


def test_on_a_small_screen_the_tabs_of_panels_go_with_them(start: START, film: Path, qtbot: QtBot) -> None:
    """Where a project was opened again Qt forgot tabs of panels, which then lay across those of the next tab."""
    application = start()
    window = application.window
    window.resize(1280, 700)
    open_film(application, film, qtbot)
    forgotten = QTabBar(window)
    forgotten.addTab("Forgotten")
    forgotten.setGeometry(820, 277, 200, 26)
    forgotten.show()

    def titles() -> list[str]:
        bars = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        seen = [bar for bar in bars if bar.isVisible() and bar.geometry().intersects(window.rect())]
        return [bar.tabText(index) for bar in seen for index in range(bar.count())]

    for tab in ("deliver", "prepare", "color", "prepare", "color", "deliver"):
        act(application, f"tab_{tab}")
        qtbot.wait(100)
        made, seen = ["Keyframes", "Color", "Masks"], ["Run", "Curves", "Runs", "Scopes", "Ribbon"]
        assert sorted(titles()) == (sorted(made + seen) if tab == "color" else []), tab


def test_the_window_itself_is_never_kept_from_being_drawn(
    start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a window manager it was exposed just while its panels were laid out, and then stood still for good."""
    application = start()
    window = application.window
    kept: list[bool] = []
    monkeypatch.setattr(window, "setUpdatesEnabled", kept.append)
    open_film(application, film, qtbot)
    for tab in ("deliver", "prepare", "color"):
        act(application, f"tab_{tab}")
        assert window.updatesEnabled()
        docks = window._workspaces.docks.values()
        qtbot.waitUntil(lambda docks=docks: all(part.updatesEnabled() for part in (window.centralWidget(), *docks)))
    assert not kept
