"""Deep Video Prior colors a shot from its keyframes, stops and goes on without a trace, and says how it stands."""

from __future__ import annotations

from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from engine.catalog import DvpParams, quality_of
from engine.methods import dvp
from engine.methods.dvp import propagate
from engine.methods.dvp_plan import Plan, growth_order
from engine.methods.dvp_training import Training
from engine.runtime.checkpoint import load
from engine.runtime.context import Context
from engine.runtime.device import Device
from engine.runtime.errors import DeviceError
from engine.runtime.events import Checkpoint, Event, FrameReady, Metric, Preview, Progress
from tests.engine.shapes import Shapes, color_error, lightness_error, make_context, make_inputs

SHORT = DvpParams(working_height=32, warm_up=20, steps_per_frame=3, finish=10, network_width=4)

BRIEF = DvpParams(working_height=32, warm_up=3, steps_per_frame=1, finish=1, network_width=4)


def _all(shapes: Shapes, context: Context, *keyframes: int, params: DvpParams = SHORT) -> list[Event]:
    return list(propagate(make_inputs(shapes, *keyframes), params, context))


def _pictures(context: Context) -> dict[int, NDArray[Any]]:
    pictures = {frame: context.folder.read_frame(frame) for frame in context.folder.frames()}
    return {frame: picture for frame, picture in pictures.items() if picture is not None}


def _equal(one: dict[int, NDArray[Any]], other: dict[int, NDArray[Any]]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[frame], other[frame]) for frame in one)


def test_color_follows_the_shapes_to_the_last_frame(tmp_path: Path) -> None:
    shapes, context = Shapes(12), make_context(tmp_path)
    params = DvpParams(
        working_height=32, warm_up=100, steps_per_frame=3, finish=20, network_width=16, learning_rate=2e-3
    )
    _all(shapes, context, 0, params=params)
    pictures = _pictures(context)
    last = len(shapes) - 1
    gray = np.repeat(np.rint(shapes.read_luma(last) * 255).astype(np.uint8)[..., None], 3, 2)
    copied = _with_chroma_of(shapes, last, 0)
    error = color_error(shapes, last, pictures[last])
    assert error < 0.3 * color_error(shapes, last, gray), (error, color_error(shapes, last, gray))
    assert error < 0.5 * color_error(shapes, last, copied), (error, color_error(shapes, last, copied))
    assert all(lightness_error(shapes, frame, pictures[frame]) < 1 for frame in pictures)


def test_the_keyframes_come_back_exactly_and_only_luma_is_read(tmp_path: Path) -> None:
    shapes, context = Shapes(6), make_context(tmp_path)
    inputs = make_inputs(shapes, 1, 4)
    inputs.keyframes[0].image[3:9, 3:9] = (250, 3, 190)  # not what the clip shows: the artist's word counts
    list(propagate(inputs, SHORT, context))
    pictures = _pictures(context)
    assert all(np.array_equal(pictures[keyframe.frame], keyframe.image) for keyframe in inputs.keyframes)
    assert sorted(pictures) == list(range(6))
    assert set(shapes.luma_reads) == set(range(6))


def test_deep_clips_make_deep_pictures(tmp_path: Path) -> None:
    shapes, context = Shapes(4, bits=16), make_context(tmp_path)
    _all(shapes, context, 0)
    pictures = _pictures(context)
    assert all(picture.dtype == np.uint16 for picture in pictures.values())
    assert np.array_equal(pictures[0], shapes.truth(0))
    assert lightness_error(shapes, 3, pictures[3]) < 0.4


@pytest.mark.parametrize("size", [(47, 33), (19, 17), (90, 20)])
def test_odd_sizes_are_never_cropped(tmp_path: Path, size: tuple[int, int]) -> None:
    shapes, context = Shapes(3, *size), make_context(tmp_path)
    _all(shapes, context, 1)
    assert {picture.shape for picture in _pictures(context).values()} == {(size[1], size[0], 3)}


def test_only_the_range_is_made(tmp_path: Path) -> None:
    shapes, context = Shapes(9), make_context(tmp_path)
    list(propagate(make_inputs(shapes, 4, start=3, stop=7), SHORT, context))
    assert context.folder.frames() == [3, 4, 5, 6]
    assert set(shapes.luma_reads) <= {3, 4, 5, 6}


def test_a_shot_of_keyframes_alone_is_done_at_once(tmp_path: Path) -> None:
    shapes, context = Shapes(2), make_context(tmp_path)
    events = _all(shapes, context, 0, 1)
    assert {event.frame for event in events if isinstance(event, FrameReady)} == {0, 1}
    assert not [event for event in events if isinstance(event, Metric) and event.name == "loss"]


@pytest.mark.parametrize(
    ("keyframes", "order"),
    [
        ((0,), (1, 2, 3, 4, 5, 6, 7)),
        ((7,), (6, 5, 4, 3, 2, 1, 0)),
        ((3,), (2, 4, 1, 5, 0, 6, 7)),
        ((0, 7), (1, 6, 2, 5, 3, 4)),
        ((2, 4), (1, 3, 5, 0, 6, 7)),
    ],
)
def test_the_queue_grows_from_every_keyframe_in_both_directions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keyframes: tuple[int, ...], order: tuple[int, ...]
) -> None:
    assert growth_order(0, 8, keyframes) == order
    joined: list[tuple[int, int]] = []
    known: list[set[int]] = []
    join, drawn = Training.join, Training._drawn

    def noted_join(training: Training, frame: int) -> Any:
        joined.append((training.step, frame))
        return join(training, frame)

    def noted_draw(training: Training) -> int:
        frame = drawn(training)
        known.append({frame})
        assert frame in {*keyframes, *(f for _, f in joined)}  # only what is in the queue is learned
        return frame

    monkeypatch.setattr(Training, "join", noted_join)
    monkeypatch.setattr(Training, "_drawn", noted_draw)
    _all(Shapes(8), make_context(tmp_path), *keyframes)
    # Algorithm 1: K iterations between one frame and the next
    assert joined == [(SHORT.warm_up + SHORT.steps_per_frame * index, frame) for index, frame in enumerate(order)]


def test_the_plan_is_a_function_of_the_step() -> None:
    plan = Plan((0,), (1, 2, 3), warm_up=10, per_frame=4, finish=6)
    assert plan.steps == 10 + 3 * 4 + 6
    assert [plan.joined(step) for step in (0, 9, 10, 13, 14, 18, 22, 27)] == [0, 0, 1, 1, 2, 3, 3, 3]
    assert Plan((0,), (), 10, 4, 6).steps == 0


def test_quality_costs_more_work_and_numbers_of_the_artist_count() -> None:
    for is_cpu in (True, False):
        draft, good, final = (quality_of(DvpParams(quality=q), is_cpu) for q in ("draft", "good", "final"))
        assert draft.per_frame < good.per_frame < final.per_frame
        assert draft.height <= good.height <= final.height
    asked = quality_of(DvpParams(working_height=77, steps_per_frame=5), is_cpu=True)
    assert (asked.height, asked.per_frame) == (77, 5)
    assert asked.warm_up == quality_of(DvpParams(), is_cpu=True).warm_up
    one, five = (quality_of(DvpParams(), is_cpu=True, keyframes=count) for count in (1, 5))
    assert five.warm_up > 2 * one.warm_up and five.finish > 2 * one.finish and five.per_frame == one.per_frame
    assert quality_of(DvpParams(warm_up=7), is_cpu=True, keyframes=5).warm_up == 7


def test_the_same_seed_gives_the_same_pixels_and_another_seed_others(tmp_path: Path) -> None:
    contexts = [make_context(tmp_path / str(index), seed) for index, seed in enumerate((3, 3, 4))]
    for context in contexts:
        torch.rand(7)  # what else draws random numbers does not matter
        _all(Shapes(4), context, 0)
    first, second, third = (_pictures(context) for context in contexts)
    assert _equal(first, second)
    assert not _equal(first, third)


@pytest.mark.parametrize("stop_after", [3, 25, 41, 52])
def test_stopped_and_resumed_is_the_same_as_never_stopped(tmp_path: Path, stop_after: int) -> None:
    params = SHORT.model_copy(update={"augmentation": 0.5})
    whole, parts = make_context(tmp_path / "whole"), make_context(tmp_path / "parts")
    shapes = Shapes(8)
    _all(shapes, whole, 0, 7, params=params)
    with closing(propagate(make_inputs(shapes, 0, 7), params, parts)) as events:
        for event in events:
            if isinstance(event, FrameReady) and load_step(parts) is None and _steps(events) >= stop_after:
                break
    assert parts.folder.checkpoint.exists()
    assert load_step(parts) is not None
    events_again = _all(shapes, parts, 0, 7, params=params)
    progress = [event for event in events_again if isinstance(event, Progress)]
    assert progress[0].done > 0  # it did not begin anew
    assert {event.frame for event in events_again if isinstance(event, FrameReady)} == set(range(8))
    assert _equal(_pictures(whole), _pictures(parts))
    one, other = load(whole.folder.checkpoint), load(parts.folder.checkpoint)
    assert one.tensors.keys() == other.tensors.keys()
    assert all(torch.equal(one.tensors[name], other.tensors[name]) for name in one.tensors)


def _stopped_at_half(shapes: Shapes, folder: Path, params: DvpParams) -> bytes:
    """Return the checkpoint of a run that ran out of memory, began anew and was stopped."""
    context = make_context(folder)
    with closing(propagate(make_inputs(shapes, 0), params, context)) as events:
        for event in events:
            if isinstance(event, FrameReady) and event.frame == 2:
                break
    return context.folder.checkpoint.read_bytes()


def load_step(context: Context) -> int | None:
    return int(load(context.folder.checkpoint).facts["step"]) if context.folder.checkpoint.exists() else None


def _steps(events: Any) -> int:
    """Return how many training steps a running generator has taken."""
    run = events.gi_yieldfrom.gi_yieldfrom.gi_frame.f_locals["self"]
    assert isinstance(run, dvp._Run)
    return run.training.step


def test_resuming_what_was_finished_delivers_it_again_without_work(tmp_path: Path) -> None:
    shapes, context = Shapes(5), make_context(tmp_path)
    _all(shapes, context, 0)
    before = _pictures(context)
    events = _all(shapes, context, 0)
    assert not [event for event in events if isinstance(event, Metric) and event.name == "loss"]
    assert {event.frame for event in events if isinstance(event, FrameReady)} == set(range(5))
    assert _equal(before, _pictures(context))


def test_a_damaged_or_foreign_checkpoint_starts_over_and_says_so(tmp_path: Path) -> None:
    shapes, context = Shapes(4), make_context(tmp_path / "a")
    expected = make_context(tmp_path / "b")
    _all(shapes, expected, 0)
    context.folder.checkpoint.write_bytes(b"step 7")
    events = _all(shapes, context, 0)
    assert (
        next(e.stage for e in events if isinstance(e, Progress))
        == "Starting over, because the checkpoint was damaged"
    )
    assert _equal(_pictures(context), _pictures(expected))
    changed = next(e.stage for e in _all(shapes, context, 0, 3) if isinstance(e, Progress))
    assert changed == "Starting over, because the keyframes or the parameters changed"


def test_a_run_can_start_from_the_weights_of_another(tmp_path: Path) -> None:
    shapes, first = Shapes(6), make_context(tmp_path / "first")
    long = SHORT.model_copy(update={"warm_up": 40, "network_width": 8})
    short = SHORT.model_copy(update={"warm_up": 3, "network_width": 8})
    _all(shapes, first, 0, params=long)
    cold, warm = make_context(tmp_path / "cold"), make_context(tmp_path / "warm")
    warm = Context(warm.folder, "cpu", 0, {"start": first.folder.checkpoint})
    losses = []
    for context in (cold, warm):
        events = _all(shapes, context, 0, 5, params=short)
        losses.append(next(e.value for e in events if isinstance(e, Metric) and e.name == "loss"))
    assert losses[1] < 0.8 * losses[0]


def test_previews_show_the_frame_that_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.training.progress.Beat.is_due", lambda beat: True)
    shapes = Shapes(3)
    for looked_at, shown in ((2, {2}), (0, {0}), (99, {1, 2}), (None, {1, 2})):
        context = make_context(tmp_path / str(looked_at), preview=looked_at)
        previews = [event for event in _all(shapes, context, 0, params=BRIEF) if isinstance(event, Preview)]
        assert {preview.frame for preview in previews} == shown
        assert all(p.image.shape == (32, 48, 3) and p.image.dtype == np.uint8 for p in previews)
        if looked_at == 0:
            assert np.array_equal(previews[0].image, shapes.truth(0))


def test_progress_is_honest_and_curves_are_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.training.progress.Beat.is_due", lambda beat: True)
    params = SHORT.model_copy(update={"steps_per_frame": 2})
    events = _all(Shapes(6), make_context(tmp_path), 0, params=params)
    shares = [event.done / event.total for event in events if isinstance(event, Progress)]
    assert shares[0] == 0
    assert shares[-1] == pytest.approx(1)
    assert all(later >= earlier for earlier, later in pairwise(shares))
    metrics = [event for event in events if isinstance(event, Metric)]
    loss = [event.value for event in metrics if event.name == "loss"]
    assert np.mean(loss[-5:]) < np.mean(loss[:5])
    assert all(0 <= event.value < 3 for event in metrics)
    assert {event.step for event in metrics if event.name == "e_warp_frame"} == {1, 2, 3, 4, 5}
    assert len([event for event in metrics if event.name == "e_warp"]) > 3
    assert isinstance(events[-1], Checkpoint)
    assert events[-1].step == max(event.step for event in metrics if event.name == "loss")


def test_checkpoints_come_while_it_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.methods.dvp_resume._EVERY_S", 0.05)
    context = make_context(tmp_path)
    steps = []
    for event in propagate(make_inputs(Shapes(5), 0), SHORT, context):
        if isinstance(event, Checkpoint):
            steps.append(event.step)
            assert load_step(context) == event.step
    assert len(steps) > 1


def test_when_memory_ends_the_working_size_is_halved_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heights: list[int] = []
    train = Training.train

    def short_of_memory(training: Training) -> float:
        heights.append(training.shot.height)
        if training.shot.height > 40:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return train(training)

    monkeypatch.setattr(Training, "train", short_of_memory)
    params = SHORT.model_copy(update={"working_height": 72})
    shapes, context = Shapes(3, 108, 72), make_context(tmp_path / "a")
    _all(shapes, context, 0, params=params)
    assert sorted(set(heights)) == [36, 72]
    context.folder.checkpoint.write_bytes(_stopped_at_half(Shapes(3, 108, 72), tmp_path / "c", params))
    heights.clear()
    _all(shapes, context, 0, params=params)  # what began at half size goes on at half size
    assert set(heights) == {36}
    assert context.folder.frames() == [0, 1, 2]

    params = SHORT.model_copy(update={"working_height": 144})
    with pytest.raises(DeviceError, match=r"memory of CPU does not suffice even at 72 lines.*\.$"):
        _all(Shapes(3, 216, 144), make_context(tmp_path / "b"), 0, params=params)


def test_memory_for_long_shots_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.methods.dvp_training._LABEL_BYTES", 5 * 32 * 48 * 2 * 2)
    monkeypatch.setattr("engine.methods.dvp_shot._CACHE_BYTES", 3 * 32 * 48 * 2)
    sizes: list[tuple[int, int]] = []
    train = Training.train

    def noted(training: Training) -> float:
        sizes.append((len(training._labels), len(training.shot._small)))
        return train(training)

    monkeypatch.setattr(Training, "train", noted)
    context = make_context(tmp_path)
    _all(Shapes(16), context, 0, 15)
    assert max(labels for labels, _ in sizes) <= 7
    assert max(small for _, small in sizes) <= 3
    assert context.folder.frames() == list(range(16))


def test_a_device_that_is_not_there_is_named(tmp_path: Path) -> None:
    context = Context(make_context(tmp_path).folder, "cuda:7")
    with pytest.raises(DeviceError, match="no device 'cuda:7' on this machine; choose one of"):
        next(propagate(make_inputs(Shapes(3), 0), SHORT, context))


def test_the_working_size_fits_the_memory() -> None:
    from engine.runtime.device import working_height

    wide = [
        working_height(Device("cuda:0", "GPU", memory << 20), 1080, 1920, 32, 480) for memory in (300, 1500, 24_000)
    ]
    assert wide[0] < wide[1] < wide[2] == 480
    assert working_height(Device("cpu", "CPU", 1 << 34), 90, 120, 16, 480) == 90


def _with_chroma_of(shapes: Shapes, frame: int, other: int) -> NDArray[np.uint8]:
    from engine.color.lab import rgb_to_lab, to_rgb8

    return to_rgb8(shapes.lightness(frame), rgb_to_lab(shapes.truth(other))[..., 1:])
