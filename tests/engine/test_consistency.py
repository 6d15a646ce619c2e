"""Blind consistency makes a flickering clip steady, keeps to the chosen mode, and goes on as if never stopped."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from engine.catalog import ConsistencyParams, consistency_effort
from engine.color.transfer import shift, transferred
from engine.methods import consistency
from engine.methods.consistency import propagate
from engine.methods.consistency_footage import Footage
from engine.methods.consistency_plan import COARSE_COST, Schedule, own_frames
from engine.methods.consistency_resume import warm_start
from engine.methods.consistency_training import Settings, Training, falling, trusted
from engine.metrics.fidelity import data_fidelity
from engine.metrics.warping import warping_error
from engine.runtime.checkpoint import State, load
from engine.runtime.context import Context, Inputs
from engine.runtime.errors import InputError
from engine.runtime.events import Event, FrameReady, Metric, Progress
from engine.training.windows import Window, cut_windows
from tests.engine.pairs import Treated, make_pair
from tests.engine.shapes import make_context

SHORT = ConsistencyParams(working_height=32, epochs=4, network_width=4)
TAUGHT = ConsistencyParams(working_height=32, epochs=8, network_width=8, learning_rate=2e-3, features=False)


def _inputs(processed: Treated, given: Treated | None = None) -> Inputs:
    if given is None:
        given = Treated(len(processed), processed.facts.width, processed.facts.height)
    return Inputs(given, 0, len(given), (), processed=processed, kind="style")


def _results(context: Context) -> list[NDArray[Any]]:
    pictures = [context.folder.read_frame(frame) for frame in context.folder.frames()]
    return [picture for picture in pictures if picture is not None]


def _e_warp(pictures: list[NDArray[Any]], given: Treated) -> float:
    outputs = [picture.astype(np.float32) / 255 for picture in pictures]
    return warping_error(outputs, [given.read_luma(frame) for frame in range(len(given))])


def test_flicker_goes_and_the_treatment_stays(tmp_path: Path) -> None:
    given, processed = Treated(10), Treated(10, modes=(0,) * 10, noise=0.05)
    context = make_context(tmp_path)
    list(propagate(_inputs(processed, given), TAUGHT, context))
    results = _results(context)
    flickering = [processed.read(frame) for frame in range(10)]
    assert _e_warp(results, given) < 0.4 * _e_warp(flickering, given)
    steady = Treated(10, modes=(0,) * 10)
    truth = [steady.read(frame) for frame in range(10)]
    fidelity = data_fidelity(truth, results)
    assert fidelity > 27
    assert fidelity > data_fidelity(truth, flickering)  # nearer to what was meant than what came out


@pytest.mark.parametrize(("main_frame", "mode"), [(2, 1), (0, 0), (-1, 0)])
@pytest.mark.parametrize("variant", ["modes"])
def test_reweighted_training_follows_the_chosen_mode(
    tmp_path: Path, main_frame: int, mode: int, variant: Any
) -> None:
    modes = (0, 0, 1, 0, 1, 0, 1, 0)
    params = TAUGHT.model_copy(update={"irt": True, "main_frame": main_frame, "irt_variant": variant})
    context = make_context(tmp_path)
    list(propagate(_inputs(Treated(8, modes=modes, noise=0.01)), params, context))
    wanted, other = (Treated(8, modes=(m,) * 8) for m in (mode, 1 - mode))
    for frame, picture in enumerate(_results(context)):
        result = picture.astype(np.float32)
        near, far = (np.abs(result - clip.read(frame)).mean(2) for clip in (wanted, other))
        assert (far < near).mean() < 0.02, frame
        confidence = context.folder.read_confidence(frame)
        assert confidence is not None
        assert confidence.mean() > 0.8 if modes[frame] == mode else confidence.mean() < 0.3


def test_a_mode_of_the_first_frames_alone_is_followed_to_the_end(tmp_path: Path) -> None:
    modes = (0,) * 4 + (1,) * 6
    params = TAUGHT.model_copy(update={"irt": True, "main_frame": 0, "epochs": 16})
    context = make_context(tmp_path)
    list(propagate(_inputs(Treated(10, modes=modes, noise=0.01)), params, context))
    wanted, other = (Treated(10, modes=(m,) * 10) for m in (0, 1))
    for frame, picture in enumerate(_results(context)):
        near, far = (np.abs(picture.astype(np.float32) - clip.read(frame)).mean(2) for clip in (wanted, other))
        assert (far < near).mean() < 0.05, frame
        assert near.mean() < 0.1 * far.mean(), frame  # as vivid as the mode itself, not what lies between the two


def test_one_mode_is_learned_from_all_frames(tmp_path: Path) -> None:
    given, processed = Treated(8), Treated(8, modes=(0,) * 8, noise=0.03)
    context = make_context(tmp_path)
    list(propagate(_inputs(processed, given), TAUGHT.model_copy(update={"irt": True, "main_frame": 3}), context))
    results, steady = _results(context), Treated(8, modes=(0,) * 8)
    flickering = [processed.read(frame) for frame in range(8)]
    assert _e_warp(results, given) < 0.5 * _e_warp(flickering, given)
    assert data_fidelity([steady.read(frame) for frame in range(8)], results) > 27


def test_without_it_two_modes_are_mixed(tmp_path: Path) -> None:
    """What reweighting is for: the same clip without it is near to neither mode."""
    context = make_context(tmp_path)
    list(propagate(_inputs(Treated(8, modes=(0, 1) * 4, noise=0.01)), TAUGHT, context))
    first = Treated(8, modes=(0,) * 8)
    second = Treated(8, modes=(1,) * 8)
    for frame, picture in enumerate(_results(context)):
        near = min(np.abs(picture.astype(np.float32) - clip.read(frame)).mean() for clip in (first, second))
        assert near > 8
    assert context.folder.read_confidence(0) is None


def test_the_released_codes_variant_runs(tmp_path: Path) -> None:
    params = SHORT.model_copy(update={"irt": True, "irt_variant": "code", "main_frame": 3})
    context = make_context(tmp_path)
    list(propagate(_inputs(Treated(5, modes=(0, 1, 0, 1, 0))), params, context))
    assert len(_results(context)) == 5
    assert context.folder.read_confidence(4) is not None


def test_confidence_is_equation_4() -> None:
    def pixel(value: float) -> torch.Tensor:
        return torch.full((1, 3, 1, 1), value)

    given = pixel(0.5)
    assert trusted(pixel(0.5), pixel(0.1), given, pixel(0.4), "paper") == 1  # nearer to the main output
    assert trusted(pixel(0.9), pixel(0.5), given, pixel(0.4), "paper") == 0
    assert trusted(pixel(0.415), pixel(0.4), given, pixel(0.4), "paper") == 1  # farther, but within δ = 0.02
    assert trusted(pixel(0.425), pixel(0.4), given, pixel(0.4), "paper") == 0
    assert trusted(pixel(0.415), pixel(0.4), given, pixel(0.4), "code") == 0  # which has no δ
    # beyond the paper, a pixel goes with those around it
    main, minor = torch.full((1, 3, 5, 5), 0.2), torch.full((1, 3, 5, 5), 0.8)
    wanted = main.clone()
    wanted[..., 2, 2] = 0.8
    assert trusted(main, minor, given, wanted, "paper").sum() == 24
    assert trusted(main, minor, given, wanted, "modes").sum() == 25
    # as released, the channel that is farthest decides; on the mean the main output would win
    main = torch.tensor([0.4, 0.4, 0.6]).view(1, 3, 1, 1)
    assert trusted(main, pixel(0.5), given, pixel(0.4), "paper") == 1
    assert trusted(main, pixel(0.5), given, pixel(0.4), "code") == 0
    # and the difference counts relative to the input: in the dark a small one is large
    dark = torch.tensor([0.0, 0.9, 0.9]).view(1, 3, 1, 1)
    one, other = (torch.tensor(v).view(1, 3, 1, 1) for v in ([0.45, 0.4, 0.4], [0.4, 0.5, 0.5]))
    assert trusted(one, other, dark, pixel(0.4), "code") == 0
    assert trusted(one, other, given, pixel(0.4), "code") == 1


def test_every_epoch_shows_every_frame_in_order() -> None:
    schedule = Schedule(Window(3, 7), 4, is_coarse_first=True)
    steps = [schedule.step(index) for index in range(schedule.steps)]
    assert [step.frame for step in steps] == [3, 4, 5, 6] * 4
    assert [step.is_coarse for step in steps] == [True] * 8 + [False] * 8
    assert schedule.cost(8) == 8 * COARSE_COST
    assert schedule.cost(12) == 8 * COARSE_COST + 4
    assert {step.role for step in steps} == {"plain"}


def test_the_beginning_of_reweighted_training() -> None:
    frames = Window(0, 6)
    paper = Schedule(frames, 10, False, "paper", (4,))
    begun = [paper.step(index) for index in range(12)]
    assert [step.role for step in begun] == ["main", "minor"] * 6
    assert {step.frame for step in begun if step.role == "main"} == {4}
    assert {paper.step(index).role for index in range(12, paper.steps)} == {"reweighted"}
    code = Schedule(frames, 50, False, "code", (4,))
    assert {(code.step(i).frame, code.step(i).role) for i in range(5 * 6)} == {(4, "begin")}  # 5 of 50 epochs
    assert code.step(5 * 6).role == "reweighted"


def test_the_mode_is_learned_before_what_differs_from_it() -> None:
    modes = Schedule(Window(0, 10), 20, True, "modes", (4, 1, 5))
    steps = [modes.step(index) for index in range(modes.steps)]
    assert not any(step.is_coarse for step in steps)
    alone, begun = modes.leading, modes.beginning * modes.length
    assert 0.3 < alone / modes.steps < begun / modes.steps == 0.5
    assert {(step.frame, step.role) for step in steps[:alone]} == {(frame, "main") for frame in (4, 1, 5)}
    between, after = steps[alone:begun], steps[begun:]
    assert {step.role for step in between} == {"main", "minor"}
    assert {step.role for step in after} == {"main", "followed"}
    for part in (between, after):
        assert sum(step.role == "main" for step in part) == len(part) / 2  # it is never left alone with the others
        assert {step.frame for step in part if step.role != "main"} == {0, 2, 3, 6, 7, 8, 9}
    first = {frame: next(i for i, step in enumerate(after) if step.frame == frame) for frame in (3, 7, 8, 9)}
    assert first[3] < first[7] < first[8] < first[9]  # the nearer to a frame of the mode, the earlier
    outside = Schedule(Window(20, 26), 10, False, "modes", (4,))
    assert outside.step(0).frame == 4  # the mode is shown where the window has no frame of it


def test_long_shots_are_learned_in_windows_and_cross_faded(tmp_path: Path) -> None:
    modes = (0,) * 8 + (1,) * 8  # each window learns another treatment
    params = ConsistencyParams(working_height=16, epochs=6, network_width=8, window=1 / 3, learning_rate=1e-3)
    context = make_context(tmp_path)
    list(propagate(_inputs(Treated(16, 36, 24, modes=modes)), params, context))
    assert len(cut_windows(0, 16, 8, 2)) == 2
    first, second = Treated(16, 36, 24, modes=(0,) * 16), Treated(16, 36, 24, modes=(1,) * 16)

    def share(frame: int, picture: NDArray[Any]) -> float:
        """Return how much of the second treatment is in the picture, by its mean color."""
        a, b = (clip.read(frame).reshape(-1, 3).mean(0) for clip in (first, second))
        return float((picture.reshape(-1, 3).mean(0) - a) @ (b - a) / ((b - a) @ (b - a)))

    shares = [share(frame, picture) for frame, picture in enumerate(_results(context))]
    steps = np.abs(np.diff(shares))
    assert shares[0] < 0.3 and shares[-1] > 0.7
    assert steps.max() < 0.6  # no cut where a window ends


def test_windows_make_each_frame_once() -> None:
    windows = cut_windows(5, 100, 24, 6)
    made = [frame for index in range(len(windows)) for frame in own_frames(windows, index)]
    assert made == list(range(5, 100))


@pytest.mark.parametrize("size", [(47, 33), (19, 17), (90, 20)])
def test_odd_sizes_are_never_cropped(tmp_path: Path, size: tuple[int, int]) -> None:
    context = make_context(tmp_path)
    params = SHORT.model_copy(update={"working_height": 16})
    list(propagate(_inputs(Treated(3, *size, modes=(0,) * 3)), params, context))
    assert {picture.shape for picture in _results(context)} == {(size[1], size[0], 3)}


def test_deep_clips_make_deep_pictures(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    list(propagate(_inputs(Treated(3, modes=(0,) * 3, bits=16)), SHORT, context))
    assert {picture.dtype for picture in _results(context)} == {np.dtype(np.uint16)}


@pytest.mark.parametrize("at", [5, 12, 22])
def test_stopped_in_any_window_and_resumed_it_is_as_never_stopped(tmp_path: Path, at: int) -> None:
    params = ConsistencyParams(working_height=16, epochs=2, network_width=4, window=0.25, irt=True, main_frame=0)
    inputs = _inputs(Treated(14, modes=(0, 0, 1) * 5, noise=0.02))
    whole, parts = make_context(tmp_path / "whole"), make_context(tmp_path / "parts")
    at_once = list(propagate(inputs, params, whole))
    with closing(propagate(inputs, params, parts)) as events:
        for _ in events:
            if _taken(events) >= at:
                break
    assert load(parts.folder.checkpoint).facts["place"]["taken"] >= at
    again = list(propagate(inputs, params, parts))
    first = next(event for event in again if isinstance(event, Progress))
    assert first.stage == "Going on"
    assert _unsteadiness(again) == _unsteadiness(at_once), "of all windows, not of those that were left"
    assert all(np.array_equal(a, b) for a, b in zip(_results(whole), _results(parts), strict=True))
    one, other = load(whole.folder.checkpoint), load(parts.folder.checkpoint)
    assert one.tensors.keys() == other.tensors.keys()
    assert all(torch.equal(one.tensors[name], other.tensors[name]) for name in one.tensors)


def _unsteadiness(events: list[Any]) -> dict[str, float]:
    """The result's and the processed clip's, as told at the end."""
    return {each.name: each.value for each in events if isinstance(each, Metric) and each.name.startswith("e_warp")}


def _taken(events: Any) -> int:
    within = events.gi_yieldfrom  # the working size; it is asked for the run only while it has one
    run = within.gi_yieldfrom.gi_frame.f_locals["self"] if within and within.gi_yieldfrom else None
    return run.place.taken if isinstance(run, consistency._Run) else 0


def test_first_pictures_come_half_way(tmp_path: Path) -> None:
    ready: list[tuple[int, int]] = []
    with closing(propagate(_inputs(Treated(5, modes=(0,) * 5)), SHORT, make_context(tmp_path))) as events:
        for event in events:
            if isinstance(event, FrameReady):
                ready.append((event.frame, _taken(events)))
    assert ready == [(frame, 10) for frame in range(5)] + [(frame, 20) for frame in range(5)]


def test_the_best_weights_are_kept_not_the_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    train = Training.train

    def ruined_at_last(training: Training, frame: int, role: Any, is_coarse: bool, done: float) -> float:
        loss = train(training, frame, role, is_coarse, done)
        if done >= 0.95:
            for network in (training._network, training._averaged):
                network.head.bias.data.add_(0.3)
        return loss

    monkeypatch.setattr(Training, "train", ruined_at_last)
    inputs = _inputs(Treated(10, modes=(0,) * 10, noise=0.02))
    errors = []
    for stop in ("automatic", "epochs"):
        context = make_context(tmp_path / stop)
        params = TAUGHT.model_copy(update={"stop": stop, "coarse_to_fine": False})
        list(propagate(inputs, params, context))
        wanted = [inputs.processed.read(frame) for frame in range(10)]  # type: ignore[union-attr]
        errors.append(data_fidelity(wanted, _results(context)))
    assert errors[0] > errors[1] + 5


def test_settled_training_stops_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.methods.consistency._SETTLED", 1.0)
    context = make_context(tmp_path)
    params = SHORT.model_copy(update={"epochs": 30, "coarse_to_fine": False})
    events: list[Event] = list(propagate(_inputs(Treated(4, modes=(0,) * 4)), params, context))
    last = max(event.step for event in events if isinstance(event, Metric) and event.name == "f_data")
    assert last == 10 * 4  # the first look after k = 5 epochs of four frames
    assert [e.done / e.total for e in events if isinstance(e, Progress)][-1] == pytest.approx(1)


def test_weights_of_another_run_answer_as_they_did_there(tmp_path: Path) -> None:
    footage = Footage(make_pair(Treated(4, modes=(0,) * 4)), 32)
    settings = Settings("unet", 4, 1e-3, features=False)
    first = Training(footage, settings, "cpu", 0)
    for step in range(12):
        first.train(step % 4, "plain", False, 0.0)
    wanted = first.predict(2).image
    another = Training(footage, settings, "cpu", 1)
    assert not np.allclose(another.predict(2).image, wanted)
    assert another.start_from(first.state())
    assert np.array_equal(another.predict(2).image, wanted)
    two = Training(footage, replace(settings, variant="modes"), "cpu", 1)
    assert two.start_from(first.state())
    assert np.allclose(two.predict(2).image, wanted, atol=1e-5)  # the main output
    assert not two.start_from(Training(footage, replace(settings, width=8), "cpu", 0).state())
    assert not two.start_from(Training(footage, replace(settings, network="fcn"), "cpu", 0).state())
    without = {
        name: tensor[:, :3] if tensor.shape[1:2] == (4,) and tensor.dim() == 4 and "encoders.0.0" in name else tensor
        for name, tensor in first.state().tensors.items()
    }
    assert another.start_from(State(without))  # weights of a network that sees no constant


def test_shipped_weights_fit_the_cpus_network(tmp_path: Path) -> None:
    footage = Footage(make_pair(Treated(4, modes=(0,) * 4)), 32)
    params = ConsistencyParams(start="shipped")
    training = Training(footage, Settings("unet", consistency_effort(params, is_cpu=True).width, 1e-3), "cpu", 0)
    before = training.predict(1).image
    assert warm_start(make_context(tmp_path), training, params)
    assert not np.allclose(training.predict(1).image, before)
    other = Training(footage, Settings("unet", 4, 1e-3), "cpu", 0)
    assert not warm_start(make_context(tmp_path), other, params)  # none of that width: random ones, and a warning


def test_a_run_begins_with_the_weights_it_is_given(tmp_path: Path) -> None:
    inputs = _inputs(Treated(4, modes=(0,) * 4))
    first = make_context(tmp_path / "first")
    list(propagate(inputs, TAUGHT, first))
    results = []
    for name, weights in (("cold", {}), ("warm", {"start": first.folder.checkpoint})):
        context = Context(make_context(tmp_path / name).folder, "cpu", 0, weights)
        list(propagate(inputs, TAUGHT.model_copy(update={"epochs": 1}), context))
        results.append(
            data_fidelity([Treated(4, modes=(0,) * 4).read(frame) for frame in range(4)], _results(context))
        )
    assert results[1] > results[0]


def test_what_does_not_belong_together_ends_in_a_sentence(tmp_path: Path) -> None:
    processed = Treated(4, modes=(0,) * 4)
    with pytest.raises(InputError, match="has 4 frames, but frame 4"):
        list(propagate(_inputs(processed, Treated(5)), SHORT, make_context(tmp_path)))
    with pytest.raises(InputError, match="main frame 4 is not in frames 0 to 3"):
        params = SHORT.model_copy(update={"irt": True, "main_frame": 4})
        list(propagate(_inputs(processed), params, make_context(tmp_path)))
    with pytest.raises(InputError, match="processed version"):
        list(propagate(Inputs(Treated(4), 0, 4, ()), SHORT, make_context(tmp_path)))


def test_a_local_linear_treatment_is_brought_to_full_size_exactly() -> None:
    given = Treated(1, 160, 120).picture(0)
    matrix = np.array([[0.9, 0.1, 0.0], [0.1, 0.7, 0.1], [0.0, 0.2, 0.8]], np.float32)
    random = np.random.default_rng(0).normal(0, 0.15, given.shape).astype(np.float32)
    given = np.clip(given * 0.6 + 0.2 + random, 0, 1)  # fine detail that the small pictures have not
    truth = given @ matrix + np.float32(0.03)
    small, answer = (_quarter(picture) for picture in (given, truth))
    full = transferred(given, small, answer)
    assert np.abs(full - truth).mean() < 0.02
    assert np.abs(_quarter(full) - answer).mean() < 0.002
    assert np.abs(full - truth).mean() < 0.6 * np.abs(shift(given, small, answer) - truth).mean()
    assert np.array_equal(transferred(small, small, answer), np.clip(answer, 0, 1))  # the answer itself at full size


def _quarter(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    height, width = picture.shape[0] // 4, picture.shape[1] // 4
    return picture[: 4 * height, : 4 * width].reshape(height, 4, width, 4, 3).mean((1, 3))


def test_quality_costs_more_work_and_numbers_of_the_artist_count() -> None:
    for is_cpu, is_reweighted in product((True, False), repeat=2):
        efforts = [
            consistency_effort(ConsistencyParams(quality=q, irt=is_reweighted), is_cpu)  # type: ignore[arg-type]
            for q in ("draft", "good", "final")
        ]
        for frames in (10, 50, 200):
            work = [e.epochs_of(frames) * frames * e.height**2 * e.width for e in efforts]
            assert work == sorted(work) and work[0] < work[-1]
    asked = consistency_effort(ConsistencyParams(epochs=3, working_height=77), is_cpu=True)
    assert (asked.epochs_of(5), asked.height) == (3, 77)


def test_the_learning_rate_falls_at_the_end() -> None:
    assert [falling(done) for done in (0, 0.3, 0.66)] == pytest.approx([1, 1, 1], abs=1e-2)
    assert falling(1) == pytest.approx(0.05)
    assert falling(0.9) < falling(0.8) < 1
