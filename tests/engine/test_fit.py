"""A keyframe from another scan must lie on its frame to the pixel, and a wrong picture must be refused."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from engine.color.fit import fit_picture
from engine.color.lab import gray_to_lightness, lab_to_rgb, lightness_to_gray, rgb_to_lab
from engine.media.images import read_picture
from engine.media.source import open_source
from engine.runtime.errors import InputError


def _photograph() -> np.ndarray:
    return cv2.resize(data.coffee(), (480, 320), interpolation=cv2.INTER_AREA)


def _gray(picture: np.ndarray) -> np.ndarray:
    return lightness_to_gray(rgb_to_lab(picture)[..., 0])


def test_a_picture_of_the_clips_size_is_left_alone() -> None:
    picture = _photograph()
    fitted = fit_picture(picture, np.zeros(picture.shape[:2], np.float32))
    assert fitted.image is picture and not fitted.is_registered


@pytest.mark.parametrize("turn", [0.0, 1.5])
def test_another_scan_is_laid_onto_the_frame(turn: float) -> None:
    film = _photograph()
    # the other print: larger, shifted, slightly turned, harder in contrast
    warp = cv2.getRotationMatrix2D((240, 160), turn, 1.37) + np.array([[0, 0, 40], [0, 0, 55]])
    other = cv2.warpAffine(film, warp, (620, 450), borderMode=cv2.BORDER_REFLECT)
    print_lab = rgb_to_lab(other)
    other = lab_to_rgb(np.clip(print_lab[..., 0] * 0.9 + 4, 0, 100), print_lab[..., 1:])
    gray = _gray(film)
    fitted = fit_picture(other, gray)
    assert fitted.is_registered and fitted.correlation > 0.95
    lab, truth = rgb_to_lab(fitted.image), rgb_to_lab(film)
    inside = cv2.erode(fitted.covered.astype(np.uint8), np.ones((9, 9))) > 0
    # the frame's own lightness, and color where the frame has it, not a pixel beside
    assert np.abs(lab[..., 0] - gray_to_lightness(gray)).max() < 1.5
    error = np.abs(lab[..., 1:] - truth[..., 1:]).mean(axis=2)[inside].mean()
    beside = np.abs(np.roll(lab, 3, axis=1)[..., 1:] - truth[..., 1:]).mean(axis=2)[inside].mean()
    assert error < 2.5 and error < 0.7 * beside


def test_a_picture_of_something_else_is_refused_in_one_sentence() -> None:
    with pytest.raises(InputError, match=r"cat\.png is 300x451 .* 480x320"):
        fit_picture(data.chelsea().transpose(1, 0, 2), _gray(_photograph()), "cat.png")


def test_the_references_of_a_real_restoration_lie_on_their_frames(footage: Path) -> None:
    folder = footage / "archival" / "remaster-example"
    film = open_source(folder / "a-bomb_blast_effects_part.mp4")
    try:
        for name, frame in {"0000874_out.png": 5, "0001220_out.png": 351}.items():
            fitted = fit_picture(read_picture(folder / "references" / name), film.read_luma(frame), name)
            assert fitted.correlation > 0.98
    finally:
        film.close()
