"""Exports as numbered pictures: names, depth, light, sound beside them, and no picture ever replaced unasked."""

from __future__ import annotations

import json
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import OpenImageIO as oiio
import pytest

from engine.media.export import ExportSettings, parse_settings, picture_name, plan_export
from engine.media.luma_lock import Coding, coded_planes
from engine.media.source import open_source
from engine.runtime.errors import InputError, MediaError
from tests.engine.exporting import luma_planes, run_export, tinted
from tests.material import HD, make_film, make_sequence, number_of, packets_of, vfr_pts


def read(path: Path) -> np.ndarray:
    made = oiio.ImageInput.open(str(path))
    assert made is not None, oiio.geterror()
    pixels = made.read_image(made.spec().format)
    made.close()
    return np.asarray(pixels)


def test_pictures_are_numbered_from_the_start_number(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "reel.mkv", frames=12, codec="ffv1")
    written = run_export(clip, tmp_path / "out", format="png", start=3, stop=7)
    names = sorted(path.name for path in written.path.iterdir())
    assert names == ["provenance.json", *(f"reel_color.{n}.png" for n in (1001, 1002, 1003, 1004))]
    assert [number_of(read(tmp_path / "out" / name)) for name in names[1:]] == [3, 4, 5, 6]
    told = json.loads((tmp_path / "out" / "provenance.json").read_text())
    assert told["written"] == "reel_color.1001.png"


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{clip}_color", "reel_color.0007.tif"),
        ("{clip}.######", "reel.000007.tif"),
        ("shot_%05d_v2", "shot_00007_v2.tif"),
        ("a#b", "a7b.tif"),
    ],
)
def test_name_patterns(pattern: str, name: str) -> None:
    settings = ExportSettings(format="tiff", start_number=5, start=10, name_pattern=pattern)
    assert picture_name(settings, "reel", 12) == name


@pytest.mark.parametrize("pattern", ["../{clip}", "a/b", "{frame}", "   ", "a:b"])
def test_names_that_are_none(pattern: str) -> None:
    with pytest.raises(InputError, match="cannot be a file name"):
        picture_name(parse_settings({"format": "png", "name_pattern": pattern}), "reel", 0)


@pytest.mark.parametrize(
    ("settings", "pixel_format", "dtype"),
    [
        ({"format": "png"}, "yuv420p", np.uint8),
        ({"format": "png"}, "yuv422p10le", np.uint16),
        ({"format": "png", "picture_bits": "16"}, "yuv420p", np.uint16),
        ({"format": "tiff"}, "yuv420p", np.uint16),
        ({"format": "tiff", "picture_bits": "8"}, "yuv422p10le", np.uint8),
        ({"format": "exr"}, "yuv420p", np.float16),
    ],
)
def test_depth_of_pictures(tmp_path: Path, settings: dict[str, str], pixel_format: str, dtype: type) -> None:
    clip = make_film(tmp_path / "reel.mkv", frames=2, codec="ffv1", pixel_format=pixel_format, tags=HD)
    written = run_export(clip, tmp_path / "out", provenance=False, **settings)
    assert {read(path).dtype.type for path in written.path.iterdir()} == {dtype}


def test_sixteen_bit_pictures_hold_the_luma_of_the_clip(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "reel.mkv", frames=3, codec="ffv1", pixel_format="yuv422p10le", tags=HD)
    written = run_export(clip, tmp_path / "out", format="tiff", results=lambda s: tinted(s, 45.0))
    picture = read(written.path / "reel_color.1002.tif").astype(np.float32) / np.float32(65535)
    again = coded_planes(picture, Coding("yuv444p10le", "bt709")).y
    assert np.array_equal(again, luma_planes(clip)[1])
    assert np.ptp(picture, axis=-1).mean() > 0.05


def test_exr_is_scene_linear(tmp_path: Path) -> None:
    gray = [np.full((64, 96, 3), 188, np.uint8)] * 2  # sRGB 188 is half of the light of white
    clip = make_film(tmp_path / "reel.mkv", codec="ffv1", pixel_format="yuv444p", pictures=gray)
    written = run_export(clip, tmp_path / "out", format="exr", results=lambda s: lambda i: None)
    assert abs(float(read(written.path / "reel_color.1001.exr").mean()) - 0.503) < 0.01


def test_linear_pictures_come_out_with_their_highlights(tmp_path: Path) -> None:
    folder = tmp_path / "scan"
    folder.mkdir()
    scene = np.linspace(0, 6, 96 * 64, dtype=np.float32).reshape(64, 96, 1).repeat(3, 2)
    for number in (1, 2):
        out = oiio.ImageOutput.create("a.exr")
        out.open(str(folder / f"a.{number:04d}.exr"), oiio.ImageSpec(96, 64, 3, oiio.FLOAT))
        out.write_image(scene)
        out.close()
    written = run_export(folder, tmp_path / "out", format="exr", results=lambda s: tinted(s, 20.0))
    picture = read(written.path / "scan_color.1001.exr").astype(np.float32)
    luminance = picture @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    assert np.abs(luminance - scene[..., 0]).max() < 0.02
    assert np.ptp(picture[10], axis=-1).max() > 0.02


def test_sound_and_times_lie_beside_the_pictures(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "reel.mp4", pts=vfr_pts(12, 10), time_base=Fraction(1, 250), sound="aac")
    written = run_export(clip, tmp_path / "out", format="png")
    assert any("reel.mka" in warning for warning in written.warnings)
    before, after = packets_of(clip, "audio"), packets_of(written.path / "reel.mka", "audio")
    assert [data for _, data in before] == [data for _, data in after]
    times = (written.path / "reel.timestamps.txt").read_text().splitlines()
    assert [float(line) for line in times[1:]] == [pts * 4.0 for pts in vfr_pts(12, 10)]


def test_pictures_that_are_there_are_kept(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "reel.mkv", frames=4, codec="ffv1")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    (folder / "reel_color.1003.png").write_bytes(b"retouched")
    with pytest.raises(MediaError, match=r"reel_color\.1003\.png exists already"):
        run_export(clip, folder, format="png")
    assert sorted(path.name for path in folder.iterdir()) == ["notes.txt", "reel_color.1003.png"]
    run_export(clip, folder, format="png", start=0, stop=2, provenance=False)
    assert (folder / "reel_color.1003.png").read_bytes() == b"retouched"
    assert (folder / "notes.txt").read_text() == "mine"
    run_export(clip, folder, format="png", replace=True)
    assert number_of(read(folder / "reel_color.1003.png")) == 2


def test_the_clips_own_folder_is_refused(tmp_path: Path) -> None:
    folder = make_sequence(tmp_path / "pictures", frames=3)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(InputError, match="the clip's own pictures"):
        run_export(folder, folder, format="png", replace=True, name_pattern="name.####", start_number=1)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_sequence_of_a_sequence(tmp_path: Path) -> None:
    folder = make_sequence(tmp_path / "pictures", frames=3, start=101)
    written = run_export(folder, tmp_path / "out", format="png", results=lambda s: lambda i: None, start_number=101)
    for path in sorted(folder.iterdir()):
        number = path.name.split(".")[1].lstrip("0")
        copied = read(written.path / f"pictures_color.{int(number):04d}.png")
        assert np.array_equal(copied, cv2.imread(str(path))[..., ::-1])


def test_plans_of_pictures_tell_what_they_cannot_hold(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "reel.mp4", frames=3, sound="aac", subtitles=((0, 0.1, "Hi"),))
    with closing(open_source(clip)) as source:
        plan = plan_export(source, ExportSettings(format="tiff"), tmp_path / "out")
    assert any("no sound" in warning for warning in plan.warnings)
    assert any("no subtitles" in warning for warning in plan.warnings)
    with pytest.raises(MediaError, match="is a file; pictures need a folder"), closing(open_source(clip)) as source:
        plan_export(source, ExportSettings(format="tiff"), clip)
