"""A picture handed out to a painting program never takes the place of one that the artist saved there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.flows.pictures import write_picture
from app.flows.returning import hand_out, news_of
from engine.media.images import ImageSequence, read_picture
from engine.project.blobs import Blobs
from engine.project.model import Keyframe
from engine.project.outside import Outside, Place

PLACE = Place(0)


def _picture(value: int, height: int = 24) -> NDArray[np.uint8]:
    return np.full((height, 32, 3), value, np.uint8)


@pytest.fixture
def film(tmp_path: Path) -> ImageSequence:
    (tmp_path / "film").mkdir()
    for frame in range(2):
        write_picture(_picture(90), tmp_path / f"film/reel_{frame:04d}.png")
    return ImageSequence(tmp_path / "film")


def test_what_was_saved_and_not_read_yet_is_kept(tmp_path: Path) -> None:
    outside, blobs = Outside(tmp_path), Blobs(tmp_path / "blobs")
    first = hand_out(outside, "reel", PLACE, None, blobs, lambda: _picture(90))
    assert first.kept is None and outside.news() == []
    for saved in (10, 20):  # and the second does not take the place of the first
        write_picture(_picture(saved), first.path)
        again = hand_out(outside, "reel", PLACE, None, blobs, lambda: _picture(90))
        assert again.path == first.path and read_picture(again.path).max() == 90
        assert again.kept is not None and read_picture(again.kept).max() == saved
    assert [read_picture(path).max() for path in sorted((outside.folder / "finished").iterdir())] == [20, 10]
    # what the project knows goes without a trace
    assert hand_out(outside, "reel", PLACE, None, blobs, lambda: _picture(80)).kept is None


def test_what_was_refused_is_kept(tmp_path: Path, film: ImageSequence) -> None:
    outside, blobs = Outside(tmp_path), Blobs(tmp_path / "blobs")
    path = hand_out(outside, "reel", PLACE, None, blobs, lambda: _picture(90)).path
    write_picture(_picture(30, height=20), path)
    (refused,) = news_of(outside, [], film, blobs)
    assert refused.imported is None and "undo the crop" in refused.error
    outside.remember(refused.path, refused.digest, is_refused=True)
    assert outside.news() == []  # told once
    kept = hand_out(outside, "reel", PLACE, None, blobs, lambda: _picture(90)).kept
    assert kept is not None and read_picture(kept).shape == (20, 32, 3)


def test_a_float_picture_is_kept_as_well(tmp_path: Path) -> None:
    outside, blobs = Outside(tmp_path), Blobs(tmp_path / "blobs")
    key = Keyframe(frame=0, image=blobs.put_picture(_picture(90).astype(np.float32) / 255))
    path = hand_out(outside, "reel", PLACE, key, blobs, lambda: _picture(0)).path
    assert path.name == "reel 000000.exr"
    write_picture(_picture(10).astype(np.float32), path)
    kept = hand_out(outside, "reel", PLACE, key, blobs, lambda: _picture(0)).kept
    assert kept is not None and read_picture(kept).max() == 10


def test_a_file_that_breaks_its_reader_keeps_no_other_from_coming_back(
    tmp_path: Path, film: ImageSequence, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside, blobs = Outside(tmp_path), Blobs(tmp_path / "blobs")
    for frame in range(2):
        write_picture(_picture(30), outside.make() / f"reel {frame:06d}.png")

    def read(path: Path) -> NDArray[np.uint8]:
        if "000000" in path.name:
            raise LookupError("a tag nobody knows.")
        return read_picture(path)

    monkeypatch.setattr("engine.media.images.read_picture", read)
    news = {each.place.frame: each for each in news_of(outside, [], film, blobs)}
    assert news[0].error == "reel 000000.png cannot be read: a tag nobody knows." and news[0].may_be_unfinished
    assert news[1].imported is not None
