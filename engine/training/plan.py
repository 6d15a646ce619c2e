"""What start weights are trained: a value without torch."""

from __future__ import annotations

import hashlib
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.catalog.base import Architecture
from engine.runtime.errors import InputError
from engine.runtime.weights import start_name


class StartPlan(BaseModel):
    """`task` "color" (for `dvp`) or "consistency"; a network of `width` channels, trained for `steps` steps of two
    frames of `height` lines each. `check_every`: steps between two looks at the held-out clips."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: Literal["color", "consistency"] = "color"
    architecture: Architecture = "unet"
    width: int = Field(16, ge=4, le=128)
    height: int = Field(80, ge=16, le=1080)
    steps: int = Field(4000, ge=1)
    learning_rate: float = Field(1e-3, gt=0, le=0.1)
    seed: int = 0
    check_every: int = Field(100, ge=1)

    @property
    def name(self) -> str:
        """Name of the files: "dvp-color-unet-16"."""
        return start_name(self.task, self.architecture, self.width)

    @property
    def digest(self) -> str:
        """The same for equal plans."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


def make_plan(**values: Any) -> StartPlan:
    """Return the plan with these values. Raises `InputError` with one sentence."""
    try:
        return StartPlan(**values)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{first['loc'][0]}: {first['msg'].lower()}.") from None
