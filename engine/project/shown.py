"""What the frames of a project show, as an export writes it: color under the clip's light, all else as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.media.developing import Finished
from engine.project.model import Kind, Project
from engine.project.runs import RunFolder, Runs
from engine.runtime.errors import ProjectError


def written_picture(runs: Runs, project: Project) -> Callable[[int], NDArray[Any] | Finished | None]:
    """Return a function that gives what a frame shows, or None where it has no result.

    Color comes as H×W×3 RGB, to be joined with the clip's light. What a run of style (or of consistency) made is
    `Finished`; so is a mask: its objects in white on black, with the labels for formats that can hold them.
    """
    known: dict[str, tuple[RunFolder, Kind]] = {}

    def run_of(frame: int) -> tuple[RunFolder, Kind] | None:
        shot = project.shot_at(frame)
        run = shot.run_at(frame) if shot is not None else None
        if run is None:
            return None
        if run not in known:
            folder = runs.folder(run)
            try:
                known[run] = (folder, folder.read_run().kind)
            except ProjectError:  # its frames may be there all the same
                known[run] = (folder, "color")
        return known[run]

    def picture(frame: int) -> NDArray[Any] | Finished | None:
        found = run_of(frame)
        if found is None:
            return None
        folder, kind = found
        if kind == "mask":
            labels = folder.read_mask(frame)
            return None if labels is None else Finished(_matte(labels), labels)
        image = folder.read_frame(frame)
        return Finished(image) if image is not None and kind == "style" else image

    return picture


def _matte(labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    there = np.where(labels > 0, 255, 0).astype(np.uint8)
    return np.repeat(there[..., None], 3, 2)
