"""A half-size Motion-JPEG copy of a clip: every frame an I-frame, so that scrubbing is instant."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import av
from av.error import FFmpegError
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from av.video.stream import VideoStream

from engine.media.decoder import cause
from engine.media.fingerprint import fingerprint
from engine.media.pixels import displayed, shrunk
from engine.media.source import NativeSource, open_source
from engine.media.video import VideoSource
from engine.runtime.errors import MediaError
from engine.runtime.events import Progress

_VERSION = 1
_QUANTIZER = 4
_ABANDONED_S = 3600.0
_CACHE_BYTES = 16 << 20


def proxy_path(clip: Path, folder: Path, *, deinterlace: bool = False) -> Path:
    """Return where the proxy of this clip is or will be; the name is its content's, so a moved clip keeps it."""
    kind = "-deinterlaced" if deinterlace else ""
    return folder / f"{fingerprint(clip).digest[:32]}{kind}-v{_VERSION}.mov"


def open_proxy(
    clip: Path, folder: Path, *, deinterlace: bool = False, cache_bytes: int = _CACHE_BYTES
) -> VideoSource | None:
    """Open the clip's proxy, or return None if there is none yet.

    Its frame i is the clip's frame i at half the size (rounded up), upright, 8-bit, with the clip's times.
    """
    path = proxy_path(clip, folder, deinterlace=deinterlace)
    if not path.is_file():
        return None
    try:
        return VideoSource(path, threads=1, cache_bytes=cache_bytes)
    except MediaError:
        path.unlink(missing_ok=True)  # damaged from outside: it will be made again
        return None


def make_proxy(clip: Path, folder: Path, *, deinterlace: bool = False) -> Generator[Progress]:
    """Make the proxy of `clip` in `folder`, one event a frame; at once done if it is there.

    Closing the generator cancels and removes what was written. Raises `MediaError` with one sentence.
    """
    target = proxy_path(clip, folder, deinterlace=deinterlace)
    if target.is_file():
        yield Progress(1, 1, "proxy")
        return
    _remove_abandoned(folder)
    temporary = target.with_name(f"{target.stem}.{time.time_ns():x}.part.mov")
    source = open_source(clip, deinterlace=deinterlace)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield from _wait_for_index(source)
        yield from _write(source, temporary)
        with VideoSource(temporary, threads=1) as made:
            if len(made) != len(source):
                raise MediaError(f"The proxy of {clip.name} has {len(made)} frames instead of {len(source)}.")
        temporary.replace(target)
    except (OSError, FFmpegError) as error:
        raise MediaError(f"The proxy of {clip.name} cannot be written to {folder}: {cause(error)}.") from None
    finally:
        source.close()
        with suppress(OSError):
            temporary.unlink()
    yield Progress(1, 1, "proxy")


def _wait_for_index(source: NativeSource) -> Generator[Progress]:
    while not source.is_indexed:
        yield Progress(0, source.known_length, "reading the clip")
        time.sleep(0.05)


def _write(source: NativeSource, path: Path) -> Generator[Progress]:
    count = len(source)
    if count == 0:
        raise MediaError(f"{source.facts.path.name} has no frames.")
    width, height = (source.facts.width + 1) // 2, (source.facts.height + 1) // 2
    base = Fraction(1, source.time_base.denominator)
    with av.open(str(path), "w", format="mov", options={"video_track_timescale": str(base.denominator)}) as container:
        stream = _add_stream(container, source, width, height, base)
        for index in range(count):
            picture = shrunk(displayed(source.read(index)), width, height)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(
                format="yuvj420p",
                dst_colorspace=Colorspace.ITU601,
                src_color_range=ColorRange.JPEG,
                dst_color_range=ColorRange.JPEG,
                interpolation=Interpolation.AREA | Interpolation.ACCURATE_RND,
                threads=1,
            )
            frame.pts, frame.time_base = int(source.time(index) / base), base
            container.mux(stream.encode(frame))
            yield Progress(index + 1, count, "proxy")
        container.mux(stream.encode(None))


def _add_stream(
    container: av.container.OutputContainer, source: NativeSource, width: int, height: int, base: Fraction
) -> VideoStream:
    # the rate control is pinned: one quantizer for every frame
    options = {"qmin": str(_QUANTIZER), "qmax": str(_QUANTIZER)}
    stream = container.add_stream("mjpeg", rate=source.facts.rate, options=options)
    assert isinstance(stream, VideoStream)
    stream.width, stream.height, stream.pix_fmt = width, height, "yuvj420p"
    stream.time_base = stream.codec_context.time_base = base
    stream.codec_context.sample_aspect_ratio = source.facts.pixel_aspect
    stream.codec_context.thread_count = 1
    return stream


def _remove_abandoned(folder: Path) -> None:
    """Remove what a killed process left behind."""
    for file in folder.glob("*.part.mov"):
        with suppress(OSError):
            if time.time() - file.stat().st_mtime > _ABANDONED_S:
                file.unlink()
