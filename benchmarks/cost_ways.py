"""Ways to learn a pair of clips, from the loop one writes first to what `consistency` does: for benchmarks/cost.py.

Each trains on one frame a step (`train`) and makes a frame's picture at the clip's size (`picture`, H×W×3, 0..1).
The learning rate falls at the end of all of them alike, so that their ends can be compared.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.color.lab import Unit, lightness_to_gray, rgb_to_lab, to_unit
from engine.color.pair import Pair
from engine.color.transfer import transferred
from engine.media.source import ClipFacts
from engine.methods.consistency_footage import Footage
from engine.methods.consistency_training import Settings, Training, falling
from engine.networks.features import FeatureLoss
from engine.networks.prior import make_network
from engine.project.model import ColorSpec
from engine.runtime.checkpoint import State
from engine.runtime.device import Device, has_fast_bfloat16, keep_freed_memory
from engine.training.learner import Learner

FITTED = 6  # frames that the last layer is fitted to, as in `consistency`


class Held:
    """A clip in memory: `pictures` are H×W×3 uint8."""

    is_indexed = True

    def __init__(self, pictures: Sequence[NDArray[Any]]) -> None:
        self._pictures = pictures
        height, width = pictures[0].shape[:2]
        self.facts = ClipFacts(Path("held"), width, height, Fraction(24), Fraction(1), ColorSpec())
        self.known_length = len(pictures)

    def __len__(self) -> int:
        return self.known_length

    def read(self, index: int) -> NDArray[Any]:
        return self._pictures[index]

    def read_luma(self, index: int) -> NDArray[np.float32]:
        return lightness_to_gray(rgb_to_lab(self._pictures[index])[..., 0])


class Way(Protocol):
    is_small: bool  # learns smaller pictures than the clip's

    def begin(self) -> None:
        """Do what is done once before the first step."""

    def train(self, frame: int, is_coarse: bool, done: float) -> float:
        """Take one step on a frame and return its loss; `done` is the share of the steps that is taken."""

    def picture(self, frame: int) -> Unit:
        """Return the frame's picture as it would be now."""


class Plain:
    """The loop one writes first: full frames, RGB from RGB, planes one after the other, float32, plain Adam."""

    is_small = False

    def __init__(self, pair: Pair, width: int, rate: float, device: Device, seed: int) -> None:
        torch.manual_seed(seed)
        self._network = make_network("unet", 3, 3, width).to(device.name)
        self._optimizer = torch.optim.Adam(self._network.parameters(), lr=rate)
        self._rate = rate
        self._loss = FeatureLoss(device=device.name)
        self._given, self._wanted = (
            [_planes(to_unit(clip.read(frame))).to(device.name) for frame in range(pair.start, pair.stop)]
            for clip in (pair.frames, pair.processed)
        )

    def begin(self) -> None:
        """Do nothing."""

    def train(self, frame: int, is_coarse: bool, done: float) -> float:
        with as_the_system_does():
            self._optimizer.param_groups[0]["lr"] = self._rate * falling(done)
            self._optimizer.zero_grad()
            loss = self._loss(self._network(self._given[frame]), self._wanted[frame])
            loss.backward()
            self._optimizer.step()
            return float(loss.detach())

    def picture(self, frame: int) -> Unit:
        with as_the_system_does(), torch.no_grad():
            return _picture(self._network(self._given[frame]))


class Quick:
    """The same learning, each step as fast as the device can; at `height` lines, brought to full size along edges."""

    def __init__(self, pair: Pair, height: int, width: int, rate: float, device: Device, seed: int) -> None:
        torch.manual_seed(seed)
        self.is_small = height < pair.height
        self._pair, self._footage, self._rate = pair, Footage(pair, height), rate
        self._device, self._is_half = torch.device(device.name), has_fast_bfloat16(device)
        self._learner = Learner(make_network("unet", 3, 3, width), rate, self._device)
        self._loss = FeatureLoss(device=device.name)

    def begin(self) -> None:
        """Do nothing."""

    def train(self, frame: int, is_coarse: bool, done: float) -> float:
        pair = [self._shown(planes) for planes in self._footage.tensors(frame, is_coarse)]
        return self._learner.learn("step", self._distance, pair, self._rate * falling(done), 1.0)

    def _distance(self, given: Tensor, wanted: Tensor) -> Tensor:
        with torch.autocast(self._device.type, torch.bfloat16, enabled=self._is_half):
            answer = self._learner.answer(given)
        return self._loss(answer.float(), wanted)

    def _shown(self, planes: Tensor) -> Tensor:
        return planes.to(self._device, memory_format=torch.channels_last)

    def picture(self, frame: int) -> Unit:
        with torch.inference_mode():
            answer = _picture(self._learner.network(self._shown(self._footage.tensors(frame)[0])))
        return transferred(self._pair.given(frame), self._footage.given(frame), answer)


class Ours:
    """The training of `consistency`: it begins at the frame itself, with a fitted last layer, and is averaged."""

    def __init__(
        self,
        pair: Pair,
        height: int,
        width: int,
        rate: float,
        device: Device,
        seed: int,
        start: State | None = None,
        is_coarse_first: bool = True,
    ) -> None:
        self.is_small = height < pair.height
        self._pair, self._footage, self._is_coarse_first = pair, Footage(pair, height), is_coarse_first
        settings = Settings("unet", width, rate, is_half=has_fast_bfloat16(device))
        self._training = Training(self._footage, settings, device.name, seed)
        if start is not None and not self._training.start_from(start):
            raise ValueError("these weights are of another network")

    def begin(self) -> None:
        frames = range(self._pair.start, self._pair.stop)
        self._training.fit(frames[:: max(1, len(frames) // FITTED)][:FITTED], (), self._is_coarse_first)

    def train(self, frame: int, is_coarse: bool, done: float) -> float:
        return self._training.train(frame, "plain", is_coarse, done)

    def picture(self, frame: int) -> Unit:
        answer = self._training.predict(frame).image
        return transferred(self._pair.given(frame), self._footage.given(frame), answer)


@contextmanager
def as_the_system_does() -> Iterator[None]:
    """Give freed memory back and compute with the smallest numbers, as a program does that sets neither."""
    torch.set_flush_denormal(False)
    tune = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if tune is not None:
        for threshold, size in ((-3, 32 << 20), (-1, 64 << 20)):  # what glibc's own settle at
            tune(threshold, size)
    try:
        yield
    finally:
        torch.set_flush_denormal(True)
        keep_freed_memory()


def ways(
    pair: Pair, height: int, width: int, rate: float, device: Device, seed: int, start: State | None
) -> dict[str, tuple[partial[Way], bool]]:
    """Return, one acceleration added to the last, how each way is made and whether it begins at half size."""
    full = pair.height
    made: dict[str, tuple[partial[Way], bool]] = {
        "plain loop": (partial(Plain, pair, width, rate, device, seed), False),
        "faster steps": (partial(Quick, pair, full, width, rate, device, seed), False),
        "coarse to fine": (partial(Quick, pair, full, width, rate, device, seed), True),
        "small pictures": (partial(Quick, pair, height, width, rate, device, seed), True),
        "from the frame, fitted": (partial(Ours, pair, height, width, rate, device, seed), True),
    }
    if start is not None:
        made["better start"] = (partial(Ours, pair, height, width, rate, device, seed, start), True)
    return made


def _planes(picture: Unit) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1))[None])


def _picture(planes: Tensor) -> Unit:
    picture = planes[0].float().cpu().numpy().transpose(1, 2, 0)
    return np.clip(np.ascontiguousarray(picture), 0, 1)
