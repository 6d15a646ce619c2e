"""Every edit of a project as a pure function: old value in, new value out.

The shots always lie side by side without gap or overlap; only `trim` changes where the first begins and the
last ends. A keyframe is lost by `remove_keyframe` alone. Raises `InputError` (one sentence) where an edit makes
no sense; the project is then unchanged, as values are.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from engine.media.shape import is_same_shape
from engine.project.choices import painted, within, without
from engine.project.model import MOST_DECLINED, Choice, Clip, Keyframe, Kind, Project, Shot
from engine.project.review import accepted_runs, ranges_of
from engine.project.versions import with_history
from engine.runtime.errors import InputError


def new_shot_id() -> str:
    """Return an id that no other shot has, not even one that was undone."""
    return f"s{uuid.uuid4().hex[:10]}"


def whole_clip(length: int, shot_id: str | None = None) -> tuple[Shot, ...]:
    """Return the shots of a clip in which no cut is known yet."""
    return (Shot(id=shot_id or new_shot_id(), start=0, stop=length),) if length > 0 else ()


# --- keyframes ---------------------------------------------------------------------------------------------


def put_keyframe(project: Project, keyframe: Keyframe) -> Project:
    """Add the keyframe, or replace the one of its kind on its frame, whose picture becomes a version."""
    shot = _shot_at(project, keyframe.frame)
    return project.with_shot(shot.with_keyframe(with_history(shot.keyframe(keyframe.frame, keyframe.kind), keyframe)))


def remove_keyframe(project: Project, frame: int, kind: Kind = "color") -> Project:
    shot = _shot_at(project, frame)
    if shot.keyframe(frame, kind) is None:
        raise InputError(f"Frame {frame} has no keyframe.")
    return project.with_shot(shot.without_keyframe(frame, kind))


def move_keyframe(project: Project, frame: int, to: int, kind: Kind = "color") -> Project:
    """Move a keyframe to another frame, of another shot too; one that is there already is not overwritten.

    Its scribbles stay behind: they were drawn on what that frame shows.
    """
    keyframe = _shot_at(project, frame).keyframe(frame, kind)
    if keyframe is None:
        raise InputError(f"Frame {frame} has no keyframe.")
    if to == frame:
        return project
    if _shot_at(project, to).keyframe(to, kind) is not None:
        raise InputError(f"Frame {to} has a keyframe already; remove it first.")
    return put_keyframe(remove_keyframe(project, frame, kind), keyframe.replaced(frame=to, scribbles=None))


# --- shots -------------------------------------------------------------------------------------------------


def split_shot(project: Project, frame: int, shot_id: str | None = None) -> Project:
    """Put a cut before `frame`; the part behind it gets a new id."""
    shot = _shot_at(project, frame)
    if frame == shot.start:
        raise InputError(f"Frame {frame} already begins a shot.")
    parts = ((shot.id, shot.start, frame), (shot_id or new_shot_id(), frame, shot.stop))
    return _tiled(project, [*_others(project, shot), *parts])


def merge_with_next(project: Project, shot_id: str) -> Project:
    """Remove the cut behind this shot; it keeps its id and takes the next one's keyframes and results."""
    index = _index(project, shot_id)
    if index + 1 == len(project.shots):
        raise InputError("There is no shot behind the last one.")
    shot, following = project.shots[index : index + 2]
    return _tiled(project, [*_others(project, shot, following), (shot.id, shot.start, following.stop)])


def move_cut(project: Project, frame: int, to: int) -> Project:
    """Move the cut before `frame` to before `to`; keyframes stay on their frames and so may change their shot."""
    later = _shot_at(project, frame)
    index = _index(project, later.id)
    if later.start != frame or index == 0:
        raise InputError(f"There is no cut at frame {frame}.")
    earlier = project.shots[index - 1]
    if not earlier.start < to < later.stop:
        raise InputError(f"The cut can be moved between frames {earlier.start + 1} and {later.stop - 1}.")
    moved = ((earlier.id, earlier.start, to), (later.id, to, later.stop))
    return _tiled(project, [*_others(project, earlier, later), *moved])


def set_cuts(project: Project, cuts: Iterable[int]) -> Project:
    """Replace all cuts (`cuts`: first frame of every shot but the first) keeping keyframes and results.

    A shot keeps its id if it begins where it began, or else if it still holds most of the old one.
    """
    if not project.shots:
        raise InputError("There is no clip to cut into shots.")
    first, last = project.shots[0].start, project.shots[-1].stop
    starts = sorted({first, *cuts})
    if starts[0] < first or starts[-1] >= last:
        raise InputError(f"A cut lies outside frames {first} to {last - 1}.")
    ranges = list(zip(starts, [*starts[1:], last], strict=True))
    ids: dict[int, str] = {}
    by_start = {shot.start: shot.id for shot in project.shots}
    ids.update({start: by_start[start] for start, _ in ranges if start in by_start})
    for start, stop in ranges:
        if start not in ids:
            holder = next(s for s in project.shots if start in s)
            is_most = 2 * (min(stop, holder.stop) - start) > holder.stop - holder.start
            ids[start] = holder.id if is_most and holder.id not in ids.values() else new_shot_id()
    return _tiled(project, [(ids[start], start, stop) for start, stop in ranges])


def trim(project: Project, start: int, stop: int) -> Project:
    """Work on frames `start` to `stop` (half-open) of the clip alone, or on more of it again."""
    length = project.clip.length if project.clip else (project.shots[-1].stop if project.shots else 0)
    if not 0 <= start < stop <= length:
        raise InputError(f"Frames {start} to {stop - 1} are not a part of the clip (0 to {length - 1}).")
    if not project.shots:
        return project.replaced(shots=(Shot(id=new_shot_id(), start=start, stop=stop),))
    lost = next((k.frame for s in project.shots for k in s.keyframes if not start <= k.frame < stop), None)
    if lost is not None:
        raise InputError(f"Frame {lost} has a keyframe and would be cut off; remove the keyframe first.")
    bounds = [(s.id, max(s.start, start), min(s.stop, stop)) for s in project.shots]
    kept = [(shot_id, first, last) for shot_id, first, last in bounds if first < last]
    if not kept:  # nothing of the old part is left: all of the new one is one shot
        kept = [(project.shots[0].id, start, stop)]
    kept[0] = (kept[0][0], start, kept[0][2])
    kept[-1] = (kept[-1][0], kept[-1][1], stop)
    return _tiled(project, kept)


def with_length(project: Project, length: int) -> Project:
    """Take over the exact length of the clip once its index is complete; keyframes behind the end are kept.

    A shot that was to last to the end still does. If keyframes lie behind the new end, the clip is as long as
    they need: nothing an artist made is thrown away by a file that became shorter.
    """
    if project.clip is None or length < 1 or length == project.clip.length:
        return project
    needed = max((k.frame + 1 for s in project.shots for k in s.keyframes), default=0)
    length = max(length, needed)
    old = project.clip.length
    project = project.replaced(clip=project.clip.replaced(length=length))
    if not project.shots:
        return project.replaced(shots=whole_clip(length))
    if project.shots[-1].stop == old or project.shots[-1].stop > length:
        start = min(project.shots[0].start, length - 1)
        return trim(project, start, length)
    return project


# --- the processed clip ------------------------------------------------------------------------------------


def attach_processed(project: Project, processed: Clip) -> Project:
    """Say that `processed` is another version of the film, in place of the one there was.

    Raises `InputError` where it is of another length or shape, or is the film itself.
    """
    film = project.clip
    if film is None:
        raise InputError("There is no film yet that a processed clip could belong to.")
    name = PurePath(processed.absolute).name
    if film.fingerprint is not None and film.fingerprint == processed.fingerprint:
        raise InputError(f"{name} is the film itself; attach what a colorizer or enhancer made of it.")
    if processed.length != film.length:
        raise InputError(
            f"{name} has {processed.length} frames and the film {film.length}; a processed clip has one frame for "
            "every frame of the film."
        )
    if not is_same_shape((processed.width, processed.height), (film.width, film.height)):
        raise InputError(
            f"{name} is {processed.width}x{processed.height} and has another shape than the film, which is "
            f"{film.width}x{film.height}."
        )
    is_other = project.processed is None or project.processed.fingerprint != processed.fingerprint
    return (_without_looks(project) if is_other else project).replaced(processed=processed)


def detach_processed(project: Project) -> Project:
    """Name no processed clip any more; runs that were made from one keep their results."""
    return _without_looks(project).replaced(processed=None)


def keep_to_look(project: Project, frame: int) -> Project:
    """Let every frame of the shot that holds `frame` be treated as this one is in the processed clip."""
    return project.with_shot(_shot_at(project, frame).replaced(look=frame))


def decline(project: Project, frame: int, *, masks: bool = False) -> Project:
    """Note that a suggested frame is not to be colored or, with `masks`, that its mask is good enough."""
    shot = _shot_at(project, frame)
    if masks:
        return project.with_shot(shot.replaced(masks_good=_with(shot.masks_good, frame)))
    return project.with_shot(shot.replaced(not_needed=_with(shot.not_needed, frame)))


def suggest_again(project: Project, frame: int) -> Project:
    """Forget all that was declined in the shot that holds `frame`, of colors and of masks."""
    return project.with_shot(_shot_at(project, frame).replaced(not_needed=(), masks_good=()))


# --- results -----------------------------------------------------------------------------------------------


def choose_run(project: Project, run: str, start: int, stop: int) -> Project:
    """Show the result of `run` on frames `start` to `stop` (half-open), in whatever shots they are."""
    return _with_choices(project, [*_choices(project), Choice(run=run, start=start, stop=stop)])


def unchoose(project: Project, start: int, stop: int) -> Project:
    """Show no result on frames `start` to `stop` (half-open)."""
    return _with_choices(project, without(_choices(project), start, stop))


def forget_run(project: Project, run: str) -> Project:
    """Show the result of `run` nowhere any more. Raises `InputError` where it shows frames that were accepted."""
    if run in accepted_runs(project):
        raise InputError(
            f"It holds the accepted pictures of {ranges_of(project, run)}; take back the acceptance first."
        )
    return _with_choices(project, [choice for choice in _choices(project) if choice.run != run])


# --- parts -------------------------------------------------------------------------------------------------


def _with(frames: tuple[int, ...], frame: int) -> tuple[int, ...]:
    return tuple(sorted({*frames, frame}))[:MOST_DECLINED]


def _declined(frames: Iterable[int], start: int, stop: int) -> tuple[int, ...]:
    return tuple(frame for frame in frames if start <= frame < stop)[:MOST_DECLINED]


def _choices(project: Project) -> list[Choice]:
    return [choice for shot in project.shots for choice in shot.chosen]


def _with_choices(project: Project, choices: Sequence[Choice]) -> Project:
    return project.replaced(shots=tuple(_clipped(shot, choices) for shot in project.shots))


def _clipped(shot: Shot, choices: Sequence[Choice]) -> Shot:
    chosen = painted(within(choices, shot.start, shot.stop))
    return shot if chosen == shot.chosen else shot.replaced(chosen=chosen)


def _without_looks(project: Project) -> Project:
    """What looks there are is the processed clip's to say."""
    return project.replaced(
        shots=tuple(shot if shot.look is None else shot.replaced(look=None) for shot in project.shots)
    )


def _tiled(project: Project, ranges: Iterable[tuple[str, int, int]]) -> Project:
    """Lay new shots (id, start, stop) over the old ones' keyframes, choices, acceptances, declined suggestions and
    looks (of two the first one's)."""
    keyframes = [keyframe for shot in project.shots for keyframe in shot.keyframes]
    choices = _choices(project)
    accepted = [choice for shot in project.shots for choice in shot.accepted]
    looks = [shot.look for shot in project.shots if shot.look is not None]
    not_needed = [frame for shot in project.shots for frame in shot.not_needed]
    masks_good = [frame for shot in project.shots for frame in shot.masks_good]
    same = {(shot.id, shot.start, shot.stop): shot for shot in project.shots}
    shots = []
    for shot_id, start, stop in sorted(ranges, key=lambda r: r[1]):
        inside = tuple(k for k in keyframes if start <= k.frame < stop)
        look = next((frame for frame in looks if start <= frame < stop), None)
        pinned = painted(within(accepted, start, stop))
        shot = same.get((shot_id, start, stop)) or Shot(
            id=shot_id,
            start=start,
            stop=stop,
            keyframes=inside,
            look=look,
            accepted=pinned,
            not_needed=_declined(not_needed, start, stop),
            masks_good=_declined(masks_good, start, stop),
        )
        shots.append(_clipped(shot, choices))
    return project.replaced(shots=tuple(shots))


def _others(project: Project, *shots: Shot) -> list[tuple[str, int, int]]:
    left_out = {shot.id for shot in shots}
    return [(s.id, s.start, s.stop) for s in project.shots if s.id not in left_out]


def _shot_at(project: Project, frame: int) -> Shot:
    shot = project.shot_at(frame)
    if shot is None:
        raise InputError(f"Frame {frame} belongs to no shot.")
    return shot


def _index(project: Project, shot_id: str) -> int:
    for index, shot in enumerate(project.shots):
        if shot.id == shot_id:
            return index
    raise InputError(f"There is no shot {shot_id!r}.")
