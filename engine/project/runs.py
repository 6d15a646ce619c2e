"""The folder of one run: what went in, its curves, its log, its checkpoint and its frames.

runs/<id>/run.json  metrics.csv  log.txt  weights.txt  checkpoint.safetensors
          keyframes/00000012.png   result/00000012.png   confidence/00000012.png

Results of a wider range than 16 bits hold are result/00000012.exr: half-float, scene linear.
"""

from __future__ import annotations

import csv
import datetime
import re
import threading
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from engine.catalog import MethodParams
from engine.media.exr import encode_exr, finite
from engine.media.images import read_picture
from engine.media.masks import encode_mask, read_mask
from engine.project.choices import shown_choices, within
from engine.project.disk import is_inside, remove_folder, replace_file
from engine.project.model import Clip, Keyframe, Kind, Run, Shot, digest
from engine.project.review import anchors
from engine.runtime.errors import InputError, MediaError, ProjectError

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MAX_RUN_JSON = 64 << 20
_updating = threading.Lock()  # the window renames a run while the job's thread records its state


class RunFolder:
    """Reads and writes `path`; every file is written under a temporary name and renamed."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)

    def create(self) -> RunFolder:
        """Make the folder and those in it. Raises `ProjectError` if that cannot be, or a link leads elsewhere."""
        self.check_links()
        try:
            for name in ("result", "confidence", "keyframes"):
                (self.path / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ProjectError(f"The run {self.path} cannot be made: {error.strerror or error}.") from None
        return self

    def check_links(self) -> None:
        """Raise `ProjectError` if something in the folder is a link: work would write where no run belongs."""
        if self.path.is_dir():
            for path in self.path.iterdir():
                if path.is_symlink():
                    raise ProjectError(f"{path} is a link and is not followed; remove it.")

    @property
    def checkpoint(self) -> Path:
        return self.path / "checkpoint.safetensors"

    @property
    def log(self) -> Path:
        return self.path / "log.txt"

    def read_run(self) -> Run:
        path = self.path / "run.json"
        try:
            if path.is_symlink():
                raise ProjectError(f"{path} is a link and is not followed; remove it.")
            if path.stat().st_size > _MAX_RUN_JSON:
                raise ProjectError(f"The run {self.path.name} cannot be read: its run.json is too large.")
            return Run.model_validate_json(path.read_bytes())
        except OSError as error:
            raise ProjectError(f"The run {self.path.name} cannot be read: {error.strerror or error}.") from None
        except ValidationError as error:
            first = error.errors()[0]
            raise ProjectError(f"The run {self.path.name} cannot be read: run.json: {first['msg']}.") from None

    def write_run(self, run: Run, *, is_durable: bool = True) -> None:
        replace_file(self.path / "run.json", run.model_dump_json(indent=1).encode(), is_durable=is_durable)

    def update(self, *, is_durable: bool = True, **changes: object) -> Run:
        """Change some fields of the run on disk and return it; safe from several threads.

        Waiting for the disk (`is_durable`) can take longer than a window may stand still.
        """
        with _updating:
            run = self.read_run()
            changed = run.replaced(**changes)
            if changed != run:
                self.write_run(changed, is_durable=is_durable)
        return changed

    def append_log(self, text: str) -> None:
        """Write lines into log.txt; a log that cannot be written never stops the work."""
        try:
            with self.log.open("a", encoding="utf-8") as file:
                file.write(text.rstrip("\n") + "\n")
        except OSError:
            pass

    def append_metric(self, name: str, step: int, value: float) -> None:
        """Write a point of a curve. Raises `ProjectError` with one sentence."""
        path = self.path / "metrics.csv"
        try:
            with path.open("a", newline="", encoding="utf-8") as file:
                csv.writer(file).writerow((name, step, f"{value:.6g}"))
        except OSError as error:
            raise ProjectError(f"{path} cannot be written: {error.strerror or error}.") from None

    def read_metrics(self) -> dict[str, list[tuple[int, float]]]:
        """Return name -> [(step, value)] in the order they were measured; an unfinished last line is left out."""
        curves: dict[str, list[tuple[int, float]]] = {}
        try:
            with (self.path / "metrics.csv").open(newline="", encoding="utf-8") as file:
                for row in csv.reader(file):
                    try:
                        curves.setdefault(row[0], []).append((int(row[1]), float(row[2])))
                    except (IndexError, ValueError):
                        continue
        except OSError:
            pass
        return curves

    def result(self, frame: int) -> Path:
        """Return where the result of clip frame `frame` is, or will be (unless it will be scene linear)."""
        linear = self._linear(frame)
        return linear if linear.exists() else linear.with_suffix(".png")

    def write_frame(self, frame: int, image: NDArray[Any]) -> None:
        """Write the result of clip frame `frame`: H×W×3 RGB, uint8 or uint16, or float32 (scene linear).

        Of scene-linear light what is no number is written as none, and what no half-float holds as the most it does.
        """
        linear = self._linear(frame)
        if image.dtype == np.float32:
            replace_file(linear, encode_exr(finite(image), is_half=True), is_durable=False)
            linear.with_suffix(".png").unlink(missing_ok=True)
            return
        self._write_picture(linear.with_suffix(".png"), image[..., ::-1])
        linear.unlink(missing_ok=True)

    def read_frame(self, frame: int) -> NDArray[Any] | None:
        """Return the result of this frame (H×W×3 RGB, uint8, uint16, or float32 scene linear), or None if there is
        none yet that can be read."""
        path = self.result(frame)
        if path.suffix == ".exr":
            try:
                return None if path.is_symlink() else read_picture(path)
            except MediaError:
                return None
        image = self._read_picture(path)
        return None if image is None else np.ascontiguousarray(image[..., ::-1])

    def write_mask(self, frame: int, mask: NDArray[np.uint8]) -> None:
        """Write the objects of clip frame `frame`, H×W labels, as an indexed PNG where its result would be."""
        replace_file(self._linear(frame).with_suffix(".png"), encode_mask(mask), is_durable=False)

    def read_mask(self, frame: int) -> NDArray[np.uint8] | None:
        """Return the objects of this frame (H×W labels), or None if there is no mask that can be read."""
        path = self.result(frame)
        try:
            return None if path.is_symlink() or not path.exists() else read_mask(path)
        except MediaError:
            return None

    def write_confidence(self, frame: int, confidence: NDArray[np.floating[Any]]) -> None:
        """Write how sure the method is, H×W, 0..1, kept as 8-bit gray; it may be smaller than the frame."""
        gray = np.round(np.clip(confidence, 0, 1) * 255).astype(np.uint8)
        self._write_picture(self.path / "confidence" / f"{frame:08d}.png", gray)

    def read_confidence(self, frame: int) -> NDArray[np.float32] | None:
        gray = self._read_picture(self.path / "confidence" / f"{frame:08d}.png")
        return None if gray is None else gray.astype(np.float32) / np.float32(255)

    def frames(self) -> list[int]:
        """Return the clip frames that have a result, sorted."""
        folder = self.path / "result"
        if not folder.is_dir():
            return []
        return sorted({int(p.stem) for p in folder.iterdir() if p.suffix in (".png", ".exr") and p.stem.isdigit()})

    def _linear(self, frame: int) -> Path:
        """Return where the result of this frame is if it is scene linear."""
        return self.path / "result" / f"{frame:08d}.exr"

    def _write_picture(self, path: Path, image: NDArray[Any]) -> None:
        done, encoded = cv2.imencode(".png", image, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        if not done:
            raise ProjectError(f"The picture {path.name} cannot be encoded.")
        replace_file(path, encoded.tobytes(), is_durable=False)

    def _read_picture(self, path: Path) -> NDArray[Any] | None:
        try:
            if path.is_symlink():
                return None
            stored = np.frombuffer(path.read_bytes(), np.uint8)
        except OSError:
            return None
        return cv2.imdecode(stored, cv2.IMREAD_UNCHANGED) if stored.size else None


class Runs:
    """All runs of a project: `runs/<id>/`. Runs are outside undo; deleting one can be taken back until closing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def folder(self, run_id: str) -> RunFolder:
        """Return the folder of a run. Raises `ProjectError` if the name leads elsewhere."""
        path = self.path / run_id
        if not _NAME.fullmatch(run_id) or not is_inside(path, self.path):
            raise ProjectError(f"{run_id[:80]!r} is not a run of this project.")
        return RunFolder(path)

    def ids(self) -> list[str]:
        if not self.path.is_dir():
            return []
        return sorted(
            p.name for p in self.path.iterdir() if _NAME.fullmatch(p.name) and is_inside(p, self.path) and p.is_dir()
        )

    def all(self) -> list[Run]:
        """Return the runs that can be read, oldest first."""
        return self.read()[0]

    def read(self) -> tuple[list[Run], list[str]]:
        """Return the runs, oldest first, and a sentence for each that cannot be read."""
        runs, sentences = [], []
        for run_id in self.ids():
            try:
                run = self.folder(run_id).read_run()
            except ProjectError as error:
                sentences.append(str(error))
                continue
            if run.id == run_id:
                runs.append(run)
            else:
                sentences.append(f"The run {run_id} cannot be read: it calls itself {run.id}.")
        return sorted(runs, key=lambda run: (run.created, run.id)), sentences

    def of(self, start: int, stop: int) -> list[Run]:
        """Return the runs that made any of the frames `start` to `stop`, oldest first: those of a shot, even if
        it was split or merged since."""
        return [run for run in self.all() if run.start < stop and start < run.stop]

    def new(
        self,
        method: str,
        params: MethodParams,
        shot: Shot,
        clip: Clip,
        *,
        start: int | None = None,
        stop: int | None = None,
        seed: int = 0,
        device: str = "auto",
        name: str = "",
        kind: Kind = "color",
        processed: Clip | None = None,
        masks_from: str = "",
    ) -> Run:
        """Make the folder of a new run in state "queued"; `start` and `stop` narrow it to a part of the shot."""
        name = name or f"Run {last_number(self.all()) + 1}"
        return self.make(
            new_run(
                method,
                params,
                shot,
                clip,
                start=start,
                stop=stop,
                seed=seed,
                device=device,
                name=name,
                kind=kind,
                processed=processed,
                masks_from=masks_from,
            )
        )

    def make(self, run: Run) -> Run:
        """Make the folder of a run that has none yet; one that is there stays as it is."""
        folder = self.folder(run.id)
        if not (folder.path / "run.json").exists():
            folder.create().write_run(run, is_durable=False)  # starting it makes it so
        return run

    def rename(self, run_id: str, name: str) -> Run:
        return self.folder(run_id).update(name=" ".join(name.split())[:200])

    def star(self, run_id: str, is_starred: bool = True) -> Run:
        return self.folder(run_id).update(is_starred=is_starred)

    def delete(self, run_id: str) -> None:
        """Put the run's folder into the trash, from where `restore` brings it back until the project closes."""
        folder = self.folder(run_id)
        if folder.path.is_dir() and folder.read_run().state in ("running", "paused"):
            raise InputError(f"The run {run_id} is still working; stop it first.")
        trash = self.path / ".trash"
        try:
            trash.mkdir(exist_ok=True)
            folder.path.rename(trash / run_id)
        except OSError as error:
            raise ProjectError(f"The run {run_id} cannot be deleted: {error.strerror or error}.") from None

    def restore(self, run_id: str) -> None:
        try:
            (self.path / ".trash" / self.folder(run_id).path.name).rename(self.path / run_id)
        except OSError as error:
            raise ProjectError(f"The run {run_id} cannot be brought back: {error.strerror or error}.") from None

    def empty_trash(self) -> None:
        trash = self.path / ".trash"
        if trash.exists():
            remove_folder(trash)

    def stop_lost(self) -> list[Run]:
        """Mark as stopped what was running when the program ended without a word; return those runs."""
        lost = []
        for run in self.all():
            if run.state in ("running", "paused"):
                message = "The program ended while this run was working; it can be resumed."
                lost.append(self.folder(run.id).update(state="stopped", message=message))
        return lost

    def blobs(self) -> set[str]:
        """Return the pictures that runs were made from. Raises `ProjectError` if a run cannot be read."""
        runs, sentences = self.read()
        if sentences:
            raise ProjectError(sentences[0])
        return {blob for run in runs for keyframe in (*run.keyframes, *run.masks) for blob in keyframe.blobs}


def new_run(
    method: str,
    params: MethodParams,
    shot: Shot,
    clip: Clip,
    *,
    start: int | None = None,
    stop: int | None = None,
    seed: int = 0,
    device: str = "auto",
    name: str = "",
    kind: Kind = "color",
    processed: Clip | None = None,
    start_from: str = "",
    masks_from: str = "",
    changes: bool = False,
    only_touched: bool = False,
) -> Run:
    """Return a run in state "queued" that is not on disk yet (see `Runs.make`). Raises `InputError`.

    `processed` is for methods that read a processed clip; `start_from` is the id of a run to take weights from,
    `masks_from` that of a run of masks, for frames whose objects are to be pasted and have no mask as keyframe.
    `changes`: it goes on from the pictures that its frames show now; `only_touched`: and no keyframes made those, so
    that only such as were touched up count.
    """
    start = shot.start if start is None else start
    stop = shot.stop if stop is None else stop
    if not shot.start <= start < stop <= shot.stop:
        raise InputError(f"Frames {start} to {stop - 1} are not inside the shot ({shot.start} to {shot.stop - 1}).")
    keyframes = tuple(k for k in shot.keyframes if k.kind == kind and start <= k.frame < stop)
    keyframes = tuple(key for key in keyframes if key.trust is not None) if only_touched else keyframes
    sure = {key.frame for key in keyframes if key.trust is None}
    now = datetime.datetime.now(datetime.UTC)
    return Run(
        id=f"{now:%Y%m%d-%H%M%S}-{method}-{uuid.uuid4().hex[:6]}",
        shot=shot.id,
        start=start,
        stop=stop,
        method=method,
        params=params.model_dump(mode="json"),
        inputs_digest=digest(shot, start, stop, kind, processed),
        seed=seed,
        device=device,
        name=name,
        created=now.isoformat(),
        keyframes=keyframes,
        clip_path=clip.absolute,
        clip_length=clip.length,
        clip_width=clip.width,
        clip_height=clip.height,
        deinterlace=clip.deinterlace,
        kind=kind,
        processed=processed,
        start_from=start_from,
        masks=masks_at(shot, keyframes) if params.pastes(kind) else (),
        masks_from=masks_from if params.pastes(kind) else "",
        over=tuple(within(shown_choices(shot), start, stop)),
        changes=changes,
        anchors=tuple(choice for choice in anchors(shot, start, stop) if choice.start not in sure),
    )


def masks_at(shot: Shot, keyframes: Iterable[Keyframe]) -> tuple[Keyframe, ...]:
    """Return the masks that lie on the frames of `keyframes`."""
    frames = {key.frame for key in keyframes}
    return tuple(key for key in shot.keyframes if key.kind == "mask" and key.frame in frames)


def latest_masks(runs: Iterable[Run], start: int, stop: int) -> str:
    """Return the id of the newest run that made masks of any of the frames `start` to `stop`, or ""."""
    made = [
        run
        for run in runs
        if run.kind == "mask" and run.state in ("finished", "stopped") and run.start < stop and start < run.stop
    ]
    return max(made, key=lambda run: (run.created, run.id)).id if made else ""


def last_number(runs: Iterable[Run]) -> int:
    """Return the highest n of the names "Run n", or 0."""
    return max((int(run.name[4:]) for run in runs if re.fullmatch(r"Run \d{1,6}", run.name)), default=0)
