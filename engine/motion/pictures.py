"""The pictures that a run along the motion writes into its folder and shows."""

from __future__ import annotations

from collections.abc import Generator, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import lab_to_rgb
from engine.media.masks import colored, over_gray
from engine.motion.codes import Codes
from engine.motion.fusion import Answer
from engine.motion.radiance import HdrShot
from engine.motion.views import Shot, resized
from engine.project.runs import RunFolder
from engine.runtime.context import Context, Picture
from engine.runtime.events import Preview

_PREVIEW_WIDTH = 640


class Pictures:
    """Writes frames into the run's folder and draws previews of them."""

    def __init__(self, shot: Shot, folder: RunFolder) -> None:
        self._shot, self._folder = shot, folder

    def write_key(self, frame: int) -> None:
        self._write(frame, self._shot.keyframe_picture(frame))
        self._folder.write_confidence(frame, np.ones(self._shot.low, np.float32))

    def write(self, frame: int, answer: Answer) -> Generator[None, None, None]:
        """Write the frame and its confidence. Yields between steps."""
        picture = yield from self._shot.picture(frame, answer.ab)
        self._write(frame, picture)
        self._folder.write_confidence(frame, np.clip(resized(answer.confidence, self._shot.low), 0, 1))

    def read(self, frame: int) -> Picture | None:
        """Return the frame as it is on disk and looks (RGB), or None if there is none yet."""
        return self._folder.read_frame(frame)

    def preview(self, frame: int) -> Preview | None:
        """Return a small picture of the frame as it is on disk, or None if there is none yet."""
        image = self.read(frame)
        return None if image is None else Preview(frame, _small(image))

    def draft(self, frame: int, answer: Answer) -> Preview:
        """Return a small picture that is not written: what can be said before the motion was followed so far."""
        lightness = self._shot.view(frame, (answer.ab.shape[0], answer.ab.shape[1])).lightness
        return Preview(frame, _small(lab_to_rgb(self._shot.light.lightness(lightness, answer.ab), answer.ab)))

    def _write(self, frame: int, picture: Picture) -> None:
        self._folder.write_frame(frame, picture)


class MaskPictures(Pictures):
    """The same for masks, which look like their objects' colors, over the darkened frame while they are made."""

    def __init__(self, shot: Shot, folder: RunFolder, codes: Codes, colors: Mapping[int, str]) -> None:
        super().__init__(shot, folder)
        self._codes, self._colors = codes, colors

    def read(self, frame: int) -> Picture | None:
        mask = self._folder.read_mask(frame)
        return None if mask is None else colored(mask)

    def preview(self, frame: int) -> Preview | None:
        mask = self._folder.read_mask(frame)
        if mask is None:
            return None
        return Preview(frame, over_gray(mask, self._shot.lightness(frame), _PREVIEW_WIDTH, self._colors))

    def draft(self, frame: int, answer: Answer) -> Preview:
        lightness = self._shot.view(frame, self._shot.low).lightness
        mask = self._codes.decoded(answer.ab)
        return Preview(frame, over_gray(mask, lightness, _PREVIEW_WIDTH, self._colors))

    def _write(self, frame: int, picture: Picture) -> None:
        self._folder.write_mask(frame, np.asarray(picture, np.uint8))


class HdrPictures(Pictures):
    """The same for scene-linear light, which looks as bright as the film."""

    def __init__(self, shot: HdrShot, folder: RunFolder) -> None:
        super().__init__(shot, folder)
        self._light = shot

    def read(self, frame: int) -> Picture | None:
        light = self._folder.read_frame(frame)
        return None if light is None else self._light.shown(frame, light)

    def draft(self, frame: int, answer: Answer) -> Preview:
        unit = self._shot.small_rgb(frame, answer.ab)
        return Preview(frame, _small(np.rint(unit * np.float32(255)).astype(np.uint8)))


def pictures_of(shot: Shot, context: Context) -> Pictures:
    """Return what makes the pictures of this shot's kind."""
    if isinstance(shot, HdrShot):
        return HdrPictures(shot, context.folder)
    if shot.codes is None:
        return Pictures(shot, context.folder)
    return MaskPictures(shot, context.folder, shot.codes, context.colors)


def _small(image: Picture) -> NDArray[np.uint8]:
    """Return an integer picture as uint8, no wider than a preview."""
    height, width = image.shape[:2]
    if width > _PREVIEW_WIDTH:
        size = (_PREVIEW_WIDTH, max(1, round(height * _PREVIEW_WIDTH / width)))
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return np.asarray(image if image.dtype == np.uint8 else np.rint(image / np.float32(257)), np.uint8)
