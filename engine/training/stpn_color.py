"""Pairs of frames to train the propagation of color on: from photographs and from clips (paper 2, section 5.1).

A pair is what is known of both frames (L) and the property of each (ab). From a photograph two views are made by
similarity transforms; frames of a clip are cut at the same place.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import rgb_to_lab
from engine.networks.stpn import AB_UNIT, L_UNIT
from engine.training.footage import Footage, Frames

SCALE, TURN, SHIFT = (0.9, 1.1), 15.0, 0.1  # of the similarity transforms, degrees, share of the shorter side
_VARIED = 0.3  # share of pairs of clips whose second frame is transformed too
_TINT = (0.6, 1.4)  # chroma is made that much weaker or stronger, and turned to any hue, in half of all pairs

Level = TypeVar("Level", bound=np.generic)
Planes = NDArray[np.float32]


@dataclass(frozen=True)
class Pair:
    """Two frames: `known` 2×G×h×w (what guides) and `property` 2×P×h×w, of the first and the second."""

    known: Planes
    property: Planes


def photo_pair(footage: Footage, random: np.random.Generator, crop: int) -> Pair:
    """Return two views of one photograph (or of one frame of a clip where there is none)."""
    if footage.photos:
        image = drawn(footage.photos, random)[0]
    else:
        clip = drawn(footage.clips, random)
        image = clip[random.integers(len(clip))]
    image = at_least(image, crop)
    top, left = (int(random.integers(side - crop + 1)) for side in image.shape[:2])
    views = [transformed(image, random, crop, (left + crop / 2, top + crop / 2)) for _ in range(2)]
    return _pair(views, random)


def clip_pair(footage: Footage, random: np.random.Generator, crop: int, reach: int) -> Pair:
    """Return two frames of one clip, up to `reach` frames apart (`another`), cut at the same place."""
    clip = drawn(footage.clips, random)
    first = int(random.integers(len(clip)))
    second = another(len(clip), first, reach, random)
    frames = [at_least(clip[at], crop) for at in (first, second)]
    top, left = (int(random.integers(side - crop + 1)) for side in frames[0].shape[:2])
    views = [frame[top : top + crop, left : left + crop] for frame in frames]
    if random.random() < _VARIED:
        views[1] = transformed(frames[1], random, crop, (left + crop / 2, top + crop / 2))
    return _pair(views, random)


def another(count: int, first: int, reach: int, random: np.random.Generator) -> int:
    """Return another of `count` frames than `first`, up to `reach` away: near ones as often as far ones, counted in
    powers of two."""
    distance = min(round(math.exp(random.uniform(0, math.log(reach + 0.5)))), count - 1)
    there = [at for at in (first - distance, first + distance) if 0 <= at < count]
    return int(random.choice(there)) if there else (first + 1) % count


def transformed(
    image: NDArray[Level], random: np.random.Generator, crop: int, center: tuple[float, float]
) -> NDArray[Level]:
    """Return a crop×crop view around `center` (x, y) of H×W×C after a random similarity transform; beyond its border
    the picture is mirrored."""
    side = min(image.shape[:2])
    scale, turn = random.uniform(*SCALE), math.radians(random.uniform(-TURN, TURN))
    shift = random.uniform(-SHIFT, SHIFT, 2) * side
    cosine, sine = scale * math.cos(turn), scale * math.sin(turn)
    matrix = np.array([[cosine, -sine, 0], [sine, cosine, 0]], np.float64)
    matrix[:, 2] = np.array([crop / 2, crop / 2]) + shift * (crop / side) - matrix[:, :2] @ np.array(center)
    view = cv2.warpAffine(image, matrix, (crop, crop), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(view, image.dtype)


def drawn(pictures: Mapping[str, Frames], random: np.random.Generator) -> Frames:
    """Return one of them."""
    names = list(pictures)
    return pictures[names[random.integers(len(names))]]


def at_least(image: NDArray[Level], side: int) -> NDArray[Level]:
    """Return the picture, enlarged where it is smaller than side×side."""
    grow = side / min(image.shape[:2])
    if grow <= 1:
        return image
    size = (math.ceil(image.shape[1] * grow), math.ceil(image.shape[0] * grow))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), image.dtype)


def _pair(views: list[Frames], random: np.random.Generator) -> Pair:
    """Return two views as planes, mirrored half of the time, in half of all pairs in other hues."""
    if random.random() < 0.5:
        views = [view[:, ::-1] for view in views]
    lab = np.stack([rgb_to_lab(np.ascontiguousarray(view)) for view in views])
    ab = lab[..., 1:] / AB_UNIT
    if random.random() < 0.5:
        ab = ab @ tint(random)
    known = (lab[..., :1] - L_UNIT) / L_UNIT
    return Pair(channels_first(known), channels_first(ab))


def tint(random: np.random.Generator) -> NDArray[np.float32]:
    """Return a 2×2 matrix that turns chroma to another hue and makes it weaker or stronger."""
    angle, scale = random.uniform(0, 2 * math.pi), random.uniform(*_TINT)
    cosine, sine = scale * math.cos(angle), scale * math.sin(angle)
    return np.array([[cosine, -sine], [sine, cosine]], np.float32)


def channels_first(planes: Planes) -> Planes:
    """Return N×h×w×C as N×C×h×w."""
    return np.ascontiguousarray(planes.transpose(0, 3, 1, 2), np.float32)
