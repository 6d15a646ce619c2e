"""Masks that follow the motion too (beyond the paper): what the motion says joins what the network answers.

Motion fails where an object turns or deforms, the network where much of the picture looks like the object. They err
independently, so their probabilities are multiplied, those of the motion as far as it expects to be right. What comes
of it is the pseudo label (Algorithm 1), so the network learns from the motion, and the final answer.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from engine.methods.dvp_guide import Guide
from engine.methods.dvp_mask import MaskTarget
from engine.methods.dvp_training import Training

_COUNTS = 2.0  # weight of the motion where it is sure, against the network
_SURE = 10.0  # units of the codes: expected error at which the motion counts 1 / e
_LEAST = 0.02  # probability below which neither puts a label


class GuidedMaskTraining(Training):
    """Learns as ever; every answer for a frame between keyframes is joined with the motion's."""

    target: MaskTarget

    def __init__(self, guide: Guide, *rest: Any) -> None:
        super().__init__(*rest)
        self._guide = guide

    def _label(self, frame: int) -> Tensor:
        answer = super()._label(frame)
        if frame not in self.plan.order:
            return answer
        motion = self._guide.small_answer(str(frame))
        told = self._guide.probabilities(motion, self.target.channels).to(self.device)
        error = torch.from_numpy(motion.error)[None, None].to(self.device)
        sure = (-error / _SURE**2).exp()
        together = answer.clamp(min=_LEAST).log() + _COUNTS * sure * told.clamp(min=_LEAST).log()
        return together.softmax(1)
