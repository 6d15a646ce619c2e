"""A frame as light as the keyframe: flicker, fades and overexposed pictures after a cut must not pass for content."""

from __future__ import annotations

import numpy as np

from engine.color.lab import Plane

_LEVELS = np.linspace(0.02, 0.98, 17)
_STRIDE = 4
_IGNORED, _FULL = 1.5, 3.0  # mean change of L up to which nothing, and from which all of it is taken out
_LEAST_SHARE = 0.05  # of the picture


def as_exposed(lightness: Plane, here: Plane, there: Plane, certain: Plane) -> Plane:
    """Return `lightness` (h×w, 0..100) brought to the exposure of a keyframe.

    `here`, `there`: L of the frame and of the keyframe at the same things, both m×n, and how `certain` that is
    (0..1). The curve is monotone: it maps the quantiles of the one on those of the other.
    """
    known = certain[::_STRIDE, ::_STRIDE] > 0.5
    if known.mean() < _LEAST_SHARE:
        return lightness
    own = np.quantile(here[::_STRIDE, ::_STRIDE][known], _LEVELS)
    wanted = np.quantile(there[::_STRIDE, ::_STRIDE][known], _LEVELS)
    shift = wanted - own
    share = np.clip((np.abs(shift).mean() - _IGNORED) / (_FULL - _IGNORED), 0, 1)
    if share == 0:
        return lightness
    own = np.maximum.accumulate(own + np.arange(len(own)) * 1e-4)
    steps = np.arange(0, 100.01, 0.5)
    table = steps + share * np.interp(steps, own, shift)
    table = np.maximum.accumulate(np.clip(table, 0, 100))
    return np.asarray(np.interp(lightness, steps, table), np.float32)
