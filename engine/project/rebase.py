"""An edit that was made of an older snapshot, made of the newest one: what was painted meanwhile is kept."""

from __future__ import annotations

from engine.project.edits import put_keyframe
from engine.project.model import Keyframe, Kind, Project


def rebased(after: Project, before: Project, now: Project) -> Project:
    """Return `after`, an edit of `before`, with the keyframes that `now` has beyond `before`.

    Of a keyframe that the edit changed or removed itself, the edit's word counts.
    """
    old, edited = _keyframes(before), _keyframes(after)
    for place, keyframe in _keyframes(now).items():
        was = old.get(place)
        if keyframe != was and edited.get(place) == was and after.shot_at(keyframe.frame) is not None:
            after = put_keyframe(after, keyframe)
    return after


def _keyframes(project: Project) -> dict[tuple[int, Kind], Keyframe]:
    return {(key.frame, key.kind): key for shot in project.shots for key in shot.keyframes}
