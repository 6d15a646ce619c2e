"""Strokes on masks stay where they were painted, whatever the artist does next: another frame, undo, another film."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.application import Application
from app.background import Task
from app.flows import clicking, masking
from engine.media.masks import encode_mask, read_mask
from engine.metrics.segmentation import region_similarity
from engine.project.blobs import Blobs
from engine.project.model import Project
from engine.project.objects import mask_keyframes
from engine.runtime.errors import EngineError
from tests.journeys.conftest import START
from tests.journeys.test_masks import (
    FRAMES,
    HEIGHT,
    PLAIN,
    WIDTH,
    Labels,
    _view,
    click,
    disk,
    film,
    masks,
    settle,
    stroke,
)
from tests.journeys.test_window import LONG, act, open_film, sentences
from tests.material import make_film

__all__ = ["film"]
LEFT = Qt.MouseButton.LeftButton
LINE = ((20.0, 100.0), (60.0, 100.0))


class Gate:
    """Holds back, while it is closed, the threads that come to it; the UI thread passes."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.at_it = threading.Event()

    def wrapped(self, function: Any) -> Any:
        def held(*arguments: Any, **named: Any) -> Any:
            if threading.current_thread() is not threading.main_thread():
                self.at_it.set()
                self.open.wait(20)
            return function(*arguments, **named)

        return held


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.open.set()


def ready(start: START, film: Path, qtbot: QtBot, tool: str = "mask_brush") -> Application:
    application = start()
    open_film(application, film, qtbot)
    application.brushes.set(size=14)
    act(application, tool)
    settle(application, qtbot)
    return application


def draw(application: Application, *points: tuple[float, float], lift: bool = True) -> None:
    """Draw a stroke; nothing that is on its way can arrive meanwhile."""
    viewer = application.window.viewer
    QTest.mousePress(viewer, LEFT, PLAIN, _view(application, *points[0]))
    for point in points[1:]:
        QTest.mouseMove(viewer, _view(application, *point))
    if lift:
        QTest.mouseRelease(viewer, LEFT, PLAIN, _view(application, *points[-1]))


def import_mask(application: Application, folder: Path, labels: Labels, qtbot: QtBot) -> None:
    """Import the mask of the frame that is looked at."""
    path = folder / "objects.png"
    path.write_bytes(encode_mask(labels))
    count = len(application.document.project.masks)
    application.masking.import_files([path])
    qtbot.waitUntil(lambda: len(application.document.project.masks) > count, timeout=LONG)


def labels_of(application: Application, frame: int) -> Labels:
    found = masks(application)[frame]
    assert found is not None
    return found


def texts(application: Application) -> list[str]:
    stack = application.document.undo_stack
    return [stack.text(index) for index in range(stack.index())]


def test_a_stroke_ends_where_it_began_when_the_frame_changes(
    start: START, film: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    application = ready(start, film, qtbot)
    other = np.zeros((HEIGHT, WIDTH), np.uint8)
    other[80:, :] = 1
    application.player.set_frame(1)
    settle(application, qtbot)
    import_mask(application, tmp_path, other, qtbot)
    application.player.set_frame(0)
    settle(application, qtbot)
    draw(application, *LINE, lift=False)
    application.player.set_frame(1)  # the wheel, an arrow, the player
    settle(application, qtbot)
    viewer = application.window.viewer
    QTest.mouseMove(viewer, _view(application, 100, 100))
    QTest.mouseRelease(viewer, LEFT, PLAIN, _view(application, 140, 100))
    settle(application, qtbot)
    painted = labels_of(application, 0)
    assert painted[100, 40] == 1 and painted[100, 100] == 0
    assert np.array_equal(labels_of(application, 1), other)
    assert texts(application)[-1] == "Paint mask of Object 1"


def test_undo_waits_for_the_pen_to_be_lifted(start: START, film: Path, qtbot: QtBot) -> None:
    application = ready(start, film, qtbot)
    stroke(application, qtbot, *LINE)
    draw(application, (20, 20), (60, 20), lift=False)
    act(application, "undo")
    QTest.mouseMove(application.window.viewer, _view(application, 100, 20))
    QTest.mouseRelease(application.window.viewer, LEFT, PLAIN, _view(application, 100, 20))
    settle(application, qtbot)
    painted = labels_of(application, 0)
    assert painted[100, 40] == painted[20, 40] == painted[20, 90] == 1 and len(texts(application)) == 2
    act(application, "undo")
    assert labels_of(application, 0)[20, 40] == 0 and labels_of(application, 0)[100, 40] == 1


def test_after_undo_a_stroke_goes_on_from_what_is_there(
    start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = ready(start, film, qtbot)
    stroke(application, qtbot, *LINE)
    stroke(application, qtbot, (20, 20), (60, 20))
    original = Task.start

    def at_once(task: Task) -> Task:
        original(task)
        if "mask-labels" in task._thread.name:
            task.wait()  # a quick disk
        return task

    monkeypatch.setattr(Task, "start", at_once)
    act(application, "undo")
    settle(application, qtbot)
    stroke(application, qtbot, (100, 20), (140, 20))
    painted = labels_of(application, 0)
    assert painted[20, 120] == painted[100, 40] == 1 and painted[20, 40] == 0


def test_the_film_stops_where_the_pen_goes_down(start: START, film: Path, qtbot: QtBot) -> None:
    application = ready(start, film, qtbot)
    for tool in ("mask_brush", "mask_fill", "mask_click"):
        act(application, tool)
        application.player.play_at(0.01)
        QTest.mousePress(application.window.viewer, LEFT, PLAIN, _view(application, 30, 30))
        assert not application.player.is_playing, tool
        QTest.mouseRelease(application.window.viewer, LEFT, PLAIN, _view(application, 30, 30))


def test_what_is_painted_before_the_masks_are_read_stays_on_its_frame(
    start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, gate: Gate
) -> None:
    application = ready(start, film, qtbot)
    application.player.set_frame(2)
    monkeypatch.setattr(masking, "mask_of", gate.wrapped(masking.mask_of))
    application.masking._share()  # nothing was read yet
    gate.open.clear()
    draw(application, *LINE)
    draw(application, (20, 20), (60, 20))
    act(application, "mask_lasso")
    draw(application, (100, 20), (140, 20), (140, 60), (100, 60))
    application.player.set_frame(3)
    gate.open.set()
    settle(application, qtbot)
    assert texts(application) == ["Paint mask of Object 1"] * 2 + ["Draw around Object 1"]
    painted = labels_of(application, 2)
    assert painted[100, 40] == painted[20, 40] == painted[40, 120] == 1
    after = masks(application)[3]
    assert after is None or not after.any()
    act(application, "mask_fill")  # on frame 3, everything
    application.masking._share()
    gate.open.clear()
    application.masking.sheets.forget()
    QTest.mouseClick(application.window.viewer, LEFT, PLAIN, _view(application, 30, 30))
    gate.open.set()
    settle(application, qtbot)
    assert (labels_of(application, 3) == 1).all()


def test_coming_back_to_a_frame_before_its_stroke_is_kept_loses_nothing(
    start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, gate: Gate
) -> None:
    application = ready(start, film, qtbot)
    monkeypatch.setattr(Blobs, "put_mask", gate.wrapped(Blobs.put_mask))
    gate.open.clear()
    draw(application, *LINE)
    application.player.set_frame(1)
    application.player.set_frame(0)
    draw(application, (20, 20), (60, 20))
    gate.open.set()
    settle(application, qtbot)
    painted = labels_of(application, 0)
    assert painted[100, 40] == painted[20, 40] == 1


def test_leaving_the_project_takes_the_last_stroke_along(start: START, film: Path, qtbot: QtBot) -> None:
    application = ready(start, film, qtbot)
    folder = application.document.folder
    assert folder is not None
    draw(application, *LINE)
    draw(application, (20, 20), (60, 20), lift=False)  # not even lifted
    assert not application.masking.sheets.is_settled
    act(application, "close_project")
    qtbot.waitUntil(lambda: application.window.is_at_start, timeout=LONG)
    application.opening.open_project(folder.path)
    qtbot.waitUntil(lambda: application.document.is_open, timeout=LONG)
    painted = labels_of(application, 0)
    assert painted[100, 40] == painted[20, 40] == 1


def test_saving_elsewhere_takes_the_last_stroke_along(start: START, film: Path, tmp_path: Path, qtbot: QtBot) -> None:
    application = ready(start, film, qtbot)
    draw(application, *LINE)
    assert not application.masking.sheets.is_settled
    application.document.save_as(tmp_path / "copy.tintloom")
    assert labels_of(application, 0)[100, 40] == 1


def test_what_is_done_next_knows_the_last_stroke(
    start: START, film: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = ready(start, film, qtbot)
    seen: list[Project] = []

    def propagate(spec: object, params: object, project: Project, *_: object, **__: object) -> None:
        seen.append(project)
        raise EngineError("Not now.")

    monkeypatch.setattr(application.queue, "propagate", propagate)
    draw(application, *LINE)
    assert not application.masking.sheets.is_settled
    act(application, "propagate")
    assert [key.frame for key in mask_keyframes(seen[0])] == [0]
    application.player.set_frame(1)
    stroke(application, qtbot, *LINE)
    draw(application, (20, 20), (60, 20))
    application.keyframing.remove(1, "mask")  # with what was painted on it last
    settle(application, qtbot)
    assert texts(application) == ["Paint mask of Object 1"] * 3 + ["Remove keyframe 1"]
    assert [key.frame for key in mask_keyframes(application.document.project)] == [0]
    act(application, "undo")
    assert labels_of(application, 1)[20, 40] == labels_of(application, 1)[100, 40] == 1
    application.player.set_frame(2)
    draw(application, *LINE)
    act(application, "export_masks")
    (tmp_path / "out").mkdir()
    application.window.deliver.set_folder(tmp_path / "out")
    application.window.deliver.request()
    qtbot.waitUntil(lambda: any("was written" in sentence for sentence in sentences(application)), timeout=LONG)
    written = sorted((tmp_path / "out").rglob("*.png"))
    assert [bool(read_mask(path)[100, 40]) for path in written] == [True] * 3 + [False] * (FRAMES - 3)


def test_no_stroke_enters_another_project(
    start: START, film: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, gate: Gate
) -> None:
    application = ready(start, film, qtbot)
    document = application.document
    clip_alone = document.project
    monkeypatch.setattr(Blobs, "put_mask", gate.wrapped(Blobs.put_mask))
    gate.open.clear()
    draw(application, *LINE)
    document.settle = lambda: None  # whatever kept it from being entered in time
    document.create(tmp_path / "other.tintloom", clip_alone)
    assert application.masking.sheets.is_settled
    gate.open.set()
    qtbot.waitUntil(lambda: not _runs(application, "keep-mask"), timeout=LONG)
    assert document.project.masks == () and texts(application) == []


def _runs(application: Application, name: str) -> bool:
    return any(task._thread.name == f"tintloom-{name}" for task in application.background._tasks)


def test_a_mask_that_was_undone_is_seen_no_more_when_the_tool_is_put_away_at_once(
    start: START, film: Path, qtbot: QtBot
) -> None:
    application = ready(start, film, qtbot)
    stroke(application, qtbot, (20, 20), (60, 20))
    viewer = application.window.viewer

    def seen() -> tuple[int, ...]:
        color = viewer.grab().toImage().pixelColor(_view(application, 40, 100))
        return color.red(), color.green(), color.blue()

    act(application, "tool_look")
    before = seen()
    act(application, "mask_brush")
    settle(application, qtbot)
    draw(application, *LINE)
    act(application, "tool_look")
    qtbot.waitUntil(lambda: len(texts(application)) == 2, timeout=LONG)
    qtbot.waitUntil(lambda: seen() != before, timeout=LONG)
    act(application, "undo")
    qtbot.waitUntil(lambda: seen() == before, timeout=LONG)


def test_only_the_frame_the_artist_stays_on_is_looked_through(
    start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = ready(start, film, qtbot, "mask_click")
    looked: list[int] = []
    original = clicking.segmenter_of

    def segmenter_of(source: Any, shot: Any, frame: int, folder: Any) -> Any:
        looked.append(frame)
        return original(source, shot, frame, folder)

    monkeypatch.setattr(clicking, "segmenter_of", segmenter_of)
    for frame in range(1, FRAMES):
        application.player.set_frame(frame)
    qtbot.waitUntil(lambda: looked != [], timeout=LONG)
    assert looked == [FRAMES - 1]
    application.player.play_at(0.01)
    application.player.set_frame(2)
    qtbot.waitUntil(lambda: not application.masking._rest.isActive(), timeout=LONG)
    assert looked == [FRAMES - 1] and application.masking.sheets.sheet is None
    application.player.pause()
    qtbot.waitUntil(lambda: looked == [FRAMES - 1, 2], timeout=LONG)
    settle(application, qtbot)


def test_clicks_in_another_film_are_answered_by_that_film(
    start: START, film: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, gate: Gate
) -> None:
    original, arrive = clicking.segmenter_of, gate.wrapped(lambda: None)

    def segmenter_of(*arguments: Any) -> Any:
        made = original(*arguments)
        while True:  # all of it, so that it is the telling which is late
            try:
                next(made)
            except StopIteration as end:
                arrive()
                return end.value

    monkeypatch.setattr(clicking, "segmenter_of", segmenter_of)
    gate.open.clear()
    application = ready(start, film, qtbot, "mask_click")
    qtbot.waitUntil(gate.at_it.is_set, timeout=LONG)  # frame 0 of the first film is being looked through
    mirrored = [np.where(disk(0)[:, ::-1], 195, 90) + np.zeros((HEIGHT, WIDTH)) for _ in range(FRAMES)]
    pictures = [np.repeat(each.astype(np.uint8)[..., None], 3, 2) for each in mirrored]
    second = make_film(tmp_path / "second.mp4", pictures=pictures)
    before = application.session.source
    application.opening.open_film(second)
    qtbot.waitUntil(lambda: application.session.source not in (None, before), timeout=LONG)
    act(application, "mask_click")
    gate.open.set()
    settle(application, qtbot)
    click(application, qtbot, WIDTH - 61, 60)
    assert region_similarity(labels_of(application, 0) == 1, disk(0)[:, ::-1]) > 0.7


def test_an_answer_that_fails_after_the_tool_was_put_away_is_no_one_s(
    start: START, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, gate: Gate
) -> None:
    def fails(*_: object) -> Labels:
        raise EngineError("Not this time.")

    monkeypatch.setattr(clicking, "answered", gate.wrapped(fails))
    application = ready(start, film, qtbot, "mask_click")
    gate.open.clear()
    QTest.mouseClick(application.window.viewer, LEFT, PLAIN, _view(application, 60, 60))
    qtbot.waitUntil(gate.at_it.is_set, timeout=LONG)
    act(application, "tool_look")
    gate.open.set()
    qtbot.waitUntil(lambda: not _runs(application, "click"), timeout=LONG)  # and nothing was raised on the way
    assert not any("Not this time" in sentence for sentence in sentences(application))
