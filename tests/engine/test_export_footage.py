"""Exports of real films, as archives and cameras wrote them."""

from __future__ import annotations

from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.media.export import parse_settings
from engine.media.source import FrameSource, open_source
from tests.engine.exporting import Results, finish
from tests.material import packets_of

CLIPS = [
    "archival/friday.mp4",
    "archival/Winter_Scenes_in_Holland.mp4",
    "formats/milk.mkv",
    "formats/cursed-vfr.mp4",
    "formats/nasa_13013.mp4",
    "formats/dv-pal-interlaced.mov",
    "formats/xdcam-hd-1080i50.mov",
    "formats/rotate-buck-bunny.mp4",
    "formats/no-initial-keyframe.ts",
    "formats/out-of-order-pts.avi",
    "formats/thanks.mkv",
    "formats/animation.mov",
    "formats/video_with_failing_audio.mp4",
]


def warm(source: FrameSource) -> Results:
    """A result that is cheap to make: the gray, warmed."""

    def picture_of(index: int) -> NDArray[Any] | None:
        gray = source.read_luma(index)[..., None] * np.array([255, 225, 190], np.float32)
        return np.rint(gray).astype(np.uint8)

    return picture_of


@pytest.mark.parametrize(
    ("name", "kind", "suffix"),
    [(name, "ffv1", ".mkv") for name in CLIPS]
    + [(name, "prores", ".mov") for name in CLIPS if "dv-pal" in name or "friday" in name or "out-of" in name]
    + [(name, "ffv1", ".mov") for name in CLIPS if "cursed" in name or "friday" in name],
)
def test_a_range_of_a_real_film(footage: Path, tmp_path: Path, name: str, kind: str, suffix: str) -> None:
    clip = footage / name
    with closing(open_source(clip)) as source:
        start = min(5, len(source) - 2)
        few = 3 if source.facts.width > 1000 else 8
        stop = min(start + few, len(source))
        settings = parse_settings({"format": kind, "start": start, "stop": stop, "speed": "fast"})
        written = finish(source, warm(source), settings, tmp_path / f"out{suffix}")
        with closing(open_source(written.path)) as result:
            assert len(result) == stop - start
            facts, found = source.facts, result.facts
            assert (found.width, found.height) == (facts.width, facts.height)
            assert found.is_interlaced == facts.is_interlaced
            assert abs(found.pixel_aspect / facts.pixel_aspect - 1) < Fraction(1, 500)
            assert len(found.audio) == len(facts.audio)
            slack = Fraction(1, 1000) if suffix == ".mkv" else 0
            for index in (start, stop - 1):
                wanted = source.time(index) - source.time(start)
                assert abs(result.time(index - start) - wanted) <= slack
                if kind == "ffv1" and facts.color.matrix != "gbr":
                    samples = source.read_luma_samples(index)
                    assert np.array_equal(samples, result.read_luma_samples(index - start))
            color = result.read(1).astype(int)
            assert color[..., 0].mean() > color[..., 2].mean()


def test_the_whole_sound_of_an_archival_film_is_copied(footage: Path, tmp_path: Path) -> None:
    clip = footage / "archival/friday.mp4"
    with closing(open_source(clip)) as source:
        settings = parse_settings({"format": "h264", "speed": "fast", "crf": 30})
        written = finish(source, lambda i: None, settings, tmp_path / "out.mp4")
        with closing(open_source(written.path)) as result:
            assert len(result) == len(source) == 185
            assert [result.time(i) for i in range(185)] == [source.time(i) for i in range(185)]
    assert packets_of(clip, "audio") == packets_of(written.path, "audio")
