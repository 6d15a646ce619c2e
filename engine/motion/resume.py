"""What a run along the motion needs to go on: one safetensors file, and the right keyframes' answers as pictures.

Nothing but numbers comes back from the disk.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import struct
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from engine.motion.chain import Tensors
from engine.motion.fusion import Answer
from engine.motion.kept import read_answer, write_answer
from engine.motion.views import Size
from engine.project.disk import replace_file
from engine.runtime.context import Context, Inputs

_VERSION = 3
_EVERY_S = 20.0
_HEADER = "tintloom"


class Following(Protocol):
    """The parameters that following the motion takes. `working_height`: lines it is measured at, 0 for the clip's;
    `matching`: whether color is looked up where it is lost."""

    @property
    def matching(self) -> bool: ...
    @property
    def working_height(self) -> int: ...
    def model_dump(self) -> dict[str, Any]: ...


@dataclass
class State:
    """How far the final pictures have come. `finals`: how many frames of the shot are finished, in the clip's order;
    `sides`: how many frames of the stretch at work the right keyframe has answered; `warps`: the warping error of
    every frame finished so far but the first."""

    finals: int = 0
    sides: int = 0
    warps: list[float] = field(default_factory=list)


class Saving:
    """Keeps the state in the run's folder, at most every 20 seconds and whenever the run is closed."""

    def __init__(self, context: Context, inputs: Inputs, params: Following, also: str = "") -> None:
        """`also`: what else decides the result."""
        self._path = context.folder.checkpoint
        self._sides = context.folder.path / "sides"
        self.touched = context.folder.path / "touched"
        self._digest = _digest(inputs, params, also)
        self._due = time.monotonic() + _EVERY_S
        self.state = State()
        self.tensors: Tensors = {}

    def resume(self) -> bool:
        """Read the state and return whether there was one for these inputs; a broken one is left aside."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, struct.error, SafetensorError):
            stored = self._path.read_bytes()
            facts = json.loads(_header(stored)["__metadata__"][_HEADER])
            if facts.pop("digest") == self._digest:
                self.state = State(**{name: facts[name] for name in (f.name for f in fields(State))})
                self.tensors = load(stored)
                return True
        self.state, self.tensors = State(), {}
        self.clear_sides()
        shutil.rmtree(self.touched, ignore_errors=True)
        return False

    def save(self, tensors: Mapping[str, NDArray[np.float32]]) -> None:
        """Write the state and the tensors of the chain that is at work, under a temporary name first."""
        facts = json.dumps({**asdict(self.state), "digest": self._digest})
        arrays = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
        replace_file(self._path, save(arrays, {_HEADER: facts}))
        self._due = time.monotonic() + _EVERY_S

    @property
    def is_due(self) -> bool:
        return time.monotonic() >= self._due

    def write_side(self, frame: int, answer: Answer) -> None:
        """Keep what the right keyframe says about a frame until the left one has come there too."""
        write_answer(self._side(frame), answer)

    def read_side(self, frame: int, size: Size) -> Answer | None:
        """Return it again, or None if it is not there (any more) or of another size."""
        return read_answer(self._side(frame), size)

    def has_side(self, frame: int) -> bool:
        return self._side(frame).exists()

    def clear_sides(self) -> None:
        shutil.rmtree(self._sides, ignore_errors=True)

    def _side(self, frame: int) -> Path:
        return self._sides / f"{frame:08d}.png"


def _header(stored: bytes) -> Any:
    (length,) = struct.unpack("<Q", stored[:8])
    return json.loads(stored[8 : 8 + length])


def _digest(inputs: Inputs, params: Following, also: str) -> str:
    """Return a digest of all that decides the result: another run's state must never be continued."""
    digest = hashlib.blake2b(digest_size=16)
    facts = inputs.frames.facts
    what = [_VERSION, inputs.start, inputs.stop, facts.height, facts.width, str(facts.path), params.model_dump()]
    what += ["over"] if inputs.over is not None else []
    what += [also] if also else []
    digest.update(json.dumps(what, sort_keys=True).encode())
    for keyframe in inputs.keyframes:
        digest.update(f"{keyframe.frame} {keyframe.image.dtype} {keyframe.image.shape}".encode())
        digest.update(np.ascontiguousarray(keyframe.image).data)
        if keyframe.trust is not None:
            digest.update(np.ascontiguousarray(keyframe.trust).data)
    return digest.hexdigest()
