"""Where every pixel of a frame lies in the keyframe: dense optical flow carried along links of 1 and 3 frames.

All at the working size. A track says for each pixel of its frame the place in the keyframe (x, y in pixels), how
much the links disagreed on the way (forward-backward error, pixels) and whether it left the picture.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.motion.fill import Claims, dominant, filled

Plane = NDArray[np.float32]  # h×w
Field = NDArray[np.float32]  # h×w×2, (x, y)
Gray = NDArray[np.uint8]  # h×w, L as 0..255

LINKS = (1, 3)  # frames
_TONE_PEAK = 40.0  # of 255: a larger difference of lightness says no more
_CENSUS_WEIGHT = 1.2
_CENSUS_SOFT = 6.0  # of 255
_ERROR_WEIGHT = 0.05
_ERROR_PEAK = 8.0  # pixels
_LEFT_PRICE = 0.3
_LINK_PRICE = 0.03
_WINDOW = (5, 5)
_CERTAIN_FLOOR = 0.1  # added to the usual cost, so that a picture without grain is not too strict
_CERTAIN_DRIFT = 1.0  # pixels, added to the usual error for the same reason
_REGAIN_DRIFT = 0.5  # pixels
_REGAIN_GAIN = 0.06  # by which a guess must be cheaper than the track, on average over its window
_REGAIN_WORST = 0.1  # by which it may be dearer in the pixel itself
_REGAIN_UNLIKE = 8.0  # pixels of error for a cost twice the usual one
_REGAIN_WINDOW = (9, 9)
_CHANGE_WEIGHT = 0.06  # per step of 255
_REFINE_GAIN = 0.05
_REFINE_REACH = 4.0  # pixels
_NEIGHBORS = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if (dy, dx) != (0, 0)]


@dataclass(frozen=True)
class Track:
    """`places` h×w×2: x, y in the keyframe; `error` h×w: pixels; `left` h×w: 0..1, 1 where it left the picture;
    `cost` h×w: how unlike the keyframe looks there (0 equal, about 2 unrelated); `hidden` h×w: 0..1, 1 where
    something else that is surely tracked covers the place in the keyframe."""

    places: Field
    error: Plane
    left: Plane
    cost: Plane
    hidden: Plane


@dataclass(frozen=True)
class Step:
    """The way to the frame before: `places` h×w×2 in it, and how surely each pixel is `same` there (h×w, 0..1)."""

    places: Field
    same: Plane


class Appearance:
    """A frame prepared for comparison: lightness as 0..255 and its soft census signature."""

    def __init__(self, gray: Gray) -> None:
        self.gray = gray
        self.tone = gray.astype(np.float32)
        self.census = _census(self.tone)

    def seen_at(self, places: Field) -> tuple[Plane, list[Plane]]:
        """Return tone and census of the picture fetched at `places`."""
        tone = fetch(self.tone, places)
        return tone, _census(tone)


def grid(shape: tuple[int, ...]) -> Field:
    """Return the identity places (h×w×2) of a picture of `shape`."""
    height, width = shape[:2]
    places = np.empty((height, width, 2), np.float32)
    places[..., 0] = np.arange(width, dtype=np.float32)
    places[..., 1] = np.arange(height, dtype=np.float32)[:, None]
    return places


def fetch(picture: NDArray[Any], places: Field) -> NDArray[Any]:
    """Return `picture` at `places` (h×w×2 absolute x, y), bilinear, edges repeated."""
    return np.asarray(cv2.remap(picture, places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def length_of(field: Field) -> Plane:
    """Return the length of the vectors (h×w×2) at every pixel."""
    return np.asarray(cv2.magnitude(*cv2.split(field)), np.float32)


def dense_search(*, is_quick: bool = False) -> cv2.DISOpticalFlow:
    """Return the dense inverse search (Kroeger et al., 2016) that motion is measured with.

    OpenCV's medium preset ends at half size. One more step to full size, with patches a little further apart and one
    round of smoothing, brought 0.5 dB of color on clips kept for tuning.
    """
    if is_quick:
        return cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    search.setFinestScale(0)
    search.setPatchStride(4)
    search.setVariationalRefinementIterations(1)
    return search


def measure(here: Gray, there: Gray, *, is_quick: bool = False) -> Field:
    """Return the dense flow (h×w×2, pixels) from `here` to `there`."""
    return np.asarray(dense_search(is_quick=is_quick).calc(here, there, None), np.float32)


def start(key: Appearance) -> Track:
    """Return the keyframe's own track: every pixel lies where it lies."""
    zero = np.zeros(key.gray.shape, np.float32)
    return Track(grid(key.gray.shape), zero, zero, zero, zero)


def carry(
    frame: Appearance, key: Appearance, links: list[tuple[int, Gray, Track]], *, is_quick: bool = False
) -> Generator[None, None, tuple[Track, Step]]:
    """Return the track of `frame`, each pixel from the link that looks most like the keyframe, then corrected; and
    the step to the nearest of the linked frames.

    `links`: (length in frames, picture, track) of frames whose tracks are known, nearest first. A quick one takes
    faster flow and leaves the correction out. Yields between long steps.
    """
    base = grid(frame.gray.shape)
    best: Track | None = None
    step: Step | None = None
    lowest = np.zeros(0, np.float32)
    for length, gray, track in links:
        forward = measure(frame.gray, gray, is_quick=is_quick)
        yield
        backward = measure(gray, frame.gray, is_quick=is_quick)
        yield
        at = base + forward
        gap = forward + fetch(backward, at)
        miss = length_of(gap)
        beyond = outside(at)
        error = fetch(track.error, at) + miss
        left = np.maximum(fetch(track.left, at), beyond)
        places = fetch(track.places, at)
        cost = compare(frame, key, places)
        price = _price(cost, error, left)
        price += np.float32(_LINK_PRICE * (length > 1))
        found = Track(places, error, left, cost, np.zeros_like(cost))
        if best is None or step is None:
            best, lowest = found, price
            step = Step(at, _sameness(frame.tone, fetch(gray, at), miss) * (1 - beyond))
        else:
            take = price < lowest
            best, lowest = _chosen(best, found, take), np.where(take, price, lowest)
    assert best is not None
    assert step is not None
    yield
    if is_quick:
        return best, step
    best = _regained(frame, key, best)
    yield
    return _corrected(frame, key, best), step


def compare(frame: Appearance, key: Appearance, places: Field) -> Plane:
    """Return how unlike `frame` the keyframe looks at `places`: truncated tone difference and soft census, h×w."""
    tone, census = key.seen_at(places)
    cost = np.minimum(np.abs(frame.tone - tone), np.float32(_TONE_PEAK)) * np.float32(1 / _TONE_PEAK)
    different = np.zeros_like(cost)
    for one, other in zip(frame.census, census, strict=True):
        different += np.abs(one - other)
    cost += different * np.float32(_CENSUS_WEIGHT / (2 * len(_NEIGHBORS)))
    return np.asarray(cv2.blur(cost, _WINDOW), np.float32)


def _sameness(tone: Plane, before: NDArray[Any], miss: Plane) -> Plane:
    """Return how surely a pixel is the one it came from: the flow returns to it, and it is as light as before."""
    change = cv2.blur(np.abs(tone - before.astype(np.float32)), (3, 3))
    return np.asarray(np.exp(-miss - change * np.float32(_CHANGE_WEIGHT)), np.float32)


def certainty(track: Track) -> Plane:
    """Return how surely a track is right, 0..1, against the other tracks of the picture."""
    usual = np.float32(np.median(track.cost)) + np.float32(_CERTAIN_FLOOR)
    drift = np.float32(np.median(track.error)) + np.float32(_CERTAIN_DRIFT)
    doubt = (track.cost / usual) ** 2 / 2 + (track.error / drift) ** 2 / 8
    return np.asarray(np.exp(-doubt) * (1 - track.left), np.float32)


def _regained(frame: Appearance, key: Appearance, track: Track) -> Track:
    """Try for every pixel where the certain ones around it, and most of the picture, moved to: a pixel that was
    covered for longer than the longest link, or left the picture, is found again where it comes back."""
    base = grid(frame.gray.shape)
    motion, certain = track.places - base, certainty(track)
    drift = np.float32(np.median(track.error)) + np.float32(_REGAIN_DRIFT)
    usual = np.float32(np.median(track.cost)) + np.float32(_CERTAIN_FLOOR)
    taken = Claims(track.places, certain)
    for guess in (filled(motion, certain), dominant(motion, certain)):
        places = base + guess
        cost = compare(frame, key, places)
        left = outside(places)
        unlike = np.maximum(cv2.blur(cost, _REGAIN_WINDOW) / usual - 1, 0) * np.float32(_REGAIN_UNLIKE)
        found = Track(places, drift + unlike + taken.at(places) * np.float32(_ERROR_PEAK), left, cost, track.hidden)
        worse = _price(cost, found.error, left) - _price(track.cost, track.error, track.left)
        take = cv2.blur(worse, _REGAIN_WINDOW) < -_REGAIN_GAIN
        take &= worse < _REGAIN_WORST
        track = _chosen(track, found, take)
    return replace(track, hidden=taken.at(track.places))


def _price(cost: Plane, error: Plane | np.float32, left: Plane) -> Plane:
    return np.asarray(cost + _ERROR_WEIGHT * np.minimum(error, _ERROR_PEAK) + _LEFT_PRICE * left, np.float32)


def _corrected(frame: Appearance, key: Appearance, track: Track) -> Track:
    """Follow what is left between the frame and the keyframe as the track lays it; take it where it looks better."""
    laid = np.rint(np.clip(fetch(key.tone, track.places), 0, 255)).astype(np.uint8)
    rest = measure(frame.gray, laid)
    places = fetch(track.places, grid(frame.gray.shape) + rest)
    cost = compare(frame, key, places)
    length = length_of(rest)
    gain = (track.cost * np.float32(1 - _REFINE_GAIN) - cost) * np.float32(20)
    share = np.clip(gain, 0, 1) * np.clip(np.float32(_REFINE_REACH) - length, 0, 1)
    share = cv2.blur(share, (3, 3))
    mixed = track.places + share[..., None] * (places - track.places)
    return replace(track, places=mixed, cost=track.cost + share * (cost - track.cost))


def _chosen(one: Track, other: Track, take: NDArray[np.bool_]) -> Track:
    return Track(
        np.where(take[..., None], other.places, one.places),
        np.where(take, other.error, one.error),
        np.where(take, other.left, one.left),
        np.where(take, other.cost, one.cost),
        one.hidden,
    )


def outside(places: Field) -> Plane:
    """Return 1 where a place lies outside the picture, rising over the half pixel at its border."""
    height, width = places.shape[:2]
    x, y = places[..., 0], places[..., 1]
    beyond = np.maximum(np.maximum(-x, x - (width - 1)), np.maximum(-y, y - (height - 1)))
    return np.asarray(np.clip(beyond * 2, 0, 1), np.float32)


def _census(tone: Plane) -> list[Plane]:
    """Return for each of 8 neighbors whether it is lighter (1) or darker (-1), softly."""
    padded = cv2.copyMakeBorder(tone, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    height, width = tone.shape
    signs = []
    for dy, dx in _NEIGHBORS:
        difference = padded[1 + dy : 1 + dy + height, 1 + dx : 1 + dx + width] - tone
        signs.append(difference / (np.abs(difference) + np.float32(_CENSUS_SOFT)))
    return signs
