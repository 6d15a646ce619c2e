"""How fast this machine is: a benchmark of about a second, for what is told of a run before it begins (no torch)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import psutil

from engine.motion.track import dense_search
from engine.project.model import Frozen

_MEGA = 1e6


class Machine(Frozen):
    """How fast this machine is. A value that the caller may keep (`model_dump_json`) and use again.

    `flow_s`: seconds of dense flow a megapixel, one thread; `pixel_s`: seconds a megapixel to turn
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
    search = dense_search()
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
