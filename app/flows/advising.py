"""What is worked out about a shot's next keyframes, off the UI thread: the advice and the pictures of its frames."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.flows.pictures import eight_bit, shrunk
from engine.media.proxy import open_proxy
from engine.media.source import open_source
from engine.runtime.events import Progress
from engine.suggest.advice import Advice, Question, advise

Thumbnails = dict[int, NDArray[np.uint8]]


@dataclass(frozen=True)
class Film:
    """Where the pictures come from; `cache` may hold a proxy, which is read many times faster."""

    path: Path
    cache: Path
    deinterlace: bool


def work_out(
    film: Film, question: Question, size: tuple[int, int]
) -> Generator[Progress, None, tuple[Advice, Thumbnails]]:
    """Return the advice, and uint8 RGB pictures of the suggested frames that fit `size` (width, height).

    Raises `EngineError`.
    """
    source = open_proxy(film.path, film.cache, deinterlace=film.deinterlace) or open_source(
        film.path, deinterlace=film.deinterlace
    )
    try:
        advice = yield from advise(source, question)
        frames = [suggestion.frame for suggestion in advice.suggestions]
        return advice, {frame: shrunk(eight_bit(source.read(frame)), *size) for frame in frames}
    finally:
        source.close()
