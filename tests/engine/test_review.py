"""Accepting and rejecting by range: what is shown, what later runs may change, and the proof of it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.catalog import find_method
from engine.media.provenance import lineage_of
from engine.project import edits
from engine.project.approved import note_accepted, prove
from engine.project.choices import shown_choices
from engine.project.file import ProjectFolder
from engine.project.model import Choice, Clip, Keyframe, Project, Run, is_stale
from engine.project.review import accept_range, accepted_ranges, anchors, ranges_of, reject_range, unaccept_range
from engine.project.shown import chosen_runs, written_picture
from engine.runtime.errors import InputError, ProjectError
from engine.runtime.request import request_of
from engine.runtime.shot_run import run_for, work

LENGTH = 30
T = TypeVar("T")


def project_of(*cuts: int) -> Project:
    clip = Clip(path="f.mkv", absolute="/f.mkv", width=8, height=8, length=LENGTH, rate=Fraction(24))
    return edits.set_cuts(Project(clip=clip, shots=edits.whole_clip(LENGTH, "s1")), cuts)


def shown(project: Project) -> list[str | None]:
    return [s.run_at(f) if (s := project.shot_at(f)) else None for f in range(LENGTH)]


def run_of(name: str, *over: tuple[str, int, int]) -> Run:
    kept = tuple(Choice(run=run, start=start, stop=stop) for run, start, stop in over)
    values: dict[str, Any] = {"shot": "s1", "start": 0, "stop": LENGTH, "method": "flow", "params": {}}
    return Run(id=name, inputs_digest="", over=kept, **values)


RANGES = st.tuples(st.integers(0, LENGTH - 1), st.integers(1, LENGTH)).map(lambda r: (r[0], min(LENGTH, r[0] + r[1])))


@given(
    st.lists(st.tuples(st.sampled_from("abc"), RANGES), max_size=5),
    st.lists(RANGES, min_size=1, max_size=3),
    st.lists(st.tuples(st.sampled_from("abc"), RANGES), max_size=5),
    st.lists(st.integers(1, LENGTH - 1), max_size=3),
)
def test_whatever_is_chosen_or_cut_later_accepted_frames_show_the_same(
    first: list[tuple[str, tuple[int, int]]],
    accepted: list[tuple[int, int]],
    later: list[tuple[str, tuple[int, int]]],
    cuts: list[int],
) -> None:
    project = project_of(10)
    for run, (start, stop) in first:
        project = edits.choose_run(project, run, start, stop)
    before = shown(project)
    for start, stop in accepted:
        if any(before[start:stop]):
            project = accept_range(project, start, stop)
        else:
            with pytest.raises(InputError):
                accept_range(project, start, stop)
    assert shown(project) == before
    pinned = {f for a, b in accepted for f in range(a, b) if before[f]}
    for run, (start, stop) in later:
        project = edits.choose_run(project, run, start, stop)
    project = edits.set_cuts(project, cuts)
    project = edits.unchoose(project, 0, LENGTH)
    assert {f for f, run in enumerate(shown(project)) if run} == pinned
    assert all(shown(project)[f] == before[f] for f in pinned)
    assert {f for a, b in accepted_ranges(project.shots) for f in range(a, b)} == pinned


def test_taking_an_acceptance_back_leaves_the_picture_and_frees_the_frames() -> None:
    project = edits.choose_run(project_of(), "a", 0, LENGTH)
    project = edits.choose_run(accept_range(project, 5, 15), "b", 0, LENGTH)
    freed = unaccept_range(project, 8, 12)
    assert shown(freed) == shown(project)  # one step does one thing: no picture changes
    assert accepted_ranges(freed.shots) == [(5, 8), (12, 15)]
    assert shown(edits.choose_run(freed, "c", 0, LENGTH))[4:13] == [*"caaacccca"]
    with pytest.raises(InputError, match="hold nothing that was accepted"):
        unaccept_range(freed, 8, 12)


def test_rejected_frames_show_what_they_showed_before_that_run() -> None:
    known = {"a": run_of("a"), "b": run_of("b", ("a", 0, 20))}
    project = edits.choose_run(edits.choose_run(project_of(), "a", 0, 20), "b", 0, LENGTH)
    rejected = reject_range(project, "b", 10, LENGTH, known)
    assert shown(rejected) == ["b"] * 10 + ["a"] * 10 + [None] * 10
    assert shown(reject_range(rejected, "a", 12, 14, known))[11:15] == ["a", None, None, "a"]
    # what an accepted frame shows is not rejected, and a run that was deleted is not brought back
    pinned = reject_range(accept_range(project, 0, 3), "b", 0, LENGTH, {"b": known["b"]})
    assert shown(pinned) == ["b"] * 3 + [None] * 27
    with pytest.raises(InputError, match="nothing of this run"):
        reject_range(pinned, "b", 0, LENGTH, known)


def test_a_run_that_holds_accepted_frames_is_not_forgotten() -> None:
    project = accept_range(edits.choose_run(project_of(), "a", 0, LENGTH), 3, 9)
    with pytest.raises(InputError, match="frames 3 to 8"):
        edits.forget_run(project, "a")
    assert shown(edits.forget_run(unaccept_range(project, 0, LENGTH), "a")) == [None] * LENGTH
    assert ranges_of(accept_range(project, 20, 21), "a") == "frames 3 to 8 and 20"


def test_what_is_shown_and_told_knows_of_acceptance() -> None:
    project = accept_range(edits.choose_run(project_of(), "a", 0, LENGTH), 3, 9)
    project = edits.choose_run(project, "b", 0, LENGTH)
    assert set(chosen_runs(project)) == {"a", "b"}
    assert {run.id for run in lineage_of(project, [run_of("a"), run_of("b"), run_of("c")]).runs} == {"a", "b"}
    assert [(c.run, c.start, c.stop) for c in shown_choices(project.shots[0])] == [
        ("b", 0, 3),
        ("a", 3, 9),
        ("b", 9, LENGTH),
    ]


def test_a_run_agrees_with_the_borders_of_what_was_accepted() -> None:
    project = accept_range(edits.choose_run(project_of(), "a", 0, LENGTH), 3, 9)
    project = accept_range(project, 20, LENGTH)
    assert [choice.start for choice in anchors(project.shots[0], 0, LENGTH)] == [3, 8, 20]
    assert [choice.start for choice in anchors(project.shots[0], 4, 21)] == [8, 20]
    assert anchors(project.shots[0], 20, LENGTH) == []


# --- on disk -----------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[ProjectFolder]:
    """A film of 8 frames with a gray square that moves, colored orange at frame 0."""
    film = tmp_path / "film"
    film.mkdir()
    for index in range(8):
        picture = np.full((40, 56, 3), 90, np.uint8)
        picture[10:30, 8 + 3 * index : 24 + 3 * index] = 170
        cv2.imwrite(str(film / f"{index:04d}.png"), picture)
    with ProjectFolder.create(tmp_path / "project", film) as made:
        tinted = np.full((40, 56, 3), (110, 85, 60), np.uint8)
        tinted[10:30, 8:24] = (230, 160, 60)
        image = made.blobs.put_picture(tinted)
        made.append(edits.put_keyframe(made.project, Keyframe(frame=0, image=image)))
        yield made


def propagated(folder: ProjectFolder) -> Run:
    spec = find_method("flow")
    run = run_for(folder, folder.project.shots[0], spec, spec.parse({}))
    for _ in work(folder, run):
        pass
    return folder.runs.folder(run.id).read_run()


def result(steps: Generator[object, None, T]) -> T:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            done: T = end.value
            return done


def accept(folder: ProjectFolder, start: int, stop: int) -> None:
    before = folder.project
    folder.append(accept_range(before, start, stop))
    result(note_accepted(folder, before, folder.project))


def recolored(folder: ProjectFolder) -> None:
    image = np.full((40, 56, 3), (60, 85, 120), np.uint8)
    key = Keyframe(frame=7, image=folder.blobs.put_picture(image))
    folder.append(edits.put_keyframe(folder.project, key))


def test_accepted_frames_are_proved_unchanged_after_another_run(folder: ProjectFolder) -> None:
    first = propagated(folder)
    accept(folder, 2, 5)
    kept = [written_picture(folder, folder.project)(frame) for frame in (2, 3, 4)]
    recolored(folder)
    second = propagated(folder)
    assert second.id != first.id
    assert [folder.project.shots[0].run_at(f) for f in range(8)] == [second.id] * 2 + [first.id] * 3 + [second.id] * 3
    now = [written_picture(folder, folder.project)(frame) for frame in (2, 3, 4)]
    assert all(np.array_equal(one, other) for one, other in zip(kept, now, strict=True))
    proof = result(prove(folder, folder.project))
    assert (proof.kept, proof.changed, proof.unproved) == (3, (), ())
    assert proof.sentence == "0 of 3 accepted frames changed."


def test_the_proof_fails_where_a_file_was_touched_is_missing_or_another_run_is_shown(folder: ProjectFolder) -> None:
    run = propagated(folder)
    accept(folder, 2, 6)
    path = folder.runs.folder(run.id).result(3)
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(bytes(content))
    assert result(prove(folder, folder.project)).changed == (3,)
    folder.runs.folder(run.id).result(5).unlink()
    proof = result(prove(folder, folder.project))
    assert proof.changed == (3, 5) and proof.sentence.startswith("2 of 4 accepted frames changed. Frame 3")
    # accepting once more must not launder what is accepted already
    accept(folder, 2, 5)
    assert result(prove(folder, folder.project)).changed == (3, 5)
    other = folder.project.shots[0].replaced(accepted=(Choice(run="gone", start=2, stop=6),))
    assert result(prove(folder, folder.project.with_shot(other))).changed == (2, 3, 4, 5)


def test_what_has_no_digest_is_told_as_not_proved(folder: ProjectFolder) -> None:
    propagated(folder)
    folder.append(accept_range(folder.project, 2, 4))  # the program ended before the digests were taken
    proof = result(prove(folder, folder.project))
    assert (proof.kept, proof.changed, proof.unproved) == (0, (), (2, 3))
    assert "cannot be proved" in proof.sentence


def test_a_run_that_holds_accepted_frames_is_not_resumed(folder: ProjectFolder) -> None:
    run = propagated(folder)
    accept(folder, 2, 4)
    with pytest.raises(ProjectError, match="accepted pictures of frames 2 to 3"):
        request_of(run, find_method("flow"), folder)


def test_accepted_borders_are_keyframes_of_later_runs(folder: ProjectFolder) -> None:
    propagated(folder)
    accept(folder, 2, 5)
    recolored(folder)
    second = propagated(folder)
    assert [(choice.start, choice.run) for choice in second.anchors] == [
        (2, folder.project.shots[0].run_at(2)),
        (4, folder.project.shots[0].run_at(4)),
    ]
    files = request_of(second.replaced(id="another"), find_method("flow"), folder).keyframes
    assert [file.frame for file in files] == [0, 2, 4, 7]
    made, pinned = folder.runs.folder(second.id), folder.runs.folder(second.anchors[0].run)
    assert np.array_equal(made.read_frame(4), pinned.read_frame(4))
    assert not is_stale(second, folder.project)
