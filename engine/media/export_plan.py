"""What an export will do, decided and checked before the first frame."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from engine.media.decoder import choose_stream, open_container
from engine.media.developing import Target, film_target, picture_target, source_coding
from engine.media.export_settings import (
    CONTAINERS,
    FORMAT_TITLES,
    ExportSettings,
    estimate_size,
    film_name,
    picture_name,
)
from engine.media.luma_lock import Coding
from engine.media.provenance import sidecar_path
from engine.media.source import ClipFacts, FrameSource
from engine.media.stream_plan import MUXERS, StreamPlan, best_suffix, keeps_as_much, plan_streams
from engine.runtime.errors import InputError, MediaError


@dataclass(frozen=True)
class ExportPlan:
    """What an export will do. `path`: the film, or the folder of pictures. `warnings`: sentences for the artist.

    `size`: about how many bytes will be written.
    """

    path: Path
    frames: range
    target: Target
    coding: Coding | None
    streams: tuple[StreamPlan, ...]
    field_order: int
    size: int
    warnings: tuple[str, ...]


def plan_export(source: FrameSource, settings: ExportSettings, out: Path, *, replace: bool = False) -> ExportPlan:
    """Return what `export` would do, having checked all that can be checked. Waits for the clip's index.

    Raises `InputError` for a range, name or container that cannot be, `MediaError` if the place cannot be written
    to or something is there already.
    """
    facts = source.facts
    frames = settings.frames(len(source))
    is_deinterlaced = bool(getattr(source, "is_deinterlaced", False))
    is_file = is_film_file(source)
    field_order = _field_order(facts.path) if is_file and facts.is_interlaced and not is_deinterlaced else 1
    coding = source_coding(facts, is_interlaced=field_order > 1) if is_file else None
    told: list[str] = []
    streams: list[StreamPlan] = []
    if settings.is_sequence:
        path, target = out, picture_target(facts, settings)
        told += _told_of_sequence(facts, settings)
        if is_file and settings.copy_sound and facts.audio:
            streams, _ = plan_streams(facts.path, "matroska", settings)
            streams = [plan for plan in streams if plan.kind == "audio"]
    elif settings.content == "shown_masks":
        raise InputError(
            "Films hold no alpha here; write PNG, TIFF or OpenEXR pictures, or the masks alone as a film."
        )
    else:
        path = _film_path(source, settings, out, frames, is_file)
        target = film_target(facts, settings, coding)
        if is_file:
            streams, sentences = plan_streams(facts.path, MUXERS[path.suffix.lower()], settings)
            told += sentences
        if path.suffix.lower() == ".mkv" and not _has_whole_milliseconds(source, frames):
            told.append(
                "Matroska counts time in milliseconds: the frames' times are rounded to that; .mov keeps them."
            )
        told += _told_of_film(facts, settings, target, field_order)
    _check_place(source, settings, path, frames, replace)
    size = estimate_size(facts, settings, len(frames))
    free = shutil.disk_usage(_existing(path)).free
    if size > free:
        told.append(f"About {size / 1e9:.1f} GB will be needed, but only {free / 1e9:.1f} GB are free.")
    return ExportPlan(path, frames, target, coding, tuple(streams), field_order, size, tuple(told))


def is_film_file(source: FrameSource) -> bool:
    """Return whether the source is a film that may have sound, not pictures or made in memory."""
    return source.facts.path.is_file() and hasattr(source, "read_planes")


def stem(facts: ClipFacts) -> str:
    """Return the clip's name, as {clip} stands for it."""
    return facts.path.name if facts.path.is_dir() else facts.path.stem


def sound_name(facts: ClipFacts) -> str:
    """Return the name of the sound beside a sequence."""
    return f"{stem(facts)}.mka"


def times_name(facts: ClipFacts) -> str:
    """Return the name of the file with the times of a sequence whose rate varies."""
    return f"{stem(facts)}.timestamps.txt"


def _film_path(source: FrameSource, settings: ExportSettings, out: Path, frames: range, is_file: bool) -> Path:
    """Return the film's file; where `out` is a folder or has no suffix, a name and a container are chosen."""
    allowed = CONTAINERS[settings.format]
    suffix = out.suffix.lower()
    if out.is_dir() or not suffix:
        suffix = _container(source, settings, frames, is_file)
        name = film_name(settings, stem(source.facts), suffix)
        return out / name if out.is_dir() else out.with_name(out.name + suffix)
    if suffix.replace(".m4v", ".mp4") not in allowed:
        names = " or ".join(allowed)
        raise InputError(f"{FORMAT_TITLES[settings.format]} is written as {names}, not as {suffix}: {out.name}.")
    return out


def _container(source: FrameSource, settings: ExportSettings, frames: range, is_file: bool) -> str:
    """Return the usual suffix of the format, or one whose container keeps more: the sound, else the frames' times."""
    allowed = CONTAINERS[settings.format]
    path = source.facts.path
    suffix = best_suffix(path, allowed, settings) if is_file else allowed[0]
    if suffix == ".mkv" and ".mov" in allowed and not _has_whole_milliseconds(source, frames):
        return ".mov" if not is_file or keeps_as_much(path, ".mov", suffix, settings) else suffix
    return suffix


def _has_whole_milliseconds(source: FrameSource, frames: range) -> bool:
    """Return whether milliseconds, Matroska's unit, can tell when each of these frames is shown."""
    start = source.time(frames.start)
    return all(((source.time(frame) - start) * 1000).denominator == 1 for frame in frames)


def _check_place(source: FrameSource, settings: ExportSettings, path: Path, frames: range, replace: bool) -> None:
    """Raise if `path` cannot be written, is the clip itself, or is taken."""
    clip = source.facts.path
    folder = path.parent
    if not folder.is_dir():
        raise MediaError(f"The folder {folder} is missing, so {path.name} cannot be written.")
    place = path if path.is_dir() else folder
    if not os.access(place, os.W_OK):
        raise MediaError(f"{path} cannot be written: permission denied in {place}.")
    if settings.is_sequence:
        if path.exists() and not path.is_dir():
            raise MediaError(f"{path} is a file; pictures need a folder.")
        if path.exists() and _same(path, clip if clip.is_dir() else clip.parent) and not is_film_file(source):
            raise InputError(f"{path} holds the clip's own pictures; choose another folder.")
        names = [picture_name(settings, stem(source.facts), i) for i in (frames if path.exists() else frames[:1])]
        if not replace and path.exists():
            check_free(path, [*names, "provenance.json"] if settings.provenance else names)
        return
    if path.exists() and _same(path, clip):
        raise InputError(f"{path} is the clip itself; choose another name.")
    for taken in (path, sidecar_path(path, settings)) if settings.provenance else (path,):
        if taken.is_dir():
            raise MediaError(f"{taken} is a folder; choose another name.")
        if taken.exists() and not replace:
            raise MediaError(f"{taken} exists already; choose another name or allow it to be replaced.")


def check_free(folder: Path, names: list[str]) -> None:
    """Raise `MediaError` if one of these names is taken."""
    taken = next((name for name in names if (folder / name).exists()), None)
    if taken is not None:
        raise MediaError(f"{folder / taken} exists already; choose another folder or allow it to be replaced.")


def _told_of_film(facts: ClipFacts, settings: ExportSettings, target: Target, field_order: int) -> list[str]:
    told: list[str] = []
    title = FORMAT_TITLES[settings.format]
    width, height = target.size
    if (width, height) != (facts.width, facts.height):
        told.append(
            f"{title} needs even sizes: the picture is written {width}x{height}, its last column or line repeated; "
            "FFV1 and pictures keep the exact size."
        )
    bits = target.coding.bits if target.coding else 8
    if bits < min(facts.color.bit_depth, 16):
        told.append(f"{title} has {bits} bits a channel, the clip has {facts.color.bit_depth}; FFV1 keeps them all.")
    if facts.rotation:
        told.append("The frames are written upright, so the file needs no rotation tag.")
    if facts.has_alpha:
        told.append("The clip's transparency is not written.")
    if field_order > 1 and settings.format in ("h265", "hdr10", "hlg"):
        told.append(
            "The clip is interlaced: H.265 keeps its fields woven in whole frames; ProRes and H.264 code fields."
        )
    return told


def _told_of_sequence(facts: ClipFacts, settings: ExportSettings) -> list[str]:
    told = []
    if facts.audio and settings.copy_sound:
        told.append(f"Pictures hold no sound: it is written beside them as {sound_name(facts)}.")
    if facts.is_variable_rate:
        told.append(f"The frame rate varies: the pictures' times are written to {times_name(facts)}.")
    if facts.subtitles and settings.copy_subtitles:
        told.append("Pictures hold no subtitles; export a film as well to keep them.")
    if settings.picture_bits == "8" and settings.format != "exr" and facts.color.bit_depth > 8:
        told.append(f"8 bits a channel are written, the clip has {facts.color.bit_depth}.")
    return told


def _field_order(path: Path) -> int:
    """Return the AVFieldOrder of an interlaced film; top field first where the file does not say."""
    with open_container(path) as container:
        order = int(choose_stream(container, path).codec_context.field_order)
    return order if order > 1 else 2


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _existing(path: Path) -> Path:
    return path if path.is_dir() else path.parent
