"""How near propagated masks come to the true ones on a folder of sequences (`tintloom bench masks`).

FOLDER/frames/<sequence>/ holds the pictures and FOLDER/masks/<sequence>/ the true masks, of the same names. The
first mask is given, the others are propagated; J and F are DAVIS' own (all frames but the first and the last).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.quality import _sequences, _shrunk
from benchmarks.running import run_through
from engine.catalog import MethodParams, MethodSpec, find_method
from engine.media.masks import Mask, encode_mask, read_mask, resized_mask
from engine.metrics.segmentation import measure_masks
from engine.runtime.errors import InputError
from engine.runtime.request import KeyframeFile, RunRequest

FIGURES = ("j_mean", "j_recall", "j_decay", "f_mean", "f_recall", "f_decay", "j_and_f", "seconds_per_frame")
# J and F mean of table 4 of the STPN paper, on all 20 sequences of DAVIS-2016 val
PUBLISHED = {"SEG(t)": (71.1, 75.65), "SEG(t+s)": (76.19, 73.53), "VPN": (70.2, 65.5)}
# the rows of the paper's table 10, and what its section 5.4 adds
AUGMENTATIONS: dict[str, dict[str, bool]] = {
    "none": {"crop": False, "flip": False, "rotation": False, "copy_paste": False},
    "crop": {"crop": True, "flip": False, "rotation": False, "copy_paste": False},
    "crop+flip": {"crop": True, "flip": True, "rotation": False, "copy_paste": False},
    "crop+flip+copy-paste": {"crop": True, "flip": True, "rotation": False, "copy_paste": True},
    "all": {"crop": True, "flip": True, "rotation": True, "copy_paste": True},
}


def measure(
    folder: Path,
    *,
    method: str = "dvp",
    params: dict[str, Any] | None = None,
    size: tuple[int, int] | None = None,
    sequences: Sequence[str] = (),
    device: str = "auto",
    seed: int = 0,
    told: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """Return {"method", "params", "mean": {figure: value}, "sequences": {name: {figure: value}}}.

    `size` (width, height) shrinks pictures and masks first. Raises `InputError` with one sentence where the folder
    or a name is wrong.
    """
    spec = find_method(method)
    chosen = spec.parse(dict(params or {}))
    measured = {}
    for name, files in _sequences(folder, sequences).items():
        masks = [folder / "masks" / name / f"{file.stem}.png" for file in files]
        missing = next((mask for mask in masks if not mask.is_file()), None)
        if missing is not None:
            raise InputError(f"There is no true mask {missing}.")
        told(f"{spec.id}, masks: {name}, {len(files)} frames")
        with tempfile.TemporaryDirectory(prefix="tintloom-bench-") as scratch:
            measured[name] = _measure_sequence(files, masks, spec, chosen, size, device, seed, Path(scratch))
        told(f"{name}: J {measured[name]['j_mean']:.3f}, F {measured[name]['f_mean']:.3f}")
    mean = {figure: float(np.mean([values[figure] for values in measured.values()])) for figure in FIGURES}
    return {"method": spec.id, "params": chosen.model_dump(mode="json"), "mean": mean, "sequences": measured}


def _measure_sequence(
    files: list[Path],
    masks: list[Path],
    spec: MethodSpec,
    params: MethodParams,
    size: tuple[int, int] | None,
    device: str,
    seed: int,
    scratch: Path,
) -> dict[str, float]:
    clip = _shrunk(files, size, scratch)[0].parent if size is not None else files[0].parent
    given = scratch / "given.png"

    def truth(frame: int) -> Mask:
        mask = read_mask(masks[frame])
        return mask if size is None else resized_mask(mask, size[1], size[0])

    given.write_bytes(encode_mask(truth(0)))
    keyframes = (KeyframeFile(0, given, "mask"),)
    request = RunRequest(
        spec, params, clip, keyframes, scratch / "run", 0, len(files), seed=seed, device=device, kind="mask"
    )
    run, seconds = run_through(request)

    def result(frame: int) -> Mask:
        mask = run.read_mask(frame)
        if mask is None:
            raise InputError(f"{spec.id} left frame {frame} out.")
        return mask

    figures = measure_masks(result, truth, len(files)) | {"seconds_per_frame": seconds / len(files)}
    return {figure: figures[figure] for figure in FIGURES}


def print_table(measured: dict[str, Any], console: Console) -> None:
    """Print one row a sequence and the mean."""
    given = ", ".join(f"{name}={value}" for name, value in measured.get("given", {}).items())
    published = "; ".join(f"{name} J {j:.1f}, F {f:.1f}" for name, (j, f) in PUBLISHED.items())
    table = Table(
        title=f"{measured['method']}: masks from the first one" + f" ({given})" * bool(given),
        caption=f"Published on all 20 sequences of DAVIS-2016 val (STPN, table 4): {published}",
    )
    table.add_column("sequence")
    for title in ("J mean", "J recall", "J decay", "F mean", "F recall", "F decay", "J&F", "s a frame"):
        table.add_column(title, justify="right")
    for name, row in {**measured["sequences"], "mean": measured["mean"]}.items():
        cells = [f"{100 * row[figure]:.1f}" for figure in FIGURES[:-1]]
        table.add_row(name, *cells, f"{row['seconds_per_frame']:.2f}", style="bold" if name == "mean" else "")
    console.print(table)


def run(
    folder: Path,
    augmentations: Sequence[str] = (),
    *,
    as_json: bool = False,
    params: dict[str, Any] | None = None,
    **options: Any,
) -> list[dict[str, Any]]:
    """Measure, once for each of `augmentations` (the method's own choice if there are none), and print."""
    unknown = next((name for name in augmentations if name not in AUGMENTATIONS), None)
    if unknown is not None:
        raise InputError(f"There is no augmentation {unknown!r}; choose one of {', '.join(AUGMENTATIONS)}.")
    notes, console = Console(stderr=True), Console()
    measured = []
    for name in augmentations or ("",):
        ways = AUGMENTATIONS.get(name, {})
        given = {**(params or {}), **ways}
        found = measure(folder, params=given, told=notes.print, **options)
        measured.append(found | {"augmentation": name or "chosen", "given": given})
        if not as_json:
            print_table(measured[-1], console)
    if as_json:
        print(json.dumps(measured[0] if len(measured) == 1 else measured))
    return measured
