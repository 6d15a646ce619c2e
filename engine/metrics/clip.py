"""All figures of a whole clip: against itself over time, against its input, against the truth."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.color.lab import lightness_to_gray, rgb_to_lab
from engine.media.source import FrameSource
from engine.metrics.color import colorfulness
from engine.metrics.fidelity import as_unit, mean_psnr, psnr, ssim
from engine.metrics.warping import pair_error_between
from engine.runtime.errors import InputError

Read = Callable[[int], NDArray[Any]]


def gray_of(image: NDArray[Any]) -> NDArray[np.float32]:
    """Return the gray (H×W, 0..1, gamma-encoded) with the CIE L of every pixel of an H×W×3 RGB picture."""
    return lightness_to_gray(rgb_to_lab(image)[..., 0])


def warping_errors(
    result: Read, gray: Callable[[int], NDArray[np.float32]], frames: Iterable[int], first: int = 0
) -> dict[int, float]:
    """Return E_pair(O_t, O_first) + E_pair(O_t, O_t-1) for every t of `frames` after `first` (equation 8's terms).

    `result(t)` is H×W×3 RGB, `gray(t)` the reference's H×W 0..1 on which motion is measured.
    """
    errors = {}
    start, start_gray = as_unit(result(first)), gray(first)
    for frame in frames:
        if frame <= first:
            continue
        here, here_gray = as_unit(result(frame)), gray(frame)
        error = pair_error_between(here, start, here_gray, start_gray)
        before = (start, start_gray) if frame - 1 == first else (as_unit(result(frame - 1)), gray(frame - 1))
        errors[frame] = error + pair_error_between(here, before[0], here_gray, before[1])
    return errors


def against_truth(result: Read, truth: Read, frames: Sequence[int]) -> dict[str, float]:
    """Return mean PSNR (dB, RGB) and SSIM of these frames against the true ones."""
    near, similar = [], []
    for frame in frames:  # one pair at a time: a clip need not fit into memory
        one, other = result(frame), truth(frame)
        near.append(psnr(one, other))
        similar.append(ssim(one, other))
    return {"psnr": mean_psnr(near), "ssim": float(np.mean(similar)) if similar else 0.0}


def measure_clip(
    result: FrameSource,
    reference: FrameSource | None = None,
    truth: FrameSource | None = None,
    every: int = 1,
    cuts: Sequence[int] = (),
    told: Callable[[int, int], None] = lambda done, total: None,
    processed: FrameSource | None = None,
) -> dict[str, float]:
    """Return the figures of `tintloom metrics`: always "frames", "e_warp", "colorfulness"; with a reference
    "f_data" (equation 9: PSNR to it from the second frame on) and "e_warp_reference", its own unsteadiness, without
    which an old film's flicker and weave would be taken for the result's; with a truth "psnr" and "ssim". With
    `processed`, what the result was to be like, "f_data" is the PSNR to that; "e_warp_processed" is its unsteadiness.

    Motion for E_warp is measured on the reference, else on the result's own gray. Every `every`-th frame counts.
    `cuts`: first frames of all shots but the first; E_warp never compares across one. `told(done, total)` hears of
    each frame. Raises `InputError` where the clips differ in length or size.
    """
    length = len(result)
    for other, name in ((reference, "reference"), (truth, "truth"), (processed, "processed clip")):
        if other is not None:
            _check_alike(result, other, name)
    moving = reference or truth or result
    frames = list(range(0, length, every))
    starts = [0, *sorted(set(cuts))]
    steadiness = _Steadiness(result, moving)
    own = _Steadiness(reference, moving) if reference is not None else None
    treated = _Steadiness(processed, moving) if processed is not None else None
    followed = processed if processed is not None else reference
    colors, similar, faithful, near = [], [], [], []
    for done, frame in enumerate(frames, 1):
        picture = result.read(frame)
        colors.append(colorfulness(picture))
        start = starts[bisect_right(starts, frame) - 1]
        for each in (steadiness, own, treated):
            if each is not None and frame > start:
                each.add(frame, start)
        if followed is not None and frame:
            faithful.append(psnr(followed.read(frame), picture))
        if truth is not None:
            true = truth.read(frame)
            near.append(psnr(true, picture))
            similar.append(ssim(true, picture))
        told(done, len(frames))
    figures = {
        "frames": float(len(frames)),
        "e_warp": steadiness.mean,
        "colorfulness": float(np.mean(colors)),
    }
    if own is not None:
        figures["e_warp_reference"] = own.mean
    if treated is not None:
        figures["e_warp_processed"] = treated.mean
    if followed is not None:
        figures["f_data"] = mean_psnr(faithful)
    if truth is not None:
        figures |= {"psnr": mean_psnr(near), "ssim": float(np.mean(similar))}
    return figures


class _Steadiness:
    """E_warp of one clip over its shots: the terms of equation 8, each against its own shot's first frame."""

    def __init__(self, clip: FrameSource, moving: FrameSource) -> None:
        self._clip, self._moving = clip, moving
        self._start = -1
        self._first: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None
        self._errors: list[float] = []

    @property
    def mean(self) -> float:
        return float(np.mean(self._errors)) if self._errors else 0.0

    def add(self, frame: int, start: int) -> None:
        if self._first is None or start != self._start:
            self._start, self._first = start, self._read(start)
        (here, gray), (before, gray_before) = self._read(frame), self._read(frame - 1)
        first, first_gray = self._first
        self._errors.append(
            pair_error_between(here, first, gray, first_gray) + pair_error_between(here, before, gray, gray_before)
        )

    def _read(self, frame: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        return as_unit(self._clip.read(frame)), self._moving.read_luma(frame)


def _check_alike(result: FrameSource, other: FrameSource, name: str) -> None:
    sizes = [(s.facts.width, s.facts.height, len(s)) for s in (result, other)]
    if sizes[0] != sizes[1]:
        one, two = (f"{width}x{height}, {length} frames" for width, height, length in sizes)
        raise InputError(f"The frames ({one}) and the {name} ({two}) do not have the same size and length.")
