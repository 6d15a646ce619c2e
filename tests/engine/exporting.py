"""What the export tests share: results made from a clip, and an export run to its end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.color.lab import gray_to_lightness, lab_to_rgb
from engine.media.export import Exported, ExportSettings, Lineage, export, parse_settings
from engine.media.source import FrameSource, open_source

Results = Callable[[int], NDArray[Any] | None]


def tinted(source: FrameSource, strength: float = 25.0, skip: int = 0) -> Results:
    """Return results as a method makes them: the source's lightness, chroma that turns across the picture.

    Every `skip`-th frame has none.
    """
    kind = np.uint16 if source.facts.color.bit_depth > 8 else np.uint8

    def picture_of(index: int) -> NDArray[Any] | None:
        if skip and index % skip == skip - 1:
            return None
        lightness = gray_to_lightness(source.read_luma(index))
        angle = np.linspace(0, 2 * np.pi, lightness.shape[1], dtype=np.float32) + index / 9
        ab = np.stack([np.cos(angle), np.sin(angle)], -1)[None].repeat(len(lightness), 0) * strength
        return lab_to_rgb(lightness, ab.astype(np.float32), kind)

    return picture_of


def run_export(
    clip: Path,
    out: Path,
    *,
    results: Callable[[FrameSource], Results] = tinted,
    replace: bool = False,
    lineage: Lineage | None = None,
    **settings: Any,
) -> Exported:
    """Export a clip with these settings and return what was written."""
    with closing(open_source(clip)) as source:
        return finish(source, results(source), parse_settings(settings), out, replace=replace, lineage=lineage)


def finish(
    source: FrameSource,
    picture_of: Results,
    settings: ExportSettings,
    out: Path,
    *,
    replace: bool = False,
    lineage: Lineage | None = None,
) -> Exported:
    steps = export(source, picture_of, settings, out, replace=replace, lineage=lineage)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            written: Exported = end.value
            return written


def luma_planes(path: Path) -> list[NDArray[Any]]:
    """Return every frame's Y' plane as PyAV decodes it, without this project's reader."""
    import av

    planes = []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            plane = frame.planes[0]
            kind = np.uint8 if frame.format.components[0].bits == 8 else np.uint16
            rows = np.frombuffer(plane, kind).reshape(-1, plane.line_size // np.dtype(kind).itemsize)
            planes.append(rows[: frame.height, : frame.width].copy())
    return planes
