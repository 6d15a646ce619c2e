"""What weights of the switchable temporal propagation network are trained: a value without torch."""

from __future__ import annotations

import hashlib
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.runtime.errors import InputError

Property = Literal["color", "hdr", "mask"]
Switch = Literal["exchanged", "transposed", "none"]


class StpnPlan(BaseModel):
    """First `photo_steps` steps on pairs made up from photographs, then `clip_steps` on pairs of frames of clips.

    A step takes `batch` pairs of `crop`×`crop` pixels out of frames of `lines` lines that are up to `reach` frames
    apart. `switch`: how the same gates are to lead back to the first frame (paper 2, equation 8, weight 0.1); "none"
    trains the basic network. `aligned`: the property was carried along the motion before, and the network mends it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: Property = "color"
    switch: Switch = "exchanged"
    aligned: bool = False
    photo_steps: int = Field(1000, ge=0)
    clip_steps: int = Field(2500, ge=0)
    batch: int = Field(8, ge=1, le=256)
    crop: int = Field(160, ge=32, le=1024, multiple_of=32)
    lines: int = Field(240, ge=32, le=1080)
    reach: int = Field(30, ge=1, le=1000)
    learning_rate: float = Field(1e-3, gt=0, le=0.1)
    seed: int = 0
    check_every: int = Field(250, ge=1)

    @property
    def name(self) -> str:
        """Name of the files: "stpn-color", "stpn-color-basic", "stpn-color-aligned"."""
        kind = {"exchanged": "", "transposed": "-transposed", "none": "-basic"}[self.switch]
        return f"stpn-{self.what}{'-aligned' if self.aligned else ''}{kind}"

    @property
    def sizes(self) -> str:
        """The network it is, in `engine.networks.stpn.SIZES`."""
        return f"{self.what}-aligned" if self.aligned else self.what

    @property
    def steps(self) -> int:
        return self.photo_steps + self.clip_steps

    @property
    def digest(self) -> str:
        """The same for equal plans."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


def make_stpn_plan(**values: Any) -> StpnPlan:
    """Return the plan with these values. Raises `InputError` with one sentence."""
    try:
        plan = StpnPlan(**values)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{first['loc'][0]}: {first['msg'].lower()}.") from None
    if not plan.steps:
        raise InputError("There is nothing to train in 0 steps.")
    return plan
