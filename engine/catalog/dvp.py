"""`dvp`: what an artist can choose, and how much work each quality is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from engine.catalog.base import MethodParams, MethodSpec


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


DVP = MethodSpec(
    "dvp",
    "Deep Video Prior",
    "Trains a network on this shot alone and colors it from your keyframes.",
    DvpParams,
    "engine.methods.dvp:propagate",
)
