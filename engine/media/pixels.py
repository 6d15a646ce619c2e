"""Decoded frames as arrays: upright RGB, gray, and the planes exactly as they were decoded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import av
import cv2
import numpy as np
from av.sidedata.sidedata import SideData
from av.video.format import VideoFormat
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from engine.media.color_spec import LUMA_WEIGHTS, Matrix, is_gray, is_rgb, luma_range, resolved_matrix
from engine.project.model import ColorSpec

# exact rounding and full chroma resolution: a gray pixel comes out with R = G = B
_EXACT = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT | Interpolation.BITEXACT


@dataclass(frozen=True)
class Orientation:
    """How stored pixels become upright: first transposed, then mirrored."""

    is_transposed: bool = False
    mirrors_x: bool = False
    mirrors_y: bool = False

    @property
    def degrees(self) -> int:
        """Clockwise degrees a player turns the stored picture by; mirrors are left out."""
        if self.is_transposed:
            return 90 if self.mirrors_x else 270
        return 180 if self.mirrors_x and self.mirrors_y else 0

    @property
    def is_upright(self) -> bool:
        return not (self.is_transposed or self.mirrors_x or self.mirrors_y)

    def apply(self, plane: NDArray[Any]) -> NDArray[Any]:
        """Return the plane (H×W or H×W×C) upright, contiguous and in memory of its own."""
        if self.is_transposed:
            plane = plane.swapaxes(0, 1)
        if self.mirrors_x:
            plane = plane[:, ::-1]
        if self.mirrors_y:
            plane = plane[::-1]
        upright = np.ascontiguousarray(plane)
        return upright if upright.base is None else upright.copy()  # never a window into a decoder's memory


def orientation(frame: av.VideoFrame) -> tuple[Orientation, bool]:
    """Return how the frame is to be shown, and whether its display matrix turns by a multiple of 90 degrees.

    The matrix (ISO 14496-12, 6.2.2) maps stored (p, q) to (a p + c q, b p + d q), in 16.16 fixed point.
    """
    side = frame.side_data.get("DISPLAYMATRIX")
    if not isinstance(side, SideData):
        return Orientation(), True
    a, b, _, c, d = np.frombuffer(bytes(side), dtype=np.int32)[:5].astype(np.int64)
    if a == b == c == d == 0:
        return Orientation(), True
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return Orientation(False, bool(a < 0), bool(d < 0)), bool(b == 0 and c == 0)
    return Orientation(True, bool(c < 0), bool(b < 0)), bool(a == 0 and d == 0)


@dataclass(frozen=True)
class Planes:
    """The samples as decoded, upright: `y` is H×W; `cb`, `cr` are smaller where chroma is subsampled.

    uint8 or uint16 (deeper than 8 bits, in the low bits, as in ffmpeg's planar formats). `pixel_format` is the
    planar ffmpeg format these arrays make up. Gray films have no `cb` and `cr`.
    """

    pixel_format: str
    y: NDArray[Any]
    cb: NDArray[Any] | None = None
    cr: NDArray[Any] | None = None


@lru_cache(maxsize=64)
def planar_format(pixel_format: str) -> str:
    """Return the planar Y'CbCr or gray format of the same subsampling and depth, alpha left out.

    RGB formats give yuv444p or yuv444p16le: what their luma is computed in.
    """
    described = VideoFormat(pixel_format)
    bits = max(component.bits for component in described.components)
    if is_gray(pixel_format):
        return "gray" if bits <= 8 else f"gray{bits}le"
    if is_rgb(pixel_format):
        return "yuv444p" if bits <= 8 else "yuv444p16le"
    across, down = 8 // described.chroma_width(8), 8 // described.chroma_height(8)
    names = {(1, 1): "444", (2, 1): "422", (2, 2): "420", (1, 2): "440", (4, 1): "411", (4, 4): "410"}
    return f"yuv{names.get((across, down), '444')}p{'' if bits <= 8 else f'{bits}le'}"


class PixelReader:
    """Turns decoded frames of one film into arrays. Not thread-safe: `frame.reformat` is not."""

    def __init__(self, pixel_format: str, width: int, height: int, spec: ColorSpec, turned: Orientation) -> None:
        self.spec = spec
        self._format = pixel_format
        self._size = (width, height)
        self._turned = turned
        self._planar = planar_format(pixel_format)
        self._is_rgb = is_rgb(pixel_format)
        self._is_gray = is_gray(pixel_format)
        self._is_cosited = not pixel_format.startswith("yuvj")  # JPEG puts chroma between the pixels, films on them
        self._to_rgb_matrix = _rgb_matrix(spec, resolved_matrix(spec, height), self._bits)
        self._merged: NDArray[Any] | None = None
        self._to_rgb = VideoReformatter()
        self._to_planar = VideoReformatter()
        self._to_same = VideoReformatter()

    def normalized(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Return the frame in the size and format of the film's first one, should it have changed midway."""
        width, height = self._size
        if (frame.width, frame.height, frame.format.name) == (width, height, self._format):
            return frame
        return self._to_same.reformat(frame, width, height, self._format, interpolation=_EXACT, threads=1)

    def rgb(self, frame: av.VideoFrame) -> NDArray[Any]:
        """Return H×W×3 RGB, upright: uint8, or uint16 full range for films deeper than 8 bits."""
        if self._is_gray:
            return np.repeat(self._deep_luma(frame)[..., None], 3, axis=2)
        if self._is_rgb:
            is_deep = self.spec.bit_depth > 8
            converted = self._to_rgb.reformat(
                frame, format="rgb48le" if is_deep else "rgb24", interpolation=_EXACT, threads=1
            )
            plane = _plane(converted, 0, np.dtype(np.uint16 if is_deep else np.uint8), 3)
            return self._turned.apply(plane.reshape(frame.height, frame.width, 3))
        planar = self._planes_of(frame)
        y, cb, cr = (_plane(planar, number, self._dtype) for number in range(3))
        height, width = y.shape
        chroma = [_at_full_size(plane, width, height, self._is_cosited) for plane in (cb, cr)]
        if self._merged is None:  # used again for every frame: fresh memory costs as much as the arithmetic
            self._merged = np.empty((height, width, 3), y.dtype)
        picture: NDArray[Any] = cv2.transform(cv2.merge([y, *chroma], dst=self._merged), self._to_rgb_matrix)
        return self._turned.apply(picture)

    def luma(self, frame: av.VideoFrame) -> NDArray[np.float32]:
        """Return H×W gray, 0..1: Y' expanded to full range, or for RGB the gray with the same CIE L."""
        if self._is_rgb:
            return gray_of_picture(self.rgb(frame))
        samples = self.samples(frame)
        black, white = luma_range(self.spec.is_full_range, self._bits)
        luma = (samples.astype(np.float32) - np.float32(black)) * np.float32(1 / (white - black))
        clipped: NDArray[np.float32] = np.clip(luma, 0, 1, out=luma)
        return clipped

    def samples(self, frame: av.VideoFrame) -> NDArray[Any]:
        """Return the Y' plane exactly as decoded, upright; RGB: the gray of `luma` in full range, 8 or 16 bits."""
        if self._is_rgb:
            gray = self.luma(frame)
            deep = self.spec.bit_depth > 8
            return np.rint(gray * (65535 if deep else 255)).astype(np.uint16 if deep else np.uint8)
        return self._turned.apply(_plane(self._planes_of(frame), 0, self._dtype))

    def planes(self, frame: av.VideoFrame) -> Planes:
        """Return Y', Cb and Cr exactly as decoded, upright; RGB films are converted (BT.709, full range)."""
        planar = self._planes_of(frame)
        y, *chroma = (self._turned.apply(_plane(planar, n, self._dtype)) for n in range(1 if self._is_gray else 3))
        return Planes(self._planar, y, *chroma)

    @property
    def _bits(self) -> int:
        return max(component.bits for component in VideoFormat(self._planar).components)

    @property
    def _dtype(self) -> np.dtype[Any]:
        return np.dtype(np.uint8 if self._bits <= 8 else np.uint16)

    def _planes_of(self, frame: av.VideoFrame) -> av.VideoFrame:
        plain = self._format.replace("yuvj", "yuv").replace("yuva", "yuv")
        if plain == self._planar:  # the same planes, perhaps with one of alpha behind them
            return frame
        if self._is_rgb:
            return self._to_planar.reformat(
                frame,
                format=self._planar,
                dst_colorspace=Colorspace.ITU709,
                dst_color_range=ColorRange.JPEG,
                interpolation=_EXACT,
                threads=1,
            )
        full = ColorRange.JPEG if self.spec.is_full_range else ColorRange.MPEG
        return self._to_planar.reformat(
            frame,
            format=self._planar,
            src_color_range=full,
            dst_color_range=full,
            interpolation=Interpolation.POINT | Interpolation.ACCURATE_RND | Interpolation.BITEXACT,
            threads=1,
        )

    def _deep_luma(self, frame: av.VideoFrame) -> NDArray[Any]:
        """Return gray films as uint8 or uint16, full range."""
        if self.spec.is_full_range and self._bits in (8, 16):
            return self.samples(frame)
        top, kind = (65535, np.uint16) if self._bits > 8 else (255, np.uint8)
        return np.rint(self.luma(frame) * top).astype(kind)


def _rgb_matrix(spec: ColorSpec, matrix: Matrix, bits: int) -> NDArray[np.float64]:
    """Return the 3x4 matrix from Y', Cb, Cr samples to full-range R'G'B' of 8 or 16 bits (H.273, equations 38-46).

    OpenCV multiplies 8-bit samples in steps of 1/1024. The coefficients are such steps, and the offsets are made of
    them, so that gray stays exactly gray.
    """
    red, blue = LUMA_WEIGHTS.get(matrix, LUMA_WEIGHTS["bt709"])
    green = 1 - red - blue
    top = 255 if bits <= 8 else 65535
    black, white = luma_range(spec.is_full_range, bits)
    luma, color = top / (white - black), top / (white if spec.is_full_range else 224 << (bits - 8))
    rows = np.array(
        [
            [luma, 0, 2 * (1 - red) * color],
            [luma, -2 * blue * (1 - blue) / green * color, -2 * red * (1 - red) / green * color],
            [luma, 2 * (1 - blue) * color, 0],
        ]
    )
    if bits <= 8:
        rows = np.rint(rows * 1024) / 1024
    middle = 1 << (bits - 1)
    return np.column_stack([rows, rows @ [-black, -middle, -middle]])


def _at_full_size(plane: NDArray[Any], width: int, height: int, is_cosited: bool) -> NDArray[Any]:
    """Return a chroma plane interpolated to the size of the luma."""
    if plane.shape[1] == (width + 1) // 2 and is_cosited and width > 1:
        # samples lie on the even columns (H.273, chroma location type 0); odd ones are the mean of their neighbors
        wide = np.empty((plane.shape[0], 2 * plane.shape[1]), plane.dtype)
        wide[:, ::2] = plane
        right = np.concatenate([plane[:, 1:], plane[:, -1:]], axis=1)
        wide[:, 1::2] = cv2.addWeighted(np.ascontiguousarray(plane), 0.5, right, 0.5, 0)
        plane = wide
    across, down = -(-width // plane.shape[1]), -(-height // plane.shape[0])
    if (across, down) != (1, 1):
        plane = cv2.resize(plane, (plane.shape[1] * across, plane.shape[0] * down), interpolation=cv2.INTER_LINEAR)
    return plane[:height, :width]


def gray_of_picture(picture: NDArray[Any]) -> NDArray[np.float32]:
    """Return the gray, 0..1, gamma-encoded, that has the same CIE L as each pixel.

    `picture`: H×W×3 RGB; uint8 or uint16 (full range, sRGB) or float32 (scene linear, rolled off at the top).
    Where R = G = B the value passes through exactly.
    """
    red, green, blue = picture[..., 0], picture[..., 1], picture[..., 2]
    is_neutral = (red == green) & (green == blue)
    neutral = _encoded(green)
    if is_neutral.all():
        return neutral
    # CIE L depends on the luminance alone: encode the luminance with the same curve (IEC 61966-2-1)
    luminance = _linear(red) * np.float32(_LUMINANCE[0])
    luminance += _linear(green) * np.float32(_LUMINANCE[1])
    luminance += _linear(blue) * np.float32(_LUMINANCE[2])
    return np.where(is_neutral, neutral, srgb_encoded(luminance))


def srgb_encoded(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return linear light 0..1 with the sRGB curve on it (IEC 61966-2-1)."""
    clipped = np.clip(linear, 0, 1)
    bright = 1.055 * clipped ** np.float32(1 / 2.4) - 0.055
    encoded: NDArray[np.float32] = np.where(clipped <= 0.0031308, clipped * 12.92, bright).astype(np.float32)
    return encoded


def displayed(picture: NDArray[Any]) -> NDArray[np.uint8]:
    """Return any picture as uint8 RGB for a screen; scene-linear ones are encoded, highlights rolled off."""
    if picture.dtype == np.uint8:
        return picture
    if picture.dtype == np.uint16:
        return (picture >> 8).astype(np.uint8)
    return np.rint(_encoded(picture) * 255).astype(np.uint8)


_KNEE = np.float32(0.5)
_LUMINANCE = (0.2126729, 0.7151522, 0.0721750)  # of linear BT.709 R, G, B


def _encoded(samples: NDArray[Any]) -> NDArray[np.float32]:
    """Return samples as 0..1 float32 with a display curve on them."""
    if samples.dtype != np.float32:
        return samples.astype(np.float32) * np.float32(1 / np.iinfo(samples.dtype).max)
    return srgb_encoded(_rolled_off(samples))


def _linear(samples: NDArray[Any]) -> NDArray[np.float32]:
    """Return the light that samples show on a screen, 0..1."""
    if samples.dtype == np.float32:
        return _rolled_off(samples)
    light: NDArray[np.float32] = _linear_table(samples.dtype.name)[samples]
    return light


@lru_cache(maxsize=2)
def _linear_table(kind: str) -> NDArray[np.float32]:
    top = np.iinfo(kind).max
    encoded = np.arange(top + 1) / top
    light: NDArray[np.float64] = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return light.astype(np.float32)


def _rolled_off(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return scene-linear light as 0..1.

    The light of a sequence is one thing, so the curve must not depend on the frame: up to the knee it is the light
    itself, above it nears 1 with an exponential whose slope is continuous.
    """
    light = np.nan_to_num(light, nan=0.0, posinf=1e4, neginf=0.0)
    bright = light > _KNEE
    rolled: NDArray[np.float32] = np.maximum(light, np.float32(0))
    rolled[bright] = _KNEE + (1 - _KNEE) * -np.expm1((_KNEE - light[bright]) / (1 - _KNEE))
    return rolled


def shrunk(picture: NDArray[Any], width: int, height: int) -> NDArray[Any]:
    """Return the picture averaged down to this size."""
    small: NDArray[Any] = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    return small


def _plane(frame: av.VideoFrame, number: int, kind: np.dtype[Any], channels: int = 1) -> NDArray[Any]:
    plane = frame.planes[number]
    samples: NDArray[Any] = np.frombuffer(memoryview(plane), dtype=kind)
    return samples.reshape(-1, plane.line_size // kind.itemsize)[: plane.height, : plane.width * channels]
