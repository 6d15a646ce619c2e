"""Masks as other programs hand them over: indexed and gray pictures, alpha or a named channel of an EXR."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.media.masks import Mask, decode_mask
from engine.media.matte_levels import ONE, MatteSearch, mask_of_levels, mask_of_picture
from engine.media.pictures import channels_of, read_channel, read_picture
from engine.media.pixels import displayed
from engine.runtime.errors import MediaError

_PLAIN = (".png", ".bmp", ".tga", ".gif")  # read pixel by pixel, palettes and all
_HALF = 0.5
_NAMES = ("mask", "matte", "mask.a", "mask.y", "matte.a", "matte.y", "id.y")  # channels that programs keep mattes in


@dataclass(frozen=True)
class Matte:
    """`labels` H×W uint8. `is_numbered`: they tell objects apart; otherwise 1 is the one object there is."""

    labels: Mask
    is_numbered: bool


def read_matte(path: Path, channel: str = "", count: int | None = None) -> Matte:
    """Return the mask in a picture. `count`: what `MatteSearch` told of the pictures it belongs to, None if it is by
    itself.

    Looked at in this order: the channel that is named; an indexed palette, or colors of DAVIS; a channel called mask
    or matte; the alpha, unless all of it is opaque; gray levels. Raises `MediaError` with one sentence.
    """
    if not path.is_file():
        raise MediaError(f"{path} is not there: it was moved, renamed or deleted.")
    if channel:
        plane = read_channel(path, channel)
        if plane is None:
            known = ", ".join(channels_of(path))
            raise MediaError(f"{path.name} has no channel {channel!r}; it has {known}.")
        return _of_plane(plane)
    names = [name.lower() for name in channels_of(path)]
    named = next((name for name in _NAMES if name in names), None)
    if named is not None and (plane := read_channel(path, named)) is not None:
        return _of_plane(plane)
    alpha = read_channel(path)
    if alpha is not None and alpha.min() < _HALF:
        return _of_plane(alpha)
    if path.suffix.lower() in _PLAIN:
        labels = decode_mask(path.read_bytes(), path.name)
        return Matte(labels, _is_numbered(path, labels))
    picture = displayed(read_picture(path))
    if count is None:
        return Matte(*mask_of_levels(picture.mean(-1), path.name))
    return Matte(mask_of_picture(picture, count, path.name), count != ONE)


def look_at(path: Path, search: MatteSearch) -> bool:
    """Let `search` look at one of the pictures of a matte; return whether it tells objects apart by gray, if at all.
    One that cannot be read is passed over: that is told when it is imported."""
    if path.suffix.lower() in _PLAIN:
        return False
    try:
        search.add(displayed(read_picture(path)), path.name)
    except MediaError:
        return False
    return True


def _of_plane(plane: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Matte:
    """Alpha and mattes: inside from one half on. Soft edges become hard ones; a mask here has no others."""
    return Matte(np.asarray(np.nan_to_num(plane) >= _HALF, np.uint8), False)


def _is_numbered(path: Path, labels: Mask) -> bool:
    """A gray matte of 0 and 255 is one object without a number; an indexed picture has numbers, be it one."""
    from PIL import Image

    if labels.max() > 1:
        return True
    with Image.open(path) as picture:
        return picture.mode == "P"
