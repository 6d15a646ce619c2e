"""What a run will cost, told before the click.

A benchmark of about a second says how fast this machine is at the three things methods spend their time on; a
small model of each method says how much of each it needs; and earlier runs on this machine correct the model.
Nothing here imports torch or a method: the window asks this at every change of a parameter.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.catalog import (
    METHODS,
    ConsistencyParams,
    DvpParams,
    FlowParams,
    MethodParams,
    MethodSpec,
    StpnParams,
    quality_of,
)
from engine.catalog import consistency_effort as effort_of
from engine.catalog.dvp import WARM_SHARE
from engine.project.disk import replace_file
from engine.project.model import Frozen, Kind, Run
from engine.runtime.machine import Machine

_MEGA = 1e6
_KEPT_PAST = 200
_LATEST = 5  # earlier runs that correct the model; older ones say little about today's machine


@dataclass(frozen=True)
class Estimate:
    """Seconds until the first picture and in all; the truth lies within ×÷ `doubt` (1 or more) most of the time."""

    first_picture_s: float
    total_s: float
    doubt: float

    @property
    def short_text(self) -> str:
        """For a narrow button: "2 min" where that much is known, "15 s–4 min" or "40 min–1.5 h" where it is not."""
        return self._range(_briefly, "–")

    def _range(self, said: Callable[[float], str], between: str) -> str:
        if self.doubt < _DOUBTFUL:
            return said(self.total_s)
        least, most = said(self.total_s / self.doubt), said(self.total_s * self.doubt)
        number, _, unit = least.partition(" ")
        return f"{number if most.partition(' ')[2] == unit else least}{between}{most}"

    @property
    def text(self) -> str:
        """For the button: "about 2 min, first picture after 6 s", or "1 to 15 min" for what is hardly known."""
        about = "about " if self.doubt < _DOUBTFUL else ""
        return f"{about}{self._range(spoken, ' to ')}, first picture after {spoken(self.first_picture_s)}"


class Past(Frozen):
    """An earlier run on this machine: what it was and how long it took."""

    method: str
    params: dict[str, bool | int | float | str]
    width: int
    height: int
    frames: int
    keyframes: int
    device: str
    seconds: float
    first_picture_s: float = 0.0
    kind: Kind = "color"
    is_warm: bool = False

    @classmethod
    def of(cls, run: Run) -> Past | None:
        """Return what a finished run teaches, None if it teaches nothing."""
        if run.state != "finished" or run.seconds <= 0 or not run.clip_width or not run.clip_height:
            return None
        return cls(
            method=run.method,
            params=run.params,
            width=run.clip_width,
            height=run.clip_height,
            frames=run.stop - run.start,
            keyframes=len(run.keyframes),
            device=run.device,
            seconds=run.seconds,
            first_picture_s=run.first_picture_s,
            kind=run.kind,
            is_warm=bool(run.start_from),
        )


def estimate(
    spec: MethodSpec,
    params: MethodParams,
    width: int,
    height: int,
    frames: int,
    keyframes: int,
    machine: Machine,
    past: Iterable[Past] = (),
    *,
    device: str = "auto",
    kind: Kind = "color",
    is_warm: bool = False,
) -> Estimate:
    """Return what this method will take for `frames` frames of `width`×`height` pixels.

    `is_warm`: whether it begins with what an earlier run has learned.
    `past`: earlier runs on this machine, oldest first. Those of the same method correct the model; those with
    the same quality count alone if there are any. How much slower (or faster) than their model the other methods
    were says what this machine is busy with besides: a method without a past is scaled by that, and in doubt.
    """
    is_gpu = _is_gpu(machine, device)
    work = Work(params, width, height, max(1, frames), max(1, keyframes), kind, is_warm)
    first, total = _model(work, machine, is_gpu)
    here = [p for p in past if _is_gpu(machine, p.device) == is_gpu]
    same = [p for p in here if p.method == spec.id]
    same = [p for p in same if p.kind == kind] or same
    quality = getattr(params, "quality", None)
    same = [p for p in same if p.params.get("quality") == quality] or same
    ratios = [ratio for p in same[-_LATEST:] if (ratio := _ratio(spec, p, machine, is_gpu)) is not None]
    if not ratios:
        slower = _others(spec.id, here, machine, is_gpu)
        return Estimate(min(first, total) * slower, total * slower, _DOUBT_UNTRIED)
    total *= statistics.median(ratio for ratio, _ in ratios)
    firsts = [ratio for _, ratio in ratios if ratio > 0]
    if firsts:
        first *= statistics.median(firsts)
    return Estimate(min(first, total), total, _doubt([ratio for ratio, _ in ratios]))


def _ratio(spec: MethodSpec, earlier: Past, machine: Machine, is_gpu: bool) -> tuple[float, float] | None:
    """Return by how much an earlier run was longer than its model, and its first picture (0: not known)."""
    try:
        then = spec.params.model_validate(earlier.params)
    except ValueError:
        return None  # of a version with other parameters
    size = (earlier.width, earlier.height, max(1, earlier.frames), max(1, earlier.keyframes))
    first, total = _model(Work(then, *size, earlier.kind, earlier.is_warm), machine, is_gpu)
    return earlier.seconds / total, earlier.first_picture_s / first


def _others(method: str, past: Sequence[Past], machine: Machine, is_gpu: bool) -> float:
    """Return by how much the latest runs of other methods were longer than their models, 1 if there are none.

    As geometric mean with one run that took what its model says: a single run may have met a bad moment.
    """
    found = []
    for earlier in past[-_LATEST:]:
        spec = METHODS.get(earlier.method)
        ratio = _ratio(spec, earlier, machine, is_gpu) if spec is not None and earlier.method != method else None
        if ratio is not None:
            found.append(ratio[0])
    return statistics.geometric_mean([1.0, *found])


def spoken(seconds: float) -> str:
    """Return a duration as people say it: "8 s", "2 min", "1 h 20 min"."""
    if seconds < 9.5:
        return f"{max(1, round(seconds))} s"
    if seconds < 55:
        return f"{5 * round(seconds / 5)} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{max(1, minutes)} min"
    hours, minutes = divmod(5 * round(seconds / 300), 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def _briefly(seconds: float) -> str:
    """Return what `spoken` does, an hour and minutes as a part of hours: "1.5 h"."""
    text = spoken(seconds)
    return f"{seconds / 3600:.1f}".removesuffix(".0") + " h" if " h " in text else text


def remember(path: Path, run: Run) -> None:
    """Add a finished run to the history at `path` (JSON lines, bounded) that all projects share."""
    past = Past.of(run)
    if past is None:
        return
    lines = [earlier.model_dump_json() for earlier in recall(path)[-(_KEPT_PAST - 1) :]]
    replace_file(path, "\n".join([*lines, past.model_dump_json(), ""]).encode())


def recall(path: Path) -> list[Past]:
    """Return the history at `path`, oldest first; without one, or where a line is damaged, there is less to know."""
    found: list[Past] = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return found
    for line in lines[-_KEPT_PAST:]:
        try:
            found.append(Past.model_validate(json.loads(line)))
        except (ValueError, RecursionError):
            continue
    return found


# --- the model of each method --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Work:
    """What is to be done: a clip of `width`×`height` pixels, `frames` of it with `keyframes` among them."""

    params: MethodParams
    width: int
    height: int
    frames: int
    keyframes: int
    kind: Kind
    is_warm: bool

    @property
    def pixels(self) -> int:
        return self.width * self.height


def _model(work: Work, machine: Machine, gpu: bool) -> tuple[float, float]:
    """Return seconds until the first picture, and in all."""
    params = work.params
    if isinstance(params, FlowParams):
        return _flow(params, work, machine)
    if isinstance(params, StpnParams):
        return _stpn(params, work, machine, gpu)
    if isinstance(params, DvpParams):
        return _dvp(params, work, machine, gpu)
    if isinstance(params, ConsistencyParams):
        return _consistency(params, work, machine, gpu)
    each = 5 * machine.pixel_s * work.pixels / _MEGA
    return 1 + each, 1 + each * work.frames


FLOW_AREA = 854 * 480  # pixels at which motion is measured, and
FLOW_LOW_AREA = 240 * 240 * 16 // 9  # at which first pictures are made and colors looked up
_FLOW_START_S = 1.2
_FLOW_ANSWER = 8.6  # flow fields' worth a frame and side, at the working size
_FLOW_MATCHING = 7.2  # what looking colors up costs a frame and side, and
_FLOW_FIRST = 3.6  # what a first picture costs, at the low size
_FLOW_PICTURES = 3.0  # pictures' worth at full size: luma, chroma along edges, encoding


def _sides(keyframes: int) -> float:
    """Return how many keyframes a frame is made from: those outside the outer ones have one beside them."""
    return 2 * (keyframes - 1) / keyframes + 1 / keyframes


def _followed(params: FlowParams, work: Work) -> float:
    """Return the pixels' worth of flow fields that following the motion into a frame takes."""
    full, keyframes = work.pixels, work.keyframes
    lines = min(params.working_height, work.height)
    size = lines * lines * work.width / work.height if lines else min(FLOW_AREA, full)
    low = min(FLOW_LOW_AREA, full)
    return _sides(keyframes) * (_FLOW_ANSWER * size + (_FLOW_MATCHING * low if params.matching else 0))


def _flow(params: FlowParams, work: Work, machine: Machine) -> tuple[float, float]:
    full, frames = work.pixels, work.frames
    low = min(FLOW_LOW_AREA, full)
    answer = _followed(params, work)
    picture = _FLOW_PICTURES * machine.pixel_s * full / _MEGA
    first = _FLOW_FIRST * low * machine.flow_s / _MEGA + picture / 2
    each = (answer * machine.flow_s / _MEGA) + first + picture / 2
    return _FLOW_START_S + 2 * picture + first, _FLOW_START_S + each * frames


STPN_LINES = 240  # that its networks look at
_STPN_WORTH = 9e-5  # billions of operations a pixel, the propagation's way through memory as if it were some


def _stpn(params: StpnParams, work: Work, machine: Machine, gpu: bool) -> tuple[float, float]:
    lines = min(STPN_LINES if params.network == "aligned" else params.working_height or STPN_LINES, work.height)
    products = _STPN_WORTH * lines * lines * work.width / work.height
    each = _sides(work.keyframes) * products / _speed(machine, gpu, _CPU_SHARE)
    if params.network == "aligned":
        first, total = _flow(FlowParams(working_height=params.working_height), work, machine)
        return DVP_START_S + first, DVP_START_S + total + each * work.frames
    each += _FLOW_PICTURES * machine.pixel_s * work.pixels / _MEGA
    return DVP_START_S + each, DVP_START_S + each * work.frames


DVP_START_S = 4.0  # most of it is importing torch
_CPU_SHARE = 0.7  # of a matrix product's speed, in convolutions; bfloat16 is faster than float32's products
_BFLOAT16_SHARE = 1.2
_CPU_STEP_S = 0.006  # what a step costs however small the picture is
_CORES_SHARE = 0.9  # as an exponent: cores wait for each other
_GPU_SHARE = 0.25
_GPU_STEP_S = 0.012  # what a step costs however small the picture is
# beside color, by benchmarks/estimates.py: what is judged by features or by classes takes longer to learn, and what
# needs no chroma along the film's edges is sooner a picture
_STEP: dict[str, float] = {"color": 1.0, "style": 1.4, "mask": 1.2}
_PICTURES: dict[str, float] = {"color": 9.0, "style": 3.0, "mask": 2.0}  # pictures' worth at full size of a frame
_STEADY_STEP, _STEADY_PICTURES = 1.3, 5.0
_COARSE_SHARE = 0.625  # of all steps' work, where the first half is done at half size


def _dvp(params: DvpParams, work: Work, machine: Machine, gpu: bool) -> tuple[float, float]:
    quality, others = quality_of(params, not gpu, work.kind, work.keyframes), max(0, work.frames - work.keyframes)
    steps = quality.warm_up + quality.finish + quality.per_frame * others if others else 0
    share = (WARM_SHARE if work.is_warm else 1.0) * (_COARSE_SHARE if params.coarse_to_fine else 1.0)
    steps_worth = steps * share * _STEP.get(work.kind, 1.0)
    first, total = _trained(
        quality.width, quality.height, steps_worth, _PICTURES.get(work.kind, 9.0), work, machine, gpu
    )
    follows = params.follows_motion(work.kind)  # as `flow` does it
    guide = machine.flow_s * _followed(FlowParams(), work) / _MEGA if follows else 0.0
    if work.kind == "style" and params.strokes:  # for the final pictures
        total += machine.flow_s * _followed(FlowParams(matching=False), work) / _MEGA * work.frames
    return first + 2 * guide, total + guide * work.frames


def _consistency(params: ConsistencyParams, work: Work, machine: Machine, gpu: bool) -> tuple[float, float]:
    effort = effort_of(params, is_cpu=not gpu)
    is_coarse = params.coarse_to_fine and not (params.irt and params.irt_variant == "modes")
    each = _STEADY_STEP * (_COARSE_SHARE if is_coarse else 1.0)
    steps_worth = effort.epochs_of(work.frames) * work.frames * each
    return _trained(effort.width, effort.height, steps_worth, _STEADY_PICTURES, work, machine, gpu)


def _trained(
    channels: int, lines: int, steps: float, pictures: float, work: Work, machine: Machine, gpu: bool
) -> tuple[float, float]:
    """Return what a U-Net of this width takes that is trained on so many lines.

    `steps`: in steps of the plainest kind; `pictures`: what a frame's first and final one and measuring it take.
    """
    lines = min(lines, work.height)
    pixels = lines * lines * work.width / work.height
    # a step of the U-Net: 243 c² + 27 c products a pixel, twice that in operations, three passes; then, as if
    # they were operations, what moving its maps through memory takes
    products = pixels * (6 * (243 * channels**2 + 27 * channels) + 6600 * channels) / 1e9
    share = _BFLOAT16_SHARE if machine.has_bfloat16 else _CPU_SHARE
    step = products / _speed(machine, gpu, share) + (_GPU_STEP_S if gpu else _CPU_STEP_S)
    picture = pictures * machine.pixel_s * work.pixels / _MEGA
    first = DVP_START_S + 1.0 + 2 * step + picture
    return first, DVP_START_S + steps * step + picture * work.frames


def _speed(machine: Machine, gpu: bool, share: float) -> float:
    """Return billions of operations a second in convolutions; `share` of a matrix product's speed on a processor."""
    speed = _GPU_SHARE * machine.gpu_gflops if gpu else share * machine.gflops * machine.cores**_CORES_SHARE
    return max(speed, 1e-3)


_DOUBT_UNTRIED = 4.0  # between a quiet machine and a busy one lies that much
_DOUBT_ONCE = 1.6
_DOUBTFUL = 2.0  # from here on two numbers are told


def _doubt(ratios: Sequence[float]) -> float:
    if len(ratios) == 1:
        return _DOUBT_ONCE
    middle = statistics.median(ratios)
    apart = statistics.median(max(ratio / middle, middle / ratio) for ratio in ratios)
    return min(_DOUBT_UNTRIED, max(1.15, float(apart**1.5)))


def _is_gpu(machine: Machine, device: str) -> bool:
    if device == "auto":
        return machine.gpu_gflops > 0
    return device != "cpu" and machine.gpu_gflops > 0
