"""The pictures a keyframe had before: kept when another one takes its place, oldest first."""

from __future__ import annotations

from engine.project.model import MOST_VERSIONS, Keyframe


def with_history(old: Keyframe | None, new: Keyframe) -> Keyframe:
    """Return `new` with the pictures of the keyframe it replaces as its versions, the oldest beyond the cap left out,
    and with its scribbles if it brings none: gone back to their picture, they can be changed again.

    A painted picture that is painted on is no version: that is one for every stroke, and undo takes strokes back.
    """
    if old is None:
        return new
    is_stroke = old.origin == new.origin == "painted"
    earlier = [*old.versions, *(() if is_stroke else (old.image,)), *new.versions]
    kept = tuple(dict.fromkeys(blob for blob in reversed(earlier) if blob != new.image))[:MOST_VERSIONS]
    return new.replaced(versions=kept[::-1], scribbles=new.scribbles or old.scribbles)


def gone_back(keyframe: Keyframe, blob: str) -> Keyframe:
    """Return the keyframe with one of its versions as its picture; the present one becomes the newest version.

    The version counts everywhere: where a later one was to be trusted says nothing about it.
    """
    others = tuple(version for version in keyframe.versions if version != blob)
    return keyframe.replaced(image=blob, trust=None, versions=(*others, keyframe.image)[-MOST_VERSIONS:])
