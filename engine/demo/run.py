"""The demo: the main job, end to end, on a film made for it.

FOLDER/film/                 the gray film, and the color it had
       sample.tintloom       the project: shots, one colored keyframe each, the runs of both methods
       colored.mp4           the better one, with the sound; beside it how it was made
       contact-sheet.png     gray, result, truth, error
       curves.png            loss, warping error and PSNR
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.catalog import find_method
from engine.demo.film import SampleFilm, render
from engine.demo.scores import Scores, gray_psnr, score, truth_picture
from engine.demo.sheet import FULL_ERROR, Chart, Line, draw_charts, draw_contact_sheet, error_picture, smoothed
from engine.media.export import ExportSettings, export, lineage_of
from engine.media.shots import find_cuts
from engine.media.source import FrameSource, open_source
from engine.project.edits import choose_run, put_keyframe, set_cuts
from engine.project.file import ProjectFolder
from engine.project.model import Keyframe, Run
from engine.project.runs import RunFolder
from engine.runtime.errors import ProjectError
from engine.runtime.events import Event, Progress
from engine.runtime.shot_run import run_for, shown_picture, work

Method = tuple[str, dict[str, Any]]  # id and parameters

METHODS: tuple[Method, ...] = (("flow", {}), ("dvp", {"quality": "draft"}))
TRAINED = "dvp"  # the method whose loss is a network's
PROJECT = "sample.tintloom"
SETTINGS = ExportSettings(format="h264")


@dataclass(frozen=True)
class Outcome:
    """What the demo made. `scores` in the order of `METHODS`; `best` is the one with the highest PSNR."""

    project: Path
    film: Path
    sheet: Path
    curves: Path
    shots: tuple[tuple[int, int], ...]
    scores: tuple[Scores, ...]
    best: Scores


def make_sample_project(folder: Path, film: SampleFilm | None = None) -> Generator[Progress]:
    """Make the sample film and a project of it, with its shots and a keyframe each, in `folder` / sample.tintloom.

    A project that is there already is left as it is. Raises `EngineError` with one sentence.
    """
    if (folder / PROJECT).exists():
        return
    film = film or SampleFilm(folder / "film")
    yield from render(film)
    with closing(open_source(film.clip)) as source:
        cuts = yield from find_cuts(source)
    making = folder / f".making-{PROJECT}"  # so that half a project is never taken for a whole one
    shutil.rmtree(making, ignore_errors=True)
    with ProjectFolder.create(making, film.clip) as project:
        made = set_cuts(project.project, cuts)
        for frame in film.keyframes:
            blob = project.blobs.put_file(film.truth_file(frame))
            made = put_keyframe(made, Keyframe(frame=frame, image=blob))
        project.save(made)
    making.rename(folder / PROJECT)


def run_demo(
    folder: Path,
    *,
    device: str = "auto",
    seed: int = 0,
    film: SampleFilm | None = None,
    methods: Sequence[Method] = METHODS,
) -> Generator[Progress, None, Outcome]:
    """Do all of it; the generator's value is the `Outcome`. Stopped work goes on when it is called again."""
    film = film or SampleFilm(folder / "film")
    yield from make_sample_project(folder, film)
    with ProjectFolder.open(folder / PROJECT) as project, closing(_open_clip(project, film)) as source:
        runs = _make_runs(project, methods, device, seed)
        scores = []
        for name, _ in methods:
            runs[name] = yield from _propagate(project, name, runs[name])
        for name, _ in methods:
            scores.append(Scores(name, frozenset(film.keyframes)))
            yield from score(film, source, _folders(project, runs[name]), scores[-1])
        best = max(scores, key=lambda s: s.mean_psnr)
        shown = project.project
        for run in runs[best.method]:  # the last method is shown so far, but the better one is to be
            shown = choose_run(shown, run.id, run.start, run.stop)
        project.save(shown)
        yield Progress(0, 1, "drawing the contact sheet and the curves")
        sheet, curves, written = (folder / name for name in ("contact-sheet.png", "curves.png", "colored.mp4"))
        _draw_sheet(sheet, film, source, _folders(project, runs[best.method]), best)
        _draw_curves(curves, film, source, scores, {name: _folders(project, made) for name, made in runs.items()})
        lineage = lineage_of(project.project, project.runs.all(), project.name)
        yield from export(source, shown_picture(project), SETTINGS, written, replace=True, lineage=lineage)
        shots = tuple((shot.start, shot.stop) for shot in project.project.shots)
        return Outcome(project.path, written, sheet, curves, shots, tuple(scores), best)


def _open_clip(project: ProjectFolder, film: SampleFilm) -> FrameSource:
    place = project.clip_place()
    if place.path is None or place.path.resolve() != film.clip.resolve() or not film.truth_file(0).exists():
        raise ProjectError(f"{project.path} is no longer the sample project; choose another folder or remove it.")
    return open_source(film.clip)


def _make_runs(project: ProjectFolder, methods: Sequence[Method], device: str, seed: int) -> dict[str, list[Run]]:
    """Return a run for every method and shot: those of a demo that was stopped, else new ones in place of the old."""
    found: dict[str, list[Run]] = {}
    for is_second_look in (False, True):
        for name, values in methods:
            spec = find_method(name)
            params = spec.parse(dict(values))
            found[name] = [run_for(project, s, spec, params, seed=seed, device=device) for s in project.project.shots]
        old = [run for runs in found.values() for run in runs]
        if is_second_look or any(run.state != "finished" for run in old):
            break
        for run in old:
            project.runs.delete(run.id)
    return found


def _propagate(project: ProjectFolder, name: str, runs: Sequence[Run]) -> Generator[Progress, None, list[Run]]:
    """Do the runs of one method, telling progress over all shots, and return them as they are then."""
    length = sum(run.stop - run.start for run in runs)
    before = 0
    for number, run in enumerate(runs, 1):
        label = f"{name}, shot {number} of {len(runs)}"
        with closing(work(project, run)) as events:
            for event in events:
                yield from _overall(event, label, before, run.stop - run.start, length)
        before += run.stop - run.start
    return [project.runs.folder(run.id).read_run() for run in runs]


def _overall(event: Event, label: str, before: int, frames: int, length: int) -> Generator[Progress]:
    if isinstance(event, Progress) and event.total > 0:
        yield Progress(before + frames * event.done / event.total, length, label)


def _folders(project: ProjectFolder, runs: Sequence[Run]) -> list[tuple[Run, RunFolder]]:
    return [(run, project.runs.folder(run.id)) for run in runs]


def _draw_sheet(
    path: Path, film: SampleFilm, source: FrameSource, runs: Sequence[tuple[Run, RunFolder]], best: Scores
) -> None:
    columns, captions, groups = [], [], []
    for group, (run, folder) in enumerate(runs):
        keyframes = {k.frame for k in run.keyframes}
        # the first and the last frame, where color is least sure, the keyframe, and one between
        frames = {run.start, (run.start + run.stop) // 2, run.stop - 1} | keyframes
        for frame in sorted(frames):
            result, truth = folder.read_frame(frame), truth_picture(film, frame)
            if result is None:
                continue
            columns.append([source.read(frame), result, truth, error_picture(result, truth)])
            captions.append(f"{frame}  keyframe" if frame in keyframes else f"{frame}  {best.psnr[frame]:.1f} dB")
            groups.append(group)
    error = f"error\n0 to {FULL_ERROR}+\nof 255"
    title = (
        f"{best.method}, one keyframe a shot: PSNR {best.mean_psnr:.2f} dB, "
        f"E_warp {best.mean_e_warp:.4f}, {best.seconds:.0f} s for {len(film)} frames"
    )
    draw_contact_sheet(path, columns, captions, groups, ("gray", "result", "truth", error), title)


def _draw_curves(
    path: Path,
    film: SampleFilm,
    source: FrameSource,
    scores: Sequence[Scores],
    runs: Mapping[str, Sequence[tuple[Run, RunFolder]]],
) -> None:
    charts = []
    losses = [folder.read_metrics().get("loss", []) for _, folder in runs.get(TRAINED, ())]
    lines = [Line(f"shot {number}", smoothed(loss)) for number, loss in enumerate(losses, 1) if loss]
    if lines:
        charts.append(
            Chart(f"Loss of {TRAINED} while it is trained on each shot, smoothed", lines, "step", is_log=True)
        )
    warping = [Line(s.method, sorted(s.e_warp.items()), gap=1) for s in scores]
    fidelity = [
        Line(s.method, [(f, v) for f, v in sorted(s.psnr.items()) if f not in s.keyframes], gap=2) for s in scores
    ]
    fidelity.append(Line("gray", gray_psnr(film, source)))
    across, marks = (0, len(film) - 1), film.keyframes
    charts += [
        Chart("E_warp: how unsteady the color is (lower is better)", warping, "frame", marks=marks, across=across),
        Chart("PSNR against the true color in dB (higher is better)", fidelity, "frame", marks=marks, across=across),
    ]
    draw_charts(path, charts)


def has_display() -> bool:
    """Return whether a window can be shown here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_window(project: Path) -> subprocess.Popen[bytes]:
    """Start the window on a project and let it live on its own. The engine knows the window by name alone."""
    return subprocess.Popen([sys.executable, "-m", "app", str(project)], start_new_session=True)
