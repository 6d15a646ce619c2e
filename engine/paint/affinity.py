"""Which neighbors of a frame are of one color: a graph over its light, made ready to be solved in moments.

Neighboring pixels are linked the more strongly the less their lightness differs, measured against how much lightness
varies around them (Levin, Lischinski and Weiss, "Colorization using Optimization", 2004, equation 2). Theirs is the
variance of the window around a pixel, which at an edge holds the edge itself and lets color through; here it is that
of the calmest window the pixel lies in (0.5 dB more on a frame of each of 13 training films, 256x144).

Equations over that graph are solved by conjugate gradients with a multigrid cycle as preconditioner. The coarse grids
follow the edges of the picture (interpolation by the links: Alcouffe, Brandt, Dendy and Painter, 1981; Dendy, 1982),
so that color stops at them on every scale.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.sparse.linalg import splu

Plane = NDArray[Any]  # H×W float
Vector = NDArray[Any]  # N: one value a pixel, line by line, of the precision of the system
Matrix = Any  # scipy.sparse.csr_matrix; scipy has no types
Diagonals = Any  # scipy.sparse.dia_matrix: nine diagonals are applied twice as fast as so many entries with indices

_SHARE = 0.6  # of the local variance, as in the authors' code
_GRAIN = 1.0  # units of L by which neighbors of one surface differ through grain and compression
_WEAKEST = 1e-4  # of a link: nothing is cut off wholly
_FEWEST = 2500  # pixels of the coarsest grid: these few are solved directly
_SMALLEST = 8  # pixels: the least width and height of a grid
_HELD = 1e4  # how much more a known color weighs than a link; what is left of the error is put right afterwards
_DAMPING = 0.75
_SMALL = 1 << 17  # pixels below which double precision costs nothing, and a second thread is not worth starting
_GRADES = 1 << 20  # steps a link of 1 is counted in: then the sum of a pixel's eight is exact in single precision too


@dataclass(frozen=True)
class _Links:
    """The links of every pixel to its right, lower left, lower and lower right neighbor, H×W each, 0 at borders."""

    right: Plane
    lower_left: Plane
    lower: Plane
    lower_right: Plane

    @property
    def in_doubles(self) -> _Links:
        planes = (self.right, self.lower_left, self.lower, self.lower_right)
        return _Links(*(plane.astype(np.float64) for plane in planes))


@dataclass(frozen=True)
class _Grid:
    """One scale. `system`: N×N, the sum of a pixel's links on the diagonal (that alone: `diagonal`) and each link,
    negative, beside it. `finer`: from the next coarser grid to this one, None on the coarsest; `coarser`: back."""

    shape: tuple[int, int]
    system: Diagonals
    diagonal: Vector
    finer: Matrix | None = None
    coarser: Matrix | None = None


class Affinity:
    """The graph of one frame. Making it takes about a second for a large frame; it is then solved many times.

    Solving may be done in several threads at once: nothing here changes.
    """

    def __init__(self, lightness: Plane, reach: float | None = None) -> None:
        """`lightness`: H×W, CIE L, 0..100. `reach`: pixels that colors spread over the frame's usual surface; every
        pixel then holds on to what it has already as strongly as that takes. None: they spread over everything."""
        self.shape = (int(lightness.shape[0]), int(lightness.shape[1]))
        self._padded = tuple(max(_SMALLEST, side) for side in self.shape)
        more = [side - own for side, own in zip(self._padded, self.shape, strict=True)]
        if any(more):
            lightness = np.pad(lightness, [(0, rows) for rows in more], mode="edge")
        self._grids: list[_Grid] = []
        links, system = _links_of(np.asarray(lightness, np.float32)), None
        if lightness.size < _SMALL:  # in single precision a part that hangs on few weak links would lose color
            links = links.in_doubles
        while True:
            shape = links.right.shape
            if system is None:
                # over links w to 8 neighbors colors decay by e in sqrt(3 w / hold) pixels
                usual = float(np.median(links.right)) if reach is not None else 0.0
                self._hold = 0.0 if reach is None else 3 * max(usual, _WEAKEST) / reach**2
                system = _system_of(links, self._hold)
            if shape[0] * shape[1] <= _FEWEST or min(shape) < 2 * _SMALLEST:
                self._grids.append(_Grid((shape[0], shape[1]), system, system.diagonal()))
                return
            finer, below = _interpolation(links)
            coarser = finer.T.tocsr()
            self._grids.append(_Grid((shape[0], shape[1]), system, system.diagonal(), finer, coarser))
            system = _in_diagonals((coarser @ (system.tocsr() @ finer)).tocsr(), below[1])
            links = _links_in(system, below)

    def solve(self, planes: NDArray[np.float32], known: NDArray[np.bool_], cycles: int) -> NDArray[np.float32]:
        """Return H×W×C planes that are `planes` where `known` (H×W) and elsewhere the mean of their neighbors,
        weighted by the links, and of what `planes` has there, weighted by `hold`.

        The more `cycles`, the more exactly: each takes the error down to about half or two thirds. What is returned
        depends on nothing but the arguments and lies, channel by channel, between the least and greatest of the
        colors it is a mean of. At least one pixel must be known.
        """
        # what is solved is how far colors are from their mean: that is the same, and what rounding loses of a number
        # is the less the smaller it is
        sources = planes[known] if not self._hold else planes.reshape(-1, planes.shape[2])
        least, greatest = sources.min(0), sources.max(0)
        middle = planes[known].mean(0)
        more = [(0, side - own) for side, own in zip(self._padded, self.shape, strict=True)]
        held, given = known, planes - middle
        if any(added for _, added in more):
            held, given = np.pad(known, more), np.pad(given, [*more, (0, 0)], mode="edge")
        real = self._grids[0].system.dtype
        pulls = np.where(held, _HELD, self._hold).astype(real)
        equations = _Equations(self._grids, held.ravel())
        wanted = [(given[..., c] * pulls).ravel() for c in range(given.shape[2])]
        if held.size < _SMALL:
            found = [equations.solved(each, cycles) for each in wanted]
        else:
            with ThreadPoolExecutor(len(wanted), "tintloom-solve") as threads:
                found = list(threads.map(lambda each: equations.solved(each, cycles), wanted))
        height, width = self.shape
        solved = np.dstack([each.reshape(self._padded) for each in found])[:height, :width]
        within = np.clip(solved + middle, least, greatest)
        return np.where(known[..., None], planes, within).astype(np.float32)

    @property
    def system(self) -> Matrix:
        """The graph Laplacian on the frame's own scale, N×N: what is solved, for whoever wants it exactly."""
        return self._grids[0].system.tocsr()


class _Equations:
    """(A + λK) x = λK c on every scale, K the known pixels: their colors are held by a spring of strength λ.

    On the frame's own scale the springs are a mere diagonal; on coarser ones they couple the pixels that a known one
    is interpolated from. Only on the coarsest they are added to the system, elsewhere they are applied beside it: few
    pixels are known, and adding two sparse matrices takes longer than everything done with the sum.
    """

    def __init__(self, grids: list[_Grid], known: NDArray[np.bool_]) -> None:
        self._grids = grids
        real = grids[0].system.dtype
        self._spring = np.asarray(known * _HELD, real)
        places = np.flatnonzero(known)
        # known pixels as rows, scale by scale: their springs pull at the coarse pixels they are interpolated from
        rows = sparse.csr_matrix(
            (np.full(len(places), np.sqrt(_HELD), real), places.astype(np.int32), np.arange(len(places) + 1)),
            (len(places), len(known)),
        )
        self._springs: list[tuple[Matrix, Matrix]] = []
        for grid in grids:
            self._springs.append((rows, rows.T.tocsr()))
            if grid.finer is not None:
                rows = rows @ grid.finer
        self._steps = [_DAMPING / _positive(self._diagonal(index)) for index in range(len(grids) - 1)]
        last, (rows, columns) = grids[-1], self._springs[-1]
        whole = (last.system + columns @ rows).astype(np.float64).tocsc()
        self._direct = splu(whole, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})

    def solved(self, given: Vector, cycles: int) -> Vector:
        """Solve from coarse to fine: each scale begins with what the coarser one found. `given`: λK c."""
        wanted = [given]
        for grid in self._grids[:-1]:
            wanted.append(grid.coarser @ wanted[-1])
        found = self._directly(wanted[-1])
        for index in range(len(self._grids) - 2, -1, -1):
            found = self._grids[index].finer @ found
            found = self._descended(index, wanted[index], found, cycles if index == 0 else cycles + 1)
        return found

    def _descended(self, index: int, wanted: Vector, found: Vector, cycles: int) -> Vector:
        """Conjugate gradients on one scale, each direction the answer of a multigrid cycle."""
        rest = wanted - self._applied(index, found)
        direction, before = np.zeros_like(rest), 1.0
        for step in range(cycles):
            answer = self._cycle(index, rest)
            strength = np.dot(rest, answer)
            if not strength > 0:  # solved to the last bit
                break
            direction = answer if step == 0 else answer + (strength / before) * direction
            before = strength
            applied = self._applied(index, direction)
            length = strength / np.dot(direction, applied)
            found = found + length * direction
            rest = rest - length * applied
        return found

    def _cycle(self, index: int, rest: Vector) -> Vector:
        """Return roughly the answer to `rest`: smoothed here, the smooth part of it found on the coarser grids."""
        grid = self._grids[index]
        if grid.finer is None:
            return self._directly(rest)
        step = self._steps[index]
        answer = step * rest
        answer += grid.finer @ self._cycle(index + 1, grid.coarser @ (rest - self._applied(index, answer)))
        answer += step * (rest - self._applied(index, answer))
        return answer

    def _applied(self, index: int, vector: Vector) -> Vector:
        applied: Vector = self._grids[index].system @ vector
        if index == 0:
            applied += self._spring * vector
        else:
            rows, columns = self._springs[index]
            applied += columns @ (rows @ vector)
        return applied

    def _diagonal(self, index: int) -> Vector:
        diagonal: Vector = self._grids[index].diagonal
        if index == 0:
            return diagonal + self._spring
        rows = self._springs[index][0]
        pulls = np.bincount(rows.indices, rows.data * rows.data, diagonal.size)
        held: Vector = diagonal + pulls.astype(diagonal.dtype)
        return held

    def _directly(self, wanted: Vector) -> Vector:
        found: Vector = self._direct.solve(wanted.astype(np.float64))
        return found.astype(wanted.dtype)


def _positive(diagonal: Vector) -> Vector:
    raised: Vector = np.maximum(diagonal, diagonal.dtype.type(_WEAKEST))
    return raised


# --- links -------------------------------------------------------------------------------------------------


def _pairs(height: int, width: int) -> Iterator[tuple[tuple[slice, slice], tuple[slice, slice]]]:
    """Yield the pixels that have a right, lower left, lower and lower right neighbor, and those neighbors."""
    for down, across in ((0, 1), (1, -1), (1, 0), (1, 1)):
        here = (slice(0, height - down), slice(max(0, -across), width - max(0, across)))
        there = (slice(down, height), slice(max(0, across), width - max(0, -across)))
        yield here, there


def _links_of(lightness: Plane) -> _Links:
    """Return exp(-(L_r - L_s)² / 2σ²), 2σ² the smaller local variance of the two pixels: the link is as weak as
    the calmer of them would have it, and the same seen from both.

    Links are whole multiples of 2^-20. A diagonal that is not exactly the sum of a pixel's links is a leak, and
    through many leaks a part of the picture that hangs on few weak links loses its color.
    """
    mean = cv2.blur(lightness, (3, 3))
    variance = cv2.erode(cv2.blur(lightness * lightness, (3, 3)) - mean * mean, np.ones((3, 3), np.uint8))
    spread = np.maximum(variance, 0) * np.float32(_SHARE) + np.float32(_GRAIN**2)
    planes = []
    for here, there in _pairs(*lightness.shape):
        plane = np.zeros_like(lightness)
        away = (lightness[here] - lightness[there]) ** 2 / np.minimum(spread[here], spread[there])
        link = np.maximum(np.exp(-away), np.float32(_WEAKEST))
        plane[here] = np.rint(link * np.float32(_GRADES)) / np.float32(_GRADES)
        planes.append(plane)
    return _Links(*planes)


def _system_of(links: _Links, hold: float) -> Diagonals:
    """Return the Laplacian of the links, `hold` added to its diagonal."""
    height, width = links.right.shape
    count = height * width
    planes = (links.right, links.lower_left, links.lower, links.lower_right)
    offsets = _offsets(width)
    total = np.zeros((height, width), links.right.dtype)
    diagonals = np.zeros((9, count), links.right.dtype)  # as scipy has them: entry j of a diagonal lies in column j
    for place, (plane, offset, (here, there)) in enumerate(zip(planes, offsets, _pairs(height, width), strict=True)):
        total[here] += plane[here]
        total[there] += plane[here]
        flat = plane.ravel()
        diagonals[place, offset:] = -flat[: count - offset]
        diagonals[place + 4] = -flat
    diagonals[8] = total.ravel() + total.dtype.type(hold)
    return _diagonals(diagonals, width)


def _offsets(width: int) -> tuple[int, int, int, int]:
    """Return how many pixels later a pixel's right, lower left, lower and lower right neighbors come."""
    return 1, width - 1, width, width + 1


def _diagonals(data: NDArray[Any], width: int) -> Diagonals:
    """Return the matrix with these diagonals (9×N): those above the main one, those below it, the main one."""
    offsets = _offsets(width)
    every = (*offsets, *(-offset for offset in offsets), 0)
    return sparse.dia_matrix((data, every), (data.shape[1], data.shape[1]))


def _in_diagonals(system: Matrix, width: int) -> Diagonals:
    """Return a symmetric system of a grid, so many pixels wide, by its nine diagonals."""
    count = system.shape[0]
    data = np.zeros((9, count), system.dtype)
    for place, offset in enumerate(_offsets(width)):
        data[place, offset:] = data[place + 4, : count - offset] = system.diagonal(offset)
    data[8] = system.diagonal()
    return _diagonals(data, width)


def _links_in(system: Diagonals, shape: tuple[int, int]) -> _Links:
    """Return the links that a coarse system has; what came out as repelling (rounding) is no link."""
    # each as the later of two pixels has it below the diagonal, where it stands in the column of the earlier one
    return _Links(*(np.maximum(-system.data[place], 0).reshape(shape) for place in range(4, 8)))


def _interpolation(links: _Links) -> tuple[Matrix, tuple[int, int]]:
    """Return how every pixel follows from every other pixel of every other line, N×M, and that grid's shape.

    A pixel between two kept ones is their mean, weighted by its links to either side; one amid four is the mean of
    all its neighbors, weighted by its links to them. Rows add up to 1.
    """
    height, width = links.right.shape
    shape = ((height + 1) // 2, (width + 1) // 2)
    west, east, north, south = _around(links.right, 0, 1), links.right, _around(links.lower, 1, 0), links.lower
    north_west, north_east = _around(links.lower_right, 1, 1), _around(links.lower_left, 1, -1)
    south_west, south_east = links.lower_left, links.lower_right
    odd, even = slice(1, None, 2), slice(0, None, 2)
    left, right = _shares(*((plane + a + b)[even, odd] for plane, a, b in (
        (west, north_west, south_west), (east, north_east, south_east)
    )))  # fmt: skip
    upper, lower = _shares(*((plane + a + b)[odd, even] for plane, a, b in (
        (north, north_west, north_east), (south, south_west, south_east)
    )))  # fmt: skip
    # a last odd line has nothing below and a last odd column nothing to the right: their links there are 0
    tall, wide = (height // 2, width // 2)
    below = (slice(1, None), slice(None))
    after = (slice(None), slice(1, None))
    n, s, w, e = north[odd, odd], south[odd, odd], west[odd, odd], east[odd, odd]
    corners = [
        north_west[odd, odd] + n * left[:tall] + w * upper[:, :wide],
        north_east[odd, odd] + n * right[:tall] + e * _to(upper[after], tall, wide),
        south_west[odd, odd] + s * _to(left[below], tall, wide) + w * lower[:, :wide],
        south_east[odd, odd] + s * _to(right[below], tall, wide) + e * _to(lower[after], tall, wide),
    ]
    total = np.maximum(sum(corners), np.float32(1e-20))
    own = np.arange(height * width, dtype=np.int32).reshape(height, width)
    kept = np.arange(shape[0] * shape[1], dtype=np.int32).reshape(shape)
    row, column = kept[:, :wide], kept[:tall]  # the kept pixel before each edge pixel
    amid = kept[:tall, :wide]
    entries = [
        (own[even, even], kept, np.ones(shape, links.right.dtype)),
        (own[even, odd], row, left),
        (own[even, odd], row + 1, right),
        (own[odd, even], column, upper),
        (own[odd, even], column + shape[1], lower),
        *((own[odd, odd], amid + step, plane / total) for step, plane in zip(
            (0, 1, shape[1], shape[1] + 1), corners, strict=True
        )),
    ]  # fmt: skip
    lines, columns, values = (np.concatenate([entry[part].ravel() for entry in entries]) for part in range(3))
    used = values > 0
    finer = sparse.csr_matrix(
        (values[used], (lines[used], columns[used])), (height * width, kept.size), dtype=links.right.dtype
    )
    return finer, shape


def _around(plane: Plane, down: int, across: int) -> Plane:
    """Return each pixel's link to the neighbor whose own link to it `plane` has: `down` lines up, `across` left."""
    moved = np.zeros_like(plane)
    height, width = plane.shape
    moved[down:, max(0, across) : width + min(0, across)] = plane[
        : height - down, max(0, -across) : width - max(0, across)
    ]
    return moved


def _shares(one: Plane, other: Plane) -> tuple[Plane, Plane]:
    """Return the weights of either side; of no links at all the first has everything."""
    total = one + other
    second = other / np.maximum(total, np.float32(1e-20))
    return np.float32(1) - second, second


def _to(plane: Plane, height: int, width: int) -> Plane:
    """Return the plane at this size, zeros where it has no more."""
    return np.pad(plane, [(0, height - plane.shape[0]), (0, width - plane.shape[1])])
