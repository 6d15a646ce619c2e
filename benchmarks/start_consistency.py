"""What start weights save `consistency`: its training on clips they were not trained on, from random and from them.

    python -m benchmarks.start_consistency ../shared/data/train resources/weights/dvp-consistency-unet-16.safetensors

A held-out clip is processed by an operator that flickers (`engine.training.operators`), drawn anew for each clip.
Both ways begin with the last layer solved on two frames, as a run does. The score is the PSNR to what the same
operator makes without flicker, over all frames: both following the processed clip and steadiness raise it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.start import read_clip
from engine.color.lab import to_unit
from engine.methods.consistency_training import Settings, Training
from engine.metrics.fidelity import psnr
from engine.runtime.checkpoint import State, load
from engine.training.footage import find_material, is_held_out
from engine.training.operators import random_operator

LOOKS = (0, 10, 20, 40, 80)


class _Pair:
    """Frames, what a flickering operator makes of them, and what it makes of them without flicker, all h×w×3."""

    def __init__(self, frames: Any, seed: int) -> None:
        random = np.random.default_rng(seed)
        operator = random_operator(random)
        self.given = [to_unit(frame) for frame in frames]
        self.wanted = [operator(frame, 1.0, random) for frame in self.given]
        self.steady = [operator(frame, 0.0, random) for frame in self.given]

    def tensors(self, frame: int, is_coarse: bool = False) -> tuple[torch.Tensor, torch.Tensor]:
        one, other = (
            torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1))[None])
            for picture in (self.given[frame], self.wanted[frame])
        )
        return one, other


def train(pair: _Pair, start: State | None) -> list[float]:
    """Return the score after each number of steps in `LOOKS`."""
    training = Training(pair, Settings("unet", 16, 1e-3), "cpu", 0)  # type: ignore[arg-type]
    if start is not None and not training.start_from(start):
        raise SystemExit("these weights are of another network")
    count = len(pair.given)
    training.fit([0, count // 2], [], False)
    scores = []
    for step in range(LOOKS[-1] + 1):
        if step in LOOKS:
            found = [psnr(training.predict(frame).image, pair.steady[frame]) for frame in range(count)]
            scores.append(round(float(np.mean(found)), 2))
        training.train(step % count, "plain", False, step / LOOKS[-1])
    return scores


def main() -> None:
    """Measure, and print a line a clip and one for the mean."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--height", type=int, default=64)
    parser.add_argument("--frames", type=int, default=10)
    parser.add_argument("--clips", type=int, default=100)
    asked = parser.parse_args()
    start = load(asked.weights)
    told: dict[str, dict[str, list[float]]] = {}
    held = [film for film in find_material(asked.data)[0] if is_held_out(film.name)][: asked.clips]
    for seed, film in enumerate(held):
        pair = _Pair(read_clip(film, asked.height)[: asked.frames], seed)
        told[film.name] = {"random": train(pair, None), "shipped": train(pair, start)}
        print(film.name, told[film.name], flush=True)
    mean = {
        way: [round(float(np.mean(scores)), 2) for scores in zip(*(clip[way] for clip in told.values()), strict=True)]
        for way in ("random", "shipped")
    }
    print(json.dumps({"steps": LOOKS, "mean": mean}))


if __name__ == "__main__":
    main()
