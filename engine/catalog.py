"""The methods an artist can choose: an explicit, torch-free list.

Parameters are declared here once; the form in the window, the command line's `--params` and the docs are made
from them. `entry` is imported in the worker alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.project.model import Kind
from engine.runtime.errors import InputError


class MethodParams(BaseModel):
    """Base of all parameters: frozen, bounded, each with a title, a unit and a sentence.

    `json_schema_extra={"unit": ..., "advanced": True}` tells the form what to write behind a number and what to
    fold away under "More".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")


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


class DvpParams(MethodParams):
    """Parameters of `dvp` (engine/methods/dvp.py). 0 leaves a number to the quality and the device."""

    quality: Literal["draft", "good", "final"] = Field(
        "good",
        title="Quality",
        description="How long the network is trained on this shot; more is slower and follows the keyframes closer.",
    )
    working_height: int = Field(
        0,
        ge=0,
        le=1080,
        title="Working height",
        description="Height at which color is learned; edges always follow the full picture. 0 chooses it.",
        json_schema_extra={"unit": "lines", "advanced": True},
    )
    warm_up: int = Field(
        0,
        ge=0,
        le=100_000,
        title="Steps on the keyframes",
        description="How long the network learns from the keyframes alone before color spreads. 0 chooses it.",
        json_schema_extra={"unit": "steps", "advanced": True},
    )
    steps_per_frame: int = Field(
        0,
        ge=0,
        le=1000,
        title="Steps for each frame",
        description="How long it learns before the next frame is added to what it knows. 0 chooses it.",
        json_schema_extra={"unit": "steps", "advanced": True},
    )
    finish: int = Field(
        0,
        ge=0,
        le=100_000,
        title="Steps on all frames",
        description="How long it refines once every frame has color. 0 chooses it.",
        json_schema_extra={"unit": "steps", "advanced": True},
    )
    learning_rate: float = Field(
        2e-3,
        gt=0,
        le=0.1,
        title="Learning rate",
        description="How far every step goes; too far and color turns restless, too little and it stays pale.",
        json_schema_extra={"advanced": True},
    )
    network_width: int = Field(
        0,
        ge=0,
        le=128,
        title="Network width",
        description="How much the network can tell apart; twice the width takes three times as long. 0 chooses it.",
        json_schema_extra={"unit": "channels", "advanced": True},
    )
    augmentation: float = Field(
        0.0,
        ge=0,
        le=1,
        title="Variation",
        description="Share of steps on turned, cropped, mirrored pictures; helps where things turn or come closer.",
        json_schema_extra={"advanced": True},
    )


@dataclass(frozen=True, slots=True)
class Quality:
    """How much work a quality is. `height`: lines trained on; `width`: channels of the U-Net's first level;
    `warm_up`: steps on the keyframes alone; `per_frame`: K of Algorithm 1; `finish`: steps on the full queue."""

    height: int
    width: int
    warm_up: int
    per_frame: int
    finish: int


# what two processor cores do in half a minute, in two minutes and in ten for a shot of 60 frames; a GPU affords
# finer pictures and wider networks. Narrower than 16 a network often stays stuck at one color.
DVP_ON_CPU = {
    "draft": Quality(80, 16, 250, 2, 40),
    "good": Quality(112, 16, 450, 4, 100),
    "final": Quality(160, 24, 900, 16, 600),
}
DVP_ON_GPU = {
    "draft": Quality(240, 32, 300, 6, 100),
    "good": Quality(360, 32, 800, 16, 400),
    "final": Quality(480, 32, 1600, 50, 1200),
}


def quality_of(params: DvpParams, is_cpu: bool) -> Quality:
    """Return the work that `params` ask for; a parameter that is not 0 replaces the preset's number."""
    preset = (DVP_ON_CPU if is_cpu else DVP_ON_GPU)[params.quality]
    return Quality(
        params.working_height or preset.height,
        params.network_width or preset.width,
        params.warm_up or preset.warm_up,
        params.steps_per_frame or preset.per_frame,
        params.finish or preset.finish,
    )


@dataclass(frozen=True, slots=True)
class MethodSpec:
    """One method. `entry` is "module:function"; the function is `propagate(inputs, params, context)`."""

    id: str
    title: str
    sentence: str
    params: type[MethodParams]
    entry: str
    kinds: tuple[Kind, ...] = ("color",)
    needs: tuple[Literal["keyframes", "processed"], ...] = ("keyframes",)
    weights: tuple[str, ...] = ()

    def parse(self, values: dict[str, Any]) -> MethodParams:
        """Return validated parameters, or raise `InputError` with one sentence."""
        try:
            return self.params.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(str(part) for part in first["loc"]) or "parameters"
            raise InputError(f"{self.id}: parameter {name!r}: {first['msg'].lower()}.") from None


FLOW = MethodSpec(
    "flow",
    "Instant",
    "Follows the motion from the nearest keyframes; needs no training.",
    FlowParams,
    "engine.methods.flow:propagate",
)
DVP = MethodSpec(
    "dvp",
    "Deep Video Prior",
    "Trains a network on this shot alone and colors it from your keyframes.",
    DvpParams,
    "engine.methods.dvp:propagate",
)

METHODS: dict[str, MethodSpec] = {spec.id: spec for spec in (FLOW, DVP)}


def find_method(method_id: str) -> MethodSpec:
    """Return the method with this id, or raise `InputError` naming those there are."""
    if method_id not in METHODS:
        raise InputError(f"There is no method {method_id!r}; choose one of {', '.join(METHODS)}.")
    return METHODS[method_id]
