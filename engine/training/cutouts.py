"""Objects whose coverage is known: cut out of a photograph, drawn as a closed shape, or with limbs that swing.

What segmentation is learned and tuned on is made of them (`pasted.py`, `benchmarks/click_scenes.py`). Each is a list
of layers, one a moment: its RGB (N×N×3) and how much of a pixel it covers (N×N, 0..1) on a square of `CANVAS` pixels,
of which it fills `SPAN`. Textures are squares of that size. A moment is a number; limbs swing in proportion to it.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
Rng = np.random.Generator
Layers = list[tuple[Plane, Plane]]

CANVAS = 384  # pixels of the square an object is made in
SPAN = 0.8  # of it that the object fills


def cut_out(rng: Rng, textures: Sequence[Plane], moments: Sequence[float]) -> Layers | None:
    """Return neighboring regions of a photograph, grown until they are as large as an object."""
    from skimage.segmentation import felzenszwalb

    photo = textures[0]
    labels = felzenszwalb(cv2.resize(photo, (192, 192)), scale=float(rng.uniform(60, 300)), sigma=0.8, min_size=80)
    wanted = rng.uniform(0.08, 0.35) * labels.size
    region = labels == labels[int(rng.integers(40, 152)), int(rng.integers(40, 152))]
    while region.sum() < wanted:
        beside = np.unique(labels[(cv2.dilate(region.astype(np.uint8), np.ones((3, 3))) > 0) & ~region])
        if not beside.size:
            return None
        region |= labels == rng.choice(beside)
    if region.mean() > 0.6:
        return None
    soft = cv2.GaussianBlur(region.astype(np.float32), (0, 0), float(rng.uniform(0.7, 3)))
    _, parts, stats, _ = cv2.connectedComponentsWithStats((soft > 0.5).astype(np.uint8))
    if len(stats) < 2:
        return None
    whole = parts == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    alpha = cv2.resize(whole.astype(np.float32), (CANVAS, CANVAS), interpolation=cv2.INTER_CUBIC)
    return [(photo, np.clip(alpha, 0, 1))] * len(moments)


def closed(rng: Rng, textures: Sequence[Plane], moments: Sequence[float]) -> Layers:
    """Return a smooth closed shape, of one texture or of two."""
    around = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    radius = np.ones(200)
    for wave in range(1, 8):
        radius += rng.normal() * 0.45 / wave * np.cos(wave * around + rng.uniform(0, 2 * np.pi))
    radius = np.clip(radius, 0.15, None) / radius.max()
    points = np.stack([np.cos(around), np.sin(around) * rng.uniform(0.4, 1)], 1) * radius[:, None]
    alpha = _drawn([points], 0.0)
    return [(_mixed(rng, textures), alpha)] * len(moments)


def with_limbs(rng: Rng, textures: Sequence[Plane], moments: Sequence[float]) -> Layers:
    """Return a body with thin limbs of two joints that swing, each of one of the textures."""
    body = _capsule(np.zeros(2), rng.uniform(0.3, 0.6), 0.0, rng.uniform(0.12, 0.28), rng.uniform(0.12, 0.28))
    turn = rng.uniform(0, 2 * np.pi)
    limbs = [
        (rng.uniform(-0.3, 0.3), *rng.uniform(0, 2 * np.pi, 2), *rng.uniform(0.15, 0.45, 2), rng.uniform(0.015, 0.08))
        for _ in range(int(rng.integers(3, 7)))
    ]
    swings = rng.normal(0, 0.05, (len(limbs), 2)) * (rng.random() < 0.7)
    looks = rng.integers(0, int(rng.integers(1, 4)), len(limbs) + 1)
    layers: Layers = []
    for time in moments:
        color, alpha = textures[looks[0]].copy(), _drawn([body], turn)
        for number, (start, upper, bend, long, short, thick) in enumerate(limbs):
            upper = upper + time * swings[number, 0]
            lower = upper + bend / 3 - 1 + time * swings[number, 1]
            root = np.array([start, 0.0])
            joint = root + long * np.array([np.cos(upper), np.sin(upper)])
            parts = [
                _capsule(root, long, upper, 1.5 * thick, thick),
                _capsule(joint, short, lower, thick, 0.7 * thick),
            ]
            limb = _drawn(parts, turn)
            color += limb[..., None] * (textures[looks[number + 1]] - color)
            alpha = np.maximum(alpha, limb)
        layers.append((color, alpha))
    return layers


def _capsule(
    start: NDArray[np.float64], length: float, angle: float, wide: float, narrow: float
) -> NDArray[np.float64]:
    half = np.linspace(-np.pi / 2, np.pi / 2, 12)
    far = np.stack([length + narrow * np.cos(half), narrow * np.sin(half)], 1)
    near = np.stack([-wide * np.cos(half), -wide * np.sin(half)], 1)
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.asarray(np.vstack([far, near]) @ np.array([[cosine, sine], [-sine, cosine]]) + start)


def _drawn(shapes: list[NDArray[np.float64]], turn: float) -> Plane:
    """Return closed shapes (points in -1..1) as coverage."""
    cosine, sine = np.cos(turn), np.sin(turn)
    made = np.zeros((CANVAS, CANVAS), np.uint8)
    for shape in shapes:
        points = (shape @ np.array([[cosine, sine], [-sine, cosine]])) * (SPAN / 2) + 0.5
        cv2.fillPoly(made, [np.rint(points * CANVAS * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return made.astype(np.float32) / np.float32(255)


def _mixed(rng: Rng, textures: Sequence[Plane]) -> Plane:
    """Return a texture, or two that meet along a wavy line."""
    if rng.random() < 0.5:
        return textures[0]
    line = smooth_noise(rng, (CANVAS, CANVAS), 40) > rng.normal(0, 0.5)
    return np.where(line[..., None], textures[0], textures[1]).astype(np.float32)


def smooth_noise(rng: Rng, shape: tuple[int, int], size: float) -> Plane:
    """Return smooth noise of spread 1."""
    small = rng.normal(size=tuple(max(4, round(length / max(size, 1))) for length in shape)).astype(np.float32)
    made = cv2.resize(small, shape[::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(made / made.std(), np.float32)
