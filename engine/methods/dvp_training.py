"""The network of Deep Video Prior, the queue it learns from, and all that is needed to go on later."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from engine.catalog.base import Architecture
from engine.methods.dvp_kind import Planes, Target
from engine.methods.dvp_plan import Plan
from engine.methods.dvp_shot import PLACE_CHANNELS, Shot
from engine.methods.dvp_variation import Pair, Variation, pasted, seen_differently
from engine.networks.prior import make_network
from engine.runtime.checkpoint import State, prefixed
from engine.training.head import fit_head
from engine.training.learner import Learner
from engine.training.stopping import epoch_losses, is_settled

_AVERAGE = 0.97  # the averaged weights remember about the last 1 / (1 - this) steps
_RECENT = 5  # frames a side of the front from which a share of the steps is drawn
_KEYFRAME_SHARE, _RECENT_SHARE = 0.3, 0.4
_LABEL_BYTES = 512 << 20
_SETTLED = 2e-3  # normalized variance of the epoch losses; that of single frames never falls to the paper's
_PASTED = 0.5  # share of the varied pictures into which objects are pasted


@dataclass(frozen=True, slots=True)
class Settings:
    """What of the parameters concerns the training itself."""

    learning_rate: float
    width: int
    variation: Variation
    is_half: bool = False  # train in bfloat16
    architecture: Architecture = "unet"
    is_coarse_first: bool = False  # the first half of the steps at half size (paper 1, section 6.4.1)
    stops_settled: bool = False  # refining ends once the loss has settled (section 6.4.2)


class Training:
    """h(I; θ) of equation 6 with Q of Algorithm 1. Every random choice comes from `seed`."""

    def __init__(
        self,
        shot: Shot,
        target: Target,
        labels: Mapping[int, Tensor],
        plan: Plan,
        settings: Settings,
        device: str,
        seed: int,
        objects: Mapping[int, Tensor] | None = None,
        hints: int = 0,
        trusts: Mapping[int, Tensor] | None = None,
    ) -> None:
        """`labels`: the keyframes' by frame; `objects`: 1×1×h×w masks of what may be pasted, by frame; `hints`:
        channels that the network is shown beside those of the shot; `trusts`: 1×1×h×w, where keyframes count that do
        not everywhere."""
        self.shot, self.target, self.plan, self.settings = shot, target, plan, settings
        self.device = torch.device(device)
        self.step = 0
        self.joined: list[int] = []  # frames of pseudo labels in the order they came
        self._labels = {frame: label.to(self.device) for frame, label in labels.items()}
        self._objects = {frame: mask.to(self.device) for frame, mask in (objects or {}).items()}
        self._trusts = {frame: trust.to(self.device) for frame, trust in (trusts or {}).items()}
        self._painted = {frame: self._labels[frame] for frame in self._trusts}
        self._whole = tuple(frame for frame in self._labels if frame not in self._trusts)
        self._base = target.base([self._labels[frame] for frame in self._whole])
        self._random = np.random.default_rng(seed)
        self._losses: list[float] = []  # of the finishing steps
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            network = make_network(settings.architecture, shot.channels + hints, target.channels, settings.width)
        self._learner = Learner(network, settings.learning_rate, self.device, plan.steps)
        self._network, self._averaged = self._learner.network, self._learner.averaged

    def fit_head(self) -> None:
        """Set the last layer to what answers the keyframes best, in closed form."""
        pairs = ((self._features(frame), self._labels[frame].float() - self._base) for frame in self._whole)
        fit_head(self._network, pairs)
        self._averaged.load_state_dict(self._network.state_dict())

    @property
    def is_done(self) -> bool:
        """Whether the plan is through, or refining has settled where that ends it."""
        plan = self.plan
        if self.step >= plan.steps:
            return True
        if not self.settings.stops_settled or self.step < plan.steps - plan.finish:
            return False
        queue = len({*self.joined, *plan.keyframes})
        return len(self._losses) % queue == 0 and is_settled(epoch_losses(self._losses, queue), _SETTLED)

    @property
    def firsts(self) -> int:
        """How many frames have had a first picture or, learned from keyframes alone, will have no other soon."""
        return len(self.joined) if self.plan.is_progressive else self.plan.joined_evenly(self.step)

    def train(self) -> float:
        """Take one step of equation 6 on one frame of the queue and return its loss."""
        pair = self._varied(self._drawn())
        lesson = [self._sized(pair.features), self._sized(pair.label)]
        if pair.trust is not None:
            lesson.append(self._sized(pair.trust))
        rate = self._learning_rate()
        self.step += 1
        share = 1 - min(_AVERAGE, 1 - 1 / (self.step + 1))
        kind = "step" if pair.trust is None else "step on a part"
        told = self._learner.learn(kind, self._step_loss, lesson, rate, share)
        if self.step > self.plan.steps - self.plan.finish:
            self._losses.append(told)
        return told

    def _step_loss(self, features: Tensor, label: Tensor, trust: Tensor | None = None) -> Tensor:
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.settings.is_half):
            answer = self._learner.answer(features)
        return self.target.loss(self._composed(features, answer.float()), label, trust)

    def join(self, frame: int) -> Planes:
        """Push (I, h(I; θ)) into the queue (Algorithm 1, line 4) and return the pseudo label as planes.

        Of a keyframe that counts in a part of the picture the rest is known from then on.
        """
        label = self._label(frame)
        if frame in self._painted:
            trust = self._trusts.pop(frame)
            label = torch.lerp(label, self._painted[frame].float(), trust)
        self.joined.append(frame)
        self._labels[frame] = label.to(torch.float16).clone()
        self._forget()
        return self.target.planes(label)

    def predict(self, frame: int) -> Planes:
        """Return what the averaged weights say about a frame now, h×w×C."""
        return self.target.planes(self._label(frame))

    def state(self) -> State:
        """Return everything that a later run with the same plan needs to go on from here."""
        tensors = {
            **self._learner.tensors(),
            **prefixed("label", {str(frame): self._labels[frame] for frame in self.joined if frame in self._labels}),
        }
        facts = {"step": self.step, "joined": self.joined, "random": self._random.bit_generator.state}
        return State(tensors, {**facts, "losses": self._losses})

    def restore(self, state: State) -> None:
        """Go on from `state`, which must come from a run with the same plan and settings."""
        self._learner.restore(state)
        self.step = int(state.facts["step"])
        self.joined = [int(frame) for frame in state.facts["joined"]]
        self._random.bit_generator.state = state.facts["random"]
        self._losses = [float(loss) for loss in state.facts["losses"]]
        for frame, label in state.part("label").items():
            self._labels[int(frame)] = label.to(self.device)
        for joined in self.joined:
            self._trusts.pop(joined, None)

    def start_from(self, state: State) -> bool:
        """Begin with the weights of another run; returns whether they fit (same network)."""
        weights = state.part("averaged")
        if not self.fits(weights):
            return False
        self._learner.take(weights)
        return True

    def fits(self, weights: Mapping[str, Tensor]) -> bool:
        """Tell whether `weights` are of a network like this one."""
        own = self._network.state_dict()
        return {n: w.shape for n, w in weights.items()} == {n: w.shape for n, w in own.items()}

    def _label(self, frame: int) -> Tensor:
        """Return what the averaged weights say about a frame, at the working size."""
        features = self._features(frame)
        with torch.inference_mode():
            shown = self._sized(features)
            label = self.target.settled(self._composed(shown, self._averaged(shown).float()))
            if self._is_coarse:
                label = functional.interpolate(label, features.shape[-2:], mode="bilinear", align_corners=False)
        return label

    def _composed(self, features: Tensor, answer: Tensor) -> Tensor:
        """Return what the network's `answer` to `features` means."""
        return answer + self._base

    @property
    def _is_coarse(self) -> bool:
        return self.settings.is_coarse_first and self.step < self.plan.steps // 2

    def _sized(self, planes: Tensor) -> Tensor:
        """Return what is learned from or shown now: halved during the coarse half."""
        if not self._is_coarse:
            return planes
        size = [max(1, side // 2) for side in planes.shape[-2:]]
        return functional.interpolate(planes, size, mode="area").contiguous(memory_format=torch.channels_last)

    def _features(self, frame: int) -> Tensor:
        return self.shot.features(frame).to(self.device, memory_format=torch.channels_last)

    def _drawn(self) -> int:
        """Return a frame of the queue: often a keyframe, often one at the growing front, else any."""
        keyframes, known = self.plan.keyframes, [frame for frame in self.joined if frame in self._labels]
        chance = self._random.random()
        if not known or chance < _KEYFRAME_SHARE:
            return keyframes[int(self._random.integers(len(keyframes)))]
        front = known[-_RECENT * max(1, 2 * len(keyframes) - 1) :]
        among = front if chance < _KEYFRAME_SHARE + _RECENT_SHARE else [*keyframes, *known]
        return among[int(self._random.integers(len(among)))]

    def _learning_rate(self) -> float:
        """Return the rate of this step: constant, falling as a cosine over the finishing steps."""
        left = (self.plan.steps - self.step) / max(1, self.plan.finish)
        return self.settings.learning_rate * (0.05 + 0.95 * (0.5 - 0.5 * math.cos(math.pi * min(1.0, left))))

    def _varied(self, frame: int) -> Pair:
        """Return the frame with its label; a share of them varied. Places turn with the picture."""
        how, pair = self.settings.variation, self._pair(frame)
        if self._random.random() >= how.share:
            return pair
        if how.copy_paste and self._can_paste and self._random.random() < _PASTED:
            pair = pasted(self._source(), pair, PLACE_CHANNELS, self._random)
        if how.crop or how.flip or how.rotation:
            pair = seen_differently(pair, how, self._random)
        return pair

    @property
    def _can_paste(self) -> bool:
        return bool(self._objects) or self.target.has_objects

    def _source(self) -> Pair:
        """Return a keyframe whose objects may be pasted."""
        known = sorted(self._objects) or list(self.plan.keyframes)
        return self._pair(known[int(self._random.integers(len(known)))])

    def _pair(self, frame: int) -> Pair:
        label = self._labels[frame].float()
        objects = self.target.objects(label) if self.target.has_objects else self._objects.get(frame)
        return Pair(self._features(frame), label, objects, self._trusts.get(frame))

    def _forget(self) -> None:
        """Keep the labels of a very long shot within bounds: of the older half every second one goes."""
        size = sum(label.nbytes for label in self._labels.values())
        if size <= _LABEL_BYTES:
            return
        known = [frame for frame in self.joined if frame in self._labels and frame not in self._painted]
        for frame in known[: len(known) // 2 : 2]:
            del self._labels[frame]
