"""How the color of a keyframe comes to the frames around it: along the measured motion, or a method's own way."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Protocol

from engine.motion.chain import Chain, Tensors
from engine.motion.fusion import Answer, joined
from engine.motion.views import Shot


class Followed(Protocol):
    """What one keyframe says about one frame after the other (`engine.motion.chain.Chain`)."""

    @property
    def unlike(self) -> float:
        """How unlike the keyframe the frame followed last looks, from 0, equal."""
        ...

    def follow(self, frame: int) -> Generator[None, None, Answer]: ...
    def keep(self) -> None: ...
    def saved(self) -> Tensors: ...
    def restore(self, tensors: Tensors) -> None: ...


class Carrying(Protocol):
    """How a keyframe's color comes to the frames around it.

    `digest` is the same where it gives the same answers: a run is not continued with another one. Where it
    `is_independent` a frame's answer needs none of the frames before it.
    """

    @property
    def digest(self) -> str: ...
    @property
    def is_independent(self) -> bool: ...
    def chain(self, shot: Shot, key: int, direction: int) -> Followed:
        """Return what is followed from `key` in `direction` (1 or -1)."""
        ...

    def joined(self, left: Answer, left_distance: int, right: Answer, right_distance: int) -> Answer:
        """Return what both keyframes say together; `…_distance`: frames to each."""
        ...


@dataclass(frozen=True)
class AlongMotion:
    """Color goes along the motion from frame to frame, as measured."""

    matching: bool
    is_smoothed: bool = True
    digest: str = ""
    is_independent: bool = False

    def chain(self, shot: Shot, key: int, direction: int) -> Followed:
        return Chain(shot, key, direction, shot.work, matching=self.matching, is_smoothed=self.is_smoothed)

    def joined(self, left: Answer, left_distance: int, right: Answer, right_distance: int) -> Answer:
        return joined(left, left_distance, right, right_distance)
