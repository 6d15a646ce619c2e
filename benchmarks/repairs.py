"""Whether the mask that is suggested for repair is the one to repair (`python -m benchmarks.repairs FOLDER`).

FOLDER/frames/<sequence>/ and FOLDER/masks/<sequence>/ as for `bench masks`. The first true mask is tracked with
`flow`; then one more frame gets its true mask, and the shot is tracked anew: the suggested frame, the middle one, the
last one, or the one where J was lowest (which nobody knows without the truth). J is the mean over all frames that
none of these choices repairs.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.quality import _sequences, _shrunk
from benchmarks.suggest import _drained
from engine.catalog import find_method
from engine.media.masks import encode_mask, read_mask, resized_mask
from engine.media.source import open_source
from engine.metrics.segmentation import region_similarity
from engine.project.runs import RunFolder
from engine.runtime.errors import InputError
from engine.runtime.request import KeyframeFile, RunRequest
from engine.runtime.worker import Inline
from engine.suggest.measured import Painted, Shown
from engine.suggest.tracked import MaskAdvice, MaskQuestion, doubt

Values = NDArray[np.float64]


def measure(folder: Path, name: str, files: list[Path], size: tuple[int, int]) -> dict[str, Any]:
    """Return {"length", "first": J without a repair, "ways": {way: (frame, gain in J)}, "correlation": of what is
    expected to be wrong and what is, "why"} of one sequence. `size`: (width, height). Raises `InputError`."""
    with tempfile.TemporaryDirectory(prefix="tintloom-bench-") as scratch:
        place = Path(scratch)
        pictures = _shrunk(files, size, place)
        truths = [_truth(folder / "masks" / name / f"{file.stem}.png", size) for file in files]
        masks = [place / f"mask-{frame:05d}.png" for frame in range(len(files))]
        for path, truth in zip(masks, truths, strict=True):
            path.write_bytes(encode_mask(truth))
        run, before = _tracked(pictures[0].parent, masks, (0,), truths, place / "run")
        advice = _advice(pictures[0].parent, masks, run)
        length = len(files)
        chosen = {"middle": length // 2, "last": length - 1, "worst": int(before.argmin())}
        if advice.suggestions:
            chosen["suggested"] = advice.suggestions[0].frame
        kept = [frame for frame in range(length) if frame not in {0, *chosen.values()}]
        first = float(before[kept].mean())
        ways = {}
        for way, frame in chosen.items():
            _, after = _tracked(pictures[0].parent, masks, (0, frame), truths, place / way)
            ways[way] = (frame, float(after[kept].mean()) - first)
        expected = dict(advice.wrong)
        both = [list(expected.values()), [1 - before[frame] for frame in expected]]
        why = advice.suggestions[0].reason_text if advice.suggestions else ""
        correlation = float(np.corrcoef(both)[0, 1])
        return {"length": length, "first": first, "ways": ways, "correlation": correlation, "why": why}


def _truth(path: Path, size: tuple[int, int]) -> NDArray[np.uint8]:
    if not path.is_file():
        raise InputError(f"There is no true mask {path}.")
    return (resized_mask(read_mask(path), size[1], size[0]) > 0).astype(np.uint8)


def _tracked(
    clip: Path, masks: list[Path], keys: Sequence[int], truths: list[NDArray[np.uint8]], place: Path
) -> tuple[RunFolder, Values]:
    """Track the true masks of `keys`; return the run and J of every frame."""
    spec, run = find_method("flow"), RunFolder(place)
    keyframes = tuple(KeyframeFile(key, masks[key], "mask") for key in sorted(set(keys)))
    request = RunRequest(spec, spec.parse({}), clip, keyframes, run.path, 0, len(masks), kind="mask")
    with closing(iter(Inline(request))) as events:
        for _ in events:
            pass
    made = [run.read_mask(frame) for frame in range(len(masks))]
    return run, np.array(
        [
            0.0 if mask is None else region_similarity(mask > 0, truth > 0)
            for mask, truth in zip(made, truths, strict=True)
        ]
    )


def _advice(clip: Path, masks: list[Path], run: RunFolder) -> MaskAdvice:
    made_from = ((0, masks[0].name),)
    question = MaskQuestion(
        0,
        len(masks),
        (Painted(0, masks[0]),),
        (Shown(0, len(masks), run.path, made_from),),
        {1: "Object 1"},
        budget=1,
    )
    with closing(open_source(clip)) as source:
        advice: MaskAdvice = _drained(doubt(source, question))
    return advice


def main() -> None:
    asked = argparse.ArgumentParser(description="Whether the suggested repair of a mask is the one to make.")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--sequences", default="", help="only these, as dog,goat")
    asked.add_argument("--size", default="213x120", help="WIDTHxHEIGHT")
    given = asked.parse_args()
    cv2.setNumThreads(1)
    width, height = (int(part) for part in given.size.split("x"))
    only = [name for name in given.sequences.split(",") if name]
    for name, files in _sequences(given.folder, only).items():
        found = measure(given.folder, name, files, (width, height))
        ways = ", ".join(f"{way} {frame}: {gain:+.3f}" for way, (frame, gain) in found["ways"].items())
        told = f"J {found['first']:.3f}; {ways}; correlation {found['correlation']:.2f}; {found['why']}"
        print(f"{name}, {found['length']} frames: {told}", flush=True)


if __name__ == "__main__":
    main()
