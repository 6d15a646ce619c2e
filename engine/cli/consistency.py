"""`tintloom consistency`: a clip and its processed version in, a steady one out.

Every shot is learned by itself, in a folder beside the output that is removed when all is done: work that was
stopped goes on when the same command is given again.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import typer
from numpy.typing import NDArray
from rich.table import Table

from engine.catalog import CONSISTENCY, ConsistencyParams
from engine.cli.options import ForceOption, JsonOption, StartOption, StopOption, check_range, parse_params
from engine.cli.terminal import Terminal, duration, follow, interruptible
from engine.color.modes import Mode, find_modes
from engine.color.pair import Pair
from engine.media.export import Exported, ExportSettings, export, format_for, plan_export
from engine.media.source import FrameSource, open_source
from engine.project.runs import RunFolder
from engine.runtime.errors import InputError
from engine.runtime.events import Metric, Progress
from engine.runtime.request import RunRequest
from engine.runtime.worker import Inline


@dataclass
class Part:
    """A shot: frames `start` to `stop` (half-open), learned in `folder`; `e_warp` of its result and of the processed
    clip once it is done."""

    start: int
    stop: int
    folder: RunFolder
    params: ConsistencyParams
    e_warp: float | None = None
    e_warp_processed: float | None = None


def consistency(
    clip: Annotated[Path, typer.Option("--input", "-i", help="What was processed: a film or a folder of pictures.")],
    processed: Annotated[Path, typer.Option("--processed", help="What came out, frame for frame.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A film (its suffix decides the format) or a folder for PNG."),
    ] = None,
    is_reweighted: Annotated[
        bool, typer.Option("--irt", help="Keep to one mode where the processed clip jumps between several.")
    ] = False,
    main_frame: Annotated[
        int | None, typer.Option("--main-frame", min=0, help="A frame of the mode to keep to; turns --irt on.")
    ] = None,
    is_listing: Annotated[
        bool, typer.Option("--modes", help="Only list the modes of the processed clip, with a frame of each.")
    ] = False,
    params: Annotated[
        list[str] | None,
        typer.Option("--params", "-p", metavar="NAME=VALUE", help="A parameter of the method; repeatable."),
    ] = None,
    weights: Annotated[
        Path | None, typer.Option("--start-from", help="Weights to begin with: an earlier run's checkpoint.")
    ] = None,
    start: StartOption = 0,
    stop: StopOption = 0,
    is_one_shot: Annotated[
        bool, typer.Option("--one-shot", help="Take the clip as one shot: look for no cuts.")
    ] = False,
    seed: Annotated[int, typer.Option(help="The same seed gives the same pixels on the same device.")] = 0,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:1, mps ...")] = "auto",
    is_forced: ForceOption = False,
    is_json: JsonOption = False,
) -> None:
    """Make a clip steady that was processed frame by frame, every shot by itself."""
    terminal = Terminal(is_json=is_json)
    values = parse_params(CONSISTENCY, _asked(params or [], is_reweighted, main_frame))
    assert isinstance(values, ConsistencyParams)
    if output is None and not is_listing:
        raise typer.BadParameter("an output is missing.", param_hint="--output")
    with ExitStack() as opened, terminal.engine_warnings(), interruptible() as is_stopped:
        source, other = (opened.enter_context(closing(open_source(path))) for path in (clip, processed))
        is_whole = not stop
        start, stop = check_range(start, stop, len(source))
        if is_whole and len(other) != len(source):
            raise InputError(
                f"The clip has {len(source)} frames and the processed clip {len(other)}; they must have the same "
                "number, or --stop must end the range before the shorter one does."
            )
        pair = Pair(source, other, start, stop)
        if output is None or is_listing:
            _list_modes(terminal, pair, is_stopped)
            return
        if values.main_frame >= 0:
            check_range(values.main_frame, values.main_frame + 1, len(source))
        settings = _settings(output, start, stop)
        plan_export(source, settings, output, replace=is_forced)  # now, not after an hour of work
        place = output.absolute().with_name(f"{output.name}.work")
        request = RunRequest(
            CONSISTENCY,
            values,
            clip,
            (),
            place,
            start,
            stop,
            seed=seed,
            device=device,
            processed=processed,
            kind="style",
            weights=(("start", weights),) if weights is not None else (),
        )
        parts = _parts(place, source, values, start, stop, is_one_shot, terminal, is_stopped)
        seconds = _work_on(parts, request, terminal, is_stopped)
        written = _write(parts, source, settings, output, is_forced, terminal, is_stopped)
        shutil.rmtree(place, ignore_errors=True)
    _tell(terminal, values, written, parts, seconds)


def _asked(params: list[str], is_reweighted: bool, main_frame: int | None) -> list[str]:
    """Return the parameters with what the options add to them."""
    asked = list(params)
    if is_reweighted or main_frame is not None:
        asked.append("irt=true")
    if main_frame is not None:
        asked.append(f"main_frame={main_frame}")
    return asked


def _settings(output: Path, start: int, stop: int) -> ExportSettings:
    """Return how the result is written: its own light, never the clip's."""
    kind = format_for(output)
    if kind is not None:
        return ExportSettings(format=kind, start=start, stop=stop, keep_luma=False)
    if output.suffix and not output.is_dir():
        raise InputError(f"{output.name}: films end in .mp4, .mov or .mkv; a folder for pictures has no suffix.")
    return ExportSettings(
        format="png",
        start=start,
        stop=stop,
        keep_luma=False,
        copy_sound=False,
        start_number=start,
        name_pattern="########",
    )


def _parts(
    place: Path,
    source: FrameSource,
    params: ConsistencyParams,
    start: int,
    stop: int,
    is_one_shot: bool,
    terminal: Terminal,
    is_stopped: Callable[[], bool],
) -> list[Part]:
    """Return the shots of the range. The main frame is one of its own shot; others keep to their largest mode."""
    from engine.media.shots import find_cuts  # PySceneDetect takes half a second to import

    cuts: list[int] = []
    if not is_one_shot:
        with terminal.bar() as bar:
            cuts = follow(find_cuts(source, start=start, stop=stop), bar, is_stopped)
    borders = [start, *(cut for cut in cuts if start < cut < stop), stop]
    parts = []
    for first, last in pairwise(borders):
        is_elsewhere = not first <= params.main_frame < last
        own = params.model_copy(update={"main_frame": -1}) if is_elsewhere else params
        parts.append(Part(first, last, RunFolder(place / f"{first:08d}-{last:08d}"), own))
    return parts


def _work_on(parts: list[Part], request: RunRequest, terminal: Terminal, is_stopped: Callable[[], bool]) -> float:
    """Make every part steady and return the seconds it took. Raises `Stopped` and `EngineError`."""
    kept = f"What was done is kept in {request.folder}: give the same command again to go on."
    started = time.monotonic()
    with terminal.bar() as bar:
        follow(_steps(parts, request), bar, is_stopped, kept)
    return time.monotonic() - started


def _steps(parts: list[Part], request: RunRequest) -> Generator[Progress]:
    total, before = sum(part.stop - part.start for part in parts), 0
    for number, part in enumerate(parts, 1):
        label = f"shot {number} of {len(parts)}" if len(parts) > 1 else CONSISTENCY.title
        latest = Progress(before, total, label)
        own = replace(request, params=part.params, folder=part.folder.path, start=part.start, stop=part.stop)
        with closing(iter(Inline(own))) as events:
            for event in events:
                if isinstance(event, Progress) and event.total > 0:
                    done = before + (part.stop - part.start) * event.done / event.total
                    latest = Progress(done, total, f"{label}: {event.stage}" if event.stage else label)
                elif isinstance(event, Metric) and event.name == "e_warp":
                    part.e_warp = event.value
                elif isinstance(event, Metric) and event.name == "e_warp_processed":
                    part.e_warp_processed = event.value
                yield latest  # at every event: each is a chance to stop
        before += part.stop - part.start
    yield Progress(total, total, "all shots")


def _write(
    parts: list[Part],
    source: FrameSource,
    settings: ExportSettings,
    output: Path,
    is_forced: bool,
    terminal: Terminal,
    is_stopped: Callable[[], bool],
) -> Exported:
    def picture(frame: int) -> NDArray[Any] | None:
        part = next((part for part in parts if part.start <= frame < part.stop), None)
        return part.folder.read_frame(frame) if part is not None else None

    with terminal.bar() as bar:
        written = follow(export(source, picture, settings, output, replace=is_forced), bar, is_stopped)
    for sentence in written.warnings:
        terminal.warn(sentence)
    return written


def _list_modes(terminal: Terminal, pair: Pair, is_stopped: Callable[[], bool]) -> None:
    with terminal.bar() as bar:
        modes: tuple[Mode, ...] = follow(find_modes(pair), bar, is_stopped)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("mode", "share", "shown best by frame", "frames"):
        table.add_column(name, justify="right")
    for number, mode in enumerate(modes, 1):
        table.add_row(str(number), f"{100 * mode.share:.0f} %", str(mode.frame), _ranges(mode.frames))
    terminal.result({"modes": [asdict(mode) for mode in modes]}, table)


def _ranges(frames: tuple[int, ...]) -> str:
    """Return "0-8, 11" for (0, 1, ..., 8, 11)."""
    pieces: list[list[int]] = []
    for frame in frames:
        if pieces and pieces[-1][1] == frame - 1:
            pieces[-1][1] = frame
        else:
            pieces.append([frame, frame])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in pieces)


def _tell(
    terminal: Terminal, params: ConsistencyParams, written: Exported, parts: list[Part], seconds: float
) -> None:
    shots = [
        {
            "start": part.start,
            "stop": part.stop,
            "main_frame": part.params.main_frame,
            "e_warp": part.e_warp,
            "e_warp_processed": part.e_warp_processed,
        }
        for part in parts
    ]
    steadier = [
        f"E_warp {part.e_warp:.3f}, the processed clip {part.e_warp_processed:.3f}"
        + (f" (frames {part.start} to {part.stop - 1})" if len(parts) > 1 else "")
        for part in parts
        if part.e_warp is not None and part.e_warp_processed is not None
    ]
    terminal.result(
        {
            "output": written.path,
            "method": CONSISTENCY.id,
            "params": params,
            "frames": written.frames,
            "seconds": seconds,
            "shots": shots,
        },
        "\n".join((f"{written.path}: {written.frames} frames made steady in {duration(seconds)}", *steadier)),
    )
