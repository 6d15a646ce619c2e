"""How steady a propagated style is beside one that is laid on frame by frame (`tintloom bench style`).

FOLDER/input holds the frames and FOLDER/styles pictures of the same shot that somebody styled, each named by its
frame (style006.png). Some of them are the keyframes; the others are compared with what was made of their frames. The
per-frame baseline styles each frame by itself: every patch takes on what the most similar patch of the nearest
keyframe became (image analogies; Hertzmann et al., 2001, at one scale), overlapping patches averaged.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.telling import tell
from engine.catalog import find_method
from engine.media.pictures import is_picture, read_picture
from engine.media.source import FrameSource, open_source
from engine.metrics.clip import gray_of, warping_errors
from engine.metrics.fidelity import as_unit
from engine.project.runs import RunFolder
from engine.runtime.errors import InputError
from engine.runtime.request import KeyframeFile, RunRequest
from engine.runtime.worker import Inline

_REACH = 3  # of a patch to each side, pixels
_STRIDE = 2
_PLACE = 4.0  # of 255, for a step of a tenth of the picture: similar patches nearby are preferred
_HEIGHT = 270  # lines the baseline works at: a patch covers what a brush does

Unit = NDArray[np.float32]


def measure(
    folder: Path,
    keyframes: Sequence[int] = (0,),
    *,
    params: dict[str, Any] | None = None,
    device: str = "auto",
    seed: int = 0,
    out: Path | None = None,
    told: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """Return {"frames", "keyframes", "ways": {way: {"e_warp", "psnr", "seconds_per_frame"}}}.

    Ways: the input, the baseline "frame by frame", and "dvp". `psnr`: against the styled pictures that are no
    keyframes, or None where there is none. `out`: folder for both clips as PNG. Raises `InputError`.
    """
    styled = _styled(folder)
    missing = [frame for frame in keyframes if frame not in styled]
    if missing:
        raise InputError(f"There is no styled picture of frame {missing[0]} in {folder / 'styles'}.")
    with closing(open_source(folder / "input")) as source:
        truths = {n: read_picture(path) for n, path in styled.items() if n < len(source) and n not in keyframes}
        told(f"{len(source)} frames, keyframes {', '.join(map(str, keyframes))}")
        ways = {"input": _scores(source, source.read, {}, 0.0)}
        keys = {n: read_picture(styled[n]) for n in keyframes}
        started = time.perf_counter()
        by_frame = [_styled_alone(source, frame, keys) for frame in range(len(source))]
        seconds = (time.perf_counter() - started) / len(source)
        ways["frame by frame"] = _scores(source, by_frame.__getitem__, truths, seconds)
        spec = find_method("dvp")
        files = tuple(KeyframeFile(n, styled[n], "style") for n in keyframes)
        with tempfile.TemporaryDirectory(prefix="tintloom-bench-") as scratch:
            request = RunRequest(
                spec,
                spec.parse(dict(params or {})),
                folder / "input",
                files,
                Path(scratch) / "run",
                0,
                len(source),
                seed=seed,
                device=device,
                kind="style",
            )
            started = time.perf_counter()
            with closing(iter(Inline(request))) as events:
                for _ in events:
                    pass
            seconds = (time.perf_counter() - started) / len(source)
            run = RunFolder(Path(scratch) / "run")
            made = [run.read_frame(frame) for frame in range(len(source))]
        whole = [image for image in made if image is not None]
        if len(whole) < len(source):
            raise InputError("dvp left frames out.")
        ways["dvp"] = _scores(source, whole.__getitem__, truths, seconds)
    if out is not None:
        for name, images in (("frame-by-frame", by_frame), ("dvp", whole)):
            (out / name).mkdir(parents=True, exist_ok=True)
            for frame, image in enumerate(images):
                path = out / name / f"{frame:05d}.png"
                if not cv2.imwrite(str(path), np.ascontiguousarray(image[..., ::-1])):
                    raise InputError(f"{path} cannot be written.")
    return {"frames": len(whole), "keyframes": list(keyframes), "ways": ways}


def _styled(folder: Path) -> dict[int, Path]:
    """Return the styled pictures by the number in their name."""
    if not (folder / "styles").is_dir() or not (folder / "input").is_dir():
        raise InputError(f"The folder {folder} must hold the folders input and styles.")
    found = {}
    for path in sorted((folder / "styles").iterdir()):
        number = re.search(r"(\d+)$", path.stem)
        if is_picture(path) and number:
            found[int(number[1])] = path
    return found


def _scores(
    source: FrameSource, read: Callable[[int], NDArray[Any]], truths: dict[int, NDArray[Any]], seconds: float
) -> dict[str, float | None]:
    errors = warping_errors(read, lambda frame: gray_of(source.read(frame)), range(len(source)))
    squares = [float(((as_unit(read(frame)) - as_unit(truth)) ** 2).mean()) for frame, truth in truths.items()]
    psnr = [-10 * float(np.log10(max(square, 1e-10))) for square in squares]
    return {
        "e_warp": float(np.mean(list(errors.values()))) if errors else 0.0,
        "psnr": float(np.mean(psnr)) if psnr else None,
        "seconds_per_frame": seconds,
    }


def _styled_alone(source: FrameSource, frame: int, keys: dict[int, NDArray[Any]]) -> NDArray[np.uint8]:
    """Return a frame styled after the nearest keyframe with no regard to other frames, at the clip's size."""
    nearest = min(keys, key=lambda key: abs(key - frame))
    shown, like, styled = (_small(image) for image in (source.read(frame), source.read(nearest), keys[nearest]))
    places, centers = _patches(like)
    found = _most_similar(_patches(shown)[0], places)
    height, width = shown.shape[:2]
    total, count = np.zeros_like(shown), np.zeros((height, width, 1), np.float32)
    goals = _centers(shown)
    sources = centers[found]
    padded = cv2.copyMakeBorder(styled, _REACH, _REACH, _REACH, _REACH, cv2.BORDER_REFLECT_101)
    for down in range(-_REACH, _REACH + 1):
        for right in range(-_REACH, _REACH + 1):
            y, x = goals[:, 0] + down, goals[:, 1] + right
            inside = (y >= 0) & (y < height) & (x >= 0) & (x < width)
            values = padded[sources[inside, 0] + down + _REACH, sources[inside, 1] + right + _REACH]
            total[y[inside], x[inside]] += values  # no place twice: the centers are a grid
            count[y[inside], x[inside]] += 1
    full = source.facts.width, source.facts.height
    made = cv2.resize(total / np.maximum(count, 1), full, interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.rint(np.clip(made, 0, 1) * 255), np.uint8)


def _most_similar(asked: Unit, known: Unit) -> NDArray[np.intp]:
    """Return for each row of `asked` which row of `known` is nearest (randomized k-d trees)."""
    cv2.setRNGSeed(0)
    search = cv2.FlannBasedMatcher({"algorithm": 1, "trees": 4}, {"checks": 64})
    return np.array([match.trainIdx for match in search.match(asked, known)], np.intp)


def _small(image: NDArray[Any]) -> Unit:
    unit = as_unit(image)
    height = min(_HEIGHT, unit.shape[0])
    size = (max(1, round(unit.shape[1] * height / unit.shape[0])), height)
    return np.asarray(cv2.resize(unit, size, interpolation=cv2.INTER_AREA), np.float32)


def _patches(image: Unit) -> tuple[Unit, NDArray[np.intp]]:
    """Return what is around each center (N×D, blurred and thinned out) and where it is, and the centers (N×2)."""
    centers = _centers(image)
    soft = cv2.GaussianBlur(image, (0, 0), 1.0)
    reach = _REACH + 1
    padded = cv2.copyMakeBorder(soft, reach, reach, reach, reach, cv2.BORDER_REFLECT_101)
    steps = range(-reach + 1, reach, 2)
    seen = [padded[centers[:, 0] + down + reach, centers[:, 1] + right + reach] for down in steps for right in steps]
    places = centers / image.shape[0] * 10 * _PLACE / 255
    return np.concatenate([*seen, places], 1).astype(np.float32), centers


def _centers(image: Unit) -> NDArray[np.intp]:
    rows, columns = np.arange(0, image.shape[0], _STRIDE), np.arange(0, image.shape[1], _STRIDE)
    return np.stack(np.meshgrid(rows, columns, indexing="ij"), -1).reshape(-1, 2)


def print_table(measured: dict[str, Any], console: Console) -> None:
    """Print one row a way."""
    keys = ", ".join(map(str, measured["keyframes"]))
    table = Table(title=f"Style over {measured['frames']} frames from keyframe {keys}")
    table.add_column("way")
    for title in ("E_warp", "PSNR dB to other styled frames", "s a frame"):
        table.add_column(title, justify="right")
    for way, row in measured["ways"].items():
        psnr = "" if row["psnr"] is None else f"{row['psnr']:.2f}"
        table.add_row(way, f"{row['e_warp']:.4f}", psnr, f"{row['seconds_per_frame']:.2f}")
    console.print(table)


def run(folder: Path, keyframes: Sequence[int] = (0,), *, as_json: bool = False, **options: Any) -> dict[str, Any]:
    """Measure; print a table, or with `as_json` one JSON object."""
    measured = measure(folder, keyframes, told=Console(stderr=True).print, **options)
    tell(measured, print_table, as_json=as_json)
    return measured
