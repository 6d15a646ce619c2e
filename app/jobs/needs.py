"""What a method must find in a project before a run is made of it."""

from __future__ import annotations

from app.translation import mark, tr
from engine.catalog import MethodSpec
from engine.project.model import Kind, Project, Shot
from engine.project.review import anchors
from engine.runtime.errors import InputError

_MISSING: dict[Kind, str] = {
    "color": mark("Frames {first} to {last} have no keyframe yet; color one frame first."),
    "style": mark(
        "Frames {first} to {last} have no keyframe of style yet; import a frame in the style you want first."
    ),
    "mask": mark("Frames {first} to {last} have no keyframe of a mask yet; import a mask of one frame first."),
    "hdr": mark("Frames {first} to {last} have no HDR keyframe yet; import an OpenEXR picture of one frame first."),
}


def check_needs(
    spec: MethodSpec, kind: Kind, project: Project, shot: Shot, start: int | None, stop: int | None
) -> None:
    """Raise `InputError` where something is missing that the method needs."""
    if "processed" in spec.needs and project.processed is None:
        raise InputError(
            tr("{title} needs a processed clip; attach what was made of this film first.").format(
                title=tr(spec.title)
            )
        )
    first = shot.start if start is None else start
    behind = shot.stop if stop is None else stop
    there = [k for k in shot.keyframes if k.kind == kind and first <= k.frame < behind]
    if "keyframes" not in spec.needs:
        return
    if not there:
        raise InputError(tr(_MISSING[kind]).format(first=first, last=behind - 1))
    if all(key.trust is not None for key in there) and not anchors(shot, first, behind):
        raise InputError(
            tr(
                "Frames {first} to {behind} have only keyframes that were touched up and count in a "
                "part of the picture; add a keyframe that is made all over."
            ).format(first=first, behind=behind - 1)
        )
