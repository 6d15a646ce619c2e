"""What the frames of a project show, as an export writes it: color under the clip's light, all else as it is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from engine.media.developing import Finished, Matted, PictureOf
from engine.media.export_settings import Content
from engine.media.masks import Mask, read_mask
from engine.project.choices import shown_choices
from engine.project.file import ProjectFolder
from engine.project.lights import light_of
from engine.project.model import Kind, Project, Run
from engine.project.objects import mask_keyframes, mask_run_at
from engine.runtime.errors import ProjectError


def written_picture(
    folder: ProjectFolder,
    project: Project,
    content: Content = "shown",
    label: int = 0,
    matte: Literal["white", "levels"] = "white",
) -> PictureOf:
    """Return a function that gives what is written of a frame, or None for the film's own picture.

    Color comes as H×W×3 RGB, to be joined with the clip's light. What a run of style (or of consistency) made is
    `Finished`; so is scene-linear light, which says on which scale it is, and a frame without any in a shot that has
    some; so is a mask: its objects in white on black, with the labels for formats that can hold them. Where
    masks alone are written, which `content` may ask for and which is so where nothing but masks is shown, frames
    without one are empty: a matte that holds the film's picture is none. Of several objects `label` alone is written,
    all of them for 0; where a matte holds no labels, `matte` says whether they are all white or each a gray level,
    255 the highest label of the project. "shown_masks" gives both, the mask as alpha.
    """
    mattes = _Mattes(label, matte, max((mask.label for mask in project.masks), default=1))
    if content == "shown_masks":
        return _with_masks(written_picture(folder, project), mask_of(folder, project), mattes)
    known = {run: folder.runs.folder(run) for run in chosen_runs(project)}
    runs: dict[str, Run] = {}
    for name, made in known.items():
        with contextlib.suppress(ProjectError):
            runs[name] = made.read_run()
    kinds: dict[str, Kind] = {  # of a run that cannot be read the frames may be there all the same
        run: runs[run].kind if run in runs else "color" for run in known
    }
    lights = {shot.id: light_of(shot, runs.get, folder.blobs.folder) for shot in project.shots}
    masks_alone = content == "masks" or shows_masks_alone(kinds.values())
    labels_of = mask_of(folder, project) if content == "masks" else None
    kept = known_labels(project)

    def picture(frame: int) -> NDArray[Any] | Finished | None:
        shot = project.shot_at(frame)
        run = shot.run_at(frame) if shot is not None else None
        if labels_of is not None:
            labels = labels_of(frame)
        elif run is not None and kinds[run] == "mask":
            labels = known[run].read_mask(frame)
            labels = labels if labels is None or kept is None else kept[labels]
        else:
            labels = None
        if labels is not None:
            return mattes.finished(labels)
        if masks_alone:
            return mattes.nothing(project)
        image = known[run].read_frame(frame) if run is not None and kinds[run] != "mask" else None
        light = lights[shot.id] if shot is not None else None
        if light is not None and (image is None or (run is not None and kinds[run] == "hdr")):
            return Finished(image, kind="hdr", is_made=image is not None, light=light)
        return Finished(image) if image is not None and run is not None and kinds[run] == "style" else image

    return picture


def chosen_runs(project: Project) -> tuple[str, ...]:
    """Return the ids of the runs whose results are shown somewhere."""
    return tuple(dict.fromkeys(choice.run for shot in project.shots for choice in shown_choices(shot)))


def shows_masks_alone(kinds: Iterable[Kind]) -> bool:
    """Return whether the runs that are shown, of these kinds, made masks and nothing else."""
    return set(kinds) == {"mask"}


def mask_of(folder: ProjectFolder, project: Project) -> Callable[[int], Mask | None]:
    """Return what gives a frame's mask: the artist's own, else that of the run whose masks the frame has, else of the
    run it shows; None where there is none. Labels that belong to no object (any more) are background."""
    shown = {run: folder.runs.folder(run) for run in chosen_runs(project)}
    kinds: dict[str, Kind] = {}
    for run, made in shown.items():
        with contextlib.suppress(ProjectError):
            kinds[run] = made.read_run().kind
    own = {key.frame: key.image for key in mask_keyframes(project)}
    kept = known_labels(project)

    def mask(frame: int) -> Mask | None:
        labels = None
        if frame in own:
            labels = read_mask(folder.blobs.verified(own[frame]))
        if labels is None and (run := mask_run_at(project, frame)) is not None:
            labels = folder.runs.folder(run).read_mask(frame)
        if labels is None and (shot := project.shot_at(frame)) is not None:
            run = shot.run_at(frame)
            labels = shown[run].read_mask(frame) if run in shown and kinds.get(run) == "mask" else None
        return labels if labels is None or kept is None else kept[labels]

    return mask


def known_labels(project: Project) -> NDArray[np.uint8] | None:
    """Return a table (256) that turns labels of merged objects into that of the one they are now, and labels of no
    object into background; None where no object ever had a name."""
    if not project.masks and not project.last_label:
        return None
    table = np.zeros(256, np.uint8)
    for each in project.masks:
        table[list(each.labels)] = each.label
    return table


@dataclass(frozen=True)
class _Mattes:
    """How labels become a matte; see `written_picture`."""

    label: int
    matte: Literal["white", "levels"]
    highest: int

    def finished(self, labels: Mask) -> Finished:
        kept = self._kept(labels)
        return Finished(np.repeat(self.gray(labels)[..., None], 3, 2), kept, "mask")

    def nothing(self, project: Project) -> Finished | None:
        """Return a mask without objects of the film's size; None where there is no film."""
        if project.clip is None:
            return None
        labels = np.zeros((project.clip.height, project.clip.width), np.uint8)
        return replace(self.finished(labels), is_made=False)

    def gray(self, labels: Mask) -> NDArray[np.uint8]:
        """Return the matte, H×W, 0 where no object is."""
        kept = self._kept(labels)
        if self.matte == "levels" and not self.label:
            table = np.minimum(np.rint(np.arange(256) * (255 / self.highest)), 255).astype(np.uint8)
            return np.asarray(table[kept], np.uint8)
        return np.where(kept > 0, 255, 0).astype(np.uint8)

    def _kept(self, labels: Mask) -> Mask:
        return np.where(labels == self.label, labels, 0).astype(np.uint8) if self.label else labels


def _with_masks(picture_of: PictureOf, labels_of: Callable[[int], Mask | None], mattes: _Mattes) -> PictureOf:
    """Return what gives the picture of a frame with its mask as alpha; without a mask the frame is opaque nowhere."""

    def matted(frame: int) -> Matted:
        picture, labels = picture_of(frame), labels_of(frame)
        shown = None if isinstance(picture, Matted) or _is_mask(picture) else picture
        alpha = np.zeros((1, 1), np.uint8) if labels is None else mattes.gray(labels)
        return Matted(shown, alpha)

    return matted


def _is_mask(picture: object) -> bool:
    return isinstance(picture, Finished) and picture.kind == "mask"
