"""`tintloom train`: weights that ship with the program, made again by anyone from their own footage."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.cli.options import JsonOption
from engine.cli.terminal import Terminal, follow, interruptible
from engine.runtime.events import Progress
from engine.training.plan import make_plan
from engine.training.stpn_plan import make_stpn_plan, usual_switch

train = typer.Typer(no_args_is_help=True, help="Train weights that methods begin with.")


@train.callback()
def _train() -> None:
    """Train weights that methods begin with."""


@train.command("dvp-start")
def dvp_start(
    data: Annotated[Path, typer.Option("--data", help="Folder of color films and pictures.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for weights, log and card; run again to go on.")],
    task: Annotated[str, typer.Option(help="color (for dvp) or consistency.")] = "color",
    steps: Annotated[int, typer.Option(min=1, help="Steps of two frames each.")] = 4000,
    network: Annotated[str, typer.Option(help="unet, resunet or fcn.")] = "unet",
    width: Annotated[int, typer.Option(min=4, max=128, help="Channels of the network at full size.")] = 16,
    height: Annotated[int, typer.Option(min=16, max=1080, help="Lines of the frames trained on.")] = 80,
    learning_rate: Annotated[float, typer.Option(min=1e-7, max=0.1, help="Learning rate at its highest.")] = 1e-3,
    seed: Annotated[int, typer.Option(help="Seed of everything random.")] = 0,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda ...")] = "auto",
    is_json: JsonOption = False,
) -> None:
    """Train weights that Deep Video Prior begins a shot with, over many clips, some held out to judge."""
    from engine.training.start_run import train_start  # torch

    plan = make_plan(
        task=task,
        architecture=network,
        width=width,
        height=height,
        steps=steps,
        learning_rate=learning_rate,
        seed=seed,
    )
    _follow(train_start(data, out, plan, device), out, is_json, ("random_weights", "with random weights"))


@train.command("stpn")
def stpn(
    data: Annotated[Path, typer.Option("--data", help="Folder of color films and pictures; of HDR maps.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for weights, log and card; run again to go on.")],
    what: Annotated[str, typer.Option("--property", help="color, hdr or mask.")] = "color",
    switch: Annotated[
        str,
        typer.Option(help="How gates lead back: exchanged (the paper's), transposed, none (basic; usual for masks)."),
    ] = "",
    is_aligned: Annotated[
        bool, typer.Option("--aligned", help="Train on properties carried along the motion before.")
    ] = False,
    is_refined: Annotated[
        bool, typer.Option("--refine", help="Train on drawing the outlines of coarse masks anew.")
    ] = False,
    photo_steps: Annotated[int, typer.Option(min=0, help="Steps on pairs made up from photographs.")] = 1000,
    clip_steps: Annotated[int, typer.Option(min=0, help="Steps on pairs of frames of clips.")] = 2500,
    batch: Annotated[int, typer.Option(min=1, max=256, help="Pairs a step.")] = 8,
    crop: Annotated[int, typer.Option(min=32, max=1024, help="Pixels of a pair's sides, a multiple of 32.")] = 160,
    lines: Annotated[int, typer.Option(min=32, max=1080, help="Lines of the frames trained on.")] = 240,
    reach: Annotated[int, typer.Option(min=1, max=1000, help="Frames that a pair is apart at most.")] = 30,
    learning_rate: Annotated[float, typer.Option(min=1e-7, max=0.1, help="Learning rate at its highest.")] = 1e-3,
    start_from: Annotated[
        Path | None, typer.Option(help="Weights (.safetensors) to begin with; with --refine, of masks.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of everything random.")] = 0,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda ...")] = "auto",
    is_json: JsonOption = False,
) -> None:
    """Train the switchable temporal propagation network: on made-up pairs first, then on pairs of frames."""
    from engine.training.stpn_run import train_stpn  # torch

    plan = make_stpn_plan(
        what=what,
        switch=switch or usual_switch(what),
        aligned=is_aligned,
        refined=is_refined,
        photo_steps=photo_steps,
        clip_steps=clip_steps,
        batch=batch,
        crop=crop,
        lines=lines,
        reach=reach,
        learning_rate=learning_rate,
        seed=seed,
    )
    work = train_stpn(data, out, plan, device, start_from)
    _follow(work, out, is_json, ("property_as_it_was", "of the property as it was"))


def _follow(
    work: Generator[Progress, None, dict[str, Any]], out: Path, is_json: bool, beside: tuple[str, str]
) -> None:
    """Train to the end and tell the error on what was held out, and `beside` it another one of the card (name, words
    for it)."""
    terminal = Terminal(is_json=is_json)
    with terminal.engine_warnings(), interruptible() as is_stopped, terminal.bar() as bar:
        card = follow(work, bar, is_stopped, f"What was learned is in {out}; the same command goes on.")
    errors, (name, words) = card["held_out_error"], beside
    told = f"error on held-out clips {errors['these_weights']}, {words} {errors[name]}"
    terminal.result(card, f"{out / card['name']}.safetensors: {told}")
