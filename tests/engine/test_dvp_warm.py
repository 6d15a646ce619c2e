"""A run that begins with what an earlier one learned, and a long shot that is learned in windows."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.catalog import DvpParams
from engine.methods.dvp import propagate
from engine.methods.dvp_training import Training
from engine.runtime.context import Context
from engine.runtime.events import FrameReady, Metric, Progress
from engine.training.windows import cut_windows
from tests.engine.shapes import Shapes, color_error, make_context, make_inputs

PARAMS = DvpParams(working_height=32, warm_up=50, steps_per_frame=4, finish=20, network_width=8)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every training step that was done, by its number."""
    done: list[int] = []
    train = Training.train

    def noted(training: Training) -> float:
        done.append(training.step)
        return train(training)

    monkeypatch.setattr(Training, "train", noted)
    return done


def _error(shapes: Shapes, context: Context, *left_out: int) -> float:
    frames = [frame for frame in range(len(shapes)) if frame not in left_out]
    pictures = [(frame, context.folder.read_frame(frame)) for frame in frames]
    return float(np.mean([color_error(shapes, frame, p) for frame, p in pictures if p is not None]))


def test_one_more_keyframe_takes_a_fraction_of_the_steps(tmp_path: Path, steps: list[int]) -> None:
    shapes = Shapes(7)
    first, cold, warm = (make_context(tmp_path / name) for name in ("first", "cold", "warm"))
    list(propagate(make_inputs(shapes, 0), PARAMS, first))
    counts = []
    warm = Context(warm.folder, "cpu", 0, {"start": first.folder.checkpoint})
    for context in (cold, warm):
        steps.clear()
        list(propagate(make_inputs(shapes, 0, 6), PARAMS, context))
        counts.append(len(steps))
    assert counts[1] < 0.4 * counts[0]
    assert _error(shapes, warm, 0, 6) < 1.05 * _error(shapes, cold, 0, 6)


def test_a_warm_run_goes_on_warm_even_if_the_weights_are_gone(tmp_path: Path) -> None:
    shapes = Shapes(4)
    brief = PARAMS.model_copy(update={"warm_up": 10, "steps_per_frame": 2, "finish": 5, "network_width": 4})
    first, whole, parts = (make_context(tmp_path / name) for name in ("first", "whole", "parts"))
    list(propagate(make_inputs(shapes, 0), brief, first))
    weights = {"start": first.folder.checkpoint}
    list(propagate(make_inputs(shapes, 0, 3), brief, Context(whole.folder, "cpu", 0, weights)))
    run = propagate(make_inputs(shapes, 0, 3), brief, Context(parts.folder, "cpu", 0, weights))
    for event in run:
        if isinstance(event, Metric):
            break
    run.close()
    list(propagate(make_inputs(shapes, 0, 3), brief, Context(parts.folder, "cpu", 0, {"start": tmp_path / "no"})))
    for frame in range(4):
        one, other = whole.folder.read_frame(frame), parts.folder.read_frame(frame)
        assert one is not None
        assert other is not None
        assert np.array_equal(one, other)


def test_weights_of_another_network_are_left_aside(
    tmp_path: Path, steps: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    shapes, first, other = Shapes(3), make_context(tmp_path / "first"), make_context(tmp_path / "other")
    brief = PARAMS.model_copy(update={"warm_up": 5, "steps_per_frame": 1, "finish": 3, "network_width": 4})
    list(propagate(make_inputs(shapes, 0), brief, first))
    whole = len(steps)
    steps.clear()
    context = Context(other.folder, "cpu", 0, {"start": first.folder.checkpoint})
    list(propagate(make_inputs(shapes, 0), brief.model_copy(update={"network_width": 6}), context))
    assert len(steps) == whole
    assert "another network" in caplog.text


def test_shipped_weights_are_begun_with_where_there_are_such(
    tmp_path: Path, steps: list[int], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shapes, first, other = Shapes(3), make_context(tmp_path / "first"), make_context(tmp_path / "other")
    brief = PARAMS.model_copy(update={"warm_up": 10, "steps_per_frame": 2, "finish": 6, "network_width": 4})
    list(propagate(make_inputs(shapes, 0), brief.model_copy(update={"start": "shipped"}), first))
    assert "dvp-color-unet-4" in caplog.text  # none of this width come with the program
    whole = len(steps)
    steps.clear()
    monkeypatch.setattr("engine.methods.dvp_setup.shipped", lambda name: first.folder.checkpoint)
    list(propagate(make_inputs(shapes, 0), brief.model_copy(update={"start": "shipped"}), other))
    assert len(steps) == whole


def _window_params(**more: Any) -> DvpParams:
    values = {"working_height": 32, "warm_up": 6, "steps_per_frame": 1, "finish": 4, "network_width": 4}
    return DvpParams(**{**values, "window": 0.5, **more})  # 12 frames of 24 a second


def test_a_long_shot_is_learned_in_windows_that_fade_into_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.methods.dvp_setup._OVERLAP", 0.3)
    shapes, context = Shapes(30), make_context(tmp_path)
    windows = cut_windows(0, 30, 12, 3, (2,))
    assert len(windows) > 2
    events = list(propagate(make_inputs(shapes, 2), _window_params(), context))
    assert {event.frame for event in events if isinstance(event, FrameReady)} == set(range(30))
    shares = [event.done / event.total for event in events if isinstance(event, Progress)]
    assert all(later >= earlier - 1e-9 for earlier, later in pairwise(shares))
    assert shares[-1] == pytest.approx(1)
    assert len({event.step for event in events if isinstance(event, Metric) and event.name == "e_warp_frame"}) == 29
    told = [event.step for event in events if isinstance(event, Metric) and event.name == "loss"]
    assert told == sorted(told)


def test_windows_stopped_anywhere_give_the_same_pictures(tmp_path: Path) -> None:
    shapes = Shapes(24)
    whole, parts = make_context(tmp_path / "whole"), make_context(tmp_path / "parts")
    list(propagate(make_inputs(shapes, 0), _window_params(), whole))
    for wanted in (5, 14, 20):  # in the first window, between the two, in the second
        run = propagate(make_inputs(shapes, 0), _window_params(), parts)
        for event in run:
            if isinstance(event, FrameReady) and event.frame >= wanted:
                break
        run.close()
    list(propagate(make_inputs(shapes, 0), _window_params(), parts))
    for frame in range(24):
        one, other = whole.folder.read_frame(frame), parts.folder.read_frame(frame)
        assert one is not None
        assert other is not None
        assert np.array_equal(one, other), frame
