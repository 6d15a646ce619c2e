"""Which frame to color next: asked for, colored, not needed, and looked at again when something changed."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.application import Application
from app.flows import suggesting
from app.widgets.suggestion_cards import SuggestionCards
from engine.project import edits
from engine.project.file import ProjectFolder
from engine.project.objects import put_mask
from tests.journeys.conftest import START
from tests.material import make_film

FRAMES = 30
WAIT = 60_000  # only a failure waits this long
BESIDE = "Suggested"


def place(frame: int) -> NDArray[np.uint8]:
    """A camera that rests, pans to a wholly other place, and rests there."""
    rng = np.random.default_rng(3)
    wide = cv2.resize(rng.random((9, 40)).astype(np.float32), (320, 64), interpolation=cv2.INTER_CUBIC)
    at = round(float(np.clip((frame - 8) / 14, 0, 1)) * 224)
    gray = np.clip(wide[:, at : at + 96] * 200 + 20, 0, 255)
    return np.repeat(gray[..., None], 3, 2).astype(np.uint8)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_film(tmp_path / "pan.mp4", FRAMES, pictures=[place(frame) for frame in range(FRAMES)])


@pytest.fixture
def open_film(start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Application:
    monkeypatch.setattr(suggesting, "_SETTLE_MS", 50)
    application = start(film)
    qtbot.waitUntil(lambda: bool(application.session.project.shots), timeout=WAIT)
    qtbot.waitUntil(lambda: application.session.source is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: not application.background.is_running("shots"), timeout=WAIT)
    return application


def suggested(application: Application) -> list[int]:
    return [each.frame for each in application.window.keyframes.suggestions.cards()]


def press(application: Application, name: str, qtbot: QtBot) -> None:
    buttons = application.window.keyframes.suggestions.findChildren(QPushButton)
    qtbot.mouseClick(next(b for b in buttons if name in (b.text(), b.accessibleName())), Qt.MouseButton.LeftButton)


def paint(application: Application, frame: int, tmp_path: Path) -> None:
    path = tmp_path / f"key {frame:06d}.png"
    picture = place(frame)
    picture[..., 2] = picture[..., 2] // 2  # yellow
    assert cv2.imwrite(str(path), picture[..., ::-1])
    application.keyframing.import_picture(path, frame)


def test_a_plan_is_found_colored_and_looked_at_again(open_film: Application, qtbot: QtBot, tmp_path: Path) -> None:
    app = open_film
    app.window.keyframes.suggestions.budget.setValue(2)
    press(app, "Find the best", qtbot)
    qtbot.waitUntil(lambda: len(suggested(app)) == 2, timeout=WAIT)
    early, late = sorted(suggested(app))
    assert early < 15 <= late  # a keyframe for both places
    marks = app.window.timeline._strip.contents.suggested
    assert marks == [early, late]
    app.window.actions_["next_suggestion"].trigger()
    assert app.session.frame in (early, late)

    press(app, f"Color frame {late}", qtbot)
    assert app.session.frame == late
    paint(app, late, tmp_path)
    qtbot.waitUntil(lambda: suggested(app) == [early], timeout=WAIT)  # the rest of the plan stays
    shot = app.session.shot
    assert shot is not None
    qtbot.waitUntil(lambda: app.suggesting._found[shot.id].advice is not None, timeout=WAIT)
    app.window.actions_["unsure_between"].trigger()
    assert app.session.frame < 15  # where nothing is colored yet, not in the middle

    press(app, f"Frame {early} is not needed", qtbot)
    assert suggested(app) == []
    press(app, "Find the best", qtbot)
    qtbot.waitUntil(lambda: app.window.keyframes.suggestions.find_button.text() == "Find the best", timeout=WAIT)
    assert early not in suggested(app)


def test_what_was_suggested_goes_when_keyframes_change_and_comes_anew(
    open_film: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    app = open_film
    paint(app, 2, tmp_path)
    qtbot.waitUntil(lambda: bool(suggested(app)), timeout=WAIT)  # by itself, once there is a keyframe
    first = suggested(app)
    assert first[0] >= 15
    why = {label.text() for label in app.window.keyframes.suggestions.findChildren(QLabel)}
    assert any(text.startswith("New area: ") for text in why)
    paint(app, 27, tmp_path)
    qtbot.waitUntil(lambda: app.session.shot is not None and len(app.session.shot.keyframes) == 2, timeout=WAIT)
    assert not suggested(app)
    worths = lambda: [  # noqa: E731
        label.text() for label in app.window.keyframes.findChildren(QLabel) if "Removing it" in label.text()
    ]
    qtbot.waitUntil(lambda: len(worths()) == 2, timeout=WAIT)
    assert all("would cost about" in text for text in worths())
    app.document.undo_stack.undo()
    qtbot.waitUntil(lambda: bool(suggested(app)), timeout=WAIT)
    assert not worths()


def test_where_to_begin_is_told_unasked_and_worked_out_once(
    open_film: Application, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, looked = open_film, []
    start = type(app.suggesting)._start
    monkeypatch.setattr(
        type(app.suggesting), "_start", lambda self, *a, **b: (looked.append(a[1]), start(self, *a, **b))[1]
    )
    qtbot.waitUntil(lambda: len(suggested(app)) == 1, timeout=WAIT)
    cards = app.window.keyframes.suggestions
    first = suggested(app)[0]
    told = {label.text() for label in cards.findChildren(QLabel)}
    assert "Color this one first." in told
    assert any(text.startswith("Shows ") and "the whole shot shows" in text for text in told)
    assert app.window.timeline._strip.contents.suggested == [first]
    looked.clear()

    paint(app, 2, tmp_path)  # elsewhere: what comes now is about what is still missing
    qtbot.waitUntil(lambda: bool(suggested(app)) and "Color this one first." not in _texts(cards), timeout=WAIT)
    assert looked == [suggesting._MOST]
    app.document.undo_stack.undo()
    qtbot.waitUntil(lambda: suggested(app) == [first], timeout=WAIT)
    assert looked == [suggesting._MOST]  # known already

    press(app, f"Frame {first} is not needed", qtbot)
    qtbot.waitUntil(lambda: bool(suggested(app)) and suggested(app) != [first], timeout=WAIT)
    assert suggested(app)[0] != first and len(suggested(app)) == 1
    assert app.window.timeline._strip.contents.suggested == suggested(app)
    assert app.document.undo_stack.undoText() == f"Not needed: frame {first}"
    folder = app.document.folder
    assert folder is not None

    def is_kept() -> bool:  # for the next time the project is opened
        (shot,) = ProjectFolder.open(folder.path, is_writable=False).project.shots
        return shot.not_needed == (first,)

    qtbot.waitUntil(is_kept, timeout=WAIT)
    app.document.undo_stack.undo()
    qtbot.waitUntil(lambda: suggested(app) == [first], timeout=WAIT)


def test_nothing_is_looked_for_while_the_film_plays(
    open_film: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_film
    app.suggesting.clear()
    app.session.player.set_loop(True)
    app.session.player.play()
    app.suggesting._look_again()
    assert not app.background.is_running("suggest")
    app.session.player.pause()
    qtbot.waitUntil(lambda: len(suggested(app)) == 1, timeout=WAIT)


def _texts(cards: SuggestionCards) -> set[str]:
    return {label.text() for label in cards.findChildren(QLabel)}


def test_a_run_goes_first(open_film: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_film
    app.suggesting.stop()
    qtbot.waitUntil(lambda: not app.background.is_running("suggest"), timeout=WAIT)
    monkeypatch.setattr(type(app.running), "is_busy", property(lambda self: True))
    press(app, "Find the best", qtbot)
    assert not app.background.is_running("suggest")
    monkeypatch.undo()
    press(app, "Find the best", qtbot)
    assert app.background.is_running("suggest")
    monkeypatch.setattr(type(app.running), "is_busy", property(lambda self: True))
    app.running.state_changed.emit()
    assert not app.background.is_running("suggest")
    assert app.window.keyframes.suggestions.find_button.text() == "Find the best"


VIEWS, STAY = 6, 6


@pytest.fixture
def open_views(start: START, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Application:
    """A camera that goes from one place to the next and rests on each."""
    monkeypatch.setattr(suggesting, "_SETTLE_MS", 50)
    rng = np.random.default_rng(3)
    wide = cv2.resize(rng.random((9, 80)).astype(np.float32), (640, 64), interpolation=cv2.INTER_CUBIC)
    pictures = []
    for frame in range(VIEWS * STAY):
        at = round(float(frame // STAY + max(0, frame % STAY - 3) / 3) * 96)
        gray = np.clip(wide[:, min(at, 540) : min(at, 540) + 96] * 200 + 20, 0, 255)
        pictures.append(np.repeat(gray[..., None], 3, 2).astype(np.uint8))
    app = start(make_film(tmp_path / "views.mp4", pictures=pictures))
    qtbot.waitUntil(lambda: bool(app.session.project.shots) and app.session.source is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: not app.background.is_running("shots"), timeout=WAIT)
    return app


def is_looked_at(app: Application) -> bool:
    shot = app.session.shot
    return shot is not None and app.suggesting._of(shot).state == app.suggesting._state(shot)


def decline(app: Application, frame: int, qtbot: QtBot) -> None:
    press(app, f"Frame {frame} is not needed", qtbot)


def test_what_is_declined_takes_nothing_else_along(
    open_views: Application, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_views
    for frame in (1, VIEWS * STAY - 2):
        paint(app, frame, tmp_path)
    qtbot.waitUntil(lambda: app.session.shot is not None and len(app.session.shot.keyframes) == 2, timeout=WAIT)
    qtbot.waitUntil(lambda: is_looked_at(app) and len(suggested(app)) == 3, timeout=WAIT)
    all_three, panel = suggested(app), app.window.keyframes
    first, second, third = all_three

    def told() -> set[str]:
        return {label.text() for label in panel.findChildren(QLabel) if "Removing it" in label.text()}

    costs = told()
    assert costs
    monkeypatch.setattr(suggesting, "_SETTLE_MS", 600_000)  # nothing new comes: what is there has to stay
    decline(app, first, qtbot)
    assert suggested(app) == [second, third] and told() == costs
    folder = app.document.folder
    assert folder is not None
    mask = folder.blobs.put_mask(np.zeros((64, 96), np.uint8))
    app.document.edit("Something else", put_mask(app.document.project, 4, mask))
    assert suggested(app) == [second, third] and told() == costs
    monkeypatch.setattr(type(app.running), "is_busy", property(lambda self: True))
    app.running.state_changed.emit()
    decline(app, second, qtbot)
    assert suggested(app) == [third] == app.window.timeline.suggested and told() == costs
    with qtbot.waitSignal(app.session.told) as said:
        app.window.actions_["unsure_between"].trigger()
    assert said.args is not None and "is probably the most wrong" in said.args[0]  # known as before
    decline(app, third, qtbot)
    assert "No further keyframe would bring much here." not in _texts(panel.suggestions)  # that is not known yet
    for expected in ([third], [second, third], [second, third], all_three):
        app.document.undo_stack.undo()
        assert suggested(app) == expected and told() == costs

    monkeypatch.setattr(suggesting, "_SETTLE_MS", 50)
    decline(app, first, qtbot)
    monkeypatch.setattr(type(app.running), "is_busy", property(lambda self: False))
    app.running.state_changed.emit()  # the run has ended: it is looked again
    qtbot.waitUntil(lambda: is_looked_at(app), timeout=WAIT)
    assert first not in suggested(app) and told() == costs


def test_a_plan_in_the_making_goes_on_when_an_old_card_is_declined(open_views: Application, qtbot: QtBot) -> None:
    app = open_views
    cards = app.window.keyframes.suggestions
    qtbot.waitUntil(lambda: len(suggested(app)) == 1, timeout=WAIT)
    (first,) = suggested(app)
    cards.budget.setValue(4)
    press(app, "Find the best", qtbot)
    decline(app, first, qtbot)
    assert app.background.is_running("suggest") and cards.find_button.text() == "Stop"
    qtbot.waitUntil(lambda: len(suggested(app)) == 4, timeout=WAIT)
    assert first not in suggested(app) and "A plan: color them in any order." in _texts(cards)
    press(app, "Find the best", qtbot)
    app.document.undo_stack.undo()
    assert app.background.is_running("suggest") and cards.find_button.text() == "Stop"
    qtbot.waitUntil(lambda: not app.background.is_running("suggest") and is_looked_at(app), timeout=WAIT)
    assert len(suggested(app)) == 4


def test_a_plan_has_its_frames_again_when_declining_is_undone(open_film: Application, qtbot: QtBot) -> None:
    app = open_film
    cards = app.window.keyframes.suggestions
    cards.budget.setValue(2)
    press(app, "Find the best", qtbot)
    qtbot.waitUntil(lambda: len(suggested(app)) == 2, timeout=WAIT)
    plan = suggested(app)
    for frame in plan:
        decline(app, frame, qtbot)
        assert frame not in suggested(app)
        qtbot.waitUntil(lambda: is_looked_at(app), timeout=WAIT)
    assert "A plan: color them in any order." not in _texts(cards)
    app.document.undo_stack.undo()
    assert suggested(app) == plan[1:]
    app.document.undo_stack.undo()
    assert suggested(app) == plan and "A plan: color them in any order." in _texts(cards)
    assert all(not card.findChildren(QLabel)[0].pixmap().isNull() for card in cards._cards.values())


def test_what_was_declined_is_suggested_again_on_demand(open_film: Application, qtbot: QtBot) -> None:
    app = open_film
    again = app.window.actions_["suggest_again"]
    qtbot.waitUntil(lambda: len(suggested(app)) == 1, timeout=WAIT)
    (first,) = suggested(app)
    assert not again.isEnabled()
    decline(app, first, qtbot)
    assert again.isEnabled()
    app.document.edit("A mask, too", edits.decline(app.document.project, 3, masks=True))
    app.document.edit("A cut", edits.split_shot(app.document.project, 20))
    app.session.player.set_frame(25 if first < 20 else 5)
    declined = [shot for shot in app.session.project.shots if shot.not_needed or shot.masks_good]
    assert again.isEnabled() == (app.session.shot in declined)
    app.session.player.set_frame(first)
    steps = app.document.undo_stack.count()
    again.trigger()
    shot = app.session.shot
    assert shot is not None and (shot.not_needed, first in shot.masks_good) == ((), False)
    assert not again.isEnabled() and app.document.undo_stack.count() == steps + 1
    app.document.undo_stack.undo()
    shot = app.session.shot
    assert shot is not None and shot.not_needed == (first,) and again.isEnabled()
