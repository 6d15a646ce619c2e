"""On which scale the light of a shot is, and its range: what its HDR keyframes tell, for viewing and for export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from engine.color.scene_linear import scale_of
from engine.color.tone import LightRange, measured
from engine.media.images import read_picture
from engine.project.choices import shown_choices
from engine.project.model import Keyframe, Run, Shot
from engine.runtime.errors import EngineError


@dataclass(frozen=True)
class ShotLight:
    """The light of frames `start` to `stop` (half-open). `scale`: how many stops it lies above the film's;
    `pictures`: those that tell its range."""

    start: int
    stop: int
    scale: float
    pictures: tuple[Path, ...]

    def range(self) -> LightRange:
        """Return the range of the light; the pictures are read once, for their names are their content."""
        return _range_of(self.pictures)


def light_of(shot: Shot, run_of: Callable[[str], Run | None], blobs: Path) -> ShotLight | None:
    """Return what is known of the shot's light, from its HDR keyframes or else those its shown results were made
    from; None where it has neither. `run_of` gives a run by its id, `blobs` is the folder of the pictures."""
    keys: tuple[Keyframe, ...] = tuple(key for key in shot.keyframes if key.kind == "hdr")
    if not keys:
        runs = [run_of(choice.run) for choice in shown_choices(shot)]
        keys = next((run.keyframes for run in reversed(runs) if run is not None and run.kind == "hdr"), ())
    if not keys:
        return None
    return ShotLight(shot.start, shot.stop, scale_of(keys), tuple(blobs / key.image for key in keys))


@lru_cache(maxsize=64)
def _range_of(pictures: tuple[Path, ...]) -> LightRange:
    lights = []
    for path in pictures:
        try:
            lights.append(read_picture(path))
        except EngineError:  # what is wrong with it is told where it is used
            continue
    return measured(light for light in lights if light.dtype.kind == "f")
