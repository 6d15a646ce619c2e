"""What the Color panel asks the background for: palettes and suggested colors. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from app.translation import tr
from engine.color.palettes import Palette
from engine.color.suggestions import Colored, Suggestion
from engine.media.source import FrameSource
from engine.project.file import ProjectFolder
from engine.project.model import Project, Shot
from engine.runtime.errors import EngineError

_KEYFRAMES = 3  # the nearest ones of the shot that are compared
_REFERENCE_WIDTH = 640


@dataclass(frozen=True)
class Place:
    """A pixel that colors are wanted for, and what may know some: the shot, the cast, a palette, other pictures."""

    frame: int
    x: int
    y: int
    shot: Shot
    project: Project
    folder: ProjectFolder
    source: FrameSource
    palette: Palette | None
    references: tuple[Colored, ...]


def palettes_of(folder: Path) -> tuple[tuple[Palette, ...], tuple[Palette, ...], tuple[str, ...]]:
    """Return the palettes of the program, the artist's own, and remarks about those that cannot be read."""
    from engine.color import palettes

    kept = palettes.kept_in(folder)
    return palettes.shipped(), kept.palettes, kept.remarks


def taken_from(path: Path, folder: Path) -> tuple[Palette, NDArray[Any]]:
    """Take a palette from a picture and keep it; return it with the picture made small. Raises `EngineError`."""
    from engine.color import palettes
    from engine.media.images import read_picture

    picture = read_picture(path)
    palette = palettes.of_picture(picture, path.stem)
    palettes.keep(palette, folder)
    scale = min(1.0, _REFERENCE_WIDTH / picture.shape[1])
    small: NDArray[Any] = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return palette, small


def colors_for(place: Place) -> tuple[float, tuple[Suggestion, ...]]:
    """Return the L of the pixel's gray and the colors that suggest themselves. Raises `EngineError`."""
    from engine.color import suggestions
    from engine.color.gamut import lab_of
    from engine.color.lab import gray_to_lightness
    from engine.color.light import Light
    from engine.project.drift import rgb_of_hex

    lightness = gray_to_lightness(place.source.read_luma(place.frame))
    x, y = (min(max(at, 0), side - 1) for at, side in ((place.x, lightness.shape[1]), (place.y, lightness.shape[0])))
    own = float(np.median(lightness[max(0, y - 1) : y + 2, max(0, x - 1) : x + 2]))
    candidates = suggestions.of_pictures(lightness, x, y, [*_of_shot(place), *place.references])
    tied = _tied_here(place, x / lightness.shape[1], y / lightness.shape[0])
    candidates += suggestions.of_cast(
        [(each.name, lab_of(rgb_of_hex(each.color))[1:], each.id in tied) for each in place.project.cast]
    )
    if place.palette is not None:
        colors = [(color.name, lab_of(rgb_of_hex(color.color))) for color in place.palette.colors]
        candidates += suggestions.of_palette(place.palette.title, colors, own)
    return own, suggestions.suggested(candidates, own, Light(place.source.facts.luma_weights))


def _of_shot(place: Place) -> list[Colored]:
    """Return the result of the frame and the keyframes nearest to it; what cannot be read is left out."""
    from engine.project.shown import written_picture

    pictures = []
    shown = written_picture(place.folder, place.project)(place.frame) if place.shot.run_at(place.frame) else None
    if isinstance(shown, np.ndarray):
        pictures.append(Colored(shown, tr("The result of frame {frame}").format(frame=place.frame), True))
    keys = [key for key in place.shot.keyframes if key.kind == "color"]
    for key in sorted(keys, key=lambda key: abs(key.frame - place.frame))[:_KEYFRAMES]:
        try:
            pictures.append(
                Colored(place.folder.blobs.read(key.image), tr("Keyframe {frame}").format(frame=key.frame), True)
            )
        except EngineError:
            continue
    return pictures


def _tied_here(place: Place, across: float, down: float) -> frozenset[str]:
    """Return the ids of the swatches that are tied to the object at this relative place of the frame."""
    from engine.media.developing import Finished
    from engine.project.shown import written_picture

    if not any(swatch.masks for swatch in place.project.cast):
        return frozenset()
    found = written_picture(place.folder, place.project, "masks")(place.frame)
    if not isinstance(found, Finished) or found.labels is None or not found.is_made:
        return frozenset()
    label = int(found.labels[int(down * found.labels.shape[0]), int(across * found.labels.shape[1])])
    objects = {mask.id for mask in place.project.masks if mask.label == label}
    return frozenset(swatch.id for swatch in place.project.cast if objects & set(swatch.masks))
