"""`flow`: what an artist can choose."""

from __future__ import annotations

from pydantic import Field

from engine.catalog.base import MethodParams, MethodSpec


class FlowParams(MethodParams):
    """Parameters of `flow` (engine/methods/flow.py)."""

    matching: bool = Field(
        True,
        title="Match where motion is lost",
        description="Look the color up in the keyframes where the motion cannot be followed; slower, better.",
    )
    working_height: int = Field(
        0,
        ge=0,
        le=2160,
        title="Working height",
        description="Height at which motion is measured; 0 chooses it from the clip.",
        json_schema_extra={"unit": "lines", "advanced": True},
    )


FLOW = MethodSpec(
    "flow",
    "Instant",
    "Follows the motion from the nearest keyframes; needs no training.",
    FlowParams,
    "engine.methods.flow:propagate",
    kinds=("color", "mask"),
    changes=("color", "style", "mask"),
)
