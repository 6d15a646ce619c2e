"""Keyframes are copied to other frames and keep the pictures they had."""

from __future__ import annotations

import pytest

from engine.project.edits import move_keyframe, put_keyframe
from engine.project.keyframes import duplicate_keyframe, go_back_to, keyframe_at
from engine.project.model import MOST_VERSIONS, Keyframe, Project, Shot
from engine.runtime.errors import InputError


def blob(number: int) -> str:
    return f"{number:064x}.png"


def project() -> Project:
    empty = Project(shots=(Shot(id="a", start=0, stop=50), Shot(id="b", start=50, stop=100)))
    return put_keyframe(empty, Keyframe(frame=10, image=blob(1)))


def test_a_new_picture_makes_the_old_one_a_version() -> None:
    edited = put_keyframe(project(), Keyframe(frame=10, image=blob(2)))
    edited = put_keyframe(edited, Keyframe(frame=10, image=blob(3)))
    assert keyframe_at(edited, 10).versions == (blob(1), blob(2))
    again = put_keyframe(edited, Keyframe(frame=10, image=blob(1)))  # the same picture comes once
    assert (keyframe_at(again, 10).image, keyframe_at(again, 10).versions) == (blob(1), (blob(2), blob(3)))


def test_the_same_picture_or_another_kind_is_no_version() -> None:
    edited = put_keyframe(project(), Keyframe(frame=10, image=blob(1), note="other"))
    edited = put_keyframe(edited, Keyframe(frame=10, image=blob(9), kind="mask"))
    assert keyframe_at(edited, 10).versions == keyframe_at(edited, 10, "mask").versions == ()


def test_strokes_on_a_painted_keyframe_are_no_versions_but_what_they_began_on_is() -> None:
    edited = project()
    for number in (2, 3, 4):
        edited = put_keyframe(edited, Keyframe(frame=10, image=blob(number), origin="painted"))
    assert keyframe_at(edited, 10).versions == (blob(1),)


def test_the_oldest_versions_go_first() -> None:
    edited = project()
    for number in range(2, MOST_VERSIONS + 5):
        edited = put_keyframe(edited, Keyframe(frame=10, image=blob(number)))
    versions = keyframe_at(edited, 10).versions
    assert len(versions) == MOST_VERSIONS
    assert versions[0] == blob(4) and versions[-1] == blob(MOST_VERSIONS + 3)


def test_going_back_loses_nothing() -> None:
    edited = put_keyframe(project(), Keyframe(frame=10, image=blob(2), trust=blob(7)))
    back = go_back_to(edited, 10, "color", blob(1))
    key = keyframe_at(back, 10)
    assert (key.image, key.versions, key.trust) == (blob(1), (blob(2),), None)
    forth = go_back_to(back, 10, "color", blob(2))
    assert (keyframe_at(forth, 10).image, keyframe_at(forth, 10).versions) == (blob(2), (blob(1),))
    with pytest.raises(InputError, match="no such version"):
        go_back_to(edited, 10, "color", blob(5))


def test_a_copy_in_another_shot_stands_for_itself() -> None:
    edited = put_keyframe(project(), Keyframe(frame=10, image=blob(2), note="reel.png"))
    key = keyframe_at(edited, 10)
    copied = duplicate_keyframe(edited, key, 70)
    copy = keyframe_at(copied, 70)
    assert (copy.image, copy.versions, copy.note) == (blob(2), (), "reel.png")
    assert keyframe_at(copied, 10) == key
    over = duplicate_keyframe(copied, key, 70, image=blob(8), note="copy")
    assert (keyframe_at(over, 70).image, keyframe_at(over, 70).versions) == (blob(8), (blob(2),))


def test_a_copy_onto_itself_or_nowhere_is_refused() -> None:
    key = keyframe_at(project(), 10)
    with pytest.raises(InputError, match="already"):
        duplicate_keyframe(project(), key, 10)
    with pytest.raises(InputError, match="no shot"):
        duplicate_keyframe(project(), key, 500)
    with pytest.raises(InputError, match="no keyframe"):
        keyframe_at(project(), 11)


def test_versions_travel_with_a_keyframe_that_is_moved() -> None:
    edited = put_keyframe(project(), Keyframe(frame=10, image=blob(2)))
    assert keyframe_at(move_keyframe(edited, 10, 60), 60).versions == (blob(1),)
