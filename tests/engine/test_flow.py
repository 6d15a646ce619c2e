"""The flow method on moving shapes: follows motion, knows what it does not know, and never loses its place."""

from __future__ import annotations

import math
import subprocess
import sys
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.catalog import FlowParams
from engine.color.lab import gray_to_lightness, lightness_to_gray, rgb_to_lab
from engine.media.source import ClipFacts
from engine.methods.flow import propagate
from engine.motion.segments import first_order, segments
from engine.motion.views import low_size, working_size
from engine.project.model import ColorSpec
from engine.project.runs import RunFolder
from engine.runtime.context import Context, Inputs, KeyframePicture
from engine.runtime.events import FrameReady, Metric, Preview, Progress

PARAMS = FlowParams()


class Film:
    """A textured orange square passes to the right in front of a blue and green ground that pans to the left."""

    is_indexed = True

    def __init__(
        self,
        length: int = 9,
        width: int = 120,
        height: int = 80,
        *,
        bits: int = 8,
        speed: int = 3,
        texture: float = 0.4,
    ) -> None:
        self.known_length, self._speed = length, speed
        self.facts = ClipFacts(Path("film"), width, height, Fraction(24), Fraction(1), ColorSpec(bit_depth=bits))
        noise = np.random.default_rng(5).random((2, height, width + length * 2)).astype(np.float32)
        self._noise = [(cv2.GaussianBlur(plane, (0, 0), 1.5) * 2 - 1) * texture for plane in noise]

    def __len__(self) -> int:
        return self.known_length

    def truth(self, index: int) -> NDArray[Any]:
        """Return the frame in color, H×W×3 uint8, or uint16 if the clip is deep."""
        width, height = self.facts.width, self.facts.height
        ground = self._noise[0][:, index : index + width, None]
        picture = (
            np.where(np.arange(height)[:, None, None] < height // 2, (0.2, 0.25, 0.55), (0.15, 0.4, 0.2)) + ground
        )
        left, top = width // 6 + self._speed * index, height // 4
        size = height // 2
        room = max(0, min(size, width - left))
        patch = self._noise[1][:size, :room, None]
        picture[top : top + size, left : left + room] = np.array((0.85, 0.6, 0.25)) + patch
        peak = 255 if self.facts.color.bit_depth == 8 else 65535
        return np.rint(np.clip(picture, 0, 1) * peak).astype(np.uint8 if peak == 255 else np.uint16)

    def read(self, index: int) -> NDArray[Any]:
        raise AssertionError("a method for color read more than luma")

    def read_luma(self, index: int) -> NDArray[np.float32]:
        return lightness_to_gray(rgb_to_lab(self.truth(index))[..., 0])

    def time(self, index: int) -> Fraction:
        return index / self.facts.rate

    def close(self) -> None: ...


class Passing(Film):
    """A large dark ball passes in front of a colored ground that pans, and covers each place for some ten frames."""

    def truth(self, index: int) -> NDArray[Any]:
        height, width = self.facts.height, self.facts.width
        ground = self._noise[0][:, 2 * index : 2 * index + width]
        tint = cv2.GaussianBlur(self._noise[1][:, 2 * index : 2 * index + width], (0, 0), 6)
        warm = (tint > 0)[..., None]
        picture = np.where(warm, (0.75, 0.5, 0.4), (0.4, 0.5, 0.75)) + ground[..., None]
        y, x = np.mgrid[:height, :width]
        ball = np.hypot(x - (6 * index - 20), y - height / 2) < height * 0.3
        return np.rint(np.clip(np.where(ball[..., None], (0.25, 0.1, 0.1), picture), 0, 1) * 255).astype(np.uint8)


class Fading(Film):
    """The film after a cut: far too light at first, then as exposed as the keyframe at its end."""

    def read_luma(self, index: int) -> NDArray[np.float32]:
        over = max(0.0, 0.45 - 0.15 * index)
        return np.asarray(super().read_luma(index) * np.float32(1 - over) + np.float32(over), np.float32)


def _inputs(film: Film, *keys: int, start: int = 0, stop: int = 0) -> Inputs:
    return Inputs(film, start, stop or len(film), tuple(KeyframePicture(key, film.truth(key)) for key in keys))


def _context(path: Path, looked_at: int | None = None) -> Context:
    return Context(RunFolder(path).create(), preview_frame=lambda: looked_at)


def _error(film: Film, context: Context, frame: int) -> NDArray[np.floating[Any]]:
    """Return the distance from the truth in the ab plane, H×W."""
    result = context.folder.read_frame(frame)
    assert result is not None
    difference = rgb_to_lab(result)[..., 1:] - rgb_to_lab(film.truth(frame))[..., 1:]
    return np.asarray(np.hypot(difference[..., 0], difference[..., 1]))


def _gray_error(film: Film, frame: int) -> float:
    ab = rgb_to_lab(film.truth(frame))[..., 1:]
    return float(np.hypot(ab[..., 0], ab[..., 1]).mean())


@pytest.fixture(scope="module")
def one_key(tmp_path_factory: pytest.TempPathFactory) -> tuple[Film, Context, list[Any]]:
    film, context = Film(), _context(tmp_path_factory.mktemp("one"))
    return film, context, list(propagate(_inputs(film, 0), PARAMS, context))


def test_color_follows_the_motion(one_key: tuple[Film, Context, list[Any]]) -> None:
    film, context, _ = one_key
    for frame in range(1, 9):
        assert _error(film, context, frame).mean() < 0.2 * _gray_error(film, frame)
        assert np.median(_error(film, context, frame)) < 3


def test_final_pictures_replace_quick_ones_and_are_better(one_key: tuple[Film, Context, list[Any]]) -> None:
    _, _, events = one_key
    ready = [event.frame for event in events if isinstance(event, FrameReady)]
    assert ready[:9] == list(range(9))  # a first picture of every frame, outward from the keyframe
    assert ready[9:] == list(range(9))  # then the final ones in the clip's order


def test_every_event_an_artist_watches(one_key: tuple[Film, Context, list[Any]]) -> None:
    _, context, events = one_key
    assert {event.name for event in events if isinstance(event, Metric)} == {"loss", "e_warp", "e_warp_frame"}
    assert any(isinstance(event, Preview) for event in events)
    shares = [event.done / event.total for event in events if isinstance(event, Progress)]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    is_heat = [isinstance(event, Metric) and event.name == "e_warp_frame" for event in events]
    ready = [index for index, event in enumerate(events) if isinstance(event, FrameReady)]
    assert is_heat.index(True) > ready[9], "it tells which frames are final: first pictures have none"
    heat = {event.step for event in events if isinstance(event, Metric) and event.name == "e_warp_frame"}
    assert heat == set(range(1, 9))
    assert not (context.folder.path / "sides").exists()


def test_confidence_is_lowest_where_the_error_is_largest(one_key: tuple[Film, Context, list[Any]]) -> None:
    film, context, _ = one_key
    confidence = context.folder.read_confidence(8)
    assert confidence is not None
    assert np.all(context.folder.read_confidence(0) == 1)
    error = _error(film, context, 8)
    doubted = confidence < np.quantile(confidence, 0.1)
    assert error[doubted].mean() > 3 * error[~doubted].mean()
    assert 0 <= confidence.min() < confidence.max() <= 1


def test_uncovered_ground_gets_the_color_of_ground(tmp_path: Path) -> None:
    """Behind the square lies what the keyframe never showed; it must not keep the square's orange."""
    film, context = Film(speed=5), _context(tmp_path)
    list(propagate(_inputs(film, 0), PARAMS, context))
    uncovered = _error(film, context, 8)[24:56, 22:52]
    orange_on_ground = 60.0
    assert uncovered.mean() < 0.35 * orange_on_ground


def test_what_was_covered_for_long_gets_its_color_back(tmp_path: Path) -> None:
    """Longer than the longest link: the way is lost, and has to be found again behind the ball."""
    film, context = Passing(24, 160, 96), _context(tmp_path)
    list(propagate(_inputs(film, 0), PARAMS, context))
    uncovered = _error(film, context, 16)[34:62, 4:44]
    assert uncovered.mean() < 0.3 * _gray_error(film, 16)


def test_overexposed_frames_keep_the_color_of_the_keyframe(tmp_path: Path) -> None:
    film, context = Fading(7, 160, 96, speed=1, texture=0.15), _context(tmp_path)
    list(propagate(_inputs(film, 6), PARAMS, context))
    assert _error(film, context, 0).mean() < 0.15 * _gray_error(film, 0)


def test_two_keyframes_are_better_than_one_where_it_is_far(tmp_path: Path) -> None:
    film = Film(9, speed=6)
    one, two = _context(tmp_path / "one"), _context(tmp_path / "two")
    list(propagate(_inputs(film, 0), PARAMS, one))
    list(propagate(_inputs(film, 0, 8), PARAMS, two))
    errors = [np.mean([_error(film, context, frame).mean() for frame in range(1, 8)]) for context in (one, two)]
    assert errors[1] < 0.9 * errors[0]


@pytest.mark.parametrize("keys", [(8,), (4,), (0, 8), (2, 3, 7), tuple(range(9))])
def test_keyframes_anywhere_come_back_exactly(tmp_path: Path, keys: tuple[int, ...]) -> None:
    film, context = Film(), _context(tmp_path)
    inputs = _inputs(film, *keys)
    for keyframe in inputs.keyframes:
        keyframe.image[10:20, 10:20] = (255, 0, 200)  # the artist disagrees with the clip
    list(propagate(inputs, PARAMS, context))
    assert context.folder.frames() == list(range(9))
    for keyframe in inputs.keyframes:
        assert np.array_equal(context.folder.read_frame(keyframe.frame), keyframe.image)


def test_a_shot_inside_a_clip_and_a_shot_of_one_frame(tmp_path: Path) -> None:
    film = Film()
    inside, single = _context(tmp_path / "inside"), _context(tmp_path / "single")
    list(propagate(_inputs(film, 4, start=3, stop=7), PARAMS, inside))
    assert inside.folder.frames() == [3, 4, 5, 6]
    events = list(propagate(_inputs(film, 2, start=2, stop=3), PARAMS, single))
    assert single.folder.frames() == [2]
    assert events[-2].done == events[-2].total


def test_deep_clips_stay_deep(tmp_path: Path) -> None:
    film, context = Film(4, bits=10), _context(tmp_path)
    inputs = _inputs(film, 0)
    list(propagate(inputs, PARAMS, context))
    assert np.array_equal(context.folder.read_frame(0), film.truth(0))
    result = context.folder.read_frame(2)
    assert result is not None
    assert result.dtype == np.uint16
    assert len(np.unique(result)) > 300
    lightness = gray_to_lightness(film.read_luma(2))
    assert np.abs(rgb_to_lab(result)[..., 0] - lightness).max() < 0.6


@pytest.mark.parametrize(("width", "height"), [(16, 16), (8, 200), (33, 17)])
def test_tiny_and_odd_sizes(tmp_path: Path, width: int, height: int) -> None:
    film, context = Film(4, width, height, speed=1), _context(tmp_path)
    list(propagate(_inputs(film, 0), PARAMS, context))
    result = context.folder.read_frame(3)
    assert result is not None
    assert result.shape == (height, width, 3)


def test_sizes_to_work_at() -> None:
    assert working_size(480, 854, 0) == (480, 854)
    height, width = working_size(2160, 4096, 0)
    assert height * width < 854 * 480 * 1.01
    assert width / height == pytest.approx(4096 / 2160, rel=0.01)
    assert working_size(480, 854, 240) == (240, 427)
    assert working_size(480, 854, 1080) == (480, 854)
    assert low_size(480, 854) == (240, 427)
    assert min(low_size(16, 16)) == 32


def test_large_clips_are_read_out_at_full_size_with_sharp_edges(tmp_path: Path) -> None:
    film, context = Film(3, 600, 400, speed=4, texture=0.15), _context(tmp_path)
    list(propagate(_inputs(film, 0), FlowParams(working_height=100), context))
    error = _error(film, context, 2)
    assert error.shape == (400, 600)
    edge = 600 // 6 + 2 * 4 + 200  # the square's right edge, which covers what the keyframe showed
    assert error[110:190, edge - 4 : edge + 4].mean() < 12  # about 60 where a pixel has the color of the other side


@pytest.mark.parametrize("stop_at", [3, 11, 30, 45, 60, 75, 90])
def test_closed_anywhere_and_called_again_it_ends_with_the_same_pixels(tmp_path: Path, stop_at: int) -> None:
    film = Film(7)
    whole, parts = _context(tmp_path / "whole"), _context(tmp_path / "parts")
    list(propagate(_inputs(film, 1, 5), PARAMS, whole))
    with closing(propagate(_inputs(film, 1, 5), PARAMS, parts)) as events:
        for _ in zip(range(stop_at), events, strict=False):
            pass
    assert parts.folder.checkpoint.exists()
    list(propagate(_inputs(film, 1, 5), PARAMS, parts))
    for frame in range(7):
        assert np.array_equal(whole.folder.read_frame(frame), parts.folder.read_frame(frame))
        assert np.array_equal(whole.folder.read_confidence(frame), parts.folder.read_confidence(frame))
    assert not list(parts.folder.path.rglob("*.tmp"))


def test_a_finished_run_called_again_does_no_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film, context = Film(4), _context(tmp_path)
    list(propagate(_inputs(film, 0), PARAMS, context))
    monkeypatch.setattr("engine.motion.track.measure", lambda *_, **__: pytest.fail("measured motion again"))
    events = list(propagate(_inputs(film, 0), PARAMS, context))
    assert {event.frame for event in events if isinstance(event, FrameReady)} == {0, 1, 2, 3}


@pytest.mark.parametrize("damage", ["other keyframe", "torn", "empty", "lost sides"])
def test_a_state_that_does_not_fit_is_not_continued(tmp_path: Path, damage: str) -> None:
    film = Film(5)
    fresh, context = _context(tmp_path / "fresh"), _context(tmp_path / "damaged")
    inputs = _inputs(film, 0, 4)
    list(propagate(inputs, PARAMS, fresh))
    before = _inputs(film, 0, 3) if damage == "other keyframe" else inputs
    with closing(propagate(before, PARAMS, context)) as events:
        for event in events:
            if isinstance(event, Progress) and event.stage.startswith("Backward") and event.done > event.total * 0.45:
                break
    if damage == "torn":
        context.folder.checkpoint.write_bytes(context.folder.checkpoint.read_bytes()[:100])
    if damage == "empty":
        context.folder.checkpoint.write_bytes(b"")
    if damage == "lost sides":
        next((context.folder.path / "sides").glob("*.png")).unlink()
    list(propagate(inputs, PARAMS, context))
    for frame in range(5):
        assert np.array_equal(fresh.folder.read_frame(frame), context.folder.read_frame(frame))


def test_the_frame_being_looked_at_comes_first(tmp_path: Path) -> None:
    film, context = Film(30, 64, 48, speed=1), _context(tmp_path, looked_at=27)
    first: list[int] = []
    with closing(propagate(_inputs(film, 0, 20), PARAMS, context)) as events:
        for event in events:
            if isinstance(event, FrameReady):
                first.append(event.frame)
            if isinstance(event, Preview) and event.frame == 27:
                break
    assert first[2:] == [21, 22, 23, 24, 25, 26, 27]


def test_a_far_frame_is_shown_before_the_way_to_it_is_done(tmp_path: Path) -> None:
    film, context = Film(30, 64, 48, speed=1), _context(tmp_path, looked_at=25)
    with closing(propagate(_inputs(film, 0), PARAMS, context)) as events:
        shown = next(event for event in events if isinstance(event, Preview) and event.frame == 25)
        assert shown.image.shape == (48, 64, 3)
        assert context.folder.read_frame(25) is None


def test_plan_of_first_pictures() -> None:
    order = first_order(0, 20, (5, 14), None)
    assert sorted(frame for reach in order for frame in reach.frames) == sorted(set(range(20)) - {5, 14})
    assert all(
        abs(frame - reach.key) <= min(abs(frame - 5), abs(frame - 14)) for reach in order for frame in reach.frames
    )
    assert 17 in first_order(0, 20, (5, 14), 17)[0].frames
    assert first_order(3, 4, (3,), None) == []
    assert [(s.start, s.stop, s.left, s.right) for s in segments(0, 9, (2, 3, 7))] == [
        (0, 2, None, 2),
        (4, 7, 3, 7),
        (8, 9, 7, None),
    ]


def test_it_needs_no_torch() -> None:
    code = "import sys, engine.methods.flow; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_matching_it_is_flow_alone(tmp_path: Path) -> None:
    film, context = Film(4), _context(tmp_path)
    list(propagate(_inputs(film, 0), FlowParams(matching=False), context))
    assert _error(film, context, 3).mean() < 0.3 * _gray_error(film, 3)
    assert math.isfinite(float(_error(film, context, 3).max()))


def test_color_comes_to_a_keyframe_without_a_jump(tmp_path: Path) -> None:
    """The two keyframes disagree about everything; between them the color must pass over step by step."""
    film, context = Film(9, speed=1), _context(tmp_path)
    inputs = _inputs(film, 0, 8)
    inputs.keyframes[1].image[...] = inputs.keyframes[1].image[..., ::-1]
    list(propagate(inputs, PARAMS, context))
    means = []
    for frame in range(9):
        result = context.folder.read_frame(frame)
        assert result is not None
        means.append(rgb_to_lab(result)[..., 2].mean())
    steps = np.abs(np.diff(means))
    assert steps.max() < 0.4 * abs(means[-1] - means[0])
    assert steps[[0, -1]].max() < 0.25 * abs(means[-1] - means[0])
