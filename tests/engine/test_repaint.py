"""A touch-up of pictures that have a light of their own: painted styles, and clips that were steadied."""

from __future__ import annotations

from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.catalog import FlowParams, find_method
from engine.color.lab import lab_to_rgb, rgb_to_lab
from engine.methods.flow import propagate
from engine.motion.repaint import Ways
from engine.motion.touched import _LOST
from engine.motion.views import Shot
from engine.project.model import Choice, Clip, Keyframe, Run
from engine.project.model import Shot as Stored
from engine.project.runs import new_run
from engine.runtime.context import Inputs, KeyframePicture
from engine.runtime.errors import InputError
from engine.runtime.local import local_run, touched_range
from tests.engine.shapes import Shapes, make_context

LENGTH, TOUCHED, WIDTH, HEIGHT = 6, 3, 96, 64
PATCH = (slice(34, 50), slice(20, 36))  # inside the disk at frame `TOUCHED`
BLOB = "0" * 64 + ".png"


def styled(shapes: Shapes, frame: int, *, fading: float = 0.0) -> NDArray[np.uint8]:
    """A look that is far lighter than the film, getting darker by `fading` levels a frame."""
    return np.asarray(np.clip(255 - shapes.truth(frame) / 2.0 - fading * frame, 0, 255), np.uint8)


def over_style(shapes: Shapes, painted: NDArray[Any], *, fading: float = 0.0, start: int = 0) -> Inputs:
    trust = np.zeros((HEIGHT, WIDTH), np.float32)
    trust[PATCH] = 1
    key = KeyframePicture(TOUCHED, painted, "style", trust)
    return Inputs(
        shapes, start, LENGTH, (key,), kind="style", over=lambda frame: styled(shapes, frame, fading=fading)
    )


def recolored(picture: NDArray[np.uint8], ab: tuple[float, float], lighter: float = 0.0) -> NDArray[np.uint8]:
    """Return the picture with the patch in another color; beside it is nonsense that must not count."""
    lab = rgb_to_lab(picture)
    painted = np.full_like(picture, 7)
    part = lab[PATCH]
    made = lab_to_rgb(part[..., 0] + np.float32(lighter), np.broadcast_to(np.float32(ab), part[..., 1:].shape))
    painted[PATCH] = made
    return painted


def made(inputs: Inputs, folder: Path, stop_at: int = 0) -> dict[int, NDArray[Any]]:
    context = make_context(folder)
    if stop_at:
        with closing(propagate(inputs, FlowParams(), context)) as events:
            for _, _ in zip(range(stop_at), events, strict=False):
                pass
    list(propagate(inputs, FlowParams(), context))
    found = {frame: context.folder.read_frame(frame) for frame in range(inputs.start, inputs.stop)}
    return {frame: picture for frame, picture in found.items() if picture is not None}


def test_color_is_carried_and_the_look_keeps_its_own_light(tmp_path: Path) -> None:
    shapes = Shapes(LENGTH, WIDTH, HEIGHT)
    pictures = made(over_style(shapes, recolored(styled(shapes, TOUCHED), (-40, 30))), tmp_path)
    assert sorted(pictures) == list(range(LENGTH))
    for frame, picture in pictures.items():
        shown = styled(shapes, frame)
        before, after = rgb_to_lab(shown), rgb_to_lab(picture)
        moved = (slice(36, 48), slice(22 + frame - TOUCHED, 34 + frame - TOUCHED))  # the disk goes right
        greener = (before[moved][..., 1] - after[moved][..., 1]).mean()
        assert greener > (20 if abs(frame - TOUCHED) <= 1 else 10), frame
        assert np.abs(after[..., 0] - before[..., 0]).mean() < 0.3  # light was not painted
        assert np.array_equal(picture[:20], shown[:20]) and np.array_equal(picture[:, 62:], shown[:, 62:]), frame


def test_light_that_was_painted_is_carried_and_follows_a_fade(tmp_path: Path) -> None:
    shapes, fading = Shapes(LENGTH, WIDTH, HEIGHT), 20.0
    painted = recolored(styled(shapes, TOUCHED, fading=fading), (0, 0), lighter=-30)
    pictures = made(over_style(shapes, painted, fading=fading), tmp_path)
    darker = {}
    for frame in (TOUCHED - 1, TOUCHED, TOUCHED + 1):
        shown = styled(shapes, frame, fading=fading)
        moved = (slice(38, 46), slice(24 + frame - TOUCHED, 32 + frame - TOUCHED))
        darker[frame] = (rgb_to_lab(pictures[frame])[..., 0] - rgb_to_lab(shown)[..., 0])[moved].mean()
        assert darker[frame] < -18, darker
    # the picture gets some 8 L darker a frame: what was painted, carried as it is, would be as much too light after
    # it and too dark before
    assert abs(darker[TOUCHED + 1] - darker[TOUCHED - 1]) < 6, darker


@pytest.mark.parametrize("stop_at", [2, 9, 25])
def test_one_that_was_interrupted_ends_with_the_same_pixels(stop_at: int, tmp_path: Path) -> None:
    shapes = Shapes(LENGTH, WIDTH, HEIGHT)
    inputs = over_style(shapes, recolored(styled(shapes, TOUCHED), (-40, 30)))
    whole, again = made(inputs, tmp_path / "whole"), made(inputs, tmp_path / "again", stop_at)
    assert all(np.array_equal(again[frame], picture) for frame, picture in whole.items())


def test_what_is_lost_from_sight_is_not_followed_to_the_end_of_the_reel(tmp_path: Path) -> None:
    class Cut(Shapes):
        def read_luma(self, index: int) -> NDArray[np.float32]:
            noise = np.random.default_rng(index).uniform(0, 1, (HEIGHT, WIDTH)).astype(np.float32)
            return super().read_luma(index) if index <= TOUCHED else noise

    length = TOUCHED + _LOST + 40
    shapes = Cut(length, WIDTH, HEIGHT)
    inputs = over_style(shapes, styled(shapes, TOUCHED))
    shot = Shot(Inputs(shapes, 0, length, inputs.keyframes, kind="style", over=inputs.over), 0)
    ways = Ways(tmp_path, shot, matching=False, size=shot.low, is_quick=True)
    reached = sorted({frame for touch, _, frame in ways.outward() if touch is not None})
    assert reached[0] == 0 and reached[-1] < length - 5


# --- which method does it -----------------------------------------------------------------------------------


def shot_of(*keyframes: Keyframe) -> Stored:
    return Stored(id="a", start=0, stop=40, keyframes=keyframes, chosen=(Choice(run="steady", start=0, stop=40),))


def key(frame: int, trust: str | None = BLOB) -> Keyframe:
    return Keyframe(frame=frame, image=BLOB, kind="style", origin="painted", trust=trust)


def run_of(method: str, shot: Stored) -> Run:
    clip = Clip(path="f", absolute="/f", width=8, height=8, length=40, rate=Fraction(24))
    spec = find_method(method)
    return new_run(method, spec.parse({}), shot, clip, kind="style")


def test_what_was_steadied_is_changed_along_the_motion_from_touch_ups_alone() -> None:
    shot = shot_of(key(10), key(20, None))
    local = local_run(shot, 10, run_of("consistency", shot), find_method("consistency"))
    # a whole keyframe of another attempt made nothing of what is shown: it neither ends the range nor counts
    assert (local.spec.id, local.start, local.stop, local.only_touched) == ("flow", 0, 40, True)
    clip = Clip(path="f", absolute="/f", width=8, height=8, length=40, rate=Fraction(24))
    update = new_run("flow", local.params, shot, clip, kind="style", changes=True, only_touched=local.only_touched)
    assert [each.frame for each in update.keyframes] == [10]
    again = local_run(shot, 10, update, find_method("flow"))
    assert again.only_touched and (again.start, again.stop) == (0, 40)


def test_a_painted_style_is_changed_between_its_keyframes() -> None:
    shot = shot_of(key(10), key(20, None))
    local = local_run(shot, 10, run_of("dvp", shot), find_method("dvp"))
    assert (local.spec.id, local.start, local.stop, local.only_touched) == ("flow", 0, 21, False)
    accepted = shot.replaced(accepted=(Choice(run="steady", start=14, stop=40),))
    assert touched_range(accepted, 10, "style") == (0, 15)
    with pytest.raises(InputError, match="accepted"):
        touched_range(accepted, 15, "style")
