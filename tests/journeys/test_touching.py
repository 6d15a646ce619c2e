"""Touching up what is no plain color: clips that were steadied and painted styles; and runs around one keyframe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from app.application import Application
from engine.color.lab import rgb_to_lab
from engine.color.light import Light
from tests.fakes import MANY, STEADY
from tests.journeys.conftest import START
from tests.journeys.test_consistency import attach, make_processed
from tests.journeys.test_fixing import BOX, FRAMES, accept, film, paint, pixels, propagated, shown, touch_up
from tests.journeys.test_window import act, open_film, sentences
from tests.material import moving_picture

__all__ = ["film"]


def greener(application: Application, frame: int, before: NDArray[Any]) -> float:
    """How far the painted place of a frame went toward green: a* falls."""
    after = rgb_to_lab(pixels(application, frame))[BOX][..., 1]
    return float((rgb_to_lab(before)[BOX][..., 1] - after).mean())


def steadied(start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Application:
    application = start()
    open_film(application, film, qtbot)
    attach(application, make_processed(tmp_path / "made", FRAMES), qtbot, monkeypatch)
    application.window.method.choose_method(STEADY.id)
    propagated(application, qtbot)
    return application


def test_journey_8_then_7_a_steadied_clip_is_touched_up_and_its_neighbors_follow(
    start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    application = steadied(start, film, qtbot, monkeypatch, tmp_path)
    accept(application, qtbot, 11, FRAMES - 1)
    application.player.clear_marks()
    kept = {frame: pixels(application, frame) for frame in range(FRAMES)}
    application.window.method.choose_method("flow")  # whatever is chosen for the next run
    paint(application, 6, qtbot)
    run = propagated(application, qtbot, "accept_keyframe")
    (key,) = application.document.project.shots[0].keyframes
    assert (key.frame, key.kind, key.origin) == (6, "style", "painted") and key.trust is not None
    assert (run.method, run.kind, run.changes, run.start, run.stop) == ("flow", "style", True, 0, 12)
    assert shown(application) == ["Run 2"] * 11 + ["Run 1"] * 5
    for frame in (5, 6, 7):
        assert greener(application, frame, kept[frame]) > 8, frame
    far = np.ones(kept[5].shape[:2], np.bool_)
    far[8:52, 4:62] = False
    assert np.array_equal(pixels(application, 5)[far], kept[5][far])
    for frame in range(11, FRAMES):
        assert np.array_equal(pixels(application, frame), kept[frame]), frame
    qtbot.waitUntil(lambda: "0 of 5 accepted frames changed" in application.window.review.told, timeout=20_000)
    act(application, "reject_range")
    assert shown(application) == ["Run 1"] * FRAMES
    assert np.array_equal(pixels(application, 5), kept[5])


def test_a_touch_up_of_a_style_keeps_its_light_beside_what_was_painted(
    start: START, film: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    application = start()
    open_film(application, film, qtbot)
    panel = application.window.method
    panel.choose_method(MANY.id)
    panel.kind.button("style").click()
    path = tmp_path / "negative.png"
    cv2.imwrite(str(path), 255 - moving_picture(2)[..., ::-1])  # a light that the film never has
    application.keyframing.import_picture(path, 2)
    qtbot.waitUntil(lambda: bool(application.window.keyframes.cards()), timeout=20_000)
    propagated(application, qtbot)
    kept = {frame: pixels(application, frame) for frame in range(FRAMES)}
    paint(application, 8, qtbot)
    run = propagated(application, qtbot, "accept_keyframe")
    assert (run.method, run.kind, run.start, run.stop) == ("flow", "style", 2, FRAMES)
    source = application.session.source
    assert source is not None
    light = Light(source.facts.luma_weights)
    for frame in (7, 8, 9):
        assert greener(application, frame, kept[frame]) > 8, frame
        now, before = (light.gray(picture) for picture in (pixels(application, frame), kept[frame]))
        assert np.abs(now - before).mean() < 1 / 255  # the brush keeps light and shade
    assert np.array_equal(pixels(application, 2), kept[2])
    assert shown(application)[:2] == ["Run 1"] * 2


def test_a_touch_up_waits_and_is_told_whatever_kind_it_is(
    start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    application = steadied(start, film, qtbot, monkeypatch, tmp_path)
    told: list[str] = []
    application.session.told.connect(told.append)
    application.player.set_frame(6)
    touch_up(application, 6, qtbot, "style")
    qtbot.waitUntil(lambda: any("press Return" in said for said in told), timeout=5_000)
    act(application, "update_touch_up")
    assert not sentences(application)


def test_only_the_frames_around_a_keyframe_are_run(start: START, film: Path, qtbot: QtBot) -> None:
    application = start()
    open_film(application, film, qtbot)
    window, panel = application.window, application.window.method
    strip = window.timeline.strip
    for frame in (2, 7, 12):
        path = film.parent / f"painted {frame}.png"
        cv2.imwrite(str(path), moving_picture(frame)[..., ::-1])
        application.keyframing.import_picture(path, frame)
        qtbot.waitUntil(lambda frame=frame: len(window.keyframes.cards()) == 1 + frame // 5, timeout=20_000)
    panel.choose_method("flow")
    assert strip.contents.wished is None
    panel.range.button("around").click()
    application.player.set_frame(8)  # keyframe 7 is the nearest
    qtbot.waitUntil(lambda: strip.contents.wished == (2, 13), timeout=5_000)
    application.player.set_frame(1)
    qtbot.waitUntil(lambda: strip.contents.wished == (0, 8), timeout=5_000)
    application.player.set_frame(7)
    run = propagated(application, qtbot)
    assert (run.start, run.stop) == (2, 13) and [key.frame for key in run.keyframes] == [2, 7, 12]
    assert shown(application) == [None] * 2 + ["Run 1"] * 11 + [None] * 3
    panel.choose_method("consistency")  # nothing lies around a keyframe where none is needed
    assert panel.range.value == "shot" and not panel.range.button("around").isEnabled()
    qtbot.waitUntil(lambda: strip.contents.wished is None, timeout=5_000)


def test_a_touch_up_of_an_accepted_frame_says_that_it_stays_and_offers_the_way(
    start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    application = steadied(start, film, qtbot, monkeypatch, tmp_path)
    accept(application, qtbot, 4, 9)
    strip = application.window.review
    application.player.clear_marks()
    assert strip.accept.text() == "Accept the rest" and strip.reject.text() == "Reject the rest"
    application.player.set_frame(6)
    told: list[str] = []
    application.session.told.connect(told.append)
    paint(application, 6, qtbot)
    qtbot.waitUntil(lambda: any("is accepted and stays as it is" in said for said in told), timeout=20_000)
    act(application, "accept_keyframe")
    banners = application.window.banners
    qtbot.waitUntil(lambda: any("accepted and stays" in each.sentence for each in banners.problems()), timeout=20_000)
    (problem,) = [each for each in banners.problems() if "accepted and stays" in each.sentence]
    problem.fixes[0].act()
    assert application.window.timeline.strip.contents.accepted.count == 0
    assert "press Return" in strip.told
