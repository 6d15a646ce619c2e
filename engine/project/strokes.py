"""The strokes of scribbles as they lie in a project: JSON, named by its content like a picture."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from engine.paint.drawn import Points, Rgb, Scribble
from engine.project.model import Color, Frozen
from engine.runtime.errors import ProjectError

_PLACES = 64  # of a pixel that are told apart: four times as finely as strokes are drawn
_FARTHEST = 1e7  # pixels: no frame reaches so far
MOST_BYTES = 64 << 20

Coordinate = Annotated[float, Field(ge=-_FARTHEST, le=_FARTHEST, allow_inf_nan=False)]


class _Stroke(Frozen):
    points: Annotated[tuple[tuple[Coordinate, Coordinate], ...], Field(min_length=1, max_length=1 << 20)]
    radius: Annotated[float, Field(gt=0, le=1e5, allow_inf_nan=False)]
    color: Color | Annotated[str, StringConstraints(pattern="^$")] = ""  # "" protects


class _Strokes(Frozen):
    version: Literal[1] = 1
    strokes: Annotated[tuple[_Stroke, ...], Field(max_length=1 << 16)]


def settled(points: Points) -> Points:
    """Return places of a pen as they are kept: what is read again is drawn to the pixel as it was."""
    return tuple((round(x * _PLACES) / _PLACES, round(y * _PLACES) / _PLACES) for x, y in points)


def encode_strokes(scribbles: Sequence[Scribble]) -> bytes:
    """Return the strokes as JSON, in the order they were drawn."""
    strokes = [{"points": each.points, "radius": each.radius, "color": _hex(each.color)} for each in scribbles]
    return json.dumps({"version": 1, "strokes": strokes}, separators=(",", ":")).encode()


def decode_strokes(content: bytes) -> tuple[Scribble, ...]:
    """Return the strokes of a project's JSON. Raises `ProjectError` if it holds something else."""
    try:
        read = _Strokes.model_validate_json(content)
    except ValueError:
        raise ProjectError(
            "The strokes of a keyframe cannot be read: they were written by another program."
        ) from None
    return tuple(Scribble(each.points, each.radius, _rgb(each.color)) for each in read.strokes)


def _hex(color: Rgb | None) -> str:
    return "" if color is None else "#{:02x}{:02x}{:02x}".format(*color)


def _rgb(color: str) -> Rgb | None:
    return (int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)) if color else None
