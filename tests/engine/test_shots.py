"""Cuts: found where they are, not found where film merely flickers, flashes or moves."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any, TypeVar

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.media.shots import CutScores, find_cuts, measure_cuts
from engine.media.source import open_source
from engine.media.video import VideoSource
from engine.runtime.events import Progress
from tests.material import make_film

T = TypeVar("T")


def _result(events: Generator[Progress, None, T]) -> tuple[list[Progress], T]:
    seen = []
    while True:
        try:
            seen.append(next(events))
        except StopIteration as end:
            return seen, end.value


def _shot(seed: int, frames: int) -> list[NDArray[Any]]:
    """A blurred random texture that drifts."""
    noise = np.random.default_rng(seed).random((90, 200)).astype(np.float32)
    ground = cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 5), None, 30, 220, cv2.NORM_MINMAX)
    return [np.repeat(ground[:64, i : i + 96, None], 3, 2) for i in range(frames)]


def _film(path: Path, pictures: list[NDArray[Any]]) -> Path:
    pictures = [np.clip(np.rint(p), 0, 255).astype(np.uint8) for p in pictures]
    return make_film(path, pictures=pictures, codec="ffv1", pixel_format="gray")


def _cuts(path: Path, **how: Any) -> list[int]:
    with VideoSource(path) as source:
        return _result(find_cuts(source, **how))[1]


def test_cuts_are_the_first_frames_of_shots(tmp_path: Path) -> None:
    pictures = _shot(1, 20) + _shot(2, 30) + _shot(3, 9) + _shot(4, 15)
    film = _film(tmp_path / "a.mkv", pictures)
    with VideoSource(film) as source:
        events, cuts = _result(find_cuts(source))
        assert cuts == [20, 50, 59]
        assert [event.done for event in events] == list(range(1, 75)) and events[0].total == 74
        assert _result(find_cuts(source, start=15, stop=55))[1] == [20, 50]


def test_flicker_flashes_and_jumps_of_exposure_are_no_cuts(tmp_path: Path) -> None:
    chosen = np.random.default_rng(0)
    pictures = [p * chosen.uniform(0.5, 1.1) for p in _shot(5, 40)]  # worn film breathes
    pictures[12] = np.full_like(pictures[12], 250)  # a splice
    pictures[25] = 255 - pictures[25]
    pictures += [p * 0.4 for p in _shot(5, 60)[40:]]  # the next exposure of the same view
    assert _cuts(_film(tmp_path / "a.mkv", pictures)) == []


def test_a_cut_between_flickering_shots_is_found(tmp_path: Path) -> None:
    chosen = np.random.default_rng(1)
    pictures = [p * chosen.uniform(0.7, 1.1) for p in _shot(6, 25) + _shot(7, 25)]
    assert _cuts(_film(tmp_path / "a.mkv", pictures)) == [25]


def test_a_fade_through_black_is_a_cut_in_its_middle(tmp_path: Path) -> None:
    first, second = _shot(8, 30), _shot(9, 30)
    for step in range(12):
        first[18 + step] = first[18 + step] * (1 - (step + 1) / 12)
        second[step] = second[step] * (step / 12)
    film = _film(tmp_path / "a.mkv", first + second)
    (cut,) = _cuts(film)
    assert abs(cut - 30) <= 2
    with VideoSource(film) as source:
        assert _result(measure_cuts(source))[1].cuts(fades=False) == []


def test_a_dark_scene_is_no_fade(tmp_path: Path) -> None:
    dark = [p * 0.02 for p in _shot(10, 20)]
    for picture in dark:
        picture[20:40, 30:50] = 180  # a lantern in the night
    assert _cuts(_film(tmp_path / "a.mkv", dark + [p * 0.3 for p in dark])) == []


def test_sensitivity_only_adds_cuts() -> None:
    chosen = np.random.default_rng(2)
    change = chosen.exponential(6, 400)
    across = change * chosen.uniform(0.5, 3, 400)
    for place in range(30, 400, 40):
        change[place], across[place] = chosen.uniform(10, 60, 2)
    scores = CutScores(tuple(change), tuple(change), tuple(across), (128.0,) * 400)
    counts = [len(scores.cuts(s)) for s in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert counts == sorted(counts) and counts[0] < counts[-1]
    assert all(b - a >= 6 for s in (0.5, 1.0) for a, b in zip(scores.cuts(s), scores.cuts(s)[1:], strict=False))


@pytest.mark.parametrize("frames", [1, 2, 3, 5, 7])
def test_short_clips_have_no_cuts_and_every_frame_its_score(tmp_path: Path, frames: int) -> None:
    with VideoSource(_film(tmp_path / "a.mkv", _shot(1, frames))) as source:
        scores = _result(measure_cuts(source))[1]
        assert len(scores.change) == len(scores.steady) == len(scores.across) == len(scores.brightness) == frames
        assert scores.cuts() == []


@pytest.mark.footage
@pytest.mark.parametrize(
    "name, cuts",
    [
        ("formats/bikes-5-cuts.mp4", [30, 76, 137, 187, 242]),
        ("archival/remaster-example/a-bomb_blast_effects_part.mp4", [44, 134, 299]),
        ("archival/chaplin.mp4", []),
        ("archival/friday.mp4", []),
        ("archival/Winter_Scenes_in_Holland.mp4", []),  # one shot that flickers heavily
    ],
)
def test_real_films(footage: Path, name: str, cuts: list[int]) -> None:
    with open_source(footage / name) as source:  # type: ignore[attr-defined]
        assert _result(find_cuts(source))[1] == cuts
