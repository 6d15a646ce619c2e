"""`tintloom export`: write what a project shows. Its options are the fields of `ExportSettings`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Annotated, Any

import annotated_types
import typer
from pydantic.fields import FieldInfo

from engine.cli.options import ForceOption, JsonOption
from engine.cli.terminal import Terminal, follow, interruptible
from engine.media.export import (
    CONTAINERS,
    Exported,
    ExportSettings,
    Lineage,
    export,
    format_for,
    lineage_of,
    parse_settings,
)
from engine.media.source import FrameSource, open_source
from engine.project.each_object import export_each, object_exports
from engine.project.file import SUFFIX, ProjectFolder
from engine.runtime.errors import InputError, ProjectError
from engine.runtime.events import Progress
from engine.runtime.shot_run import shown_picture

Picture = Callable[[int], Any]


def _with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give `command` an option for every export setting, declared where the setting is, passed on as **settings."""

    def run(**values: Any) -> None:
        command(**values)

    own = [p for p in inspect.signature(command, eval_str=True).parameters.values() if p.kind is not p.VAR_KEYWORD]
    fields = [_option(name, field) for name, field in ExportSettings.model_fields.items()]
    run.__doc__ = command.__doc__
    run.__name__ = command.__name__
    run.__signature__ = inspect.Signature([p.replace(kind=p.KEYWORD_ONLY) for p in (*own, *fields)])  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in (*own, *fields)}
    return run


def _option(name: str, field: FieldInfo) -> inspect.Parameter:
    dashed = name.replace("_", "-")
    names = (f"--{dashed}/--no-{dashed}",) if field.annotation is bool else (f"--{dashed}",)
    low: Any = next((m.ge for m in field.metadata if isinstance(m, annotated_types.Ge)), None)
    high: Any = next((m.le for m in field.metadata if isinstance(m, annotated_types.Le)), None)
    option = typer.Option(*names, min=low, max=high, help=field.description)
    # the format follows from the output's name where it is not given
    kind: Any = field.annotation if name != "format" else field.annotation | None  # type: ignore[operator]
    default = field.default if name != "format" else None
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, option]
    )


@_with_settings
def export_project(
    source: Annotated[Path, typer.Argument(help="A project, or a clip to write as it is.", show_default=False)],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            help="A film (its suffix decides the format) or a folder for pictures; with --each-object the folder of "
            "all files, or a film in it whose name theirs begin with.",
        ),
    ],
    is_forced: ForceOption = False,
    is_json: JsonOption = False,
    **settings: Any,
) -> None:
    """Write what a project shows, with the clip's own luma, timing and sound."""
    terminal = Terminal(is_json=is_json)
    if settings["format"] is None:
        settings["format"] = format_for(output) or "png"
    chosen = parse_settings(settings)
    with ExitStack() as opened, terminal.engine_warnings():
        project, frames, lineage = _open(source, opened)
        with terminal.bar() as bar, interruptible() as is_stopped:
            if chosen.each_object:
                steps = _each(project, frames, chosen, output, lineage, is_forced)
            else:
                picture_of: Picture = shown_picture(project, chosen) if project is not None else lambda frame: None
                steps = export(frames, picture_of, chosen, output, replace=is_forced, lineage=lineage)
            written = follow(steps, bar, is_stopped, "Nothing was written.")
    for sentence in written.warnings:
        terminal.warn(sentence)
    terminal.result(
        {
            "output": written.path,
            "frames": written.frames,
            "colored": written.colored,
            "settings": chosen,
            "provenance": written.provenance,
            "files": written.files or (written.path,),
        },
        f"{written.path}: {written.told}",
    )


def _each(
    project: ProjectFolder | None,
    source: FrameSource,
    settings: ExportSettings,
    output: Path,
    lineage: Lineage | None,
    is_forced: bool,
) -> Generator[Progress, None, Exported]:
    """Write a film or folder for each object; a film that is named says how all of them begin and end."""
    if project is None:
        raise InputError("A clip has no objects; name a project.")
    folder, suffix = output, ""
    if not settings.is_sequence and output.suffix in CONTAINERS[settings.format]:
        folder, suffix = output.parent, output.suffix
        if settings.name_pattern == ExportSettings().name_pattern:
            settings = settings.replaced(name_pattern=output.stem)
    folder.mkdir(parents=True, exist_ok=True)
    wanted = object_exports(project.project, settings, source.facts.path.stem, folder, suffix)
    return export_each(project, project.project, source, wanted, replace=is_forced, lineage=lineage)


def _open(path: Path, opened: ExitStack) -> tuple[ProjectFolder | None, FrameSource, Lineage | None]:
    if path.name != "project.json" and path.suffix != SUFFIX and not (path / "project.json").exists():
        return None, opened.enter_context(closing(open_source(path))), None
    project = opened.enter_context(ProjectFolder.open(path, is_writable=False))  # the window may have it open
    clip, place = project.project.clip, project.clip_place()
    if clip is None or place.state != "found" or place.path is None:
        raise ProjectError(place.sentence or f"The project {project.name} has no film yet.")
    source = opened.enter_context(closing(open_source(place.path, deinterlace=clip.deinterlace)))
    return project, source, lineage_of(project.project, project.runs.all(), project.name)
