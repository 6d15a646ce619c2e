"""Plausible colors for a pixel: what the same thing has in other pictures of the shot, the cast, pictures, palettes.

Pure functions; whoever asks brings the pictures. Every color that is suggested exists under the pixel's own light.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.gamut import Ab, lab_of
from engine.color.lab import lightness_to_gray, rgb_to_lab
from engine.color.light import Light
from engine.color.lit import lit

Plane = NDArray[np.float32]  # H×W, L 0..100
Source = Literal["picture", "cast", "reference", "palette"]

MOST = 10
_WIDTH = 320  # pixels across of what is compared: a thing, not its grain
_REACH = 0.14  # of the width: how far a thing may have moved from one picture of a shot to another
_SCALES = (1.0, 3.0, 8.0)  # sigma, in pixels of the compared size, at which light is looked at
_BEST = 48  # places that are most alike
_ALIKE = 12.0  # units of L by which descriptors of one thing differ
_OF_ONE_LIGHT = 25.0  # units of L within which a color of a palette is thought of for a pixel
_NEAR_GRAY = 3.0  # units of ab: a place without color has nothing to suggest
_SAME = 7.0  # units of Lab below which two suggestions are one
_RANKS: dict[Source, float] = {"picture": 1.0, "cast": 0.8, "reference": 0.6, "palette": 0.3}
_TOLD: dict[Source, int] = {"picture": 5, "cast": 4, "reference": 3, "palette": 5}  # at most so many from each
_MOST_PICTURES = 8


@dataclass(frozen=True)
class Candidate:
    """A color that might fit. `likeness`: 0..1, how alike its place is; `why`: "Keyframe 40", "Cast: Anna's coat"."""

    ab: Ab
    source: Source
    why: str
    likeness: float


@dataclass(frozen=True)
class Suggestion:
    """`color`: sRGB 0..255 as the pixel would look; `why`: a few words on where it comes from."""

    color: tuple[int, int, int]
    why: str
    source: Source


@dataclass(frozen=True)
class Colored:
    """A picture with color that may show the same thing: H×W×3 RGB. `is_same_place`: it is of the same shot."""

    picture: NDArray[Any]
    why: str
    is_same_place: bool


def of_pictures(lightness: Plane, x: int, y: int, pictures: Iterable[Colored]) -> list[Candidate]:
    """Return the colors that places which look like pixel (x, y) of the frame (`lightness`) have in other pictures.

    A place looks alike if its light on three scales and its texture are alike; in pictures of the shot only places
    near the same one are looked at, in others all of them.
    """
    here = _described(_small(lightness))
    column, row = _at(here, lightness, x, y)
    wanted = here[row, column]
    found = []
    for each in list(pictures)[:_MOST_PICTURES]:
        lab = _small(rgb_to_lab(each.picture))
        there = _described(np.ascontiguousarray(lab[..., 0]))
        window = _window(there.shape, lightness.shape, x, y) if each.is_same_place else (slice(None), slice(None))
        found += _alike(wanted, there[window], lab[window], each)
    return found


def of_cast(swatches: Iterable[tuple[str, Ab, bool]]) -> list[Candidate]:
    """Return the cast's colors: (name, chroma, whether the pixel lies on an object the swatch is tied to)."""
    return [Candidate(ab, "cast", f"Cast: {name}", 1.0 if is_here else 0.3) for name, ab, is_here in swatches]


def of_palette(
    title: str, colors: Iterable[tuple[str, tuple[float, float, float]]], lightness: float
) -> list[Candidate]:
    """Return the colors (name, (L, a, b)) of a palette, those of about this L before the others."""
    made = []
    for name, (own, a, b) in colors:
        likeness = float(np.exp(-(((own - lightness) / _OF_ONE_LIGHT) ** 2)))
        made.append(Candidate((a, b), "palette", f"{title}: {name}" if name else title, likeness))
    return made


def suggested(
    candidates: Sequence[Candidate], lightness: float, light: Light, count: int = MOST
) -> tuple[Suggestion, ...]:
    """Return up to `count` colors for a pixel whose gray has this L, the likeliest first, no two of them alike.

    What the shot itself shows goes before the cast, the cast before pictures from elsewhere, those before palettes;
    the swatch of the object the pixel lies on goes before everything.
    """
    chosen: list[tuple[Suggestion, NDArray[np.float64]]] = []
    told = dict.fromkeys(_RANKS, 0)
    gray = lightness_to_gray(np.array([[lightness]]))
    for candidate in sorted(candidates, key=_rank, reverse=True):
        if len(chosen) == count:
            break
        color = _under(light, gray, candidate.ab)
        seen = np.array(lab_of(color))
        if told[candidate.source] >= _TOLD[candidate.source]:
            continue
        if any(color == other.color or np.linalg.norm(seen - there) < _SAME for other, there in chosen):
            continue
        told[candidate.source] += 1
        chosen.append((Suggestion(color, candidate.why, candidate.source), seen))
    return tuple(suggestion for suggestion, _ in chosen)


def _under(light: Light, gray: Plane, ab: Ab) -> tuple[int, int, int]:
    """Return what a pixel of this gray (1×1) looks like when it is painted with a chroma."""
    red, green, blue = (int(level) for level in lit(gray, np.array([[ab]], np.float32), light)[0, 0])
    return red, green, blue


def _rank(candidate: Candidate) -> float:
    is_tied = candidate.source == "cast" and candidate.likeness >= 1
    return 2.0 if is_tied else _RANKS[candidate.source] + 0.5 * candidate.likeness


# --- what looks alike --------------------------------------------------------------------------------------


def _small(planes: NDArray[np.float32]) -> NDArray[np.float32]:
    scale = min(1.0, _WIDTH / planes.shape[1])
    size = (max(1, round(planes.shape[1] * scale)), max(1, round(planes.shape[0] * scale)))
    return np.asarray(cv2.resize(planes, size, interpolation=cv2.INTER_AREA), np.float32)


def _described(lightness: Plane) -> NDArray[np.float32]:
    """Return what each place looks like, H×W×6: its L on each scale and how much L varies on it."""
    planes = []
    for sigma in _SCALES:
        mean = cv2.GaussianBlur(lightness, (0, 0), sigma)
        square = cv2.GaussianBlur(lightness * lightness, (0, 0), sigma)
        planes += [mean, 2 * np.sqrt(np.maximum(square - mean * mean, 0))]  # texture counts as much as twice its L
    return np.dstack(planes).astype(np.float32)


def _at(here: NDArray[Any], whole: NDArray[Any], x: int, y: int) -> tuple[int, int]:
    column, row = (
        min(max(int((place + 0.5) * small / full), 0), small - 1)
        for place, small, full in ((x, here.shape[1], whole.shape[1]), (y, here.shape[0], whole.shape[0]))
    )
    return column, row


def _window(there: Sequence[int], whole: Sequence[int], x: int, y: int) -> tuple[slice, slice]:
    column, row = (int((place + 0.5) * there[axis] / whole[axis]) for place, axis in ((x, 1), (y, 0)))
    reach = max(2, round(_REACH * there[1]))
    return slice(max(0, row - reach), row + reach + 1), slice(max(0, column - reach), column + reach + 1)


def _alike(
    wanted: NDArray[np.float32], there: NDArray[np.float32], lab: NDArray[np.float32], each: Colored
) -> list[Candidate]:
    """Return the colors of the places that look most like `wanted`, those that are one to the eye as one."""
    away = np.sqrt(np.mean((there - wanted) ** 2, 2))
    if each.is_same_place and min(away.shape) > 1:  # what has moved less is likelier the same thing
        rows, columns = np.mgrid[: away.shape[0], : away.shape[1]]
        middle = np.hypot(rows - away.shape[0] // 2, columns - away.shape[1] // 2) / max(away.shape)
        away = away + np.float32(_ALIKE) * middle.astype(np.float32)
    flat, chroma = away.ravel(), lab[..., 1:].reshape(-1, 2)
    best = np.argsort(flat, kind="stable")[:_BEST]
    weights = np.exp(-((flat[best] / _ALIKE) ** 2))
    groups: list[list[int]] = []
    for place in range(len(best)):
        ab = chroma[best[place]]
        near = next((g for g in groups if np.linalg.norm(chroma[best[g[0]]] - ab) < _SAME), None)
        if near is None:
            groups.append([place])
        else:
            near.append(place)
    made = []
    for group in groups:
        a, b = (float(value) for value in np.average(chroma[best[group]], 0, weights[group] + 1e-9))
        share = float(weights[group].sum() / len(best))
        if np.hypot(a, b) >= _NEAR_GRAY and share > 0.02:
            made.append(Candidate((a, b), "picture" if each.is_same_place else "reference", each.why, share))
    return made
