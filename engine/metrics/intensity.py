"""Mean intensity over time: flicker of the whole picture at a glance (paper 1, figure 9)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.metrics.fidelity import as_unit


def mean_intensity(image: NDArray[Any]) -> float:
    """Return the mean over all pixels and channels of an H×W×3 RGB picture (uint8, uint16 or float 0..1), 0..1."""
    return float(as_unit(image).mean(dtype=np.float64))


def unrest(intensities: Iterable[float]) -> float:
    """Return the mean absolute change of the mean intensity from one frame to the next, 0..1; 0 for one frame.

    The curves of figure 9 in one number: steady clips have little of it.
    """
    values = np.asarray(list(intensities), np.float64)
    return float(np.abs(np.diff(values)).mean()) if len(values) > 1 else 0.0
