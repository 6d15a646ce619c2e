"""The network of Deep Video Prior, the queue it learns from, and all that is needed to go on later."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from engine.color.lab import Chroma
from engine.methods.dvp_plan import Plan
from engine.methods.dvp_shot import CHANNELS, Shot, to_chroma
from engine.networks.unet import UNet
from engine.runtime.checkpoint import State, optimizer_tensors, prefixed, restore_optimizer

_AVERAGE = 0.97  # the averaged weights remember about the last 1 / (1 - this) steps
_RECENT = 5  # frames a side of the front from which a share of the steps is drawn
_KEYFRAME_SHARE, _RECENT_SHARE = 0.3, 0.4
_LABEL_BYTES = 512 << 20


@dataclass(frozen=True, slots=True)
class Settings:
    """What of the parameters concerns the training itself."""

    learning_rate: float
    width: int
    augmentation: float
    is_half: bool = False  # train in bfloat16


class Training:
    """h(I; θ) of equation 6 with Q of Algorithm 1. Every random choice comes from `seed`."""

    def __init__(
        self, shot: Shot, labels: Mapping[int, Tensor], plan: Plan, settings: Settings, device: str, seed: int
    ) -> None:
        """`labels`: the keyframes' chroma (1×2×h×w) by frame."""
        self.shot, self.plan, self.settings = shot, plan, settings
        self.device = torch.device(device)
        self.step = 0
        self.joined: list[int] = []  # frames of pseudo labels in the order they came
        self._labels = {frame: label.to(self.device) for frame, label in labels.items()}
        self._mean = torch.stack([label.mean((2, 3), keepdim=True) for label in self._labels.values()]).mean(0)
        self._random = np.random.default_rng(seed)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            network = UNet(CHANNELS, 2, settings.width)
        self._network = network.to(self.device)
        for weights in self._network.parameters():
            if weights.dim() == 4:  # faster on most devices than planes one after the other
                weights.data = weights.data.contiguous(memory_format=torch.channels_last)
        self._averaged = copy.deepcopy(self._network).requires_grad_(requires_grad=False)
        self._optimizer = torch.optim.Adam(self._network.parameters(), settings.learning_rate, foreach=True)

    def train(self) -> float:
        """Take one step of equation 6 on one frame of the queue and return its loss."""
        frame = self._drawn()
        features, label = self._augmented(self._features(frame), self._labels[frame].float())
        for group in self._optimizer.param_groups:
            group["lr"] = self._learning_rate()
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.settings.is_half):
            answer = self._answer(self._network, features)
        loss = (answer - label).abs().mean()
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimizer.step()
        self.step += 1
        kept = min(_AVERAGE, 1 - 1 / (self.step + 1))
        torch._foreach_lerp_(list(self._averaged.parameters()), list(self._network.parameters()), 1 - kept)
        return float(loss.detach())

    def join(self, frame: int) -> Chroma:
        """Push (I, h(I; θ)) into the queue (Algorithm 1, line 4) and return the pseudo label as ab (h×w×2)."""
        with torch.inference_mode():
            label = self._answer(self._averaged, self._features(frame))
        self.joined.append(frame)
        self._labels[frame] = label.to(torch.float16).clone()
        self._forget()
        return to_chroma(label)

    def predict(self, frame: int) -> Chroma:
        """Return ab (h×w×2) of a frame as the averaged weights see it now."""
        with torch.inference_mode():
            return to_chroma(self._answer(self._averaged, self._features(frame)))

    def state(self) -> State:
        """Return everything that a later run with the same plan needs to go on from here."""
        tensors = {
            **prefixed("network", self._network.state_dict()),
            **prefixed("averaged", self._averaged.state_dict()),
            **prefixed("optimizer", optimizer_tensors(self._optimizer)),
            **prefixed("label", {str(frame): self._labels[frame] for frame in self.joined if frame in self._labels}),
        }
        return State(tensors, {"step": self.step, "joined": self.joined, "random": self._random.bit_generator.state})

    def restore(self, state: State) -> None:
        """Go on from `state`, which must come from a run with the same plan and settings."""
        self._network.load_state_dict(state.part("network"))
        self._averaged.load_state_dict(state.part("averaged"))
        restore_optimizer(self._optimizer, state.part("optimizer"))
        self.step = int(state.facts["step"])
        self.joined = [int(frame) for frame in state.facts["joined"]]
        self._random.bit_generator.state = state.facts["random"]
        for frame, label in state.part("label").items():
            self._labels[int(frame)] = label.to(self.device)

    def start_from(self, state: State) -> bool:
        """Begin with the weights of another run; returns whether they fit (same network)."""
        weights = state.part("averaged")
        own = self._network.state_dict()
        if {n: w.shape for n, w in weights.items()} != {n: w.shape for n, w in own.items()}:
            return False
        self._network.load_state_dict(weights)
        self._averaged.load_state_dict(weights)
        return True

    def _answer(self, network: UNet, features: Tensor) -> Tensor:
        answer: Tensor = network(features)
        return answer.float() + self._mean

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

    def _augmented(self, features: Tensor, label: Tensor) -> tuple[Tensor, Tensor]:
        """Crop, flip and turn a share of the pairs (paper section 5.4). Places turn with the picture."""
        if self._random.random() >= self.settings.augmentation:
            return features, label
        pair = torch.cat((features, label), 1)
        view = self._view(pair.shape)
        pair = functional.grid_sample(pair, view, mode="bilinear", padding_mode="reflection", align_corners=False)
        return pair[:, :CHANNELS].contiguous(memory_format=torch.channels_last), pair[:, CHANNELS:]

    def _view(self, shape: torch.Size) -> Tensor:
        """Return the sampling grid of a random turn (up to 15 degrees), crop (down to 70 %) and flip."""
        height, width = shape[-2:]
        turn = math.radians(self._random.uniform(-15, 15))
        scale, mirror = self._random.uniform(0.7, 1), 1 if self._random.random() < 0.5 else -1
        right, down = self._random.uniform(-1, 1, 2) * (1 - scale)
        cos, sin, shape_ratio = math.cos(turn) * scale, math.sin(turn) * scale, height / width
        rows = [[cos * mirror, -sin * shape_ratio, right], [sin * mirror / shape_ratio, cos, down]]
        matrix = torch.tensor([rows], dtype=torch.float32, device=self.device)
        return functional.affine_grid(matrix, [1, 1, height, width], align_corners=False)

    def _forget(self) -> None:
        """Keep the labels of a very long shot within bounds: of the older half every second one goes."""
        size = sum(label.nbytes for label in self._labels.values())
        if size <= _LABEL_BYTES:
            return
        known = [frame for frame in self.joined if frame in self._labels]
        for frame in known[: len(known) // 2 : 2]:
            del self._labels[frame]
