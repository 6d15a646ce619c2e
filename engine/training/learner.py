"""A network that learns, one step at a time, the fastest way its device has.

Adam at the rate of each step, and the running average of the weights, which answers steadier than the weights
themselves. Weights and pictures lie channels last. On a processor all of a step runs as it is written, with the
update in one pass (fused). On CUDA the step is recorded once for every kind and size, as a CUDA graph, and replayed:
what the program does between kernels then costs nothing. Long runs there compile the network first. Neither is ever
needed: what cannot be recorded or compiled runs as it is written, with a line in the log.
"""

from __future__ import annotations

import copy
import importlib.util
import logging
import os
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor, nn

from engine.runtime.checkpoint import State, optimizer_tensors, prefixed, restore_optimizer
from engine.runtime.device import is_out_of_memory

Body = Callable[..., Tensor]  # from a step's inputs to its loss, a scalar tensor
Replay = Callable[[], object]
Recorder = Callable[[Callable[[], Tensor]], tuple[Replay, Tensor]]

_log = logging.getLogger(__name__)
_WRITTEN_OUT = 3  # steps of every kind and size before one is recorded: libraries set themselves up in them
_MOST_RECORDED = 16
_FUSED = ("cpu", "cuda")
_OUTLIER = 4.0  # gradients longer than so many of what Adam remembers as usual are shortened to that
_KNOWN_FROM = 20  # steps: before, Adam has seen too little to tell what is usual
_FORGETTING = 0.999  # of Adam's second moment (its default)
_COMPILED_FROM = 1500  # steps: compiling takes up to a minute, in which nothing else happens
_COMPILE = "TINTLOOM_COMPILE"  # 1 compiles in short runs too, 0 never


class Learner:
    """`network` learns, `averaged` is the running average of its weights; both are on `device`, channels last.

    `steps` is about how many will be taken. Its own loss functions call `answer`, not `network`.
    """

    def __init__(
        self,
        network: nn.Module,
        learning_rate: float,
        device: torch.device,
        steps: int = 0,
        runs: Direct | Recorded | None = None,
    ) -> None:
        """`runs` is how steps are run, by default the fastest way there is."""
        self.network = channels_last(network.to(device))
        self.averaged = copy.deepcopy(self.network).requires_grad_(requires_grad=False)
        self._learning_rate = learning_rate
        self._share = torch.zeros((), device=device)  # as a tensor a recorded step can be told it
        self._runs = runs or (Recorded(CudaRecorder) if device.type == "cuda" else Direct())
        self._optimizer = self._new_optimizer()
        self._compiled = compiled(self.network) if is_worth_compiling(device, steps) else None

    def answer(self, shown: Tensor) -> Tensor:
        """Return what the learning network answers to `shown` (N×C×H×W), with gradients."""
        network = self.network if self._compiled is None else self._compiled
        return cast(Tensor, network(shown))

    def learn(self, kind: Hashable, loss: Body, inputs: Sequence[Tensor], rate: float, share: float) -> float:
        """Take one step on `loss(*inputs)` at the learning rate `rate` and return the loss.

        `share` is that of the new weights in the average. Steps of one `kind` with inputs of one size must do the
        same to them: what else the loss depends on belongs into the kind.
        """
        for group in self._optimizer.param_groups:
            if isinstance(group["lr"], Tensor):
                group["lr"].fill_(rate)
            else:
                group["lr"] = rate
        self._share.fill_(share)

        def step(*given: Tensor) -> Tensor:
            return self._step(loss, given, share)

        return float(self._runs.run(kind, inputs, step))

    def _step(self, loss: Body, inputs: Sequence[Tensor], share: float) -> Tensor:
        try:
            told = self._follow(loss, inputs)
        except Exception as error:  # a compiler's reasons to fail are many, and none is the artist's
            if self._compiled is None or is_out_of_memory(error):
                raise
            _log.warning("the network is not compiled: %s", error)
            self._compiled = None
            told = self._follow(loss, inputs)
        self._shorten()
        self._optimizer.step()
        averaged: list[Tensor] = list(self.averaged.parameters())
        weights: list[Tensor] = list(self.network.parameters())
        if self._runs.is_recording:
            torch._foreach_lerp_(averaged, weights, [self._share] * len(weights))
        else:
            torch._foreach_lerp_(averaged, weights, share)
        return told

    def _follow(self, loss: Body, inputs: Sequence[Tensor]) -> Tensor:
        """Set the gradients and return the loss."""
        self._optimizer.zero_grad(set_to_none=True)
        told = loss(*inputs)
        told.backward()  # type: ignore[no-untyped-call]
        return told.detach()

    def _shorten(self) -> None:
        """Keep one picture that the network is far off on from ending all it has learned: a loss 100 times the usual
        one has left networks of one shot dead, whose every later answer was the same."""
        known = [weight for weight in self.network.parameters() if weight in self._optimizer.state]
        if not known:
            return
        states = [self._optimizer.state[weight] for weight in known]
        gradients = [weight.grad for weight in known if weight.grad is not None]
        length = torch.stack(torch._foreach_norm(gradients)).norm()
        remembered = torch.stack(torch._foreach_norm([state["exp_avg_sq"] for state in states], 1)).sum()
        steps = states[0]["step"]
        usual = (remembered / (1 - _FORGETTING**steps)).sqrt()
        share = (_OUTLIER * usual / length.clamp(min=1e-30)).clamp(max=1)
        is_known = (steps >= _KNOWN_FROM) & (usual > 0)
        torch._foreach_mul_(gradients, torch.where(is_known, share, 1.0))

    def begin_again(self) -> None:
        """Forget what Adam knows; the weights stay."""
        self._optimizer = self._new_optimizer()
        self._runs.forget()

    def take(self, weights: Mapping[str, Tensor]) -> None:
        """Answer with these weights, and go on from them."""
        self.averaged.load_state_dict(weights)
        self.network.load_state_dict(weights)

    def tensors(self) -> dict[str, Tensor]:
        """Return all that `restore` needs: "network.…", "averaged.…" and "optimizer.…"."""
        return {
            **prefixed("network", self.network.state_dict()),
            **prefixed("averaged", self.averaged.state_dict()),
            **prefixed("optimizer", optimizer_tensors(self._optimizer)),
        }

    def restore(self, state: State) -> None:
        """Go on from the tensors of an equal one, as if never stopped."""
        self.network.load_state_dict(state.part("network"))
        self.averaged.load_state_dict(state.part("averaged"))
        restore_optimizer(self._optimizer, state.part("optimizer"))
        self._runs.forget()

    def _new_optimizer(self) -> torch.optim.Adam:
        weights, device = list(self.network.parameters()), self._share.device
        if device.type not in _FUSED:
            return torch.optim.Adam(weights, self._learning_rate, foreach=True)
        if self._runs.is_recording:  # a recorded step takes only tensors anew
            rate = torch.tensor(self._learning_rate, device=device)
            return torch.optim.Adam(weights, rate, fused=True, capturable=True)
        return torch.optim.Adam(weights, self._learning_rate, fused=True)


class Direct:
    """Runs every step as it is written."""

    is_recording = False

    def run(self, kind: Hashable, inputs: Sequence[Tensor], step: Body) -> Tensor:
        return step(*inputs)

    def forget(self) -> None:
        """Do nothing: nothing is kept."""


class Recorded:
    """Runs the first steps of every kind and size as they are written; then records one and replays it.

    `recorder()(body)` runs `body` without effect and returns what brings its effect about, as often as it is called,
    and the tensor in which the loss then is.
    """

    is_recording = True

    def __init__(self, recorder: Callable[[], Recorder]) -> None:
        self._recorder = recorder
        self._record = recorder()
        self._taken: dict[Hashable, int] = {}
        self._steps: dict[Hashable, _Step] = {}
        self._is_possible = True

    def run(self, kind: Hashable, inputs: Sequence[Tensor], step: Body) -> Tensor:
        """Return the loss of one step on `inputs`."""
        key = kind, *((tuple(tensor.shape), tensor.dtype) for tensor in inputs)
        taken = self._taken[key] = self._taken.get(key, 0) + 1
        known = self._steps.get(key)
        if known is None and self._is_possible and taken > _WRITTEN_OUT and len(self._steps) < _MOST_RECORDED:
            known = self._new(key, inputs, step)
        if known is None:
            return step(*inputs)
        for held, now in zip(known.inputs, inputs, strict=True):
            held.copy_(now)
        known.replay()
        return known.loss

    def forget(self) -> None:
        """Record anew: the tensors that the steps worked on are no longer those in use."""
        self._taken.clear()
        self._steps.clear()
        self._record = self._recorder()

    def _new(self, key: Hashable, inputs: Sequence[Tensor], step: Body) -> _Step | None:
        held = [tensor.detach().clone() for tensor in inputs]
        try:
            replay, loss = self._record(lambda: step(*held))
        except RuntimeError as error:
            _log.warning("steps are not recorded: %s", error)
            self._is_possible = False
            return None
        self._steps[key] = _Step(held, replay, loss)
        return self._steps[key]


@dataclass(frozen=True)
class _Step:
    """A recorded step: it reads `inputs`, and leaves its loss in `loss`."""

    inputs: Sequence[Tensor]
    replay: Replay
    loss: Tensor


class CudaRecorder:
    """Records what a body does on the current CUDA device as a graph; nothing happens before its first replay.

    All graphs share one pool of memory: only one runs at a time, and its loss is read before the next.
    """

    def __init__(self) -> None:
        self._pool: Any = None

    def __call__(self, body: Callable[[], Tensor]) -> tuple[Replay, Tensor]:
        """Return what replays `body`, and its loss. Raises `RuntimeError` if the body cannot be recorded."""
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self._pool, capture_error_mode="thread_local"):
            loss = body()
        self._pool = graph.pool()
        return graph.replay, loss


def is_worth_compiling(device: torch.device, steps: int) -> bool:
    """Tell whether a run of so many steps should compile its network: on CUDA, with Triton there, and a long one.

    On a processor compiling takes over a minute and a C++ compiler, and the steps are no faster then.
    """
    asked = os.environ.get(_COMPILE, "")
    if device.type != "cuda" or asked == "0" or importlib.util.find_spec("triton") is None:
        return False
    return asked == "1" or steps >= _COMPILED_FROM


def compiled(network: nn.Module, backend: str = "inductor") -> Callable[..., Any]:
    """Return `network` as torch.compile makes it, for every size anew; it is compiled when it is first called."""
    return torch.compile(network, dynamic=False, backend=backend)


def channels_last(network: nn.Module) -> nn.Module:
    """Lay the weights of every convolution out channels last, and return the network: faster on most devices."""
    for weights in network.parameters():
        if weights.dim() == 4:
            weights.data = weights.data.contiguous(memory_format=torch.channels_last)
    return network
