"""A run of `tintloom train dvp-start`: goes on where it was interrupted, writes a log, weights and their card."""

from __future__ import annotations

import csv
import json
import subprocess
import time
from collections.abc import Generator
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from engine.runtime.checkpoint import State, load, save
from engine.runtime.device import choose_device, computing
from engine.runtime.errors import CheckpointError, InputError
from engine.runtime.events import Progress
from engine.training.dvp_start import StartTraining, split
from engine.training.footage import Footage, find_material, read_footage
from engine.training.plan import StartPlan

_SAVE_EVERY_S = 60.0
_ROOM = 1.25  # footage is kept a little larger than it is trained on, so that views of it can be taken
LICENSE = "Apache-2.0, as this program; no footage is contained in them"


def train_start(
    data: Path, out: Path, plan: StartPlan, device: str = "auto"
) -> Generator[Progress, None, dict[str, Any]]:
    """Train start weights on the films and pictures in `data`; return their card.

    Writes out/NAME.safetensors (float16), NAME.json (the card) and NAME.csv (step, loss, held-out error, seconds).
    NAME.checkpoint is there while it runs: called again with the same plan and folder it goes on from it. Raises
    `InputError`, `CheckpointError`, `DeviceError`.
    """
    films, pictures = find_material(data)
    footage = yield from read_footage(films, pictures, round(plan.height * _ROOM))
    chosen = choose_device(device)
    with computing(chosen):
        training = StartTraining(footage, plan, chosen.name)
        run = _Run(training, out)
        yield from run.steps()
        card = _card(training, footage, data, run.seconds)
        weights = State(training.shipped(), {"card": card})
        save(out / f"{plan.name}.safetensors", weights)
    (out / f"{plan.name}.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    return card


class _Run:
    def __init__(self, training: StartTraining, out: Path) -> None:
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
        save(self._checkpoint, State(state.tensors, {**state.facts, "seconds": self.seconds, "rows": self._rows}))

    def _write_row(self, loss: float, error: float) -> None:
        self._rows.append([str(self.training.step), f"{loss:.5f}", f"{error:.5f}", f"{self.seconds:.1f}"])
        with self._log.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["step", "loss", "held_out_error", "seconds"])
            writer.writerows(self._rows)


def _card(training: StartTraining, footage: Footage, data: Path, seconds: float) -> dict[str, Any]:
    trained, judged = split(footage)
    return {
        "name": training.plan.name,
        "for": "dvp, propagation of color" if training.plan.task == "color" else "consistency",
        "made_with": f"tintloom {version('tintloom')}, tintloom train dvp-start",
        "commit": _commit(),
        "date": date.today().isoformat(),
        "plan": training.plan.model_dump(),
        "best_step": training.best_step,
        "seconds": round(seconds),
        "data": {
            "folder": data.resolve().name,
            "clips_trained_on": len(trained.clips),
            "photographs_trained_on": len(trained.photos),
            "clips_held_out": sorted(judged.clips),
        },
        "held_out_error": {
            "what": "mean absolute error on another frame of a clip never trained on, the last layer solved in "
            "closed form on one frame; chroma in units of 50, RGB 0..1",
            "these_weights": round(training.best_error, 5),
            "random_weights": round(training.untrained_error(), 5),
            "mean_of_the_known_frame": round(training.mean_error(), 5),
        },
        "license": LICENSE,
    }


def _commit() -> str:
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
