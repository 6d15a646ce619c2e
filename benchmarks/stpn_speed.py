"""How fast `stpn` is (`tintloom bench speed`).

Two questions. One forward pass of each of its networks at 512x512, random weights, one picture, float32: table 1 of
the paper, on another machine. And whole runs of two methods on the same frames in the same process, one after the
other in turns, from opening the clip to the last frame written: seconds a frame, and the ratio of their medians. What
is imported and loaded once is done before, in a run that is not counted.
"""

from __future__ import annotations

import importlib
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
from rich.console import Console
from rich.table import Table

from benchmarks.quality import FLOORS
from benchmarks.running import run_through
from engine.catalog import find_method
from engine.media.pixels import displayed
from engine.media.source import open_source
from engine.runtime.errors import InputError
from engine.runtime.request import KeyframeFile, RunRequest

# milliseconds at 512x512 in table 1 (TITAN X Pascal, without cuDNN); with SPN refinement masks take 84
PUBLISHED = {"color": 15, "hdr": 25, "mask": 17}
_WARM_UP = 3  # passes that are not counted


def network_times(device: str = "auto", side: int = 512, repeats: int = 20) -> dict[str, float]:
    """Return the median milliseconds of one forward pass of each network of `engine.networks.stpn`, by its name.

    `side` is that of the square picture. On CUDA the time is the device's own, between two events.
    """
    import torch

    from engine.runtime.device import choose_device, computing

    network = importlib.import_module("engine.networks.stpn")
    chosen = choose_device(device)
    place = torch.device(chosen.name)
    times = {}
    for name, sizes in network.SIZES.items():
        torch.manual_seed(0)
        model = network.Stpn(sizes).to(place).eval()
        known = torch.rand(1, sizes.properties, side, side, device=place)
        guidance = torch.rand(1, sizes.guidance, side, side, device=place)
        with computing(chosen), torch.inference_mode():
            for _ in range(_WARM_UP):
                model(known, guidance)
            passes = [_milliseconds(lambda: model(known, guidance), place) for _ in range(repeats)]  # noqa: B023
        times[name] = statistics.median(passes)
    return times


def _milliseconds(work: Callable[[], object], place: Any) -> float:
    import torch

    if place.type != "cuda":
        started = time.perf_counter()
        work()
        return 1000 * (time.perf_counter() - started)
    start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    start.record()
    work()
    end.record()
    end.synchronize()
    return float(start.elapsed_time(end))


def method_times(
    clip: Path,
    methods: Sequence[str],
    *,
    frames: int = 24,
    interval: int = 12,
    size: tuple[int, int] = (512, 512),
    repeats: int = 5,
    params: dict[str, Any] | None = None,
    device: str = "auto",
    told: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """Return {"seconds_per_frame": {method: median}, "ratio": {"one/other": ratio}} of color on a film or pictures.

    The first `frames` frames at `size` (width, height), a keyframe every `interval` of them. `params` are the first
    method's. Raises `InputError` with one sentence.
    """
    specs = {name: FLOORS.get(name) or find_method(name) for name in methods}
    taken: dict[str, list[float]] = {name: [] for name in methods}
    with tempfile.TemporaryDirectory(prefix="tintloom-bench-") as scratch:
        pictures = _shrunk_clip(clip, frames, size, Path(scratch))
        keyframes = tuple(KeyframeFile(key, pictures[key]) for key in range(0, len(pictures), interval))
        for turn in range(repeats + 1):  # the first warms up
            for name, spec in specs.items():
                chosen = spec.parse(dict(params or {}) if name == methods[0] else {})
                folder = Path(scratch) / f"{name}-{turn}"
                run = RunRequest(spec, chosen, pictures[0].parent, keyframes, folder, device=device)
                seconds = run_through(run)[1] / len(pictures)
                told(f"{name}: {seconds:.3f} s a frame{' (not counted)' * (turn == 0)}")
                taken[name] += [seconds] * (turn > 0)
    medians = {name: statistics.median(seconds) for name, seconds in taken.items()}
    first = methods[0]
    ratios = {f"{first}/{other}": medians[first] / medians[other] for other in methods[1:]}
    return {"seconds_per_frame": medians, "ratio": ratios}


def _shrunk_clip(clip: Path, frames: int, size: tuple[int, int], scratch: Path) -> list[Path]:
    folder = scratch / "frames"
    folder.mkdir()
    written = []
    with closing(open_source(clip)) as source:
        if len(source) < frames:
            raise InputError(f"{clip.name} has {len(source)} frames, fewer than the {frames} to measure on.")
        for frame in range(frames):
            picture = cv2.resize(displayed(source.read(frame)), size, interpolation=cv2.INTER_AREA)
            written.append(folder / f"{frame:05d}.png")
            if not cv2.imwrite(str(written[-1]), picture[..., ::-1]):
                raise InputError(f"{written[-1]} cannot be written.")
    return written


def run(
    clip: Path,
    methods: Sequence[str] = ("stpn", "flow"),
    *,
    has_networks: bool = True,
    passes: int = 20,
    device: str = "auto",
    as_json: bool = False,
    **options: Any,
) -> dict[str, Any]:
    """Measure both; print tables, or with `as_json` one JSON value."""
    notes, console = Console(stderr=True), Console()
    measured: dict[str, Any] = {"network_ms": network_times(device, repeats=passes) if has_networks else {}}
    measured |= method_times(clip, methods, device=device, told=notes.print, **options)
    if as_json:
        print(json.dumps(measured))
    else:
        _print_tables(measured, console)
    return measured


def _print_tables(measured: dict[str, Any], console: Console) -> None:
    if measured["network_ms"]:
        table = Table("network", "ms at 512x512", "published (TITAN X)", title="One forward pass of stpn")
        for name, taken in measured["network_ms"].items():
            table.add_row(name, f"{taken:.1f}", str(PUBLISHED.get(name, "")))
        console.print(table)
    table = Table("method", "s a frame", title="Whole runs, medians, in turns")
    for name, seconds in measured["seconds_per_frame"].items():
        table.add_row(name, f"{seconds:.3f}")
    for name, ratio in measured["ratio"].items():
        table.add_row(name, f"x {ratio:.2f}", style="bold")
    console.print(table)
