"""When training stops, and which of its steps is kept."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.runtime.checkpoint import State, load, save
from engine.training.best import Best, Measured, score
from engine.training.stopping import PERCEPTUAL_THRESHOLD, epoch_losses, is_settled, normalized_variance

LOSSES = st.lists(st.floats(1e-6, 1e6), min_size=2, max_size=20)


class TestStopping:
    def test_the_measure_is_the_papers(self) -> None:
        """Divided by the largest, (0.5, 0.75, 1) has the mean 0.75 and the variance 2/48."""
        assert normalized_variance([2.0, 3.0, 4.0]) == pytest.approx(2 * 0.25**2 / 3)

    @given(losses=LOSSES, unit=st.floats(1e-3, 1e3))
    def test_the_unit_of_the_loss_does_not_matter(self, losses: list[float], unit: float) -> None:
        scaled = [loss * unit for loss in losses]
        assert normalized_variance(scaled) == pytest.approx(normalized_variance(losses), rel=1e-6, abs=1e-12)

    def test_a_falling_loss_goes_on_and_a_level_one_stops(self) -> None:
        falling = [0.1 + 0.4 * 0.8**epoch for epoch in range(80)]
        stops = [epoch for epoch in range(80) if is_settled(falling[: epoch + 1], PERCEPTUAL_THRESHOLD)]
        assert stops
        assert 20 < stops[0] < 60
        assert stops == list(range(stops[0], 80))

    def test_it_never_stops_before_there_are_enough_epochs_nor_on_what_is_no_number(self) -> None:
        assert not is_settled([1.0] * 4, 1e-8)
        assert is_settled([1.0] * 5, 1e-8)
        assert not is_settled([1.0] * 4 + [math.nan], 1e-8)
        assert is_settled([5.0, 1.0, 1.0], 1e-8, epochs=2)

    def test_an_epoch_is_one_step_a_frame_and_half_an_epoch_does_not_count(self) -> None:
        assert epoch_losses([1, 2, 3, 4, 5, 6, 100], frames=3) == [2, 5]
        assert epoch_losses([1, 2], frames=3) == []


def weights(value: float) -> dict[str, torch.Tensor]:
    return {"head.weight": torch.full((2, 2), value)}


class TestBest:
    def test_of_a_run_like_figure_10_neither_the_first_nor_the_last_step_is_kept(self) -> None:
        """Fidelity rises quickly, then slowly; inconsistency slowly, then towards the processed clip's."""
        best = Best(reference_e_warp=0.230)
        for epoch in range(1, 501):
            fidelity = 30.5 - 14 * math.exp(-epoch / 12)
            e_warp = 0.230 - 0.014 * math.exp(-epoch / 150) + 0.004 * math.exp(-epoch / 5)
            best.consider(Measured(epoch, e_warp, fidelity), lambda at=epoch: weights(at))  # type: ignore[misc]
        assert best.measured is not None
        assert 15 <= best.measured.step <= 80
        assert best.weights["head.weight"][0, 0] == best.measured.step

    def test_a_steady_picture_of_nothing_never_wins(self) -> None:
        assert score(Measured(1, 0.0, 12.0), 0.2) < score(Measured(9, 0.199, 27.5), 0.2)

    def test_of_two_true_ones_the_steadier_wins_and_of_two_steady_ones_the_truer(self) -> None:
        assert score(Measured(1, 0.18, 29.0), 0.2) > score(Measured(2, 0.20, 31.0), 0.2)
        assert score(Measured(1, 0.18, 30.0), 0.2) > score(Measured(2, 0.18, 29.0), 0.2)

    @given(st.floats(0, 1), st.floats(0, 60), st.floats(0, 1))
    def test_more_fidelity_or_less_inconsistency_is_never_worse(self, e: float, f: float, more: float) -> None:
        here = score(Measured(0, e, f), 0.2)
        assert score(Measured(0, e, f + more), 0.2) >= here
        assert score(Measured(0, e + more, f), 0.2) <= here

    def test_what_is_no_number_is_never_kept(self) -> None:
        best = Best(0.2)
        assert not best.consider(Measured(1, math.nan, 30.0), lambda: weights(1))
        assert best.measured is None

    def test_the_copy_is_not_the_network_itself(self) -> None:
        best, trained = Best(0.2), weights(1)
        best.consider(Measured(1, 0.1, 30), lambda: trained)
        trained["head.weight"].fill_(7)
        assert float(best.weights["head.weight"].max()) == 1

    def test_it_goes_on_from_a_checkpoint_as_if_nothing_had_happened(self, tmp_path: Path) -> None:
        best = Best(0.3, goal=25.0)
        best.consider(Measured(40, 0.2, 29.0), lambda: weights(40))
        state = best.state()
        save(tmp_path / "c.safetensors", State({**state.tensors, "network.x": torch.ones(1)}, state.facts))
        again = Best(0.9)
        again.restore(load(tmp_path / "c.safetensors"))
        assert (again.measured, again.score, again.goal) == (best.measured, best.score, 25.0)
        assert torch.equal(again.weights["head.weight"], best.weights["head.weight"])
        assert not again.consider(Measured(50, 0.25, 29.0), lambda: weights(50))
        assert again.consider(Measured(60, 0.1, 29.0), lambda: weights(60))

    def test_a_checkpoint_before_the_first_look_restores_to_nothing_yet(self) -> None:
        again = Best(0.2)
        again.restore(Best(0.4).state())
        assert again.measured is None
        again.restore(State({}, {}))
        assert again.reference_e_warp == 0.4
