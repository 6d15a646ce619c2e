"""The resumable state of a run as one safetensors file: tensors, and a JSON object in the file's header.

Nothing but numbers comes back from the disk: no pickle, no code.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.runtime.errors import CheckpointError

if TYPE_CHECKING:
    from torch import Tensor
    from torch.optim import Optimizer

VERSION = 1
_HEADER = "tintloom"


@dataclass(frozen=True)
class State:
    """What a method needs to go on: `tensors` by name and `facts`, a JSON object (step, random state, digests)."""

    tensors: Mapping[str, Tensor]
    facts: Mapping[str, Any] = field(default_factory=dict)

    def part(self, prefix: str) -> dict[str, Tensor]:
        """Return the tensors named `prefix`.… without that prefix."""
        return {n.removeprefix(f"{prefix}."): t for n, t in self.tensors.items() if n.startswith(f"{prefix}.")}


def save(path: Path, state: State) -> None:
    """Write `state` under a temporary name, flush it to the disk and rename it over `path`.

    Raises `CheckpointError`; whatever was at `path` before is then still there.
    """
    from safetensors.torch import save_file

    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in state.tensors.items()}
    header = {_HEADER: json.dumps({"version": VERSION, "facts": dict(state.facts)})}
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_file(tensors, temporary, header)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    except Exception as error:
        temporary.unlink(missing_ok=True)
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise CheckpointError(f"The checkpoint {path} cannot be written: {reason}.") from None


def load(path: Path) -> State:
    """Return the state written by `save`, on the CPU. Raises `CheckpointError` naming the file and the cause."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            header = json.loads((file.metadata() or {}).get(_HEADER, "null"))
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a mapping)
    except FileNotFoundError:
        raise CheckpointError(f"There is no checkpoint at {path}.") from None
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(f"The checkpoint {path} is damaged: {str(error).rstrip('.')}.") from None
    if not isinstance(header, dict) or not isinstance(header.get("facts"), dict):
        raise CheckpointError(f"The file {path} is not a checkpoint of Tintloom.")
    if header.get("version") != VERSION:
        raise CheckpointError(
            f"The checkpoint {path} was written by another version of Tintloom "
            f"(format {header.get('version')}, this one reads {VERSION})."
        )
    return State(tensors, header["facts"])


def prefixed(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return `tensors` with `prefix`. before every name: `State.part` undoes it."""
    return {f"{prefix}.{name}": tensor for name, tensor in tensors.items()}


def optimizer_tensors(optimizer: Optimizer) -> dict[str, Tensor]:
    """Return the optimizer's running moments as tensors named "<parameter>.<moment>" (0-dimensional ones too)."""
    import torch

    moments = optimizer.state_dict()["state"]
    return {
        f"{index}.{name}": torch.as_tensor(value) for index, state in moments.items() for name, value in state.items()
    }


def restore_optimizer(optimizer: Optimizer, tensors: Mapping[str, Tensor]) -> None:
    """Put moments from `optimizer_tensors` back; learning rates and the like stay as the optimizer was made.

    They are laid out as their weights are, which a fused update takes for granted and a file does not keep.
    """
    import torch

    state: dict[int, dict[str, Tensor]] = {}
    for key, tensor in tensors.items():
        index, _, name = key.partition(".")
        state.setdefault(int(index), {})[name] = tensor
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
    for weights, moments in optimizer.state.items():
        for name, moment in moments.items():
            if moment.shape == weights.shape:
                moments[name] = torch.empty_like(weights, requires_grad=False).copy_(moment)
