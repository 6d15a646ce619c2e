"""How near color propagation comes to the truth on a folder of sequences (`tintloom bench quality`).

The protocol of the issue: FOLDER/frames/<sequence>/ holds true color pictures; methods see only their CIE L and the
reference frames' colors. References are spread evenly (1: the first; 2: first and last; 3: with the middle; ...).
All other frames are scored: PSNR over RGB of the 8-bit frames written, mean over frames, then over sequences.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from engine.catalog import METHODS, MethodParams, MethodSpec, find_method
from engine.color.lab import gray_to_lightness, lab_to_rgb, rgb_to_lab
from engine.media.images import read_picture
from engine.media.source import open_source
from engine.metrics.clip import against_truth, gray_of, warping_errors
from engine.metrics.color import colorfulness
from engine.metrics.warping import measure_flow, warp_back
from engine.project.runs import RunFolder
from engine.runtime.context import Context, Inputs
from engine.runtime.errors import InputError
from engine.runtime.events import Event, FrameReady
from engine.runtime.request import KeyframeFile, RunRequest
from engine.runtime.worker import Inline

FIGURES = ("psnr", "ssim", "e_warp", "colorfulness", "seconds_per_frame")
PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff")


def spread(length: int, references: int) -> list[int]:
    """Return `references` frames spread evenly over `length`: the first; first and last; with the middle; ..."""
    if not 1 <= references <= length:
        raise InputError(f"{references} reference frames cannot be spread over {length} frames.")
    return [0] if references == 1 else [round(i * (length - 1) / (references - 1)) for i in range(references)]


def recursive(inputs: Inputs, params: MethodParams, context: Context) -> Generator[Event]:
    """The floor: ab warped frame by frame with DIS flow, outward from the nearest keyframe."""
    keys = {key.frame: rgb_to_lab(key.image)[..., 1:] for key in inputs.keyframes}
    for frame in range(inputs.start, inputs.stop):
        nearest = min(keys, key=lambda key: abs(key - frame))
        if nearest == frame:
            yield from _walk(inputs, context, frame, keys)


def _walk(inputs: Inputs, context: Context, key: int, keys: dict[int, NDArray[Any]]) -> Generator[Event]:
    for step in (1, -1):
        frame, ab = key, keys[key]
        before = inputs.frames.read_luma(frame)
        while inputs.start <= frame < inputs.stop and min(keys, key=lambda k: abs(k - frame)) == key:
            gray = inputs.frames.read_luma(frame)
            if frame != key:
                ab = warp_back(ab, measure_flow(gray, before))
            context.folder.write_frame(frame, lab_to_rgb(gray_to_lightness(gray), ab))
            yield FrameReady(frame)
            before, frame = gray, frame + step


def copied(inputs: Inputs, params: MethodParams, context: Context) -> Generator[Event]:
    """The lower floor: the nearest keyframe's ab as it is."""
    for frame in range(inputs.start, inputs.stop):
        key = min(inputs.keyframes, key=lambda key: abs(key.frame - frame))
        lightness = gray_to_lightness(inputs.frames.read_luma(frame))
        context.folder.write_frame(frame, lab_to_rgb(lightness, rgb_to_lab(key.image)[..., 1:]))
        yield FrameReady(frame)


FLOORS = {
    "recursive": MethodSpec("recursive", "Recursive warp", "", MethodParams, "benchmarks.quality:recursive"),
    "copy": MethodSpec("copy", "Copied keyframe", "", MethodParams, "benchmarks.quality:copied"),
}


def measure(
    folder: Path,
    method: str,
    references: int = 1,
    *,
    size: tuple[int, int] | None = None,
    sequences: Sequence[str] = (),
    every: int = 1,
    params: dict[str, Any] | None = None,
    device: str = "auto",
    seed: int = 0,
    told: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """Return {"method", "references", "mean": {figure: value}, "sequences": {name: {figure: value}}}.

    `size` (width, height) shrinks the pictures first by area averaging; `every` scores each N-th frame only.
    Raises `InputError` with one sentence where the folder or a name is wrong.
    """
    spec = FLOORS.get(method) or find_method(method)
    chosen = spec.parse(dict(params or {}))
    found = _sequences(folder, sequences)
    measured = {}
    for name, files in found.items():
        told(f"{spec.id}, {references} reference{'s' * (references > 1)}: {name}, {len(files)} frames")
        with tempfile.TemporaryDirectory(prefix="tintloom-bench-") as scratch:
            truth = _shrunk(files, size, Path(scratch))
            measured[name] = _measure_sequence(truth, spec, chosen, references, every, device, seed, Path(scratch))
        told(f"{name}: {measured[name]['psnr']:.2f} dB, {measured[name]['seconds_per_frame']:.2f} s a frame")
    mean = {figure: float(np.mean([values[figure] for values in measured.values()])) for figure in FIGURES}
    return {"method": method, "references": references, "mean": mean, "sequences": measured}


def _sequences(folder: Path, names: Sequence[str]) -> dict[str, list[Path]]:
    frames = folder / "frames" if (folder / "frames").is_dir() else folder
    if not frames.is_dir():
        raise InputError(f"There is no folder {folder} of sequences.")
    found = {
        path.name: sorted(p for p in path.iterdir() if p.suffix.lower() in PICTURES)
        for path in sorted(frames.iterdir())
        if path.is_dir()
    }
    missing = [name for name in names if name not in found]
    if missing:
        raise InputError(f"There is no sequence {missing[0]!r} in {frames}; it has {', '.join(found)}.")
    kept = {name: files for name, files in found.items() if len(files) > 1 and (not names or name in names)}
    if not kept:
        raise InputError(f"The folder {frames} holds no sequence of pictures.")
    return kept


def _shrunk(files: list[Path], size: tuple[int, int] | None, scratch: Path) -> list[Path]:
    """Return the true pictures at `size`; a sequence of its own folder either way."""
    folder = scratch / "truth"
    folder.mkdir()
    shrunk = []
    for index, file in enumerate(files):
        image = read_picture(file)
        if size is not None and image.shape[1::-1] != size:
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        shrunk.append(folder / f"{index:05d}.png")
        if not cv2.imwrite(str(shrunk[-1]), image[..., ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 1]):
            raise InputError(f"{shrunk[-1]} cannot be written.")
    return shrunk


def _measure_sequence(
    truth: list[Path],
    spec: MethodSpec,
    params: MethodParams,
    references: int,
    every: int,
    device: str,
    seed: int,
    scratch: Path,
) -> dict[str, float]:
    keys = spread(len(truth), references)
    keyframes = tuple(KeyframeFile(key, truth[key]) for key in keys)
    request = RunRequest(
        spec, params, truth[0].parent, keyframes, scratch / "run", 0, len(truth), seed=seed, device=device
    )
    started = time.perf_counter()
    with closing(iter(Inline(request))) as events:
        for _ in events:
            pass
    seconds = time.perf_counter() - started
    folder = RunFolder(scratch / "run")

    def result(frame: int) -> NDArray[Any]:
        image = folder.read_frame(frame)
        if image is None:
            raise InputError(f"{spec.id} left frame {frame} out.")
        return image

    with closing(open_source(truth[0].parent)) as source:
        scored = [frame for frame in range(0, len(truth), every) if frame not in keys]
        figures = against_truth(result, source.read, scored)
        errors = warping_errors(result, lambda frame: gray_of(source.read(frame)), range(0, len(truth), every))
    figures["e_warp"] = float(np.mean(list(errors.values()))) if errors else 0.0
    figures["colorfulness"] = float(np.mean([colorfulness(result(frame)) for frame in scored]))
    figures["seconds_per_frame"] = seconds / len(truth)
    return {figure: figures[figure] for figure in FIGURES}


def print_table(measured: dict[str, Any], console: Console) -> None:
    """Print one row a sequence and the mean."""
    count = measured["references"]
    table = Table(title=f"{measured['method']}, {count} reference{'s' * (count > 1)}")
    table.add_column("sequence")
    for title in ("PSNR dB", "SSIM", "E_warp", "colorfulness", "s a frame"):
        table.add_column(title, justify="right")
    for name, row in {**measured["sequences"], "mean": measured["mean"]}.items():
        cells = (f"{row['psnr']:.2f}", f"{row['ssim']:.4f}", f"{row['e_warp']:.4f}", f"{row['colorfulness']:.1f}")
        table.add_row(name, *cells, f"{row['seconds_per_frame']:.2f}", style="bold" if name == "mean" else "")
    console.print(table)


def run(
    folder: Path,
    methods: Sequence[str],
    references: Sequence[int] = (1,),
    *,
    as_json: bool = False,
    **options: Any,
) -> list[dict[str, Any]]:
    """Measure every method at every count of references; print tables, or with `as_json` one JSON value."""
    for method in methods:
        if method not in FLOORS and method not in METHODS:
            find_method(method)
    console = Console()
    notes = Console(stderr=True)
    measured = []
    for method in methods:
        for count in references:
            measured.append(measure(folder, method, count, told=notes.print, **options))
            if not as_json:
                print_table(measured[-1], console)
    if as_json:
        print(json.dumps(measured[0] if len(measured) == 1 else measured))
    return measured
