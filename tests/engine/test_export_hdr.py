"""What an HDR project writes: OpenEXR, HDR10 and HLG that are read back, and tone-mapped pictures for screens."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.sidedata.sidedata import Type
from numpy.typing import NDArray

from engine.cli import main
from engine.color.broadcast import hlg_light, hlg_screen, pq_light
from engine.color.lab import from_linear
from engine.color.scene_linear import stops_above
from engine.color.tone import ToneMapping, measured, tone_mapped
from engine.media.export import Exported, export, parse_settings
from engine.media.images import read_picture
from engine.media.source import open_source
from engine.project.edits import choose_run, put_keyframe
from engine.project.file import ProjectFolder
from engine.project.model import Keyframe
from engine.project.shown import written_picture
from tests.fakes import WideParams
from tests.hdr import HEIGHT, KEY_STOPS, LAMP, SHADE, WIDTH, filmed, make_ldr_film, scene
from tests.material import packets_of

FRAMES = 6
BARE = 4  # a frame without a result
WHITE = 203
SCALED = np.float32(2**KEY_STOPS)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_ldr_film(tmp_path / "reel.mkv", FRAMES, sound="flac")


@pytest.fixture
def project(film: Path, tmp_path: Path) -> Iterator[ProjectFolder]:
    """A project whose shot shows the true light of all frames but one, two stops above the film's."""
    folder = ProjectFolder.create(tmp_path / "p.tintloom", film)
    image = folder.blobs.put_picture(scene(0) * SCALED)
    stops = stops_above(filmed(0), scene(0) * SCALED)
    folder.append(put_keyframe(folder.project, Keyframe(frame=0, image=image, kind="hdr", stops=stops)))
    assert folder.project.clip is not None
    (shot,) = folder.project.shots
    run = folder.runs.new("fake_wide", WideParams(), shot, folder.project.clip, kind="hdr")
    for frame in range(FRAMES):
        if frame != BARE:
            folder.runs.folder(run.id).write_frame(frame, scene(frame) * SCALED)
    folder.append(choose_run(folder.project, run.id, 0, FRAMES))
    yield folder
    folder.close()


def write(project: ProjectFolder, film: Path, out: Path, **settings: Any) -> Exported:
    chosen = parse_settings({"speed": "fast", **settings})
    with closing(open_source(film)) as source:
        picture_of = written_picture(project, project.project, chosen.content)
        steps = export(source, picture_of, chosen, out)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                written: Exported = end.value
                return written


def signals(path: Path) -> tuple[list[av.VideoFrame], list[NDArray[np.float64]]]:
    """Return the frames of a 10-bit film and their R'G'B' of BT.2020, 0..1, made by hand from Y'CbCr."""
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
    pictures = []
    for frame in frames:
        planes = frame.to_ndarray().astype(np.float64)  # yuv420p10le: Y above, Cb and Cr packed below
        height, width = frame.height, frame.width
        luma = (planes[:height] - 64) / 876
        small = (height // 2, width // 2)
        chroma = planes[height:].reshape(2, *small)
        cb, cr = (np.kron((each - 512) / 896, np.ones((2, 2))) for each in chroma)
        red, blue = luma + 1.4746 * cr, luma + 1.8814 * cb
        green = (luma - 0.2627 * red - 0.0593 * blue) / 0.6780
        pictures.append(np.stack([red, green, blue], -1))
    return frames, pictures


def test_openexr_keeps_the_light_and_tells_which_frames_have_none(
    project: ProjectFolder, film: Path, tmp_path: Path
) -> None:
    written = write(project, film, tmp_path / "exr", format="exr", name_pattern="a.####", start_number=0)
    assert written.made == {"hdr": FRAMES - 1} and "5 of 6 frames have a wider range" in written.told
    assert any("1 of 6 frames have no HDR result" in each for each in written.warnings)
    for frame in range(FRAMES):
        light = read_picture(written.path / f"a.{frame:04d}.exr")
        expected = scene(frame) * SCALED
        if frame == BARE:  # the film's own, on the same scale: nothing jumps
            expected = np.minimum(scene(frame), 1) * SCALED
        np.testing.assert_allclose(light, expected, rtol=0.1 if frame == BARE else 2e-3, atol=0.01)


def test_hdr10_is_tagged_and_its_light_comes_back(project: ProjectFolder, film: Path, tmp_path: Path) -> None:
    written = write(project, film, tmp_path / "a.mp4", format="hdr10", crf=1)
    frames, pictures = signals(written.path)
    assert len(frames) == FRAMES and frames[0].format.name == "yuv420p10le"
    with av.open(str(written.path)) as container:
        context: Any = container.streams.video[0].codec_context
        tags = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
        assert tags == (9, 16, 9, 1) and container.streams.audio
    kinds = {data.type for data in frames[0].side_data}
    assert {Type.MASTERING_DISPLAY_METADATA, Type.CONTENT_LIGHT_LEVEL} <= kinds
    level = next(data for data in frames[0].side_data if data.type == Type.CONTENT_LIGHT_LEVEL)
    most, mean = np.frombuffer(bytes(level), np.uint32)[:2]
    assert most == pytest.approx(9 * WHITE * 0.95, rel=0.1), "the lamp, in BT.2020"
    assert 30 < mean < WHITE
    assert any(f"up to {most} nits bright" in each for each in written.warnings)
    for frame in (0, 3):
        nits = pq_light(pictures[frame])
        shade = nits[SHADE[1], SHADE[0]].mean() / WHITE
        assert shade == pytest.approx(scene(frame)[SHADE[::-1]].mean(), rel=0.08)
        lamp = nits[LAMP[1], LAMP[0]] @ (0.2627, 0.6780, 0.0593) / WHITE
        assert lamp == pytest.approx(scene(frame)[LAMP[::-1]] @ (0.2126, 0.7152, 0.0722), rel=0.03)
    bare = pq_light(pictures[BARE])[LAMP[1], LAMP[0]].mean()
    assert bare == pytest.approx(WHITE, rel=0.03), "the film's white is where it belongs"


def test_hlg_is_tagged_and_white_is_where_it_is_asked_for(project: ProjectFolder, film: Path, tmp_path: Path) -> None:
    written = write(project, film, tmp_path / "a.mov", format="hlg", crf=1, white=100)
    frames, pictures = signals(written.path)
    with av.open(str(written.path)) as container:
        context: Any = container.streams.video[0].codec_context
        assert (context.color_primaries, context.color_trc, context.colorspace) == (9, 18, 9)
    assert not {data.type for data in frames[0].side_data} & {Type.CONTENT_LIGHT_LEVEL}
    assert not any("cut off" in each for each in written.warnings), "900 nits are shown by a display of 1000"
    brighter = write(project, film, tmp_path / "b.mov", format="hlg")
    assert any("brighter than 1000 nits is cut off" in each for each in brighter.warnings)
    nits = hlg_screen(hlg_light(pictures[0]))[LAMP[1], LAMP[0]]
    expected = 100 * scene(0)[LAMP[::-1]] @ (0.2126, 0.7152, 0.0722)
    assert nits @ (0.2627, 0.6780, 0.0593) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("suffix", [".mkv", ".mp4"])
def test_the_sound_is_copied_with_it(project: ProjectFolder, film: Path, tmp_path: Path, suffix: str) -> None:
    written = write(project, film, tmp_path / f"a{suffix}", format="hdr10")
    assert [data for _, data in packets_of(written.path, "audio")] == [data for _, data in packets_of(film, "audio")]


@pytest.mark.parametrize(
    ("name", "out"), [("h264", "a.mp4"), ("h265", "a.mkv"), ("prores", "a.mov"), ("ffv1", "a.mkv"), ("png", "a")]
)
def test_screens_get_it_tone_mapped_and_are_told(
    project: ProjectFolder, film: Path, tmp_path: Path, name: str, out: str
) -> None:
    written = write(project, film, tmp_path / out, format=name, tone="drago", exposure=0.5)
    assert any("5 HDR frames were tone mapped (Drago, +0.5 EV)" in each for each in written.warnings)
    if name == "png":
        written_frame = read_picture(sorted(written.path.glob("*.png"))[0])
    else:
        with closing(open_source(written.path)) as source:
            written_frame = source.read(0)
    seen = written_frame if written_frame.dtype == np.uint8 else (written_frame >> 8).astype(np.uint8)
    range_ = measured([scene(0) * SCALED])
    expected = tone_mapped(scene(0) * SCALED, ToneMapping("drago", 0.5, KEY_STOPS, range_))
    flat = np.s_[HEIGHT // 2 :, : WIDTH // 3]
    assert np.abs(seen[flat].astype(float).mean((0, 1)) - expected[flat].astype(float).mean((0, 1))).max() < 6


def test_at_plain_exposure_a_screen_shows_the_film_again(project: ProjectFolder, film: Path, tmp_path: Path) -> None:
    written = write(project, film, tmp_path / "a", format="png", name_pattern="a.####", start_number=0)
    for frame in (0, BARE):
        picture = read_picture(written.path / f"a.{frame:04d}.png")
        tolerance = 0 if frame == BARE else 8  # the scale is measured, within a few hundredths of a stop
        assert np.abs(picture.astype(int) - filmed(frame)).max() <= tolerance
    deep = write(project, film, tmp_path / "deep", format="tiff", name_pattern="a.####", start_number=0, exposure=-2)
    picture = read_picture(deep.path / "a.0000.tif")
    assert picture.dtype == np.uint16
    lamp = picture[LAMP[::-1]] / 65535
    assert lamp == pytest.approx(from_linear(np.minimum(scene(0)[LAMP[::-1]] / 4, 1)), abs=0.02)


def test_light_under_a_mask_and_a_film_without_results_are_written(
    project: ProjectFolder, film: Path, tmp_path: Path
) -> None:
    written = write(project, film, tmp_path / "a", format="exr", content="shown_masks")
    assert len(list(written.path.glob("*.exr"))) == FRAMES
    plain = ProjectFolder.create(tmp_path / "q.tintloom", film)
    try:
        told = write(plain, film, tmp_path / "plain.mp4", format="hdr10")
        assert any("6 of 6 frames have no HDR result" in each for each in told.warnings)
        _, pictures = signals(told.path)
        assert pq_light(pictures[0])[LAMP[1], LAMP[0]].mean() == pytest.approx(WHITE, rel=0.05)
    finally:
        plain.close()


def test_a_script_writes_it_and_the_provenance_tells_of_invented_light(
    project: ProjectFolder, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project.close()
    out = tmp_path / "out.mp4"
    words = ["export", str(project.path), "-o", str(out), "--format", "hdr10", "--white", "150", "--json"]
    monkeypatch.setattr(sys, "argv", ["tintloom", *words])
    with pytest.raises(SystemExit) as left:
        main()
    told, err = capfd.readouterr()
    assert not left.value.code, err
    assert json.loads(told)["colored"] == FRAMES - 1 and "have no HDR result" in err.replace("\n", " ")
    _, pictures = signals(out)
    assert pq_light(pictures[BARE])[LAMP[1], LAMP[0]].mean() == pytest.approx(150, rel=0.1)
    kept = json.loads(out.with_name("out.mp4.provenance.json").read_text())
    assert "HDR keyframes" in kept["statement"] and kept["export"]["white"] == 150
    assert kept["keyframes"][0]["stops"] == pytest.approx(KEY_STOPS, abs=0.1)
