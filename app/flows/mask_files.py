"""Masks on their way into the project: functions for background tasks, no Qt."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.flows.kinds import put_mask as checked_mask
from app.flows.pictures import number_of
from app.translation import mark, tr
from engine.media.source import FrameSource
from engine.project.blobs import Blobs
from engine.project.edits import put_keyframe
from engine.project.model import Keyframe, Mask, Project
from engine.project.objects import with_labels
from engine.runtime.errors import EngineError

FILTER = mark(
    "Masks (*.png *.tif *.tiff *.exr *.bmp *.tga *.mp4 *.mov *.mkv *.avi *.webm);;"
    "Pictures (*.png *.tif *.tiff *.exr *.bmp *.tga);;Films of mattes (*.mp4 *.mov *.mkv *.avi *.webm);;All files (*)"
)
_FILMS = (".mp4", ".m4v", ".mov", ".mkv", ".avi", ".webm")

Labels = NDArray[np.uint8]


@dataclass(frozen=True)
class Found:
    """What became of the files: mask keyframes with the labels in them, and a sentence for each that is of no use."""

    keyframes: tuple[Keyframe, ...] = ()
    labels: frozenset[int] = frozenset()
    refused: tuple[str, ...] = ()


def read_all(
    paths: Sequence[Path], at: int, source: FrameSource, blobs: Blobs, project: Project, label: int
) -> Generator[str, None, Found]:
    """Store every mask of the files. Pictures belong to the frame their number says, a single one without a number
    (or one the film does not have) to frame `at`; frame n of a film to frame n of the clip.

    A matte without numbers of objects becomes the object `label` and leaves the others of its frame alone.
    """
    found = _Reading(source, blobs, project, label)
    pictures = [path for path in paths if path.suffix.lower() not in _FILMS]
    first, length = int(getattr(source, "first_number", 0)), len(source)
    for done, path in enumerate(sorted(pictures), 1):
        yield tr("Importing {done} of {count}").format(done=done, count=len(pictures))
        number = number_of(path)
        frame = -1 if number is None else number - first
        if not 0 <= frame < length or len(paths) == 1:
            frame = at if len(paths) == 1 else -1
        found.picture(path, frame)
    for path in paths:
        if path.suffix.lower() in _FILMS:
            yield from found.film(path)
    return found.result()


class _Reading:
    def __init__(self, source: FrameSource, blobs: Blobs, project: Project, label: int) -> None:
        self._source, self._blobs, self._project, self._label = source, blobs, project, label
        self._keyframes: dict[int, Keyframe] = {}
        self._labels: set[int] = set()
        self._refused: list[str] = []

    def result(self) -> Found:
        kept = tuple(self._keyframes[frame] for frame in sorted(self._keyframes))
        return Found(kept, frozenset(self._labels), tuple(self._refused))

    def picture(self, path: Path, frame: int) -> None:
        from engine.media.mattes import read_matte

        if frame < 0:
            self._refused.append(tr("{name}: its name has no number of a frame of this film.").format(name=path.name))
            return
        if frame in self._keyframes:
            self._refused.append(
                tr("{name} belongs to frame {frame}, as {note} does.").format(
                    name=path.name, frame=frame, note=self._keyframes[frame].note
                )
            )
            return
        try:
            matte = read_matte(path)
            self._put(matte.labels, matte.is_numbered, path.name, frame)
        except EngineError as error:
            self._refused.append(str(error))

    def film(self, path: Path) -> Generator[str]:
        from engine.media.masks import mask_of_frame
        from engine.media.pixels import displayed
        from engine.media.source import open_source

        try:
            film = open_source(path)
        except EngineError as error:
            self._refused.append(str(error))
            return
        try:
            length = min(len(film), len(self._source))
            if len(film) != len(self._source):
                told = tr("{name} has {count} frames and the film {count2}").format(
                    name=path.name, count=len(film), count2=len(self._source)
                )
                self._refused.append(
                    tr("{told}; the first {length} were used.").format(told=told, length=length)
                    if length
                    else f"{told}."
                )
            for frame in range(length):
                yield tr("Importing {name}: {frame} of {length}").format(
                    name=path.name, frame=frame + 1, length=length
                )
                labels = mask_of_frame(
                    displayed(film.read(frame)), tr("Frame {frame} of {name}").format(frame=frame, name=path.name)
                )
                self._put(labels, bool(labels.max() > 1), path.name, frame)
        except EngineError as error:
            self._refused.append(str(error))
        finally:
            film.close()

    def _put(self, labels: Labels, is_numbered: bool, name: str, frame: int) -> None:
        from engine.media.masks import labels_in, read_mask, resized_mask, with_object

        imported = checked_mask(labels, name, frame, self._source, self._blobs)
        if not is_numbered:
            mask = resized_mask(labels, self._source.facts.height, self._source.facts.width) > 0
            shot = self._project.shot_at(frame)
            key = shot.keyframe(frame, "mask") if shot is not None else None
            before = np.zeros(mask.shape, np.uint8) if key is None else read_mask(self._blobs.verified(key.image))
            merged = with_object(before, self._label, mask)
            blob = self._blobs.put_mask(merged)
            imported_labels, keyframe = labels_in(merged), imported.keyframe.replaced(image=blob)
        else:
            imported_labels, keyframe = imported.labels, imported.keyframe
        self._labels |= imported_labels
        self._keyframes[frame] = keyframe


def imported(project: Project, found: Found, target: Mask) -> Project:
    """Return the project with the masks that were found; labels nobody knew get an object each, that of `target`
    the one which was meant."""
    for key in found.keyframes:
        project = put_keyframe(project, key)
    if target.label in found.labels and not any(target.label in mask.labels for mask in project.masks):
        project = project.replaced(masks=(*project.masks, target))
    return with_labels(project, found.labels)


def relabeled_blobs(blobs: Blobs, images: Collection[str], changes: dict[int, int]) -> dict[str, str]:
    """Return what each of these mask pictures becomes with other labels, stored; those that stay are left out."""
    from engine.media.masks import read_mask, relabeled

    made: dict[str, str] = {}
    for image in images:
        labels = read_mask(blobs.verified(image))
        after = relabeled(labels, changes)
        if not np.array_equal(labels, after):
            made[image] = blobs.put_mask(after)
    return made
