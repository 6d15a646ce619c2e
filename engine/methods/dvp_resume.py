"""Saving a run often enough, and going on from what was saved."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass

from engine.catalog import DvpParams
from engine.methods.dvp_progress import Beat, Work
from engine.methods.dvp_training import Training
from engine.runtime.checkpoint import State, load, save
from engine.runtime.context import Context, Inputs
from engine.runtime.errors import CheckpointError

_log = logging.getLogger(__name__)
_EVERY_S = 40.0


@dataclass(frozen=True)
class Earlier:
    """What an earlier part of this run left: its state if it can go on, and a word for the status line."""

    state: State | None
    word: str

    @property
    def height(self) -> int | None:
        """The working height that the earlier part came to."""
        return None if self.state is None else int(self.state.facts["height"])


def find_earlier(context: Context, inputs: Inputs, params: DvpParams) -> Earlier:
    """Read the folder's checkpoint; one that is damaged or of other inputs is as good as none."""
    path = context.folder.checkpoint
    if not path.exists():
        return Earlier(None, "Starting")
    try:
        state = load(path)
    except CheckpointError as error:
        _log.warning("%s", error)
        return Earlier(None, "Starting over, because the checkpoint was damaged")
    if state.facts.get("digest") != digest(inputs, params, context):
        return Earlier(None, "Starting over, because the keyframes or the parameters changed")
    return Earlier(state, "Going on")


class Saving:
    """The checkpoint of one run: when it is due, and how far the final pictures have come."""

    def __init__(self, context: Context, run_digest: str, training: Training, work: Work) -> None:
        self._path = context.folder.checkpoint
        self._digest = run_digest
        self._training, self._work = training, work
        self._beat = Beat(_EVERY_S, first=_EVERY_S)
        self._saved: tuple[int, int] | None = None
        self.finals = 0  # final pictures that are on disk, in the order of the clip

    def resume(self, state: State) -> None:
        """Go on from an earlier part of this run."""
        self._training.restore(state)
        self.finals = int(state.facts["finals"])
        costs = state.facts["costs"]
        self._work.costs = None if costs is None else (float(costs[0]), float(costs[1]))
        self._saved = (self._training.step, self.finals)

    def save_if_due(self) -> bool:
        """Save when the last time is long ago; return whether it was."""
        if not self._beat.is_due():
            return False
        self.save()
        return True

    def save(self) -> None:
        """Save if anything happened since the last time. Raises `CheckpointError`."""
        now = (self._training.step, self.finals)
        if now == self._saved:
            return
        state = self._training.state()
        facts = {
            **state.facts,
            "finals": self.finals,
            "digest": self._digest,
            "height": self._training.shot.height,
            "costs": self._work.costs,
        }
        save(self._path, State(state.tensors, facts))
        self._saved = now


def warm_start(context: Context, training: Training) -> bool:
    """Begin with the weights of an earlier run, if the context names one ("start") and its network is the same."""
    path = context.weights.get("start")
    if path is None:
        return False
    try:
        return training.start_from(load(path))
    except CheckpointError as error:
        _log.warning("%s", error)
        return False


def digest(inputs: Inputs, params: DvpParams, context: Context) -> str:
    """Return a digest of everything the result depends on but the clip's pixels."""
    facts = inputs.frames.facts
    told = hashlib.sha256(params.model_dump_json().encode())
    told.update(f"{inputs.start} {inputs.stop} {facts.width}x{facts.height} {context.seed}".encode())
    for keyframe in inputs.keyframes:
        told.update(f"{keyframe.frame} {keyframe.image.dtype} {keyframe.image.shape}".encode())
        told.update(keyframe.image.tobytes())
    return told.hexdigest()[:16]
