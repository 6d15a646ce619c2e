"""`tintloom train stpn` for masks and HDR: exact pairs, the same again, and networks that learn."""

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
from engine.color.hdr import EPSILON, from_log, inverse_of
from engine.methods.stpn_network import read_network
from engine.networks.stpn import LOG_MIDDLE, RGB_UNIT, SIZES, Stpn
from engine.runtime.errors import InputError
from engine.training import stpn_mask, stpn_run
from engine.training.footage import Footage, is_held_out, is_of_davis
from engine.training.pans import Panorama
from engine.training.stpn_hdr import Pans, hdr_pair
from engine.training.stpn_mask import Composites, mask_pair
from engine.training.stpn_mask_training import MaskTraining, RefinedTraining, overlap
from engine.training.stpn_plan import StpnPlan, make_stpn_plan, usual_switch
from engine.training.stpn_run import train_stpn
from engine.training.stpn_training import Material, PairTraining
from tests.engine.test_training import done, written_film


def _plan(what: str, **values: Any) -> StpnPlan:
    small = {"crop": 32, "lines": 40, "batch": 2, "reach": 4, "check_every": 3, "photo_steps": 2, "clip_steps": 4}
    return make_stpn_plan(**{"what": what, "switch": usual_switch(what), **small, **values})


def _footage() -> Footage:
    def rough(seed: int, count: int) -> Any:
        return np.random.default_rng(seed).integers(0, 255, (count, 48, 64, 3)).astype(np.uint8)

    return Footage({f"clip {seed}": rough(seed, 20) for seed in range(2)}, {"photo": rough(9, 1)})


def _map(seed: int = 0) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Soft light of a wide range, 64×128."""
    rough = np.random.default_rng(seed).normal(-1, 1.5, (8, 16, 3)).astype(np.float32)
    return np.asarray(np.exp(cv2.resize(rough, (128, 64), interpolation=cv2.INTER_CUBIC)), np.float32)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little to learn from and to judge by, as long as nothing depends on how much."""
    for name, value in (("_COMPOSITES", 3), ("_PANS", 3), ("_EXAM", 2)):
        monkeypatch.setattr(stpn_run, name, value)
    monkeypatch.setattr("engine.training.stpn_training._CHECKED", 8)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two short films, one of which is held out, one of DAVIS, and a picture."""
    folder = tmp_path_factory.mktemp("films")
    names = [f"clip{index}.mkv" for index in range(200)]
    for seed, held_out in enumerate((False, True)):
        written_film(folder / next(name for name in names if is_held_out(name) is held_out), seed)
    written_film(folder / "davis-camel.mkv", 5)
    cv2.imwrite(str(folder / "photo.png"), np.random.default_rng(3).integers(0, 255, (48, 64, 3)).astype(np.uint8))
    return folder


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("maps")
    for seed, name in enumerate(("hall", "street", "vestibule_1k")):
        cv2.imwrite(str(folder / f"{name}.hdr"), _map(seed))
    return folder


class TestMaskPairs:
    @pytest.mark.parametrize("is_still", [False, True])
    def test_a_pair_is_rgb_and_mask_and_its_object_is_in_the_first(
        self, is_still: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stpn_mask, "_ROUGH", 0)
        composites = Composites(_footage(), 4, 0, is_still=is_still)
        dice = np.random.default_rng(0)
        for _ in range(10):
            pair = mask_pair(composites, dice, 32, 4, is_varied=is_still)
            assert pair.known.shape == (2, 3, 32, 32)
            assert pair.property.shape == (2, 1, 32, 32)
            assert np.abs(pair.known).max() <= 1
            assert 0 <= pair.property.min() <= pair.property.max() <= 1
            assert is_still or pair.property[0].max() == 1

    def test_what_is_known_may_be_as_smooth_as_an_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(stpn_mask, "_VARIED", 0)  # whose edges are between 0 and 1 too
        composites = Composites(_footage(), 4, 0, is_still=False)
        sharp, smooth = set(), set()
        for share, found in ((0, sharp), (1, smooth)):
            monkeypatch.setattr(stpn_mask, "_ROUGH", share)
            pair = mask_pair(composites, np.random.default_rng(0), 32, 4)
            found.update(np.unique(pair.property[0]))
            assert set(np.unique(pair.property[1])) <= {0, 1}, "the answer that is wanted is exact"
        assert sharp == {0, 1} and len(smooth) > 2

    def test_masks_go_where_their_objects_go(self) -> None:
        """Transformed views: a composite whose object is white on black has its mask as its picture."""
        composites = Composites(_footage(), 1, 0, is_still=True)
        shown = composites.drawn(np.random.default_rng(0))
        shown[..., :3] = shown[..., 3:]
        for seed in range(5):
            pair = mask_pair(composites, np.random.default_rng(seed), 32, 4, is_varied=True)
            picture = pair.known[:, :1] * RGB_UNIT + RGB_UNIT
            np.testing.assert_allclose(picture, pair.property, atol=1e-5)

    def test_the_same_dice_give_the_same_pair_whatever_was_drawn_before(self) -> None:
        fresh, used = (Composites(_footage(), 4, 7, is_still=False) for _ in range(2))
        for seed in range(3):
            mask_pair(used, np.random.default_rng(seed), 32, 4)
        one, other = (mask_pair(made, np.random.default_rng(9), 32, 4) for made in (fresh, used))
        assert np.array_equal(one.known, other.known)
        assert np.array_equal(one.property, other.property)

    def test_clips_of_davis_are_told_by_their_names(self) -> None:
        assert is_of_davis("davis-camel.mp4") and not is_of_davis("harbour.mp4")


class TestHdrPairs:
    @pytest.mark.parametrize("is_still", [False, True])
    def test_ldr_and_light_are_of_the_same_frames(self, is_still: bool) -> None:
        pans = Pans([Panorama(_map())], 2, 40, 0)
        known = 0
        for seed in range(8):
            pair = hdr_pair(pans, np.random.default_rng(seed), 32, 4, is_still=is_still)
            assert pair.known.shape == pair.property.shape == (2, 3, 32, 32)
            light = from_log(pair.property + LOG_MIDDLE)
            ldr = np.rint((pair.known * RGB_UNIT + RGB_UNIT) * 255).astype(np.uint8)
            assert ((ldr == 255) == (light > 0.99)).mean() > 0.97
            told = (ldr < 250) & (ldr > 20)
            known += bool(np.abs(np.log(inverse_of(ldr)[told] / light[told])).max() < 0.1)
        assert 1 <= known < 8  # some by the curve of sRGB, some by another camera

    def test_the_same_dice_give_the_same_pair(self) -> None:
        one, other = (hdr_pair(Pans([Panorama(_map())], 2, 40, 3), np.random.default_rng(1), 32, 4) for _ in range(2))
        assert np.array_equal(one.known, other.known)
        assert np.array_equal(one.property, other.property)
        assert one.property.min() >= np.log(EPSILON) - LOG_MIDDLE - 1e-3


@pytest.mark.usefixtures("few")
class TestTraining:
    def test_masks_are_learned(self) -> None:
        composites = Composites(_footage(), 3, 0, is_still=False)
        plan = _plan("mask", photo_steps=0, clip_steps=60, batch=4, learning_rate=3e-3)

        def draw(dice: np.random.Generator) -> Any:
            return mask_pair(composites, dice, 32, 4)

        training = MaskTraining(Material(draw, draw, draw), plan)
        losses = [training.train() for _ in range(plan.clip_steps)]
        assert np.mean(losses[-10:]) < 0.8 * np.mean(losses[:10])
        assert 0 <= training.error(None) <= 1 and 0 <= training.check() <= 1
        assert math.isfinite(training.best_error)

    def test_hdr_is_learned(self) -> None:
        pans = Pans([Panorama(_map())], 2, 40, 0)
        plan = _plan("hdr", photo_steps=0, clip_steps=60, batch=4, learning_rate=3e-3)

        def draw(dice: np.random.Generator) -> Any:
            return hdr_pair(pans, dice, 32, 4)

        training = PairTraining(Material(draw, draw, draw), plan)
        before = training.check()
        losses = [training.train() for _ in range(plan.clip_steps)]
        assert np.mean(losses[-10:]) < 0.7 * np.mean(losses[:10])
        assert training.check() < before

    def test_the_refinement_learns_from_what_the_coarse_network_makes(self) -> None:
        """It is given the frame it draws the outline in, a coarse mask of it, and nothing of the other frame."""
        composites = Composites(_footage(), 3, 0, is_still=False)

        def draw(dice: np.random.Generator) -> Any:
            return mask_pair(composites, dice, 32, 4)

        coarse = Stpn(SIZES["mask"])
        training = RefinedTraining(Material(draw, draw, draw), _plan("mask", refined=True), coarse)
        known, given, wanted = training._exam[0]
        assert known.shape[1] == 3 and given.shape == wanted.shape
        assert 0 < float(given.min()) <= float(given.max()) < 1  # probabilities that no weights made certain
        before = {name: weight.clone() for name, weight in coarse.state_dict().items()}
        assert math.isfinite(training.train())
        assert all(torch.equal(before[name], weight) for name, weight in coarse.state_dict().items())

    def test_j_is_that_of_davis(self) -> None:
        mask = torch.zeros(3, 1, 4, 4, dtype=torch.bool)
        true = mask.clone()
        mask[0, 0, :2], true[0, 0, 1:3] = True, True
        true[1, 0, 0, 0] = True
        assert overlap(mask, true).tolist() == pytest.approx([1 / 3, 0, 1])

    @pytest.mark.parametrize("what", ["mask", "hdr"])
    def test_the_same_command_again_goes_on_and_ends_where_it_would_have(
        self, films: Path, maps: Path, tmp_path: Path, what: str
    ) -> None:
        plan, data = _plan(what), films if what == "mask" else maps
        whole = done(train_stpn(data, tmp_path / "whole", plan, "cpu"))
        steps = train_stpn(data, tmp_path / "parts", plan, "cpu")
        for step in steps:
            if step.total == plan.steps and step.done == 4:
                break
        steps.close()
        again = done(train_stpn(data, tmp_path / "parts", plan, "cpu"))
        assert again["held_out_error"] == whole["held_out_error"]
        assert whole["name"] == ("stpn-mask-basic" if what == "mask" else "stpn-hdr")
        assert whole["data"]["clips_trained_on"] == len(whole["data"]["clips_held_out"]) == 1  # the third is not used
        assert ("1 - J" if what == "mask" else "log(H + 0.01)") in whole["held_out_error"]["what"]
        assert read_network(tmp_path / "whole" / f"{plan.name}.safetensors", "cpu").network.sizes == SIZES[what]

    def test_masks_and_then_their_refinement_on_the_command_line(self, films: Path, tmp_path: Path) -> None:
        options = ["--photo-steps", "1", "--clip-steps", "1", "--crop", "32", "--lines", "40", "--batch", "1"]
        asked = ["train", "stpn", "--data", str(films), "--out", str(tmp_path), *options, "--device", "cpu"]
        asked += ["--property", "mask", "--json"]
        early = CliRunner().invoke(program, [*asked, "--refine"])
        assert isinstance(early.exception, InputError) and "train those of masks first" in str(early.exception)
        for more, name in (([], "stpn-mask-basic"), (["--refine"], "stpn-mask-refined")):
            told = CliRunner().invoke(program, [*asked, *more])
            assert told.exit_code == 0, told.output
            assert json.loads(told.stdout)["name"] == name
            assert (tmp_path / f"{name}.safetensors").is_file()
        assert read_network(tmp_path / "stpn-mask-refined.safetensors", "cpu").network.sizes == SIZES["mask-refined"]

    def test_what_cannot_be_trained_is_told(self, maps: Path, tmp_path: Path) -> None:
        for wrong in ({"what": "hdr", "aligned": True}, {"what": "mask", "switch": "exchanged", "refined": True}):
            with pytest.raises(InputError, match="Only"):
                _plan(**wrong)
        (tmp_path / "one").mkdir()
        cv2.imwrite(str(tmp_path / "one" / "hall.hdr"), _map())
        with pytest.raises(InputError, match="too few maps"):
            done(train_stpn(tmp_path / "one", tmp_path / "out", _plan("hdr"), "cpu"))


def test_plans_from_before_there_were_refinements_go_on() -> None:
    """Their digests are in checkpoints of trainings that take hours."""
    assert StpnPlan().digest == "cbc985d6b71f07bd"
