"""`flow` carries masks as it carries color: objects along the motion, several at once, labels as they are."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.catalog import FlowParams
from engine.media.masks import resized_mask
from engine.methods.dvp_mask import MaskPictures
from engine.methods.dvp_shot import Shot
from engine.methods.flow import propagate
from engine.motion.codes import Codes
from engine.motion.match import Memory
from engine.motion.track import grid
from engine.runtime.context import Inputs, KeyframePicture
from engine.runtime.events import FrameReady, Preview
from tests.engine.shapes import make_context
from tests.engine.test_dvp_kinds import Seen, objects, overlap

WIDTH, HEIGHT = 192, 128


def _mask(frame: int) -> NDArray[np.uint8]:
    return objects(frame, WIDTH, HEIGHT)


def _inputs(*frames: int, length: int = 6) -> Inputs:
    keyframes = tuple(KeyframePicture(frame, _mask(frame), "mask") for frame in frames)
    return Inputs(Seen(length, WIDTH, HEIGHT), 0, length, keyframes, kind="mask")


def test_objects_are_followed_at_once_with_sharp_edges(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    list(propagate(_inputs(0), FlowParams(), context))
    for frame in range(1, 6):
        made = context.folder.read_mask(frame)
        assert made is not None and set(np.unique(made)) <= {0, 1, 2}
        for label in (1, 2):
            assert overlap(made, _mask(frame), label) > 0.85, (frame, label)


def test_keyframes_come_back_exactly_with_their_labels(tmp_path: Path) -> None:
    """Labels need not follow one another; two keyframes may name different objects."""
    context = make_context(tmp_path)
    inputs = _inputs(0, 5)
    first = np.where(_mask(0) == 1, 200, 0).astype(np.uint8)
    last = np.where(_mask(5) == 1, 200, np.where(_mask(5) == 2, 7, 0)).astype(np.uint8)
    keyframes = (KeyframePicture(0, first, "mask"), KeyframePicture(5, last, "mask"))
    ready = [
        event.frame
        for event in propagate(Inputs(inputs.frames, 0, 6, keyframes, kind="mask"), FlowParams(), context)
        if isinstance(event, FrameReady)
    ]
    assert set(ready) == set(range(6))
    for frame, mask in ((0, first), (5, last)):
        np.testing.assert_array_equal(context.folder.read_mask(frame), mask)
    near = context.folder.read_mask(4)
    assert near is not None and set(np.unique(near)) <= {0, 7, 200}
    assert overlap(near, last, 7) > 0.5 and overlap(near, last, 200) > 0.5


def test_stopped_and_called_again_it_gives_the_same_masks(tmp_path: Path) -> None:
    whole, parts = make_context(tmp_path / "whole"), make_context(tmp_path / "parts")
    list(propagate(_inputs(0, 5), FlowParams(), whole))
    finals = 0
    with closing(propagate(_inputs(0, 5), FlowParams(), parts)) as events:
        for event in events:
            finals += isinstance(event, FrameReady)
            if finals > 8:  # two keyframes, four first masks, and some final ones
                break
    list(propagate(_inputs(0, 5), FlowParams(), parts))
    for frame in range(6):
        np.testing.assert_array_equal(parts.folder.read_mask(frame), whole.folder.read_mask(frame))


def test_previews_show_the_objects_over_the_darkened_frame(tmp_path: Path) -> None:
    previews = [e for e in propagate(_inputs(0), FlowParams(), make_context(tmp_path)) if isinstance(e, Preview)]
    assert previews
    shown = previews[0].image.astype(int)
    marked = _mask(previews[0].frame) == 1
    colorful = shown.max(2) - shown.min(2)
    assert colorful[marked].mean() > 50
    assert colorful[_mask(previews[0].frame) == 0].mean() < 15


@pytest.mark.parametrize("method", ["flow", "dvp"])
def test_previews_have_the_colors_of_the_objects(tmp_path: Path, method: str) -> None:
    context, inputs = replace(make_context(tmp_path), colors={1: "#0000ff", 2: "#00ff00"}), _inputs(0)
    if method == "flow":
        with closing(propagate(inputs, FlowParams(), context)) as events:
            shown = next(event for event in events if isinstance(event, Preview))
    else:
        shot, keyframes = Shot(inputs.frames, 32, 48), {key.frame: key for key in inputs.keyframes}
        shown = MaskPictures(context.folder, shot, keyframes, context.colors).preview(0, None)
    mask = resized_mask(_mask(shown.frame), *shown.image.shape[:2])
    for label, channel in ((1, 2), (2, 1)):
        mean = shown.image[mask == label].mean(0)
        assert mean.argmax() == channel and mean[channel] - np.sort(mean)[1] > 60, label


@pytest.mark.parametrize("labels", [(), (1,), (3, 9), tuple(range(1, 9))])
def test_every_label_has_a_color_of_its_own(labels: tuple[int, ...]) -> None:
    mask = np.array([[0, *labels]], np.uint8)
    codes = Codes([mask])
    np.testing.assert_array_equal(codes.decoded(codes.encoded(mask)), mask)
    # what is a little off is still the same object
    off = codes.encoded(mask) + np.random.default_rng(0).uniform(-20, 20, (1, mask.size, 2)).astype(np.float32)
    np.testing.assert_array_equal(codes.decoded(off), mask)


def test_objects_are_told_by_their_color_too() -> None:
    """Two objects as light as each other have changed places; only the film's own color says which is which."""
    lightness = np.full((64, 96), 50, np.float32)
    code, seen = np.zeros((64, 96, 2), np.float32), np.zeros((64, 96, 2), np.float32)
    code[:, :48, 0], code[:, 48:, 0] = 100, -100
    seen[:, :48, 0], seen[:, 48:, 1] = 40, -40
    for told, left in ((None, 1), (seen[:, ::-1], -1)):
        memory = Memory(lightness, code, None if told is None else seen)
        asked = memory.match(lightness, grid(lightness.shape), told)
        while True:
            try:
                next(asked)
            except StopIteration as done:
                answer = done.value.chroma(lightness)
                break
        assert (answer[8:-8, 4:16, 0] * left > 80).all()
        assert (answer[8:-8, 80:-4, 0] * left < -80).all()
