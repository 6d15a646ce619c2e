"""Keyframes of style and of masks on their way into the project: functions for background tasks, no Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.translation import sentence, tr
from engine.color.scene_linear import scale_of
from engine.media.shape import is_same_shape
from engine.media.source import FrameSource
from engine.project.blobs import Blobs
from engine.project.model import Keyframe, Kind
from engine.project.runs import RunFolder
from engine.runtime.errors import InputError


@dataclass(frozen=True)
class Imported:
    """A keyframe ready for the project, and sentences about what was noticed on the way."""

    keyframe: Keyframe
    remarks: tuple[str, ...] = ()
    labels: frozenset[int] = frozenset()  # of a mask's objects


def import_mask(path: Path, frame: int, source: FrameSource, blobs: Blobs) -> Imported:
    """Store an indexed or black and white picture as a mask of `frame`; one of another size is resized.

    Raises `EngineError` if it cannot be read as a mask or has another shape than the film.
    """
    from engine.media.masks import read_mask

    return put_mask(read_mask(path), path.name, frame, source, blobs)


def put_mask(mask: NDArray[np.uint8], name: str, frame: int, source: FrameSource, blobs: Blobs) -> Imported:
    """Store labels (H×W) as a mask of `frame`, at the film's size. Raises `InputError` for another shape."""
    from engine.media.masks import labels_in, resized_mask

    height, width = source.facts.height, source.facts.width
    _check_shape(mask, width, height, name)
    remarks = [] if mask.any() else [tr("{name} marks no object: all of it is background.").format(name=name)]
    if mask.shape != (height, width):
        remarks.append(
            tr("{name} is {shape}×{shape2}; it was made {width}×{height} as the film.").format(
                name=name, shape=mask.shape[1], shape2=mask.shape[0], width=width, height=height
            )
        )
    blob = blobs.put_mask(resized_mask(mask, height, width))
    keyframe = Keyframe(frame=frame, image=blob, kind="mask", note=name)
    return Imported(keyframe, tuple(remarks), labels_in(mask))


def import_style(picture: NDArray[Any], path: Path, frame: int, source: FrameSource, blobs: Blobs) -> Imported:
    """Store a picture in any style (H×W×3 RGB, read from `path`) as a keyframe of `frame`.

    One of another size is resized when the method reads it. Raises `InputError` for another shape than the film's.
    """
    _check_shape(picture, source.facts.width, source.facts.height, path.name)
    return Imported(Keyframe(frame=frame, image=blobs.put_file(path), kind="style", note=path.name))


def take_style(picture: NDArray[Any], name: str, frame: int, source: FrameSource, blobs: Blobs) -> Imported:
    """Store pixels of another clip (H×W×3 RGB) as a keyframe of style. Raises `InputError` for another shape."""
    _check_shape(picture, source.facts.width, source.facts.height, name)
    return Imported(Keyframe(frame=frame, image=blobs.put_picture(picture), kind="style", note=name))


def import_hdr(picture: NDArray[Any], path: Path, frame: int, source: FrameSource, blobs: Blobs) -> Imported:
    """Store scene-linear light (H×W×3 RGB float32, read from `path`) as an HDR keyframe of `frame`, as it is.

    Nothing is fitted to the frame's light: how far apart they are is noted. Raises `InputError` for pictures of 8 or
    16 bits and for another shape than the film's.
    """
    return _put_hdr(picture, path.name, frame, source, lambda whole: blobs.put_hdr(whole, path))


def take_hdr(picture: NDArray[Any], name: str, frame: int, source: FrameSource, blobs: Blobs) -> Imported:
    """Store pixels of another clip as an HDR keyframe. Raises `InputError` if they are not scene linear."""
    return _put_hdr(picture, name, frame, source, blobs.put_picture)


def _put_hdr(
    picture: NDArray[Any], name: str, frame: int, source: FrameSource, put: Callable[[NDArray[np.float32]], str]
) -> Imported:
    from engine.color.scene_linear import hdr_picture, stops_above, told_of_broken

    found = hdr_picture(picture, name, source.facts.width, source.facts.height)
    remarks = [sentence(told_of_broken(name, found.broken))] if found.broken else []
    stops = stops_above(source.read(frame), found.picture)
    if stops is None:
        remarks.append(
            tr(
                "How bright {name} is beside frame {frame} cannot be told: too little of the frame shows anything "
                "but black and white."
            ).format(name=name, frame=frame)
        )
    keyframe = Keyframe(frame=frame, image=put(found.picture), kind="hdr", note=name, stops=stops)
    return Imported(keyframe, tuple(remarks))


def take_mask(picture: NDArray[np.uint8], name: str, frame: int, source: FrameSource, blobs: Blobs) -> Imported:
    """Store a matte of another clip (H×W×3 RGB) as a mask. Raises `EngineError` if it is none or does not fit."""
    from engine.media.matte_levels import mask_of_frame

    return put_mask(mask_of_frame(picture, name), name, frame, source, blobs)


def accepted(folder: RunFolder, frame: int, blobs: Blobs) -> Keyframe:
    """Store a run's result of this frame as a keyframe of the run's kind. Raises `EngineError`."""
    run = folder.read_run()
    kind: Kind = run.kind
    labels = folder.read_mask(frame) if kind == "mask" else None
    picture = folder.read_frame(frame) if kind != "mask" else None
    if labels is not None:
        return Keyframe(frame=frame, image=blobs.put_mask(labels), kind="mask", origin="run")
    if picture is None:
        raise InputError(tr("Frame {frame} has no result yet.").format(frame=frame))
    stops = scale_of(run.keyframes) if kind == "hdr" else None
    return Keyframe(frame=frame, image=blobs.put_picture(picture), kind=kind, origin="run", stops=stops)


def _check_shape(picture: NDArray[Any], width: int, height: int, name: str) -> None:
    if not is_same_shape(picture.shape[1::-1], (width, height)):
        raise InputError(
            tr("{name} is {shape}×{shape2} and has another shape than the film, {width}×{height}.").format(
                name=name, shape=picture.shape[1], shape2=picture.shape[0], width=width, height=height
            )
        )
