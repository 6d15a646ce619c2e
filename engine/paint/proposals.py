"""Regions that a click may have meant, and what is to be seen of each.

Walks from the click, against the clicks that say otherwise where there are any, order the superpixels; grown in that
order, a region is tried wherever its outline is at its strongest for its size. Some are cut anew by their looks. Many
such regions and a ranking that chooses is the idea of constrained parametric min-cuts (Carreira and Sminchisescu,
2012). All clicks given so far take part: what so clearly lies with the new click goes with it whatever is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.paint.superpixels import Members, Superpixels, Values
from engine.paint.walks import Walks

Rows = NDArray[np.float64]

_ALONE = ((0.9, 0.01), (0.9, 0.003), (0.9, 0.0005), (1.8, 0.001))  # steepness, how soon a walk gives up
_AGAINST = ((0.9, 0.003), (0.9, 0.0005), (1.8, 0.001))
_SIDES = (1.8, 0.001)  # what decides whose side something is on
_SIZES = (0, 0.0015, 0.004, 0.01, 0.025, 0.06, 0.15, 0.4, 1.01)  # of the picture: a region in each of these spans
_ODDS = (0.0, 0.5, 1.0, 2.0)  # logarithms of how much more a walk from this click is found than one against it
_CLEAR_TAKEN, _CLEAR_ADDED = 0.7, 2.0  # of such odds
_CORE = (0.9, 0.003), 0.5  # a walk, and how densely it is found for what it is at its click
_LOOKS = 2.0  # bound of what looks and motion say, as a logarithm
_HOLD = 0.6  # what being in the region says when it is cut anew by its looks
_WEIGHTS = (0.2, 0.6)  # of the odds, when what is on this click's side is
_ROUNDS = 2  # of that
_FLOOR = 1e-4  # of a likelihood
_HOLE = 0.05  # of the region: a smaller hole is filled
_LEFT = 0.25  # of what is taken: a smaller piece that is cut off goes with it
_RING = 3  # superpixels
_BOUND = 3.0  # of the odds that are described
_MOST_MOTION = 10.0
_SHRINK = 2  # of the picture in which depths are measured


@dataclass(frozen=True)
class Quest:
    """What is looked for: a region with the superpixel `seed` at the place (`x`, `y`), inside `domain`.

    `beside`: what is on the region's side already: the mask a part is added to, or what surrounds the mask that a
    part is taken from. `allies` are where clicks said the same, `against` where they said otherwise.
    """

    scene: Superpixels
    seed: int
    x: float
    y: float
    domain: Members
    beside: Members
    is_added: bool
    allies: Members
    against: Members

    @cached_property
    def start(self) -> Members:
        seed = np.zeros(self.scene.count, np.bool_)
        seed[self.seed] = True
        return seed

    @property
    def kind(self) -> str:
        """Which sort of choice this is: each is learned for itself."""
        if self.is_opposed:
            return "add against" if self.is_added else "take against"
        if not self.is_added:
            return "take"
        return "add" if self.beside.any() else "first"

    def whole(self, region: Members) -> Members:
        """Return the object there would be with this region added or taken."""
        together = self.beside | region
        return np.asarray(together if self.is_added else ~together, np.bool_)

    @property
    def is_opposed(self) -> bool:
        return bool(np.any(self.against & ~self.start))

    def walks(self, steepness: float, giving_up: float) -> Walks:
        name = f"walks {steepness} {giving_up}"
        return self.scene.kept(name, lambda: Walks(self.scene, steepness, giving_up))

    def odds(self, walks: Walks) -> Values:
        """Return how much more a walk from this click and its like is found in a place than one from those against
        it, as a logarithm."""
        mine = walks.density(list(np.flatnonzero(self.start | self.allies)))
        theirs = walks.density(list(np.flatnonzero(self.against & ~self.start)))
        return np.asarray(np.log(mine / theirs), np.float64)

    @cached_property
    def sides(self) -> Values:
        """The odds that decide whose side something is on; 0 everywhere where nothing opposes."""
        return self.odds(self.walks(*_SIDES)) if self.is_opposed else np.zeros(self.scene.count)

    @cached_property
    def clear(self) -> Members:
        """What so clearly lies with this click that it goes with it.

        What is taken from a mask is most of what the clicks leave open; what is outside is mostly rightly so, and
        only the core around a click is sure to be added.
        """
        near = self.domain
        if self.is_opposed:
            near = near & (self.sides > (_CLEAR_ADDED if self.is_added else _CLEAR_TAKEN))
        elif not self.is_added:
            return self.start
        if self.is_added:
            found = self.walks(*_CORE[0]).density([self.seed])
            near = near & (found > _CORE[1] * found[self.seed])
        return self.scene.connected(near | self.start, self.seed)


def quest_for(scene: Superpixels, now: Members, clicks: Sequence[tuple[float, float, bool]]) -> Quest:
    """Return what the last of `clicks` (x, y, is it into the object) looks for where the object is `now`."""
    x, y, is_added = clicks[-1]
    seed = scene.at(x, y)
    against, allies = np.zeros(scene.count, np.bool_), np.zeros(scene.count, np.bool_)
    for other_x, other_y, other in clicks[:-1]:
        (allies if other is is_added else against)[scene.at(other_x, other_y)] = True
    beside = now.copy() if is_added else ~now
    beside[seed], against[seed], allies[seed] = False, False, False
    return Quest(scene, seed, x, y, ~beside, beside, is_added, allies & ~against, against)


def propose(quest: Quest) -> list[Members]:
    """Return different regions: members of the domain that hang together with the seed and hold what is clear."""
    scene = quest.scene
    grown = list(_grown(quest))
    every = np.stack([*grown, *_cut_anew(quest, grown)], 1)
    every = (every & quest.domain[:, None]) | quest.clear[:, None]
    every = scene.connected(_different(every), quest.seed)
    every = scene.without_holes(_different(every), quest.against | ~quest.domain, _HOLE)
    return list(_different(every).T.copy())


def _different(regions: Members) -> Members:
    """Return the columns of `regions` (count×k), each once."""
    first = {column.tobytes(): number for number, column in reversed(list(enumerate(np.packbits(regions, axis=0).T)))}
    return regions[:, sorted(first.values())]


def _grown(quest: Quest) -> Iterator[Members]:
    """Grow regions in the order of walks; take those whose outline is strongest, or cheapest to cut, for a size."""
    for steepness, giving_up in _AGAINST if quest.is_opposed else _ALONE:
        walks = quest.walks(steepness, giving_up)
        if quest.is_opposed:
            reached = quest.odds(walks)
            yield from (quest.domain & (reached > odds) for odds in _ODDS)
        else:
            reached = walks.density(list(np.flatnonzero(quest.start | quest.allies)))
        order = np.argsort(np.where(quest.domain, -reached, np.inf), kind="stable")[: int(quest.domain.sum())]
        cost, length, area = walks.sweep(order, quest.beside)
        is_some = length > 0
        for least, most in pairwise(_SIZES):
            there = np.flatnonzero((area >= least) & (area < most) & is_some)
            for worth in (cost / np.sqrt(area + _SIZES[1]), cost / (length + 1e-6)):
                if there.size:
                    region = np.zeros(quest.scene.count, np.bool_)
                    region[order[: there[int(np.argmin(worth[there]))] + 1]] = True
                    yield region


def _cut_anew(quest: Quest, regions: Sequence[Members]) -> Iterator[Members]:
    """Cut regions of different sizes, and what is on this click's side, anew by how they look and move."""
    scene, against = quest.scene, quest.against & ~quest.start
    chosen: dict[int, Members] = {}
    for region in regions:
        share = float(scene.area[region & quest.domain].sum() / scene.area.sum())
        chosen.setdefault(int(np.searchsorted(_SIZES, share)), (region & quest.domain) | quest.start)
    begun, pulls = list(chosen.values()), [np.where(region, _HOLD, -_HOLD) for region in chosen.values()]
    if quest.is_opposed:
        side = (quest.domain & (quest.sides > 0)) | quest.start
        begun += [side for _ in _WEIGHTS]
        pulls += [weight * np.clip(quest.sides, -_BOUND, _BOUND) for weight in _WEIGHTS]
    inside = quest.allies | quest.start | (quest.beside if quest.is_added else quest.start)
    for alike in scene.alike:
        now = begun
        for _ in range(_ROUNDS):
            rests = [(quest.domain & ~region) | against for region in now]
            looks = _evidence(scene, alike, [region | quest.allies for region in now], rests)
            cuts = [scene.cut(looks[:, number] + pull, inside, against) for number, pull in enumerate(pulls)]
            yield from cuts
            now = [(cut & quest.domain) | quest.start for cut in cuts]


def central(quest: Quest, regions: Sequence[Members], chances: NDArray[np.float64]) -> int:
    """Return the region of which most J is to be expected, each of them being meant with its chance: of many that are
    nearly the same one is taken rather than a single likely one."""
    wholes = np.stack([quest.whole(region) for region in regions], 1).astype(np.float64)
    area = quest.scene.area
    shared = wholes.T @ (area[:, None] * wholes)
    own = area @ wholes
    together = own[:, None] + own[None] - shared
    return int(np.argmax((shared / np.maximum(together, 1.0)) @ chances))


def with_leftovers(quest: Quest, region: Members) -> Members:
    """Return what is taken, with small pieces that it cuts off from all that was clicked: nobody asked for them."""
    if quest.is_added or not quest.is_opposed:
        return region
    scene, left = quest.scene, quest.domain & ~region
    parts = scene.parts(left)
    beside = scene.ring(region, 1) & left
    asked = np.unique(parts[left & quest.against])
    sizes = np.bincount(parts, scene.area * left)
    is_small = sizes[parts] < _LEFT * float(scene.area[region].sum())
    is_cut_off = np.isin(parts, np.unique(parts[beside])) & ~np.isin(parts, asked)
    return np.asarray(region | (left & is_cut_off & is_small), np.bool_)


def describe(quest: Quest, regions: Sequence[Members]) -> Rows:
    """Return what is to be seen of each region, and of the object there would be with it: a row each."""
    scene = quest.scene
    inside, whole = np.stack(regions, 1), np.stack([quest.whole(region) for region in regions], 1)
    outline = whole[scene.one] != whole[scene.other]
    new = (inside[scene.one] & (quest.domain[scene.other, None] & ~inside[scene.other])) | (
        inside[scene.other] & (quest.domain[scene.one, None] & ~inside[scene.one])
    )
    shapes = np.array([_shape(quest, region) for region in regions])
    parts = (_of_outline(scene, outline, whole), _steps(scene, new), _of_content(scene, regions), shapes)
    return np.hstack([*parts, _of_sides(quest, inside)])


def _evidence(
    scene: Superpixels, alike: NDArray[np.float32], regions: Sequence[Members], rests: Sequence[Members]
) -> Rows:
    """Return how much more every superpixel is like a region than like its rest, as a logarithm: a column each."""
    weights = np.stack([*regions, *rests], 1) * scene.area[:, None]
    weights /= np.maximum(weights.sum(0), 1.0)
    logs = np.log((alike @ weights.astype(np.float32)).astype(np.float64) + _FLOOR)
    return np.asarray(np.clip(logs[:, : len(regions)] - logs[:, len(regions) :], -_LOOKS, _LOOKS))


def _steps(scene: Superpixels, borders: NDArray[np.bool_]) -> Rows:
    """How much changes across these borders (edges×k) against what changes anywhere; 1 where there are none."""
    length = scene.length[:, None] * borders
    around = length.sum(0)
    kinds = (scene.steepness, scene.color_step, scene.texture_step, scene.motion_step, scene.difference)
    across = np.stack(kinds) @ length
    anywhere = np.stack(kinds) @ scene.length / scene.length.sum() + 1e-6
    found = np.where(around > 0, across / np.maximum(around, 1e-6) / anywhere[:, None], 1.0)
    return np.asarray(np.log(found.T + 0.05), np.float64)


def _of_outline(scene: Superpixels, outline: NDArray[np.bool_], whole: NDArray[np.bool_]) -> Rows:
    """How much changes across the outline, how much of it is the picture's rim, how large and how smooth it is."""
    around = scene.length @ outline + 1e-6
    rim, area = scene.rim @ whole, scene.area @ whole
    size = np.log(area / scene.area.sum() + 1e-4)
    more = [rim / (around + rim), size, size * size, np.log((around * around + 1) / (area + 1))]
    return np.hstack([_steps(scene, outline), np.stack(more, 1)])


def _of_content(scene: Superpixels, regions: Sequence[Members]) -> Rows:
    """How alike the inside is to itself and to what is around it, and how both move."""
    rings = [scene.ring(region, _RING) for region in regions]
    inside, ring = (np.stack(parts, 1) * scene.area[:, None] for parts in (regions, rings))
    inside, ring = inside / np.maximum(inside.sum(0), 1.0), ring / np.maximum(ring.sum(0), 1.0)
    told = []
    for alike in (scene.alike[0], scene.alike[-1]):
        like_inside = alike @ inside.astype(np.float32)
        to_itself, to_ring = (inside * like_inside).sum(0), (ring * like_inside).sum(0)
        told += [np.log(to_itself + _FLOOR), np.log((to_ring + _FLOOR) / (to_itself + _FLOOR))]
    speed = np.minimum(np.linalg.norm(scene.motion, axis=1), _MOST_MOTION)
    moves, ring_moves = speed @ inside, speed @ ring
    return np.stack([*told, moves, ring_moves, np.abs(moves - ring_moves)], 1)


def _of_sides(quest: Quest, inside: NDArray[np.bool_]) -> Rows:
    """How much of what is on this click's side is in the region, and how much of what is not."""
    area = quest.scene.area
    mine = np.clip(quest.sides, -_BOUND, _BOUND)
    total, domain = area @ inside, float(area[quest.domain].sum())
    good, bad = (area * np.maximum(mine, 0)) @ inside, (area * np.maximum(-mine, 0)) @ inside
    there = float((area * np.maximum(mine, 0))[quest.domain].sum()) + 1e-6
    share = np.log(total / domain + 1e-3)
    told = [(area * mine) @ inside / total, good / there, bad / total, total / domain, share, share * share]
    return np.stack(told, 1)


def _shape(quest: Quest, region: Members) -> list[float]:
    """Where in the region the click lies, people click into the middle of what they mean, and how wide it is."""
    scene = quest.scene
    mask = region[scene.labels[::_SHRINK, ::_SHRINK]]
    depth = cv2.distanceTransform(np.pad(mask, 1).astype(np.uint8), cv2.DIST_L2, 3)[1:-1, 1:-1]
    row = min(max(int(quest.y), 0), scene.height - 1) // _SHRINK
    column = min(max(int(quest.x), 0), scene.width - 1) // _SHRINK
    area = max(float(mask.sum()), 1.0)
    side, here, deepest = area**0.5, float(depth[row, column]), float(depth.max())
    across, down = np.flatnonzero(mask.any(0)), np.flatnonzero(mask.any(1))
    box = float((np.ptp(across) + 1) * (np.ptp(down) + 1)) if across.size else 1.0
    center_x = float(mask.sum(0) @ np.arange(mask.shape[1])) / area
    center_y = float(mask.sum(1) @ np.arange(mask.shape[0])) / area
    size = float(np.log(float(scene.area[region].sum()) / scene.area.sum() + 1e-4))
    return [
        here / (deepest + 1e-6),
        float(np.log((here + 1) / side)),
        float(np.log((deepest + 1) / side)),
        area / box,
        float(np.hypot(center_x - column, center_y - row)) / side,
        size,
        size * size,
    ]
