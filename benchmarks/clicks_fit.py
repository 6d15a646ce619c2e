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
from scipy.optimize import minimize

import engine.paint.learned as learned
from benchmarks.click_scenes import scenes
from benchmarks.clicks import next_click
from engine.paint.proposals import Quest, describe, propose, quest_for
from engine.paint.ranking import MOST, Ranking
from engine.paint.segment import Click, Mask, Segmenter, Window
from engine.paint.superpixels import Members
from engine.paint.walks import Walks

STIFFNESS = 0.3  # of the weights; chosen on the scenes held out
CLICKS, MORE_CLICKS = 4, 2  # on a scene: from nothing, and on a mask that is wrong from the beginning
MUCH, LITTLE = (0.1, 1.2), (0.05, 0.5)  # of the picture such a mask holds too much, of the object too little
THIN = 0.6  # how often it is a thin part that is lacking
FIRST_CLICKS = 3  # more of them: much depends on the first
REACH = (0.9, 0.003)  # the walk that says what lies around a place
COLORED = 0.2  # of the scenes
BESIDE = 4.0  # pixels of the reduced picture: people click beside the middle
BESIDE_SHARE = 0.6  # of the clicks
UNOPPOSED = 0.3  # of the clicks that take away, also as if nothing had been clicked before: painted masks
BEST, BETTER = 0.4, 0.75  # how often the best region is taken, or one of the better half; else any

Row = tuple[str, NDArray[np.float64], NDArray[np.float64]]  # kind of choice, seen, J


class Session:
    """Clicks on what one window shows of an object (`truth`, H×W), counted in its superpixels."""

    def __init__(self, window: Window, truth: Mask) -> None:
        self.scene = window.scene
        size = (self.scene.width, self.scene.height)
        part = truth[window.rows, window.columns].astype(np.float32)
        soft = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
        self._share = np.bincount(self.scene.labels.ravel(), soft.ravel().astype(np.float64), self.scene.count)
        self.ideal: Members = self._share > 0.5 * self.scene.area
        self.now = np.zeros(self.scene.count, np.bool_)
        self.clicks = list[tuple[float, float, bool]]()

    def restart(self) -> None:
        self.now, self.clicks = np.zeros(self.scene.count, np.bool_), []

    def begin(self, chance: np.random.Generator) -> None:
        """Click somewhere into the object, the more likely the deeper inside."""
        mask = np.pad(self.scene.mask(self.ideal), 1).astype(np.uint8)
        depth = cv2.distanceTransform(mask, cv2.DIST_L2, 5)[1:-1, 1:-1].ravel().astype(np.float64) ** 2
        row, column = divmod(int(chance.choice(depth.size, p=depth / depth.sum())), self.scene.width)
        self.clicks.append((column + 0.5, row + 0.5, True))

    def value(self, members: Members) -> float:
        """Return J of the object if it were these."""
        inside = float(self._share[members].sum())
        return inside / (float(self.scene.area[members].sum()) + float(self._share.sum()) - inside + 1e-6)

    def next(self, chance: np.random.Generator | None) -> bool:
        """Click into the middle of the largest error, or beside it; return whether there was one."""
        found = next_click(self.scene.mask(self.now), self.scene.mask(self.ideal))
        if found is None:
            return False
        for _ in range(8 if chance is not None else 0):
            assert chance is not None
            x, y = found.x + chance.normal(0, BESIDE), found.y + chance.normal(0, BESIDE)
            place = self.scene.at(x, y)
            if self.ideal[place] == found.is_object and self.now[place] != found.is_object:
                found = Click(x, y, found.is_object)
                break
        self.clicks.append((found.x, found.y, found.is_object))
        return True

    def looked_at(self, quest: Quest) -> tuple[list[Members], Row]:
        regions = propose(quest)
        values = np.array([self.value(quest.whole(region)) for region in regions])
        return regions, (quest.kind, describe(quest, regions), values)


def collect(session: Session, chance: np.random.Generator) -> Iterator[Row]:
    """Click somewhere into it; click from nothing on; on masks that hold far too much, and that lack a part."""
    for _ in range(FIRST_CLICKS):
        session.restart()
        session.begin(chance)
        yield session.looked_at(quest_for(session.scene, session.now, session.clicks))[1]
    session.restart()
    yield from _clicked(session, chance, CLICKS)
    for make in (_much, _little, _little):
        session.restart()
        if session.next(chance):
            make(session, chance)
            yield from _clicked(session, chance, MORE_CLICKS)


def _clicked(session: Session, chance: np.random.Generator, clicks: int) -> Iterator[Row]:
    for _ in range(clicks):
        if not session.next(chance if chance.random() < BESIDE_SHARE else None):
            break
        quest = quest_for(session.scene, session.now, session.clicks)
        if not quest.is_added and chance.random() < UNOPPOSED:
            yield session.looked_at(quest_for(session.scene, session.now, session.clicks[-1:]))[1]
        regions, row = session.looked_at(quest)
        yield row
        order, luck = np.argsort(-row[2]), chance.random()
        most = 1 if luck < BEST else max(1, len(order) // 2) if luck < BETTER else len(order)
        session.now = quest.whole(regions[int(order[int(chance.integers(most))])])


def _much(session: Session, chance: np.random.Generator) -> None:
    """Let the mask hold what lies around the click as well, up to the whole picture."""
    x, y, _ = session.clicks[-1]
    order = np.argsort(-_reached(session, session.scene.at(x, y)))
    covered = np.cumsum(session.scene.area[order]) / session.scene.area.sum()
    share = float(np.exp(chance.uniform(*np.log(MUCH))))
    session.now = session.ideal.copy()
    session.now[order[: int(np.searchsorted(covered, share)) + 1]] = True


def _little(session: Session, chance: np.random.Generator) -> None:
    """Let the mask lack what lies around some place of the object; half of the time a click said what is outside."""
    scene, ideal = session.scene, session.ideal
    x, y, _ = session.clicks[-1]
    seed = scene.at(x, y)
    inside = np.flatnonzero(ideal)
    depth = cv2.distanceTransform(np.pad(scene.mask(ideal), 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    deep = np.maximum(1, np.bincount(scene.labels.ravel(), depth.ravel(), scene.count) / scene.area)[inside]
    odds = scene.area[inside] / (deep**2 if chance.random() < THIN else 1)
    place = int(chance.choice(inside, p=odds / odds.sum()))
    order = np.argsort(-_reached(session, place) * ideal)
    covered = np.cumsum(scene.area[order]) / scene.area[ideal].sum()
    now = ideal.copy()
    now[order[: int(np.searchsorted(covered, chance.uniform(*LITTLE))) + 1]] = False
    now[seed] = True
    session.now = scene.connected(now, seed)
    if chance.random() < 0.5 and not ideal.all():
        row, column = np.argwhere(scene.labels == int(chance.choice(np.flatnonzero(~ideal))))[0]
        session.clicks.insert(0, (float(column), float(row), False))


def _reached(session: Session, place: int) -> NDArray[np.float64]:
    return Walks(session.scene, *REACH).density([place])


def rows_of(folder: Path, count: int, *, is_held_out_part: bool) -> list[Row]:
    rows = list[Row]()
    chance = np.random.default_rng(7)
    for is_gray, number in ((True, round(count * (1 - COLORED))), (False, round(count * COLORED))):
        for scene in scenes(folder, number, is_held_out_part=is_held_out_part, is_gray=is_gray, seed=21 + is_gray):
            segmenter = Segmenter(scene.picture, scene.neighbors)
            closer = segmenter.closer(scene.truth, segmenter.whole)
            for window in (segmenter.whole, closer) if closer is not segmenter.whole else (segmenter.whole,):
                session = Session(window, scene.truth)
                if session.ideal.any():
                    rows += collect(session, chance)
            print(f"# {len(rows)} clicks: {scene.name}", flush=True)
    return rows


def fitted(groups: Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]]) -> Ranking:
    """Return the ranking that takes the best of each click's regions (k rows seen, k values of J).

    Where each region is taken as often as the exponential of its score says, the mean J is the highest there is (the
    listwise loss of learning to rank, with the value itself in place of a likelihood).
    """
    seen = np.vstack([rows for rows, _ in groups])
    mean, spread = seen.mean(0), seen.std(0) + 1e-6
    apart = np.clip((seen - mean) / spread, -MOST, MOST)
    values = np.concatenate([row for _, row in groups])
    sizes = [len(row) for _, row in groups]
    starts, which = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(sizes)), sizes)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = apart @ weights
        chance = np.exp(score - np.maximum.reduceat(score, starts)[which])
        chance /= np.add.reduceat(chance, starts)[which]
        expected = np.add.reduceat(chance * values, starts)
        uphill = apart.T @ (chance * (values - expected[which]))
        return float(STIFFNESS * weights @ weights / 2 - expected.sum()), STIFFNESS * weights - uphill

    found = minimize(loss, np.zeros(apart.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return Ranking(*(tuple(float(number) for number in row) for row in (mean, spread, found.x)))


def fit(rows: Sequence[Row]) -> dict[str, Ranking]:
    """Return a ranking for each kind of choice."""
    kinds = sorted({kind for kind, _, _ in rows})
    return {kind: fitted([(s, v) for k, s, v in rows if k == kind]) for kind in kinds}


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
    parser.add_argument("--scenes", type=int, default=40)
    parser.add_argument("--held-out", type=int, default=16, help="scenes to judge by")
    chosen = parser.parse_args()
    rankings = fit(rows_of(chosen.folder, chosen.scenes, is_held_out_part=False))
    Path(learned.__file__).write_text(written(rankings))
    print(judged(rankings, rows_of(chosen.folder, chosen.held_out, is_held_out_part=True)))


if __name__ == "__main__":
    main()
