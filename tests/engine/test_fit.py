"""A keyframe from another scan must lie on its frame to the pixel, and a wrong picture must be refused."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from engine.color.fit import Sought, fit_picture
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


def test_of_frames_that_show_the_same_the_one_scanned_is_found() -> None:
    noise = np.random.default_rng(1)
    still = _gray(_photograph())
    frames = []
    for _ in range(8):  # the gate weaves by parts of a pixel, and grain is never the same
        weave = np.array([[1, 0, noise.normal(0, 0.6)], [0, 1, noise.normal(0, 0.6)]])
        woven = cv2.warpAffine(still, weave, (480, 320), borderMode=cv2.BORDER_REFLECT)
        grain = cv2.GaussianBlur(noise.normal(0, 0.06, woven.shape).astype(np.float32), (0, 0), 0.8)
        frames.append(np.clip(woven + grain, 0, 1).astype(np.float32))
    for wanted in (2, 7):
        other = cv2.resize(np.rint(frames[wanted] * 200 + 20).astype(np.uint8)[10:310, 15:460], (400, 270))
        sought = Sought(np.dstack([other] * 3), frames[0])
        assert sought.is_found
        likeness = [sought.likeness(frame) for frame in frames]
        assert int(np.argmax(likeness)) == wanted
    assert not Sought(data.chelsea(), frames[0]).is_found


def test_a_still_sign_of_a_real_film_is_found_at_its_frame(footage: Path) -> None:
    folder = footage / "archival" / "remaster-example"
    film = open_source(folder / "a-bomb_blast_effects_part.mp4")
    try:
        sought = Sought(read_picture(folder / "references" / "0000968_out.png"), film.read_luma(93))
        likeness = {frame: sought.likeness(film.read_luma(frame)) for frame in range(70, 120)}
        assert max(likeness, key=lambda frame: likeness[frame]) == 99
    finally:
        film.close()


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
