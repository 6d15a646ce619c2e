"""A run of `tintloom train stpn`: reads the footage, trains, and writes a log, weights and their card."""

from __future__ import annotations

import json
from collections.abc import Collection, Generator
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from engine.networks.stpn import SIZES, Stpn
from engine.runtime.checkpoint import State, load, save
from engine.runtime.device import choose_device, computing
from engine.runtime.errors import InputError
from engine.runtime.events import Progress
from engine.training.dvp_start import split
from engine.training.footage import find_material, is_held_out, is_of_davis, read_footage
from engine.training.pans import find_maps, read_maps
from engine.training.resumable import ResumableRun, commit
from engine.training.start_run import LICENSE
from engine.training.stpn_aligned import carried_clips
from engine.training.stpn_color import clip_pair, photo_pair
from engine.training.stpn_hdr import Pans, hdr_pair
from engine.training.stpn_mask import READ, Composites, mask_pair
from engine.training.stpn_mask_training import MaskTraining, RefinedTraining
from engine.training.stpn_plan import StpnPlan
from engine.training.stpn_sides import SidesTraining, drawn_sides
from engine.training.stpn_training import Material, PairTraining

_FRAMES = 120  # of a clip
_COMPOSITES = 240  # stretches with objects, of photographs and of clips: about a gigabyte at 192 lines
_PANS = 120
_EXAM, _EXAM_SEED = 24, 1 << 20  # stretches or pans to judge by
_JUDGED = {
    "color-aligned": "root of the geometric mean, over frames of clips never trained on, of the mean squared error "
    "of what keyframes on both sides say together, chroma in units of 50; as it was: as flow joins both",
    "color": "root of the mean squared error on pairs of frames of clips never trained on; chroma in units of 50",
    "hdr": "root of the mean squared error of log(H + 0.01) on pairs of frames of pans over a map never trained on",
    "mask": "1 - J on pairs of frames with objects laid over clips never trained on",
}


def train_stpn(
    data: Path, out: Path, plan: StpnPlan, device: str = "auto", start_from: Path | None = None
) -> Generator[Progress, None, dict[str, Any]]:
    """Train the network of `plan` on the films and pictures in `data`; return the card.

    Writes out/NAME.safetensors (float16), NAME.json (the card) and NAME.csv; NAME.checkpoint is there while it runs:
    called again with the same plan and folder it goes on from it. `start_from`: weights to begin with; of a plan that
    is `refined`, those of the network whose masks are refined (left out: stpn-mask-basic in `out`). Data for HDR are
    equirectangular maps. Raises `InputError`, `CheckpointError`, `DeviceError`.
    """
    start = None if start_from is None else load(start_from)
    films, pictures = ([], []) if plan.what == "hdr" else find_material(data)
    chosen = choose_device(device)
    with computing(chosen):
        training: AnyTraining
        if plan.aligned:
            training, names = yield from _sides_training(films, out, plan, chosen.name)
        elif plan.what == "hdr":
            training, names = yield from _hdr_training(data, plan, chosen.name)
        elif plan.what == "mask":
            coarse = coarse_network(start_from, out) if plan.refined else None
            training, names = yield from _mask_training(films, pictures, plan, coarse, chosen.name)
        else:
            training, names = yield from _pair_training(films, pictures, plan, chosen.name)
        if start is not None and not plan.refined:
            training.begin_with(start.tensors)
        run = ResumableRun(training, out)
        yield from run.steps()
        card = {**_card(training, run.seconds), "data": {"folder": data.resolve().name, **names}}
        if start is not None:
            card["started_from"] = {
                key: start.facts.get("card", {}).get(key) for key in ("plan", "best_step", "commit")
            }
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


def _mask_training(
    films: list[Path], pictures: list[Path], plan: StpnPlan, coarse: Stpn | None, device: str
) -> Generator[Progress, None, tuple[AnyTraining, Named]]:
    allowed = [film for film in films if not is_of_davis(film.name)]
    footage = yield from read_footage(allowed, pictures, plan.lines, READ)
    trained, judged = split(footage)
    stills = Composites(trained, _COMPOSITES if plan.photo_steps else 1, plan.seed, is_still=True)
    moving = Composites(trained, _COMPOSITES, plan.seed, is_still=False)
    exam = Composites(judged, _EXAM, _EXAM_SEED, is_still=False)
    material = Material(
        partial(mask_pair, stills, is_varied=True, crop=plan.crop, reach=plan.reach),
        partial(mask_pair, moving, crop=plan.crop, reach=plan.reach),
        partial(mask_pair, exam, crop=plan.crop, reach=plan.reach),
    )
    names = _named(trained.clips, judged.clips, len(trained.photos))
    if coarse is not None:
        return RefinedTraining(material, plan, coarse, device), names
    return MaskTraining(material, plan, device), names


def coarse_network(weights: Path | None, out: Path) -> Stpn:
    """Return the network whose masks are to be refined. Raises `InputError` or `CheckpointError`."""
    path = out / "stpn-mask-basic.safetensors" if weights is None else weights
    if not path.is_file():
        raise InputError(f"There are no weights {path} whose masks could be refined; train those of masks first.")
    network = Stpn(SIZES["mask"])
    try:
        network.load_state_dict({name: tensor.float() for name, tensor in load(path).tensors.items()})
    except RuntimeError:
        raise InputError(f"The weights {path.name} are not those of masks.") from None
    return network


def _hdr_training(data: Path, plan: StpnPlan, device: str) -> Generator[Progress, None, tuple[AnyTraining, Named]]:
    files = find_maps(data, is_held_out_part=False)
    if len(files) < 2:
        raise InputError("There are too few maps to hold one out for judging; add more.")
    yield Progress(0, 1, "Reading maps")
    maps = read_maps(files)
    pans = Pans(maps[:-1], _PANS, plan.lines, plan.seed)
    exam = Pans(maps[-1:], _EXAM, plan.lines, _EXAM_SEED)
    material = Material(
        partial(hdr_pair, pans, is_still=True, crop=plan.crop, reach=plan.reach),
        partial(hdr_pair, pans, crop=plan.crop, reach=plan.reach),
        partial(hdr_pair, exam, crop=plan.crop, reach=plan.reach),
    )
    return PairTraining(material, plan, device), _named([file.name for file in files[:-1]], [files[-1].name])


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
            "what": _JUDGED[plan.sizes if plan.aligned else plan.what],
            "these_weights": round(training.best_error, 5),
            "property_as_it_was": round(training.error(None), 5),
        },
        "license": LICENSE,
    }
