"""Encode pictures: `FilmWriter` one film with PyAV, `write_picture` one numbered picture with OpenImageIO."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.filter
import numpy as np
import OpenImageIO as oiio
from av.error import FFmpegError
from av.video.format import VideoFormat
from numpy.typing import NDArray

from engine.media.color_spec import matrix_code, primaries_code, transfer_code
from engine.media.luma_lock import Coding
from engine.media.pixels import Planes
from engine.runtime.errors import MediaError

_TOP_FIRST = (2, 4)  # AVFieldOrder: TT and TB; BB and BT are 3 and 5
_FEWEST = 8


@dataclass(frozen=True)
class LightLevels:
    """How bright a film becomes, in nits (CTA-861.3): its brightest pixel, MaxCLL, and frame on average, MaxFALL."""

    most: int
    mean: int


@dataclass(frozen=True)
class FilmFormat:
    """How a film's pictures are encoded. `size`: width, height as written. `tags`: ffmpeg's names of matrix,
    primaries and transfer. `field_order`: AVFieldOrder, 1 progressive."""

    codec: str
    coding: Coding
    size: tuple[int, int]
    rate: Fraction
    time_base: Fraction
    pixel_aspect: Fraction = Fraction(1)
    tags: tuple[str, str, str] = ("unknown", "unknown", "unknown")
    field_order: int = 1
    options: Mapping[str, str] = field(default_factory=dict)
    timecode: str | None = None


class FilmWriter:
    """Writes frames in order of presentation into `output`, whose other streams must have been added before."""

    def __init__(self, output: av.container.OutputContainer, film: FilmFormat) -> None:
        self._output = output
        self._film = film
        # FFmpeg writes FFV1 into MOV as RFC 9043 (4.3.3) has it, but its list of what MOV takes leaves it out, and
        # PyAV goes by that list: so the track is added as raw pictures and told that they are FFV1's
        is_unlisted = film.codec == "ffv1" and output.format.name == "mov"
        name, options = ("rawvideo", {}) if is_unlisted else (film.codec, dict(film.options))
        self._stream: Any = output.add_stream(name, rate=film.rate, options=options)
        self._configure_stream()
        self._encoder: Any = self._added_encoder() if is_unlisted else self._stream.codec_context
        self._fields = _FieldMarker(film) if film.field_order > 1 else None

    def write(self, picture: Planes | NDArray[Any], pts: int, duration: int) -> None:
        """Encode one frame: `Planes`, or for RGB formats H×W×3 integers of the format's depth."""
        width, height = self._film.size
        frame = av.VideoFrame(width, height, self._film.coding.pixel_format)
        _fill(frame, picture)
        matrix, primaries, transfer = self._film.tags
        frame.colorspace, frame.color_primaries = matrix_code(matrix), primaries_code(primaries)
        frame.color_trc = transfer_code(transfer)
        frame.color_range = 2 if self._film.coding.is_full_range else 1
        frame.pts, frame.time_base = pts, self._film.time_base
        frame.duration = duration
        if self._fields is not None:
            frame = self._fields.marked(frame)
            frame.duration = duration
        self._mux(frame)

    def finish(self) -> None:
        """Write what the encoder still holds."""
        self._mux(None)

    def _mux(self, frame: av.VideoFrame | None) -> None:
        for packet in self._encoder.encode(frame):
            packet.stream = self._stream
            self._output.mux(packet)

    def _configure_stream(self) -> None:
        self._stream.time_base = self._film.time_base
        self._configure(self._stream.codec_context)
        if self._film.timecode:
            self._stream.metadata["timecode"] = self._film.timecode

    def _added_encoder(self) -> Any:
        """Return an encoder apart from the track, which is told its name and header."""
        encoder: Any = av.CodecContext.create(self._film.codec, "w")
        encoder.options = dict(self._film.options)
        encoder.framerate = self._film.rate
        self._configure(encoder)
        encoder.open()
        self._stream.codec_context.codec_tag = "FFV1"
        self._stream.codec_context.extradata = encoder.extradata
        return encoder

    def _configure(self, context: Any) -> None:
        film = self._film
        context.width, context.height = film.size
        context.pix_fmt = film.coding.pixel_format
        context.time_base = film.time_base
        context.sample_aspect_ratio = film.pixel_aspect
        context.thread_count = os.cpu_count() or 1
        context.thread_type = "AUTO" if film.codec != "ffv1" else "SLICE"
        matrix, primaries, transfer = film.tags
        context.colorspace, context.color_primaries = matrix_code(matrix), primaries_code(primaries)
        context.color_trc = transfer_code(transfer)
        context.color_range = 2 if film.coding.is_full_range else 1
        context.field_order = film.field_order
        if film.field_order > 1 and film.codec in ("libx264", "prores_ks"):
            context.flags |= av.codec.context.Flags.interlaced_dct | av.codec.context.Flags.interlaced_me
        if film.codec == "libx265" and self._output.format.name in ("mp4", "mov"):
            context.codec_tag = "hvc1"  # the tag that Apple's players ask for


class _FieldMarker:
    """Marks frames as interlaced: encoders ask the frame which field comes first, and PyAV cannot set it."""

    def __init__(self, film: FilmFormat) -> None:
        order = "tff" if film.field_order in _TOP_FIRST else "bff"
        self._graph = av.filter.Graph()
        width, height = film.size
        source = self._graph.add_buffer(
            width=width, height=height, format=VideoFormat(film.coding.pixel_format), time_base=film.time_base
        )
        marker, sink = self._graph.add("setfield", order), self._graph.add("buffersink")
        source.link_to(marker)
        marker.link_to(sink)
        self._graph.configure()

    def marked(self, frame: av.VideoFrame) -> av.VideoFrame:
        self._graph.push(frame)
        marked = self._graph.pull()
        assert isinstance(marked, av.VideoFrame)
        return marked


def encoder_options(codec: str, crf: int, speed: str, field_order: int, bits: int, frames: int) -> dict[str, str]:
    """Return ffmpeg's options for an encoder of `frames` frames; `field_order` is an AVFieldOrder."""
    preset = {"fast": "veryfast", "medium": "medium", "slow": "slow"}[speed]
    if codec == "libx264":
        fields = {1: ""}.get(field_order, "tff=1" if field_order in _TOP_FIRST else "bff=1")
        options = {"preset": preset, "crf": str(crf)}
        return {**options, "x264-params": fields} if fields else options
    if codec == "libx265":
        # x265 never sets its decoding delay if fewer frames come than it reorders, and then times are garbage
        short = ":bframes=0" if frames <= _FEWEST else ""
        preset = {"veryfast": "ultrafast"}.get(preset, preset)
        return {"preset": preset, "crf": str(crf), "x265-params": f"log-level=none{short}"}
    if codec == "prores_ks":
        return {"profile": "hq", "vendor": "apl0"}
    # version 3 with checksums and intra frames alone: what archives ask for (RFC 9043)
    return {"level": "3", "slicecrc": "1", "slices": "16" if bits > 8 else "4", "g": "1", "context": "1"}


def light_options(levels: LightLevels) -> str:
    """Return what x265 writes besides for HDR10: the display it was mastered on, and how bright it becomes.

    No display stands behind it, so what is told is one that shows all of BT.2020 and the brightest light there is.
    """
    peak = max(1000, levels.most) * 10_000  # of a ten-thousandth of a nit
    display = f"G(8500,39850)B(6550,2300)R(35400,14600)WP(15635,16450)L({peak},1)"
    return f":hdr10=1:hdr10-opt=1:repeat-headers=1:master-display={display}:max-cll={levels.most},{levels.mean}"


def write_picture(path: Path, picture: NDArray[Any], tags: Mapping[str, Any]) -> None:
    """Write H×W×3 RGB, or H×W×4 with alpha: uint8 and uint16 as PNG or TIFF, float32 (linear) as half-float EXR.

    `tags`: OpenImageIO attributes ("PixelAspectRatio", "FramesPerSecond" as a Fraction, "smpte:TimeCode" as two
    numbers). Raises `MediaError` with one sentence.
    """
    height, width = picture.shape[:2]
    is_float = picture.dtype == np.float32
    kind = oiio.HALF if is_float else oiio.UINT16 if picture.dtype == np.uint16 else oiio.UINT8
    channels = picture.shape[2]
    spec = oiio.ImageSpec(width, height, channels, kind)
    if channels == 4:  # the colors are whole, not multiplied by it
        spec.alpha_channel = 3
        spec.attribute("oiio:UnassociatedAlpha", 1)
    spec.attribute("oiio:ColorSpace", "lin_rec709" if is_float else "sRGB")
    if path.suffix == ".png":
        spec.attribute("png:compressionLevel", 3)
    else:
        spec.attribute("compression", "zip")
    for name, value in tags.items():
        if isinstance(value, Fraction):
            spec.attribute(name, oiio.TypeRational, (value.numerator, value.denominator))
        elif isinstance(value, tuple):
            spec.attribute(name, oiio.TypeTimeCode, value)
        else:
            spec.attribute(name, value)
    output = oiio.ImageOutput.create(str(path))
    if output is None:
        raise MediaError(f"{path.name} cannot be written: {oiio.geterror()}.")
    written = output.open(str(path), spec) and output.write_image(np.ascontiguousarray(picture))
    problem = output.geterror()
    if not (output.close() and written):
        raise MediaError(f"{path} cannot be written: {(problem or output.geterror()).strip().rstrip('.')}.")


@contextmanager
def told_plainly(target: Path) -> Iterator[None]:
    """Turn what the system and the encoders raise while writing `target` into a `MediaError` of one sentence."""
    try:
        yield
    except (FFmpegError, OSError) as error:
        number = getattr(error, "errno", None)
        if number in (errno.ENOSPC, errno.EDQUOT):
            raise MediaError(f"{target} cannot be written: the disk is full.") from None
        if number in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise MediaError(f"{target} cannot be written: permission denied.") from None
        if number == errno.ENOENT:
            raise MediaError(f"{target} cannot be written: its folder is missing.") from None
        said = (getattr(error, "strerror", None) or str(error)).rstrip(".").lower()
        raise MediaError(f"{target} cannot be written: {said}.") from error


def _fill(frame: av.VideoFrame, picture: Planes | NDArray[Any]) -> None:
    """Copy arrays into the frame's own memory."""
    if isinstance(picture, Planes):
        assert picture.cb is not None and picture.cr is not None
        for number, plane in enumerate((picture.y, picture.cb, picture.cr)):
            _rows(frame, number, plane.dtype)[:, : plane.shape[1]] = plane
        return
    if frame.format.name == "bgr0":
        rows = _rows(frame, 0, picture.dtype)[:, : picture.shape[1] * 4].reshape(*picture.shape[:2], 4)
        rows[..., :3] = picture[..., ::-1]
        rows[..., 3] = 0
        return
    for number, channel in enumerate((1, 2, 0)):  # planar RGB is stored as G, B, R
        _rows(frame, number, picture.dtype)[:, : picture.shape[1]] = picture[..., channel]


def _rows(frame: av.VideoFrame, number: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    plane = frame.planes[number]
    rows = np.frombuffer(memoryview(plane), dtype=dtype).reshape(-1, plane.line_size // dtype.itemsize)
    return rows[: plane.height]
