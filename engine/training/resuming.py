"""Going on from a checkpoint, and starting over at half the size where the device's memory ends."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

from engine.runtime.checkpoint import State, load
from engine.runtime.device import Device, computing, is_out_of_memory, release_memory
from engine.runtime.errors import CheckpointError, DeviceError
from engine.runtime.events import Event

_log = logging.getLogger(__name__)
_MIN_HEIGHT = 32


@dataclass(frozen=True)
class Earlier:
    """What an earlier part of this run left: its state if it can go on, and a word for the status line."""

    state: State | None
    word: str

    @property
    def height(self) -> int | None:
        """The working height that the earlier part came to."""
        return None if self.state is None else int(self.state.facts["height"])

    @classmethod
    def find(cls, path: Path, digest: Callable[[], str], made_from: str) -> Self:
        """Read the checkpoint at `path`; one that is damaged or of other inputs is as good as none.

        `digest()` tells the inputs of now from those of another run; `made_from` says what they are.
        """
        if not path.exists():
            return cls(None, "Starting")
        try:
            state = load(path)
        except CheckpointError as error:
            _log.warning("%s", error)
            return cls(None, "Starting over, because the checkpoint was damaged")
        if state.facts.get("digest") != digest():
            return cls(None, f"Starting over, because the {made_from} or the parameters changed")
        return cls(state, "Going on")


E = TypeVar("E", bound=Earlier)


def within_memory(
    device: Device, height: int, earlier: E, events: Callable[[int, E], Generator[Event]]
) -> Generator[Event]:
    """Yield what `events(height, earlier)` does; where memory ends, once more at half the height, from the beginning.

    Raises `DeviceError` with one sentence if that is not enough.
    """
    with computing(device):
        for attempt in (height, max(_MIN_HEIGHT, height // 2)):
            try:
                yield from events(attempt, earlier)
                return
            except Exception as error:
                if not is_out_of_memory(error):
                    raise
                _log.warning("out of memory at %d lines: %s", attempt, error)
            release_memory(device)
            earlier = type(earlier)(None, "Starting over at half the size, because the memory was used up")
    raise DeviceError(
        f"The memory of {device.title} does not suffice even at {attempt} lines; "
        "choose the CPU or a smaller working height."
    )
