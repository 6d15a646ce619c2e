"""Objects of masks: labels, names, colors; what happens to pixels and to the cast; where tracking goes."""

from __future__ import annotations

import numpy as np
import pytest

from engine.media.masks import labels_in, relabeled, with_object
from engine.project.edits import decline, merge_with_next, split_shot
from engine.project.model import Keyframe, Project, Shot, Swatch
from engine.project.objects import (
    COLORS,
    add_object,
    choose_masks,
    forget_masks,
    mask_run_at,
    merge_objects,
    put_mask,
    recolor_object,
    remove_object,
    rename_object,
    track_range,
    with_labels,
)
from engine.project.shown import known_labels
from engine.runtime.errors import InputError

OLD, NEW, COLOR = (f"{letter * 64}.png" for letter in "abc")


def _project() -> Project:
    keyframes = (
        Keyframe(frame=2, image=COLOR),
        Keyframe(frame=2, image=OLD, kind="mask", versions=(NEW,), note="by hand"),
    )
    return Project(shots=(Shot(id="s", start=0, stop=10, keyframes=keyframes),))


def test_objects_get_labels_names_and_colors_of_their_own() -> None:
    project = _project()
    for _ in range(len(COLORS) + 1):
        project, _ = add_object(project)
    assert [mask.label for mask in project.masks] == list(range(1, len(COLORS) + 2))
    assert len({mask.name for mask in project.masks}) == len(COLORS) + 1
    assert [mask.color for mask in project.masks] == [*COLORS, COLORS[0]]


def test_a_label_that_was_removed_is_not_given_to_the_next_object_while_there_are_others() -> None:
    project, _ = add_object(_project())
    project, gone = add_object(project)
    project, _ = add_object(project)
    project = remove_object(project, gone.id, {})
    _, made = add_object(project)
    assert made.label == 4


def test_labels_nobody_knows_become_objects() -> None:
    project = with_labels(with_labels(_project(), {0, 5}), {5, 2, 0})
    assert [(mask.label, mask.name) for mask in project.masks] == [(2, "Object 2"), (5, "Object 5")]


def test_256_objects_are_refused() -> None:
    project = with_labels(_project(), range(1, 255))
    project, last = add_object(project)
    assert last.label == 255
    with pytest.raises(InputError, match="255 objects already"):
        add_object(project)
    project = remove_object(project, next(m.id for m in project.masks if m.label == 7), {})
    assert add_object(project)[1].label == 7


def test_renaming_and_recoloring() -> None:
    project, made = add_object(_project(), "  Anna's \n coat ")
    assert made.name == "Anna's coat"
    project = recolor_object(rename_object(project, made.id, "Coat"), made.id, "#AABBCC")
    assert (project.masks[0].name, project.masks[0].color) == ("Coat", "#aabbcc")
    with pytest.raises(InputError, match="needs a name"):
        rename_object(project, made.id, "  ")
    with pytest.raises(InputError, match="not there any more"):
        rename_object(project, "nobody", "x")


def test_removing_an_object_changes_its_mask_keyframes_alone_and_the_cast() -> None:
    project, one = add_object(_project())
    project, two = add_object(project)
    project = project.replaced(cast=(Swatch(id="w", name="Coat", color="#ffffff", masks=(one.id, two.id)),))
    after = remove_object(project, one.id, {OLD: NEW})
    key = after.shots[0].keyframe(2, "mask")
    assert key is not None and key.image == NEW and key.versions == (NEW,) and key.note == "by hand"
    assert after.shots[0].keyframe(2) == project.shots[0].keyframe(2)
    assert [mask.id for mask in after.masks] == [two.id] and after.cast[0].masks == (two.id,)


def test_with_the_last_object_its_mask_keyframes_and_chosen_masks_go_too() -> None:
    project, one = add_object(choose_masks(_project(), "r", 0, 10))
    after = remove_object(project, one.id, {OLD: NEW})
    assert [key.kind for key in after.shots[0].keyframes] == ["color"]
    assert after.masks == () and after.mask_runs == ()
    table = known_labels(after)
    assert table is not None and not table.any(), "what runs have made of it is shown and written no more"
    assert known_labels(Project()) is None, "where no object ever was, labels are what they are"


def test_merging_two_objects_keeps_one_and_its_place_in_the_cast() -> None:
    project, one = add_object(_project())
    project, two = add_object(project)
    project = project.replaced(cast=(Swatch(id="w", name="Coat", color="#ffffff", masks=(one.id, two.id)),))
    after = merge_objects(project, one.id, two.id, {OLD: NEW})
    assert [mask.id for mask in after.masks] == [two.id] and after.cast[0].masks == (two.id,)
    with pytest.raises(InputError, match="itself"):
        merge_objects(project, one.id, one.id, {})


def test_the_label_of_a_removed_object_is_not_given_again_even_if_it_was_the_highest() -> None:
    """What was tracked of it is still in the pictures of runs."""
    project, _ = add_object(_project())
    project, gone = add_object(project)
    project = remove_object(project, gone.id, {})
    project, made = add_object(project)
    assert (gone.label, made.label) == (2, 3)
    project, _ = add_object(remove_object(project, made.id, {}))
    assert [mask.label for mask in project.masks] == [1, 4]


def test_what_was_tracked_of_a_merged_object_is_the_other_one() -> None:
    project, one = add_object(_project())
    project, two = add_object(project)
    project, three = add_object(project)
    project = merge_objects(merge_objects(project, one.id, two.id, {}), two.id, three.id, {})
    table = known_labels(project)
    assert table is not None and table[[0, 1, 2, 3, 4]].tolist() == [0, 3, 3, 3, 0]
    assert with_labels(project, {1, 2, 3}) == project  # they are objects already
    project = remove_object(project, three.id, {})
    assert add_object(project)[1].label == 4


def test_of_two_objects_with_a_color_each_the_merged_one_has_the_other_ones() -> None:
    project, one = add_object(_project())
    project, two = add_object(project)
    hat, coat = (Swatch(id=n, name=n, color="#ffffff", masks=(m.id,)) for n, m in (("hat", one), ("coat", two)))
    after = merge_objects(project.replaced(cast=(hat, coat)), one.id, two.id, {})
    assert [swatch.masks for swatch in after.cast] == [(), (two.id,)]
    after = merge_objects(project.replaced(cast=(hat,)), one.id, two.id, {})
    assert after.cast[0].masks == (two.id,)


def test_strokes_on_an_imported_mask_keep_it_as_a_version_once() -> None:
    blobs = [f"{digit * 64}.png" for digit in "123"]
    project = put_mask(put_mask(_project(), 2, blobs[0]), 2, blobs[1])
    key = project.shots[0].keyframe(2, "mask")
    assert key is not None and (key.image, key.versions, key.note) == (blobs[1], (NEW, OLD), "by hand")


def test_pixels_change_label_and_objects_never_overlap() -> None:
    labels = np.array([[0, 1, 2], [3, 1, 0]], np.uint8)
    assert relabeled(labels, {1: 3}).tolist() == [[0, 3, 2], [3, 3, 0]]
    assert labels_in(labels) == {1, 2, 3}
    made = with_object(labels, 1, np.array([[True, False, True], [False, False, False]]))
    assert made.tolist() == [[1, 0, 1], [3, 0, 0]]


def test_a_stroke_keeps_what_else_belongs_to_the_keyframe() -> None:
    key = put_mask(_project(), 2, NEW).shots[0].keyframe(2, "mask")
    assert key is not None and (key.image, key.versions, key.note) == (NEW, (OLD,), "by hand")
    assert len(put_mask(_project(), 3, NEW).shots[0].keyframes) == 3


@pytest.mark.parametrize(
    ("direction", "bounds", "wanted"),
    [
        ("forward", None, (2, 10)),
        ("backward", None, (0, 3)),
        ("both", None, (0, 10)),
        ("forward", (1, 6), (2, 6)),
        ("backward", (1, 6), (1, 3)),
        ("both", (1, 6), (1, 6)),
    ],
)
def test_tracking_goes_where_it_is_sent(
    direction: object, bounds: tuple[int, int] | None, wanted: tuple[int, int]
) -> None:
    assert track_range(_project().shots[0], 2, direction, bounds) == wanted  # type: ignore[arg-type]


def test_tracking_needs_a_mask_and_somewhere_to_go() -> None:
    shot = _project().shots[0]
    with pytest.raises(InputError, match="Frame 3 has no mask to track"):
        track_range(shot, 3, "both")
    with pytest.raises(InputError, match="outside the range"):
        track_range(shot, 2, "both", (3, 6))
    with pytest.raises(InputError, match="no frame after frame 2"):
        track_range(shot, 2, "forward", (0, 3))
    with pytest.raises(InputError, match="has no keyframe"):
        track_range(shot, 3, "both", kind="color")


def test_a_later_run_covers_only_its_own_frames_and_cuts_do_not_matter() -> None:
    project = choose_masks(choose_masks(_project(), "first", 0, 10), "second", 4, 10)
    assert [mask_run_at(project, frame) for frame in (0, 3, 4, 9, 10)] == ["first", "first", "second", "second", None]
    cut = split_shot(project, 5)
    assert mask_run_at(merge_with_next(cut, cut.shots[0].id), 7) == "second"
    assert mask_run_at(forget_masks(project, "second"), 7) is None


def test_that_a_mask_is_good_goes_where_another_run_made_it() -> None:
    def good(project: Project) -> tuple[int, ...]:
        return tuple(frame for shot in project.shots for frame in shot.masks_good)

    project = choose_masks(_project(), "first", 0, 10)
    for frame in (3, 5, 7):
        project = decline(project, frame, masks=True)
    project = decline(project, 6)
    assert good(choose_masks(project, "first", 0, 10)) == (3, 5, 7)
    later = choose_masks(project, "second", 4, 7)
    assert good(later) == (3, 7) and later.shots[0].not_needed == (6,)
    assert good(forget_masks(later, "second")) == (3, 7) and good(forget_masks(later, "first")) == ()
    assert good(choose_masks(split_shot(project, 5), "second", 4, 6)) == (3, 7)
