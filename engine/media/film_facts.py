"""What is known of a film from its headers and first picture, and the warnings an artist should read."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream

from engine.media.color_spec import LUMA_WEIGHTS, color_spec, is_rgb, resolved_matrix
from engine.media.packet_index import FrameTable
from engine.media.pixels import orientation
from engine.media.source import ClipFacts

_MOST_SENSIBLE_RATE = 1000
_SOUND_PACKETS = 20


def film_facts(
    path: Path, container: InputContainer, stream: VideoStream, first: av.VideoFrame, *, is_deinterlaced: bool = False
) -> ClipFacts:
    """Return the facts of a film whose first picture is `first`."""
    turned, is_right_angle = orientation(first)
    context = stream.codec_context
    aspect = Fraction(stream.sample_aspect_ratio or context.sample_aspect_ratio or 1)
    width, height = first.width, first.height
    if turned.is_transposed:
        width, height, aspect = height, width, 1 / aspect if aspect else Fraction(1)
    pixel_format = first.format.name
    has_alpha = any(c.is_alpha for c in first.format.components) or stream.metadata.get("alpha_mode") == "1"
    is_interlaced = first.interlaced_frame or context.field_order in (2, 3, 4, 5)
    rate = _rate(stream)
    facts = ClipFacts(
        path=path,
        width=width,
        height=height,
        rate=rate or Fraction(25),
        pixel_aspect=aspect or Fraction(1),
        color=color_spec(first.colorspace, first.color_primaries, first.color_trc, first.color_range, pixel_format),
        container=container.format.long_name,
        codec=context.codec.canonical_name,
        pixel_format=pixel_format,
        rotation=turned.degrees,
        duration=_duration(container, stream),
        is_variable_rate=_looks_variable(stream),
        is_interlaced=is_interlaced,
        has_alpha=has_alpha,
        audio=tuple(_describe_audio(s) for s in container.streams.audio),
        subtitles=tuple(
            ", ".join(filter(None, (s.codec_context.name if s.codec_context else "unknown", s.language)))
            for s in container.streams.subtitles
        ),
        timecode=_timecode(container),
    )
    if not is_rgb(pixel_format):
        facts = replace(facts, luma_weights=LUMA_WEIGHTS[resolved_matrix(facts.color, first.height)])
    return replace(facts, warnings=tuple(_warnings(facts, container, is_right_angle, is_deinterlaced, rate)))


def _warnings(
    facts: ClipFacts,
    container: InputContainer,
    is_right_angle: bool,
    is_deinterlaced: bool,
    rate: Fraction | None,
) -> list[str]:
    told = []
    films = [s for s in container.streams.video if not s.disposition & av.stream.Disposition.attached_pic]
    if len(films) > 1:
        told.append(f"The file holds {len(films)} picture tracks; the first is used.")
    if facts.is_interlaced and is_deinterlaced:
        told.append("The film is interlaced: each frame is shown deinterlaced.")
    elif facts.is_interlaced:
        told.append("The film is interlaced: moving edges show combing unless it is opened deinterlaced.")
    if facts.has_alpha:
        told.append("The film has transparency, which is ignored.")
    if not is_right_angle:
        told.append("The film asks to be turned by an odd angle; the nearest right angle is used.")
    if facts.color.matrix in ("ycgco", "bt2020c", "ictcp", "smpte2085", "chroma-derived-c", "chroma-derived-nc"):
        told.append(f"The color matrix {facts.color.matrix} is read as its nearest common one.")
    if facts.color.transfer in ("smpte2084", "arib-std-b67"):
        told.append("The film is high dynamic range; its samples are used as they are, without tone mapping.")
    if rate is None:
        told.append("The file does not tell its frame rate; 25 frames a second are assumed.")
    return told


def notes_of_index(container: InputContainer, stream: VideoStream, table: FrameTable, left_out: int) -> list[str]:
    """Return what is to be told once every packet is known. `left_out`: packets before the first picture."""
    told = []
    if left_out:
        frames = "1 frame" if left_out == 1 else f"{left_out} frames"
        told.append(f"{frames} before the first keyframe cannot be decoded and are left out.")
    size = container.size
    entries = stream.index_entries if "mp4" in container.format.name else ()
    cut_off = sum(1 for entry in entries if entry.pos + entry.size > size > 0)
    if cut_off:
        frames = "1 frame is" if cut_off == 1 else f"{cut_off} frames are"
        told.append(f"The file ends early: {frames} missing; what is there is shown.")
        return told
    stated = _duration(container, stream)
    if stated is not None and len(table) > 1 and stream.time_base:
        shown = float((table.pts[-1] + table.pts[-1] - table.pts[-2] - table.pts[0]) * stream.time_base)
        if stated - shown > max(1.0, 0.05 * stated):
            told.append(f"The pictures end after {shown:.1f} s, though the file states {stated:.1f} s.")
    return told


def is_variable(table: FrameTable) -> bool:
    """Return whether frames last differently long; two ticks more or less are rounding."""
    steps = np.diff(table.pts)
    return len(steps) > 1 and int(steps.max() - steps.min()) > max(2, 0.02 * float(np.median(steps)))


def sound_note(container: InputContainer) -> str | None:
    """Return a sentence if the first sound of the film cannot be decoded."""
    for stream in container.streams.audio[:1]:
        context: AudioCodecContext | None = stream.codec_context
        if context is None:
            return "The sound is coded in a way this program cannot decode; export copies it as it is."
        try:
            for number, packet in enumerate(container.demux(stream)):
                packet.decode()
                if number >= _SOUND_PACKETS:
                    break
        except FFmpegError:
            return "The sound is damaged and may not play; export copies it as it is."
    return None


def _rate(stream: VideoStream) -> Fraction | None:
    # the guess knows about soft telecine and fields; the average is right where the guess is the time base
    for rate in (stream.guessed_rate, stream.average_rate, stream.base_rate):
        if rate and 0 < rate < _MOST_SENSIBLE_RATE:
            return Fraction(rate)
    return None


def _looks_variable(stream: VideoStream) -> bool:
    average, base = stream.average_rate, stream.base_rate
    return bool(average and base and base > _MOST_SENSIBLE_RATE > average)


def _duration(container: InputContainer, stream: VideoStream) -> float | None:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / 1_000_000 if container.duration else None


def _describe_audio(stream: av.AudioStream) -> str:
    context: AudioCodecContext | None = stream.codec_context
    if context is None:  # no decoder for it
        return "unknown sound"
    parts = [context.name, context.layout.name, f"{context.sample_rate} Hz", stream.language or ""]
    return ", ".join(part for part in parts if part and part != "und")


def _timecode(container: InputContainer) -> str | None:
    for tags in (*(stream.metadata for stream in container.streams), container.metadata):
        for name, value in tags.items():
            if name.lower() == "timecode":
                return str(value)
    return None
