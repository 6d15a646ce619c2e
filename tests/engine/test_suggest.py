"""Suggested keyframes: they lie where something new is to be seen, keep to the budget, and look at gray alone."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.media.source import ClipFacts
from engine.project.model import Choice, ColorSpec, Keyframe, Project, Run, Shot
from engine.project.runs import RunFolder
from engine.runtime.errors import InputError
from engine.suggest.advice import Advice, Question, advise
from engine.suggest.asking import question_about, question_about_masks
from engine.suggest.choosing import Known, choices, choose
from engine.suggest.looking import MOST_PICTURES, MOST_SAMPLES, sampling
from engine.suggest.measured import Painted, Shown

SIZE = (72, 128)  # height, width


class Gray:
    """Frames that may be looked at as gray alone."""

    def __init__(self, planes: list[NDArray[np.float32]]) -> None:
        self.planes = planes
        height, width = planes[0].shape
        self.facts = ClipFacts(Path("gray"), width, height, Fraction(25), Fraction(1), ColorSpec())
        self.is_indexed, self.known_length = True, len(planes)
        self.asked: set[int] = set()

    def __len__(self) -> int:
        return len(self.planes)

    def read(self, index: int) -> NDArray[Any]:
        raise AssertionError("the film's color was looked at")

    def read_luma(self, index: int) -> NDArray[np.float32]:
        self.asked.add(index)
        return self.planes[index]

    def time(self, index: int) -> Fraction:
        return Fraction(index, 25)

    def close(self) -> None: ...


def texture(seed: int, height: int, width: int, coarse: int = 6) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    small = rng.random((height // coarse + 2, width // coarse + 2), dtype=np.float32)
    plane = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(0.15 + 0.7 * plane, 0, 1), np.float32)


def still(frames: int, seed: int = 1) -> list[NDArray[np.float32]]:
    return [texture(seed, *SIZE)] * frames


def entering(at: int, frames: int = 30) -> list[NDArray[np.float32]]:
    """A still place into which something bright comes from the left at frame `at`, and stays."""
    ground, thing = texture(1, *SIZE), np.clip(texture(9, 60, 40, 3) + 0.25, 0, 1)
    planes = []
    for frame in range(frames):
        plane = ground.copy()
        seen = min(40, max(0, (frame - at + 1) * 10))
        if seen:
            plane[6:66, :seen] = thing[:, 40 - seen :]
        planes.append(plane)
    return planes


def pan(frames: int = 40) -> list[NDArray[np.float32]]:
    """A camera that rests, pans to a wholly other place, and rests there."""
    wide = texture(3, SIZE[0], SIZE[1] * 3, 8)
    places = np.clip(np.linspace(-0.6, 1.6, frames), 0, 1) * SIZE[1] * 2
    return [np.ascontiguousarray(wide[:, round(x) : round(x) + SIZE[1]]) for x in places]


def drained(steps: Generator[Any, None, Advice]) -> Advice:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            answer: Advice = end.value
            return answer


def asked(planes: list[NDArray[np.float32]], **changes: object) -> Advice:
    question = replace(Question(0, len(planes)), **changes)  # type: ignore[arg-type]
    return drained(advise(Gray(planes), question))


def keyframe(folder: Path, frame: int, color: tuple[int, int, int], luma: NDArray[np.float32]) -> Painted:
    """A keyframe whose picture is the frame's gray tinted with `color`."""
    path = folder / f"{frame:02d}-{color[0]}-{color[2]}.png"
    picture = np.clip(luma[..., None] * np.array(color, np.float32), 0, 255).astype(np.uint8)
    assert cv2.imwrite(str(path), picture[..., ::-1])
    return Painted(frame, path)


BROWN, BLUE = (220, 180, 130), (120, 170, 240)


def test_what_enters_is_suggested_after_it_came_and_named(tmp_path: Path) -> None:
    planes = entering(at=14)
    first = asked(planes, painted=(keyframe(tmp_path, 0, BROWN, planes[0]),), budget=1).suggestions[0]
    assert first.frame >= 15
    new = next(reason for reason in first.reasons if reason.cause == "new")
    assert 0.1 < new.amount < 0.5  # the thing covers a quarter
    assert "new area" in new.text and "left third" in new.text and f"{new.amount:.0%}" in new.text
    assert first.gain > 0.15
    assert "less error expected" in first.gain_text


def test_a_pan_between_two_places_wants_a_keyframe_in_both() -> None:
    planes = pan()
    found = sorted(s.frame for s in asked(planes, budget=2).suggestions)
    assert len(found) == 2
    assert found[0] < 20 <= found[1]
    wanted = asked(planes, budget=2).suggestions
    assert {s.reasons[0].cause for s in wanted} == {"shows"}
    assert sorted(s.start for s in wanted)[0] == 0 and max(s.stop for s in wanted) == len(planes)


def test_the_other_place_is_suggested_where_one_has_a_keyframe(tmp_path: Path) -> None:
    planes = pan()
    found = asked(planes, painted=(keyframe(tmp_path, 2, BROWN, planes[2]),), budget=1).suggestions
    assert found[0].frame > 20
    assert found[0].reasons[0].cause == "new"


@pytest.mark.parametrize("budget", [0, 1, 2, 5])
def test_no_more_than_the_budget_and_none_that_brings_nothing(budget: int, tmp_path: Path) -> None:
    assert len(asked(pan(), budget=budget).suggestions) <= budget
    rest = still(20)
    assert len(asked(rest, budget=budget).suggestions) <= 1  # one keyframe colors a picture that never changes
    assert not asked(rest, painted=(keyframe(tmp_path, 5, BROWN, rest[0]),), budget=budget).suggestions


def test_keyframes_that_are_there_are_not_suggested_again(tmp_path: Path) -> None:
    planes = pan()
    painted = tuple(keyframe(tmp_path, frame, BROWN, planes[frame]) for frame in (4, 33))
    answer = asked(planes, painted=painted, budget=3)
    assert not {4, 33} & {s.frame for s in answer.suggestions}
    assert [worth.frame for worth in answer.worths] == [4, 33]
    assert dict(answer.errors)[4] == 0


def test_what_is_not_needed_does_not_come_back() -> None:
    planes = pan()
    first = {s.frame for s in asked(planes, budget=3).suggestions}
    barred = tuple(first)
    again = {s.frame for s in asked(planes, budget=3, barred=barred).suggestions}
    assert again
    assert all(abs(frame - other) > 1 for frame in again for other in first)


def test_the_same_question_has_the_same_answer(tmp_path: Path) -> None:
    planes = entering(at=10)
    painted = (keyframe(tmp_path, 0, BROWN, planes[0]),)
    assert asked(planes, painted=painted) == asked(planes, painted=painted)


def test_however_long_a_shot_is_a_bounded_number_of_frames_is_read() -> None:
    plan = sampling(1000, 90_000, (1000, 50_000))
    assert len(plan.pictures) <= MOST_PICTURES + MOST_SAMPLES + 2
    assert len(plan.samples) <= MOST_SAMPLES + 2
    assert {1000, 50_000} <= set(plan.samples) <= set(plan.pictures)
    assert sum(plan.weights) == 89_000
    source = Gray(still(3) * 200)
    drained(advise(source, Question(0, 600, budget=1)))
    assert len(source.asked) <= MOST_PICTURES + MOST_SAMPLES


def test_a_shot_of_one_frame_and_odd_ranges() -> None:
    answer = asked(still(1), budget=3)
    assert [s.frame for s in answer.suggestions] == [0]
    with pytest.raises(InputError):
        asked(still(3), start=2, stop=2)
    with pytest.raises(InputError):
        asked(still(3), budget=1000)


def test_keyframes_that_disagree_are_told_and_looked_between(tmp_path: Path) -> None:
    planes = still(24)
    ends = keyframe(tmp_path, 0, BROWN, planes[0]), keyframe(tmp_path, 23, BLUE, planes[0])
    answer = asked(planes, painted=ends, budget=1)
    told = [reason for s in answer.suggestions for reason in s.reasons if reason.cause == "disagreement"]
    assert told and "keyframes 0 and 23 disagree by" in told[0].text
    assert told[0].amount > 20
    assert {worth.against for worth in answer.worths} == {0, 23}
    assert all("Disagrees with keyframe" in worth.text for worth in answer.worths)
    same = asked(planes, painted=(ends[0], keyframe(tmp_path, 23, BROWN, planes[0])), budget=1)
    assert not same.suggestions
    assert all(worth.against is None and "next to nothing" in worth.text for worth in same.worths)


def test_what_a_keyframe_alone_shows_makes_it_worth_something(tmp_path: Path) -> None:
    planes = pan()
    painted = tuple(keyframe(tmp_path, frame, BROWN, planes[frame]) for frame in (2, 36, 38))
    worths = {worth.frame: worth for worth in asked(planes, painted=painted, budget=0).worths}
    lost = worths[2].loss_db, worths[38].loss_db
    assert lost[0] is not None and lost[1] is not None
    assert lost[0] > 1 > lost[1]
    assert "would cost about" in worths[2].text
    only = asked(planes, painted=painted[:1], budget=0).worths
    assert only[0].loss_db is None


def run_of(folder: Path, painted: tuple[Painted, ...], flickers: int, frames: int) -> Shown:
    run = RunFolder(folder).create()
    keyframes = tuple(Keyframe(frame=key.frame, image=f"{'a' * 64}.png") for key in painted)
    values = {"id": "r1", "shot": "s1", "start": 0, "stop": frames, "method": "flow", "params": {}}
    run.write_run(Run.model_validate({**values, "inputs_digest": "", "keyframes": keyframes}))
    for frame in range(1, frames):
        run.append_metric("e_warp_frame", frame, 0.4 if frame == flickers else 0.1)
    return Shown(0, frames, folder, tuple((key.frame, key.picture.name) for key in painted))


def test_where_the_run_flickers_is_told_until_the_keyframes_change(tmp_path: Path) -> None:
    planes = pan()
    painted = (keyframe(tmp_path, 2, BROWN, planes[2]),)
    before = asked(planes, painted=painted, budget=1).suggestions[0]
    shown = run_of(tmp_path / "run", painted, before.frame, len(planes))
    after = asked(planes, painted=painted, budget=1, shown=(shown,)).suggestions[0]
    told = [reason for reason in after.reasons if reason.cause == "flicker"]
    assert after.frame == before.frame
    assert told and told[0].text == "flickers 4.0 times the shot's usual"
    repainted = (keyframe(tmp_path, 2, BLUE, planes[2]),)  # the run was made from another picture
    stale = asked(planes, painted=repainted, budget=1, shown=(shown,)).suggestions[0]
    assert not [reason for reason in stale.reasons if reason.cause == "flicker"]


def test_a_touch_up_is_no_keyframe_for_the_rest_of_the_shot(tmp_path: Path) -> None:
    planes = pan()
    whole = keyframe(tmp_path, 36, BROWN, planes[36])
    trust = tmp_path / "trust.png"
    gray = np.zeros(SIZE, np.uint8)
    gray[:10, :10] = 255
    assert cv2.imwrite(str(trust), gray)
    first = keyframe(tmp_path, 2, BROWN, planes[2])
    touched = asked(planes, painted=(replace(first, trust=trust), whole), budget=1)
    assert [worth.frame for worth in touched.worths] == [36]
    assert touched.suggestions[0].frame < 20  # the place that it lies in is still to be colored


def test_the_worst_frame_between_keyframes_need_not_be_the_middle(tmp_path: Path) -> None:
    planes = entering(at=22)
    painted = (keyframe(tmp_path, 0, BROWN, planes[0]),)
    answer = asked(planes, painted=painted)
    worst = answer.worst_between(1, len(planes))
    assert worst is not None and worst >= 22
    assert answer.worst_between(0, 0) is None


def test_the_choice_is_the_best_of_all_choices() -> None:
    rng = np.random.default_rng(5)
    size = 9
    errors = rng.gamma(1.0, 30.0, (size, size, 4)).astype(np.float32) + np.float32(0.3)
    known = Known(errors, rng.uniform(1, 4, size))
    from itertools import combinations

    for fixed in ((), (4,), (0, 8)):
        rest = [at for at in range(size) if at not in fixed]
        for count, found in enumerate(choices(known, fixed, 3)):
            best = min(known.mean_cost({*fixed, *more}) for more in combinations(rest, count))
            assert known.mean_cost({*fixed, *found}) == pytest.approx(best)
    assert 3 not in choose(known, (), 4, barred=(3,))
    assert len(choose(known, (), 100)) == size


def test_accepted_frames_are_not_suggested_and_gain_nothing() -> None:
    planes = pan(12)
    first = asked(planes, budget=2).suggestions
    again = asked(planes, budget=2, settled=((0, 5),)).suggestions
    assert any(each.frame < 5 for each in first) and again and all(each.frame >= 5 for each in again)
    assert asked(planes, budget=2, settled=((0, 12),)).suggestions == ()


def test_the_question_says_what_was_accepted(tmp_path: Path) -> None:
    runs = {
        name: Run(id=name, shot="s", start=0, stop=9, method="flow", params={}, inputs_digest="", kind=kind)
        for name, kind in (("c", "color"), ("m", "mask"))
    }
    accepted = (Choice(run="c", start=2, stop=5), Choice(run="m", start=6, stop=8))
    question = question_about(Shot(id="s", start=0, stop=9, accepted=accepted), tmp_path, tmp_path, runs, 3)
    assert question.settled == ((2, 5),)


def test_the_question_says_what_was_declined(tmp_path: Path) -> None:
    shot = Shot(id="s", start=0, stop=9, not_needed=(2, 5), masks_good=(7,))
    assert question_about(shot, tmp_path, tmp_path, {}, 3).barred == (2, 5)
    assert question_about_masks(Project(shots=(shot,)), shot, tmp_path, tmp_path, {}, 3).barred == (7,)
