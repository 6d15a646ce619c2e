"""Artists are quicker than the program: what is typed, clicked or closed before it was ready counts all the same."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.flows import placing
from app.flows.placing import Placed
from app.widgets.import_review import ImportReview
from tests.journeys.conftest import START
from tests.journeys.test_bringing import choose, ready, reviewed, still
from tests.journeys.test_bringing import film as film
from tests.journeys.test_window import LONG, act, keyframes


@pytest.fixture
def slow_look(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Hold every look at a typed frame back until the event is set."""
    seen, original = threading.Event(), placing.look_at

    def held(still: Path, frame: int, open_film: Callable[[], Any]) -> Placed:
        seen.wait(20)
        return original(still, frame, open_film)

    monkeypatch.setattr(placing, "look_at", held)
    return seen


def asked(application: Any, qtbot: QtBot) -> ImportReview:
    act(application, "import_many")
    return reviewed(application, qtbot)


def test_a_typed_frame_counts_though_import_is_clicked_at_once(
    start: START,
    film: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    slow_look: threading.Event,
) -> None:
    application = ready(start, film, qtbot)
    choose(monkeypatch, [still(tmp_path / "stills", f"{name} {frame:06d}.png", frame) for name, frame in NAMED])
    review = asked(application, qtbot)
    first, second, third = review.rows()
    first.number.setValue(20)
    assert review.chosen[0][1] == 20 and first.check.isChecked() and not first.is_known
    second.number.setValue(20)  # one frame is not for two of them
    assert not second.check.isChecked() and "goes to this frame already" in second._trouble.text()
    second.number.setValue(-1)
    third.check.click()
    third.number.setValue(30)
    third.check.click()  # and the artist thinks better of it, before the answer is there
    assert review.import_button.text() == "Import 1"
    slow_look.set()
    qtbot.waitUntil(lambda: third.is_known, timeout=LONG)
    assert not third.check.isChecked() and second.placed.frame == -1
    review.import_button.click()
    qtbot.waitUntil(lambda: keyframes(application) == [20], timeout=LONG)


NAMED = (("a", 4), ("b", 10), ("c", 16))


def test_the_review_is_closed_while_a_typed_frame_is_looked_at(
    start: START,
    film: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    slow_look: threading.Event,
) -> None:
    application = ready(start, film, qtbot)
    choose(monkeypatch, [still(tmp_path / "stills", "a 000004.png", 4)])
    review = asked(application, qtbot)
    review.rows()[0].number.setValue(7)
    gone: list[object] = []
    review.destroyed.connect(lambda: gone.append(True))
    review.import_button.click()
    qtbot.waitUntil(lambda: bool(gone), timeout=LONG)
    slow_look.set()
    qtbot.waitUntil(lambda: keyframes(application) == [7] and not looking(), timeout=LONG)


def looking() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "tintloom-look-at-still"]
