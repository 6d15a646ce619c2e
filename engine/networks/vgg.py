"""The convolutions of VGG-19 (Simonyan and Zisserman, 2015) up to conv5_2, for feature losses.

Parameters are named as torchvision names them ("features.0.weight"), so that its published file fits as it is.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import torch
from torch import Tensor, nn

from engine.runtime.errors import WeightsError

# two convolutions, two, four, four, two: what comes after conv5_2 is not needed
_BLOCKS = ((64, 64), (128, 128), (256, 256, 256, 256), (512, 512, 512, 512), (512, 512))
LAYERS = ("conv1_2", "conv2_2", "conv3_2", "conv4_2", "conv5_2")
_MEAN, _SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of the pictures VGG was trained on, RGB 0..1


class VGG19(nn.Module):
    """What VGG-19 sees in a picture. Frozen: gradients reach the picture, never the weights."""

    _mean: Tensor
    _spread: Tensor

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 3
        for block, widths in enumerate(_BLOCKS):
            if block:
                layers.append(nn.MaxPool2d(2))
            for width in widths:
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
                channels = width
        self.features = nn.Sequential(*layers)
        self.register_buffer("_mean", torch.tensor(_MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("_spread", torch.tensor(_SPREAD).view(1, 3, 1, 1), persistent=False)
        self.requires_grad_(requires_grad=False)

    def normalized(self, picture: Tensor) -> Tensor:
        """Return RGB 0..1 (N×3×H×W) as VGG expects it: every channel with mean 0 and spread 1 over its pictures."""
        return (picture - self._mean) / self._spread

    def forward(self, normalized: Tensor) -> list[Tensor]:
        """Return conv1_2, 2_2, 3_2, 4_2 and 5_2 after ReLU (64 to 512 channels, each block half the size).

        A picture too small for all poolings (under 16 pixels a side) gives fewer.
        """
        found: list[Tensor] = []
        x, in_block = normalized, 0
        for layer in self.features:
            if isinstance(layer, nn.MaxPool2d):
                if min(x.shape[-2:]) < 2:
                    break
                in_block = 0
            x = layer(x)
            if isinstance(layer, nn.ReLU):
                in_block += 1
                if in_block == 2:
                    found.append(x)
        return found


def load_vgg19(path: Path) -> VGG19:
    """Return VGG-19 with the weights of torchvision's file, or of a safetensors file with the same names.

    Only tensors are read, no code. Raises `WeightsError` naming the file where it is not that.
    """
    tensors = _tensors(path)
    network = VGG19()
    own = network.state_dict()
    found = {name: tensors[name] for name in own if name in tensors}
    if {name: tensor.shape for name, tensor in found.items()} != {n: t.shape for n, t in own.items()}:
        raise WeightsError(f"The file {path} does not hold the weights of VGG-19.")
    network.load_state_dict(found)
    return network


def _tensors(path: Path) -> dict[str, Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        # the published file is of the older kind, which cannot be mapped into memory
        found = torch.load(path, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(path))
    except FileNotFoundError:
        raise WeightsError(f"There are no weights at {path}.") from None
    except (SafetensorError, OSError, EOFError, RuntimeError, ValueError, KeyError) as error:
        raise WeightsError(f"The weights {path} are damaged: {_first_sentence(error)}.") from None
    except Exception as error:  # whatever the unpickler refuses: its error class belongs to pickle
        if type(error).__name__ != "UnpicklingError":
            raise
        raise WeightsError(f"The file {path} does not hold weights alone and is not read.") from None
    if not isinstance(found, dict) or not all(isinstance(tensor, Tensor) for tensor in found.values()):
        raise WeightsError(f"The file {path} does not hold the weights of a network.")
    return found


def _first_sentence(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
