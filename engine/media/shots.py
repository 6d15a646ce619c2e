"""Finds the cuts of a clip: PySceneDetect's detectors on small gray pictures, made safe for old film.

What is measured does not depend on the sensitivity, so a clip is looked through once and cut at any sensitivity.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scenedetect.common import FrameTimecode
from scenedetect.detectors import AdaptiveDetector, ThresholdDetector

from engine.media.pixels import shrunk
from engine.media.source import FrameSource
from engine.runtime.events import Progress

_WIDTH = 160
_SHORTEST = 6  # frames: nobody colors a shorter shot on its own
_BEFORE_AND_AFTER = 3
_BLACK = 20  # of 255: brighter than this nothing is in a faded frame but dust
_DUST = 98.0  # percent of the pixels that must be black

# at sensitivity 0.5; PySceneDetect's own defaults, found good on real films
_RATIO = 3.0
_CHANGE = 15.0
_ACROSS = 20.0


@dataclass(frozen=True)
class CutScores:
    """What was measured of every frame.

    `change`: mean gray difference to the frame before, 0..255; `steady`: the same at equal exposure. `across`: the
    smallest difference between the three frames before and the three from here on, brightness and contrast evened
    out: small at a flash, a flicker or a jump of exposure, large at a cut. `brightness`: 98th percentile, 0..255.
    """

    change: tuple[float, ...]
    steady: tuple[float, ...]
    across: tuple[float, ...]
    brightness: tuple[float, ...]
    first: int = 0

    def cuts(self, sensitivity: float = 0.5, *, fades: bool = True) -> list[int]:
        """Return the first frames of all shots but the first one, 0-based, rising.

        `sensitivity`: 0 finds only the plainest cuts, 1 also doubtful ones. `fades`: a fade to black and up
        again is a cut too, in its middle.
        """
        factor = 2.0 ** (1 - 2 * min(max(sensitivity, 0.0), 1.0))
        marked: set[int] = set()
        for values in (self.change, self.steady):
            marked.update(_frames(_Scored(values, _RATIO * factor, _CHANGE * factor), values))
        candidates = [frame for frame in marked if frame > 0 and self.across[frame] >= _ACROSS * factor]
        found: list[int] = []
        for frame in sorted(
            candidates, key=lambda frame: (-self.across[frame], frame)
        ):  # of two close ones the plainer
            if all(abs(frame - cut) >= _SHORTEST for cut in found):
                found.append(frame)
        if fades:
            faded = ThresholdDetector(threshold=_BLACK, min_scene_len=_SHORTEST)
            for frame in _frames(faded, self.brightness):
                if all(abs(frame - cut) >= _SHORTEST for cut in found):
                    found.append(frame)
        return [self.first + frame for frame in sorted(found)]


def measure_cuts(
    source: FrameSource, *, start: int = 0, stop: int | None = None
) -> Generator[Progress, None, CutScores]:
    """Look through the frames, the source's or its proxy's, one event a frame; returns the scores."""
    stop = len(source) if stop is None else stop
    change, steady, across, brightness = (array("d") for _ in range(4))
    before: NDArray[np.uint8] | None = None
    evened: deque[NDArray[np.uint8]] = deque(maxlen=2 * _BEFORE_AND_AFTER)
    for frame in range(start, stop):
        gray = _small(source.read_luma(frame))
        change.append(0.0 if before is None else _difference(gray, before))
        steady.append(0.0 if before is None else _difference(gray, _exposed_like(before, gray)))
        brightness.append(float(np.percentile(gray, _DUST)))
        evened.append(cv2.equalizeHist(cv2.GaussianBlur(gray, (0, 0), 1.2)).astype(np.uint8))
        before = gray
        if len(evened) == 2 * _BEFORE_AND_AFTER:
            across.append(_least(evened, _BEFORE_AND_AFTER))
        elif frame - start >= _BEFORE_AND_AFTER - 1:  # near the start there are fewer frames before
            across.append(_least(evened, len(evened) - _BEFORE_AND_AFTER))
        yield Progress(frame - start + 1, stop - start, "shots")
    while len(across) < len(change):  # near the end there are fewer frames after
        place = len(evened) - (len(change) - len(across))
        across.append(_least(evened, place))
    return CutScores(tuple(change), tuple(steady), tuple(across), tuple(brightness), start)


def find_cuts(
    source: FrameSource, *, sensitivity: float = 0.5, start: int = 0, stop: int | None = None
) -> Generator[Progress, None, list[int]]:
    """Find the cuts, one event a frame; returns the first frames of all shots but the first one, rising."""
    scores = yield from measure_cuts(source, start=start, stop=stop)
    return scores.cuts(sensitivity)


class _Scored(AdaptiveDetector):  # type: ignore[misc]  # scenedetect tells no types
    """PySceneDetect's adaptive detector on scores measured before."""

    def __init__(self, scores: tuple[float, ...], ratio: float, change: float) -> None:
        super().__init__(adaptive_threshold=ratio, min_scene_len=1, min_content_val=change, luma_only=True)
        self._scores = scores

    def _calculate_frame_score(self, timecode: FrameTimecode, frame_img: Any) -> float:
        return self._scores[int(timecode.frame_num)]


def _frames(detector: Any, values: tuple[float, ...]) -> list[int]:
    rate = 25.0  # only counts frames: any rate does
    found: list[int] = []
    for frame, value in enumerate(values):
        picture = np.full((1, 1, 3), value)
        found += [cut.frame_num for cut in detector.process_frame(FrameTimecode(frame, fps=rate), picture)]
    return found


def _small(luma: NDArray[np.float32]) -> NDArray[np.uint8]:
    height, width = luma.shape
    if width > _WIDTH:
        luma = shrunk(luma, _WIDTH, max(8, round(height * _WIDTH / width)))
    return np.rint(luma * 255).astype(np.uint8)


def _exposed_like(picture: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the picture with the brightness and contrast of the other: old film breathes between frames."""
    (mean, spread), (other_mean, other_spread) = ((p.mean(), p.std()) for p in (picture, other))
    gain = min(max(other_spread / max(spread, 1.0), 0.5), 2.0)
    exposed = picture.astype(np.float32) * np.float32(gain) + np.float32(other_mean - gain * mean)
    clipped: NDArray[np.float32] = np.clip(np.rint(exposed), 0, 255)
    return clipped.astype(np.uint8)


def _least(pictures: deque[NDArray[np.uint8]], place: int) -> float:
    """Return the smallest difference between the pictures before `place` and those from there on."""
    kept = list(pictures)
    if place <= 0 or place >= len(kept):
        return 0.0
    return min(_difference(a, b) for a in kept[:place] for b in kept[place : place + _BEFORE_AND_AFTER])


def _difference(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    return float(np.mean(cv2.absdiff(a, b)))
