"""Varied pictures to learn from: cropped, mirrored, turned, with objects pasted in (paper 1, 5.4 and table 10)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True, slots=True)
class Variation:
    """`share` of the steps is varied, each in all the ways that are switched on."""

    share: float = 0.0
    crop: bool = True
    flip: bool = True
    rotation: bool = True
    copy_paste: bool = True


@dataclass(frozen=True, slots=True)
class Pair:
    """What is shown and what is to be answered: 1×C×h×w each; `objects` 1×1×h×w, 1 where an object is; `trust`
    1×1×h×w, where the answer counts (None: everywhere)."""

    features: Tensor
    label: Tensor
    objects: Tensor | None = None
    trust: Tensor | None = None


def seen_differently(pair: Pair, how: Variation, random: np.random.Generator) -> Pair:
    """Return the pair cropped (down to 70 %), turned (up to 15 degrees) and mirrored, borders reflected."""
    shape = pair.features.shape
    turn = math.radians(random.uniform(-15, 15)) * how.rotation
    scale = random.uniform(0.7, 1) if how.crop else 1.0
    is_mirrored = random.random() >= 0.5 and how.flip
    right, down = random.uniform(-1, 1, 2) * (1 - scale)
    grid = _grid(shape, pair.features.device, turn, scale, is_mirrored, (float(right), float(down)))
    return _sampled(pair, grid, "reflection")


def pasted(source: Pair, onto: Pair, places: int, random: np.random.Generator) -> Pair:
    """Return `onto` with the objects of `source` pasted at a random place, 70 to 130 % of their size.

    The last `places` channels of the features say where in the picture a pixel is; they stay those of `onto`.
    """
    if source.objects is None:
        return onto
    scale = 1 / random.uniform(0.7, 1.3)
    is_mirrored = random.random() < 0.5
    at = _middle(source.objects) - np.asarray(random.uniform(-0.9, 0.9, 2)) * scale
    shape, device = source.features.shape, source.features.device
    moved = _sampled(source, _grid(shape, device, 0.0, scale, is_mirrored, (float(at[0]), float(at[1]))), "zeros")
    assert moved.objects is not None
    there = moved.objects.round()
    kept = onto.features.shape[1] - places
    features = onto.features.clone()
    features[:, :kept] = torch.lerp(onto.features[:, :kept], moved.features[:, :kept], there)
    objects = there if onto.objects is None else torch.maximum(there, onto.objects)
    trust = None
    if onto.trust is not None or moved.trust is not None:
        all_over = torch.ones_like(there)
        below = all_over if onto.trust is None else onto.trust
        trust = torch.lerp(below, all_over if moved.trust is None else moved.trust, there)
    return Pair(features, torch.lerp(onto.label, moved.label, there), objects, trust)


def _middle(objects: Tensor) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return where the middle of the objects is, x and y of -1..1."""
    weights = objects[0, 0].double().cpu()
    total = float(weights.sum())
    if not total:
        return np.zeros(2)
    y, x = (torch.linspace(-1, 1, side, dtype=torch.float64) for side in weights.shape)
    return np.array([float((weights.sum(0) * x).sum()), float((weights.sum(1) * y).sum())]) / total


def _sampled(pair: Pair, grid: Tensor, beyond: str) -> Pair:
    planes = [pair.features, pair.label, *(plane for plane in (pair.objects, pair.trust) if plane is not None)]
    joined = functional.grid_sample(
        torch.cat(planes, 1), grid, mode="bilinear", padding_mode=beyond, align_corners=False
    )
    parts = list(torch.split(joined, [plane.shape[1] for plane in planes], 1))
    features = parts.pop(0).contiguous(memory_format=torch.channels_last)
    label = parts.pop(0)
    objects = None if pair.objects is None else parts.pop(0)
    return Pair(features, label, objects, None if pair.trust is None else parts.pop(0))


def _grid(
    shape: torch.Size,
    device: torch.device,
    turn: float,
    scale: float,
    is_mirrored: bool,
    shift: tuple[float, float],
) -> Tensor:
    """Return where to sample (1×h×w×2): `shift` is the middle of what is seen, -1..1, `scale` the share seen."""
    height, width = shape[-2:]
    mirror = -1 if is_mirrored else 1
    cos, sin, ratio = math.cos(turn) * scale, math.sin(turn) * scale, height / width
    rows = [[cos * mirror, -sin * ratio, shift[0]], [sin * mirror / ratio, cos, shift[1]]]
    matrix = torch.tensor([rows], dtype=torch.float32, device=device)
    return functional.affine_grid(matrix, [1, 1, height, width], align_corners=False)
