"""Lessons for start weights: two frames of one shot, and what one of them teaches must hold for the other.

An `Episode` is what a shot's own training meets: frames with their labels, of which one pair is known. Every random
choice comes from the generator that is passed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import rgb_to_lab, to_unit
from engine.training.footage import Footage, Frames
from engine.training.operators import random_operator

Planes = NDArray[np.float32]
Random = np.random.Generator

AB_SCALE = 50.0
_TONES = np.linspace(100 / 12, 100 - 100 / 12, 6, dtype=np.float32)
COLOR_CHANNELS = 2 + len(_TONES) + 2
_PHOTO_SHARE = 0.35


@dataclass(frozen=True)
class Episode:
    """`shown`: 2×C×h×w; `labels`: 2×K×h×w, what a shot would be given; `truths`: 2×K×h×w, what is right."""

    shown: Planes
    labels: Planes
    truths: Planes


def color_episode(footage: Footage, random: Random, height: int) -> Episode:
    """Return two frames as `dvp` sees them for color (10 channels), and their chroma less the first frame's mean.

    Light differs a little between the two, as it does between frames of old film.
    """
    shown, labels = [], []
    curve = random.uniform(0.75, 1.35)
    for image in _two_frames(footage, random, height):
        lab = rgb_to_lab(image)
        gray = np.clip((lab[..., 0] / 100) ** (curve * random.uniform(0.95, 1.05)) * random.uniform(0.94, 1.06), 0, 1)
        shown.append(color_features(gray.astype(np.float32) * 100))
        labels.append(lab[..., 1:].transpose(2, 0, 1) / np.float32(AB_SCALE))
    chroma = np.stack(labels) - labels[0].mean((1, 2), keepdims=True)
    return Episode(np.stack(shown), chroma, chroma)


def consistency_episode(footage: Footage, random: Random, height: int) -> Episode:
    """Return two frames as `consistency` sees them (RGB 0..1 and a constant, 4×h×w), and what one operator adds to
    them (3×h×w): the labels flicker, the truths do not."""
    pair = [to_unit(image) for image in _two_frames(footage, random, height)]
    operator = random_operator(random)
    steady = [operator(image, 0.0, random) for image in pair]
    flickering = [operator(image, 1.0, random) for image in pair]
    seen = pair if random.random() > 0.15 else [np.repeat(image.mean(2, keepdims=True), 3, 2) for image in pair]
    given = _planes(seen)
    shown = np.concatenate((given, np.ones_like(given[:, :1])), 1)
    return Episode(shown, _planes(flickering) - given, _planes(steady) - given)


EPISODES: dict[str, Callable[[Footage, Random, int], Episode]] = {
    "color": color_episode,
    "consistency": consistency_episode,
}
CHANNELS = {"color": (COLOR_CHANNELS, 2), "consistency": (4, 3)}  # shown to the network, answered by it


def color_features(lightness: Planes) -> Planes:
    """Return what `dvp` shows its network of a frame when it spreads color: 10×h×w, from L (h×w, 0..100).

    L, a constant, how near L is to each of six tones, and where the pixel is. `engine.methods.dvp_shot` decides;
    a test holds the two together.
    """
    height, width = lightness.shape
    near = np.maximum(0, 1 - np.abs(lightness - _TONES[:, None, None]) * np.float32(6 / 100))
    longer = max(height, width) / 2
    y, x = np.mgrid[:height, :width].astype(np.float32)
    places = ((x - (width - 1) / 2) / longer, (y - (height - 1) / 2) / longer)
    planes = (lightness / np.float32(50) - 1, np.ones_like(lightness), *near, *places)
    return np.stack(planes).astype(np.float32)


def _two_frames(footage: Footage, random: Random, height: int) -> list[Frames]:
    """Return two frames of one clip, near each other more often than far, or two views of one photograph."""
    is_photo = bool(footage.photos) and (not footage.clips or random.random() < _PHOTO_SHARE)
    group = footage.photos if is_photo else footage.clips
    names = sorted(group)
    frames = group[names[int(random.integers(len(names)))]]
    if is_photo:
        pair = [frames[0], frames[0]]
    else:
        one = int(random.integers(len(frames)))
        far = max(1, round(len(frames) * random.random() ** 2))
        other = one + far if one + far < len(frames) else max(0, one - far)
        pair = [frames[one], frames[other]]
    shape = pair[0].shape
    width = max(1, round(min(2.4, shape[1] / shape[0]) * height))
    common = _view(random, shape, 0.75, 1.0, 8)
    small = (0.9, 1.0, 6) if is_photo else (1.0, 1.0, 0)
    mirror = random.random() < 0.5
    views = [common, common @ _view(random, shape, *small)]
    if random.random() < 0.5:
        pair, views = pair[::-1], views[::-1]
    return [_seen(image, view, height, width, mirror) for image, view in zip(pair, views, strict=True)]


def _view(random: Random, shape: tuple[int, ...], least: float, most: float, turn: float) -> NDArray[np.float64]:
    """Return a 3×3 matrix from places in a view to places in the picture, both about the picture's middle."""
    angle, scale = np.radians(random.uniform(-turn, turn)), random.uniform(least, most)
    room = (1 - scale) / 2
    right, down = random.uniform(-room, room) * shape[1], random.uniform(-room, room) * shape[0]
    cos, sin = np.cos(angle) * scale, np.sin(angle) * scale
    return np.array([[cos, -sin, right], [sin, cos, down], [0, 0, 1]])


def _seen(image: Frames, view: NDArray[np.float64], height: int, width: int, mirror: bool) -> Frames:
    """Return what the view shows of the picture, `height`×`width`."""
    rows, columns = image.shape[:2]
    to_middle = np.array([[columns / width, 0, -columns / 2], [0, rows / height, -rows / 2], [0, 0, 1]])
    from_middle = np.array([[1, 0, columns / 2], [0, 1, rows / 2], [0, 0, 1]])
    matrix = (from_middle @ view @ to_middle)[:2]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen = cv2.warpAffine(image, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REFLECT_101)
    return np.ascontiguousarray(seen[:, ::-1] if mirror else seen)


def _planes(images: list[Planes]) -> Planes:
    return np.stack([image.transpose(2, 0, 1) for image in images]).astype(np.float32)
