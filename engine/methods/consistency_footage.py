"""The pair of clips at the size it is learned at, bounded in memory."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.color.lab import Unit, lightness_to_gray, unit_to_lab
from engine.color.pair import Pair, resized

_CACHE_BYTES = 1 << 30


class Footage:
    """Frames of `pair` at `height` lines (in the clip's shape); what was read is kept up to 1 GiB."""

    def __init__(self, pair: Pair, height: int) -> None:
        self.pair = pair
        self.height = min(height, pair.height)
        self.width = max(1, round(pair.width * self.height / pair.height))
        self._kept: OrderedDict[int, NDArray[np.float16]] = OrderedDict()

    @property
    def is_full_size(self) -> bool:
        return (self.height, self.width) == (self.pair.height, self.pair.width)

    def given(self, frame: int) -> Unit:
        """Return I_t at the working size (h×w×3, 0..1)."""
        return self._both(frame)[..., :3].astype(np.float32)

    def wanted(self, frame: int) -> Unit:
        """Return P_t at the working size (h×w×3, 0..1)."""
        return self._both(frame)[..., 3:].astype(np.float32)

    def gray(self, frame: int) -> NDArray[np.float32]:
        """Return the gray (h×w, 0..1) of I_t, on which motion is measured."""
        return lightness_to_gray(unit_to_lab(self.given(frame))[..., 0])

    def tensors(self, frame: int, is_coarse: bool = False) -> tuple[Tensor, Tensor]:
        """Return I_t and P_t as 1×3×h×w; coarse ones have half the lines."""
        both = self._both(frame).astype(np.float32)
        if is_coarse:
            size = (self.height + 1) // 2, (self.width + 1) // 2
            both = np.concatenate([resized(both[..., part], *size) for part in (slice(3), slice(3, 6))], 2)
        planes = torch.from_numpy(np.ascontiguousarray(both.transpose(2, 0, 1))[None])
        return planes[:, :3], planes[:, 3:]

    def _both(self, frame: int) -> NDArray[np.float16]:
        kept = self._kept.get(frame)
        if kept is None:
            size = self.height, self.width
            pair = [resized(picture, *size) for picture in (self.pair.given(frame), self.pair.wanted(frame))]
            kept = np.concatenate(pair, 2).astype(np.float16)
            while self._kept and (len(self._kept) + 1) * kept.nbytes > _CACHE_BYTES:
                self._kept.popitem(last=False)
            self._kept[frame] = kept
        self._kept.move_to_end(frame)
        return kept
