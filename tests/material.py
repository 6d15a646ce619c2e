"""Small films with known content, made in the test that needs them.

Every picture carries its number as twelve black and white blocks along its upper edge, so a test can tell by
looking at a decoded frame which one it is (`number_of`), whatever codec, rotation or size it went through.

    film = make_film(tmp_path / "a.mp4", frames=30, sound="aac", timecode="01:00:00:00")
    assert number_of(read_frames(film)[7].to_ndarray(format="rgb24")) == 7
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from av.codec.context import Flags as CodecFlags
from numpy.typing import NDArray

BITS = 12
VFR_STEPS = (1, 1, 3, 2, 1, 5, 1, 2)  # durations, in ticks, that `vfr_pts` repeats


def moving_picture(index: float, width: int = 96, height: int = 64, *, bits: int = 8) -> NDArray[Any]:
    """Return picture `index` of a little shot, H×W×3 RGB, uint8 or (over 8 bits) full-range uint16.

    A textured background pans slowly to the left, a red disk crosses it to the right and a blue square comes
    down. The blocks of `number_of` lie along the upper edge.
    """
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    pan = x + 0.7 * index
    ground = 0.45 + 0.15 * np.sin(pan / 7) + 0.12 * np.cos(y / 5 + pan / 13) + 0.08 * np.sin(pan * y / 97)
    picture = np.stack([ground * 1.05, ground, ground * 0.8], -1)
    disk = np.hypot(x - (width * 0.2 + 1.5 * index) % width, y - height * 0.6) < height * 0.18
    picture[disk] = picture[disk] * (1.5, 0.5, 0.45)
    top = int(height * 0.3 + 0.5 * index) % height
    square = (abs(x - width * 0.75) < width * 0.1) & (y >= top) & (y < top + height * 0.2)
    picture[square] = picture[square] * (0.4, 0.6, 1.6)
    block_h, block_w = max(height // 8, 4), width / BITS
    for bit in range(BITS):
        on = bool(int(index) >> (BITS - 1 - bit) & 1)
        picture[:block_h, round(bit * block_w) : round((bit + 1) * block_w)] = 0.9 if on else 0.1
    top_value = 255 if bits == 8 else 65535
    return np.round(np.clip(picture, 0, 1) * top_value).astype(np.uint8 if bits == 8 else np.uint16)


def number_of(picture: NDArray[Any]) -> int:
    """Return the number written into a `moving_picture`, from its RGB (H×W×3) or gray (H×W) pixels."""
    gray = picture.astype(np.float32)
    gray = gray.mean(-1) if gray.ndim == 3 else gray
    height, width = gray.shape
    block_h, block_w = max(height // 8, 4), width / BITS
    middle = float(gray[: max(block_h - 2, 1)].max() + gray[: max(block_h - 2, 1)].min()) / 2
    ceiling = 65535 if picture.dtype == np.uint16 else 255 if picture.dtype == np.uint8 else 1.0
    middle = middle if gray[:block_h].max() > 0.5 * ceiling else 0.5 * ceiling  # number 0: all blocks black
    number = 0
    for bit in range(BITS):
        block = gray[1 : block_h - 1, round(bit * block_w) + 1 : round((bit + 1) * block_w) - 1]
        number = number << 1 | int(block.mean() > middle)
    return number


def vfr_pts(frames: int, tick: int = 1) -> list[int]:
    """Return strictly rising, uneven timestamps: the steps of `VFR_STEPS` in turn, each times `tick`."""
    pts = [0]
    for i in range(frames - 1):
        pts.append(pts[-1] + VFR_STEPS[i % len(VFR_STEPS)] * tick)
    return pts


@dataclass(frozen=True)
class Tags:
    """Color tags by ffmpeg's numbers: 1 BT.709, 6 SMPTE 170M, 9 BT.2020; range 1 limited, 2 full."""

    matrix: int = 1
    primaries: int = 1
    transfer: int = 1
    range: int = 1


SD = Tags(6, 6, 6, 1)
HD = Tags()
UHD = Tags(9, 9, 14, 1)


def make_film(
    path: Path,
    frames: int = 24,
    size: tuple[int, int] = (96, 64),
    *,
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    rate: Fraction = Fraction(25),
    pts: Sequence[int] | None = None,
    time_base: Fraction | None = None,
    b_frames: int = 2,
    gop: int = 12,
    tags: Tags | None = SD,
    options: dict[str, str] | None = None,
    sound: str | None = None,
    subtitles: Sequence[tuple[float, float, str]] = (),
    timecode: str | None = None,
    chapters: Sequence[tuple[float, float, str]] = (),
    attachment: tuple[str, str, bytes] | None = None,
    pixel_aspect: Fraction | None = None,
    rotation: int = 0,
    interlaced: bool = False,
    pictures: Sequence[NDArray[Any]] | None = None,
) -> Path:
    """Write a film of `moving_picture`s and return its path; the suffix chooses the container.

    `pixel_format`: what is encoded ("yuv422p10le", "gray", "yuvj420p" ...). `pts` in units of `time_base`
    (default 1/rate), one a frame: pass `vfr_pts(frames)` for a variable rate. `sound`: an encoder ("aac", "flac",
    "pcm_s16le", "libmp3lame"); a 440 Hz tone that clicks at every full second. `subtitles`, `chapters`: (start s,
    stop s, text); subtitles are mov_text in MP4 and MOV, SubRip in MKV. `timecode` "01:00:00:00" (";" before
    the frames: drop-frame) makes a tmcd track in MOV and MP4, a tag in MKV. `attachment`: (name, mime type,
    bytes), MKV only. `rotation` in degrees is written as a display matrix. `interlaced` (libx264, top field
    first): the odd lines show half a frame later. `pictures` replaces the content.
    """
    pictures = list(pictures) if pictures is not None else None
    frames = len(pictures) if pictures is not None else len(pts) if pts is not None else frames
    if pictures is not None:
        size = (pictures[0].shape[1], pictures[0].shape[0])
    time_base = time_base or 1 / rate
    pts = list(pts) if pts is not None else [round(i / rate / time_base) for i in range(frames)]
    with av.open(str(path), "w") as container:
        video = container.add_stream(codec, rate=rate, options=dict(options or {}))
        _configure(video, size, pixel_format, time_base, b_frames, gop, tags)
        if interlaced:
            _mark_interlaced(video)
        if pixel_aspect:
            video.codec_context.sample_aspect_ratio = pixel_aspect
        if rotation:
            video.set_display_rotation(rotation)
        if timecode:
            video.metadata["timecode"] = timecode
        tone = container.add_stream(sound, rate=48000) if sound else None
        if tone is not None:
            tone.codec_context.layout = "stereo"
        words = _subtitle_stream(container, path) if subtitles else None
        if attachment:
            container.add_attachment(*attachment)
        if chapters:
            container.set_chapters([_chapter(i, *c) for i, c in enumerate(chapters)])
        container.start_encoding()
        seconds = float((pts[-1] + (pts[-1] - pts[-2] if frames > 1 else 1)) * time_base)
        if words is not None:
            _write_subtitles(container, words, subtitles)
        if tone is not None:
            _write_tone(container, tone, seconds)
        for index in range(frames):
            picture = pictures[index] if pictures is not None else _picture(index, size, pixel_format, interlaced)
            frame = to_frame(picture, pixel_format, tags)
            frame.pts, frame.time_base = pts[index], time_base
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return path


def make_sequence(
    folder: Path,
    frames: int = 6,
    size: tuple[int, int] = (96, 64),
    *,
    suffix: str = ".png",
    start: int = 1,
    bits: int = 8,
) -> Path:
    """Write numbered pictures name.0001.png ... (`bits` 8 or 16) into `folder` and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(frames):
        cv2.imwrite(
            str(folder / f"name.{start + index:04d}{suffix}"), moving_picture(index, *size, bits=bits)[..., ::-1]
        )
    return folder


def to_frame(picture: NDArray[Any], pixel_format: str, tags: Tags | None = SD) -> av.VideoFrame:
    """Return an RGB picture as a frame in `pixel_format`, with the matrix and range of `tags`."""
    source = "rgb24" if picture.dtype == np.uint8 else "rgb48le"
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format=source)
    is_full = pixel_format.startswith("yuvj") or (tags is not None and tags.range == 2)
    matrix = {1: "ITU709", 6: "ITU601", 5: "ITU601", 9: 9}.get(tags.matrix if tags else 6, "ITU601")
    if pixel_format in ("rgb24", "gbrp", "rgb48le", "gbrp16le", "rgba", "bgr0"):
        return frame.reformat(format=pixel_format)
    return frame.reformat(
        format=pixel_format,
        dst_colorspace=matrix,
        src_color_range="JPEG",
        dst_color_range="JPEG" if is_full else "MPEG",
    )


def read_frames(path: Path) -> list[av.VideoFrame]:
    """Return all frames of the film's first picture stream, in order of presentation."""
    with av.open(str(path)) as container:
        return list(container.decode(video=0))


def pts_of(path: Path) -> list[Fraction]:
    """Return the presentation times of all frames, in seconds as the file has them."""
    return [Fraction(frame.pts) * frame.time_base for frame in read_frames(path)]


def packets_of(path: Path, kind: str, index: int = 0) -> list[tuple[Fraction, bytes]]:
    """Return (time in s, bytes) of every packet of the `index`-th "audio", "subtitle" or "data" stream."""
    with av.open(str(path)) as container:
        stream = [s for s in container.streams if s.type == kind][index]
        return [
            (Fraction(packet.pts if packet.pts is not None else 0) * packet.time_base, bytes(packet))
            for packet in container.demux(stream)
            if packet.size
        ]


def _configure(
    video: Any,
    size: tuple[int, int],
    pixel_format: str,
    time_base: Fraction,
    b_frames: int,
    gop: int,
    tags: Tags | None,
) -> None:
    context = video.codec_context
    video.width, video.height = size
    video.pix_fmt = pixel_format
    video.time_base = context.time_base = time_base
    context.gop_size = gop
    context.thread_count = 1
    if context.name in ("libx264", "libx265", "mpeg2video", "mpeg4"):
        context.max_b_frames = b_frames
    if context.name == "libx264":
        video.options.setdefault("preset", "ultrafast")
        video.options.setdefault("crf", "12")
        video.options.setdefault("bf", str(b_frames))
    if context.name == "libx265":
        video.options.setdefault("preset", "ultrafast")
        video.options.setdefault("x265-params", f"log-level=none:crf=14:bframes={b_frames}:pools=1")
    if tags is not None:
        context.colorspace, context.color_primaries = tags.matrix, tags.primaries
        context.color_trc, context.color_range = tags.transfer, tags.range


def _picture(index: int, size: tuple[int, int], pixel_format: str, interlaced: bool) -> NDArray[Any]:
    bits = 8 if _depth(pixel_format) == 8 else 16
    picture = moving_picture(index, *size, bits=bits)
    if interlaced:
        picture[1::2] = moving_picture(index + 0.5, *size, bits=bits)[1::2]
    return picture


def _mark_interlaced(video: Any) -> None:
    video.codec_context.field_order = 2  # AV_FIELD_TT
    video.codec_context.flags |= CodecFlags.interlaced_dct | CodecFlags.interlaced_me
    video.options["x264-params"] = "tff=1"


def _depth(pixel_format: str) -> int:
    return int(av.VideoFormat(pixel_format).components[0].bits)


def _subtitle_stream(container: Any, path: Path) -> Any:
    stream = container.add_stream("mov_text" if path.suffix.lower() in (".mp4", ".mov", ".m4v") else "subrip")
    stream.time_base = Fraction(1, 1000)
    stream.codec_context.subtitle_header = (  # the encoders want a style sheet, though nothing is encoded here
        b"[Script Info]\r\nScriptType: v4.00+\r\n\r\n[V4+ Styles]\r\nFormat: Name, Fontname, Fontsize\r\n"
        b"Style: Default,Arial,16\r\n\r\n[Events]\r\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, "
        b"MarginV, Effect, Text\r\n"
    )
    return stream


def _write_subtitles(container: Any, stream: Any, subtitles: Sequence[tuple[float, float, str]]) -> None:
    is_mov = stream.codec_context.name == "mov_text"
    for start, stop, text in subtitles:
        written = text.encode()
        packet = av.Packet(len(written).to_bytes(2, "big") + written if is_mov else written)
        packet.stream = stream
        packet.time_base = Fraction(1, 1000)
        packet.pts = packet.dts = round(start * 1000)
        packet.duration = round((stop - start) * 1000)
        packet.is_keyframe = True
        container.mux(packet)


def _write_tone(container: Any, stream: Any, seconds: float) -> None:
    rate = 48000
    total = math.ceil(seconds * rate)
    time = np.arange(total) / rate
    wave = 0.3 * np.sin(2 * np.pi * 440 * time)
    wave[(time % 1) < 0.005] = 0.9
    samples = np.round(wave * 32767).astype(np.int16)
    for begin in range(0, total, 1024):
        part = np.repeat(samples[begin : begin + 1024], 2)[None]
        frame = av.AudioFrame.from_ndarray(part, format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = rate, begin, Fraction(1, rate)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def _chapter(index: int, start: float, stop: float, title: str) -> Any:
    return {
        "id": index + 1,
        "start": round(start * 1000),
        "end": round(stop * 1000),
        "time_base": Fraction(1, 1000),
        "metadata": {"title": title},
    }
