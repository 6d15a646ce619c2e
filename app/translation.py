"""What the window says, in the artist's language: every English text is looked up when it is shown.

Texts in the window's code stand in `tr("...")`; those in tables, which exist before a language is chosen, in
`mark("...")` and go through `tr` where they are shown. The engine knows no languages: its sentences are
recognized by their templates (`sentence`). `scripts/translations.py` collects all of them for translators.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

_FOLDER = "translations"
_GAP = re.compile(r"\{(\w*)\}")


def tr(text: str) -> str:
    """Return `text`, an English literal, in the language of the window."""
    return QCoreApplication.translate("", text) if text else ""


def mark(text: str) -> str:
    """Mark a text of a table for translators; where it is shown it goes through `tr`."""
    return text


LANGUAGES = {"": mark("Like the &System"), "en": "&English", "de": "&Deutsch"}  # each in its own words


def install(application: QCoreApplication, language: str) -> str:
    """Speak `language` ("" the system's) from now on; return the one that is spoken. English needs nothing."""
    chosen = language or _system()
    if chosen == "en" or chosen not in LANGUAGES:
        return "en"
    own, of_qt = QTranslator(application), QTranslator(application)
    if not own.load(str(_file(f"{chosen}.qm"))):
        return "en"
    if of_qt.load(f"qtbase_{chosen}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(of_qt)
    application.installTranslator(own)
    QLocale.setDefault(QLocale(chosen))
    return chosen


def sentence(text: str) -> str:
    """Return a sentence of the engine in the language of the window, as it is where nobody translated it.

    A sentence with names and numbers in it is recognized by the template it was made from; of several that fit, the
    one with the most fixed letters is meant.
    """
    if not text or (whole := tr(text)) != text:
        return whole if text else ""
    lines = text.splitlines()
    if len(lines) > 1:
        return "\n".join(sentence(line) for line in lines)
    for template, fixed in _templates():
        if not _may_fit(text, fixed) or (found := _pattern(template).fullmatch(text)) is None:
            continue
        if (translated := tr(template)) == template:
            return text
        return _GAP.sub(lambda gap: sentence(found.group(f"g{gap.group(1)}")), translated)
    return text


def _system() -> str:
    return QLocale.system().name().partition("_")[0]


def _file(name: str) -> Path:
    return Path(str(resources.files("resources").joinpath(_FOLDER, name)))


@cache
def _templates() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the engine's templates with what is fixed in them, the most telling first."""
    kept: Any = json.loads(_file("sentences.json").read_text(encoding="utf-8"))
    telling = sorted((str(each) for each in kept), key=lambda text: -len(_GAP.sub("", text)))
    return tuple((template, tuple(_GAP.split(template)[::2])) for template in telling)


def _may_fit(text: str, fixed: tuple[str, ...]) -> bool:
    """Say at little cost whether a text can have come from a template: a pattern takes a while to be made."""
    return text.startswith(fixed[0]) and text.endswith(fixed[-1]) and all(part in text for part in fixed)


@cache
def _pattern(template: str) -> re.Pattern[str]:
    parts = _GAP.split(template)  # fixed, name, fixed, name ... fixed
    made = [re.escape(part) if place % 2 == 0 else f"(?P<g{part}>.+?)" for place, part in enumerate(parts)]
    return re.compile("".join(made), re.DOTALL)
