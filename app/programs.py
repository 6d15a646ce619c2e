"""Painting programs on this machine: where each system keeps them, and how a picture is opened in one."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

SYSTEM = "default"  # the program the system opens pictures with
_NAMES = {"krita": "Krita", "gimp": "GIMP", "photoshop": "Photoshop", "affinity": "Affinity Photo"}
_COMMANDS = {"krita": ("krita",), "gimp": ("gimp", "gimp-3.0", "gimp-3", "gimp-2.10")}
_FLATPAKS = {"krita": "org.kde.krita", "gimp": "org.gimp.GIMP"}
_WINDOWS = {
    "krita": ("Krita (x64)/bin/krita.exe", "Krita/bin/krita.exe"),
    "gimp": ("GIMP 3/bin/gimp-3*.exe", "GIMP 2/bin/gimp-2*.exe", "GIMP */bin/gimp.exe"),
    "photoshop": ("Adobe/Adobe Photoshop*/Photoshop.exe",),
    "affinity": ("Affinity/Photo*/Photo.exe",),
}
_MAC = {
    "krita": ("krita.app", "Krita.app"),
    "gimp": ("GIMP*.app",),
    "photoshop": ("Adobe Photoshop*/Adobe Photoshop*.app", "Adobe Photoshop*.app"),
    "affinity": ("Affinity Photo*.app",),
}


@dataclass(frozen=True)
class Program:
    """`command`: what is started, the picture's path is added; empty for the system's own choice."""

    id: str
    name: str
    command: tuple[str, ...] = ()


SYSTEM_PROGRAM = Program(SYSTEM, "the default image program")


def program_of(path: Path) -> Program:
    """Return a program the artist chose by its file."""
    command = ("open", "-a", str(path)) if path.suffix == ".app" else (str(path),)
    known = next((name for key, name in _NAMES.items() if key in path.stem.lower()), "")
    return Program(str(path), known or path.stem, command)


def found_programs(
    platform: str = sys.platform,
    environment: Mapping[str, str] = os.environ,
    home: Path | None = None,
    which: Callable[[str], str | None] = shutil.which,
    applications: Path = Path("/Applications"),
    shared: Path = Path("/var/lib"),
) -> list[Program]:
    """Return the painting programs that are installed. Looks at the disk: not for the UI thread."""
    home = home or Path.home()
    if platform == "win32":
        roots = [Path(environment[k]) for k in ("ProgramFiles", "ProgramW6432", "LOCALAPPDATA") if environment.get(k)]
        return _matching(_WINDOWS, roots, lambda path: (str(path),))
    if platform == "darwin":
        return _matching(_MAC, [applications, home / "Applications"], lambda path: ("open", "-a", str(path)))
    found = []
    exports = [home / ".local/share/flatpak/exports/bin", shared / "flatpak/exports/bin"]
    for key, names in _COMMANDS.items():
        command = next((path for name in names if (path := which(name))), None)
        if command is None:
            flatpaks = (folder / _FLATPAKS[key] for folder in exports)
            command = next((str(path) for path in flatpaks if path.exists()), None)
        if command is not None:
            found.append(Program(key, _NAMES[key], (command,)))
    return found


def _matching(
    places: Mapping[str, tuple[str, ...]], roots: list[Path], command: Callable[[Path], tuple[str, ...]]
) -> list[Program]:
    found = []
    for key, patterns in places.items():
        hits = [hit for root in dict.fromkeys(roots) for pattern in patterns for hit in sorted(root.glob(pattern))]
        if hits:
            found.append(Program(key, _NAMES[key], command(hits[-1])))  # the newest by name
    return found
