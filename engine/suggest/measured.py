"""What a run has shown about the keyframes there are: where it flickers, was unsure, and where they disagree.

What was foretold from gray pictures alone is put right by it. Only what is still true counts: frames whose keyframes
on both sides are the ones the run was made from.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.color.lab import Chroma, rgb_to_lab
from engine.media.images import read_picture
from engine.motion.fusion import FULLY_UNSURE
from engine.motion.track import fetch, length_of
from engine.motion.views import resized
from engine.project.runs import RunFolder
from engine.runtime.errors import EngineError
from engine.runtime.events import Progress
from engine.suggest.choosing import Errors, beside, joined
from engine.suggest.foretelling import Foretold, Way
from engine.suggest.looking import Looks, in_cells

_SURE = 0.5  # a place that is kept more surely than that can be compared
_LEAST_SHARE = 0.05  # of the picture must be comparable for two keyframes to disagree
_DOUBT_POWER = 0.5  # of both measures half is believed: each sees only a part of what is wrong
_FLICKER_POWER = 0.5
_MOST_FACTOR = 8.0


@dataclass(frozen=True)
class Painted:
    """A keyframe: its frame, its picture, and where it is to be believed (a gray picture; None: everywhere)."""

    frame: int
    picture: Path
    trust: Path | None = None


@dataclass(frozen=True)
class Shown:
    """Frames `start` to `stop` show what the run in `folder` made from `keyframes` (frame, name of the picture)."""

    start: int
    stop: int
    folder: Path
    keyframes: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Evidence:
    """For each sample, NaN where nothing is known: `flicker`, E_warp over the shot's usual one; `disagreement`, by
    how much (units of ab, on the pixels both surely know) the two keyframes beside it say something else. `factors`
    n×cells: by how much the expected error from the keyframes is to be multiplied."""

    flicker: NDArray[np.float64]
    disagreement: NDArray[np.float64]
    factors: NDArray[np.float32]


def is_whole(painted: Painted) -> bool:
    """Return whether a keyframe is to be believed on most of its picture; a mere touch-up colors no other frame."""
    if painted.trust is None:
        return True
    trust = read_picture(painted.trust)
    return float(trust.mean()) >= float(np.iinfo(trust.dtype).max) / 2


def colors_of(looks: Looks, painted: Sequence[Painted]) -> Generator[Progress, None, dict[int, Chroma]]:
    """Return sample -> ab (h×w×2) of the keyframes; those whose picture cannot be read are left out."""
    found: dict[int, Chroma] = {}
    for done, key in enumerate(painted, 1):
        with suppress(EngineError):
            ab = rgb_to_lab(read_picture(key.picture))[..., 1:]
            found[looks.sampling.samples.index(key.frame)] = resized(np.ascontiguousarray(ab), looks.size)
        yield Progress(done, len(painted), "Reading the keyframes")
    return found


def apart(one: tuple[Way, Chroma], other: tuple[Way, Chroma]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the distance of what two keyframes say about a frame (h×w, units of ab) and how surely both know it."""
    said = [fetch(ab, way.places) for way, ab in (one, other)]
    return length_of(said[0] - said[1]), np.minimum(one[0].kept, other[0].kept)


def mean_apart(distance: NDArray[np.float32], surely: NDArray[np.float32]) -> float:
    """Return the mean distance where both are sure; NaN where that is next to nothing of the picture."""
    sure = surely > _SURE
    return float(distance[sure].mean()) if sure.mean() >= _LEAST_SHARE else float("nan")


def gather(
    looks: Looks,
    foretold: Foretold,
    fixed: Sequence[int],
    colors: dict[int, Chroma],
    painted: Sequence[Painted],
    shown: Sequence[Shown],
) -> Generator[Progress, None, Evidence]:
    """Return what is known of every sample. `fixed`: the samples that have a keyframe."""
    count, frames = len(looks.samples), looks.sampling.samples
    names = {key.frame: key.picture.name for key in painted}
    flicker, disagreement = np.full(count, np.nan), np.full(count, np.nan)
    doubts = np.full((count, looks.cells[0] * looks.cells[1]), np.nan, np.float32)
    factors = np.ones_like(doubts)
    warps = [dict(RunFolder(each.folder).read_metrics().get("e_warp_frame", ())) for each in shown]
    for at, frame in enumerate(frames):
        if at in fixed or not fixed:
            continue
        before, behind = beside(fixed, at)
        neighbors = {frames[key] for key in (before, behind) if key is not None}
        latest = [i for i, each in enumerate(shown) if each.start <= frame < each.stop]
        if latest and is_true(shown[latest[-1]], frame, neighbors, names):
            flicker[at] = warps[latest[-1]].get(frame, np.nan)
            sure = RunFolder(shown[latest[-1]].folder).read_confidence(frame)
            if sure is not None:
                cells = in_cells(resized(sure, looks.size), looks.cells).ravel()
                doubts[at] = (np.float32(FULLY_UNSURE) * np.log(np.maximum(cells, 1e-3))) ** 2
        if before in colors and behind in colors:
            assert before is not None and behind is not None
            ways = foretold.ways[before, at], foretold.ways[behind, at]
            distance, surely = apart((ways[0], colors[before]), (ways[1], colors[behind]))
            disagreement[at] = mean_apart(distance, surely)
            error = foretold.errors[before, at], foretold.errors[behind, at]
            # the variance of a mixture of two answers: w (1 - w) d²
            share = error[0] / (error[0] + error[1])
            spread = share * (1 - share) * in_cells(distance**2 * surely, looks.cells).ravel()
            factors[at] *= 1 + spread / joined(*error)
        yield Progress(at + 1, count, "Comparing the keyframes")
    flicker /= _usual(flicker)
    factors *= np.nan_to_num(flicker, nan=1.0)[:, None].astype(np.float32) ** np.float32(_FLICKER_POWER)
    factors *= _doubt_factors(foretold.errors, fixed, doubts)
    return Evidence(flicker, disagreement, np.clip(factors, 1 / _MOST_FACTOR, _MOST_FACTOR))


def corrected(errors: Errors, fixed: Sequence[int], evidence: Evidence) -> Errors:
    """Return `errors` with what the keyframes reach put right; what no keyframe has colored yet stays foretold."""
    found = errors.copy()
    for key in fixed:
        found[key] *= evidence.factors
    return found


def is_true(shown: Shown, frame: int, neighbors: set[int], names: dict[int, str]) -> bool:
    """Return whether the run had the very keyframes that are beside this frame now, and none between."""
    made_from = dict(shown.keyframes)
    had = {key for key in beside(made_from, frame) if key is not None}
    return had == neighbors and all(made_from[key] == names.get(key) for key in had)


def _doubt_factors(errors: Errors, fixed: Sequence[int], doubts: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how much more doubtful the run was than foretold, against the shot's usual; 1 where it is not known."""
    factors = np.ones_like(doubts)
    known = [at for at in range(len(doubts)) if not np.isnan(doubts[at]).any()]
    if not known or not fixed:
        return factors
    foretold = np.stack([_from_both(errors, fixed, at) for at in known])
    ratio = (doubts[known] + 1) / (foretold + 1)
    factors[known] = (ratio / np.median(ratio)) ** _DOUBT_POWER
    return factors


def _from_both(errors: Errors, fixed: Sequence[int], at: int) -> NDArray[np.float32]:
    """Return the expected error of the cells of a sample with the keyframes there are."""
    found = [errors[key, at] for key in beside(fixed, at) if key is not None]
    return joined(found[0], found[1]) if len(found) > 1 else found[0]


def _usual(values: NDArray[np.float64]) -> float:
    """Return the median of what is known, 1 where nothing is."""
    known = values[~np.isnan(values)]
    middle = float(np.median(known)) if known.size else 1.0
    return middle if middle > 0 else 1.0
