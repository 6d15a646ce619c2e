"""How few clicks find an object: J after so many of them on a folder of sequences (`python -m benchmarks.clicks`).

FOLDER/frames/<sequence>/ holds the pictures and FOLDER/masks/<sequence>/ the true masks of one object, of the same
names. The clicks are simulated as the literature does: the first at the point of the object deepest inside it, each
next one at the deepest point of the largest error. Nothing may be fitted on what is measured here: `clicks_fit`
learns from made-up scenes. Seconds are of a core, not of the clock.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.quality import _sequences
from engine.media.masks import read_mask
from engine.media.pictures import read_picture
from engine.metrics.segmentation import region_similarity
from engine.paint.segment import Click, Neighbor, Segmenter
from engine.runtime.errors import InputError

COUNTS = (1, 2, 3, 5, 10)
FRAMES = 5  # of a sequence
AWAY = 2  # frames to the neighbors whose motion is looked at
Mask = NDArray[np.bool_]


def segmenter_at(files: Sequence[Path], frame: int, *, is_gray: bool, kind: type[Segmenter] = Segmenter) -> Segmenter:
    """Return what clicks on this frame are given to, with the motion to the frames beside it."""
    beside = [frame + away for away in (-AWAY, AWAY) if 0 <= frame + away < len(files)]
    return kind(_read(files[frame], is_gray), [Neighbor(_read(files[f], is_gray), f - frame) for f in beside])


def deepest(mask: Mask) -> tuple[int, int] | None:
    """Return the (x, y) of the pixel farthest from the border of `mask`, which the picture's edges belong to."""
    if not mask.any():
        return None
    depth = cv2.distanceTransform(np.pad(mask, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    row, column = np.unravel_index(int(depth.argmax()), depth.shape)
    return int(column), int(row)


def next_click(mask: Mask, truth: Mask) -> Click | None:
    """Return a click into the middle of the largest error, or None where there is none."""
    found = []
    for error, is_object in ((truth & ~mask, True), (mask & ~truth, False)):
        count, labels, stats, _ = cv2.connectedComponentsWithStats(error.astype(np.uint8))
        if count > 1:
            part = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
            found.append((int(stats[part, cv2.CC_STAT_AREA]), is_object, labels == part))
    if not found:
        return None
    _, is_object, error = max(found, key=lambda each: each[0])
    place = deepest(error)
    return None if place is None else Click(place[0] + 0.5, place[1] + 0.5, is_object)


def measure_frame(clicker: Segmenter, truth: Mask, clicks: int) -> tuple[list[float], list[float]]:
    """Return J after each of so many clicks, and the seconds each took."""
    mask, given = np.zeros(truth.shape, np.bool_), list[Click]()
    values, seconds = list[float](), list[float]()
    for _ in range(clicks):
        click = next_click(mask, truth)
        if click is not None:
            given.append(click)
            began = time.process_time()
            mask = clicker.click(mask, given)
            seconds.append(time.process_time() - began)
        values.append(region_similarity(mask, truth))
    return values, seconds


def measure(
    folder: Path,
    *,
    sequences: Sequence[str] = (),
    frames: int = FRAMES,
    is_gray: bool = True,
    has_motion: bool = True,
) -> dict[str, Any]:
    """Return {"mean": {clicks: J}, "sequences": {name: {clicks: J}}, "seconds": {"prepare", "click"}}."""
    found: dict[str, dict[int, float]] = {}
    prepared, clicked = list[float](), list[float]()
    for name, files in _sequences(folder, sequences).items():
        rows = []
        for frame in places(len(files), frames):
            path = folder / "masks" / name / f"{files[frame].stem}.png"
            if not path.is_file():
                raise InputError(f"There is no true mask {path}.")
            truth = read_mask(path) > 0
            if not truth.any():
                continue
            began = time.process_time()
            clicker = segmenter_at(files, frame, is_gray=is_gray)
            if not has_motion:
                clicker = Segmenter(_read(files[frame], is_gray))
            prepared.append(time.process_time() - began)
            values, seconds = measure_frame(clicker, truth, max(COUNTS))
            rows.append(values)
            clicked += seconds
        found[name] = {count: float(np.mean([row[count - 1] for row in rows])) for count in COUNTS}
    mean = {count: float(np.mean([values[count] for values in found.values()])) for count in COUNTS}
    told = {"prepare": float(np.median(prepared)), "click": float(np.median(clicked))}
    return {"is_gray": is_gray, "mean": mean, "sequences": found, "seconds": told}


def places(length: int, frames: int) -> list[int]:
    """Return so many frames, evenly spread, none of them the first or the last."""
    return sorted({round(place) for place in np.linspace(0, length - 1, frames + 2)[1:-1]})


def _read(path: Path, is_gray: bool) -> NDArray[np.uint8]:
    picture = np.asarray(read_picture(path), np.uint8)
    if is_gray:
        picture = np.repeat(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[..., None], 3, 2)
    return picture


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sequence", action="append", default=[], help="repeatable; by default all")
    parser.add_argument("--frames", type=int, default=FRAMES)
    parser.add_argument("--color", action="store_true", help="a colored result instead of gray film")
    parser.add_argument("--still", action="store_true", help="without the motion to the frames beside")
    chosen = parser.parse_args()
    measured = measure(
        chosen.folder,
        sequences=chosen.sequence,
        frames=chosen.frames,
        is_gray=not chosen.color,
        has_motion=not chosen.still,
    )
    print(json.dumps(measured, indent=1))


if __name__ == "__main__":
    main()
