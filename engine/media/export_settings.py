"""What can be chosen for an export: one frozen model that the window's form and the command line are drawn from."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from engine.media.source import ClipFacts
from engine.runtime.errors import InputError

Format = Literal["h264", "h265", "prores", "ffv1", "hdr10", "hlg", "png", "tiff", "exr"]
Content = Literal["shown", "masks", "shown_masks"]

# the containers a film format may go into, the usual one first
CONTAINERS: dict[str, tuple[str, ...]] = {
    "h264": (".mp4", ".mov", ".mkv"),
    "h265": (".mp4", ".mov", ".mkv"),
    "prores": (".mov", ".mkv"),
    "ffv1": (".mkv", ".mov"),
    "hdr10": (".mp4", ".mov", ".mkv"),
    "hlg": (".mp4", ".mov", ".mkv"),
}
_SCREEN: list[JsonValue] = [
    "h264",
    "h265",
    "prores",
    "ffv1",
    "png",
    "tiff",
]  # formats that show no more than a screen's white
PICTURE_SUFFIXES = {"png": ".png", "tiff": ".tif", "exr": ".exr"}
FORMAT_TITLES: dict[str, str] = {
    "h264": "H.264",
    "h265": "H.265",
    "prores": "ProRes 422 HQ",
    "ffv1": "FFV1",
    "hdr10": "HDR10 (H.265, PQ)",
    "hlg": "HLG (H.265)",
    "png": "PNG pictures",
    "tiff": "TIFF pictures, 16-bit",
    "exr": "OpenEXR pictures, scene linear",
}

_NUMBER = re.compile(r"#+|%0?(\d*)d")


class ExportSettings(BaseModel):
    """Everything that decides what is written; where it is written is not part of it.

    `json_schema_extra`: "unit" is shown behind a number, "advanced" is folded away, "formats" names those a field
    matters for and "contents" likewise (all where it is missing).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Format = Field(
        "h264",
        title="Format",
        description="h264 and h265 play anywhere, prores is for editing, ffv1 keeps every sample, hdr10 and hlg "
        "show more light than white; the others are numbered pictures.",
    )
    content: Content = Field(
        "shown",
        title="Content",
        description="What every frame shows, its masks alone (black where there are none; PNG keeps each object), or "
        "what it shows with its masks as alpha, for pictures.",
        json_schema_extra={
            "labels": {"shown": "What is shown", "masks": "Masks", "shown_masks": "What is shown, masks as alpha"}
        },
    )
    label: int = Field(
        0,
        ge=0,
        le=255,
        title="Object",
        description="Number of the object whose mask is written; 0 writes all of them.",
        json_schema_extra={"contents": ["masks", "shown_masks"]},
    )
    each_object: bool = Field(
        False,
        title="A file for each object",
        description="Write a film, or a folder of pictures, of its own for every object, named after it; {object} in "
        "the file name says where.",
        json_schema_extra={"contents": ["masks", "shown_masks"]},
    )
    matte: Literal["white", "levels"] = Field(
        "white",
        title="Several objects",
        description="In mattes that hold no numbers: all in white, or each in a gray level of its own.",
        json_schema_extra={
            "labels": {"white": "All in white", "levels": "A gray level each"},
            "contents": ["masks", "shown_masks"],
            "formats": ["h264", "h265", "prores", "ffv1", "hdr10", "hlg", "tiff", "exr"],
        },
    )
    start: int = Field(0, ge=0, title="From frame", description="First frame that is written.")
    stop: int = Field(
        0, ge=0, title="To before frame", description="Frame before which to end; 0 is the end of the clip."
    )
    keep_luma: bool = Field(
        True,
        title="Keep original light and grain",
        description="Write the clip's own luma, sample by sample, and take only the color from the result.",
    )
    white: int = Field(
        203,
        ge=48,
        le=1000,
        title="White",
        description="How bright the film's white is on the screen; 203 is what broadcasters agreed on (BT.2408).",
        json_schema_extra={"unit": "nits", "formats": ["hdr10", "hlg"]},
    )
    tone: Literal["exposure", "drago", "reinhard"] = Field(
        "exposure",
        title="Tone mapping",
        description="How HDR results are shown where a file holds no light brighter than white.",
        json_schema_extra={
            "labels": {"exposure": "Exposure", "drago": "Drago", "reinhard": "Reinhard"},
            "formats": _SCREEN,
            "advanced": True,
        },
    )
    exposure: float = Field(
        0.0,
        ge=-6,
        le=6,
        title="Exposure",
        description="How much brighter HDR results are written where a file holds no light brighter than white.",
        json_schema_extra={"unit": "EV", "formats": _SCREEN, "advanced": True, "decimals": 1},
    )
    copy_sound: bool = Field(
        True, title="Copy sound", description="Copy every sound track untouched, cut to the frames written."
    )
    copy_subtitles: bool = Field(
        True, title="Copy subtitles", description="Copy subtitles and attached files such as their fonts."
    )
    copy_timecode: bool = Field(
        True, title="Copy timecode", description="Write the clip's timecode, counted on to the first frame written."
    )
    copy_chapters: bool = Field(
        True, title="Copy chapters and titles", description="Copy chapter marks, title, language and the like."
    )
    crf: int = Field(
        16,
        ge=0,
        le=51,
        title="Quality",
        description="Rate factor: less is better and larger; 16 cannot be told from the original, 23 is small.",
        json_schema_extra={"unit": "crf", "formats": ["h264", "h265", "hdr10", "hlg"]},
    )
    speed: Literal["fast", "medium", "slow"] = Field(
        "medium",
        title="Encoding speed",
        description="How hard the encoder looks for a smaller file of the same quality.",
        json_schema_extra={"formats": ["h264", "h265", "hdr10", "hlg"], "advanced": True},
    )
    picture_bits: Literal["auto", "8", "16"] = Field(
        "auto",
        title="Bits a channel",
        description="auto: TIFF has 16, PNG as many as the clip needs.",
        json_schema_extra={"formats": ["png", "tiff"], "advanced": True},
    )
    start_number: int = Field(
        1001,
        ge=0,
        le=9_999_999,
        title="Start number",
        description="Number of the first picture.",
        json_schema_extra={"formats": ["png", "tiff", "exr"]},
    )
    name_pattern: str = Field(
        "{clip}_color",
        min_length=1,
        max_length=200,
        title="File name",
        description="{clip} is the clip's name; #### is a picture's number, padded to that many digits.",
    )
    provenance: bool = Field(
        True,
        title="Write provenance file",
        description="Write a JSON file beside the film that tells which frames were colored, from which keyframes "
        "and how.",
    )

    @property
    def is_sequence(self) -> bool:
        """Whether numbered pictures are written, not a film."""
        return self.format in PICTURE_SUFFIXES

    @property
    def is_wide(self) -> bool:
        """Whether a film is written that shows light brighter than white."""
        return self.format in ("hdr10", "hlg")

    def replaced(self, **changes: object) -> ExportSettings:
        """Return a validated copy with `changes`. Raises `InputError` with one sentence."""
        return parse_settings({**self.model_dump(), **changes})

    def frames(self, length: int) -> range:
        """Return the frames of a clip of this length that are written. Raises `InputError` if there are none."""
        stop = self.stop or length
        if not 0 <= self.start < stop <= length:
            raise InputError(f"Frames {self.start} to {stop - 1} are not in the clip, which has 0 to {length - 1}.")
        return range(self.start, stop)


PRESETS: dict[str, ExportSettings] = {
    "Archive master (FFV1, lossless)": ExportSettings(format="ffv1"),
    "Archive master (TIFF, 16-bit)": ExportSettings(format="tiff"),
    "Editing (ProRes 422 HQ)": ExportSettings(format="prores"),
    "Review (H.264)": ExportSettings(format="h264", crf=20),
    "Delivery (H.265)": ExportSettings(format="h265", crf=18),
    "HDR10 (H.265, PQ)": ExportSettings(format="hdr10", crf=18),
    "HLG (H.265)": ExportSettings(format="hlg", crf=18),
    "Compositing (OpenEXR)": ExportSettings(format="exr"),
    "Pictures (PNG)": ExportSettings(format="png"),
    "Mattes (PNG, indexed)": ExportSettings(format="png", content="masks", name_pattern="{clip}_mask"),
    "Mattes (FFV1, black and white)": ExportSettings(format="ffv1", content="masks", name_pattern="{clip}_matte"),
    "Mattes (FFV1, one film for each object)": ExportSettings(
        format="ffv1", content="masks", each_object=True, copy_sound=False, name_pattern="{clip}_{object}"
    ),
    "Picture and alpha (OpenEXR)": ExportSettings(format="exr", content="shown_masks", name_pattern="{clip}_alpha"),
}


def parse_settings(values: Mapping[str, Any]) -> ExportSettings:
    """Return settings from names and values (texts too). Raises `InputError` with one sentence."""
    try:
        return ExportSettings.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        raise InputError(f"Export: {name!r}: {first['msg'].lower()}.") from None


def format_for(out: Path) -> Format | None:
    """Return the format that a target's name asks for, or None if it leaves that open."""
    known: dict[str, Format] = {".mp4": "h264", ".m4v": "h264", ".mov": "prores", ".mkv": "ffv1"}
    return known.get(out.suffix.lower())


def film_name(settings: ExportSettings, clip: str, suffix: str) -> str:
    """Return the file name of a film: "{clip}_color" of clip "reel" gives "reel_color.mp4"."""
    pattern = re.sub(r"[._-]?(?:#+|%0?\d*d)", "", settings.name_pattern)
    return _filled(pattern, clip) + suffix


def picture_name(settings: ExportSettings, clip: str, frame: int) -> str:
    """Return the file name of clip frame `frame`: "reel_color.1001.png" for the first one written.

    A pattern without a number gets ".####" at its end. Raises `InputError` for a pattern that is no file name.
    """
    number = settings.start_number + frame - settings.start
    pattern = settings.name_pattern
    if not _NUMBER.search(pattern):
        pattern += ".####"
    found = list(_NUMBER.finditer(pattern))[-1]
    digits = len(found[0]) if found[0].startswith("#") else int(found[1] or 0)
    pattern = pattern[: found.start()] + f"{number:0{digits}d}" + pattern[found.end() :]
    return _filled(pattern, clip) + PICTURE_SUFFIXES[settings.format]


def _filled(pattern: str, clip: str) -> str:
    name = pattern.replace("{clip}", clip).strip()
    if not name or name.startswith(".") or re.search(r'[/\\\0:*?"<>|{}]', name):
        raise InputError(f"{pattern!r} cannot be a file name; use letters, digits, {{clip}} and ####.")
    return name


def estimate_size(facts: ClipFacts, settings: ExportSettings, frames: int) -> int:
    """Return about how many bytes an export of `frames` frames takes; grain decides, so it may be off by half.

    ProRes 422 HQ is told by Apple's white paper (220 Mb/s at 1920x1080, 29.97 frames a second); the other rates
    were measured on scanned film of medium grain.
    """
    pixels = facts.width * facts.height
    deep = facts.color.bit_depth > 8
    is_wide = settings.picture_bits == "16" or (settings.picture_bits == "auto" and deep)
    bits = {
        "h264": 0.75 * 2 ** ((16 - settings.crf) / 6),
        "h265": 0.55 * 2 ** ((16 - settings.crf) / 6),
        "hdr10": 0.62 * 2 ** ((16 - settings.crf) / 6),
        "hlg": 0.62 * 2 ** ((16 - settings.crf) / 6),
        "prores": 3.54,
        "ffv1": 0.55 * facts.color.bit_depth + 3.0,
        "png": 30.0 if is_wide else 13.0,
        "tiff": 15.0 if settings.picture_bits == "8" else 36.0,
        "exr": 32.0,
    }[settings.format]
    picture = int(pixels * bits / 8) + 400
    if settings.is_sequence:
        return picture * frames
    seconds = frames / float(facts.rate)
    sound = sum(190_000 if "pcm" in track else 24_000 for track in facts.audio) if settings.copy_sound else 0
    return int(picture * frames + sound * seconds) + 20_000


def command_line(settings: ExportSettings, source: Path, out: Path, *, replace: bool = False) -> str:
    """Return the command that does the same export; `source` is a project's folder or a clip."""
    words = ["tintloom", "export", str(source), "-o", str(out), "--format", settings.format]
    for name, field in ExportSettings.model_fields.items():
        value = getattr(settings, name)
        if name == "format" or value == field.default:
            continue
        option = name.replace("_", "-")
        words += (
            [f"--{option}" if value else f"--no-{option}"] if isinstance(value, bool) else [f"--{option}", str(value)]
        )
    return shlex.join([*words, "--force"] if replace else words)
