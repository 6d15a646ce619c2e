"""Palettes: those that ship with the program, one taken from a picture, and those the artist keeps.

A file is JSON (`resources/palettes/*.json`, or `palettes/*.json` of the user) and holds nothing but names and colors.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from engine.color.gamut import rgb_of
from engine.color.lab import rgb_to_lab
from engine.project.disk import replace_file
from engine.runtime.errors import InputError

MOST_COLORS = 256
_MOST_BYTES = 1 << 20
_ANALYZED = 40_000  # pixels of a picture that are looked at
_SEEDS = 24  # clusters that are sought; those that look the same become one
_SAME = 9.0  # units of Lab below which two colors of a picture are one to the eye that looks for a palette
_LIGHT_COUNTS = 0.6  # how much a difference of L counts beside one of a and b: shading is no color of its own
_LEAST_SHARE = 0.002
_TRIES = 3
_ITERATIONS = 30


class NamedColor(BaseModel):
    """`color`: "#rrggbb" in lower case; `share`: of the picture it was found in, 0..1, 0 where it is from none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(max_length=80)] = ""
    color: Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
    share: Annotated[float, Field(ge=0, le=1)] = 0.0


class Palette(BaseModel):
    """`rests_on`: one or two sentences on where the colors come from; `era`: when they were in use, in words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,64}$")]
    title: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    era: Annotated[str, StringConstraints(max_length=80)] = ""
    rests_on: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    colors: Annotated[tuple[NamedColor, ...], Field(min_length=1, max_length=MOST_COLORS)]


@dataclass(frozen=True)
class Kept:
    """The artist's own palettes, and a sentence for each file that could not be read."""

    palettes: tuple[Palette, ...]
    remarks: tuple[str, ...]


@lru_cache(maxsize=1)
def shipped() -> tuple[Palette, ...]:
    """Return the palettes of the program: those of a time in its order, then the ones of any time."""
    folder = Path(str(files("resources") / "palettes"))
    palettes = [read_palette(path) for path in folder.glob("*.json")]
    return tuple(
        sorted(palettes, key=lambda palette: (not re.search(r"\d", palette.era), palette.era, palette.title))
    )


def read_palette(path: Path) -> Palette:
    """Return the palette of a file. Raises `InputError` with one sentence."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(f"{path.name} is too large to be a palette.")
        return Palette.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InputError(f"The palette {path.name} cannot be read: {error.strerror or error}.") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(f"The palette {path.name} cannot be read: {place or 'it'}: {first['msg']}.") from None


def kept_in(folder: Path) -> Kept:
    """Return the palettes the artist keeps in `folder`, which need not be there."""
    palettes, remarks = [], []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        try:
            palettes.append(read_palette(path))
        except InputError as error:
            remarks.append(str(error))
    return Kept(tuple(sorted(palettes, key=lambda palette: palette.title.casefold())), tuple(remarks))


def keep(palette: Palette, folder: Path) -> Path:
    """Write the palette into `folder`, in place of one of its id, and return its file. Raises `EngineError`."""
    path = folder / f"{palette.id}.json"
    replace_file(path, palette.model_dump_json(indent=1).encode())
    return path


def forget(palette: Palette, folder: Path) -> None:
    """Remove a kept palette; one that is gone already is fine. Raises `InputError`."""
    try:
        (folder / f"{palette.id}.json").unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"The palette {palette.title} cannot be removed: {error.strerror or error}.") from None


def named(title: str, colors: tuple[NamedColor, ...], rests_on: str, era: str = "") -> Palette:
    """Return a palette whose id follows from its title. Raises `InputError` where it has no color or no title."""
    if not colors:
        raise InputError("A palette needs at least one color.")
    if not title.strip():
        raise InputError("A palette needs a name.")
    plain = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:48]
    mark = hashlib.sha256(title.encode()).hexdigest()[:6]
    return Palette(
        id=f"{plain}-{mark}" if plain else mark, title=title.strip()[:120], era=era, rests_on=rests_on, colors=colors
    )


# --- from a picture ----------------------------------------------------------------------------------------


def of_picture(picture: NDArray[Any], title: str, count: int = 12) -> Palette:
    """Return up to `count` colors that make up a picture (H×W×3 RGB: uint8, uint16 or float32), the largest share
    first. Raises `InputError` for a picture without pixels.

    Found by k-means in Lab (more clusters than wanted, seeded the same for the same picture) of which those that look
    alike are joined. Small colors that stand out (a red scarf) go before large ones that repeat what is there.
    """
    if not picture.size:
        raise InputError(f"{title} has no pixels to take colors from.")
    lab = rgb_to_lab(_reduced(picture)).reshape(-1, 3)
    found = _joined(*_clustered(lab))
    shares = np.array([share for _, share in found])
    order = _standing_out([color for color, _ in found], shares)[:count]
    colors = []
    for place in sorted(order, key=lambda place: -shares[place]):
        lightness, a, b = (float(value) for value in found[place][0])
        red, green, blue = rgb_of(lightness, (a, b))
        colors.append(NamedColor(color=f"#{red:02x}{green:02x}{blue:02x}", share=float(shares[place])))
    return named(title, tuple(colors), f"Taken from the picture {title}; the share of each color is of that picture.")


def _reduced(picture: NDArray[Any]) -> NDArray[Any]:
    """Return fewer pixels, each one of the picture's own: averages would be colors that are not in it."""
    step = max(1, int(np.ceil(np.sqrt(picture.shape[0] * picture.shape[1] / _ANALYZED))))
    return np.ascontiguousarray(picture[step // 2 :: step, step // 2 :: step] if step > 1 else picture)


def _clustered(lab: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return the centers of the clusters (K×3) and how many pixels each has."""
    if len(lab) == 1:  # which OpenCV would take for three numbers to be clustered
        return lab, np.ones(1, np.int64)
    flat = lab * np.array([_LIGHT_COUNTS, 1, 1], np.float32)
    wanted = min(_SEEDS, len(np.unique(np.rint(flat), axis=0)))
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, _ITERATIONS, 0.5)
    cv2.setRNGSeed(0)
    _, labels, _ = cv2.kmeans(flat, wanted, None, criteria, _TRIES, cv2.KMEANS_PP_CENTERS)
    places = labels.ravel()
    counts = np.bincount(places, minlength=wanted)
    centers = np.stack([np.median(lab[places == each], 0) for each in range(wanted) if counts[each]])
    return np.asarray(centers, np.float32), np.asarray(counts[counts > 0], np.int64)


def _joined(centers: NDArray[np.float32], counts: NDArray[np.int64]) -> list[tuple[NDArray[np.float32], float]]:
    """Return (color, share) of what is left after colors that look alike became the larger one of them."""
    total = counts.sum()
    kept: list[tuple[NDArray[np.float32], float]] = []
    for place in np.argsort(-counts):
        color, share = centers[place], float(counts[place] / total)
        alike = next((n for n, (other, _) in enumerate(kept) if _apart(color, other) < _SAME), None)
        if alike is not None:
            kept[alike] = (kept[alike][0], kept[alike][1] + share)
        elif share >= _LEAST_SHARE or not kept:
            kept.append((color, share))
    return kept


def _standing_out(colors: list[NDArray[np.float32]], shares: NDArray[np.float64]) -> list[int]:
    """Return all places: the largest share first, then what is far from those before it and large."""
    order = [int(np.argmax(shares))]
    while len(order) < len(colors):
        left = [place for place in range(len(colors)) if place not in order]
        order.append(
            max(left, key=lambda p: min(_apart(colors[p], colors[o]) for o in order) * float(shares[p]) ** 0.25)
        )
    return order


def _apart(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.linalg.norm((one - other) * np.array([_LIGHT_COUNTS, 1, 1])))
