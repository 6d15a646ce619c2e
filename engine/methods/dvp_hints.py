"""Training with hints (guided Deep Video Prior): the network sees what the motion answers, and how sure it is."""

from __future__ import annotations

from typing import Any

import cv2
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.methods.dvp_color import ColorTarget
from engine.methods.dvp_guide import HINTS, Guide
from engine.methods.dvp_training import Training
from engine.methods.dvp_variation import Pair

_TRIAL_SHARE, _KEYFRAME_SHARE = 0.3, 0.2  # of the steps
_BLANK, _HIDDEN = 0.2, 0.4  # shares of the steps in which all hints are hidden, and a part of them
_START = 0.1  # of the usual size: the network begins by answering the hints


class GuidedTarget(ColorTarget):
    """Labels are chroma and its weight (1×3×h×w), which is where a keyframe is trusted too; of the answer's two
    channels both are judged by L1."""

    def label(self, image: NDArray[Any]) -> Tensor:
        chroma = super().label(image)
        return torch.cat((chroma, torch.ones_like(chroma[:, :1])), 1)

    def trusted(self, label: Tensor, trust: Tensor) -> Tensor:
        return torch.cat((label[:, :2], label[:, 2:] * trust), 1)

    def base(self, labels: Any) -> Tensor:
        return super().base([label[:, :2] for label in labels])

    def loss(self, answer: Tensor, label: Tensor, trust: Tensor | None = None) -> Tensor:
        return ((answer - label[:, :2]).abs() * label[:, 2:]).mean()


class GuidedTraining(Training):
    """Learns from keyframes, trials and the motion's answers, and is shown hints beside the luma."""

    def __init__(self, guide: Guide, *rest: Any) -> None:
        super().__init__(*rest)
        self.guide = guide
        head = [weights for weights in self._network.parameters() if weights.dim() == 4][-1]
        with torch.no_grad():
            head.mul_(_START)
        self._averaged.load_state_dict(self._network.state_dict())

    def _varied(self, frame: int) -> Pair:
        """Return a keyframe with a trial's hints, a keyframe, or any frame with the motion's answer as its label."""
        chance, keys = self._random.random(), self.plan.keyframes
        trials = self.guide.trials
        if trials and chance < _TRIAL_SHARE:
            trial = trials[int(self._random.integers(len(trials)))]
            return self._shown(trial.key, self._labels[trial.key], self._partly(self.guide.hint(trial.name)))
        if not self.plan.order or chance < _TRIAL_SHARE + _KEYFRAME_SHARE:
            frame = keys[int(self._random.integers(len(keys)))]
            chroma = self._labels[frame]
            return self._shown(frame, chroma, self._partly(chroma.cpu()))
        frame = self.plan.order[int(self._random.integers(len(self.plan.order)))]
        hint = self.guide.hint(str(frame))
        return self._shown(frame, hint.to(self.device), self._partly(hint))

    def _drawn(self) -> int:
        return self.plan.keyframes[0]  # what is learned is drawn in `_varied`

    def _composed(self, features: Tensor, answer: Tensor) -> Tensor:
        """Return the network's answer as what it changes of the hints, or of the keyframes' mean without any."""
        hint, sure = features[:, -3:-1], features[:, -1:]
        return answer + hint + (1 - sure) * self._base

    def _features(self, frame: int) -> Tensor:
        """Return what it is asked with: no hints, so that what it answers is told by the luma alone."""
        return self._with_hint(frame, torch.zeros(1, HINTS, self.shot.height, self.shot.width))

    def _shown(self, frame: int, label: Tensor, hint: Tensor) -> Pair:
        return Pair(self._with_hint(frame, hint), label.float())

    def _with_hint(self, frame: int, hint: Tensor) -> Tensor:
        seen = torch.cat((self.shot.features(frame), hint[:, :2] * hint[:, 2:], hint[:, 2:]), 1)
        return seen.to(self.device, memory_format=torch.channels_last)

    def _partly(self, hint: Tensor) -> Tensor:
        """Return the hint, often with its least sure pixels or some blotches of it hidden, or without any."""
        chance = self._random.random()
        if chance < _BLANK:
            return torch.zeros_like(hint)
        if chance >= _BLANK + _HIDDEN:
            return hint
        height, width = hint.shape[-2:]
        if self._random.random() < 0.5:
            shown = hint[:, 2:] > torch.quantile(hint[:, 2], float(self._random.uniform(0, 0.8)))
        else:
            blotches = cv2.resize(self._random.random((4, 6)), (width, height), interpolation=cv2.INTER_LINEAR)
            shown = torch.from_numpy(blotches > self._random.uniform(0, 0.7))[None, None]
        return torch.cat((hint[:, :2], hint[:, 2:] * shown), 1)
