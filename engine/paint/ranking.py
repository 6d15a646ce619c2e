"""Which of several regions a click meant: a linear score of what `proposals.describe` sees, learned once.

The numbers were fitted by `benchmarks/clicks_fit.py` (ridge regression of J) on half of the sequences of
`davis`, the half that nothing is reported of. They are constants.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
        return np.asarray(apart @ np.array(self.weights)[: apart.shape[1]], np.float64)


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
    return Ranking(*(tuple(float(number) for number in row.round(5)) for row in (mean, spread, weights)))


FIRST = Ranking(
    mean=(
        1.6353,
        2.03699,
        1.3997,
        2.70397,
        0.01506,
        -2.54192,
        7.25545,
        3.85213,
        -2.49106,
        -1.24361,
        -1.35313,
        -1.29795,
        7.5186,
        4.10641,
        3.45912,
        0.65718,
        -1.53639,
        -1.06191,
        0.54144,
        0.21515,
        -2.54192,
    ),
    spread=(
        0.57554,
        0.78515,
        0.33623,
        1.50443,
        0.03952,
        0.89113,
        5.1052,
        0.52872,
        0.7261,
        0.87714,
        0.67806,
        1.27607,
        3.01863,
        2.79386,
        2.32018,
        0.21758,
        0.48929,
        0.19375,
        0.1259,
        0.11957,
        0.89113,
    ),
    weights=(
        0.04517,
        0.01818,
        0.00819,
        0.03724,
        -0.02266,
        0.00584,
        -0.019,
        -0.00458,
        -0.02202,
        -0.00276,
        -0.03959,
        -0.01532,
        0.01611,
        0.01281,
        0.00946,
        0.01039,
        0.00784,
        0.00259,
        -0.00656,
        -0.01605,
        0.00584,
    ),
)
LATER = Ranking(
    mean=(
        1.81219,
        2.3098,
        1.30204,
        2.01516,
        0.09181,
        -1.85367,
        3.974,
        3.82861,
        -1.93399,
        -1.26076,
        -0.81468,
        -0.61702,
        4.82411,
        4.22221,
        1.7488,
        0.65142,
        -1.62118,
        -1.11037,
        0.53065,
        0.3204,
        -3.15772,
    ),
    spread=(
        0.57864,
        0.73898,
        0.29614,
        1.26265,
        0.12546,
        0.73341,
        2.87135,
        0.6576,
        0.73106,
        0.85511,
        0.60762,
        0.76487,
        3.495,
        2.80003,
        1.78151,
        0.25863,
        0.56998,
        0.20922,
        0.14729,
        0.21192,
        1.12302,
    ),
    weights=(
        0.01354,
        0.02226,
        0.01168,
        0.04284,
        -0.0511,
        -0.0345,
        0.00445,
        -0.02113,
        -0.00684,
        0.00147,
        -0.01138,
        0.00705,
        -0.00653,
        0.00593,
        0.00635,
        0.01156,
        0.03461,
        -0.00875,
        -0.0045,
        -0.00524,
        -0.04679,
    ),
)
