"""What every method of the catalog promises the window and the command line."""

from __future__ import annotations

import importlib
import math
import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.catalog import METHODS, MethodParams
from engine.runtime.context import Context, Inputs
from engine.runtime.events import Checkpoint, Event, FrameReady, Metric, Preview, Progress
from tests.engine.pairs import Treated
from tests.engine.shapes import Shapes, lightness_error, make_context, make_inputs

Method = Callable[[Inputs, Any, Context], Generator[Event]]

# what makes a method short enough for a test; a method that is not here runs as an artist starts it
SHORT: dict[str, dict[str, Any]] = {
    "dvp": {"working_height": 32, "warm_up": 12, "steps_per_frame": 2, "finish": 6, "network_width": 4},
    "consistency": {"working_height": 32, "epochs": 4, "network_width": 4, "irt": True, "main_frame": 4},
}
COLOR = [spec.id for spec in METHODS.values() if "color" in spec.kinds]
of_color = pytest.mark.parametrize("method_id", COLOR)


@pytest.fixture(params=list(METHODS))
def method_id(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def method(method_id: str) -> Method:
    module, function = METHODS[method_id].entry.split(":")
    loaded: Method = getattr(importlib.import_module(module), function)
    return loaded


@pytest.fixture
def params(method_id: str) -> MethodParams:
    return METHODS[method_id].parse(SHORT.get(method_id, {}))


@dataclass
class Material:
    """Inputs of a method, and the frames that were read of its clips."""

    inputs: Inputs
    reads: Callable[[], set[int]]


def _material(
    method_id: str, length: int, *keyframes: int, start: int = 0, stop: int = 0, size: tuple[int, int] = (48, 32)
) -> Material:
    """Return a shot with what the method needs: keyframes, or a processed version that flickers and has two modes."""
    if "processed" not in METHODS[method_id].needs:
        shapes = Shapes(length, *size)
        return Material(make_inputs(shapes, *keyframes, start=start, stop=stop), lambda: set(shapes.luma_reads))
    given, processed = Treated(length, *size), Treated(length, *size, modes=(0, 0, 1) * length, noise=0.03)
    inputs = Inputs(given, start, stop or length, (), processed=processed, kind="style")
    return Material(inputs, lambda: {*given.reads, *processed.reads})


def _pictures(context: Context) -> dict[int, NDArray[Any]]:
    pictures = {frame: context.folder.read_frame(frame) for frame in context.folder.frames()}
    return {frame: picture for frame, picture in pictures.items() if picture is not None}


def _equal(one: dict[int, NDArray[Any]], other: dict[int, NDArray[Any]]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[frame], other[frame]) for frame in one)


def test_events_are_well_formed(method_id: str, method: Method, params: MethodParams, tmp_path: Path) -> None:
    context = make_context(tmp_path, preview=3)
    delivered: set[int] = set()
    share = 0.0
    names: set[str] = set()
    for event in method(_material(method_id, 6, 0, 5).inputs, params, context):
        assert isinstance(event, get_args(Event))
        match event:
            case Progress(done, total, stage):
                assert total > 0
                assert 0 <= done <= total * (1 + 1e-9)
                assert "\n" not in stage
                assert len(stage) < 80
                share = done / total
            case Preview(frame, image):
                assert frame in range(6)
                assert image.dtype == np.uint8
                assert image.ndim == 3
                assert image.shape[2] == 3
                assert image.shape[1] <= 960
            case Metric(name, step, value):
                names.add(name)
                assert name in ("loss", "e_warp", "e_warp_frame", "e_warp_processed", "f_data", "intensity")
                assert step >= 0
                assert math.isfinite(value)
                assert value >= 0
                assert name not in ("e_warp_frame", "intensity") or step in range(6)
            case FrameReady(frame):
                assert context.folder.read_frame(frame) is not None, "announced before it was written"
                delivered.add(frame)
            case Checkpoint(step):
                assert step >= 0
                assert context.folder.checkpoint.exists()
    assert share == pytest.approx(1)
    assert delivered == set(range(6))
    assert "e_warp_frame" in names


@of_color
def test_keyframes_are_exact_and_luma_is_kept(method: Method, params: MethodParams, tmp_path: Path) -> None:
    shapes, context = Shapes(6), make_context(tmp_path)
    inputs = make_inputs(shapes, 2)
    inputs.keyframes[0].image[4:8, 4:8] = (17, 240, 3)
    list(method(inputs, params, context))
    pictures = _pictures(context)
    assert np.array_equal(pictures[2], inputs.keyframes[0].image)
    for frame in set(pictures) - {2}:
        assert pictures[frame].shape == shapes.truth(frame).shape
        assert pictures[frame].dtype == np.uint8
        assert lightness_error(shapes, frame, pictures[frame]) < 1  # what rounding to 8 bits costs in dark colors


@of_color
def test_color_is_better_than_gray(method: Method, params: MethodParams, tmp_path: Path) -> None:
    shapes, context = Shapes(6), make_context(tmp_path)
    list(method(make_inputs(shapes, 0), params, context))
    for frame, picture in _pictures(context).items():
        gray = shapes.read_luma(frame)[..., None] * 255
        truth = shapes.truth(frame).astype(np.float32)
        assert np.abs(picture - truth).mean() < 0.8 * np.abs(gray - truth).mean()


def test_the_same_seed_gives_the_same_pixels(
    method_id: str, method: Method, params: MethodParams, tmp_path: Path
) -> None:
    results = []
    for name in ("one", "other"):
        context = make_context(tmp_path / name, seed=7)
        list(method(_material(method_id, 5, 0, 4).inputs, params, context))
        results.append(_pictures(context))
    assert _equal(*results)


@of_color
def test_a_color_clip_is_treated_as_gray(method: Method, params: MethodParams, tmp_path: Path) -> None:
    """Reading the color of `Shapes` raises; that a clip without any gives the same proves nothing else leaked."""

    class Gray(Shapes):
        def read(self, index: int) -> NDArray[Any]:
            return np.rint(np.repeat(self.read_luma(index)[..., None] * 255, 3, 2)).astype(np.uint8)

    results = []
    for name, shapes in (("color", Shapes(4)), ("gray", Gray(4))):
        context = make_context(tmp_path / name)
        list(method(make_inputs(shapes, 1), params, context))
        results.append(_pictures(context))
    assert _equal(*results)


@pytest.mark.parametrize("stop_at", [1, 2, 6, 15])
def test_canceled_and_called_again_it_finishes(
    method_id: str, method: Method, params: MethodParams, tmp_path: Path, stop_at: int
) -> None:
    inputs = _material(method_id, 5, 0).inputs
    whole, parts = make_context(tmp_path / "whole"), make_context(tmp_path / "parts")
    list(method(inputs, params, whole))
    with closing(method(inputs, params, parts)) as events:
        for _, event in zip(range(stop_at), events, strict=False):
            assert isinstance(event, get_args(Event))
    kept = parts.folder.frames()
    assert all(parts.folder.read_frame(frame) is not None for frame in kept)  # "stop and keep" keeps whole pictures
    events_after = list(method(inputs, params, parts))
    assert {event.frame for event in events_after if isinstance(event, FrameReady)} == set(range(5))
    assert _equal(_pictures(whole), _pictures(parts))
    assert not list(parts.folder.path.rglob("*.tmp"))


def test_it_yields_often_and_never_prints(
    method_id: str, method: Method, params: MethodParams, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    context = make_context(tmp_path)
    gaps = []
    last = time.thread_time()  # of this thread's own work: other programs take the processor as they like
    for _ in method(_material(method_id, 6, 0, size=(96, 64)).inputs, params, context):
        gaps.append(time.thread_time() - last)
        last = time.thread_time()
    assert sorted(gaps)[int(len(gaps) * 0.9)] < 0.5  # 0.25 s on a usual machine; this one may be slow
    assert capfd.readouterr() == ("", "")


def test_only_its_own_range_is_read_and_written(
    method_id: str, method: Method, params: MethodParams, tmp_path: Path
) -> None:
    material, context = _material(method_id, 9, 4, start=3, stop=7), make_context(tmp_path)
    list(method(material.inputs, params, context))
    assert context.folder.frames() == [3, 4, 5, 6]
    assert material.reads() <= {3, 4, 5, 6}


def test_every_parameter_explains_itself(method_id: str) -> None:
    for name, field in METHODS[method_id].params.model_fields.items():
        assert field.title, name
        assert field.description, name
        assert field.description.endswith("."), name
        assert field.default is not None, name
