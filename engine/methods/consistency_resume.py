"""How far a run of blind consistency has come, kept often enough that it can go on from there."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from torch import Tensor

from engine.catalog.consistency import ConsistencyParams
from engine.methods.consistency_training import Training
from engine.runtime.checkpoint import State, load, prefixed, save
from engine.runtime.context import Context, Inputs
from engine.runtime.errors import CheckpointError
from engine.runtime.weights import shipped, start_name
from engine.training.best import Best
from engine.training.progress import Beat, Work
from engine.training.resuming import Earlier

_log = logging.getLogger(__name__)
_EVERY_S = 40.0


@dataclass
class Place:
    """Where a run is.

    `window` and the `step` in it; `looked`: the step after which it was last looked how it stands; `taken`: steps of
    all windows; `losses`: of the window's steps that can be compared; `is_learned`: the window's training is over;
    `firsts`, `finals`: pictures made; `main`: frames that show the mode to follow, the main frame first.
    """

    window: int = 0
    step: int = 0
    looked: int = 0
    taken: int = 0
    losses: list[float] = field(default_factory=list)
    is_learned: bool = False
    firsts: int = 0
    finals: int = 0
    main: list[int] = field(default_factory=list)


def find_earlier(context: Context, inputs: Inputs, params: ConsistencyParams) -> Earlier:
    """Read the folder's checkpoint; one that is damaged or of other inputs is as good as none."""
    return Earlier.find(context.folder.checkpoint, lambda: digest(inputs, params, context), "clips")


class Saving:
    """The checkpoint of one run. `previous` holds the weights of the window before, for the cross-fade."""

    def __init__(self, context: Context, run_digest: str, training: Training, work: Work) -> None:
        self._path = context.folder.checkpoint
        self._digest = run_digest
        self._training, self._work = training, work
        self._beat = Beat(_EVERY_S, first=_EVERY_S)
        self._saved: tuple[int, ...] | None = None
        self.place = Place()
        self.best: Best | None = None
        self.previous: dict[str, Tensor] = {}

    def resume(self, state: State) -> None:
        """Go on from an earlier part of this run."""
        self._training.restore(state)
        self.place = Place(**state.facts["place"])
        self.previous = state.part("previous")
        if "best" in state.facts:
            self.best = Best(0.0)
            self.best.restore(state)
        costs = state.facts["costs"]
        self._work.costs = None if costs is None else (float(costs[0]), float(costs[1]))
        self._saved = self._mark

    def save_if_due(self) -> bool:
        """Save when the last time is long ago; return whether it was."""
        if not self._beat.is_due():
            return False
        self.save()
        return True

    def save(self) -> None:
        """Save if anything happened since the last time. Raises `CheckpointError`."""
        if self._mark == self._saved:
            return
        state = self._training.state()
        best = self.best.state() if self.best is not None else State({})
        facts = {
            **state.facts,
            **best.facts,
            "place": asdict(self.place),
            "digest": self._digest,
            "height": self._training.footage.height,
            "costs": self._work.costs,
        }
        tensors: Mapping[str, Tensor] = {
            **state.tensors,
            **best.tensors,
            **prefixed("previous", self.previous),
        }
        save(self._path, State(tensors, facts))
        self._saved = self._mark

    @property
    def _mark(self) -> tuple[int, ...]:
        place = self.place
        return place.window, place.step, place.looked, place.is_learned, place.firsts, place.finals


def warm_start(context: Context, training: Training, params: ConsistencyParams) -> bool:
    """Begin with the weights that the context names ("start"), else with shipped ones if `params` ask for them.

    Tell whether it did: they must be of the same network, which a warning says if they are not.
    """
    path = context.weights.get("start")
    if path is None and params.start == "shipped":
        name = start_name("consistency", params.network, training.settings.width)
        path = shipped(name)
        if path is None:
            _log.warning("There are no weights %s with the program; it begins with random ones.", name)
    if path is None:
        return False
    try:
        if training.start_from(load(path)):
            return True
        _log.warning("The weights %s are of another network and are not used.", path.name)
    except CheckpointError as error:
        _log.warning("%s", error)
    return False


def digest(inputs: Inputs, params: ConsistencyParams, context: Context) -> str:
    """Return a digest of everything the result depends on but the clips' pixels."""
    told = hashlib.sha256(params.model_dump_json().encode())
    for source in (inputs.frames, inputs.processed):
        if source is not None:
            facts = source.facts
            told.update(f"{facts.path} {facts.width}x{facts.height} {len(source)}".encode())
    weights = sorted((name, str(path)) for name, path in context.weights.items())
    told.update(f"{inputs.start} {inputs.stop} {context.seed} {weights}".encode())
    return told.hexdigest()[:16]
