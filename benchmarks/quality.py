"""How near color propagation comes to the truth on a folder of sequences (`tintloom bench quality`).

FOLDER/frames/<sequence>/ holds true color pictures; methods see only their CIE L and the keyframes' colors. Two
protocols: `references` keyframes spread evenly (1: the first; 2: first and last; 3: with the middle; ...), or one
every `interval` frames (0, K, 2K ..., as STPN's section 5.2; after the last multiple of K there is one on the left
alone). All other frames are scored on the 8-bit RGB written: mean over frames, then over sequences.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.running import run_through
from engine.catalog import METHODS, MethodParams, MethodSpec, find_method
from engine.color.lab import gray_to_lightness, lab_to_rgb, rgb_to_lab
from engine.media.images import read_picture
from engine.media.source import open_source
from engine.metrics.clip import Read, against_truth, gray_of, warping_errors
from engine.metrics.color import chroma_energy, colorfulness
from engine.metrics.fidelity import rmse
from engine.metrics.warping import measure_flow, warp_back
from engine.runtime.context import Context, Inputs
from engine.runtime.errors import InputError
from engine.runtime.events import Event, FrameReady
from engine.runtime.request import KeyframeFile, RunRequest

FIGURES = ("psnr", "rmse", "ssim", "e_warp", "colorfulness", "style_energy", "seconds_per_frame")
TITLES = ("PSNR dB", "RMSE", "SSIM", "E_warp", "colorfulness", "style energy", "s a frame")
# K: (PSNR, RMSE) of table 2 of the STPN paper, on ACT: other footage, so no more than an order of magnitude for ours
PUBLISHED = {
    "STPN": {10: (37.64, 3.98), 20: (36.12, 4.97), 30: (35.29, 5.55), 40: (34.73, 5.99)},
    "BTPN": {10: (36.65, 4.43), 20: (35.22, 5.46), 30: (34.46, 6.04), 40: (33.96, 6.44)},
}
LEAST_ENERGY = 1.0  # mean a²+b² of a frame under which it is gray, give or take what 8 bits and JPEG leave
PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff")


def spread(length: int, references: int) -> list[int]:
    """Return `references` frames spread evenly over `length`: the first; first and last; with the middle; ..."""
    if not 1 <= references <= length:
        raise InputError(f"{references} reference frames cannot be spread over {length} frames.")
    return [0] if references == 1 else [round(i * (length - 1) / (references - 1)) for i in range(references)]


def spaced(length: int, interval: int) -> list[int]:
    """Return the frames 0, K, 2K ... below `length` (K the interval): the keyframes of STPN's section 5.2."""
    if interval < 2:
        raise InputError(f"With a keyframe every {interval} frames no frame is left to score.")
    return list(range(0, length, interval))


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
    interval: int = 0,
    size: tuple[int, int] | None = None,
    sequences: Sequence[str] = (),
    every: int = 1,
    params: dict[str, Any] | None = None,
    device: str = "auto",
    seed: int = 0,
    told: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """Return {"method", "references", "mean": {figure: value}, "sequences": {name: {figure: value}}}.

    An `interval` other than 0 puts a keyframe on every so many frames instead of spreading `references`, and takes
    the place of "references" in what is returned. `size` (width, height) shrinks the pictures first by area
    averaging; `every` scores each N-th frame only.
    Raises `InputError` with one sentence where the folder or a name is wrong.
    """
    spec = FLOORS.get(method) or find_method(method)
    chosen = spec.parse(dict(params or {}))
    protocol = {"interval": interval} if interval else {"references": references}
    measured = {}
    for name, files in _sequences(folder, sequences).items():
        keys = spaced(len(files), interval) if interval else spread(len(files), references)
        told(f"{spec.id}, {_protocol(protocol)}: {name}, {len(files)} frames")
        with tempfile.TemporaryDirectory(prefix="tintloom-bench-") as scratch:
            truth = _shrunk(files, size, Path(scratch))
            measured[name] = _measure_sequence(truth, spec, chosen, keys, every, device, seed, Path(scratch))
        told(f"{name}: {measured[name]['psnr']:.2f} dB, {measured[name]['seconds_per_frame']:.2f} s a frame")
    mean = {figure: float(np.mean([values[figure] for values in measured.values()])) for figure in FIGURES}
    return {"method": method, **protocol, "mean": mean, "sequences": measured}


def _protocol(measured: dict[str, Any]) -> str:
    if "interval" in measured:
        return f"a keyframe every {measured['interval']} frames"
    count = measured["references"]
    return f"{count} reference{'s' * (count > 1)}"


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
    keys: list[int],
    every: int,
    device: str,
    seed: int,
    scratch: Path,
) -> dict[str, float]:
    keyframes = tuple(KeyframeFile(key, truth[key]) for key in keys)
    request = RunRequest(
        spec, params, truth[0].parent, keyframes, scratch / "run", 0, len(truth), seed=seed, device=device
    )
    folder, seconds = run_through(request)

    def result(frame: int) -> NDArray[Any]:
        image = folder.read_frame(frame)
        if image is None:
            raise InputError(f"{spec.id} left frame {frame} out.")
        return image

    with closing(open_source(truth[0].parent)) as source:
        scored = [frame for frame in range(0, len(truth), every) if frame not in keys]
        figures = against_truth(result, source.read, scored)
        figures["rmse"] = float(np.mean([rmse(result(frame), source.read(frame)) for frame in scored]))
        figures["style_energy"] = style_energy(result, source.read, scored)
        errors = warping_errors(result, lambda frame: gray_of(source.read(frame)), range(0, len(truth), every))
    figures["e_warp"] = float(np.mean(list(errors.values()))) if errors else 0.0
    figures["colorfulness"] = float(np.mean([colorfulness(result(frame)) for frame in scored]))
    figures["seconds_per_frame"] = seconds / len(truth)
    return {figure: figures[figure] for figure in FIGURES}


def style_energy(result: Read, truth: Read, frames: Sequence[int]) -> float:
    """Return how much of the true style energy is kept, 1 for all: the mean over frames of the ratio of energies.

    The energy of a frame is the sum of a²+b² over its pixels: the trace of the Gram matrix of equation 6 of the STPN
    paper, which channel by channel is an un-centered variance. Frames whose truth has no color are left out.
    """
    energies = [(chroma_energy(result(frame)), chroma_energy(truth(frame))) for frame in frames]
    kept = [ours / true for ours, true in energies if true > LEAST_ENERGY]
    return float(np.mean(kept)) if kept else 1.0


def print_table(measured: dict[str, Any], console: Console) -> None:
    """Print one row a sequence and the mean; under those of an interval, what was published for it."""
    table = Table(title=f"{measured['method']}, {_protocol(measured)}", caption=_published(measured.get("interval")))
    table.add_column("sequence")
    for title in TITLES:
        table.add_column(title, justify="right")
    for name, row in {**measured["sequences"], "mean": measured["mean"]}.items():
        cells = (f"{row[figure]:.{digits}f}" for figure, digits in zip(FIGURES, (2, 2, 4, 4, 1, 3, 2), strict=True))
        table.add_row(name, *cells, style="bold" if name == "mean" else "")
    console.print(table)


def _published(interval: int | None) -> str | None:
    rows = [(name, table[interval]) for name, table in PUBLISHED.items() if interval in table]
    told = "; ".join(f"{name} {psnr:.2f} dB, RMSE {error:.2f}" for name, (psnr, error) in rows)
    return f"Published for this interval on other footage (ACT): {told}" if told else None


def run(
    folder: Path,
    methods: Sequence[str],
    references: Sequence[int] = (1,),
    intervals: Sequence[int] = (),
    *,
    as_json: bool = False,
    **options: Any,
) -> list[dict[str, Any]]:
    """Measure every method at every count of references and at every interval between keyframes; print tables, or
    with `as_json` one JSON value.
    """
    for method in methods:
        if method not in FLOORS and method not in METHODS:
            find_method(method)
    console = Console()
    notes = Console(stderr=True)
    protocols = [{"references": count} for count in references] + [{"interval": interval} for interval in intervals]
    measured = []
    for method in methods:
        for protocol in protocols:
            measured.append(measure(folder, method, told=notes.print, **protocol, **options))
            if not as_json:
                print_table(measured[-1], console)
    if as_json:
        print(json.dumps(measured[0] if len(measured) == 1 else measured))
    return measured
