"""The network of blind consistency and how it learns: equation 3, or equations 4 and 5 with two outputs."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from engine.catalog.base import Architecture
from engine.color.lab import Unit
from engine.methods.consistency_footage import Footage
from engine.methods.consistency_plan import Role, Variant
from engine.networks.features import FeatureLoss
from engine.networks.prior import make_network
from engine.runtime.checkpoint import State
from engine.training.head import fit_head
from engine.training.learner import Learner

DELTA = 0.02  # δ of equation 4
_MINOR_SHARE = 0.9  # of the minor output at the beginning, as in the released code
_FOLLOWED_SHARE = 0.1  # of what frames of other modes teach the main output
_DARK = 0.1  # what the released code adds to the input it divides by
_AVERAGE = 0.98  # the averaged weights remember about the last 1 / (1 - this) steps
_FALL = 1 / 3  # share of the steps at the end over which the learning rate falls
_FLOOR = 0.05


@dataclass(frozen=True, slots=True)
class Settings:
    """What of the parameters concerns the training itself."""

    network: Architecture
    width: int
    learning_rate: float
    variant: Variant = ""
    features: bool = True
    vgg19: Path | None = None
    is_half: bool = False  # train in bfloat16
    steps: int = 0  # about how many are taken: only long runs are worth long preparations


@dataclass(frozen=True)
class Answer:
    """O_t, the (main) output: h×w×3 RGB, 0..1; `confidence`: C_t of equation 4, h×w, or None without a minor one."""

    image: Unit
    confidence: NDArray[np.float32] | None = None


class Training:
    """g(I; θ) of equation 3. The network sees RGB and a constant; what it answers is added to the input.

    Without biases in its blocks a network answers twice the light with twice the change; the constant lets it know
    black from dark. Starting from the input itself, the first results are steady, and it takes fewer steps.
    """

    def __init__(self, footage: Footage, settings: Settings, device: str, seed: int) -> None:
        self.footage, self.settings = footage, settings
        self.device = torch.device(device)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            network = make_network(settings.network, 4, 6 if settings.variant else 3, settings.width)
        self._learner = Learner(network, settings.learning_rate, self.device, settings.steps)
        self._network, self._averaged = self._learner.network, self._learner.averaged
        self._alike = FeatureLoss(settings.vgg19, self.device) if settings.features else None
        self._steps = 0  # since the window began

    def fit(self, frames: Sequence[int], others: Sequence[int], is_coarse: bool) -> None:
        """Set the last layer to what answers these frames best, in closed form; saves some hundred first steps.

        With two outputs the minor one is fitted to `others`, where there are any.
        """
        self._fit_output(0, frames, is_coarse)
        if self.settings.variant:
            self._fit_output(1, others or frames, is_coarse)
        self._averaged.load_state_dict(self._network.state_dict())

    def fit_minor(self, others: Sequence[int]) -> None:
        """Set the last layer of the minor output alone to what answers these frames best, at full size."""
        self._fit_output(1, others, is_coarse=False)
        heads = (cast(torch.nn.Conv2d, network.head) for network in (self._averaged, self._network))
        for own, new in zip(*(head.parameters() for head in heads), strict=True):
            own[3:] = new[3:].detach()

    def _fit_output(self, part: int, frames: Sequence[int], is_coarse: bool) -> None:
        """Fit the main (0) or the minor output (1) and leave the other as it is."""
        head = cast(torch.nn.Conv2d, self._network.head)
        before = [parameter.detach().clone() for parameter in head.parameters()]
        fit_head(self._network, (self._lesson(frame, is_coarse) for frame in frames))
        other = slice(3 * (1 - part), 3 * (1 - part) + 3)
        with torch.no_grad():
            for parameter, old in zip(head.parameters(), before, strict=True):
                parameter[other] = old[other]

    @property
    def is_perceptual(self) -> bool:
        return self._alike is not None and self._alike.is_perceptual

    def begin_window(self) -> None:
        """Begin another window with the weights there are."""
        self._learner.begin_again()
        self._steps = 0

    def train(self, frame: int, role: Role, is_coarse: bool, done: float) -> float:
        """Take one step on one frame and return its loss. `done`: the share of the window's steps that is taken."""
        pair = [plane.to(self.device) for plane in self.footage.tensors(frame, is_coarse)]
        self._steps += 1
        share = 1 - min(_AVERAGE, 1 - 1 / (self._steps + 1))
        rate = self.settings.learning_rate * falling(done)
        return self._learner.learn(role, partial(self._step_loss, role), pair, rate, share)

    def _step_loss(self, role: Role, given: Tensor, wanted: Tensor) -> Tensor:
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.settings.is_half):
            outputs = self._outputs(self._learner.answer, given)
        return self._loss([output.float() for output in outputs], given, wanted, role)

    def predict(self, frame: int, weights: Mapping[str, Tensor] | None = None) -> Answer:
        """Return what the averaged weights (or other `weights`) make of a frame at the working size."""
        given, wanted = (plane.to(self.device) for plane in self.footage.tensors(frame))
        with torch.inference_mode():
            network = self._averaged if weights is None else self._holding(weights)
            outputs = [output.float() for output in self._outputs(network, given)]
            confidence = None
            if len(outputs) == 2:
                sure = trusted(outputs[0], outputs[1], given, wanted, self.settings.variant)
                confidence = sure[0, 0].float().cpu().numpy()
        planes: NDArray[np.float32] = outputs[0][0].cpu().numpy()
        return Answer(np.clip(np.ascontiguousarray(planes.transpose(1, 2, 0)), 0, 1), confidence)

    def weights(self) -> dict[str, Tensor]:
        """Return the averaged weights."""
        return self._averaged.state_dict()

    def take(self, weights: Mapping[str, Tensor]) -> None:
        """Answer with these weights, and go on from them."""
        self._learner.take(weights)

    def state(self) -> State:
        """Return everything that the same run needs to go on from here."""
        return State(self._learner.tensors(), {"window_steps": self._steps})

    def restore(self, state: State) -> None:
        """Go on from `state`, which must come from a run with the same settings."""
        self._learner.restore(state)
        self._steps = int(state.facts["window_steps"])

    def start_from(self, state: State) -> bool:
        """Begin with the weights of another run ("averaged.…"); returns whether they fit.

        Weights without the constant or for one output are taken too: the constant then changes nothing at first,
        and the minor output begins as drawn.
        """
        own, weights = self._averaged.state_dict(), state.part("averaged")
        if own.keys() != weights.keys():
            return False
        fitted = {name: _fitted(weights[name], tensor) for name, tensor in own.items()}
        if any(tensor is None for tensor in fitted.values()):
            return False
        self.take({name: tensor for name, tensor in fitted.items() if tensor is not None})
        return True

    def _outputs(self, network: Callable[[Tensor], Tensor], given: Tensor) -> list[Tensor]:
        return [given + part for part in torch.split(network(_shown(given)), 3, 1)]

    def _lesson(self, frame: int, is_coarse: bool) -> tuple[Tensor, Tensor]:
        """Return what the network is shown of a frame, and what it should answer."""
        given, wanted = (plane.to(self.device) for plane in self.footage.tensors(frame, is_coarse))
        return _shown(given), (wanted - given).repeat(1, 2 if self.settings.variant else 1, 1, 1)

    def _loss(self, outputs: list[Tensor], given: Tensor, wanted: Tensor, role: Role) -> Tensor:
        """Return L_data of this step (equation 3, or 5 with two outputs)."""
        if role == "plain":
            return self._distance(outputs[0], wanted)
        main, minor = outputs
        if role == "begin":
            return self._distance(main, wanted) + _MINOR_SHARE * self._distance(minor, wanted)
        if role in ("main", "minor"):
            return self._distance(main if role == "main" else minor, wanted)
        sure = trusted(main.detach(), minor.detach(), given, wanted, self.settings.variant)
        share = _FOLLOWED_SHARE if role == "followed" else 1.0
        rest = 1 - sure
        return share * self._distance(sure * main, sure * wanted) + self._distance(rest * minor, rest * wanted)

    def _distance(self, output: Tensor, wanted: Tensor) -> Tensor:
        if self._alike is None or self.settings.variant == "code":  # which compares no features then
            return (output - wanted).abs().mean()
        return self._alike(output, wanted)

    def _holding(self, weights: Mapping[str, Tensor]) -> torch.nn.Module:
        network = copy.deepcopy(self._averaged)
        network.load_state_dict(weights)
        return network


def trusted(main: Tensor, minor: Tensor, given: Tensor, wanted: Tensor, variant: Variant) -> Tensor:
    """Return C of equation 4, N×1×H×W of 0 and 1: where `wanted` is taken to be of the main mode.

    All pictures are N×3×H×W. "paper": the L1 distance (mean over channels) to `main` is under that to `minor`, or
    under δ = 0.02. "modes", beyond the paper: so is its mean over the pixel and its eight neighbors, as a mode covers
    more than single pixels, among which those that happen to lie near the wrong output would pull it over. "code", as
    released: the largest difference of a channel, divided by the input, is under that to `minor`.
    """
    if variant == "code":
        far, other = (((o - wanted).abs() / (given + _DARK)).amax(1, keepdim=True) for o in (main, minor))
        return (far < other).to(wanted.dtype)
    far, other = ((output - wanted).abs().mean(1, keepdim=True) for output in (main, minor))
    if variant == "modes":
        far, other = (_around(distance) for distance in (far, other))
    return (far < other.clamp(min=DELTA)).to(wanted.dtype)


def _around(plane: Tensor) -> Tensor:
    return functional.avg_pool2d(plane, 3, stride=1, padding=1, count_include_pad=False)


def _shown(given: Tensor) -> Tensor:
    """Return N×4×H×W: the picture and a constant."""
    return torch.cat((given, torch.ones_like(given[:, :1])), 1).to(memory_format=torch.channels_last)


def falling(done: float) -> float:
    """Return the factor of the learning rate: 1, then down to a twentieth as a cosine over the last third."""
    left = min(1.0, max(0.0, (1 - done) / _FALL))
    return _FLOOR + (1 - _FLOOR) * (0.5 - 0.5 * math.cos(math.pi * left))


def _fitted(weights: Tensor, own: Tensor) -> Tensor | None:
    """Return `weights` in the shape of `own` if they differ in the constant input or the minor output alone."""
    if weights.shape == own.shape:
        return weights
    is_same = weights.dim() == own.dim()
    if is_same and own.dim() == 4 and weights.shape[0] == own.shape[0] and weights.shape[1] == own.shape[1] - 1:
        return torch.cat((weights, torch.zeros_like(own[:, :1]).cpu()), 1)
    if is_same and own.shape[0] == 6 and weights.shape == (3, *own.shape[1:]):
        return torch.cat((weights, own[3:].cpu()))
    return None
