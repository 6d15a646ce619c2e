"""The line of options of the tools for masks."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.brush_settings import BrushSettings
from app.widgets.mask_options import MaskOptions
from tests.journeys.conftest import START
from tests.journeys.test_window import LONG, act, open_film
from tests.material import make_film


def test_each_tool_offers_what_it_has(qtbot: QtBot) -> None:
    settings = BrushSettings()
    line = MaskOptions(settings)
    qtbot.addWidget(line)
    line.resize(900, 40)
    for tool, has_ways, has_size in (
        ("mask_click", True, False),
        ("mask_brush", True, True),
        ("mask_eraser", False, True),
        ("mask_fill", True, False),
    ):
        line.show_tool(tool)
        assert not line.isHidden()
        assert (line.ways.isHidden(), line.size_.isHidden()) == (not has_ways, not has_size), tool
    line.show_tool("tool_brush")
    assert line.isHidden()
    line.size_.number.setValue(33)
    assert settings.kept.size == 33
    settings.set(pressure="both")
    assert line.thins.isChecked()
    line.thins.setChecked(False)
    assert settings.kept.pressure == "opacity"  # what it does to color stays


def test_what_is_chosen_there_is_what_strokes_do(start: START, qtbot: QtBot, tmp_path: Path) -> None:
    application = start()
    open_film(application, make_film(tmp_path / "reel.mp4", 4), qtbot)
    line = application.window.mask_options
    act(application, "mask_brush")
    assert not line.isHidden() and application.window.paint_options.isHidden()
    assert line.name.text() == "A new object"
    line.ways.button("take").click()
    assert application.masking.easel.is_taking and application.masking.clicking.is_taking
    act(application, "swap_colors")  # X
    assert line.ways.value == "add" and not application.masking.easel.is_taking
    act(application, "add_object")
    qtbot.waitUntil(lambda: line.name.text() == application.session.project.masks[0].name, timeout=LONG)
    act(application, "tool_brush")
    assert line.isHidden() and not application.window.paint_options.isHidden()
