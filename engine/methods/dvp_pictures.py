"""From chroma at the working size to pictures: the artist's own, first ones, final ones and previews."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import Chroma, Plane, lab_to_rgb, rgb_to_lab, to_unit
from engine.color.light import Light
from engine.color.upsample import upsample_ab
from engine.methods.dvp_shot import Shot
from engine.project.runs import RunFolder
from engine.runtime.context import KeyframePicture
from engine.runtime.events import Preview

_PREVIEW_WIDTH = 640
_PIECE = 160
_STRIP = 300_000  # pixels


class Pictures:
    """Writes frames into the run's folder. Deep keyframes or a deep clip make 16-bit pictures, others 8-bit."""

    def __init__(
        self,
        folder: RunFolder,
        shot: Shot,
        keyframes: Mapping[int, KeyframePicture],
        bit_depth: int,
        light: Light,
    ) -> None:
        self._light = light
        self._folder, self._shot, self._keyframes = folder, shot, keyframes
        is_deep = bit_depth > 8 or any(key.image.dtype != np.uint8 for key in keyframes.values())
        self._dtype = np.dtype(np.uint16 if is_deep else np.uint8)

    def write_keyframe(self, frame: int) -> None:
        """Write the keyframe as the artist made it (scene-linear pictures are encoded as sRGB, 16 bits)."""
        image = self._keyframes[frame].image
        if image.dtype not in (np.uint8, np.uint16):
            image = np.rint(to_unit(image) * np.float32(65535)).astype(np.uint16)
        self._folder.write_frame(frame, image)

    def write_first(self, frame: int, ab: Chroma) -> None:
        """Write a picture of this frame that will be replaced: chroma enlarged smoothly, which is fast."""
        lightness = self._shot.lightness(frame)
        self._folder.write_frame(frame, self._quick_rgb(lightness, _enlarged(ab, lightness.shape)))

    def write_final(self, frame: int, ab: Chroma) -> Generator[None, None, NDArray[Any]]:
        """Write the frame with chroma that follows the edges of its own luma; return it.

        Large pictures are made in strips and it yields between them, so that nobody waits long for an answer.
        """
        lightness = self._shot.lightness(frame)
        yield
        full = upsample_ab(ab, lightness, self._shot.small_lightness(frame))
        image = np.empty((*lightness.shape, 3), self._dtype)
        rows = max(1, _STRIP // lightness.shape[1])
        for top in range(0, len(lightness), rows):
            yield
            strip = slice(top, top + rows)
            placed = self._light.lightness(lightness[strip], full[strip])
            image[strip] = lab_to_rgb(placed, full[strip], self._dtype)
        self._folder.write_frame(frame, image)
        return image

    def seconds_a_picture(self) -> tuple[float, float]:
        """Return about how long a first and a final picture of this clip take, tried on a small piece."""
        keyframe = next(iter(self._keyframes.values())).image
        piece = rgb_to_lab(keyframe[:_PIECE, :_PIECE])
        lightness, ab = piece[..., 0], np.ascontiguousarray(piece[::4, ::4, 1:])
        started = time.monotonic()
        cv2.imencode(".png", self._quick_rgb(lightness, _enlarged(ab, lightness.shape)))
        middle = time.monotonic()
        full = upsample_ab(ab, lightness)
        cv2.imencode(".png", lab_to_rgb(self._light.lightness(lightness, full), full, self._dtype))
        share = keyframe.shape[0] * keyframe.shape[1] / lightness.size
        return share * (middle - started), share * (time.monotonic() - middle)

    def read(self, frame: int) -> NDArray[Any] | None:
        """Return the picture of this frame that is in the folder, if there is one."""
        return self._folder.read_frame(frame)

    def small_rgb(self, frame: int, ab: Chroma) -> NDArray[np.float32]:
        """Return the frame at the working size, h×w×3 RGB 0..1."""
        lab = np.dstack((self._light.lightness(self._shot.small_lightness(frame), ab), ab))
        return np.asarray(np.clip(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB), 0, 1))

    def preview(self, frame: int, ab: Chroma | None) -> Preview:
        """Return a small picture of a frame with this chroma; without chroma, of the artist's keyframe."""
        if ab is None:
            image = to_unit(self._keyframes[frame].image)
            return Preview(frame, np.rint(_at_most(image) * 255).astype(np.uint8))
        lightness = _at_most(self._shot.lightness(frame))
        return Preview(frame, self._quick_rgb(lightness, _enlarged(ab, lightness.shape)))

    def _quick_rgb(self, lightness: Plane, ab: Chroma) -> NDArray[np.uint8]:
        """Return H×W×3 uint8 RGB; colors that do not exist are simply clipped."""
        rgb = cv2.cvtColor(np.dstack((self._light.lightness(lightness, ab), ab)), cv2.COLOR_Lab2RGB)
        return np.asarray(np.rint(np.clip(rgb, 0, 1) * 255), np.uint8)


def _enlarged(ab: Chroma, shape: tuple[int, ...]) -> Chroma:
    return np.asarray(cv2.resize(ab, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR))


def _at_most(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the picture shrunk to the width of a preview if it is wider."""
    height, width = picture.shape[:2]
    if width <= _PREVIEW_WIDTH:
        return picture
    size = (_PREVIEW_WIDTH, max(1, round(height * _PREVIEW_WIDTH / width)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
