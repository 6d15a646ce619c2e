"""One keyframe's chain: its color carried frame by frame away from it, in one direction."""

from __future__ import annotations

from collections.abc import Generator, Mapping

import numpy as np
from numpy.typing import NDArray

from engine.motion.exposure import as_exposed
from engine.motion.fusion import Answer, answer, steadied
from engine.motion.track import LINKS, Track, carry, certainty, fetch, length_of, start
from engine.motion.views import Shot, Size, resized

Tensors = dict[str, NDArray[np.float32]]


class Chain:
    """Follows the frames next to `key` in `direction` (1 or -1) at `size`, which must be taken one after the other.

    A quick chain keeps to links of one frame, measured fast. What is not smoothed keeps what the key shows to the
    pixel: light beyond white has edges where L has none.
    """

    def __init__(
        self,
        shot: Shot,
        key: int,
        direction: int,
        size: Size,
        *,
        matching: bool,
        is_quick: bool = False,
        is_smoothed: bool = True,
    ) -> None:
        self._shot, self.key, self.direction, self._size = shot, key, direction, size
        self._matching, self._is_quick, self._is_smoothed = matching, is_quick, is_smoothed
        self._links = LINKS[:1] if is_quick else LINKS
        self._tracks = {key: start(shot.key_view(key, size).appearance)}
        self._before: Answer | None = None  # for the frame before
        self._followed: tuple[int, Track, Answer] | None = None

    @property
    def track(self) -> Track:
        """Where the frame followed last lies in the keyframe."""
        return self._followed[1] if self._followed else list(self._tracks.values())[-1]

    def leap(self, frame: int) -> Generator[None, None, Answer]:
        """Return what the keyframe says about a far frame, the motion to it measured in one step."""
        self._tracks[frame - self.direction] = self._tracks[self.key]
        return self.follow(frame)

    def follow(self, frame: int) -> Generator[None, None, Answer]:
        """Return the answer of the keyframe for `frame`, the next one; `keep` goes there. Yields in between."""
        shot, size = self._shot, self._size
        key, view = shot.key_view(self.key, size), shot.view(frame, size)
        yield
        links = [
            (length, shot.view(at, size).gray, self._tracks[at])
            for length in self._links
            if (at := frame - self.direction * length) in self._tracks
        ]
        track, step = yield from carry(view.appearance, key.appearance, links, is_quick=self._is_quick)
        yield
        matched, lightness = None, view.lightness
        if self._matching:
            low_view, low_key = shot.view(frame, shot.low), shot.key_view(self.key, shot.low)
            low = low_view.lightness
            scale = np.array([shot.low[1] / size[1], shot.low[0] / size[0]], np.float32)
            places = resized(track.places, shot.low) * scale
            here, there = low, fetch(low_key.lightness, places)
            certain = resized(certainty(track), shot.low)
            low, lightness = (as_exposed(plane, here, there, certain) for plane in (low, lightness))
            matched = yield from low_key.memory.match(low, places, low_view.seen)
        unlike = None
        if view.seen is not None and key.seen is not None:
            unlike = length_of(view.seen - fetch(key.seen, track.places))
        found = answer(
            track,
            (key.lightness, key.ab),
            lightness,
            abs(frame - self.key),
            matched,
            unlike,
            is_smoothed=self._is_smoothed,
        )
        found = found if self._is_quick else steadied(found, self._before or Answer.of_keyframe(key.ab), step)
        self._followed = frame, track, found
        return found

    def keep(self) -> None:
        """Take the step that was followed last. Until then the chain stands, and is saved, where it stood before."""
        if self._followed is None:
            return
        frame, track, self._before = self._followed
        self._followed = None
        self._tracks[frame] = track
        reach = max(self._links)
        for old in [at for at in self._tracks if abs(at - frame) >= reach]:
            del self._tracks[old]

    @property
    def unlike(self) -> float:
        """How unlike the keyframe the frame followed last looks, 0 equal to about 2."""
        return float(self.track.cost.mean())

    def saved(self) -> Tensors:
        """Return what is needed to go on after the last followed frame."""
        before = {} if self._before is None else {"before.ab": self._before.ab, "before.error": self._before.error}
        return before | {
            f"track.{frame}.{name}": getattr(track, name)
            for frame, track in self._tracks.items()
            for name in ("places", "error", "left", "cost")
        }

    def restore(self, tensors: Mapping[str, NDArray[np.float32]]) -> None:
        """Go on from what `saved` returned."""
        if not tensors:
            return
        self._tracks.clear()
        if "before.ab" in tensors:
            self._before = Answer(tensors["before.ab"], tensors["before.error"])
        for frame in sorted({int(name.split(".")[1]) for name in tensors if name.startswith("track.")}):
            places, error, left, cost = (
                tensors[f"track.{frame}.{part}"] for part in ("places", "error", "left", "cost")
            )
            # what is hidden is found anew in every frame
            self._tracks[frame] = Track(places, error, left, cost, np.zeros_like(cost))
