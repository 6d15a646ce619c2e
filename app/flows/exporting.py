"""The export itself, as a background task: opens the film anew, asks the runs for their frames, writes."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from app.translation import tr
from engine.media.export import Exported, export, lineage_of
from engine.media.export_settings import ExportSettings
from engine.media.source import open_source
from engine.project.each_object import export_each, object_exports
from engine.project.file import ProjectFolder
from engine.project.model import Project
from engine.project.shown import written_picture
from engine.runtime.errors import ProjectError
from engine.runtime.events import Progress


def export_project(
    place: Path, project: Project, film: Path, settings: ExportSettings, target: Path, replace: bool
) -> Generator[Progress, None, Exported]:
    """Write the film as `project` (of the folder `place`) shows it now; later edits are not in it.

    Raises `EngineError` with one sentence.
    """
    clip = project.clip
    if clip is None:
        raise ProjectError(tr("The project has no film yet."))
    folder = ProjectFolder.open(place, is_writable=False)
    lineage = lineage_of(project, folder.runs.all(), folder.name)
    source = open_source(film, deinterlace=clip.deinterlace)
    try:
        if settings.each_object:
            clip_name, ending = film.stem, target.suffix if not settings.is_sequence else ""
            place_of_all = target if settings.is_sequence else target.parent
            wanted = object_exports(project, settings, clip_name, place_of_all, ending)
            return (yield from export_each(folder, project, source, wanted, replace=replace, lineage=lineage))
        return (
            yield from export(
                source,
                written_picture(folder, project, settings.content, settings.label, settings.matte),
                settings,
                target,
                replace=replace,
                lineage=lineage,
            )
        )
    finally:
        source.close()
