"""The U-Net of Deep Video Prior is the one its authors trained."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from engine.networks.unet import UNet, doubled, doubled_by_products


def test_has_as_many_weights_as_the_published_one() -> None:
    weights = sum(parameter.numel() for parameter in UNet(3, 3).parameters())
    assert weights == pytest.approx(8.63e6, rel=0.001)


def test_only_the_last_layer_has_a_bias_and_it_starts_at_zero() -> None:
    biases = {name: value for name, value in UNet(3, 2, 8).named_parameters() if name.endswith("bias")}
    assert list(biases) == ["head.bias"]
    assert not biases["head.bias"].any()


@pytest.mark.parametrize("size", [(64, 112), (33, 47), (1, 1), (17, 16), (120, 213)])
def test_every_size_comes_back_as_it_went_in(size: tuple[int, int]) -> None:
    assert UNet(3, 2, 4)(torch.rand(1, 3, *size)).shape == (1, 2, *size)


def test_padding_does_not_move_the_picture() -> None:
    torch.manual_seed(1)
    network = UNet(1, 1, 4)
    padded = torch.rand(1, 1, 32, 48)
    picture = padded[..., :29, :41]
    again = functional.pad(picture, (0, 7, 0, 3), mode="replicate")
    assert torch.equal(network(picture), network(again)[..., :29, :41])


def test_the_output_is_linear_and_goes_below_zero() -> None:
    torch.manual_seed(0)
    output = UNet(3, 2, 8)(torch.randn(1, 3, 32, 32))
    assert (output < 0).any()
    assert (output > 0).any()


@pytest.mark.parametrize("way", [doubled, doubled_by_products])
@pytest.mark.parametrize("size", [(5, 9), (1, 4), (16, 28)])
def test_doubling_is_bilinear_with_aligned_corners(way: Callable[[Tensor], Tensor], size: tuple[int, int]) -> None:
    x = torch.rand(2, 3, *size).contiguous(memory_format=torch.channels_last)
    expected = x.numpy()
    for axis, side in ((2, size[0]), (3, size[1])):
        places, known = np.linspace(0, side - 1, 2 * side), np.arange(side)
        expected = np.apply_along_axis(lambda line, p=places, k=known: np.interp(p, k, line), axis, expected)
    assert np.allclose(way(x).numpy(), expected, atol=1e-5)


def test_both_ways_to_double_have_the_same_gradient() -> None:
    x, shares = torch.rand(1, 4, 6, 7), torch.rand(1, 4, 12, 14)
    gradients = []
    for way in (doubled, doubled_by_products):
        held = x.clone().requires_grad_()
        (way(held) * shares).sum().backward()
        assert held.grad is not None
        gradients.append(held.grad)
    assert torch.allclose(*gradients, atol=1e-5)


def test_a_preview_before_training_does_not_forbid_training() -> None:
    doubled_by_products.__globals__["_doubling"].cache_clear()
    x = torch.rand(1, 1, 22, 22, requires_grad=True)
    with torch.inference_mode():
        doubled_by_products(x)
    doubled_by_products(x).sum().backward()
    assert x.grad is not None
