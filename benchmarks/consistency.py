"""How steady and how true `consistency` makes clips processed frame by frame (`tintloom bench consistency`).

FOLDER/<pair>/input and FOLDER/<pair>/processed hold the frames. Measured at full size on the 8-bit frames written:
E_warp (motion from the input) of the input, the processed clip and the result, F_data (equation 9) of the result to
the processed clip, and of clips with several modes the share of pixels that are nearer to another mode than to the
chosen one, where the modes differ at all.
"""

from __future__ import annotations

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
from engine.catalog import CONSISTENCY, ConsistencyParams, MethodParams, consistency_effort
from engine.color.modes import Mode, find_modes, mode_of
from engine.color.pair import Pair, resized
from engine.media.images import read_picture
from engine.media.source import open_source
from engine.metrics.clip import measure_clip
from engine.metrics.fidelity import as_unit
from engine.metrics.intensity import mean_intensity, unrest
from engine.metrics.warping import measure_flow, visible, warp_back
from engine.project.runs import RunFolder
from engine.runtime.device import choose_device
from engine.runtime.errors import InputError
from engine.runtime.events import Metric
from engine.runtime.request import RunRequest
from engine.runtime.worker import Inline

VARIANTS = ("plain", "irt", "coarse", "start")
_WORDS = {
    "plain": "from random weights, at one size",
    "irt": "coarse to fine, keeping to the main frame's mode",
    "coarse": "coarse to fine",
    "start": "coarse to fine, a third of the epochs, from the weights of another pair's run",
}
_PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff")
_APART = 0.06  # mean difference of the channels from which on local colors tell two modes apart
_ALIKE = 0.06  # difference of gray up to which motion is believed
_TELLING = 0.02  # share of the pixels that must tell modes apart for a frame to count
_AROUND = 32  # local colors are means over this part of the height
_LINES = 240
_STARTED_SHARE = 1 / 3


def measure(
    folder: Path,
    variants: Sequence[str] = ("plain", "irt", "coarse", "start"),
    *,
    pairs: Sequence[str] = (),
    frames: int = 0,
    lines: int = 0,
    main_frame: int = 0,
    params: dict[str, Any] | None = None,
    weights: Path | None = None,
    device: str = "auto",
    seed: int = 0,
    told: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """Return {pair: {"input", "processed" and variants: {figure: value}}}.

    `frames` takes only the first so many of each pair, `lines` shrinks them first (0: as they are). `main_frame` is
    what "irt" follows. `weights` are what "start" begins with; without, the weights of "coarse" on another pair.
    Raises `InputError` where the folder or a name is wrong.
    """
    unknown = [name for name in variants if name not in VARIANTS]
    if unknown:
        raise InputError(f"There is no variant {unknown[0]!r}; choose of {', '.join(VARIANTS)}.")
    found = _pairs(folder, pairs)
    if "start" in variants and weights is None and len(found) < 2:
        raise InputError('"start" needs weights: a second pair to train them on, or --weights.')
    measured: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="tintloom-bench-") as scratch:
        places = {name: _Place(found[name], Path(scratch) / name, frames, lines) for name in found}
        for name, place in places.items():
            told(f"{name}: {place.length} frames")
            measured[name] = place.given()
            for variant in variants:
                start = None
                if variant == "start":
                    start = weights or _other_start(places, name, params or {}, device, seed, told)
                row = place.run(variant, dict(params or {}), main_frame, start, device, seed)
                measured[name][variant] = row
                told(f"{name}, {variant}: E_warp {row['e_warp']:.4f}, F_data {row['f_data']:.2f} dB")
    return measured


class _Place:
    """One pair, its frames copied or shrunk into `scratch`."""

    def __init__(self, folder: Path, scratch: Path, frames: int, lines: int) -> None:
        self.scratch = scratch
        for kind in ("input", "processed"):
            files = sorted(path for path in (folder / kind).iterdir() if path.suffix.lower() in _PICTURES)
            _copy(files[: frames or None], scratch / kind, lines)
        self.length = len(list((scratch / "input").iterdir()))
        self._modes: dict[int | None, tuple[Mode, ...]] = {}

    def given(self) -> dict[str, dict[str, Any]]:
        """Return the figures of the input and of the processed clip."""
        with closing(open_source(self.scratch / "input")) as given, closing(self._processed()) as treated:
            own = measure_clip(given)
            figures = measure_clip(treated, given)
            rows = {
                "input": {"e_warp": own["e_warp"]},
                "processed": {
                    "e_warp": figures["e_warp"],
                    "unrest": _unrest(treated.read, self.length),
                    "modes": [round(mode.share, 3) for mode in self.modes()],
                },
            }
            if len(self.modes()) > 1:
                rows["processed"]["other_mode"] = self._other_mode(treated.read, 0)
        return rows

    def modes(self, shown: int | None = None) -> tuple[Mode, ...]:
        """Return the modes of the processed clip; frame `shown` stands for its own."""
        if shown not in self._modes:
            with closing(open_source(self.scratch / "input")) as given, closing(self._processed()) as treated:
                finding = find_modes(Pair(given, treated, 0, self.length), shown)
                while True:
                    try:
                        next(finding)
                    except StopIteration as end:
                        self._modes[shown] = end.value
                        break
        return self._modes[shown]

    def run(
        self, variant: str, values: dict[str, Any], main_frame: int, start: Path | None, device: str, seed: int
    ) -> dict[str, Any]:
        """Return the figures of one run."""
        params = _params(variant, values, main_frame, self.length, device)
        folder = RunFolder(self.scratch / variant)
        request = RunRequest(
            CONSISTENCY,
            params,
            self.scratch / "input",
            (),
            folder.path,
            0,
            self.length,
            seed=seed,
            device=device,
            processed=self.scratch / "processed",
            kind="style",
            weights=(("start", start),) if start is not None else (),
        )
        steps, started, used = 0, time.perf_counter(), time.process_time()
        with closing(iter(Inline(request))) as events:
            for event in events:
                if isinstance(event, Metric) and event.name == "f_data":
                    steps = event.step
        seconds, used = time.perf_counter() - started, time.process_time() - used
        row = {**self._figures(folder), "epochs": steps / self.length, "seconds": seconds, "cpu_seconds": used}
        row["seconds_per_frame"] = seconds / self.length
        if len(self.modes()) > 1:
            row["other_mode"] = self._other_mode(lambda frame: _result(folder, frame), main_frame)
        return row

    def _figures(self, folder: RunFolder) -> dict[str, float]:
        with (
            closing(open_source(folder.path / "result")) as result,
            closing(open_source(self.scratch / "input")) as given,
            closing(self._processed()) as treated,
        ):
            figures = measure_clip(result, given, processed=treated)
            return {
                "e_warp": figures["e_warp"],
                "f_data": figures["f_data"],
                "unrest": _unrest(result.read, self.length),
            }

    def _processed(self) -> Any:
        return open_source(self.scratch / "processed")

    def _other_mode(self, read: Callable[[int], NDArray[Any]], main_frame: int) -> dict[str, float]:
        """Return the mean share and the worst frame's share of pixels nearer to another mode than to the main one.

        Frames in which hardly a pixel tells them apart are left out; "frames" says how many were counted.
        """
        with closing(open_source(self.scratch / "input")) as given, closing(self._processed()) as treated:
            modes = self.modes(main_frame)
            main = mode_of(modes, main_frame) or modes[0]
            shares = []
            for frame in range(self.length):
                look = _Look(given.read_luma, treated.read, frame)
                share = look.share(read(frame), main, [mode for mode in modes if mode is not main])
                shares += [share] if share is not None else []
        if not shares:
            return {"mean": 0.0, "worst": 0.0, "frames": 0}
        return {"mean": float(np.mean(shares)), "worst": float(np.max(shares)), "frames": len(shares)}


class _Look:
    """The modes as they look in one frame: the nearest frame that shows each clearly, laid onto it along the motion.

    A frame that is partly of one mode and partly of another stands for neither. Motion over many frames is not exact
    to the pixel, so colors are compared in their local mean, and only where the laid input is like the frame's own.
    """

    def __init__(
        self, gray: Callable[[int], NDArray[np.float32]], treated: Callable[[int], NDArray[Any]], frame: int
    ) -> None:
        self._frame, self._treated = frame, treated
        self._gray = lambda other: _small(gray(other))

    def share(self, image: NDArray[Any], main: Mode, others: Sequence[Mode]) -> float | None:
        """Return the share of the pixels that tell the modes apart, None where they are too few to mean anything."""
        result = _local(_small(as_unit(image)))
        wanted, is_seen = self._laid(main)
        is_told = np.zeros(is_seen.shape, np.bool_)
        is_other = np.zeros(is_seen.shape, np.bool_)
        for mode in others:
            seen, is_also_seen = self._laid(mode)
            is_apart = (np.abs(wanted - seen).mean(2) > _APART) & is_seen & is_also_seen
            is_told |= is_apart
            is_other |= is_apart & (np.abs(result - seen).mean(2) < np.abs(result - wanted).mean(2))
        return float(is_other.sum() / is_told.sum()) if is_told.mean() > _TELLING else None

    def _laid(self, mode: Mode) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Return the mode's local colors in this frame, h×w×3, and where they can be relied on."""
        other = min(mode.clear, key=lambda member: abs(member - self._frame))
        picture = _small(as_unit(self._treated(other)))
        if other == self._frame:
            return _local(picture), np.ones(picture.shape[:2], np.bool_)
        here, there = self._gray(self._frame), self._gray(other)
        flow = measure_flow(here, there)
        is_alike = np.abs(_local(warp_back(there, flow)) - _local(here)) < _ALIKE
        return _local(warp_back(picture, flow)), visible(flow, measure_flow(there, here)) & is_alike


def _local(picture: NDArray[Any]) -> NDArray[np.float32]:
    """Return the mean around every pixel."""
    side = max(1, picture.shape[0] // _AROUND) | 1
    return np.asarray(cv2.blur(picture, (side, side), borderType=cv2.BORDER_REFLECT_101), np.float32)


def _params(variant: str, values: dict[str, Any], main_frame: int, length: int, device: str) -> MethodParams:
    values = {**values, "coarse_to_fine": variant != "plain"}
    if variant == "irt":
        values |= {"irt": True, "main_frame": main_frame}
    params = CONSISTENCY.parse(values)
    assert isinstance(params, ConsistencyParams)
    if variant != "start":
        return params
    effort = consistency_effort(params, choose_device(device).is_cpu)
    return params.model_copy(update={"epochs": max(1, round(effort.epochs_of(length) * _STARTED_SHARE))})


def _other_start(
    places: dict[str, _Place],
    name: str,
    params: dict[str, Any],
    device: str,
    seed: int,
    told: Callable[[str], None],
) -> Path:
    """Return the checkpoint of a run on another pair, which is made if there is none yet."""
    other = next(other for other in places if other != name)
    checkpoint = RunFolder(places[other].scratch / "coarse").checkpoint
    if not checkpoint.exists():
        told(f"{other}: weights to start from")
        places[other].run("coarse", dict(params), 0, None, device, seed)
    return checkpoint


def _pairs(folder: Path, names: Sequence[str]) -> dict[str, Path]:
    found = {
        path.name: path
        for path in (sorted(folder.iterdir()) if folder.is_dir() else [])
        if (path / "input").is_dir() and (path / "processed").is_dir()
    }
    missing = [name for name in names if name not in found]
    if missing or not found:
        known = ", ".join(found) or "none"
        raise InputError(f"{folder} has no pair {missing[0] if missing else 'input, processed'}; there are: {known}.")
    return {name: path for name, path in found.items() if not names or name in names}


def _copy(files: list[Path], place: Path, lines: int) -> None:
    place.mkdir(parents=True)
    for index, file in enumerate(files):
        image = read_picture(file)
        if image.ndim == 2:
            image = np.repeat(image[..., None], 3, 2)
        if lines and image.shape[0] > lines:
            size = (round(image.shape[1] * lines / image.shape[0]), lines)
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        target = place / f"{index:05d}.png"
        if not cv2.imwrite(str(target), image[..., ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 1]):
            raise InputError(f"{target} cannot be written.")


def _result(folder: RunFolder, frame: int) -> NDArray[Any]:
    image = folder.read_frame(frame)
    if image is None:
        raise InputError(f"consistency left frame {frame} out.")
    return image


def _small(picture: NDArray[Any]) -> NDArray[np.float32]:
    if picture.shape[0] <= _LINES:
        return np.asarray(picture, np.float32)
    return resized(picture, _LINES, max(1, round(picture.shape[1] * _LINES / picture.shape[0])))


def _unrest(read: Callable[[int], NDArray[Any]], length: int) -> float:
    return unrest(mean_intensity(read(frame)) for frame in range(length))


def print_table(measured: dict[str, Any], console: Console) -> None:
    """Print one row a clip and variant."""
    table = Table()
    for column in ("pair", "clip", "E_warp", "F_data dB", "unrest", "other mode", "epochs", "seconds"):
        table.add_column(column, justify="left" if column in ("pair", "clip") else "right")
    for name, rows in measured.items():
        for clip, row in rows.items():
            other = row.get("other_mode")
            cells = [f"{row['e_warp']:.4f}"]
            cells += [
                f"{row[key]:{form}}" if key in row else "" for key, form in (("f_data", ".2f"), ("unrest", ".5f"))
            ]
            cells.append(f"{100 * other['mean']:.1f} % (worst {100 * other['worst']:.1f} %)" if other else "")
            cells += [
                f"{row[key]:{form}}" if key in row else "" for key, form in (("epochs", ".0f"), ("seconds", ".0f"))
            ]
            table.add_row(name if clip == "input" else "", clip, *cells)
    console.print(table)
    for variant, words in _WORDS.items():
        if any(variant in rows for rows in measured.values()):
            console.print(f"{variant}: {words}")


def run(folder: Path, variants: Sequence[str], *, as_json: bool = False, **options: Any) -> dict[str, Any]:
    """Measure the variants on every pair; print a table, or with `as_json` one JSON value."""
    measured = measure(folder, variants, told=Console(stderr=True).print, **options)
    tell(measured, print_table, as_json=as_json)
    return measured
