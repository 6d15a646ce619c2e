"""The labels of a frame while they are painted: brush, lasso and fill with hard edges; objects never overlap."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.paint.rect import NOWHERE, Rect
from engine.paint.region import polygon

Labels = NDArray[np.uint8]  # H×W
_HALF = 0.5  # of a pixel must be covered
_INSIDE = 255  # OpenCV's soft edges lie half a pixel outside: from there on an area is as large as its outline says


class LabelSheet:
    """`labels` (H×W uint8) is what is there now; whoever shows it reads it.

    One stroke at a time: `begin`, `lay` as often as needed, then `finish` or `drop`. A stroke either gives pixels to
    `label`, whoever had them, or (`is_added` false) takes them from `label` alone: what belongs to another object
    stays with it. Nothing is painted without a stroke that has begun.
    """

    def __init__(self, labels: Labels) -> None:
        self.labels = labels.copy()
        self._before = labels.copy()
        self._label, self._is_added, self._is_begun = 0, True, False
        self._rect = NOWHERE

    @property
    def shape(self) -> tuple[int, int]:
        height, width = self.labels.shape
        return height, width

    def begin(self, label: int, *, is_added: bool = True) -> None:
        self.drop()
        self._label, self._is_added, self._is_begun = label, is_added, True

    def lay(self, rect: Rect, cover: NDArray[np.float32]) -> Rect:
        """Lay a piece (h×w, 0..1, in `rect`); a pixel is painted where at least half of it is covered."""
        return NOWHERE if rect.is_empty else self._set(rect, cover >= _HALF)

    def lasso(self, points: Sequence[tuple[float, float]]) -> Rect:
        """Paint all that a line through `points` (x, y), closed, goes around; loops of the line leave no holes."""
        if len(points) < 3 or cv2.contourArea(cv2.convexHull(np.asarray(points, np.float32))) < 1:
            return NOWHERE  # a line goes around nothing
        return self._whole(polygon(points, self.shape) == _INSIDE)

    def fill(self, x: float, y: float) -> Rect:
        """Paint all that hangs together with the pixel at a place and has its label."""
        row, column = int(y), int(x)
        if not (0 <= row < self.shape[0] and 0 <= column < self.shape[1]):
            return NOWHERE
        same = (self.labels == self.labels[row, column]).astype(np.uint8)
        _, parts = cv2.connectedComponents(same, connectivity=4)
        return self._whole(parts == parts[row, column])

    def replace(self, labels: Labels) -> None:
        """Put other labels of the same size, whatever was begun; there is no way back here."""
        self.labels[...] = labels
        self._before[...] = labels
        self._rect = NOWHERE

    def finish(self) -> bool:
        """End the stroke; return whether it changed anything."""
        part, self._rect, self._is_begun = self._rect.part, NOWHERE, False
        is_changed = not np.array_equal(self._before[part], self.labels[part])
        self._before[part] = self.labels[part]
        return is_changed

    def drop(self) -> Rect:
        """Take the stroke back; return what changed."""
        rect, self._rect, self._is_begun = self._rect, NOWHERE, False
        self.labels[rect.part] = self._before[rect.part]
        return rect

    def _whole(self, inside: NDArray[np.bool_]) -> Rect:
        rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
        if not rows.size:
            return NOWHERE
        rect = Rect(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
        return self._set(rect, inside[rect.part])

    def _set(self, rect: Rect, inside: NDArray[np.bool_]) -> Rect:
        if not self._is_begun:
            return NOWHERE
        labels = self.labels[rect.part]
        if self._is_added:
            labels[inside] = self._label
        else:
            labels[inside & (labels == self._label)] = 0
        self._rect = self._rect.united(rect)
        return rect
