"""The networks a prior can be trained on, behind one function (paper 1, table 6)."""

from __future__ import annotations

from torch import nn

from engine.catalog.base import Architecture
from engine.networks.fcn import FCN
from engine.networks.resunet import ResUNet
from engine.networks.unet import UNet

_NETWORKS: dict[str, type[UNet | ResUNet | FCN]] = {"unet": UNet, "resunet": ResUNet, "fcn": FCN}


def make_network(architecture: Architecture, inputs: int, outputs: int, width: int) -> nn.Module:
    """Return a network from N×`inputs`×H×W to N×`outputs`×H×W for any H and W, drawn from torch's random state.

    The output is linear, sizes are padded and never cropped, and nothing is normalized over a batch or a picture:
    the answer for a frame depends on that frame alone. `width`: channels at full size. Raises `ValueError`.
    """
    if architecture not in _NETWORKS:
        raise ValueError(f"there is no architecture {architecture!r}; choose one of {', '.join(_NETWORKS)}")
    return _NETWORKS[architecture](inputs, outputs, width)
