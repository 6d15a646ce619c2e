"""A picture as some two thousand small regions: what each looks like, how it moves, how much it differs from those
beside it, and the cheapest cut through them.

Superpixels: SLIC (Achanta et al., 2012). Cut: Boykov and Jolly (2001).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from engine.paint.cuts import Graph

Gray = NDArray[np.uint8]  # H×W
Rgb = NDArray[np.uint8]  # H×W×3
Plane = NDArray[np.float32]  # H×W
Values = NDArray[np.float64]  # one a superpixel, or one an edge
Members = NDArray[np.bool_]  # which superpixels
Indices = NDArray[np.int64]
T = TypeVar("T")

COUNT = 1800  # superpixels of a picture
_LEAST_COUNT, _LEAST_AREA = 400, 36  # superpixels of a small picture, and how many pixels make one
_COMPACTNESS = 8.0  # of SLIC, in Lab units: edges rule, shapes stay chunky
_FINE, _COARSE = 3.0, 8.0  # pixels: the two sizes at which texture is measured
_LAB_SPREAD = np.array([6.0, 4.0, 4.0])  # Lab units: colors of one surface lie this near
_TEXTURE_SPREAD = 0.35  # log of contrast
_MOTION_SPREAD = 1.5  # times the motion's noise
_LEAST_NOISE = 0.3  # pixels of flow that mean nothing
_MOST_MOTION = 6.0  # times the noise: more is not more different
_EDGE_STEEPNESS = 0.9
_LEAST_STEP = 0.05  # of the geodesic distance: even where nothing changes, far is far
_RANSAC_PX = 1.0
_FLOW_GRID = 8
_UNITS = 1000  # of a capacity: the flow counts in whole numbers
_SMOOTH = 100.0  # units of a border between two alike superpixels, for every pixel of its length
_FIXED = 10**7  # more than any border can carry


class Superpixels:
    """The regions of one picture. All lengths are in its pixels; it is meant to be made of a reduced one.

    `motion`: H×W×2, how every pixel moves against the background (see `own_motion`), or None.
    """

    def __init__(self, picture: Rgb, motion: NDArray[np.float32] | None = None) -> None:
        from skimage.segmentation import slic

        self.height, self.width = picture.shape[:2]
        self._kept: dict[str, Any] = {}
        lab = np.asarray(cv2.cvtColor(picture.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB), np.float32)
        count = min(COUNT, max(_LEAST_COUNT, self.height * self.width // _LEAST_AREA))
        labels = slic(lab, count, compactness=_COMPACTNESS, start_label=0, convert2lab=False)
        self.labels: NDArray[np.int64] = np.asarray(labels, np.int64)
        self.count = int(self.labels.max()) + 1
        self.area: Values = np.bincount(self.labels.ravel(), minlength=self.count).astype(np.float64)
        self.lab = np.stack([self._means(lab[..., channel]) for channel in range(3)], 1)
        contrasts = [_contrast(lab[..., 0], size) for size in (_FINE, _COARSE)]
        self.texture = np.stack([self._means(np.log1p(contrast)) for contrast in contrasts], 1)
        self.has_motion = motion is not None
        if motion is None:
            self.motion = np.zeros((self.count, 2))
        else:
            self.motion = np.stack([self._means(motion[..., way]) for way in range(2)], 1)
        self.motion /= float(np.median(np.abs(self.motion))) + _LEAST_NOISE
        self._find_edges(_gradient(lab))
        self._compare()
        sides = (self.labels[0], self.labels[-1], self.labels[:, 0], self.labels[:, -1])
        self.rim: Values = np.bincount(np.concatenate(sides), minlength=self.count).astype(np.float64)
        weight = np.rint(self.length * np.exp(-_EDGE_STEEPNESS * self.difference) * _SMOOTH).astype(np.int32)
        self._graph = Graph(self.one, self.other, weight, self.count)
        steps = (self.difference + _LEAST_STEP, (self.one, self.other))
        self._ways = csr_matrix(steps, shape=(self.count, self.count))

    # --- what lies where ------------------------------------------------------------------------------------

    def at(self, x: float, y: float) -> int:
        """Return the superpixel at a place, the nearest one for places beside the picture."""
        row, column = min(max(int(y), 0), self.height - 1), min(max(int(x), 0), self.width - 1)
        return int(self.labels[row, column])

    def members(self, mask: NDArray[np.bool_]) -> Members:
        """Return the superpixels most of which is in `mask` (H×W)."""
        inside = np.bincount(self.labels.ravel(), mask.ravel().astype(np.float64), self.count)
        return np.asarray(inside > 0.5 * self.area, np.bool_)

    def mask(self, members: Members) -> NDArray[np.bool_]:
        """Return `members` as a mask, H×W."""
        return np.asarray(members[self.labels], np.bool_)

    def distance(self, seeds: Sequence[int]) -> Values:
        """Return how much changes on the way from the nearest of `seeds` to every superpixel."""
        found = dijkstra(self._ways, directed=False, indices=list(seeds), min_only=True)
        return np.asarray(found, np.float64)

    def connected(self, members: Members, seed: int) -> Members:
        """Return those of `members` (count, or count×k for several sets) that hang together with the seed."""
        parts = self.parts(members)
        return np.asarray(members & (parts == parts[seed]), np.bool_)

    def without_holes(self, members: Members, kept: Members, share: float) -> Members:
        """Return `members` (count×k) with holes filled that are smaller than `share` of them, reach no rim and touch
        no `kept` superpixel."""
        outside = ~members
        parts = self.parts(outside)
        is_open = np.zeros(parts.size, np.bool_)
        is_open[parts[outside & ((self.rim > 0) | kept)[:, None]]] = True
        area = np.broadcast_to(self.area[:, None], members.shape)
        sizes = np.bincount(parts.ravel(), (area * outside).ravel(), parts.size)
        is_small = sizes[parts] < share * (self.area @ members)
        return np.asarray(members | (outside & ~is_open[parts] & is_small), np.bool_)

    def ring(self, members: Members, steps: int) -> Members:
        """Return what lies around `members`, as many superpixels wide as `steps`."""
        grown = members.copy()
        for _ in range(steps):
            wider = grown.copy()
            wider[self.one] |= grown[self.other]
            wider[self.other] |= grown[self.one]
            grown = wider
        return np.asarray(grown & ~members, np.bool_)

    def parts(self, members: Members) -> NDArray[np.int64]:
        """Return a number for each superpixel, in each set where `members` is count×k: the same for those of the set
        that hang together. No two sets share one."""
        columns = members.reshape(self.count, -1)
        inside = columns[self.one] & columns[self.other]
        edge, which = np.nonzero(inside)
        ends = self.one[edge] + which * self.count, self.other[edge] + which * self.count
        size = columns.size
        graph = csr_matrix((np.ones(len(edge), np.int8), ends), shape=(size, size))
        found = connected_components(graph, directed=False)[1].reshape(-1, self.count).T
        return np.asarray(found.reshape(members.shape), np.int64)

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """Return what was made for this picture under this name, and make it the first time."""
        if name not in self._kept:
            self._kept[name] = make()
        return cast(T, self._kept[name])

    # --- the cut --------------------------------------------------------------------------------------------

    def cut(self, evidence: Values, inside: Members, outside: Members) -> Members:
        """Return the superpixels of the cheapest cut that holds `inside` and nothing of `outside`.

        `evidence`: how much more likely a superpixel's pixels belong in than out, as a logarithm.
        """
        pull = np.rint(evidence * self.area / self.area.mean() * _UNITS).astype(np.int32)
        pull[outside], pull[inside] = -_FIXED, _FIXED
        return self._graph.cut(pull)

    # --- building -------------------------------------------------------------------------------------------

    def _means(self, plane: Plane) -> Values:
        total = np.bincount(self.labels.ravel(), plane.ravel().astype(np.float64), self.count)
        return np.asarray(total / self.area, np.float64)

    def _find_edges(self, gradient: Plane) -> None:
        """Find which superpixels lie side by side, along how many pixels, and how steep the picture is there."""
        labels = self.labels
        codes, steep = [], []
        for one, other, left, right in (
            (labels[:, :-1], labels[:, 1:], gradient[:, :-1], gradient[:, 1:]),
            (labels[:-1], labels[1:], gradient[:-1], gradient[1:]),
        ):
            is_edge = one != other
            low, high = np.minimum(one, other)[is_edge], np.maximum(one, other)[is_edge]
            codes.append(low * self.count + high)
            steep.append(np.maximum(left[is_edge], right[is_edge]))
        found, place = np.unique(np.concatenate(codes), return_inverse=True)
        self.one: Indices = found // self.count
        self.other: Indices = found % self.count
        self.length: Values = np.bincount(place).astype(np.float64)
        self.steepness: Values = np.bincount(place, np.concatenate(steep)) / self.length

    def _compare(self) -> None:
        """Measure how different neighbors are, and how alike any two superpixels."""
        one, other = self.one, self.other
        self.color_step = np.linalg.norm(self.lab[one] - self.lab[other], axis=1)
        self.texture_step = np.linalg.norm(self.texture[one] - self.texture[other], axis=1)
        moved = np.linalg.norm(self.motion[one] - self.motion[other], axis=1)
        self.motion_step = np.minimum(moved, _MOST_MOTION)
        difference = 0.5 * _relative(self.color_step) + 0.5 * _relative(self.steepness)
        difference += 0.3 * _relative(self.texture_step)
        if self.has_motion:
            difference += 0.7 * np.minimum(_relative(self.motion_step), 4.0)
        self.difference: Values = difference
        looks = _alike(np.hstack([self.lab / _LAB_SPREAD, self.texture / _TEXTURE_SPREAD]))
        self.alike: list[NDArray[np.float32]] = [looks]
        """Which superpixels look alike, look and move alike, move alike: count×count, 0..1."""
        if self.has_motion:
            moves = _alike(self.motion / _MOTION_SPREAD)
            self.alike += [looks * moves, moves]


def own_motion(here: Gray, there: Gray) -> NDArray[np.float32]:
    """Return how every pixel of `here` moves until `there` (H×W×2, pixels), less what the camera does.

    The camera's part is the homography most of the picture follows.
    """
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flow = np.asarray(search.calc(here, there, None), np.float32)
    height, width = here.shape
    rows, columns = np.mgrid[_FLOW_GRID // 2 : height : _FLOW_GRID, _FLOW_GRID // 2 : width : _FLOW_GRID]
    places = np.stack([columns.ravel(), rows.ravel()], 1).astype(np.float32)
    if len(places) < 16:
        return flow
    camera, _ = cv2.findHomography(places, places + flow[rows.ravel(), columns.ravel()], cv2.RANSAC, _RANSAC_PX)
    if camera is None:
        return flow
    down, across = np.mgrid[:height, :width].astype(np.float32)
    grid = np.stack([across, down], -1)
    carried = cv2.perspectiveTransform(grid.reshape(-1, 1, 2), camera).reshape(height, width, 2)
    return np.asarray(flow - (carried - grid), np.float32)


def _alike(values: NDArray[np.float64]) -> NDArray[np.float32]:
    near = (values - values.mean(0)).astype(np.float32)
    squares = (near * near).sum(1)
    apart = near @ near.T
    apart -= squares[:, None] / 2
    apart -= squares[None] / 2
    np.minimum(apart, 0, out=apart)
    return np.asarray(np.exp(apart, out=apart), np.float32)


def _relative(steps: Values) -> Values:
    return np.asarray(steps / (steps.mean() + 1e-6), np.float64)


def _contrast(plane: Plane, size: float) -> Plane:
    mean = cv2.GaussianBlur(plane, (0, 0), size)
    spread = cv2.GaussianBlur(plane * plane, (0, 0), size) - mean * mean
    return np.asarray(np.sqrt(np.maximum(spread, 0)), np.float32)


def _gradient(lab: NDArray[np.float32]) -> Plane:
    steepest = np.zeros(lab.shape[:2], np.float32)
    for channel in range(3):
        smooth = cv2.GaussianBlur(lab[..., channel], (0, 0), 1.0)
        across, down = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
        steepest = np.maximum(steepest, cv2.magnitude(across, down))
    return steepest
