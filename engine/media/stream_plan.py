"""What becomes of a clip's sound and subtitles in another container: copied, encoded anew or left out, and told."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition

from engine.media.decoder import open_container
from engine.media.export_settings import ExportSettings

MUXERS = {".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".mkv": "matroska", ".mka": "matroska"}
_TITLES = {"mp4": "MP4", "mov": "MOV", "matroska": "Matroska"}
_TEXTS = ("mov_text", "subrip", "srt", "ass", "ssa", "webvtt", "text")


@dataclass(frozen=True)
class StreamPlan:
    """What becomes of stream `index`: copied where `codec` is empty, else encoded with `codec`."""

    index: int
    kind: str
    codec: str = ""


def plan_streams(path: Path, muxer: str, settings: ExportSettings) -> tuple[list[StreamPlan], list[str]]:
    """Return what becomes of the clip's streams in this container, and a sentence for all that changes."""
    plans: list[StreamPlan] = []
    told: list[str] = []
    title = _TITLES[muxer]
    with open_container(path) as container:
        for stream in container.streams:
            name = codec_name(stream)
            if stream.type == "audio" and settings.copy_sound:
                plan = _plan_sound(stream, muxer)
                if plan is None:
                    told.append(f"Sound track {stream.index} cannot be read and is left out.")
                    continue
                plans.append(plan)
                if plan.codec:
                    told.append(
                        f"{title} cannot hold the sound as it is ({name}): it is encoded as {_spoken(plan.codec)}; "
                        f"choose {_better(stream)} to keep it untouched."
                    )
            elif stream.type == "subtitle" and settings.copy_subtitles:
                plan = _plan_subtitles(stream, muxer)
                if plan is None:
                    told.append(f"{title} cannot hold the subtitles ({name}); they are left out, .mkv keeps them.")
                    continue
                plans.append(plan)
                if plan.codec:
                    told.append(f"{title} cannot hold {name} subtitles; their text is written as {plan.codec}.")
        told += _told_of_others(container, muxer, settings)
    return plans, told


def best_suffix(path: Path, suffixes: tuple[str, ...], settings: ExportSettings) -> str:
    """Return the first of these suffixes whose container takes every sound track of the clip untouched."""
    for suffix in suffixes:
        plans, _ = plan_streams(path, MUXERS[suffix], settings)
        if not any(plan.codec for plan in plans if plan.kind == "audio"):
            return suffix
    return suffixes[0]


def keeps_as_much(path: Path, suffix: str, other: str, settings: ExportSettings) -> bool:
    """Return whether this suffix's container takes all streams of the clip that the other's does, as untouched."""
    (plans, told), (others, told_of_others) = (plan_streams(path, MUXERS[s], settings) for s in (suffix, other))
    changed, changed_there = (sum(bool(plan.codec) for plan in found) for found in (plans, others))
    return len(plans) >= len(others) and changed <= changed_there and len(told) <= len(told_of_others)


def codec_name(stream: Any) -> str:
    """Return ffmpeg's name of what the stream is coded in."""
    return str(stream.codec_context.codec.canonical_name) if stream.codec_context is not None else "unknown"


def _fits(stream: Any, muxer: str) -> bool:
    """Return whether the container really takes this stream: a header is written to memory to find out."""
    if muxer == "mp4" and codec_name(stream).startswith("pcm_"):
        return False  # it can be written, but browsers, Windows and most editors play it silent
    trial = av.open(io.BytesIO(), "w", format=muxer)
    try:
        trial.add_stream_from_template(stream)
        trial.start_encoding()
    except (FFmpegError, ValueError):
        return False
    with suppress(FFmpegError):
        trial.close()
    return True


def _plan_sound(stream: Any, muxer: str) -> StreamPlan | None:
    context = stream.codec_context
    if context is None or not context.sample_rate:
        return None
    if _fits(stream, muxer):
        return StreamPlan(stream.index, "audio")
    if muxer == "mp4":
        return StreamPlan(stream.index, "audio", "aac")
    is_short = context.format is not None and context.format.bytes <= 2
    return StreamPlan(stream.index, "audio", "pcm_s16le" if is_short else "pcm_s24le")


def _plan_subtitles(stream: Any, muxer: str) -> StreamPlan | None:
    if stream.codec_context is None:
        return None
    if _fits(stream, muxer):
        return StreamPlan(stream.index, "subtitle")
    if codec_name(stream) in _TEXTS:
        return StreamPlan(stream.index, "subtitle", "subrip" if muxer == "matroska" else "mov_text")
    return None


def _told_of_others(container: InputContainer, muxer: str, settings: ExportSettings) -> list[str]:
    told = []
    kinds = [stream.type for stream in container.streams]
    if settings.copy_subtitles and muxer != "matroska":
        files = sum(kind == "attachment" for kind in kinds)
        covers = [s for s in container.streams.video if s.disposition & Disposition.attached_pic]
        if files or covers:
            told.append(
                f"{_TITLES[muxer]} cannot hold attached files; {files + len(covers)} left out, .mkv keeps them."
            )
    # the timecode and the names of chapters are data streams too, and are written anew
    marks = {"timecode", "chapter"}
    others = [
        s
        for s in container.streams
        if s.type in ("data", "unknown")
        and not (marks & {word for word in marks if word in str(s.metadata).lower()})
        and not (container.chapters() and "subtitle" in s.metadata.get("handler_name", "").lower())
    ]
    if others:
        told.append(f"{len(others)} data {'track is' if len(others) == 1 else 'tracks are'} not copied.")
    return told


def _better(stream: Any) -> str:
    return next((s for s in (".mov", ".mkv") if _fits(stream, MUXERS[s])), ".mkv")


def _spoken(codec: str) -> str:
    return {"aac": "AAC", "pcm_s16le": "PCM, 16-bit", "pcm_s24le": "PCM, 24-bit"}[codec]
