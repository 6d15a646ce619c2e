"""`tintloom bench`: the measurements of the source checkout, which an installed program does not carry."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from engine.cli.options import JsonOption, parse_pairs
from engine.runtime.errors import InputError

ROOT = Path(__file__).resolve().parents[2]

bench = typer.Typer(
    no_args_is_help=True,
    help="Measure quality, HDR, suggestions, consistency, style, masks, cost, speed, media reading or the window.",
)


@bench.command()
def quality(
    folder: Annotated[Path, typer.Argument(help="Sequences of color pictures: FOLDER/frames/NAME/*.jpg.")],
    more: Annotated[
        list[int] | None, typer.Argument(metavar="[N]...", help="Further numbers of references, or intervals.")
    ] = None,
    references: Annotated[
        list[int] | None,
        typer.Option(
            "--references", min=1, help="Keyframes a sequence, spread evenly; several: --references 1 2 3 5."
        ),
    ] = None,
    interval: Annotated[
        list[int] | None,
        typer.Option(
            "--interval", min=2, help="A keyframe every so many frames from 0 on; several: --interval 10 20 30 40."
        ),
    ] = None,
    method: Annotated[
        list[str] | None,
        typer.Option("--method", "-m", help="A method, or the floors recursive and copy; repeatable."),
    ] = None,
    params: Annotated[
        list[str] | None, typer.Option("--params", "-p", metavar="NAME=VALUE", help="A parameter of the method.")
    ] = None,
    size: Annotated[str, typer.Option(help="Shrink to WIDTHxHEIGHT first, as 427x240.")] = "",
    sequences: Annotated[str, typer.Option(help="Only these, as blackswan,dog.")] = "",
    every: Annotated[int, typer.Option(min=1, help="Score every N-th frame only.")] = 1,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda ...")] = "auto",
    seed: Annotated[int, typer.Option(help="Seed of the method.")] = 0,
    is_json: JsonOption = False,
) -> None:
    """Measure how near a method comes to the true color of real sequences."""
    if more and references and interval:
        raise typer.BadParameter("With both --references and --interval, repeat the option for each further number.")
    _benchmark("quality").run(
        folder,
        method or ["flow"],
        [] if interval and not references else [*(references or [1]), *(more or [])],
        [*interval, *(() if references else more or [])] if interval else [],
        as_json=is_json,
        size=_size(size),
        sequences=[name for name in sequences.split(",") if name],
        every=every,
        params=parse_pairs(params or [], "--params"),
        device=device,
        seed=seed,
    )


@bench.command()
def hdr(
    folder: Annotated[Path, typer.Argument(metavar="MAPS", help="A folder of equirectangular HDR maps.")],
    more: Annotated[list[int] | None, typer.Argument(metavar="[N]...", help="Further intervals.")] = None,
    interval: Annotated[
        list[int] | None,
        typer.Option("--interval", min=2, help="An HDR keyframe every so many frames; several: --interval 10 20."),
    ] = None,
    method: Annotated[
        list[str] | None,
        typer.Option("--method", "-m", help="A method, or the floors inverse, copy and recursive; repeatable."),
    ] = None,
    params: Annotated[
        list[str] | None, typer.Option("--params", "-p", metavar="NAME=VALUE", help="A parameter of the method.")
    ] = None,
    pans: Annotated[int, typer.Option(min=1, help="Clips made of every map that is held out.")] = 2,
    frames: Annotated[int, typer.Option(min=3, help="Frames of a clip.")] = 81,
    size: Annotated[str, typer.Option(help="WIDTHxHEIGHT of the clips.")] = "256x256",
    has_objects: Annotated[
        bool, typer.Option("--objects/--no-objects", help="Whether things move before the camera.")
    ] = False,
    is_camera_known: Annotated[
        bool, typer.Option("--srgb/--any-camera", help="Whether the LDR frames are sRGB, or of drawn cameras.")
    ] = True,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda ...")] = "auto",
    seed: Annotated[int, typer.Option(help="Seed of the clips and of the method.")] = 0,
    is_json: JsonOption = False,
) -> None:
    """Measure how near a method comes to the true light of clips made of HDR maps."""
    _benchmark("hdr").run(
        folder,
        method or ["stpn"],
        [*(interval or [10]), *(more or [])],
        as_json=is_json,
        params=parse_pairs(params or [], "--params"),
        pans=pans,
        frames=frames,
        size=_size(size) or (256, 256),
        has_objects=has_objects,
        is_camera_known=is_camera_known,
        device=device,
        seed=seed,
    )


@bench.command()
def suggest(
    folder: Annotated[Path, typer.Argument(help="Sequences of color pictures: FOLDER/frames/NAME/*.jpg.")],
    keyframes: Annotated[
        list[int] | None, typer.Option("--keyframes", min=1, help="Keyframes a sequence; repeatable. [default: 3]")
    ] = None,
    method: Annotated[str, typer.Option("--method", "-m", help="The method that spreads their color.")] = "flow",
    params: Annotated[
        list[str] | None, typer.Option("--params", "-p", metavar="NAME=VALUE", help="A parameter of the method.")
    ] = None,
    size: Annotated[str, typer.Option(help="Shrink to WIDTHxHEIGHT first, as 427x240.")] = "427x240",
    sequences: Annotated[str, typer.Option(help="Only these, as blackswan,dog.")] = "",
    ways: Annotated[
        str, typer.Option(help="How keyframes are chosen, of even, middles, suggested and known.")
    ] = "even,middles,suggested,known",
    cache: Annotated[
        Path | None, typer.Option(help="A folder that keeps what was measured for the next time.")
    ] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda ...")] = "auto",
    seed: Annotated[int, typer.Option(help="Seed of the method.")] = 0,
    is_json: JsonOption = False,
) -> None:
    """Measure whether suggested keyframes are better than evenly spaced ones."""
    _benchmark("suggest").run(
        folder,
        keyframes or [3],
        as_json=is_json,
        method=method,
        params=parse_pairs(params or [], "--params"),
        size=_size(size),
        sequences=[name for name in sequences.split(",") if name],
        ways=[name for name in ways.split(",") if name],
        cache=cache,
        device=device,
        seed=seed,
    )


@bench.command()
def style(
    folder: Annotated[
        Path, typer.Argument(help="FOLDER/input with frames, FOLDER/styles with styled ones, by number.")
    ],
    keyframes: Annotated[
        list[int] | None,
        typer.Option("--keyframe", min=0, help="A styled frame that is given; repeatable. [default: 0]"),
    ] = None,
    params: Annotated[
        list[str] | None, typer.Option("--params", "-p", metavar="NAME=VALUE", help="A parameter of the method.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder for the pictures of both ways.")] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda ...")] = "auto",
    seed: Annotated[int, typer.Option(help="Seed of the method.")] = 0,
    is_json: JsonOption = False,
) -> None:
    """Measure how steady a propagated style is beside one that is laid on frame by frame."""
    _benchmark("style").run(
        folder,
        keyframes or [0],
        as_json=is_json,
        params=parse_pairs(params or [], "--params"),
        out=out,
        device=device,
        seed=seed,
    )


@bench.command()
def masks(
    folder: Annotated[Path, typer.Argument(help="Pictures and masks: FOLDER/frames/NAME, FOLDER/masks/NAME.")],
    augmentation: Annotated[
        list[str] | None,
        typer.Option(help="none, crop, crop+flip, crop+flip+copy-paste or all; repeatable. By default the method's."),
    ] = None,
    is_progressive: Annotated[
        bool, typer.Option("--progressive/--no-progressive", help="Whether frames are learned as they are made.")
    ] = True,
    method: Annotated[
        str, typer.Option("--method", "-m", help="A method that takes masks: dvp, flow, stpn ...")
    ] = "dvp",
    params: Annotated[
        list[str] | None, typer.Option("--params", "-p", metavar="NAME=VALUE", help="A parameter of the method.")
    ] = None,
    size: Annotated[str, typer.Option(help="Shrink to WIDTHxHEIGHT first, as 427x240.")] = "",
    sequences: Annotated[str, typer.Option(help="Only these, as blackswan,dog.")] = "",
    device: Annotated[str, typer.Option(help="auto, cpu, cuda ...")] = "auto",
    seed: Annotated[int, typer.Option(help="Seed of the method.")] = 0,
    is_json: JsonOption = False,
) -> None:
    """Measure J and F of masks propagated from the first true one."""
    learned = {"progressive": is_progressive} if method == "dvp" else {}
    _benchmark("masks").run(
        folder,
        augmentation or [],
        as_json=is_json,
        method=method,
        params={**learned, **parse_pairs(params or [], "--params")},
        size=_size(size),
        sequences=[name for name in sequences.split(",") if name],
        device=device,
        seed=seed,
    )


@bench.command()
def consistency(
    folder: Annotated[Path, typer.Argument(help="Pairs of clips: FOLDER/NAME/input and FOLDER/NAME/processed.")],
    variants: Annotated[str, typer.Option(help="Which, of plain, irt, coarse and start.")] = "plain,irt,coarse,start",
    pairs: Annotated[str, typer.Option(help="Only these, as goat-colorization,haze2-dehazing.")] = "",
    frames: Annotated[int, typer.Option(min=0, help="Only the first so many frames; 0 takes all.")] = 0,
    lines: Annotated[int, typer.Option(min=0, help="Shrink to so many lines first; 0 leaves them.")] = 0,
    main_frame: Annotated[int, typer.Option(min=0, help="The frame whose mode irt keeps to.")] = 0,
    params: Annotated[
        list[str] | None, typer.Option("--params", "-p", metavar="NAME=VALUE", help="A parameter of the method.")
    ] = None,
    weights: Annotated[
        Path | None, typer.Option(help="What start begins with; else the weights of another pair's run.")
    ] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda ...")] = "auto",
    seed: Annotated[int, typer.Option(help="Seed of the method.")] = 0,
    is_json: JsonOption = False,
) -> None:
    """Measure how steady and how true clips are made that were processed frame by frame."""
    _benchmark("consistency").run(
        folder,
        [name for name in variants.split(",") if name],
        as_json=is_json,
        pairs=[name for name in pairs.split(",") if name],
        frames=frames,
        lines=lines,
        main_frame=main_frame,
        params=parse_pairs(params or [], "--params"),
        weights=weights,
        device=device,
        seed=seed,
    )


@bench.command()
def cost(
    folder: Annotated[Path, typer.Argument(help="A pair of clips: FOLDER/input and FOLDER/processed.")],
    frames: Annotated[int, typer.Option(min=2, help="Only the first so many frames.")] = 8,
    lines: Annotated[int, typer.Option(min=16, help="Shrink to so many lines to compare the ways.")] = 200,
    height: Annotated[int, typer.Option(min=0, help="Lines that small ways learn at; 0 takes the preset's.")] = 0,
    width: Annotated[int, typer.Option(min=4, max=128, help="Width of the network of both loops.")] = 16,
    epochs: Annotated[int, typer.Option(min=1, help="Epochs of every way.")] = 15,
    rate: Annotated[float, typer.Option(min=1e-6, max=0.1, help="Learning rate of every way.")] = 1e-3,
    sizes: Annotated[str, typer.Option(help="Sizes at which steps are timed.")] = "256x144,854x480",
    repeats: Annotated[int, typer.Option(min=1, help="Steps timed at every size.")] = 3,
    weights: Annotated[Path | None, typer.Option(help="What the better start is; else the program's own.")] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda ...")] = "auto",
    seed: Annotated[int, typer.Option(help="Seed of every way.")] = 0,
    is_json: JsonOption = False,
) -> None:
    """Measure what learning a shot costs against a plain loop, and what each acceleration saves."""
    found = (_size(size, "--sizes") for size in sizes.split(",") if size)
    _benchmark("cost").run(
        folder,
        as_json=is_json,
        frames=frames,
        lines=lines,
        height=height,
        width=width,
        epochs=epochs,
        rate=rate,
        sizes=tuple(size for size in found if size),
        repeats=repeats,
        weights=weights,
        device=device,
        seed=seed,
    )


@bench.command()
def speed(
    clip: Annotated[Path, typer.Argument(help="A film, or a folder of numbered pictures.")],
    method: Annotated[
        list[str] | None, typer.Option("--method", "-m", help="Methods to compare; repeatable. [default: stpn, flow]")
    ] = None,
    params: Annotated[
        list[str] | None, typer.Option("--params", "-p", metavar="NAME=VALUE", help="A parameter of the first.")
    ] = None,
    has_networks: Annotated[
        bool, typer.Option("--networks/--no-networks", help="Whether single passes of stpn's networks are timed.")
    ] = True,
    frames: Annotated[int, typer.Option(min=2, help="Frames of the clip that are made.")] = 24,
    interval: Annotated[int, typer.Option(min=2, help="A keyframe every so many frames.")] = 12,
    size: Annotated[str, typer.Option(help="WIDTHxHEIGHT of the frames.")] = "512x512",
    repeats: Annotated[int, typer.Option(min=1, help="Runs of every method, in turns.")] = 5,
    passes: Annotated[int, typer.Option(min=1, help="Passes of every network.")] = 20,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda ...")] = "auto",
    is_json: JsonOption = False,
) -> None:
    """Measure the networks of stpn alone, and whole runs of methods against each other."""
    _benchmark("stpn_speed").run(
        clip,
        method or ["stpn", "flow"],
        has_networks=has_networks,
        passes=passes,
        device=device,
        as_json=is_json,
        params=parse_pairs(params or [], "--params"),
        frames=frames,
        interval=interval,
        size=_size(size) or (512, 512),
        repeats=repeats,
    )


_OWN_OPTIONS = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


@bench.command(context_settings=_OWN_OPTIONS)
def media(context: typer.Context) -> None:
    """Measure seeking, decoding and scrubbing against OpenCV; its own --help lists the options."""
    raise typer.Exit(_benchmark("media").main(context.args) or 0)


@bench.command(context_settings=_OWN_OPTIONS)
def window(context: typer.Context) -> None:
    """Measure the window's reaction while a job runs; its own --help lists the options."""
    raise typer.Exit(_benchmark("window").main(context.args) or 0)


@bench.command(context_settings=_OWN_OPTIONS)
def journeys(context: typer.Context) -> None:
    """Measure how long the window is blocked while an artist works; its own --help lists the options."""
    raise typer.Exit(_benchmark("journeys").main(context.args) or 0)


@bench.command(context_settings=_OWN_OPTIONS)
def paint(context: typer.Context) -> None:
    """Measure how quickly paint follows the pen, and undo."""
    raise typer.Exit(_benchmark("paint_latency").main(context.args) or 0)


def _benchmark(name: str) -> ModuleType:
    file = ROOT / "benchmarks" / f"{name}.py"
    if not file.is_file():
        raise InputError(f"Benchmarks are part of the source checkout alone, and {file} is not there.")
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))  # the command lies in .venv/bin, and benchmarks/ is not installed
    return importlib.import_module(f"benchmarks.{name}")


def _size(text: str, option: str = "--size") -> tuple[int, int] | None:
    if not text:
        return None
    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal() and int(width) and int(height)):
        raise typer.BadParameter(f"{text!r} is not WIDTHxHEIGHT, as in 427x240.", param_hint=option)
    return int(width), int(height)
