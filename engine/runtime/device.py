"""What there is to compute on, and how large a picture it can train on.

torch is imported inside the functions alone, so that callers without it may import this module.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import psutil

from engine.runtime.errors import DeviceError

_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1  # of glibc's mallopt (malloc.h)
_LARGEST_BLOCK = 1 << 30  # bytes


@dataclass(frozen=True, slots=True)
class Device:
    """`name` as torch spells it ("cpu", "cuda:1"); `title` for people; `memory`: bytes free when it was chosen."""

    name: str
    title: str
    memory: int

    @property
    def is_cpu(self) -> bool:
        return self.name == "cpu"


def choose_device(name: str = "auto") -> Device:
    """Return the device `name`, or for "auto" the best there is: CUDA, Apple's MPS, Intel's XPU, else the CPU.

    Raises `DeviceError` naming what there is if the one asked for is missing.
    """
    found = devices()
    if name == "auto":
        return found[0]
    for device in found:
        if device.name == name or device.name.partition(":")[0] == name:
            return device
    raise DeviceError(
        f"There is no device {name!r} on this machine; choose one of {', '.join(d.name for d in found)}."
    )


def devices() -> tuple[Device, ...]:
    """Return every device of this machine, the best first; the CPU is always the last."""
    import torch

    found = []
    if torch.cuda.is_available():
        for index in range(torch.cuda.device_count()):
            free, _ = torch.cuda.mem_get_info(index)
            found.append(Device(f"cuda:{index}", torch.cuda.get_device_name(index), free))
        found.sort(key=lambda device: -device.memory)
    if torch.backends.mps.is_available():
        found.append(Device("mps", "Apple GPU", torch.mps.recommended_max_memory()))
    if torch.xpu.is_available():
        for index in range(torch.xpu.device_count()):
            facts = torch.xpu.get_device_properties(index)
            found.append(Device(f"xpu:{index}", str(facts.name), int(facts.total_memory)))
    found.append(Device("cpu", "CPU", psutil.virtual_memory().available))
    return tuple(found)


def has_fast_bfloat16(device: Device) -> bool:
    """Tell whether this device multiplies bfloat16 in hardware, so that training in it saves time."""
    import torch

    if device.is_cpu:
        found = torch.cpu.get_capabilities()
        return bool(found.get("avx512_bf16") or found.get("amx_bf16"))
    return device.name.startswith("cuda") and torch.cuda.is_bf16_supported(including_emulation=False)


def threads() -> int:
    """Return how many CPU threads to compute with: the cores this process may use, or OMP_NUM_THREADS if set."""
    asked = os.environ.get("OMP_NUM_THREADS", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(allowed, psutil.cpu_count(logical=False) or allowed))


def training_bytes(height: int, width: int, channels: int) -> int:
    """Return about how many bytes one training step of a U-Net takes whose first level has `channels` channels.

    Every level keeps its activations for the way back: about 14 float maps of `channels` at full size and,
    since a level has twice the channels on a quarter of the pixels, half of that again at each level below.
    """
    maps = 14 * channels * height * width * 4
    weights = 4 * 4 * 8_630_000 * channels**2 // 32**2  # weights, gradients and Adam's two moments
    return 3 * maps + weights


def working_height(device: Device, height: int, width: int, channels: int, wanted: int) -> int:
    """Return the height of the pictures to train on: `wanted`, never more than `height`, less where memory ends.

    Half of the memory that is free is left to everything else (the algorithm libraries' own buffers, the clip).
    """
    chosen = min(wanted, height)
    while chosen > 32 and training_bytes(chosen, round(width * chosen / height), channels) > device.memory // 2:
        chosen -= 16
    return max(chosen, min(height, 16))


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether this error says that a device's memory is used up, whatever the device's wording."""
    import torch

    return isinstance(error, torch.OutOfMemoryError | MemoryError) or (
        isinstance(error, RuntimeError) and "out of memory" in str(error).lower()
    )


@contextmanager
def computing(device: Device) -> Iterator[None]:
    """Compute with `threads()` threads and, on a GPU, with algorithms that give the same numbers every time.

    Numbers too small for float32's usual form count as 0: where a weight has no gradient any more Adam's mean of it
    shrinks into them, and a processor takes several times as long for every one.
    """
    import torch

    before, deterministic = torch.get_num_threads(), torch.backends.cudnn.deterministic
    benchmark = torch.backends.cudnn.benchmark
    torch.set_num_threads(threads())
    torch.backends.cudnn.deterministic, torch.backends.cudnn.benchmark = True, False
    for kind in (np.float16, np.float32, np.float64):
        np.finfo(kind)  # asked for the first time later on, it would warn that the smallest numbers are 0
    torch.set_flush_denormal(True)
    keep_freed_memory()
    try:
        yield
    finally:
        torch.set_flush_denormal(False)
        torch.set_num_threads(before)
        torch.backends.cudnn.deterministic, torch.backends.cudnn.benchmark = deterministic, benchmark
        release_memory(device)


def release_memory(device: Device) -> None:
    """Give memory that nothing uses any more back to the device and to the system."""
    import torch

    gc.collect()
    if not device.is_cpu:
        torch.accelerator.empty_cache()
    trim = getattr(_c_library(), "malloc_trim", None)
    if trim is not None:
        trim(0)


def keep_freed_memory() -> None:
    """Have the C library keep the memory of freed pictures for the next ones, until `release_memory`.

    By default glibc returns every large block to the system at once, and every training step asks for its dozens of
    pictures anew: each page is then cleared and mapped again. Elsewhere nothing happens.
    """
    tune = getattr(_c_library(), "mallopt", None)
    if tune is not None:
        tune(_MMAP_THRESHOLD, _LARGEST_BLOCK)
        tune(_TRIM_THRESHOLD, _LARGEST_BLOCK)


def _c_library() -> ctypes.CDLL | None:
    """Return glibc, where that is what the process uses."""
    return ctypes.CDLL(None) if sys.platform == "linux" else None
