"""What start weights are trained on: a folder of color films and pictures, read once, at the size of training."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import to_unit
from engine.media.pictures import is_picture, read_picture
from engine.media.source import open_source
from engine.runtime.errors import EngineError, InputError
from engine.runtime.events import Progress

Frames = NDArray[np.uint8]  # T×h×w×3 RGB

_log = logging.getLogger(__name__)
_FILMS = (".mp4", ".mov", ".mkv", ".avi", ".webm", ".m4v", ".mxf", ".mpg", ".ts")
_HELD_OUT = 6  # of so many clips one is never trained on
# clips that are sequences of DAVIS, on which masks are measured
_OF_DAVIS = (
    "bear", "breakdance-flare", "camel", "car-turn", "dogs_jump", "flamingo", "lady-running", "mallard-water",
    "paragliding", "rollercoaster", "tennis", "trucks-race",
)  # fmt: skip
_LEAST_FRAMES = 2


@dataclass(frozen=True)
class Footage:
    """`clips`: frames of one shot each, by file name; `photos`: single pictures (T = 1)."""

    clips: dict[str, Frames]
    photos: dict[str, Frames]


def is_held_out(name: str) -> bool:
    """Tell whether the clip of this name serves to judge alone. The name decides, so that every run agrees."""
    return hashlib.sha256(Path(name).stem.encode()).digest()[0] % _HELD_OUT == 0


def is_of_davis(name: str) -> bool:
    """Tell whether the clip of this name is a sequence of DAVIS, of which nothing is learned about masks."""
    return any(sequence in name for sequence in _OF_DAVIS)


def find_material(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the films and the pictures in `folder` and in the folders right inside it, by name.

    Raises `InputError` if there is none.
    """
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.")
    files = sorted(file for pattern in ("*", "*/*") for file in folder.glob(pattern) if file.is_file())
    films = [file for file in files if file.suffix.lower() in _FILMS]
    pictures = [file for file in files if is_picture(file)]
    if not films and not pictures:
        raise InputError(f"There is no film and no picture in {folder}.")
    return films, pictures


def read_footage(
    films: Sequence[Path], pictures: Sequence[Path], height: int, frames: int = 40
) -> Generator[Progress, None, Footage]:
    """Read up to `frames` frames of every film, spread evenly, and every picture, all shrunk to `height` lines.

    What cannot be read is left out with a warning. Raises `InputError` if nothing is left.
    """
    clips: dict[str, Frames] = {}
    photos: dict[str, Frames] = {}
    total = len(films) + len(pictures)
    for done, path in enumerate((*films, *pictures)):
        yield Progress(done, total, "Reading films and pictures")
        try:
            if done < len(films):
                found = _film(path, height, frames)
                if len(found) >= _LEAST_FRAMES:
                    clips[path.name] = found
            else:
                photos[path.name] = shrunk(read_picture(path), height)[None]
        except EngineError as error:
            _log.warning("%s", error)
    if not clips and not photos:
        raise InputError("None of the films and pictures can be read.")
    return Footage(clips, photos)


def shrunk(image: NDArray[Any], height: int) -> Frames:
    """Return a picture (H×W×3) as h×w×3 uint8 with at most `height` lines, in its shape."""
    eight = image if image.dtype == np.uint8 else np.rint(to_unit(image) * 255).astype(np.uint8)
    if eight.shape[0] <= height:
        return np.ascontiguousarray(eight)
    size = (max(1, round(eight.shape[1] * height / eight.shape[0])), height)
    small: Frames = cv2.resize(eight, size, interpolation=cv2.INTER_AREA)
    return small


def _film(path: Path, height: int, frames: int) -> Frames:
    with closing(open_source(path)) as source:
        length = len(source)
        step = max(1, length // frames)
        return np.stack([shrunk(source.read(index), height) for index in range(0, length, step)][:frames])
