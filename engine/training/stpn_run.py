"""A run of `tintloom train stpn`: reads the footage, trains, and writes a log, weights and their card."""

from __future__ import annotations

import json
from collections.abc import Collection, Generator
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from engine.runtime.checkpoint import State, load, save
from engine.runtime.device import choose_device, computing
from engine.runtime.errors import InputError
from engine.runtime.events import Progress
from engine.training.dvp_start import split
from engine.training.footage import find_material, is_held_out, read_footage
from engine.training.resumable import ResumableRun, commit
from engine.training.start_run import LICENSE
from engine.training.stpn_aligned import carried_clips
from engine.training.stpn_color import clip_pair, photo_pair
from engine.training.stpn_plan import StpnPlan
from engine.training.stpn_sides import SidesTraining, drawn_sides
from engine.training.stpn_training import Material, PairTraining

_FRAMES = 120  # of a clip


def train_stpn(
    data: Path, out: Path, plan: StpnPlan, device: str = "auto", start_from: Path | None = None
) -> Generator[Progress, None, dict[str, Any]]:
    """Train the network of `plan` on the films and pictures in `data`; return the card.

    Writes out/NAME.safetensors (float16), NAME.json (the card) and NAME.csv; NAME.checkpoint is there while it runs:
    called again with the same plan and folder it goes on from it. `start_from`: weights to begin with. Raises
    `InputError`, `CheckpointError`, `DeviceError`.
    """
    start = None if start_from is None else load(start_from).tensors
    films, pictures = find_material(data)
    chosen = choose_device(device)
    with computing(chosen):
        if plan.aligned:
            training, names = yield from _sides_training(films, out, plan, chosen.name)
        else:
            training, names = yield from _pair_training(films, pictures, plan, chosen.name)
        if start is not None:
            training.begin_with(start)
        run = ResumableRun(training, out)
        yield from run.steps()
        card = {**_card(training, run.seconds), "data": {"folder": data.resolve().name, **names}}
        if start_from is not None:
            card["started_from"] = start_from.stem
        save(out / f"{plan.name}.safetensors", State(training.shipped(), {"card": card}))
    (out / f"{plan.name}.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    return card


Named = dict[str, Any]  # what was trained on, for the card
AnyTraining = PairTraining | SidesTraining


def _pair_training(
    films: list[Path], pictures: list[Path], plan: StpnPlan, device: str
) -> Generator[Progress, None, tuple[AnyTraining, Named]]:
    footage = yield from read_footage(films, pictures, plan.lines, _FRAMES)
    trained, judged = split(footage)
    material = Material(
        partial(photo_pair, trained, crop=plan.crop),
        partial(clip_pair, trained, crop=plan.crop, reach=plan.reach),
        partial(clip_pair, judged, crop=plan.crop, reach=plan.reach),
    )
    photos = len(trained.photos) if plan.photo_steps else 0
    return PairTraining(material, plan, device), _named(trained.clips, judged.clips, photos)


def _sides_training(
    films: list[Path], out: Path, plan: StpnPlan, device: str
) -> Generator[Progress, None, tuple[AnyTraining, Named]]:
    clips = yield from carried_clips(films, out / "carried", plan.lines)
    seen = {name: clip for name, clip in clips.items() if not is_held_out(name)}
    unseen = {name: clip for name, clip in clips.items() if is_held_out(name)}
    if not seen or not unseen:
        raise InputError("There are too few films to hold some out for judging; add more.")
    trained, judged = (partial(drawn_sides, part, crop=plan.crop) for part in (seen, unseen))
    return SidesTraining(Material(trained, trained, judged), plan, device), _named(seen, unseen)


def _named(trained: Collection[str], judged: Collection[str], photos: int = 0) -> Named:
    return {"clips_trained_on": len(trained), "photographs_trained_on": photos, "clips_held_out": sorted(judged)}


def _card(training: AnyTraining, seconds: float) -> dict[str, Any]:
    plan = training.plan
    return {
        "name": plan.name,
        "for": f"stpn, propagation of {plan.what}",
        "made_with": f"tintloom {version('tintloom')}, tintloom train stpn",
        "commit": commit(),
        "date": date.today().isoformat(),
        "plan": plan.model_dump(),
        "best_step": training.best_step,
        "seconds": round(seconds),
        "held_out_error": {
            "what": "root of the mean squared error on pairs of frames of clips never trained on; chroma in units of "
            "50, masks 0..1, HDR in natural logarithms",
            "these_weights": round(training.best_error, 5),
            "property_as_it_was": round(training.error(None), 5),
        },
        "license": LICENSE,
    }
