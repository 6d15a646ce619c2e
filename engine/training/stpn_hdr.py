"""Pairs of frames to train the propagation of HDR on: pans over maps, and what a camera records (paper 2, 5.3).

The property is log(H + 0.01) with H in units of the LDR frames' white. As the paper (and Eilertsen et al.) have it,
exposure and camera curve are other ones in every pair, and the same for both of its frames. Pans are made when they
are first drawn, each by its number, and kept: the same seed gives the same ones whenever a training goes on.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.color.hdr import SRGB, ldr_of, random_camera, to_log
from engine.color.lab import to_unit
from engine.networks.stpn import LOG_MIDDLE
from engine.training.pans import Panorama, hdr_clip
from engine.training.stpn_color import Pair, at_least, channels_first, transformed
from engine.training.stpn_mask import rgb_planes

FRAMES = 24  # of a pan; it turns by up to 16 degrees
_OBJECTS = 0.5  # share of pans with objects that move before the camera
_VARIED = 0.3  # share of pairs of clips whose second frame is transformed too
_STOPS = 0.5  # that a pair is exposed more or less than its pan, at most
_KNOWN_CAMERA = 0.5  # share of pairs by the curve of sRGB
_MOST = np.float32(np.finfo(np.float16).max)

Halves = NDArray[np.float16]


class Pans:
    """`count` clips of `lines` lines over maps: T×h×w×3 scene linear, 1 being the LDR frames' white."""

    def __init__(self, maps: Sequence[Panorama], count: int, lines: int, seed: int) -> None:
        self._maps, self._count, self._seed = maps, count, seed
        self._size = lines, lines * 4 // 3
        self._made: dict[int, Halves] = {}

    def drawn(self, random: np.random.Generator) -> Halves:
        """Return one of them."""
        number = int(random.integers(self._count))
        if number not in self._made:
            own = np.random.default_rng([self._seed, number])
            panorama, has_objects = self._maps[number % len(self._maps)], bool(own.random() < _OBJECTS)
            clip = hdr_clip(panorama, own, FRAMES, *self._size, has_objects=has_objects)
            self._made[number] = clip.linear.astype(np.float16)
        return self._made[number]


def hdr_pair(pans: Pans, random: np.random.Generator, crop: int, reach: int, *, is_still: bool = False) -> Pair:
    """Return two frames of a pan up to `reach` frames apart, cut at the same place, some second ones transformed.

    `is_still`: two views of one frame, each by a similarity of its own (section 5.1).
    """
    clip = pans.drawn(random)
    first = int(random.integers(len(clip)))
    others = np.arange(max(0, first - reach), min(len(clip), first + reach + 1))
    second = first if is_still else int(random.choice(others[others != first]))
    frames = [at_least(clip[at].astype(np.float32), crop) for at in (first, second)]
    top, left = (int(random.integers(side - crop + 1)) for side in frames[0].shape[:2])
    views = [frame[top : top + crop, left : left + crop] for frame in frames]
    for place in (0, 1):
        if is_still or (place == 1 and random.random() < _VARIED):
            views[place] = transformed(frames[place], random, crop, (left + crop / 2, top + crop / 2))
    return _pair(np.stack(views), random)


def log_planes(log: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return log(H + 0.01) in the units the network is given it in."""
    return np.asarray(log - LOG_MIDDLE, np.float32)


def _pair(views: NDArray[np.float32], random: np.random.Generator) -> Pair:
    """Return two views (2×h×w×3, linear) as planes, exposed and filmed alike, mirrored half of the time."""
    if random.random() < 0.5:
        views = views[:, :, ::-1]
    curve = SRGB if random.random() < _KNOWN_CAMERA else random_camera(random)
    linear = np.clip(views * np.float32(2 ** random.uniform(-_STOPS, _STOPS)), 0, _MOST)
    shown = to_unit(ldr_of(linear, 1.0, curve))
    return Pair(channels_first(rgb_planes(shown)), channels_first(log_planes(to_log(linear))))
