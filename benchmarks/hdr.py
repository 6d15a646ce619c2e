"""How near HDR propagation comes to the truth (`tintloom bench hdr`), as section 5.3 of the STPN paper measures it.

MAPS is a folder of equirectangular HDR maps; those held out (`engine.training.pans.HELD_OUT`) are panned over, the
LDR frames are what an sRGB camera (or one that is not known) records with 5 to 15 % burnt out. Methods see those, and
the HDR frames 0, K, 2K ...; all others are scored. Figures, mean over frames, then over clips:

- log RMSE: of log(H + 0.01), the space the paper propagates in, H in units of the LDR frames' white; and of the
  pixels alone whose brightest channel is at 0.95 or above, which the LDR frame does not tell;
- linear RMSE: of H in the same units. A lamp or the sun decides it.

Each with the LDR frame blended in (parameter `blend`) and without. The paper does not say which space its table 3 is
in, and its footage is other; its figures are printed as an order of magnitude.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.quality import spaced
from benchmarks.running import run_through
from engine.catalog import MethodParams, MethodSpec, find_method
from engine.color.hdr import (
    SRGB,
    Curve,
    blended,
    clipping,
    curve_between,
    from_log,
    inverse_of,
    random_camera,
    to_log,
)
from engine.media.pictures import read_picture
from engine.media.writer import write_picture
from engine.metrics.warping import measure_flow, warp_back
from engine.project.runs import RunFolder
from engine.runtime.context import Context, Inputs
from engine.runtime.errors import InputError
from engine.runtime.events import Event, FrameReady
from engine.runtime.request import KeyframeFile, RunRequest
from engine.training.pans import HdrClip, find_maps, hdr_clip, read_maps

FIGURES = ("rmse_log", "rmse_log_clipped", "rmse_linear")
TITLES = ("log RMSE", "burnt out", "linear RMSE")
# K: RMSE of table 3 with and without blending
PUBLISHED = {10: (0.027, 0.098), 20: (0.030, 0.121), 30: (0.034, 0.142), 40: (0.037, 0.159)}
PUBLISHED_SINGLE = (0.038, 0.480)  # HDRCNN, from one LDR frame


class FloorParams(MethodParams):
    """What a floor can be asked."""

    blend: bool = True


def inverse(inputs: Inputs, params: FloorParams, context: Context) -> Generator[Event]:
    """The floor without keyframes: the inverse of sRGB's curve, frame by frame."""
    for frame in range(inputs.start, inputs.stop):
        yield _written(context, frame, inverse_of(inputs.frames.read(frame)))


def _curve(inputs: Inputs) -> Curve:
    """Return the camera's curve, as the keyframes beside their LDR frames tell it."""
    linear = np.stack([key.image for key in inputs.keyframes])
    return curve_between(linear, np.stack([inputs.frames.read(key.frame) for key in inputs.keyframes]))


def copied(inputs: Inputs, params: FloorParams, context: Context) -> Generator[Event]:
    """The nearest HDR keyframe as it is."""
    curve = _curve(inputs)
    for frame in range(inputs.start, inputs.stop):
        key = min(inputs.keyframes, key=lambda key: abs(key.frame - frame))
        yield _finished(inputs, params, context, frame, key.image, curve)


def recursive(inputs: Inputs, params: FloorParams, context: Context) -> Generator[Event]:
    """The nearest HDR keyframe, its logarithm warped frame by frame with DIS flow of the LDR frames."""
    keys, curve = {key.frame: key.image for key in inputs.keyframes}, _curve(inputs)

    def nearest(frame: int) -> int:
        return min(keys, key=lambda key: abs(key - frame))

    for key, image in keys.items():
        for step in (1, -1):
            frame, log, before = key, to_log(image), inputs.frames.read_luma(key)
            while inputs.start <= frame < inputs.stop and nearest(frame) == key:
                gray = inputs.frames.read_luma(frame)
                if frame != key:
                    log = warp_back(log, measure_flow(gray, before))
                yield _finished(inputs, params, context, frame, from_log(log), curve)
                before, frame = gray, frame + step


def _finished(
    inputs: Inputs, params: FloorParams, context: Context, frame: int, predicted: NDArray[np.float32], curve: Curve
) -> FrameReady:
    made = blended(inputs.frames.read(frame), predicted, curve) if params.blend else predicted
    return _written(context, frame, made)


def _written(context: Context, frame: int, linear: NDArray[np.float32]) -> FrameReady:
    write_picture(context.folder.path / "result" / f"{frame:08d}.exr", np.asarray(linear, np.float32), {})
    return FrameReady(frame)


FLOORS = {
    name: MethodSpec(name, title, "", FloorParams, f"benchmarks.hdr:{function}", kinds=("hdr",))
    for name, title, function in (
        ("inverse", "Inverse curve", "inverse"),
        ("copy", "Copied keyframe", "copied"),
        ("recursive", "Recursive warp", "recursive"),
    )
}


def measure(
    folder: Path,
    method: str,
    interval: int,
    *,
    pans: int = 2,
    frames: int = 81,
    size: tuple[int, int] = (256, 256),
    has_objects: bool = False,
    is_camera_known: bool = True,
    params: dict[str, Any] | None = None,
    device: str = "auto",
    seed: int = 0,
    told: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """Return {"method", "interval", "mean": {way: {figure: value}}, "clips": {name: {way: {figure: value}}}}.

    The ways are "blended" and "alone", each with "seconds_per_frame" beside `FIGURES`. `size` is (width, height);
    `pans` is how many are made over each map. A camera that is not known is another one for every clip. Raises
    `InputError` with one sentence.
    """
    spec = FLOORS.get(method) or find_method(method)
    measured: dict[str, dict[str, dict[str, float]]] = {}
    files = find_maps(folder, is_held_out_part=True)
    for number, (file, panorama) in enumerate(zip(files, read_maps(files), strict=True)):
        for turn in range(pans):
            random = np.random.default_rng([seed, number, turn])
            curve = SRGB if is_camera_known else random_camera(random)
            clip = hdr_clip(panorama, random, frames, size[1], size[0], curve=curve, has_objects=has_objects)
            name = f"{file.stem} {turn + 1}"
            told(f"{spec.id}, a keyframe every {interval} frames: {name}, {frames} frames")
            measured[name] = {
                way: _measured(clip, spec, {**(params or {}), "blend": way == "blended"}, interval, device, seed)
                for way in ("blended", "alone")
            }
            told(f"{name}: log RMSE {measured[name]['blended']['rmse_log']:.4f}")
    mean = {
        way: {
            figure: float(np.mean([ways[way][figure] for ways in measured.values()]))
            for figure in (*FIGURES, "seconds_per_frame")
        }
        for way in ("blended", "alone")
    }
    return {"method": method, "interval": interval, "mean": mean, "clips": measured}


def _measured(
    clip: HdrClip, spec: MethodSpec, params: dict[str, Any], interval: int, device: str, seed: int
) -> dict[str, float]:
    length = len(clip.ldr)
    keys = spaced(length, interval)
    with tempfile.TemporaryDirectory(prefix="tintloom-bench-") as scratch:
        request = RunRequest(
            spec,
            spec.parse(params),
            _write_frames(clip, Path(scratch)),
            _write_keyframes(clip, keys, Path(scratch)),
            Path(scratch) / "run",
            seed=seed,
            device=device,
            kind="hdr",
        )
        run, seconds = run_through(request)
        scored = [
            _errors(_result(run, frame, spec), clip.linear[frame], clip.ldr[frame])
            for frame in range(length)
            if frame not in keys
        ]
    figures = {figure: float(np.nanmean([each[figure] for each in scored])) for figure in FIGURES}
    return figures | {"seconds_per_frame": seconds / length}


def _errors(result: NDArray[np.float32], truth: NDArray[np.float32], ldr: NDArray[np.uint8]) -> dict[str, float]:
    """Return the figures of a frame; NaN for burnt out pixels where it has none."""
    log = (to_log(result) - to_log(truth)).astype(np.float64) ** 2
    clipped = clipping(ldr) > 0
    return {
        "rmse_log": float(np.sqrt(log.mean())),
        "rmse_log_clipped": float(np.sqrt(log[clipped].mean())) if clipped.any() else np.nan,
        "rmse_linear": float(np.sqrt(np.mean((result.astype(np.float64) - truth) ** 2))),
    }


def _result(run: RunFolder, frame: int, spec: MethodSpec) -> NDArray[np.float32]:
    path = run.path / "result" / f"{frame:08d}.exr"
    if not path.is_file():
        raise InputError(f"{spec.id} left frame {frame} out, or wrote no EXR.")
    return np.asarray(read_picture(path), np.float32)


def _write_frames(clip: HdrClip, scratch: Path) -> Path:
    folder = scratch / "frames"
    folder.mkdir()
    for frame, picture in enumerate(clip.ldr):
        path = folder / f"{frame:05d}.png"
        if not cv2.imwrite(str(path), picture[..., ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 1]):
            raise InputError(f"{path} cannot be written.")
    return folder


def _write_keyframes(clip: HdrClip, keys: Sequence[int], scratch: Path) -> tuple[KeyframeFile, ...]:
    folder = scratch / "keyframes"
    folder.mkdir()
    for key in keys:
        write_picture(folder / f"{key:05d}.exr", clip.linear[key], {})
    return tuple(KeyframeFile(key, folder / f"{key:05d}.exr", "hdr") for key in keys)


def print_table(measured: dict[str, Any], console: Console) -> None:
    """Print one row a clip and the mean, blended and not; and what was published for the interval."""
    title = f"{measured['method']}, an HDR keyframe every {measured['interval']} frames"
    table = Table(title=title, caption=_published(measured["interval"]))
    table.add_column("clip")
    for way in ("blended", "alone"):
        for name in TITLES:
            table.add_column(f"{name}, {way}", justify="right")
    table.add_column("s a frame", justify="right")
    for name, row in {**measured["clips"], "mean": measured["mean"]}.items():
        cells = [f"{row[way][figure]:.4f}" for way in ("blended", "alone") for figure in FIGURES]
        seconds = f"{row['blended']['seconds_per_frame']:.3f}"
        table.add_row(name, *cells, seconds, style="bold" if name == "mean" else "")
    console.print(table)


def _published(interval: int) -> str | None:
    if interval not in PUBLISHED:
        return None
    (blend, alone), (single, single_alone) = PUBLISHED[interval], PUBLISHED_SINGLE
    return (
        f"Published for this interval on other footage, in a space that is not told: STPN {blend:.3f} blended, "
        f"{alone:.3f} alone; from one LDR frame (HDRCNN) {single:.3f} and {single_alone:.3f}"
    )


def run(
    folder: Path, methods: Sequence[str], intervals: Sequence[int], *, as_json: bool = False, **options: Any
) -> list[dict[str, Any]]:
    """Measure every method at every interval between HDR keyframes; print tables, or with `as_json` one value."""
    for method in methods:
        if method not in FLOORS and "hdr" not in find_method(method).kinds:
            raise InputError(f"{method} does not propagate HDR; the floors are {', '.join(FLOORS)}.")
    notes, console = Console(stderr=True), Console()
    measured = []
    for method in methods:
        for interval in intervals:
            measured.append(measure(folder, method, interval, told=notes.print, **options))
            if not as_json:
                print_table(measured[-1], console)
    if as_json:
        print(json.dumps(measured[0] if len(measured) == 1 else measured))
    return measured
