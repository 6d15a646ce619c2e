"""Random walks over the superpixels of a picture: how far a walk from a click comes before it is given up.

A walker steps from a superpixel to a neighbor the more rarely the more the two differ. Where it is found when it is
given up depends on all ways at once, not on the easiest one alone: that holds in texture and at soft edges, where a
single way leaks. It fills the thing it began in before it leaves it, so that the level sets of where it is found are
regions a click may mean, and those with the strongest outlines stand out (local partitioning: Andersen, Chung and
Lang, 2006). Where walks from two clicks are found equally often is the border between them. (Grady's walks, 2006,
which end at the clicks, are held up by the speck of texture that a click lies in; these are not.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, diags
from scipy.sparse.linalg import splu

from engine.paint.superpixels import Members, Superpixels, Values

_LEAST = 1e-5  # of a link: nothing is wholly cut off
_NOWHERE = 1e-12


class Walks:
    """Walks over one picture. `steepness`: how much more differences hold up than they do in a cut; `giving_up`: how
    likely a walk is given up at a step of typical ease. All is prepared: each click costs a solved triangle."""

    def __init__(self, scene: Superpixels, steepness: float, giving_up: float) -> None:
        self.scene = scene
        count = scene.count
        self.weight: Values = scene.length / scene.length.mean() * np.exp(-steepness * scene.difference) + _LEAST
        both = np.concatenate([self.weight, self.weight])
        places = np.concatenate([scene.one, scene.other]), np.concatenate([scene.other, scene.one])
        links = csc_matrix((both, places), shape=(count, count))
        degree = np.asarray(links.sum(0)).ravel()
        ending = giving_up * float(np.median(degree)) * scene.area / scene.area.mean()
        system = csc_matrix(diags(degree + ending) - links)
        self._solver: Any = splu(system, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})
        self._found: dict[int, Values] = {}

    def density(self, starts: Sequence[int]) -> Values:
        """Return how densely a walk from the best of `starts` is given up in every superpixel; each sums to 1."""
        for start in starts:
            if start not in self._found:
                begun = np.zeros(self.scene.count)
                begun[start] = 1
                ended = np.maximum(self._solver.solve(begun), _NOWHERE)
                self._found[start] = ended / float(ended @ self.scene.area)
        return np.asarray(np.max([self._found[start] for start in starts], axis=0), np.float64)

    def sweep(self, order: NDArray[np.int64], first: Members) -> tuple[Values, Values, Values]:
        """Grow `first` by the superpixels of `order`, one after the other: return after each one what the outline
        costs to cut, how long it is, and how much of the picture was added."""
        scene = self.scene
        rank = np.full(scene.count, len(order))
        rank[order] = np.arange(len(order))
        rank[first] = -1
        low = np.minimum(rank[scene.one], rank[scene.other]) + 1
        high = np.maximum(rank[scene.one], rank[scene.other]) + 1
        steps = len(order) + 2
        told = []
        for values in (self.weight, scene.length):
            change = np.bincount(low, values, steps) - np.bincount(high, values, steps)
            told.append(np.cumsum(change)[1:-1])
        area = np.cumsum(scene.area[order]) / scene.area.sum()
        return np.asarray(told[0]), np.asarray(told[1]), np.asarray(area)
