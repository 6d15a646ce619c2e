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
        2.0259,
        1.4393,
        2.6927,
        0.0161,
        -2.5459,
        7.1834,
        3.8131,
        -2.3805,
        -1.1685,
        -1.2987,
        -1.3367,
        7.1549,
        3.9882,
        3.2779,
        0.6786,
        -1.4863,
        -1.061,
        0.5495,
        0.21,
        -2.5459,
    ),
    spread=(
        0.5564,
        0.7619,
        0.3531,
        1.6095,
        0.0482,
        0.8377,
        4.6928,
        0.5449,
        0.7109,
        0.7521,
        0.7388,
        1.3916,
        3.234,
        2.6769,
        2.4316,
        0.2035,
        0.4447,
        0.2017,
        0.1347,
        0.1317,
        0.8377,
    ),
    weights=(
        0.0126,
        0.0075,
        0.01823,
        0.01035,
        -0.0652,
        0.02139,
        -0.05171,
        -0.04234,
        0.03129,
        -0.01295,
        -0.01112,
        -0.00741,
        0.05183,
        0.02647,
        0.02562,
        0.02602,
        0.00071,
        0.01125,
        0.00159,
        0.00744,
        0.02139,
        0.42462,
    ),
)
LATER = Ranking(
    mean=(
        1.6784,
        2.1417,
        1.3262,
        2.194,
        0.0764,
        -1.9818,
        4.6705,
        3.9756,
        -1.8127,
        -1.1901,
        -0.9056,
        -0.6471,
        5.8637,
        4.9473,
        1.6159,
        0.6523,
        -1.5863,
        -1.0916,
        0.5403,
        0.307,
        -3.4474,
    ),
    spread=(
        0.4735,
        0.6136,
        0.2396,
        1.3455,
        0.1169,
        0.8619,
        3.8936,
        0.5827,
        0.6531,
        0.7389,
        0.6842,
        0.7444,
        3.8847,
        3.2454,
        1.7528,
        0.2539,
        0.5459,
        0.2164,
        0.1485,
        0.2031,
        1.0192,
    ),
    weights=(
        -0.03047,
        0.06468,
        0.00745,
        0.03854,
        -0.01869,
        0.03287,
        -0.04308,
        -0.08999,
        0.00875,
        -0.00023,
        0.02296,
        0.00932,
        0.03528,
        0.03668,
        0.00992,
        -0.009,
        0.04316,
        -0.01384,
        -0.0238,
        0.00033,
        -0.04144,
        0.56661,
    ),
)
