"""A keyframe that counts only where it was painted, through every method and from the files to the pixels."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.catalog import METHODS, MethodParams, find_method
from engine.color.blend import laid_over
from engine.color.lab import rgb_to_lab
from engine.media.masks import encode_mask
from engine.media.trust import read_trust
from engine.methods.dvp_over import meant
from engine.motion.over import near
from engine.motion.touched import Said, Touch
from engine.project.edits import put_keyframe
from engine.project.file import ProjectFolder
from engine.project.model import Keyframe
from engine.project.runs import new_run
from engine.runtime.context import Context, Inputs, KeyframePicture
from engine.runtime.errors import EngineError, InputError, ProjectError
from engine.runtime.events import Event, FrameReady, Preview
from engine.runtime.request import KeyframeFile, RunRequest, request_of
from tests.engine.shapes import Shapes, make_context
from tests.engine.test_methods_contract import SHORT

Method = Callable[[Inputs, Any, Context], Generator[Event]]
WITH_KEYFRAMES = [spec.id for spec in METHODS.values() if "keyframes" in spec.needs]
LENGTH, TOUCHED = 6, 3
WIDTH, HEIGHT = 96, 64
GREEN = (20, 200, 60)
# long enough that the network learns a patch
LONGER = {"dvp": {"working_height": 32, "warm_up": 70, "steps_per_frame": 3, "finish": 12, "network_width": 8}}


@pytest.fixture(params=WITH_KEYFRAMES)
def method_id(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def loaded(method_id: str) -> Method:
    module, function = METHODS[method_id].entry.split(":")
    method: Method = getattr(importlib.import_module(module), function)
    return method


def short(method_id: str, **more: Any) -> MethodParams:
    return METHODS[method_id].parse({**SHORT.get(method_id, {}), **more})


def patch() -> tuple[slice, slice]:
    return slice(34, 50), slice(20, 36)  # inside the disk at frame `TOUCHED`


def touched_up(shapes: Shapes) -> KeyframePicture:
    """The frame with a green patch, trusted there alone; elsewhere it is nonsense that must not count."""
    image = np.full((HEIGHT, WIDTH, 3), (250, 10, 250), np.uint8)
    trust = np.zeros((HEIGHT, WIDTH), np.float32)
    image[patch()], trust[patch()] = GREEN, 1
    return KeyframePicture(TOUCHED, image, trust=trust)


def inputs_of(shapes: Shapes, *more: KeyframePicture) -> Inputs:
    keys = (KeyframePicture(0, shapes.truth(0)), KeyframePicture(LENGTH - 1, shapes.truth(LENGTH - 1)), *more)
    return Inputs(shapes, 0, LENGTH, tuple(sorted(keys, key=lambda key: key.frame)))


def pictures(method_id: str, inputs: Inputs, folder: Path, params: MethodParams) -> dict[int, NDArray[Any]]:
    context = make_context(folder)
    list(loaded(method_id)(inputs, params, context))
    made = {frame: context.folder.read_frame(frame) for frame in range(inputs.start, inputs.stop)}
    return {frame: picture for frame, picture in made.items() if picture is not None}


def greenness(picture: NDArray[Any], shapes: Shapes) -> float:
    """How far the patch went from red to green: a* falls."""
    inside = rgb_to_lab(picture)[..., 1][patch()]
    return float(rgb_to_lab(shapes.truth(TOUCHED))[..., 1][patch()].mean() - inside.mean())


@pytest.mark.parametrize("guided", ["off", "on"])
def test_what_is_trusted_changes_and_what_is_far_stays(method_id: str, guided: str, tmp_path: Path) -> None:
    if method_id != "dvp" and guided == "on":
        pytest.skip("has no such way")
    params = METHODS[method_id].parse({**LONGER[method_id], "guided": guided} if method_id == "dvp" else {})
    shapes = Shapes(LENGTH, WIDTH, HEIGHT)
    without = pictures(method_id, inputs_of(shapes), tmp_path / "without", params)
    with_it = pictures(method_id, inputs_of(shapes, touched_up(shapes)), tmp_path / "with", params)
    assert sorted(with_it) == list(range(LENGTH))
    # the frame itself: to the bit as painted where it is trusted, never the nonsense beside it
    assert np.array_equal(with_it[TOUCHED][patch()], np.broadcast_to(GREEN, (16, 16, 3)))
    outside = np.ones((HEIGHT, WIDTH), np.bool_)
    outside[28:56, 14:42] = False
    for frame in (TOUCHED - 1, TOUCHED, TOUCHED + 1):
        away = np.abs(rgb_to_lab(with_it[frame])[..., 1:] - rgb_to_lab(without[frame])[..., 1:])[outside]
        assert away.mean() < (0.1 if method_id == "flow" else 6)
    # its neighbors take it on where it belongs
    for frame in (TOUCHED - 1, TOUCHED + 1):
        assert greenness(with_it[frame], shapes) > greenness(without[frame], shapes) + 8, frame
    assert np.array_equal(with_it[0], shapes.truth(0))


def test_a_touched_up_run_is_resumed_to_the_same_pixels(method_id: str, tmp_path: Path) -> None:
    shapes, params = Shapes(LENGTH, WIDTH, HEIGHT), short(method_id)
    inputs = inputs_of(shapes, touched_up(shapes))
    whole = pictures(method_id, inputs, tmp_path / "whole", params)
    for stop_at in (3, 20):
        context = make_context(tmp_path / f"parts {stop_at}")
        with closing(loaded(method_id)(inputs, params, context)) as events:
            for _, _ in zip(range(stop_at), events, strict=False):
                pass
        events_after = list(loaded(method_id)(inputs, params, context))
        assert {event.frame for event in events_after if isinstance(event, FrameReady)} == set(range(LENGTH))
        for frame, picture in whole.items():
            made = context.folder.read_frame(frame)
            assert made is not None and np.array_equal(made, picture), (stop_at, frame)


@pytest.mark.parametrize("stop_at", [0, 4, 30])
def test_only_what_was_touched_up_changes_where_pictures_are_shown(stop_at: int, tmp_path: Path) -> None:
    """`flow` over pictures that are there: far pixels stay to the bit, however often it is interrupted."""
    shapes = Shapes(LENGTH, WIDTH, HEIGHT)
    shown = {frame: np.ascontiguousarray(shapes.truth(frame)[..., ::-1]) for frame in range(LENGTH)}
    inputs = Inputs(shapes, 1, LENGTH - 1, (touched_up(shapes),), over=shown.get)
    context, params = make_context(tmp_path), find_method("flow").parse({})
    if stop_at:
        with closing(loaded("flow")(inputs, params, context)) as events:
            for _, _ in zip(range(stop_at), events, strict=False):
                pass
    list(loaded("flow")(inputs, params, context))
    for frame in range(1, LENGTH - 1):
        made = context.folder.read_frame(frame)
        assert made is not None
        is_changed = (made != shown[frame]).any(2)
        assert is_changed[34:50, 20:36].mean() > 0.4, frame
        assert not is_changed[:20].any() and not is_changed[:, 60:].any(), frame


def test_frames_without_a_picture_are_told(tmp_path: Path) -> None:
    shapes = Shapes(LENGTH, WIDTH, HEIGHT)
    inputs = Inputs(shapes, 0, LENGTH, (touched_up(shapes),), over=lambda frame: None)
    with pytest.raises(ProjectError, match="shows no result that could be changed"):
        list(loaded("flow")(inputs, find_method("flow").parse({}), make_context(tmp_path)))


def test_a_warm_restart_changes_what_is_shown_and_leaves_the_drift_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes, first = Shapes(LENGTH, WIDTH, HEIGHT), make_context(tmp_path / "first")
    params = METHODS["dvp"].parse(SHORT["dvp"])
    list(loaded("dvp")(inputs_of(shapes), params, first))
    inputs = replace(inputs_of(shapes, touched_up(shapes)), over=first.folder.read_frame)
    second = replace(make_context(tmp_path / "second"), weights={"start": first.folder.checkpoint})
    seen: dict[int, int] = {}
    monkeypatch.setattr("engine.methods.dvp.Beat.is_due", lambda beat: True)
    for event in loaded("dvp")(inputs, params, second):
        assert not isinstance(event, Preview), "the network's own answer would take the touch-up away while it learns"
        if isinstance(event, FrameReady):
            seen.setdefault(event.frame, len(seen))
            if event.frame == TOUCHED + 1 and second.folder.read_frame(LENGTH - 2) is None:
                early = second.folder.read_frame(event.frame)
                before = first.folder.read_frame(event.frame)
                assert early is not None and before is not None  # the motion brings it before the network learns
                assert greenness(early, shapes) > greenness(before, shapes) + 8
    assert seen[TOUCHED] < seen[TOUCHED + 1] <= seen[TOUCHED - 1] + 1
    for frame in (TOUCHED - 1, TOUCHED + 1):  # and what the motion brought is still there when it has learned
        made, shown = second.folder.read_frame(frame), first.folder.read_frame(frame)
        assert made is not None and shown is not None
        assert greenness(made, shapes) > greenness(shown, shapes) + 8, frame
        is_changed = (made != shown).any(2)
        assert not is_changed[:12].any() and not is_changed[:, 68:].any(), "the network knows of nothing new there"
    assert not (second.folder.path / "touched").exists()
    made, shown = second.folder.read_frame(TOUCHED), first.folder.read_frame(TOUCHED)
    assert made is not None and shown is not None
    assert np.array_equal(made[patch()], np.broadcast_to(GREEN, (16, 16, 3)))
    assert np.array_equal(second.folder.read_frame(0), shapes.truth(0))


def test_what_the_network_learned_counts_around_the_touch_up_alone() -> None:
    share = np.zeros((120, 200), np.float32)
    share[50:70, 80:100] = 0.5
    around = near([Said(5, Touch(share, 1), 0.8)], share.shape)
    assert around[60, 90] == 1 and around[60, 106] > 0.5, "what it is about may lie a little beside it"
    assert not around[:30].any() and not around[:, 130:].any() and not near([], share.shape).any()


def test_a_change_as_small_as_drift_is_none() -> None:
    change = np.zeros((60, 90, 2), np.float32)
    change += np.random.default_rng(0).normal(0, 1, change.shape).astype(np.float32)
    change[20:40, 30:60] += 30
    left = meant(change)
    assert not left[:15].any() and not left[45:].any()
    assert left[25:35, 35:55, 0].mean() > 28


def test_masks_are_repaired_where_they_are_trusted(method_id: str, tmp_path: Path) -> None:
    class Seen(Shapes):
        def read(self, index: int) -> NDArray[Any]:
            return self.truth(index)

    shapes = Seen(LENGTH, WIDTH, HEIGHT)
    mask = (rgb_to_lab(shapes.truth(0))[..., 1] > 20).astype(np.uint8)
    repaired = np.ones((HEIGHT, WIDTH), np.uint8) * 7
    trust = np.zeros((HEIGHT, WIDTH), np.float32)
    repaired[patch()], trust[patch()] = 2, 1
    keys = (KeyframePicture(0, mask, "mask"), KeyframePicture(TOUCHED, repaired, "mask", trust))
    context = make_context(tmp_path)
    list(loaded(method_id)(Inputs(shapes, 0, LENGTH, keys, kind="mask"), short(method_id), context))
    made = context.folder.read_mask(TOUCHED)
    assert made is not None and (made[patch()] == 2).all()
    assert 7 not in made  # what was beside the repair never counted


# --- from files ---------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Generator[ProjectFolder]:
    film = tmp_path / "film"
    film.mkdir()
    for index in range(4):
        cv2.imwrite(str(film / f"{index:04d}.png"), np.full((40, 56, 3), 60 + 20 * index, np.uint8))
    with ProjectFolder.create(tmp_path / "project", film) as made:
        yield made


def keyframe(folder: ProjectFolder, frame: int, trust: NDArray[Any] | None = None) -> Keyframe:
    image = folder.blobs.put_picture(np.full((40, 56, 3), (200, 120, 40), np.uint8))
    return Keyframe(frame=frame, image=image, trust=None if trust is None else folder.blobs.put_picture(trust))


def requested(folder: ProjectFolder) -> RunRequest:
    spec, project = find_method("flow"), folder.project
    assert project.clip is not None
    run = folder.runs.make(new_run(spec.id, spec.parse({}), project.shots[0], project.clip))
    return request_of(run, spec, folder)


def test_trust_travels_from_the_project_to_the_method(folder: ProjectFolder) -> None:
    half = np.zeros((20, 28), np.uint8)  # at half the clip's size
    half[:10] = 255
    project = put_keyframe(put_keyframe(folder.project, keyframe(folder, 0)), keyframe(folder, 2, half))
    folder.append(project)
    inputs, _ = requested(folder).open()
    assert [key.frame for key in inputs.whole] == [0] and [key.frame for key in inputs.partial] == [2]
    trust = inputs.partial[0].trust
    assert trust is not None and trust.shape == (40, 56) and trust[5].min() == 1 and trust[-5].max() == 0
    inputs.frames.close()
    blob = project.shots[0].keyframes[1].trust
    assert blob is not None
    folder.blobs.path(blob).write_bytes(b"damaged")
    with pytest.raises(ProjectError, match="damaged"):
        requested(folder)


def test_touched_up_frames_alone_are_no_keyframes(folder: ProjectFolder) -> None:
    half = np.zeros((40, 56), np.uint8)
    half[:20] = 255
    folder.append(put_keyframe(folder.project, keyframe(folder, 2, half)))
    with pytest.raises(InputError, match="only such as were touched up"):
        requested(folder).open()
    folder.append(put_keyframe(folder.project, keyframe(folder, 2, np.full((40, 56), 255, np.uint8))))
    inputs, _ = requested(folder).open()  # white all over is a whole keyframe
    assert len(inputs.whole) == 1
    inputs.frames.close()
    folder.append(put_keyframe(folder.project, keyframe(folder, 2, np.zeros((40, 56), np.uint8))))
    with pytest.raises(EngineError):  # one that counts nowhere is none
        requested(folder).open()


def test_what_is_no_trust_is_refused_in_a_sentence(tmp_path: Path) -> None:
    color, shape, text = tmp_path / "color.png", tmp_path / "shape.png", tmp_path / "text.png"
    cv2.imwrite(str(color), np.dstack([np.full((40, 56), level, np.uint8) for level in (0, 120, 255)]))
    cv2.imwrite(str(shape), np.zeros((40, 40), np.uint8))
    text.write_text("no picture")
    with pytest.raises(InputError, match="gray"):
        read_trust(color, 40, 56)
    with pytest.raises(InputError, match="does not fit"):
        read_trust(shape, 40, 56)
    with pytest.raises(EngineError):
        read_trust(text, 40, 56)
    (tmp_path / "mask.png").write_bytes(encode_mask(np.ones((40, 56), np.uint8)))
    assert KeyframeFile(0, tmp_path / "mask.png").trust is None


def test_pictures_are_laid_over_to_the_bit() -> None:
    base, painted = np.full((4, 6, 3), 1000, np.uint16), np.full((4, 6, 3), 65000, np.uint16)
    trust = np.tile(np.array([0, 0, 0.5, 1, 1, 1], np.float32), (4, 1))
    made = laid_over(base, painted, trust)
    assert made.dtype == np.uint16 and made[0, :, 0].tolist() == [1000, 1000, 33000, 65000, 65000, 65000]
    assert laid_over(base, np.full((4, 6, 3), 255, np.uint8), trust)[0, 5, 0] == 65535
    labels = laid_over(np.zeros((4, 6), np.uint8), np.full((4, 6), 3, np.uint8), trust)
    assert labels[0].tolist() == [0, 0, 3, 3, 3, 3]
