"""The window speaks the artist's language: nothing is left in English, and nothing is put in wrongly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from app import translation
from app.actions import ACTIONS, MENU_TITLES, MENUS
from app.translation import sentence, tr
from scripts import translations

GAPS = re.compile(r"\{[^{}]*\}")
ENDS = ".?!"


@pytest.fixture
def german(qapp: QCoreApplication) -> Iterator[None]:
    translator = QTranslator()
    assert translator.load(str(translations.FOLDER / "de.qm"))
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def pairs() -> list[tuple[str, str]]:
    return [
        (text, own) for language in translations.LANGUAGES for text, own in translations.entries(language).items()
    ]


def test_every_text_of_the_window_has_a_translation() -> None:
    known = translations.entries("de")
    texts = {*translations.window_texts(), *translations.table_texts(), *translations.engine_sentences()}
    assert not sorted(texts - known.keys()), "run scripts/translations.py update"
    assert not sorted(text for text in texts if not known[text])


def test_what_is_put_in_is_put_into_the_translation_too() -> None:
    wrong = [text for text, own in pairs() if Counter(GAPS.findall(text)) != Counter(GAPS.findall(own))]
    assert not wrong


def test_translations_keep_mnemonics_spaces_and_ends() -> None:
    for text, own in pairs():
        plain = [re.sub(r"&\w+;", "", each) for each in (text, own)]
        assert plain[0].count("&") == plain[1].count("&"), text
        assert (text[:1] == " ", text[-1:] == " ") == (own[:1] == " ", own[-1:] == " "), text
        assert (text[-1:] in ENDS) == (own[-1:] in ENDS), text


def test_no_two_entries_of_a_german_menu_share_a_letter(german: None) -> None:
    for menu in MENUS:
        shown = [tr(spec.text) for spec in ACTIONS if spec.menu == menu and "&" in spec.text]
        letters = Counter(text[text.index("&") + 1].lower() for text in shown)
        assert not [letter for letter, count in letters.items() if count > 1], (menu, letters)


def test_no_two_german_menus_share_a_letter(german: None) -> None:
    shown = [tr(title) for title in MENU_TITLES.values()]
    letters = [text[text.index("&") + 1].lower() for text in shown]
    assert len(set(letters)) == len(letters), shown


def test_what_is_compiled_is_what_was_translated(tmp_path: Path) -> None:
    translations.compile_all(tmp_path)
    for language in translations.LANGUAGES:
        name = f"{language}.qm"
        assert (tmp_path / name).read_bytes() == (translations.FOLDER / name).read_bytes(), "compile it again"


def test_sentences_of_the_engine_are_recognized_by_their_templates(german: None) -> None:
    assert sentence("Frame 7 has no keyframe.") == "Bild 7 hat kein Schlüsselbild."
    assert sentence("Frame 7 has no keyframe.\nFrame 8 has no keyframe.").count("Schlüsselbild") == 2
    assert sentence("Nobody translated this.") == "Nobody translated this."
    assert sentence("") == ""


def test_english_is_left_as_it_is(qapp: QCoreApplication) -> None:
    assert tr("Propagate") == "Propagate"
    assert translation.install(qapp, "en") == "en"
    assert translation.install(qapp, "xx") == "en"
