"""The commands, put together."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from engine.cli.bench import bench
from engine.cli.cast import cast
from engine.cli.clips import info, shots
from engine.cli.consistency import consistency
from engine.cli.export import export_project
from engine.cli.methods import methods
from engine.cli.metrics import metrics
from engine.cli.propagate import propagate
from engine.cli.suggest import suggest
from engine.cli.terminal import INTERRUPTED, Stopped, Terminal, print_error
from engine.cli.train import train
from engine.cli.weights import weights
from engine.cli.window import demo, open_window
from engine.runtime.errors import EngineError

program = typer.Typer(
    name="tintloom",
    help="Color archival film from a few keyframes made right by hand.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # the framed help cuts long options off on narrow terminals
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
program.command()(info)
program.command()(shots)
program.command()(suggest)
program.command()(propagate)
program.command()(consistency)
program.command("export")(export_project)
program.command()(metrics)
program.command()(methods)
program.add_typer(bench, name="bench")
program.add_typer(weights, name="weights")
program.add_typer(train, name="train")
program.add_typer(cast, name="cast")
program.command("open")(open_window)
program.command()(demo)


def _show_version(is_wanted: bool) -> None:
    if is_wanted:
        typer.echo(f"tintloom {version('tintloom')}")
        raise typer.Exit


@program.callback()
def _program(
    is_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Color archival film from a few keyframes made right by hand."""


def main() -> None:
    """Run the command line of this process; always leaves through `SystemExit`."""
    try:
        program(prog_name="tintloom")
    except Stopped as stopped:
        Terminal().say(f"Stopped. {stopped}".strip())
        sys.exit(INTERRUPTED)
    except EngineError as error:
        print_error(str(error), is_json="--json" in sys.argv)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
