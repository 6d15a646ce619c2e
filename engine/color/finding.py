"""Which frame of the film a still shows, by what is seen on it: smaller, cropped, letterboxed, graded or colored.

First every frame is compared with every still as a small gray picture, whole and cropped to the still's shape; then
the frames that look alike are told apart by their detail, the still laid onto them (`fit.Sought`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.fit import Sought
from engine.color.lab import rgb_to_lab

Gray = NDArray[np.float32]  # H×W, 0..1
Key = TypeVar("Key")

FOUND = 0.65  # correlation at which a picture is taken to show a frame; another scan of the film has about 0.8
_HOPE = 0.4  # below it, no frame is worth a closer look
_NEAR = 0.02  # frames this much less like the picture than the best one may be the one it shows
_NEAR_CROPPED = 0.06  # a cropped picture lies a little beside the frame it is first compared with
_MOST_NEAR = 100
_MOST_LAID = 7  # frames onto which a cropped picture is laid one by one: that takes 50 ms each
_MARK_SIZE = (72, 54)
_WIDTH = 640  # of the grays that are kept of stills
_SAME_SHAPE = 0.02
_SURELY = 0.6  # of what the detail of one frame lacks to the still's: another frame that lacks less is surely nearer
_CERTAIN = 0.97
_BLACK = 0.06  # of bars around the picture
_MOST_BARS = 0.4  # of the height or width, both bars together


@dataclass(frozen=True)
class Found:
    """The frame a still shows, -1 for none, and how much they are alike, -1..1."""

    frame: int = -1
    likeness: float = -1.0

    @property
    def is_sure(self) -> bool:
        return self.frame >= 0 and self.likeness >= FOUND


class Still:
    """A picture (H×W×3 RGB, uint8, uint16 or float32) whose place is looked for."""

    def __init__(self, picture: NDArray[Any]) -> None:
        self.picture = _at_most(picture, _WIDTH)
        gray = np.asarray(rgb_to_lab(self.picture)[..., 0] / np.float32(100), np.float32)
        inner = without_bars(gray)
        aspect = inner.shape[1] / inner.shape[0]
        self.has_bars = inner.shape != gray.shape
        self._whole = _mark(gray)
        self._inner = (aspect, _mark(inner))

    def is_of_shape(self, gray: Gray) -> bool:
        """Return whether it has the shape of the frame `gray` and fills it."""
        return not self.has_bars and abs(self._inner[0] * gray.shape[0] / gray.shape[1] - 1) < _SAME_SHAPE

    def likeness(self, frame: FrameMarks) -> float:
        """Return how much the frame is like it, -1..1; of a cropped one, what would be left of the frame."""
        aspect, inner = self._inner
        return max(float(self._whole @ frame.whole), float(inner @ frame.cropped_to(aspect)))


class FrameMarks:
    """A frame (H×W, 0..1) as small pictures, made once for all stills."""

    def __init__(self, gray: Gray) -> None:
        self._gray = _at_most(gray, 4 * _MARK_SIZE[0])
        self.whole = _mark(self._gray)
        self._cropped: dict[float, NDArray[np.float32]] = {}

    def cropped_to(self, aspect: float) -> NDArray[np.float32]:
        """Return the mark of the middle of the frame, as wide and high as a picture of this shape."""
        height, width = self._gray.shape
        if abs(aspect * height / width - 1) < _SAME_SHAPE:
            return self.whole
        found = self._cropped.get(aspect)
        if found is None:
            wide, high = max(1, min(width, round(height * aspect))), max(1, min(height, round(width / aspect)))
            left, top = (width - wide) // 2, (height - high) // 2
            found = _mark(np.ascontiguousarray(self._gray[top : top + high, left : left + wide]))
            self._cropped[aspect] = found
        return found


def find(
    stills: Mapping[Key, Still],
    read_small: Callable[[int], Gray],
    read: Callable[[int], Gray],
    length: int,
) -> Generator[tuple[float, Key | None, Found], None, None]:
    """Look through the film for the frame each still shows.

    `read_small` and `read` return a frame's gray, the first as quickly as may be. Yields the share done, 0..1, and
    as soon as it is known a still with what was found.
    """
    alike: dict[Key, list[float]] = {key: [] for key in stills}
    for frame in range(length) if stills else ():
        marks = FrameMarks(read_small(frame))
        for key, still in stills.items():
            alike[key].append(still.likeness(marks))
        yield (frame + 1) / length, None, Found()
    for key, still in stills.items():
        found = yield from _told_apart(still, alike[key], read)
        yield 1.0, key, found


def _told_apart(
    still: Still, likeness: Sequence[float], read: Callable[[int], Gray]
) -> Generator[tuple[float, None, Found], None, Found]:
    """Return the frame among those that look alike when small whose detail is the still's."""
    ranked = sorted(range(len(likeness)), key=lambda frame: -likeness[frame])
    if not ranked:
        return Found()
    best = ranked[0]
    if likeness[best] < _HOPE:
        return Found(best, likeness[best])
    first = read(best)
    fills = still.is_of_shape(first)
    margin = _NEAR if fills else _NEAR_CROPPED
    near = [frame for frame in ranked[:_MOST_NEAR] if likeness[frame] > likeness[best] - margin]
    sought = Sought(still.picture, first)
    if not sought.is_found:
        return Found(best, likeness[best])
    detail: dict[int, float] = {}
    for frame in near:
        detail[frame] = sought.likeness(read(frame))
        yield 1.0, None, Found()
    by_detail = sorted(detail, key=lambda frame: -detail[frame])
    if sought.is_moved:  # laid onto one frame it was moved with what moved since: each has to be tried by itself
        laid: dict[int, float] = {}
        around = [by_detail[0] + step for step in (0, -1, 1, -2, 2)]
        for frame in dict.fromkeys([*by_detail[: _MOST_LAID - 5], *around]):
            if 0 <= frame < len(likeness):
                gray = read(frame)
                own = Sought(still.picture, gray)
                laid[frame] = own.likeness(gray) if own.is_found else -1.0
                yield 1.0, None, Found()
        chosen = max(laid, key=lambda frame: laid[frame])
    else:
        chosen = by_detail[0]
    # that it could be laid onto the frame says more than how alike the two look when small
    return Found(chosen, max(likeness[chosen], sought.agreement))


def nearer_frame(still: Still, frame: int, read: Callable[[int], Gray], length: int, reach: int = 3) -> int:
    """Return the frame, at most `reach` away, whose detail is surely nearer to the still's than that of `frame`;
    `frame` itself where none is. Numbers that count from 1, or were rounded from a timecode, are found so."""
    own = read(frame)
    if not still.is_of_shape(own):
        return frame
    sought = Sought(still.picture, own, is_whole=True)
    here = sought.likeness(own)
    if here > _CERTAIN:  # no other frame can be surely nearer, and reading them takes time
        return frame
    around = [at for at in range(frame - reach, frame + reach + 1) if 0 <= at < length and at != frame]
    others = {at: sought.likeness(read(at)) for at in around}
    best = max(others, key=lambda at: others[at], default=frame)
    # the share of what is missing to a full likeness that the other frame makes up
    return best if best != frame and 1 - others[best] < _SURELY * (1 - here) else frame


def without_bars(gray: Gray) -> Gray:
    """Return the picture without black bars on opposite sides, as letterboxing leaves them."""
    height, width = gray.shape
    for axis, size in ((1, height), (0, width)):
        dark = np.flatnonzero(np.percentile(gray, 98, axis=axis) > _BLACK)
        if not len(dark):
            return gray
        before, after = int(dark[0]), size - 1 - int(dark[-1])
        is_pair = min(before, after) > 0.01 * size and abs(before - after) < 0.03 * size
        if is_pair and before + after < _MOST_BARS * size:
            part = slice(before, size - after)
            gray = gray[part] if axis == 1 else gray[:, part]
    return np.ascontiguousarray(gray)


def _at_most(picture: NDArray[Any], width: int) -> NDArray[Any]:
    """Return the picture no wider than `width`, in its shape as far as whole pixels have it."""
    scale = min(1.0, width / picture.shape[1])
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def _mark(gray: Gray) -> NDArray[np.float32]:
    """Return a small picture as a vector of mean 0 and length 1: the dot product of two is their correlation."""
    small = cv2.resize(gray, _MARK_SIZE, interpolation=cv2.INTER_AREA).astype(np.float32).ravel()
    small -= small.mean()
    mark: NDArray[np.float32] = small / np.float32(max(1e-9, float(np.linalg.norm(small))))
    return mark
