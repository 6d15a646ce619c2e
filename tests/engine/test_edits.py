"""Random artists against the edits: whatever they do, shots tile the clip and no keyframe gets lost."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from engine.project import edits
from engine.project.model import Choice, Clip, Keyframe, Project, Shot, digest, is_stale
from engine.project.runs import Run
from engine.runtime.errors import InputError

LENGTH = 60
FRAMES = st.integers(0, LENGTH - 1)
RUNS = st.sampled_from(["a", "b", "c"])


def blob(number: int) -> str:
    return f"{number:064x}.png"


def project_of(*cuts: int) -> Project:
    clip = Clip(path="f.mkv", absolute="/f.mkv", width=8, height=8, length=LENGTH, rate=Fraction(24))
    return edits.set_cuts(Project(clip=clip, shots=edits.whole_clip(LENGTH, "s1")), cuts)


def starts(project: Project) -> list[int]:
    return [shot.start for shot in project.shots]


def shown(project: Project) -> list[str | None]:
    """The run that each frame of the clip shows."""
    return [s.run_at(f) if (s := project.shot_at(f)) else None for f in range(LENGTH)]


def keyframes(project: Project) -> dict[tuple[int, str], str]:
    return {(k.frame, k.kind): k.image for s in project.shots for k in s.keyframes}


class Artist(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.project = project_of(20, 40)
        self.keyframes: dict[tuple[int, str], str] = {}
        self.shown: list[str | None] = [None] * LENGTH

    @rule(frame=FRAMES, image=st.integers(0, 9), kind=st.sampled_from(["color", "mask"]))
    def paint(self, frame: int, image: int, kind: str) -> None:
        if self.project.shot_at(frame) is None:
            return
        key = Keyframe(frame=frame, image=blob(image), kind=kind)
        self.project = edits.put_keyframe(self.project, key)
        self.keyframes[frame, kind] = blob(image)

    @precondition(lambda self: self.keyframes)
    @rule(data=st.data(), to=FRAMES)
    def move_keyframe(self, data: st.DataObject, to: int) -> None:
        frame, kind = data.draw(st.sampled_from(sorted(self.keyframes)))
        if self.project.shot_at(to) is None or (to != frame and (to, kind) in self.keyframes):
            with pytest.raises(InputError):
                edits.move_keyframe(self.project, frame, to, kind)
            return
        self.project = edits.move_keyframe(self.project, frame, to, kind)
        self.keyframes[to, kind] = self.keyframes.pop((frame, kind))

    @precondition(lambda self: self.keyframes)
    @rule(data=st.data())
    def remove_keyframe(self, data: st.DataObject) -> None:
        frame, kind = data.draw(st.sampled_from(sorted(self.keyframes)))
        self.project = edits.remove_keyframe(self.project, frame, kind)
        del self.keyframes[frame, kind]

    @rule(frame=FRAMES)
    def split(self, frame: int) -> None:
        shot = self.project.shot_at(frame)
        if shot is None or shot.start == frame:
            with pytest.raises(InputError):
                edits.split_shot(self.project, frame)
            return
        before = self.project
        self.project = edits.split_shot(before, frame)
        assert starts(self.project) == sorted({*starts(before), frame})
        assert edits.merge_with_next(self.project, shot.id) == before

    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        index = data.draw(st.integers(0, len(self.project.shots) - 1))
        if index + 1 == len(self.project.shots):
            with pytest.raises(InputError):
                edits.merge_with_next(self.project, self.project.shots[index].id)
            return
        self.project = edits.merge_with_next(self.project, self.project.shots[index].id)

    @precondition(lambda self: len(self.project.shots) > 1)
    @rule(data=st.data(), to=FRAMES)
    def move_cut(self, data: st.DataObject, to: int) -> None:
        frame = data.draw(st.sampled_from(starts(self.project)[1:]))
        before = self.project
        try:
            self.project = edits.move_cut(before, frame, to)
        except InputError:
            return
        assert [shot.id for shot in self.project.shots] == [shot.id for shot in before.shots]
        assert starts(self.project) == sorted({*starts(before)} - {frame} | {to})

    @rule(cuts=st.sets(FRAMES, max_size=6))
    def find_shots(self, cuts: set[int]) -> None:
        first, last = self.project.shots[0].start, self.project.shots[-1].stop
        inside = {cut for cut in cuts if first < cut < last}
        self.project = edits.set_cuts(self.project, inside)
        assert starts(self.project) == sorted({first, *inside})

    @rule(run=RUNS, one=FRAMES, other=FRAMES)
    def choose(self, run: str, one: int, other: int) -> None:
        start, stop = sorted((one, other + 1))
        if start < stop:
            self.project = edits.choose_run(self.project, run, start, stop)
            for frame in range(start, stop):
                self.shown[frame] = run if self.project.shot_at(frame) else None

    @rule(one=FRAMES, other=FRAMES)
    def reject(self, one: int, other: int) -> None:
        start, stop = sorted((one, other + 1))
        self.project = edits.unchoose(self.project, start, stop)
        self.shown[start:stop] = [None] * (stop - start)

    @rule(run=RUNS)
    def forget(self, run: str) -> None:
        self.project = edits.forget_run(self.project, run)
        self.shown = [None if r == run else r for r in self.shown]

    @rule(one=FRAMES, other=FRAMES)
    def trim(self, one: int, other: int) -> None:
        start, stop = sorted((one, other + 1))
        if start == stop:
            return
        try:
            self.project = edits.trim(self.project, start, stop)
        except InputError:
            assert any(not start <= frame < stop for frame, _ in self.keyframes)
            return
        assert (self.project.shots[0].start, self.project.shots[-1].stop) == (start, stop)
        self.shown = [r if start <= f < stop else None for f, r in enumerate(self.shown)]

    @invariant()
    def shots_lie_side_by_side(self) -> None:
        shots = self.project.shots
        assert shots and all(a.stop == b.start for a, b in itertools.pairwise(shots))
        assert shots[0].start >= 0 and shots[-1].stop <= LENGTH

    @invariant()
    def nothing_is_lost(self) -> None:
        assert keyframes(self.project) == self.keyframes
        assert shown(self.project) == self.shown

    @invariant()
    def it_can_be_stored(self) -> None:
        assert Project.model_validate_json(self.project.model_dump_json()) == self.project


TestArtist = Artist.TestCase
TestArtist.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


@given(choices=st.lists(st.tuples(RUNS, FRAMES, st.integers(1, 20)), max_size=8))
@settings(deadline=None)
def test_painted_choices_show_the_same(choices: list[tuple[str, int, int]]) -> None:
    raw = [Choice(run=run, start=start, stop=start + length) for run, start, length in choices]
    tidy = edits.painted(raw)
    plain = Shot(id="s", start=0, stop=100, chosen=tuple(raw))
    for frame in range(100):
        assert plain.replaced(chosen=tidy).run_at(frame) == plain.run_at(frame)
    assert all(a.stop <= b.start and (a.run != b.run or a.stop < b.start) for a, b in itertools.pairwise(tidy))


def test_unchanged_shots_are_the_same_objects() -> None:
    before = project_of(20, 40)
    after = edits.split_shot(before, 10)
    assert after.shots[2] is before.shots[1] and after.shots[3] is before.shots[2]


def test_found_shots_keep_the_ids_an_artist_worked_with() -> None:
    before = edits.put_keyframe(project_of(20, 40), Keyframe(frame=45, image=blob(1)))
    worked_on = before.shots[2].id
    assert edits.set_cuts(before, [20, 42]).shot_at(45).id == worked_on  # type: ignore[union-attr]
    assert edits.set_cuts(before, [10, 20, 40, 50]).shot_at(45).id == worked_on  # type: ignore[union-attr]


def test_a_cut_outside_the_clip_is_refused() -> None:
    with pytest.raises(InputError, match="outside frames 0 to 59"):
        edits.set_cuts(project_of(), [60])
    with pytest.raises(InputError, match="no clip"):
        edits.set_cuts(Project(), [60])


@pytest.mark.parametrize("length", [1, 30, 90])
def test_the_exact_length_replaces_the_estimate(length: int) -> None:
    project = edits.with_length(project_of(20, 40), length)
    assert project.clip is not None and project.clip.length == length
    assert project.shots[-1].stop == length and project.shots[0].start == 0


def test_a_shorter_film_does_not_lose_keyframes() -> None:
    project = edits.put_keyframe(project_of(20, 40), Keyframe(frame=50, image=blob(1)))
    project = edits.with_length(project, 30)
    assert keyframes(project) == {(50, "color"): blob(1)}


def run_of(shot: Shot, start: int, stop: int) -> Run:
    return Run(
        id="r",
        shot=shot.id,
        start=start,
        stop=stop,
        method="flow",
        params={},
        inputs_digest=digest(shot, start, stop),
    )


def test_what_makes_a_run_stale() -> None:
    project = edits.put_keyframe(project_of(30), Keyframe(frame=5, image=blob(1)))
    run = run_of(project.shots[0], 0, 30)
    assert not is_stale(run, project)
    assert not is_stale(run, edits.merge_with_next(project, project.shots[0].id)), "its frames saw no other keyframe"
    assert not is_stale(run, edits.put_keyframe(project, Keyframe(frame=35, image=blob(2)))), "another shot's"
    assert not is_stale(run, edits.put_keyframe(project, Keyframe(frame=5, image=blob(1), note="nice")))
    assert is_stale(run, edits.put_keyframe(project, Keyframe(frame=5, image=blob(2))))
    assert is_stale(run, edits.put_keyframe(project, Keyframe(frame=6, image=blob(2))))
    assert is_stale(run, edits.remove_keyframe(project, 5))
    assert is_stale(run, edits.split_shot(project, 10)), "color ran across what is a cut now"


def test_a_run_that_pasted_objects_is_stale_once_their_mask_is_another() -> None:
    mask = Keyframe(frame=5, kind="mask", image=blob(7))
    project = edits.put_keyframe(edits.put_keyframe(project_of(30), Keyframe(frame=5, image=blob(1))), mask)
    run = run_of(project.shots[0], 0, 30)
    pasted = run.replaced(masks=(mask,))
    for changed in (
        edits.put_keyframe(project, Keyframe(frame=5, kind="mask", image=blob(8))),
        edits.remove_keyframe(project, 5, "mask"),
    ):
        assert is_stale(pasted, changed) and not is_stale(run, changed)
    beside = edits.put_keyframe(project, Keyframe(frame=9, kind="mask", image=blob(8)))
    assert not is_stale(pasted, project) and not is_stale(pasted, beside)


def test_the_look_that_is_kept_to_stays_with_its_frame() -> None:
    project = edits.keep_to_look(project_of(20), 12)
    for changed in (edits.split_shot(project, 5), edits.merge_with_next(project, project.shots[0].id)):
        assert [shot.look for shot in changed.shots if 12 in shot] == [12]
        assert sum(shot.look is not None for shot in changed.shots) == 1
    assert all(shot.look is None for shot in edits.detach_processed(project).shots)


def test_a_suggestion_that_was_declined_stays_so_in_whatever_shot_it_lies() -> None:
    project = edits.decline(edits.decline(edits.decline(project_of(20), 12), 3), 12)
    project = edits.decline(project, 7, masks=True)
    assert project.shots[0].not_needed == (3, 12) and project.shots[0].masks_good == (7,)
    cut = edits.split_shot(project, 10)
    early, late, _ = cut.shots
    assert (early.not_needed, late.not_needed, early.masks_good, late.masks_good) == ((3,), (12,), (7,), ())
    whole, _ = edits.merge_with_next(cut, early.id).shots
    assert whole.not_needed == (3, 12) and whole.masks_good == (7,)
    assert digest(project.shots[0]) == digest(project_of(20).shots[0]), "no run is out of date for it"
    with pytest.raises(InputError, match="belongs to no shot"):
        edits.decline(project, 400)


def test_all_that_was_declined_in_a_shot_is_suggested_again() -> None:
    project = edits.decline(edits.decline(project_of(20), 12), 3, masks=True)
    again = edits.suggest_again(edits.decline(project, 22), 5)
    assert again.shots[0] == project_of(20).shots[0] and again.shots[1].not_needed == (22,)
    with pytest.raises(InputError, match="belongs to no shot"):
        edits.suggest_again(project, 400)


def test_that_a_mask_is_good_is_not_said_of_another_mask() -> None:
    def good(project: Project) -> tuple[int, ...]:
        return project.shots[0].masks_good

    mask = Keyframe(frame=5, kind="mask", image=blob(7))
    project = edits.put_keyframe(project_of(20), mask)
    for frame in (5, 6, 7):
        project = edits.decline(project, frame, masks=True)
    assert good(edits.put_keyframe(project, mask.replaced(image=blob(8)))) == (6, 7)
    assert good(edits.put_keyframe(project, mask.replaced(frame=6))) == (5, 7)
    assert good(edits.remove_keyframe(project, 5, "mask")) == (6, 7)
    assert good(edits.move_keyframe(project, 5, 7, "mask")) == (6,)
    assert good(edits.put_keyframe(project, mask.replaced(note="as it was"))) == (5, 6, 7)
    assert good(edits.put_keyframe(project, Keyframe(frame=6, image=blob(9)))) == (5, 6, 7)
