"""Masks are read and written as DAVIS has them, and mattes in gray are understood."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.media.masks import colored, encode_mask, palette, read_mask, resized_mask
from engine.media.matte_levels import mask_of_frame
from engine.project.runs import RunFolder
from engine.runtime.errors import MediaError


def _mask() -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    mask = np.zeros((9, 14), np.uint8)
    mask[2:6, 3:8], mask[5:8, 9:12] = 1, 2
    return mask


def test_an_indexed_png_keeps_every_label_and_has_the_colors_of_davis(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(encode_mask(_mask()))
    with Image.open(path) as picture:
        assert picture.mode == "P"
        assert np.array_equal(np.array(picture), _mask())
        rgb = np.array(picture.convert("RGB"))
    assert np.array_equal(read_mask(path), _mask())
    assert tuple(rgb[3, 4]) == (128, 0, 0)
    assert tuple(rgb[6, 10]) == (0, 128, 0)
    assert np.array_equal(rgb, colored(_mask()))
    assert tuple(palette()[20]) == (0, 64, 128)
    assert len({tuple(color) for color in palette()}) == 256


@pytest.mark.parametrize("mode", ["L", "1", "RGB", "RGBA", "LA", "I;16"])
def test_a_white_object_on_black_is_object_one(tmp_path: Path, mode: str) -> None:
    white = _mask() > 0
    if mode == "I;16":
        picture = Image.fromarray(white.astype(np.uint16) * 65535)
    else:
        picture = Image.fromarray(white.astype(np.uint8) * 255).convert(mode)
    picture.save(tmp_path / "a.png")
    assert np.array_equal(read_mask(tmp_path / "a.png"), white.astype(np.uint8))


def test_soft_mattes_small_labels_and_palette_colors_are_understood(tmp_path: Path) -> None:
    soft = np.array([[0, 60, 127, 128, 200, 255]], np.uint8)
    Image.fromarray(soft).save(tmp_path / "soft.png")
    assert read_mask(tmp_path / "soft.png").tolist() == [[0, 0, 0, 1, 1, 1]]
    Image.fromarray(_mask()).save(tmp_path / "small.png")
    assert np.array_equal(read_mask(tmp_path / "small.png"), _mask())
    Image.fromarray(colored(_mask())).save(tmp_path / "colors.png")
    assert np.array_equal(read_mask(tmp_path / "colors.png"), _mask())


def test_what_is_no_mask_is_refused_in_one_sentence(tmp_path: Path) -> None:
    Image.fromarray(np.full((4, 4, 3), (13, 77, 200), np.uint8)).save(tmp_path / "photo.png")
    (tmp_path / "damaged.png").write_bytes(encode_mask(_mask())[:40])
    for name, word in (("photo", "is no mask"), ("damaged", "damaged"), ("missing", "is not there")):
        with pytest.raises(MediaError, match=word) as caught:
            read_mask(tmp_path / f"{name}.png")
        assert str(caught.value).count(".") <= 3
    with pytest.raises(ValueError, match="H×W uint8"):
        encode_mask(np.zeros((3, 3, 3), np.uint8))


def test_another_size_invents_no_label() -> None:
    mask = np.where(_mask() == 2, 5, _mask()).astype(np.uint8)
    larger = resized_mask(mask, 31, 40)
    assert larger.shape == (31, 40)
    assert set(np.unique(larger)) == {0, 1, 5}
    assert resized_mask(mask, 9, 14) is mask


def test_a_run_keeps_masks_beside_nothing_else(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path).create()
    folder.write_mask(12, _mask())
    assert folder.frames() == [12]
    mask = folder.read_mask(12)
    assert mask is not None
    assert np.array_equal(mask, _mask())
    assert folder.read_mask(13) is None
    shown = folder.read_frame(12)  # what the window shows needs to know nothing of masks
    assert shown is not None
    assert np.array_equal(shown, colored(_mask()))


def test_a_frame_of_a_film_is_a_mask_where_it_is_a_matte() -> None:
    white = np.where(_mask()[..., None] > 0, 235, 18).repeat(3, 2).astype(np.uint8)
    noisy = np.clip(white + np.random.default_rng(0).integers(-15, 16, white.shape), 0, 255).astype(np.uint8)
    assert np.array_equal(mask_of_frame(noisy, "matte"), _mask() > 0)
    assert np.array_equal(mask_of_frame(colored(_mask()), "labels"), _mask())
    small = np.zeros((40, 40), np.uint8)
    small[3, 3] = 1
    assert np.array_equal(mask_of_frame(colored(small), "one pixel"), small)
    assert not mask_of_frame(np.zeros((4, 4, 3), np.uint8), "black").any()
    ramp = np.linspace(0, 255, 64).astype(np.uint8)[None, :, None].repeat(8, 0).repeat(3, 2)
    for picture in (ramp, np.full((4, 4, 3), (240, 20, 20), np.uint8)):  # a gray film's frame, a red one
        with pytest.raises(MediaError, match="is no mask"):
            mask_of_frame(picture, "frame")
