"""Options that several commands share, and values that come in as text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.catalog import MethodParams, MethodSpec
from engine.runtime.errors import InputError

ClipArgument = Annotated[Path, typer.Argument(help="A film, or a folder of numbered pictures.", show_default=False)]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout and nothing else.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over what is there already.")]
StartOption = Annotated[int, typer.Option(min=0, help="First frame.")]
StopOption = Annotated[int, typer.Option(min=0, help="Frame before which to end; 0 is the end of the clip.")]


def parse_pairs(pairs: Sequence[str], option: str) -> dict[str, str]:
    """Return {"a": "1"} for ["a=1"]; the last of a name counts. Raises a usage error for anything else."""
    values = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise typer.BadParameter(f"{pair!r} is not NAME=VALUE.", param_hint=option)
        values[name] = value
    return values


def parse_keyframes(pairs: Sequence[str], option: str = "--keyframe") -> dict[int, Path]:
    """Return {0: Path("key.png")} for ["0=key.png"]. Raises a usage error; `InputError` for a frame twice."""
    keyframes: dict[int, Path] = {}
    for pair in pairs:
        frame, equals, name = pair.partition("=")
        if not equals or not name or not frame.isdecimal():
            raise typer.BadParameter(f"{pair!r} is not FRAME=PICTURE, as in 0=key.png.", param_hint=option)
        if int(frame) in keyframes:
            raise InputError(f"Frame {frame} has two keyframes: {keyframes[int(frame)].name} and {Path(name).name}.")
        keyframes[int(frame)] = Path(name).expanduser()
    return dict(sorted(keyframes.items()))


def parse_params(spec: MethodSpec, pairs: Sequence[str]) -> MethodParams:
    """Return the method's parameters from NAME=VALUE texts. Raises `InputError` with one sentence."""
    values: dict[str, Any] = dict(parse_pairs(pairs, "--params"))
    unknown = next((name for name in values if name not in spec.params.model_fields), None)
    if unknown is not None:
        known = ", ".join(spec.params.model_fields)
        raise InputError(f"{spec.id} has no parameter {unknown!r}; it has {known}.")
    return spec.parse(values)


def check_range(start: int, stop: int, length: int) -> tuple[int, int]:
    """Return the half-open range with `stop` 0 as the end. Raises `InputError` if it holds no frame of the clip."""
    end = stop or length
    if not 0 <= start < end <= length:
        raise InputError(f"Frames {start} to {end - 1} are not in the clip, which has frames 0 to {length - 1}.")
    return start, end
