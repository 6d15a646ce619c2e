"""`stpn`: what an artist can choose."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.catalog.base import MethodParams, MethodSpec
from engine.project.model import Kind
from engine.runtime.weights import shipped

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

    refine: bool = Field(
        True,
        title="Refine outlines",
        description="Masks: a second network draws each outline anew along what its frame shows.",
        json_schema_extra={"advanced": True},
    )
    step: int = Field(
        1,
        ge=0,
        le=16,
        title="Step",
        description="Masks, not along the motion: each is made from that of so many frames before; 0: straight from "
        "the keyframe.",
        json_schema_extra={"unit": "frames", "advanced": True},
    )
    blend: bool = Field(
        True,
        title="Keep the film's own light",
        description="HDR: light comes from the keyframes only where the film is burnt out.",
        json_schema_extra={"advanced": True},
    )

    @property
    def matching(self) -> bool:
        """Whether color is looked up where the motion is lost: always."""
        return True


def weights_name(params: StpnParams, kind: Kind) -> str:
    """Return the name of the weights that a run of `kind` computes with, as they are shipped; "" if it needs none.

    Along the motion only color is mended by a network; light and masks go along it as they are (of masks the outlines
    are refined). Masks have the basic network alone, as in the paper: they have no style to keep.
    """
    if params.network == "aligned":
        return "stpn-color-aligned" if kind == "color" else ""
    if kind == "mask":
        return "stpn-mask-basic"
    return f"stpn-{kind}" + {"switchable": "", "basic": "-basic"}[params.network]


def refinement_name(params: StpnParams, kind: Kind) -> str:
    """Return the name of the weights that outlines are refined with; "" where they are not."""
    return "stpn-mask-refined" if kind == "mask" and params.refine else ""


def _kinds() -> tuple[Kind, ...]:
    """Return the kinds that need no weights, or whose weights came with the program; color is one of them."""
    others: tuple[Kind, ...] = ("hdr", "mask")
    usual = StpnParams()
    needed = {kind: {weights_name(usual, kind), refinement_name(usual, kind)} - {""} for kind in others}
    return ("color", *(kind for kind in others if all(shipped(name) is not None for name in needed[kind])))


STPN = MethodSpec(
    "stpn",
    "Learned Propagation",
    "A network trained on many films carries your keyframes; no training on the shot.",
    StpnParams,
    "engine.methods.stpn:propagate",
    kinds=_kinds(),
    weights=(),
)
