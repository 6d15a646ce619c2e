"""From decoded samples to what a painter can draw: 8-bit pictures with their halves, made off the UI thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from engine.color.tone import expose

Rgb = tuple[float, float, float]

_SMALLEST = 240  # the shorter side below which no further half is worth its bytes


def smallest_side() -> int:
    """Return the shorter side that the smallest half of a picture has at least."""
    return _SMALLEST


@dataclass(frozen=True)
class Picture:
    """A picture and its halves, so that minifying on the UI thread never reads more than it shows.

    `levels`: full size first, each half of the one before. `is_exact`: false for a proxy's picture and for one
    whose replacement is on its way. `samples`: H×W×3 as decoded, kept only where 8 bits would lose something.
    """

    levels: tuple[QImage, ...]
    is_exact: bool = True
    samples: NDArray[Any] | None = None

    @property
    def full(self) -> QImage:
        return self.levels[0]

    @property
    def bytes(self) -> int:
        kept = sum(int(level.sizeInBytes()) for level in self.levels)
        return kept + (0 if self.samples is None else int(self.samples.nbytes))

    def level_for(self, shown_width: float) -> QImage:
        """Return the smallest level that is not smaller than what is shown; bilinear does the rest."""
        fitting = self.levels[0]
        for level in self.levels[1:]:
            if level.width() < shown_width:
                break
            fitting = level
        return fitting

    def image(self) -> QImage:
        """Return a copy for other programs: with 16 bits where it has them, scene-linear light as it is shown."""
        samples = self.samples
        if samples is None or samples.dtype != np.uint16:
            return self.full.copy()
        height, width = samples.shape[:2]
        pixels = np.full((height, width, 4), 65535, np.uint16)
        pixels[..., :3] = samples
        return QImage(pixels.data, width, height, 8 * width, QImage.Format.Format_RGBX64).copy()

    @property
    def light(self) -> NDArray[np.float32] | None:
        """The scene-linear light (H×W×3) that the picture shows, None where it is gamma-encoded."""
        return self.samples if self.samples is not None and self.samples.dtype == np.float32 else None

    def light_at(self, across: float, down: float) -> Rgb | None:
        """Return the scene-linear light at a relative place, None where the picture is gamma-encoded."""
        if self.light is None:
            return None
        red, green, blue = self.light[_place(self.light, across, down)].tolist()
        return red, green, blue

    def outdated(self) -> Picture:
        return replace(self, is_exact=False)

    def rgb_at(self, across: float, down: float) -> Rgb:
        """Return the pixel at a relative place, 0..1 each way, as gamma-encoded RGB, 0..1."""
        if self.samples is not None:
            pixel = self.samples[_place(self.samples, across, down)]
            red, green, blue = display_values(pixel.reshape(1, 1, 3)).ravel().tolist()
            return red, green, blue
        return self.seen_at(across, down)

    def seen_at(self, across: float, down: float) -> Rgb:
        """Return what is drawn at a relative place, 0..1 each way: of light that is what it is tone mapped to."""
        column, row = int(across * self.full.width()), int(down * self.full.height())
        packed = self.full.pixel(min(column, self.full.width() - 1), min(row, self.full.height() - 1))
        return (packed >> 16 & 255) / 255, (packed >> 8 & 255) / 255, (packed & 255) / 255


def _place(samples: NDArray[Any], across: float, down: float) -> tuple[int, int]:
    """Return row and column of a relative place."""
    height, width = samples.shape[:2]
    return min(int(down * height), height - 1), min(int(across * width), width - 1)


def mean_rgb(picture: Picture, across: float, down: float, reach: int) -> Rgb:
    """Return the mean of the pixels up to `reach` away from a relative place, gamma-encoded, 0..1: film has grain."""
    width, height = picture.full.width(), picture.full.height()
    column, row = int(across * width), int(down * height)
    columns = [x for x in range(column - reach, column + reach + 1) if 0 <= x < width]
    rows = [y for y in range(row - reach, row + reach + 1) if 0 <= y < height]
    at = picture.rgb_at if picture.light is None else picture.seen_at
    found = [at((x + 0.5) / width, (y + 0.5) / height) for y in rows for x in columns]
    red, green, blue = np.mean(found, 0).tolist() if found else at(across, down)
    return red, green, blue


def make_picture(image: NDArray[Any], *, is_exact: bool = True, shown: NDArray[np.uint8] | None = None) -> Picture:
    """Return what draws `image`: H×W×3 RGB or H×W gray, uint8, uint16 (full range) or float32 (scene-linear).

    `shown`: how it looks (uint8), by default light clipped at white.
    """
    shown = eight_bit(image) if shown is None else shown
    pixels = np.empty((*shown.shape[:2], 4), np.uint8)
    cv2.cvtColor(shown, cv2.COLOR_GRAY2BGRA if shown.ndim == 2 else cv2.COLOR_RGB2BGRA, dst=pixels)
    samples = None if image.dtype == np.uint8 or not is_exact else np.ascontiguousarray(image)
    return Picture(_levels(pixels, QImage.Format.Format_RGB32), is_exact, samples)


def make_overlay(colors: NDArray[np.uint8], opacity: NDArray[np.float32]) -> Picture:
    """Return a see-through picture: `colors` H×W×3 RGB, `opacity` H×W, 0..1."""
    alpha = np.round(np.clip(opacity, 0, 1) * 255).astype(np.uint8)
    premultiplied = cv2.multiply(colors[..., ::-1], cv2.merge([alpha] * 3), scale=1 / 255)
    return Picture(_levels(np.dstack([premultiplied, alpha]), QImage.Format.Format_ARGB32_Premultiplied))


def hidden_below(overlay: Picture, alpha: int) -> Picture:
    """Return a see-through picture without what is more transparent than `alpha` (0..255)."""
    levels = []
    for level in overlay.levels:
        pixels = np.frombuffer(level.constBits(), np.uint32).reshape(level.height(), level.width())
        kept = np.where(pixels >> np.uint32(24) >= np.uint32(alpha), pixels, np.uint32(0))
        levels.append(_image(kept.view(np.uint8).reshape(*kept.shape, 4), level.format()))
    return replace(overlay, levels=tuple(levels))


def exposed_picture(picture: Picture, stops: float) -> Picture:
    """Return a gamma-encoded, opaque picture as it would look with so many stops more light."""
    levels = []
    for level in picture.levels:
        shape, made = (level.height(), level.width(), 4), QImage(level.size(), level.format())
        pixels = np.frombuffer(level.constBits(), np.uint8).reshape(shape)
        shown = np.frombuffer(made.bits(), np.uint8)  # where it is drawn from
        expose(pixels, stops, shown.reshape(shape))
        packed = shown.view(np.uint32)
        np.bitwise_or(packed, np.uint32(0xFF000000), out=packed)  # what is opaque stays so
        levels.append(made)
    return replace(picture, levels=tuple(levels))


def alpha_of(overlay: Picture) -> NDArray[np.uint8]:
    """Return the alpha (H×W, 0..255) of a see-through picture at full size."""
    image = overlay.full
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return np.ascontiguousarray(pixels[..., 3])


def _levels(pixels: NDArray[np.uint8], form: QImage.Format) -> tuple[QImage, ...]:
    levels = [_image(pixels, form)]
    while min(pixels.shape[:2]) >= 2 * _SMALLEST:
        half = (pixels.shape[1] // 2, pixels.shape[0] // 2)
        pixels = np.asarray(cv2.resize(pixels, half, interpolation=cv2.INTER_AREA), np.uint8)
        levels.append(_image(pixels, form))
    return tuple(levels)


def _image(pixels: NDArray[np.uint8], form: QImage.Format) -> QImage:
    """Return H×W×4 BGRA as an image that owns its bytes (32-bit lines have no padding)."""
    height, width = pixels.shape[:2]
    image = QImage(width, height, form)
    np.frombuffer(image.bits(), np.uint8)[:] = pixels.reshape(-1)
    return image


def small_image(pixels: NDArray[Any]) -> QImage:
    """Return a thumbnail, H×W×3 RGB uint8, as an image that owns its bytes."""
    height, width = pixels.shape[:2]
    return QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def pixels_of(image: QImage) -> NDArray[np.uint8]:
    """Return a copy of a 32-bit image as H×W×3 RGB."""
    packed = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return np.ascontiguousarray(packed[..., 2::-1])


def eight_bit(image: NDArray[Any]) -> NDArray[np.uint8]:
    """Return `image` as shown: uint16 scaled, float32 scene-linear through the sRGB curve, clipped to 0..1."""
    if image.dtype == np.uint8:
        return np.ascontiguousarray(image)
    if image.dtype == np.uint16:
        return np.asarray(cv2.convertScaleAbs(image, alpha=1 / 257), np.uint8)
    clipped = np.nan_to_num(image, nan=0.0, posinf=1.0, neginf=0.0)
    return np.asarray(_srgb_table()[(np.clip(clipped, 0, 1) * 65535 + 0.5).astype(np.uint16)], np.uint8)


def display_values(image: NDArray[Any]) -> NDArray[np.float32]:
    """Return `image` (any of the three kinds) gamma-encoded, 0..1; scene-linear values above 1 are clipped."""
    if image.dtype == np.uint8:
        return image.astype(np.float32) / np.float32(255)
    if image.dtype == np.uint16:
        return image.astype(np.float32) / np.float32(65535)
    return _srgb(np.clip(np.nan_to_num(image, nan=0.0, posinf=1.0, neginf=0.0), 0, 1).astype(np.float32))


def _srgb(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    """IEC 61966-2-1."""
    curve = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.power(linear, 1 / 2.4) - 0.055)
    return curve.astype(np.float32)


@cache
def _srgb_table() -> NDArray[np.uint8]:
    encoded = _srgb(np.linspace(0, 1, 65536, dtype=np.float32))
    return np.round(encoded * 255).astype(np.uint8)


def thumbnail_of(image: NDArray[Any], height: int, pixel_aspect: float = 1.0) -> QImage:
    """Return `image` in its shape at `height` lines."""
    width = max(1, round(image.shape[1] * pixel_aspect * height / image.shape[0]))
    small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
    return make_picture(small, is_exact=False).full


def difference_of(one: NDArray[np.uint8], other: NDArray[np.uint8], gain: float = 8.0) -> Picture:
    """Return |one - other| × `gain`, both H×W×3 RGB; black where they agree."""
    if other.shape[:2] != one.shape[:2]:
        other = np.asarray(cv2.resize(other, one.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.uint8)
    return make_picture(np.asarray(cv2.convertScaleAbs(cv2.absdiff(one, other), alpha=gain), np.uint8))
