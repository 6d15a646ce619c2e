"""Titles, chapters, attachments and timecode of a clip, as they are true of its export."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from av.container import OutputContainer
from av.stream import Disposition

from engine.media.decoder import open_container
from engine.media.stream_plan import codec_name

# tags that tell of the old file, not of the film
_STALE = re.compile(
    r"(?i)(major_brand|minor_version|compatible_brands|encoder|timecode|duration|bps|number_of_.*|_statistics_.*|"
    r"vendor_id|handler_name|filename|mimetype|creation_time|source_id|alpha_mode|variant_bitrate|id3v2_priv.*)(-.*)?"
)


@dataclass(frozen=True)
class Cut:
    """The part of the clip that is written, in seconds of the clip's own clock; None: from or to its very end.

    `origin` becomes the time 0 of the export.
    """

    start: Fraction | None
    stop: Fraction | None
    origin: Fraction


def add_attachments(path: Path, output: OutputContainer) -> None:
    """Copy fonts and covers of a Matroska file."""
    with open_container(path) as container:
        stream: Any
        for stream in container.streams:
            if stream.type == "attachment":
                name = stream.metadata.get("filename") or f"attachment{stream.index}"
                output.add_attachment(name, stream.metadata.get("mimetype", "application/octet-stream"), stream.data)
            elif stream.type == "video" and stream.disposition & Disposition.attached_pic:
                packet = next(container.demux(stream), None)
                if packet is not None and packet.size:
                    kind = "png" if codec_name(stream) == "png" else "jpeg"
                    output.add_attachment(
                        f"cover.{'jpg' if kind == 'jpeg' else kind}", f"image/{kind}", bytes(packet)
                    )


def add_tags(path: Path, output: OutputContainer, cut: Cut) -> None:
    """Copy titles and the like, and the chapters, cut to what is written."""
    with open_container(path) as container:
        output.metadata.update(kept_tags(container.metadata))
        chapters: list[Any] = []
        for chapter in container.chapters():
            base = chapter["time_base"] or Fraction(1, 1000)
            start, stop = chapter["start"] * base, chapter["end"] * base
            start, stop = max(start, cut.start or start), min(stop, cut.stop or stop)
            if start < stop:
                moved = {"start": round((start - cut.origin) * 1000), "end": round((stop - cut.origin) * 1000)}
                chapters.append({**chapter, **moved, "time_base": Fraction(1, 1000)})
        if chapters:
            output.set_chapters(chapters)


def kept_tags(tags: dict[str, str]) -> dict[str, str]:
    """Return the tags that are still true of an export."""
    return {name: value for name, value in tags.items() if not _STALE.fullmatch(name)}


def timecode_at(timecode: str, rate: Fraction, frames: int) -> str:
    """Return the timecode `frames` frames on: "00:59:59:24" at 25 and 1 gives "01:00:00:00".

    With ";" or "." before the frames it is drop-frame (SMPTE 12M): two numbers a minute are left out but in every
    tenth, four at 59.94. A timecode that cannot be read comes back as it is.
    """
    parts = re.fullmatch(r"(\d+):(\d+):(\d+)([:;.])(\d+)", timecode.strip())
    nominal = round(rate)
    if parts is None or not nominal:
        return timecode
    hours, minutes, seconds, mark, number = parts.groups()
    dropped = nominal // 15 if mark in ";." and nominal % 30 == 0 else 0
    minute = int(hours) * 60 + int(minutes)
    count = (minute * 60 + int(seconds)) * nominal + int(number) - dropped * (minute - minute // 10) + frames
    ten, one = 600 * nominal - 9 * dropped, 60 * nominal - dropped
    count %= 144 * ten
    if dropped:
        tens, rest = divmod(count, ten)
        count += dropped * (9 * tens + max(0, (rest - dropped) // one))
    whole, number_on = divmod(count, nominal)
    return f"{whole // 3600 % 24:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{mark}{number_on:02d}"
