"""How colorful a picture is, and how much chroma it has."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.color.lab import rgb_to_lab
from engine.metrics.fidelity import as_unit


def colorfulness(image: NDArray[Any]) -> float:
    """Return the colorfulness M of Hasler and Süsstrunk (2003) of an H×W×3 RGB picture.

    In the paper's units of 8-bit RGB: 0 gray, 15 slightly, 33 moderately, 59 quite, 109 extremely colorful.
    """
    red, green, blue = np.moveaxis(as_unit(image).astype(np.float64) * 255, 2, 0)
    red_green = red - green
    yellow_blue = (red + green) / 2 - blue
    spread = np.hypot(red_green.std(), yellow_blue.std())
    shift = np.hypot(red_green.mean(), yellow_blue.mean())
    return float(spread + 0.3 * shift)


def chroma_energy(image: NDArray[Any]) -> float:
    """Return the mean of a²+b² (CIE Lab) over the pixels of an H×W×3 RGB picture: its un-centered chroma variance."""
    ab = rgb_to_lab(image)[..., 1:].astype(np.float64)
    return float(np.mean(np.sum(ab**2, axis=2)))
