"""Which of several regions a click meant: a linear score of what `proposals.describe` sees, learned once.

The numbers were fitted by `benchmarks/clicks_fit.py` (ridge regression of J) on made-up scenes: objects laid over
films of the training folder. They are constants (`learned.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.paint.learned import LEARNED

_MOST = 4.0  # spreads: what lies farther off than anything seen when this was learned counts no more


@dataclass(frozen=True)
class Ranking:
    """What was seen had this `mean` and `spread`; `weights` of that give the score."""

    mean: tuple[float, ...]
    spread: tuple[float, ...]
    weights: tuple[float, ...]

    def score(self, seen: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a score for each row of `seen`: only their order means anything."""
        apart = np.clip((seen - np.array(self.mean)) / np.array(self.spread), -_MOST, _MOST)
        return np.asarray(apart @ np.array(self.weights), np.float64)


def fitted(groups: Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]], stiffness: float) -> Ranking:
    """Return the ranking that gives each click's regions (k values a row) what they are worth, by ridge regression.

    Only differences between the regions of one click are learned: how hard a picture is does not matter.
    """
    seen = np.vstack([rows for rows, _ in groups])
    mean, spread = seen.mean(0), seen.std(0) + 1e-6
    apart = [np.clip((rows - mean) / spread, -_MOST, _MOST) for rows, _ in groups]
    centered = np.vstack([rows - rows.mean(0) for rows in apart])
    wanted = np.concatenate([values - values.mean() for _, values in groups])
    weights = np.linalg.solve(centered.T @ centered + stiffness * np.eye(centered.shape[1]), centered.T @ wanted)
    return Ranking(*(tuple(float(number) for number in row) for row in (mean, spread, weights)))


RANKINGS = {kind: Ranking(*numbers) for kind, numbers in LEARNED.items()}
"""By `Quest.kind`."""
