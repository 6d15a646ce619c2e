"""Frames of an exported film: their number, times, luma and tags; and that no file is ever lost."""

from __future__ import annotations

import json
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.media.export import (
    ExportSettings,
    Lineage,
    command_line,
    estimate_size,
    export,
    format_for,
    parse_settings,
    plan_export,
)
from engine.media.source import FrameSource, open_source
from engine.project.model import Keyframe, Run, Shot
from engine.runtime.errors import InputError, MediaError
from tests.engine.exporting import Results, finish, luma_planes, run_export, tinted
from tests.material import HD, SD, UHD, Tags, make_film, make_sequence, number_of, pts_of, read_frames, vfr_pts

FILM_FORMATS = [
    ("h264", ".mp4"),
    ("h265", ".mp4"),
    ("prores", ".mov"),
    ("ffv1", ".mkv"),
    ("ffv1", ".mov"),
    ("h264", ".mkv"),
]
MILLISECOND = Fraction(1, 1000)


def numbers(path: Path) -> list[int]:
    return [number_of(frame.to_ndarray(format="rgb24")) for frame in read_frames(path)]


@pytest.mark.parametrize(("name", "suffix"), FILM_FORMATS)
def test_every_frame_comes_out_at_its_own_time(tmp_path: Path, name: str, suffix: str) -> None:
    clip = make_film(tmp_path / "vfr.mp4", pts=vfr_pts(20, 400), time_base=Fraction(1, 12_000), b_frames=3)
    written = run_export(clip, tmp_path / f"out{suffix}", format=name, speed="fast").path
    assert numbers(written) == list(range(20))
    wanted, found = pts_of(clip), pts_of(written)
    if suffix == ".mkv":  # Matroska counts milliseconds
        assert all(abs(a - b) <= MILLISECOND / 2 for a, b in zip(wanted, found, strict=True))
    else:
        assert found == wanted


@pytest.mark.parametrize(
    ("pts", "time_base", "sound", "suffix"),
    [
        (None, Fraction(1, 25), "aac", ".mkv"),  # 40 ms a frame: Matroska is exact
        (None, Fraction(1, 24), "aac", ".mov"),
        (vfr_pts(12, 400), Fraction(1, 12_000), None, ".mov"),
        (None, Fraction(1, 24), "flac", ".mkv"),  # which MOV cannot hold: the sound counts more
    ],
)
def test_ffv1_is_put_where_its_times_stay_exact(
    tmp_path: Path, pts: list[int] | None, time_base: Fraction, sound: str | None, suffix: str
) -> None:
    clip = make_film(
        tmp_path / ("clip.mkv" if sound == "flac" else "clip.mp4"),
        frames=12,
        rate=Fraction(24) if pts else 1 / time_base,
        pts=pts,
        time_base=time_base,
        sound=sound,
    )
    (tmp_path / "out").mkdir()
    written = run_export(clip, tmp_path / "out", format="ffv1")
    assert written.path.suffix == suffix
    is_rounded = pts_of(written.path) != pts_of(clip)
    assert is_rounded == any("milliseconds" in warning for warning in written.warnings)
    if suffix == ".mov" or sound == "aac":
        assert not is_rounded


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30000, 1001), Fraction(18)])
def test_constant_rates_stay_exact(tmp_path: Path, rate: Fraction) -> None:
    clip = make_film(tmp_path / "clip.mov", frames=10, rate=rate)
    written = run_export(clip, tmp_path / "out.mov", format="prores").path
    assert pts_of(written) == pts_of(clip) == [i / rate for i in range(10)]
    with av.open(str(written)) as container:
        assert container.streams.video[0].average_rate == rate


@pytest.mark.parametrize(("name", "suffix"), [pair for pair in FILM_FORMATS if pair[1] != ".mkv"])
def test_the_last_frame_lasts_as_long_as_in_the_clip(tmp_path: Path, name: str, suffix: str) -> None:
    clip = make_film(tmp_path / "clip.mp4", frames=10)
    written = run_export(clip, tmp_path / f"out{suffix}", format=name, speed="fast").path
    with av.open(str(clip)) as before, av.open(str(written)) as after:
        one, other = before.streams.video[0], after.streams.video[0]
        assert one.duration is not None and other.duration is not None and one.time_base and other.time_base
        assert one.duration * one.time_base == other.duration * other.time_base


@pytest.mark.parametrize("suffix", [".mkv", ".mov"])
@pytest.mark.parametrize(
    ("pixel_format", "tags", "expected"),
    [
        ("yuv420p", SD, "yuv444p"),
        ("yuv422p10le", HD, "yuv444p10le"),
        ("yuv444p12le", UHD, "yuv444p12le"),
        ("yuv420p", Tags(1, 1, 1, 2), "yuv444p"),
        ("gray", SD, "yuv444p"),
        ("gray10le", SD, "yuv444p10le"),
    ],
)
def test_ffv1_holds_the_very_luma_of_the_clip(
    tmp_path: Path, pixel_format: str, tags: Tags, expected: str, suffix: str
) -> None:
    clip = make_film(
        tmp_path / "clip.mkv", frames=8, size=(97, 63), codec="ffv1", pixel_format=pixel_format, tags=tags
    )
    written = run_export(clip, tmp_path / f"out{suffix}", format="ffv1", results=lambda s: tinted(s, 60.0, skip=4))
    before, after = luma_planes(clip), luma_planes(written.path)
    assert written.colored == 6
    assert len(before) == len(after) == 8
    for one, other in zip(before, after, strict=True):
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)
    with closing(open_source(clip)) as source, closing(open_source(written.path)) as result:
        assert result.facts.color.is_full_range == source.facts.color.is_full_range
        assert np.array_equal(source.read_luma(1), result.read_luma(1))
    frames = read_frames(written.path)
    assert {frame.format.name.replace("yuvj", "yuv") for frame in frames} == {expected}
    chroma = np.frombuffer(frames[0].planes[1], np.uint8 if expected == "yuv444p" else np.uint16)
    assert chroma.std() > 1, "the color is missing"


def test_without_the_lock_the_luma_is_the_results(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "clip.mkv", frames=3, codec="ffv1", tags=SD)

    def red(source: FrameSource) -> Results:
        return lambda i: np.full((source.facts.height, source.facts.width, 3), (200, 40, 40), np.uint8)

    free = run_export(clip, tmp_path / "free.mkv", format="ffv1", keep_luma=False, results=red).path
    assert np.ptp(luma_planes(free)[1]) == 0
    pixel = read_frames(free)[1].to_ndarray(format="rgb24")[30, 50].astype(int)
    assert np.abs(pixel - (200, 40, 40)).max() <= 2
    kept = run_export(clip, tmp_path / "kept.mkv", format="ffv1", results=red).path
    assert np.array_equal(luma_planes(kept)[1], luma_planes(clip)[1])


def test_a_frame_without_a_result_is_the_clips_own(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "clip.mkv", frames=3, codec="ffv1", pixel_format="yuv444p", tags=HD)
    written = run_export(clip, tmp_path / "out.mkv", format="ffv1", results=lambda s: lambda i: None)
    assert written.colored == 0
    for one, other in zip(read_frames(clip), read_frames(written.path), strict=True):
        for plane in range(3):
            assert bytes(one.planes[plane]) == bytes(other.planes[plane])


@pytest.mark.parametrize(("name", "suffix"), FILM_FORMATS)
@pytest.mark.parametrize("tags", [SD, HD, UHD])
def test_color_tags_are_kept(tmp_path: Path, name: str, suffix: str, tags: Tags) -> None:
    clip = make_film(tmp_path / "clip.mkv", frames=2, codec="ffv1", pixel_format="yuv420p10le", tags=tags)
    frame = read_frames(run_export(clip, tmp_path / f"out{suffix}", format=name, speed="fast").path)[0]
    assert (frame.colorspace, frame.color_primaries, frame.color_trc) == (tags.matrix, tags.primaries, tags.transfer)
    assert frame.color_range in (1, 0) if name == "prores" else frame.color_range == 1
    assert frame.format.components[0].bits == 10


def test_full_range_stays_full_but_in_prores(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "clip.mp4", frames=3, pixel_format="yuvj420p", tags=Tags(1, 1, 1, 2))
    frame = read_frames(run_export(clip, tmp_path / "a.mp4", speed="fast", crf=0).path)[1]
    assert frame.color_range == 2
    original = read_frames(clip)[1].to_ndarray(format="gray").astype(float)
    edited = read_frames(run_export(clip, tmp_path / "b.mov", format="prores").path)[1]
    limited = np.frombuffer(edited.planes[0], np.uint16).reshape(64, -1)[:, :96]
    assert np.abs((limited - 64) / 876 * 255 - original).mean() < 2.5  # a wrong range would cost about 10


def test_odd_sizes_lose_no_pixel(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "clip.mkv", frames=2, size=(97, 63), codec="ffv1")
    with closing(open_source(clip)) as source:
        plan = plan_export(source, ExportSettings(), tmp_path / "out.mp4")
        assert any("98x64" in warning for warning in plan.warnings)
    frame = read_frames(run_export(clip, tmp_path / "out.mp4", crf=1, speed="fast").path)[0]
    assert (frame.width, frame.height) == (98, 64)
    padded = frame.to_ndarray(format="gray").astype(int)
    assert np.abs(padded[:63, :97] - luma_planes(clip)[0]).mean() < 6
    assert np.abs(padded[:, 97] - padded[:, 96]).mean() < 3
    exact = read_frames(run_export(clip, tmp_path / "out.mov", format="prores").path)[0]
    assert (exact.width, exact.height) == (97, 63)


@pytest.mark.parametrize(("name", "suffix"), FILM_FORMATS)
def test_the_shape_of_pixels_is_kept(tmp_path: Path, name: str, suffix: str) -> None:
    clip = make_film(tmp_path / "clip.mp4", frames=2, pixel_aspect=Fraction(4, 3))
    written = run_export(clip, tmp_path / f"out{suffix}", format=name, speed="fast").path
    with av.open(str(written)) as container:
        assert container.streams.video[0].sample_aspect_ratio == Fraction(4, 3)
        assert len(list(container.decode(video=0))) == 2


def test_turned_films_are_written_upright(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "clip.mp4", frames=3, rotation=90)
    written = run_export(clip, tmp_path / "out.mkv", format="ffv1").path
    with closing(open_source(clip)) as source, closing(open_source(written)) as result:
        assert (result.facts.width, result.facts.height) == (64, 96)
        assert result.facts.rotation == 0
        for index in range(3):
            assert np.array_equal(source.read_luma_samples(index), result.read_luma_samples(index))


@pytest.mark.parametrize(
    ("name", "suffix"), [("ffv1", ".mkv"), ("ffv1", ".mov"), ("prores", ".mov"), ("h264", ".mp4")]
)
def test_fields_stay_fields(tmp_path: Path, name: str, suffix: str) -> None:
    clip = make_film(tmp_path / "clip.mp4", frames=3, interlaced=True)
    written = run_export(clip, tmp_path / f"out{suffix}", format=name, speed="fast", crf=4).path
    assert all(frame.interlaced_frame for frame in read_frames(written))
    with av.open(str(written)) as container:
        assert container.streams.video[0].codec_context.field_order in (2, 4)
    one, other = luma_planes(clip)[1].astype(int), luma_planes(written)[1].astype(int)
    other = other // 4 if name == "prores" else other
    assert np.abs(one - other).mean() < 4


def test_a_deinterlaced_film_is_written_as_whole_pictures(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "clip.mp4", frames=3, interlaced=True)
    with closing(open_source(clip, deinterlace=True)) as source:
        written = finish(source, tinted(source), ExportSettings(format="ffv1"), tmp_path / "out.mkv").path
        planes = luma_planes(written)
        assert all(np.array_equal(source.read_luma_samples(i), planes[i]) for i in range(3))
    assert not any(frame.interlaced_frame for frame in read_frames(written))


def test_rgb_sources_keep_their_lightness(tmp_path: Path) -> None:
    folder = make_sequence(tmp_path / "pictures", frames=3, bits=16, suffix=".tif")
    written = run_export(folder, tmp_path / "out.mkv", format="ffv1").path
    assert read_frames(written)[0].format.name == "gbrp16le"
    with closing(open_source(folder)) as source, closing(open_source(written)) as result:
        assert np.abs(source.read_luma(1) - result.read_luma(1)).mean() < 0.004
        assert np.ptp(result.read(1).astype(int), axis=-1).mean() > 2000
    review = read_frames(run_export(folder, tmp_path / "out.mp4", speed="fast").path)[0]
    assert (review.colorspace, review.color_trc) == (1, 13)


def test_a_range_is_written_from_its_first_frame(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "clip.mp4", frames=24)
    written = run_export(clip, tmp_path / "out.mp4", start=7, stop=15, speed="fast")
    assert numbers(written.path) == list(range(7, 15))
    assert pts_of(written.path) == [Fraction(i, 25) for i in range(8)]
    with pytest.raises(InputError, match="not in the clip"):
        run_export(clip, tmp_path / "no.mp4", start=7, stop=25)


def test_a_smaller_result_is_scaled_and_a_wrong_one_refused(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "clip.mkv", frames=2, codec="ffv1")

    def flat(width: int, height: int) -> Any:
        return lambda source: lambda i: np.full((height, width, 3), (140, 90, 60), np.uint8)

    written = run_export(clip, tmp_path / "out.mkv", format="ffv1", results=flat(48, 32)).path
    assert np.array_equal(luma_planes(written)[1], luma_planes(clip)[1])
    red, _, blue = read_frames(written)[1].to_ndarray(format="rgb24")[40, 40].astype(int)
    assert red > blue + 20
    with pytest.raises(InputError, match="frame 0 is 48x48 pixels, but the clip is 96x64"):
        run_export(clip, tmp_path / "no.mkv", format="ffv1", results=flat(48, 48))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mkv", "out.mkv", "out.mkv.provenance.json"]


def test_no_file_is_replaced_unasked(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "clip.mp4", frames=3)
    taken = tmp_path / "taken.mp4"
    taken.write_bytes(b"a day's work")
    with pytest.raises(MediaError, match=r"taken\.mp4 exists already"):
        run_export(clip, taken)
    assert taken.read_bytes() == b"a day's work"
    run_export(clip, taken, replace=True, speed="fast")
    assert numbers(taken) == [0, 1, 2]
    before = clip.read_bytes()
    with pytest.raises(InputError, match="the clip itself"):
        run_export(clip, clip, replace=True)
    link = tmp_path / "link.mp4"
    link.symlink_to(clip)
    with pytest.raises(InputError, match="the clip itself"):
        run_export(clip, link, replace=True)
    assert clip.read_bytes() == before


def test_a_file_that_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "clip.mp4", frames=3)
    out = tmp_path / "out.mp4"

    def nosy(source: FrameSource) -> Results:
        def picture_of(index: int) -> NDArray[Any] | None:
            out.write_bytes(b"somebody else's")
            return None

        return picture_of

    written = run_export(clip, out, results=nosy, speed="fast")
    assert out.read_bytes() == b"somebody else's"
    assert written.path.name == "out-2.mp4"
    assert numbers(written.path) == [0, 1, 2]
    assert any("out-2.mp4" in warning for warning in written.warnings)


@pytest.mark.parametrize("settings", [ExportSettings(), ExportSettings(format="png")])
def test_canceling_leaves_nothing(tmp_path: Path, settings: ExportSettings) -> None:
    clip = make_film(tmp_path / "clip.mp4", frames=12, sound="aac")
    with closing(open_source(clip)) as source:
        steps = export(source, tinted(source), settings, tmp_path / ("out" if settings.is_sequence else "out.mp4"))
        for _ in range(5):
            next(steps)
        assert any(path.name.endswith(".part") for path in tmp_path.iterdir())
        steps.close()
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_a_failing_result_leaves_nothing(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "clip.mp4", frames=6)

    def broken(source: FrameSource) -> Results:
        def picture_of(index: int) -> NDArray[Any] | None:
            if index == 3:
                raise MediaError("The picture 3 cannot be read.")
            return None

        return picture_of

    with pytest.raises(MediaError, match="picture 3"):
        run_export(clip, tmp_path / "out.mp4", results=broken)
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_places_that_cannot_be_written_are_told_in_a_sentence(tmp_path: Path, monkeypatch: Any) -> None:
    clip = make_film(tmp_path / "clip.mp4", frames=3)
    with pytest.raises(MediaError, match=r"The folder .*missing is missing"):
        run_export(clip, tmp_path / "missing" / "out.mp4")
    with pytest.raises(InputError, match=r"FFV1 is written as \.mkv or \.mov, not as \.mp4"):
        run_export(clip, tmp_path / "out.mp4", format="ffv1")
    full = Path("/dev/full")
    if full.exists():
        monkeypatch.setattr("engine.media.export_work.FilmWork.clear", lambda self: None)
        monkeypatch.setattr("engine.media.export_work.Work.__init__", _onto(full))
        with pytest.raises(MediaError, match="the disk is full"):
            run_export(clip, tmp_path / "out.mkv", format="ffv1")


def _onto(place: Path) -> Any:
    from engine.media.export_work import Work

    plain = Work.__init__

    def made(self: Any, *args: Any) -> None:
        plain(self, *args)
        self.temporary = place

    return made


def test_the_sidecar_tells_what_was_invented(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "clip.mp4", frames=10)
    shot = Shot(id="s1", start=0, stop=10, keyframes=(Keyframe(frame=2, image=f"{'a' * 64}.png", note="postcard"),))
    run = Run(
        id="r1", shot="s1", start=0, stop=10, method="flow", params={"matching": True}, inputs_digest="", seed=7
    )
    other = Run(id="r2", shot="s2", start=10, stop=20, method="flow", params={}, inputs_digest="")
    lineage = Lineage((shot,), (run, other), "friday")
    written = run_export(
        clip, tmp_path / "out.mp4", results=lambda s: tinted(s, skip=5), lineage=lineage, stop=10, speed="fast"
    )
    assert written.provenance == tmp_path / "out.mp4.provenance.json"
    told = json.loads(written.provenance.read_text(encoding="utf-8"))
    assert told["frames"] == {"first": 0, "last": 9, "colored": [[0, 3], [5, 8]], "untouched": [[4, 4], [9, 9]]}
    assert "invention" in told["statement"]
    assert told["keyframes"][0]["note"] == "postcard"
    assert [run["id"] for run in told["runs"]] == ["r1"]
    assert told["runs"][0]["seed"] == 7
    assert told["clip"]["fingerprint"]["bytes"] == clip.stat().st_size
    assert told["export"]["format"] == "h264"
    none = run_export(clip, tmp_path / "bare.mp4", provenance=False, speed="fast")
    assert none.provenance is None
    assert not (tmp_path / "bare.mp4.provenance.json").exists()


def test_settings_draw_a_form_and_a_command_line(tmp_path: Path) -> None:
    for field in ExportSettings.model_fields.values():
        assert field.title and field.description
    settings = parse_settings({"format": "ffv1", "start": "10", "keep_luma": "false"})
    words = command_line(settings, Path("my film.tintloom"), Path("out.mkv"))
    assert words == "tintloom export 'my film.tintloom' -o out.mkv --format ffv1 --start 10 --no-keep-luma"
    with pytest.raises(InputError, match="'crf'"):
        parse_settings({"crf": 99})
    with pytest.raises(InputError, match="'colour'"):
        parse_settings({"colour": 1})
    assert format_for(Path("a/b.MOV")) == "prores"
    assert format_for(Path("folder")) is None


@pytest.mark.parametrize("name", ["ffv1", "prores", "tiff", "png", "exr", "h264"])
def test_the_estimate_is_of_the_right_order(tmp_path: Path, name: str) -> None:
    rng = np.random.default_rng(3)
    grain = [rng.normal(120, 14, (240, 320, 1)).clip(0, 255).astype(np.uint8).repeat(3, 2) for _ in range(6)]
    clip = make_film(tmp_path / "clip.mkv", codec="ffv1", pictures=grain)
    out = tmp_path / {"ffv1": "o.mkv", "prores": "o.mov", "h264": "o.mp4"}.get(name, "o")
    with closing(open_source(clip)) as source:
        guess = estimate_size(source.facts, ExportSettings(format=name), 6)  # type: ignore[arg-type]
        written = finish(source, tinted(source), ExportSettings(format=name), out).path  # type: ignore[arg-type]
    files = [written] if written.is_file() else list(written.iterdir())
    size = sum(file.stat().st_size for file in files)
    assert size / 3 < guess < size * 3
