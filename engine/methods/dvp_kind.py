"""What is propagated: what the network answers for it, how that is judged, and the pictures it becomes.

One `Target` and one `Pictures` a kind; everything else of Deep Video Prior is the same for all of them.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.color.blend import laid_over
from engine.methods.dvp_shot import Shot
from engine.project.runs import RunFolder
from engine.runtime.context import KeyframePicture
from engine.runtime.events import Preview

Planes = NDArray[np.float32]  # h×w×C, what the network says about a frame at the working size

PREVIEW_WIDTH = 640
_LEAST_TRUSTED = 0.02  # share of the picture below which what is trusted counts less than a whole picture
_PIECE = 160  # lines and columns of the piece on which the time a picture takes is tried


class Target(ABC):
    """What the network is to answer. Labels and answers are 1×`channels`×h×w."""

    channels: int
    has_objects = False  # whether a label says where objects are

    @abstractmethod
    def label(self, image: NDArray[Any]) -> Tensor:
        """Return a keyframe (at the clip's size) as a label."""

    @abstractmethod
    def loss(self, answer: Tensor, label: Tensor, trust: Tensor | None = None) -> Tensor:
        """Return how far an answer is from a label, a scalar tensor; `trust` (1×1×h×w, 0..1) weighs its pixels."""

    @abstractmethod
    def planes(self, label: Tensor) -> Planes:
        """Return a label as what `Pictures` takes."""

    def base(self, labels: Sequence[Tensor]) -> Tensor:
        """Return what is added to every answer (1×C×1×1): a network that says 0 answers the keyframes' mean."""
        return torch.stack([label.mean((2, 3), keepdim=True) for label in labels]).mean(0)

    def settled(self, answer: Tensor) -> Tensor:
        """Return an answer as a pseudo label."""
        return answer

    def objects(self, label: Tensor) -> Tensor:
        """Return where objects are in a label that says so (1×1×h×w, 0..1)."""
        raise NotImplementedError


class Pictures(ABC):
    """Makes pictures of what the network says, and writes them into the run's folder."""

    def __init__(self, folder: RunFolder, shot: Shot, keyframes: Mapping[int, KeyframePicture]) -> None:
        self._folder, self._shot, self._keyframes = folder, shot, keyframes

    @abstractmethod
    def write_keyframe(self, frame: int) -> None:
        """Write the keyframe as the artist made it."""

    @abstractmethod
    def write_first(self, frame: int, planes: Planes) -> None:
        """Write a picture of this frame that will be replaced: made fast."""

    @abstractmethod
    def write_final(self, frame: int, planes: Planes) -> Generator[None, None, NDArray[Any]]:
        """Write the frame with the edges of the source, and return it as `read` does. Yields between long steps."""

    def learned(self, predict: Callable[[int], Planes]) -> None:  # noqa: B027  few kinds make use of it
        """Take what answers for any frame now that the network has learned, before final pictures are made."""

    def clear(self) -> None:  # noqa: B027
        """Remove what is kept on disk for the final pictures alone."""

    @abstractmethod
    def small_rgb(self, frame: int, planes: Planes) -> NDArray[np.float32]:
        """Return the frame at the working size, h×w×3 RGB 0..1."""

    @abstractmethod
    def preview(self, frame: int, planes: Planes | None) -> Preview:
        """Return a small picture of a frame with these planes; without, of the artist's keyframe."""

    @abstractmethod
    def _try(self, piece: NDArray[Any]) -> float:
        """Make a first and a final picture of a piece of a keyframe; return the moment between them."""

    def seconds_a_picture(self) -> tuple[float, float]:
        """Return about how long a first and a final picture of this clip take, tried on a small piece."""
        keyframe = next(iter(self._keyframes.values())).image
        piece = keyframe[:_PIECE, :_PIECE]
        started = time.monotonic()
        middle = self._try(piece)
        share = keyframe.shape[0] * keyframe.shape[1] / (piece.shape[0] * piece.shape[1])
        return share * (middle - started), share * (time.monotonic() - middle)

    def touched(self, frame: int, image: NDArray[Any]) -> NDArray[Any]:
        """Return `image`, a picture of this frame, with what the artist painted on it; others stay as they are."""
        key = self._keyframes.get(frame)
        return image if key is None or key.trust is None else laid_over(image, key.image, key.trust)

    def read(self, frame: int) -> NDArray[Any] | None:
        """Return the picture of this frame that is in the folder (H×W×3 RGB), if there is one."""
        return self._folder.read_frame(frame)


def weighed(off: Tensor, trust: Tensor | None) -> Tensor:
    """Return the mean of `off` (1×C×h×w), over what is trusted where that is given: a small patch that was painted is
    to be learned as surely as a whole picture."""
    if trust is None:
        return off.mean()
    return (off * trust).mean() / trust.mean().clamp(min=_LEAST_TRUSTED)


def enlarged(planes: Planes, shape: tuple[int, ...]) -> Planes:
    """Return `planes` at the size of a picture of `shape`, interpolated."""
    return np.asarray(cv2.resize(planes, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR))


def at_most(picture: NDArray[Any]) -> NDArray[Any]:
    """Return the picture shrunk to the width of a preview if it is wider."""
    height, width = picture.shape[:2]
    if width <= PREVIEW_WIDTH:
        return picture
    size = (PREVIEW_WIDTH, max(1, round(height * PREVIEW_WIDTH / width)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
