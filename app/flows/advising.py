"""What is worked out about a shot's next keyframes, off the UI thread: the advice and the pictures of its frames."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.flows.pictures import eight_bit, shrunk
from engine.media.proxy import open_proxy
from engine.media.source import FrameSource, open_source
from engine.runtime.events import Progress
from engine.suggest.advice import Advice, Question, advise
from engine.suggest.tracked import MaskAdvice, MaskQuestion, doubt

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
    source = _opened(film)
    try:
        advice = yield from advise(source, question)
        return advice, _pictures(source, [each.frame for each in advice.suggestions], size)
    finally:
        source.close()


def work_out_repairs(
    film: Film, question: MaskQuestion, size: tuple[int, int]
) -> Generator[Progress, None, tuple[MaskAdvice, Thumbnails]]:
    """The same for masks that were tracked."""
    source = _opened(film)
    try:
        advice = yield from doubt(source, question)
        return advice, _pictures(source, [each.frame for each in advice.suggestions], size)
    finally:
        source.close()


def _opened(film: Film) -> FrameSource:
    proxy = open_proxy(film.path, film.cache, deinterlace=film.deinterlace)
    return proxy or open_source(film.path, deinterlace=film.deinterlace)


def _pictures(source: FrameSource, frames: Iterable[int], size: tuple[int, int]) -> Thumbnails:
    return {frame: shrunk(eight_bit(source.read(frame)), *size) for frame in frames}
