"""Older project files are brought up to date step by step: UPGRADES[i] turns version i + 1 into i + 2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.project.model import VERSION
from engine.runtime.errors import ProjectError


def _may_have_a_processed_clip(content: dict[str, Any]) -> dict[str, Any]:
    """Version 2: a project may name a processed version of its film; those before had none."""
    return {**content, "processed": None}


def _may_keep_to_a_look(content: dict[str, Any]) -> dict[str, Any]:
    """Version 3: a shot may name the frame whose look all its frames keep to; none did before."""
    return content


def _may_be_corrected(content: dict[str, Any]) -> dict[str, Any]:
    """Version 4: keyframes have versions and places to trust, shots accepted ranges, projects a cast; all empty."""
    return content


def _may_know_its_scribbles(content: dict[str, Any]) -> dict[str, Any]:
    """Version 5: a keyframe may keep the strokes it was made with; none did before."""
    return content


UPGRADES: list[Callable[[dict[str, Any]], dict[str, Any]]] = [
    _may_have_a_processed_clip,
    _may_keep_to_a_look,
    _may_be_corrected,
    _may_know_its_scribbles,
]


class NewerProject(ProjectError):
    """The project was written by a newer program; nothing of it may be touched."""


def version_of(content: dict[str, Any], name: str) -> int:
    """Return the version that a project file declares. Raises `ValueError` if it declares none."""
    version = content.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ValueError("it does not say its version")
    if version > VERSION:
        raise NewerProject(
            f"The project {name} was made by a newer Tintloom (its version is {version}, "
            f"this program knows {VERSION}); install the newer one to open it."
        )
    return version


def upgraded(content: dict[str, Any], name: str) -> dict[str, Any]:
    """Return `content` in today's version. Raises `NewerProject`, or `ValueError` if it is not a project."""
    for upgrade in UPGRADES[version_of(content, name) - 1 :]:
        content = upgrade(content)
    return {**content, "version": VERSION}
