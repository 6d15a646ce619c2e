"""Objects laid over the frames of a clip, whose masks are exact: what mask propagation learns from.

An object (`cutouts.py`) moves by a smooth similarity over the clip, may leave the picture in part, swing its limbs
and pass behind another object that is none of the mask's. Its light is brought near that of its ground. The same
random generator gives the same frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import to_unit
from engine.training.cutouts import CANVAS, SPAN, Layers, Plane, Rng, closed, cut_out, with_limbs

SPEED = 0.03  # of the picture's shorter side that a center moves from one frame to the next, at most
SPIN = np.radians(3.0)  # that it turns, at most
GROWTH = 0.015  # share of its size that it grows or shrinks by, at most
SIZES = (0.2, 0.75)  # diameter of an object, in shorter sides of the picture
_LEAST_SEEN = 0.008  # share of the first frame that the object covers: its mask there is what is given
_TRIES = 12
_MOST_OTHERS = 2


@dataclass(frozen=True)
class Motion:
    """Where an object is in T frames: `centers` T×2 (x, y in pixels), `turns` T (radians), `sizes` T (factors)."""

    centers: NDArray[np.float64]
    turns: NDArray[np.float64]
    sizes: NDArray[np.float64]

    def matrix(self, frame: int, scale: float) -> NDArray[np.float64]:
        """Return the 2×3 matrix from the object's canvas into the frame; `scale`: pixels a canvas pixel is wide."""
        middle = ((CANVAS - 1) / 2,) * 2
        matrix = cv2.getRotationMatrix2D(middle, np.degrees(self.turns[frame]), scale * self.sizes[frame])
        matrix[:, 2] += self.centers[frame] - middle
        return np.asarray(matrix, np.float64)


def pasted(
    frames: NDArray[np.uint8], textures: Sequence[NDArray[Any]], random: Rng
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return T×H×W×3 frames with an object laid over them and its masks, T×H×W: 1 where it is seen, else 0.

    `textures` are pictures (uint8, or float32 scene linear) that objects are cut from; at least one.
    """
    ground = to_unit(frames)
    squares = [_square(to_unit(texture), random) for texture in textures]
    laid, masks = laid_over(ground, squares, random)
    grain = float(random.uniform(0, 0.02))  # one for all, so that what was laid over is not told by its lack of it
    laid += grain * random.standard_normal(laid.shape[:3], np.float32)[..., None]
    return np.rint(np.clip(laid, 0, 1) * np.float32(255)).astype(np.uint8), masks


def laid_over(
    ground: NDArray[np.float32], squares: Sequence[Plane], random: Rng
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return T×H×W×3 floats of any range with an object laid over them, and its masks (T×H×W, 0 and 1).

    `squares`: textures in the same units, each `CANVAS` pixels wide and high.
    """
    for _ in range(_TRIES):
        things = [_thing(random, squares, ground) for _ in range(1 + int(random.integers(_MOST_OTHERS + 1)))]
        place = int(random.integers(len(things)))  # of the object among the things, from the lowest to the highest
        seen = things[place][1].copy()
        for _, above in things[place + 1 :]:
            seen *= 1 - above
        if float((seen[0] > 0.5).mean()) >= _LEAST_SEEN:
            break
    laid = ground.copy()
    for color, cover in things:
        laid += cover[..., None] * (color - laid)
    return laid, (seen > 0.5).astype(np.uint8)


def smooth_motion(random: Rng, frames: int, height: int, width: int) -> Motion:
    """Return a motion that begins with its center in the picture and stays within `SPEED`, `SPIN` and `GROWTH`.

    Straight from one place to another, with a slow swing around it; turns and sizes likewise.
    """
    shorter, size = min(height, width), np.array([width, height])
    time = np.arange(frames)
    start = random.uniform(0.05, 0.95, 2) * size
    way = random.uniform(0.05, 0.95, 2) * size - start
    way *= min(1.0, 0.6 * SPEED * shorter * max(1, frames - 1) / max(1e-6, float(np.hypot(*way))))
    centers = start + way * (time / max(1, frames - 1))[:, None]
    swings = np.stack([swing(random, time, 0.25 * SPEED * shorter) for _ in range(2)], 1)
    turns = random.uniform(-0.5, 0.5) + random.uniform(-0.5, 0.5) * SPIN * time + swing(random, time, 0.5 * SPIN)
    return Motion(centers + swings, turns, np.exp(swing(random, time, 0.9 * GROWTH)))


def swing(random: Rng, time: NDArray[Any], speed: float) -> NDArray[np.float64]:
    """Return a slow sine over the frames, 0 at the first, that changes by no more than `speed` a frame."""
    pace, phase = 2 * np.pi / random.uniform(16, 80), random.uniform(0, 2 * np.pi)
    reach = random.uniform(0, 1) * speed / pace
    return np.asarray(reach * (np.sin(pace * time + phase) - np.sin(phase)), np.float64)


def _thing(random: Rng, squares: Sequence[Plane], ground: NDArray[np.float32]) -> tuple[Plane, Plane]:
    """Return something that moves over the clip: its colors (T×H×W×3) and how much it covers (T×H×W, 0..1)."""
    frames, height, width = ground.shape[:3]
    scale = min(height, width) * float(random.uniform(*SIZES)) / (SPAN * CANVAS)
    layers = _made(random, [squares[int(number)] for number in random.integers(len(squares), size=3)], frames)
    motion, soft = smooth_motion(random, frames, height, width), float(random.uniform(0.5, 1.4))
    colors, covers = np.empty_like(ground), np.empty(ground.shape[:3], np.float32)
    for frame, (color, cover) in enumerate(layers):
        both = np.dstack([color * cover[..., None], cover])
        if scale < 0.7:  # what is shrunk is smoothed first
            both = cv2.GaussianBlur(both, (0, 0), 0.4 / scale)
        both = cv2.warpAffine(both, motion.matrix(frame, scale), (width, height), flags=cv2.INTER_LINEAR)
        both = cv2.GaussianBlur(both, (0, 0), soft)
        covers[frame] = np.clip(both[..., 3], 0, 1)
        colors[frame] = both[..., :3] / np.maximum(both[..., 3:], 1e-3)
    return _lit(random, colors, covers, ground), covers


def _made(random: Rng, textures: Sequence[Plane], frames: int) -> Layers:
    """Return the object in each frame; limbs swing to and fro."""
    pace = 2 * np.pi / random.uniform(10, 40)
    moments = np.sin(pace * np.arange(frames)) * 1.2 / max(pace, 0.3)
    kind = int(random.integers(3))
    made = (cut_out, closed, with_limbs)[kind](random, textures, [float(moment) for moment in moments])
    return made if made is not None else closed(random, textures, [0.0] * frames)


def _lit(random: Rng, colors: Plane, covers: Plane, ground: NDArray[np.float32]) -> Plane:
    """Bring the mean light of what covers a good part of the way to that of the ground."""
    inside = covers[..., None]
    own = float((colors * inside).sum(dtype=np.float64) / max(3 * inside.sum(dtype=np.float64), 1e-6))
    if own <= 0:
        return colors
    gain = (max(float(ground.mean()), 1e-4) / own) ** float(random.uniform(0.2, 1))
    return np.asarray(colors * np.float32(np.clip(gain, 0.4, 2.5)), np.float32)


def _square(picture: Plane, random: Rng) -> Plane:
    """Return a part of a picture as a square of the canvas's size."""
    side = max(1, int(min(picture.shape[:2]) * random.uniform(0.5, 1)))
    top, left = (int(random.integers(length - side + 1)) for length in picture.shape[:2])
    part = picture[top : top + side, left : left + side]
    return np.asarray(cv2.resize(part, (CANVAS, CANVAS), interpolation=cv2.INTER_LINEAR), np.float32)
