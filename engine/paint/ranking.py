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
        1.5579,
        2.02585,
        1.43929,
        2.69267,
        0.01611,
        -2.54592,
        7.1834,
        3.81314,
        -2.38051,
        -1.16852,
        -1.29865,
        -1.33666,
        7.1549,
        3.98818,
        3.27793,
        0.6786,
        -1.48626,
        -1.06096,
        0.5495,
        0.20998,
        -2.54592,
    ),
    spread=(
        0.55644,
        0.76194,
        0.35307,
        1.60946,
        0.04824,
        0.83767,
        4.69276,
        0.54494,
        0.71095,
        0.75214,
        0.73884,
        1.3916,
        3.23399,
        2.67694,
        2.4316,
        0.20354,
        0.4447,
        0.20171,
        0.13465,
        0.13165,
        0.83767,
    ),
    weights=(
        0.0478,
        0.01021,
        0.01214,
        0.04672,
        -0.02491,
        0.00487,
        -0.02339,
        -0.00673,
        -0.02417,
        -0.01218,
        -0.04403,
        -0.0083,
        0.01672,
        0.01506,
        0.01918,
        0.00601,
        0.01266,
        0.01143,
        -0.00705,
        -0.002,
        0.00487,
    ),
)
LATER = Ranking(
    mean=(
        1.67841,
        2.14169,
        1.32618,
        2.19398,
        0.07644,
        -1.98182,
        4.67049,
        3.97558,
        -1.81274,
        -1.19007,
        -0.90564,
        -0.64713,
        5.86369,
        4.94729,
        1.61588,
        0.65233,
        -1.58629,
        -1.09164,
        0.54026,
        0.30699,
        -3.4474,
    ),
    spread=(
        0.47351,
        0.61356,
        0.2396,
        1.34554,
        0.11687,
        0.86191,
        3.89359,
        0.58275,
        0.65313,
        0.73891,
        0.68419,
        0.74441,
        3.88473,
        3.24541,
        1.75281,
        0.25395,
        0.54587,
        0.21643,
        0.14854,
        0.20311,
        1.01916,
    ),
    weights=(
        0.01159,
        0.02191,
        0.01391,
        0.03327,
        -0.06704,
        -0.02533,
        -0.00461,
        -0.04066,
        -0.00241,
        -0.00131,
        -0.01427,
        0.00774,
        -0.00035,
        0.00762,
        0.00456,
        0.01043,
        0.03162,
        -0.00375,
        -0.01245,
        0.00772,
        -0.0462,
    ),
)
