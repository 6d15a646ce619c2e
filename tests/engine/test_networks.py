"""The three networks of table 6 keep the same promises, so that a method need not know which one it trains."""

from __future__ import annotations

from typing import get_args

import pytest
import torch
from torch import nn
from torch.nn import functional

from engine.catalog.base import Architecture
from engine.networks.prior import make_network

ARCHITECTURES: tuple[Architecture, ...] = get_args(Architecture)
every_architecture = pytest.mark.parametrize("architecture", ARCHITECTURES)


def made(architecture: Architecture, inputs: int = 3, outputs: int = 3, width: int = 4, seed: int = 0) -> nn.Module:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return make_network(architecture, inputs, outputs, width)


@every_architecture
@pytest.mark.parametrize("size", [(64, 112), (33, 47), (1, 1), (17, 16)])
def test_every_size_comes_back_as_it_went_in(architecture: Architecture, size: tuple[int, int]) -> None:
    assert made(architecture, 3, 6)(torch.rand(1, 3, *size)).shape == (1, 6, *size)


@every_architecture
def test_padding_repeats_the_border_and_moves_nothing(architecture: Architecture) -> None:
    network = made(architecture)
    picture = torch.rand(1, 3, 29, 41)
    again = functional.pad(picture, (0, 7, 0, 3), mode="replicate")
    assert torch.equal(network(picture), network(again)[..., :29, :41])


@every_architecture
def test_a_frame_does_not_depend_on_those_beside_it(architecture: Architecture) -> None:
    network = made(architecture)
    frames = torch.rand(3, 3, 32, 48)
    frames[2] *= 9
    together = network(frames)
    assert torch.allclose(together[:1], network(frames[:1]), atol=1e-5)


@every_architecture
def test_the_output_has_no_activation(architecture: Architecture) -> None:
    output = made(architecture, width=8)(torch.randn(1, 3, 32, 32))
    assert (output < 0).any()
    assert (output > 0).any()


@every_architecture
def test_every_weight_takes_part_and_starts_in_measure(architecture: Architecture) -> None:
    network = made(architecture, width=16)
    output = network(torch.rand(1, 3, 48, 64))
    assert 0.01 < float(output.detach().std()) < 10
    output.square().mean().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in network.parameters())


@every_architecture
def test_sharp_detail_of_the_frame_reaches_the_output(architecture: Architecture) -> None:
    """Sixty steps on one picture: an edge one pixel wide comes out as one (an FCN at an eighth of the size blurs)."""
    network = made(architecture, width=8)
    picture = torch.zeros(1, 3, 32, 32)
    picture[..., 15:] = 1
    picture[..., 8, :] = 1
    optimizer = torch.optim.Adam(network.parameters(), 5e-3)
    for _ in range(60):
        optimizer.zero_grad()
        (network(picture) - picture).abs().mean().backward()
        optimizer.step()
    output = network(picture).detach()
    assert float((output - picture).abs().mean()) < 0.1
    assert float((output[..., 20, 16] - output[..., 20, 13]).mean()) > 0.7


def test_the_architectures_differ_and_a_wrong_name_is_told() -> None:
    counts = {name: sum(p.numel() for p in made(name, width=16).parameters()) for name in ARCHITECTURES}
    assert counts["fcn"] < counts["unet"] < counts["resunet"]
    with pytest.raises(ValueError, match="resunet"):
        make_network("vgg", 3, 3, 8)  # type: ignore[arg-type]
