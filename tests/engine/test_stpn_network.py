"""The network of paper 2: its sizes, any picture, and what its parts learn from."""

from __future__ import annotations

from typing import cast

import pytest
import torch

from engine.networks.stpn import SIZES, Stpn


def _network(name: str = "color") -> Stpn:
    torch.manual_seed(0)
    return Stpn(SIZES[name])


@pytest.mark.parametrize(
    ("name", "shape"), [("color", (32, 64, 64)), ("hdr", (16, 128, 128)), ("mask", (16, 64, 64))]
)
def test_hidden_maps_have_the_sizes_of_the_paper(name: str, shape: tuple[int, int, int]) -> None:
    network, sizes = _network(name), SIZES[name]
    assert tuple(network.encoder(torch.randn(1, sizes.properties, 256, 256)).shape[1:]) == shape
    with torch.inference_mode():
        gates, _ = network.guide(torch.randn(1, sizes.guidance, 256, 256))
    assert tuple(gates.shape) == (1, 4, 3, *shape)
    assert float(gates.abs().sum(2).max()) <= 1 + 1e-5


@pytest.mark.parametrize("size", [(1, 1), (33, 70), (240, 427), (64, 64)])
def test_pictures_of_any_size(size: tuple[int, int]) -> None:
    network = _network()
    with torch.inference_mode():
        answer, doubt = network(torch.randn(2, 2, *size), torch.randn(2, 2, *size))
    assert answer.shape == (2, 2, *size)
    assert torch.isfinite(answer).all()
    assert doubt.shape[:2] == (2, 1)


def test_what_it_knows_of_both_frames_decides_and_not_the_property() -> None:
    """G depends on the guidance alone (equation 2)."""
    network = _network()
    gates, _ = network.guide(torch.randn(1, 2, 64, 64))
    known = torch.randn(1, 2, 64, 64)
    there = network.both_ways(known, known, torch.zeros(1, 2, 64, 64))[0]
    assert torch.allclose(there, network(known, torch.zeros(1, 2, 64, 64))[0], atol=1e-5)
    assert gates.requires_grad


def test_the_confidence_changes_nothing_of_the_papers_network() -> None:
    network = _network()
    _, doubt = network(torch.randn(1, 2, 64, 64), torch.randn(1, 2, 64, 64))
    doubt.sum().backward()
    touched = {name.partition(".")[0] for name, weight in network.named_parameters() if weight.grad is not None}
    assert touched == {"doubt"}


def test_an_aligned_network_begins_with_what_it_is_given() -> None:
    """Nothing moves, and what the hidden map cannot hold is put back."""
    network = _network("color-aligned")
    torch.nn.init.zeros_(network.guide.head.weight)
    torch.nn.init.constant_(cast(torch.Tensor, network.keep[-1].bias), 30.0)
    known = torch.randn(1, 2, 64, 64)
    with torch.inference_mode():
        answer, _ = network(known, torch.randn(1, 3, 64, 64))
    assert torch.allclose(answer, known, atol=1e-5)


def test_a_mask_is_put_back_as_a_logit_no_surer_than_an_answer() -> None:
    network = _network("mask")
    torch.nn.init.zeros_(network.guide.head.weight)
    torch.nn.init.constant_(cast(torch.Tensor, network.keep[-1].bias), 30.0)
    known = torch.tensor([0.0, 0.3, 0.5, 1.0]).repeat_interleave(16).expand(1, 1, 64, 64)
    with torch.inference_mode():
        answer, _ = network(known, torch.randn(1, 6, 64, 64))
    assert torch.allclose(torch.sigmoid(answer), known.clamp(0.02, 0.98), atol=1e-4)


def test_the_surer_and_the_nearer_keyframe_counts_more() -> None:
    network = _network("color-aligned")
    zero, one = torch.zeros(1), torch.ones(1)
    with torch.inference_mode():
        assert float(network.share(zero, zero, zero)) == pytest.approx(0.5)
        assert float(network.share(one, zero, zero)) > 0.5
        assert float(network.share(zero, zero, one)) > 0.5
