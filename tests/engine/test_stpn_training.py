"""`tintloom train stpn`: it learns, goes on where it was interrupted, and tells what it was trained on."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from engine.cli.program import program
from engine.color.lab import rgb_to_lab
from engine.methods.stpn_network import read_network
from engine.networks.stpn import AB_UNIT
from engine.runtime.checkpoint import State, load, save
from engine.runtime.errors import CheckpointError, InputError, WeightsError
from engine.training.footage import Footage, is_held_out
from engine.training.stpn_aligned import carried_clips
from engine.training.stpn_color import clip_pair, photo_pair, transformed
from engine.training.stpn_plan import StpnPlan, make_stpn_plan
from engine.training.stpn_run import train_stpn
from engine.training.stpn_sides import drawn_sides
from engine.training.stpn_training import Material, PairTraining
from tests.engine.test_training import done, written_film

SMALL: dict[str, Any] = {"crop": 32, "lines": 40, "batch": 2, "reach": 4, "check_every": 3}


def _plan(**values: Any) -> StpnPlan:
    return make_stpn_plan(**{**SMALL, "photo_steps": 3, "clip_steps": 6, **values})


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two short films, one of which is held out, and a picture."""
    folder = tmp_path_factory.mktemp("films")
    names = [f"clip{index}.mkv" for index in range(200)]
    for seed, held_out in enumerate((False, True)):
        written_film(folder / next(name for name in names if is_held_out(name) is held_out), seed)
    cv2.imwrite(str(folder / "photo.png"), np.random.default_rng(3).integers(0, 255, (48, 64, 3)).astype(np.uint8))
    return folder


def _moving() -> Footage:
    """A soft picture of many colors that moves by four pixels a frame."""
    clips = {}
    for seed in range(3):
        rough = np.random.default_rng(seed).integers(0, 255, (6, 14, 3)).astype(np.uint8)
        wide = cv2.resize(rough, (128, 48), interpolation=cv2.INTER_CUBIC)
        clips[f"{seed}"] = np.stack([wide[:, 4 * at : 4 * at + 64] for at in range(9)])
    return Footage(clips, {name: clip[:1] for name, clip in clips.items()})


class TestPairs:
    def test_a_pair_is_lightness_and_chroma_of_two_frames_of_one_clip(self) -> None:
        footage = _moving()
        pair = clip_pair(footage, np.random.default_rng(0), 32, 4)
        assert pair.known.shape == (2, 1, 32, 32)
        assert pair.property.shape == (2, 2, 32, 32)
        assert np.abs(pair.known).max() <= 1
        assert not np.array_equal(pair.known[0], pair.known[1])

    def test_the_same_dice_give_the_same_pair(self) -> None:
        one, again, other = (clip_pair(_moving(), np.random.default_rng(seed), 32, 4) for seed in (4, 4, 5))
        assert np.array_equal(one.known, again.known)
        assert np.array_equal(one.property, again.property)
        assert not np.array_equal(one.known, other.known)
        photo, same = (photo_pair(_moving(), np.random.default_rng(4), 32) for _ in range(2))
        assert np.array_equal(photo.known, same.known)

    def test_views_of_a_photograph_stay_near_each_other(self) -> None:
        """Similarity transforms of section 5.1: a tenth of scale and shift, 15 degrees."""
        ramp = np.repeat(np.arange(200, dtype=np.uint8)[None, :, None], 200, 0).repeat(3, 2)
        drawn = np.random.default_rng(0)
        middles = [int(transformed(ramp, drawn, 64, (100, 100))[32, 32, 0]) for _ in range(60)]
        assert 80 < min(middles) < 95
        assert 105 < max(middles) < 120

    def test_pictures_smaller_than_the_crop_are_enlarged(self) -> None:
        small = Footage({"a": _moving().clips["0"][:, :20, :20]}, {})
        assert clip_pair(small, np.random.default_rng(0), 64, 4).known.shape == (2, 1, 64, 64)
        assert photo_pair(small, np.random.default_rng(0), 64).known.shape == (2, 1, 64, 64)


class TestTraining:
    @pytest.mark.parametrize("switch", ["exchanged", "transposed", "none"])
    def test_it_learns_to_carry_color(self, switch: str) -> None:
        footage = _moving()
        plan = _plan(switch=switch, photo_steps=0, clip_steps=80, batch=4, learning_rate=3e-3)

        def draw(dice: np.random.Generator) -> Any:
            return clip_pair(footage, dice, 32, 4)

        training = PairTraining(Material(draw, draw, draw), plan)
        before = training.check()
        losses = [training.train() for _ in range(plan.clip_steps)]
        assert np.mean(losses[-10:]) < 0.9 * np.mean(losses[:10])
        assert training.check() < before
        assert math.isfinite(training.best_error)

    def test_the_way_back_teaches_the_same_network(self) -> None:
        """Equation 8: without the second term the loss is another one."""
        footage = _moving()

        def draw(dice: np.random.Generator) -> Any:
            return clip_pair(footage, dice, 32, 4)

        losses = {
            switch: PairTraining(Material(draw, draw, draw), _plan(switch=switch)).train()
            for switch in ("exchanged", "none")
        }
        assert losses["exchanged"] > losses["none"]

    def test_the_same_command_again_goes_on_and_ends_where_it_would_have(self, films: Path, tmp_path: Path) -> None:
        plan = _plan()
        whole = done(train_stpn(films, tmp_path / "whole", plan, "cpu"))
        steps = train_stpn(films, tmp_path / "parts", plan, "cpu")
        for step in steps:
            if step.total == plan.steps and step.done == 5:
                break
        steps.close()
        again = done(train_stpn(films, tmp_path / "parts", plan, "cpu"))
        assert again["held_out_error"] == whole["held_out_error"]
        ends = [load(tmp_path / part / f"{plan.name}.safetensors").tensors for part in ("whole", "parts")]
        assert all(torch.equal(ends[0][name], ends[1][name]) for name in ends[0])
        log = (tmp_path / "parts" / f"{plan.name}.csv").read_text().splitlines()
        assert [row.split(",")[0] for row in log] == ["step", "3", "6", "9"]
        with pytest.raises(InputError, match="other settings"):
            done(train_stpn(films, tmp_path / "parts", _plan(seed=1), "cpu"))

    def test_the_weights_are_small_and_the_card_tells_their_origin(self, films: Path, tmp_path: Path) -> None:
        plan = _plan(switch="none")
        card = done(train_stpn(films, tmp_path, plan, "cpu"))
        file = tmp_path / "stpn-color-basic.safetensors"
        assert {tensor.dtype for tensor in load(file).tensors.values()} == {torch.float16}
        assert file.stat().st_size < 20_000_000
        assert card["data"]["clips_trained_on"] == 1
        assert len(card["data"]["clips_held_out"]) == 1
        assert card["license"] and card["plan"]["switch"] == "none"
        assert card["held_out_error"]["these_weights"] > 0
        assert json.loads((tmp_path / "stpn-color-basic.json").read_text()) == card
        assert read_network(file, "cpu").digest

    def test_it_may_begin_with_weights_of_another_network(self, films: Path, tmp_path: Path) -> None:
        plan = _plan(clip_steps=1, photo_steps=0)
        done(train_stpn(films, tmp_path / "one", plan, "cpu"))
        start = tmp_path / "one" / "stpn-color.safetensors"
        card = done(train_stpn(films, tmp_path / "two", _plan(clip_steps=1, photo_steps=0, seed=5), "cpu", start))
        assert card["started_from"]["plan"]["clip_steps"] == 1
        one, two = (
            load(tmp_path / name / "stpn-color.safetensors").tensors["guide.up.0.0.weight"].float()
            for name in ("one", "two")
        )
        assert float((one - two).abs().mean()) < 0.01 * float(one.abs().mean() + 1)

    def test_weights_of_something_else_are_no_start(self, films: Path, tmp_path: Path) -> None:
        start = tmp_path / "other.safetensors"
        save(start, State({"head.weight": torch.zeros(3)}, {}))
        with pytest.raises(InputError, match="no network that this one could learn from"):
            done(train_stpn(films, tmp_path, _plan(clip_steps=1, photo_steps=0), "cpu", start))

    def test_on_the_command_line(self, films: Path, tmp_path: Path) -> None:
        options = ["--photo-steps", "1", "--clip-steps", "1", "--crop", "32", "--lines", "40", "--batch", "1"]
        asked = ["train", "stpn", "--data", str(films), "--out", str(tmp_path), *options, "--device", "cpu"]
        told = CliRunner().invoke(program, [*asked, "--json"])
        assert told.exit_code == 0, told.output
        assert json.loads(told.stdout)["name"] == "stpn-color"
        for wrong in (["--property", "poetry"], ["--crop", "33"], ["--photo-steps", "0", "--clip-steps", "0"]):
            assert isinstance(CliRunner().invoke(program, [*asked, *wrong]).exception, InputError)


class TestAligned:
    def test_what_keyframes_say_is_kept_and_read_again(self, films: Path, tmp_path: Path) -> None:
        paths = sorted(films.glob("*.mkv"))
        first = done(carried_clips(paths, tmp_path, 40))
        assert len(list(tmp_path.glob("*.safetensors"))) == len(first) == 2
        again = done(carried_clips(paths, tmp_path, 40))
        for name, clip in first.items():
            assert np.array_equal(clip.ab, again[name].ab)
            count, height, width = clip.light.shape
            assert clip.ab.shape == (count, 2, height, width, 2)
            assert clip.distance.min() >= 1
        next(iter(tmp_path.glob("*.safetensors"))).write_bytes(b"damaged")
        assert done(carried_clips(paths, tmp_path, 40)).keys() == first.keys()

    def test_both_sides_are_cut_at_one_place_and_may_change_places(self, films: Path, tmp_path: Path) -> None:
        clips = done(carried_clips(sorted(films.glob("*.mkv")), tmp_path, 40))
        lesson = drawn_sides(clips, np.random.default_rng(0), 32)
        assert lesson.known.shape == (2, 3, 32, 32)
        assert lesson.given.shape == (2, 2, 32, 32)
        assert lesson.wanted.shape == (2, 32, 32)
        assert np.array_equal(lesson.known[0, 1], lesson.known[1, 1])  # the frame itself
        assert {np.sign(drawn_sides(clips, np.random.default_rng(seed), 32).age) for seed in range(20)} >= {-1, 1}

    def test_it_trains_and_its_weights_join_answers(self, films: Path, tmp_path: Path) -> None:
        card = done(train_stpn(films, tmp_path, _plan(aligned=True, photo_steps=0), "cpu"))
        assert card["name"] == "stpn-color-aligned"
        asked = read_network(tmp_path / "stpn-color-aligned.safetensors", "cpu")
        assert asked.network.sizes.is_aligned
        assert all(0.5 < power < 3 for power in asked.join)


class TestReading:
    def test_weights_of_something_else_are_refused_with_a_sentence(self, tmp_path: Path) -> None:
        path = tmp_path / "other.safetensors"
        save(path, State({"a": torch.zeros(1)}, {"card": {}}))
        with pytest.raises(WeightsError, match="no network"):
            read_network(path, "cpu")
        save(path, State({"a": torch.zeros(1)}, {"card": {"plan": {"what": "color"}}}))
        with pytest.raises(WeightsError, match="do not fit"):
            read_network(path, "cpu")
        path.write_bytes(b"nothing")
        with pytest.raises(CheckpointError):
            read_network(path, "cpu")

    def test_chroma_is_in_the_units_it_was_trained_in(self) -> None:
        footage = Footage({"a": np.full((2, 40, 40, 3), (200, 40, 40), np.uint8)}, {})
        dice = np.random.default_rng(0)
        pairs = [clip_pair(footage, dice, 32, 4) for _ in range(20)]
        ab = rgb_to_lab(np.full((1, 1, 3), (200, 40, 40), np.uint8))[0, 0, 1:]
        assert any(np.allclose(pair.property[0, :, 5, 5] * AB_UNIT, ab, atol=0.01) for pair in pairs)
