"""The Color panel as a person uses it: wheel, numbers, hex, what was used lately, palettes, the cast."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.current_color import HISTORY, CurrentColor
from app.panels.color import ColorPanel
from app.widgets.cast_list import CastList, Flag
from app.widgets.swatches import Chip, Swatches
from engine.color.gamut import exists, lab_of, rgb_of
from engine.color.palettes import NamedColor, Palette
from engine.color.suggestions import Suggestion
from engine.project.model import Mask, Swatch

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def color() -> CurrentColor:
    made = CurrentColor()
    made.set(QColor(150, 90, 80))
    return made


@pytest.fixture
def panel(qtbot: QtBot, color: CurrentColor) -> ColorPanel:
    made = ColorPanel(color)
    qtbot.addWidget(made)
    made.resize(440, 800)
    made.show()
    return made


def lab(color: CurrentColor) -> tuple[float, float, float]:
    shown = color.foreground
    return lab_of((shown.red(), shown.green(), shown.blue()))


def test_the_wheel_sets_hue_and_strength_at_the_same_light(panel: ColorPanel, color: CurrentColor) -> None:
    before = lab(color)[0]
    QTest.mouseClick(panel.wheel, LEFT, NONE, panel.wheel.place_of((-20, 25)).toPoint())
    after = lab(color)
    assert after[1] == pytest.approx(-20, abs=2) and after[2] == pytest.approx(25, abs=2)
    assert after[0] == pytest.approx(before, abs=0.6)


def test_outside_the_wheel_the_color_stays_on_the_border_in_its_hue(panel: ColorPanel, color: CurrentColor) -> None:
    panel.wheel.show_color(lab(color)[0], (0, 0))
    QTest.mouseClick(panel.wheel, LEFT, NONE, QPoint(1, panel.wheel.height() // 2))  # far into green
    a, b = panel.wheel.ab
    assert exists(np.array(panel.lightness.value()), np.array([a, b])) and a < -20
    assert abs(b) < 0.1 * abs(a)
    assert not exists(np.array(panel.lightness.value()), np.array([a, b]) * 1.05)


def test_arrows_move_a_and_b_and_home_goes_to_gray(panel: ColorPanel, color: CurrentColor) -> None:
    panel.wheel.setFocus()
    a, b = panel.wheel.ab
    QTest.keyClick(panel.wheel, Qt.Key.Key_Right)
    QTest.keyClick(panel.wheel, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert panel.wheel.ab == pytest.approx((a + 1, b - 5))
    assert panel.a.value() == pytest.approx(a + 1, abs=0.06) and panel.b.value() == pytest.approx(b - 5, abs=0.06)
    QTest.keyClick(panel.wheel, Qt.Key.Key_Home)
    shown = color.foreground
    assert max(shown.getRgb()[:3]) - min(shown.getRgb()[:3]) <= 1
    assert "a 0, b 0" in panel.wheel.accessibleDescription() and panel.wheel.accessibleName()


def test_numbers_stay_as_they_were_typed_though_the_color_has_8_bits(panel: ColorPanel, color: CurrentColor) -> None:
    panel.lightness.setValue(41.3)
    panel.a.setValue(12.4)
    panel.b.setValue(-7.7)
    assert (panel.lightness.value(), panel.a.value(), panel.b.value()) == (41.3, 12.4, -7.7)
    shown = color.foreground
    assert (shown.red(), shown.green(), shown.blue()) == rgb_of(41.3, (12.4, -7.7))
    panel.lightness.setValue(99)  # hardly any chroma exists there
    assert abs(panel.a.value()) < 4 and exists(np.array(99.0), np.array([panel.a.value(), panel.b.value()]) * 0.95)


def test_hex_is_typed_with_or_without_the_sign_and_nonsense_changes_nothing(
    panel: ColorPanel, color: CurrentColor
) -> None:
    for text in ("336699", "#336699"):
        color.set(QColor("#112233"))
        panel.hex.setText("")
        QTest.keyClicks(panel.hex, text)
        QTest.keyClick(panel.hex, Qt.Key.Key_Return)
        assert color.foreground.name() == "#336699"
    panel.hex.setText("33")
    QTest.keyClick(panel.hex, Qt.Key.Key_Return)
    panel._take_hex()
    assert color.foreground.name() == "#336699" and panel.hex.text() == "#336699"


def test_the_panel_follows_the_color_in_hand_and_swaps(panel: ColorPanel, color: CurrentColor) -> None:
    color.set(QColor("#204060"))
    color.set_background(QColor("#c0a080"))
    assert panel.hex.text() == "#204060" and panel.lightness.value() == pytest.approx(lab(color)[0], abs=0.06)
    panel.swap.click()
    assert panel.hex.text() == "#c0a080" and color.background.name() == "#204060"


def test_the_last_24_colors_can_be_taken_again(panel: ColorPanel, color: CurrentColor) -> None:
    assert not panel.lately.isVisible()
    for shade in range(HISTORY + 6):
        color.note_used(QColor(100, 100 + shade, 50))
    assert HISTORY == 24 and len(panel.lately.chips) == 24 and panel.lately.isVisible()
    QTest.mouseClick(panel.lately, LEFT, NONE, panel.lately.rect_of(3).center().toPoint())
    assert color.foreground == QColor(100, 100 + HISTORY + 5 - 3, 50)


def test_chips_are_chosen_with_the_keyboard(qtbot: QtBot) -> None:
    chips = Swatches("Some", cell=20, columns=3)
    qtbot.addWidget(chips)
    chips.resize(60, 60)
    chips.show_chips([Chip(QColor(n, n, n), f"Gray {n}") for n in range(7)])
    taken: list[int] = []
    chips.picked.connect(lambda color: taken.append(color.red()))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Space):
        QTest.keyClick(chips, key)
    assert taken == [4, 6]  # the last row is short
    assert "Gray 6" in chips.accessibleDescription() and "7 of 7" in chips.accessibleDescription()
    assert chips.heightForWidth(60) == 60
    QTest.mouseClick(chips, LEFT, NONE, QPoint(55, 55))  # beside the last one
    assert taken == [4, 6]


def palettes() -> list[Palette]:
    colors = (NamedColor(name="Sky", color="#3366aa"), NamedColor(name="Grass", color="#557733"))
    shares = (NamedColor(color="#aa3322", share=0.31),)
    return [
        Palette(id="mine", title="Museum photograph", rests_on="Taken from a picture.", colors=shares),
        Palette(id="slides", title="Slides", era="1950s", rests_on="Chosen by hand.", colors=colors),
    ]


def test_palettes_are_chosen_and_only_ones_own_can_be_removed(
    panel: ColorPanel, color: CurrentColor, qtbot: QtBot
) -> None:
    panel.show_palettes(palettes(), frozenset({"mine"}), "slides")
    assert panel.palettes.currentText() == "Slides, 1950s" and not panel.remove_palette.isVisible()
    assert [chip.told for chip in panel.palette_grid.chips] == ["Sky", "Grass"]
    QTest.mouseClick(panel.palette_grid, LEFT, NONE, panel.palette_grid.rect_of(1).center().toPoint())
    assert color.foreground.name() == "#557733"
    panel.palettes.setCurrentIndex(0)
    assert panel.palette_grid.chips[0].told == "31% of the picture" and panel.remove_palette.isVisible()
    with qtbot.waitSignal(panel.palette_removed) as removed:
        panel.remove_palette.click()
    assert removed.args == ["mine"]
    panel.show_palettes(palettes()[1:], frozenset())
    assert panel.palette_shown is not None and panel.palette_shown.id == "slides"


def test_suggestions_come_for_a_place_and_can_be_taken(panel: ColorPanel, color: CurrentColor) -> None:
    assert not panel.suggested.isVisible()
    panel.show_suggestions([Suggestion((120, 70, 60), "Keyframe 4", "picture")])
    assert panel.suggested.isVisible() and panel.suggested.chips[0].told == "Keyframe 4"
    QTest.mouseClick(panel.suggested, LEFT, NONE, panel.suggested.rect_of(0).center().toPoint())
    assert color.foreground == QColor(120, 70, 60)


# --- the cast ----------------------------------------------------------------------------------------------

CAST = (
    Swatch(id="c1", name="Anna's coat", color="#8f3b34", masks=("m1",)),
    Swatch(id="c2", name="Hat", color="#203040"),
)
MASKS = (
    Mask(id="m1", name="Coat", color="#ff0000", label=1),
    Mask(id="m2", name="Hat brim", color="#00ff00", label=2),
)


@pytest.fixture
def listed(qtbot: QtBot) -> CastList:
    made = CastList()
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    made.show_cast(CAST, MASKS, {"c1": [Flag(3, 77, 9.26), Flag(5, 120, 6.1)]})
    return made


def test_the_cast_tells_objects_and_where_it_drifts(listed: CastList) -> None:
    assert listed.told(CAST[0]) == "Coat  ·  ⚑ Drifts in shot 3 by 9.3 dE, shot 5 by 6.1 dE"
    assert listed.told(CAST[1]) == "tied to no object"
    heard = listed.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Anna's coat" in heard and "shot 3" in heard


def test_a_click_takes_a_color_and_f2_renames_it(listed: CastList) -> None:
    taken: list[str] = []
    renamed: list[tuple[str, str]] = []
    listed.taken.connect(taken.append)
    listed.renamed.connect(lambda each, name: renamed.append((each, name)))
    QTest.mouseClick(listed.viewport(), LEFT, NONE, listed.visualItemRect(listed.item(1)).center())
    assert taken == ["c2"]
    listed.item(1).setText("Bowler")
    assert renamed == [("c2", "Bowler")] and listed.item(1).text() == "Hat"  # until the document says so


def test_the_menu_leads_to_the_drift_and_ties_objects(listed: CastList) -> None:
    frames: list[int] = []
    ties: list[tuple[str, list[str]]] = []
    listed.frame_requested.connect(frames.append)
    listed.tied.connect(lambda each, masks: ties.append((each, masks)))
    menu = listed.menu_of("c1")
    assert menu is not None
    texts = [action.text() for action in menu.actions()]
    assert texts[0] == "Look at shot 3, frame 77 (9.3 dE off)"
    menu.actions()[0].trigger()
    assert frames == [77]
    (objects,) = [action.menu() for action in menu.actions() if action.text() == "Tied to"]
    assert isinstance(objects, QMenu)
    assert [(a.text(), a.isChecked()) for a in objects.actions()] == [("Coat", True), ("Hat brim", False)]
    objects.actions()[1].trigger()
    objects.actions()[0].trigger()
    assert ties == [("c1", ["m1", "m2"]), ("c1", [])]
