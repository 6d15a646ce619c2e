"""The picture of a frame while it is painted on: strokes, what they covered, and how to take them back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.paint.brush import Cover
from engine.paint.ink import Ground, Ink, Pixels
from engine.paint.rect import NOWHERE, Rect, tiles, whole
from engine.runtime.errors import InputError

Mask = NDArray[np.uint8]  # H×W, 255 wholly

_LEAST = np.float32(0.5 / 255)  # of a stroke on a pixel: less rounds to nothing in a mask


@dataclass
class Tile:
    rect: Rect
    pixels: Pixels
    touched: Mask


@dataclass(frozen=True)
class Patch:
    """What lay in some places on the other side of a step: `Raster.swap` exchanges it with what lies there now."""

    tiles: tuple[Tile, ...]

    @property
    def rects(self) -> tuple[Rect, ...]:
        return tuple(tile.rect for tile in self.tiles)

    @property
    def bytes(self) -> int:
        return sum(int(tile.pixels.nbytes + tile.touched.nbytes) for tile in self.tiles)


class Raster:
    """One stroke at a time: `begin`, `lay` as often as needed, then `finish` or `drop`.

    Only the rectangle that a piece of the stroke covers is mixed anew. How much of the stroke lies on a pixel is the
    most that any piece laid there, never their sum, so its opacity is never exceeded.
    """

    def __init__(self, ground: Ground, pixels: Pixels | None = None, touched: Mask | None = None) -> None:
        """`pixels`: where painting goes on (default: `ground.origin`); `touched`: what was painted earlier."""
        shape = ground.gray.shape
        self.ground = ground
        self.pixels = (ground.origin if pixels is None else pixels).copy()
        self.touched = np.zeros(shape, np.uint8) if touched is None else touched.copy()
        if self.pixels.shape != (*shape, 3) or self.touched.shape != shape:
            raise InputError(f"A picture of the shape {self.pixels.shape} does not lie on a frame of {shape}.")
        self._before = self.pixels.copy()
        self._cover: Cover = np.zeros(shape, np.float32)
        self._within: Mask | None = None
        self._ink: Ink | None = None
        self._opacity = 1.0
        self._rect = NOWHERE

    @property
    def shape(self) -> tuple[int, int]:
        height, width = self.ground.gray.shape
        return height, width

    @property
    def is_painting(self) -> bool:
        return self._ink is not None

    @property
    def bytes(self) -> int:
        ground = self.ground
        planes = (ground.gray, ground.light, ground.origin, ground.film, self.pixels, self._before, self._cover)
        floats = 0 if ground.floats is None else ground.floats.nbytes
        return sum(int(plane.nbytes) for plane in planes) + int(self.touched.nbytes + floats)

    # ---- one stroke

    def begin(self, ink: Ink, opacity: float = 1.0, within: Mask | None = None) -> None:
        """Begin a stroke of `ink`; `within` (H×W, 255 wholly) limits it, None does not."""
        self.drop()
        self._ink, self._opacity, self._within = ink, opacity, within

    def lay(self, rect: Rect, cover: Cover) -> Rect:
        """Lay a piece of the stroke (h×w, 0..1, in `rect`) and return what changed."""
        if self._ink is None or rect.is_empty:
            return NOWHERE
        part = rect.part
        np.maximum(self._cover[part], cover, out=self._cover[part])
        self._rect = self._rect.united(rect)
        self.pixels[part] = self._ink.over(self._before[part], self._share(rect), self.ground, rect)
        return rect

    def drop(self) -> Rect:
        """Forget the stroke; nothing of it stays. Return what changed."""
        rect = self._rect
        if not rect.is_empty:
            self.pixels[rect.part] = self._before[rect.part]
        self._end()
        return rect

    def finish(self) -> Patch | None:
        """End the stroke and return what takes it back, or None if it changed nothing."""
        rect, ink = self._rect, self._ink
        if ink is None or rect.is_empty:
            self._end()
            return None
        kept: list[Tile] = []
        for tile in tiles(rect, lambda tile: bool(self._cover[tile.part].any())):
            part = tile.part
            share = np.rint(self._share(tile) * np.float32(255)).astype(np.uint8)
            was = self.touched[part].copy()
            now = np.maximum(was, share) if ink.touches else np.minimum(was, 255 - share)
            if np.array_equal(self._before[part], self.pixels[part]) and np.array_equal(was, now):
                continue
            kept.append(Tile(tile, self._before[part].copy(), was))
            self._before[part] = self.pixels[part]
            self.touched[part] = now
        self._end()
        return Patch(tuple(kept)) if kept else None

    def _share(self, rect: Rect) -> NDArray[np.float32]:
        share = self._cover[rect.part] * np.float32(self._opacity)
        if self._within is not None:
            share *= self._within[rect.part].astype(np.float32) * np.float32(1 / 255)
        # what would not be counted as touched is not, and what counts as wholly covered is
        share[share < _LEAST] = 0
        share[share > 1 - _LEAST] = 1
        return share

    def _end(self) -> None:
        if not self._rect.is_empty:
            self._cover[self._rect.part] = 0
        self._rect, self._ink, self._within = NOWHERE, None, None

    # ---- steps

    def put_picture(self, picture: Pixels, touched: Mask | None = None) -> Patch:
        """Put a whole picture of the raster's size and depth (a solver's answer); by default all of it is touched.

        Return what takes it back.
        """
        self.drop()
        everywhere = np.full(self.shape, 255, np.uint8) if touched is None else touched.copy()
        patch = Patch((Tile(whole(self.shape), picture.astype(self.pixels.dtype, copy=True), everywhere),))
        self.swap(patch)
        return patch

    def swap(self, patch: Patch) -> tuple[Rect, ...]:
        """Exchange what lies in the patch with what lies in the picture; a second time it is as before.

        Return what changed.
        """
        self.drop()
        for tile in patch.tiles:
            part = tile.rect.part
            pixels, touched = self.pixels[part].copy(), self.touched[part].copy()
            self.pixels[part], self.touched[part] = tile.pixels, tile.touched
            self._before[part] = tile.pixels
            tile.pixels, tile.touched = pixels, touched
        return patch.rects
