"""`stpn` carries masks and light beyond white as it carries color; its networks here are small and random."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from engine.catalog import StpnParams
from engine.catalog.stpn import refinement_name, weights_name
from engine.color.hdr import Camera, clipping, inverse_of
from engine.color.lab import to_unit
from engine.methods.stpn import propagate
from engine.methods.stpn_kinds import MasksAcrossTime
from engine.methods.stpn_network import read_network
from engine.motion.carrying import Followed
from engine.motion.fusion import Answer
from engine.motion.radiance import HdrShot
from engine.motion.views import Shot
from engine.networks.stpn import SIZES, Stpn
from engine.project.model import Kind
from engine.runtime.checkpoint import State, save
from engine.runtime.context import Context, Inputs, KeyframePicture
from engine.runtime.errors import WeightsError
from engine.runtime.events import Event, FrameReady, Metric, Preview
from engine.runtime.provided import provided
from tests.engine.shapes import Shapes, make_context
from tests.engine.test_dvp_kinds import Seen, objects
from tests.engine.test_training import done

WIDTH, HEIGHT = 96, 64
KINDS: tuple[Kind, ...] = ("mask", "hdr")
of_kinds = pytest.mark.parametrize("kind", KINDS)


class Filmed(Shapes):
    """What a camera records of `Shapes` under a light of which it shows a part: the disk is a lamp."""

    is_seen = True
    camera = Camera(0.8, 0.4)
    reads: set[int]

    def __init__(self, length: int) -> None:
        super().__init__(length, WIDTH, HEIGHT)
        self.reads = set()

    def light(self, index: int) -> NDArray[np.float32]:
        made = inverse_of(self.truth(index)) * np.float32(0.8)
        made[objects(index, WIDTH, HEIGHT) == 1] *= 40
        return np.asarray(made, np.float32)

    def read(self, index: int) -> NDArray[Any]:
        self.reads.add(index)
        return np.rint(self.camera.encode(self.light(index)) * 255).astype(np.uint8)

    def read_luma(self, index: int) -> NDArray[np.float32]:
        self.reads.add(index)
        return (self.read(index).astype(np.float32) / 255) @ np.array([0.299, 0.587, 0.114], np.float32)


def _weights(folder: Path, sizes: str, plan: dict[str, Any]) -> Path:
    torch.manual_seed(3)
    path = folder / f"{sizes}.safetensors"
    tensors = {name: tensor.clone() for name, tensor in Stpn(SIZES[sizes]).state_dict().items()}
    save(path, State(tensors, {"card": {"plan": plan}}))
    return path


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Path]]:
    folder = tmp_path_factory.mktemp("weights")
    network = _weights(folder, "mask", {"what": "mask", "switch": "none"})
    refinement = _weights(folder, "mask-refined", {"what": "mask", "switch": "none", "refined": True})
    return {
        "mask": {"network": network, "refinement": refinement},
        "hdr": {"network": _weights(folder, "hdr", {"what": "hdr"})},
    }


Made = Callable[..., tuple[Context, list[Event]]]


def _inputs(kind: Kind, *keys: int, length: int = 6, scale: float = 3.0) -> Inputs:
    filmed = Filmed(length)
    if kind == "mask":
        frames = tuple(KeyframePicture(key, objects(key, WIDTH, HEIGHT), kind) for key in keys)
        return Inputs(Seen(length, WIDTH, HEIGHT), 0, length, frames, kind=kind)
    frames = tuple(KeyframePicture(key, filmed.light(key) * np.float32(scale), kind) for key in keys)
    return Inputs(filmed, 0, length, frames, kind=kind)


@pytest.fixture
def made(weights: dict[str, dict[str, Path]], tmp_path: Path) -> Made:
    def make(inputs: Inputs, name: str = "run", preview: int | None = None, **params: Any) -> Any:
        context = replace(make_context(tmp_path / name, preview=preview), weights=weights[inputs.kind])
        return context, list(propagate(inputs, StpnParams(**params), context))

    return make


def _results(context: Context, kind: Kind) -> list[NDArray[Any]]:
    folder = context.folder
    read = folder.read_mask if kind == "mask" else folder.read_frame
    return [picture for frame in folder.frames() if (picture := read(frame)) is not None]


class TestBoth:
    @of_kinds
    def test_every_frame_is_made_and_keyframes_are_exact(self, made: Made, kind: Kind) -> None:
        inputs = _inputs(kind, 1, 4)
        context, events = made(inputs, preview=3)
        assert {event.frame for event in events if isinstance(event, FrameReady)} == set(range(6))
        results = _results(context, kind)
        assert len(results) == 6
        for key in inputs.keyframes:
            wanted = key.image if kind == "mask" else key.image.astype(np.float16).astype(np.float32)
            np.testing.assert_array_equal(results[key.frame], wanted)
            assert results[key.frame].dtype == (np.uint8 if kind == "mask" else np.float32)
        for frame in range(6):
            sure = context.folder.read_confidence(frame)
            assert sure is not None and 0 <= sure.min() <= sure.max() <= 1
        assert {"loss", "e_warp", "e_warp_frame"} == {event.name for event in events if isinstance(event, Metric)}

    @of_kinds
    def test_the_frame_being_looked_at_is_shown_first(self, made: Made, kind: Kind) -> None:
        network = "switchable" if kind == "hdr" else "basic"
        _, events = made(_inputs(kind, 0), preview=4, step=0, network=network)
        seen = [event for event in events if isinstance(event, Preview | FrameReady) and event.frame != 0]
        assert isinstance(seen[0], Preview) and seen[0].frame == 4
        assert seen[0].image.dtype == np.uint8 and seen[0].image.shape[2] == 3

    @of_kinds
    @pytest.mark.parametrize("stop_at", [1, 6, 20])
    @pytest.mark.parametrize("is_along", [True, False])
    def test_canceled_and_called_again_it_gives_the_same(
        self,
        made: Made,
        weights: dict[str, dict[str, Path]],
        tmp_path: Path,
        kind: Kind,
        stop_at: int,
        is_along: bool,
    ) -> None:
        network = "aligned" if is_along else "switchable" if kind == "hdr" else "basic"
        whole, _ = made(_inputs(kind, 1, 4), "whole", network=network)
        parts = replace(make_context(tmp_path / "parts"), weights=weights[kind])
        with closing(propagate(_inputs(kind, 1, 4), StpnParams(network=network), parts)) as events:
            for _ in zip(range(stop_at), events, strict=False):
                pass
        list(propagate(_inputs(kind, 1, 4), StpnParams(network=network), parts))
        for one, other in zip(_results(whole, kind), _results(parts, kind), strict=True):
            np.testing.assert_array_equal(one, other)
        assert not list(parts.folder.path.rglob("*.tmp"))

    @of_kinds
    def test_a_frame_is_the_same_whatever_else_is_asked_for(self, made: Made, kind: Kind) -> None:
        """Only its own range is read and written, and no batch decides."""
        whole, _ = made(_inputs(kind, 3, length=12), "whole")
        inputs = replace(_inputs(kind, 3, length=12), start=2, stop=7)
        part, _ = made(inputs, "part")
        assert part.folder.frames() == [2, 3, 4, 5, 6]
        for frame, one in zip(range(2, 7), _results(part, kind), strict=True):
            assert np.abs(_results(whole, kind)[frame].astype(np.float64) - one).mean() < 1e-3
        if isinstance(inputs.frames, Filmed):
            assert inputs.frames.reads <= set(range(2, 7))

    @of_kinds
    def test_missing_weights_are_told_in_a_sentence(
        self, tmp_path: Path, kind: Kind, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("engine.methods.stpn_network.shipped", lambda name: None)
        with pytest.raises(WeightsError, match=f"has no weights stpn-{kind}"):
            list(propagate(_inputs(kind, 0), StpnParams(network="switchable"), make_context(tmp_path)))

    def test_the_weights_a_run_was_given_are_told(self, weights: dict[str, dict[str, Path]]) -> None:
        network, refinement = ({name: path} for name, path in weights["mask"].items())
        basic = StpnParams(network="basic")
        assert provided(basic, "mask", weights["mask"], is_cpu=True) == weights["mask"]
        assert provided(StpnParams(network="basic", refine=False), "mask", weights["mask"], is_cpu=True) == network
        assert provided(StpnParams(), "mask", weights["mask"], is_cpu=True) == refinement
        names = [weights_name(StpnParams(network=each), "mask") for each in ("aligned", "switchable", "basic")]
        assert names == ["", "stpn-mask-basic", "stpn-mask-basic"]
        assert weights_name(StpnParams(network="switchable"), "hdr") == "stpn-hdr"
        assert weights_name(StpnParams(), "hdr") == ""  # light goes along the motion as it is
        assert refinement_name(StpnParams(), "color") == refinement_name(StpnParams(refine=False), "mask") == ""


class TestMasks:
    @pytest.mark.parametrize("network", ["aligned", "basic"])
    @pytest.mark.parametrize("refine", [True, False])
    def test_only_objects_of_the_keyframes_are_found(self, made: Made, refine: bool, network: str) -> None:
        context, _ = made(_inputs("mask", 0), refine=refine, network=network)
        assert all(set(np.unique(mask)) <= {0, 1, 2} for mask in _results(context, "mask"))

    @pytest.mark.parametrize("step", [0, 1, 2])
    def test_each_pixel_goes_to_the_likeliest_object(
        self, made: Made, monkeypatch: pytest.MonkeyPatch, step: int
    ) -> None:
        """A network that gives back what it is given: the masks are the keyframe's, of several objects at once."""

        def copying(self: Any, given: NDArray[np.float32], known: NDArray[np.float32]) -> Any:
            assert known.shape[1] == 6
            return (given - 0.5) * 20, np.full((len(given), 1, 1), 1e-3, np.float32)

        monkeypatch.setattr("engine.methods.stpn_network.Asked.asked", copying)
        context, _ = made(_inputs("mask", 0), refine=False, step=step, network="basic")
        for mask in _results(context, "mask"):
            assert (mask != objects(0, WIDTH, HEIGHT)).mean() < 0.01

    def test_along_the_motion_outlines_alone_are_asked_about(
        self, made: Made, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A refinement that gives back what it is given changes next to nothing of what came along the motion."""
        shown = set()

        def copying(self: Any, given: NDArray[np.float32], known: NDArray[np.float32]) -> Any:
            shown.add(known.shape[1])
            return (given - 0.5) * 20, np.full((len(given), 1, 1), 1e-3, np.float32)

        monkeypatch.setattr("engine.methods.stpn_network.Asked.asked", copying)
        inputs = _inputs("mask", 0, 5)
        refined, plain = (_results(made(inputs, str(refine), refine=refine)[0], "mask") for refine in (True, False))
        assert shown == {3}
        for one, other in zip(refined, plain, strict=True):
            assert (one != other).mean() < 0.02
            assert set(np.unique(one)) == {0, 1, 2}

    @pytest.mark.parametrize("step", [1, 3])
    def test_stopped_while_a_frame_is_written_it_goes_on_from_the_one_before(
        self, weights: dict[str, dict[str, Path]], step: int
    ) -> None:
        network = read_network(weights["mask"]["network"], "cpu")
        shot = Shot(_inputs("mask", 0), 32)
        for _ in shot.prepare():
            pass
        masks = MasksAcrossTime(network, None, step)

        def followed(chain: Followed, frame: int) -> Answer:
            return done(chain.follow(frame))

        whole, stopped = masks.chain(shot, 0, 1), masks.chain(shot, 0, 1)
        for frame in (1, 2):
            followed(whole, frame), whole.keep()
            followed(stopped, frame), stopped.keep()
        wanted = followed(whole, 3)
        followed(stopped, 3)  # and never kept
        again = masks.chain(shot, 0, 1)
        again.restore(stopped.saved())
        np.testing.assert_array_equal(followed(again, 3).ab, wanted.ab)

    @pytest.mark.parametrize("network", ["aligned", "basic"])
    def test_an_empty_mask_stays_empty(self, made: Made, network: str) -> None:
        inputs = _inputs("mask", 0)
        empty = KeyframePicture(0, np.zeros((HEIGHT, WIDTH), np.uint8), "mask")
        context, _ = made(replace(inputs, keyframes=(empty,)), network=network)
        assert not any(mask.any() for mask in _results(context, "mask"))


class TestHdr:
    def test_scale_and_camera_are_found_beside_the_film(self) -> None:
        shot = HdrShot(_inputs("hdr", 0, 5, scale=6.0), 32, is_blended=True)
        for _ in shot.prepare():
            pass
        assert [shot.scale(frame) for frame in (0, 2, 5)] == pytest.approx([6, 6, 6], rel=0.05)

    def test_between_keyframes_of_other_scales_light_goes_from_one_to_the_other(self) -> None:
        inputs = _inputs("hdr", 0, 5)
        brighter = replace(inputs.keyframes[1], image=inputs.keyframes[1].image * np.float32(4))
        shot = HdrShot(replace(inputs, keyframes=(inputs.keyframes[0], brighter)), 32, is_blended=True)
        for _ in shot.prepare():
            pass
        scales = [shot.scale(frame) for frame in range(6)]
        np.testing.assert_allclose(np.diff(np.log(scales)), np.log(4) / 5, rtol=0.05)

    def test_what_the_film_tells_is_kept_in_the_keyframes_scale(self, made: Made) -> None:
        """Whatever the network says, here at random."""
        inputs = _inputs("hdr", 0, 5, scale=8.0)
        context, _ = made(inputs)
        filmed = inputs.frames
        assert isinstance(filmed, Filmed)
        for frame in (1, 3):
            light, result = filmed.light(frame) * 8, context.folder.read_frame(frame)
            assert result is not None
            film = filmed.read(frame)
            told = (clipping(film) == 0)[..., None] & (film > 40)
            assert np.abs(np.log(result[told] / light[told])).max() < 0.15
        alone, _ = made(inputs, "alone", blend=False)
        other = alone.folder.read_frame(3)
        assert other is not None and np.isfinite(other).all() and other.min() >= 0

    def test_predicted_light_comes_to_full_size_with_the_details_of_the_film(self) -> None:
        """Planes that are right at a quarter of the size: the picture is right where the film tells, and near where
        it is burnt out."""
        inputs = _inputs("hdr", 0, 5)
        shot = HdrShot(inputs, 32, is_blended=False)
        for _ in shot.prepare():
            pass
        filmed = inputs.frames
        assert isinstance(filmed, Filmed)
        planes = shot.key_view(0, shot.work).ab
        steps = shot.picture(0, planes)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                picture = end.value
                break
        wrong = np.abs(np.log(picture + 0.03) - np.log(filmed.light(0) * 3 + 0.03))
        assert np.median(wrong) < 0.05 and wrong.mean() < 0.15

    def test_previews_are_as_bright_as_the_film(self, made: Made) -> None:
        inputs = _inputs("hdr", 0, scale=30.0)
        _, events = made(inputs, preview=0)
        shown = next(event for event in events if isinstance(event, Preview))
        filmed = inputs.frames
        assert isinstance(filmed, Filmed)
        plain = np.rint(to_unit(filmed.light(0)) * 255)  # as a camera with the curve of sRGB would
        assert np.abs(shown.image - plain).mean() < 4
