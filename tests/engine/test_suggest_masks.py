"""Which masks to repair: those of what went astray while it was tracked, with the reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.media.masks import encode_mask
from engine.project.runs import RunFolder
from engine.suggest.measured import Painted, Shown
from engine.suggest.tracked import MaskAdvice, MaskQuestion, doubt
from tests.engine.test_suggest import SIZE, Gray, drained, texture

FRAMES, SIDE, BREAK = 12, 30, 6
NAMES = {1: "Rider"}


def at(frame: int) -> tuple[int, int]:
    return 20, 10 + 5 * frame


def picture(frame: int) -> NDArray[np.float32]:
    """A bright square that goes to the right over a still place."""
    plane = texture(1, *SIZE) * np.float32(0.6)
    y, x = at(frame)
    plane[y : y + SIDE, x : x + SIDE] = texture(9, SIDE, SIDE, 3) * np.float32(0.4) + np.float32(0.55)
    return plane


def mask(frame: int, height: int = SIDE) -> NDArray[np.uint8]:
    labels = np.zeros(SIZE, np.uint8)
    y, x = at(frame)
    labels[y : y + height, x : x + SIDE] = 1
    return labels


class Tracked:
    """A run that carried the mask of frame 0 over the shot; `change` some of its masks to let it go astray."""

    def __init__(self, folder: Path) -> None:
        self.run = RunFolder(folder / "run").create()
        self.folder = folder
        self.keys: tuple[Painted, ...] = (self.painted(0, mask(0)),)
        for frame in range(FRAMES):
            self.run.write_mask(frame, mask(frame))
            self.run.write_confidence(frame, np.full(SIZE, 0.9, np.float32))

    def painted(self, frame: int, labels: NDArray[np.uint8]) -> Painted:
        path = self.folder / f"own{frame}.png"
        path.write_bytes(encode_mask(labels))
        return Painted(frame, path)

    def ask(self, **changes: object) -> MaskAdvice:
        made_from = tuple((key.frame, key.picture.name) for key in self.keys)
        shown = (Shown(0, FRAMES, self.run.path, made_from),)
        question = replace(MaskQuestion(0, FRAMES, self.keys, shown, NAMES), **changes)  # type: ignore[arg-type]
        return drained(doubt(Gray([picture(frame) for frame in range(FRAMES)]), question))  # type: ignore[return-value]


def test_where_a_mask_breaks_is_suggested_with_what_happened(tmp_path: Path) -> None:
    tracked = Tracked(tmp_path)
    for frame in range(BREAK, FRAMES):  # half of it is lost at once
        tracked.run.write_mask(frame, mask(frame, SIDE // 2))
        tracked.run.write_confidence(frame, np.full(SIZE, 0.5, np.float32))
    first = tracked.ask(budget=1).suggestions[0]
    assert BREAK <= first.frame < FRAMES
    wrong = dict(tracked.ask().wrong)
    assert wrong[0] < wrong[3] < wrong[9]
    assert "would follow it" in first.gain_text and first.reasons


def test_the_frame_on_which_the_size_jumps_says_so(tmp_path: Path) -> None:
    tracked = Tracked(tmp_path)
    tracked.run.write_mask(BREAK, mask(BREAK, SIDE // 2))
    tracked.run.write_confidence(BREAK, np.full(SIZE, 0.3, np.float32))
    barred = tuple(frame for frame in range(FRAMES) if frame != BREAK)
    reasons = {reason.cause: reason.text for reason in tracked.ask(barred=barred).suggestions[0].reasons}
    assert reasons["area"] == "Rider shrinks by 50% since frame 5"
    tracked.run.write_mask(BREAK, np.zeros(SIZE, np.uint8))
    reasons = {reason.cause: reason.text for reason in tracked.ask(barred=barred).suggestions[0].reasons}
    assert reasons["area"] == "Rider is lost since frame 5"


def test_masks_of_both_sides_that_disagree_are_told(tmp_path: Path) -> None:
    tracked = Tracked(tmp_path)
    tracked.keys = (*tracked.keys, tracked.painted(FRAMES - 1, mask(FRAMES - 1, SIDE // 2)))
    told = [reason for each in tracked.ask().suggestions for reason in each.reasons if reason.cause == "sides"]
    assert told and told[0].text.startswith(f"Rider: the masks of frames 0 and {FRAMES - 1} agree on ")


def test_nothing_is_suggested_where_nothing_was_tracked_and_what_is_not_needed_stays_away(tmp_path: Path) -> None:
    tracked = Tracked(tmp_path)
    assert not tracked.ask(shown=()).suggestions
    assert not tracked.ask(painted=()).suggestions
    assert not tracked.ask(names={}).suggestions
    for frame in range(BREAK, FRAMES):
        tracked.run.write_mask(frame, mask(frame, SIDE // 2))
    frames = [each.frame for each in tracked.ask().suggestions]
    again = [each.frame for each in tracked.ask(barred=tuple(frames)).suggestions]
    assert frames and not set(frames) & set(again)
    assert 0 not in frames  # that one is the artist's own
