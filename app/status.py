"""The status line's right side: memory and GPU, asked for once a second away from the UI thread."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psutil
from PySide6.QtCore import QObject, Signal

from app.translation import tr

_EVERY_S = 1.0


@dataclass(frozen=True)
class Usage:
    """Bytes. `own`: this program with its workers. GPU numbers are 0 where there is none."""

    own: int
    total: int
    free: int
    gpu_used: int = 0
    gpu_total: int = 0
    gpu_busy: int = 0  # percent


class UsageWatch(QObject):
    """Emits `measured` with a `Usage` once a second until `close`."""

    measured = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tintloom-usage", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def _run(self) -> None:
        own = psutil.Process(os.getpid())
        with _gpu() as gpu:
            while not self._over.is_set():
                with contextlib.suppress(psutil.Error, RuntimeError):
                    self.measured.emit(_measure(own, gpu))
                self._over.wait(_EVERY_S)


def devices() -> list[tuple[str, str]]:
    """Return what a method may compute on as (name, title), the automatic choice first. Loads no torch."""
    found = [("auto", tr("Best there is"))]
    with _gpu() as gpu:
        if gpu is not None:
            for index in range(gpu.nvmlDeviceGetCount()):
                handle = gpu.nvmlDeviceGetHandleByIndex(index)
                title = gpu.nvmlDeviceGetName(handle)
                memory = gpu.nvmlDeviceGetMemoryInfo(handle).total
                found.append((f"cuda:{index}", f"{title}, {memory / 1e9:.0f} GB"))
    if sys.platform == "darwin":
        found.append(("mps", tr("Apple GPU")))
    return [*found, ("cpu", tr("CPU, {value} cores").format(value=psutil.cpu_count(logical=False) or os.cpu_count()))]


@contextlib.contextmanager
def _gpu() -> Iterator[Any]:
    """Yield NVIDIA's library, or None where there is no such GPU or driver."""
    try:
        import pynvml

        pynvml.nvmlInit()
    except Exception:  # no library, no driver, no permission: nothing to show, nothing to say
        yield None
        return
    try:
        yield pynvml
    finally:
        pynvml.nvmlShutdown()


def _measure(own: psutil.Process, gpu: Any) -> Usage:
    memory = psutil.virtual_memory()
    used = own.memory_info().rss
    for child in own.children(recursive=True):
        with contextlib.suppress(psutil.Error):
            used += child.memory_info().rss
    gpu_used = gpu_total = gpu_busy = 0
    if gpu is not None and gpu.nvmlDeviceGetCount():
        handle = gpu.nvmlDeviceGetHandleByIndex(0)
        held = gpu.nvmlDeviceGetMemoryInfo(handle)
        gpu_used, gpu_total = held.used, held.total
        with contextlib.suppress(Exception):
            gpu_busy = gpu.nvmlDeviceGetUtilizationRates(handle).gpu
    return Usage(used, memory.total, memory.available, gpu_used, gpu_total, gpu_busy)
