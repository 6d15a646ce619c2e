"""Pairs of frames to train the propagation of masks on: objects laid over photographs and clips (paper 2, 5.4).

The paper pretrains on masks of MS-COCO and goes on with those of DAVIS; here masks are exact because the objects were
laid there (`engine.training.pasted`), and DAVIS is for measuring alone. Frames with an object are made when they are
first drawn, each by its number, and kept: the same seed gives the same ones whenever a training goes on.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import to_unit
from engine.networks.stpn import RGB_UNIT
from engine.training.footage import Footage
from engine.training.pasted import pasted
from engine.training.stpn_color import Pair, another, at_least, channels_first, drawn, transformed

FRAMES = 16  # of a composite
READ = 48  # frames of a clip, spread evenly: composites move about as far from one to the next as clips of 24 do in 2
_STILLS = 6  # frames of a photograph's composite: the object moves, the ground does not
_TEXTURES = 3
_VARIED = 0.3  # share of pairs of clips whose second frame is transformed too
_ROUGH, _ROUGHEST = 0.4, 3.0  # share of pairs whose known mask is smoothed, as answers are; pixels, at most
_GRAY = 0.25  # share of pairs that are black and white, as many films are
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)

Shown = NDArray[np.uint8]  # T×h×w×4: RGB and the mask, 0 or 255


class Composites:
    """`count` stretches of frames with an object and its mask, of clips or (`is_still`) of photographs."""

    def __init__(self, footage: Footage, count: int, seed: int, *, is_still: bool) -> None:
        """`footage`: photographs give the objects their looks; without any, frames of clips do."""
        self._grounds = footage.photos if is_still and footage.photos else footage.clips
        self._textures = footage.photos or footage.clips
        self._count, self._seed, self._is_still = count, (seed, int(is_still)), is_still
        self._made: dict[int, Shown] = {}

    def drawn(self, random: np.random.Generator) -> Shown:
        """Return one of them, T×h×w×4."""
        number = int(random.integers(self._count))
        if number not in self._made:
            self._made[number] = self._composed(np.random.default_rng([*self._seed, number]))
        return self._made[number]

    def _composed(self, random: np.random.Generator) -> Shown:
        clip = drawn(self._grounds, random)
        if self._is_still:
            ground = np.repeat(clip[random.integers(len(clip))][None], _STILLS, 0)
        else:
            count = min(FRAMES, len(clip))
            step = 1 + int(random.integers(max(1, (len(clip) - 1) // max(1, count - 1))))
            first = int(random.integers(len(clip) - step * (count - 1)))
            ground = clip[first : first + step * count : step]
        looks = [drawn(self._textures, random) for _ in range(_TEXTURES)]
        frames, masks = pasted(ground, [look[random.integers(len(look))] for look in looks], random)
        return np.concatenate([frames, masks[..., None] * np.uint8(255)], -1)


def mask_pair(
    composites: Composites, random: np.random.Generator, crop: int, reach: int, *, is_varied: bool = False
) -> Pair:
    """Return two frames of a composite up to `reach` frames apart, with the object in the first one's crop. Some
    known masks are smooth: where frames are carried one from the other, what is known is an answer.

    `is_varied`: picture and mask of both are transformed alike, each by a similarity of its own (section 5.1);
    otherwise both are cut at the same place, and some of the second ones are transformed.
    """
    shown = composites.drawn(random)
    there = np.flatnonzero(shown[:, ::2, ::2, 3].any((1, 2)))
    first = int(random.choice(there if len(there) else np.arange(len(shown))))
    second = first if is_varied and random.random() < 0.5 else another(len(shown), first, reach, random)
    frames = [at_least(shown[at], crop) for at in (first, second)]
    top, left = _around(frames[0][..., 3], crop, random)
    views = [frame[top : top + crop, left : left + crop] for frame in frames]
    for place in (0, 1):
        if is_varied or (place == 1 and random.random() < _VARIED):
            views[place] = transformed(frames[place], random, crop, (left + crop / 2, top + crop / 2))
    if not is_varied and random.random() < _ROUGH:
        views[0] = views[0].copy()
        views[0][..., 3] = cv2.GaussianBlur(views[0][..., 3], (0, 0), random.uniform(0.3, _ROUGHEST))
    return _pair(np.stack(views), random)


def rgb_planes(unit: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return RGB (...×3, 0..1) in the units that guide, about -1..1."""
    return np.asarray((unit - RGB_UNIT) / RGB_UNIT, np.float32)


def _around(mask: NDArray[np.uint8], crop: int, random: np.random.Generator) -> tuple[int, int]:
    """Return top and left of a crop×crop cut at random that holds a pixel of the mask, itself drawn at random."""
    inside = np.argwhere(mask == mask.max())  # anywhere where no frame shows the object
    place = inside[random.integers(len(inside))]
    cut = []
    for at, side in zip(place, mask.shape, strict=True):
        least, most = max(0, int(at) - crop + 1), min(int(at), side - crop)
        cut.append(int(random.integers(least, most + 1)))
    return cut[0], cut[1]


def _pair(views: Shown, random: np.random.Generator) -> Pair:
    """Return two views (2×h×w×4) as planes, mirrored half of the time, some of them black and white."""
    if random.random() < 0.5:
        views = views[:, :, ::-1]
    unit = to_unit(views)
    rgb = unit[..., :3]
    if random.random() < _GRAY:
        rgb = np.repeat((rgb @ _LUMA)[..., None], 3, -1)
    return Pair(channels_first(rgb_planes(rgb)), channels_first(unit[..., 3:]))
