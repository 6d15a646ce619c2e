"""A run of `tintloom train dvp-start`: goes on where it was interrupted, writes a log, weights and their card."""

from __future__ import annotations

import json
from collections.abc import Generator
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from engine.runtime.checkpoint import State, save
from engine.runtime.device import choose_device, computing
from engine.runtime.events import Progress
from engine.training.dvp_start import StartTraining, split
from engine.training.footage import Footage, find_material, read_footage
from engine.training.plan import StartPlan
from engine.training.resumable import ResumableRun, commit

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
        run = ResumableRun(training, out)
        yield from run.steps()
        card = _card(training, footage, data, run.seconds)
        weights = State(training.shipped(), {"card": card})
        save(out / f"{plan.name}.safetensors", weights)
    (out / f"{plan.name}.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    return card


def _card(training: StartTraining, footage: Footage, data: Path, seconds: float) -> dict[str, Any]:
    trained, judged = split(footage)
    return {
        "name": training.plan.name,
        "for": "dvp, propagation of color" if training.plan.task == "color" else "consistency",
        "made_with": f"tintloom {version('tintloom')}, tintloom train dvp-start",
        "commit": commit(),
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
