"""Pictures on their way to another program and back: functions for background tasks, no Qt."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.flows import kinds, pictures
from app.flows.kinds import Imported
from app.translation import tr
from engine.media.source import FrameSource
from engine.project.blobs import Blobs
from engine.project.model import Keyframe
from engine.project.outside import Outside, Place, digest_of, file_name, place_of
from engine.runtime.errors import EngineError, InputError, MediaError

_log = logging.getLogger(__name__)
_SMALL = 96
_LIGHT_CHANGED = 6.0  # units of L by which the light of a tenth of the picture has to differ to be told
_UNSEEN = ".new "  # files that begin with a dot are nobody's yet
_LAYERED = (".kra", ".ora", ".psd", ".psb")


@dataclass(frozen=True)
class Returned:
    """A file that was saved outside: the keyframe made of it, or the sentence why there is none."""

    path: Path
    place: Place
    digest: str
    imported: Imported | None = None
    error: str = ""
    may_be_unfinished: bool = False


@dataclass(frozen=True)
class HandedOut:
    """A file for a painting program. `kept`: what lay there and had not been taken back, now in `finished/`."""

    path: Path
    kept: Path | None = None


def hand_out(
    outside: Outside,
    title: str,
    place: Place,
    keyframe: Keyframe | None,
    blobs: Blobs,
    read: Callable[[], NDArray[Any]],
) -> HandedOut:
    """Write the keyframe, or what `read` returns, into the project's `outside/` folder and return the file.

    A file with layers that the keyframe came from is handed out as it is. What was saved there and not taken back
    (it had another size, or nobody has looked yet) is not lost. Raises `EngineError`.
    """
    folder = outside.make()
    if keyframe is not None:
        layered = folder / keyframe.note
        if keyframe.note and layered.suffix.lower() in _LAYERED and layered in outside.files():
            return HandedOut(layered)
    name = file_name(title, place, ".png")
    written = write_for_painting(folder / f"{_UNSEEN}{name}", keyframe, blobs, read)
    return HandedOut(*outside.put(written, written.name.removeprefix(_UNSEEN)))


def write_for_painting(path: Path, keyframe: Keyframe | None, blobs: Blobs, read: Callable[[], NDArray[Any]]) -> Path:
    """Write the keyframe's own file, or what `read` returns, at its own depth; return where (EXR for floats)."""
    if keyframe is None:
        return pictures.write_picture(read(), path)
    blob = blobs.verified(keyframe.image)
    if path.suffix.lower() != blob.suffix:
        if path.suffix.lower() == ".png" and blob.suffix == ".exr":
            path = path.with_suffix(".exr")
        else:
            return pictures.write_picture(blobs.read(keyframe.image), path)
    try:
        temporary = path.with_name(f".{path.name}.tmp")
        shutil.copyfile(blob, temporary)
        temporary.replace(path)
    except OSError as error:
        raise MediaError(
            tr("{path} cannot be written: {value}.").format(path=path, value=error.strerror or error)
        ) from None
    return path


def take_back(path: Path, place: Place, digest: str, source: FrameSource, blobs: Blobs) -> Returned:
    """Make a keyframe of a file that was saved outside. It must have the frame's size: a crop would be guessed at."""
    from engine.media.images import read_picture

    try:
        if place.frame >= len(source):
            raise InputError(
                tr("The film has no frame {frame}, which {name} is for.").format(frame=place.frame, name=path.name)
            )
        if place.kind == "mask":
            return Returned(path, place, digest, kinds.import_mask(path, place.frame, source, blobs))
        picture = read_picture(path)
        height, width = source.facts.height, source.facts.width
        if picture.shape[:2] != (height, width):
            raise InputError(
                tr(
                    "{name} came back {shape}×{shape2}, and the frame is {width}×{height}; undo the crop "
                    "or the scaling there and save it again."
                ).format(name=path.name, shape=picture.shape[1], shape2=picture.shape[0], width=width, height=height)
            )
        if place.kind == "hdr":
            return Returned(path, place, digest, kinds.import_hdr(picture, path, place.frame, source, blobs))
        key = Keyframe(frame=place.frame, image=blobs.put_file(path), kind=place.kind, note=path.name)
        remarks = _light_remark(picture, source.read_luma(place.frame), place.frame) if place.kind == "color" else ()
        return Returned(path, place, digest, Imported(key, remarks))
    except EngineError as error:
        is_unreadable = isinstance(error, MediaError) and path.suffix.lower() != ".xcf"
        return Returned(path, place, digest, error=str(error), may_be_unfinished=is_unreadable)
    except Exception as error:  # whatever a file makes its reader stumble over, the others come back
        _log.exception("%s could not be taken back", path)
        told = tr("{name} cannot be read: {error}.").format(name=path.name, error=str(error).rstrip("."))
        return Returned(path, place, digest, error=told, may_be_unfinished=True)


def news_of(
    outside: Outside, elsewhere: Sequence[tuple[Path, Place, str]], source: FrameSource, blobs: Blobs
) -> list[Returned]:
    """Return what was saved since: in the project's folder, and the files that were exported to other places."""
    found = []
    for path, digest in outside.news():
        place = place_of(path)
        if place is not None:
            found.append(take_back(path, place, digest, source, blobs))
    for path, place, known in elsewhere:
        digest = _digest(path)
        if digest and digest != known:
            found.append(take_back(path, place, digest, source, blobs))
    return found


def left_behind(before: Outside, now: Outside) -> dict[Path, tuple[Place, str]]:
    """Return the files of the folder that the project was copied from, each with what it is for and the content that
    the copy has: what differs from that was saved since."""
    found = {}
    for path in before.files():
        if (place := place_of(path)) is not None and (known := _digest(now.folder / path.name)):
            found[path] = (place, known)
    return found


def _digest(path: Path) -> str:
    try:
        return digest_of(path)
    except OSError:  # it is being replaced this moment, or gone
        return ""


def _light_remark(picture: NDArray[Any], gray: NDArray[np.float32], frame: int) -> tuple[str, ...]:
    """Tell where the light was painted over: propagating keeps the film's own."""
    import cv2

    from engine.color.lab import gray_to_lightness, rgb_to_lab

    size = (_SMALL, max(8, round(_SMALL * gray.shape[0] / gray.shape[1])))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    own = cv2.resize(gray_to_lightness(gray), size, interpolation=cv2.INTER_AREA)
    changed = np.abs(rgb_to_lab(small)[..., 0] - own)
    if np.percentile(changed, 90) < _LIGHT_CHANGED:
        return ()
    return (
        tr(
            "The light of frame {frame} was changed as well; its colors are used, and the film "
            "keeps its own light and shade."
        ).format(frame=frame),
    )
