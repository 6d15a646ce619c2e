"""What a touch-up costs and brings: from the request to new pictures of its neighbors, and whether they are better.

    python -m benchmarks.touch_up ../shared/data/davis --method flow --method dvp --sequence goat --json

Each sequence is a shot of `--frames` frames with its true color at the first and the last one. It is propagated in a
worker, as the window does; then the frame with the worst region is touched up there with the truth, softly, and the
update is asked for. Told: seconds from the request until all frames within 10 of it have a new picture, and until the
end, by the clock and by the worker's processor; PSNR (RGB) of those frames, whole and inside the region carried
along (where truth and result differ most), before and after; how many pixels of them changed. Clock times mean
something on a machine that does nothing else alone.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import psutil
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.telling import tell
from engine.catalog import find_method
from engine.color.blend import laid_over
from engine.color.lab import rgb_to_lab
from engine.metrics.fidelity import psnr
from engine.project.edits import choose_run, put_keyframe
from engine.project.file import ProjectFolder
from engine.project.model import Keyframe, Run
from engine.project.runs import RunFolder, new_run
from engine.runtime.events import FrameReady, Progress
from engine.runtime.local import local_run
from engine.runtime.record import recorded
from engine.runtime.request import request_of
from engine.runtime.worker import Worker

NEAR = 10  # frames on each side that count as neighbors
REGION = 0.03  # of the picture: what an artist touches up at once


def measure(
    folder: Path, names: Sequence[str], methods: Sequence[str], frames: int, seed: int = 0, device: str = "cpu"
) -> dict[str, Any]:
    """Measure the sequences of `folder`/frames, all of them without `names`."""
    places = sorted(
        path for path in (folder / "frames").iterdir() if path.is_dir() and (not names or path.name in names)
    )
    rows = []
    for place in places:
        for method in methods:
            with tempfile.TemporaryDirectory() as scratch:
                rows.append(_measure_one(place, method, frames, Path(scratch), seed, device))
    return {"frames": frames, "near": NEAR, "device": device, "rows": rows}


def _measure_one(place: Path, method: str, frames: int, scratch: Path, seed: int, device: str) -> dict[str, Any]:
    film = scratch / "film"
    film.mkdir()
    files = sorted(place.glob("*.jpg"))[:frames]
    truth = [cv2.imread(str(file))[..., ::-1] for file in files]
    for index, picture in enumerate(truth):  # what is propagated onto is gray
        gray = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY)
        cv2.imwrite(str(film / f"{index:05d}.png"), gray)
    first, _, variant = method.partition("+")
    spec = find_method(first)
    params = spec.parse({"quality": "draft"} if first == "dvp" else {})
    with ProjectFolder.create(scratch / "project", film) as project:
        for frame in (0, len(truth) - 1):
            key = Keyframe(frame=frame, image=project.blobs.put_picture(np.ascontiguousarray(truth[frame])))
            project.append(put_keyframe(project.project, key))
        clip = project.project.clip
        assert clip is not None
        run = project.runs.make(new_run(spec.id, params, project.project.shots[0], clip, seed=seed, device=device))
        _work(project, run, {})
        project.append(choose_run(project.project, run.id, run.start, run.stop))
        made = project.runs.folder(run.id)
        frame, trust = _worst(made, truth)
        shown = made.read_frame(frame)
        assert shown is not None
        painted = laid_over(shown, np.ascontiguousarray(truth[frame]), trust)
        levels = np.rint(trust * 255).astype(np.uint8)
        touched = Keyframe(
            frame=frame,
            image=project.blobs.put_picture(painted),
            trust=project.blobs.put_picture(levels),
            origin="painted",
        )
        asked = time.monotonic()
        project.append(put_keyframe(project.project, touched))
        shot = project.project.shots[0]
        updated = run.replaced(method=variant or run.method, params=run.params if not variant else {})
        local = local_run(shot, frame, updated, find_method(variant or first))
        update = project.runs.make(
            new_run(
                updated.method,
                local.params,
                shot,
                clip,
                start=local.start,
                stop=local.stop,
                seed=seed,
                device=device,
                start_from="" if variant or first != "dvp" else run.id,
                changes=True,
            )
        )
        near = [f for f in range(frame - NEAR, frame + NEAR + 1) if local.start < f < local.stop - 1]
        seen: dict[int, tuple[float, float]] = {}
        busy = _work(project, update, seen)
        ended = time.monotonic()
        scores = _scores(made, project.runs.folder(update.id), truth, near, frame, trust)
        told = {"sequence": place.name, "method": method, "frame": frame, "range": [local.start, local.stop]}
        new, new_busy = (max(seen[f][part] for f in near) for part in (0, 1))
        times = {"neighbors_s": new - asked, "neighbors_cpu_s": new_busy, "end_s": ended - asked, "end_cpu_s": busy}
        return {**told, **{name: round(value, 2) for name, value in times.items()}, **scores}


def _work(project: ProjectFolder, run: Run, seen: dict[int, tuple[float, float]]) -> float:
    """Do the run in a worker and return the seconds its processor worked; `seen` takes when each frame first had a
    new picture, by the clock and by the worker's processor."""
    request = request_of(run, find_method(run.method), project)
    busy, told = 0.0, ""
    for event in recorded(Worker(request), project.runs.folder(run.id)):
        busy = max(busy, _busy())
        if isinstance(event, FrameReady):
            seen.setdefault(event.frame, (time.monotonic(), busy))
        if isinstance(event, Progress) and (stage := event.stage.partition(":")[0]) != told:
            told = stage
            sys.stderr.write(f"{run.method}{' update' * run.changes}: {stage} (cpu {busy:.0f} s)\n")
    return busy


def _busy() -> float:
    """Return the seconds that the worker's processor has worked."""
    total = 0.0
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            total += sum(child.cpu_times()[:2])
    return total


def _worst(made: RunFolder, truth: list[NDArray[np.uint8]]) -> tuple[int, NDArray[np.float32]]:
    """Return the frame with the worst region, and that region: connected, soft, `REGION` of the picture at most."""
    best: tuple[float, int, NDArray[np.float32]] = (-1.0, 0, np.zeros((1, 1), np.float32))
    for frame in range(NEAR // 2, len(truth) - NEAR // 2):
        picture = made.read_frame(frame)
        assert picture is not None
        away = np.linalg.norm(rgb_to_lab(picture)[..., 1:] - rgb_to_lab(truth[frame])[..., 1:], axis=2)
        around = cv2.GaussianBlur(away, (0, 0), away.shape[0] / 40)
        peak = float(around.max())
        if peak > best[0]:
            best = (peak, frame, around)
    _, frame, around = best
    level = max(float(np.quantile(around, 1 - REGION)), 0.5 * float(around.max()))
    _, labels = cv2.connectedComponents((around >= level).astype(np.uint8))
    region = (labels == labels[np.unravel_index(int(around.argmax()), around.shape)]).astype(np.float32)
    return frame, np.asarray(np.clip(cv2.GaussianBlur(region, (0, 0), 4) * 1.2, 0, 1), np.float32)


def _scores(
    before: RunFolder,
    after: RunFolder,
    truth: list[NDArray[np.uint8]],
    near: list[int],
    frame: int,
    trust: NDArray[np.float32],
) -> dict[str, Any]:
    """Return how the neighbors (the touched frame left out) scored before and after."""
    told: dict[str, list[float]] = {
        name: [] for name in ("before", "after", "region_before", "region_after", "changed")
    }
    for other in near:
        one, two = before.read_frame(other), after.read_frame(other)
        assert one is not None and two is not None
        if other == frame:
            continue
        region = _carried(trust, truth[frame], truth[other]) > 0.5
        wanted = truth[other]
        told["before"].append(psnr(one, wanted))
        told["after"].append(psnr(two, wanted))
        told["changed"].append(float((one != two).any(2).mean()))
        if region.any():
            for name, picture in (("region_before", one), ("region_after", two)):
                error = ((picture[region].astype(np.float64) - wanted[region]) ** 2).mean()
                told[name].append(float(10 * np.log10(255**2 / max(error, 1e-9))))
    return {name: round(float(np.mean(values)), 3) if values else None for name, values in told.items()}


def _carried(trust: NDArray[np.float32], here: NDArray[np.uint8], there: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return where the region lies in another frame, by the motion between the true frames."""
    grays = [cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY) for picture in (there, here)]
    flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(grays[0], grays[1], None)
    y, x = np.mgrid[: trust.shape[0], : trust.shape[1]].astype(np.float32)
    return np.asarray(cv2.remap(trust, x + flow[..., 0], y + flow[..., 1], cv2.INTER_LINEAR), np.float32)


def print_table(measured: dict[str, Any], console: Console) -> None:
    table = Table(title=f"Touch-ups, neighbors within {measured['near']} frames, {measured['device']}")
    names = list(measured["rows"][0]) if measured["rows"] else []
    for name in names:
        table.add_column(name)
    for row in measured["rows"]:
        table.add_row(*(str(row[name]) for name in names))
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sequence", action="append", default=[])
    parser.add_argument(
        "--method", action="append", default=[], help="flow, dvp, or dvp+flow: flow over what dvp made; repeatable."
    )
    parser.add_argument("--frames", type=int, default=40)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    measured = measure(
        given.folder, given.sequence, given.method or ["flow", "dvp"], given.frames, device=given.device
    )
    tell(measured, print_table, as_json=given.json)


if __name__ == "__main__":
    main()
