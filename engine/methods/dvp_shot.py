"""The shot as Deep Video Prior sees it: its frames at the working size, bounded in memory."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.color.lab import Plane, gray_to_lightness, rgb_to_lab
from engine.media.source import FrameSource

AB_SCALE = 50.0  # chroma is predicted in units of 50, so that numbers stay near 1
PLACE_CHANNELS = 2  # of the features, the last ones: where in the picture a pixel is
_CACHE_BYTES = 256 << 20


class Shot:
    """Frames of `frames` at `height`×`width`. What was read is kept up to 256 MiB.

    `sees_color` false reads luma alone, as propagation of color must.
    """

    def __init__(
        self,
        frames: FrameSource,
        height: int,
        width: int,
        *,
        sees_color: bool = False,
    ) -> None:
        self.height, self.width = height, width
        self.sees_color = sees_color
        self.channels = _TONE_CHANNELS + 2 * sees_color + PLACE_CHANNELS
        self._frames = frames
        self._small: OrderedDict[int, NDArray[np.float16]] = OrderedDict()
        self._places = _places(height, width)

    def lightness(self, frame: int) -> Plane:
        """Return L (0..100) of the frame at the clip's own size."""
        return gray_to_lightness(self._frames.read_luma(frame))

    def small_lightness(self, frame: int) -> Plane:
        """Return L (0..100) of the frame at the working size."""
        small = self._kept(frame)
        return (small[..., 0] if self.sees_color else small).astype(np.float32)

    def keep(self, frame: int, lightness: Plane) -> NDArray[np.float16]:
        """Shrink and remember full-size L of a frame (Lab if color is seen), so that it need not be read again."""
        size = (self.width, self.height)
        small: NDArray[np.float16] = cv2.resize(lightness, size, interpolation=cv2.INTER_AREA).astype(np.float16)
        self._small[frame] = small
        while len(self._small) > 1 and len(self._small) * small.nbytes > _CACHE_BYTES:
            self._small.popitem(last=False)
        return small

    def features(self, frame: int) -> Tensor:
        """Return what the network is shown: 1×`channels`×h×w float32, every channel about -1..1."""
        planes = [_tones(self.small_lightness(frame))]
        if self.sees_color:
            planes.append(self._kept(frame)[..., 1:].astype(np.float32).transpose(2, 0, 1) / np.float32(AB_SCALE))
        return torch.from_numpy(np.concatenate((*planes, self._places))[None])

    def shrunk(self, planes: NDArray[np.float32]) -> Tensor:
        """Return H×W×C at the working size, 1×C×h×w."""
        small = cv2.resize(planes, (self.width, self.height), interpolation=cv2.INTER_AREA)
        return torch.from_numpy(np.ascontiguousarray(small.transpose(2, 0, 1))[None])

    def _kept(self, frame: int) -> NDArray[np.float16]:
        kept = self._small.get(frame)
        if kept is None:
            kept = self.keep(
                frame, rgb_to_lab(self._frames.read(frame)) if self.sees_color else self.lightness(frame)
            )
        self._small.move_to_end(frame)
        return kept


_TONES = np.linspace(100 / 12, 100 - 100 / 12, 6, dtype=np.float32)  # L in the middle of six ranges
_TONE_CHANNELS = 2 + len(_TONES)


def _tones(lightness: Plane) -> NDArray[np.float32]:
    """Return L, a constant, and how near L is to each of `_TONES`: (2 + 6)×h×w.

    Without a constant a network without biases answers twice the tone with twice the color; with the ranges it
    need not build its own thresholds first, which is most of what a short training is spent on.
    """
    near = np.maximum(0, 1 - np.abs(lightness - _TONES[:, None, None]) * np.float32(6 / 100))
    return np.concatenate(((lightness / np.float32(50) - 1)[None], np.ones_like(lightness)[None], near))


def _places(height: int, width: int) -> NDArray[np.float32]:
    """Return x and y of every pixel, 0 in the middle, 1 at the ends of the longer side (2×h×w).

    A color keeps to its place from one frame to the next; the network learns how that place moves, because every
    pseudo label moves it on.
    """
    longer = max(height, width) / 2
    y, x = np.mgrid[:height, :width].astype(np.float32)
    return np.stack(((x - (width - 1) / 2) / longer, (y - (height - 1) / 2) / longer)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class WorkingSize:
    """Size of the pictures that are trained on."""

    height: int
    width: int

    @staticmethod
    def of(height: int, frame_height: int, frame_width: int) -> WorkingSize:
        """Return `height` lines in the frame's shape."""
        height = min(height, frame_height)
        return WorkingSize(height, max(1, round(frame_width * height / frame_height)))
