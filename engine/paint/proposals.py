"""Regions that a click may have meant: cuts around it at several sizes, and what is to be seen of each.

The idea is that of constrained parametric min-cuts (Carreira and Sminchisescu, 2012): cut often, with different ideas
of how large the object is and of what holds it together, and let a ranking, learned once, choose (`ranking.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.paint.superpixels import Members, Superpixels, Values

_SIZES = (0.004, 0.012, 0.035, 0.09, 0.2)  # of the picture: how large the object is thought to be at first
_ROUNDS = 2  # of learning the colors inside and outside and cutting anew
_SURELY_NEAR, _SURELY_FAR = 0.8, 1.2  # times the distance that belongs to a size
_NEAREST = 0.02  # times it: nearer makes no difference
_PRIOR = (-2.5, 1.5)  # bounds of what the distance alone says, as a logarithm
_PRIOR_WEIGHT = 0.7
_HALVES_WEIGHTS = (0.7, 2.0)
_LOOKS = 2.0  # bound of what looks and motion say
_FLOOR = 1e-4  # of a likelihood
_HOLE = 0.05  # of the region: a smaller hole is filled
_RING = 3  # superpixels
_MOST_MOTION = 10.0


@dataclass(frozen=True)
class Quest:
    """What is looked for: a region with the superpixel `seed` at the place (`x`, `y`), inside `domain`.

    `anchors` lie on the region's side already; `allies` are where clicks said so, `against` where they said it must
    not be.
    """

    seed: int
    x: float
    y: float
    domain: Members
    anchors: Members
    allies: Members
    against: Members


def propose(scene: Superpixels, quest: Quest) -> list[Members]:
    """Return different regions (members of the domain that hang together with the seed)."""
    distance = scene.distance([quest.seed])
    order = np.argsort(distance)
    covered = np.cumsum(scene.area[order]) / scene.area.sum()
    rival = scene.distance(list(np.flatnonzero(quest.against))) if quest.against.any() else None
    seed = np.zeros(scene.count, np.bool_)
    seed[quest.seed] = True
    inside, outside = quest.anchors | seed, quest.against & ~seed
    found: dict[bytes, Members] = {}
    for size in _SIZES:
        reach = float(distance[order[min(max(1, int(np.searchsorted(covered, size))), scene.count - 1)]]) + 1e-6
        prior = np.clip(np.log(reach / (distance + _NEAREST * reach)), *_PRIOR)
        near, far = (distance <= _SURELY_NEAR * reach), distance > _SURELY_FAR * reach
        if rival is not None:
            prior = np.minimum(prior, np.clip(np.log((rival + 1e-6) / (distance + 1e-6)), *_PRIOR))
            near &= distance < rival
        near, far = (near & quest.domain) | seed, (far & quest.domain) | outside
        for alike in scene.alike:
            region, rest = near, far
            for _ in range(_ROUNDS):
                evidence = _evidence(scene, alike, region, rest) + _PRIOR_WEIGHT * prior
                cut = scene.cut(evidence, inside, outside)
                region = scene.connected((cut & quest.domain) | seed, [quest.seed])
                rest = (quest.domain & ~region) | outside
            region = scene.without_holes(region, quest.against | ~quest.domain, _HOLE)
            found[region.tobytes()] = region
    if not quest.domain.all():
        for region in _halves(scene, quest, distance, rival):
            found[region.tobytes()] = region
    return list(found.values())


def _halves(scene: Superpixels, quest: Quest, distance: Values, rival: Values | None) -> Iterator[Members]:
    """Cut the domain in two: what is nearer to this click and its like, and what is nearer to the clicks against it.

    However large the error is, it is one of the halves. Where no click is against, the rim of the picture is.
    """
    seed = np.zeros(scene.count, np.bool_)
    seed[quest.seed] = True
    friends = quest.allies | seed
    mine = scene.distance(list(np.flatnonzero(friends))) if quest.allies.any() else distance
    if rival is None:
        others = quest.domain & (scene.rim > 0) & ~friends
        if not others.any():
            return
        rival = scene.distance(list(np.flatnonzero(others)))
    nearer = np.log((rival + 1e-6) / (mine + 1e-6))
    prior = np.clip(nearer, *_PRIOR)
    for weight in _HALVES_WEIGHTS:
        for alike in scene.alike:
            region = (quest.domain & (nearer > 0)) | seed
            for _ in range(_ROUNDS):
                rest = (quest.domain & ~region) | quest.against
                if not rest.any():
                    break
                evidence = _evidence(scene, alike, region | quest.allies, rest) + weight * prior
                cut = scene.cut(evidence, quest.anchors | friends, quest.against & ~friends)
                region = scene.connected((cut & quest.domain) | seed, [quest.seed])
            yield scene.without_holes(region, quest.against | ~quest.domain, _HOLE)


def describe(scene: Superpixels, quest: Quest, region: Members, whole: Members) -> NDArray[np.float64]:
    """Return what is to be seen of a region, and of the object there would be with it (`whole`), as numbers."""
    return np.array([*_of_outline(scene, whole), *_of_content(scene, region), *_of_shape(scene, quest, region)])


def _evidence(scene: Superpixels, alike: NDArray[np.float32], region: Members, rest: Members) -> Values:
    """Return how much more every superpixel is like the region than like the rest, as a logarithm."""
    likelihoods = []
    for part in (region, rest):
        weight = (scene.area * part).astype(np.float32)
        likelihoods.append(alike @ (weight / max(float(weight.sum()), 1.0)) + _FLOOR)
    return np.asarray(np.clip(np.log(likelihoods[0] / likelihoods[1]), -_LOOKS, _LOOKS), np.float64)


def _of_outline(scene: Superpixels, whole: Members) -> list[float]:
    """How much changes across the outline against what changes anywhere, and how much of it is the picture's rim."""
    is_border = whole[scene.one] != whole[scene.other]
    length = scene.length * is_border
    around = float(length.sum()) + 1e-6

    def across(step: Values) -> float:
        return float((step * length).sum()) / around

    def anywhere(step: Values) -> float:
        return float((step * scene.length).sum() / scene.length.sum()) + 1e-6

    steps = (scene.steepness, scene.color_step, scene.texture_step)
    rim = float(scene.rim[whole].sum())
    area = float(scene.area[whole].sum())
    size = float(np.log(area / scene.area.sum() + 1e-4))
    return [
        *(across(step) / anywhere(step) for step in steps),
        across(scene.motion_step),
        rim / (around + rim),
        size,
        size * size,
        float(np.log((around * around + 1) / (area + 1))),
    ]


def _of_content(scene: Superpixels, region: Members) -> list[float]:
    """How alike the inside is to itself and to what is around it, and how both move."""
    around = scene.ring(region, _RING)
    inside, ring = (scene.area * part / max(float((scene.area * part).sum()), 1.0) for part in (region, around))
    told: list[float] = []
    for alike in (scene.alike[0], scene.alike[-1]):
        like_inside = alike @ inside.astype(np.float32)
        to_itself, to_ring = float(inside @ like_inside), float(ring @ like_inside)
        told += [float(np.log(to_itself + _FLOOR)), float(np.log((to_ring + _FLOOR) / (to_itself + _FLOOR)))]
    speed = np.minimum(np.linalg.norm(scene.motion, axis=1), _MOST_MOTION)
    moves, ring_moves = float(inside @ speed), float(ring @ speed)
    return [*told, moves, ring_moves, abs(moves - ring_moves)]


def _of_shape(scene: Superpixels, quest: Quest, region: Members) -> list[float]:
    """Where in the region the click lies: people click into the middle of what they mean."""
    mask = scene.mask(region)
    depth = cv2.distanceTransform(np.pad(mask, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    row, column = min(max(int(quest.y), 0), scene.height - 1), min(max(int(quest.x), 0), scene.width - 1)
    area = float(mask.sum())
    side, here, deepest = area**0.5, float(depth[row, column]), float(depth.max())
    rows, columns = np.nonzero(mask)
    box = float((np.ptp(rows) + 1) * (np.ptp(columns) + 1))
    away = float(np.hypot(columns.mean() - quest.x, rows.mean() - quest.y))
    size = float(np.log(area / scene.area.sum() + 1e-4))
    return [
        here / (deepest + 1e-6),
        float(np.log((here + 1) / side)),
        float(np.log((deepest + 1) / side)),
        area / box,
        away / side,
        size,
    ]
