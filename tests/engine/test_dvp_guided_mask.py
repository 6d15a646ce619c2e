"""Masks by Deep Video Prior that follow the motion too: what looks like its ground is still told from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.catalog import DvpParams
from engine.methods.dvp import propagate
from engine.runtime.context import Inputs, KeyframePicture
from engine.runtime.events import FrameReady, Progress
from tests.engine.shapes import Shapes, make_context
from tests.engine.test_dvp_kinds import overlap

WIDTH, HEIGHT, SPEED = 128, 96, 4
GUIDED = DvpParams(working_height=48, warm_up=40, steps_per_frame=2, finish=10, network_width=8)
PLAIN = GUIDED.model_copy(update={"guided": "off"})


class Camouflage(Shapes):
    """Two squares (labels 1 and 3) of the same grain as the ground move to the right and down."""

    def __init__(self, length: int) -> None:
        super().__init__(length, WIDTH, HEIGHT)
        random = np.random.default_rng(1)
        grain = cv2.GaussianBlur(random.random((3, HEIGHT, WIDTH)).transpose(1, 2, 0), (0, 0), 1.5)
        self._grain = ((grain - 0.5) * 700 + 128).clip(0, 255).mean(2)

    def mask(self, index: int) -> NDArray[np.uint8]:
        mask = np.zeros((HEIGHT, WIDTH), np.uint8)
        mask[20:52, 10 + SPEED * index :][:, :32] = 1
        mask[12 + SPEED * index :, 88:][:28, :28] = 3
        return mask

    def truth(self, index: int) -> NDArray[np.uint8]:
        gray = self._grain.copy()
        for label, (down, right) in {1: (0, SPEED * index), 3: (SPEED * index, 0)}.items():
            worn = np.roll(self._grain[::-1, ::-1], (down, right), (0, 1))
            gray = np.where(self.mask(index) == label, worn, gray)
        return np.repeat(np.rint(gray)[..., None], 3, 2).astype(np.uint8)

    def read(self, index: int) -> NDArray[Any]:
        return self.truth(index)


def _inputs(shot: Camouflage, *keys: int) -> Inputs:
    keyframes = tuple(KeyframePicture(key, shot.mask(key), "mask") for key in keys)
    return Inputs(shot, 0, len(shot), keyframes, kind="mask")


def _mean_overlap(folder: Path, shot: Camouflage, params: DvpParams, *keys: int) -> float:
    context = make_context(folder)
    list(propagate(_inputs(shot, *keys), params, context))
    found = []
    for frame in set(range(len(shot))) - set(keys):
        made = context.folder.read_mask(frame)
        assert made is not None and set(np.unique(made)) <= {0, 1, 3}
        found += [overlap(made, shot.mask(frame), label) for label in (1, 3)]
    assert not (context.folder.path / "guide").exists(), "what only the run needed is gone"
    return float(np.mean(found))


def test_what_looks_like_its_ground_is_followed(tmp_path: Path) -> None:
    shot = Camouflage(8)
    plain = _mean_overlap(tmp_path / "plain", shot, PLAIN, 0)
    guided = _mean_overlap(tmp_path / "guided", shot, GUIDED, 0)
    assert guided > 0.65, guided
    assert guided > plain + 0.15, (guided, plain)


def test_masks_follow_the_motion_by_themselves_and_a_former_switch_is_understood() -> None:
    assert DvpParams().follows_motion("mask")
    assert not DvpParams().follows_motion("color")
    assert DvpParams(guided="on").follows_motion("color")
    assert not any(DvpParams(guided="on").follows_motion(kind) for kind in ("style", "hdr"))
    for value, told in ((True, "on"), (False, "off"), ("true", "on"), ("off", "off")):
        assert DvpParams.model_validate({"guided": value}).guided == told


def test_from_both_sides_and_stopped_in_between_it_ends_the_same(tmp_path: Path) -> None:
    shot = Camouflage(7)
    whole, parts = make_context(tmp_path / "whole"), make_context(tmp_path / "parts")
    shares = [
        event.done / event.total
        for event in propagate(_inputs(shot, 1, 5), GUIDED, whole)
        if isinstance(event, Progress)
    ]
    assert shares == sorted(shares) and shares[-1] == 1
    for stop in (3, 12):  # while the motion is followed, and while the network learns
        events = propagate(_inputs(shot, 1, 5), GUIDED, parts)
        told = 0
        for event in events:
            told += isinstance(event, FrameReady)
            if told == stop:
                break
        events.close()
    list(propagate(_inputs(shot, 1, 5), GUIDED, parts))
    for frame in range(7):
        one, other = whole.folder.read_mask(frame), parts.folder.read_mask(frame)
        assert one is not None and other is not None
        assert np.array_equal(one, other), frame
