"""A tracked mask goes astray: the frame to repair is suggested with its reason, gone to, repaired, or not needed."""

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
from app.flows import repairing
from engine.project.edits import decline
from engine.project.objects import put_mask, with_labels
from tests.journeys.conftest import START
from tests.journeys.test_masks import track
from tests.journeys.test_window import LONG, act, open_film
from tests.material import make_film

FRAMES, HEIGHT, WIDTH, JUMP = 10, 96, 160, 5


def disk(frame: int) -> NDArray[np.bool_]:
    """It rests, and is at a wholly other place from one frame to the next."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    return np.asarray(np.hypot(columns - (55 if frame < JUMP else 95), rows - 48) < 12, np.bool_)


@pytest.fixture
def tracked(start: START, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Application:
    monkeypatch.setattr(repairing, "_SETTLE_MS", 50)
    rng = np.random.default_rng(1)
    noise = cv2.GaussianBlur(rng.normal(size=(HEIGHT, WIDTH)), (0, 0), 4)
    ground, thing = 90 + 14 * noise / noise.std(), 190 + rng.normal(0, 12, (HEIGHT, WIDTH))
    pictures = [
        np.repeat(np.clip(np.where(disk(frame), thing, ground), 0, 255).astype(np.uint8)[..., None], 3, 2)
        for frame in range(FRAMES)
    ]
    application = start()
    open_film(application, make_film(tmp_path / "jump.mp4", pictures=pictures), qtbot)
    folder = application.document.folder
    assert folder is not None
    blob = folder.blobs.put_mask(disk(0).astype(np.uint8))
    application.document.edit("Mask", with_labels(put_mask(application.document.project, 0, blob), {1}))
    application.player.set_frame(0)
    act(application, "mask_mode")
    track(application, qtbot, "both")
    return application


def frames(application: Application) -> list[int]:
    return [each.frame for each in application.window.masks.suggestions.cards()]


def press(application: Application, name: str, qtbot: QtBot) -> None:
    buttons = application.window.masks.suggestions.findChildren(QPushButton)
    qtbot.mouseClick(next(b for b in buttons if name == b.accessibleName()), Qt.MouseButton.LeftButton)


def test_the_mask_to_repair_is_suggested_repaired_and_gone(tracked: Application, qtbot: QtBot) -> None:
    app = tracked
    qtbot.waitUntil(lambda: bool(frames(app)), timeout=LONG)
    first = frames(app)[0]
    assert first >= JUMP
    cards, timeline = app.window.masks.suggestions, app.window.timeline
    assert cards.isVisible() and timeline.suggested == sorted(frames(app))
    told = [label.text() for label in cards.findChildren(QLabel)]
    assert any("Object 1" in text or "masks you made" in text for text in told)
    act(app, "next_suggestion")
    assert app.session.frame == min(frames(app))

    act(app, "mask_mode")  # put away: the marks are those of colors again
    assert not app.repairing._later.isActive() and timeline._strip.contents._to_repair is None
    act(app, "mask_mode")
    assert timeline.suggested == sorted(frames(app))

    press(app, f"Repair the mask of frame {first}", qtbot)
    assert app.session.frame == first
    folder = app.document.folder
    assert folder is not None
    blob = folder.blobs.put_mask(disk(first).astype(np.uint8))
    app.document.edit("Repair", put_mask(app.document.project, first, blob))
    assert first not in frames(app)


def test_a_mask_that_needs_no_repair_is_said_so_once(tracked: Application, qtbot: QtBot) -> None:
    app = tracked
    qtbot.waitUntil(lambda: bool(frames(app)), timeout=LONG)
    first = frames(app)[0]
    press(app, f"Frame {first} is not needed", qtbot)
    assert first not in frames(app) and first not in app.window.timeline.suggested
    shot = app.session.shot
    assert shot is not None
    qtbot.waitUntil(lambda: app.repairing._of(shot).state == app.repairing._state(shot), timeout=LONG)
    assert first not in frames(app) and shot.masks_good == (first,)
    app.document.undo_stack.undo()
    qtbot.waitUntil(lambda: first in frames(app), timeout=LONG)


def test_a_mask_that_needed_no_repair_is_suggested_again_on_demand(tracked: Application, qtbot: QtBot) -> None:
    app = tracked
    qtbot.waitUntil(lambda: bool(frames(app)), timeout=LONG)
    first = frames(app)[0]
    press(app, f"Frame {first} is not needed", qtbot)
    assert app.window.actions_["suggest_again"].isEnabled()
    act(app, "suggest_again")
    assert not app.window.actions_["suggest_again"].isEnabled()
    qtbot.waitUntil(lambda: first in frames(app), timeout=LONG)


def test_masks_that_are_tracked_anew_are_looked_at_anew(tracked: Application, qtbot: QtBot) -> None:
    app = tracked
    app.document.edit("Declined", decline(app.document.project, JUMP, masks=True))
    track(app, qtbot, "both")
    assert app.session.shot is not None and app.session.shot.masks_good == ()
