"""Objects as colors, so that what carries chroma along the motion carries masks as well.

The background is the origin of the ab plane, the objects stand evenly on a circle around it. A doubtful pixel lies
between two of them and goes to the nearer one; between objects that are no neighbors on the circle it would pass
near to others, which matters only where three objects meet.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engine.color.lab import Chroma
from engine.media.masks import Mask

RADIUS = 100.0  # units of ab: about as far from gray as the strongest color


class Codes:
    """The colors of the objects in `masks`: `labels` (background first) and where each stands (`places`, N×2 ab)."""

    def __init__(self, masks: Iterable[Mask]) -> None:
        found = np.unique(np.concatenate([np.unique(mask) for mask in masks]))
        self.labels: NDArray[np.uint8] = np.concatenate([[0], found[found > 0]]).astype(np.uint8)
        count = max(1, len(self.labels) - 1)
        angles = 2 * np.pi * np.arange(count) / count
        circle = RADIUS * np.stack([np.cos(angles), np.sin(angles)], 1)
        self.places = np.concatenate([[[0, 0]], circle])[: len(self.labels)].astype(np.float32)

    def encoded(self, mask: Mask) -> Chroma:
        """Return the mask (H×W) as H×W×2."""
        place = np.zeros((256, 2), np.float32)
        place[self.labels] = self.places
        return place[mask]

    def decoded(self, ab: Chroma) -> Mask:
        """Return the labels nearest to `ab` (H×W×2)."""
        best = np.full(ab.shape[:2], np.inf, np.float32)
        mask = np.zeros(ab.shape[:2], np.uint8)
        for label, place in zip(self.labels, self.places, strict=True):
            away = ((ab - place) ** 2).sum(2)
            is_nearer = away < best
            mask[is_nearer] = label
            np.minimum(best, away, out=best)
        return mask
