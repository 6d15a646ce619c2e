"""Methods that misbehave, for tests of the worker."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Generator

import numpy as np

from engine.catalog import MethodSpec
from engine.project.clips import ClipDiffers
from engine.runtime.context import Context, Inputs
from engine.runtime.errors import DeviceError
from engine.runtime.events import Event, FrameReady, Preview, Progress
from tests.fakes import FakeParams


def stuck(inputs: Inputs, params: FakeParams, context: Context) -> Generator[Event]:
    """Answer once, then never again, not even to be closed."""
    yield Progress(0, 1, str(os.getpid()))
    while True:
        time.sleep(0.1)


def slow_to_save(inputs: Inputs, params: FakeParams, context: Context) -> Generator[Event]:
    try:
        while True:
            yield Progress(0, 1)
            time.sleep(0.01)
    finally:
        time.sleep(params.pause_s)
        context.folder.checkpoint.write_text("saved")


def slow_to_leave(inputs: Inputs, params: FakeParams, context: Context) -> Generator[Event]:
    """Make a frame and work on; closed, wait with saving until the file "go" lies in the run's folder."""
    try:
        context.folder.write_frame(inputs.start, np.zeros((4, 4, 3), np.uint8))
        yield FrameReady(inputs.start)
        while True:
            yield Progress(0, 1)
            time.sleep(0.01)
    finally:
        while not (context.folder.path / "go").exists():
            time.sleep(0.01)
        context.folder.checkpoint.write_text("saved")


def dying(inputs: Inputs, params: FakeParams, context: Context) -> Generator[Event]:
    """Make a frame, then be killed as the system does when memory runs out."""
    context.folder.write_frame(inputs.start, np.zeros((4, 4, 3), np.uint8))
    yield FrameReady(inputs.start)
    os.kill(os.getpid(), signal.SIGKILL)


def leaving(inputs: Inputs, params: FakeParams, context: Context) -> Generator[Event]:
    yield Progress(0, 1)
    os._exit(3)


def breaking(inputs: Inputs, params: FakeParams, context: Context) -> Generator[Event]:
    yield Progress(0, 1)
    raise ZeroDivisionError("by zero")


def greedy(inputs: Inputs, params: FakeParams, context: Context) -> Generator[Event]:
    yield Progress(0, 1)
    raise RuntimeError("CUDA out of memory. Tried to allocate 20 GiB.")


def starving(inputs: Inputs, params: FakeParams, context: Context) -> Generator[Event]:
    yield Progress(0, 1)
    raise DeviceError("The memory of CPU does not suffice.")


def differing(inputs: Inputs, params: FakeParams, context: Context) -> Generator[Event]:
    yield Progress(0, 1)
    raise ClipDiffers("Another film.", is_usable=False)


def large(inputs: Inputs, params: FakeParams, context: Context) -> Generator[Event]:
    """Send previews larger than any pipe's buffer."""
    for frame in range(params.steps):
        yield Preview(frame, np.full((2160, 3840, 3), frame, np.uint8))


def counting(inputs: Inputs, params: FakeParams, context: Context) -> Generator[Event]:
    """Tell on disk how far it worked, which is further than it was asked for if it works ahead."""
    for step in range(params.steps):
        (context.folder.path / "step").write_text(str(step))
        yield Progress(step, params.steps, str("torch" in sys.modules))


def spec(name: str, method: str = "fake") -> MethodSpec:
    return MethodSpec(method, name, "Misbehaves.", FakeParams, f"tests.stuck:{name}")
