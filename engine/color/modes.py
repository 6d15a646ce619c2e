"""The modes of a processed clip: does one treatment run through it, or does it jump between several?

Source: paper 1, section 4.3 (multimodal inconsistency; the confidence map "is similar to cluster assignment in
K-Means"). Here whole frames are clustered, so that the artist can choose the one the result shall follow.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.color.lab import Unit, to_unit, unit_to_lab
from engine.color.pair import Pair, resized
from engine.runtime.events import Progress

_ROWS, _COLUMNS = 6, 8  # regions of a frame
_LINES = 108  # frames are shrunk to so many lines before their color is taken
_MOST = 4
_APART = 5.0  # units of Lab, root mean square over the regions, by which two modes differ at least
_DISTINCT = 0.35  # mean silhouette from which on clusters are clusters and not the two ends of one cloud
_SMALLEST = 0.04  # share of the frames below which a cluster is a few outliers
_ROUNDS = 100
_ASKED = 24  # frames that stand for a mode where a result is compared with it
_COMPARED = 1000  # frames whose silhouette is looked at, spread evenly: all pairs of a long shot fit no memory

Points = NDArray[np.float64]  # frames × numbers


@dataclass(frozen=True, slots=True)
class Mode:
    """One treatment: `frame` shows it best (it is nearest to the cluster's middle), `share` of all frames have it.

    `frames` are the frames of the clip that have it, in order; `clear` those of them that look as `frame` does: not
    half way from it to the middle of another mode, where a frame is partly of one and partly of the other.
    """

    frame: int
    share: float
    frames: tuple[int, ...]
    clear: tuple[int, ...]


def find_modes(pair: Pair, shown: int | None = None) -> Generator[Progress, None, tuple[Mode, ...]]:
    """Tell progress and return the modes of the pair's frames, the largest first; one where all are alike.

    `shown` is a frame that shall stand for its mode, whether or not it is the one that shows it best.

    A frame is described by how its color differs from the input's (in Lab) in 6×8 regions: what moves through the
    picture takes its difference along less than its color. k-means with 1 to 4 clusters; k is the one with the best
    mean silhouette (Rousseeuw, 1987) among those whose clusters lie 5 units of Lab apart. Always the same.
    """
    frames = range(pair.start, pair.stop)
    points = []
    for done, frame in enumerate(frames):
        yield Progress(done, len(frames), "Looking for modes")
        points.append(_described(pair, frame))
    yield Progress(len(frames), len(frames), "Looking for modes")
    return modes_of(np.asarray(points), pair.start, shown)


def mode_of(modes: tuple[Mode, ...], frame: int) -> Mode | None:
    """Return the mode that a frame of the clip has, or None for one that was not looked at."""
    return next((mode for mode in modes if frame in mode.frames), None)


def followed(
    pair: Pair, modes: tuple[tuple[int, ...], ...], result: Callable[[int], NDArray[Any] | None]
) -> Generator[Progress, None, tuple[int, ...]]:
    """Tell progress and return for each frame of `pair` which of `modes` its result looks like: its place among them,
    -1 where there is no result.

    `modes`: the frames of the processed clip that have each; `result` gives a frame as it was made (H×W×3 RGB). A
    frame follows the mode whose middle its own description lies nearest to, described as in `find_modes`.
    """
    total = sum(min(len(frames), _ASKED) for frames in modes) + pair.stop - pair.start
    done, middles = 0, []
    for frames in modes:
        places = np.unique(np.linspace(0, len(frames) - 1, min(len(frames), _ASKED)).round().astype(np.int64))
        points = []
        for place in places:
            points.append(_described(pair, frames[int(place)]))
            done += 1
            yield Progress(done, total, "Comparing with the looks")
        middles.append(np.mean(points, 0))
    found = []
    for frame in range(pair.start, pair.stop):
        made = result(frame)
        if made is None:
            found.append(-1)
        else:
            point = _difference(pair.given(frame), to_unit(made))
            found.append(int(_squared(point[None], np.asarray(middles))[0].argmin()))
        done += 1
        yield Progress(min(done, total), total, "Comparing with the looks")
    return tuple(found)


def modes_of(points: Points, start: int = 0, shown: int | None = None) -> tuple[Mode, ...]:
    """Return the modes of frames described by `points` (one row each, root mean square distance in Lab).

    `start` is the number of the first frame; frame `shown` stands for its mode.
    """
    best, labels = 0.0, np.zeros(len(points), np.int64)
    asked = np.unique(np.linspace(0, len(points) - 1, min(len(points), _COMPARED)).round().astype(np.int64))
    distances = np.sqrt(_squared(points[asked], points[asked]))
    smallest = max(2, _SMALLEST * len(points))
    for count in range(2, min(_MOST, len(points) // 2) + 1):
        found, middles = _clustered(points, count)
        between = np.sqrt(_squared(middles, middles))[~np.eye(count, dtype=np.bool_)]
        if between.min() < _APART or np.bincount(found, minlength=count).min() < smallest:
            continue
        quality = _silhouette(distances, found[asked])
        if quality > max(best, _DISTINCT):
            best, labels = quality, found
    modes = [_mode(points, labels, label, start, shown) for label in np.unique(labels)]
    return tuple(sorted(modes, key=lambda mode: (-mode.share, mode.frame)))


def _mode(points: Points, labels: NDArray[np.int64], label: int, start: int, shown: int | None) -> Mode:
    members = np.flatnonzero(labels == label)
    middle = points[members].mean(0, keepdims=True)
    nearest = int(members[int(_squared(points[members], middle)[:, 0].argmin())])
    if shown is not None and shown - start in members:
        nearest = shown - start
    others = [points[labels == other].mean(0) for other in np.unique(labels) if other != label]
    reach = min((np.linalg.norm(points[nearest] - other) / 2 for other in others), default=np.inf)
    clear = members[np.linalg.norm(points[members] - points[nearest], axis=1) < reach]
    frames, like = (tuple(start + int(member) for member in chosen) for chosen in (members, clear))
    return Mode(start + nearest, len(members) / len(points), frames, like)


def _described(pair: Pair, frame: int) -> NDArray[np.float64]:
    """Return the color of the processed frame less the input's, region by region, scaled for a mean over regions."""
    return _difference(pair.given(frame), pair.wanted(frame))


def _difference(one: Unit, other: Unit) -> NDArray[np.float64]:
    width = max(1, round(one.shape[1] * _LINES / one.shape[0]))
    given, wanted = (resized(image, _LINES, width) for image in (one, other))
    regions = resized(unit_to_lab(wanted) - unit_to_lab(given), _ROWS, _COLUMNS)
    return np.asarray(regions.reshape(-1) / np.sqrt(_ROWS * _COLUMNS), np.float64)


def _clustered(points: Points, count: int) -> tuple[NDArray[np.int64], Points]:
    """Return the cluster of every point and the clusters' middles: k-means, started from points far apart."""
    chosen = [int(_squared(points, points.mean(0, keepdims=True))[:, 0].argmax())]
    while len(chosen) < count:
        chosen.append(int(_squared(points, points[chosen]).min(1).argmax()))
    middles = points[chosen]
    labels = np.zeros(len(points), np.int64)
    for _ in range(_ROUNDS):
        labels = _squared(points, middles).argmin(1)
        moved = np.stack([points[labels == c].mean(0) if (labels == c).any() else middles[c] for c in range(count)])
        if np.array_equal(moved, middles):
            break
        middles = moved
    return labels, middles


def _silhouette(distances: Points, labels: NDArray[np.int64]) -> float:
    """Return the mean silhouette, -1..1: how much nearer points are to their own cluster than to the next one."""
    values = np.zeros(len(labels))
    for index, label in enumerate(labels):
        own = labels == label
        if own.sum() > 1:
            within = distances[index, own].sum() / (own.sum() - 1)
            without = min(distances[index, labels == other].mean() for other in np.unique(labels) if other != label)
            values[index] = (without - within) / max(within, without, 1e-12)
    return float(values.mean())


def _squared(one: Points, other: Points) -> Points:
    """Return the squared distance of every row of `one` to every row of `other`, never below 0."""
    lengths = (one**2).sum(1)[:, None] + (other**2).sum(1)[None]
    return np.asarray(np.maximum(0, lengths - 2 * one @ other.T))
