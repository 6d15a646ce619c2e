"""The shots of a propagation: which are worked on, from which keyframes, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from engine.catalog import MethodParams, MethodSpec
from engine.cli.terminal import Terminal, follow
from engine.color.scene_linear import stops_above
from engine.media.images import read_picture
from engine.media.masks import labels_in
from engine.project.edits import put_keyframe
from engine.project.file import ProjectFolder
from engine.project.model import Keyframe, Kind, Project, Run, Shot
from engine.project.objects import with_labels
from engine.runtime.context import Inputs
from engine.runtime.errors import InputError
from engine.runtime.events import Progress
from engine.runtime.request import KeyframeFile, RunRequest
from engine.runtime.shot_run import run_for, work

_NAMED = 6  # ranges named in a warning before it says how many more there are


@dataclass(frozen=True)
class Part:
    """Frames `start` to `stop` (half-open) of a shot, and what is propagated there."""

    shot: Shot
    start: int
    stop: int
    kind: Kind = "color"

    @property
    def keyframes(self) -> tuple[int, ...]:
        return tuple(
            k.frame for k in self.shot.keyframes if k.kind == self.kind and self.start <= k.frame < self.stop
        )

    def __len__(self) -> int:
        return self.stop - self.start


def add_keyframes(
    project: ProjectFolder, request: RunRequest, pictures: Mapping[int, Path], length: int, terminal: Terminal
) -> None:
    """Put the pictures of `request`'s frames into the project, those of another size laid onto their frame.

    A gray picture NAME.trust.png beside NAME.png says where it is to be believed (white). `length` is the clip's.
    Raises `EngineError`, naming the picture, for one that cannot be read or does not fit.
    """
    for frame, path in pictures.items():
        if frame >= length:
            raise InputError(f"{path.name} is for frame {frame}, but the clip has frames 0 to {length - 1}.")
        if not request.start <= frame < request.stop:
            told = f"frames {request.start} to {request.stop - 1}"
            terminal.warn(f"The keyframe of frame {frame} lies outside {told} and is not used.")
    trusts = {frame: found for frame, path in pictures.items() if (found := trust_beside(path)) is not None}
    files = tuple(KeyframeFile(frame, path, request.kind, trusts.get(frame)) for frame, path in pictures.items())
    inputs, _ = replace(request, keyframes=files).open()
    with closing(inputs.frames):
        changed = _with_pictures(project, inputs, pictures)
    project.append(changed)
    for key in (key for shot in changed.shots for key in shot.keyframes if key.frame in pictures):
        if key.kind == "hdr" and key.stops is not None:
            terminal.say(f"The light of keyframe {key.frame} lies {key.stops:+.1f} stops above the film's.")


def _with_pictures(project: ProjectFolder, inputs: Inputs, pictures: Mapping[int, Path]) -> Project:
    """Store the keyframes of `inputs`, those that are as their file is byte by byte, and return the project with
    them."""
    changed = project.project
    for keyframe in inputs.keyframes:
        path, stops = pictures[keyframe.frame], None
        if inputs.kind == "mask":
            blob = project.blobs.put_mask(keyframe.image)
            changed = with_labels(changed, labels_in(keyframe.image))
        elif inputs.kind == "hdr":
            stops = stops_above(inputs.frames.read(keyframe.frame), keyframe.image)
            blob = project.blobs.put_hdr(keyframe.image, path)
        elif read_picture(path).shape != keyframe.image.shape:
            blob = project.blobs.put_picture(keyframe.image)
        else:
            blob = project.blobs.put_file(path)
        trust = None
        if keyframe.trust is not None:
            trust = project.blobs.put_picture(np.rint(keyframe.trust * 255).astype(np.uint8))
        changed = put_keyframe(
            changed, Keyframe(frame=keyframe.frame, image=blob, kind=inputs.kind, trust=trust, stops=stops)
        )
    return changed


def trust_beside(picture: Path) -> Path | None:
    """Return the picture that says where a keyframe is to be believed, if there is one: NAME.trust.png."""
    beside = picture.with_name(f"{picture.stem}.trust.png")
    return beside if beside.is_file() else None


def add_masks(
    project: ProjectFolder, request: RunRequest, pictures: Mapping[int, Path], length: int, terminal: Terminal
) -> None:
    """Put masks of objects into the project that `request` pastes. Raises `InputError` where it pastes none."""
    if not request.params.pastes(request.kind):
        raise InputError(
            f"{request.spec.title} would not use --mask: objects are pasted for color and style, with --params "
            "copy_paste=true and augmentation above 0, and guided=off."
        )
    known = {k.frame for shot in project.project.shots for k in shot.keyframes if k.kind == request.kind}
    lost = next((frame for frame in pictures if frame not in known), None)
    if lost is not None:
        raise InputError(
            f"Frame {lost} has a mask and no keyframe; objects are pasted with their keyframe's {request.kind}."
        )
    add_keyframes(project, replace(request, kind="mask"), pictures, length, terminal)


def parts_of(project: Project, start: int, stop: int, terminal: Terminal, kind: Kind = "color") -> tuple[Part, ...]:
    """Return the parts of shots that have a keyframe, and warn of the others. Raises `InputError` if none has."""
    parts = [
        Part(shot, max(shot.start, start), min(shot.stop, stop), kind)
        for shot in project.shots
        if max(shot.start, start) < min(shot.stop, stop)
    ]
    bare = [part for part in parts if not part.keyframes]
    if len(bare) == len(parts):
        raise InputError(f"No keyframe lies in frames {start} to {stop - 1}.")
    if bare:
        named = ", ".join(f"{part.start}-{part.stop - 1}" for part in bare[:_NAMED])
        more = f" and {len(bare) - _NAMED} more" if len(bare) > _NAMED else ""
        shots = "1 shot has" if len(bare) == 1 else f"{len(bare)} shots have"
        terminal.warn(f"{shots} no keyframe and stay{'s' * (len(bare) == 1)} without {kind}: frames {named}{more}.")
    return tuple(part for part in parts if part.keyframes)


def find_start(project: ProjectFolder, name: str, spec: MethodSpec, kind: Kind) -> str:
    """Return the id of the run called `name` (its name, its id, or "last" for the newest that was finished) whose
    weights `spec` can begin with.

    "" for no name. Raises `InputError` if there is no such run, or if it has nothing to begin with.
    """
    if not name:
        return ""
    if "start" not in spec.weights:
        raise InputError(f"{spec.title} ({spec.id}) learns nothing that a run could begin with.")
    runs = [run for run in project.runs.all() if run.method == spec.id and run.kind == kind]
    usable = [run for run in runs if project.runs.folder(run.id).checkpoint.is_file()]
    if name == "last":
        wanted = [run for run in usable if run.state == "finished"]
    else:
        wanted = [run for run in usable if name in (run.id, run.name)]
    if not wanted:
        known = ", ".join(run.name for run in usable) or "none yet"
        raise InputError(f"No run {name!r} of {spec.id} has weights to begin with; those that have: {known}.")
    return wanted[-1].id


def work_on(
    project: ProjectFolder,
    parts: tuple[Part, ...],
    spec: MethodSpec,
    params: MethodParams,
    seed: int,
    device: str,
    terminal: Terminal,
    is_stopped: Callable[[], bool],
    start_from: str = "",
) -> list[Run]:
    """Propagate every part and return the finished runs. Raises `Stopped` and `EngineError`.

    `start_from`: id of the run of the project whose weights the runs begin with.
    """
    runs = [
        run_for(
            project,
            p.shot,
            spec,
            params,
            start=p.start,
            stop=p.stop,
            seed=seed,
            device=device,
            kind=p.kind,
            start_from=start_from,
        )
        for p in parts
    ]
    with terminal.bar() as bar:
        follow(_steps(project, parts, runs), bar, is_stopped)
    return [project.runs.folder(run.id).read_run() for run in runs]


def _steps(project: ProjectFolder, parts: tuple[Part, ...], runs: list[Run]) -> Generator[Progress]:
    total, before = sum(len(part) for part in parts), 0
    for number, (part, run) in enumerate(zip(parts, runs, strict=True), 1):
        label = f"shot {number} of {len(parts)}" if len(parts) > 1 else run.method
        latest = Progress(before, total, label)
        with closing(work(project, run)) as events:
            for event in events:
                if isinstance(event, Progress) and event.total > 0:
                    done = before + len(part) * event.done / event.total
                    latest = Progress(done, total, f"{label}: {event.stage}" if event.stage else label)
                yield latest  # at every event: each is a chance to stop
        before += len(part)
        yield Progress(before, total, label)
