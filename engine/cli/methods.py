"""`tintloom methods`: what there is to choose from, drawn from the catalog."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding

from engine.catalog import METHODS, MethodSpec
from engine.cli.options import JsonOption
from engine.cli.terminal import Terminal


def methods(is_json: JsonOption = False) -> None:
    """List the methods with their parameters."""
    terminal = Terminal(is_json=is_json)
    terminal.result(
        {"methods": [_values(spec) for spec in METHODS.values()]},
        Group(*(line for spec in METHODS.values() for line in _described(spec))),
    )


def _values(spec: MethodSpec) -> dict[str, Any]:
    return {
        "id": spec.id,
        "title": spec.title,
        "sentence": spec.sentence,
        "kinds": spec.kinds,
        "needs": spec.needs,
        "params": spec.params.model_json_schema()["properties"],
    }


def _described(spec: MethodSpec) -> Iterator[RenderableType]:
    yield f"[bold]{escape(spec.id)}[/] ({escape(spec.title)}): {escape(spec.sentence)}"
    for name, schema in spec.params.model_json_schema()["properties"].items():
        extra = spec.params.model_fields[name].json_schema_extra
        unit = f" {extra['unit']}" if isinstance(extra, dict) and "unit" in extra else ""
        default = escape(f"{name}={_text(schema.get('default'))}")
        yield Padding(f"[cyan]{default}[/]  [dim]{escape(_bounds(schema))}{unit}[/]", (0, 0, 0, 2))
        yield Padding(escape(schema.get("description", "")), (0, 0, 0, 6))
    yield ""


def _bounds(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(_text(choice) for choice in schema["enum"])
    if schema.get("type") == "boolean":
        return "true, false"
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    if low is None and high is None:
        return str(schema.get("type", ""))
    return f"{'' if low is None else _text(low)} .. {'' if high is None else _text(high)}".strip()


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
