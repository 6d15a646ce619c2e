"""Exit with 0 if this environment already holds what pyproject.toml asks for, so that setup needs no network."""

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import PackageNotFoundError, entry_points, version
from pathlib import Path


def is_met() -> bool:
    try:
        from packaging.requirements import Requirement
    except ImportError:  # it comes with the development tools
        return False
    declared = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    project = declared["project"]
    for text in (*project["dependencies"], *declared["dependency-groups"]["dev"]):
        wanted = Requirement(text)
        if wanted.marker is not None and not wanted.marker.evaluate():
            continue
        try:
            if not wanted.specifier.contains(version(wanted.name), prereleases=True):
                return False
        except PackageNotFoundError:
            return False
    commands = {command.name: command.value for command in entry_points(group="console_scripts")}
    return all(commands.get(name) == target for name, target in project["scripts"].items())


if __name__ == "__main__":
    sys.exit(0 if is_met() else 1)
