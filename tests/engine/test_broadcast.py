"""PQ and HLG against numbers of their standards, and there and back."""

from __future__ import annotations

import numpy as np
import pytest

from engine.color.broadcast import HLG_PEAK, encoded, hlg, hlg_light, hlg_screen, pq, pq_light, screen_light


def test_pq_is_what_the_standard_tabulates() -> None:
    # BT.2408-7, table 2 (signal in per cent for nits): 203 nits 58 %, 100 nits 51 %, 1000 nits 75 %
    signals = pq(np.array([0.0, 100, 203, 1000, 4000, 10_000]))
    assert signals == pytest.approx([0, 0.508, 0.581, 0.752, 0.903, 1], abs=1e-3)
    nits = np.geomspace(0.01, 10_000, 200)
    np.testing.assert_allclose(pq_light(pq(nits)), nits, rtol=1e-6)


def test_hlg_shows_reference_white_at_three_quarters() -> None:
    # BT.2408: 203 nits are 75 % of HLG on a display of 1000 nits
    gray = np.full((1, 1, 3), 203, np.float32)
    assert encoded(gray, "hlg")[0, 0] == pytest.approx([0.75] * 3, abs=2e-3)
    scene = np.linspace(0, 1, 100)
    np.testing.assert_allclose(hlg_light(hlg(scene)), scene, atol=1e-6)


@pytest.mark.parametrize("transfer", ["pq", "hlg"])
def test_light_comes_back_within_ten_bits(transfer: str) -> None:
    random = np.random.default_rng(2)
    nits = np.exp(random.uniform(np.log(0.05), np.log(900), (64, 64, 1))) * random.uniform(0.5, 1, (64, 64, 3))
    signal = encoded(nits.astype(np.float32), transfer)  # type: ignore[arg-type]
    assert signal.dtype == np.float32 and signal.min() >= 0 and signal.max() <= 1
    back = pq_light(signal) if transfer == "pq" else hlg_screen(hlg_light(signal.astype(np.float64)))
    exact = pq(nits) if transfer == "pq" else None
    if exact is not None:
        assert np.abs(signal - exact).max() < 0.25 / 876  # a quarter of a step of 10 bits
    np.testing.assert_allclose(back, nits, rtol=0.01)


def test_what_is_brighter_than_the_peak_is_the_peak_and_no_number_breaks_it() -> None:
    nits = np.array([[[2e5, 2e5, 2e5], [0, 0, 0], [np.inf] * 3]], np.float32)
    assert encoded(nits, "pq")[0, :, 0] == pytest.approx([1, 0, 1], abs=1e-3)
    assert encoded(nits, "hlg")[0, :, 0] == pytest.approx([1, 0, 1], abs=2e-3)
    assert HLG_PEAK == 1000


def test_the_primaries_are_those_of_wide_television() -> None:
    white, red = screen_light(np.array([[[1, 1, 1], [1, 0, 0]]], np.float32), 203)[0]
    assert white == pytest.approx([203] * 3, rel=1e-4)
    assert red == pytest.approx([127.36, 14.03, 3.33], rel=1e-3)  # BT.2087: Rec.709 red lies inside BT.2020
    outside = screen_light(np.array([[[-1, 0.1, 0.1]]], np.float32), 100)
    assert outside.min() == 0
