from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtCore import SIGNAL
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from app.actions import ACTIONS, MENU_TITLES, MENUS, Actions, plain
from app.application import Application
from app.paths import UserFolders
from app.widgets.command_palette import CommandPalette, rank_of
from app.widgets.shortcut_sheet import ShortcutSheet

SPECS = [spec for spec in ACTIONS if spec.id]
NEEDS = ("", "clip", "run", "processed", "tool", "paint", "brush", "declined", "light")


def test_ids_and_shortcuts_are_unique_and_keys_are_real() -> None:
    assert not [name for name, count in Counter(spec.id for spec in SPECS).items() if count > 1]
    keys = [QKeySequence(key).toString() for spec in SPECS for key in spec.keys]
    assert all(keys), "a shortcut that Qt does not know"
    assert not [key for key, count in Counter(keys).items() if count > 1]


def test_every_action_has_words_and_a_menu() -> None:
    for spec in SPECS:
        assert spec.menu in MENUS
        assert spec.tip.endswith(".") and len(spec.tip) < 110, spec.id
        assert plain(spec.text) and spec.needs in NEEDS


def test_no_two_entries_of_a_menu_share_a_mnemonic() -> None:
    for menu in MENUS:
        letters = [s.text[s.text.index("&") + 1].lower() for s in SPECS if s.menu == menu and "&" in s.text]
        assert not [letter for letter, count in Counter(letters).items() if count > 1], menu


def test_no_two_menus_share_a_letter() -> None:
    assert tuple(MENU_TITLES) == MENUS and [plain(title) for title in MENU_TITLES.values()] == list(MENUS)
    letters = [title[title.index("&") + 1].lower() for title in MENU_TITLES.values()]
    assert len(set(letters)) == len(letters), letters


def test_changed_shortcuts_replace_the_default_ones(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window, {"propagate": ["F5"], "compare": []})
    assert [keys.toString() for keys in actions["propagate"].shortcuts()] == ["F5"]
    assert actions["propagate"].toolTip().endswith("[F5]")
    assert actions["compare"].shortcuts() == [] and "[" not in actions["compare"].toolTip()


def test_every_action_does_something(qtbot: QtBot, tmp_path: Path) -> None:
    application = Application(["tintloom"], folders=UserFolders.under(tmp_path))
    try:
        own = SIGNAL("triggered(bool)"), SIGNAL("triggered()"), SIGNAL("toggled(bool)")
        deaf = [spec.id for spec, action in application.window.actions_ if not any(map(action.receivers, own))]
        assert deaf == []
        listed = {entry for menu in MENUS for entry in application.window.actions_.of_menu(menu) if entry is not None}
        assert len(listed) == len([spec for spec in SPECS if spec.in_menu])
    finally:
        application.close()
        application.window.deleteLater()


def test_the_sheet_shows_every_shortcut(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window, {})
    shown = set(ShortcutSheet(actions, window).texts())
    for spec in SPECS:
        assert not spec.keys or plain(spec.text) in shown, spec.id


def test_the_palette_finds_commands_by_letters(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window, {})
    palette = CommandPalette(actions, window)
    palette.field.setText("propag")
    assert palette.list.item(0).text().startswith("Propagate")
    palette.field.returnPressed.emit()
    assert palette.chosen is actions["propagate"]
    palette.field.setText("zzzz")
    assert palette.list.count() == 0
    assert rank_of("imp", "Import a Picture", "Keyframe") == 0
    assert rank_of("pic", "Import a Picture", "Keyframe") == 1
    assert rank_of("keyframe imp", "Import a Picture", "Keyframe") == 2
    assert rank_of("iap", "Import a Picture", "Keyframe") == 3
    assert rank_of("xyz", "Import a Picture", "Keyframe") is None
