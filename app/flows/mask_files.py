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
from engine.runtime.errors import EngineError, MediaError

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
    from engine.media.matte_levels import MatteSearch
    from engine.media.mattes import look_at

    found, search = _Reading(source, blobs, project, label), MatteSearch(highest_label(project))
    pictures = sorted(path for path in paths if path.suffix.lower() not in _FILMS)
    is_looked_at = False
    for path in pictures:
        yield tr("Looking at {name}").format(name=path.name)
        is_looked_at |= look_at(path, search)
    count = search.count if is_looked_at else None
    first, length = int(getattr(source, "first_number", 0)), len(source)
    for done, path in enumerate(pictures, 1):
        yield tr("Importing {done} of {count}").format(done=done, count=len(pictures))
        number = number_of(path)
        frame = -1 if number is None else number - first
        if not 0 <= frame < length or len(paths) == 1:
            frame = at if len(paths) == 1 else -1
        found.picture(path, frame, count)
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

    def picture(self, path: Path, frame: int, count: int | None) -> None:
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
            matte = read_matte(path, count=count)
            self._put(matte.labels, matte.is_numbered, path.name, frame)
        except EngineError as error:
            self._refused.append(str(error))

    def film(self, path: Path) -> Generator[str]:
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
            yield from self._frames(film, path.name, length)
        except EngineError as error:
            self._refused.append(str(error))
        finally:
            film.close()

    def _frames(self, film: FrameSource, name: str, length: int) -> Generator[str]:
        """Look through a film of mattes for what its levels mean, then take its frames; one that is damaged or no
        mask stops no other."""
        from engine.media.matte_levels import ONE, MatteSearch, mask_of_picture
        from engine.media.pixels import displayed

        search = MatteSearch(highest_label(self._project))
        bad: dict[int, str] = {}
        for frame in range(length):
            yield tr("Looking at {name}: {frame} of {length}").format(name=name, frame=frame + 1, length=length)
            try:
                search.add(displayed(film.read(frame)), _frame_name(name, frame))
            except MediaError as error:
                bad[frame] = str(error)
        count = search.count
        if count is None or len(bad) == length > 0:
            self._refused.append(
                tr("{name} is no film of mattes: the objects in it are to be white or gray on black.").format(
                    name=name
                )
            )
            return
        for frame in (frame for frame in range(length) if frame not in bad):
            yield tr("Importing {name}: {frame} of {length}").format(name=name, frame=frame + 1, length=length)
            try:
                labels = mask_of_picture(displayed(film.read(frame)), count, _frame_name(name, frame))
            except MediaError as error:
                bad[frame] = str(error)
            else:
                self._put(labels, count != ONE, name, frame)
        self._refused += [bad[frame] for frame in sorted(bad)]

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


def highest_label(project: Project) -> int:
    """Return the label for which gray mattes are written white."""
    return max((mask.label for mask in project.masks), default=0)


def _frame_name(name: str, frame: int) -> str:
    return tr("Frame {frame} of {name}").format(frame=frame, name=name)


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
