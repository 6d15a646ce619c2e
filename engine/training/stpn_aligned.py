"""What the aligned network is trained on: what keyframes on both sides of a frame say about it along the motion.

Stretches of clips are followed from the frame before and from the frame behind, as a run does it (`engine.motion`).
That takes long, so what was found is kept in a folder, one file a clip, and read from there the next time.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from engine.color.lab import rgb_to_lab
from engine.media.source import FrameSource, open_source
from engine.motion.chain import Chain
from engine.motion.fusion import Answer
from engine.motion.track import fetch
from engine.motion.views import Shot, resized
from engine.project.disk import replace_file
from engine.runtime.context import Inputs, KeyframePicture
from engine.runtime.errors import EngineError
from engine.runtime.events import Progress

INTERVALS = (10, 20, 30, 40)  # frames between the keyframes of a stretch
_STRETCHES = {10: 2, 20: 1, 30: 1, 40: 1}  # of a clip
_EVERY = 2  # of so many frames one is kept

Halves = NDArray[np.float16]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Carried:
    """Frames of one clip, T of them. `light` T×h×w (L) and `chroma` T×h×w×2 (ab) of the frames themselves; from the
    keyframe on the left and the one on the right: `ab` T×2×h×w×2, `error` T×2×h×w (log of the expected squared error
    of ab), `key_light` T×2×h×w (the keyframe's L where the frame lies in it) and `distance` T×2 (frames)."""

    light: Halves
    chroma: Halves
    ab: Halves
    error: Halves
    key_light: Halves
    distance: NDArray[np.int16]


def carried_clips(films: list[Path], folder: Path, lines: int) -> Generator[Progress, None, dict[str, Carried]]:
    """Return what was carried for every film, by file name; films that cannot be read are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for done, path in enumerate(films):
        yield Progress(done, len(films), "Following the motion")
        file = folder / f"{path.stem}-{lines}.safetensors"
        kept = _read(file)
        if kept is None:
            try:
                kept = yield from _carried(path, lines, Progress(done, len(films), "Following the motion"))
            except EngineError as error:
                _log.warning("%s", error)
                continue
            if kept is None:
                continue
            _write(file, kept)
        found[path.name] = kept
    return found


def _carried(path: Path, lines: int, progress: Progress) -> Generator[Progress, None, Carried | None]:
    """Return what is carried over a few stretches of a film; None if it is too short."""
    seed = int.from_bytes(hashlib.sha256(path.stem.encode()).digest()[:4])
    random = np.random.default_rng(seed)
    rows: list[tuple[NDArray[np.float32], ...]] = []
    with closing(open_source(path)) as source:
        fitting = [interval for interval in INTERVALS if interval < len(source)] or [len(source) - 1]
        interval = fitting[seed % len(fitting)]
        if interval < 2:
            return None
        for _ in range(_STRETCHES.get(interval, 1)):
            start = int(random.integers(len(source) - interval))
            rows += yield from _stretch(source, start, start + interval, lines, progress)
    planes = [np.stack(column) for column in zip(*rows, strict=True)]
    light, chroma, ab, error, key_light = (plane.astype(np.float16) for plane in planes[:5])
    return Carried(light, chroma, ab, error, key_light, planes[5].astype(np.int16))


def _stretch(
    source: FrameSource, left: int, right: int, lines: int, progress: Progress
) -> Generator[Progress, None, list[tuple[NDArray[np.float32], ...]]]:
    """Return (light, chroma, ab, error, key_light, distance) of every other frame between two keyframes."""
    keys = tuple(KeyframePicture(frame, source.read(frame)) for frame in (left, right))
    shot = Shot(Inputs(source, left, right + 1, keys), lines)
    frames = range(left + 1, right)
    sides: list[dict[int, tuple[Answer, NDArray[np.float32]]]] = []
    for key, direction in ((left, 1), (right, -1)):
        chain = Chain(shot, key, direction, shot.work, matching=True)
        said = {}
        for frame in frames if direction > 0 else reversed(frames):
            steps = chain.follow(frame)
            while True:
                try:
                    next(steps)
                except StopIteration as end:
                    answer: Answer = end.value
                    break
            said[frame] = answer, fetch(shot.key_view(key, shot.work).lightness, chain.track.places)
            chain.keep()
            yield progress
        sides.append(said)
    rows: list[tuple[NDArray[np.float32], ...]] = []
    for frame in frames[::_EVERY]:
        image = rgb_to_lab(source.read(frame))[..., 1:]
        given = [side[frame] for side in sides]
        rows.append(
            (
                shot.view(frame, shot.work).lightness,
                resized(np.ascontiguousarray(image), shot.work),
                np.stack([answer.ab for answer, _ in given]),
                np.log(np.stack([answer.error for answer, _ in given])),
                np.stack([light for _, light in given]),
                np.array([frame - left, right - frame], np.float32),
            )
        )
    return rows


def _write(file: Path, carried: Carried) -> None:
    arrays = {name: np.ascontiguousarray(getattr(carried, name)) for name in Carried.__dataclass_fields__}
    replace_file(file, save(arrays), is_durable=False)


def _read(file: Path) -> Carried | None:
    """Return what is kept, None if it is not there or damaged."""
    try:
        stored = load(file.read_bytes())
        return Carried(**{name: stored[name] for name in Carried.__dataclass_fields__})
    except (OSError, ValueError, KeyError, SafetensorError):
        return None
