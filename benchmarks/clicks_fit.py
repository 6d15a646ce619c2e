"""Learn the ranking of `engine/paint/ranking.py` from the sequences in `clicks.TUNED`; prints its constants.

Clicks are simulated; which region is taken is left half to the truth and half to chance, so that later clicks find
masks of every quality. Each region's J is what its row is taught.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.clicks import TUNED, next_click, places, segmenter_at
from benchmarks.quality import _sequences
from engine.media.masks import read_mask
from engine.metrics.segmentation import region_similarity
from engine.paint.ranking import Ranking, fitted
from engine.paint.segment import Click, Mask, Segmenter, Window
from engine.paint.superpixels import Members

STIFFNESS = 100.0  # chosen by leaving each sequence out in turn
CLICKS = 4

Row = tuple[str, bool, NDArray[np.float64], NDArray[np.float64]]  # sequence, is it the first click, seen, J


class _Recorder(Segmenter):
    truth: Mask
    rows: list[tuple[bool, NDArray[np.float64], NDArray[np.float64]]]
    chance: np.random.Generator

    def choose(
        self,
        window: Window,
        mask: Mask,
        clicks: Sequence[Click],
        seen: NDArray[np.float64],
        regions: Sequence[Members],
    ) -> int:
        values = []
        for region in regions:
            changed = window.enlarged(region, self.shape)
            after = (mask | changed) if clicks[-1].is_object else (mask & ~changed)
            values.append(region_similarity(after, self.truth))
        self.rows.append((not mask.any(), seen, np.array(values)))
        best = int(np.argmax(values))
        return best if self.chance.random() < 0.5 else int(self.chance.integers(len(regions)))


def collect(folder: Path, frames: int) -> list[Row]:
    rows: list[Row] = []
    chance = np.random.default_rng(0)
    for is_gray in (True, False):
        for name, files in _sequences(folder, TUNED).items():
            for frame in places(len(files), frames):
                truth = read_mask(folder / "masks" / name / f"{files[frame].stem}.png") > 0
                clicker = segmenter_at(files, frame, is_gray=is_gray, kind=_Recorder)
                assert isinstance(clicker, _Recorder)
                clicker.truth, clicker.rows, clicker.chance = truth, [], chance
                mask, given = np.zeros(truth.shape, np.bool_), list[Click]()
                for _ in range(CLICKS):
                    click = next_click(mask, truth)
                    if click is None:
                        break
                    given.append(click)
                    mask = clicker.click(mask, given)
                rows += [(name, *row) for row in clicker.rows]
            print(f"# {name} {'gray' if is_gray else 'color'}: {len(rows)}", flush=True)
    return rows


def fit(rows: Sequence[Row], is_first: bool) -> Ranking:
    """Return the ranking of the first click, or of the later ones."""
    return fitted([(seen, values) for _, first, seen, values in rows if first == is_first], STIFFNESS)


def left_out(rows: Sequence[Row], is_first: bool) -> dict[str, float]:
    """Return for each sequence the mean J of what a ranking takes that never saw it, and of the best there was."""
    told = {}
    for name in TUNED:
        ranking = fit([row for row in rows if row[0] != name], is_first)
        held = [row for row in rows if row[0] == name and row[1] == is_first]
        told[name] = float(np.mean([values[int(np.argmax(ranking.score(seen)))] for _, _, seen, values in held]))
        told[f"{name}, best"] = float(np.mean([values.max() for _, _, _, values in held]))
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--frames", type=int, default=6)
    chosen = parser.parse_args()
    rows = collect(chosen.folder, chosen.frames)

    for name, is_first in (("FIRST", True), ("LATER", False)):
        print(f"# left out in turn: {left_out(rows, is_first)}")
        print(f"{name} = {fit(rows, is_first)}")


if __name__ == "__main__":
    main()
