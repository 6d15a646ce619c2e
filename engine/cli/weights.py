"""`tintloom weights`: what came with the program, and what may be downloaded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from engine.cli.options import JsonOption
from engine.cli.terminal import Terminal, follow, interruptible
from engine.runtime.errors import InputError
from engine.runtime.weights import DOWNLOADS, download, find, find_download, shipped_names, weights_folder

FolderOption = Annotated[
    Path | None, typer.Option("--folder", help="Where downloaded weights lie; else the user's folder for data.")
]

weights = typer.Typer(invoke_without_command=True, help="List the weights of networks, or download some.")


@weights.callback()
def _list(context: typer.Context, folder: FolderOption = None, is_json: JsonOption = False) -> None:
    """List the weights that came with the program and those that may be downloaded."""
    if context.invoked_subcommand is not None:
        return
    place = folder or weights_folder()
    table = Table("name", "state", "size", "what")
    listed: list[dict[str, Any]] = []
    for name in shipped_names():
        table.add_row(name, "with the program", "", "Weights that training begins with.")
        listed.append({"name": name, "state": "shipped"})
    for one in DOWNLOADS:
        there = find(one.name, place)
        table.add_row(one.name, "downloaded" if there else "not downloaded", f"{one.size / 1e6:.0f} MB", one.sentence)
        listed.append(
            {
                "name": one.name,
                "state": "downloaded" if there else "missing",
                "bytes": one.size,
                "url": one.url,
                "sha256": one.sha256,
                "path": None if there is None else str(there),
            }
        )
    Terminal(is_json=is_json).result({"folder": str(place), "weights": listed}, table)


@weights.command()
def get(
    name: Annotated[str, typer.Argument(help="Which, as vgg19.")],
    is_agreed: Annotated[
        bool, typer.Option("--yes", "-y", help="Agree to the download without being asked.")
    ] = False,
    folder: FolderOption = None,
    is_json: JsonOption = False,
) -> None:
    """Download weights, after asking, and check that they are what they should be."""
    wanted, place = find_download(name), folder or weights_folder()
    terminal = Terminal(is_json=is_json)
    if find(name, place) is None and not is_agreed:
        if is_json:
            raise InputError(f"Downloading {name} needs consent; give --yes.")
        terminal.say(f"{wanted.sentence}\n{wanted.url}, {wanted.size / 1e6:.0f} MB, to {place}")
        is_agreed = typer.confirm("Download it?", err=True)
    with interruptible() as is_stopped, terminal.bar() as bar:
        path = follow(download(name, place, is_agreed), bar, is_stopped, "Nothing was kept.")
    terminal.result({"name": name, "path": str(path), "sha256": wanted.sha256}, f"{name} is in {path}")
