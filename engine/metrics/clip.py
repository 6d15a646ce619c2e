"""All figures of a whole clip: against itself over time, against its input, against the truth."""

from __future__ import annotations

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
    told: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, float]:
    """Return the figures of `tintloom metrics`: always "frames", "e_warp", "colorfulness"; with a reference
    "f_data" (equation 9: PSNR to it from the second frame on); with a truth "psnr" and "ssim".

    Motion for E_warp is measured on the reference, else on the result's own gray. Every `every`-th frame counts.
    `told(done, total)` hears of each one. Raises `InputError` where the clips differ in length or size.
    """
    length = len(result)
    for other, name in ((reference, "reference"), (truth, "truth")):
        if other is not None:
            _check_alike(result, other, name)
    moving = reference or truth or result
    frames = list(range(0, length, every))
    first = (as_unit(result.read(0)), moving.read_luma(0))
    errors, colors, similar, faithful, near = [], [], [], [], []
    for done, frame in enumerate(frames, 1):
        picture = result.read(frame)
        colors.append(colorfulness(picture))
        if frame:
            here, gray = as_unit(picture), moving.read_luma(frame)
            to_first = pair_error_between(here, first[0], gray, first[1])
            before = as_unit(result.read(frame - 1))
            errors.append(to_first + pair_error_between(here, before, gray, moving.read_luma(frame - 1)))
        if reference is not None and frame:
            faithful.append(psnr(reference.read(frame), picture))
        if truth is not None:
            true = truth.read(frame)
            near.append(psnr(true, picture))
            similar.append(ssim(true, picture))
        told(done, len(frames))
    figures = {
        "frames": float(len(frames)),
        "e_warp": float(np.mean(errors)) if errors else 0.0,
        "colorfulness": float(np.mean(colors)),
    }
    if reference is not None:
        figures["f_data"] = mean_psnr(faithful)
    if truth is not None:
        figures |= {"psnr": mean_psnr(near), "ssim": float(np.mean(similar))}
    return figures


def _check_alike(result: FrameSource, other: FrameSource, name: str) -> None:
    sizes = [(s.facts.width, s.facts.height, len(s)) for s in (result, other)]
    if sizes[0] != sizes[1]:
        one, two = (f"{width}x{height}, {length} frames" for width, height, length in sizes)
        raise InputError(f"The frames ({one}) and the {name} ({two}) do not have the same size and length.")
