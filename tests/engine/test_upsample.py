"""Chroma made small comes back with the edges of the full-size lightness, without halos."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.color.upsample import upsample_ab

Floats = NDArray[np.float32]


def _disk(side: int = 160) -> tuple[Floats, Floats]:
    """Return L and ab of a bright orange disk on dark blue."""
    y, x = np.mgrid[:side, :side]
    inside = np.hypot(y - side / 2 + 0.3, x - side / 2 - 0.7) < side * 0.3
    lightness = np.where(inside, 70, 30).astype(np.float32)
    return lightness, np.where(inside[..., None], (30, 50), (5, -35)).astype(np.float32)


def _small(picture: Floats, factor: int) -> Floats:
    size = (picture.shape[1] // factor, picture.shape[0] // factor)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


@pytest.mark.parametrize("factor", [2, 4])
def test_edges_follow_the_full_size_lightness(factor: int) -> None:
    lightness, ab = _disk()
    small = _small(ab, factor)
    full = upsample_ab(small, lightness)
    blurred = cv2.resize(small, lightness.shape[::-1], interpolation=cv2.INTER_LINEAR)
    assert np.abs(full - ab).mean() < 0.25 * np.abs(blurred - ab).mean()


def test_no_halo_beyond_the_colors_that_are_there() -> None:
    lightness, ab = _disk()
    full = upsample_ab(_small(ab, 4), lightness)
    for channel in (0, 1):
        assert full[..., channel].min() > ab[..., channel].min() - 1.5
        assert full[..., channel].max() < ab[..., channel].max() + 1.5


def test_grain_in_the_lightness_does_not_color_a_plain_area() -> None:
    grain = np.random.default_rng(0).normal(50, 6, (120, 160)).astype(np.float32)
    full = upsample_ab(np.full((30, 40, 2), (12, -7), np.float32), grain)
    assert np.abs(full - (12, -7)).max() < 1e-3


def test_a_smooth_gradient_stays_smooth() -> None:
    ab = np.dstack([np.tile(np.linspace(-40, 40, 160, dtype=np.float32), (120, 1))] * 2)
    full = upsample_ab(_small(ab, 4), np.full((120, 160), 50, np.float32))
    assert np.abs(full - ab)[:, 4:-4].max() < 0.5


@pytest.mark.parametrize(
    ("small", "full"), [((5, 7), (18, 26)), ((32, 32), (16, 16)), ((16, 16), (16, 16)), ((1, 1), (4, 4))]
)
def test_any_pair_of_sizes(small: tuple[int, int], full: tuple[int, int]) -> None:
    random = np.random.default_rng(0)
    ab = random.uniform(-50, 50, (*small, 2)).astype(np.float32)
    result = upsample_ab(ab, random.uniform(0, 100, full).astype(np.float32))
    assert result.shape == (*full, 2)
    assert result.dtype == np.float32
    assert np.isfinite(result).all()
    assert result is not ab
