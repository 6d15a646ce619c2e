"""The order of the work: first pictures outward from the keyframes, then final ones in the order of the clip."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Reach:
    """First pictures: from `key` in `direction` over `frames`, nearest first."""

    key: int
    direction: int
    frames: range


@dataclass(frozen=True)
class Segment:
    """Frames `start` to `stop` (half-open) between neighboring keyframes, or between one and an end of the shot."""

    start: int
    stop: int
    left: int | None
    right: int | None

    def __len__(self) -> int:
        return self.stop - self.start


def first_order(start: int, stop: int, keys: tuple[int, ...], looked_at: int | None) -> list[Reach]:
    """Return who makes which first picture: each frame its nearest keyframe, the frame being looked at soon."""
    reaches = []
    for index, key in enumerate(keys):
        before = keys[index - 1] if index else None
        after = keys[index + 1] if index + 1 < len(keys) else None
        first = start if before is None else (before + key) // 2 + 1
        last = stop - 1 if after is None else (key + after) // 2
        reaches += [Reach(key, 1, range(key + 1, last + 1)), Reach(key, -1, range(key - 1, first - 1, -1))]
    around = keys[0] if looked_at is None else looked_at

    def far(reach: Reach) -> tuple[bool, int, int]:
        return (around not in reach.frames, abs(reach.key - around), -reach.direction)

    return sorted((reach for reach in reaches if reach.frames), key=far)


def segments(start: int, stop: int, keys: tuple[int, ...]) -> list[Segment]:
    """Return the stretches between keyframes in the order of the clip, keyframes and empty ones left out."""
    ends = [None, *keys, None]
    cut = [
        Segment(start if left is None else left + 1, stop if right is None else right, left, right)
        for left, right in pairwise(ends)
    ]
    return [segment for segment in cut if len(segment) > 0]
