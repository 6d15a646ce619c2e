"""Deep Video Prior propagates style and masks as it does color: through one interface, from keyframes anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.catalog import DvpParams
from engine.catalog.dvp import variation_of
from engine.methods.dvp import propagate
from engine.methods.dvp_mask import finer
from engine.methods.dvp_training import Training
from engine.project.model import Kind
from engine.runtime.context import Context, Inputs, KeyframePicture
from engine.runtime.events import FrameReady, Metric, Preview
from tests.engine.shapes import Shapes, make_context

BRIEF = DvpParams(working_height=32, warm_up=6, steps_per_frame=1, finish=4, network_width=4, guided="off")
WELL = DvpParams(working_height=32, warm_up=60, steps_per_frame=3, finish=20, network_width=12, guided="off")


class Seen(Shapes):
    """The shapes with their colors to be seen: style and masks may look at them."""

    def read(self, index: int) -> NDArray[Any]:
        return self.truth(index)


def objects(frame: int, width: int = 48, height: int = 32) -> NDArray[np.uint8]:
    """Return the disk (1) and the square (2) of `Shapes`."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    mask = np.zeros((height, width), np.uint8)
    mask[np.hypot(x - width * 0.25 - frame, y - height * 0.6) < height * 0.2] = 1
    mask[(abs(x - width * 0.75) < width * 0.1) & (abs(y - height * 0.3 - 0.5 * frame) < height * 0.15)] = 2
    return mask


def painted(shapes: Shapes, frame: int) -> NDArray[np.uint8]:
    """Return the frame in a style: inverted, and far lighter than the source."""
    return np.asarray(255 - shapes.truth(frame) // 2, np.uint8)


def _inputs(shapes: Shapes, kind: Kind, *frames: int) -> Inputs:
    def picture(frame: int) -> NDArray[np.uint8]:
        return objects(frame) if kind == "mask" else painted(shapes, frame)

    keyframes = tuple(KeyframePicture(frame, picture(frame), kind) for frame in frames)
    return Inputs(shapes, 0, len(shapes), keyframes, kind=kind)


def overlap(one: NDArray[np.uint8], other: NDArray[np.uint8], label: int) -> float:
    both, either = ((one == label) & (other == label)).sum(), ((one == label) | (other == label)).sum()
    return float(both / either)


def test_several_objects_are_followed_from_one_mask(tmp_path: Path) -> None:
    shapes, context = Seen(8), make_context(tmp_path)
    list(propagate(_inputs(shapes, "mask", 0), WELL, context))
    last = context.folder.read_mask(7)
    assert last is not None
    assert last.shape == (32, 48)
    for label in (1, 2):
        followed, copied = (overlap(mask, objects(7), label) for mask in (last, objects(0)))
        assert followed > 0.5, (label, followed)
        assert followed > copied + 0.1, (label, followed, copied)


def test_a_style_is_carried_along_and_may_change_the_light(tmp_path: Path) -> None:
    shapes, context = Seen(8), make_context(tmp_path)
    list(propagate(_inputs(shapes, "style", 0), WELL, context))
    last = context.folder.read_frame(7)
    assert last is not None
    wrong = np.abs(last.astype(int) - painted(shapes, 7)).mean()
    assert wrong < 0.5 * np.abs(painted(shapes, 0).astype(int) - painted(shapes, 7)).mean() + 4
    assert last.mean() > shapes.truth(7).mean() + 30


def test_a_gray_clip_can_be_painted_too(tmp_path: Path) -> None:
    class Gray(Shapes):
        def read(self, index: int) -> NDArray[Any]:
            return np.rint(np.repeat(self.read_luma(index)[..., None] * 255, 3, 2)).astype(np.uint8)

    shapes, context = Gray(4), make_context(tmp_path)
    list(propagate(_inputs(shapes, "style", 1), BRIEF, context))
    assert context.folder.frames() == [0, 1, 2, 3]


@pytest.mark.parametrize("kind", ["style", "mask"])
def test_keyframes_anywhere_come_back_exactly_and_every_frame_is_made(
    tmp_path: Path, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.training.progress.Beat.is_due", lambda beat: True)
    shapes, context = Seen(6), make_context(tmp_path)
    inputs = _inputs(shapes, kind, 1, 4)
    events = list(propagate(inputs, BRIEF, context))
    assert {event.frame for event in events if isinstance(event, FrameReady)} == set(range(6))
    for keyframe in inputs.keyframes:
        read = context.folder.read_mask if kind == "mask" else context.folder.read_frame
        assert np.array_equal(np.asarray(read(keyframe.frame)), keyframe.image)
    assert any(isinstance(event, Metric) and event.name == "e_warp_frame" for event in events)
    previews = [event.image for event in events if isinstance(event, Preview)]
    assert previews
    assert all(image.shape == (32, 48, 3) and image.dtype == np.uint8 for image in previews)


@pytest.mark.parametrize("kind", ["style", "mask"])
def test_stopped_and_called_again_it_gives_the_same_pictures(tmp_path: Path, kind: Kind) -> None:
    shapes = Seen(5)
    whole, parts = make_context(tmp_path / "whole"), make_context(tmp_path / "parts")
    list(propagate(_inputs(shapes, kind, 0), BRIEF, whole))
    events = propagate(_inputs(shapes, kind, 0), BRIEF, parts)
    for event in events:
        if isinstance(event, FrameReady) and event.frame == 2:
            break
    events.close()
    list(propagate(_inputs(shapes, kind, 0), BRIEF, parts))
    for frame in range(5):
        one, other = whole.folder.read_frame(frame), parts.folder.read_frame(frame)
        assert one is not None
        assert other is not None
        assert np.array_equal(one, other), frame


def test_deep_keyframes_make_deep_painted_pictures(tmp_path: Path) -> None:
    shapes, context = Seen(3), make_context(tmp_path)
    deep = KeyframePicture(0, painted(shapes, 0).astype(np.uint16) * 257, "style")
    list(propagate(Inputs(shapes, 0, 3, (deep,), kind="style"), BRIEF, context))
    for frame in range(3):
        picture = context.folder.read_frame(frame)
        assert picture is not None
        assert picture.dtype == np.uint16


@pytest.mark.parametrize("network", ["unet", "resunet", "fcn"])
def test_every_network_propagates(tmp_path: Path, network: Any) -> None:
    shapes, context = Seen(3), make_context(tmp_path)
    list(propagate(_inputs(shapes, "mask", 0), BRIEF.model_copy(update={"network": network}), context))
    assert context.folder.frames() == [0, 1, 2]
    kept = [name for name in _state(context).tensors if name.startswith("averaged.")]
    other = make_context(tmp_path / "other")
    list(propagate(_inputs(shapes, "mask", 0), BRIEF, other))
    same = kept == [name for name in _state(other).tensors if name.startswith("averaged.")]
    assert same == (network == "unet")


def _state(context: Context) -> Any:
    from engine.runtime.checkpoint import load

    return load(context.folder.checkpoint)


def test_coarse_to_fine_learns_the_first_half_at_half_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[tuple[int, ...]] = []
    sized = Training._sized

    def noted(training: Training, planes: Any) -> Any:
        result = sized(training, planes)
        sizes.append((training.step, *result.shape[-2:]))
        return result

    monkeypatch.setattr(Training, "_sized", noted)
    params = BRIEF.model_copy(update={"coarse_to_fine": True})
    context = make_context(tmp_path)
    list(propagate(_inputs(Seen(4), "style", 0), params, context))
    steps = 6 + 3 + 4
    assert {size[1:] for size in sizes if size[0] < steps // 2} == {(16, 24)}
    assert {size[1:] for size in sizes if size[0] > steps // 2} == {(32, 48)}
    assert context.folder.frames() == [0, 1, 2, 3]


def test_without_growing_only_the_keyframes_are_learned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learned: list[int] = []
    pair = Training._pair

    def noted(training: Training, frame: int) -> Any:
        learned.append(frame)
        return pair(training, frame)

    monkeypatch.setattr(Training, "_pair", noted)
    params = BRIEF.model_copy(update={"progressive": False})
    context = make_context(tmp_path)
    list(propagate(_inputs(Seen(5), "mask", 1), params, context))
    assert set(learned) == {1}
    assert context.folder.frames() == [0, 1, 2, 3, 4]
    learned.clear()
    list(propagate(_inputs(Seen(5), "mask", 1), BRIEF, make_context(tmp_path / "grown")))
    assert set(learned) >= {1, 2, 3}


def test_training_ends_early_once_the_loss_has_settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[int] = []
    train = Training.train

    def noted(training: Training) -> float:
        steps.append(training.step)
        return train(training)

    monkeypatch.setattr(Training, "train", noted)
    params = BRIEF.model_copy(update={"finish": 60})
    list(propagate(_inputs(Seen(3), "mask", 0), params, make_context(tmp_path / "plan")))
    whole = len(steps)
    assert whole == 6 + 2 + 60
    steps.clear()
    monkeypatch.setattr("engine.methods.dvp_training._SETTLED", 1.0)
    settled = params.model_copy(update={"stop": "settled"})
    context = make_context(tmp_path / "settled")
    list(propagate(_inputs(Seen(3), "mask", 0), settled, context))
    assert 8 < len(steps) < whole / 2
    assert context.folder.frames() == [0, 1, 2]


def test_masks_are_varied_unless_it_is_switched_off() -> None:
    off = DvpParams(crop=False, flip=False, rotation=False, copy_paste=False)
    assert variation_of(DvpParams(), "mask") > 0.5
    assert variation_of(DvpParams(), "color") == 0
    assert variation_of(off, "mask") == variation_of(off.model_copy(update={"augmentation": 0.5}), "color") == 0


def test_small_objects_are_learned_on_finer_pictures() -> None:
    small, large = np.zeros((240, 426), np.uint8), np.zeros((240, 426), np.uint8)
    small[100:120, 100:130] = 1
    large[50:200, 50:300] = 1
    assert finer(144, [large]) == 144
    assert finer(144, [large, small]) > 200
    both = large.copy()
    both[:16, :16] = 2
    assert finer(144, [both]) == finer(144, [small])
    assert finer(144, [np.zeros_like(small)]) == 144
