"""Older project files are brought up to date step by step: UPGRADES[i] turns version i + 1 into i + 2."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from engine.project.model import MOST_LABELS, VERSION
from engine.runtime.errors import ProjectError

_COLOR = re.compile(r"#[0-9a-f]{6}")
_ORANGE = "#e69f00"  # the first color of objects


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


def _may_merge_objects(content: dict[str, Any]) -> dict[str, Any]:
    """Version 6: an object may have the labels of others; ranges lie in their shots, every object has its label."""
    shots, masks = content.get("shots"), content.get("masks")
    if isinstance(shots, list):
        content = {**content, "shots": [_with_ranges_inside(shot) for shot in shots]}
    if isinstance(masks, list):
        content = {**content, "masks": _told_apart(masks)}
    return content


def _may_decline_suggestions(content: dict[str, Any]) -> dict[str, Any]:
    """Version 7: a shot keeps which suggestions the artist declined; none was kept before."""
    return content


def _may_know_their_scale(content: dict[str, Any]) -> dict[str, Any]:
    """Version 8: an HDR keyframe may know how bright it is beside its frame; none did before."""
    return content


def _with_ranges_inside(shot: Any) -> Any:
    """Ranges of results that lay partly or wholly outside the shot were never shown there."""
    if not isinstance(shot, dict) or not all(isinstance(shot.get(name), int) for name in ("start", "stop")):
        return shot
    inside = dict(shot)
    for name in ("chosen", "accepted"):
        if isinstance(shot.get(name), list):
            inside[name] = [kept for each in shot[name] if (kept := _clipped(each, shot["start"], shot["stop"]))]
    return inside


def _clipped(choice: Any, start: int, stop: int) -> Any:
    if not isinstance(choice, dict) or not all(isinstance(choice.get(name), int) for name in ("start", "stop")):
        return choice  # what is wrong with it is told when it is read
    first, last = max(choice["start"], start), min(choice["stop"], stop)
    return {**choice, "start": first, "stop": last} if first < last else None


def _told_apart(masks: list[Any]) -> list[Any]:
    """Objects that share a label (the first versions gave none) get one of their own, and a color that is one."""
    used: set[int] = set()
    made = []
    for mask in masks:
        if isinstance(mask, dict):
            label = mask.get("label", 1)
            if isinstance(label, int):  # what is wrong with another is told when it is read
                label = (
                    next((n for n in range(1, MOST_LABELS + 1) if n not in used), label) if label in used else label
                )
                used.add(label)
            color = str(mask.get("color", "")).lower()
            mask = {**mask, "label": label, "color": color if _COLOR.fullmatch(color) else _ORANGE}
        made.append(mask)
    return made


UPGRADES: list[Callable[[dict[str, Any]], dict[str, Any]]] = [
    _may_have_a_processed_clip,
    _may_keep_to_a_look,
    _may_be_corrected,
    _may_know_its_scribbles,
    _may_merge_objects,
    _may_decline_suggestions,
    _may_know_their_scale,
]

MASKS_HAVE_RUNS = 4  # from this version on a project says which runs its masks are from


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
