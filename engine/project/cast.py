"""The cast: colors with a name ("Anna's coat") that are to be the same in every shot. Pure edits, as in `edits.py`.

A swatch may be tied to objects of masks; where those are, what is shown can be measured against it (`drift.py`).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable

from engine.project.model import MOST_SWATCHES, MOST_TEXT, Project, Swatch
from engine.runtime.errors import InputError

_LONGEST_NAME = 256


def add_swatch(project: Project, name: str, color: str, note: str = "") -> tuple[Project, Swatch]:
    """Return the project with one more swatch, the last of the cast, and that swatch. `color`: "#rrggbb"."""
    if len(project.cast) >= MOST_SWATCHES:
        raise InputError(f"The cast has {MOST_SWATCHES} colors already, as many as a project holds.")
    swatch = Swatch(
        id=f"c{uuid.uuid4().hex[:10]}",
        name=_tidy(project, name),
        color=_hex(color),
        note=_note(" ".join(note.split())),
    )
    return project.replaced(cast=(*project.cast, swatch)), swatch


def rename_swatch(project: Project, swatch_id: str, name: str) -> Project:
    """Give it another name; white space is tidied. Raises `InputError` for no name or one that is taken."""
    return _with(project, swatch_of(project, swatch_id).replaced(name=_tidy(project, name, besides=swatch_id)))


def recolor_swatch(project: Project, swatch_id: str, color: str) -> Project:
    """Give it another color, "#rrggbb"; what was painted with the old one stays as it is."""
    return _with(project, swatch_of(project, swatch_id).replaced(color=_hex(color)))


def annotate_swatch(project: Project, swatch_id: str, note: str) -> Project:
    """Say where the color comes from ("the coat in the museum")."""
    return _with(project, swatch_of(project, swatch_id).replaced(note=_note(note.strip())))


def tie_swatch(project: Project, swatch_id: str, masks: Iterable[str]) -> Project:
    """Tie it to these objects, by id, and to no others. An object can have one color only: others let go of it."""
    chosen = tuple(dict.fromkeys(masks))
    known = {mask.id for mask in project.masks}
    lost = next((each for each in chosen if each not in known), None)
    if lost is not None:
        raise InputError(f"There is no object {lost!r} that a color could be tied to.")
    swatch = swatch_of(project, swatch_id)
    cast = tuple(
        each.replaced(masks=chosen)
        if each.id == swatch.id
        else each.replaced(masks=tuple(mask for mask in each.masks if mask not in chosen))
        for each in project.cast
    )
    return project.replaced(cast=cast)


def remove_swatch(project: Project, swatch_id: str) -> Project:
    """Take it out of the cast; what was painted with it stays as it is."""
    gone = swatch_of(project, swatch_id)
    return project.replaced(cast=tuple(each for each in project.cast if each.id != gone.id))


def swatch_of(project: Project, swatch_id: str) -> Swatch:
    """Return the swatch of this id. Raises `InputError` if there is none."""
    found = next((swatch for swatch in project.cast if swatch.id == swatch_id), None)
    if found is None:
        raise InputError("That color is not in the cast any more.")
    return found


def tied_names(project: Project, swatch: Swatch) -> tuple[str, ...]:
    """Return the names of the objects it is tied to; those that were removed since are left out."""
    return tuple(mask.name for mask in project.masks if mask.id in swatch.masks)


def _tidy(project: Project, name: str, besides: str = "") -> str:
    tidy = " ".join(name.split())[:_LONGEST_NAME]
    if not tidy:
        raise InputError("A color of the cast needs a name.")
    if any(each.name.casefold() == tidy.casefold() and each.id != besides for each in project.cast):
        raise InputError(f"The cast has a color named {tidy} already; choose another name.")
    return tidy


def _note(note: str) -> str:
    if len(note) > MOST_TEXT:
        raise InputError(f"The note has {len(note)} characters; a project keeps {MOST_TEXT} of one.")
    return note


def _hex(color: str) -> str:
    if not re.fullmatch(r"#[0-9a-f]{6}", color.lower()):
        raise InputError(f"{color[:20]!r} is no color; write it like #a04030.")
    return color.lower()


def _with(project: Project, swatch: Swatch) -> Project:
    return project.replaced(cast=tuple(swatch if each.id == swatch.id else each for each in project.cast))
