from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.catalog import CONSISTENCY, DVP, FLOW, ConsistencyParams, DvpParams, FlowParams
from engine.project.model import Kind, Run
from engine.runtime import estimate as estimates
from engine.runtime.estimate import Estimate, Past, estimate, recall, remember, spoken
from engine.runtime.machine import Machine, measure_machine
from engine.runtime.pace import Pace
from tests.fakes import FAKE, FakeParams

LAPTOP = Machine(flow_s=0.15, pixel_s=0.1, gflops=100, cores=4)
WITH_GPU = LAPTOP.replaced(gpu="G", gpu_gflops=10_000.0)
R = (960, 540, 120, 2)  # the reference clip of the design: 960x540, 120 frames, two keyframes


def run(**changes: object) -> Run:
    values: dict[str, object] = {
        "id": "r", "shot": "s", "start": 0, "stop": 120, "method": "dvp", "params": {"quality": "good"},
        "inputs_digest": "", "state": "finished", "seconds": 600.0, "first_picture_s": 12.0,
        "clip_width": 960, "clip_height": 540,
    }  # fmt: skip
    return Run.model_validate({**values, **changes})


def test_this_machine_is_measured_in_about_a_second() -> None:
    machine = measure_machine()
    assert 0.005 < machine.flow_s < 20 and 0.005 < machine.pixel_s < 20 and 0.5 < machine.gflops < 5000
    assert machine.cores >= 1
    assert Machine.model_validate_json(machine.model_dump_json()) == machine


def test_more_work_takes_longer() -> None:
    for spec, params in ((FLOW, FlowParams()), (DVP, DvpParams())):
        base = estimate(spec, params, *R, LAPTOP).total_s
        assert estimate(spec, params, 960, 540, 240, 2, LAPTOP).total_s > 1.5 * base
        assert estimate(spec, params, 1920, 1080, 120, 2, LAPTOP).total_s > base
        slow = LAPTOP.replaced(flow_s=0.6, pixel_s=0.4, gflops=25.0)
        assert estimate(spec, params, *R, slow).total_s > 2 * base
    by_quality = [estimate(DVP, DvpParams(quality=q), *R, LAPTOP).total_s for q in ("draft", "good", "final")]
    assert by_quality[0] < by_quality[1] < by_quality[2] / 2
    by_quality = [estimate(DVP, DvpParams(quality=q), *R, WITH_GPU).total_s for q in ("draft", "good", "final")]
    assert by_quality[0] < by_quality[1] < by_quality[2]
    assert (
        estimate(FLOW, FlowParams(matching=False), *R, LAPTOP).total_s
        < estimate(FLOW, FlowParams(), *R, LAPTOP).total_s
    )


def test_the_device_that_was_chosen_counts() -> None:
    on_cpu = estimate(DVP, DvpParams(quality="draft"), *R, WITH_GPU, device="cpu")
    assert on_cpu == estimate(DVP, DvpParams(quality="draft"), *R, LAPTOP)


def test_parameters_replace_the_quality() -> None:
    base = estimate(DVP, DvpParams(), *R, LAPTOP).total_s
    assert estimate(DVP, DvpParams(steps_per_frame=100), *R, LAPTOP).total_s > 3 * base
    assert estimate(DVP, DvpParams(working_height=64), *R, LAPTOP).total_s < base


def test_what_a_run_is_of_and_begins_with_is_told_in_time() -> None:
    params = DvpParams(quality="good", working_height=112)

    def seconds(changed: DvpParams = params, kind: Kind = "color", is_warm: bool = False) -> float:
        return estimate(DVP, changed, *R, LAPTOP, kind=kind, is_warm=is_warm).total_s

    assert seconds(is_warm=True) < 0.75 * seconds()
    assert seconds(params.model_copy(update={"guided": "on"})) > 1.05 * seconds()
    assert seconds(params.model_copy(update={"coarse_to_fine": True})) < seconds()
    finer = DvpParams(quality="good")  # style and masks are learned at more lines than color
    assert seconds(finer, "style") > seconds(finer) and seconds(finer, "style") > seconds(finer, "mask")
    bare = params.model_copy(update={"strokes": False})
    assert seconds(kind="style") > seconds(bare, "style") and seconds() == seconds(bare)
    steady = [
        estimate(CONSISTENCY, ConsistencyParams(**values), *R, LAPTOP, kind="style").total_s
        for values in ({"coarse_to_fine": False}, {})
    ]
    assert steady == sorted(steady, reverse=True) and len(set(steady)) == 2


def test_earlier_runs_of_the_same_kind_count_alone() -> None:
    color, mask = Past.of(run(seconds=600)), Past.of(run(seconds=3000, kind="mask"))
    assert color is not None and mask is not None
    told = estimate(DVP, DvpParams(), 960, 540, 120, 1, LAPTOP, [mask, color, mask], kind="mask")
    assert told.total_s == pytest.approx(3000, rel=0.01)
    warm = Past.of(run(seconds=100, start_from="earlier"))
    assert warm is not None and warm.is_warm
    told = estimate(DVP, DvpParams(), 960, 540, 120, 1, LAPTOP, [warm], is_warm=True)
    assert told.total_s == pytest.approx(100, rel=0.01)


@given(
    width=st.integers(1, 20_000),
    height=st.integers(1, 20_000),
    frames=st.integers(0, 10**6),
    keys=st.integers(0, 500),
)
def test_any_clip_has_an_estimate(width: int, height: int, frames: int, keys: int) -> None:
    for spec, params in ((FLOW, FlowParams()), (DVP, DvpParams()), (FAKE, FakeParams())):
        for machine in (LAPTOP, WITH_GPU):
            told = estimate(spec, params, width, height, frames, keys, machine)
            assert 0 < told.first_picture_s <= told.total_s and told.doubt >= 1
            assert told.text


def test_earlier_runs_correct_the_model() -> None:
    model = estimate(DVP, DvpParams(), *R, LAPTOP)
    past = [Past.of(run(stop=60, seconds=seconds, keyframes=())) for seconds in (800, 820, 10_000)]
    known = [p for p in past if p is not None]
    corrected = estimate(DVP, DvpParams(), 960, 540, 60, 1, LAPTOP, known)
    assert corrected.total_s == pytest.approx(820, rel=0.01), "one run that slept does not count"
    assert corrected.first_picture_s == pytest.approx(12, rel=0.01)
    assert corrected.doubt < model.doubt
    longer = estimate(DVP, DvpParams(), *R, LAPTOP, known)
    assert longer.total_s / model.total_s == pytest.approx(
        820 / estimate(DVP, DvpParams(), 960, 540, 60, 1, LAPTOP).total_s, rel=0.01
    )


def test_a_method_never_tried_here_is_scaled_by_what_the_others_took_and_is_in_doubt() -> None:
    quiet = estimate(FLOW, FlowParams(), *R, LAPTOP).total_s
    busy = [Past.of(run(method="flow", params={}, seconds=8 * quiet, keyframes=())) for _ in range(3)]
    known = [p for p in busy if p is not None]
    alone, beside = (estimate(DVP, DvpParams(), *R, LAPTOP, past) for past in ((), known))
    assert 2 * alone.total_s < beside.total_s < 8 * alone.total_s, "a machine that is busy is so for all methods"
    assert " to " in alone.text and " to " in beside.text
    tried = estimate(FLOW, FlowParams(), *R, LAPTOP, known)
    assert tried.text.startswith("about ") and " to " not in tried.text
    runs = [Past.of(run(seconds=seconds, keyframes=())) for seconds in (60, 600, 6000)]
    assert " to " in estimate(DVP, DvpParams(), *R, LAPTOP, [p for p in runs if p is not None]).text


def test_doubt_is_told_in_one_unit() -> None:
    assert Estimate(5.0, 240.0, 4.0).text == "1 to 16 min, first picture after 5 s"
    assert Estimate(5.0, 60.0, 4.0).text == "15 s to 4 min, first picture after 5 s"
    assert Estimate(5.0, 60.0, 4.0).short_text == "15 s–4 min", "three of them stand in a row in the window"
    assert Estimate(5.0, 3600.0, 1.6).short_text == "1 h"
    assert Estimate(5.0, 2700.0, 2.0).short_text == "22 min–1.5 h"
    assert Estimate(5.0, 1500.0, 4.0).text == "6 min to 1 h 40 min, first picture after 5 s"
    assert Estimate(5.0, 240.0, 1.2).text == "about 4 min, first picture after 5 s"


def test_a_run_of_the_same_quality_counts_more() -> None:
    draft = Past.of(run(params={"quality": "draft"}, seconds=1.0))
    good = Past.of(run(seconds=600))
    assert draft is not None and good is not None
    told = estimate(DVP, DvpParams(), 960, 540, 120, 1, LAPTOP, [good, draft])
    assert told.total_s == pytest.approx(600, rel=0.01)


def test_what_did_not_finish_teaches_nothing() -> None:
    assert Past.of(run(state="stopped")) is None
    assert Past.of(run(seconds=0.0)) is None
    assert Past.of(run(clip_width=0)) is None


def test_parameters_of_an_older_version_are_passed_over() -> None:
    strange = Past.of(run(params={"quality": "good", "magic": 7}))
    assert strange is not None
    assert estimate(DVP, DvpParams(), *R, LAPTOP, [strange]) == estimate(DVP, DvpParams(), *R, LAPTOP)


def test_the_history_is_kept_bounded_and_survives_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "user" / "history.jsonl"
    assert recall(path) == []
    monkeypatch.setattr(estimates, "_KEPT_PAST", 5)
    for seconds in range(1, 10):
        remember(path, run(seconds=float(seconds)))
    remember(path, run(state="failed"))
    assert [p.seconds for p in recall(path)] == [5, 6, 7, 8, 9]
    with path.open("a") as file:
        file.write('{"method": "dvp", "secon')
    assert [p.seconds for p in recall(path)] == [6, 7, 8, 9]
    path.write_bytes(b"\xff\xfe\x00")
    assert recall(path) == []


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "1 s"), (7.6, "8 s"), (23, "25 s"), (58, "1 min"), (130, "2 min"), (3590, "1 h"), (4810, "1 h 20 min")],
)
def test_durations_as_people_say_them(seconds: float, text: str) -> None:
    assert spoken(seconds) == text


# --- the time left ---------------------------------------------------------------------------------------------


def test_nobody_knows_at_first() -> None:
    pace = Pace()
    assert pace.update(0, 100, 0.0) is None and pace.left(1.0) is None
    assert pace.update(1, 100, 0.5) is None
    assert pace.update(float("nan"), 100, 3.0) is None and pace.update(1, 0, 3.0) is None


@given(rate=st.floats(0.001, 100), total=st.floats(1, 1e6))
def test_a_steady_pace_is_told_right(rate: float, total: float) -> None:
    pace = Pace()
    told = None
    for second in range(1, 12):
        done = rate * second
        if done >= total:
            return
        told = pace.update(done, total, float(second))
    assert told == pytest.approx((total - rate * 11) / rate, rel=1e-3)


def test_it_counts_down_without_news_and_never_below_nothing() -> None:
    pace = Pace()
    for second in range(11):
        pace.update(second, 20, float(second))
    assert pace.left(10.0) == pytest.approx(10)
    assert pace.left(14.0) == pytest.approx(6)
    assert pace.left(1000.0) == 1.0
    assert pace.update(20, 20, 30.0) == 0


def test_a_later_slower_stage_counts_more_than_the_fast_start() -> None:
    pace = Pace()
    for second in range(30):
        pace.update(2 * second, 100, float(second))
    for second in range(60):
        told = pace.update(60 + 0.2 * second, 100, 30.0 + second)
    assert told == pytest.approx((100 - 71.8) / 0.2, rel=0.1)


def test_pauses_do_not_count() -> None:
    pace = Pace()
    for second in range(11):
        pace.update(second, 20, float(second))
    pace.resume(500.0)
    assert pace.update(11, 20, 511.0) == pytest.approx(9, rel=0.01)
