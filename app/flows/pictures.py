"""Pictures on their way into the project and out of it: functions for background tasks, no Qt."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.canvas.mask_look import MaskLook
from app.flows import kinds
from app.flows.kinds import Imported
from app.translation import mark, tr
from engine.catalog import METHODS
from engine.media.source import FrameSource
from engine.project.blobs import Blobs
from engine.project.model import Keyframe, Kind
from engine.runtime.errors import EngineError, InputError, MediaError

_log = logging.getLogger(__name__)

PICTURES = mark("Pictures (*.png *.tif *.tiff *.jpg *.jpeg *.psd *.psb *.kra *.ora *.exr *.hdr *.dpx *.bmp *.webp)")
_NUMBER = re.compile(r"\d+")
_CHECK_WIDTH = 96
_GRAY = np.array([0.299, 0.587, 0.114], np.float32)
_OVER_WHITE, _MUCH = 1.05, 0.002  # light above the film's white, and the share of pixels from which it is told of
_LOOKS_ALIKE = 0.35  # correlation of small grays; different frames of one film lie near 0, a repainted one near 1


@dataclass(frozen=True)
class Batch:
    """What became of many pictures: keyframes, and a sentence for each that could not be used."""

    imported: tuple[Imported, ...]
    refused: tuple[str, ...]


def import_picture(path: Path, frame: int, source: FrameSource, blobs: Blobs, kind: Kind = "color") -> Imported:
    """Store the picture as a keyframe of `frame`; a colored one of another size is laid onto the frame.

    Raises `EngineError` if it cannot be read or does not fit.
    """
    from engine.media.images import read_picture

    if kind == "mask":
        return kinds.import_mask(path, frame, source, blobs)
    picture = read_picture(path)
    if kind == "style":
        return kinds.import_style(picture, path, frame, source, blobs)
    if kind == "hdr":
        return kinds.import_hdr(picture, path, frame, source, blobs)
    gray = source.read_luma(frame)
    if picture.shape[:2] == gray.shape:
        remarks = _remarks(picture, gray, path.name, frame)
        return Imported(Keyframe(frame=frame, image=blobs.put_file(path), note=path.name), remarks)
    return _laid_on(picture, gray, path.name, frame, blobs, source.facts.luma_weights)


def take_frame(
    picture: NDArray[Any], name: str, frame: int, source: FrameSource, blobs: Blobs, kind: Kind = "color"
) -> Imported:
    """Store pixels of another clip (H×W×3 RGB) as a keyframe of `frame`. Raises `EngineError` if they do not fit."""
    if kind == "mask":
        return kinds.take_mask(eight_bit(picture), name, frame, source, blobs)
    if kind == "style":
        return kinds.take_style(picture, name, frame, source, blobs)
    if kind == "hdr":
        return kinds.take_hdr(picture, name, frame, source, blobs)
    gray = source.read_luma(frame)
    if picture.shape[:2] == gray.shape:
        keyframe = Keyframe(frame=frame, image=blobs.put_picture(picture), note=name)
        return Imported(keyframe, _remarks(picture, gray, name, frame))
    return _laid_on(picture, gray, name, frame, blobs, source.facts.luma_weights)


def import_chosen(
    chosen: Sequence[tuple[Path, int]], source: FrameSource, blobs: Blobs, kind: Kind = "color"
) -> Generator[str, None, Batch]:
    """Import each picture as a keyframe of its frame. Yields what it is doing; one that fails stops no other."""
    imported: list[Imported] = []
    refused: list[str] = []
    for done, (path, frame) in enumerate(chosen, 1):
        yield tr("Importing {done} of {count}").format(done=done, count=len(chosen))
        try:
            imported.append(import_picture(path, frame, source, blobs, kind))
        except EngineError as error:
            refused.append(str(error))
    return Batch(tuple(imported), tuple(refused))


def number_of(path: Path) -> int | None:
    """Return the last number in a file's name ("shot2_frame_0040 final.png": 40), or None."""
    found = _NUMBER.findall(path.stem)
    return int(found[-1]) if found and len(found[-1]) <= 9 else None


def write_picture(picture: NDArray[Any], path: Path) -> Path:
    """Write H×W×3 RGB (uint8, uint16, float32) as PNG, TIFF or EXR under a temporary name, then rename.

    Raises `MediaError` with one sentence.
    """
    import OpenImageIO as oiio

    if picture.dtype == np.float32 and path.suffix.lower() != ".exr":
        path = path.with_suffix(".exr")
    temporary = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    buffer = oiio.ImageBuf(np.ascontiguousarray(picture))
    try:
        if not buffer.write(str(temporary)):
            raise MediaError(
                tr("{path} cannot be written: {geterror}.").format(path=path, geterror=buffer.geterror())
            )
        temporary.replace(path)
    except OSError as error:
        raise MediaError(
            tr("{path} cannot be written: {value}.").format(path=path, value=error.strerror or error)
        ) from None
    finally:
        temporary.unlink(missing_ok=True)
    return path


@dataclass(frozen=True)
class SmallMask:
    """A mask as a small picture, uint8 RGB in the colors of its objects, and the labels it was stored with."""

    picture: NDArray[np.uint8]
    labels: frozenset[int]


def mask_thumbnail(look: MaskLook, path: Path, width: int, height: int) -> SmallMask:
    """Return the mask at `path` shrunk to fit `width` x `height`."""
    from engine.media.masks import labels_in, read_mask

    mask = read_mask(path)
    return SmallMask(shrunk(look.drawn(mask), width, height), labels_in(mask))


def mask_thumbnails(
    look: MaskLook, paths: Mapping[str, Path], width: int, height: int
) -> Generator[dict[str, SmallMask], None, dict[str, SmallMask]]:
    """Make thumbnails of many masks, one after the other: there may be hundreds. Yields all that are made so far;
    one that cannot be read is left out."""
    made: dict[str, SmallMask] = {}
    for name, path in paths.items():
        try:
            made[name] = mask_thumbnail(look, path, width, height)
        except EngineError:
            _log.info("no thumbnail of %s", path, exc_info=True)
        yield dict(made)
    return made


def thumbnail(path: Path, width: int, height: int, stops: float = 0.0) -> NDArray[np.uint8]:
    """Return the picture shrunk to fit `width` x `height`: uint8 RGB. `stops`: by how much its light lies above the
    film's, beside which it is seen."""
    from engine.media.images import read_picture

    picture = read_picture(path)
    return shrunk(eight_bit(picture * np.float32(2**-stops) if stops else picture), width, height)


def shrunk(picture: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Return the picture so small that it fits, in its own shape; a smaller one is left alone."""
    import cv2

    scale = min(width / picture.shape[1], height / picture.shape[0], 1.0)
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    small: NDArray[np.uint8] = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(small)


def eight_bit(picture: NDArray[Any]) -> NDArray[np.uint8]:
    """Return a picture as it is shown: uint8 RGB, scene-linear values with a display curve."""
    from engine.media.pixels import displayed

    return displayed(picture)


def _laid_on(
    picture: NDArray[Any],
    gray: NDArray[np.float32],
    name: str,
    frame: int,
    blobs: Blobs,
    luma_weights: tuple[float, float] | None,
) -> Imported:
    from engine.color.fit import fit_picture
    from engine.color.light import Light

    fitted = fit_picture(picture, gray, name, Light(luma_weights))
    remark = tr(
        "{name} is {shape}×{shape2} and the film {shape3}×{shape4}: it was laid onto the "
        "frame, and the frame's own light was kept."
    ).format(name=name, shape=picture.shape[1], shape2=picture.shape[0], shape3=gray.shape[1], shape4=gray.shape[0])
    if fitted.covered.mean() < 0.98:
        remark += tr(" It covers {mean:.0%} of the frame.").format(mean=fitted.covered.mean())
    keyframe = Keyframe(frame=frame, image=blobs.put_picture(fitted.image), note=name)
    return Imported(keyframe, (remark, *_gray_remark(fitted.image, name)))


def _remarks(picture: NDArray[Any], gray: NDArray[np.float32], name: str, frame: int) -> tuple[str, ...]:
    import cv2

    size = (_CHECK_WIDTH, max(8, round(_CHECK_WIDTH * gray.shape[0] / gray.shape[1])))
    one = cv2.resize(gray, size, interpolation=cv2.INTER_AREA).astype(np.float64)
    two = cv2.resize(eight_bit(picture), size, interpolation=cv2.INTER_AREA).astype(np.float64) @ _GRAY
    one, two = one - one.mean(), two - two.mean()
    alike = float((one * two).sum() / max(1e-9, np.sqrt((one**2).sum() * (two**2).sum())))
    told = (*_gray_remark(picture, name), *_light_remark(picture, name))
    if alike < _LOOKS_ALIKE and one.std() > 1e-3:
        return (
            tr("{name} does not look like frame {frame}; check that it is at the right place.").format(
                name=name, frame=frame
            ),
            *told,
        )
    return told


def _light_remark(picture: NDArray[Any], name: str) -> tuple[str, ...]:
    """Tell of light that a keyframe of color does not keep, where there is a method that would."""
    if picture.dtype != np.float32 or not any("hdr" in spec.kinds for spec in METHODS.values()):
        return ()
    if (picture[::4, ::4].max(-1) > _OVER_WHITE).mean() < _MUCH:
        return ()
    return (
        tr("{name} holds light brighter than white; to keep it, choose HDR as what is propagated first.").format(
            name=name
        ),
    )


def _gray_remark(picture: NDArray[Any], name: str) -> tuple[str, ...]:
    small = eight_bit(picture[::4, ::4]).astype(np.int16)
    spread = small.max(-1) - small.min(-1)
    return (
        ()
        if (spread > 6).mean() > 0.002
        else (tr("{name} has no color; what is propagated stays gray.").format(name=name),)
    )


def need_source(source: FrameSource | None) -> FrameSource:
    if source is None:
        raise InputError(tr("The film of this project is not open."))
    return source
