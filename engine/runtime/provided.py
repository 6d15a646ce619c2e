"""Which weights a run was given to begin with and to judge by: told in its record, so that it can be repeated."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from engine.catalog import ConsistencyParams, DvpParams, MethodParams, StpnParams, consistency_effort, quality_of
from engine.catalog.stpn import refinement_name, weights_name
from engine.project.disk import replace_file
from engine.project.model import Kind
from engine.runtime.weights import DOWNLOADS, shipped, start_name

_FILE = "weights.txt"
_SHOWN = 16  # hex digits
_MOST = 1 << 12


def provided(params: MethodParams, kind: Kind, weights: Mapping[str, Path], is_cpu: bool) -> dict[str, Path]:
    """Return the weights that a run with these parameters reads, by what they are for.

    `weights`: those the context names. Others come with the program; for `is_cpu` see the presets of the methods.
    """
    if isinstance(params, StpnParams):
        names = {"network": weights_name(params, kind), "refinement": refinement_name(params, kind)}
        files = {what: weights.get(what) or shipped(name) for what, name in names.items() if name}
        return {what: file for what, file in files.items() if file is not None}
    found = {}
    start = weights.get("start") or shipped(_shipped_name(params, kind, is_cpu))
    if start is not None:
        found["start"] = start
    if "vgg19" in weights and _judges_by_features(params, kind):
        found["vgg19"] = weights["vgg19"]
    return found


def tell_provided(folder: Path, weights: Mapping[str, Path]) -> None:
    """Write the digests of these files into the folder of a run, for `provided_digest`."""
    known = {download.file: download.sha256 for download in DOWNLOADS}  # compared when they came
    told = (f"{name}:{(known.get(path.name) or _sha256(path))[:_SHOWN]}" for name, path in sorted(weights.items()))
    replace_file(folder / _FILE, " ".join(told).encode(), is_durable=False)


def provided_digest(folder: Path) -> str:
    """Return what `tell_provided` wrote, as "start:0123456789abcdef vgg19:..."; "" if nothing was."""
    path = folder / _FILE
    try:
        if path.is_symlink() or path.stat().st_size > _MOST:
            return ""
        return path.read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""


def _shipped_name(params: MethodParams, kind: Kind, is_cpu: bool) -> str:
    if isinstance(params, DvpParams) and params.start == "shipped":
        what = "guided" if kind == "color" and params.follows_motion(kind) else kind
        return start_name(what, params.network, quality_of(params, is_cpu, kind).width)
    if isinstance(params, ConsistencyParams) and params.start == "shipped":
        return start_name("consistency", params.network, consistency_effort(params, is_cpu).width)
    return ""


def _judges_by_features(params: MethodParams, kind: Kind) -> bool:
    return params.features if isinstance(params, ConsistencyParams) else kind == "style"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
