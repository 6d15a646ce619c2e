"""Ranges of frames that keyframes mark off."""

from __future__ import annotations

from engine.project.model import Kind, Shot
from engine.runtime.errors import InputError


def around_keyframe(shot: Shot, frame: int, kind: Kind = "color") -> tuple[int, int]:
    """Return the frames around the keyframe at `frame`, or the one nearest to it, half-open: up to the keyframes of
    this kind beside it, those included, for color must come to them without a jump; else up to the shot's ends.

    Only keyframes that count in the whole picture are meant. Raises `InputError` where the shot has none.
    """
    keys = sorted(key.frame for key in shot.keyframes if key.kind == kind and key.trust is None)
    if not keys:
        raise InputError("This shot has no keyframe yet that frames could lie around.")
    middle = min(keys, key=lambda key: (abs(key - frame), key))
    first = max((key for key in keys if key < middle), default=shot.start)
    last = min((key for key in keys if key > middle), default=shot.stop - 1)
    return first, last + 1
