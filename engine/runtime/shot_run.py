"""Do a run of a project here, in the calling thread: what the command line and the demo do for every shot."""

from __future__ import annotations

from collections.abc import Generator

from engine.catalog import MethodParams, MethodSpec, find_method
from engine.media.developing import PictureOf
from engine.media.export_settings import ExportSettings
from engine.project.edits import choose_run
from engine.project.file import ProjectFolder
from engine.project.model import Kind, Run, Shot
from engine.project.objects import choose_masks
from engine.project.runs import last_number, latest_masks, new_run
from engine.project.shown import written_picture
from engine.runtime.errors import ProjectError
from engine.runtime.events import Event
from engine.runtime.record import recorded
from engine.runtime.request import request_of
from engine.runtime.worker import Inline


def run_for(
    project: ProjectFolder,
    shot: Shot,
    spec: MethodSpec,
    params: MethodParams,
    *,
    start: int | None = None,
    stop: int | None = None,
    seed: int = 0,
    device: str = "auto",
    kind: Kind = "color",
    start_from: str = "",
) -> Run:
    """Return the newest run of exactly this that did not fail, so that it goes on where it was, or a new one.

    `start_from`: id of the run whose weights a new one begins with. Objects that the method pastes are those of
    the shot's masks, or of its newest run of masks.
    """
    clip = project.project.clip
    if clip is None:
        raise ProjectError(f"The project {project.name} has no film yet.")
    runs = project.runs.all()
    start = shot.start if start is None else start
    stop = shot.stop if stop is None else stop
    wanted = new_run(
        spec.id,
        params,
        shot,
        clip,
        start=start,
        stop=stop,
        seed=seed,
        device=device,
        name=f"Run {last_number(runs) + 1}",
        kind=kind,
        start_from=start_from,
        masks_from=latest_masks(runs, start, stop),
    )
    usable = (run for run in reversed(runs) if run.state not in ("failed", "canceled"))
    return next((run for run in usable if _asked(run) == _asked(wanted)), None) or project.runs.make(wanted)


def _asked(run: Run) -> tuple[object, ...]:
    """Return all that decides what comes out of a run."""
    where = (run.start, run.stop, run.kind, run.inputs_digest, run.masks, run.masks_from, run.start_from, run.anchors)
    return (run.method, run.params, run.seed, *where)


def work(project: ProjectFolder, run: Run) -> Generator[Event]:
    """Do the run, or go on with it, and show its result in the project once it is finished.

    Its frames have its masks then; masks do not take the place of a picture that is shown. A finished run is not
    done again. Closing the generator stops the run and keeps what is there.
    """
    if run.state == "finished" and project.runs.folder(run.id).frames() == list(range(run.start, run.stop)):
        return
    request = request_of(run, find_method(run.method), project)
    yield from recorded(Inline(request), project.runs.folder(run.id))
    shot = project.project.shot_at(run.start)
    if run.kind == "mask":
        project.append(choose_masks(project.project, run.id, run.start, run.stop))
    if run.kind != "mask" or shot is None or shot.run_at(run.start) is None:
        project.append(choose_run(project.project, run.id, run.start, run.stop))


def shown_picture(folder: ProjectFolder, settings: ExportSettings | None = None) -> PictureOf:
    """Return a function that gives what is written of a frame of the project, as `export` takes it."""
    if settings is None:
        return written_picture(folder, folder.project)
    return written_picture(folder, folder.project, settings.content, settings.label, settings.matte)
