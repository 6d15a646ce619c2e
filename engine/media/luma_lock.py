"""Put the artist's color under the light that was scanned: the source's Y' is never touched, only Cb Cr are new.

Why a color has to be placed anew. A result has the CIE lightness of its source, but Y' is not lightness: a
saturated red and a gray of the same L differ in Y' by a fifth of the range. So the source's Y' and the result's
Cb Cr together may name a color outside RGB, which every player clips, per channel: hues turn and grain vanishes.

What is kept, and why. Of the ways to choose Cb Cr for a given Y', keeping the result's own Cb Cr is nearly as
good as solving for the same CIE a and b (mean hue error 0.2 degrees against 0.0, mean error of ab 0.4 against 0.1,
over colors evenly spread in Lab; scaling RGB to the new Y' errs by 1.3), and it is linear: grain in Y' makes no
grain in color. Where the color then leaves RGB (2 % of all colors) Cb and Cr are shortened together until it is
back inside: the hue stays, nothing clips, Y' is what it was.

A pixel with neither the lightness nor the luma of its source (a keyframe painted lighter, a result of another scan)
is first given the source's lightness, so only its color counts. Pictures in RGB have no Y': for them CIE L is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import av.video.format
import cv2
import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.color.lab import gray_to_lightness, lab_to_unit, rgb_to_lab, to_unit, unit_to_lab
from engine.media.color_spec import LUMA_WEIGHTS, luma_range
from engine.media.pixels import Planes

Unit = NDArray[np.float32]  # 0..1, gamma-encoded

_SAME_LIGHT = 1.5  # units of L that 8-bit rounding near black may cost a result
_SAME_LUMA = 0.012  # three steps of 8 bits
_TINY = np.float32(1e-6)
_PROBE = 4  # every how many-th pixel tells whether a picture has its source's light

# linear sRGB to XYZ relative to the white of D65: rows X/Xn, Y, Z/Zn (IEC 61966-2-1)
_TO_XYZ = np.array(
    [[0.433953, 0.376219, 0.189828], [0.212671, 0.715160, 0.072169], [0.017758, 0.109477, 0.872765]], np.float32
)


@dataclass(frozen=True)
class Coding:
    """How samples are coded: ffmpeg's name of the pixel format, the matrix (a key of `LUMA_WEIGHTS`), the range.

    `is_interlaced`: 4:2:0 chroma belongs to the fields, not to the frame.
    """

    pixel_format: str
    matrix: str = "bt709"
    is_full_range: bool = False
    is_interlaced: bool = False

    @property
    def bits(self) -> int:
        return _bits(self.pixel_format)

    @property
    def across(self) -> int:
        """Luma columns to one of chroma."""
        return _steps(self.pixel_format)[0]

    @property
    def down(self) -> int:
        """Luma lines to one of chroma."""
        return _steps(self.pixel_format)[1]

    @property
    def dtype(self) -> np.dtype[Any]:
        return np.dtype(np.uint8 if self.bits <= 8 else np.uint16)


@lru_cache(maxsize=64)
def _bits(pixel_format: str) -> int:
    return max(component.bits for component in av.video.format.VideoFormat(pixel_format).components)


@lru_cache(maxsize=64)
def _steps(pixel_format: str) -> tuple[int, int]:
    described = av.video.format.VideoFormat(pixel_format)
    return 8 // (described.chroma_width(8) or 8), 8 // (described.chroma_height(8) or 8)


def locked_planes(luma: NDArray[Any], source: Coding, picture: NDArray[Any], target: Coding) -> Planes:
    """Return planes of `target` with this luma and the color of `picture`.

    `luma`: the source's Y' samples as decoded (H×W, uint8 or uint16), coded as `source` says; they come back
    unchanged where depth and range of `target` are the same, else rescaled. `picture`: H×W×3 RGB of the same size.
    """
    gray = unit_luma(luma, source)
    cb, cr = _placed_chroma(picture, gray, target.matrix)
    return Planes(target.pixel_format, recoded_luma(luma, source, target), *_chroma_planes(cb, cr, target))


def locked_picture(luma: NDArray[Any], source: Coding, picture: NDArray[Any]) -> Unit:
    """Return H×W×3 RGB, 0..1, with this luma and the color of `picture`; for films written as pictures.

    Its Y' under the source's matrix is the source's, to the rounding of the picture file.
    """
    gray = np.clip(unit_luma(luma, source), 0, 1)
    cb, cr = _placed_chroma(picture, gray, source.matrix)
    red, green, blue = _deviations(cb, cr, source.matrix)
    rgb: Unit = cv2.merge([gray + red, gray + green, gray + blue])
    return np.clip(rgb, 0, 1, out=rgb)


def locked_lightness(source: NDArray[Any], picture: NDArray[Any]) -> NDArray[np.float32]:
    """Return RGB with the CIE L of `source` and the a, b of `picture`; for sources that are coded as RGB.

    `source`: uint8 or uint16, answered as 0..1, gamma-encoded; or float32 (scene linear), answered as scene linear
    and never clipped above: highlights keep their light. `picture`: any of the three kinds.
    """
    ab = rgb_to_lab(picture)[..., 1:]
    if source.dtype != np.float32:
        return lab_to_unit(rgb_to_lab(source)[..., 0], ab)
    light = np.maximum(np.nan_to_num(source), 0) @ _TO_XYZ[1]
    root = _lightness_root(light)
    fx, fz = root + ab[..., 0] / np.float32(500), root - ab[..., 1] / np.float32(200)
    xyz = np.stack([_cubed(fx), light, _cubed(fz)], -1)
    deviation = xyz @ np.linalg.inv(_TO_XYZ).T - light[..., None]
    low = deviation.min(-1)
    share = np.where(light + low < 0, light / np.maximum(-low, np.float32(1e-12)), 1)  # desaturate at equal light
    return np.asarray(light[..., None] + deviation * share[..., None], np.float32)


def coded_planes(unit: Unit, target: Coding) -> Planes:
    """Return planes of `target` with light and color of a picture (H×W×3 RGB, 0..1): nothing is locked."""
    kr, kb = LUMA_WEIGHTS[target.matrix]
    gray = cv2.transform(unit, np.array([[kr, 1 - kr - kb, kb]], np.float32)).reshape(unit.shape[:2])
    cb, cr = _chroma(unit, target.matrix)
    return Planes(target.pixel_format, _luma_codes(gray, target), *_chroma_planes(cb, cr, target))


def recoded_planes(planes: Planes, source: Coding, target: Coding) -> Planes:
    """Return the source's own samples as `target` codes them; `source` and `target` share the matrix.

    Planes that need no change (same depth, range and subsampling) come back bit by bit.
    """
    luma = recoded_luma(planes.y, source, target)
    height, width = luma.shape
    if planes.cb is None or planes.cr is None:
        shape = (-(-height // target.down), -(-width // target.across))
        neutral = np.full(shape, 1 << (target.bits - 1), target.dtype)
        return Planes(target.pixel_format, luma, neutral, neutral.copy())
    chroma = []
    for plane in (planes.cb, planes.cr):
        if (source.across, source.down) != (target.across, target.down):
            plane = _enlarged(plane, (height, width), source)
            if (target.across, target.down) != (1, 1):
                plane = _subsampled(plane.astype(np.float32), target)
        chroma.append(_recoded_chroma(plane, source, target))
    return Planes(target.pixel_format, luma, *chroma)


def padded(picture: NDArray[Any], width: int, height: int) -> NDArray[Any]:
    """Return the plane or picture with its last column and line repeated up to this size."""
    below, right = height - picture.shape[0], width - picture.shape[1]
    if not (below or right):
        return picture
    made: NDArray[Any] = cv2.copyMakeBorder(picture, 0, below, 0, right, cv2.BORDER_REPLICATE)
    return made


def quantized(unit: NDArray[Any], dtype: DTypeLike, bits: int | None = None) -> NDArray[Any]:
    """Return values of 0..1 as integers of `dtype`, full range of `bits` (default: all of the type's)."""
    kind = np.dtype(dtype)
    top = (1 << (bits or kind.itemsize * 8)) - 1
    return np.clip(np.rint(unit * np.float32(top)), 0, top).astype(kind)


def unit_luma(luma: NDArray[Any], coding: Coding) -> NDArray[np.float32]:
    """Return Y' samples as 0..1 from black to white; blacker and whiter ones lie outside."""
    black, white = luma_range(coding.is_full_range, coding.bits)
    return (luma.astype(np.float32) - np.float32(black)) * np.float32(1 / (white - black))


def recoded_luma(luma: NDArray[Any], source: Coding, target: Coding) -> NDArray[Any]:
    """Return Y' samples at the depth and range of `target`; the same array where both are the source's."""
    if (source.bits, source.is_full_range) == (target.bits, target.is_full_range):
        return luma
    black, white = luma_range(source.is_full_range, source.bits)
    to_black, to_white = luma_range(target.is_full_range, target.bits)
    scale = (to_white - to_black) / (white - black)
    moved = (luma.astype(np.float64) - black) * scale + to_black
    return np.clip(np.rint(moved), 0, (1 << target.bits) - 1).astype(target.dtype)


def _luma_codes(gray: NDArray[np.float32], target: Coding) -> NDArray[Any]:
    black, white = luma_range(target.is_full_range, target.bits)
    codes = np.rint(gray * np.float32(white - black) + np.float32(black))
    made: NDArray[Any] = np.clip(codes, 0, (1 << target.bits) - 1).astype(target.dtype)
    return made


def _placed_chroma(
    picture: NDArray[Any], gray: NDArray[np.float32], matrix: str
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return Cb, Cr (-0.5..0.5) of `picture`, placed at luma `gray`: see the top of this file."""
    cb, cr = _chroma(_relit(picture, gray, matrix), matrix)
    red, green, blue = _deviations(cb, cr, matrix)
    high = cv2.max(cv2.max(red, green), blue)
    low = cv2.min(cv2.min(red, green), blue)
    outside = (gray + high > 1) | (gray + low < 0)
    if outside.any():
        y = gray[outside]
        above = (1 - y) / np.maximum(high[outside], _TINY)
        below = y / np.maximum(-low[outside], _TINY)
        share = np.clip(np.minimum(above, below), 0, 1)
        cb[outside] *= share
        cr[outside] *= share
    return cb, cr


def _relit(picture: NDArray[Any], gray: NDArray[np.float32], matrix: str) -> Unit:
    """Return `picture` as 0..1, given the lightness of `gray` where it has neither its lightness nor its luma."""
    step = slice(None, None, _PROBE)
    probe = to_unit(np.ascontiguousarray(picture[step, step]))
    if not _is_other_light(probe, gray[step, step], matrix).any():
        return to_unit(picture)
    unit = to_unit(picture)
    other = _is_other_light(unit, gray, matrix)
    # unclipped: what lies outside RGB is brought back with its hue when it has its luma
    relit = _unclipped(gray_to_lightness(gray), unit_to_lab(unit)[..., 1:])
    cv2.copyTo(relit, other.astype(np.uint8), unit)
    return unit


def _unclipped(lightness: NDArray[np.float32], ab: NDArray[np.float32]) -> Unit:
    """Return gamma-encoded RGB of Lab, below 0 and above 1 where RGB has no such color."""
    root = (lightness + np.float32(16)) * np.float32(1 / 116)
    xyz = _cubed(cv2.merge([root + ab[..., 0] * np.float32(1 / 500), root, root - ab[..., 1] * np.float32(1 / 200)]))
    linear = cv2.transform(xyz, np.linalg.inv(_TO_XYZ))
    size = np.abs(linear)
    bright: NDArray[np.float32] = cv2.pow(size, 1 / 2.4) * np.float32(1.055) - np.float32(0.055)
    encoded = np.where(size <= np.float32(0.0031308), size * np.float32(12.92), bright)
    signed: Unit = np.copysign(encoded, linear)
    return signed


def _is_other_light(unit: Unit, gray: NDArray[np.float32], matrix: str) -> NDArray[np.bool_]:
    kr, kb = LUMA_WEIGHTS[matrix]
    luma = cv2.transform(unit, np.array([[kr, 1 - kr - kb, kb]], np.float32)).reshape(gray.shape)
    lightness = unit_to_lab(unit)[..., 0]
    clipped = np.clip(gray, 0, 1)
    differs: NDArray[np.bool_] = (np.abs(luma - clipped) > _SAME_LUMA) & (
        np.abs(lightness - gray_to_lightness(clipped)) > _SAME_LIGHT
    )
    return differs


def _chroma(unit: Unit, matrix: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return Cb, Cr, -0.5..0.5 (H.273, equations 39 and 40)."""
    kr, kb = LUMA_WEIGHTS[matrix]
    kg = 1 - kr - kb
    rows = np.array(
        [
            np.array([-kr, -kg, 1 - kb]) / (2 * (1 - kb)),
            np.array([1 - kr, -kg, -kb]) / (2 * (1 - kr)),
        ],
        np.float32,
    )
    cb, cr = cv2.split(cv2.transform(np.ascontiguousarray(unit), rows))
    return cb, cr


def _deviations(
    cb: NDArray[np.float32], cr: NDArray[np.float32], matrix: str
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return R' - Y', G' - Y', B' - Y'."""
    kr, kb = LUMA_WEIGHTS[matrix]
    kg = 1 - kr - kb
    red = cr * np.float32(2 * (1 - kr))
    blue = cb * np.float32(2 * (1 - kb))
    green = red * np.float32(-kr / kg) - blue * np.float32(kb / kg)
    return red, green, blue


def _chroma_planes(cb: NDArray[np.float32], cr: NDArray[np.float32], target: Coding) -> list[NDArray[Any]]:
    """Return Cb and Cr (-0.5..0.5, full size) subsampled and coded."""
    scale, middle = _chroma_scale(target)
    top = (1 << target.bits) - 1
    planes = []
    for plane in (cb, cr):
        codes = np.rint(_subsampled(plane, target) * np.float32(scale) + np.float32(middle))
        planes.append(np.clip(codes, 0, top).astype(target.dtype))
    return planes


def _chroma_scale(coding: Coding) -> tuple[int, int]:
    """Return the codes from Cb = -0.5 to 0.5, and the code of no color (H.273, equations 23 and 32)."""
    return (1 << coding.bits) - 1 if coding.is_full_range else 224 << (coding.bits - 8), 1 << (coding.bits - 1)


def _recoded_chroma(plane: NDArray[Any], source: Coding, target: Coding) -> NDArray[Any]:
    if plane.dtype == target.dtype and (source.bits, source.is_full_range) == (target.bits, target.is_full_range):
        return plane
    (scale, middle), (to_scale, to_middle) = _chroma_scale(source), _chroma_scale(target)
    codes = np.rint((plane.astype(np.float32) - middle) * (to_scale / scale) + to_middle)
    made: NDArray[Any] = np.clip(codes, 0, (1 << target.bits) - 1).astype(target.dtype)
    return made


def _subsampled(plane: NDArray[np.float32], target: Coding) -> NDArray[np.float32]:
    """Return a full-size chroma plane at the size of `target`, filtered for where its samples lie.

    Across, chroma lies on every second column (MPEG-2's and H.264's default, "left"): weights 1 2 1. Down it lies
    between two lines; in fields a quarter and three quarters of the way (ISO 13818-2, figures 6-2 and 6-3).
    """
    if target.across == 2:
        wide = cv2.copyMakeBorder(plane, 0, 0, 1, 1 + plane.shape[1] % 2, cv2.BORDER_REPLICATE)
        plane = (wide[:, :-2:2] + 2 * wide[:, 1:-1:2] + wide[:, 2::2]) * np.float32(0.25)
    if target.down == 2:
        step = 4 if target.is_interlaced else 2
        plane = padded(plane, plane.shape[1], -(-plane.shape[0] // step) * step)
        if not target.is_interlaced:
            return (plane[::2] + plane[1::2]) * np.float32(0.5)
        fields: NDArray[np.float32] = np.empty((plane.shape[0] // 2, plane.shape[1]), np.float32)
        fields[::2] = plane[::4] * np.float32(0.75) + plane[2::4] * np.float32(0.25)
        fields[1::2] = plane[1::4] * np.float32(0.25) + plane[3::4] * np.float32(0.75)
        return fields
    return plane


def _enlarged(plane: NDArray[Any], size: tuple[int, int], source: Coding) -> NDArray[Any]:
    """Return a subsampled chroma plane at full size (height, width): the reverse of `_subsampled`."""
    height, width = size
    columns = np.arange(width, dtype=np.float32) / np.float32(source.across)
    if not (source.is_interlaced and source.down == 2):
        lines = np.arange(height, dtype=np.float32)
        return _sampled(plane, columns, (lines + np.float32(0.5)) / np.float32(source.down) - np.float32(0.5))
    made = np.empty((height, width), plane.dtype)
    for parity, offset in ((0, 0.25), (1, 0.75)):
        lines = np.arange(len(made[parity::2]), dtype=np.float32)
        made[parity::2] = _sampled(plane[parity::2], columns, (lines - np.float32(offset)) / np.float32(2))
    return made


def _sampled(plane: NDArray[Any], columns: NDArray[np.float32], rows: NDArray[np.float32]) -> NDArray[Any]:
    across, down = np.meshgrid(columns, rows)
    made: NDArray[Any] = cv2.remap(
        np.ascontiguousarray(plane), across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return made


def _lightness_root(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return f(Y) of CIE Lab, for light that may exceed 1."""
    return np.where(light > (6 / 29) ** 3, np.cbrt(light), light * ((29 / 6) ** 2 / 3) + 4 / 29).astype(np.float32)


def _cubed(root: NDArray[np.float32]) -> NDArray[np.float32]:
    low = (root - np.float32(4 / 29)) * np.float32(3 * (6 / 29) ** 2)
    return np.where(root > np.float32(6 / 29), root * root * root, low)
