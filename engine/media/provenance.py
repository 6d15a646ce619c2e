"""The sidecar of an export: what in it is the clip's own and what was invented, from which keyframes and how."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from engine.media.export_settings import ExportSettings
from engine.media.fingerprint import fingerprint
from engine.media.source import ClipFacts
from engine.project.choices import shown_choices
from engine.project.model import Project, Run, Shot, Swatch

_INVENTION = (
    "The color of the frames listed under 'colored' is an invention: it was spread by software from the keyframes "
    "named here and is not part of the original recording."
)
_INVENTED_LIGHT = "So is light brighter or darker than the clip holds: it comes from the HDR keyframes named here."
_KEPT = "Light and grain are the clip's own: its luma was written back, only chroma is new."
_SOME_KEPT = (
    "Light and grain of color runs are the clip's own: its luma was written back. Runs of another kind ('style', "
    "'mask', 'hdr') were written as they are."
)
_NOT_KEPT = "Light and grain of the colored frames come from the result as well; the clip's own luma was not kept."


@dataclass(frozen=True)
class Lineage:
    """Where the written color comes from: shots with their keyframes, the runs that are shown, the named colors."""

    shots: Sequence[Shot] = ()
    runs: Sequence[Run] = ()
    project: str = ""
    cast: Sequence[Swatch] = ()


def lineage_of(project: Project, runs: Iterable[Run], name: str = "") -> Lineage:
    """Return the lineage of a project's shown frames: of `runs`, those that a shot shows."""
    chosen = {choice.run for shot in project.shots for choice in shown_choices(shot)}
    return Lineage(project.shots, tuple(run for run in runs if run.id in chosen), name, project.cast)


def sidecar_path(out: Path, settings: ExportSettings) -> Path:
    """Return where the sidecar goes: beside a film, inside a folder of pictures."""
    return out / "provenance.json" if settings.is_sequence else out.with_name(f"{out.name}.provenance.json")


def is_taken(out: Path, settings: ExportSettings) -> bool:
    """Return whether an export to `out` would replace something."""
    if settings.is_sequence:
        return out.is_dir() and any(out.iterdir())
    return out.exists() or (settings.provenance and sidecar_path(out, settings).exists())


def sidecar_text(
    facts: ClipFacts,
    settings: ExportSettings,
    lineage: Lineage,
    frames: range,
    colored: Sequence[int],
    written: str,
    warnings: Sequence[str],
) -> str:
    """Return the sidecar as JSON; `written` names the film or the first picture."""
    mark = fingerprint(facts.path)
    told = set(colored)
    content: dict[str, Any] = {
        "made_by": f"Tintloom {_version()}",
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "statement": _statement(settings, lineage) if told else "Nothing was colored.",
        "written": written,
        "clip": {
            "name": facts.path.name,
            "fingerprint": {"bytes": mark.size, "sha256_of_parts": mark.digest},
            "width": facts.width,
            "height": facts.height,
            "rate": str(facts.rate),
            "codec": facts.codec,
            "pixel_format": facts.pixel_format,
            "color": facts.color.model_dump(),
        },
        "frames": {
            "first": frames.start,
            "last": frames.stop - 1,
            "colored": _ranges(colored),
            "untouched": _ranges([frame for frame in frames if frame not in told]),
        },
        "keyframes": [
            {"shot": shot.id, **key.model_dump()}
            for shot in lineage.shots
            for key in shot.keyframes
            if key.frame in frames
        ],
        "runs": [_run(run) for run in lineage.runs if run.start < frames.stop and run.stop > frames.start],
        "cast": [{"name": each.name, "color": each.color, "note": each.note} for each in lineage.cast],
        "project": lineage.project,
        "export": settings.model_dump(),
        "remarks": list(warnings),
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _statement(settings: ExportSettings, lineage: Lineage) -> str:
    has_light = any(run.kind == "hdr" for run in lineage.runs)
    return f"{_INVENTION} {_INVENTED_LIGHT + ' ' if has_light else ''}{_light(settings, lineage)}"


def _light(settings: ExportSettings, lineage: Lineage) -> str:
    if not settings.keep_luma:
        return _NOT_KEPT
    return _KEPT if all(run.kind == "color" for run in lineage.runs) else _SOME_KEPT


def _run(run: Run) -> dict[str, Any]:
    kept = {"id", "shot", "start", "stop", "method", "params", "seed", "device", "weights_digest", "created", "name"}
    kept |= {"kind", "processed", "start_from"}
    return {**run.model_dump(mode="json", include=kept), "keyframes": [key.model_dump() for key in run.keyframes]}


def _ranges(frames: Sequence[int]) -> list[list[int]]:
    """Return [[first, last], ...] of sorted frame numbers."""
    found: list[list[int]] = []
    for frame in frames:
        if found and frame == found[-1][1] + 1:
            found[-1][1] = frame
        else:
            found.append([frame, frame])
    return found


def _version() -> str:
    try:
        return version("tintloom")
    except PackageNotFoundError:
        return "(not installed)"
