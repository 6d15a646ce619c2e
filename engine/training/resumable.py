"""A training from the command line that goes on where it was interrupted: it writes a log, and saves every minute."""

from __future__ import annotations

import csv
import subprocess
import time
from collections.abc import Generator
from pathlib import Path
from typing import Protocol

from engine.runtime.checkpoint import State, load, save
from engine.runtime.errors import CheckpointError, InputError
from engine.runtime.events import Progress

_SAVE_EVERY_S = 60.0


class Plan(Protocol):
    """What is trained. Files are called `name`; equal plans have equal digests."""

    @property
    def name(self) -> str: ...
    @property
    def steps(self) -> int: ...
    @property
    def check_every(self) -> int: ...
    @property
    def digest(self) -> str: ...


class Training(Protocol):
    """One that takes step after step; `check` looks at what is held out."""

    step: int

    @property
    def plan(self) -> Plan: ...
    def train(self) -> float: ...
    def check(self) -> float: ...
    def state(self) -> State: ...
    def restore(self, state: State) -> None: ...


class ResumableRun:
    """Writes out/NAME.csv (step, loss, held-out error, seconds) and, while it runs, out/NAME.checkpoint.

    Made again with an equal plan and the same folder it goes on. Raises `InputError` if the folder holds another's.
    """

    def __init__(self, training: Training, out: Path) -> None:
        self.training, self.seconds = training, 0.0
        self._checkpoint = out / f"{training.plan.name}.checkpoint"
        self._log = out / f"{training.plan.name}.csv"
        out.mkdir(parents=True, exist_ok=True)
        self._rows: list[list[str]] = []
        if self._checkpoint.exists():
            self._resume()

    def steps(self) -> Generator[Progress]:
        """Train to the end; saves every minute, and whenever it is closed."""
        training, plan = self.training, self.training.plan
        losses: list[float] = []
        started = saved = time.monotonic()
        earlier = self.seconds
        try:
            while training.step < plan.steps:
                losses.append(training.train())
                self.seconds = earlier + time.monotonic() - started
                if training.step % plan.check_every == 0 or training.step == plan.steps:
                    self._write_row(sum(losses) / len(losses), training.check())
                    losses.clear()
                if time.monotonic() - saved > _SAVE_EVERY_S:
                    self._save()
                    saved = time.monotonic()
                yield Progress(training.step, plan.steps, f"Training {plan.name}")
        finally:
            self._save()

    def _resume(self) -> None:
        try:
            state = load(self._checkpoint)
        except CheckpointError:
            return  # damaged: as good as none
        if state.facts.get("digest") != self.training.plan.digest:
            raise InputError(
                f"The folder {self._checkpoint.parent} holds a run with other settings; choose another folder."
            )
        self.training.restore(state)
        self.seconds = float(state.facts["seconds"])
        self._rows = [[str(value) for value in row] for row in state.facts["rows"]]

    def _save(self) -> None:
        state = self.training.state()
        facts = {**state.facts, "digest": self.training.plan.digest, "seconds": self.seconds, "rows": self._rows}
        save(self._checkpoint, State(state.tensors, facts))

    def _write_row(self, loss: float, error: float) -> None:
        self._rows.append([str(self.training.step), f"{loss:.5f}", f"{error:.5f}", f"{self.seconds:.1f}"])
        with self._log.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["step", "loss", "held_out_error", "seconds"])
            writer.writerows(self._rows)


def commit() -> str:
    """Return the commit of the source checkout, or "" in an installed program."""
    try:
        told = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"],
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return told.stdout.strip()
