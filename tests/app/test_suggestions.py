"""The cards of suggested keyframes, alone and in the window."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.panels.keyframes import KeyframesPanel
from app.widgets.suggestion_cards import REPAIR, SuggestionCards
from engine.project.model import Keyframe, Shot
from engine.suggest.reasons import Reason, Suggestion, Worth
from engine.suggest.tracked import Repair

RATE = Fraction(25)
NEW = Suggestion(88, 0.42, (Reason("new", 0.31, "new area: 31% of the picture, left third"),), 60, 100)
FAR = Suggestion(12, 0.1, (Reason("distance", 38, "38 frames from the nearest keyframe"),), 0, 30)


def pressed(cards: SuggestionCards, name: str, qtbot: QtBot) -> None:
    button = next(b for b in cards.findChildren(QPushButton) if b.accessibleName() == name or b.text() == name)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_card_says_where_why_and_what_it_brings(qtbot: QtBot) -> None:
    cards = SuggestionCards()
    qtbot.addWidget(cards)
    picture = QImage(40, 30, QImage.Format.Format_RGB888)
    picture.fill(0)
    cards.show_suggestions((NEW, FAR), RATE, {88: picture}, "")
    assert [each.frame for each in cards.cards()] == [88, 12]
    told = {label.text() for label in cards.findChildren(QLabel)}
    assert {"Frame 88", "Frame 12", "Suggested (2)"} <= told
    assert "New area: 31% of the picture, left third." in told
    assert "About 42 % less error expected: much better." in told
    assert any(not label.pixmap().isNull() for label in cards.findChildren(QLabel))
    asked: list[tuple[str, int]] = []
    cards.color_requested.connect(lambda frame: asked.append(("color", frame)))
    cards.dismissed.connect(lambda frame: asked.append(("not needed", frame)))
    pressed(cards, "Color frame 88", qtbot)
    pressed(cards, "Frame 12 is not needed", qtbot)
    assert asked == [("color", 88), ("not needed", 12)]


def test_cards_are_reached_and_used_with_the_keyboard(qtbot: QtBot) -> None:
    cards = SuggestionCards()
    qtbot.addWidget(cards)
    cards.show_suggestions((NEW,), RATE, {}, "")
    cards.show()
    card = next(c for c in cards.findChildren(QLabel) if c.text() == "Frame 88").parentWidget()
    assert card.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert "frame 88" in card.accessibleName() and "31%" in card.accessibleName()
    with qtbot.waitSignal(cards.color_requested) as colored:
        qtbot.keyClick(card, Qt.Key.Key_Return)
    assert colored.args == [88]


def test_the_budget_is_asked_and_the_search_can_be_stopped(qtbot: QtBot) -> None:
    cards = SuggestionCards()
    qtbot.addWidget(cards)
    cards.show_suggestions((), RATE, {}, "Which frames to begin with?")
    cards.budget.setValue(4)
    with qtbot.waitSignal(cards.find_requested) as asked:
        pressed(cards, "Find the best", qtbot)
    assert asked.args == [4]
    cards.show_finding(0.3)
    with qtbot.waitSignal(cards.stop_requested):
        pressed(cards, "Stop", qtbot)
    cards.show_finding(None)
    assert cards.find_button.text() == "Find the best"


def test_keyframe_cards_say_what_they_are_worth(qtbot: QtBot) -> None:
    panel = KeyframesPanel()
    qtbot.addWidget(panel)
    keys = tuple(Keyframe(frame=frame, image="a" * 64 + ".png") for frame in (5, 50))
    panel.show_shot(Shot(id="s1", start=0, stop=100, keyframes=keys), 1, RATE)
    panel.show()
    panel.show_worths({5: Worth(5, 1.84).text, 50: Worth(50, 0.0).text})
    shown = [label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel)]
    assert "Removing it would cost about 1.8 dB (estimate)." in shown
    assert "Removing it would change next to nothing (estimate)." in shown
    panel.show_worths({})
    assert not [label for label in panel.findChildren(QLabel) if label.isVisibleTo(panel) and "dB" in label.text()]
    assert Worth(5, 1.0, against=50, apart=9.2).text == "Disagrees with keyframe 50 by about 9 dE."


def test_a_first_keyframe_that_shows_little_does_not_promise_much() -> None:
    def told(shown: float, stop: int = 80) -> str:
        return Suggestion(40, 0.93, (Reason("shows", shown, "shows"),), 0, stop).gain_text

    assert told(0.9) == "Brings most of the color of frames 0 to 79."
    assert told(0.5) == "Brings a good part of the color of frames 0 to 79."
    assert told(0.25) == "Brings some of the color of frames 0 to 79; much changes there."
    assert told(1.0, stop=1) == "Brings the color of frame 0."


def test_the_panel_leaves_room_for_the_card_that_says_where_to_begin(qtbot: QtBot) -> None:
    panel = KeyframesPanel()
    qtbot.addWidget(panel)
    panel.resize(400, 300)
    panel.show_shot(Shot(id="s1", start=0, stop=100), 1, RATE)
    alone = panel._empty.heightForWidth(380)
    panel.show_beginning(is_suggested=True)
    assert panel._empty.heightForWidth(380) < alone / 2
    assert "Paint one frame" in panel._empty.text()


def test_what_is_looked_for_unasked_leaves_the_button_alone(qtbot: QtBot) -> None:
    cards = SuggestionCards()
    qtbot.addWidget(cards)
    cards.show_finding(0.3, is_asked=False)
    with qtbot.waitSignal(cards.find_requested):
        pressed(cards, "Find the best", qtbot)


def test_cards_of_masks_ask_for_a_repair_and_for_no_budget(qtbot: QtBot) -> None:
    cards = SuggestionCards(deed=REPAIR)
    qtbot.addWidget(cards)
    cards.show_suggestions(
        (Repair(30, 0.4, (Reason("area", 0.5, "Rider is lost since frame 29"),), 25, 40),), RATE, {}, ""
    )
    cards.show()
    told = {label.text() for label in cards.findChildren(QLabel)}
    assert {"Rider is lost since frame 29.", "Frames 25 to 39 would follow it."} <= told
    assert not cards.find_button.isVisible() and not cards.budget.isVisible()
    with qtbot.waitSignal(cards.color_requested) as asked:
        pressed(cards, "Repair the mask of frame 30", qtbot)
    assert asked.args == [30]
