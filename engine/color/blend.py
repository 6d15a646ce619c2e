"""A picture of which only a part is to be believed, laid over another one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.color.lab import to_unit

_HALF = 0.5


def laid_over(base: NDArray[Any], painted: NDArray[Any], trust: NDArray[np.float32]) -> NDArray[Any]:
    """Return `painted` where `trust` (H×W, 0..1) is 1, `base` where it is 0, mixed between; in the type of `base`.

    Both are H×W×3 RGB, `base` uint8 or uint16, `painted` of any type. Where they have one type, what is trusted
    wholly or not at all is kept to the bit. Masks (H×W labels) are never mixed: a pixel has the label of the one that
    counts for more.
    """
    if base.ndim == 2:
        return np.where(trust >= _HALF, painted, base).astype(base.dtype)
    peak = np.float32(np.iinfo(base.dtype).max)
    if painted.dtype != base.dtype:
        painted = np.rint(to_unit(painted) * peak).astype(base.dtype)
    share = trust[..., None]
    mixed = base + (painted.astype(np.float32) - base) * share
    return np.where(share >= 1, painted, np.where(share <= 0, base, np.rint(mixed))).astype(base.dtype)
