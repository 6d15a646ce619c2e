"""What a picture was made of when scribbles made it: their strokes, and what these were spread over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from engine.paint.drawn import Scribble, has_color
from engine.paint.ink import Ground
from engine.paint.opening import light_of, suited
from engine.project.blobs import Blobs
from engine.project.model import Keyframe, Scribbles


@dataclass(eq=False)
class Bottom:
    """The picture that was there before the first scribble: `pixels` until it is stored, then `blob`; neither for the
    frame's own gray."""

    pixels: NDArray[Any] | None = None
    blob: str | None = None

    @property
    def is_gray(self) -> bool:
        return self.pixels is None and self.blob is None

    def store(self, blobs: Blobs) -> str | None:
        """Return its name in the project; for the thread that stores."""
        pixels = self.pixels
        if pixels is not None:
            self.blob, self.pixels = blobs.put_picture(pixels), None
        return self.blob

    def read(self, ground: Ground, blobs: Blobs) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return its pixels, of the size and depth of what is painted on, and the gray that each keeps; for a thread.

        Raises `ProjectError` if it is missing or damaged.
        """
        pixels, blob = self.pixels, self.blob
        if pixels is None and blob is None:
            return suited(None, ground), ground.gray
        picture = suited(pixels if pixels is not None else blobs.read(blob or ""), ground)
        return picture, light_of(picture, ground.gray, ground.kept)


@dataclass(frozen=True)
class Drawing:
    """`strokes` in the order they were drawn, over `bottom`. `is_first`: the frame had no keyframe before them."""

    strokes: tuple[Scribble, ...]
    bottom: Bottom
    is_first: bool

    @property
    def has_color(self) -> bool:
        return has_color(self.strokes)

    def store(self, made: str, blobs: Blobs) -> Scribbles:
        """Return what the keyframe keeps whose picture `made` is; for the thread that stores."""
        return Scribbles(
            strokes=blobs.put_strokes(self.strokes),
            made=made,
            ground=self.bottom.store(blobs),
            is_first=self.is_first,
        )


def drawing_of(key: Keyframe | None, blobs: Blobs) -> Drawing | None:
    """Return what made the keyframe's picture, None if no scribbles did; for a thread.

    Raises `ProjectError` if the strokes are missing or damaged.
    """
    drawn = key.drawn if key is not None else None
    if drawn is None:
        return None
    return Drawing(blobs.read_strokes(drawn.strokes), Bottom(blob=drawn.ground), drawn.is_first)
