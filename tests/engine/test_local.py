"""Which frames a touch-up changes where only a part of the shot has a result."""

from __future__ import annotations

from engine.catalog import find_method
from engine.catalog.flow import FlowParams
from engine.project.edits import choose_run, unchoose
from engine.project.model import Clip, Keyframe, Project, Shot
from engine.project.review import accept_range
from engine.project.runs import new_run
from engine.runtime.local import local_run, shown_around

BLOB, TRUST = "a" * 64 + ".png", "b" * 64 + ".png"
CLIP = Clip(path="a.mov", absolute="/a.mov", width=8, height=8, length=12, rate="24")
KEYS = (Keyframe(frame=2, image=BLOB), Keyframe(frame=6, image=BLOB, trust=TRUST))
PROJECT = Project(clip=CLIP, shots=(Shot(id="s", start=0, stop=12, keyframes=KEYS),))
FLOW = find_method("flow")
RUN = new_run("flow", FlowParams(), PROJECT.shots[0], CLIP, start=0, stop=8)


def _changed(project: Project, of_kind: set[str] | None = None) -> tuple[int, int]:
    local = local_run(project.shots[0], 6, RUN, FLOW, of_kind)
    return local.start, local.stop


def test_frames_that_show_no_result_end_it() -> None:
    project = choose_run(PROJECT, RUN.id, 0, 8)
    assert _changed(project) == (2, 8)
    assert _changed(unchoose(project, 4, 5)) == (5, 8)
    assert _changed(unchoose(project, 7, 8)) == (2, 7)


def test_other_runs_that_lie_side_by_side_are_changed_as_one() -> None:
    project = choose_run(choose_run(choose_run(PROJECT, RUN.id, 4, 8), "r", 8, 10), "q", 0, 4)
    assert _changed(project) == (2, 10)
    assert _changed(project, {RUN.id, "r"}) == (4, 10)  # q made masks
    assert _changed(accept_range(project, 0, 4)) == (3, 10)


def test_a_frame_that_shows_nothing_leaves_the_bounds_as_they_are() -> None:
    assert shown_around(PROJECT.shots[0], 6, (2, 12)) == (2, 12)


def test_what_follows_the_motion_is_changed_along_the_motion() -> None:
    shot, dvp = choose_run(PROJECT, RUN.id, 0, 8).shots[0], find_method("dvp")
    for guided, method in (("on", "flow"), ("off", "dvp")):
        params = dvp.parse({"guided": guided})
        run = RUN.replaced(method="dvp", params=params.model_dump())
        assert local_run(shot, 6, run, dvp).spec.id == method
