"""Mattes for compositors: a film, or a folder of pictures, of its own for every object of a project."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.media.export_settings import CONTAINERS, ExportSettings, film_name
from engine.media.provenance import Lineage, is_taken
from engine.media.source import FrameSource
from engine.project.file import ProjectFolder
from engine.project.model import Kind, Mask, Project
from engine.project.shown import written_picture
from engine.runtime.errors import InputError
from engine.runtime.events import Progress

if TYPE_CHECKING:
    from engine.media.export import Exported

_OBJECT = "{object}"
_NUMBER_AT_END = re.compile(r"[._-]?(?:#+|%0?\d*d)\D*$")
_NO_NAME = re.compile(r'[/\\\0:*?"<>|{}#%\s.]+')


@dataclass(frozen=True)
class ObjectExport:
    """One of the exports: of this object, with settings of its own, to this film or folder."""

    name: str
    settings: ExportSettings
    target: Path


def object_exports(
    project: Project, settings: ExportSettings, clip: str, folder: Path, suffix: str = ""
) -> tuple[ObjectExport, ...]:
    """Return what is to be written into `folder`, in the order of the objects; `clip` is the clip's name, `suffix` a
    film's file type (default: the format's usual one).

    "{object}" in the file name is the object's name; a name without it gets "_" and that at its end. Raises
    `InputError` where there is no object, or what is shown is to be written.
    """
    if settings.content == "shown":
        raise InputError("A file for each object can be written of masks alone; choose masks as the content.")
    objects = [each for each in project.masks if settings.label in (0, each.label)]
    if not objects:
        raise InputError("There is no object yet: make a mask first.")
    made = []
    for each, name in zip(objects, _file_names(objects), strict=True):
        own = settings.replaced(
            each_object=False, label=each.label, name_pattern=_pattern(settings.name_pattern, name)
        )
        ending = "" if own.is_sequence else suffix or CONTAINERS[own.format][0]
        made.append(ObjectExport(each.name, own, folder / film_name(own, clip, ending)))
    return tuple(made)


def common(settings: ExportSettings) -> ExportSettings:
    """Return the settings with what the names of all files have in common as the file name."""
    return settings.replaced(name_pattern=re.sub(r"[._ -]?\{object\}", "", settings.name_pattern) or "{clip}")


def export_each(
    folder: ProjectFolder,
    project: Project,
    source: FrameSource,
    wanted: Sequence[ObjectExport],
    *,
    replace: bool = False,
    lineage: Lineage | None = None,
) -> Generator[Progress, None, Exported]:
    """Write one after another, telling progress over all of them; what is returned tells of all of them.

    Nothing is begun where one of the files is there already, unless `replace`. Closing the generator stops; those
    that are finished stay, as whole as any export.
    """
    from engine.media.export import Exported, export

    if not replace:
        taken = next((each.target for each in wanted if is_taken(each.target, each.settings)), None)
        if taken is not None:
            raise InputError(f"{taken} is there already; choose another name or folder.")
    done: list[Exported] = []
    for number, each in enumerate(wanted):
        settings = each.settings
        picture_of = written_picture(folder, project, settings.content, settings.label, settings.matte)
        steps = export(source, picture_of, settings, each.target, replace=replace, lineage=lineage)
        try:
            while True:
                try:
                    step = next(steps)
                except StopIteration as end:
                    done.append(end.value)
                    break
                share = step.done / step.total if step.total else 0.0
                yield Progress(number + share, len(wanted), f"Writing object {number + 1} of {len(wanted)}")
        finally:
            steps.close()
    warnings = tuple(dict.fromkeys(warning for each in done for warning in each.warnings))
    made: Counter[Kind] = Counter()
    for written in done:
        made.update(written.made)
    return Exported(
        done[0].path.parent,
        done[0].frames,
        sum(each.colored for each in done),
        None,
        warnings,
        made,
        tuple(each.path for each in done),
    )


def _pattern(pattern: str, name: str) -> str:
    if _OBJECT in pattern:
        return pattern.replace(_OBJECT, name)
    number = _NUMBER_AT_END.search(pattern)
    at = number.start() if number is not None else len(pattern)
    return f"{pattern[:at]}_{name}{pattern[at:]}"


def _file_names(objects: Sequence[Mask]) -> list[str]:
    """Return names that files can have, no two alike whatever the system makes of capitals."""
    plain = [_NO_NAME.sub("_", each.name).strip("_-") or f"object_{each.label}" for each in objects]
    count = Counter(name.casefold() for name in plain)
    return [
        name if count[name.casefold()] == 1 else f"{name}_{each.label}"
        for each, name in zip(objects, plain, strict=True)
    ]
