"""`tintloom cast`: the named colors of a project, and where what is shown has drifted from them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from engine.cli.options import JsonOption
from engine.cli.terminal import Terminal, follow, interruptible
from engine.project.cast import tied_names
from engine.project.drift import MOST_DRIFT, drifts
from engine.project.file import ProjectFolder

ProjectArgument = Annotated[Path, typer.Argument(help="A project folder.", show_default=False)]

cast = typer.Typer(
    no_args_is_help=True, help="List the named colors of a project, or measure how well it keeps them."
)


@cast.command("list")
def list_cast(project: ProjectArgument, is_json: JsonOption = False) -> None:
    """List the cast: names, colors, the objects they are tied to, and notes."""
    table = Table("name", "color", "tied to", "note", box=None, pad_edge=False, header_style="dim")
    with closing(ProjectFolder.open(project, is_writable=False)) as folder:
        content = folder.project
    listed = []
    for swatch in content.cast:
        objects = tied_names(content, swatch)
        table.add_row(escape(swatch.name), swatch.color, escape(", ".join(objects)), escape(swatch.note))
        listed.append(
            {
                "id": swatch.id,
                "name": swatch.name,
                "color": swatch.color,
                "objects": list(objects),
                "note": swatch.note,
            }
        )
    Terminal(is_json=is_json).result({"cast": listed}, table)


@cast.command("drift")
def measure_drift(
    project: ProjectArgument,
    is_strict: Annotated[
        bool, typer.Option("--strict", help="End with exit code 3 if anything is flagged, for scripts.")
    ] = False,
    is_json: JsonOption = False,
) -> None:
    """Measure how far each color is off in every shot that shows its objects; more than 5 dE is flagged."""
    terminal = Terminal(is_json=is_json)
    with closing(ProjectFolder.open(project, is_writable=False)) as folder:
        content = folder.project
        with terminal.bar() as bar, interruptible() as is_stopped:
            found = follow(drifts(folder, content), bar, is_stopped)
    names = {swatch.id: swatch.name for swatch in content.cast}
    numbers = {shot.id: number for number, shot in enumerate(content.shots, 1)}
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("name", "shot", "dE", "frames", "worst frame", ""):
        table.add_column(name, justify="left" if name in ("name", "") else "right")
    measured = []
    for each in found:
        row = (escape(names[each.swatch]), str(numbers[each.shot]), f"{each.away:.1f}", str(each.frames))
        table.add_row(*row, f"{each.worst_frame} ({each.worst:.1f})", "drifts" if each.is_flagged else "")
        measured.append(
            {
                "swatch": each.swatch,
                "name": names[each.swatch],
                "shot": numbers[each.shot],
                "away": each.away,
                "frames": each.frames,
                "worst_frame": each.worst_frame,
                "worst": each.worst,
                "flagged": each.is_flagged,
            }
        )
    if not found:
        terminal.warn("No shot shows a color on an object that is tied to the cast.")
    terminal.result({"limit": MOST_DRIFT, "drift": measured}, table)
    if is_strict and any(each.is_flagged for each in found):
        raise typer.Exit(3)
