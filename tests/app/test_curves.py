from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.panels.curves import CurvesPanel
from app.widgets.plot import MAX_POINTS, REDRAW_MS
from app.widgets.series import KEPT, Series, decimated

WAIT = 60_000  # only a failure waits this long


def test_smoothing_is_the_corrected_moving_average() -> None:
    series = Series("loss", 0.6)
    values = [1.0, 0.5, 0.25, 0.8]
    for step, value in enumerate(values):
        series.add(step, value)
    weights = np.array([0.6**age for age in range(4)])[::-1]
    assert series.smoothed()[-1] == pytest.approx(float((weights * values).sum() / weights.sum()))
    assert series.smoothed()[0] == pytest.approx(1.0)  # not drawn towards zero at the beginning
    series.set_smoothing(0.0)
    assert series.smoothed().tolist() == values


def test_a_resumed_run_goes_on_from_its_checkpoint() -> None:
    series = Series("loss")
    for step in (0, 10, 20, 30):
        series.add(step, step)
    series.add(20, 99.0)
    assert series.arrays()[0].tolist() == [0, 10, 20] and series.arrays()[1].tolist() == [0, 10, 99]


def test_what_is_no_number_is_left_out() -> None:
    series = Series("loss")
    series.add(0, float("nan"))
    series.add(1, float("inf"))
    series.add(2, 1.0)
    assert len(series) == 1 and series.last() == 1.0


def test_a_long_run_stays_within_bounds() -> None:
    series = Series("loss")
    for step in range(3 * KEPT):
        series.add(step, step % 7)
    assert len(series) <= KEPT
    steps, values = series.arrays()
    assert steps[-1] == 3 * KEPT - 1 and np.all(np.diff(steps) > 0) and abs(values.mean() - 3) < 0.1


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=3000), st.integers(10, 400))
def test_thinning_keeps_every_peak_and_the_end(values: list[float], most: int) -> None:
    steps = np.arange(len(values), dtype=float)
    thin_steps, thin = decimated(steps, np.array(values), most)
    assert len(thin) <= max(most, 10)
    assert thin_steps[-1] == steps[-1] and thin[-1] == values[-1]
    assert np.all(np.diff(thin_steps) >= 0)
    if len(values) > most:
        assert thin.max() == max(values) or values.index(max(values)) > len(values) - 3 * len(values) / most
        assert set(thin) <= set(values)


def test_many_points_are_drawn_at_most_eight_times_a_second(qtbot: QtBot) -> None:
    panel = CurvesPanel()
    qtbot.addWidget(panel)
    panel.resize(400, 300)
    panel.show()
    panel.set_run("r", "Run 1")
    for burst in range(20):
        for step in range(200):
            panel.add("loss", burst * 200 + step, 1.0 / (step + 1))
            panel.add("e_warp", burst * 200 + step, 0.01)
        qtbot.wait(REDRAW_MS // 10)
    qtbot.waitUntil(lambda: panel.plot.redraws >= 1, timeout=WAIT)
    drawn_at_burst_end = panel.plot.redraws
    assert drawn_at_burst_end <= 20  # never once a point
    qtbot.wait(3 * REDRAW_MS)
    quiet = panel.plot.redraws
    qtbot.wait(3 * REDRAW_MS)
    assert panel.plot.redraws == quiet  # nothing new, nothing drawn
    assert panel.plot.drawn_points() <= 4 * MAX_POINTS


def test_log_scale_drops_what_has_no_logarithm(qtbot: QtBot) -> None:
    panel = CurvesPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.set_run("r", "Run 1")
    panel.load({"loss": [(0, 0.0), (1, 10.0), (2, 100.0)], "e_warp": [(0, 0.1)], "other": [(0, 5.0)]})
    panel.log.setChecked(True)
    qtbot.waitUntil(lambda: panel.plot.redraws >= 1, timeout=WAIT)
    assert panel.loss.arrays()[1].tolist() == [0.0, 10.0, 100.0]
    assert "E_warp 0.1" in panel.legend_text()


def test_another_run_begins_with_an_empty_plot(qtbot: QtBot) -> None:
    panel = CurvesPanel()
    qtbot.addWidget(panel)
    panel.set_run("a", "Run 1")
    panel.add("loss", 0, 1.0)
    panel.set_run("b", "Run 2")
    assert len(panel.loss) == 0 and panel.run_id == "b"
