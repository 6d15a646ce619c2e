"""When training stops, which of its steps is kept, and from which weights it begins."""

from __future__ import annotations

import json
import math
from collections.abc import Generator
from pathlib import Path
from typing import Any, Literal

import av
import cv2
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from engine.cli.program import program
from engine.color.lab import lightness_to_gray
from engine.methods.dvp_shot import Shot
from engine.networks.unet import UNet
from engine.runtime.checkpoint import State, load, save
from engine.runtime.errors import InputError
from engine.training.best import Best, Measured, score
from engine.training.dvp_start import StartTraining, split
from engine.training.episodes import CHANNELS, EPISODES, color_features
from engine.training.footage import Footage, find_material, is_held_out, read_footage
from engine.training.head import applied, features_of, fit_head, solved
from engine.training.operators import random_operator
from engine.training.plan import StartPlan
from engine.training.start_run import train_start
from engine.training.stopping import PERCEPTUAL_THRESHOLD, epoch_losses, is_settled, normalized_variance

LOSSES = st.lists(st.floats(1e-6, 1e6), min_size=2, max_size=20)


class TestStopping:
    def test_the_measure_is_the_papers(self) -> None:
        """Divided by the largest, (0.5, 0.75, 1) has the mean 0.75 and the variance 2/48."""
        assert normalized_variance([2.0, 3.0, 4.0]) == pytest.approx(2 * 0.25**2 / 3)

    @given(losses=LOSSES, unit=st.floats(1e-3, 1e3))
    def test_the_unit_of_the_loss_does_not_matter(self, losses: list[float], unit: float) -> None:
        scaled = [loss * unit for loss in losses]
        assert normalized_variance(scaled) == pytest.approx(normalized_variance(losses), rel=1e-6, abs=1e-12)

    def test_a_falling_loss_goes_on_and_a_level_one_stops(self) -> None:
        falling = [0.1 + 0.4 * 0.8**epoch for epoch in range(80)]
        stops = [epoch for epoch in range(80) if is_settled(falling[: epoch + 1], PERCEPTUAL_THRESHOLD)]
        assert stops
        assert 20 < stops[0] < 60
        assert stops == list(range(stops[0], 80))

    def test_it_never_stops_before_there_are_enough_epochs_nor_on_what_is_no_number(self) -> None:
        assert not is_settled([1.0] * 4, 1e-8)
        assert is_settled([1.0] * 5, 1e-8)
        assert not is_settled([1.0] * 4 + [math.nan], 1e-8)
        assert is_settled([5.0, 1.0, 1.0], 1e-8, epochs=2)

    def test_an_epoch_is_one_step_a_frame_and_half_an_epoch_does_not_count(self) -> None:
        assert epoch_losses([1, 2, 3, 4, 5, 6, 100], frames=3) == [2, 5]
        assert epoch_losses([1, 2], frames=3) == []


def weights(value: float) -> dict[str, torch.Tensor]:
    return {"head.weight": torch.full((2, 2), value)}


class TestBest:
    def test_of_a_run_like_figure_10_neither_the_first_nor_the_last_step_is_kept(self) -> None:
        """Fidelity rises quickly, then slowly; inconsistency slowly, then towards the processed clip's."""
        best = Best(reference_e_warp=0.230)
        for epoch in range(1, 501):
            fidelity = 30.5 - 14 * math.exp(-epoch / 12)
            e_warp = 0.230 - 0.014 * math.exp(-epoch / 150) + 0.004 * math.exp(-epoch / 5)
            best.consider(Measured(epoch, e_warp, fidelity), lambda at=epoch: weights(at))  # type: ignore[misc]
        assert best.measured is not None
        assert 15 <= best.measured.step <= 80
        assert best.weights["head.weight"][0, 0] == best.measured.step

    def test_a_steady_picture_of_nothing_never_wins(self) -> None:
        assert score(Measured(1, 0.0, 12.0), 0.2) < score(Measured(9, 0.199, 27.5), 0.2)

    def test_of_two_true_ones_the_steadier_wins_and_of_two_steady_ones_the_truer(self) -> None:
        assert score(Measured(1, 0.18, 29.0), 0.2) > score(Measured(2, 0.20, 31.0), 0.2)
        assert score(Measured(1, 0.18, 30.0), 0.2) > score(Measured(2, 0.18, 29.0), 0.2)

    @given(st.floats(0, 1), st.floats(0, 60), st.floats(0, 1))
    def test_more_fidelity_or_less_inconsistency_is_never_worse(self, e: float, f: float, more: float) -> None:
        here = score(Measured(0, e, f), 0.2)
        assert score(Measured(0, e, f + more), 0.2) >= here
        assert score(Measured(0, e + more, f), 0.2) <= here

    def test_what_is_no_number_is_never_kept(self) -> None:
        best = Best(0.2)
        assert not best.consider(Measured(1, math.nan, 30.0), lambda: weights(1))
        assert best.measured is None

    def test_the_copy_is_not_the_network_itself(self) -> None:
        best, trained = Best(0.2), weights(1)
        best.consider(Measured(1, 0.1, 30), lambda: trained)
        trained["head.weight"].fill_(7)
        assert float(best.weights["head.weight"].max()) == 1

    def test_it_goes_on_from_a_checkpoint_as_if_nothing_had_happened(self, tmp_path: Path) -> None:
        best = Best(0.3, goal=25.0)
        best.consider(Measured(40, 0.2, 29.0), lambda: weights(40))
        state = best.state()
        save(tmp_path / "c.safetensors", State({**state.tensors, "network.x": torch.ones(1)}, state.facts))
        again = Best(0.9)
        again.restore(load(tmp_path / "c.safetensors"))
        assert (again.measured, again.score, again.goal) == (best.measured, best.score, 25.0)
        assert torch.equal(again.weights["head.weight"], best.weights["head.weight"])
        assert not again.consider(Measured(50, 0.25, 29.0), lambda: weights(50))
        assert again.consider(Measured(60, 0.1, 29.0), lambda: weights(60))

    def test_a_checkpoint_before_the_first_look_restores_to_nothing_yet(self) -> None:
        again = Best(0.2)
        again.restore(Best(0.4).state())
        assert again.measured is None
        again.restore(State({}, {}))
        assert again.reference_e_warp == 0.4


def written_film(path: Path, seed: int) -> None:
    """A film of a plain square that wanders over a striped ground, each in a color of this film, both as light."""
    random = np.random.default_rng(seed)
    ground, square = (color * 110 / color.mean() for color in random.integers(40, 200, (2, 3)))
    x = np.arange(64)[None].repeat(48, 0)
    with av.open(str(path), "w") as film:
        stream = film.add_stream("ffv1", rate=12)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "bgr0"
        for index in range(8):
            picture = ground * (0.8 + 0.4 * ((x // 4) % 2)[..., None])
            left = 6 + 4 * index
            picture[16:34, left : left + 18] = square
            frame = av.VideoFrame.from_ndarray(picture.clip(0, 255).astype(np.uint8), format="rgb24")
            film.mux(stream.encode(frame.reformat(format="bgr0")))
        film.mux(stream.encode())


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with eight little films, two of which are held out by their names, and a picture."""
    folder = tmp_path_factory.mktemp("material")
    (folder / "films").mkdir()
    names = [f"clip{index}" for index in range(200)]
    held = [name for name in names if is_held_out(f"{name}.mkv")][:2]
    for seed, name in enumerate([*held, *[name for name in names if name not in held][:6]]):
        written_film(folder / "films" / f"{name}.mkv", seed)
    rough = np.random.default_rng(0).integers(0, 255, (4, 6, 3)).astype(np.uint8)
    cv2.imwrite(str(folder / "photo.png"), cv2.resize(rough, (60, 40)))
    (folder / "notes.txt").write_text("no film")
    return folder


@pytest.fixture(scope="module")
def footage(material: Path) -> Footage:
    read: Footage = done(read_footage(*find_material(material), 40))
    return read


def smooth() -> Footage:
    """Two clips of one soft picture each that moves a little, the second of them held out."""
    names = [f"clip{index}.mkv" for index in range(200)]
    chosen = [next(n for n in names if is_held_out(n) is held_out) for held_out in (False, True)]
    clips = {}
    for seed, name in enumerate(chosen):
        rough = np.random.default_rng(seed).integers(0, 255, (5, 7, 3)).astype(np.uint8)
        wide = cv2.resize(rough, (80, 40), interpolation=cv2.INTER_CUBIC)
        clips[name] = np.stack([wide[:, left : left + 56] for left in (0, 4, 8, 12)])
    return Footage(clips, {})


def done(steps: Generator[Any, None, Any]) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


class TestHead:
    def test_finds_the_weights_that_made_the_labels(self) -> None:
        torch.manual_seed(0)
        network, asked = UNet(3, 2, 8), [torch.rand(1, 3, 24, 32) for _ in range(2)]
        torch.nn.init.normal_(network.head.weight)
        pairs = [(shown, network(shown).detach()) for shown in asked]
        network.head.weight.data.zero_()
        fit_head(network, pairs, damping=1e-9)
        for shown, label in pairs:
            assert torch.allclose(network(shown), label, atol=1e-2 * float(label.std()))

    def test_no_other_head_does_better_in_squared_error(self) -> None:
        torch.manual_seed(1)
        network, shown, label = UNet(3, 2, 8), torch.rand(1, 3, 24, 32), torch.rand(1, 2, 24, 32)
        fit_head(network, [(shown, label)], damping=1e-9)
        least = float((network(shown) - label).square().mean().detach())
        for parameter in (network.head.weight, network.head.bias):
            assert parameter is not None
            for shift in (-0.03, 0.03):
                parameter.data[0] += shift
                assert float((network(shown) - label).square().mean().detach()) > least
                parameter.data[0] -= shift

    def test_the_layers_before_it_stay_and_get_gradients_through_the_solution(self) -> None:
        torch.manual_seed(2)
        network, shown, label = UNet(3, 2, 8), torch.rand(1, 3, 16, 16), torch.rand(2, 16, 16)
        first = next(network.parameters())
        before = first.detach().clone()
        fit_head(network, [(shown, label[None])])
        assert torch.equal(first, before)
        features = features_of(network, shown)
        loss = (applied(features, solved(features[0], label)) - label).square().mean()
        loss.backward()  # type: ignore[no-untyped-call]
        assert first.grad is not None and first.grad.abs().sum() > 0

    def test_dead_features_and_nothing_to_fit_are_survived_and_told(self) -> None:
        network = UNet(3, 2, 8)
        for parameter in network.parameters():
            parameter.data.zero_()
        fit_head(network, [(torch.rand(1, 3, 16, 16), torch.full((1, 2, 16, 16), 0.25))])
        assert torch.allclose(network(torch.rand(1, 3, 16, 16)), torch.tensor(0.25), atol=1e-3)
        with pytest.raises(ValueError, match="nothing"):
            fit_head(network, [])


class TestFootage:
    def test_films_and_pictures_are_found_and_shrunk_and_the_rest_left_alone(self, footage: Footage) -> None:
        assert len(footage.clips) == 8
        assert list(footage.photos) == ["photo.png"]
        assert {frames.shape for frames in footage.clips.values()} == {(8, 40, 53, 3)}

    def test_the_split_is_by_clip_and_always_the_same(self, footage: Footage) -> None:
        trained, judged = split(footage)
        assert len(judged.clips) == 2
        assert not judged.photos
        assert trained.clips.keys() | judged.clips.keys() == footage.clips.keys()
        assert not trained.clips.keys() & judged.clips.keys()

    def test_a_broken_film_is_left_out_and_an_empty_folder_told(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        with pytest.raises(InputError, match="no film"):
            find_material(tmp_path)
        written_film(tmp_path / "good.mkv", 0)
        (tmp_path / "bad.mp4").write_bytes(b"nothing")
        assert list(done(read_footage(*find_material(tmp_path), 40)).clips) == ["good.mkv"]
        assert "bad.mp4" in caplog.text


class TestEpisodes:
    def test_color_is_shown_as_dvp_shows_it(self) -> None:
        """Weights trained on other features than a shot's would be worse than random ones."""
        lightness = np.random.default_rng(0).uniform(0, 100, (20, 33)).astype(np.float32)

        class OneFrame:
            def read_luma(self, index: int) -> Any:
                return lightness_to_gray(lightness)

        shot = Shot(OneFrame(), 20, 33)  # type: ignore[arg-type]
        assert np.allclose(color_features(lightness), shot.features(0)[0].numpy(), atol=0.02)
        assert shot.channels == CHANNELS["color"][0]

    @pytest.mark.parametrize("task", ["color", "consistency"])
    def test_the_same_dice_give_the_same_lesson_and_others_another(self, task: str, footage: Footage) -> None:
        one, again, other = (EPISODES[task](footage, np.random.default_rng(seed), 32) for seed in (4, 4, 5))
        assert np.array_equal(one.shown, again.shown) and np.array_equal(one.labels, again.labels)
        assert one.shown.shape[:2] == (2, CHANNELS[task][0])
        assert one.truths.shape[:2] == (2, CHANNELS[task][1])
        assert one.labels.shape != other.labels.shape or not np.array_equal(one.labels, other.labels)

    def test_what_is_to_be_steadied_flickers_and_its_truth_does_not(self, footage: Footage) -> None:
        picture = np.full((24, 24, 3), 0.5, np.float32)
        operator = random_operator(np.random.default_rng(3))
        dice = np.random.default_rng(0)
        assert np.array_equal(operator(picture, 0.0, dice), operator(picture, 0.0, dice))
        assert np.abs(operator(picture, 1.0, dice) - operator(picture, 1.0, dice)).mean() > 0.005


PLAN = StartPlan(width=4, height=32, steps=60, check_every=20, learning_rate=3e-3)


class TestStart:
    @pytest.mark.parametrize("task", ["color", "consistency"])
    def test_a_lesson_given_again_and_again_is_learned(self, task: Literal["color", "consistency"]) -> None:
        """By the layers before the head: the head itself is as good as it can be from the first step on."""
        training = StartTraining(smooth(), PLAN.model_copy(update={"task": task}))
        losses = []
        for _ in range(60):
            training._random = np.random.default_rng(8)
            losses.append(training.train())
        assert losses[-1] < {"color": 0.6, "consistency": 0.85}[task] * losses[0]  # flicker cannot be learned

    def test_the_weights_that_were_best_on_held_out_clips_are_kept(self, footage: Footage) -> None:
        training = StartTraining(footage, PLAN)
        for _ in range(3):
            training.train()
        least = training.check()
        kept = [weight.clone() for weight in training.best]
        training._average = [torch.zeros_like(weight) for weight in training._average]  # as bad as can be
        assert training.check() > least
        assert training.best_error == least
        assert all(torch.equal(a, b) for a, b in zip(training.best, kept, strict=True))

    def test_the_same_command_again_goes_on_and_ends_where_it_would_have(
        self, material: Path, tmp_path: Path
    ) -> None:
        whole = done(train_start(material, tmp_path / "whole", PLAN, "cpu"))
        steps = train_start(material, tmp_path / "parts", PLAN, "cpu")
        for step in steps:
            if step.done == 31 and step.total == 60:
                break
        steps.close()
        assert not (tmp_path / "parts" / f"{PLAN.name}.safetensors").exists()
        again = done(train_start(material, tmp_path / "parts", PLAN, "cpu"))
        assert again["held_out_error"] == whole["held_out_error"]
        ends = [load(tmp_path / part / f"{PLAN.name}.safetensors").tensors for part in ("whole", "parts")]
        assert all(torch.equal(ends[0][name], ends[1][name]) for name in ends[0])
        log = (tmp_path / "parts" / f"{PLAN.name}.csv").read_text().splitlines()
        assert [row.split(",")[0] for row in log] == ["step", "20", "40", "60"]

    def test_the_weights_fit_the_network_of_a_shot_and_the_card_tells_their_origin(
        self, material: Path, tmp_path: Path
    ) -> None:
        card = done(train_start(material, tmp_path, StartPlan(width=4, height=32, steps=3), "cpu"))
        weights = load(tmp_path / f"{card['name']}.safetensors").part("averaged")
        UNet(CHANNELS["color"][0], 2, 4).load_state_dict(weights)
        assert {tensor.dtype for tensor in weights.values()} == {torch.float16}
        assert len(card["data"]["clips_held_out"]) == 2
        assert card["license"] and card["plan"]["seed"] == 0

    def test_other_settings_in_the_same_folder_are_refused(self, material: Path, tmp_path: Path) -> None:
        done(train_start(material, tmp_path, StartPlan(width=4, height=32, steps=2), "cpu"))
        with pytest.raises(InputError, match="other settings"):
            done(train_start(material, tmp_path, StartPlan(width=4, height=32, steps=3), "cpu"))

    def test_on_the_command_line(self, material: Path, tmp_path: Path) -> None:
        options = ["--steps", "2", "--width", "4", "--height", "32", "--device", "cpu", "--json"]
        told = CliRunner().invoke(
            program, ["train", "dvp-start", "--data", str(material), "--out", str(tmp_path), *options]
        )
        assert told.exit_code == 0, told.output
        assert json.loads(told.stdout)["name"] == "dvp-color-unet-4"
        wrong = CliRunner().invoke(
            program, ["train", "dvp-start", "--data", str(material), "--out", str(tmp_path), "--task", "poetry"]
        )
        assert isinstance(wrong.exception, InputError)
