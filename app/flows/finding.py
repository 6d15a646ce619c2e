"""What is found in a film in the background: its shots, its proxy, the looks of its processed version."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.flows.pictures import eight_bit, shrunk
from engine.color.modes import Mode, find_modes, followed
from engine.color.pair import Pair
from engine.media.proxy import make_proxy, open_proxy
from engine.media.shots import CutScores, measure_cuts
from engine.media.source import open_source
from engine.project.runs import RunFolder
from engine.runtime.events import Progress


def look_through(film: Path, cache: Path, deinterlace: bool) -> Generator[Progress, None, CutScores]:
    """Measure every frame: of the proxy where there is one, which is many times faster. Raises `MediaError`."""
    source = open_proxy(film, cache, deinterlace=deinterlace) or open_source(film, deinterlace=deinterlace)
    try:
        return (yield from measure_cuts(source))
    finally:
        source.close()


def make_proxy_of(film: Path, cache: Path, deinterlace: bool) -> Generator[Progress]:
    """Make the film's proxy in `cache` if there is none."""
    yield from make_proxy(film, cache, deinterlace=deinterlace)


def find_looks(
    film: Path, processed: Path, start: int, stop: int, deinterlace: bool, size: tuple[int, int]
) -> Generator[Progress, None, list[tuple[Mode, NDArray[np.uint8]]]]:
    """Return the modes of the processed clip in frames `start` to `stop`, the largest first, each with a thumbnail.

    Thumbnails are uint8 RGB and fit `size` (width, height). Raises `EngineError`.
    """
    source = open_source(film, deinterlace=deinterlace)
    try:
        other = open_source(processed)
        try:
            modes = yield from find_modes(Pair(source, other, start, stop))
            return [(mode, shrunk(eight_bit(other.read(mode.frame)), *size)) for mode in modes]
        finally:
            other.close()
    finally:
        source.close()


def follow_looks(
    film: Path,
    processed: Path,
    run: RunFolder,
    looks: tuple[tuple[int, ...], ...],
    bounds: tuple[int, int],
    deinterlace: bool,
) -> Generator[Progress, None, tuple[int, ...]]:
    """Return for each frame of `bounds` (half-open) which of `looks` (the frames that have each) its result follows,
    -1 where there is none. Raises `EngineError`."""
    source = open_source(film, deinterlace=deinterlace)
    try:
        other = open_source(processed)
        try:
            return (yield from followed(Pair(source, other, *bounds), looks, run.read_frame))
        finally:
            other.close()
    finally:
        source.close()
