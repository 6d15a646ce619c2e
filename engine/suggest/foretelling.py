"""The expected error of every sample of a shot when it is colored from every other one."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.color.lab import Plane
from engine.motion.track import Field
from engine.runtime.events import Progress
from engine.suggest.choosing import LEAST, UNKNOWN, Errors
from engine.suggest.looking import Looks
from engine.suggest.reaching import Describer, Seen, follow

_STAGE = "Following the motion"
# Gamma regression with a log link, on 19 short color clips kept for tuning (docs/RESULTS.md), of what `flow` does
# wrong in a cell, in ab squared. The first is the constant, then as in `Seen.features`. How far going there and back
# fails, and what left the picture, say nothing beyond how it looks there.
_WEIGHTS = (0.03, 2.03, 0.25, 0.35, 0.05)


@dataclass(frozen=True)
class Way:
    """Where a sample lies in a keyframe: `places` h×w×2 (x, y), `kept` h×w, 0..1, how surely."""

    places: Field
    kept: Plane


@dataclass(frozen=True)
class Foretold:
    """`errors` n×n×cells, [key, frame], ab squared; `lost` the same shape, 0..1: what of a cell cannot be found in
    the keyframe. `ways`: (keyframe, frame) -> how to get there, for the samples that have a keyframe."""

    errors: Errors
    lost: NDArray[np.float32]
    ways: dict[tuple[int, int], Way]


def expected(seen: Seen) -> NDArray[np.float32]:
    """Return the expected squared error of the color (gh×gw, ab squared)."""
    weights = np.array(_WEIGHTS, np.float32)
    total = weights[0] + np.tensordot(weights[1:], seen.features, 1)
    return np.asarray(np.clip(np.exp(total), LEAST, UNKNOWN), np.float32)


def foretell(looks: Looks, fixed: Sequence[int]) -> Generator[Progress, None, Foretold]:
    """Follow the motion outward from every sample.

    No sample is followed past the next of the `fixed` ones (those that have a keyframe) on either side: behind it
    that one rules. A fixed one itself is followed to the next but one, for what would be if the next were not there.
    """
    count = len(looks.samples)
    errors = np.full((count, count, looks.cells[0] * looks.cells[1]), UNKNOWN, np.float32)
    lost = np.ones_like(errors)
    ways: dict[tuple[int, int], Way] = {}
    describer = Describer(looks)
    for key in range(count):
        errors[key, key], lost[key, key] = LEAST, 0
        before = [-1, -1, *(at for at in fixed if at < key)]
        behind = [*(at for at in fixed if at > key), count, count]
        is_fixed = key in fixed
        for stop in (before[-2], behind[1]) if is_fixed else (before[-1], behind[0]):
            for frame, seen in follow(looks, describer, key, stop):
                errors[key, frame] = expected(seen).ravel()
                lost[key, frame] = seen.lost.ravel()
                if is_fixed and before[-1] <= frame <= behind[0]:
                    ways[key, frame] = Way(seen.places, seen.kept)
                yield Progress(key + 0.5, count, _STAGE)
        yield Progress(key + 1, count, _STAGE)
    return Foretold(errors, lost, ways)
