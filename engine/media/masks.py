"""Masks of objects as indexed PNG: the palette index of a pixel is its object, as DAVIS has them.

A mask is H×W uint8: 0 the background, 1, 2, ... the objects.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from engine.runtime.errors import MediaError

Mask = NDArray[np.uint8]  # H×W labels

_MATTE = 128  # a gray picture as light as this somewhere is one object's matte, not a picture of small labels
_MOST_PIXELS = 1 << 28


@lru_cache(maxsize=1)
def palette() -> NDArray[np.uint8]:
    """Return the colors of labels 0 to 255, 256×3 RGB: the map of PASCAL VOC that DAVIS uses.

    The bits of the label, three at a time, are the bits of red, green and blue from the highest down; neighbors
    therefore look as different as can be.
    """
    labels = np.arange(256)
    colors = np.zeros((256, 3), np.uint8)
    for level in range(3):
        for channel in range(3):
            colors[:, channel] |= ((labels >> (3 * level + channel) & 1) << (7 - level)).astype(np.uint8)
    return colors


def colored(mask: Mask) -> NDArray[np.uint8]:
    """Return the mask as it looks: H×W×3 RGB in the colors of `palette`."""
    return palette()[mask]


def palette_with(colors: Mapping[int, str]) -> NDArray[np.uint8]:
    """Return `palette` with other colors, "#rrggbb", for these labels."""
    made = palette().copy()
    for label, color in colors.items():
        made[label] = tuple(bytes.fromhex(color.removeprefix("#")))
    return made


def over_gray(mask: Mask, lightness: NDArray[np.float32], width: int, colors: Mapping[int, str]) -> NDArray[np.uint8]:
    """Return the objects in color over the darkened frame (`lightness` H×W, 0..100), at most `width` pixels wide.

    `colors` of labels, "#rrggbb"; those it leaves out have the ones of `palette`.
    """
    if lightness.shape[1] > width:
        size = (width, max(1, round(lightness.shape[0] * width / lightness.shape[1])))
        lightness = np.asarray(cv2.resize(lightness, size, interpolation=cv2.INTER_AREA), np.float32)
    if mask.shape != lightness.shape:
        mask = np.asarray(cv2.resize(mask, lightness.shape[::-1], interpolation=cv2.INTER_NEAREST), np.uint8)
    gray = np.repeat(lightness[..., None] * np.float32(2.55), 3, 2)
    shown = np.where(mask[..., None] > 0, gray * 0.4 + palette_with(colors)[mask] * 0.6, gray * 0.6)
    return np.asarray(np.rint(np.clip(shown, 0, 255)), np.uint8)


def encode_mask(mask: Mask) -> bytes:
    """Return the mask as the bytes of an indexed PNG. Raises `ValueError` for anything but H×W uint8."""
    if mask.ndim != 2 or mask.dtype != np.uint8 or not mask.size:
        raise ValueError(f"a mask is H×W uint8, not {mask.shape} {mask.dtype}")
    picture = Image.fromarray(mask)
    picture.putpalette(palette().tobytes())  # makes the gray picture an indexed one, pixels as they are
    stored = io.BytesIO()
    picture.save(stored, "PNG", compress_level=4)
    return stored.getvalue()


def read_mask(path: Path) -> Mask:
    """Return the labels of a mask file, H×W uint8.

    Indexed pictures give their indices. Gray ones are a matte where they reach 128 (0/255 becomes 0/1), labels
    otherwise. Color pictures are read by the colors of `palette`. Raises `MediaError` with one sentence.
    """
    path = Path(path)
    try:
        return decode_mask(path.read_bytes(), path.name)
    except FileNotFoundError:
        raise MediaError(f"{path} is not there: it was moved, renamed or deleted.") from None
    except OSError as error:
        raise MediaError(f"{path} cannot be read: {error.strerror or error}.") from None


def decode_mask(stored: bytes, name: str) -> Mask:
    """Return the labels of a mask in memory; as `read_mask`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the size is checked here
            with Image.open(io.BytesIO(stored)) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    size = f"{picture.width}x{picture.height}"
                    raise MediaError(f"{name} is {size} pixels, more than this program can hold.")
                if picture.mode == "P":
                    return np.array(picture, np.uint8)
                is_gray = picture.mode in ("1", "L", "LA", "I", "F") or picture.mode.startswith("I;16")
                pixels = np.array(picture.convert("L") if picture.mode in ("1", "LA") else picture)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise MediaError(f"{name} cannot be read as a mask: it is damaged or no picture.") from None
    if not is_gray:
        pixels = pixels[..., :3] if pixels.ndim == 3 else pixels
        if pixels.ndim == 3 and (pixels == pixels[..., :1]).all():
            pixels = pixels[..., 0]
    if pixels.ndim == 3:
        return mask_of_colors(pixels.astype(np.uint8), name)
    if pixels.dtype.itemsize > 1:
        pixels = (pixels.astype(np.float64) * (255 / 65535)).clip(0, 255)
    levels = pixels.astype(np.uint8)
    return np.where(levels >= _MATTE, 1, 0).astype(np.uint8) if levels.max() >= _MATTE else levels


def resized_mask(mask: Mask, height: int, width: int) -> Mask:
    """Return the mask at another size, every pixel with the label that lies nearest."""
    if mask.shape == (height, width):
        return mask
    return np.asarray(cv2.resize(mask, (width, height), interpolation=cv2.INTER_NEAREST_EXACT), np.uint8)


def relabeled(mask: Mask, changes: Mapping[int, int]) -> Mask:
    """Return the mask with other labels: each key of `changes` becomes its value, the rest stays."""
    table = np.arange(256, dtype=np.uint8)
    for label, after in changes.items():
        table[label] = after
    return table[mask]


def labels_in(mask: Mask) -> frozenset[int]:
    """Return the labels of the objects in the mask; the background is none."""
    return frozenset(int(label) for label in np.flatnonzero(np.bincount(mask.ravel(), minlength=256)) if label)


def with_object(mask: Mask, label: int, where: NDArray[np.bool_]) -> Mask:
    """Return the mask in which the object `label` is exactly `where` (H×W).

    Objects never overlap: it takes the pixels of others, and leaves background behind.
    """
    made = np.where(mask == label, np.uint8(0), mask)
    made[where] = label
    return np.asarray(made, np.uint8)


def mask_of_colors(pixels: NDArray[np.uint8], name: str) -> Mask:
    """Return the labels whose colors of `palette` (H×W×3) these are. Raises `MediaError` for any other color."""
    codes = pixels.astype(np.int64) @ np.array([1 << 16, 1 << 8, 1])
    known = palette().astype(np.int64) @ np.array([1 << 16, 1 << 8, 1])
    order = np.argsort(known)
    at = np.clip(np.searchsorted(known[order], codes), 0, 255)
    labels = order[at]
    if not (known[labels] == codes).all():
        raise MediaError(f"{name} is no mask: save it as an indexed PNG, or gray with the object in white.")
    return np.asarray(labels, np.uint8)
