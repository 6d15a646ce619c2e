"""`tintloom metrics`: figures of a finished clip, for scripts and for doubts."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from engine.cli.options import ForceOption, JsonOption
from engine.cli.terminal import Bar, Terminal
from engine.media.masks import read_mask
from engine.media.shots import find_cuts
from engine.media.source import FrameSource, open_source
from engine.metrics.clip import measure_clip
from engine.metrics.intensity import mean_intensity, unrest
from engine.metrics.segmentation import measure_masks
from engine.runtime.errors import InputError

_MEANING = {
    "frames": "frames measured",
    "shots": "E_warp compares within each alone",
    "e_warp": "unsteadiness over time (lower is better)",
    "e_warp_reference": "the reference's own, which no result can be far below",
    "colorfulness": "0 gray, 33 moderately, 59 quite colorful",
    "e_warp_processed": "the processed clip's, which the result is to be below",
    "f_data": "dB to the processed clip, else the reference: how much of it was kept",
    "psnr": "dB to the truth (higher is better)",
    "ssim": "structural similarity to the truth, up to 1",
    "unrest": "mean change of the mean intensity from frame to frame",
    "j_mean": "region similarity of the masks, up to 1",
    "j_recall": "share of frames with J above 0.5",
    "j_decay": "J of the first quarter less that of the last",
    "f_mean": "accuracy of the masks' outlines, up to 1",
    "f_recall": "share of frames with F above 0.5",
    "f_decay": "F of the first quarter less that of the last",
    "j_and_f": "mean of the two",
}


def metrics(
    frames: Annotated[
        Path | None, typer.Option("--frames", help="The result: a film or a folder of pictures.")
    ] = None,
    reference: Annotated[
        Path | None, typer.Option("--reference", help="What it was made from; motion is measured on it.")
    ] = None,
    truth: Annotated[Path | None, typer.Option("--truth", help="The true color, where there is one.")] = None,
    processed: Annotated[
        Path | None, typer.Option("--processed", help="What it was to be like, frame by frame (see consistency).")
    ] = None,
    masks: Annotated[Path | None, typer.Option("--masks", help="Masks that were made: a folder of PNG.")] = None,
    true_masks: Annotated[Path | None, typer.Option("--truth-masks", help="The true masks, one a frame.")] = None,
    curves: Annotated[
        Path | None, typer.Option("--curves", help="Write the mean intensity of every frame into this CSV file.")
    ] = None,
    every: Annotated[int, typer.Option(min=1, help="Measure every N-th frame only.")] = 1,
    is_forced: ForceOption = False,
    is_json: JsonOption = False,
) -> None:
    """Measure a result: how steady it is and how near to what it was to be; masks by J and F."""
    terminal = Terminal(is_json=is_json)
    if (masks is None) != (true_masks is None):
        raise typer.BadParameter("masks are compared with true ones: give both.", param_hint="--masks")
    if frames is None and masks is None:
        raise typer.BadParameter("there is nothing to measure.", param_hint="--frames")
    if curves is not None and frames is None:
        raise typer.BadParameter("the curves are those of --frames.", param_hint="--curves")
    if curves is not None and curves.exists() and not is_forced:
        raise InputError(f"{curves} is there already; --force writes over it.")
    told = {"reference": reference, "truth": truth, "processed": processed}
    figures: dict[str, float] = {}
    with ExitStack() as opened, terminal.bar() as bar:
        clips = {
            name: opened.enter_context(closing(open_source(path)))
            for name, path in (("frames", frames), *told.items())
            if path is not None
        }
        if "frames" in clips:
            figures = _clip_figures(clips, every, bar)
            if curves is not None:
                figures |= _write_curves(clips, every, curves, bar)
        if masks is not None and true_masks is not None:
            figures |= _mask_figures(masks, true_masks, bar)
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in figures.items():
        shown = f"{value:.0f}" if name in ("frames", "shots") else f"{value:.4f}"
        table.add_row(name, shown, f"[dim]{_MEANING.get(name, '')}[/]")
    paths = {"frames": frames, **told, "masks": masks, "truth_masks": true_masks, "curves": curves}
    terminal.result({**paths, "figures": figures}, table)


def _clip_figures(clips: Mapping[str, FrameSource], every: int, bar: Bar) -> dict[str, float]:
    reference, truth = clips.get("reference"), clips.get("truth")
    cuts = _find_shots(reference or truth or clips["frames"], bar)
    figures = measure_clip(
        clips["frames"],
        reference,
        truth,
        every,
        cuts,
        lambda done, total: bar("measuring", done, total),
        clips.get("processed"),
    )
    return {"frames": figures.pop("frames"), "shots": len(cuts) + 1.0, **figures}


def _find_shots(clip: FrameSource, bar: Bar) -> list[int]:
    finding = find_cuts(clip)
    while True:
        try:
            step = next(finding)
        except StopIteration as found:
            return list(found.value)
        bar("finding shots", step.done, step.total)


def _write_curves(clips: Mapping[str, FrameSource], every: int, path: Path, bar: Bar) -> dict[str, float]:
    """Write a row of mean intensities a frame, and return each clip's unrest. Raises `InputError`."""
    length = len(clips["frames"])
    rows = []
    for frame in range(0, length, every):
        rows.append([mean_intensity(clip.read(frame)) for clip in clips.values()])
        bar("measuring intensity", frame + 1, length)
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            table.writerow(["frame", *clips])
            table.writerows([index * every, *(f"{value:.6f}" for value in row)] for index, row in enumerate(rows))
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}.") from None
    return {
        "unrest" if name == "frames" else f"unrest_{name}": unrest(row[column] for row in rows)
        for column, name in enumerate(clips)
    }


def _mask_figures(masks: Path, truth: Path, bar: Bar) -> dict[str, float]:
    """Return J and F of a folder of masks. Raises `InputError` where the two folders do not hold as many."""
    made, true = (sorted(path for path in folder.glob("*.png")) for folder in (masks, truth))
    if not true or len(made) != len(true):
        raise InputError(f"{masks} holds {len(made)} masks and {truth} {len(true)}; they must hold as many.")
    return measure_masks(
        lambda frame: read_mask(made[frame]),
        lambda frame: read_mask(true[frame]),
        len(true),
        lambda done, total: bar("measuring masks", done, total),
    )
