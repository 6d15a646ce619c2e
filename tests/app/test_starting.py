"""Whose weights a new run begins with by itself, and whose are offered."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pytestqt.qtbot import QtBot

from app.flows.records import Record
from app.flows.starting import default_of, fitting_runs
from app.panels.method import MethodPanel, Wish
from engine.catalog import CONSISTENCY, DVP, FLOW, STPN, MethodSpec
from engine.project.model import Clip, Run, Shot

SHOT, OTHER = Shot(id="one", start=0, stop=20), Shot(id="two", start=20, stop=40)


def clip(name: str) -> Clip:
    return Clip(path=name, absolute=f"/{name}", width=8, height=8, length=40, rate=Fraction(24))


def wish(spec: MethodSpec, **params: Any) -> Wish:
    return Wish(spec, spec.parse(params), "shot", "cpu", 0, spec.kinds[0])


def record(name: str, like: Wish, shot: Shot = SHOT, **changes: Any) -> Record:
    run = Run(
        id=name,
        shot=shot.id,
        start=shot.start,
        stop=shot.stop,
        method=like.spec.id,
        params=like.params.model_dump(mode="json"),
        inputs_digest="",
        state="finished",
        created=name,
        kind=like.kind,
    )
    made = Record(run.replaced(**changes))
    made.add_frames([shot.start])
    return made


def test_a_rerun_of_the_shot_starts_warm_from_the_newest_run_of_the_same_network() -> None:
    wanted = wish(DVP)
    records = [
        record("1", wanted),
        record("2", wanted),
        record("3", wanted, OTHER),
        record("4", wish(DVP, network="fcn")),
        record("5", wish(DVP, quality="final")),
        record("6", wanted, kind="mask"),
        record("7", wanted, state="failed"),
        record("8", wish(FLOW)),
    ]
    fitting = fitting_runs(records, wanted)
    assert [each.run.id for each in fitting] == ["3", "2", "1"]
    assert default_of(fitting, wanted, SHOT, None) == "2" and default_of(fitting, wanted, OTHER, None) == "3"
    assert fitting_runs(records, wish(FLOW)) == []  # it trains nothing
    trained_before = wish(STPN)
    assert fitting_runs([record("5", trained_before)], trained_before) == []  # and this one nothing of the shot


def test_a_run_that_was_stopped_early_is_offered_but_not_proposed() -> None:
    wanted = wish(DVP)
    early, late = (record(name, wanted, state="stopped", progress=share) for name, share in (("2", 0.1), ("3", 0.8)))
    done = record("1", wanted)
    fitting = fitting_runs([done, early], wanted)
    assert [each.run.id for each in fitting] == ["2", "1"] and default_of(fitting, wanted, SHOT, None) == "1"
    assert default_of(fitting_runs([done, early, late], wanted), wanted, SHOT, None) == "3"


def test_another_look_or_another_processed_clip_is_no_start() -> None:
    made, other = clip("made"), clip("other")
    wanted = wish(CONSISTENCY, irt=True, main_frame=4)
    fitting = fitting_runs([record("1", wanted, processed=made)], wanted)
    assert default_of(fitting, wanted, SHOT, made) == "1"
    assert default_of(fitting, wanted, SHOT, other) == ""
    assert default_of(fitting, wish(CONSISTENCY, irt=True, main_frame=9), SHOT, made) == ""


def test_the_panel_wishes_the_default_until_new_weights_are_chosen(qtbot: QtBot) -> None:
    panel = MethodPanel()
    qtbot.addWidget(panel)
    panel.choose_method("dvp")

    def start() -> str:
        wished = panel.wish()
        assert wished is not None
        return wished.start_from

    assert not panel.start_from.isVisibleTo(panel) and start() == ""
    panel.show_starts((("r2", "Run 2"), ("r1", "Run 1")), "r2")
    assert panel.start_from.isVisibleTo(panel) and start() == "r2"
    panel.start_from.setCurrentIndex(0)
    panel.start_from.activated.emit(0)
    panel.show_starts((("r3", "Run 3"), ("r2", "Run 2")), "r3")
    assert start() == ""
