"""The toy example of paper 1, figure 4: eight frames that hardly differ, what was made of them, a tiny network.

A frame is a vector of 16 numbers, its processed version a point in space (a pixel's color). The network learns the
eight points one after the other, as a clip is learned.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import torch
from torch import Tensor, nn

from engine.methods.consistency_training import trusted

FRAMES = 8
EARLY, LATE = 8, 150  # passes over the eight frames
FIRST, SECOND = torch.tensor([0.7, 0.2, 0.3]), torch.tensor([0.2, 0.5, 0.8])


@dataclass
class Toy:
    """`frames` 8×16, `processed` 8×3."""

    frames: Tensor
    processed: Tensor

    def spread(self, outputs: Tensor) -> float:
        """Return how far the outputs are from their own middle, as a share of the processed points'."""
        return _spread(outputs) / _spread(self.processed)


def _spread(points: Tensor) -> float:
    return float((points - points.mean(0)).norm(dim=1).mean())


def _toy(centers: list[Tensor], noise: float) -> Toy:
    random = torch.Generator().manual_seed(3)
    alike = torch.randn(1, 16, generator=random)
    frames = alike + 0.1 * torch.randn(FRAMES, 16, generator=random)
    processed = torch.stack(centers) + noise * torch.randn(FRAMES, 3, generator=random)
    return Toy(frames, processed)


def _network(outputs: int) -> nn.Sequential:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, outputs))


def _learned(toy: Toy, is_reweighted: bool, passes: int) -> Tensor:
    """Return the (main) outputs, 8×3, after so many passes over the frames."""
    network = _network(6 if is_reweighted else 3)
    optimizer = torch.optim.Adam(network.parameters(), 2e-3)
    for turn in range(passes):
        for index in range(FRAMES):
            index = 0 if is_reweighted and turn < 3 else index  # the first frame tells the main mode
            answer, wanted = network(toy.frames[index]), toy.processed[index]
            if not is_reweighted:
                loss = (answer - wanted).abs().mean()
            elif turn < 3:
                loss = (answer[:3] - wanted).abs().mean() + 0 * answer[3:].mean()
            else:
                main, minor = (part.view(1, 3, 1, 1) for part in answer.split(3))
                pixel = wanted.view(1, 3, 1, 1)
                sure = trusted(main.detach(), minor.detach(), pixel, pixel, "paper")
                loss = (sure * (main - pixel).abs() + (1 - sure) * (minor - pixel).abs()).mean()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
    with torch.inference_mode():
        return network(toy.frames)[:, :3]


@pytest.fixture(scope="module")
def trembling() -> Toy:
    return _toy([FIRST] * FRAMES, 0.06)


@pytest.fixture(scope="module")
def jumping() -> Toy:
    return _toy([FIRST, SECOND, FIRST, SECOND, SECOND, FIRST, SECOND, FIRST], 0.02)


def test_outputs_agree_at_first_and_split_later(trembling: Toy) -> None:
    """Figure 4 (a)."""
    early, late = _learned(trembling, False, EARLY), _learned(trembling, False, LATE)
    assert trembling.spread(early) < 0.35
    assert float((early.mean(0) - FIRST).norm()) < 0.1  # near the truth that the noise hides
    assert trembling.spread(late) > 0.75  # every frame on its own: the flicker is learned


def test_between_two_modes_they_agree_on_neither(jumping: Toy) -> None:
    """Figure 4 (b): consistent early, but near neither mode; in the end split."""
    early, late = _learned(jumping, False, EARLY), _learned(jumping, False, LATE)
    assert jumping.spread(early) < 0.2
    apart = float((FIRST - SECOND).norm())
    nearest = torch.minimum((early - FIRST).norm(dim=1), (early - SECOND).norm(dim=1)).mean()
    assert float(nearest) > 0.35 * apart
    assert jumping.spread(late) > 0.6


def test_reweighted_training_keeps_to_one_mode(jumping: Toy) -> None:
    """Figure 4 (c): consistent and near the mode of the first frame, which it was shown first."""
    early = _learned(jumping, True, EARLY)
    apart = float((FIRST - SECOND).norm())
    assert jumping.spread(early) < 0.15
    assert float((early - FIRST).norm(dim=1).max()) < 0.35 * apart
    plain = _learned(jumping, False, EARLY)
    assert float((early - FIRST).norm(dim=1).mean()) < 0.6 * float((plain - FIRST).norm(dim=1).mean())
