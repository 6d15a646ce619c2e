"""`consistency`: what an artist can choose, and how much work each quality is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from pydantic import Field

from engine.catalog.base import Architecture, MethodParams, MethodSpec


class ConsistencyParams(MethodParams):
    """Parameters of `consistency` (engine/methods/consistency.py). 0 leaves a number to quality and device."""

    quality: Literal["draft", "good", "final"] = Field(
        "good",
        title="Quality",
        description="How long the network is trained on this shot; more is slower and truer to the processed clip.",
    )
    irt: bool = Field(
        False,
        title="Follow one mode",
        description="For a processed clip that jumps between treatments: keep to one of them on every frame.",
    )
    main_frame: int = Field(
        -1,
        ge=-1,
        title="Main frame",
        description="A frame treated as the whole shot shall be; -1 takes the treatment that most frames have.",
        json_schema_extra={"unit": "frame"},
    )
    irt_variant: Literal["modes", "paper", "code"] = Field(
        "modes",
        title="How outliers are told",
        description="modes (beyond the paper): frames of the mode lead; paper: by distance alone; code: as released.",
        json_schema_extra={"advanced": True},
    )
    network: Architecture = Field(
        "unet",
        title="Network",
        description="Kind of network; they differ little, fcn is the fastest and the softest.",
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
    start: Literal["random", "shipped"] = Field(
        "random",
        title="Start from",
        description="What it begins with where no run is named: nothing, or weights that come with the program.",
        json_schema_extra={"advanced": True, "labels": {"random": "Random weights", "shipped": "Shipped weights"}},
    )
    coarse_to_fine: bool = Field(
        True,
        title="Coarse to fine",
        description="Train at half size for the first half of the epochs; no worse. Not while modes are told apart.",
        json_schema_extra={"advanced": True},
    )
    stop: Literal["automatic", "epochs"] = Field(
        "automatic",
        title="When to stop",
        description="automatic: when the loss has settled, with the best weights; epochs: after all, with the last.",
        json_schema_extra={"advanced": True},
    )
    epochs: int = Field(
        0,
        ge=0,
        le=10_000,
        title="Epochs",
        description="How often every frame is learned from at most; too often, and it flickers again. 0 chooses it.",
        json_schema_extra={"advanced": True},
    )
    working_height: int = Field(
        0,
        ge=0,
        le=2160,
        title="Working height",
        description="Height at which it is learned; detail always comes from the clip's own frames. 0 chooses it.",
        json_schema_extra={"unit": "lines", "advanced": True},
    )
    learning_rate: float = Field(
        0.0,
        ge=0,
        le=0.1,
        title="Learning rate",
        description="How far every step goes; the paper's is 0.0001. 0 chooses it.",
        json_schema_extra={"advanced": True},
    )
    features: bool = Field(
        True,
        title="Compare structures",
        description="Learn edges and textures too, not color alone; slower, and sharper at full size.",
        json_schema_extra={"advanced": True},
    )
    window: float = Field(
        10.0,
        ge=0,
        le=600,
        title="Window",
        description="Longer shots are learned in pieces of this length and cross-faded; 0 takes the shot whole.",
        json_schema_extra={"unit": "seconds", "advanced": True},
    )


@dataclass(frozen=True, slots=True)
class Effort:
    """How much work a quality is. `height`: lines trained on; `width`: channels of the network's first level;
    `epochs`: how often every frame is learned from, more often in short shots until `steps` are taken."""

    height: int
    width: int
    epochs: int
    steps: int
    learning_rate: float

    def epochs_of(self, frames: int) -> int:
        """Return the epochs of a window of so many frames."""
        return max(self.epochs, -(-self.steps // max(1, frames)))


# A processor affords few steps on small pictures, so they are larger ones (0.001 where the paper takes 0.0001, see
# docs/RESULTS.md); detail comes from the clip's own frames. A GPU does as the paper does: full size, 25 or 50 epochs.
CONSISTENCY_ON_CPU = {
    "draft": Effort(80, 16, 4, 250, 1e-3),
    "good": Effort(112, 16, 8, 600, 1e-3),
    "final": Effort(160, 24, 25, 1500, 1e-3),
}
CONSISTENCY_ON_GPU = {
    "draft": Effort(480, 32, 10, 400, 3e-4),
    "good": Effort(2160, 32, 25, 1000, 1e-4),
    "final": Effort(2160, 32, 50, 2000, 1e-4),
}

# Keeping to one mode takes more steps, half of them for the few frames that show it; on a processor smaller pictures
# pay for that. The paper takes 50 epochs where 25 do otherwise (implementers-facts.md 2.1).
MODES_ON_CPU = {
    "draft": Effort(64, 16, 6, 500, 1e-3),
    "good": Effort(80, 16, 10, 1200, 1e-3),
    "final": Effort(112, 24, 25, 2500, 1e-3),
}
MODES_ON_GPU = {
    quality: replace(effort, epochs=2 * effort.epochs, steps=2 * effort.steps)
    for quality, effort in CONSISTENCY_ON_GPU.items()
}


def consistency_effort(params: ConsistencyParams, is_cpu: bool) -> Effort:
    """Return the work that `params` ask for; a parameter that is not 0 replaces the preset's number."""
    if params.irt:
        preset = (MODES_ON_CPU if is_cpu else MODES_ON_GPU)[params.quality]
    else:
        preset = (CONSISTENCY_ON_CPU if is_cpu else CONSISTENCY_ON_GPU)[params.quality]
    return Effort(
        params.working_height or preset.height,
        params.network_width or preset.width,
        params.epochs or preset.epochs,
        0 if params.epochs else preset.steps,
        params.learning_rate or preset.learning_rate,
    )


CONSISTENCY = MethodSpec(
    "consistency",
    "Steady",
    "Makes a clip that was processed frame by frame steady, from it and the clip it was made of.",
    ConsistencyParams,
    "engine.methods.consistency:propagate",
    kinds=("style",),
    needs=("processed",),
    weights=("start", "vgg19"),
)
