"""Masks written as an export writes them, and read back as an import reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import OpenImageIO as oiio
import pytest
from numpy.typing import NDArray

from engine.media.export import ExportSettings, export
from engine.media.images import read_picture
from engine.media.masks import encode_mask, palette, read_mask
from engine.media.matte_levels import MatteSearch, mask_of_frame, mask_of_levels, mask_of_picture
from engine.media.mattes import read_matte
from engine.media.pictures import read_channel
from engine.media.source import open_source
from engine.project.file import ProjectFolder
from engine.project.model import Keyframe
from engine.project.objects import put_mask, with_labels
from engine.project.shown import written_picture
from engine.runtime.errors import InputError, MediaError
from tests.material import make_film

FRAMES = 3
Labels = NDArray[np.uint8]


def _labels(frame: int) -> Labels:
    made = np.zeros((64, 96), np.uint8)
    made[4 + frame : 20, 4:40] = 1
    made[24:44, 20:50] = 2
    made[30:60, 60:90] = 3
    return made


@pytest.fixture
def project(tmp_path: Path) -> Iterator[ProjectFolder]:
    """Masks of three objects on all frames but the last."""
    film = make_film(tmp_path / "a.mp4", FRAMES)
    folder = ProjectFolder.create(tmp_path / "a.tintloom", film)
    changed = with_labels(folder.project, (1, 2, 3))
    for frame in range(FRAMES - 1):
        changed = put_mask(changed, frame, folder.blobs.put_mask(_labels(frame)))
    folder.append(changed)
    yield folder
    folder.close()


def _export(project: ProjectFolder, out: Path, **settings: object) -> Path:
    chosen = ExportSettings.model_validate({"content": "masks", "provenance": False, **settings})
    source = open_source(project.path.parent / "a.mp4")
    try:
        made = written_picture(project, project.project, chosen.content, chosen.label, chosen.matte)
        for _ in export(source, made, chosen, out):
            pass
    finally:
        source.close()
    return out


def test_indexed_pngs_come_back_as_they_were(project: ProjectFolder, tmp_path: Path) -> None:
    out = _export(project, tmp_path / "png", format="png")
    files = sorted(out.glob("*.png"))
    for frame, file in enumerate(files):
        matte = read_matte(file)
        assert np.array_equal(matte.labels, _labels(frame) if frame < FRAMES - 1 else np.zeros((64, 96), np.uint8))
        assert matte.is_numbered


def test_one_object_alone_keeps_its_number(project: ProjectFolder, tmp_path: Path) -> None:
    out = _export(project, tmp_path / "png", format="png", label=2)
    labels = read_mask(sorted(out.glob("*.png"))[0])
    assert np.array_equal(labels, np.where(_labels(0) == 2, 2, 0))


@pytest.mark.parametrize("kind", ["ffv1", "h264"])
def test_a_film_in_black_and_white_is_one_object(project: ProjectFolder, tmp_path: Path, kind: str) -> None:
    out = _export(project, tmp_path / "m.mkv", format=kind)
    with_film = open_source(out)
    try:
        mask = mask_of_frame(with_film.read(1), "it")
        assert (mask == (_labels(1) > 0)).mean() > 0.985 and mask.max() == 1
        assert not mask_of_frame(with_film.read(2), "it").any()
    finally:
        with_film.close()


def test_a_film_of_gray_levels_tells_its_objects_apart(project: ProjectFolder, tmp_path: Path) -> None:
    out = _export(project, tmp_path / "m.mkv", format="ffv1", matte="levels")
    film = open_source(out)
    try:
        assert np.array_equal(mask_of_frame(film.read(0), "it"), _labels(0))
    finally:
        film.close()


def test_one_film_an_object(project: ProjectFolder, tmp_path: Path) -> None:
    for label in (1, 2, 3):
        film = open_source(_export(project, tmp_path / f"{label}.mkv", format="ffv1", label=label))
        try:
            assert np.array_equal(mask_of_frame(film.read(0), "it") > 0, _labels(0) == label)
        finally:
            film.close()


@pytest.mark.parametrize(("kind", "suffix"), [("exr", "exr"), ("png", "png"), ("tiff", "tif")])
def test_the_picture_with_its_masks_as_alpha(project: ProjectFolder, tmp_path: Path, kind: str, suffix: str) -> None:
    plain = _export(project, tmp_path / "plain", format=kind, content="shown")
    out = _export(project, tmp_path / "alpha", format=kind, content="shown_masks", label=2)
    for frame in range(FRAMES):
        pictures = [sorted(folder.glob(f"*.{suffix}"))[frame] for folder in (plain, out)]
        # outside the mask the picture is whole, not black
        assert np.allclose(read_picture(pictures[0]), read_picture(pictures[1]), atol=1e-3)
        alpha = read_channel(pictures[1])
        wanted = _labels(frame) == 2 if frame < FRAMES - 1 else np.zeros((64, 96), np.bool_)
        assert alpha is not None and np.array_equal(alpha > 0.5, wanted) and set(np.unique(alpha)) <= {0.0, 1.0}
        assert np.array_equal(read_matte(pictures[1]).labels, wanted)


def test_films_hold_no_alpha(project: ProjectFolder, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no alpha"):
        _export(project, tmp_path / "m.mov", format="prores", content="shown_masks")
    assert not (tmp_path / "m.mov").exists()


def test_what_was_removed_is_not_written(project: ProjectFolder, tmp_path: Path) -> None:
    changed = project.project
    project.append(changed.replaced(masks=tuple(mask for mask in changed.masks if mask.label != 2)))
    labels = read_mask(sorted(_export(project, tmp_path / "png", format="png").glob("*.png"))[0])
    assert np.array_equal(labels, np.where(_labels(0) == 2, 0, _labels(0)))


def test_a_named_channel_of_an_exr_is_a_mask(tmp_path: Path) -> None:
    path = tmp_path / "many.exr"
    spec = oiio.ImageSpec(8, 6, 5, oiio.FLOAT)
    spec.channelnames = ("R", "G", "B", "hair.matte", "mask")
    pixels = np.zeros((6, 8, 5), np.float32)
    pixels[:3, :, 3], pixels[:, :2, 4] = 0.7, 1.0
    output = oiio.ImageOutput.create(str(path))
    assert output.open(str(path), spec) and output.write_image(pixels) and output.close()
    assert np.array_equal(read_matte(path).labels, pixels[..., 4] > 0)
    assert np.array_equal(read_matte(path, "hair.matte").labels, pixels[..., 3] > 0.5)
    with pytest.raises(MediaError, match=r"no channel 'dog'; it has .*hair\.matte"):
        read_matte(path, "dog")


def test_an_ordinary_picture_is_refused_and_a_gray_matte_has_no_number(tmp_path: Path) -> None:
    ramp = np.tile(np.linspace(0, 255, 96), (64, 1))
    with pytest.raises(MediaError, match="is no mask"):
        mask_of_levels(ramp, "ramp")
    cv2.imwrite(str(tmp_path / "g.png"), np.where(_labels(0) == 1, 255, 0))
    (tmp_path / "p.png").write_bytes(encode_mask((_labels(0) == 1).astype(np.uint8)))
    assert not read_matte(tmp_path / "g.png").is_numbered and read_matte(tmp_path / "p.png").is_numbered
    with pytest.raises(MediaError, match="not there"):
        read_matte(tmp_path / "x.png")


def test_noise_of_compression_does_not_make_levels_of_black_and_white() -> None:
    noisy = np.where(_labels(0) > 0, 250.0, 6.0) + np.random.default_rng(0).normal(0, 4, (64, 96))
    labels, is_numbered = mask_of_levels(np.clip(noisy, 0, 255), "it")
    assert not is_numbered and np.array_equal(labels > 0, _labels(0) > 0)


def test_a_keyframe_of_color_beside_the_mask_is_no_mask(project: ProjectFolder) -> None:
    blob = project.blobs.put_picture(np.full((64, 96, 3), 90, np.uint8))
    shot = project.project.shots[0].with_keyframe(Keyframe(frame=2, image=blob))
    made = written_picture(project, project.project.with_shot(shot), "masks")(2)
    assert made is not None and not made.picture.any()  # type: ignore[union-attr]


@pytest.mark.parametrize("sigma", [1.0, 2.0, 3.5, 4.0, 6.0])
@pytest.mark.parametrize("highest", [0, 3, 8])
def test_soft_edges_are_no_objects(sigma: float, highest: int) -> None:
    """A blurred matte has pixels on every level, but no areas of them."""
    hard = np.zeros((480, 854), np.float32)
    cv2.circle(hard, (400, 240), 120, 255, -1)
    cv2.rectangle(hard, (600, 100), (760, 300), 255, -1)
    soft = cv2.GaussianBlur(hard, (0, 0), sigma)
    labels, is_numbered = mask_of_levels(soft, "it", highest)
    assert not is_numbered and (labels == (hard > 0)).mean() > 0.99


def test_a_dissolve_makes_no_objects_of_black_and_white() -> None:
    search = MatteSearch(3)
    for share in np.linspace(0, 1, 18):
        search.add(np.repeat(np.uint8(np.rint((_labels(0) > 0) * 255 * share))[..., None], 3, 2), "it")
    for _ in range(60):
        search.add(np.repeat(np.uint8((_labels(0) > 0) * 255)[..., None], 3, 2), "it")
    assert search.count == 1


def test_one_gray_that_is_also_a_color_of_an_object_is_gray() -> None:
    picture = np.repeat(np.uint8((_labels(0) == 1) * 128)[..., None], 3, 2)
    assert mask_of_frame(picture, "it", highest=2).max() == 1
    search = MatteSearch()  # but not in a film whose other frames have colors
    search.add(palette()[_labels(0)], "it")
    assert search.count == 0 and mask_of_picture(picture, 0, "it").max() == 7


def test_noisy_levels_are_told_apart() -> None:
    noise = np.random.default_rng(0).normal(0, 3, (64, 96))
    labels, is_numbered = mask_of_levels(np.clip(_labels(0) * 85.0 + noise, 0, 255), "it")
    assert is_numbered and np.array_equal(labels, _labels(0))
