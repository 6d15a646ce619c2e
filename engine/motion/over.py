"""Pictures that are shown, changed where a touch-up reaches them and nowhere else."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from pathlib import Path

import cv2
import numpy as np

from engine.color.blend import laid_over
from engine.color.lab import Chroma, Plane, rgb_to_lab
from engine.motion.fusion import Answer
from engine.motion.repaint import Repaint, Ways
from engine.motion.touched import Said, TouchUps, together
from engine.motion.views import Shot, Size, resized
from engine.project.runs import RunFolder
from engine.runtime.context import Inputs, KeyframePicture, Picture
from engine.runtime.errors import ProjectError

_REACHED = 0.02  # share from which a touch-up has got to a pixel
_AROUND = 1 / 12  # of the height: how far from there what it is about may lie


class Over:
    """Writes into `folder` what the frames of `inputs` show, with what was touched up. `shot` is of the same inputs;
    `scratch` is where answers are kept."""

    def __init__(self, inputs: Inputs, shot: Shot, folder: RunFolder, scratch: Path, *, matching: bool) -> None:
        assert inputs.over is not None
        self._over, self._shot, self._folder, self._scratch = inputs.over, shot, folder, scratch
        self._repaint = Repaint(shot, inputs.over) if inputs.kind == "style" else None
        self.touched = self._touch_ups(matching=matching)

    def _touch_ups(self, *, matching: bool, size: Size | None = None, is_quick: bool = False) -> TouchUps:
        kind = TouchUps if self._repaint is None else Ways
        return kind(self._scratch, self._shot, matching=matching, size=size, is_quick=is_quick)

    def shown(self, frame: int) -> Picture:
        """Return the frame as it is shown, or as a whole keyframe says; with what was painted on this very frame.

        Raises `ProjectError` where it shows nothing.
        """
        if frame in self._shot.keys:
            return self._shot.keyframe_picture(frame)
        shown = self._over(frame)
        if shown is None:
            raise ProjectError(f"Frame {frame} shows no result that could be changed; run the whole shot first.")
        key = self._shot.partial.get(frame)
        if key is None or key.trust is None:
            return shown
        return laid_over(shown, self._shot.keyframe_picture(frame), key.trust)

    def write_shown(self, frame: int) -> None:
        """Write the frame as it is."""
        self._write(frame, self.shown(frame))

    def write_changed(self, frame: int, more: Chroma | None = None) -> Generator[None, None, Picture]:
        """Write the frame with what the touch-ups say, whose answers are on disk; return it. Yields between steps.

        `more` (ab, h×w×2 of any size) is a change that is known from elsewhere: it counts where they say nothing, but
        only around what they changed. A network that learns on changes its mind about the rest of the picture too.
        """
        return (yield from self._change(frame, self._shot.work, None, more))

    def first_pictures(self) -> Generator[int | None]:
        """Write a quick picture of every frame that a touch-up reaches, nearest first. Yields often, and a frame
        when it is written."""
        low = self._shot.low
        quick = self._touch_ups(matching=False, size=low, is_quick=True)
        touches: dict[int, list[Said]] = {}
        for touch, key, frame in quick.outward():
            if touch is not None:
                known = touches.setdefault(frame, [])
                known.append(Said(key, touch, quick.fade(key, frame)))
                for _ in self._change(frame, low, known):
                    yield None
                yield frame
            yield None

    def _change(
        self, frame: int, size: Size, said: list[Said] | None, more: Chroma | None = None
    ) -> Generator[None, None, Picture]:
        """Write the frame with what the touch-ups say at `size`: those given, or else those that are on disk."""
        shown = self.shown(frame)
        said = list(self.touched.said(frame, size)) if said is None else said
        yield
        if frame in self._shot.partial:
            picture = shown
        elif self._repaint is not None:
            picture = yield from self._repaint.made(frame, shown, size, said)
        else:
            own = self._chroma(shown, size)
            begun = own if more is None else own + resized(more, size) * near(said, size)[..., None]
            before = Answer(begun, np.ones(size, np.float32))
            after = together(before, said)
            yield
            picture = yield from self._shot.changed(frame, shown, after.ab - own)
            self._folder.write_confidence(frame, np.clip(resized(after.confidence, self._shot.low), 0, 1))
        self._write(frame, picture)
        return picture

    def _chroma(self, picture: Picture, size: Size) -> Chroma:
        codes = self._shot.codes
        ab = rgb_to_lab(picture)[..., 1:] if codes is None else codes.encoded(picture)
        return resized(np.ascontiguousarray(ab), size)

    def _write(self, frame: int, picture: Picture) -> None:
        if self._shot.codes is None:
            self._folder.write_frame(frame, picture)
        else:
            self._folder.write_mask(frame, np.asarray(picture, np.uint8))


def near(said: Iterable[Said], size: Size) -> Plane:
    """Return how much a place (h×w, 0..1) belongs to the surroundings of what touch-ups change in a frame."""
    is_reached = np.zeros(size, np.uint8)
    for each in said:
        is_reached |= (resized(each.touch.share, size) * each.fade > _REACHED).astype(np.uint8)
    around = max(1, round(size[0] * _AROUND))
    disk = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * around + 1, 2 * around + 1))
    grown = cv2.dilate(is_reached, disk).astype(np.float32)
    return np.asarray(cv2.blur(grown, (around, around)), np.float32)


def made_whole(inputs: Inputs) -> tuple[KeyframePicture, ...]:
    """Return the keyframes of `inputs` for a method that learns whole pictures: one that was touched up is laid over
    what its frame shows."""
    keyframes = []
    for key in inputs.keyframes:
        shown = inputs.over(key.frame) if inputs.over is not None and key.trust is not None else None
        if shown is None or key.trust is None:
            keyframes.append(key)
        else:
            keyframes.append(KeyframePicture(key.frame, laid_over(shown, key.image, key.trust), key.kind))
    return tuple(keyframes)
