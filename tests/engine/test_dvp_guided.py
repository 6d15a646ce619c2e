"""Guided Deep Video Prior learns from the motion, and does better than it where the motion is unsure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.catalog import DvpParams, FlowParams
from engine.methods.dvp import propagate
from engine.methods.dvp_guide import Guide, gain
from engine.methods.dvp_shot import Shot
from engine.methods.flow import propagate as follow
from engine.motion.fusion import Answer
from engine.runtime.events import Event, FrameReady, Metric, Progress
from tests.engine.shapes import Shapes, color_error, lightness_error, make_context, make_inputs

BRIEF = DvpParams(guided="on", working_height=32, warm_up=5, steps_per_frame=1, finish=3, network_width=4)


def _error(shapes: Shapes, context: object, frames: Iterator[int] | range) -> float:
    return float(np.mean([color_error(shapes, f, context.folder.read_frame(f)) for f in frames]))  # type: ignore[attr-defined]


def test_it_stays_close_to_the_motion_where_that_is_right(tmp_path: Path) -> None:
    shapes, guided, plain = Shapes(6), make_context(tmp_path / "guided"), make_context(tmp_path / "flow")
    params = BRIEF.model_copy(update={"warm_up": 20, "finish": 30, "network_width": 8})
    list(propagate(make_inputs(shapes, 0, 5), params, guided))
    list(follow(make_inputs(shapes, 0, 5), FlowParams(), plain))
    assert _error(shapes, guided, range(1, 5)) < 1.05 * _error(shapes, plain, range(1, 5))


@pytest.mark.parametrize("keys", [(0,), (3,), (1, 4)])
def test_keyframes_anywhere_come_back_exactly_and_luma_is_kept(tmp_path: Path, keys: tuple[int, ...]) -> None:
    shapes, context = Shapes(6), make_context(tmp_path)
    events = list(propagate(make_inputs(shapes, *keys), BRIEF, context))
    assert {event.frame for event in events if isinstance(event, FrameReady)} == set(range(6))
    for frame in range(6):
        picture = context.folder.read_frame(frame)
        assert picture is not None
        assert lightness_error(shapes, frame, picture) < 1
        assert context.folder.read_confidence(frame) is not None
        if frame in keys:
            assert np.array_equal(picture, shapes.truth(frame))
    assert len([event for event in events if isinstance(event, Metric) and event.name == "e_warp_frame"]) == 5
    shares = [event.done / event.total for event in events if isinstance(event, Progress)]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)


@pytest.mark.parametrize("stop_at", [2, 9, 20])
def test_stopped_anywhere_and_called_again_it_gives_the_same_pictures(tmp_path: Path, stop_at: int) -> None:
    shapes = Shapes(5)
    whole, parts = make_context(tmp_path / "whole"), make_context(tmp_path / "parts")
    events: list[Event] = list(propagate(make_inputs(shapes, 0, 4), BRIEF, whole))
    ready = [index for index, event in enumerate(events) if isinstance(event, FrameReady)]
    run = propagate(make_inputs(shapes, 0, 4), BRIEF, parts)
    for _, _event in zip(range(ready[min(stop_at // 3, len(ready) - 1)] + 1), run, strict=False):
        pass
    run.close()
    list(propagate(make_inputs(shapes, 0, 4), BRIEF, parts))
    for frame in range(5):
        one, other = whole.folder.read_frame(frame), parts.folder.read_frame(frame)
        assert one is not None
        assert other is not None
        assert np.array_equal(one, other), frame


def test_other_keyframes_forget_what_the_motion_said_before(tmp_path: Path) -> None:
    shapes, context, fresh = Shapes(5), make_context(tmp_path / "a"), make_context(tmp_path / "b")
    list(propagate(make_inputs(shapes, 0), BRIEF, context))
    list(propagate(make_inputs(shapes, 4), BRIEF, context))
    list(propagate(make_inputs(shapes, 4), BRIEF, fresh))
    for frame in range(5):
        one, other = context.folder.read_frame(frame), fresh.folder.read_frame(frame)
        assert one is not None
        assert other is not None
        assert np.array_equal(one, other), frame


@pytest.mark.parametrize(("keys", "trials"), [((0,), {0}), ((2,), {2}), ((0, 5), {0, 5}), ((1, 3), {1, 3})])
def test_every_keyframe_is_tried_with_what_the_motion_would_make_of_it(
    tmp_path: Path, keys: tuple[int, ...], trials: set[int]
) -> None:
    shapes = Shapes(6)
    guide = Guide(tmp_path / "guide", make_inputs(shapes, *keys), Shot(shapes, 32, 48))
    made = [frame for frame in guide.make() if frame is not None]
    assert sorted(made) == sorted(set(range(6)) - set(keys))
    assert guide.known == len(made)
    assert {trial.key for trial in guide.trials} == trials
    for trial in guide.trials:
        hint = guide.hint(trial.name)
        assert hint.shape == (1, 3, 32, 48)
        assert 0 <= float(hint[:, 2].min()) <= float(hint[:, 2].max()) <= 1
    assert not list(guide.make())  # what is on disk is not worked out again


def test_trials_tell_when_the_motion_expects_too_much_error(tmp_path: Path) -> None:
    shapes = Shapes(6)
    guide = Guide(tmp_path / "guide", make_inputs(shapes, 0, 5), Shot(shapes, 32, 48))
    list(guide.make())
    right = {trial.key: guide.small_answer(trial.name).ab for trial in guide.trials}
    assert guide.overrated(right) == 0.25
    wrong = {key: ab + np.float32(60) for key, ab in right.items()}
    assert guide.overrated(wrong) == 1
    error = np.mean([guide.small_answer(trial.name).error.mean() for trial in guide.trials])
    half = {key: ab + np.float32(np.sqrt(error / 4)) for key, ab in right.items()}
    assert 0.3 < guide.overrated(half) < 0.8


def test_the_network_counts_where_the_motion_expects_to_be_wrong_and_is_not_contradicted() -> None:
    ab = np.zeros((20, 60, 2), np.float32)
    error = np.full((20, 60), 1.0, np.float32)
    error[:, 30:] = 100.0
    better = np.full((20, 60, 2), np.sqrt(50.0), np.float32)  # a squared difference of 100 everywhere
    share = gain(Answer(ab, error), better, 2)
    assert share[10, 10] < 0.01
    assert share[10, 50] == pytest.approx(1 - np.exp(-0.5), rel=0.05)
    assert gain(Answer(ab, error), better * 4, 2)[10, 50] == pytest.approx((1 - np.exp(-0.5)) / 16, rel=0.1)
