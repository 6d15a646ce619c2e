"""Propagation of objects: one probability for the background and for each object, judged by cross-entropy."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterable, Mapping
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from engine.color.lab import Plane
from engine.color.upsample import upsample
from engine.media.masks import Mask, colored, over_gray
from engine.methods.dvp_kind import PREVIEW_WIDTH, Pictures, Planes, Target, enlarged, weighed
from engine.methods.dvp_shot import Shot
from engine.project.runs import RunFolder
from engine.runtime.context import KeyframePicture
from engine.runtime.events import Preview

_SLACK = 0.02  # how far edges of the source may leave the probabilities of the neighborhood
_LEAST = 1e-4  # probability that no class goes below
_AT_ONCE = 4  # classes brought to full size at a time: bounds memory
_LARGE = 0.08  # share of the picture from which an object is large enough for the preset's lines
_FINEST = 1.5  # times the preset's lines, for the smallest


class MaskTarget(Target):
    """Probabilities of `channels` labels (paper 1, section 5.2). Answers are logits, labels are probabilities."""

    has_objects = True

    def __init__(self, shot: Shot, masks: Iterable[Mask]) -> None:
        """`masks`: the keyframes'. Every label up to the highest of them is a class."""
        self._shot = shot
        self.channels = 1 + max(1, *(int(mask.max()) for mask in masks))

    def label(self, image: NDArray[Any]) -> Tensor:
        planes = [
            cv2.resize(
                (image == label).astype(np.float32),
                (self._shot.width, self._shot.height),
                interpolation=cv2.INTER_AREA,
            )
            for label in range(self.channels)
        ]
        return torch.from_numpy(np.stack(planes)[None])

    def base(self, labels: Any) -> Tensor:
        """Return the logarithm of how often each label is seen."""
        return super().base(labels).clamp(min=_LEAST).log()

    def loss(self, answer: Tensor, label: Tensor, trust: Tensor | None = None) -> Tensor:
        return weighed(-(label * functional.log_softmax(answer, 1)).sum(1, keepdim=True), trust)

    def settled(self, answer: Tensor) -> Tensor:
        """Return probabilities: unlike the most probable label alone they do not make a doubtful edge certain."""
        return answer.softmax(1)

    def objects(self, label: Tensor) -> Tensor:
        return 1 - label[:, :1]

    def planes(self, label: Tensor) -> Planes:
        """Return probabilities, h×w×C."""
        planes: NDArray[np.float32] = label[0].float().cpu().numpy()
        return np.ascontiguousarray(planes.transpose(1, 2, 0))


class MaskPictures(Pictures):
    """Indexed PNGs at the clip's size; edges follow those of the source. `colors`: of labels in previews."""

    def __init__(
        self,
        folder: RunFolder,
        shot: Shot,
        keyframes: Mapping[int, KeyframePicture],
        colors: Mapping[int, str],
    ) -> None:
        super().__init__(folder, shot, keyframes)
        self._colors = colors

    def write_keyframe(self, frame: int) -> None:
        self._folder.write_mask(frame, self._keyframes[frame].image)

    def write_first(self, frame: int, planes: Planes) -> None:
        shape = next(iter(self._keyframes.values())).image.shape
        self._folder.write_mask(frame, self.touched(frame, _most_probable(enlarged(planes, shape))))

    def write_final(self, frame: int, planes: Planes) -> Generator[None, None, NDArray[Any]]:
        lightness = self._shot.lightness(frame)
        yield
        mask = yield from _full(planes, lightness, self._shot.small_lightness(frame))
        mask = self.touched(frame, mask)
        self._folder.write_mask(frame, mask)
        return colored(mask)

    def small_rgb(self, frame: int, planes: Planes) -> NDArray[np.float32]:
        return colored(_most_probable(planes)).astype(np.float32) / np.float32(255)

    def preview(self, frame: int, planes: Planes | None) -> Preview:
        """Return the objects in color over the darkened frame."""
        mask = self._keyframes[frame].image if planes is None else _most_probable(planes)
        return Preview(frame, over_gray(mask, self._shot.lightness(frame), PREVIEW_WIDTH, self._colors))

    def _try(self, piece: NDArray[Any]) -> float:
        highest = max(int(key.image.max()) for key in self._keyframes.values())
        small = (piece[::4, ::4, None] == np.arange(max(2, highest + 1))).astype(np.float32)
        _most_probable(enlarged(small, piece.shape))
        middle = time.monotonic()
        for _ in _full(small, piece.astype(np.float32), None):
            pass
        return middle


def finer(height: int, masks: Iterable[Mask]) -> int:
    """Return the lines to learn keyframes of `masks` at where `height` is the preset's: more for small objects."""
    shares = [float((mask == label).mean()) for mask in masks for label in np.unique(mask) if label]
    smallest = min(shares, default=1.0)
    return round(height * min(_FINEST, max(1.0, math.sqrt(_LARGE / smallest))))


def _most_probable(planes: Planes) -> Mask:
    return np.asarray(planes.argmax(2), np.uint8)


def _full(planes: Planes, lightness: Plane, low_lightness: Plane | None) -> Generator[None, None, Mask]:
    """Return the most probable labels at full size, a few classes at a time."""
    best = np.full(lightness.shape, -np.inf, np.float32)
    mask = np.zeros(lightness.shape, np.uint8)
    for first in range(0, planes.shape[2], _AT_ONCE):
        some = planes[..., first : first + _AT_ONCE]
        if some.shape[2] == 1:  # OpenCV drops an axis of one
            some = np.repeat(some, 2, 2)
        full = upsample(np.ascontiguousarray(some), lightness, low_lightness, _SLACK)
        yield
        for place in range(min(_AT_ONCE, planes.shape[2] - first)):
            is_better = full[..., place] > best
            mask[is_better] = first + place
            np.maximum(best, full[..., place], out=best)
    return mask
