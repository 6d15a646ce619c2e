"""How well a finished run colored the sample film, against the color it had."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import to_unit
from engine.demo.film import SampleFilm
from engine.media.source import FrameSource
from engine.metrics.fidelity import mean_psnr, psnr
from engine.metrics.warping import WarpingError
from engine.project.model import Run
from engine.project.runs import RunFolder
from engine.runtime.errors import MediaError
from engine.runtime.events import Progress


@dataclass
class Scores:
    """`psnr` and `e_warp` by clip frame; `seconds` is what the runs took. A shot's first frame has no E_warp."""

    method: str
    keyframes: frozenset[int]
    seconds: float = 0.0
    psnr: dict[int, float] = field(default_factory=dict)
    e_warp: dict[int, float] = field(default_factory=dict)

    @property
    def mean_psnr(self) -> float:
        """Mean over the frames that are no keyframe, in dB."""
        return mean_psnr(value for frame, value in self.psnr.items() if frame not in self.keyframes)

    @property
    def mean_e_warp(self) -> float:
        return float(np.mean(list(self.e_warp.values()))) if self.e_warp else 0.0


def score(
    film: SampleFilm, source: FrameSource, runs: Sequence[tuple[Run, RunFolder]], scores: Scores
) -> Generator[Progress]:
    """Fill `scores` from the results of `runs`, one `Progress` a frame."""
    done = 0
    for run, folder in runs:
        scores.seconds += run.seconds
        warping = WarpingError()
        for frame in range(run.start, run.stop):
            result = folder.read_frame(frame)
            if result is None:
                raise MediaError(f"The run {run.id} has no result for frame {frame}.")
            scores.psnr[frame] = psnr(result, truth_picture(film, frame))
            error = warping.add(to_unit(result), source.read_luma(frame))
            if error is not None:
                scores.e_warp[frame] = error
            done += 1
            yield Progress(done, len(film), f"measuring {scores.method}")


def gray_psnr(film: SampleFilm, source: FrameSource) -> list[tuple[float, float]]:
    """Return (frame, PSNR) of the gray clip itself: what any color must beat."""
    return [(frame, psnr(source.read(frame), truth_picture(film, frame))) for frame in range(len(film))]


def truth_picture(film: SampleFilm, frame: int) -> NDArray[np.uint8]:
    """Return the color of this frame, uint8 RGB."""
    stored = cv2.imread(str(film.truth_file(frame)))
    if stored is None:
        raise MediaError(f"The picture {film.truth_file(frame)} cannot be read.")
    return np.ascontiguousarray(stored[..., ::-1], np.uint8)
