"""Training the aligned network: it mends what two keyframes say along the motion, and learns how to join both.

Beyond paper 2. A lesson is a frame between two keyframes, with what each says of it (`engine.training.stpn_aligned`).
The error of the joined answer, of each side's and of the way back (equation 8) is measured in shares of what it was
without the network, so that a hard frame counts no more than an easy one, as in PSNR.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from engine.motion.fusion import JOIN
from engine.networks.stpn import AB_UNIT, ERROR_UNIT, L_UNIT, Stpn
from engine.training.stpn_aligned import Carried
from engine.training.stpn_color import tint
from engine.training.stpn_training import LAMBDA, Lessons, StpnTraining, doubt_loss

_SIDE_SHARE = 0.3  # of the loss: each side's own answer
_FLOOR = 2e-4  # mean squared error, units of AB_UNIT squared: what is better than this counts no more

Planes = NDArray[np.float32]


@dataclass(frozen=True)
class Sides:
    """A crop of a frame: `known` 2×3×h×w (L of the keyframe there, L, log error) and `given` 2×2×h×w (ab) from the
    left and from the right keyframe, `wanted` 2×h×w, and `age`: log of the distance to the left over the other's."""

    known: Planes
    given: Planes
    wanted: Planes
    age: float


def drawn_sides(clips: Mapping[str, Carried], random: np.random.Generator, crop: int) -> Sides:
    """Return a random crop of a random frame, mirrored and in another hue half of the time."""
    names = list(clips)
    clip = clips[names[random.integers(len(names))]]
    at = int(random.integers(len(clip.light)))
    height, width = clip.light.shape[1:]
    size = min(height, crop), min(width, crop)
    top, left = (int(random.integers(side - part + 1)) for side, part in zip((height, width), size, strict=True))
    cut = slice(top, top + size[0]), slice(left, left + size[1])
    light = (clip.light[at][cut].astype(np.float32) - L_UNIT) / L_UNIT
    key_light = (clip.key_light[at][:, *cut].astype(np.float32) - L_UNIT) / L_UNIT
    error = clip.error[at][:, *cut].astype(np.float32) / ERROR_UNIT
    known = np.stack([key_light, np.broadcast_to(light, key_light.shape), error], 1)
    given = clip.ab[at][:, *cut].astype(np.float32) / AB_UNIT
    wanted = clip.chroma[at][cut].astype(np.float32) / AB_UNIT
    if random.random() < 0.5:
        matrix = tint(random)
        given, wanted = given @ matrix, wanted @ matrix
    given, wanted = given.transpose(0, 3, 1, 2), wanted.transpose(2, 0, 1)
    if random.random() < 0.5:
        known, given, wanted = known[..., ::-1], given[..., ::-1], wanted[..., ::-1]
    known, given, wanted = (_filled(planes, crop) for planes in (known, given, wanted))
    distance = clip.distance[at]
    age = math.log(distance[0] / distance[1])
    if random.random() < 0.5:
        known, given, age = known[::-1], given[::-1], -age
    return Sides(np.ascontiguousarray(known), np.ascontiguousarray(given), np.ascontiguousarray(wanted), age)


def _filled(planes: Planes, crop: int) -> Planes:
    """Return planes whose sides are at least `crop`, the border repeated."""
    missing = [max(0, crop - side) for side in planes.shape[-2:]]
    pads = [(0, 0)] * (planes.ndim - 2) + [(0, more) for more in missing]
    return np.pad(planes, pads, mode="edge") if any(missing) else planes


class SidesTraining(StpnTraining[Sides]):
    """The aligned network's training; its error is that of the joined answer."""

    doubted = 0.05

    @torch.no_grad()
    def error(self, network: Stpn | None) -> float:
        """Return the root of the mean squared error of joined answers; None: as `flow` joins them."""
        squares = []
        for known, given, wanted, age in self._exam:
            if network is None:
                joined = _as_flow(known, given, age)
            else:
                answer, doubt = network(given, known)
                joined = joined_sides(network, answer, doubt, age)
            squares.append((joined - wanted).square().mean((1, 2, 3)).clamp(min=1e-6))
        return math.sqrt(float(torch.cat(squares).log().mean().exp()))

    def _loss(self, lesson: Lessons) -> tuple[Tensor, Tensor]:
        """Return the loss in shares of what the error was, and that of the expected error."""
        known, given, wanted, age = lesson
        twice = torch.cat((wanted, wanted))
        answer, doubt, back = self._both_ways(given, twice, known)
        answer = answer.float()
        joined = joined_sides(self.network, answer, doubt, age)
        with torch.no_grad():
            before = _per_picture(_as_flow(known, given, age) - wanted) + _FLOOR
            alone = _per_picture(given - twice) + _FLOOR
        squares = (answer - twice).square()
        loss = (_per_picture(joined - wanted) / before).mean()
        loss = loss + _SIDE_SHARE * (squares.mean((1, 2, 3)) / alone).mean()
        if back is not None:
            loss = loss + LAMBDA * (_per_picture(back.float() - given) / alone).mean()
        return loss, doubt_loss(doubt, squares.detach())

    def _batch(self, lessons: Sequence[Sides]) -> Lessons:
        """Return known and given of all left sides, then of all right ones; wanted; age (N×1×1×1)."""

        def sides(name: str) -> Tensor:
            planes = torch.from_numpy(np.stack([getattr(lesson, name) for lesson in lessons]))
            return planes.transpose(0, 1).flatten(0, 1).to(self.device)

        wanted = torch.from_numpy(np.stack([lesson.wanted for lesson in lessons])).to(self.device)
        age = torch.tensor([lesson.age for lesson in lessons], device=self.device)[:, None, None, None]
        return sides("known").contiguous(memory_format=torch.channels_last), sides("given"), wanted, age


def joined_sides(network: Stpn, answer: Tensor, doubt: Tensor, age: Tensor) -> Tensor:
    """Return one answer N×P×H×W of those of the left and the right sides (2N×P×H×W)."""
    doubt = functional.interpolate(doubt, answer.shape[-2:], mode="bilinear", align_corners=False)
    left, right = answer.chunk(2)
    left_doubt, right_doubt = doubt.chunk(2)
    return left + (right - left) * network.share(left_doubt, right_doubt, age)


def _as_flow(known: Tensor, given: Tensor, age: Tensor) -> Tensor:
    """Return what `flow` makes of both sides (`engine.motion.fusion.joined`)."""
    left_error, right_error = (known[:, 2:] * float(ERROR_UNIT)).chunk(2)
    left, right = given.chunk(2)
    return left + (right - left) * torch.sigmoid(JOIN * (left_error - right_error + age))


def _per_picture(difference: Tensor) -> Tensor:
    return difference.square().mean((1, 2, 3))
