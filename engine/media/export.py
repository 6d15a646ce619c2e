"""Write the colored film: frames, sound, subtitles, timecode and tags, whole or not at all."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.media.developing import PictureOf
from engine.media.export_plan import ExportPlan, plan_export
from engine.media.export_settings import (
    CONTAINERS,
    FORMAT_TITLES,
    PRESETS,
    ExportSettings,
    command_line,
    estimate_size,
    film_name,
    format_for,
    parse_settings,
    picture_name,
)
from engine.media.export_work import FilmWork, SequenceWork, write_text
from engine.media.provenance import Lineage, lineage_of, sidecar_path, sidecar_text
from engine.media.source import FrameSource
from engine.media.writer import told_plainly
from engine.project.model import Kind
from engine.runtime.events import Progress

__all__ = [
    "CONTAINERS",
    "FORMAT_TITLES",
    "PRESETS",
    "ExportPlan",
    "ExportSettings",
    "Exported",
    "Lineage",
    "command_line",
    "estimate_size",
    "export",
    "film_name",
    "format_for",
    "lineage_of",
    "parse_settings",
    "picture_name",
    "plan_export",
]

_log = logging.getLogger(__name__)
_POLL_S = 0.1
_SAY: dict[Kind, tuple[str, str]] = {
    "color": ("is in color", "are in color"),
    "style": ("has the new look", "have the new look"),
    "mask": ("has a mask", "have a mask"),
    "hdr": ("has a wider range", "have a wider range"),
}


@dataclass(frozen=True)
class Exported:
    """What was written: `path` is the film or the folder; `colored` counts the frames that had a result, `made` those
    of every kind. `files`: the films or folders in `path`, where there is one for each object."""

    path: Path
    frames: int
    colored: int
    provenance: Path | None
    warnings: tuple[str, ...]
    made: Mapping[Kind, int] = field(default_factory=dict)
    files: tuple[Path, ...] = ()

    @property
    def told(self) -> str:
        """Return what was written in words: "210 of 360 frames have a mask"."""
        if self.files:
            return f"{len(self.files)} mattes of {self.frames} frames each"
        parts = [f"{count} {_SAY[kind][count > 1]}" for kind, count in self.made.items()]
        if not parts:
            return f"{self.frames} frames, none of them with a result"
        first, *others = parts
        number, _, said = first.partition(" ")
        return ", ".join((f"{number} of {self.frames} {'frame' if self.frames == 1 else 'frames'} {said}", *others))


def export(
    source: FrameSource,
    picture_of: PictureOf,
    settings: ExportSettings,
    out: Path,
    *,
    replace: bool = False,
    lineage: Lineage | None = None,
) -> Generator[Progress, None, Exported]:
    """Write the film or the pictures to `out`, telling progress; the generator's return value says what was written.

    `picture_of(i)` gives frame i's result (H×W×3 RGB, uint8, uint16 or float32 scene linear) or None, which writes
    the source's own picture; it is called in another thread, one call at a time, in order. `out`: a film's file (or
    a folder that is to hold it), or the folder of a sequence.

    Frames keep the source's timestamps. Times stay the clip's own where the export begins at its first frame; else
    the first frame written is time 0 and sound, subtitles and chapters are shifted with it. Everything is written
    under a temporary name beside `out` and renamed at the end; closing the generator removes it. Raises
    `InputError` and `MediaError` with one sentence; an existing file is only replaced if `replace`.
    """
    while not source.is_indexed:
        yield Progress(0, source.known_length, "Reading the clip")
        time.sleep(_POLL_S)
    plan = plan_export(source, settings, out, replace=replace)
    for warning in plan.warnings:
        _log.info("%s: %s", plan.path.name, warning)
    job = (SequenceWork if settings.is_sequence else FilmWork)(source, picture_of, settings, plan)
    sidecar = sidecar_path(plan.path, settings) if settings.provenance else None
    try:
        with told_plainly(plan.path):
            yield from job.write()
            yield Progress(len(plan.frames), len(plan.frames), "Finishing")
            written, first = job.publish(replace)
            warnings = (*plan.warnings, *job.warnings, *job.told_of_light())
            if sidecar is not None:
                sidecar = sidecar_path(written, settings)
                text = sidecar_text(
                    source.facts, settings, lineage or Lineage(), plan.frames, tuple(job.made), first, warnings
                )
                write_text(sidecar, text)
    finally:
        job.clear()
    return Exported(written, len(plan.frames), len(job.made), sidecar, warnings, Counter(job.made.values()))
