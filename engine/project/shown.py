"""What the frames of a project show, as an export writes it: color under the clip's light, all else as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.media.developing import Finished, PictureOf
from engine.media.export_settings import Content
from engine.media.masks import Mask, read_mask
from engine.project.choices import shown_choices
from engine.project.file import ProjectFolder
from engine.project.model import Kind, Project
from engine.project.runs import RunFolder
from engine.runtime.errors import ProjectError


def written_picture(folder: ProjectFolder, project: Project, content: Content = "shown") -> PictureOf:
    """Return a function that gives what is written of a frame, or None for the film's own picture.

    Color comes as H×W×3 RGB, to be joined with the clip's light. What a run of style (or of consistency) made is
    `Finished`; so is a mask: its objects in white on black, with the labels for formats that can hold them. Where
    masks alone are written, which `content` may ask for and which is so where nothing but masks is shown, frames
    without one are empty: a matte that holds the film's picture is none.
    """
    known: dict[str, RunFolder] = {}
    kinds: dict[str, Kind] = {}
    for run in chosen_runs(project):
        known[run] = folder.runs.folder(run)
        try:
            kinds[run] = known[run].read_run().kind
        except ProjectError:  # its frames may be there all the same
            kinds[run] = "color"
    masks_alone = content == "masks" or shows_masks_alone(kinds.values())
    mask_of = _mask_of(folder, project) if content == "masks" else None

    def picture(frame: int) -> NDArray[Any] | Finished | None:
        shot = project.shot_at(frame)
        run = shot.run_at(frame) if shot is not None else None
        if mask_of is not None:
            labels = mask_of(frame)
        elif run is not None and kinds[run] == "mask":
            labels = known[run].read_mask(frame)
        else:
            labels = None
        if labels is not None:
            return Finished(_matte(labels), labels, "mask")
        if masks_alone:
            return _nothing(project)
        image = known[run].read_frame(frame) if run is not None and kinds[run] != "mask" else None
        return Finished(image) if image is not None and run is not None and kinds[run] == "style" else image

    return picture


def chosen_runs(project: Project) -> tuple[str, ...]:
    """Return the ids of the runs whose results are shown somewhere."""
    return tuple(dict.fromkeys(choice.run for shot in project.shots for choice in shown_choices(shot)))


def shows_masks_alone(kinds: Iterable[Kind]) -> bool:
    """Return whether the runs that are shown, of these kinds, made masks and nothing else."""
    return set(kinds) == {"mask"}


def _mask_of(folder: ProjectFolder, project: Project) -> Callable[[int], Mask | None]:
    """Return what gives a frame's mask: the artist's own, else that of the run that is shown, else of the newest."""
    shown = chosen_runs(project)
    own = {key.frame: key.image for shot in project.shots for key in shot.keyframes if key.kind == "mask"}
    made = [run for run in folder.runs.all() if run.kind == "mask"]
    made.sort(key=lambda run: (run.id in shown, run.created, run.id), reverse=True)

    def mask(frame: int) -> Mask | None:
        if frame in own:
            return read_mask(folder.blobs.verified(own[frame]))
        there = (run for run in made if run.start <= frame < run.stop)
        found = (folder.runs.folder(run.id).read_mask(frame) for run in there)
        return next((labels for labels in found if labels is not None), None)

    return mask


def _nothing(project: Project) -> Finished | None:
    """Return a mask without objects of the film's size; None where there is no film."""
    if project.clip is None:
        return None
    labels = np.zeros((project.clip.height, project.clip.width), np.uint8)
    return Finished(_matte(labels), labels, "mask", is_made=False)


def _matte(labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    there = np.where(labels > 0, 255, 0).astype(np.uint8)
    return np.repeat(there[..., None], 3, 2)
