"""What every method is given: `Inputs` (what to work on) and `Context` (where and how)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.media.source import FrameSource
from engine.project.model import Kind
from engine.project.runs import RunFolder

# H×W×3 RGB: uint8, uint16 (full range) or float32 (scene linear); a mask is H×W uint8, 0 background, 1, 2 ... objects
Picture = NDArray[Any]


@dataclass(frozen=True)
class KeyframePicture:
    """A keyframe with its pixels, at the clip's full upright size.

    `trust`: where it is to be believed (H×W, 0..1), None for everywhere. Where it is not, it is a frame as any other.
    """

    frame: int
    image: Picture
    kind: Kind = "color"
    trust: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class Inputs:
    """Frames `start` to `stop` (half-open) of `frames` are to be made from the keyframes, sorted by frame.

    All keyframes lie inside the range and are of one `kind`, which is what is propagated. For color a method reads
    `frames.read_luma` alone. `processed` is another version of the clip, frame for frame. `over` gives the picture
    that a frame shows now, where only what was touched up is to change: then the method goes on from those.
    """

    frames: FrameSource
    start: int
    stop: int
    keyframes: tuple[KeyframePicture, ...]
    masks: Mapping[str, Mapping[int, NDArray[np.uint8]]] = field(default_factory=dict)
    processed: FrameSource | None = None
    kind: Kind = "color"
    over: Callable[[int], Picture | None] | None = None

    @property
    def whole(self) -> tuple[KeyframePicture, ...]:
        """The keyframes that count everywhere."""
        return tuple(key for key in self.keyframes if key.trust is None)

    @property
    def partial(self) -> tuple[KeyframePicture, ...]:
        """The keyframes that count in a part of the picture."""
        return tuple(key for key in self.keyframes if key.trust is not None)


@dataclass(frozen=True)
class Context:
    """Where results go and what to compute on. Calling a method again with the same folder resumes it.

    `weights` names files by what they are for: "start" holds the weights training begins with. `colors` ("#rrggbb")
    are those of labels in previews of masks; what is written has none.
    """

    folder: RunFolder
    device: str = "cpu"
    seed: int = 0
    weights: Mapping[str, Path] = field(default_factory=dict)
    preview_frame: Callable[[], int | None] = lambda: None
    colors: Mapping[int, str] = field(default_factory=dict)
