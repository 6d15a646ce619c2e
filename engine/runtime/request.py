"""Everything a worker needs to start: a frozen value of paths and numbers that can cross a process border."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.catalog import MethodParams, MethodSpec
from engine.media.images import read_picture
from engine.media.masks import read_mask, resized_mask
from engine.media.shape import is_same_shape
from engine.media.source import FrameSource, open_source
from engine.media.trust import read_trust
from engine.project.clips import find_clip
from engine.project.file import ProjectFolder
from engine.project.model import Choice, Keyframe, Kind, Run
from engine.project.review import accepted_runs, ranges_of
from engine.project.runs import RunFolder
from engine.runtime.context import Context, Inputs, KeyframePicture, Picture
from engine.runtime.errors import InputError, ProjectError
from engine.runtime.weights import downloaded

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class KeyframeFile:
    """A keyframe as a picture on disk."""

    frame: int
    path: Path
    kind: Kind = "color"
    trust: Path | None = None  # a gray picture of where it counts


@dataclass(frozen=True)
class RunRequest:
    """One run of one method on frames `start` to `stop` (half-open) of a clip. `stop` 0 means to the end.

    Only keyframes of `kind` take part; `masks` mark objects on their frames for methods that paste them. `weights`
    are (name, file) pairs, as `Context.weights` has them; what the method can use of the person's downloads is added
    when the request is opened. `over` are (folder, start, stop) of runs whose pictures the frames show now, given
    where those are to be changed and not made anew. `colors` are (label, "#rrggbb") pairs, as `Context.colors` has
    them. `device` is "auto", "cpu", "mps" or "cuda" with or without a
    number. Raises `InputError` where the parameters are another method's, the method does not do this kind, or the
    range is empty.
    """

    spec: MethodSpec
    params: MethodParams
    clip: Path
    keyframes: tuple[KeyframeFile, ...]
    folder: Path
    start: int = 0
    stop: int = 0
    seed: int = 0
    device: str = "auto"
    processed: Path | None = None
    deinterlace: bool = False
    kind: Kind = "color"
    weights: tuple[tuple[str, Path], ...] = ()
    masks: tuple[KeyframeFile, ...] = ()
    over: tuple[tuple[Path, int, int], ...] = ()
    colors: tuple[tuple[int, str], ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.params, self.spec.params):
            raise InputError(f"{self.spec.title} cannot use the parameters of another method.")
        if self.kind not in (self.spec.changes if self.over else self.spec.kinds):
            raise InputError(f"{self.spec.title} does not propagate {self.kind}.")
        if self.start < 0 or (self.stop and self.stop <= self.start):
            raise InputError(f"Frames {self.start} to {self.stop - 1} are not a range of the clip.")
        kind, _, number = self.device.partition(":")
        if kind not in ("auto", "cpu", "cuda", "mps", "xpu") or (number and not number.isdigit()):
            raise InputError(f"There is no device {self.device!r}; choose auto, cpu, cuda or mps.")
        if self.spec.needs and "processed" in self.spec.needs and self.processed is None:
            raise InputError(f"{self.spec.title} needs a processed clip.")

    def open(self, preview_frame: Callable[[], int | None] = lambda: None) -> tuple[Inputs, Context]:
        """Open the clip and read the keyframes. Raises `EngineError` with one sentence."""
        frames = open_source(self.clip, deinterlace=self.deinterlace)
        processed: FrameSource | None = None
        try:
            stop = self._stop(frames)
            keyframes = sorted(
                (k for k in self.keyframes if k.kind == self.kind and self.start <= k.frame < stop),
                key=lambda k: k.frame,
            )
            if "keyframes" in self.spec.needs and not keyframes:
                raise InputError(f"Frames {self.start} to {stop - 1} of {self.clip.name} have no keyframe yet.")
            pictures = self._pictures(keyframes, frames)
            self._check_whole(pictures, stop)
            masks = {k.frame: self._mask(k, frames) for k in self.masks if self.start <= k.frame < stop}
            processed = open_source(self.processed) if self.processed else None
            objects = {"objects": masks} if masks else {}
            over = self._shown if self.over else None
            inputs = Inputs(frames, self.start, stop, pictures, objects, processed, self.kind, over)
            folder = RunFolder(self.folder).create()
            weights = {**downloaded(self.spec.weights), **dict(self.weights)}
            context = Context(folder, self.device, self.seed, weights, preview_frame, dict(self.colors))
        except BaseException:
            frames.close()
            if processed is not None:
                processed.close()
            raise
        return inputs, context

    def _stop(self, frames: FrameSource) -> int:
        length = len(frames)
        if self.stop > length or self.start >= length:
            raise InputError(
                f"Frames {self.start} to {(self.stop or length) - 1} were asked for, "
                f"but {self.clip.name} has {length} frames."
            )
        return self.stop or length

    def _pictures(self, keyframes: list[KeyframeFile], frames: FrameSource) -> tuple[KeyframePicture, ...]:
        """Return the keyframes with their pixels; one that is believed nowhere is left out."""
        pictures, (height, width) = [], (frames.facts.height, frames.facts.width)
        for key in keyframes:
            trust = None if key.trust is None else read_trust(key.trust, height, width)
            if trust is not None and not trust.any():
                _log.warning("The keyframe of frame %d counts nowhere in the picture and was left out.", key.frame)
                continue
            trust = None if trust is None or trust.min() >= 1 else trust
            pictures.append(KeyframePicture(key.frame, self._picture(key, frames), key.kind, trust))
        return tuple(pictures)

    def _check_whole(self, keyframes: tuple[KeyframePicture, ...], stop: int) -> None:
        if "keyframes" in self.spec.needs and not self.over and all(key.trust is not None for key in keyframes):
            raise InputError(
                f"Frames {self.start} to {stop - 1} of {self.clip.name} have no keyframe that counts in the whole "
                "picture, only such as were touched up; add one that is made all over."
            )

    def _shown(self, frame: int) -> Picture | None:
        """Return the picture that a frame shows now, or None."""
        place = next((folder for folder, start, stop in reversed(self.over) if start <= frame < stop), None)
        if place is None:
            return None
        return RunFolder(place).read_mask(frame) if self.kind == "mask" else RunFolder(place).read_frame(frame)

    def _picture(self, keyframe: KeyframeFile, frames: FrameSource) -> Picture:
        """Return the keyframe at the clip's size; a picture of another size is laid onto its frame."""
        if keyframe.kind == "mask":
            return self._mask(keyframe, frames)
        image = read_picture(keyframe.path)
        height, width = frames.facts.height, frames.facts.width
        if keyframe.kind == "hdr":
            from engine.color.scene_linear import at_size, hdr_picture, told_of_broken

            found = hdr_picture(image, f"The keyframe {keyframe.path.name}", width, height)
            if found.broken:
                _log.warning("%s", told_of_broken(f"the keyframe {keyframe.path.name}", found.broken))
            return at_size(found.picture, width, height)
        if image.shape[:2] == (height, width):
            return image
        from engine.color.fit import fit_picture  # seldom needed
        from engine.color.light import Light

        try:
            name, light = f"The keyframe {keyframe.path.name}", Light(frames.facts.luma_weights)
            image = fit_picture(image, frames.read_luma(keyframe.frame), name, light).image
            way = "laid onto its frame"
        except InputError:
            if not is_same_shape(image.shape[1::-1], (width, height)):
                raise
            smaller = image.shape[0] >= height
            way = "resized"
            image = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
        _log.warning("The keyframe %s had another size than the clip and was %s.", keyframe.path.name, way)
        return image

    def _mask(self, keyframe: KeyframeFile, frames: FrameSource) -> NDArray[np.uint8]:
        """Return the labels at the clip's size; a mask of another size keeps its labels."""
        mask = read_mask(keyframe.path)
        height, width = frames.facts.height, frames.facts.width
        if not is_same_shape(mask.shape[1::-1], (width, height)):
            raise InputError(
                f"The mask {keyframe.path.name} is {mask.shape[1]}x{mask.shape[0]} and does not fit frames of "
                f"{width}x{height}."
            )
        if mask.shape != (height, width):
            _log.warning("The mask %s had another size than the clip and was resized.", keyframe.path.name)
        return resized_mask(mask, height, width)


def request_of(run: Run, spec: MethodSpec, project: ProjectFolder) -> RunRequest:
    """Return what a worker needs to do `run` of a project, now or again after a restart.

    Raises `EngineError` with one sentence: the film is missing, a keyframe is damaged, parameters are wrong.
    """
    folder = project.runs.folder(run.id)
    folder.check_links()
    place = project.clip_place()
    if place.state != "found" or place.path is None:
        raise ProjectError(place.sentence or "The project has no film yet.")
    if run.id in accepted_runs(project.project):
        told = ranges_of(project.project, run.id)
        raise ProjectError(f"{run.name} cannot go on: it holds the accepted pictures of {told}. Start a new run.")
    return RunRequest(
        spec=spec,
        params=spec.parse(dict(run.params)),
        clip=place.path,
        keyframes=_keyframes_of(run, project),
        folder=folder.path,
        start=run.start,
        stop=run.stop,
        seed=run.seed,
        device=run.device,
        deinterlace=run.deinterlace,
        processed=_processed_of(run, project) if "processed" in spec.needs else None,
        kind=run.kind,
        weights=_weights_of(run, project),
        masks=_masks_of(run, project),
        over=_over_of(run, project) if run.changes else (),
        colors=tuple((label, mask.color) for mask in project.project.masks for label in mask.labels),
    )


def _keyframes_of(run: Run, project: ProjectFolder) -> tuple[KeyframeFile, ...]:
    """Return the run's keyframes, and the accepted frames that it is to agree with."""
    blobs = project.blobs
    files = {
        k.frame: KeyframeFile(k.frame, blobs.verified(k.image), k.kind, _trust_of(k, project)) for k in run.keyframes
    }
    for choice in run.anchors:
        path = _made_by(choice, run, project)
        if path is not None:
            files[choice.start] = KeyframeFile(choice.start, path.result(choice.start), run.kind)
    return tuple(files[frame] for frame in sorted(files))


def _trust_of(keyframe: Keyframe, project: ProjectFolder) -> Path | None:
    return None if keyframe.trust is None else project.blobs.verified(keyframe.trust)


def _made_by(choice: Choice, run: Run, project: ProjectFolder) -> RunFolder | None:
    """Return the folder of the run that was chosen if it made the same kind of picture as `run` is to make.

    Raises `ProjectError` if it was deleted.
    """
    made = project.runs.folder(choice.run)
    if not made.path.is_dir():
        raise ProjectError(f"The pictures that {run.name} begins with are gone: their run was deleted.")
    made.check_links()
    if made.read_run().kind != run.kind:
        return None
    path = made.result(choice.start)
    if not path.is_file() or path.is_symlink():
        raise ProjectError(f"The picture of frame {choice.start} that {run.name} begins with is missing.")
    return made


def _over_of(run: Run, project: ProjectFolder) -> tuple[tuple[Path, int, int], ...]:
    made = ((_made_by(choice, run, project), choice) for choice in run.over)
    return tuple((folder.path, choice.start, choice.stop) for folder, choice in made if folder is not None)


def _processed_of(run: Run, project: ProjectFolder) -> Path:
    """Return where the processed clip that the run was made for is now; it may have been relinked since."""
    now = project.project.processed
    clip = run.processed or now
    if clip is None:
        raise ProjectError("The project has no processed clip yet; attach one first.")
    place = find_clip(clip, project.path, "processed clip")
    if place.state != "found" and now is not None and now.fingerprint == clip.fingerprint:
        place = find_clip(now, project.path, "processed clip")
    if place.state != "found" or place.path is None:
        raise ProjectError(place.sentence)
    return place.path


def _masks_of(run: Run, project: ProjectFolder) -> tuple[KeyframeFile, ...]:
    """Return the masks on the run's keyframes: the artist's own, else what its run of masks made there.

    Masks that were made are a help and no more: without them the run does its work all the same.
    """
    masks = {k.frame: KeyframeFile(k.frame, project.blobs.verified(k.image), "mask") for k in run.masks}
    if run.masks_from:
        made = project.runs.folder(run.masks_from)
        made.check_links()
        for frame in (k.frame for k in run.keyframes if k.frame not in masks):
            path = made.result(frame)
            if path.is_file() and not path.is_symlink():
                masks[frame] = KeyframeFile(frame, path, "mask")
    return tuple(masks[frame] for frame in sorted(masks))


def _weights_of(run: Run, project: ProjectFolder) -> tuple[tuple[str, Path], ...]:
    """Return the checkpoint that the run begins with; a run that has its own goes on from that in any case."""
    if not run.start_from:
        return ()
    folder = project.runs.folder(run.start_from)
    folder.check_links()
    if not folder.checkpoint.is_file() and not project.runs.folder(run.id).checkpoint.is_file():
        raise ProjectError("The run to start from has no weights any more; choose another one or start anew.")
    return (("start", folder.checkpoint),)
