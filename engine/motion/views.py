"""The shot at the sizes motion is followed at, and from chroma there to pictures. Of the clip only luma is read."""

from __future__ import annotations

from collections.abc import Generator
from functools import cached_property, lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.blend import laid_over
from engine.color.lab import Chroma, Plane, gray_to_lightness, lab_to_rgb, lab_to_unit, rgb_to_lab, to_unit
from engine.color.light import Light
from engine.color.upsample import upsample_ab
from engine.media.masks import colored
from engine.motion.codes import Codes
from engine.motion.match import LINES, Memory
from engine.motion.track import Appearance
from engine.runtime.context import Inputs, KeyframePicture, Picture

_WORK_AREA = 854 * 480  # pixels: motion of larger clips is measured on smaller pictures
_LOW_AREA = LINES * LINES * 16 // 9
_MIN_SIDE = 32  # dense inverse search needs room for its patches; smaller clips are enlarged for it
_BAND = 540  # rows converted at a time
_CHANGE = 0.5  # units of ab: a smaller change of a picture is none
_KEPT = 6  # frames a cache holds: a chain looks 3 back

Size = tuple[int, int]  # height, width


def working_size(height: int, width: int, lines: int) -> Size:
    """Return the size at which motion is measured: `lines` high (never more than the clip), chosen where 0."""
    scale = min(1.0, lines / height if lines else (_WORK_AREA / (height * width)) ** 0.5)
    return _at_least(height * scale, width * scale)


def low_size(height: int, width: int) -> Size:
    """Return the size at which first pictures are made and appearance is matched."""
    scale = min(1.0, (_LOW_AREA / (height * width)) ** 0.5)
    return _at_least(height * scale, width * scale)


def _at_least(height: float, width: float) -> Size:
    grow = max(1.0, _MIN_SIDE / min(height, width))
    return round(height * grow), round(width * grow)


def resized(picture: NDArray[np.float32], size: Size) -> NDArray[np.float32]:
    """Return `picture` at `size`: averaged where it shrinks, interpolated where it grows."""
    if picture.shape[:2] == size:
        return picture
    how = cv2.INTER_AREA if size[0] <= picture.shape[0] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, (size[1], size[0]), interpolation=how), np.float32)


class View:
    """A frame at one size: `lightness` h×w, 0..100; `seen` h×w×2, the film's own chroma where it may be looked at."""

    def __init__(self, lightness: Plane, seen: Chroma | None = None) -> None:
        self.lightness, self.seen = lightness, seen

    @cached_property
    def gray(self) -> NDArray[np.uint8]:
        return np.asarray(np.rint(np.clip(self.lightness * np.float32(2.55), 0, 255)), np.uint8)

    @cached_property
    def appearance(self) -> Appearance:
        return Appearance(self.gray)


class KeyView(View):
    """A keyframe at one size, with its chroma: `ab` h×w×2."""

    def __init__(self, lightness: Plane, ab: Chroma, seen: Chroma | None = None) -> None:
        super().__init__(lightness, seen)
        self.ab = ab

    @cached_property
    def memory(self) -> Memory:
        return Memory(self.lightness, self.ab, self.seen)


class Shot:
    """The frames and keyframes of `inputs` at the full, the working and the low size; caches a few of each.

    `keys` are the keyframes that count everywhere, `partial` those that count in a part of the picture.
    """

    def __init__(self, inputs: Inputs, lines: int) -> None:
        self.start, self.stop = inputs.start, inputs.stop
        self._source = inputs.frames
        self.keys = {keyframe.frame: keyframe for keyframe in inputs.whole}
        self.partial = {keyframe.frame: keyframe for keyframe in inputs.partial}
        facts = inputs.frames.facts
        self.light = Light(facts.luma_weights)
        self.work = working_size(facts.height, facts.width, lines)
        self.low = low_size(facts.height, facts.width)
        is_deep = facts.color.bit_depth > 8 or any(key.image.dtype != np.uint8 for key in inputs.keyframes)
        self.dtype = np.dtype(np.uint16 if is_deep else np.uint8)
        self.codes = Codes(key.image for key in inputs.keyframes) if inputs.kind == "mask" else None
        self._full = lru_cache(1)(self._read)
        self._full_chroma = lru_cache(1)(self._read_chroma)
        self._views = lru_cache(2 * _KEPT)(self._view)
        self._films = lru_cache(2 * _KEPT)(self._film)
        self._key_views = lru_cache(4)(self._key_view)

    def lightness(self, frame: int) -> Plane:
        """Return L (H×W, 0..100) of a frame at the clip's own size."""
        return self._full(frame)

    def view(self, frame: int, size: Size) -> View:
        return self._views(frame, size)

    def key_view(self, frame: int, size: Size) -> KeyView:
        return self._key_views(frame, size)

    def film(self, frame: int, size: Size) -> NDArray[np.float32]:
        """Return the film's own RGB (h×w×3, 0..1, as it is encoded). Not for color, which must not be seen."""
        return self._films(frame, size)

    def prepare(self) -> Generator[None, None, None]:
        """Find out what all frames need. Yields in between."""
        yield from ()

    def keyframe_picture(self, frame: int) -> Picture:
        """Return the keyframe as the artist made it, at the depth of this run's pictures."""
        image = self._key(frame).image
        if image.dtype == self.dtype or self.codes is not None:
            return image
        return image.astype(np.uint16) * 257 if image.dtype == np.uint8 else _deep(image)

    def trust(self, frame: int, size: Size) -> Plane:
        """Return where a keyframe of `partial` counts, h×w, 0..1."""
        trust = self.partial[frame].trust
        assert trust is not None
        return resized(trust, size)

    def touched(self, frame: int, picture: Picture) -> Picture:
        """Return `picture` (of this frame, at full size) with what was painted on it; others stay as they are."""
        key = self.partial.get(frame)
        if key is None or key.trust is None:
            return picture
        return laid_over(picture, self.keyframe_picture(frame), key.trust)

    def _key(self, frame: int) -> KeyframePicture:
        return self.keys[frame] if frame in self.keys else self.partial[frame]

    def picture(self, frame: int, ab: Chroma) -> Generator[None, None, Picture]:
        """Return the frame at full size with this chroma (h×w×2), whose edges follow the frame's own L; of masks,
        the labels.

        Yields between steps: at 4K each takes long.
        """
        lightness = self.lightness(frame)
        yield
        full = upsample_ab(ab, lightness, self.view(frame, (ab.shape[0], ab.shape[1])).lightness)
        yield
        bands: list[Picture] = []
        for first in range(0, len(full), _BAND):
            band = slice(first, first + _BAND)
            bands.append(self._finished(lightness[band], full[band]))
            yield
        return self.touched(frame, np.concatenate(bands))

    def changed(self, frame: int, shown: Picture, change: Chroma) -> Generator[None, None, Picture]:
        """Return the picture `shown` of a frame with `change` (h×w×2) added to its chroma, as `picture` would have
        it; where nothing changes it stays as it is to the bit."""
        lightness = self.lightness(frame)
        yield
        full = upsample_ab(change, lightness, self.view(frame, (change.shape[0], change.shape[1])).lightness)
        yield
        bands: list[Picture] = []
        for first in range(0, len(full), _BAND):
            band = slice(first, first + _BAND)
            is_changed = np.asarray((np.abs(full[band]) > _CHANGE).any(2), np.bool_)
            before = shown[band]
            ab = rgb_to_lab(before)[..., 1:] if self.codes is None else self.codes.encoded(before)
            made = self._finished(lightness[band], ab + full[band])
            if made.dtype != before.dtype:
                made = (made >> 8 if before.dtype == np.uint8 else made.astype(np.uint16) * 257).astype(before.dtype)
            bands.append(np.where(is_changed[..., None] if before.ndim == 3 else is_changed, made, before))
            yield
        return self.touched(frame, np.concatenate(bands))

    def _finished(self, lightness: Plane, ab: Chroma) -> Picture:
        """Return a part of a frame in color, or its labels."""
        if self.codes is not None:
            return self.codes.decoded(ab)
        return lab_to_rgb(self.light.lightness(lightness, ab), ab, self.dtype)

    def small_rgb(self, frame: int, ab: Chroma) -> NDArray[np.float32]:
        """Return the frame in color at the size of `ab` (h×w×3, 0..1); of masks, the objects in their colors."""
        if self.codes is not None:
            return colored(self.codes.decoded(ab)).astype(np.float32) / np.float32(255)
        lightness = self.view(frame, (ab.shape[0], ab.shape[1])).lightness
        return lab_to_unit(self.light.lightness(lightness, ab), ab)

    def _read(self, frame: int) -> Plane:
        return gray_to_lightness(self._source.read_luma(frame))

    def _view(self, frame: int, size: Size) -> View:
        return View(resized(self.lightness(frame), size), self._seen(frame, size))

    def _seen(self, frame: int, size: Size) -> Chroma | None:
        """Return the film's own chroma: objects are told by it, colors must not be."""
        if self.codes is None:
            return None
        return resized(self._full_chroma(frame), size)

    def _film(self, frame: int, size: Size) -> NDArray[np.float32]:
        return resized(to_unit(self._source.read(frame)), size)

    def _read_chroma(self, frame: int) -> Chroma:
        return np.ascontiguousarray(rgb_to_lab(self._source.read(frame))[..., 1:])

    def _key_view(self, frame: int, size: Size) -> KeyView:
        image = self._key(frame).image
        ab = rgb_to_lab(image)[..., 1:] if self.codes is None else self.codes.encoded(image)
        lightness, seen = resized(self.lightness(frame), size), self._seen(frame, size)
        return KeyView(lightness, resized(np.ascontiguousarray(ab), size), seen)


def _deep(image: Picture) -> NDArray[np.uint16]:
    return np.asarray(np.rint(to_unit(image) * np.float32(65535)), np.uint16)
