"""How wrong each answer probably is, and the answer in which the more certain one counts more.

The expected squared error of a chroma is the exponential of a weighted sum of what was seen on the way. The
weights were fitted once (gamma regression) on short clips, none of them used for measuring; they are constants.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from engine.color.lab import Chroma, Plane
from engine.motion.match import LINES, Matched, color_model, enlarged
from engine.motion.track import Step, Track, fetch, length_of

_FILTER_RADIUS = 2  # at LINES lines
_MATCH_RADIUS = 6
_FILTER_NOISE = 10.0  # variance of L, units of L squared
_SHARPNESS = 2.5  # power of the certainty by which the answers of one keyframe are mixed
_STEADY = 0.85  # share of the frame before in a pixel that surely is the same
_LEAST = -1.0  # log of the smallest expected squared error
_ASTRAY = 2.0  # log of how much less sure the flow is where something else covers the place in the keyframe
JOIN = 1.5  # and by which those of two keyframes are
FULLY_UNSURE = 20.0  # units of ab: a confidence of 1/e

# columns: 1, log(1 + track error), appearance cost, left the picture, log(1 + difference of L), log frames,
# log(1 + spread of the match), log(1 + its distance), log(1 + disagreement), log(1 + chroma of flow, of match)
_FLOW_ALONE = (-0.17, 0.25, 1.49, 0.0, 0.67, 0.11, 0.0, 0.0, 0.0, 0.29, 0.0)
_FLOW = (-0.57, 0.2, 0.45, 0.0, 0.34, 0.07, 0.36, 0.15, 0.91, 0.24, -0.12)
_MATCH = (-0.21, 0.06, -0.5, 0.0, 0.32, 0.01, 0.36, 0.27, 1.13, -0.17, 0.3)


@dataclass(frozen=True)
class Answer:
    """What one keyframe says about a frame: `ab` h×w×2 and its expected squared `error` h×w (units of ab squared)."""

    ab: Chroma
    error: Plane

    @classmethod
    def of_keyframe(cls, ab: Chroma) -> Answer:
        """Return the keyframe's own chroma as an answer."""
        return cls(ab, np.full(ab.shape[:2], np.exp(_LEAST), np.float32))

    @property
    def confidence(self) -> Plane:
        """Return how sure it is, 0..1."""
        return np.asarray(np.exp(-np.sqrt(self.error) / FULLY_UNSURE), np.float32)


def guided(ab: Chroma, lightness: Plane, radius: int, noise: float = _FILTER_NOISE) -> Chroma:
    """Return `ab` after a guided filter (He et al., 2013) with guide L."""
    window = (2 * radius + 1, 2 * radius + 1)
    slope, offset = color_model(ab, lightness, radius, noise)
    return np.asarray(cv2.blur(slope, window) * lightness[..., None] + cv2.blur(offset, window), np.float32)


def answer(
    track: Track,
    key: tuple[Plane, Chroma],
    lightness: Plane,
    distance: int,
    matched: Matched | None = None,
    unlike: Plane | None = None,
    *,
    is_smoothed: bool = True,
) -> Answer:
    """Return the color of a frame `distance` frames away from the keyframe `key` (L, ab), all at the working size.

    `is_smoothed`: whether its edges are drawn to those of L, as those of chroma should be.
    `unlike`: by how much the film's own chroma differs from the keyframe's at the track's places, where that may be
    looked at.
    """
    scale = (lightness.size / (LINES * LINES * 16 / 9)) ** 0.5
    key_lightness, key_ab = key
    flow = fetch(key_ab, track.places)
    if is_smoothed:
        flow = guided(flow, lightness, max(1, round(_FILTER_RADIUS * scale)))
    window = (2 * round(2 * scale) + 1,) * 2
    difference = np.abs(lightness - fetch(key_lightness, track.places))
    if unlike is not None:
        difference += unlike
    seen: list[Plane | float] = [
        1.0,
        np.log1p(cv2.blur(track.error, window) / np.float32(scale)),
        track.cost,
        cv2.blur(track.left, window),
        np.log1p(cv2.blur(difference, window)),
        float(np.log(max(1, distance))),
    ]
    if matched is None:
        seen += [0.0, 0.0, 0.0, _log_length(flow), 0.0]
        return Answer(flow, _expected(seen, _FLOW_ALONE))
    match = guided(matched.chroma(lightness), lightness, max(1, round(_MATCH_RADIUS * scale)))
    seen += [
        np.log1p(np.sqrt(enlarged(matched.spread, lightness.shape))),
        np.log1p(enlarged(matched.distance, lightness.shape)),
        _log_length(flow - match),
        _log_length(flow),
        _log_length(match),
    ]
    astray = np.exp(cv2.blur(track.hidden, window) * np.float32(_ASTRAY))
    return _mixed(Answer(flow, _expected(seen, _FLOW) * astray), Answer(match, _expected(seen, _MATCH)))


def steadied(found: Answer, before: Answer, step: Step) -> Answer:
    """Return `found` drawn toward what was answered for the same pixels of the frame before: less flicker, and a
    color once found is not lost again (+0.1 dB on clips kept for tuning)."""
    share = step.same * np.float32(_STEADY)
    ab = found.ab + (fetch(before.ab, step.places) - found.ab) * share[..., None]
    error = found.error + (fetch(before.error, step.places) - found.error) * share
    return Answer(ab, error)


def joined(left: Answer, left_distance: int, right: Answer, right_distance: int) -> Answer:
    """Return what the keyframes on both sides say together; `…_distance`: frames to each.

    The distance counts beside the certainty: the color must come to a keyframe without a jump.
    """
    age = np.float32(left_distance / right_distance)
    return between(left, right, (age * left.error / right.error) ** np.float32(JOIN))


def _mixed(one: Answer, other: Answer) -> Answer:
    """Return two answers of one keyframe as one."""
    return between(one, other, (one.error / other.error) ** np.float32(_SHARPNESS))


def between(one: Answer, other: Answer, ratio: Plane) -> Answer:
    """Return `other` counted `ratio` times as much as `one`."""
    share = ratio / (1 + ratio)
    ab = one.ab + (other.ab - one.ab) * share[..., None]
    return Answer(ab, one.error + (other.error - one.error) * share)


def _expected(seen: list[Plane | float], weights: tuple[float, ...]) -> Plane:
    planes = [plane * np.float32(weight) for plane, weight in zip(seen, weights, strict=True) if weight]
    total = planes[0]
    for plane in planes[1:]:
        total = total + plane
    return np.asarray(np.exp(np.clip(total, _LEAST, 8)), np.float32)


def _log_length(ab: Chroma) -> Plane:
    return np.log1p(length_of(ab))
