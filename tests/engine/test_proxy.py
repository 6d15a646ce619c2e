"""The small copy for scrubbing: the clip's frames at the clip's times, or nothing at all."""

from __future__ import annotations

import os
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from engine.media import proxy
from engine.media.proxy import make_proxy, open_proxy, proxy_path
from engine.media.source import open_source
from engine.runtime.errors import MediaError
from engine.runtime.events import Progress
from tests.material import make_film, make_sequence, number_of, vfr_pts


def _clip(kind: str, folder: Path) -> Path:
    if kind == "variable rate":
        return make_film(folder / "v.mp4", 30, (192, 128), pts=vfr_pts(30, 2), time_base=Fraction(1, 90))
    if kind == "pictures":
        return make_sequence(folder / "s", 8, (192, 128))
    if kind == "16-bit pictures":
        return make_sequence(folder / "s", 5, (192, 128), bits=16)
    if kind == "odd size, 10 bits":
        return make_film(folder / "o.mkv", 10, (191, 127), codec="ffv1", pixel_format="yuv444p10le")
    return make_film(folder / "n.mkv", 30, (192, 128), rate=Fraction(24000, 1001), b_frames=3)


@pytest.mark.parametrize(
    "kind", ["Matroska at 23.976", "variable rate", "pictures", "16-bit pictures", "odd size, 10 bits"]
)
def test_frame_i_of_the_proxy_is_frame_i_of_the_clip(kind: str, tmp_path: Path) -> None:
    clip, folder = _clip(kind, tmp_path), tmp_path / "cache"
    assert open_proxy(clip, folder) is None
    events = list(make_proxy(clip, folder))
    assert all(isinstance(event, Progress) for event in events) and events[-1].done == events[-1].total
    small = open_proxy(clip, folder)
    assert small is not None
    with small, open_source(clip) as source:  # type: ignore[attr-defined]
        count = len(source)
        assert len(small) == count
        assert [small.time(i) for i in range(count)] == [source.time(i) for i in range(count)]
        assert (small.facts.width, small.facts.height) == (
            (source.facts.width + 1) // 2,
            (source.facts.height + 1) // 2,
        )
        for index in reversed(range(count)):
            assert number_of(small.read(index)) == number_of(source.read(index)) == index
            halved = source.read_luma(index)[: source.facts.height // 2 * 2, : source.facts.width // 2 * 2]
            halved = halved.reshape(halved.shape[0] // 2, 2, -1, 2).mean((1, 3))
            assert np.abs(small.read_luma(index)[: halved.shape[0], : halved.shape[1]] - halved).mean() < 0.03


def test_a_turned_film_has_an_upright_proxy(tmp_path: Path) -> None:
    clip = make_film(tmp_path / "t.mp4", 4, (192, 128), rotation=90, pixel_aspect=Fraction(2))
    list(make_proxy(clip, tmp_path / "cache"))
    small = open_proxy(clip, tmp_path / "cache")
    assert small is not None
    with small:
        assert (small.facts.width, small.facts.height, small.facts.rotation) == (64, 96, 0)
        assert small.facts.pixel_aspect == Fraction(1, 2)


def test_it_is_made_once_and_found_again_after_the_film_moved(tmp_path: Path) -> None:
    clip, folder = make_film(tmp_path / "a.mp4", 12), tmp_path / "cache"
    assert len(list(make_proxy(clip, folder))) > 12
    made = proxy_path(clip, folder).stat().st_mtime_ns
    clip = clip.rename(tmp_path / "b.mp4")
    assert list(make_proxy(clip, folder)) == [Progress(1, 1, "proxy")]
    assert proxy_path(clip, folder).stat().st_mtime_ns == made


def test_closing_cancels_and_leaves_nothing(tmp_path: Path) -> None:
    clip, folder = make_film(tmp_path / "a.mp4", 30), tmp_path / "cache"
    making = make_proxy(clip, folder)
    while next(making).done < 5:
        pass
    assert len(list(folder.iterdir())) == 1
    making.close()
    assert list(folder.iterdir()) == [] and open_proxy(clip, folder) is None
    list(make_proxy(clip, folder))  # and it can be made after all
    small = open_proxy(clip, folder)
    assert small is not None
    small.close()


def test_what_a_killed_program_left_is_swept_up(tmp_path: Path) -> None:
    clip, folder = make_film(tmp_path / "a.mp4", 5), tmp_path / "cache"
    folder.mkdir()
    old, new = folder / "x.1.part.mov", folder / "x.2.part.mov"
    old.write_bytes(b"x")
    new.write_bytes(b"x")
    os.utime(old, (time.time() - 7200,) * 2)
    list(make_proxy(clip, folder))
    assert not old.exists() and new.exists()  # perhaps another window is writing that one


def test_a_damaged_proxy_is_thrown_away(tmp_path: Path) -> None:
    clip, folder = make_film(tmp_path / "a.mp4", 5), tmp_path / "cache"
    list(make_proxy(clip, folder))
    path = proxy_path(clip, folder)
    path.write_bytes(path.read_bytes()[:500])
    assert open_proxy(clip, folder) is None and not path.exists()


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = make_film(tmp_path / "a.mp4", 5)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(MediaError, match=r"a\.mp4 cannot be written"):
        list(make_proxy(clip, tmp_path / "file" / "cache"))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(proxy, "_add_stream", full)
    with pytest.raises(MediaError, match="No space left on device"):
        list(make_proxy(clip, tmp_path / "cache"))
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.footage
@pytest.mark.parametrize("name", ["corrupted.mp4", "no-initial-keyframe.ts"])
def test_real_films_keep_count_and_times(footage: Path, name: str, tmp_path: Path) -> None:
    clip = footage / "formats" / name
    list(make_proxy(clip, tmp_path))
    small = open_proxy(clip, tmp_path)
    assert small is not None
    with small, open_source(clip) as source:  # type: ignore[attr-defined]
        assert [small.time(i) for i in range(len(small))] == [source.time(i) for i in range(len(source))]
