"""Collect every text of the window for translators, and compile what they made.

    python scripts/translations.py update     new texts into resources/translations/*.ts, and sentences.json
    python scripts/translations.py compile    *.ts -> *.qm
    python scripts/translations.py missing    print what has no translation yet; exit 1 if anything

Texts come from `tr(...)`, `mark(...)` and counted nouns in app/, from the table of actions, from the titles and
sentences of all parameters and export settings, and from what the engine raises, yields as a stage or remarks.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("de",)
_RAISED = "Error"
_TOLD = ("Progress", "Reason")
_PARTS = (  # what the engine puts into its sentences
    "much",
    "clearly",
    "a little",
    "brighter",
    "darker",
    "left third",
    "right third",
    "upper third",
    "lower third",
    "in the middle",
    "all over it",
    "nowhere",
)


def template_of(node: ast.expr) -> str:
    """Return the text of a literal, `{0}`, `{1}` ... for what is put in; "" if the expression is no text."""
    parts: list[str] = []
    if not _gather(node, parts):
        return ""
    count = iter(range(len(parts)))
    return "".join(part if part is not _HOLE else f"{{{next(count)}}}" for part in parts)


_HOLE = "\0"


def _gather(node: ast.expr, parts: list[str]) -> bool:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        parts.append(node.value)
        return True
    if isinstance(node, ast.JoinedStr):
        for value in node.values:
            parts.append(str(value.value) if isinstance(value, ast.Constant) else _HOLE)
        return True
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _gather(node.left, parts) and _gather(node.right, parts)
    return False


def engine_sentences() -> list[str]:
    """Return the templates of what the engine says: raised errors, stages of progress, remarks."""
    found: set[str] = set()
    for path in sorted((ROOT / "engine").rglob("*.py")):
        parts = path.relative_to(ROOT).parts  # whatever the folders around the checkout are called
        if "cli" in parts or "demo" in parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found.update(filter(_is_speech, _spoken(node)))
            if "suggest" in parts and isinstance(node, ast.Assign):  # reasons, put together from parts
                found.update(filter(_is_speech, _alternatives(node.value)))
    return sorted(found | set(_PARTS))


def _spoken(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name.endswith(_RAISED) or name in _TOLD or name in ("append", "remark"):
            for value in (*node.args, *(keyword.value for keyword in node.keywords)):
                yield from _alternatives(value)
    elif isinstance(node, (ast.Return, ast.Assign, ast.AnnAssign)) and node.value is not None:
        yield from (text for text in _alternatives(node.value) if text.endswith((".", "?")))


def _alternatives(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.IfExp):
        yield from _alternatives(value.body)
        yield from _alternatives(value.orelse)
    elif isinstance(value, (ast.Tuple, ast.List)):
        for each in value.elts:
            yield from _alternatives(each)
    else:
        yield template_of(value)


def _is_speech(text: str) -> bool:
    letters = "".join(c for c in text if c.isalpha())
    return " " in text.strip() and len(letters) > 4 and "\n" not in text


def window_texts() -> list[str]:
    """Return the literals of `tr(...)`, `mark(...)` and `count(...)` in the window's code."""
    found: set[str] = set()
    for path in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in ("tr", "mark"):
                    found.update(_literals(node.args[0]))
                elif name == "count":
                    found.update(_nouns(node.args[1:]))
    return sorted(found)


def _literals(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.IfExp):
        yield from _literals(value.body)
        yield from _literals(value.orelse)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value


def _nouns(arguments: list[ast.expr]) -> list[str]:
    """Return one and many of `words.count(number, one, many)`."""
    nouns = [argument.value for argument in arguments if isinstance(argument, ast.Constant)]
    texts = [noun for noun in nouns if isinstance(noun, str)]
    return [texts[0], texts[1] if len(texts) > 1 else f"{texts[0]}s"] if texts else []


def table_texts() -> list[str]:
    """Return the texts of the tables: actions, methods with their parameters, export settings."""
    sys.path.insert(0, str(ROOT))
    from app.actions import ACTIONS, MENUS
    from engine.catalog import METHODS
    from engine.color.palettes import shipped
    from engine.media.export_settings import FORMAT_TITLES, PRESETS, ExportSettings

    found = [*MENUS, *PRESETS, *FORMAT_TITLES.values()]
    for palette in shipped():
        found += [palette.title, palette.era, palette.rests_on, *(color.name for color in palette.colors)]
    for spec in ACTIONS:
        found += [spec.text, spec.tip]
    models: list[Any] = [ExportSettings]
    for method in METHODS.values():
        found += [method.title, method.sentence]
        models.append(method.params)
    for model in models:
        for field in model.model_fields.values():
            found += [field.title or "", field.description or ""]
            extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
            found += [str(extra.get(name, "")) for name in ("unit", "zero")]
            labels = extra.get("labels")
            labels = labels if isinstance(labels, dict) else {}
            values = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
            words = [str(value).replace("_", " ").capitalize() for value in values if value not in labels]
            found += [*(str(text) for text in labels.values()), *words]
    return sorted({text for text in found if text})


def update() -> None:
    """Write sentences.json, and add what is new to every language's file; what is gone is dropped."""
    FOLDER.mkdir(exist_ok=True)
    sentences = engine_sentences()
    (FOLDER / "sentences.json").write_text(json.dumps(sentences, indent=0, ensure_ascii=False) + "\n", "utf-8")
    with tempfile.TemporaryDirectory() as made:
        listed = Path(made) / "tables.py"
        texts = sorted({*window_texts(), *table_texts(), *sentences})
        listed.write_text("\n".join(f"tr({json.dumps(text, ensure_ascii=False)})" for text in texts) + "\n", "utf-8")
        for language in LANGUAGES:
            target = FOLDER / f"{language}.ts"
            options = ["-no-obsolete", "-locations", "none", "-target-language", language]
            _run("pyside6-lupdate", *options, str(listed), "-ts", str(target))


def compile_all(folder: Path = FOLDER) -> None:
    """Compile every language's file into `folder`."""
    for language in LANGUAGES:
        _run("pyside6-lrelease", "-silent", str(FOLDER / f"{language}.ts"), "-qm", str(folder / f"{language}.qm"))


def entries(language: str) -> dict[str, str]:
    """Return source -> translation ("" for none yet) of a language."""
    tree = ElementTree.parse(FOLDER / f"{language}.ts")
    found: dict[str, str] = {}
    for message in tree.iter("message"):
        translation = message.find("translation")
        is_done = translation is not None and translation.get("type") != "unfinished"
        found[message.findtext("source", "")] = (
            (translation.text or "") if is_done and translation is not None else ""
        )
    return found


def _run(tool: str, *arguments: str) -> None:
    done = subprocess.run([str(Path(sys.executable).parent / tool), *arguments], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{tool}: {done.stderr or done.stdout}")


def main(command: str) -> int:
    if command == "update":
        update()
    elif command == "compile":
        compile_all()
    elif command == "missing":
        lacking = [(language, text) for language in LANGUAGES for text, own in entries(language).items() if not own]
        for language, text in lacking:
            sys.stdout.write(f"{language}: {text!r}\n")
        return 1 if lacking else 0
    else:
        sys.stdout.write(__doc__ or "")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
