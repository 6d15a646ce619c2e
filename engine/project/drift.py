"""How far what is shown has drifted from the cast: each swatch against the pixels of the objects it is tied to."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.gamut import exists, lab_of
from engine.color.lab import rgb_to_lab
from engine.media.developing import Finished, Matted
from engine.media.masks import resized_mask
from engine.project.file import ProjectFolder
from engine.project.model import Project, Shot, Swatch
from engine.project.shown import written_picture
from engine.runtime.events import Progress

MOST_DRIFT = 5.0  # CIEDE2000; 1 is just noticeable, at 5 two shots of one coat show two coats
_SAMPLES = 8  # frames of a shot that are measured
_LOOKED_AT = 64  # frames of a shot that are searched for ones with the object in them
_FEWEST = 24  # pixels of an object below which it is too small to be judged
_DARKEST, _BRIGHTEST = 8.0, 96.0  # L: beyond, hardly any chroma exists and none can be judged
_EDGE = 3  # pixels across an outline that may be of what lies beside it
_SHRINKS = 10  # halvings that find how much of a chroma exists

PictureOf = Callable[[int], NDArray[Any] | None]
MaskOf = Callable[[int], NDArray[np.uint8] | None]


@dataclass(frozen=True)
class Drift:
    """What was measured of a swatch in a shot.

    `away`: CIEDE2000 between the swatch and the color that the object has over the shot, both at the object's own
    light (see `measured`). `frames`: how many frames were measured, 0 if the object was nowhere with a color to it.
    `worst_frame`: the frame that is furthest off, by `worst`.
    """

    swatch: str
    shot: str
    away: float
    frames: int
    worst_frame: int
    worst: float

    @property
    def is_flagged(self) -> bool:
        return self.frames > 0 and self.away > MOST_DRIFT


def drifts(folder: ProjectFolder, project: Project) -> Generator[Progress, None, tuple[Drift, ...]]:
    """Measure every tied swatch in every shot that shows its objects; the return value has one entry for each pair.

    Masks are those of mask keyframes, else of the run whose masks a frame has, else of the run it shows; pictures
    those that are shown: results, and keyframes where there is no result. Raises `EngineError` where a picture of the
    project cannot be read.
    """
    labels = {mask.id: mask.label for mask in project.masks}
    cast = [
        (swatch, tuple(labels[mask] for mask in swatch.masks if mask in labels))
        for swatch in project.cast
    ]  # fmt: skip
    tied = [(swatch, objects) for swatch, objects in cast if objects]
    picture_of, mask_of = _pictures(folder, project), _masks(folder, project)
    found: list[Drift] = []
    for number, shot in enumerate(project.shots if tied else ()):
        for done, total in _measured_shot(shot, tied, picture_of, mask_of, found):
            yield Progress(number + done / max(1, total), len(project.shots), "Checking the cast")
    return tuple(found)


def _measured_shot(
    shot: Shot,
    tied: Sequence[tuple[Swatch, tuple[int, ...]]],
    picture_of: PictureOf,
    mask_of: MaskOf,
    found: list[Drift],
) -> Generator[tuple[int, int], None, None]:
    """Add what was measured in one shot to `found`; yield how many of how many frames were looked at."""
    measured: dict[str, list[tuple[int, NDArray[np.float64]]]] = {swatch.id: [] for swatch, _ in tied}
    looked_at = _spread(shot)
    for done, frame in enumerate(looked_at, 1):
        wanted = [(swatch, objects) for swatch, objects in tied if len(measured[swatch.id]) < _SAMPLES]
        mask = mask_of(frame) if wanted else None
        picture = picture_of(frame) if mask is not None and mask.any() else None
        if mask is not None and picture is not None:
            lab = rgb_to_lab(picture)
            mask = resized_mask(mask, lab.shape[0], lab.shape[1])
            for swatch, objects in wanted:
                pair = measured_pair(lab, np.isin(mask, objects), swatch.color)
                if pair is not None:
                    measured[swatch.id].append((frame, pair))
        yield done, len(looked_at)
    for swatch, _ in tied:
        if pairs := measured[swatch.id]:
            whole = np.median([pair for _, pair in pairs], 0)
            worst_frame, worst = max(((frame, _apart(pair)) for frame, pair in pairs), key=lambda each: each[1])
            found.append(Drift(swatch.id, shot.id, _apart(whole), len(pairs), worst_frame, worst))


def measured_pair(lab: NDArray[np.float32], inside: NDArray[np.bool_], color: str) -> NDArray[np.float64] | None:
    """Return two Lab colors of the same L, 2×3: what the object should have and what it has; None if too little of it
    can be judged.

    Compared at equal light: every pixel is held against the swatch's chroma at that pixel's own L, as much of it as
    sRGB has there, so that shadow and sheen are no drift. The median over the object of how far its pixels are off
    (in a and in b) is what the object is off by: grain and a mask that slips do not count.
    """
    core = cv2.erode(inside.astype(np.uint8), np.ones((_EDGE, _EDGE), np.uint8)) > 0
    judged = core if core.sum() >= _FEWEST else inside
    pixels = lab[judged]
    pixels = pixels[(pixels[:, 0] >= _DARKEST) & (pixels[:, 0] <= _BRIGHTEST)]
    if len(pixels) < _FEWEST:
        return None
    wanted = _reachable(pixels[:, 0].astype(np.float64), np.array(lab_of(rgb_of_hex(color))[1:]))
    off = np.median(pixels[:, 1:] - wanted, 0)
    lightness, aim = np.median(pixels[:, 0]), np.median(wanted, 0)
    return np.array([[lightness, *aim], [lightness, *(aim + off)]], np.float64)


def rgb_of_hex(color: str) -> tuple[int, int, int]:
    """Return "#rrggbb" as levels, 0..255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _reachable(lightness: NDArray[np.float64], ab: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the chroma (N×2) nearest to `ab` of its hue that exists at each L (N)."""
    low, high = np.zeros(len(lightness)), np.ones(len(lightness))
    low[exists(lightness, np.broadcast_to(ab, (len(lightness), 2)))] = 1
    for _ in range(_SHRINKS):
        middle = (low + high) / 2
        inside = exists(lightness, ab * middle[:, None])
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return ab * low[:, None]


def _apart(pair: NDArray[np.float64]) -> float:
    from skimage.color import deltaE_ciede2000  # half a second to import

    return float(deltaE_ciede2000(pair[0], pair[1]))


def _spread(shot: Shot) -> list[int]:
    """Return frames of the shot: those with keyframes, and others evenly spread, so that the first ones that are
    measured lie all over the shot."""
    count = shot.stop - shot.start
    even = {shot.start + round(place) for place in np.linspace(0, count - 1, min(count, _LOOKED_AT))}
    ordered = sorted(even | {key.frame for key in shot.keyframes if key.kind == "mask"})
    step = max(1, -(-len(ordered) // _SAMPLES))
    return [frame for first in range(step) for frame in ordered[first::step]]


def _masks(folder: ProjectFolder, project: Project) -> MaskOf:
    written = written_picture(folder, project, "masks")

    def mask(frame: int) -> NDArray[np.uint8] | None:
        made = written(frame)
        return made.labels if isinstance(made, Finished) and made.is_made else None

    return mask


def _pictures(folder: ProjectFolder, project: Project) -> PictureOf:
    written = written_picture(folder, project)

    def picture(frame: int) -> NDArray[Any] | None:
        made = written(frame)
        if isinstance(made, Matted):
            made = made.picture
        if isinstance(made, Finished):  # of a mask nothing can be told, and of light nothing that a swatch is
            made = made.picture if made.kind not in ("mask", "hdr") else None
        if isinstance(made, np.ndarray):
            return made
        shot = project.shot_at(frame)
        key = shot.keyframe(frame) if shot is not None else None
        return folder.blobs.read(key.image) if key is not None else None

    return picture


def flagged(found: Iterable[Drift], swatch: str) -> list[Drift]:
    """Return what is flagged of this swatch, the furthest off first."""
    return sorted((each for each in found if each.swatch == swatch and each.is_flagged), key=lambda each: -each.away)
