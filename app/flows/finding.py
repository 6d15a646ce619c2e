"""Shots: one look through the film in the background; cuts at any sensitivity come from what was measured."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from engine.media.proxy import make_proxy, open_proxy
from engine.media.shots import CutScores, measure_cuts
from engine.media.source import open_source
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
