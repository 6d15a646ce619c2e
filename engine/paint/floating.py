"""Pictures of scene-linear light while they are painted on: 16 bits are what the pen works on, floats what is kept.

The pen sees the picture as it is shown, between black and white. What it does not touch keeps its floats to the bit;
what it colors keeps its light, however far above white that is.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.color.lab import to_linear
from engine.paint.ink import Ground, Pixels

Floats = NDArray[np.float32]  # H×W×3 scene-linear RGB

_REC709 = np.array([0.2126, 0.7152, 0.0722], np.float32)
_SAME = 2 / 255  # of the shown light, gamma-encoded: within it, a painted pixel has kept its light
_ROUNDING = 1 / 4096  # of white: where a brush fades out, what is mixed with itself is rounded
_DARKEST = np.float32(1e-6)
_MOST = 65504.0  # the largest half float: what infinitely bright becomes


def floats_of(picture: NDArray[Any]) -> Floats | None:
    """Return what has to be kept of a picture: the floats of a scene-linear one (no number is 0), else None."""
    if not np.issubdtype(picture.dtype, np.floating):
        return None
    kept: Floats = np.nan_to_num(picture.astype(np.float32), nan=0.0, posinf=_MOST, neginf=0.0)
    return kept


def gray_floats(picture: Floats) -> Floats:
    """Return the light of a picture as gray RGB."""
    return np.repeat((picture @ _REC709)[..., None], 3, 2).astype(np.float32)


def kept_deep(pixels: Pixels, ground: Ground) -> NDArray[Any]:
    """Return painted pixels (H×W×3, as deep as the pen works) as they are to be stored.

    Of a scene-linear picture: its floats where nothing was painted, elsewhere the paint under the light there was.
    Of any other: the pixels themselves.
    """
    floats = ground.floats
    if floats is None:
        return pixels
    peak = np.float32(np.iinfo(pixels.dtype).max)
    away = np.abs(pixels.astype(np.int32) - ground.origin.astype(np.int32))
    is_painted = (away > np.iinfo(pixels.dtype).max * _ROUNDING).any(-1)
    made = floats.copy()
    shown = to_linear(ground.origin[is_painted].astype(np.float32) / peak) @ _REC709
    painted = to_linear(pixels[is_painted].astype(np.float32) / peak)
    light = painted @ _REC709
    # one that was painted another light (or made gray) is what was painted; others have the light they had
    has_kept = np.abs(_encoded(light) - _encoded(shown)) <= _SAME
    own = floats[is_painted] @ _REC709
    share = np.where(has_kept & (own > shown), own / np.maximum(shown, _DARKEST), 1).astype(np.float32)
    made[is_painted] = painted * share[:, None]
    return made


def _encoded(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    light = np.clip(linear, 0, 1)
    encoded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.power(light, 1 / 2.4) - 0.055)
    return encoded.astype(np.float32)
