"""Start weights for Deep Video Prior: features from which a shot's own training sets out (paper 1, section 6.4.1).

The paper begins with weights that were early stopped on another task. Here the network is trained over many clips
such that its last layer, solved in closed form on one frame (`engine.training.head`), is right on another frame of
the same clip: features that tell things apart and keep to them from frame to frame. Whichever weights were best
on clips that were held out are kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor, nn

from engine.networks.prior import make_network
from engine.runtime.checkpoint import State, optimizer_tensors, prefixed, restore_optimizer
from engine.runtime.errors import InputError
from engine.training.episodes import CHANNELS, EPISODES
from engine.training.footage import Footage, is_held_out
from engine.training.head import applied, features_of, fit_head, solved
from engine.training.plan import StartPlan

_AVERAGE = 0.995
_WARM_UP = 60
_OWN_SHARE = 0.2  # of the loss: the frame that the head was solved on
_CHECKED = 24  # held-out episodes
_POOLED = 16  # episodes the shipped head is solved on

Lesson = tuple[Tensor, Tensor, Tensor]  # an episode's shown, labels and truths


class StartTraining:
    """The network, its running average, and the best average so far by the error on held-out clips."""

    def __init__(self, footage: Footage, plan: StartPlan, device: str = "cpu") -> None:
        self.plan, self.device = plan, torch.device(device)
        self.step, self.best_step, self.best_error = 0, 0, math.inf
        self._trained, self._judged = split(footage)
        self._random = np.random.default_rng(plan.seed)
        inputs, outputs = CHANNELS[plan.task]
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(plan.seed)
            network = make_network(plan.architecture, inputs, outputs, plan.width)
        self.network = _channels_last(network.to(self.device))
        self._body: list[Tensor] = [
            weight for name, weight in self.network.named_parameters() if not name.startswith("head.")
        ]
        self._average = [weight.detach().clone() for weight in self._body]
        self.best = [weight.clone() for weight in self._average]
        self._optimizer = torch.optim.Adam(self._body, plan.learning_rate, foreach=True)
        self._exam = list(self._drawn(self._judged, np.random.default_rng(1), _CHECKED))

    def train(self) -> float:
        """Take one step on one episode: each of its frames teaches the head for the other. Returns the loss."""
        lesson = next(self._drawn(self._trained, self._random, 1))
        for group in self._optimizer.param_groups:
            group["lr"] = self._rate()
        loss = _loss(self.network, lesson)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._body, 1.0)
        self._optimizer.step()
        self.step += 1
        kept = min(_AVERAGE, 1 - 1 / (self.step + 1))
        torch._foreach_lerp_(self._average, [weight.detach() for weight in self._body], 1 - kept)
        return float(loss.detach())

    def check(self) -> float:
        """Return the error of the averaged weights on the held-out clips; keep the weights if it is the least."""
        with self._with(self._average):
            error = float(np.mean([_error(self.network, lesson) for lesson in self._exam]))
        if error < self.best_error:
            self.best_error, self.best_step = error, self.step
            self.best = [weight.clone() for weight in self._average]
        return error

    def untrained_error(self) -> float:
        """Return the error of a network fresh from the dice on the held-out clips, its head solved like ours."""
        inputs, outputs = CHANNELS[self.plan.task]
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.plan.seed + 1)
            fresh = make_network(self.plan.architecture, inputs, outputs, self.plan.width).to(self.device)
        return float(np.mean([_error(fresh, lesson) for lesson in self._exam]))

    def mean_error(self) -> float:
        """Return the error on the held-out clips of answering the known frame's mean everywhere."""
        means = [(labels[:1].mean((2, 3), keepdim=True), truths[1:]) for _, labels, truths in self._exam]
        return float(np.mean([float((truth - mean).abs().mean()) for mean, truth in means]))

    def shipped(self) -> dict[str, Tensor]:
        """Return the best weights in float16, with a head that suits many clips, as "averaged.<parameter>"."""
        with self._with(self.best):
            pooled = self._drawn(self._trained, np.random.default_rng(2), _POOLED)
            fit_head(self.network, ((shown, truths) for shown, _, truths in pooled))
            state = self.network.state_dict()
            return prefixed("averaged", {name: tensor.half().cpu() for name, tensor in state.items()})

    def state(self) -> State:
        """Return everything that is needed to go on from here."""
        tensors = {
            **prefixed("network", self.network.state_dict()),
            **prefixed("average", {str(i): weight for i, weight in enumerate(self._average)}),
            **prefixed("best", {str(i): weight for i, weight in enumerate(self.best)}),
            **prefixed("optimizer", optimizer_tensors(self._optimizer)),
        }
        facts = {
            "step": self.step,
            "best_step": self.best_step,
            "best_error": self.best_error if math.isfinite(self.best_error) else None,
            "random": self._random.bit_generator.state,
            "digest": self.plan.digest,
        }
        return State(tensors, facts)

    def restore(self, state: State) -> None:
        """Go on from `state` of the same plan."""
        self.network.load_state_dict(state.part("network"))
        restore_optimizer(self._optimizer, state.part("optimizer"))
        for kept, part in ((self._average, "average"), (self.best, "best")):
            for index, weight in state.part(part).items():
                kept[int(index)].copy_(weight)
        self.step, self.best_step = int(state.facts["step"]), int(state.facts["best_step"])
        self.best_error = math.inf if state.facts["best_error"] is None else float(state.facts["best_error"])
        self._random.bit_generator.state = state.facts["random"]

    def _rate(self) -> float:
        """Return the learning rate of this step: rising, then falling as a cosine to a twentieth."""
        rise = min(1.0, (self.step + 1) / _WARM_UP)
        fall = 0.5 + 0.5 * math.cos(math.pi * min(1.0, self.step / max(1, self.plan.steps)))
        return self.plan.learning_rate * rise * (0.05 + 0.95 * fall)

    def _drawn(self, footage: Footage, random: np.random.Generator, count: int) -> Iterator[Lesson]:
        make = EPISODES[self.plan.task]
        for _ in range(count):
            episode = make(footage, random, self.plan.height)
            shown, labels, truths = (
                torch.from_numpy(planes).to(self.device) for planes in (episode.shown, episode.labels, episode.truths)
            )
            yield shown.contiguous(memory_format=torch.channels_last), labels, truths

    @contextmanager
    def _with(self, weights: Sequence[Tensor]) -> Iterator[None]:
        """Put other weights into the network's body for a while."""
        own = [weight.detach().clone() for weight in self._body]
        with torch.no_grad():
            torch._foreach_copy_(self._body, list(weights))
        try:
            yield
        finally:
            with torch.no_grad():
                torch._foreach_copy_(self._body, own)


def split(footage: Footage) -> tuple[Footage, Footage]:
    """Return what is trained on and what is held out. Photographs stand in for clips where no clip is on a side.

    Raises `InputError` if there is nothing for one of the two.
    """
    parts = []
    for held_out in (False, True):
        clips = {name: frames for name, frames in footage.clips.items() if is_held_out(name) is held_out}
        photos = {name: frames for name, frames in footage.photos.items() if is_held_out(name) is held_out}
        if not clips and not photos:
            raise InputError("There are too few films and pictures to hold some out for judging; add more.")
        parts.append(Footage(clips, {} if held_out and clips else photos))
    return parts[0], parts[1]


def _loss(network: nn.Module, lesson: Lesson) -> Tensor:
    """Return the error of each frame's answer under the head that the other frame's labels make."""
    shown, labels, truths = lesson
    features = features_of(network, shown)
    loss = features.new_zeros(())
    for known, asked in ((0, 1), (1, 0)):
        answers = applied(features, solved(features[known], labels[known]))
        asked_error, own_error = ((answers[i] - truths[i]).abs().mean() for i in (asked, known))
        loss = loss + asked_error + _OWN_SHARE * own_error
    return loss / 2


def _error(network: nn.Module, lesson: Lesson) -> float:
    """Return the mean absolute error on the second frame of a head solved on the first."""
    shown, labels, truths = lesson
    with torch.no_grad():
        features = features_of(network, shown)
        answer = applied(features[1:], solved(features[0], labels[0]))
        return float((answer - truths[1:]).abs().mean())


def _channels_last(network: nn.Module) -> nn.Module:
    for weights in network.parameters():
        if weights.dim() == 4:
            weights.data = weights.data.contiguous(memory_format=torch.channels_last)
    return network
