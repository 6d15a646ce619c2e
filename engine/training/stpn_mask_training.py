"""Training the networks for masks (paper 2, section 5.4): sigmoid cross-entropy instead of the Euclidean loss, which
the paper has for the refinement alone. Their outputs are logits; what they are given are probabilities, 0..1.

What is judged is 1 - J, J the intersection over union with the true mask where the probability is above one half.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from engine.networks.stpn import Stpn
from engine.training.stpn_color import Pair
from engine.training.stpn_plan import StpnPlan
from engine.training.stpn_training import LAMBDA, Lessons, Material, PairTraining, doubt_loss


class MaskTraining(PairTraining):
    """From one frame's mask to another's: SEG(t) where the plan's switch is "none"."""

    @torch.no_grad()
    def error(self, network: Stpn | None) -> float:
        """Return 1 - J, mean over the held-out pairs; None: of the known mask as it is."""
        overlaps = []
        for known, first, second in self._exam:
            is_inside = first > 0.5 if network is None else network(first, known)[0] > 0
            overlaps.append(overlap(is_inside, second > 0.5))
        return 1 - float(torch.cat(overlaps).mean())

    def _loss(self, lesson: Lessons) -> tuple[Tensor, Tensor]:
        """Return the loss of equation 8 with cross-entropies, and that of the expected squared error."""
        known, first, second = lesson
        answer, doubt, back = self._both_ways(first, second, known)
        answer = answer.float()
        loss = functional.binary_cross_entropy_with_logits(answer, second)
        if back is not None:
            loss = loss + LAMBDA * functional.binary_cross_entropy_with_logits(back.float(), first)
        return loss, doubt_loss(doubt, (torch.sigmoid(answer.detach()) - second).square())


class RefinedTraining(MaskTraining):
    """From a coarse mask of a frame to its true one, the frame's RGB as the guidance: the refinement of SEG(t+s)."""

    def __init__(self, material: Material[Pair], plan: StpnPlan, coarse: Stpn, device: str = "cpu") -> None:
        """`coarse`: the trained SEG(t), whose masks are to be refined."""
        self._coarse = coarse.eval().requires_grad_(requires_grad=False).to(device)
        super().__init__(material, plan, device)

    def _batch(self, pairs: Sequence[Pair]) -> Lessons:
        """Return RGB of the second frames (N×3×h×w), their coarse and their true masks (N×1×h×w)."""
        known, first, second = super()._batch(pairs)
        with torch.no_grad():
            coarse = torch.sigmoid(self._coarse(first, known)[0].float())
        return known[:, 3:].contiguous(memory_format=torch.channels_last), coarse, second


def overlap(is_inside: Tensor, is_true: Tensor) -> Tensor:
    """Return J of each mask (N×1×h×w, bool): N values; 1 where both are empty."""
    both = (is_inside & is_true).sum((1, 2, 3))
    either = (is_inside | is_true).sum((1, 2, 3))
    return torch.where(either > 0, both / either.clamp(min=1), 1.0)
