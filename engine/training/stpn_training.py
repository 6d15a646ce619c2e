"""Training the switchable temporal propagation network (paper 2, sections 4 and 5), for any property.

Departures from the paper, all for speed on small machines: Adam instead of SGD at 1e-5, smaller pictures, and a
running average of the weights is what is judged and shipped, whichever was best on clips that were held out. The
paper pretrains on MS-COCO and goes on with clips; so do we with photographs and clips, in one run.
"""

from __future__ import annotations

import copy
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from engine.networks.stpn import SIZES, Stpn
from engine.runtime.checkpoint import State, optimizer_tensors, prefixed, restore_optimizer
from engine.runtime.device import choose_device, has_fast_bfloat16
from engine.runtime.errors import InputError
from engine.training.learner import channels_last
from engine.training.stpn_color import Pair
from engine.training.stpn_plan import StpnPlan
from engine.training.stpn_start import fitted

LAMBDA = 0.1  # paper 2, equation 8
_AVERAGE = 0.998
_WARM_UP = 100
_CHECKED = 96  # held-out pairs
Lesson = TypeVar("Lesson")
Lessons = tuple[Tensor, ...]  # a batch of them

_LEAST_LOG, _MOST_LOG = -10.0, 3.0


@dataclass(frozen=True)
class Material(Generic[Lesson]):
    """Where lessons come from: `photos` (made-up ones) and `clips` to train on, and `exam`, held-out ones."""

    photos: Callable[[np.random.Generator], Lesson]
    clips: Callable[[np.random.Generator], Lesson]
    exam: Callable[[np.random.Generator], Lesson]


class StpnTraining(ABC, Generic[Lesson]):
    """The network, its running average, and the best average so far by the error on held-out clips."""

    doubted = 0.01  # weight of what the confidence learns from; it shares no weights with the rest

    def __init__(self, material: Material[Lesson], plan: StpnPlan, device: str = "cpu") -> None:
        self.plan, self.device = plan, torch.device(device)
        self.step, self.best_step, self.best_error = 0, 0, math.inf
        self._material = material
        self._random = np.random.default_rng(plan.seed)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(plan.seed)
            network = Stpn(SIZES[plan.sizes])
        channels_last(network.to(self.device))
        self.network = network
        self.averaged = copy.deepcopy(self.network).requires_grad_(requires_grad=False)
        self.best = {name: tensor.clone() for name, tensor in self.averaged.state_dict().items()}
        self._optimizer = torch.optim.Adam(self.network.parameters(), plan.learning_rate, foreach=True)
        self._bfloat16 = has_fast_bfloat16(choose_device(device))
        drawn = np.random.default_rng(1)
        self._exam = [self._batch([material.exam(drawn) for _ in range(8)]) for _ in range(_CHECKED // 8)]

    def train(self) -> float:
        """Take one step on a batch of pairs. Returns the loss of equation 8."""
        draw = self._material.photos if self.step < self.plan.photo_steps else self._material.clips
        lesson = self._batch([draw(self._random) for _ in range(self.plan.batch)])
        for group in self._optimizer.param_groups:
            group["lr"] = self._rate()
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self._bfloat16):
            loss, doubt = self._loss(lesson)
        self._optimizer.zero_grad(set_to_none=True)
        (loss + self.doubted * doubt).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self._optimizer.step()
        self.step += 1
        kept = min(_AVERAGE, 1 - 1 / (self.step + 1))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.averaged.parameters()), list(self.network.parameters()), 1 - kept)
        return float(loss.detach())

    def check(self) -> float:
        """Return the root of the mean squared error of the averaged weights on held-out pairs (in the property's
        units); keep the weights if it is the least."""
        error = self.error(self.averaged)
        if self.step > self.plan.photo_steps and error < self.best_error:
            self.best_error, self.best_step = error, self.step
            self.best = {name: tensor.clone() for name, tensor in self.averaged.state_dict().items()}
        return error

    @abstractmethod
    def error(self, network: Stpn | None) -> float:
        """Return that error for a network; None: for the known property as it is."""

    @abstractmethod
    def _loss(self, lesson: Lessons) -> tuple[Tensor, Tensor]:
        """Return the loss of equation 8, and that of the expected error."""

    @abstractmethod
    def _batch(self, lessons: Sequence[Lesson]) -> Lessons:
        """Return lessons as tensors on the device."""

    def _both_ways(self, first: Tensor, second: Tensor, known: Tensor) -> tuple[Tensor, Tensor, Tensor | None]:
        """Return the answer, its log error and, unless it is the basic network, the way back."""
        if self.plan.switch == "none":
            answer, doubt = self.network(first, known)
            return answer, doubt, None
        return self.network.both_ways(first, second, known, is_exact=self.plan.switch == "transposed")

    def begin_with(self, weights: Mapping[str, Tensor]) -> None:
        """Begin with these weights, as far as they fit (`engine.training.stpn_start`). Raises `InputError` if none
        does."""
        if self.step:
            return
        begun = fitted(weights, self.network)
        if not begun:
            raise InputError("The weights to begin with are of no network that this one could learn from.")
        own = {**self.network.state_dict(), **begun}
        self.network.load_state_dict(own)
        self.averaged.load_state_dict(own)

    def shipped(self) -> dict[str, Tensor]:
        """Return the best weights in float16."""
        return {name: tensor.half().cpu() for name, tensor in self.best.items()}

    def state(self) -> State:
        """Return everything that is needed to go on from here."""
        tensors = {
            **prefixed("network", self.network.state_dict()),
            **prefixed("averaged", self.averaged.state_dict()),
            **prefixed("best", self.best),
            **prefixed("optimizer", optimizer_tensors(self._optimizer)),
        }
        facts: dict[str, Any] = {
            "step": self.step,
            "best_step": self.best_step,
            "best_error": self.best_error if math.isfinite(self.best_error) else None,
            "random": self._random.bit_generator.state,
        }
        return State(tensors, facts)

    def restore(self, state: State) -> None:
        """Go on from `state` of the same plan."""
        self.network.load_state_dict(state.part("network"))
        self.averaged.load_state_dict(state.part("averaged"))
        self.best = {name: tensor.to(self.device) for name, tensor in state.part("best").items()}
        restore_optimizer(self._optimizer, state.part("optimizer"))
        self.step, self.best_step = int(state.facts["step"]), int(state.facts["best_step"])
        self.best_error = math.inf if state.facts["best_error"] is None else float(state.facts["best_error"])
        self._random.bit_generator.state = state.facts["random"]

    def _rate(self) -> float:
        """Return the learning rate of this step: rising, then falling as a cosine to a twentieth."""
        rise = min(1.0, (self.step + 1) / _WARM_UP)
        fall = 0.5 + 0.5 * math.cos(math.pi * min(1.0, self.step / self.plan.steps))
        return self.plan.learning_rate * rise * (0.05 + 0.95 * fall)


class PairTraining(StpnTraining[Pair]):
    """Paper 2's training: from one frame of a pair to the other."""

    @torch.no_grad()
    def error(self, network: Stpn | None) -> float:
        """Return that error for a network; None: for the known property as it is."""
        squares = []
        for known, first, second in self._exam:
            answer = first if network is None else network(first, known)[0]
            squares.append(float((answer - second).square().mean()))
        return math.sqrt(sum(squares) / len(squares))

    def _loss(self, lesson: Lessons) -> tuple[Tensor, Tensor]:
        """Return the loss of equation 8, and that of the expected error."""
        known, first, second = lesson
        answer, doubt, back = self._both_ways(first, second, known)
        squares = (second - answer.float()).square()
        loss = squares.mean()
        if back is not None:
            loss = loss + LAMBDA * (first - back.float()).square().mean()
        return loss, doubt_loss(doubt, squares.detach())

    def _batch(self, pairs: Sequence[Pair]) -> Lessons:
        """Return what guides (N×2G×h×w) and the property of the first and of the second frames (N×P×h×w)."""
        known = torch.from_numpy(np.stack([pair.known for pair in pairs])).flatten(1, 2)
        planes = torch.from_numpy(np.stack([pair.property for pair in pairs]))
        known = known.to(self.device).contiguous(memory_format=torch.channels_last)
        return known, planes[:, 0].to(self.device), planes[:, 1].to(self.device)


def doubt_loss(doubt: Tensor, squares: Tensor) -> Tensor:
    """Return how badly `doubt` (N×1×h×w, log of the expected squared error) foretells `squares` (N×P×H×W): the
    negative logarithm of a normal distribution's likelihood."""
    height, width = doubt.shape[-2:]
    seen = functional.adaptive_avg_pool2d(squares.mean(1, keepdim=True), (height, width))
    log = doubt.float().clamp(_LEAST_LOG, _MOST_LOG)
    return (seen * torch.exp(-log) + log).mean()
