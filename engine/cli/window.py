"""`tintloom open` and `tintloom demo`. The engine knows the window by its name alone: it runs as `python -m app`."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group
from rich.table import Table

from engine.cli.options import JsonOption
from engine.cli.terminal import Terminal, follow, interruptible
from engine.demo.run import Outcome, has_display, run_demo
from engine.demo.run import open_window as start_window
from engine.runtime.errors import InputError


def open_window(
    project: Annotated[
        Path | None, typer.Argument(help="A project, a film or a folder of pictures.", show_default=False)
    ] = None,
) -> None:
    """Open the window."""
    if project is not None and not project.exists():
        raise InputError(f"There is no {project}.")
    if importlib.util.find_spec("app") is None:
        raise InputError("The window is not installed here; only the engine is.")
    command = [sys.executable, "-m", "app", *([str(project)] if project else [])]
    if os.name == "posix":
        sys.stdout.flush()
        os.execv(sys.executable, command)
    raise typer.Exit(subprocess.run(command, check=False).returncode)


def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for all that is made.")] = Path(
        "demo-output"
    ),
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:1, mps ...")] = "auto",
    is_shown: Annotated[
        bool, typer.Option("--window/--no-window", help="Open the window at the end, where there is a display.")
    ] = True,
    is_json: JsonOption = False,
) -> None:
    """Make a film, throw its color away, bring it back from one keyframe a shot, and measure."""
    terminal = Terminal(is_json=is_json)
    terminal.say(
        f"Into {output}: a film of three shots is made, its color thrown away but for one keyframe a shot, and "
        "brought back by two methods. About five minutes on two free processor cores; stopped, it goes on later."
    )
    with terminal.bar() as bar, interruptible() as is_stopped:
        outcome = follow(run_demo(output, device=device), bar, is_stopped, "The same command goes on where it was.")
    _tell(outcome, terminal)
    if is_shown and has_display():
        terminal.say("The window opens on the project.")
        start_window(outcome.project)
    elif is_shown:
        terminal.say(f"There is no display here. Where there is one, `tintloom open {outcome.project}` shows it.")


def _tell(outcome: Outcome, terminal: Terminal) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("method", "PSNR", "E_warp", "seconds"):
        table.add_column(name, justify="left" if name == "method" else "right")
    for scores in outcome.scores:
        style = "bold" if scores is outcome.best else ""
        figures = (f"{scores.mean_psnr:.2f} dB", f"{scores.mean_e_warp:.4f}", f"{scores.seconds:.1f}")
        table.add_row(scores.method, *figures, style=style)
    files = (outcome.film, outcome.sheet, outcome.curves, outcome.project)
    words = f"{outcome.best.method} is nearer to the true color, so the film shows it."
    terminal.result(
        {
            "best": outcome.best.method,
            "shots": outcome.shots,
            "methods": {
                s.method: {"psnr": s.mean_psnr, "e_warp": s.mean_e_warp, "seconds": s.seconds} for s in outcome.scores
            },
            "film": outcome.film,
            "contact_sheet": outcome.sheet,
            "curves": outcome.curves,
            "project": outcome.project,
        },
        Group(table, words, *(str(file) for file in files)),
    )
