"""Which keyframe rules which frames: each the ones that lie nearer to it than to its neighbors in the shot."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from engine.project.model import Kind, Shot


@dataclass(frozen=True, slots=True)
class Reach:
    """Frames `start` to `stop` (half-open) are ruled by the keyframe at `frame` of the shot with this id."""

    frame: int
    start: int
    stop: int
    shot: str
    image: str = ""


def reaches(shot: Shot, kind: Kind = "color") -> tuple[Reach, ...]:
    """Return the reach of every keyframe of this kind, in order; together they cover the shot without a gap.

    One that was touched up counts where it was painted and rules no frame.
    """
    keyframes = {key.frame: key for key in shot.keyframes if key.kind == kind and key.trust is None}
    frames = sorted(keyframes)
    middles = [(one + other) // 2 + 1 for one, other in pairwise(frames)]
    starts, stops = [shot.start, *middles], [*middles, shot.stop]
    return tuple(
        Reach(frame, start, stop, shot.id, keyframes[frame].image)
        for frame, start, stop in zip(frames, starts, stops, strict=False)
    )
