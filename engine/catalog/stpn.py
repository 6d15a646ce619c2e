"""`stpn`: what an artist can choose."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.catalog.base import MethodParams, MethodSpec
from engine.project.model import Kind

Network = Literal["aligned", "switchable", "basic"]


class StpnParams(MethodParams):
    """Parameters of `stpn` (engine/methods/stpn.py)."""

    network: Network = Field(
        "aligned",
        title="Network",
        description="Along the motion is best; the others look at two frames alone and take milliseconds.",
        json_schema_extra={
            "labels": {"aligned": "Along the motion", "switchable": "Switchable", "basic": "Basic"},
        },
    )
    working_height: int = Field(
        0,
        ge=0,
        le=2160,
        title="Working height",
        description="Height at which the network looks at frames; 0 chooses it.",
        json_schema_extra={"unit": "lines", "advanced": True},
    )

    @property
    def matching(self) -> bool:
        """Whether color is looked up where the motion is lost: always."""
        return True


def weights_name(params: StpnParams, kind: Kind) -> str:
    """Return the name of the weights that a run of `kind` computes with, as they are shipped."""
    return f"stpn-{kind}" + {"aligned": "-aligned", "switchable": "", "basic": "-basic"}[params.network]


STPN = MethodSpec(
    "stpn",
    "Learned Propagation",
    "A network trained on many films carries your keyframes; no training on the shot.",
    StpnParams,
    "engine.methods.stpn:propagate",
    kinds=("color",),
    weights=(),
)
