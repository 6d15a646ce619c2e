"""How near a result is to the truth or to what it was made from: PSNR, RMSE, SSIM and F_data."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from skimage.metrics import structural_similarity

from engine.color.lab import to_unit

BEST_PSNR = 100.0  # stands for infinity in means and in files: identical frames


def as_unit(image: NDArray[Any]) -> NDArray[np.float32]:
    """Return a picture as floats 0..1: uint8 and uint16 are scaled, floats are taken as they are."""
    return to_unit(image) if image.dtype.kind == "u" else image.astype(np.float32, copy=False)


def psnr(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Return the peak signal-to-noise ratio in dB over all pixels and channels; infinite for equal pictures.

    Pictures are uint8, uint16 or float 0..1 (the peak is the full range). Raises `ValueError` where sizes differ.
    """
    error = _mean_square(one, other)
    return math.inf if error == 0 else -10 * math.log10(error)


def rmse(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Return the root of the mean squared difference over all pixels and channels, in levels of 8 bits (0..255).

    Pictures as `psnr` takes them.
    """
    return 255 * math.sqrt(_mean_square(one, other))


def _mean_square(one: NDArray[Any], other: NDArray[Any]) -> float:
    if one.shape != other.shape:
        raise ValueError(f"pictures of {one.shape} and {other.shape} cannot be compared")
    return float(np.mean((as_unit(one).astype(np.float64) - as_unit(other)) ** 2))


def ssim(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Return the mean structural similarity (Wang et al., 2004) of two H×W×3 pictures, -1..1.

    The published settings (Gaussian window, sigma 1.5); pictures under 11 pixels a side get a smaller flat window.
    """
    side = min(one.shape[:2])
    if side < 3:
        return 1.0 if np.array_equal(as_unit(one), as_unit(other)) else 0.0
    window: dict[str, Any] = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}
    if side < 11:
        window = {"win_size": side - (side + 1) % 2}
    return float(structural_similarity(as_unit(one), as_unit(other), channel_axis=2, data_range=1.0, **window))


def mean_psnr(values: Iterable[float]) -> float:
    """Return the mean of PSNR values, equal frames counted as `BEST_PSNR`; 0 of none."""
    finite = [min(value, BEST_PSNR) for value in values]
    return float(np.mean(finite)) if finite else 0.0


def data_fidelity(processed: Iterable[NDArray[Any]], outputs: Iterable[NDArray[Any]]) -> float:
    """Return F_data (Deep Video Prior, equation 9): mean PSNR(P_t, O_t) over t = 2..T, the first frame left out."""
    pairs = zip(processed, outputs, strict=True)
    return mean_psnr(psnr(p, o) for index, (p, o) in enumerate(pairs) if index)
