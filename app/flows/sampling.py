"""The sample film, rendered in a child process."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from engine.runtime.events import Progress


def make_sample(folder: Path) -> Generator[Progress]:
    """Make the sample project in `folder`, unless it is there already. Raises `EngineError` with one sentence."""
    from engine.demo.run import make_sample_project  # loads pictures and codecs that nothing else here needs

    yield from make_sample_project(folder)
