"""`FrameSource`: exact random access by frame index, whatever the file is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.project.model import ColorSpec


@dataclass(frozen=True)
class ClipFacts:
    """What is known of a clip. `width`, `height`: upright stored pixels. `warnings`: sentences for the artist.

    `luma_weights`: the (Kr, Kb) with which a film's Y', and so `read_luma`, was made from R'G'B'; None where
    `read_luma` keeps CIE L (pictures and films coded in RGB).
    """

    path: Path
    width: int
    height: int
    rate: Fraction
    pixel_aspect: Fraction
    color: ColorSpec
    container: str = ""
    codec: str = ""
    pixel_format: str = ""
    rotation: int = 0
    duration: float | None = None
    is_variable_rate: bool = False
    is_interlaced: bool = False
    has_alpha: bool = False
    audio: tuple[str, ...] = ()
    subtitles: tuple[str, ...] = ()
    timecode: str | None = None
    luma_weights: tuple[float, float] | None = None
    warnings: tuple[str, ...] = ()


class FrameSource(Protocol):
    """Frames by index: frame i is the same picture whether reached by seeking or in order.

    Thread-safe: `read*` may be called from any thread. `read*` and `len` may block until the background index
    has come that far; `known_length` and `is_indexed` never block.
    """

    @property
    def facts(self) -> ClipFacts:
        """What is known now; the warnings grow as the film is read, so ask again rather than keep it."""
        ...

    @property
    def is_indexed(self) -> bool:
        """Whether the exact length and all timestamps are known."""
        ...

    @property
    def known_length(self) -> int:
        """Frames known so far, or the container's estimate; exact once `is_indexed`."""
        ...

    def __len__(self) -> int:
        """Exact number of frames; waits for the index."""
        ...

    def read(self, index: int) -> NDArray[Any]:
        """Return frame `index`: H×W×3 RGB, upright, uint8 (8-bit), uint16 (deeper, full range) or float32 (EXR).

        Raises `MediaError` (one sentence) if it cannot be decoded, `IndexError` if there is no such frame.
        """
        ...

    def read_luma(self, index: int) -> NDArray[np.float32]:
        """Return the frame as gray, H×W, 0..1, gamma-encoded: the only thing color methods look at.

        Films: the Y' samples expanded to full range. Pictures: the gray with the same CIE L as the pixel.
        """
        ...

    def time(self, index: int) -> Fraction:
        """Return the presentation time of the frame in seconds, from the first frame's 0."""
        ...

    def close(self) -> None: ...


class NativeSource(FrameSource, Protocol):
    """What `open_source` gives: frames with the file's own times and luma samples, for proxies and export."""

    @property
    def time_base(self) -> Fraction:
        """Seconds a unit of `pts`."""
        ...

    def pts(self, index: int) -> int:
        """Return the frame's presentation time in `time_base`, as the file has it; strictly rising."""
        ...

    def read_luma_samples(self, index: int) -> NDArray[Any]:
        """Return the Y' plane exactly as decoded, H×W, upright: uint8, or uint16 in the low bits.

        Black and white lie where `color_spec.luma_range` says. RGB has no Y': the gray of `read_luma`, full range,
        as uint8 or (deeper than 8 bits) uint16.
        """
        ...


def open_source(path: Path | str, *, deinterlace: bool = False) -> NativeSource:
    """Open a film, a folder of pictures or one picture of a numbered sequence.

    Returns at once; the packet index is built in the background. Raises `MediaError` with one sentence.
    """
    from engine.media.images import ImageSequence, is_picture
    from engine.media.video import VideoSource

    path = Path(path)
    if path.is_dir() or is_picture(path):
        return ImageSequence(path)
    return VideoSource(path, deinterlace=deinterlace)
