"""One keyframe's color on one other frame, near or in another shot: a copy that fits the frame it is put on."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

from engine.color.lab import rgb_to_lab
from engine.media.source import FrameSource
from engine.motion.chain import Chain
from engine.motion.views import Shot, resized
from engine.runtime.context import Inputs, KeyframePicture, Picture

Result = TypeVar("Result")

FARTHEST = 40  # frames along which motion is followed; farther away, what looks alike says as much, at once


def copied(frames: FrameSource, key: KeyframePicture, to: int, *, follows: bool) -> Generator[float, None, Picture]:
    """Return frame `to` with the color of the keyframe `key`, at full size, with the frame's own light.

    `follows`: the frames between belong to one shot, and the color goes along with what moves. Else, and far away, it
    goes from places to places that look alike. Yields the share done, 0..1.
    """
    first, last = sorted((key.frame, to))
    shot = Shot(Inputs(frames, first, last + 1, (key,)), 0)
    direction = 1 if to > key.frame else -1
    is_near = follows and abs(to - key.frame) <= FARTHEST
    if not is_near:
        found = yield from _breathing(Chain(shot, key.frame, direction, shot.work, matching=True).leap(to), 0.5)
    else:
        # at the working size and with matching it is 1 to 2 dB better, and ten times slower: this is waited for
        chain = Chain(shot, key.frame, direction, shot.low, matching=False)
        steps = range(key.frame + direction, to + direction, direction)
        for done, frame in enumerate(steps, 1):
            found = yield from _breathing(chain.follow(frame), done / (len(steps) + 1))
            chain.keep()
    return (yield from _breathing(shot.picture(to, found.ab), 1.0))


def laid(frames: FrameSource, key: KeyframePicture, to: int) -> Generator[float, None, Picture]:
    """Return frame `to` with the color of the keyframe where it was, for a camera and a scene that do not move."""
    first, last = sorted((key.frame, to))
    shot = Shot(Inputs(frames, first, last + 1, (key,)), 0)
    ab = resized(rgb_to_lab(key.image)[..., 1:].copy(), shot.work)
    return (yield from _breathing(shot.picture(to, ab), 1.0))


def _breathing(steps: Generator[None, None, Result], share: float) -> Generator[float, None, Result]:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result
        yield share
