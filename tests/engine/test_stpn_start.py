"""A network that begins with what another property's network learned sees two frames as that one does."""

from __future__ import annotations

import pytest
import torch

from engine.networks.stpn import SIZES, Stpn
from engine.training.stpn_start import fitted

COLOR = SIZES["color"]


def _color() -> Stpn:
    """A network that has learned something, its matching too, which begins with saying nothing."""
    torch.manual_seed(0)
    network = Stpn(COLOR)
    assert network.guide.likeness is not None
    torch.nn.init.normal_(network.guide.likeness.out.weight)
    return network


def _begun(name: str) -> Stpn:
    torch.manual_seed(1)
    network = Stpn(SIZES[name])
    network.load_state_dict({**network.state_dict(), **fitted(_color().state_dict(), network)})
    return network


def test_gray_frames_look_to_masks_as_their_lightness_does_to_color() -> None:
    light = torch.randn(1, 2, 64, 64)
    with torch.inference_mode():
        gates, features = _color().guide(light)
        others, seen = _begun("mask").guide(light.repeat_interleave(3, 1))
    assert torch.allclose(features, seen, atol=1e-4)
    assert torch.allclose(gates[:, :, :, : SIZES["mask"].hidden], others, atol=1e-4)


def test_what_is_known_besides_is_not_looked_at_yet() -> None:
    light, error = torch.randn(1, 2, 64, 64), torch.randn(1, 1, 64, 64)
    network = _begun("color-aligned")
    with torch.inference_mode():
        features = [network.guide(torch.cat([light, more], 1))[1] for more in (error, 0 * error)]
    assert torch.equal(*features)


@pytest.mark.parametrize("name", list(SIZES))
def test_what_does_not_fit_is_left_as_it_was(name: str) -> None:
    network = Stpn(SIZES[name])
    own = network.state_dict()
    found = fitted({**_color().state_dict(), "another": torch.zeros(3)}, network)
    assert "another" not in found
    assert all(tensor.shape == own[weight].shape for weight, tensor in found.items())
    if name == "hdr":  # its gates are read from maps of another width
        assert "guide.head.weight" not in found and "guide.up.2.0.weight" in found
