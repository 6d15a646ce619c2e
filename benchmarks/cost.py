"""What learning a shot costs, against the loop one writes first (`tintloom bench cost`).

FOLDER/input and FOLDER/processed hold the frames of a pair. Three things are told, all from one run:

- a step at given sizes, the plain loop's and ours by turns, with the same network; and a frame: of the plain loop
  with the paper's 25 epochs at full size, of ours with the preset "good", for a shot of 50 frames (steps times what
  a step takes, and the picture).
- one acceleration after the other on this pair: what it takes, what E_warp and F_data it ends with, and after how
  long it is first as steady (E_warp within 2 %) and as true (F_data within 0.25 dB) as the plain loop at its end. As
  steady as the input is steady enough, since what lies below has lost detail; where the plain loop has, the last
  column tells when a way's E_warp is no higher than that either.
- on CUDA, milliseconds a step at 800x480.

On a processor seconds are those of the processor, of all threads together: others' work then changes them little.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.cost_ways import Held, Ours, Plain, Way, ways
from benchmarks.telling import tell
from engine.catalog import ConsistencyParams, consistency_effort
from engine.color.lab import to_unit
from engine.color.pair import Pair
from engine.media.images import read_picture
from engine.methods.consistency import _SETTLED
from engine.methods.consistency_plan import Schedule
from engine.metrics.fidelity import data_fidelity
from engine.metrics.warping import measure_flow, pair_error, visible
from engine.runtime.checkpoint import State, load
from engine.runtime.device import Device, choose_device, computing, threads
from engine.runtime.errors import InputError
from engine.runtime.weights import shipped, start_name
from engine.training.stopping import EPOCHS, epoch_losses, is_settled
from engine.training.windows import Window

SIZES = ((256, 144), (854, 480))
GPU_SIZE, GPU_WIDTH = (800, 480), 32
SHOT, PAPER_EPOCHS = 50, 25
STEADY, TRUE = 1.02, 0.25  # as steady: at most so many times the E_warp; as true: at most so many dB less
_PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff")
_LOOKS = 5  # at full-size ways while they learn; at small ones after every epoch


@dataclass(frozen=True)
class Look:
    """How a way stands after an epoch: `seconds` include what making all pictures takes."""

    epoch: int
    seconds: float
    e_warp: float
    f_data: float


def measure(
    folder: Path,
    *,
    frames: int = 8,
    lines: int = 200,
    height: int = 0,
    width: int = 16,
    epochs: int = 15,
    rate: float = 1e-3,
    sizes: Sequence[tuple[int, int]] = SIZES,
    repeats: int = 3,
    weights: Path | None = None,
    device: str = "auto",
    seed: int = 0,
    told: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """Return {"machine": …, "steps": [a row a size], "gpu": a row or None, "ways": {name: row}}.

    The pair's first `frames` frames are shrunk to `lines`; small ways learn at `height` lines (0: the preset's).
    `weights` are what "better start" begins with; by default those that come with the program, if they fit `width`.
    """
    chosen = choose_device(device)
    given, processed = (_read(folder / kind, frames) for kind in ("input", "processed"))
    start = _start(weights, width)
    with computing(chosen):
        steps = []
        for size in sizes:
            steps.append(step_row(_pair(given[:2], processed[:2], size), width, rate, chosen, repeats, seed))
            told(f"{size[0]}x{size[1]}: a step {steps[-1]['plain_s']:.3f} and {steps[-1]['ours_s']:.3f} s")
        gpu = None
        if not chosen.is_cpu:
            gpu = step_row(_pair(given[:2], processed[:2], GPU_SIZE), GPU_WIDTH, rate, chosen, max(repeats, 20), seed)
        shape = given[0].shape
        pair = _pair(given, processed, (round(shape[1] * lines / shape[0]), lines))
        height = min(lines, height or consistency_effort(ConsistencyParams(), chosen.is_cpu).height)
        rows = way_rows(pair, height, width, epochs, rate, chosen, seed, start, told)
    machine = {"device": chosen.title, "threads": threads(), "load": os.getloadavg()[0]}
    clip = {"size": [pair.width, pair.height], "frames": frames, "epochs": epochs, "height": height, "width": width}
    return {"machine": machine, "clip": clip, "steps": steps, "gpu": gpu, "ways": rows}


def step_row(pair: Pair, width: int, rate: float, device: Device, repeats: int, seed: int) -> dict[str, Any]:
    """Return seconds a step of both loops at the pair's size, by turns, and what a frame of a shot costs."""
    plain, ours = Plain(pair, width, rate, device, seed), Ours(pair, pair.height, width, rate, device, seed)
    clock = _clock(device)
    full = {"plain": partial(plain.train, 0, False, 0.0), "ours": partial(ours.train, 0, False, 0.0)}
    times = _by_turns(full, repeats, clock)
    effort = consistency_effort(ConsistencyParams(), device.is_cpu)
    small = Ours(pair, effort.height, effort.width, effort.learning_rate, device, seed)
    learned = _by_turns(
        {
            "fine": partial(small.train, 0, False, 0.0),
            "coarse": partial(small.train, 0, True, 0.0),
            "picture": partial(small.picture, 0),
            "plain picture": partial(plain.picture, 0),
        },
        repeats,
        clock,
    )
    schedule = Schedule(Window(0, SHOT), effort.epochs_of(SHOT), True)
    coarse = schedule.coarse / schedule.epochs
    step = coarse * learned["coarse"] + (1 - coarse) * learned["fine"]
    plain_frame = PAPER_EPOCHS * times["plain"] + learned["plain picture"]
    our_frame = schedule.epochs * step + learned["picture"]
    return {
        "size": [pair.width, pair.height],
        "width": width,
        "plain_s": times["plain"],
        "ours_s": times["ours"],
        "ratio": times["plain"] / times["ours"],
        "plain_frame_s": plain_frame,
        "ours_frame_s": our_frame,
        "frame_ratio": plain_frame / our_frame,
    }


def way_rows(
    pair: Pair,
    height: int,
    width: int,
    epochs: int,
    rate: float,
    device: Device,
    seed: int,
    start: State | None,
    told: Callable[[str], None],
) -> dict[str, dict[str, Any]]:
    """Return a row for every way; "faster" is the plain loop's time over the time to be as good as it is."""
    judge = Judge(pair)
    rows: dict[str, dict[str, Any]] = {"input": {"e_warp": judge.e_warp_of_input}, "processed": judge.processed()}
    goal: Look | None = None
    for name, (make, is_coarse_first) in ways(pair, height, width, rate, device, seed, start).items():
        looks, settled = _learn(make(), Schedule(Window(0, judge.length), epochs, is_coarse_first), judge, device)
        end = looks[-1]
        goal = goal or end
        reached = next((look for look in looks if is_as_good(look, goal, judge.e_warp_of_input)), None)
        rows[name] = {
            "seconds": end.seconds,
            "e_warp": end.e_warp,
            "f_data": end.f_data,
            "reached_s": reached.seconds if reached else None,
            "reached_e_warp": reached.e_warp if reached else None,
            "reached_f_data": reached.f_data if reached else None,
            "strict_s": next((look.seconds for look in looks if is_as_good(look, goal, 0.0)), None),
            "faster": goal.seconds / reached.seconds if reached else None,
            "settled_epoch": settled,
            "looks": [asdict(look) for look in looks],
        }
        told(f"{name}: {end.seconds:.1f} s, E_warp {end.e_warp:.4f}, F_data {end.f_data:.2f} dB")
    return rows


def is_as_good(look: Look, goal: Look, e_warp_of_input: float) -> bool:
    """Tell whether a result is as steady as another one or the input, and as true as the other one."""
    return look.e_warp <= STEADY * max(goal.e_warp, e_warp_of_input) and look.f_data >= goal.f_data - TRUE


class Judge:
    """E_warp (equation 8, motion from the input) and F_data (equation 9) of a way's pictures in 8 bits."""

    def __init__(self, pair: Pair) -> None:
        self._pair, self.length = pair, pair.stop - pair.start
        grays = [pair.frames.read_luma(frame) for frame in range(self.length)]
        self._motions: list[tuple[int, int, Any, Any]] = []
        for here in range(1, self.length):
            for there in (0, here - 1):  # measured once: it is the input's
                flow = measure_flow(grays[here], grays[there])
                mask = visible(flow, measure_flow(grays[there], grays[here]))
                self._motions.append((here, there, flow, mask))
        self.e_warp_of_input = self._e_warp([pair.frames.read(frame) for frame in range(self.length)])

    def processed(self) -> dict[str, float]:
        """Return the processed clip's own E_warp, and how true the input would be."""
        treated = [self._pair.processed.read(frame) for frame in range(self.length)]
        given = [self._pair.frames.read(frame) for frame in range(self.length)]
        return {"e_warp": self._e_warp(treated), "f_data": data_fidelity(treated, given)}

    def look(self, pictures: Sequence[NDArray[np.uint8]]) -> tuple[float, float]:
        treated = (self._pair.processed.read(frame) for frame in range(self.length))
        return self._e_warp(pictures), data_fidelity(treated, pictures)

    def _e_warp(self, pictures: Sequence[NDArray[np.uint8]]) -> float:
        units = [to_unit(picture) for picture in pictures]
        errors = [pair_error(units[here], units[there], flow, mask) for here, there, flow, mask in self._motions]
        return sum(errors) / max(1, self.length - 1)


def _learn(way: Way, schedule: Schedule, judge: Judge, device: Device) -> tuple[list[Look], int | None]:
    """Return how the way stands after its epochs, and the epoch after which the rule of section 6.4.2 would stop."""
    clock = _clock(device)
    every = 1 if way.is_small else max(1, schedule.epochs // _LOOKS)
    looks: list[Look] = []
    losses: list[float] = []
    settled: int | None = None
    started = clock()
    way.begin()
    used = clock() - started
    for epoch in range(schedule.epochs + 1):
        started = clock()
        for index in range(max(0, epoch - 1) * schedule.length, epoch * schedule.length):
            step = schedule.step(index)
            losses.append(way.train(step.frame, step.is_coarse, index / schedule.steps))
        used += clock() - started
        fine = epoch_losses(losses[schedule.coarse * schedule.length :], schedule.length)
        if settled is None and epoch >= schedule.coarse + EPOCHS and is_settled(fine, _SETTLED):
            settled = epoch
        if (epoch or way.is_small) and (epoch % every == 0 or epoch == schedule.epochs):
            started = clock()
            pictures = [np.rint(way.picture(frame) * 255).astype(np.uint8) for frame in range(judge.length)]
            looks.append(Look(epoch, used + clock() - started, *judge.look(pictures)))
    return looks, settled


def _by_turns(works: dict[str, Any], repeats: int, clock: Callable[[], float]) -> dict[str, float]:
    """Return the median seconds of each work, done by turns so that all meet the same machine; the first is free."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(repeats + 1):
        for name, work in works.items():
            started = clock()
            work()
            if turn:
                found[name].append(clock() - started)
    return {name: statistics.median(times) for name, times in found.items()}


def _clock(device: Device) -> Callable[[], float]:
    return time.process_time if device.is_cpu else time.perf_counter


def _read(folder: Path, frames: int) -> list[NDArray[Any]]:
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in _PICTURES) if folder.is_dir() else []
    if len(files) < 2:
        raise InputError(f"{folder} has no frames; a pair's folder has input and processed in it.")
    pictures = [np.rint(to_unit(read_picture(file)) * 255).astype(np.uint8) for file in files[:frames]]
    return [np.repeat(picture[..., None], 3, 2) if picture.ndim == 2 else picture for picture in pictures]


def _pair(given: list[NDArray[Any]], processed: list[NDArray[Any]], size: tuple[int, int]) -> Pair:
    one, other = (
        Held([cv2.resize(picture, size, interpolation=cv2.INTER_AREA) for picture in clip])
        for clip in (given, processed)
    )
    return Pair(one, other, 0, min(len(one), len(other)))


def _start(weights: Path | None, width: int) -> State | None:
    path = weights or shipped(start_name("consistency", "unet", width))
    return None if path is None else load(path)


def print_tables(measured: dict[str, Any], console: Console) -> None:
    """Print what `measure` returns."""
    machine, clip = measured["machine"], measured["clip"]
    console.print(f"{machine['device']}, {machine['threads']} threads, load {machine['load']:.1f}")
    steps = Table(title=f"U-Net of {clip['width']} channels, seconds")
    for column in ("size", "step: plain", "ours", "times faster", "frame: plain", "ours", "times faster"):
        steps.add_column(column, justify="right")
    for row in measured["steps"]:
        values = (row[key] for key in ("plain_s", "ours_s", "ratio", "plain_frame_s", "ours_frame_s", "frame_ratio"))
        steps.add_row("x".join(str(side) for side in row["size"]), *(f"{value:.3g}" for value in values))
    console.print(steps)
    if measured["gpu"]:
        row = measured["gpu"]
        console.print(
            f"{row['size'][0]}x{row['size'][1]}, {row['width']} channels: {1000 * row['ours_s']:.1f} ms a step "
            f"(plain {1000 * row['plain_s']:.1f}), {row['ours_frame_s']:.2f} s a frame in total"
        )
    size = "x".join(str(side) for side in clip["size"])
    table = Table(
        title=f"{size}, {clip['frames']} frames, {clip['epochs']} epochs; small pictures of {clip['height']} lines"
    )
    for column in _COLUMNS:
        table.add_column(column, justify="left" if column == _COLUMNS[0] else "right")
    for name, row in measured["ways"].items():
        cells = [f"{row[key]:{form}}" if row.get(key) is not None else "" for key, form in _FORMS.items()]
        for place, key in ((3, "reached_s"), (-1, "strict_s")):
            if "seconds" in row and not row[key]:
                cells[place] = "never"
        table.add_row(name, *cells)
    console.print(table)
    for name, row in measured["ways"].items():
        if row.get("settled_epoch"):
            console.print(f"{name}: the loss has settled after epoch {row['settled_epoch']}")


_COLUMNS = (
    "each with all above it",
    "seconds",
    "E_warp",
    "F_data dB",
    "as good after s",
    "E_warp then",
    "times faster",
    "E_warp as low after s",
)
_FORMS = {
    "seconds": ".1f",
    "e_warp": ".4f",
    "f_data": ".2f",
    "reached_s": ".1f",
    "reached_e_warp": ".4f",
    "faster": ".1f",
    "strict_s": ".1f",
}


def run(folder: Path, *, as_json: bool = False, **options: Any) -> dict[str, Any]:
    """Measure the pair in `folder`; print tables, or with `as_json` one JSON value."""
    measured = measure(folder, told=Console(stderr=True).print, **options)
    tell(measured, print_tables, as_json=as_json)
    return measured
