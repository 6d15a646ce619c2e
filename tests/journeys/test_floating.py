"""A keyframe of scene-linear light stays one when it is scribbled and painted on: nothing above white is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.flows.pictures import write_picture
from engine.project.model import Keyframe
from tests.journeys.conftest import START
from tests.journeys.test_scribbling import AT, FRAMES, HEIGHT, WIDTH, across, draw, flat, settle
from tests.journeys.test_window import LONG, act, answer, open_film
from tests.material import make_film


def test_a_float_keyframe_is_scribbled_on_and_stays_float(
    start: START, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = make_film(tmp_path / "patches.mp4", FRAMES, (WIDTH, HEIGHT), pictures=[flat(n) for n in range(FRAMES)])
    application = start()
    open_film(application, film, qtbot)
    application.window.show_workspace("color")
    application.player.set_frame(AT)
    light = (flat(AT).astype(np.float32) / 255) ** 2.4
    light[70:120, 10:50] *= 5  # the fourth patch, the brightest: it glows
    assert light.max() > 2
    path = write_picture(light, tmp_path / "painted.exr")
    answer(monkeypatch, "getOpenFileName", path)
    act(application, "import_picture")

    def key() -> Keyframe | None:
        return application.session.project.shots[0].keyframe(AT)

    qtbot.waitUntil(lambda: key() is not None, timeout=LONG)
    folder = application.document.folder
    assert folder is not None
    act(application, "tool_scribble")
    application.color.set(QColor("#3c5a9a"))
    draw(application, *across(1))
    settle(application, qtbot)
    made = key()
    assert made is not None and made.image.endswith(".exr") and made.drawn is not None
    after = folder.blobs.read(made.image)
    weights = np.array([0.2126, 0.7152, 0.0722], np.float32)
    glows = (slice(72, 118), slice(12, 48))
    assert np.allclose(after[glows] @ weights, light[glows] @ weights, rtol=0.02)
    assert after[32, 96, 2] > after[32, 96, 0] * 1.2  # and there is color
    act(application, "stroke_next")
    act(application, "stroke_remove")
    settle(application, qtbot)
    left = key()
    assert left is not None and np.allclose(folder.blobs.read(left.image), light, rtol=2e-3, atol=1e-5)
