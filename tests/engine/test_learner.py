"""However a step is run, the same is learned: written out, recorded and replayed, or compiled."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from engine.networks.unet import UNet
from engine.runtime.checkpoint import State, load, save
from engine.training.learner import Direct, Learner, Recorded, compiled, is_worth_compiling

CPU = torch.device("cpu")
STEPS = 9


class Tape(TorchDispatchMode):
    """What a CUDA graph is, on the processor: the kernels of one run, with the numbers and the tensors of that run.

    As on CUDA, a result that the program reads ends the recording.
    """

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[Any, tuple[Any, ...], dict[str, Any], Any]] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func is torch.ops.aten._local_scalar_dense.default:
            raise RuntimeError("operation not permitted when stream is capturing")
        out = func(*args, **(kwargs or {}))
        self.calls.append((func, args, kwargs or {}, out))
        return out

    def replay(self) -> None:
        with torch.no_grad():
            for func, args, kwargs, out in self.calls:
                again = func(*args, **kwargs)
                for old, new in zip(_tensors(out), _tensors(again), strict=True):
                    if old.data_ptr() != new.data_ptr():  # neither a view nor changed in place
                        old.copy_(new)


def _tensors(value: Any) -> list[Tensor]:
    values = value if isinstance(value, tuple | list) else [value]
    return [tensor for tensor in values if isinstance(tensor, Tensor)]


class TapeRecorder:
    def __init__(self) -> None:
        self.recorded = self.replayed = 0

    def __call__(self, body: Callable[[], Tensor]) -> tuple[Callable[[], None], Tensor]:
        self.recorded += 1
        with Tape() as tape:
            loss = body()
        is_first = True

        def replay() -> None:
            nonlocal is_first
            self.replayed += 1
            if not is_first:  # recording has already had the effect that on CUDA the first replay has
                tape.replay()
            is_first = False

        return replay, loss


def lesson(step: int) -> list[Tensor]:
    """Two sizes by turns, as in coarse to fine training."""
    random = torch.Generator().manual_seed(step)
    side = 16 if step % 3 else 24
    return [torch.rand(1, channels, side, 32, generator=random) for channels in (3, 2)]


def taught(learner: Learner, steps: range = range(STEPS)) -> list[float]:
    def loss(shown: Tensor, wanted: Tensor) -> Tensor:
        return (learner.answer(shown) - wanted).abs().mean()

    return [learner.learn("step", loss, lesson(step), 1e-2 / (1 + step), 1 / (2 + step)) for step in steps]


def make_learner(runs: Direct | Recorded | None = None) -> Learner:
    torch.manual_seed(0)
    return Learner(UNet(3, 2, 4), 1e-2, CPU, runs=runs)


def distance(one: Learner, other: Learner) -> float:
    return max(
        float((a - b).detach().abs().max())
        for kind in ("network", "averaged")
        for a, b in zip(getattr(one, kind).parameters(), getattr(other, kind).parameters(), strict=True)
    )


def test_it_learns_and_the_average_follows() -> None:
    learner, start = make_learner(), make_learner()
    losses = taught(learner)
    assert sum(losses[-3:]) < sum(losses[:3])
    assert distance(learner, start) > 0.01
    weights, averaged = (list(kind.parameters()) for kind in (learner.network, learner.averaged))
    first = list(start.network.parameters())
    between = [(a - f).norm() < (w - f).norm() for a, w, f in zip(averaged, weights, first, strict=True)]
    assert sum(between) > len(between) / 2


def test_one_picture_it_is_far_off_on_does_not_throw_it_off() -> None:
    """A gradient far longer than all before carried a shot's network away, and Adam's mean of them kept it moving."""

    def moved(weight: float) -> float:
        """Return how far step 40, the gradient of which is `weight` times as long, and those after it lead."""
        learner = make_learner()

        def loss(shown: Tensor, wanted: Tensor, weight: Tensor) -> Tensor:
            return (learner.answer(shown) - wanted).abs().mean() * weight

        before: list[Tensor] = []
        for step in range(100):
            if step == 40:
                before = [weights.detach().clone() for weights in learner.network.parameters()]
            learner.learn("step", loss, [*lesson(step), torch.tensor(weight if step == 40 else 1.0)], 1e-3, 0.1)
        steps = [(a - b).detach() for a, b in zip(learner.network.parameters(), before, strict=True)]
        return float(torch.cat([step.flatten() for step in steps]).abs().mean())

    assert moved(1e4) < 2 * moved(1.0)


def test_it_learns_on_after_steps_that_taught_nothing() -> None:
    learner = make_learner()
    shown, wanted = lesson(1)

    def loss(shown: Tensor, weight: Tensor) -> Tensor:
        return (learner.answer(shown) - wanted).abs().mean() * weight

    told = [learner.learn("step", loss, [shown, torch.tensor(float(step > 30))], 1e-2, 0.1) for step in range(51)]
    assert told[-1] < 0.8 * told[31]


def test_a_recorded_step_learns_what_a_written_one_learns() -> None:
    """Rates and shares change from step to step, so that numbers which the recording froze would be noticed."""
    recorders: list[TapeRecorder] = []

    def recorder() -> TapeRecorder:
        recorders.append(TapeRecorder())
        return recorders[-1]

    written, recorded = make_learner(Direct()), make_learner(Recorded(recorder))
    assert taught(recorded) == pytest.approx(taught(written), abs=1e-6)
    assert distance(written, recorded) < 1e-4
    assert recorders[0].recorded == 1  # of the larger pictures too few came by
    assert recorders[0].replayed == 3


def test_a_recorded_step_is_recorded_anew_after_a_restart() -> None:
    written, recorded = make_learner(Direct()), make_learner(Recorded(TapeRecorder))
    for learner in (written, recorded):
        taught(learner)
        learner.begin_again()
        taught(learner)
    assert distance(written, recorded) < 1e-4


def test_what_cannot_be_recorded_runs_as_written(caplog: pytest.LogCaptureFixture) -> None:
    written, recorded = make_learner(Direct()), make_learner(Recorded(TapeRecorder))

    def loss_of(learner: Learner) -> Callable[[Tensor, Tensor], Tensor]:
        def loss(shown: Tensor, wanted: Tensor) -> Tensor:
            difference = (learner.answer(shown) - wanted).abs().mean()
            return difference if float(difference.detach()) > 0 else difference * 2  # which reads a result

        return loss

    with caplog.at_level(logging.WARNING):
        for step in range(STEPS):
            for learner in (written, recorded):
                learner.learn("step", loss_of(learner), lesson(step), 1e-2, 0.5)
    assert distance(written, recorded) < 1e-4
    assert [record.message for record in caplog.records if "not recorded" in record.message] == [
        "steps are not recorded: operation not permitted when stream is capturing"
    ]


@pytest.mark.parametrize("runs", [lambda: Direct(), lambda: Recorded(TapeRecorder)])
def test_it_goes_on_from_a_file_as_if_never_stopped(tmp_path: Path, runs: Callable[[], Direct | Recorded]) -> None:
    whole = make_learner(runs())
    losses = taught(whole)
    first, second = make_learner(runs()), make_learner(runs())
    taught(first, range(4))
    save(tmp_path / "weights.safetensors", State(first.tensors()))
    taught(second, range(2))  # what it knew is replaced
    second.restore(load(tmp_path / "weights.safetensors"))
    assert taught(second, range(4, STEPS)) == losses[4:]
    assert distance(whole, second) == 0


def test_a_compiled_network_learns_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tqdm.std.tqdm.monitor_interval", 0)  # its progress bar would leave a thread behind
    plain, quick = make_learner(), make_learner()
    quick._compiled = compiled(quick.network, "aot_eager")
    assert taught(quick) == pytest.approx(taught(plain), abs=1e-5)
    assert quick._compiled is not None
    assert distance(plain, quick) < 1e-3


def test_a_compiler_that_fails_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def broken(graph: Any, inputs: Any) -> Any:
        raise OSError("there is no compiler")

    plain, unlucky = make_learner(), make_learner()
    unlucky._compiled = torch.compile(unlucky.network, backend=broken)
    with caplog.at_level(logging.WARNING):
        assert taught(unlucky) == taught(plain)
    assert distance(plain, unlucky) == 0
    assert sum("not compiled" in record.message for record in caplog.records) == 1


def test_nothing_is_compiled_on_a_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINTLOOM_COMPILE", "1")
    assert not is_worth_compiling(CPU, 1_000_000)
