"""How near masks are to true ones: region similarity J and boundary accuracy F of DAVIS.

Definitions: Perazzi et al. (2016), sections 5.1 and 5.2, as the public evaluation of DAVIS 2017 computes them
(implementers-facts.md 6.13). Masks are H×W; an object's own mask is boolean, a frame's mask holds the number of
the object of every pixel, 0 for the background.

One thing is on purpose not as there: that program keeps the borders of a sequence's quarters in 8 bits, so that its
decay is wrong for sequences of more than 256 frames. Here they are whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.runtime.errors import InputError

Mask = NDArray[np.bool_]
_TOLERANCE = 0.008  # of the diagonal: how far a boundary may be from the true one and still count
_PARTS = 4


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of the values of a sequence's frames: their `mean`, `recall` (the share above 0.5) and `decay` (mean of the
    first quarter less mean of the last: what is lost over time)."""

    mean: float
    recall: float
    decay: float

    @staticmethod
    def of(values: Sequence[float]) -> Statistics:
        """Return the statistics of one object over a sequence's frames; all zero where there is none."""
        if not values:
            return Statistics(0.0, 0.0, 0.0)
        several = np.asarray(values, np.float64)
        # the quarters share the frames at their borders, as in the public evaluation
        borders = np.floor(np.linspace(1, len(several), _PARTS + 1) + 0.5 + 1e-10).astype(np.int64) - 1
        first, last = several[: borders[1] + 1], several[borders[-2] :]
        return Statistics(float(several.mean()), float((several > 0.5).mean()), float(first.mean() - last.mean()))


def region_similarity(mask: Mask, truth: Mask) -> float:
    """Return J, the intersection of two masks over their union; 1 where both are empty."""
    union = int((mask | truth).sum())
    return int((mask & truth).sum()) / union if union else 1.0


def boundary_accuracy(mask: Mask, truth: Mask) -> float:
    """Return F, the harmonic mean of precision and recall of the boundary's pixels.

    A pixel of one boundary counts as found if the other boundary comes as near as 0.8 % of the picture's
    diagonal (rounded up). Two empty boundaries agree (1), one empty one finds nothing (0).
    """
    one, other = boundary(mask), boundary(truth)
    ours, true = int(one.sum()), int(other.sum())
    if not ours or not true:
        return 1.0 if ours == true else 0.0
    disk = _disk(math.ceil(_TOLERANCE * math.hypot(*mask.shape)))
    precision = int((one & _grown(other, disk)).sum()) / ours
    recall = int((other & _grown(one, disk)).sum()) / true
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def boundary(mask: Mask) -> Mask:
    """Return the pixels (H×W) that differ from their neighbor to the right, below, or right below.

    In the last row only the neighbor to the right counts, in the last column only the one below.
    """
    edges = np.zeros_like(mask)
    edges[:, :-1] |= mask[:, :-1] ^ mask[:, 1:]
    edges[:-1] |= mask[:-1] ^ mask[1:]
    edges[:-1, :-1] |= mask[:-1, :-1] ^ mask[1:, 1:]
    return edges


def measure_masks(
    masks: Callable[[int], NDArray[Any]],
    truths: Callable[[int], NDArray[Any]],
    length: int,
    told: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, float]:
    """Return "j_mean", "j_recall", "j_decay", "f_mean", "f_recall", "f_decay" and "j_and_f" of a sequence.

    `masks(t)`, `truths(t)`: H×W, the number of the object of every pixel. The objects are those numbered up to the
    highest of the first true mask; the figures are means over them. As the first mask is given to whoever is
    measured, the first frame is left out, and so is, by DAVIS' rule, the last. Raises `InputError` where
    sizes differ, a mask holds an object that the truth has not, or no frame is left.
    """
    objects = int(truths(0).max()) if length else 0
    if length < 3 or not objects:
        raise InputError("To measure masks takes three frames at least, and an object in the first of the true ones.")
    regions: list[list[float]] = [[] for _ in range(objects)]
    outlines: list[list[float]] = [[] for _ in range(objects)]
    for frame in range(1, length - 1):
        mask, truth = masks(frame), truths(frame)
        if mask.shape != truth.shape:
            raise InputError(f"The masks of frame {frame} are {_size(mask)} and, the true ones, {_size(truth)}.")
        if int(mask.max()) > objects:
            raise InputError(f"The mask of frame {frame} has an object {int(mask.max())}, the truth only {objects}.")
        for number in range(objects):
            one, other = mask == number + 1, truth == number + 1
            regions[number].append(region_similarity(one, other))
            outlines[number].append(boundary_accuracy(one, other))
        told(frame, length - 2)
    figures = {**_figures("j", regions), **_figures("f", outlines)}
    return {**figures, "j_and_f": (figures["j_mean"] + figures["f_mean"]) / 2}


def _figures(name: str, objects: list[list[float]]) -> dict[str, float]:
    each = [Statistics.of(values) for values in objects]
    return {
        f"{name}_{what}": float(np.mean([getattr(found, what) for found in each]))
        for what in ("mean", "recall", "decay")
    }


@lru_cache(maxsize=8)
def _disk(radius: int) -> NDArray[np.uint8]:
    """Return every pixel within `radius` of the middle; OpenCV's own ellipse is another shape."""
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    return np.asarray(x * x + y * y <= radius * radius, np.uint8)


def _grown(edges: Mask, disk: NDArray[np.uint8]) -> Mask:
    grown: Mask = cv2.dilate(edges.astype(np.uint8), disk).astype(np.bool_)
    return grown


def _size(mask: NDArray[Any]) -> str:
    return f"{mask.shape[1]}x{mask.shape[0]}"
