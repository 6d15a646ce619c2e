"""`tintloom propagate`: a clip and its keyframes in, the film, the pictures or the masks out.

All work happens in a project, as in the window: the one that `--keep-run` names, or one beside the output that is
removed when all is done. Stopped work therefore goes on when the same command is given again, and can be opened
in the window meanwhile.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from engine.catalog import METHODS, MethodParams, MethodSpec, find_method
from engine.cli.mattes import mask_writing
from engine.cli.options import (
    ClipArgument,
    ForceOption,
    JsonOption,
    StartOption,
    StopOption,
    check_range,
    parse_keyframes,
    parse_params,
)
from engine.cli.parts import Part, add_keyframes, add_masks, find_start, parts_of, work_on
from engine.cli.terminal import Stopped, Terminal, duration, follow, interruptible
from engine.media.export import Exported, ExportSettings, export, format_for, lineage_of, plan_export
from engine.media.export_settings import Format
from engine.media.fingerprint import is_same
from engine.media.source import FrameSource, open_source
from engine.project.edits import set_cuts
from engine.project.file import ProjectFolder, with_suffix
from engine.project.model import Kind, Project, Run
from engine.project.objects import Direction, track_range
from engine.project.ranges import around_keyframe
from engine.runtime.errors import EngineError, InputError
from engine.runtime.events import Progress
from engine.runtime.request import RunRequest
from engine.runtime.shot_run import shown_picture

_DONE: dict[Kind, str] = {
    "color": "colored",
    "style": "painted",
    "mask": "with masks",
    "hdr": "with a wider range",
}


def propagate(
    clip: ClipArgument,
    keyframe: Annotated[
        list[str],
        typer.Option(
            "--keyframe",
            "-k",
            metavar="FRAME=PICTURE",
            help="A colored frame, as in 0=key.png; repeatable. White in key.trust.png: where it is to be believed.",
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", help="A film (its suffix decides the format) or a folder for PNG, for HDR OpenEXR."
        ),
    ],
    mask: Annotated[
        list[str] | None,
        typer.Option(
            "--mask",
            metavar="FRAME=PICTURE",
            help="Objects on a keyframe, to be pasted elsewhere where the method varies what it learns from.",
        ),
    ] = None,
    film_format: Annotated[
        Literal["h264", "h265", "prores", "ffv1", "hdr10", "hlg"] | None,
        typer.Option("--format", help="How a film is coded; by default .mp4 is h264, .mov prores, .mkv ffv1."),
    ] = None,
    method: Annotated[
        str,
        typer.Option(
            "--method",
            "-m",
            help=f"One of {', '.join(METHODS)}; by default the first that can do the kind, for styles dvp.",
        ),
    ] = "",
    kind: Annotated[
        Kind,
        typer.Option(
            help="What the keyframes are; masks are indexed PNGs, or white on black, HDR ones OpenEXR or Radiance."
        ),
    ] = "color",
    params: Annotated[
        list[str] | None,
        typer.Option("--params", "-p", metavar="NAME=VALUE", help="A parameter of the method; repeatable."),
    ] = None,
    start: StartOption = 0,
    stop: StopOption = 0,
    from_: Annotated[
        int | None,
        typer.Option(
            "--from", metavar="FRAME", min=0, help="A keyframe: only its shot is worked on, from this frame on."
        ),
    ] = None,
    direction: Annotated[
        Literal["forward", "backward", "both"],
        typer.Option(help="Where to, with --from: frames on the other side stay exactly as they are."),
    ] = "both",
    around: Annotated[
        int | None,
        typer.Option(
            "--around", metavar="FRAME", min=0, help="A keyframe: only frames up to the keyframes beside it are made."
        ),
    ] = None,
    is_one_shot: Annotated[
        bool, typer.Option("--one-shot", help="Take the clip as one shot: look for no cuts.")
    ] = False,
    seed: Annotated[int, typer.Option(help="The same seed gives the same pixels on the same device.")] = 0,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:1, mps ...")] = "auto",
    keep_run: Annotated[
        Path | None,
        typer.Option("--keep-run", help="A project to work in and to keep; it can be opened in the window."),
    ] = None,
    start_from: Annotated[
        str,
        typer.Option(
            "--start-from",
            metavar="RUN",
            help="A run of the --keep-run project to begin with: its name, id, or last.",
        ),
    ] = "",
    keep_luma: Annotated[
        bool | None,
        typer.Option("--keep-luma/--no-keep-luma", help="Write the clip's own luma; by default for films alone."),
    ] = None,
    is_forced: ForceOption = False,
    is_json: JsonOption = False,
) -> None:
    """Spread the color, style or masks of keyframes over a clip, every shot from its own keyframes."""
    if from_ is not None and around is not None:
        raise typer.BadParameter("choose one of --from and --around.", param_hint="--around")
    terminal = Terminal(is_json=is_json)
    spec = find_method(method or _usual_method(kind))
    values = parse_params(spec, params or [])
    pictures, objects = parse_keyframes(keyframe), parse_keyframes(mask or [], "--mask")
    with closing(open_source(clip)) as source, terminal.engine_warnings():
        start, stop = check_range(start, stop, len(source))
        settings = _settings(output, film_format, start, stop, keep_luma if kind == "color" else False, kind)
        plan_export(source, settings, output, replace=is_forced)  # now, not after an hour of work
        with interruptible() as is_stopped:
            place = _Workplace(clip, source, keep_run, output, terminal, is_stopped)
            with place.opened(is_one_shot, start, stop) as project:
                scratch = project.cache / "keyframes"
                request = RunRequest(
                    spec, values, clip, (), scratch, start, stop, seed=seed, device=device, kind=kind
                )
                add_keyframes(project, request, pictures, len(source), terminal)
                if objects:
                    add_masks(project, request, objects, len(source), terminal)
                if from_ is not None:
                    start, stop = _tracked(project.project, from_, direction, (start, stop), kind)
                if around is not None:
                    start, stop = _around(project.project, around, (start, stop), kind)
                parts = parts_of(project.project, start, stop, terminal, kind)
                earlier = find_start(project, start_from, spec, kind)
                runs = work_on(project, parts, spec, values, seed, device, terminal, is_stopped, earlier)
                if kind == "mask":
                    writing = mask_writing(project, source, settings, output, is_forced)
                else:
                    writing = _export(project, source, settings, output, is_forced)
                written = _write(writing, terminal, is_stopped)
    _tell(terminal, kind, spec, values, written, parts, runs, keep_run and with_suffix(keep_run))


def _usual_method(kind: Kind) -> str:
    """Return the method for this kind where none is named. Raises `InputError` if there is none."""
    can = [spec.id for spec in METHODS.values() if kind in spec.kinds and "keyframes" in spec.needs]
    if not can:
        raise InputError(f"No method of this Tintloom propagates {kind}.")
    return can[0]


def _tracked(
    project: Project, frame: int, direction: Direction, bounds: tuple[int, int], kind: Kind
) -> tuple[int, int]:
    """Return the frames to work on when `frame` is tracked in a direction. Raises `InputError` if it cannot be."""
    shot = project.shot_at(frame)
    if shot is None:
        raise InputError(f"--from {frame}: the clip has no such frame.")
    return track_range(shot, frame, direction, bounds, kind)


def _around(project: Project, frame: int, bounds: tuple[int, int], kind: Kind) -> tuple[int, int]:
    """Return the frames of `bounds` around the keyframe at `frame`. Raises `InputError` if there is none."""
    shot = project.shot_at(frame)
    if shot is None or shot.keyframe(frame, kind) is None:
        raise InputError(f"--around {frame}: this frame has no keyframe of {kind}.")
    first, stop = around_keyframe(shot, frame, kind)
    return max(first, bounds[0]), min(stop, bounds[1])


class _Workplace:
    """The project that the work happens in: kept under the name that was given, else beside the output until done."""

    def __init__(
        self,
        clip: Path,
        source: FrameSource,
        kept: Path | None,
        output: Path,
        terminal: Terminal,
        is_stopped: Callable[[], bool],
    ) -> None:
        self.is_kept = kept is not None
        self.path = with_suffix(kept if kept is not None else output.absolute().with_name(f"{output.name}.work"))
        self._clip, self._source, self._terminal, self._is_stopped = clip, source, terminal, is_stopped

    @contextmanager
    def opened(self, is_one_shot: bool, start: int, stop: int) -> Iterator[ProjectFolder]:
        """Open or make the project; leave nothing behind that no work is in."""
        project = self._open(is_one_shot, start, stop)
        is_done = False
        try:
            yield project
            is_done = True
        except (Stopped, EngineError) as reason:
            if isinstance(reason, Stopped):
                raise Stopped(self._way_on(project)) from None
            if self._has_work(project):
                self._terminal.say(self._way_on(project))
            raise
        finally:
            is_empty = not self._has_work(project)
            project.close()
            if not self.is_kept and (is_done or is_empty):
                shutil.rmtree(self.path, ignore_errors=True)

    def _open(self, is_one_shot: bool, start: int, stop: int) -> ProjectFolder:
        if self.path.exists():
            project = ProjectFolder.open(self.path)
            known = project.project.clip.fingerprint if project.project.clip else None
            if known is None or not is_same(known, self._source.facts.path):
                project.close()
                raise InputError(f"{self.path} is the project of another clip; name another one with --keep-run.")
            is_new = False
        else:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            project = ProjectFolder.create(self.path, self._clip)
            is_new = True
        try:
            if is_one_shot:
                project.append(set_cuts(project.project, []))
            elif not self.is_kept:  # what it holds is of an earlier try, perhaps on other frames
                project.append(set_cuts(project.project, self._find_cuts(start, stop)))
            elif is_new:
                project.append(set_cuts(project.project, self._find_cuts(0, len(self._source))))
        except BaseException:
            project.close()
            if is_new:
                shutil.rmtree(self.path, ignore_errors=True)
            raise
        return project

    def _find_cuts(self, start: int, stop: int) -> list[int]:
        from engine.media.shots import find_cuts  # PySceneDetect takes half a second to import

        with self._terminal.bar() as bar:
            return follow(find_cuts(self._source, start=start, stop=stop), bar, self._is_stopped)

    def _has_work(self, project: ProjectFolder) -> bool:
        return any(project.runs.folder(run.id).frames() for run in project.runs.all())

    def _way_on(self, project: ProjectFolder) -> str:
        if not self._has_work(project):
            return ""
        return (
            f"What was done is kept in {self.path}: give the same command again to go on, or open it in the window."
        )


def _settings(
    output: Path, film_format: Format | None, start: int, stop: int, keep_luma: bool | None, made: Kind
) -> ExportSettings:
    kind = film_format or format_for(output)
    if kind is not None:
        return ExportSettings(format=kind, start=start, stop=stop, keep_luma=keep_luma is not False)
    if output.suffix and not output.is_dir():
        raise InputError(f"{output.name}: films end in .mp4, .mov or .mkv; a folder for pictures has no suffix.")
    # named by clip frame, as the frames of a run are
    return ExportSettings(
        format="exr" if made == "hdr" else "png",
        start=start,
        stop=stop,
        keep_luma=bool(keep_luma),
        copy_sound=False,
        start_number=start,
        name_pattern="########",
    )


def _export(
    project: ProjectFolder, source: FrameSource, settings: ExportSettings, output: Path, is_forced: bool
) -> Generator[Progress, None, Exported]:
    lineage = lineage_of(project.project, project.runs.all(), project.name)
    return export(source, shown_picture(project), settings, output, replace=is_forced, lineage=lineage)


def _write(
    steps: Generator[Progress, None, Exported], terminal: Terminal, is_stopped: Callable[[], bool]
) -> Exported:
    with terminal.bar() as bar:
        written = follow(steps, bar, is_stopped)
    for sentence in written.warnings:
        terminal.warn(sentence)
    return written


def _tell(
    terminal: Terminal,
    kind: Kind,
    spec: MethodSpec,
    values: MethodParams,
    written: Exported,
    parts: tuple[Part, ...],
    runs: list[Run],
    kept: Path | None,
) -> None:
    seconds = sum(run.seconds for run in runs)
    shots = [
        {"start": part.start, "stop": part.stop, "keyframes": part.keyframes, "run": run.id, "seconds": run.seconds}
        for part, run in zip(parts, runs, strict=True)
    ]
    terminal.result(
        {
            "output": written.path,
            "kind": kind,
            "method": spec.id,
            "params": values,
            "frames": written.frames,
            "colored": written.colored,
            "seconds": seconds,
            "shots": shots,
            "project": kept,
        },
        f"{written.path}: {written.colored} of {written.frames} frames {_DONE[kind]} in {duration(seconds)}",
    )
