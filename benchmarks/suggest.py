"""Whether suggested keyframes beat evenly spaced ones (`tintloom bench suggest`).

The protocol of `benchmarks.quality`: FOLDER/frames/<sequence>/ holds true color pictures; the advice sees their gray
alone, the method their CIE L and the colors of the keyframes. Compared are, with equally many keyframes:

- "even": as `bench quality` spreads them (1: the first; 2: first and last; 3: with the middle; ...);
- "middles": the middles of as many equal parts of the sequence, what a person who thinks about it would take;
- "suggested": `engine.suggest`, told nothing but the gray frames;
- "known": chosen in the same way, but with the true color of every frame known: how much room there is.

PSNR over RGB of the 8-bit frames written. "neither" scores the frames that are a keyframe in neither of the two
choices compared, so both are scored on the very same frames; "others" scores for each choice all frames that are not
its own keyframes, as `bench quality` does.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.quality import FLOORS, _sequences, _shrunk, spread
from engine.catalog import MethodParams, MethodSpec, find_method
from engine.color.lab import rgb_to_lab
from engine.media.source import FrameSource, open_source
from engine.metrics.fidelity import BEST_PSNR, mean_psnr, psnr
from engine.motion.track import fetch
from engine.motion.views import resized
from engine.project.runs import RunFolder
from engine.runtime.errors import InputError
from engine.runtime.request import KeyframeFile, RunRequest
from engine.runtime.worker import Inline
from engine.suggest.advice import Question, advise
from engine.suggest.choosing import LEAST, Known, choose
from engine.suggest.looking import in_cells, look, sampling
from engine.suggest.reaching import Describer, follow

WAYS = ("even", "middles", "suggested", "known")


def middles(length: int, count: int) -> list[int]:
    """Return the middles of `count` equal parts of `length` frames."""
    return [int((index + 0.5) * length / count) for index in range(count)]


def suggested(source: FrameSource, count: int) -> list[int]:
    """Return the `count` frames that are suggested to begin with, told nothing but the gray of `source`."""
    advice = _drained(advise(source, Question(0, len(source), budget=count, is_whole_budget=True)))
    return sorted(suggestion.frame for suggestion in advice.suggestions)


def known(source: FrameSource, count: int) -> list[int]:
    """Return the frames chosen by the errors that truly come of carrying the color along the same motion."""
    plan = sampling(0, len(source), ())
    looks = _drained(look(source, plan))
    size = looks.size
    true = [resized(np.ascontiguousarray(rgb_to_lab(source.read(at))[..., 1:]), size) for at in plan.samples]
    samples = len(plan.samples)
    errors = np.full((samples, samples, looks.cells[0] * looks.cells[1]), LEAST, np.float32)
    describer = Describer(looks)
    for key in range(samples):
        for stop in (samples, -1):
            for frame, seen in follow(looks, describer, key, stop):
                wrong = ((fetch(true[key], seen.places) - true[frame]) ** 2).sum(2)
                errors[key, frame] = np.maximum(in_cells(wrong, looks.cells).ravel(), LEAST)
    found = choose(Known(errors, np.array(plan.weights)), (), count)
    return [plan.samples[index] for index in found]


def measure(
    folder: Path,
    count: int = 3,
    *,
    method: str = "flow",
    size: tuple[int, int] | None = None,
    sequences: Sequence[str] = (),
    ways: Sequence[str] = WAYS,
    params: dict[str, Any] | None = None,
    device: str = "auto",
    seed: int = 0,
    cache: Path | None = None,
    told: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """Return {"keyframes": count, "sequences": {name: {way: {"frames", "psnr": one value a frame}}}}.

    `cache`: a folder in which the values of a sequence, a method and its keyframes are kept. Raises `InputError`.
    """
    spec = FLOORS.get(method) or find_method(method)
    chosen = spec.parse(dict(params or {}))
    measured: dict[str, dict[str, Any]] = {}
    for name, files in _sequences(folder, sequences).items():
        with tempfile.TemporaryDirectory(prefix="tintloom-bench-") as scratch:
            truth = _shrunk(files, size, Path(scratch))
            measured[name] = {}
            for way, keys in _choices(truth, count, ways).items():
                told(f"{name}, {way}: frames {', '.join(map(str, keys))}")
                mark = json.dumps([str(folder), name, size, spec.id, chosen.model_dump(), keys, seed])
                values = _kept(cache, mark, partial(_run, truth, spec, chosen, keys, device, seed))
                measured[name][way] = {"frames": keys, "psnr": values}
    return {"keyframes": count, "method": spec.id, "sequences": measured}


def _choices(truth: list[Path], count: int, ways: Sequence[str]) -> dict[str, list[int]]:
    unknown = next((way for way in ways if way not in WAYS), None)
    if unknown is not None:
        raise InputError(f"There is no way {unknown!r} to choose keyframes; there are {', '.join(WAYS)}.")
    length = len(truth)
    with closing(open_source(truth[0].parent)) as source:
        by = {
            "even": lambda: spread(length, count),
            "middles": lambda: middles(length, count),
            "suggested": lambda: suggested(source, count),
            "known": lambda: known(source, count),
        }
        return {way: by[way]() for way in ways}


def _run(
    truth: list[Path], spec: MethodSpec, params: MethodParams, keys: Sequence[int], device: str, seed: int
) -> list[float]:
    """Return the PSNR of every frame colored from the true ones at `keys`; of those themselves, `BEST_PSNR`."""
    with tempfile.TemporaryDirectory(prefix="tintloom-bench-") as scratch:
        keyframes = tuple(KeyframeFile(key, truth[key]) for key in keys)
        folder = RunFolder(Path(scratch) / "run")
        request = RunRequest(
            spec, params, truth[0].parent, keyframes, folder.path, 0, len(truth), seed=seed, device=device
        )
        with closing(iter(Inline(request))) as events:
            for _ in events:
                pass
        with closing(open_source(truth[0].parent)) as source:
            values = []
            for frame in range(len(truth)):
                image = folder.read_frame(frame)
                if image is None:
                    raise InputError(f"{spec.id} left frame {frame} out.")
                values.append(min(psnr(image, source.read(frame)), BEST_PSNR))
            return values


def _kept(cache: Path | None, mark: str, made: Callable[[], list[float]]) -> list[float]:
    if cache is None:
        return made()
    file = cache / f"{hashlib.sha256(mark.encode()).hexdigest()[:24]}.json"
    if file.is_file():
        values: list[float] = json.loads(file.read_text(encoding="utf-8"))["psnr"]
        return values
    values = made()
    cache.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"of": mark, "psnr": values}), encoding="utf-8")
    return values


def scores(of: dict[str, Any], one: str, other: str) -> dict[str, float]:
    """Return the mean PSNR of both ways, "neither" (see above) and "others", and the worst tenth of "neither"."""
    values = {way: of[way]["psnr"] for way in (one, other)}
    keys = {way: set(of[way]["frames"]) for way in (one, other)}
    frames = [frame for frame in range(len(values[one])) if frame not in keys[one] | keys[other]]
    found = {}
    for way, name in ((one, "one"), (other, "other")):
        shared = [values[way][frame] for frame in frames]
        own = [value for frame, value in enumerate(values[way]) if frame not in keys[way]]
        found[f"{name}_neither"], found[f"{name}_others"] = mean_psnr(shared), mean_psnr(own)
        found[f"{name}_worst"] = mean_psnr(sorted(shared)[: max(1, len(shared) // 10)])
    return found


def summary(measured: dict[str, Any], one: str, other: str) -> dict[str, float]:
    """Return how often `one` beats `other` and by how much on average, over the sequences."""
    rows = [scores(of, one, other) for of in measured["sequences"].values()]
    gains = {
        kind: [row[f"one_{kind}"] - row[f"other_{kind}"] for row in rows] for kind in ("neither", "others", "worst")
    }
    found = {"wins": float(sum(gain > 0 for gain in gains["neither"])), "of": float(len(rows))}
    return found | {f"gain_{kind}": float(np.mean(values)) for kind, values in gains.items()}


def print_table(measured: dict[str, Any], console: Console, one: str, other: str) -> None:
    """Print one row a sequence and the mean."""
    count = measured["keyframes"]
    table = Table(title=f"{measured['method']}, {count} keyframe{'s' * (count > 1)}: {one} against {other}")
    table.add_column("sequence")
    for title in (one, other, f"{one} dB", f"{other} dB", "gain, neither", "gain, others", "gain, worst tenth"):
        table.add_column(title, justify="right")
    for name, of in measured["sequences"].items():
        row = scores(of, one, other)
        frames = (" ".join(map(str, of[way]["frames"])) for way in (one, other))
        gains = (f"{row[f'one_{kind}'] - row[f'other_{kind}']:+.2f}" for kind in ("neither", "others", "worst"))
        table.add_row(name, *frames, f"{row['one_neither']:.2f}", f"{row['other_neither']:.2f}", *gains)
    mean = summary(measured, one, other)
    won = f"{mean['wins']:.0f} of {mean['of']:.0f} won"
    gains = (f"{mean[f'gain_{kind}']:+.2f}" for kind in ("neither", "others", "worst"))
    table.add_row("mean", won, "", "", "", *gains, style="bold")
    console.print(table)


def run(folder: Path, counts: Sequence[int] = (3,), *, as_json: bool = False, **options: Any) -> list[dict[str, Any]]:
    """Measure every number of keyframes; print tables, or with `as_json` one JSON value."""
    cv2.setNumThreads(1)
    console, notes = Console(width=150), Console(stderr=True)
    measured = []
    for count in counts:
        measured.append(measure(folder, count, told=notes.print, **options))
        ways = next(iter(measured[-1]["sequences"].values()))
        if as_json:
            continue
        for other in ways:
            if "suggested" in ways and other != "suggested":
                print_table(measured[-1], console, "suggested", other)
    if as_json:
        print(json.dumps(measured[0] if len(measured) == 1 else measured))
    return measured


def _drained(steps: Generator[Any, None, Any]) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
