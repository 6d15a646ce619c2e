"""Learn the rankings of `engine/paint/learned.py` from made-up scenes (`click_scenes`); writes that file.

    python -m benchmarks.clicks_fit ../shared/data/train

Nothing of DAVIS is used. Clicks are simulated on the reduced picture of each scene; which region is taken is left to
the truth or to chance, so that later clicks find masks of every quality. Each region's J is what its row is taught.
It prints what the rankings reach on scenes of films and photographs that were held out, beside the best region there.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

import engine.paint.learned as learned
from benchmarks.click_scenes import Scene, scenes
from benchmarks.clicks import next_click
from engine.paint.proposals import Quest, describe, propose, quest_for
from engine.paint.ranking import Ranking, fitted
from engine.paint.segment import Click, Segmenter
from engine.paint.superpixels import Members

STIFFNESS = 100.0  # of the regression; chosen on the scenes held out
CLICKS = 5
ROUNDS = 2  # of clicks on a scene
COLORED = 0.2  # of the scenes
BESIDE = 4.0  # pixels of the reduced picture: people click beside the middle
UNOPPOSED = 0.3  # of the clicks that take away, also as if nothing had been clicked before: painted masks
BEST, BETTER = 0.4, 0.75  # how often the best region is taken, or one of the better half; else any

Row = tuple[str, NDArray[np.float64], NDArray[np.float64]]  # kind of choice, seen, J


class Session:
    """Clicks on one scene, counted in superpixels of its reduced picture."""

    def __init__(self, scene: Scene) -> None:
        self.scene = Segmenter(scene.picture, scene.neighbors).whole.scene
        size = (self.scene.width, self.scene.height)
        truth = cv2.resize(scene.truth.astype(np.float32), size, interpolation=cv2.INTER_AREA)
        self._share = np.bincount(self.scene.labels.ravel(), truth.ravel().astype(np.float64), self.scene.count)
        self._ideal: Members = self._share > 0.5 * self.scene.area
        self.now = np.zeros(self.scene.count, np.bool_)
        self.clicks = list[tuple[float, float, bool]]()

    def restart(self) -> None:
        self.now, self.clicks = np.zeros(self.scene.count, np.bool_), []

    def value(self, members: Members) -> float:
        """Return J of the object if it were these."""
        inside = float(self._share[members].sum())
        return inside / (float(self.scene.area[members].sum()) + float(self._share.sum()) - inside + 1e-6)

    def next(self, chance: np.random.Generator | None) -> bool:
        """Click into the middle of the largest error, or beside it; return whether there was one."""
        found = next_click(self.scene.mask(self.now), self.scene.mask(self._ideal))
        if found is None:
            return False
        for _ in range(8 if chance is not None else 0):
            assert chance is not None
            x, y = found.x + chance.normal(0, BESIDE), found.y + chance.normal(0, BESIDE)
            place = self.scene.at(x, y)
            if self._ideal[place] == found.is_object and self.now[place] != found.is_object:
                found = Click(x, y, found.is_object)
                break
        self.clicks.append((found.x, found.y, found.is_object))
        return True

    def looked_at(self, quest: Quest) -> tuple[list[Members], Row]:
        regions = propose(quest)
        values = np.array([self.value(quest.whole(region)) for region in regions])
        return regions, (quest.kind, describe(quest, regions), values)


def collect(session: Session, chance: np.random.Generator) -> Iterator[Row]:
    for turn in range(ROUNDS):
        session.restart()
        for _ in range(CLICKS):
            if not session.next(chance if turn else None):
                break
            quest = quest_for(session.scene, session.now, session.clicks)
            if not quest.is_added and chance.random() < UNOPPOSED:
                yield session.looked_at(quest_for(session.scene, session.now, session.clicks[-1:]))[1]
            regions, row = session.looked_at(quest)
            yield row
            order, luck = np.argsort(-row[2]), chance.random()
            most = 1 if luck < BEST else max(1, len(order) // 2) if luck < BETTER else len(order)
            session.now = quest.whole(regions[int(order[int(chance.integers(most))])])


def rows_of(folder: Path, count: int, *, is_held_out_part: bool) -> list[Row]:
    rows = list[Row]()
    chance = np.random.default_rng(7)
    for is_gray, number in ((True, round(count * (1 - COLORED))), (False, round(count * COLORED))):
        for scene in scenes(folder, number, is_held_out_part=is_held_out_part, is_gray=is_gray, seed=21 + is_gray):
            rows += collect(Session(scene), chance)
            print(f"# {len(rows)} clicks: {scene.name}", flush=True)
    return rows


def fit(rows: Sequence[Row]) -> dict[str, Ranking]:
    """Return a ranking for each kind of choice."""
    kinds = sorted({kind for kind, _, _ in rows})
    return {kind: fitted([(s, v) for k, s, v in rows if k == kind], STIFFNESS) for kind in kinds}


def judged(rankings: dict[str, Ranking], rows: Sequence[Row]) -> dict[str, tuple[int, float, float]]:
    """Return for each kind how many choices there were, the mean J of what is taken, and of the best there was."""
    told = {}
    for kind, ranking in rankings.items():
        held = [(seen, values) for k, seen, values in rows if k == kind]
        taken = [float(values[int(np.argmax(ranking.score(seen)))]) for seen, values in held]
        told[kind] = (len(held), float(np.mean(taken)), float(np.mean([values.max() for _, values in held])))
    return told


def written(rankings: dict[str, Ranking]) -> str:
    """Return the module of constants."""
    lines = [
        '"""Constants of the rankings, written by `benchmarks/clicks_fit.py`."""',
        "",
        "# fmt: off",
        "LEARNED = {",
    ]
    for kind, ranking in rankings.items():
        lines.append(f'    "{kind}": (')
        for numbers in (ranking.mean, ranking.spread, ranking.weights):
            lines.append("        (")
            rounded = [f"{number:.5g}" for number in numbers]
            lines += ["            " + ", ".join(rounded[at : at + 8]) + "," for at in range(0, len(rounded), 8)]
            lines.append("        ),")
        lines.append("    ),")
    return "\n".join([*lines, "}", "# fmt: on", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="films and photographs")
    parser.add_argument("--scenes", type=int, default=64)
    parser.add_argument("--held-out", type=int, default=26, help="scenes to judge by")
    chosen = parser.parse_args()
    rankings = fit(rows_of(chosen.folder, chosen.scenes, is_held_out_part=False))
    Path(learned.__file__).write_text(written(rankings))
    print(judged(rankings, rows_of(chosen.folder, chosen.held_out, is_held_out_part=True)))


if __name__ == "__main__":
    main()
