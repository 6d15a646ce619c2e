"""The objects of masks: who they are, their labels, where they are tracked to. Pure edits, as in `edits.py`.

A mask keyframe is one indexed picture in which an object's pixels have its label (1 to 255). Pixels cannot be changed
here; an edit that changes labels takes `pictures`, what every mask keyframe's blob becomes, made in the background
with `engine.media.masks.relabeled`. What runs have made stays as it is: a label that belongs to no object any more is
not shown and not written.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from engine.project.choices import painted
from engine.project.model import MOST_LABELS, Choice, Keyframe, Kind, Mask, Project, Run, Shot, Swatch
from engine.project.versions import with_history
from engine.runtime.errors import InputError

Direction = Literal["backward", "both", "forward"]

# Okabe and Ito (2008), then Tol's "muted" (2021): told apart with every kind of color vision. The brightest come
# first: the pictures they lie on are dark and gray.
COLORS = (
    "#e69f00",
    "#56b4e9",
    "#009e73",
    "#f0e442",
    "#d55e00",
    "#cc79a7",
    "#0072b2",
    "#88ccee",
    "#ddcc77",
    "#44aa99",
    "#882255",
    "#999933",
)
_LONGEST_NAME = 256


def add_object(project: Project, name: str = "", *, taken: Collection[int] = ()) -> tuple[Project, Mask]:
    """Return the project with one more object, and that object. Labels in `taken` are not given to it.

    It gets the label above the highest one there ever was, so that what a removed object left in a run is not taken
    for it.
    """
    used = _labels(project) | set(taken)
    above = max(project.last_label, *used, 0) + 1
    label = above if above <= MOST_LABELS else next((n for n in range(1, MOST_LABELS + 1) if n not in used), 0)
    if not label:
        raise InputError(f"There are {MOST_LABELS} objects already, as many as a mask can tell apart.")
    return _with_label(project, label, name)


def with_labels(project: Project, labels: Iterable[int]) -> Project:
    """Return the project with an object for every one of `labels` that has none; 0 is the background."""
    for label in sorted({int(label) for label in labels} - {0} - _labels(project)):
        project, _ = _with_label(project, label, "")
    return project


def rename_object(project: Project, object_id: str, name: str) -> Project:
    """Give it another name; white space is tidied, an empty name refused."""
    tidy = " ".join(name.split())[:_LONGEST_NAME]
    if not tidy:
        raise InputError("An object needs a name.")
    return _replaced(project, object_of(project, object_id).replaced(name=tidy))


def recolor_object(project: Project, object_id: str, color: str) -> Project:
    """Show it in another color: "#rrggbb"."""
    if not re.fullmatch(r"#[0-9a-f]{6}", color.lower()):
        raise InputError(f"{color[:20]!r} is no color; write it like #a04030.")
    return _replaced(project, object_of(project, object_id).replaced(color=color.lower()))


def remove_object(project: Project, object_id: str, pictures: Mapping[str, str]) -> Project:
    """Forget an object; its pixels become background in every mask keyframe.

    Mask keyframes stay, even where nothing is left on them (they say that no other object is there), unless it was
    the last object: then they say nothing any more.
    """
    gone = object_of(project, object_id)
    left = tuple(mask for mask in project.masks if mask.id != gone.id)
    if left:
        project = _with_pictures(project, pictures)
    else:
        project = _with_mask_runs(_without_mask_keyframes(project), ())
    cast = tuple(s.replaced(masks=tuple(m for m in s.masks if m != gone.id)) for s in project.cast)
    last = max(project.last_label, *gone.labels)
    return project.replaced(masks=left, cast=cast, last_label=last)


def merge_objects(project: Project, object_id: str, into: str, pictures: Mapping[str, str]) -> Project:
    """Make one object of two: what was `object_id` is `into` from now on, on every mask keyframe, in what runs have
    made and in the cast.

    An object can have one color of the cast only: where both have one, that of `into` stays.
    """
    gone, kept = object_of(project, object_id), object_of(project, into)
    if gone.id == kept.id:
        raise InputError(f"{gone.name} cannot be merged with itself.")
    project = _with_pictures(project, pictures)
    swatches = [next((s.id for s in project.cast if each.id in s.masks), None) for each in (kept, gone)]
    tied = swatches[0] or swatches[1]
    cast = tuple(_with_tie(swatch, gone.id, kept.id, is_tied=swatch.id == tied) for swatch in project.cast)
    masks = tuple(mask for mask in project.masks if mask.id != gone.id)
    merged = kept.replaced(also=tuple(sorted((*kept.also, *gone.labels))))
    return _replaced(project.replaced(masks=masks, cast=cast), merged)


def object_of(project: Project, object_id: str) -> Mask:
    """Return the object with this id. Raises `InputError` if there is none."""
    for mask in project.masks:
        if mask.id == object_id:
            return mask
    raise InputError("This object is not there any more.")


def mask_keyframes(project: Project) -> tuple[Keyframe, ...]:
    """Return the mask keyframes of all shots, in the order of the clip."""
    return tuple(key for shot in project.shots for key in shot.keyframes if key.kind == "mask")


def put_mask(project: Project, frame: int, image: str, note: str = "") -> Project:
    """Make `image`, painted, the mask keyframe of this frame; one that is there keeps what else belongs to it, and
    its picture as a version unless that was painted too."""
    shot = project.shot_at(frame)
    if shot is None:
        raise InputError(f"Frame {frame} belongs to no shot.")
    before = shot.keyframe(frame, "mask")
    if before is None:
        return project.with_shot(
            shot.with_keyframe(Keyframe(frame=frame, image=image, kind="mask", origin="painted", note=note))
        )
    return project.with_shot(
        shot.with_keyframe(with_history(before, before.replaced(image=image, origin="painted", versions=())))
    )


# --- tracking ----------------------------------------------------------------------------------------------


def track_range(
    shot: Shot, frame: int, direction: Direction, bounds: tuple[int, int] | None = None, kind: Kind = "mask"
) -> tuple[int, int]:
    """Return the frames (half-open) that tracking from the keyframe on `frame` goes over: to the shot's ends, or to
    those of `bounds` (In and Out) where they lie farther in.

    Nothing beyond `frame` against the direction is touched. Raises `InputError` where there is nothing to begin
    with or no frame to go to.
    """
    if shot.keyframe(frame, kind) is None:
        if kind == "mask":
            raise InputError(f"Frame {frame} has no mask to track; click an object on it first.")
        raise InputError(f"Frame {frame} has no keyframe to begin with.")
    start, stop = shot.start, shot.stop
    if bounds is not None:
        start, stop = max(start, bounds[0]), min(stop, bounds[1])
        if not start <= frame < stop:
            raise InputError(f"Frame {frame} lies outside the range between In and Out.")
    start = frame if direction == "forward" else start
    stop = frame + 1 if direction == "backward" else stop
    if stop - start < 2:
        where = {"forward": "after", "backward": "before", "both": "beside"}[direction]
        raise InputError(f"There is no frame {where} frame {frame} to track to.")
    return start, stop


def choose_masks(project: Project, run: str, start: int, stop: int) -> Project:
    """Let frames `start` to `stop` have the masks this run made; other frames keep theirs."""
    return _with_mask_runs(project, painted([*project.mask_runs, Choice(run=run, start=start, stop=stop)]))


def with_masks_of(project: Project, runs: Iterable[Run]) -> Project:
    """Let every frame have the masks that the last of `runs` (oldest first) to finish there made."""
    for run in runs:
        if run.kind == "mask" and run.state == "finished":
            project = choose_masks(project, run.id, run.start, run.stop)
    return project


def forget_masks(project: Project, run: str) -> Project:
    """Let no frame have the masks of this run any more."""
    kept = tuple(choice for choice in project.mask_runs if choice.run != run)
    return project if kept == project.mask_runs else _with_mask_runs(project, kept)


def mask_run_at(project: Project, frame: int) -> str | None:
    """Return the id of the run whose mask this frame has, or None. A mask keyframe there goes before it."""
    return next((c.run for c in project.mask_runs if c.start <= frame < c.stop), None)


# --- parts -------------------------------------------------------------------------------------------------


def _with_mask_runs(project: Project, mask_runs: tuple[Choice, ...]) -> Project:
    """Say whose masks frames have. That a mask needs no repair was said of the one before, and goes with it."""
    changed = project.replaced(mask_runs=mask_runs)
    for shot in project.shots:
        good = tuple(f for f in shot.masks_good if mask_run_at(project, f) == mask_run_at(changed, f))
        if good != shot.masks_good:
            changed = changed.with_shot(shot.replaced(masks_good=good))
    return changed


def _with_label(project: Project, label: int, name: str) -> tuple[Project, Mask]:
    names = {mask.name for mask in project.masks}
    number = label
    while not name and f"Object {number}" in names:
        number += 1
    made = Mask(
        id=f"o{uuid.uuid4().hex[:10]}",
        name=" ".join(name.split())[:_LONGEST_NAME] or f"Object {number}",
        color=_free_color(project),
        label=label,
    )
    return project.replaced(masks=tuple(sorted((*project.masks, made), key=lambda mask: mask.label))), made


def _labels(project: Project) -> set[int]:
    """Return the labels that are an object's."""
    return {label for mask in project.masks for label in mask.labels}


def _with_tie(swatch: Swatch, gone: str, kept: str, *, is_tied: bool) -> Swatch:
    """Return the swatch tied to `kept` in place of `gone` or not, its other objects as they are."""
    if is_tied:
        return swatch.replaced(masks=tuple(dict.fromkeys(kept if mask == gone else mask for mask in swatch.masks)))
    return swatch.replaced(masks=tuple(mask for mask in swatch.masks if mask not in (gone, kept)))


def _free_color(project: Project) -> str:
    """Return the first color that the fewest objects have."""
    used = [mask.color for mask in project.masks]
    return min(COLORS, key=used.count)


def _replaced(project: Project, changed: Mask) -> Project:
    return project.replaced(masks=tuple(changed if mask.id == changed.id else mask for mask in project.masks))


def _with_pictures(project: Project, pictures: Mapping[str, str]) -> Project:
    for shot in project.shots:
        keyframes = tuple(
            key.replaced(image=pictures[key.image]) if key.kind == "mask" and key.image in pictures else key
            for key in shot.keyframes
        )
        if keyframes != shot.keyframes:
            project = project.with_shot(shot.replaced(keyframes=keyframes))
    return project


def _without_mask_keyframes(project: Project) -> Project:
    for shot in project.shots:
        keyframes = tuple(key for key in shot.keyframes if key.kind != "mask")
        if keyframes != shot.keyframes:
            project = project.with_shot(shot.replaced(keyframes=keyframes))
    return project
