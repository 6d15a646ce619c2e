"""What scribbles cost and bring: seconds a stroke, error against the exact solution, PSNR against the true frame.

    python -m benchmarks.scribble ../shared/data/davis/frames --strokes 40 --size 960x540

Strokes are short lines of the true color at random places. Frames are shown gray; their Y' is BT.601's. The exact
solution (a sparse LU of all pixels) takes a quarter of a minute for a frame of 960x540 and is left out with --quick.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse.linalg import splu
from skimage.color import deltaE_ciede2000

from engine.color.gamut import rgb_of
from engine.color.lab import gray_to_lightness, rgb_to_lab
from engine.color.light import Light
from engine.paint.affinity import Affinity
from engine.paint.drawn import Scribble
from engine.paint.scribble import ScribbledFrame, ab_of

_LIGHT = Light((0.299, 0.114))
_LUMA = np.array([0.299, 0.587, 0.114])


def drawn(picture: NDArray[np.uint8], count: int, seed: int) -> list[Scribble]:
    """Return strokes of the true colors, each as long as it stays on one color."""
    rng = np.random.default_rng(seed)
    lab = rgb_to_lab(cv2.GaussianBlur(picture, (0, 0), 2))
    height, width = lab.shape[:2]
    step, strokes = width / 240, []
    for _ in range(count):
        x, y, turn = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(0, 2 * np.pi)
        first = lab[int(y), int(x)]
        points = []
        while 0 <= x < width and 0 <= y < height and len(points) < 16:
            if np.linalg.norm((lab[int(y), int(x)] - first)[1:]) > 6:
                break
            points.append((x, y))
            x, y = x + step * np.cos(turn), y + step * np.sin(turn)
        strokes.append(
            Scribble(tuple(points), width / 480, rgb_of(float(first[0]), (float(first[1]), float(first[2]))))
        )
    return strokes


def exact(graph: Affinity, given: NDArray[np.float32], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    held = known.ravel()
    free, fixed = np.flatnonzero(~held), np.flatnonzero(held)
    solved = given.reshape(-1, 2).astype(np.float64)
    lines = graph.system.astype(np.float64)[free]
    direct = splu(lines[:, free].tocsc(), permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})
    solved[free] = direct.solve(-(lines[:, fixed] @ solved[fixed]))
    return solved.reshape(given.shape)


def psnr(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    return float(10 * np.log10(255**2 / np.mean((one.astype(float) - other) ** 2)))


def told(name: str, values: list[float]) -> None:
    print(f"{name:34s} mean {np.mean(values):7.3f}   worst {np.max(values):7.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("frames", type=Path)
    parser.add_argument("--strokes", type=int, default=40)
    parser.add_argument("--size", default="960x540")
    parser.add_argument("--frame", type=int, default=10)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out", type=Path, help="write gray with strokes, result and truth side by side")
    options = parser.parse_args()
    width, height = (int(side) for side in options.size.split("x"))
    figures: dict[str, list[float]] = {}
    for folder in sorted(path for path in options.frames.iterdir() if path.is_dir()):
        true = cv2.imread(str(sorted(folder.iterdir())[options.frame]))[..., ::-1]
        true = cv2.resize(true, (width, height), interpolation=cv2.INTER_AREA)
        row = measured(
            true, options.strokes, options.quick, options.out / f"{folder.name}.png" if options.out else None
        )
        print(folder.name, " ".join(f"{name} {value:.3f}" for name, value in row.items()), flush=True)
        for name, value in row.items():
            figures.setdefault(name, []).append(value)
    for name, values in figures.items():
        told(name, values)


def measured(true: NDArray[np.uint8], count: int, is_quick: bool, out: Path | None) -> dict[str, float]:
    gray = np.asarray(true @ _LUMA / 255, np.float32)
    strokes = drawn(true, count, 1)
    start, cpu = time.perf_counter(), time.process_time()
    frame = ScribbledFrame(gray, _LIGHT)
    row = {"ready s": time.perf_counter() - start, "ready cpu s": time.process_time() - cpu}
    frame.look(strokes)
    start, cpu = time.perf_counter(), time.process_time()
    look = frame.look(strokes)
    row |= {"look s": time.perf_counter() - start, "look cpu s": time.process_time() - cpu}
    start, cpu = time.perf_counter(), time.process_time()
    chroma = frame.chroma(strokes)
    made = frame.picture(chroma)
    row |= {"kept s": time.perf_counter() - start, "kept cpu s": time.process_time() - cpu}
    plain = np.repeat(np.rint(gray * 255).astype(np.uint8)[..., None], 3, 2)
    row |= {"psnr gray": psnr(plain, true), "psnr look": psnr(look, true) if look.shape == true.shape else np.nan}
    row["psnr kept"] = psnr(made, true)
    if not is_quick:
        lightness = gray_to_lightness(gray)
        known = np.zeros(gray.shape, np.bool_)
        given = np.zeros((*gray.shape, 2), np.float32)
        for stroke in strokes:
            cover = stroke.cover(frame.shape)
            known |= cover
            given[cover] = ab_of(stroke.color) if stroke.color is not None else 0
        start = time.perf_counter()
        best = exact(Affinity(lightness), given, known)
        row["exact s"] = time.perf_counter() - start
        for name, ab in (("look", frame.chroma(strokes, 2)), ("kept", chroma)):
            away = deltaE_ciede2000(np.dstack((lightness, ab)), np.dstack((lightness, best)))
            row |= {f"dE {name} mean": float(away.mean()), f"dE {name} p95": float(np.percentile(away, 95))}
        row["psnr exact"] = psnr(frame.picture(best.astype(np.float32)), true)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        shown = plain.copy()
        for stroke in strokes:
            shown[stroke.cover(frame.shape)] = stroke.color
        cv2.imwrite(str(out), np.hstack((shown, made, true))[..., ::-1])
    return row


if __name__ == "__main__":
    main()
