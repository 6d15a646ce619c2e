"""`dvp`: what an artist can choose, and how much work each quality is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, field_validator

from engine.catalog.base import Architecture, MethodParams, MethodSpec
from engine.project.model import Kind


class DvpParams(MethodParams):
    """Parameters of `dvp` (engine/methods/dvp.py). 0 leaves a number to the quality and the device."""

    quality: Literal["draft", "good", "final"] = Field(
        "good",
        title="Quality",
        description="How long the network is trained on this shot; more is slower and follows the keyframes closer.",
    )
    guided: Literal["auto", "on", "off"] = Field(
        "auto",
        title="Follow the motion too",
        description="What following the motion says counts too, as far as it is sure; by itself for masks.",
        json_schema_extra={"advanced": True, "labels": {"auto": "Masks", "on": "Color too", "off": "Never"}},
    )
    working_height: int = Field(
        0,
        ge=0,
        le=1080,
        title="Working height",
        description="Height at which is learned; edges always follow the full picture. 0 chooses it.",
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
    network: Architecture = Field(
        "unet",
        title="Network",
        description="Which network is trained; the U-Net is the one the presets were chosen for.",
        json_schema_extra={"advanced": True, "labels": {"unet": "U-Net", "resunet": "ResUNet", "fcn": "FCN"}},
    )
    progressive: bool = Field(
        True,
        title="Grow from the keyframes",
        description="What the network answers for a frame is learned too, outward from every keyframe.",
        json_schema_extra={"advanced": True},
    )
    augmentation: float = Field(
        0.0,
        ge=0,
        le=1,
        title="Variation",
        description="Share of steps on varied pictures; helps where things turn or come closer. 0 chooses it.",
        json_schema_extra={"advanced": True},
    )
    crop: bool = Field(
        True,
        title="Vary by cropping",
        description="Varied pictures are parts of a frame, enlarged.",
        json_schema_extra={"advanced": True},
    )
    flip: bool = Field(
        True,
        title="Vary by mirroring",
        description="Half of the varied pictures are mirrored.",
        json_schema_extra={"advanced": True},
    )
    rotation: bool = Field(
        True,
        title="Vary by turning",
        description="Varied pictures are turned by up to 15 degrees.",
        json_schema_extra={"advanced": True},
    )
    copy_paste: bool = Field(
        True,
        title="Vary by pasting",
        description="Objects are pasted to other places and frames; needs a mask, and for masks helps most.",
        json_schema_extra={"advanced": True},
    )
    strokes: bool = Field(
        True,
        title="Carry brush strokes",
        description="For style: what the network leaves out of the keyframes is carried along the motion.",
        json_schema_extra={"advanced": True},
    )
    coarse_to_fine: bool = Field(
        False,
        title="Coarse to fine",
        description="The first half of the steps is done at half size, which is faster.",
        json_schema_extra={"advanced": True},
    )
    stop: Literal["plan", "settled"] = Field(
        "plan",
        title="Stop",
        description="When refining ends: after its steps, or earlier once the loss has settled.",
        json_schema_extra={"advanced": True, "labels": {"plan": "After its steps", "settled": "Once settled"}},
    )
    start: Literal["random", "shipped"] = Field(
        "random",
        title="Start from",
        description="Weights to begin with, unless those of an earlier run are: random ones, or the program's own.",
        json_schema_extra={"advanced": True, "labels": {"random": "Random weights", "shipped": "Shipped weights"}},
    )
    window: float = Field(
        10.0,
        ge=0,
        le=600,
        title="Window",
        description="Longer shots are learned in windows of this length that fade into each other; with 0 as one.",
        json_schema_extra={"unit": "s", "advanced": True},
    )

    @field_validator("guided", mode="before")
    @classmethod
    def _of_switch(cls, value: Any) -> Any:
        """Take what was a switch once: projects keep it."""
        if isinstance(value, bool):
            return "on" if value else "off"
        return {"true": "on", "false": "off"}.get(value.lower(), value) if isinstance(value, str) else value

    def follows_motion(self, kind: Kind) -> bool:
        """Return whether a run of `kind` follows the motion too. A painted style does so by its brush strokes."""
        return kind in {"auto": ("mask",), "on": ("color", "mask"), "off": ()}[self.guided]

    def pastes(self, kind: Kind) -> bool:
        """Return whether masks of the shot are read; those that are propagated themselves need no others."""
        return kind != "mask" and self.copy_paste and not self.follows_motion(kind) and variation_of(self, kind) > 0


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


# a painted style and objects need finer pictures than chroma does, whose edges the frame's own luma brings
OTHERS_ON_CPU = {
    "draft": Quality(96, 16, 200, 2, 40),
    "good": Quality(144, 16, 400, 6, 150),
    "final": Quality(240, 24, 900, 16, 600),
}
OTHERS_ON_GPU = {
    "draft": Quality(240, 32, 300, 6, 100),
    "good": Quality(480, 32, 800, 16, 400),
    "final": Quality(720, 32, 1600, 50, 1200),
}
WARM_SHARE = 0.3  # of the steps that a run needs which begins with the weights of an earlier one
_MASK_VARIATION = 0.7
_MORE_A_KEYFRAME = 0.3  # of the steps for one: 1 dB with five keyframes on clips kept for tuning


def quality_of(params: DvpParams, is_cpu: bool, kind: Kind = "color", keyframes: int = 1) -> Quality:
    """Return the work that `params` ask for; a parameter that is not 0 replaces the preset's number.

    What there is to learn grows with the `keyframes`, and so do the preset's steps on them and on all frames.
    """
    if kind == "color":
        presets = DVP_ON_CPU if is_cpu else DVP_ON_GPU
    else:
        presets = OTHERS_ON_CPU if is_cpu else OTHERS_ON_GPU
    preset = presets[params.quality]
    more = 1 + _MORE_A_KEYFRAME * max(0, keyframes - 1)
    return Quality(
        params.working_height or preset.height,
        params.network_width or preset.width,
        params.warm_up or round(more * preset.warm_up),
        params.steps_per_frame or preset.per_frame,
        params.finish or round(more * preset.finish),
    )


def variation_of(params: DvpParams, kind: Kind) -> float:
    """Return the share of steps on varied pictures: for masks most of them (paper 1, table 10), else none."""
    if not (params.crop or params.flip or params.rotation or params.copy_paste):
        return 0.0
    return params.augmentation or (_MASK_VARIATION if kind == "mask" else 0.0)


DVP = MethodSpec(
    "dvp",
    "Deep Video Prior",
    "Trains a network on this shot alone and spreads your keyframes with it.",
    DvpParams,
    "engine.methods.dvp:propagate",
    kinds=("color", "style", "mask"),
    weights=("start", "vgg19"),
    changes=("color", "mask"),
)
