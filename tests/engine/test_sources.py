"""One contract for all sources: frame i is the same picture, and the right one, however it is reached."""

from __future__ import annotations

import os
import random
import shutil
import struct
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import OpenImageIO as oiio
import pytest
from skimage.color import rgb2lab

from engine.media import indexing
from engine.media.cache import ByteCache
from engine.media.color_spec import LUMA_WEIGHTS, luma_range, resolved_matrix
from engine.media.fingerprint import fingerprint
from engine.media.images import ImageSequence, read_picture
from engine.media.pixels import Orientation, PixelReader, displayed, gray_of_picture
from engine.media.source import NativeSource, open_source
from engine.media.video import VideoSource
from engine.project.model import ColorSpec
from engine.runtime.errors import MediaError
from tests.conftest import FOOTAGE
from tests.material import Tags, make_film, make_sequence, moving_picture, number_of, vfr_pts

Made = tuple[Path, list[int]]  # the clip, and the number each of its frames carries


def _plain(suffix: str, frames: int = 30, **options: Any) -> Callable[[Path], Made]:
    return lambda folder: (make_film(folder / f"film{suffix}", frames, **options), list(range(frames)))


def _x264(**more: str) -> dict[str, str]:
    return {"preset": "veryfast", "crf": "14", **more}


def _copied(source: Path, target: Path, change: Callable[[int, Any], Any], **options: str) -> Path:
    """Copy packet by packet; `change(number, packet)` returns the packet to write or None to leave it out."""
    with av.open(str(source)) as reader, av.open(str(target), "w", options=options) as writer:
        stream = reader.streams.video[0]
        out = writer.add_stream_from_template(stream)
        for number, packet in enumerate(p for p in reader.demux(stream) if p.size):
            changed = change(number, packet)
            if changed is not None:
                changed.stream = out
                writer.mux(changed)
    return target


def _edit_list(folder: Path) -> Made:
    """The first seven frames lie before the edit list: decoded, never shown."""
    film = make_film(folder / "whole.mp4", 30, options=_x264(bf="0"), gop=30, b_frames=0)

    def earlier(_: int, packet: Any) -> Any:
        shift = int(Fraction(7, 25) / packet.time_base)
        packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
        return packet

    target = _copied(film, folder / "cut.mp4", earlier, use_editlist="1", avoid_negative_ts="disabled")
    return target, list(range(7, 30))


def _without_first_keyframe(folder: Path) -> Made:
    film = make_film(folder / "whole.ts", 36, b_frames=0, gop=12, options=_x264(bf="0"))
    target = _copied(film, folder / "cut.ts", lambda number, packet: packet if number >= 5 else None)
    return target, list(range(12, 36))


def _spliced(folder: Path) -> Made:
    """Two recordings in one transport stream: the clock starts again in the middle."""
    film = make_film(folder / "whole.ts", 25, gop=10)
    target = folder / "spliced.ts"
    target.write_bytes(film.read_bytes() * 2)
    return target, [*range(25), *range(25)]


def _with_drop(folder: Path) -> Made:
    """One packet holds nothing a decoder knows: the frame before is held."""
    film = make_film(folder / "whole.mkv", 20, codec="ffv1", pixel_format="yuv420p", gop=1)

    def emptied(number: int, packet: Any) -> Any:
        if number != 8:
            return packet
        hollow = av.Packet(b"\0" * 8)
        hollow.pts, hollow.dts, hollow.time_base = packet.pts, packet.dts, packet.time_base
        hollow.is_keyframe = True
        return hollow

    return _copied(film, folder / "hollow.mkv", emptied), [*range(8), 7, *range(9, 20)]


def _rotated(degrees: int) -> Callable[[Path], Made]:
    stored = [np.ascontiguousarray(np.rot90(moving_picture(i), -degrees // 90)) for i in range(12)]
    return lambda folder: (
        make_film(folder / f"film{degrees}.mp4", pictures=stored, rotation=degrees),
        list(range(12)),
    )


FILMS: dict[str, Callable[[Path], Made]] = {
    "H.264 with B-frames": _plain(".mp4", options=_x264(), b_frames=3),
    "H.264, open groups": _plain(
        ".mkv", 40, options=_x264(**{"x264-params": "open-gop=1:keyint=10:min-keyint=10:bframes=3:scenecut=0"})
    ),
    "H.264, intra refresh": _plain(".mp4", 40, options=_x264(**{"x264-params": "intra-refresh=1:keyint=10"})),
    "H.264, interlaced": _plain(".mp4", 12, options=_x264(), interlaced=True),
    "H.264, no times": _plain(".h264", options=_x264(), b_frames=3),
    "H.265, 10 bits, open groups": _plain(".mp4", 24, codec="libx265", pixel_format="yuv420p10le", gop=8, b_frames=3),
    "variable rate": lambda folder: (
        make_film(folder / "v.mp4", 30, options=_x264(), pts=vfr_pts(30), time_base=Fraction(1, 50)),
        list(range(30)),
    ),
    "variable rate in Matroska": lambda folder: (
        make_film(folder / "v.mkv", 30, options=_x264(), pts=vfr_pts(30, 20), time_base=Fraction(1, 1000)),
        list(range(30)),
    ),
    "MPEG-2, transport stream": _plain(".ts", 40, codec="mpeg2video", options={"b": "4000000"}),
    "MPEG-2, program stream": _plain(".mpg", 40, codec="mpeg2video", options={"b": "4000000"}),
    "MPEG-4 in AVI": _plain(".avi", 40, codec="mpeg4", options={"b": "4000000"}),
    "VP8 with hidden frames": _plain(
        ".webm", 40, codec="libvpx", options={"auto-alt-ref": "1", "lag-in-frames": "16", "b": "2M"}, gop=20
    ),
    "VP9": _plain(".webm", 30, codec="libvpx-vp9", options={"b": "2M", "cpu-used": "8", "deadline": "realtime"}),
    "ProRes": _plain(".mov", 12, codec="prores_ks", pixel_format="yuv422p10le", options={"profile": "3"}),
    "Motion JPEG": _plain(".avi", 12, codec="mjpeg", pixel_format="yuvj422p", options={"qmin": "2", "qmax": "4"}),
    "packed 4:2:2": _plain(".mov", 12, codec="rawvideo", pixel_format="uyvy422"),
    "PNG in MOV": _plain(".mov", 12, codec="png", pixel_format="rgb24"),
    "FFV1, 10 bits": _plain(".mkv", 12, codec="ffv1", pixel_format="yuv422p10le"),
    "FFV1, gray": _plain(".mkv", 12, codec="ffv1", pixel_format="gray"),
    "FFV1, gray 10 bits": _plain(".mkv", 12, codec="ffv1", pixel_format="gray10le"),
    "FFV1, RGB": _plain(".mkv", 12, codec="ffv1", pixel_format="bgr0"),
    "FFV1, alpha": _plain(".mkv", 12, codec="ffv1", pixel_format="yuva420p"),
    "GIF": _plain(".gif", 12, codec="gif", pixel_format="rgb8", rate=Fraction(20)),
    "turned by 90": _rotated(90),
    "turned by 180": _rotated(180),
    "turned by 270": _rotated(-90),
    "edit list": _edit_list,
    "no first keyframe": _without_first_keyframe,
    "spliced": _spliced,
    "a packet without a picture": _with_drop,
}


def _numbered(suffix: str, numbers: list[int], pad: int, *, bits: int = 8) -> Callable[[Path], Made]:
    def make(folder: Path) -> Made:
        place = folder / "sequence"
        place.mkdir()
        for number in numbers:
            picture = moving_picture(number, bits=bits)
            kind = {8: "uint8", 16: "uint16", 32: "half"}[bits if suffix != ".exr" else 32]
            if suffix == ".exr":
                linear = (picture / np.iinfo(picture.dtype).max) ** 2.2
                _write_picture(place / f"shot_{number:0{pad}d}{suffix}", linear.astype(np.float32), kind)
            else:
                _write_picture(place / f"shot_{number:0{pad}d}{suffix}", picture, kind)
        held = [max(n for n in numbers if n <= frame) for frame in range(numbers[0], numbers[-1] + 1)]
        return place, held

    return make


def _write_picture(path: Path, picture: np.ndarray[Any, Any], kind: str, **attributes: Any) -> Path:
    spec = oiio.ImageSpec(picture.shape[1], picture.shape[0], picture.shape[2], kind)
    for name, value in attributes.items():
        spec.attribute(name, value)
    out = oiio.ImageOutput.create(str(path))
    assert out.open(str(path), spec), out.geterror()
    assert out.write_image(picture), out.geterror()
    out.close()
    return path


SEQUENCES: dict[str, Callable[[Path], Made]] = {
    "PNG from 1001": _numbered(".png", list(range(1001, 1009)), 4),
    "PNG, 16 bits, gaps": _numbered(".png", [3, 4, 7, 8, 12], 5, bits=16),
    "PNG without padding": _numbered(".png", list(range(7, 13)), 1),
    "TIFF, 16 bits": _numbered(".tif", list(range(0, 6)), 6, bits=16),
    "JPEG": _numbered(".jpg", list(range(90, 103)), 2),
    "EXR": _numbered(".exr", list(range(1, 6)), 4, bits=16),
    "DPX": _numbered(".dpx", list(range(1001, 1006)), 7, bits=16),
    "BMP": _numbered(".bmp", list(range(5)), 3),
}
ALL = {**FILMS, **SEQUENCES}


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    yield
    cv2.setNumThreads(before)


def _check_contract(path: Path, *, most: int = 1 << 30, deinterlace: bool = False, is_damaged: bool = False) -> int:
    """Compare frames read in order with the same frames from another source read in random order.

    A damaged film is read through first: meeting the damage is what makes a source careful, and frame threads
    may hand out a painted-over picture before they know that it is one.
    """
    with (
        _opened(path, deinterlace) as ordered,
        _opened(path, deinterlace, cache_bytes=0) as random_,
    ):
        length = len(ordered)
        for source in (ordered, random_) if is_damaged else ():
            for index in range(length):
                source.read_luma_samples(index)
        assert ordered.is_indexed and ordered.known_length == length == len(random_) > 0
        watched = sorted({round(i) for i in np.linspace(0, length - 1, min(most, length))})
        reached, times = {}, [ordered.time(i) for i in range(length)]
        for index in range(length):
            if index in watched:
                reached[index] = ordered.read(index), ordered.read_luma_samples(index)
            elif index < most * 2:
                ordered.read_luma_samples(index)
        facts = ordered.facts
        random.Random(0).shuffle(watched)
        for index in watched:
            picture, samples = reached[index]
            assert np.array_equal(random_.read(index), picture), index
            assert np.array_equal(random_.read_luma_samples(index), samples), index
            assert picture.shape == (facts.height, facts.width, 3) and samples.shape == picture.shape[:2]
            deep = {8: np.uint8, 32: np.float32}.get(facts.color.bit_depth, np.uint16)
            assert picture.dtype == deep
            luma = random_.read_luma(index)
            assert luma.dtype == np.float32 and luma.shape == samples.shape and 0 <= luma.min() <= luma.max() <= 1
        assert times[0] == 0 and all(a < b for a, b in pairwise(times))
        first = ordered.pts(0)
        assert all((ordered.pts(i) - first) * ordered.time_base == times[i] for i in range(length))
        for index in (-1, length, length + 1000):
            with pytest.raises(IndexError):
                ordered.read(index)
    return length


def _opened(path: Path, deinterlace: bool = False, **options: Any) -> Any:
    source = open_source(path, deinterlace=deinterlace)
    if isinstance(source, VideoSource):
        source.close()
        return VideoSource(path, deinterlace=deinterlace, **options)
    source.close()
    return ImageSequence(path, **options)


@pytest.mark.parametrize("name", ALL)
def test_every_frame_is_itself_however_it_is_reached(name: str, tmp_path: Path) -> None:
    clip, numbers = ALL[name](tmp_path)
    assert _check_contract(clip) == len(numbers)
    with open_source(clip) as source:  # type: ignore[attr-defined]
        shown = {i: number_of(displayed(source.read(i))) for i in (*range(len(numbers)), 0, len(numbers) - 1)}
    assert [shown[i] for i in range(len(numbers))] == numbers


def _footage() -> list[Path]:
    places = (("formats", "*"), ("archival", "*.mp4"), ("archival/remaster-example", "*.mp4"), ("hdr", "beachball"))
    return [path for place, pattern in places for path in sorted((FOOTAGE / place).glob(pattern))]


@pytest.mark.footage
@pytest.mark.parametrize("clip", _footage(), ids=lambda path: path.name)
def test_real_footage_keeps_the_contract(clip: Path) -> None:
    is_large = clip.name in ("cursed-vfr.mp4", "rotate-buck-bunny.mp4", "jpeg2000.mov", "beachball", "fire2.mp4")
    is_damaged = clip.name in ("corrupted.mp4", "no-initial-keyframe.ts")
    _check_contract(clip, most=2 if is_large else 5, is_damaged=is_damaged)


@pytest.mark.footage
def test_real_footage_has_the_length_it_should(footage: Path) -> None:
    lengths = {
        "formats/no-initial-keyframe.ts": 15,  # 63 packets before the first keyframe are not counted
        "formats/corrupted.mp4": 50,  # one packet gives no picture
        "formats/out-of-order-pts.avi": 164,
        "formats/cfr.mpeg": 180,
        "formats/no_duration.webm": 74,
        "formats/cursed-vfr.mp4": 63,
        "archival/remaster-example/a-bomb_blast_effects_part.mp4": 360,
    }
    for name, length in lengths.items():
        with VideoSource(footage / name) as source:
            assert len(source) == length, name


@pytest.mark.footage
@pytest.mark.parametrize("name", ["dv-pal-interlaced.mov", "xdcam-hd-1080i50.mov"])
def test_deinterlaced_frames_are_exact_too(footage: Path, name: str) -> None:
    assert _check_contract(footage / "formats" / name, most=5, deinterlace=True) == 25


def test_deinterlacing_takes_the_combs_away_and_keeps_the_first_field(tmp_path: Path) -> None:
    film = make_film(tmp_path / "i.mp4", 10, (192, 96), interlaced=True, options=_x264(crf="4"))
    with VideoSource(film) as combed, VideoSource(film, deinterlace=True) as smooth:
        assert combed.facts.is_interlaced and any("interlaced" in w for w in combed.facts.warnings)
        assert len(smooth) == len(combed) == 10
        for index in range(10):
            rows = combed.read_luma(index)[16:], smooth.read_luma(index)[16:]
            combs = [np.abs(2 * r[1:-1] - r[:-2] - r[2:]).mean() for r in rows]
            assert combs[1] < combs[0]
            kept = [
                np.array_equal(combed.read_luma_samples(index)[field::2], smooth.read_luma_samples(index)[field::2])
                for field in (0, 1)
            ]
            assert sorted(kept) == [False, True]


# what a film tells ------------------------------------------------------------------------------------------------


def test_facts_of_a_film(tmp_path: Path) -> None:
    film = make_film(
        tmp_path / "facts.mov",
        30,
        rate=Fraction(24000, 1001),
        sound="aac",
        subtitles=[(0, 0.5, "Hello")],
        timecode="01:00:00:00",
        pixel_aspect=Fraction(16, 15),
        tags=Tags(1, 1, 1, 1),
    )
    with VideoSource(film) as source:
        facts = source.facts
        assert (facts.width, facts.height) == (96, 64)
        assert facts.rate == Fraction(24000, 1001) and facts.pixel_aspect == Fraction(16, 15)
        assert facts.color == ColorSpec(matrix="bt709", primaries="bt709", transfer="bt709")
        assert (facts.codec, facts.pixel_format, facts.timecode) == ("h264", "yuv420p", "01:00:00:00")
        assert len(facts.audio) == 1 and "48000 Hz" in facts.audio[0]
        assert len(facts.subtitles) == 1 and not facts.is_variable_rate and not facts.has_alpha
        assert facts.duration == pytest.approx(30 * 1001 / 24000, abs=0.05)
        assert facts.warnings == ()


def test_a_turned_film_is_upright_and_its_pixels_too(tmp_path: Path) -> None:
    film = make_film(tmp_path / "turned.mp4", 5, rotation=90, pixel_aspect=Fraction(2, 1))
    plain = make_film(tmp_path / "plain.mp4", 5)
    with VideoSource(film) as turned, VideoSource(plain) as upright:
        assert (turned.facts.width, turned.facts.height) == (64, 96)
        assert turned.facts.pixel_aspect == Fraction(1, 2)
        assert turned.facts.rotation in (90, 270)
        stored = turned.read_luma_samples(3)
        assert np.array_equal(np.rot90(upright.read_luma_samples(3), 1), stored) or np.array_equal(
            np.rot90(upright.read_luma_samples(3), -1), stored
        )
        # what the demuxer says a player turns by, counterclockwise
        with av.open(str(film)) as container:
            degrees = next(container.decode(video=0)).rotation
        assert np.array_equal(np.rot90(upright.read_luma_samples(3), degrees // 90), stored)


@pytest.mark.footage
def test_warnings_are_sentences_about_what_is_there(footage: Path) -> None:
    expected = {
        "transparent.webm": "transparency",
        "png.mov": "transparency",
        "xdcam-hd-1080i50.mov": "interlaced",
        "cursed-vfr.mp4": "varies",
        "corrupted.mp4": "cannot be decoded",
        "no-initial-keyframe.ts": "63 frames before the first keyframe",
        "nasa_13013.mp4": "picture tracks",
    }
    for name, word in expected.items():
        with VideoSource(footage / "formats" / name) as source:
            for index in range(len(source)):
                if name == "corrupted.mp4":
                    source.read_luma_samples(index)
            warnings = source.facts.warnings
        assert any(word in w for w in warnings), (name, warnings)
        assert all(w[0].isupper() or w[0].isdigit() for w in warnings) and all(w.endswith(".") for w in warnings)


def test_variable_rate_keeps_its_times(tmp_path: Path) -> None:
    pts = vfr_pts(30)
    film = make_film(tmp_path / "vfr.mp4", 30, pts=pts, time_base=Fraction(1, 50))
    with VideoSource(film) as source:
        assert [source.time(i) for i in range(30)] == [Fraction(p, 50) for p in pts]
        assert source.facts.is_variable_rate
    film = make_film(tmp_path / "cfr.mkv", 30, rate=Fraction(30000, 1001))
    with VideoSource(film) as source:  # Matroska rounds to milliseconds: still a constant rate
        assert len(source) == 30 and not source.facts.is_variable_rate


# color ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("matrix", ["bt709", "smpte170m", "bt2020nc", "smpte240m", "fcc"])
@pytest.mark.parametrize("is_full", [False, True])
@pytest.mark.parametrize("bits", [8, 10, 12])
def test_rgb_is_what_the_standard_says(matrix: str, is_full: bool, bits: int) -> None:
    chosen = np.random.default_rng(0)
    pixel_format = "yuv444p" if bits == 8 else f"yuv444p{bits}le"
    black, white = luma_range(is_full, bits)
    span = white if is_full else 224 << (bits - 8)
    middle = 128 << (bits - 8)
    planes = [chosen.integers(black, white + 1, (16, 32)) for _ in range(3)]
    spec = ColorSpec(matrix=matrix, is_full_range=is_full, bit_depth=bits)
    rgb = PixelReader(pixel_format, 32, 16, spec, Orientation()).rgb(_frame(pixel_format, planes, bits))
    kr, kb = LUMA_WEIGHTS[resolved_matrix(spec, 16)]
    luma = (planes[0] - black) / (white - black)
    cb, cr = ((plane - middle) / span for plane in planes[1:])
    red, blue = luma + 2 * (1 - kr) * cr, luma + 2 * (1 - kb) * cb
    green = (luma - kr * red - kb * blue) / (1 - kr - kb)
    expected = np.clip(np.stack([red, green, blue], -1), 0, 1)
    error = np.abs(rgb / np.iinfo(rgb.dtype).max - expected).max()
    assert error < (0.75 / 255 if bits == 8 else 0.3 / (1 << bits) + 4 / 65535)


def _frame(pixel_format: str, planes: list[Any], bits: int) -> av.VideoFrame:
    height, width = planes[0].shape
    frame = av.VideoFrame(width, height, pixel_format)
    kind = np.dtype(np.uint8 if bits == 8 else np.uint16)
    for plane, samples in zip(frame.planes, planes, strict=True):
        rows = np.zeros((plane.height, plane.line_size // kind.itemsize), kind)
        rows[:, : plane.width] = samples
        plane.update(rows.tobytes())
    return frame


@pytest.mark.parametrize(
    "pixel_format", ["yuv420p", "yuvj420p", "yuv420p10le", "nv12", "uyvy422", "p010le", "gray12le"]
)
def test_gray_comes_out_neutral_and_luma_is_its_samples(pixel_format: str) -> None:
    described = av.VideoFormat(pixel_format)
    bits = described.components[0].bits
    is_full = pixel_format.startswith(("yuvj", "gray"))
    ramp = np.tile(np.rint(np.linspace(*luma_range(is_full, bits), 64)), (16, 1)).astype(int)
    middle = np.full((16, 64), 128 << (bits - 8))
    if pixel_format.startswith("gray"):
        frame = _frame(pixel_format, [ramp], bits)
    else:
        planar = {"420": "yuv420p", "422": "yuv422p"}["422" if "422" in pixel_format else "420"]
        planar += "10le" if bits == 10 else ""
        small = middle[:8, :32] if "420" in planar else middle[:, :32]
        frame = _frame(planar, [ramp, small, small], bits)
        frame = frame.reformat(format=pixel_format) if not pixel_format.startswith("yuv") else frame
    spec = ColorSpec(is_full_range=is_full, bit_depth=bits)
    reader = PixelReader(frame.format.name, 64, 16, spec, Orientation())
    assert np.array_equal(reader.samples(frame), ramp)
    planes = reader.planes(frame)
    assert np.array_equal(planes.y, ramp)
    assert planes.cb is None if pixel_format.startswith("gray") else (planes.cb == middle[0, 0]).all()
    rgb = reader.rgb(frame)
    assert (rgb == rgb[..., :1]).all() and rgb.max() == np.iinfo(rgb.dtype).max and rgb.min() == 0
    assert (
        np.abs(reader.luma(frame) - rgb[..., 0] / np.iinfo(rgb.dtype).max).max() < 3 / np.iinfo(rgb.dtype).max
        if bits > 8
        else 0.51 / 255
    )


def test_untagged_films_are_read_as_players_read_them() -> None:
    assert resolved_matrix(ColorSpec(), 576) == "smpte170m"
    assert resolved_matrix(ColorSpec(), 720) == "bt709"
    assert resolved_matrix(ColorSpec(matrix="bt2020nc"), 480) == "bt2020nc"


def test_luma_of_pictures_is_the_gray_of_the_same_lightness() -> None:
    picture = moving_picture(3)
    gray = gray_of_picture(picture)
    lightness = rgb2lab(picture)[..., 0]
    assert np.abs(rgb2lab(np.repeat(gray[..., None], 3, 2))[..., 0] - lightness).max() < 0.02
    neutral = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, 2)
    assert np.array_equal(gray_of_picture(neutral), neutral[..., 0].astype(np.float32) * np.float32(1 / 255))


def test_scene_linear_light_is_rolled_off_and_rises_everywhere() -> None:
    light = np.geomspace(1e-4, 1e3, 500, dtype=np.float32)
    gray = gray_of_picture(np.repeat(light[None, :, None], 3, 2))[0]
    assert (np.diff(gray) >= 0).all() and gray[0] < 0.01 and 0.99 < gray[-1] <= 1
    assert gray[np.searchsorted(light, 0.18)] == pytest.approx(0.461, abs=0.01)  # sRGB of middle gray
    strange = np.array([[[np.nan, np.inf, -np.inf]]], dtype=np.float32)
    assert np.isfinite(gray_of_picture(strange)).all() and np.isfinite(displayed(strange)).all()


# the index --------------------------------------------------------------------------------------------------------


def test_the_first_frame_does_not_wait_for_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = make_film(tmp_path / "a.mp4", 30)
    go_on = threading.Event()
    read = indexing.Indexer._read

    def later(self: Any, **how: Any) -> None:
        go_on.wait(20)
        read(self, **how)

    monkeypatch.setattr(indexing.Indexer, "_read", later)
    with VideoSource(film) as source:
        assert number_of(source.read(0)) == 0 and source.read_luma(0).shape == (64, 96)
        assert source.time(0) == 0
        assert not source.is_indexed and source.known_length == 30  # the container's word
        go_on.set()
        assert len(source) == 30 and source.is_indexed


def test_frames_can_be_read_while_the_index_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = make_film(tmp_path / "long.mp4", 400, (48, 32), b_frames=3, gop=20)
    add = indexing.PacketIndex.add
    go_on = threading.Event()

    def slow(self: Any, packet: Any, *, is_hidden: bool) -> None:
        if self.packet_count == 300:
            go_on.wait(20)
        add(self, packet, is_hidden=is_hidden)

    monkeypatch.setattr(indexing.PacketIndex, "add", slow)
    with VideoSource(film) as source:
        assert [number_of(source.read(i)) for i in (100, 99, 0, 130)] == [100, 99, 0, 130]
        assert not source.is_indexed
        go_on.set()
        assert len(source) == 400
        assert [number_of(source.read(i)) for i in (399, 5, 250)] == [399, 5, 250]


def test_closing_ends_the_index_and_wakes_who_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = make_film(tmp_path / "a.mp4", 100, (48, 32))
    add = indexing.PacketIndex.add

    def slow(self: Any, packet: Any, *, is_hidden: bool) -> None:
        while self.packet_count >= 50 and self.failure is None:  # frame 90 stays out of reach until it is closed
            time.sleep(0.002)
        add(self, packet, is_hidden=is_hidden)

    monkeypatch.setattr(indexing.PacketIndex, "add", slow)
    source = VideoSource(film)
    failed: list[BaseException] = []

    def wait() -> None:
        try:
            source.read(90)
        except MediaError as error:
            failed.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.1)
    source.close()
    waiting.join(60)
    assert not waiting.is_alive() and "closed" in str(failed[0])
    with pytest.raises(MediaError, match="closed"):
        source.read(0)


def test_reading_in_order_never_seeks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = make_film(tmp_path / "a.mp4", 60, options=_x264(), b_frames=3, gop=10)
    with VideoSource(film) as source:
        len(source)
        seeks: list[int] = []
        for name in ("go_to_key", "restart"):
            monkeypatch.setattr(source._decoder, name, lambda *_: seeks.append(1))
        assert [number_of(source.read(i)) for i in range(60)] == list(range(60))
        assert not seeks
        assert number_of(source.read(57)) == 57 and not seeks  # stepping back finds what was just decoded


def test_many_threads_may_read_at_once(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", 60, options=_x264(), gop=15)
    wrong: list[Any] = []
    with VideoSource(film, cache_bytes=200_000) as source:

        def read(seed: int) -> None:
            chosen = random.Random(seed)
            for _ in range(40):
                index = chosen.randrange(60)
                try:
                    if number_of(source.read(index)) != index or source.read_luma(index).shape != (64, 96):
                        wrong.append(index)
                except Exception as error:
                    wrong.append(error)

        threads = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not wrong


def test_what_is_read_belongs_to_the_reader(tmp_path: Path) -> None:
    rgb = make_film(tmp_path / "b.mov", 5, codec="png", pixel_format="rgb24")
    for clip in (make_film(tmp_path / "a.mp4", 5, (128, 64)), rgb, make_sequence(tmp_path / "s")):
        for cache_bytes in (0, 1 << 24):
            with _opened(clip, cache_bytes=cache_bytes) as source:
                before = source.read(2), source.read_luma(2), source.read_luma_samples(2)
                for read in (source.read, source.read_luma, source.read_luma_samples):
                    read(2)[:] = 0
                if isinstance(source, VideoSource):
                    source.read_planes(2).y[:] = 0
                after = source.read(2), source.read_luma(2), source.read_luma_samples(2)
                assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_the_cache_is_bounded_in_bytes() -> None:
    cache: ByteCache[int, bytes] = ByteCache(100)
    for key in range(10):
        cache.put(key, b"x" * 30, 30)
    assert cache.bytes == 90 and [key for key in range(10) if key in cache] == [7, 8, 9]
    assert cache.get(7) is not None
    cache.put(10, b"", 30)
    assert 7 in cache and 8 not in cache
    cache.put(11, b"", 1000)  # larger than all: not kept, nothing dropped
    assert 11 not in cache and len(cache) == 3
    cache.put(7, b"", 10)
    assert cache.bytes == 70


# folders ----------------------------------------------------------------------------------------------------------


def test_a_gap_holds_the_picture_before_and_is_told(tmp_path: Path) -> None:
    folder, _ = _numbered(".png", [10, 11, 14, 20], 4)(tmp_path)
    with ImageSequence(folder) as source:
        assert len(source) == 11 and source.first_number == 10
        assert [number_of(source.read(i)) for i in range(11)] == [10, 11, 11, 11, 14, 14, 14, 14, 14, 14, 20]
        assert any("7 pictures are missing (12-13, 15-19)" in w for w in source.facts.warnings)


def test_one_picture_opens_its_sequence_and_a_lone_one_is_a_clip_of_one_frame(tmp_path: Path) -> None:
    folder = make_sequence(tmp_path / "s", 6, start=8)
    shutil.copy(folder / "name.0010.png", folder / "poster.png")
    with open_source(folder / "name.0010.png") as source:  # type: ignore[attr-defined]
        assert len(source) == 6
    with open_source(folder / "poster.png") as source:  # type: ignore[attr-defined]
        assert len(source) == 1 and number_of(source.read(0)) == 2


def test_of_several_sequences_the_longest_is_taken_and_said(tmp_path: Path) -> None:
    make_sequence(tmp_path / "s", 6)
    for take in (1, 2):
        for number in range(8 - take):
            _write_picture(tmp_path / "s" / f"take{take}_{number}_v3.png", moving_picture(number + 50), "uint8")
    (tmp_path / "s" / "._take1_3_v3.png").write_bytes(b"not a picture")  # what macOS leaves on foreign disks
    (tmp_path / "s" / "notes.txt").write_text("x")
    with ImageSequence(tmp_path / "s") as source:
        assert len(source) == 7 and number_of(source.read(0)) == 50
        assert any("12 other pictures" in w and "take1_#_v3.png" in w for w in source.facts.warnings)


def test_pictures_without_numbers_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for place, name in enumerate(("anna", "bert", "carl")):
        _write_picture(tmp_path / f"{name}.png", moving_picture(place), "uint8")
    with ImageSequence(tmp_path) as source:
        assert [number_of(source.read(i)) for i in range(3)] == [0, 1, 2]


def test_mixed_sizes_are_refused_with_a_sentence(tmp_path: Path) -> None:
    folder = make_sequence(tmp_path / "s", 5)
    cv2.imwrite(str(folder / "name.0003.png"), np.zeros((10, 20, 3), np.uint8))
    with pytest.raises(MediaError, match=r"name\.0003\.png is 20x10 pixels.*96x64"):
        ImageSequence(folder)


def test_alpha_is_dropped_without_darkening_and_told(tmp_path: Path) -> None:
    picture = moving_picture(5)
    alpha = np.full((*picture.shape[:2], 1), 10, np.uint8)
    cv2.imwrite(str(tmp_path / "a.0001.png"), np.concatenate([picture[..., ::-1], alpha], axis=2))
    cv2.imwrite(str(tmp_path / "a.0002.png"), np.concatenate([picture[..., ::-1], alpha], axis=2))
    with ImageSequence(tmp_path) as source:
        assert np.array_equal(source.read(0), picture)
        assert source.facts.has_alpha and any("transparency" in w for w in source.facts.warnings)


@pytest.mark.footage
def test_an_exr_is_placed_in_its_display_window(footage: Path) -> None:
    with ImageSequence(footage / "hdr" / "beachball") as source:
        assert (source.facts.width, source.facts.height, len(source)) == (2048, 1556, 4)
        picture = source.read(0)
        assert picture.dtype == np.float32 and not picture[:245].any() and picture[245:1121, 654:1565].any()


# single pictures --------------------------------------------------------------------------------------------------


def test_pictures_of_all_kinds(tmp_path: Path) -> None:
    picture = moving_picture(9)
    deep = moving_picture(9, bits=16)
    for name, pixels, kind in (
        ("a.png", picture, "uint8"),
        ("b.png", deep, "uint16"),
        ("c.tif", deep, "uint16"),
        ("d.bmp", picture, "uint8"),
        ("e.tga", picture, "uint8"),
        ("f.dpx", deep, "uint16"),
    ):
        assert np.array_equal(read_picture(_write_picture(tmp_path / name, pixels, kind)), pixels), name
    gray = read_picture(_write_picture(tmp_path / "g.png", deep[..., :1], "uint16"))
    assert np.array_equal(gray, np.repeat(deep[..., :1], 3, 2))
    light = (deep / 65535).astype(np.float32) * 4
    read = read_picture(_write_picture(tmp_path / "h.exr", light, "float"))
    assert read.dtype == np.float32 and np.array_equal(read, light)
    jpeg = read_picture(_write_picture(tmp_path / "i.jpg", picture, "uint8", CompressionQuality=98))
    assert np.abs(jpeg.astype(int) - picture).mean() < 3


def test_a_picture_from_a_telephone_is_upright(tmp_path: Path) -> None:
    picture = moving_picture(0)
    path = _write_picture(tmp_path / "o.tif", np.ascontiguousarray(np.rot90(picture, 1)), "uint8", Orientation=6)
    assert np.array_equal(read_picture(path), picture)


def test_palettes_are_expanded(tmp_path: Path) -> None:
    colors = np.random.default_rng(0).integers(0, 256, (256, 3), dtype=np.uint8)
    places = np.random.default_rng(1).integers(0, 256, (16, 24), dtype=np.uint8)
    import zlib

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + row.tobytes() for row in places)
    path = tmp_path / "p.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 24, 16, 8, 3, 0, 0, 0))
        + chunk(b"PLTE", colors.tobytes())
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    assert np.array_equal(read_picture(path), colors[places])


def test_a_krita_file_gives_its_flattened_picture_and_a_bomb_does_not(tmp_path: Path) -> None:
    picture = moving_picture(4)
    encoded = cv2.imencode(".png", picture[..., ::-1])[1].tobytes()
    path = tmp_path / "painting.kra"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/x-krita")
        archive.writestr("mergedimage.png", encoded)
    assert np.array_equal(read_picture(path), picture)
    huge = encoded[:16] + struct.pack(">II", 100_000, 100_000) + encoded[24:]
    for name, content in (("huge.kra", huge), ("long.kra", encoded + bytes(64 << 20)), ("none.kra", None)):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mergedimage.png" if content else "other.png", content or b"")
        with pytest.raises(MediaError, match=name):
            read_picture(tmp_path / name)


def test_a_layered_psd_gives_its_flattened_picture(tmp_path: Path) -> None:
    picture = moving_picture(2, 40, 24)
    header = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 24, 40, 8, 3)
    planes = b"".join(picture[..., channel].tobytes() for channel in range(3))
    path = tmp_path / "layers.psd"
    path.write_bytes(header + struct.pack(">III", 0, 0, 0) + struct.pack(">H", 0) + planes)
    assert np.array_equal(read_picture(path), picture)


# bad input --------------------------------------------------------------------------------------------------------


def _sound_only(folder: Path) -> Path:
    path = folder / "sound.m4a"
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=48000)
        stream.codec_context.layout = "stereo"
        frame = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), "fltp", "stereo")
        frame.sample_rate = 48000
        for _ in range(10):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _bytes(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _empty_folder(folder: Path) -> Path:
    (folder / "empty").mkdir()
    return folder / "empty"


def _headless(folder: Path) -> Path:
    """A film whose index, at its end, is cut off."""
    film = make_film(folder / "whole.mp4", 30)
    return _bytes(folder, "headless.mp4", film.read_bytes()[:4000])


def _listed(film: Path) -> Path:
    return _bytes(film.parent, "list.mov", f"ffconcat version 1.0\nfile {film.name}\n".encode())


BAD: dict[str, Callable[[Path], Path]] = {
    "list of a film that is there": lambda folder: _listed(make_film(folder / "a.mp4", 3)),
    "zero bytes": lambda folder: _bytes(folder, "zero.mp4", b""),
    "text": lambda folder: _bytes(folder, "letter.mp4", b"Dear Sir or Madam, " * 200),
    "noise": lambda folder: _bytes(folder, "noise.mov", np.random.default_rng(0).bytes(50_000)),
    "sound only": _sound_only,
    "index cut off": _headless,
    "missing": lambda folder: folder / "missing.mp4",
    "missing folder": lambda folder: folder / "no" / "such" / "film.mp4",
    "missing picture": lambda folder: folder / "missing.0001.png",
    "empty folder": _empty_folder,
    "zero bytes picture": lambda folder: _bytes(folder, "zero.png", b""),
    "not a picture": lambda folder: _bytes(folder, "text.png", b"hello" * 100),
    "playlist": lambda folder: _bytes(folder, "list.m3u8", b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n"),
    "list of files": lambda folder: _bytes(folder, "list.txt", b"ffconcat version 1.0\nfile '/etc/hostname'\n"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_sentence_with_file_and_cause(name: str, tmp_path: Path) -> None:
    path = BAD[name](tmp_path)
    with pytest.raises(MediaError) as caught:
        open_source(path).read(0)
    sentence = str(caught.value)
    assert (
        path.name in sentence
        and sentence.endswith(".")
        and "\n" not in sentence
        and len(sentence) > len(path.name) + 10
    )


def test_a_pipe_is_no_film_and_nothing_hangs(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(MediaError, match=r"pipe\.mp4"):
        open_source(tmp_path / "pipe.mp4")


def test_unreadable_files_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film, picture = make_film(tmp_path / "a.mp4", 3), make_sequence(tmp_path / "s") / "name.0001.png"

    def refuse(self: Path, *args: Any, **kwargs: Any) -> Any:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)  # the tests may run as root, whom nothing is forbidden
    for path in (film, picture):
        with pytest.raises(MediaError, match="permission denied"):
            open_source(path).read(0)
    with pytest.raises(MediaError, match="permission denied"):
        fingerprint(film)


@pytest.mark.parametrize("suffix", [".mkv", ".ts", ".avi", ".mp4"])
def test_what_is_left_of_a_truncated_film_is_shown(tmp_path: Path, suffix: str) -> None:
    film = make_film(
        tmp_path / f"whole{suffix}",
        60,
        options=_x264() if suffix != ".avi" else {"b": "4M"},
        codec="mpeg4" if suffix == ".avi" else "libx264",
    )
    if suffix == ".mp4":  # the index in front, as on the web
        film = _copied(film, tmp_path / "fast.mp4", lambda _, packet: packet, movflags="faststart")
    cut = _bytes(tmp_path, f"cut{suffix}", film.read_bytes()[: film.stat().st_size * 6 // 10])
    length = _check_contract(cut, is_damaged=True)
    assert 15 < length < 60
    with VideoSource(cut) as source:
        assert [number_of(source.read(i)) for i in range(12)] == list(range(12))
        if suffix == ".mp4":
            assert len(source) == length and any("ends early" in w for w in source.facts.warnings)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".mov", ".ts"])
def test_a_sound_film_of_a_few_seconds_is_not_called_short(tmp_path: Path, suffix: str) -> None:
    # more frames than may be unsettled while a film is read, few enough for those to be a good part of it
    with VideoSource(make_film(tmp_path / f"short{suffix}", 100, options=_x264())) as source:
        assert len(source) == 100 and source.facts.warnings == ()


def test_damage_in_the_last_picture_is_seen_although_decoder_threads_race_to_tell_it(tmp_path: Path) -> None:
    film = make_film(tmp_path / "whole.ts", 60, options=_x264())
    cut = _bytes(tmp_path, "cut.ts", film.read_bytes()[: film.stat().st_size * 6 // 10])
    pictures, threads = set(), set()
    for _ in range(60):  # without the second look about one in 150 went wrong
        with VideoSource(cut) as source:
            pictures.add(source.read_luma_samples(len(source) - 1).tobytes())
            threads.add(source._decoder.threads)
    assert len(pictures) == 1 and threads == {1}


def test_a_sound_film_is_decoded_by_threads_to_its_end(tmp_path: Path) -> None:
    with VideoSource(make_film(tmp_path / "whole.ts", 30, options=_x264(), gop=6)) as source:
        before = source._decoder.threads
        assert [number_of(source.read(i)) for i in range(30)] == list(range(30))
        assert source._decoder.threads == before


def test_damage_in_the_middle_is_shown_and_told_and_stays_exact(tmp_path: Path) -> None:
    film = make_film(tmp_path / "whole.mkv", 60, options=_x264(), gop=12)
    content = bytearray(film.read_bytes())
    chosen = random.Random(3)
    for place in range(len(content) // 3, len(content) // 2, 97):
        content[place] = chosen.randrange(256)
    damaged = _bytes(tmp_path, "damaged.mkv", bytes(content))
    with VideoSource(damaged) as ordered, VideoSource(damaged, cache_bytes=0) as reached:
        for source in (ordered, reached):
            assert len(source) == 60
            for index in range(60):  # meeting the damage is what makes a source careful
                source.read_luma_samples(index)
        assert [number_of(ordered.read(i)) for i in (*range(12), *range(48, 60))] == [*range(12), *range(48, 60)]
        for index in chosen.sample(range(60), 60):
            assert np.array_equal(ordered.read(index), reached.read(index)), index
    _check_contract(damaged, is_damaged=True)


def test_a_film_that_vanishes_while_open_is_one_sentence(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.ts", 60, options=_x264(), gop=12)
    with VideoSource(film, cache_bytes=0) as source:
        assert len(source) == 60
        film.write_bytes(b"")  # a disk pulled out, or the file written anew
        with pytest.raises(MediaError, match=r"a\.ts"):
            for index in (50, 20, 40, 5):
                source.read(index)
    folder = make_sequence(tmp_path / "s", 6)
    with ImageSequence(folder) as pictures:
        pictures.read(0)
        shutil.rmtree(folder)
        with pytest.raises(MediaError, match=r"name\.0004\.png is not there"):
            pictures.read(3)


def test_open_source_gives_what_its_protocol_says(tmp_path: Path) -> None:
    source: NativeSource = open_source(str(make_film(tmp_path / "a.mp4", 3)))
    assert source.time_base > 0 and source.pts(1) > source.pts(0)
    source.close()
