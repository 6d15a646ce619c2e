"""What a stroke brings onto the picture, and how it is mixed with what is there without touching the light.

Colors that have the same light are mixed where light is linear: a film's Y' in its own R'G'B', the CIE L of pictures
in linear RGB. A mixture there has that light too and lies between its parts, so it exists. What rounding to the
picture's depth would cost is put right by the green, which carries most of the light.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import from_linear, gray_to_lightness, lab_to_unit, to_linear, unit_to_lab
from engine.color.light import Light
from engine.paint.rect import Rect

_BITS = 12  # of the gray that a color is tabulated over; its light is set exactly afterwards
_REC709 = (0.2126, 0.0722)  # of linear sRGB: its Y, and so CIE L
_SAME = 1 / 255  # within which a pixel is taken to have its frame's light

Pixels = NDArray[Any]  # H×W×3 RGB, uint8 or uint16 (full range)
Gray = NDArray[np.uint16]  # H×W gamma-encoded, full range
Plane = NDArray[np.float32]  # h×w, 0..1: one channel


@dataclass(frozen=True)
class Ground:
    """What the painting of one frame stands on; all pictures have its size and depth.

    `gray`: the film's own gray. `light`: the gray that each pixel keeps, which is the film's own unless the picture
    came with another light. `origin`: the picture before it was painted on. `film`: the film's own pixels. `floats`:
    what `origin` shows, where that was scene-linear light.
    """

    gray: Gray
    light: Gray
    origin: Pixels
    film: Pixels
    kept: Light
    floats: NDArray[np.float32] | None = None

    @property
    def is_linear(self) -> bool:
        """Whether light adds up in linear RGB (pictures, CIE L) and not in gamma-encoded R'G'B' (films, Y')."""
        return self.kept.weights is None

    @property
    def weights(self) -> NDArray[np.float32]:
        """What red, green and blue add to the light, where it adds up."""
        red, blue = self.kept.weights or _REC709
        return np.array([red, 1 - red - blue, blue], np.float32)


class Ink(Protocol):
    """`touches`: what it leaves is the artist's word on the pixel; restoring takes that word back."""

    @property
    def touches(self) -> bool: ...

    def over(self, before: Pixels, share: NDArray[np.float32], ground: Ground, rect: Rect) -> Pixels:
        """Return `before` (h×w×3, the pixels in `rect`) mixed with this ink; `share` (h×w, 0..1) of it."""
        ...


@dataclass(frozen=True)
class ColorInk:
    """A color (gamma-encoded sRGB, 0..1). `keeps_light`: only its a and b are painted, the light stays."""

    color: tuple[float, float, float]
    keeps_light: bool = True
    touches: bool = True

    def over(self, before: Pixels, share: NDArray[np.float32], ground: Ground, rect: Rect) -> Pixels:
        if self.keeps_light:
            light = levels(ground.light[rect.part], before.dtype)  # as the picture can show it
            entry = (
                light >> (16 - _BITS) if light.dtype == np.uint16 else light.astype(np.uint16) * 257 >> (16 - _BITS)
            )
            return _lit(before, [plane.take(entry) for plane in tinted(self.color, ground.kept)], share, ground, rect)
        peak = np.float32(np.iinfo(before.dtype).max)
        planes = _mixed(_planes(before), [np.float32(channel) for channel in self.color], share)
        return _merged([np.rint(plane * peak) for plane in planes], before.dtype)


@dataclass(frozen=True)
class GrayInk:
    """The eraser: takes every color away and leaves the film's own gray."""

    touches: bool = True

    def over(self, before: Pixels, share: NDArray[np.float32], ground: Ground, rect: Rect) -> Pixels:
        plain = levels(ground.gray[rect.part], before.dtype)
        return _restored(before, cv2.merge([plain] * 3), share, ground, rect)


@dataclass(frozen=True)
class PictureInk:
    """Restoring: the pixels of the picture as it was before painting, or those of the film."""

    is_film: bool = False

    @property
    def touches(self) -> bool:
        return self.is_film

    def over(self, before: Pixels, share: NDArray[np.float32], ground: Ground, rect: Rect) -> Pixels:
        return _restored(before, (ground.film if self.is_film else ground.origin)[rect.part], share, ground, rect)


def _restored(before: Pixels, target: Pixels, share: NDArray[np.float32], ground: Ground, rect: Rect) -> Pixels:
    """Mix with pixels of a picture; wholly covered ones are the picture's to the bit."""
    planes = _planes(target)
    mixed = _lit(before, [to_linear(plane) for plane in planes] if ground.is_linear else planes, share, ground, rect)
    wholly = share >= 1
    mixed[wholly] = target[wholly]
    return mixed


def _lit(before: Pixels, target: Sequence[Plane], share: NDArray[np.float32], ground: Ground, rect: Rect) -> Pixels:
    """Mix where light adds up; where the mixture has the frame's light but for rounding, it gets it to the level.

    There the light of the rounded pixel is within half a level of the frame's own gray at that depth. `target`: the
    three planes, where light adds up.
    """
    peak = np.float32(np.iinfo(before.dtype).max)
    encoded, linear = (from_linear, to_linear) if ground.is_linear else (_same, _same)
    red, green, blue = _mixed([linear(plane) for plane in _planes(before)], target, share)
    of_red, of_green, of_blue = (np.float32(weight) for weight in ground.weights)
    light = red * of_red + green * of_green + blue * of_blue
    own = levels(ground.light[rect.part], before.dtype).astype(np.float32) / peak
    light = np.where(np.abs(encoded(light) - own) <= _SAME, linear(own), light)
    red, blue = np.rint(encoded(red) * peak), np.rint(encoded(blue) * peak)
    green = light - linear(red / peak) * of_red - linear(blue / peak) * of_blue
    if ground.is_linear and (too_light := green < 0).any():  # with no green left a level of red is a large step
        red -= too_light & (red >= blue)
        blue -= too_light & (red < blue) & (blue > 0)
        green = light - linear(red / peak) * of_red - linear(blue / peak) * of_blue
    light = green / of_green
    np.clip(light, 0, 1, out=light)
    made = (red, np.rint(encoded(light) * peak), blue)
    is_covered = share > 0  # what is not stays to the bit
    return _merged([np.where(is_covered, made[c], before[..., c]) for c in range(3)], before.dtype)


def _same(plane: Plane) -> Plane:
    return plane


@lru_cache(maxsize=32)
def tinted(color: tuple[float, float, float], light: Light) -> NDArray[np.float32]:
    """Return a color under every light: 3×4096 for grays from black to white, where light adds up.

    Each has the a and b of `color` as far as a color of that light exists, else the most of them that does.
    """
    gray = np.linspace(0, 1, 1 << _BITS, dtype=np.float32)[None]
    ab = np.broadcast_to(unit_to_lab(np.array([[color]], np.float32))[..., 1:], (*gray.shape, 2))
    rgb = lab_to_unit(light.lightness(gray_to_lightness(gray), ab), ab)
    if light.weights is None:
        rgb, gray = to_linear(rgb), to_linear(gray)
    red, blue = light.weights or _REC709
    away = rgb - gray[..., None]
    away -= (away @ np.array([red, 1 - red - blue, blue], np.float32))[..., None]  # exactly this light
    room = np.where(away > 0, 1 - gray[..., None], gray[..., None]) / np.maximum(np.abs(away), 1e-9)
    share = np.minimum(1, room.min(-1, keepdims=True))
    table = np.ascontiguousarray(np.clip(gray[..., None] + away * share, 0, 1)[0].T, np.float32)
    table.flags.writeable = False
    return table


def levels(gray: Gray, dtype: Any) -> NDArray[Any]:
    """Return 16-bit gray at the depth of `dtype` (uint8 or uint16), rounded."""
    if np.dtype(dtype) == np.uint16:
        return gray
    return ((gray.astype(np.uint32) + 128) // 257).astype(np.uint8)


def _mixed(before: Sequence[Plane], target: Sequence[Any], share: NDArray[np.float32]) -> list[Plane]:
    mixed = []
    for own, other in zip(before, target, strict=True):
        plane = other - own
        plane *= share
        plane += own
        mixed.append(plane)
    return mixed


def _planes(pixels: Pixels) -> list[Plane]:
    """Return the channels apart, 0..1: arithmetic on lines of three values would be ten times slower."""
    scale = np.float32(1 / np.iinfo(pixels.dtype).max)
    return [pixels[..., channel].astype(np.float32) * scale for channel in range(3)]


def _merged(planes: Sequence[Plane], dtype: Any) -> Pixels:
    """Return whole levels as pixels."""
    peak = float(np.iinfo(dtype).max)
    made: Pixels = cv2.merge([np.clip(plane, 0, peak).astype(dtype) for plane in planes])
    return made
