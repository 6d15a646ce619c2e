"""Modes of a processed clip: found where a treatment jumps, not where it only trembles or drifts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.color.modes import Mode, find_modes, mode_of, modes_of
from engine.color.pair import Pair
from engine.media.source import open_source
from engine.runtime.errors import InputError
from tests.engine.pairs import Treated, make_pair


def _modes(pair: Pair) -> tuple[Mode, ...]:
    steps = find_modes(pair)
    told = []
    while True:
        try:
            told.append(next(steps))
        except StopIteration as end:
            assert told[-1].done == told[-1].total
            found: tuple[Mode, ...] = end.value
            return found


@pytest.mark.parametrize("modes", [(0,) * 12, (0, 1) * 6, (0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1), (0, 1, 2) * 4])
def test_as_many_modes_as_the_clip_was_treated_with(modes: tuple[int, ...]) -> None:
    pair = make_pair(Treated(12, modes=modes, noise=0.02))
    found = _modes(pair)
    assert len(found) == len(set(modes))
    assert sum(mode.share for mode in found) == pytest.approx(1)
    assert [mode.share for mode in found] == sorted((mode.share for mode in found), reverse=True)
    for mode in found:
        assert {modes[frame] for frame in mode.frames} == {modes[mode.frame]}  # never two treatments in one
        assert len(mode.frames) == modes.count(modes[mode.frame])
        assert mode_of(found, mode.frame) == mode
        assert mode.clear == mode.frames  # each frame is wholly of its mode
    assert mode_of(found, 12) is None


def test_drift_and_tremble_are_one_mode() -> None:
    random = np.random.default_rng(1)
    drift = np.linspace(0, 12, 40)[:, None] * np.array([[0.6, 0.8]]) + random.normal(0, 0.5, (40, 2))
    assert len(modes_of(random.normal(0, 1.5, (40, 8)))) == 1
    assert len(modes_of(drift[:1])) == 1
    jump = np.where(np.arange(40)[:, None] % 3 == 0, 12.0, 0.0) + random.normal(0, 1, (40, 2))
    assert [round(mode.share, 2) for mode in modes_of(jump, 100)] == [0.65, 0.35]
    assert modes_of(jump, 100)[1].frames[0] == 100


def test_frames_between_two_modes_show_neither_clearly() -> None:
    """Of two treatments in two halves of the picture, a few frames have one each."""
    random = np.random.default_rng(2)
    one, other = np.array([0, 0, 0, 0]), np.array([20, 20, 20, 20])
    mixed = np.array([[0, 0, 20, 12], [20, 10, 0, 0], [0, 20, 16, 0]])
    points = np.concatenate([np.tile(one, (9, 1)), mixed, np.tile(other, (28, 1))]) + random.normal(0, 2, (40, 4))
    second, first = modes_of(points, 100, 101)
    assert first.frames == tuple(range(100, 112))
    assert first.frame == 101  # the frame that the artist chose
    assert first.clear == tuple(range(100, 109))
    assert second.clear == second.frames == tuple(range(112, 140))


def test_only_the_range_is_looked_at() -> None:
    treated = Treated(12, modes=(0,) * 6 + (1,) * 6)
    (mode,) = _modes(make_pair(treated, 0, 6))
    assert mode.frames == tuple(range(6))


def test_a_pair_must_agree() -> None:
    with pytest.raises(InputError, match="has 4 frames, but frame 5"):
        make_pair(Treated(4), 0, 6, given=Treated(6))
    with pytest.raises(InputError, match="another shape"):
        make_pair(Treated(6, 40, 32), given=Treated(6, 64, 32))
    larger = make_pair(Treated(6, 96, 64), given=Treated(6, 48, 32))
    assert larger.wanted(3).shape == larger.given(3).shape == (32, 48, 3)


@pytest.mark.slow
def test_the_goat_has_a_green_and_a_red_mode(footage: Path) -> None:
    folder = footage / "consistency" / "goat-colorization"
    frames, processed = open_source(folder / "input"), open_source(folder / "processed")
    red, green = _modes(Pair(frames, processed, 0, len(frames)))
    assert 0.6 < red.share < 0.8
    assert 0 in green.frames and 49 in red.frames
    assert set(green.clear) <= set(range(9))  # later ones are green in parts
    for name in ("bike-packing-enhancement", "haze2-dehazing"):
        folder = footage / "consistency" / name
        frames, processed = open_source(folder / "input"), open_source(folder / "processed")
        assert len(_modes(Pair(frames, processed, 0, len(frames)))) == 1


def test_a_very_long_shot_is_looked_through_in_bounded_memory() -> None:
    random = np.random.default_rng(0)
    points = random.normal(0, 0.5, (20_000, 48))
    points[5_000:9_000] += 3.0
    modes = modes_of(points)
    assert [round(mode.share, 2) for mode in modes] == [0.8, 0.2]
    assert modes[1].frames == tuple(range(5_000, 9_000))
