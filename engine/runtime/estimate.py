"""What a run will cost, told before the click.

A benchmark of about a second says how fast this machine is at the three things methods spend their time on; a
small model of each method says how much of each it needs; and earlier runs on this machine correct the model.
Nothing here imports torch or a method: the window asks this at every change of a parameter.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import psutil

from engine.catalog import METHODS, ConsistencyParams, DvpParams, FlowParams, MethodParams, MethodSpec, quality_of
from engine.catalog import consistency_effort as effort_of
from engine.project.disk import replace_file
from engine.project.model import Frozen, Run

_MEGA = 1e6
_KEPT_PAST = 200
_LATEST = 5  # earlier runs that correct the model; older ones say little about today's machine


class Machine(Frozen):
    """How fast this machine is. A value that the caller may keep (`model_dump_json`) and use again.

    `flow_s`: seconds of dense flow (DIS, medium) a megapixel, one thread; `pixel_s`: seconds a megapixel to turn
    Lab into RGB and to encode it; `gflops`: billions of float32 operations a second in matrix products, one
    thread; `cores`: how many such threads there are; `has_bfloat16`: whether they multiply it in hardware;
    `gpu_gflops`: of the first GPU as its maker counts, or 0.
    """

    flow_s: float
    pixel_s: float
    gflops: float
    cores: int = 1
    has_bfloat16: bool = False
    gpu: str = ""
    gpu_gflops: float = 0.0


@dataclass(frozen=True)
class Estimate:
    """Seconds until the first picture and in all; the truth lies within ×÷ `doubt` (1 or more) most of the time."""

    first_picture_s: float
    total_s: float
    doubt: float

    @property
    def range_text(self) -> str:
        """Return "2 min" where that much is known, "1 to 15 min" where it is not."""
        if self.doubt < _DOUBTFUL:
            return spoken(self.total_s)
        least, most = spoken(self.total_s / self.doubt), spoken(self.total_s * self.doubt)
        number, _, unit = least.partition(" ")
        return f"{number if most.endswith(f' {unit}') else least} to {most}"

    @property
    def text(self) -> str:
        """For the button: "about 2 min, first picture after 6 s", or "1 to 15 min" for what is hardly known."""
        about = "about " if self.doubt < _DOUBTFUL else ""
        return f"{about}{self.range_text}, first picture after {spoken(self.first_picture_s)}"


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
) -> Estimate:
    """Return what this method will take for `frames` frames of `width`×`height` pixels.

    `past`: earlier runs on this machine, oldest first. Those of the same method correct the model; those with
    the same quality count alone if there are any. How much slower (or faster) than their model the other methods
    were says what this machine is busy with besides: a method without a past is scaled by that, and in doubt.
    """
    frames, keyframes = max(1, frames), max(1, keyframes)
    is_gpu = _is_gpu(machine, device)
    first, total = _model(spec.id, params, width, height, frames, keyframes, machine, is_gpu)
    here = [p for p in past if _is_gpu(machine, p.device) == is_gpu]
    same = [p for p in here if p.method == spec.id]
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
    first, total = _model(spec.id, then, *size, machine, is_gpu)
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


def measure_machine() -> Machine:
    """Take about a second of this machine's time. Not for the UI thread."""
    gpu, gpu_gflops = _gpu()
    return Machine(
        flow_s=_flow_s(),
        pixel_s=_pixel_s(),
        gflops=_gflops(),
        cores=_cores(),
        has_bfloat16=_has_bfloat16(),
        gpu=gpu,
        gpu_gflops=gpu_gflops,
    )


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


def _model(
    method: str,
    params: MethodParams,
    width: int,
    height: int,
    frames: int,
    keyframes: int,
    machine: Machine,
    gpu: bool,
) -> tuple[float, float]:
    """Return seconds until the first picture, and in all."""
    if isinstance(params, FlowParams):
        return _flow(params, width, height, frames, keyframes, machine)
    if isinstance(params, DvpParams):
        quality, others = quality_of(params, is_cpu=not gpu), max(0, frames - keyframes)
        steps = quality.warm_up + quality.finish + quality.per_frame * others if others else 0
        return _trained(quality.width, quality.height, steps, width, height, frames, machine, gpu)
    if isinstance(params, ConsistencyParams):
        effort = effort_of(params, is_cpu=not gpu)
        steps = effort.epochs_of(frames) * frames
        return _trained(effort.width, effort.height, steps, width, height, frames, machine, gpu)
    each = 5 * machine.pixel_s * width * height / _MEGA
    return 1 + each, 1 + each * frames


FLOW_AREA = 854 * 480  # pixels at which motion is measured, and
FLOW_LOW_AREA = 240 * 240 * 16 // 9  # at which first pictures are made and colors looked up
_FLOW_START_S = 1.2
_FLOW_ANSWER = 13.0  # flow fields' worth a frame and side, at the working size
_FLOW_MATCHING = 16.0  # what looking colors up costs a frame and side, and
_FLOW_FIRST = 8.0  # what a first picture costs, at the low size
_FLOW_PICTURES = 3.0  # pictures' worth at full size: luma, chroma along edges, encoding


def _flow(
    params: FlowParams, width: int, height: int, frames: int, keyframes: int, machine: Machine
) -> tuple[float, float]:
    full = width * height
    lines = min(params.working_height, height)
    work = lines * lines * width / height if lines else min(FLOW_AREA, full)
    low = min(FLOW_LOW_AREA, full)
    sides = 2 * (keyframes - 1) / keyframes + 1 / keyframes  # frames outside the outer keyframes have one side
    answer = sides * (_FLOW_ANSWER * work + (_FLOW_MATCHING * low if params.matching else 0))
    picture = _FLOW_PICTURES * machine.pixel_s * full / _MEGA
    first = _FLOW_FIRST * low * machine.flow_s / _MEGA + picture / 2
    each = (answer * machine.flow_s / _MEGA) + first + picture / 2
    return _FLOW_START_S + 2 * picture + first, _FLOW_START_S + each * frames


DVP_START_S = 4.0  # most of it is importing torch
_CPU_SHARE = 0.7  # of a matrix product's speed, in convolutions; bfloat16 is faster than float32's products
_BFLOAT16_SHARE = 1.2
_CPU_STEP_S = 0.006  # what a step costs however small the picture is
_CORES_SHARE = 0.9  # as an exponent: cores wait for each other
_GPU_SHARE = 0.25
_GPU_STEP_S = 0.012  # what a step costs however small the picture is
_DVP_PICTURES = 9.0  # pictures' worth at full size of a frame: a first one, a final one, and measuring it


def _trained(
    channels: int, lines: int, steps: int, width: int, height: int, frames: int, machine: Machine, gpu: bool
) -> tuple[float, float]:
    """Return what a U-Net of this width takes that is trained on so many lines."""
    lines = min(lines, height)
    pixels = lines * lines * width / height
    # a step of the U-Net: 243 c² + 27 c products a pixel, twice that in operations, three passes; then, as if
    # they were operations, what moving its maps through memory takes
    work = pixels * (6 * (243 * channels**2 + 27 * channels) + 6600 * channels) / 1e9
    share = _BFLOAT16_SHARE if machine.has_bfloat16 else _CPU_SHARE
    speed = _GPU_SHARE * machine.gpu_gflops if gpu else share * machine.gflops * machine.cores**_CORES_SHARE
    step = work / max(speed, 1e-3) + (_GPU_STEP_S if gpu else _CPU_STEP_S)
    picture = _DVP_PICTURES * machine.pixel_s * width * height / _MEGA
    first = DVP_START_S + 1.0 + 2 * step + picture
    return first, DVP_START_S + steps * step + picture * frames


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


# --- the benchmark -------------------------------------------------------------------------------------------


def _best(work: Callable[[], Any], seconds: float) -> float:
    """Return the shortest of as many runs as fit into `seconds`: other programs only ever make it longer."""
    work()
    best, end = float("inf"), time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        work()
        best = min(best, time.perf_counter() - began)
    return best


def _flow_s() -> float:
    # small enough to be done before another program takes the processor away
    noise = np.random.default_rng(0).integers(0, 255, (120, 160), np.uint8)
    here = cv2.GaussianBlur(noise, (0, 0), 2)
    there = np.roll(here, 3, 1)
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    seconds = _best(lambda: search.calc(here, there, None), 0.25)
    return seconds * _MEGA / (120 * 160)


def _pixel_s() -> float:
    random = np.random.default_rng(0)
    lab = (random.random((96, 128, 3), np.float32) * 20 + 40).astype(np.float32)
    lab = cv2.GaussianBlur(lab, (0, 0), 1)

    def work() -> None:
        rgb = cv2.cvtColor(lab, cv2.COLOR_Lab2RGB)
        cv2.imencode(".png", np.rint(np.clip(rgb, 0, 1) * 255).astype(np.uint8), [cv2.IMWRITE_PNG_COMPRESSION, 1])

    return _best(work, 0.25) * _MEGA / (96 * 128)


def _gflops() -> float:
    # matrices so small that no library spreads them over threads, which on a busy machine wait for each other
    matrices = np.random.default_rng(0).random((16, 64, 64), np.float32)
    return 2e-9 * 16 * 64**3 / _best(lambda: matrices @ matrices, 0.2)


def _cores() -> int:
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(allowed, psutil.cpu_count(logical=False) or allowed))


def _has_bfloat16() -> bool:
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False  # not Linux: the first run corrects it
    return "avx512_bf16" in flags or "amx_bf16" in flags


def _gpu() -> tuple[str, float]:
    """Return name and float32 GFLOPS of the first NVIDIA GPU, ("", 0) if there is none."""
    try:
        import pynvml

        pynvml.nvmlInit()
    except Exception:  # no driver, no library: no GPU that could be asked
        return "", 0.0
    try:
        handle = pynvml.nvmlDeviceGetHandleByIndex(0)
        clock = pynvml.nvmlDeviceGetMaxClockInfo(handle, pynvml.NVML_CLOCK_SM)
        cores = pynvml.nvmlDeviceGetNumGpuCores(handle)
        return str(pynvml.nvmlDeviceGetName(handle)), 2e-3 * clock * cores
    except pynvml.NVMLError:
        return "", 0.0
    finally:
        pynvml.nvmlShutdown()


def past_of(runs: Iterable[Run]) -> list[Past]:
    """Return what the runs of a project teach (see `Runs.all`)."""
    return [past for run in runs if (past := Past.of(run)) is not None]
