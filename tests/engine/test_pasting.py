"""An artist who has masks gets their objects pasted where a network learns color or style from varied pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.catalog import DVP, DvpParams
from engine.project import edits
from engine.project.file import ProjectFolder
from engine.project.model import Keyframe, Kind, Mask, Run
from engine.project.runs import latest_masks
from engine.runtime.request import request_of
from engine.runtime.shot_run import run_for
from tests.engine.test_project import make_clip

LENGTH = 8
VARIED = DvpParams(augmentation=0.5)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[ProjectFolder]:
    with ProjectFolder.create(tmp_path / "reel", make_clip(tmp_path / "reel", LENGTH)) as made:
        yield made


def objects(number: int) -> NDArray[np.uint8]:
    mask = np.zeros((24, 32), np.uint8)
    mask[4:12, 6:20] = number
    return mask


def put(folder: ProjectFolder, frame: int, kind: Kind, number: int = 1) -> None:
    picture = np.full((24, 32, 3), 40 + frame, np.uint8)
    blob = folder.blobs.put_mask(objects(number)) if kind == "mask" else folder.blobs.put_picture(picture)
    folder.append(edits.put_keyframe(folder.project, Keyframe(frame=frame, image=blob, kind=kind)))


def asked(folder: ProjectFolder, params: DvpParams = VARIED, kind: Kind = "color") -> Run:
    return run_for(folder, folder.project.shots[0], DVP, params, kind=kind)


def pasted(folder: ProjectFolder, run: Run) -> dict[int, NDArray[np.uint8]]:
    inputs, _ = request_of(run, DVP, folder).open()
    inputs.frames.close()
    return {frame: mask for masks in inputs.masks.values() for frame, mask in masks.items()}


@pytest.mark.parametrize("kind", ["color", "style"])
def test_masks_on_keyframes_are_pasted_and_so_is_what_a_run_made_of_them(folder: ProjectFolder, kind: Kind) -> None:
    for frame in (1, 4, 6):
        put(folder, frame, kind)
    put(folder, 1, "mask")
    put(folder, 2, "mask")
    made = asked(folder, DvpParams(), "mask")
    for frame in (1, 4):
        folder.runs.folder(made.id).write_mask(frame, objects(2))
    folder.runs.folder(made.id).update(state="finished")
    found = pasted(folder, asked(folder, kind=kind))
    assert sorted(found) == [1, 4]  # frame 2 has no keyframe, frame 6 no mask
    assert np.array_equal(found[1], objects(1))  # the artist's own, not the run's
    assert np.array_equal(found[4], objects(2))
    folder.runs.delete(made.id)
    run = asked(folder, kind=kind)
    assert sorted(pasted(folder, run)) == [1]


def test_only_runs_that_paste_read_masks(folder: ProjectFolder) -> None:
    put(folder, 1, "color")
    put(folder, 1, "mask")
    for params in (DvpParams(), DvpParams(augmentation=0.5, copy_paste=False)):
        assert not asked(folder, params).masks
    assert not asked(folder, DvpParams(augmentation=0.5), "mask").masks  # it pastes what it propagates


def test_another_mask_is_another_run_and_its_picture_is_kept(folder: ProjectFolder) -> None:
    put(folder, 1, "color")
    put(folder, 1, "mask")
    first = asked(folder)
    assert asked(folder).id == first.id
    put(folder, 1, "mask", number=3)
    assert asked(folder).id != first.id
    assert first.masks[0].image in folder.runs.blobs()


def test_the_newest_masks_of_these_frames_are_taken(folder: ProjectFolder) -> None:
    put(folder, 1, "mask")
    one = asked(folder, DvpParams(), "mask").replaced(state="finished", created="2026-01-01")
    two = one.replaced(id="two", created="2026-01-02")
    assert latest_masks([two, one], 0, 4) == "two"
    assert latest_masks([one, two.replaced(state="failed")], 0, 4) == one.id
    assert latest_masks([one.replaced(kind="color"), two.replaced(start=4)], 0, 4) == ""


def test_previews_are_given_the_colors_of_the_objects_merged_ones_too(folder: ProjectFolder) -> None:
    put(folder, 1, "mask")
    things = (
        Mask(id="a", name="Coat", color="#0072b2", label=1, also=(4,)),
        Mask(id="b", name="Hat", color="#e69f00", label=3),
    )
    folder.append(folder.project.replaced(masks=things))
    inputs, context = request_of(asked(folder, DvpParams(), "mask"), DVP, folder).open()
    inputs.frames.close()
    assert context.colors == {1: "#0072b2", 4: "#0072b2", 3: "#e69f00"}
