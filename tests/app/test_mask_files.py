"""Mattes that the program wrote come back with the same objects, and one bad frame stops no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from app.flows.mask_files import Found, imported, read_all
from engine.media.export import export
from engine.media.export_settings import ExportSettings
from engine.media.masks import read_mask
from engine.media.source import open_source
from engine.project.file import ProjectFolder
from engine.project.model import Keyframe
from engine.project.objects import mask_keyframes, put_mask, with_labels
from engine.project.shown import written_picture
from tests.material import make_film

FRAMES = 5
SHAPE = (64, 96)


def _labels(frame: int, first: int, second: int) -> NDArray[np.uint8]:
    """Only the first object, only the second, both with the first small, both, none."""
    made = np.zeros(SHAPE, np.uint8)
    if frame in (0, 3):
        made[4:24, 4:40] = first
    if frame == 2:
        made[10:16, 10:16] = first
    if frame in (1, 2, 3):
        made[30:60, 50:90] = second
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[ProjectFolder]:
    with ProjectFolder.create(tmp_path / "a.tintloom", make_film(tmp_path / "a.mp4", FRAMES)) as made:
        yield made


def _with_objects(folder: ProjectFolder, first: int, second: int, count: int) -> None:
    changed = with_labels(folder.project, range(1, count + 1))
    for frame in range(FRAMES):
        changed = put_mask(changed, frame, folder.blobs.put_mask(_labels(frame, first, second)))
    folder.append(changed)


def _written(folder: ProjectFolder, out: Path, **settings: object) -> Path:
    chosen = ExportSettings.model_validate({"content": "masks", "provenance": False, "matte": "levels", **settings})
    source = open_source(folder.path.parent / "a.mp4")
    try:
        made = written_picture(folder, folder.project, chosen.content, chosen.label, chosen.matte)
        for _ in export(source, made, chosen, out):
            pass
    finally:
        source.close()
    return out


def _read(folder: ProjectFolder, paths: list[Path], label: int = 1) -> Found:
    source = open_source(folder.path.parent / "a.mp4")
    try:
        reading = read_all(paths, 0, source, folder.blobs, folder.project, label)
        while True:
            try:
                next(reading)
            except StopIteration as ended:
                return ended.value
    finally:
        source.close()


@pytest.mark.parametrize(
    ("first", "second", "count", "kind"),
    [
        (1, 2, 2, "ffv1"),
        (2, 4, 4, "ffv1"),
        (3, 30, 40, "ffv1"),
        (1, 2, 2, "h264"),
        (1, 2, 2, "tiff"),
        (2, 4, 4, "tiff"),
    ],
)
def test_levels_come_back_as_the_objects_they_were(
    folder: ProjectFolder, tmp_path: Path, first: int, second: int, count: int, kind: str
) -> None:
    _with_objects(folder, first, second, count)
    out = _written(folder, tmp_path / ("m" if kind == "tiff" else "m.mkv"), format=kind, start_number=0)
    found = _read(folder, sorted(out.glob("*.tif")) if kind == "tiff" else [out])
    assert found.refused == () and found.labels == {first, second}
    assert [key.frame for key in found.keyframes] == list(range(FRAMES))
    for key in found.keyframes:
        wrong = read_mask(folder.blobs.verified(key.image)) != _labels(key.frame, first, second)
        assert wrong.mean() <= (0.02 if kind == "h264" else 0)


def test_a_film_from_elsewhere_is_told_by_all_its_frames(folder: ProjectFolder, tmp_path: Path) -> None:
    _with_objects(folder, 1, 2, 2)
    out = _written(folder, tmp_path / "m.mkv", format="ffv1")
    folder.append(folder.project.replaced(masks=()))
    found = _read(folder, [out])
    assert found.labels == {1, 2}
    for key in found.keyframes:
        assert np.array_equal(read_mask(folder.blobs.verified(key.image)), _labels(key.frame, 1, 2))


def test_a_frame_that_is_no_mask_stops_no_other(folder: ProjectFolder, tmp_path: Path) -> None:
    _with_objects(folder, 1, 2, 2)
    rng = np.random.default_rng(0)
    pictures = [np.repeat((_labels(frame, 1, 2) > 0)[..., None] * np.uint8(255), 3, 2) for frame in range(FRAMES)]
    pictures[2] = rng.integers(0, 255, (*SHAPE, 3)).astype(np.uint8)
    found = _read(folder, [make_film(tmp_path / "m.mp4", pictures=pictures)], label=2)
    assert [key.frame for key in found.keyframes] == [0, 1, 3, 4]
    assert len(found.refused) == 1 and found.refused[0].startswith("Frame 2 of m.mp4 is no mask")


def test_a_film_that_holds_no_mattes_is_refused_in_one_sentence(folder: ProjectFolder) -> None:
    found = _read(folder, [folder.path.parent / "a.mp4"])
    assert found.keyframes == () and len(found.refused) == 1


def test_an_import_is_believed_everywhere_and_keeps_what_was_there(folder: ProjectFolder, tmp_path: Path) -> None:
    old, trust = (folder.blobs.put_mask(np.full(SHAPE, label, np.uint8)) for label in (1, 2))
    key = Keyframe(frame=0, image=old, kind="mask", note="by hand", trust=trust, origin="painted")
    project = folder.project.with_shot(folder.project.shots[0].with_keyframe(key))
    folder.append(with_labels(project, {1}))
    path = tmp_path / "new 0000.png"
    cv2.imwrite(str(path), np.where(_labels(3, 1, 1) > 0, 255, 0))
    after = imported(folder.project, _read(folder, [path]), folder.project.masks[0])
    (made,) = mask_keyframes(after)
    assert (made.versions, made.note, made.trust) == ((old,), path.name, None)
