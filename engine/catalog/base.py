"""What a method declares: its parameters, what it needs, where it is. No torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from engine.project.model import Kind
from engine.runtime.errors import InputError

Architecture = Literal["unet", "resunet", "fcn"]  # networks a prior can be trained on (paper 1, table 6)


class MethodParams(BaseModel):
    """Base of all parameters: frozen, bounded, each with a title, a unit and a sentence.

    `json_schema_extra={"unit": ..., "advanced": True}` tells the form what to write behind a number and what to
    fold away under "More".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    def pastes(self, kind: Kind) -> bool:
        """Return whether a run of `kind` pastes the objects of masks to vary what it learns from."""
        return False


@dataclass(frozen=True, slots=True)
class MethodSpec:
    """One method. `entry` is "module:function"; the function is `propagate(inputs, params, context)`.

    `kinds` it propagates, and of the pictures of `changes` it can change what was touched up, whoever made them.
    """

    id: str
    title: str
    sentence: str
    params: type[MethodParams]
    entry: str
    kinds: tuple[Kind, ...] = ("color",)
    needs: tuple[Literal["keyframes", "processed"], ...] = ("keyframes",)
    weights: tuple[str, ...] = ()
    changes: tuple[Kind, ...] = ()

    def parse(self, values: dict[str, Any]) -> MethodParams:
        """Return validated parameters, or raise `InputError` with one sentence."""
        try:
            return self.params.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(str(part) for part in first["loc"]) or "parameters"
            raise InputError(f"{self.id}: parameter {name!r}: {first['msg'].lower()}.") from None
