"""Which of several regions a click meant: a linear score of what `proposals.describe` sees, learned once.

The numbers were fitted by `benchmarks/clicks_fit.py` on made-up scenes: objects laid over films of the training
folder. They are constants (`learned.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.paint.learned import LEARNED

MOST = 4.0  # spreads: what lies farther off than anything seen when this was learned counts no more


@dataclass(frozen=True)
class Ranking:
    """What was seen had this `mean` and `spread`; `weights` of that give the score."""

    mean: tuple[float, ...]
    spread: tuple[float, ...]
    weights: tuple[float, ...]

    def score(self, seen: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a score for each row of `seen`: only their order means anything."""
        apart = np.clip((seen - np.array(self.mean)) / np.array(self.spread), -MOST, MOST)
        return np.asarray(apart @ np.array(self.weights), np.float64)

    def chances(self, seen: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how likely each row is the one that was meant; they sum to 1."""
        score = self.score(seen)
        weights = np.exp(score - score.max())
        return np.asarray(weights / weights.sum(), np.float64)


RANKINGS = {kind: Ranking(*numbers) for kind, numbers in LEARNED.items()}
"""By `Quest.kind`."""
