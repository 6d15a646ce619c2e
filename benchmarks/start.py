"""What start weights save: dvp's training for color on clips that they were not trained on, cold and warm.

    python -m benchmarks.start ../shared/data/train resources/weights/dvp-color-unet-16.safetensors --json

Each held-out clip is a shot of a few frames, its first one the keyframe. Trained at the working size as a run of
`dvp` is; scored there: PSNR over RGB of all other frames, the true L kept. "cold" begins at random and has all steps
of the preset; "short" has 30 % of them, and so have "head", which begins with the last layer solved on the keyframe,
and "warm", which begins with the weights and the last layer solved; "half" and "full" have half and all of them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import lightness_to_gray, rgb_to_lab
from engine.methods.dvp_color import ColorTarget
from engine.methods.dvp_plan import Plan, growth_order
from engine.methods.dvp_shot import Shot
from engine.methods.dvp_training import Settings, Training
from engine.methods.dvp_variation import Variation
from engine.metrics.fidelity import psnr
from engine.runtime.checkpoint import State, load
from engine.training.footage import Frames, find_material, is_held_out, read_footage
from engine.training.head import fit_head

WARM_UP, PER_FRAME, FINISH = 250, 2, 40  # the preset "draft" on a CPU
SHARES = (0.0, 0.05, 0.1, 0.2, 0.3)  # of a cold run's steps


class _Clip:
    """A few frames in memory, of which luma can be read."""

    def __init__(self, frames: Frames) -> None:
        self.frames, self.lab = frames, [rgb_to_lab(frame) for frame in frames]

    def read_luma(self, index: int) -> NDArray[np.float32]:
        return lightness_to_gray(self.lab[index][..., 0])


def train(clip: _Clip, share: float, start: State | None, has_head: bool, looks: Sequence[int]) -> dict[int, float]:
    """Train with `share` of a cold run's steps; return the score after each of `looks` and at last."""
    height, width = clip.frames.shape[1:3]
    shot = Shot(clip, height, width)  # type: ignore[arg-type]
    target = ColorTarget(shot)
    plan = Plan((0,), growth_order(0, len(clip.frames), (0,)), WARM_UP, PER_FRAME, FINISH)
    plan = plan.shortened(share) if share < 1 else plan
    settings = Settings(2e-3, 16, Variation())
    training = Training(shot, target, {0: target.label(clip.frames[0])}, plan, settings, "cpu", 0)
    if start is not None and not training.start_from(start):
        raise SystemExit("these weights are of another network")
    if has_head:
        fit_head(training._network, [(training._features(0), training._labels[0] - training._base)])
        training._averaged.load_state_dict(training._network.state_dict())
    scores = {0: _score(training, clip, shot)} if 0 in looks else {}
    while training.step < plan.steps:
        while len(training.joined) < plan.joined(training.step):
            training.join(plan.order[len(training.joined)])
        training.train()
        if training.step in looks or training.step == plan.steps:
            scores[training.step] = _score(training, clip, shot)
    return scores


def _score(training: Training, clip: _Clip, shot: Shot) -> float:
    found = []
    for index in range(1, len(clip.frames)):
        lab = np.dstack((shot.small_lightness(index), training.predict(index)))
        found.append(psnr(np.clip(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB), 0, 1), clip.frames[index]))
    return float(np.mean(found))


def measure(
    data: Path, weights: Path, height: int, frames: int, clips: slice, wanted: Sequence[str]
) -> dict[str, Any]:
    """Return {"clips": {name: {run: {steps: dB}}}, "mean": {run: {share of a cold run's steps: dB}}}."""
    start = load(weights)
    held = [film for film in find_material(data)[0] if is_held_out(film.name)][clips]
    steps = WARM_UP + PER_FRAME * (frames - 1) + FINISH
    looks = [round(share * steps) for share in SHARES]
    runs: dict[str, tuple[float, State | None, bool]] = {
        "cold": (1.0, None, False),
        "short": (0.3, None, False),
        "head": (0.3, None, True),
        "warm": (0.3, start, True),
        "half": (0.5, None, False),
        "warm half": (0.5, start, True),
        "warm full": (1.0, start, True),
    }
    runs = {name: run for name, run in runs.items() if name in wanted}
    told: dict[str, Any] = {}
    for film in held:
        clip = _Clip(read_clip(film, height)[:frames])
        told[film.name] = {name: train(clip, *run, looks) for name, run in runs.items()}
        print(
            film.name,
            {name: round(list(scores.values())[-1], 2) for name, scores in told[film.name].items()},
            flush=True,
        )
    mean = {
        name: [
            round(float(np.mean([list(clip[name].values())[i] for clip in told.values()])), 2)
            for i in range(len(looks) + 1)
        ]
        for name in runs
    }
    return {"weights": weights.name, "steps": steps, "looks": looks, "mean": mean, "clips": told}


def read_clip(film: Path, height: int) -> Frames:
    """Return the frames of a film that training would read, T×h×w×3."""
    reading = read_footage([film], [], height)
    while True:
        try:
            next(reading)
        except StopIteration as end:
            frames: Frames = end.value.clips[film.name]
            return frames


def main() -> None:
    """Measure, and print a line a run: the score at 0, 5, 10, 20, 30 % of a cold run's steps, and at its end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--height", type=int, default=64)
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--clips", type=int, default=100)
    parser.add_argument("--skip", type=int, default=0, help="clips left out first")
    parser.add_argument("--runs", default="cold,short,head,warm")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures = measure(
        asked.data,
        asked.weights,
        asked.height,
        asked.frames,
        slice(asked.skip, asked.skip + asked.clips),
        asked.runs.split(","),
    )
    if asked.json:
        print(json.dumps(figures))
    for name, scores in figures["mean"].items():
        print(f"{name:12s}", *(f"{score:6.2f}" for score in scores))


if __name__ == "__main__":
    main()
