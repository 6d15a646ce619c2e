"""The methods an artist can choose: an explicit, torch-free list.

Parameters are declared here once; the form in the window, the command line's `--params` and the docs are made
from them. `entry` is imported in the worker alone.
"""

from __future__ import annotations

from engine.catalog.base import MethodParams, MethodSpec
from engine.catalog.consistency import (
    CONSISTENCY,
    CONSISTENCY_ON_CPU,
    CONSISTENCY_ON_GPU,
    ConsistencyParams,
    Effort,
    consistency_effort,
)
from engine.catalog.dvp import DVP, DVP_ON_CPU, DVP_ON_GPU, DvpParams, Quality, quality_of
from engine.catalog.flow import FLOW, FlowParams
from engine.catalog.stpn import STPN, StpnParams
from engine.runtime.errors import InputError

__all__ = [
    "CONSISTENCY",
    "CONSISTENCY_ON_CPU",
    "CONSISTENCY_ON_GPU",
    "DVP",
    "DVP_ON_CPU",
    "DVP_ON_GPU",
    "FLOW",
    "METHODS",
    "STPN",
    "ConsistencyParams",
    "DvpParams",
    "Effort",
    "FlowParams",
    "MethodParams",
    "MethodSpec",
    "Quality",
    "StpnParams",
    "consistency_effort",
    "find_method",
    "quality_of",
]

METHODS: dict[str, MethodSpec] = {spec.id: spec for spec in (FLOW, STPN, DVP, CONSISTENCY)}


def find_method(method_id: str) -> MethodSpec:
    """Return the method with this id, or raise `InputError` naming those there are."""
    if method_id not in METHODS:
        raise InputError(f"There is no method {method_id!r}; choose one of {', '.join(METHODS)}.")
    return METHODS[method_id]
