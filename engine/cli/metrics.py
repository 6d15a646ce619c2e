"""`tintloom metrics`: figures of a finished clip, for scripts and for doubts."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from engine.cli.options import JsonOption
from engine.cli.terminal import Terminal
from engine.media.shots import find_cuts
from engine.media.source import FrameSource, open_source
from engine.metrics.clip import measure_clip

_MEANING = {
    "frames": "frames measured",
    "shots": "E_warp compares within each alone",
    "e_warp": "unsteadiness over time (lower is better)",
    "e_warp_reference": "the reference's own, which no result can be far below",
    "colorfulness": "0 gray, 33 moderately, 59 quite colorful",
    "f_data": "dB to the reference: how much of it was kept",
    "psnr": "dB to the truth (higher is better)",
    "ssim": "structural similarity to the truth, up to 1",
}


def metrics(
    frames: Annotated[Path, typer.Option("--frames", help="The result: a film or a folder of pictures.")],
    reference: Annotated[
        Path | None, typer.Option("--reference", help="What it was made from; motion is measured on it.")
    ] = None,
    truth: Annotated[Path | None, typer.Option("--truth", help="The true color, where there is one.")] = None,
    every: Annotated[int, typer.Option(min=1, help="Measure every N-th frame only.")] = 1,
    is_json: JsonOption = False,
) -> None:
    """Measure a result: warping error, and PSNR and SSIM where there is a truth."""
    terminal = Terminal(is_json=is_json)
    with ExitStack() as opened, terminal.bar() as bar:

        def open_clip(path: Path | None) -> FrameSource | None:
            return opened.enter_context(closing(open_source(path))) if path is not None else None

        def find_shots(clip: FrameSource) -> list[int]:
            finding = find_cuts(clip)
            while True:
                try:
                    step = next(finding)
                except StopIteration as found:
                    return list(found.value)
                bar("finding shots", step.done, step.total)

        result = opened.enter_context(closing(open_source(frames)))
        source, true = open_clip(reference), open_clip(truth)
        cuts = find_shots(source or true or result)
        figures = measure_clip(result, source, true, every, cuts, lambda done, total: bar("measuring", done, total))
        figures = {"frames": figures.pop("frames"), "shots": len(cuts) + 1.0, **figures}
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in figures.items():
        shown = f"{value:.0f}" if name in ("frames", "shots") else f"{value:.4f}"
        table.add_row(name, shown, f"[dim]{_MEANING.get(name, '')}[/]")
    terminal.result({"frames": frames, "reference": reference, "truth": truth, "figures": figures}, table)
