"""Keeping the weights of the step that was best, because the last step seldom is.

Longer training follows the processed frames closer, flicker included: users of the released code found 100 epochs
less steady than 50 (implementers-facts.md 2.5), and figure 10 of paper 1 shows both figures rising together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from engine.runtime.checkpoint import State, prefixed

if TYPE_CHECKING:
    from torch import Tensor

FIDELITY_GOAL = 28.0  # dB of F_data at which a result counts as true to what it was made from
_SHORT, _BEYOND = 10.0, 1.0  # what a dB under and over the goal is worth, in percent of the reference's E_warp


@dataclass(frozen=True, slots=True)
class Measured:
    """One look at the result while training: `e_warp` (equation 8, lower is steadier), `fidelity` in dB (PSNR to
    what is to be followed, as F_data of equation 9)."""

    step: int
    e_warp: float
    fidelity: float


def score(measured: Measured, reference_e_warp: float, goal: float = FIDELITY_GOAL) -> float:
    """Return how good a result is, in percent of the E_warp of the `reference` (the processed clip); more is better.

    A result that takes away a tenth of the reference's inconsistency scores 10. Every dB of fidelity missing to
    the `goal` costs 10, so that a gray, steady picture never wins; every dB beyond it brings 1, so that of two
    results which are true enough the steadier one wins. Figures that are no numbers score minus infinity.
    """
    if not (math.isfinite(measured.e_warp) and math.isfinite(measured.fidelity)):
        return -math.inf
    steadier = 100 * (1 - measured.e_warp / max(reference_e_warp, 1e-9))
    distance = measured.fidelity - goal
    return steadier + (_BEYOND if distance > 0 else _SHORT) * distance


class Best:
    """The best step so far and a copy of its weights. Put `state()` into the run's checkpoint, `restore` it later.

    if best.consider(Measured(step, e_warp, fidelity), network.state_dict):
        ...  # a new best
    network.load_state_dict(best.weights)
    """

    def __init__(self, reference_e_warp: float, goal: float = FIDELITY_GOAL) -> None:
        self.reference_e_warp, self.goal = reference_e_warp, goal
        self.measured: Measured | None = None
        self.weights: dict[str, Tensor] = {}

    @property
    def score(self) -> float:
        """The best score so far, minus infinity before the first."""
        return -math.inf if self.measured is None else score(self.measured, self.reference_e_warp, self.goal)

    def consider(self, measured: Measured, weights: Callable[[], Mapping[str, Tensor]]) -> bool:
        """Keep a copy (on the CPU) of `weights()` if this look is the best yet, of equals the first; tell if so."""
        if score(measured, self.reference_e_warp, self.goal) <= self.score:
            return False
        self.measured = measured
        self.weights = {name: tensor.detach().cpu().clone() for name, tensor in weights().items()}
        return True

    def state(self) -> State:
        """Return what a checkpoint must hold: tensors "best.…" and the fact "best"."""
        measured = None if self.measured is None else asdict(self.measured)
        facts = {"reference_e_warp": self.reference_e_warp, "goal": self.goal, "measured": measured}
        return State(prefixed("best", self.weights), {"best": facts})

    def restore(self, state: State) -> None:
        """Go on from a checkpoint that holds `state()`; one without it leaves everything as it is."""
        facts = state.facts.get("best")
        if facts is None:
            return
        self.reference_e_warp, self.goal = float(facts["reference_e_warp"]), float(facts["goal"])
        measured = facts["measured"]
        self.measured = None if measured is None else Measured(**measured)
        self.weights = state.part("best")
