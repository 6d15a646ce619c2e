"""Propagation of color: chroma is learned, and put under the clip's own light."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from engine.color.lab import Chroma, Plane, lab_to_rgb, rgb_to_lab, to_unit
from engine.color.light import Light
from engine.color.upsample import upsample_ab
from engine.methods.dvp_kind import Pictures, Target, at_most, enlarged, weighed
from engine.methods.dvp_shot import AB_SCALE, Shot
from engine.project.runs import RunFolder
from engine.runtime.context import KeyframePicture
from engine.runtime.events import Preview

_STRIP = 300_000  # pixels


class ColorTarget(Target):
    """Chroma in units of `AB_SCALE`, judged by L1 (paper 1, equation 6)."""

    channels = 2

    def __init__(self, shot: Shot) -> None:
        self._shot = shot

    def label(self, image: NDArray[Any]) -> Tensor:
        return self._shot.shrunk(rgb_to_lab(image)[..., 1:] / np.float32(AB_SCALE))

    def loss(self, answer: Tensor, label: Tensor, trust: Tensor | None = None) -> Tensor:
        return weighed((answer - label).abs(), trust)

    def planes(self, label: Tensor) -> Chroma:
        """Return ab, h×w×2."""
        planes: NDArray[np.float32] = label[0].float().cpu().numpy()
        return np.ascontiguousarray(planes.transpose(1, 2, 0)) * np.float32(AB_SCALE)


class ColorPictures(Pictures):
    """Deep keyframes or a deep clip make 16-bit pictures, others 8-bit."""

    def __init__(
        self,
        folder: RunFolder,
        shot: Shot,
        keyframes: Mapping[int, KeyframePicture],
        bit_depth: int,
        light: Light,
    ) -> None:
        super().__init__(folder, shot, keyframes)
        self._light = light
        is_deep = bit_depth > 8 or any(key.image.dtype != np.uint8 for key in keyframes.values())
        self._dtype = np.dtype(np.uint16 if is_deep else np.uint8)

    def write_keyframe(self, frame: int) -> None:
        """Write the keyframe as the artist made it (scene-linear pictures are encoded as sRGB, 16 bits)."""
        image = self._keyframes[frame].image
        if image.dtype not in (np.uint8, np.uint16):
            image = np.rint(to_unit(image) * np.float32(65535)).astype(np.uint16)
        self._folder.write_frame(frame, image)

    def write_first(self, frame: int, ab: Chroma) -> None:
        lightness = self._shot.lightness(frame)
        picture = self._quick_rgb(lightness, enlarged(ab, lightness.shape))
        self._folder.write_frame(frame, self.touched(frame, picture))

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
        image = self.touched(frame, image)
        self._folder.write_frame(frame, image)
        return image

    def _try(self, piece: NDArray[Any]) -> float:
        lab = rgb_to_lab(piece)
        lightness, ab = lab[..., 0], np.ascontiguousarray(lab[::4, ::4, 1:])
        cv2.imencode(".png", self._quick_rgb(lightness, enlarged(ab, lightness.shape)))
        middle = time.monotonic()
        full = upsample_ab(ab, lightness)
        cv2.imencode(".png", lab_to_rgb(self._light.lightness(lightness, full), full, self._dtype))
        return middle

    def small_rgb(self, frame: int, ab: Chroma) -> NDArray[np.float32]:
        """Return the frame at the working size, h×w×3 RGB 0..1."""
        lab = np.dstack((self._light.lightness(self._shot.small_lightness(frame), ab), ab))
        return np.asarray(np.clip(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB), 0, 1))

    def preview(self, frame: int, ab: Chroma | None) -> Preview:
        """Return a small picture of a frame with this chroma; without chroma, of the artist's keyframe."""
        if ab is None:
            image = to_unit(self._keyframes[frame].image)
            return Preview(frame, np.rint(at_most(image) * 255).astype(np.uint8))
        lightness = at_most(self._shot.lightness(frame))
        return Preview(frame, self._quick_rgb(lightness, enlarged(ab, lightness.shape)))

    def _quick_rgb(self, lightness: Plane, ab: Chroma) -> NDArray[np.uint8]:
        """Return H×W×3 uint8 RGB; colors that do not exist are simply clipped."""
        rgb = cv2.cvtColor(np.dstack((self._light.lightness(lightness, ab), ab)), cv2.COLOR_Lab2RGB)
        return np.asarray(np.rint(np.clip(rgb, 0, 1) * 255), np.uint8)
