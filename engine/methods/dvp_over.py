"""Deep Video Prior where only what was touched up is to change: the pictures that are shown stay as they are.

The touch-up is carried along the motion, so that the frames beside it have new pictures within moments. Then the run
goes on with the weights of the one that made them and learns for a short time. What the network answers otherwise
than when it began is added where the motion is not sure; what it drifted by everywhere is left out.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import Chroma
from engine.motion.over import Over, made_whole
from engine.motion.views import Shot
from engine.runtime.context import Context, Inputs
from engine.runtime.events import Event, FrameReady, Progress

_DRIFT = 3.0  # units of ab that the answer of a network which learns on changes by anywhere
_REACH = 1 / 30  # of the working height: neighborhood in which a change must hold


class Shown:
    """The pictures that are shown, for a run on `inputs` that changes them."""

    def __init__(self, inputs: Inputs, context: Context) -> None:
        self.inputs = replace(inputs, keyframes=made_whole(inputs))
        shot = Shot(inputs, 0)
        self._partial = tuple(shot.partial)
        self._over = Over(inputs, shot, context.folder, context.folder.path / "touched", matching=False)
        self._frames = inputs.stop - inputs.start

    def first_pictures(self) -> Iterator[Event]:
        """Carry the touch-up along the motion, quickly, nearest frames first."""
        made = 0
        for frame in self._partial:
            self._over.write_shown(frame)
            yield FrameReady(frame)
        for written in self._over.first_pictures():
            if written is not None:
                made += 1
                yield FrameReady(written)
            yield Progress(0, 1, f"First pictures: {made} of {self._frames}")
        if self.inputs.kind == "color":  # masks are made anew by what the network learns
            yield from self._second_pictures()

    def _second_pictures(self) -> Iterator[Event]:
        """Carry it again at full size: what is final but for what the network brings."""
        for answered in self._over.touched.make():
            if answered is not None:
                for _ in self._over.write_changed(answered):
                    yield Progress(0, 1, "Carrying what was touched up")
                yield FrameReady(answered)
            yield Progress(0, 1, "Carrying what was touched up")

    def final(self, frame: int, begun: Chroma, learned: Chroma) -> Generator[None, None, NDArray[Any]]:
        """Write and return the picture of a frame: as shown, with what the motion brought and, elsewhere, what the
        network has `learned` (ab, h×w×2) since it had `begun`."""
        return (yield from self._over.write_changed(frame, meant(learned - begun)))

    def clear(self) -> None:
        """Remove what is kept on disk for this run alone."""
        self._over.touched.clear()


def meant(change: Chroma) -> Chroma:
    """Return `change` (h×w×2) without the drift: what is as small as that everywhere around is none."""
    side = 2 * max(1, round(len(change) * _REACH / 2)) + 1
    power = cv2.blur((change * change).sum(2), (side, side))
    share = np.clip(1 - np.float32(_DRIFT**2) / np.maximum(power, np.float32(1e-6)), 0, 1)
    return np.asarray(change * share[..., None], np.float32)
