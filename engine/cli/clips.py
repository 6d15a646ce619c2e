"""`tintloom info` and `tintloom shots`: what a clip is and where it is cut."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from fractions import Fraction
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from engine.cli.options import ClipArgument, JsonOption
from engine.cli.terminal import Terminal, duration, follow, interruptible
from engine.media.source import ClipFacts, open_source


def info(file: ClipArgument, is_json: JsonOption = False) -> None:
    """Tell what a clip is, as Tintloom reads it."""
    terminal = Terminal(is_json=is_json)
    with closing(open_source(file)) as source:
        length = len(source)
        facts = source.facts  # only now: the index may have added warnings
        seconds = float(source.time(length - 1) + 1 / facts.rate) if length else 0.0
    values = {**asdict(facts), "color": facts.color, "duration": seconds, "frames": length, "fps": float(facts.rate)}
    warnings = values.pop("warnings")
    terminal.warnings += warnings
    terminal.result(values, _facts_table(facts, length, seconds))
    if not is_json:
        terminal.warnings.clear()
        for sentence in warnings:
            terminal.warn(sentence)


def shots(
    file: ClipArgument,
    sensitivity: Annotated[float, typer.Option(min=0, max=1, help="More finds weaker cuts.")] = 0.5,
    is_json: JsonOption = False,
) -> None:
    """Find the cuts of a clip and list its shots."""
    from engine.media.shots import find_cuts  # PySceneDetect takes half a second to import

    terminal = Terminal(is_json=is_json)
    with closing(open_source(file)) as source, terminal.bar() as bar, interruptible() as is_stopped:
        length, rate = len(source), source.facts.rate
        cuts = follow(find_cuts(source, sensitivity=sensitivity), bar, is_stopped)
    bounds = list(zip([0, *cuts], [*cuts, length], strict=True))
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("shot", "from", "to", "frames", "timecode"):
        table.add_column(name, justify="right")
    for number, (start, stop) in enumerate(bounds, 1):
        table.add_row(str(number), str(start), str(stop - 1), str(stop - start), timecode(start, rate))
    found = [{"start": start, "stop": stop, "timecode": timecode(start, rate)} for start, stop in bounds]
    terminal.result({"path": file, "frames": length, "cuts": cuts, "shots": found}, table)


def timecode(frame: int, rate: Fraction) -> str:
    """Return HH:MM:SS:FF of a frame, counting whole frames a second as an editor's list does."""
    fps = max(1, round(rate))
    seconds, rest = divmod(frame, fps)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{rest:02d}"


def _facts_table(facts: ClipFacts, length: int, seconds: float) -> Table:
    rate = f"{float(facts.rate):.6g}" + (" on average (variable)" if facts.is_variable_rate else "")
    shape = "" if facts.pixel_aspect == 1 else f", shown as {round(facts.width * facts.pixel_aspect)}x{facts.height}"
    turned = f", turned by {facts.rotation}°" if facts.rotation else ""
    color = facts.color
    tags = "/".join((color.matrix, color.primaries, color.transfer))
    rows: list[tuple[str, Any]] = [
        ("clip", facts.path),
        ("container", facts.container),
        ("codec", " ".join(filter(None, (facts.codec, facts.pixel_format)))),
        ("picture", f"{facts.width}x{facts.height}{shape}{turned}"),
        ("frames", f"{length} ({duration(seconds)})"),
        ("rate", rate),
        ("color", f"{color.bit_depth}-bit, {'full' if color.is_full_range else 'studio'} range, {tags}"),
        ("interlaced", "yes" if facts.is_interlaced else ""),
        ("alpha", "yes, ignored" if facts.has_alpha else ""),
        ("sound", "; ".join(facts.audio)),
        ("subtitles", "; ".join(facts.subtitles)),
        ("timecode", facts.timecode or ""),
    ]
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="dim")
    table.add_column()
    for name, value in rows:
        if value:
            table.add_row(name, escape(str(value)))
    return table
