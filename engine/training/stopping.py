"""When training has learned what is worth learning: the epoch losses have stopped moving (paper 1, section 6.4.2)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

EPOCHS = 5  # k; the paper does not give its own
PERCEPTUAL_THRESHOLD = 1e-8  # the paper's, for its perceptual loss


def normalized_variance(losses: Sequence[float]) -> float:
    """Return the variance of `losses` after dividing all of them by the largest; 0 where all of them are 0.

    The measure of section 6.4.2: it does not depend on the loss's unit. Raises `ValueError` for no losses at all.
    """
    if not losses:
        raise ValueError("there are no losses to compare")
    values = np.asarray(losses, np.float64)
    largest = float(values.max())
    return float(np.var(values / largest)) if largest > 0 else 0.0


def is_settled(losses: Sequence[float], threshold: float, epochs: int = EPOCHS) -> bool:
    """Tell whether the last `epochs` of the epoch losses (mean over all frames, the current one included) have
    a normalized variance below `threshold`. Fewer losses than that never have; nor has one that is no number.
    """
    if epochs < 2:
        raise ValueError("one epoch has nothing to be compared with")
    last = losses[-epochs:]
    return len(last) == epochs and bool(np.isfinite(last).all()) and normalized_variance(last) < threshold


def epoch_losses(losses: Sequence[float], frames: int) -> list[float]:
    """Return the mean loss of every full epoch: `frames` steps each, one a frame, in the order of training."""
    if frames < 1:
        raise ValueError("an epoch has at least one frame")
    full = len(losses) // frames * frames
    return [float(mean) for mean in np.asarray(losses[:full], np.float64).reshape(-1, frames).mean(1)]
