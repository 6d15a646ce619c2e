"""Saving a run often enough, and going on from what was saved."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch

from engine.catalog import DvpParams
from engine.methods.dvp_kind import Planes
from engine.methods.dvp_training import Training
from engine.runtime.checkpoint import State, prefixed, save
from engine.runtime.context import Context, Inputs
from engine.training import resuming
from engine.training.progress import Beat, Work

_log = logging.getLogger(__name__)
_EVERY_S = 40.0
_VERSION = 2


@dataclass(frozen=True)
class Earlier(resuming.Earlier):
    """What an earlier part of this run left, its windows too."""

    @property
    def window(self) -> int:
        """The window that was at work."""
        return 0 if self.state is None else int(self.state.facts["window"])

    @property
    def share(self) -> float | None:
        """The share of a cold start's steps that was planned: less where weights were given to begin with."""
        return None if self.state is None else float(self.state.facts["share"])


def find_earlier(context: Context, inputs: Inputs, params: DvpParams) -> Earlier:
    """Read the folder's checkpoint; one that is damaged or of other inputs is as good as none."""
    return Earlier.find(context.folder.checkpoint, lambda: digest(inputs, params, context), "keyframes")


class Saving:
    """The checkpoint of one run: when it is due, and how far windows and final pictures have come."""

    def __init__(self, context: Context, facts: Mapping[str, Any], training: Training, work: Work) -> None:
        """`facts`: what a later part must know to go on ("digest", "height", "share")."""
        self._path = context.folder.checkpoint
        self._facts = dict(facts)
        self._training, self._work = training, work
        self._beat = Beat(_EVERY_S, first=_EVERY_S)
        self._saved: tuple[int, int, int] | None = None
        self.finals = 0  # final pictures that are on disk, in the order of the clip
        self.window = 0
        self.fading: dict[int, Planes] = {}  # what the window before says about frames of this one
        self.begun: dict[int, Planes] = {}  # what the given weights said about frames whose pictures are changed

    def enter(self, window: int, training: Training) -> None:
        """Go on with the next window."""
        self.window, self._training = window, training
        self.save()

    def resume(self, state: State) -> None:
        """Go on from an earlier part of this run."""
        self._training.restore(state)
        self.finals, self.window = int(state.facts["finals"]), int(state.facts["window"])
        self.fading = {int(frame): planes.numpy() for frame, planes in state.part("fading").items()}
        self.begun = {int(frame): planes.numpy() for frame, planes in state.part("begun").items()}
        costs = state.facts["costs"]
        self._work.costs = None if costs is None else (float(costs[0]), float(costs[1]))
        self._saved = self._now

    def save_if_due(self) -> bool:
        """Save when the last time is long ago; return whether it was."""
        if not self._beat.is_due():
            return False
        self.save()
        return True

    def save(self) -> None:
        """Save if anything happened since the last time. Raises `CheckpointError`."""
        if self._now == self._saved:
            return
        state = self._training.state()
        facts = {
            **state.facts,
            **self._facts,
            "finals": self.finals,
            "window": self.window,
            "costs": self._work.costs,
        }
        fading = {str(frame): torch.from_numpy(planes) for frame, planes in self.fading.items()}
        begun = {str(frame): torch.from_numpy(planes) for frame, planes in self.begun.items()}
        kept = {**prefixed("fading", fading), **prefixed("begun", begun)}
        save(self._path, State({**state.tensors, **kept}, facts))
        self._saved = self._now

    @property
    def _now(self) -> tuple[int, int, int]:
        return (self._training.step, self.finals, self.window)


def digest(inputs: Inputs, params: DvpParams, context: Context) -> str:
    """Return a digest of everything the result depends on but the clip's pixels."""
    facts = inputs.frames.facts
    told = hashlib.sha256(params.model_dump_json().encode())
    told.update(
        f"{_VERSION} {inputs.kind} {inputs.start} {inputs.stop} {facts.width}x{facts.height} {context.seed}".encode()
    )
    for keyframe in inputs.keyframes:
        told.update(f"{keyframe.frame} {keyframe.image.dtype} {keyframe.image.shape}".encode())
        told.update(keyframe.image.tobytes())
        if keyframe.trust is not None:
            told.update(keyframe.trust.tobytes())
    for name, masks in sorted(inputs.masks.items()):
        for frame, mask in sorted(masks.items()):
            told.update(f"{name} {frame} {mask.shape}".encode())
            told.update(mask.tobytes())
    return told.hexdigest()[:16]
