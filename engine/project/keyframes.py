"""Edits of keyframes as pure functions: copied to other frames, taken back to an earlier version.

Raises `InputError` (one sentence) where an edit makes no sense; the project is then unchanged.
"""

from __future__ import annotations

from engine.project.edits import put_keyframe
from engine.project.model import Keyframe, Kind, Project
from engine.project.versions import gone_back
from engine.runtime.errors import InputError


def keyframe_at(project: Project, frame: int, kind: Kind = "color") -> Keyframe:
    """Return the keyframe of this kind. Raises `InputError` if the frame has none."""
    shot = project.shot_at(frame)
    found = shot.keyframe(frame, kind) if shot is not None else None
    if found is None:
        raise InputError(f"Frame {frame} has no keyframe.")
    return found


def duplicate_keyframe(
    project: Project, keyframe: Keyframe, to: int, image: str | None = None, note: str = ""
) -> Project:
    """Put a copy of `keyframe` on frame `to`, of any shot. `image`: its picture there, where that had to be made
    anew; what was trusted only in places is then trusted wholly.

    A keyframe of that kind that is there already keeps its picture as a version.
    """
    if to == keyframe.frame:
        raise InputError(f"The keyframe is on frame {to} already; choose another one.")
    copy = Keyframe(
        frame=to,
        image=image or keyframe.image,
        kind=keyframe.kind,
        origin=keyframe.origin,
        note=note or keyframe.note,
        trust=keyframe.trust if image is None else None,
    )
    return put_keyframe(project, copy)


def go_back_to(project: Project, frame: int, kind: Kind, blob: str) -> Project:
    """Show an earlier picture of the keyframe again; the present one becomes a version."""
    keyframe = keyframe_at(project, frame, kind)
    if blob not in keyframe.versions:
        raise InputError(f"The keyframe of frame {frame} has no such version.")
    shot = project.shot_at(frame)
    assert shot is not None
    return project.with_shot(shot.with_keyframe(gone_back(keyframe, blob)))


def go_back_to_scribbles(project: Project, frame: int, kind: Kind = "color") -> Project:
    """Show again what the keyframe's scribbles made; what was painted over them becomes a version.

    Raises `InputError` where there are none, or nothing was painted over them.
    """
    keyframe = keyframe_at(project, frame, kind)
    if keyframe.scribbles is None:
        raise InputError(f"The keyframe of frame {frame} was not made of scribbles.")
    if keyframe.drawn is not None:
        raise InputError(f"The keyframe of frame {frame} is what its scribbles made already.")
    shot = project.shot_at(frame)
    assert shot is not None
    return project.with_shot(shot.with_keyframe(gone_back(keyframe, keyframe.scribbles.made)))
