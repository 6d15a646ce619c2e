"""Sound, subtitles, timecode, chapters and attachments of an exported film."""

from __future__ import annotations

from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from engine.media.copied import CopiedStreams
from engine.media.export import ExportSettings, plan_export
from engine.media.film_tags import timecode_at
from engine.media.source import open_source
from tests.engine.exporting import run_export
from tests.material import make_film, packets_of, pts_of

WORDS = ((0.1, 0.5, "Hello"), (1.2, 1.6, "Where are you going?"))
MARKS = ((0.0, 0.8, "At home"), (0.8, 2.0, "On the road"))


def full_clip(path: Path, sound: str = "aac", **more: Any) -> Path:
    return make_film(path, frames=50, sound=sound, subtitles=WORDS, chapters=MARKS, timecode="01:02:03:10", **more)


def sound_of(path: Path) -> tuple[Fraction, np.ndarray[Any, Any]]:
    """Return when the decoded sound begins, and its samples (left channel, -1..1)."""
    with av.open(str(path)) as container:
        frames = list(container.decode(audio=0))
    first = frames[0].pts * frames[0].time_base
    parts = [frame.to_ndarray() for frame in frames]
    left = np.concatenate([p[0] if p.shape[0] == 2 else p[0, ::2] for p in parts])
    return first, left / (32768 if left.dtype == np.int16 else 2**31 if left.dtype == np.int32 else 1)


@pytest.mark.parametrize(
    ("sound", "clip_suffix", "name", "suffix"),
    [
        ("aac", ".mp4", "h264", ".mp4"),
        ("aac", ".mp4", "prores", ".mov"),
        ("aac", ".mp4", "ffv1", ".mkv"),
        ("pcm_s16le", ".mov", "prores", ".mov"),
        ("pcm_s16le", ".mov", "ffv1", ".mkv"),
        ("pcm_s24le", ".mov", "ffv1", ".mov"),
        ("pcm_s24le", ".mov", "h264", ".mov"),
        ("flac", ".mkv", "ffv1", ".mkv"),
        ("libmp3lame", ".mp4", "h265", ".mp4"),
        ("ac3", ".mkv", "ffv1", ".mkv"),
    ],
)
def test_sound_is_copied_bit_by_bit(tmp_path: Path, sound: str, clip_suffix: str, name: str, suffix: str) -> None:
    clip = full_clip(tmp_path / f"clip{clip_suffix}", sound)
    written = run_export(clip, tmp_path / f"out{suffix}", format=name, speed="fast")
    before, after = packets_of(clip, "audio"), packets_of(written.path, "audio")
    assert b"".join(data for _, data in before) == b"".join(data for _, data in after)
    assert abs(before[0][0] - after[0][0]) <= Fraction(1, 1000)
    assert abs(before[-1][0] - after[-1][0]) <= Fraction(1, 1000)
    assert pts_of(written.path)[0] == 0
    assert not any("sound" in warning for warning in written.warnings)


@pytest.mark.parametrize(("sound", "suffix"), [("aac", ".mov"), ("pcm_s16le", ".mov"), ("flac", ".mkv")])
def test_a_range_stays_in_sync(tmp_path: Path, sound: str, suffix: str) -> None:
    clip = full_clip(tmp_path / f"clip{suffix}", sound)
    out = tmp_path / f"out{suffix}"
    name = "ffv1" if suffix == ".mkv" else "prores"
    run_export(clip, out, format=name, start=20, stop=45)  # 0.8 s to 1.8 s; the click is at 1 s
    begin, samples = sound_of(out)
    click = np.flatnonzero(np.abs(samples) > 0.7)[0] / 48000 + float(begin)
    assert abs(click - 0.2) < 0.004
    assert -0.03 < begin < 0.1
    assert abs(float(begin) + len(samples) / 48000 - 1.0) < (0.001 if sound == "pcm_s16le" else 0.1)
    whole, cut = dict.fromkeys(d for _, d in packets_of(clip, "audio")), packets_of(out, "audio")
    if sound != "pcm_s16le":
        assert all(data in whole for _, data in cut), "packets were changed"


def test_pcm_is_cut_to_the_sample(tmp_path: Path) -> None:
    clip = full_clip(tmp_path / "clip.mov", "pcm_s16le")
    run_export(clip, tmp_path / "out.mov", format="prores", start=7, stop=32)
    _, whole = sound_of(clip)
    begin, cut = sound_of(tmp_path / "out.mov")
    assert begin == 0 and len(cut) == 48000
    assert np.array_equal(cut, whole[7 * 1920 : 32 * 1920])


def test_mp4_gets_a_sound_every_player_has_and_says_so(tmp_path: Path) -> None:
    clip = full_clip(tmp_path / "clip.mov", "pcm_s16le")
    written = run_export(clip, tmp_path / "out.mp4", speed="fast")
    assert any("MP4 cannot hold the sound as it is (pcm_s16le)" in warning for warning in written.warnings)
    with av.open(str(written.path)) as container:
        assert container.streams.audio[0].codec_context.name == "aac"
    begin, samples = sound_of(written.path)
    clicks = np.flatnonzero(np.abs(samples) > 0.7) / 48000 + float(begin)
    assert abs(clicks[0]) < 0.03 and abs(clicks[clicks > 0.5][0] - 1) < 0.01
    part = run_export(clip, tmp_path / "part.mp4", start=20, stop=45, speed="fast")
    begin, samples = sound_of(part.path)
    assert abs(np.flatnonzero(np.abs(samples) > 0.7)[0] / 48000 + float(begin) - 0.2) < 0.01


def test_the_container_that_keeps_the_sound_is_chosen(tmp_path: Path) -> None:
    for sound, suffix, expected in (("pcm_s16le", ".mov", ".mov"), ("aac", ".mp4", ".mp4"), ("flac", ".mkv", ".mp4")):
        clip = make_film(tmp_path / f"{sound}{suffix}", frames=4, sound=sound)
        with closing(open_source(clip)) as source:
            plan = plan_export(source, ExportSettings(), tmp_path)
        assert plan.path == tmp_path / f"{sound}_color{expected}"
        assert not any("sound" in warning for warning in plan.warnings)


def test_flac_goes_into_mov_as_pcm_without_loss(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "clip.mkv", frames=25, sound="flac")
    written = run_export(clip, tmp_path / "out.mov", format="prores")
    assert any("PCM" in warning and ".mkv" in warning for warning in written.warnings)
    _, before = sound_of(clip)
    _, after = sound_of(written.path)
    assert np.array_equal(before, after)


def test_subtitles_are_copied(tmp_path: Path) -> None:
    clip = full_clip(tmp_path / "clip.mp4")
    written = run_export(clip, tmp_path / "out.mp4", speed="fast").path
    before = [p for p in packets_of(clip, "subtitle") if len(p[1]) > 2]
    assert before == [p for p in packets_of(written, "subtitle") if len(p[1]) > 2]
    mkv = full_clip(tmp_path / "clip.mkv", "flac")
    written = run_export(mkv, tmp_path / "out.mkv", format="ffv1").path
    assert packets_of(mkv, "subtitle") == packets_of(written, "subtitle")
    assert len(packets_of(written, "subtitle")) == 2


@pytest.mark.parametrize(("suffix", "name", "out"), [(".mp4", "ffv1", "out.mkv"), (".mkv", "h264", "out.mp4")])
def test_subtitles_change_their_way_of_writing(tmp_path: Path, suffix: str, name: str, out: str) -> None:
    clip = full_clip(tmp_path / f"clip{suffix}")
    written = run_export(clip, tmp_path / out, format=name, speed="fast")
    assert any("their text is written as" in warning for warning in written.warnings)
    with av.open(str(written.path)) as container:
        found = [
            (round(float(packet.pts * packet.time_base), 2), line.dialogue.decode())
            for packet in container.demux(subtitles=0)
            if packet.size > 2
            for line in packet.decode()
        ]
    assert found == [(0.1, "Hello"), (1.2, "Where are you going?")]


def test_a_range_takes_the_subtitles_and_chapters_it_shows(tmp_path: Path) -> None:
    clip = full_clip(tmp_path / "clip.mkv", "flac")
    written = run_export(clip, tmp_path / "out.mkv", format="ffv1", start=10, stop=40).path  # 0.4 s to 1.6 s
    times = [(float(time), data) for time, data in packets_of(written, "subtitle")]
    assert times == [(0.0, b"Hello"), (0.8, b"Where are you going?")]
    with av.open(str(written)) as container:
        chapters = [
            (
                float(c["start"] * (c["time_base"] or 1)),
                float(c["end"] * (c["time_base"] or 1)),
                c["metadata"]["title"],
            )
            for c in container.chapters()
        ]
    assert chapters == [(0.0, 0.4, "At home"), (0.4, 1.2, "On the road")]


def test_a_short_range_of_a_long_film_is_not_sought_through_to_its_end(tmp_path: Path, monkeypatch: Any) -> None:
    words = ((0.5, 1.5, "Hello"), (115.0, 117.0, "The end"))
    clip = make_film(tmp_path / "clip.mkv", frames=120, rate=Fraction(1), sound="aac", subtitles=words)
    looked_at: list[Fraction] = []
    time_of = CopiedStreams._time_of

    def noted(self: CopiedStreams, packet: Any) -> Fraction:
        looked_at.append(time_of(self, packet))
        return looked_at[-1]

    monkeypatch.setattr(CopiedStreams, "_time_of", noted)
    written = run_export(clip, tmp_path / "out.mkv", format="ffv1", stop=3).path
    assert [data for _, data in packets_of(written, "subtitle")] == [b"Hello"]
    assert max(looked_at) < 60


@pytest.mark.parametrize(("suffix", "name"), [(".mov", "prores"), (".mov", "ffv1"), (".mp4", "h264")])
def test_the_timecode_track_is_the_same(tmp_path: Path, suffix: str, name: str) -> None:
    clip = full_clip(tmp_path / f"clip{suffix}")
    written = run_export(clip, tmp_path / f"out{suffix}", format=name, speed="fast").path

    def track(path: Path) -> list[bytes]:
        with av.open(str(path)) as container:
            index = [s.metadata.get("handler_name") for s in container.streams if s.type == "data"]
        return [data for _, data in packets_of(path, "data", index.index("TimeCodeHandler"))]

    assert track(written) == track(clip) == [(3600 * 25 + 123 * 25 + 10).to_bytes(4, "big")]
    part = run_export(clip, tmp_path / f"part{suffix}", format=name, start=20, speed="fast").path
    with closing(open_source(part)) as source:
        assert source.facts.timecode == "01:02:04:05"
    bare = run_export(clip, tmp_path / f"bare{suffix}", format=name, copy_timecode=False, speed="fast").path
    with closing(open_source(bare)) as source:
        assert source.facts.timecode is None


def test_drop_frame_timecode_counts_as_smpte_says() -> None:
    rate = Fraction(30000, 1001)
    assert timecode_at("00:00:59;29", rate, 1) == "00:01:00;02"
    assert timecode_at("00:09:59;29", rate, 1) == "00:10:00;00"
    assert timecode_at("01:00:00;00", rate, 107892) == "02:00:00;00"
    assert timecode_at("23:59:59;29", rate, 1) == "00:00:00;00"
    assert timecode_at("00:00:59;59", Fraction(60000, 1001), 1) == "00:01:00;04"
    assert timecode_at("23:59:59:24", Fraction(25), 1) == "00:00:00:00"
    assert timecode_at("10:00:00:00", Fraction(24000, 1001), 24) == "10:00:01:00"
    assert timecode_at("odd", Fraction(25), 3) == "odd"
    total, at = 0, "00:00:00;00"
    for step in (1, 17, 1798, 17982, 1800, 5):
        total += step
        at = timecode_at(at, rate, step)
        assert at == timecode_at("00:00:00;00", rate, total)


def test_titles_languages_and_attachments_go_along(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "clip.mkv", frames=4, sound="flac", attachment=("type.ttf", "font/ttf", b"letters"))
    tagged = tmp_path / "tagged.mkv"
    with av.open(str(clip)) as source, av.open(str(tagged), "w") as target:
        target.metadata["title"] = "Friday"
        streams = {
            s.index: target.add_stream_from_template(s) for s in source.streams if s.type in ("video", "audio")
        }
        streams[1].metadata["language"] = "fra"
        target.add_attachment("type.ttf", "font/ttf", b"letters")
        for packet in source.demux(*(source.streams[i] for i in streams)):
            if packet.size:
                packet.stream = streams[packet.stream.index]
                target.mux(packet)
    written = run_export(tagged, tmp_path / "out.mkv", format="ffv1").path
    with av.open(str(written)) as container:
        assert container.metadata["title"] == "Friday"
        assert container.streams.audio[0].language == "fra"
        attached = [s for s in container.streams if s.type == "attachment"]
        assert attached[0].data == b"letters"
    bare = run_export(tagged, tmp_path / "bare.mkv", format="ffv1", copy_sound=False, copy_subtitles=False).path
    with av.open(str(bare)) as container:
        assert [s.type for s in container.streams] == ["video"]
    mp4 = run_export(tagged, tmp_path / "out.mp4", speed="fast")
    assert any("attached files" in warning for warning in mp4.warnings)


def test_a_broken_soundtrack_does_not_stop_the_film(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "clip.mkv", frames=30, sound="flac")
    content = clip.read_bytes()
    clip.write_bytes(content[: len(content) * 9 // 10])
    written = run_export(clip, tmp_path / "out.mkv", format="ffv1")
    assert written.frames >= 20
    assert len(packets_of(written.path, "audio")) > 3


def test_several_tracks_stay_several(tmp_path: Path) -> None:
    one = make_film(tmp_path / "one.mov", frames=25, sound="pcm_s16le")
    many = tmp_path / "many.mov"
    with av.open(str(one)) as source, av.open(str(many), "w") as target:
        video = target.add_stream_from_template(source.streams.video[0])
        tracks = [target.add_stream_from_template(source.streams.audio[0]) for _ in range(3)]
        for packet in source.demux(source.streams.video[0], source.streams.audio[0]):
            if not packet.size:
                continue
            if packet.stream.type == "video":
                packet.stream = video
                target.mux(packet)
                continue
            for number, track in enumerate(tracks):
                copy: Any = av.Packet(bytes(np.frombuffer(bytes(packet), np.int16) // (number + 1)))
                copy.pts, copy.dts, copy.time_base, copy.duration = (
                    packet.pts,
                    packet.dts,
                    packet.time_base,
                    packet.duration,
                )
                copy.stream = track
                target.mux(copy)
    written = run_export(many, tmp_path / "out.mov", format="prores").path
    for number in range(3):
        before, after = packets_of(many, "audio", number), packets_of(written, "audio", number)
        assert b"".join(d for _, d in before) == b"".join(d for _, d in after)
