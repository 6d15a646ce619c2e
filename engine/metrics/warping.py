"""Temporal inconsistency: the warping error of Deep Video Prior (paper section 6.2, equations 7 and 8).

Outputs are H×W×3 RGB 0..1, references H×W gray 0..1 of the same size: motion is measured on the reference (the
input), never on the output. Where the paper runs PWC-Net, OpenCV's dense inverse search stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.float32]
Output = NDArray[np.float32]
Flow = NDArray[np.float32]  # H×W×2: where the pixel lies in the other frame, as (x, y) offsets in pixels
Mask = NDArray[np.bool_]

_MIN_SIDE = 16  # dense inverse search needs room for its patches; smaller pictures are enlarged for it


def measure_flow(here: Gray, there: Gray) -> Flow:
    """Return the flow (H×W×2) from every pixel of `here` to its place in `there` (both H×W gray, 0..1)."""
    height, width = here.shape
    grow = max(1.0, _MIN_SIDE / min(height, width))
    size = (round(width * grow), round(height * grow))
    first, second = _eight_bit(here), _eight_bit(there)
    if grow > 1:
        first, second = cv2.resize(first, size), cv2.resize(second, size)
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flow: Flow = search.calc(first, second, None)
    if grow > 1:
        flow = cv2.resize(flow, (width, height)) * np.array([width / size[0], height / size[1]], np.float32)
    return flow


def warp_back(picture: NDArray[Any], flow: Flow) -> NDArray[Any]:
    """Return W(picture): at every pixel x the value of `picture` at x + flow(x), bilinear, edges repeated."""
    height, width = flow.shape[:2]
    columns, rows = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    return np.asarray(
        cv2.remap(
            picture,
            flow[..., 0] + columns,
            flow[..., 1] + rows[:, None],
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
    )


def visible(forward: Flow, backward: Flow) -> Mask:
    """Return M: where the pixel of the first frame is seen in the second too (Ruder et al., 2016).

    `forward` goes from the first frame to the second, `backward` from the second to the first. A pixel is
    occluded where going there and back does not return, |f + b|² > 0.01 (|f|² + |b|²) + 0.5, or leaves the picture.
    """
    height, width = forward.shape[:2]
    back = warp_back(backward, forward)
    gap, length = _squared(forward + back), _squared(forward) + _squared(back)
    x = forward[..., 0] + np.arange(width, dtype=np.float32)
    y = forward[..., 1] + np.arange(height, dtype=np.float32)[:, None]
    inside = (x >= 0) & (x <= width - 1) & (y >= 0) & (y <= height - 1)
    mask: Mask = (gap <= 0.01 * length + 0.5) & inside
    return mask


def pair_error(output: Output, other: Output, flow: Flow, mask: Mask) -> float:
    """Return E_pair(O_t, O_s) (equation 7): the mean L1 distance (summed over R, G, B) over the visible pixels.

    `flow` goes from frame t to frame s, `mask` is M of (t, s). 0 where no pixel is visible: nothing to compare.
    """
    count = int(mask.sum())
    if not count:
        return 0.0
    distance = np.abs(output - warp_back(other, flow)).sum(2)
    return float(distance[mask].sum(dtype=np.float64)) / count


def pair_error_between(output: Output, other: Output, gray: Gray, other_gray: Gray) -> float:
    """Return E_pair(O_t, O_s) with flow and occlusion measured between the two reference frames."""
    flow = measure_flow(gray, other_gray)
    return pair_error(output, other, flow, visible(flow, measure_flow(other_gray, gray)))


@dataclass
class WarpingError:
    """E_warp (equation 8), frame by frame: for live curves and for clips too long to hold.

    Only the first and the previous frame are kept. `height` measures on pictures shrunk to so many lines, for
    curves drawn while a method runs; 0 measures at full size, as the paper does.
    """

    height: int = 0
    per_frame: list[float] = field(default_factory=list)
    _first: tuple[Output, Gray] | None = None
    _previous: tuple[Output, Gray] | None = None

    def add(self, output: Output, gray: Gray) -> float | None:
        """Take the next frame in order; return E_pair(O_t, O_1) + E_pair(O_t, O_t-1), or None for the first."""
        here = _shrunk(output, gray, self.height)
        if self._first is None or self._previous is None:
            self._first = self._previous = here
            return None
        to_first = pair_error_between(here[0], self._first[0], here[1], self._first[1])
        is_second = self._previous is self._first
        to_previous = (
            to_first if is_second else pair_error_between(here[0], self._previous[0], here[1], self._previous[1])
        )
        self._previous = here
        self.per_frame.append(to_first + to_previous)
        return self.per_frame[-1]

    @property
    def mean(self) -> float:
        """E_warp of the frames so far (0 for fewer than two)."""
        return float(np.mean(self.per_frame)) if self.per_frame else 0.0


def warping_error(
    outputs: Sequence[Output] | Callable[[int], Output],
    references: Sequence[Gray] | Callable[[int], Gray],
    length: int | None = None,
) -> float:
    """Return E_warp (equation 8) of a whole clip, given as sequences or as functions of the frame with a length."""
    if length is None:
        if callable(outputs):
            raise ValueError("frames given by a function need a length")
        length = len(outputs)
    error = WarpingError()
    for index in range(length):
        output = outputs(index) if callable(outputs) else outputs[index]
        error.add(output, references(index) if callable(references) else references[index])
    return error.mean


def _shrunk(output: Output, gray: Gray, height: int) -> tuple[Output, Gray]:
    if not height or gray.shape[0] <= height:
        return output, gray
    size = (max(1, round(gray.shape[1] * height / gray.shape[0])), height)
    return cv2.resize(output, size, interpolation=cv2.INTER_AREA), cv2.resize(
        gray, size, interpolation=cv2.INTER_AREA
    )


def _squared(flow: Flow) -> NDArray[np.float32]:
    """Return the squared length of the vectors (summing over an axis of two is slow in numpy)."""
    return np.asarray(flow[..., 0] ** 2 + flow[..., 1] ** 2, np.float32)


def _eight_bit(gray: Gray) -> NDArray[np.uint8]:
    return np.rint(np.clip(gray, 0, 1) * 255).astype(np.uint8)
