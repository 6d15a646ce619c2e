"""Learn how surely a place that was followed is the right one (`engine.motion.touched`: `_RIGHT`).

    python -m benchmarks.trust_fit ../shared/data/train

Nothing of DAVIS is used. From two frames of every film the motion is followed for up to twelve frames to both sides,
at 240 lines, as touch-ups are. A place is right where the color it brings is within 6 units of ab of the true one.
Only places count that a wrong answer would show at: colored ones, on what moves otherwise than most of the picture. A
logistic regression is fitted to films that are trained on; told is how well it tells right from wrong in those that
are held out (area under the curve), beside the certainty by error alone, and how that holds at every distance.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import rankdata

from engine.color.lab import Chroma, Plane, rgb_to_lab
from engine.media.source import FrameSource, open_source
from engine.motion.chain import Chain
from engine.motion.touched import clues
from engine.motion.views import Shot, resized
from engine.runtime.context import Inputs, KeyframePicture
from engine.runtime.errors import EngineError
from engine.training.footage import find_material, is_held_out, shrunk

LINES, AWAY, FRAMES = 240, 12, 40  # FRAMES of a film, from its middle; keyframes at a third and at two thirds
LOOKED_AT = (1, 2, 4, 8, 12)  # frames away
PIXELS = 1500  # of a frame
RIGHT_WITHIN, COLORED, MOVING = 6.0, 10.0, 0.75  # units of ab; chroma; pixels a frame off the picture's usual motion
LEAST = 300  # such pixels in a frame, or it says nothing

Rows = NDArray[np.float64]  # N×4: log(1 + error), cost around, frames away, 1 if right


def rows_of(film: Path, random: np.random.Generator) -> Rows:
    """Return what was seen of this film, and whether it was right."""
    with closing(open_source(film)) as source, tempfile.TemporaryDirectory() as scratch:
        begin = max(0, (len(source) - FRAMES) // 2)
        for index in range(begin, min(len(source), begin + FRAMES)):
            picture = np.ascontiguousarray(shrunk(source.read(index), LINES)[..., ::-1])
            cv2.imwrite(str(Path(scratch) / f"{index - begin:04d}.png"), picture)
        with closing(open_source(Path(scratch))) as frames:
            found = [
                row for key in (len(frames) // 3, 2 * len(frames) // 3) for row in _followed(frames, key, random)
            ]
    return np.concatenate(found) if found else np.zeros((0, 4))


def _followed(frames: FrameSource, key: int, random: np.random.Generator) -> Iterator[Rows]:
    true = {frame: rgb_to_lab(frames.read(frame))[..., 1:] for frame in range(len(frames))}
    inputs = Inputs(frames, 0, len(frames), (KeyframePicture(key, frames.read(key), "color"),))
    shot = Shot(inputs, LINES)
    for direction in (1, -1):
        chain = Chain(shot, key, direction, shot.work, matching=False)
        for away in range(1, AWAY + 1):
            frame = key + direction * away
            if not 0 <= frame < len(frames):
                break
            steps = chain.follow(frame)
            while True:
                try:
                    next(steps)
                except StopIteration as end:
                    answer = end.value
                    break
            track = chain.track
            chain.keep()
            if away not in LOOKED_AT:
                continue
            truth = resized(true[frame], shot.work)
            is_seen = (track.left < 0.5) & (track.hidden < 0.5) & _moving(shot, frame, key - frame)
            is_seen &= np.maximum(_length(truth), _length(answer.ab)) > COLORED
            places = np.flatnonzero(is_seen)
            if len(places) < LEAST:
                continue
            places = random.choice(places, min(PIXELS, len(places)), replace=False)
            is_right = _length(answer.ab - truth) < RIGHT_WITHIN
            seen = (*clues(track), np.full(shot.work, away), is_right)
            yield np.stack([plane.ravel()[places] for plane in seen], 1).astype(np.float64)


def _length(ab: Chroma) -> Plane:
    return np.asarray(np.hypot(ab[..., 0], ab[..., 1]), np.float32)


def _moving(shot: Shot, frame: int, towards: int) -> NDArray[np.bool_]:
    """Return what moves otherwise than most of the picture between this frame and the next one to the keyframe."""
    here, there = (shot.view(at, shot.work).gray for at in (frame, frame + int(np.sign(towards))))
    flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(here, there, None)  # type: ignore[call-overload]
    own = flow - np.median(flow.reshape(-1, 2), 0)
    return np.asarray(np.hypot(own[..., 0], own[..., 1]) > MOVING * shot.work[0] / LINES, np.bool_)


def fitted(rows: Rows) -> NDArray[np.float64]:
    """Return the weights of 1, log(1 + error) and cost around, by logistic regression."""
    seen, right = np.column_stack([np.ones(len(rows)), rows[:, :2]]), rows[:, 3]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        known = seen @ weights
        chance = 1 / (1 + np.exp(-known))
        return float(np.mean(np.logaddexp(0, known) - right * known)), seen.T @ (chance - right) / len(rows)

    return np.asarray(minimize(loss, np.zeros(3), jac=True, method="L-BFGS-B").x)


def told_apart(score: NDArray[np.float64], right: NDArray[np.float64]) -> float:
    """Return the area under the curve: how often a right place has the higher score than a wrong one."""
    rights = right > 0
    ranks, count = rankdata(score), int(rights.sum())
    return float((ranks[rights].sum() - count * (count + 1) / 2) / max(1, count * (len(right) - count)))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, help="films, as in ../shared/data/train")
    films, _ = find_material(parser.parse_args().folder)
    random = np.random.default_rng(0)
    taught, judged = [], []
    for film in films:
        try:
            rows = rows_of(film, random)
        except EngineError as error:
            print(f"{film.name}: {error}")
            continue
        if len(rows):
            (judged if is_held_out(film.name) else taught).append(rows)
            print(f"{film.name}: {len(rows)} places, {rows[:, 3].mean():.0%} right")
    # every film counts alike, however much moves in it
    rows = np.concatenate([each[random.choice(len(each), 4 * PIXELS)] for each in taught])
    weights = fitted(rows)
    print(f"weights of 1, log(1 + error), cost: {np.round(weights, 2).tolist()}  ({len(taught)} films)")
    kept = np.concatenate([each[random.choice(len(each), 4 * PIXELS)] for each in judged])
    score = kept[:, :2] @ weights[1:] + weights[0]
    areas = [told_apart(each, kept[:, 3]) for each in (score, -kept[:, 0], -kept[:, 1])]
    print(f"held out ({len(judged)} films): all {areas[0]:.3f}, error {areas[1]:.3f}, cost {areas[2]:.3f}")
    for away in LOOKED_AT:
        at = kept[:, 2] == away
        chance = 1 / (1 + np.exp(-score[at]))
        print(f"  {away:2d} frames away: right {kept[at, 3].mean():.2f}, foretold {chance.mean():.2f}")


if __name__ == "__main__":
    main()
