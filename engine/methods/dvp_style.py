"""Propagation of a painted style: RGB from RGB or gray, judged by what it looks like (paper 1, section 5.4)."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.color.lab import rgb_to_lab, to_unit
from engine.color.upsample import upsample
from engine.methods.dvp_kind import Pictures, Planes, Target, at_most, enlarged, weighed
from engine.methods.dvp_shot import Shot
from engine.methods.dvp_strokes import Strokes
from engine.networks.features import FeatureLoss
from engine.project.runs import RunFolder
from engine.runtime.context import KeyframePicture
from engine.runtime.events import Preview

_SLACK = 0.01  # how far edges of the source may leave the colors of the neighborhood, of 0..1


class StyleTarget(Target):
    """RGB 0..1, judged by L1 and by features."""

    channels = 3

    def __init__(self, shot: Shot, looks: FeatureLoss) -> None:
        self._shot, self._looks = shot, looks

    def label(self, image: NDArray[Any]) -> Tensor:
        return self._shot.shrunk(to_unit(image))

    def loss(self, answer: Tensor, label: Tensor, trust: Tensor | None = None) -> Tensor:
        shown = answer if trust is None else torch.lerp(label, answer, trust)  # elsewhere it looks as it should
        return weighed((answer - label).abs(), trust) + self._looks(shown, label)

    def planes(self, label: Tensor) -> Planes:
        """Return RGB 0..1, h×w×3."""
        planes: NDArray[np.float32] = label[0].float().clamp(0, 1).cpu().numpy()
        return np.ascontiguousarray(planes.transpose(1, 2, 0))


class StylePictures(Pictures):
    """Light is not kept: a style may change it. Deep keyframes make 16-bit pictures, others 8-bit.

    Final pictures wear the keyframes' own brush strokes, if `strokes` are given.
    """

    def __init__(
        self,
        folder: RunFolder,
        shot: Shot,
        keyframes: Mapping[int, KeyframePicture],
        strokes: Strokes | None = None,
    ) -> None:
        super().__init__(folder, shot, keyframes)
        self._strokes = strokes
        self._known = lru_cache(2)(self._painted_and_answered)
        is_deep = any(key.image.dtype != np.uint8 for key in keyframes.values())
        self._dtype = np.dtype(np.uint16 if is_deep else np.uint8)

    def write_keyframe(self, frame: int) -> None:
        image = self._keyframes[frame].image
        if image.dtype not in (np.uint8, np.uint16):
            image = np.rint(to_unit(image) * np.float32(65535)).astype(np.uint16)
        self._folder.write_frame(frame, image)

    def write_first(self, frame: int, planes: Planes) -> None:
        shape = next(iter(self._keyframes.values())).image.shape
        self._folder.write_frame(frame, self.touched(frame, self._levels(enlarged(planes, shape))))

    def write_final(self, frame: int, planes: Planes) -> Generator[None, None, NDArray[Any]]:
        lightness = self._shot.lightness(frame)
        yield
        rgb = upsample(planes, lightness, self._shot.small_lightness(frame), _SLACK)
        yield
        if self._strokes is not None:
            rgb = yield from self._strokes.add(frame, rgb, self._known)
        image = self.touched(frame, self._levels(rgb))
        self._folder.write_frame(frame, image)
        return image

    def learned(self, predict: Callable[[int], Planes]) -> None:
        self._predict = predict
        self._known.cache_clear()

    def clear(self) -> None:
        if self._strokes is not None:
            self._strokes.clear()

    def seconds_a_picture(self) -> tuple[float, float]:
        first, final = super().seconds_a_picture()
        return first, final + (self._strokes.seconds_a_frame() if self._strokes is not None else 0.0)

    def small_rgb(self, frame: int, planes: Planes) -> NDArray[np.float32]:
        return planes

    def preview(self, frame: int, planes: Planes | None) -> Preview:
        if planes is None:
            planes = at_most(to_unit(self._keyframes[frame].image))
        else:
            planes = enlarged(planes, at_most(self._shot.lightness(frame)).shape)
        return Preview(frame, np.rint(np.clip(planes, 0, 1) * 255).astype(np.uint8))

    def _try(self, piece: NDArray[Any]) -> float:
        rgb, lightness = to_unit(piece), rgb_to_lab(piece)[..., 0]
        small = np.ascontiguousarray(rgb[::4, ::4])
        cv2.imencode(".png", self._levels(enlarged(small, lightness.shape)))
        middle = time.monotonic()
        cv2.imencode(".png", self._levels(upsample(small, lightness, None, _SLACK)))
        return middle

    def _painted_and_answered(self, key: int) -> tuple[Planes, Planes]:
        """Return a keyframe as it was painted and as the network answers it, H×W×3 RGB 0..1 each."""
        lightness, small = self._shot.lightness(key), self._shot.small_lightness(key)
        return to_unit(self._keyframes[key].image), upsample(self._predict(key), lightness, small, _SLACK)

    def _levels(self, rgb: Planes) -> NDArray[Any]:
        peak = np.float32(255 if self._dtype == np.uint8 else 65535)
        return np.asarray(np.rint(np.clip(rgb, 0, 1) * peak), self._dtype)
