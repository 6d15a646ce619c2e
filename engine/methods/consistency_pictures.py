"""From answers at the working size to pictures: first ones, final ones with the clip's own detail, previews."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import Unit
from engine.color.transfer import shift, transfer, transferred
from engine.methods.consistency_footage import Footage
from engine.methods.consistency_training import Answer
from engine.project.runs import RunFolder
from engine.runtime.events import Preview

_PREVIEW_WIDTH = 640


class Pictures:
    """Writes frames into the run's folder, 16 bits where the clip or its processed version is deeper than 8."""

    def __init__(self, folder: RunFolder, footage: Footage) -> None:
        self._folder, self._footage = folder, footage
        self._dtype = np.dtype(np.uint16 if footage.pair.is_deep else np.uint8)

    def write_first(self, frame: int, answer: Answer) -> None:
        """Write a picture that will be replaced: the frame, changed as its small version was."""
        given = self._footage.pair.given(frame)
        self._write(frame, shift(given, self._footage.given(frame), answer.image), answer)

    def write_final(self, frame: int, answer: Answer) -> Generator[None, None, NDArray[Any]]:
        """Write the picture and return it, H×W×3. Yields between steps: large ones take their time."""
        given = self._footage.pair.given(frame)
        yield
        full = yield from transfer(given, self._footage.given(frame), answer.image)
        return self._write(frame, full, answer)

    def seconds_a_picture(self) -> tuple[float, float]:
        """Return about how long a first and a final picture of this clip take, tried on a piece of it."""
        pair = self._footage.pair
        piece = np.ascontiguousarray(pair.given(pair.start)[:256, :256])
        small = np.ascontiguousarray(cv2.resize(piece, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA))
        share = pair.height * pair.width / (piece.shape[0] * piece.shape[1])
        times = []
        for make in (shift, transferred):
            started = time.monotonic()
            cv2.imencode(".png", self._encoded(make(piece, small, small)))
            times.append(share * (time.monotonic() - started))
        return times[0], times[1]

    def preview(self, frame: int, answer: Answer) -> Preview:
        """Return a small picture of the frame with this answer."""
        pair = self._footage.pair
        width = min(_PREVIEW_WIDTH, pair.width)
        given = pair.given(frame)
        if width < pair.width:
            height = max(1, round(pair.height * width / pair.width))
            given = np.asarray(cv2.resize(given, (width, height), interpolation=cv2.INTER_AREA), np.float32)
        image = shift(given, self._footage.given(frame), answer.image)
        return Preview(frame, np.rint(image * 255).astype(np.uint8))

    def read(self, frame: int) -> NDArray[Any] | None:
        """Return the picture of this frame that is in the folder, if there is one."""
        return self._folder.read_frame(frame)

    def _write(self, frame: int, full: Unit, answer: Answer) -> NDArray[Any]:
        image = self._encoded(full)
        self._folder.write_frame(frame, image)
        if answer.confidence is not None:
            self._folder.write_confidence(frame, answer.confidence)
        return image

    def _encoded(self, full: Unit) -> NDArray[Any]:
        top = 255 if self._dtype == np.uint8 else 65535
        return np.asarray(np.rint(full * np.float32(top)), self._dtype)
