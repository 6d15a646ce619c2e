"""A method without arithmetic, for tests of everything around methods."""

from __future__ import annotations

import time
from collections.abc import Generator

import numpy as np
from pydantic import Field

from engine.catalog import MethodParams, MethodSpec
from engine.color.scene_linear import linear, stops_above
from engine.project.model import Kind
from engine.runtime.context import Context, Inputs
from engine.runtime.errors import EngineError
from engine.runtime.events import Checkpoint, Event, FrameReady, Metric, Preview, Progress


class FakeParams(MethodParams):
    steps: int = Field(20, ge=1, le=100_000, title="Steps", description="How many steps are pretended.")
    fail_at: int = Field(-1, title="Fail at", description="Step at which to fail; -1 never fails.")
    pause_s: float = Field(0.005, ge=0, le=600, title="Pause", description="Seconds a step takes.")


FAKE = MethodSpec("fake", "Fake", "Pretends to work.", FakeParams, "tests.fakes:propagate")


def propagate(inputs: Inputs, params: FakeParams, context: Context) -> Generator[Event]:
    """Tint every frame orange: one frame a step."""
    step = 0
    frames = range(inputs.start, inputs.stop)
    try:
        for step in range(params.steps):
            time.sleep(params.pause_s)
            if step == params.fail_at:
                raise EngineError("The loss became NaN.")
            frame = frames[step % len(frames)]
            image = np.round(inputs.frames.read_luma(frame)[..., None] * (255, 180, 120)).astype(np.uint8)
            context.folder.write_frame(frame, image)
            yield FrameReady(frame)
            yield Metric("loss", step, 1 / (step + 1))
            yield Metric("e_warp", step, 0.1 / (step + 1))
            shown = context.preview_frame()
            yield Preview(frame if shown is None else shown, image)
            yield Progress(step + 1, params.steps, "pretending")
    finally:
        context.folder.checkpoint.write_text(f"step {step}")
    yield Checkpoint(step)


class SteadyParams(MethodParams):
    main_frame: int = Field(-1, ge=-1, title="Main frame", description="The frame whose treatment is kept to.")
    irt: bool = Field(False, title="Follow one mode", description="Keep to one treatment.")


STEADY = MethodSpec(
    "fake_steady",
    "Fake Steady",
    "Pretends to make a clip steady.",
    SteadyParams,
    "tests.fakes:make_steady",
    kinds=("style",),
    needs=("processed",),
)


def make_steady(inputs: Inputs, params: SteadyParams, context: Context) -> Generator[Event]:
    """Show the processed clip's main frame on every frame, and be sure of that frame alone."""
    assert inputs.processed is not None
    kept = inputs.processed.read(max(params.main_frame, inputs.start))
    for frame in range(inputs.start, inputs.stop):
        context.folder.write_frame(frame, kept)
        sure = np.full(kept.shape[:2], float(frame == params.main_frame), np.float32)
        context.folder.write_confidence(frame, sure)
        yield FrameReady(frame)
    yield Metric("e_warp", 1, 0.02)
    yield Metric("e_warp_processed", 1, 0.05)


class ManyParams(MethodParams):
    def pastes(self, kind: Kind) -> bool:
        return kind != "mask"


MANY = MethodSpec(
    "fake_many",
    "Fake of Many Kinds",
    "Pretends to propagate color, style and masks.",
    ManyParams,
    "tests.fakes:repeat",
    kinds=("color", "style", "mask"),
)


def repeat(inputs: Inputs, params: ManyParams, context: Context) -> Generator[Event]:
    """Show the first keyframe on every frame."""
    first = inputs.keyframes[0].image
    for frame in range(inputs.start, inputs.stop):
        if inputs.kind == "mask":
            context.folder.write_mask(frame, first)
        else:
            context.folder.write_frame(frame, first)
        yield FrameReady(frame)


class WideParams(MethodParams):
    pass


WIDE = MethodSpec(
    "fake_wide",
    "Fake of a Wide Range",
    "Pretends to give a film more light than it holds.",
    WideParams,
    "tests.fakes:widen",
    kinds=("hdr",),
)
CLIPPED = 0.99  # of the film's linear light: from here on it is pretended that there was more
MORE = 6.0  # times as much


def widen(inputs: Inputs, params: WideParams, context: Context) -> Generator[Event]:
    """Show every frame's own light on the first keyframe's scale, and what is clipped brighter than white."""
    assert inputs.kind == "hdr"
    first = inputs.keyframes[0]
    stops = stops_above(inputs.frames.read(first.frame), first.image) or 0.0
    for done, frame in enumerate(range(inputs.start, inputs.stop), 1):
        picture = inputs.frames.read(frame)
        light = linear(picture)
        light[light > CLIPPED] *= np.float32(MORE)
        context.folder.write_frame(frame, light * np.float32(2**stops))
        yield FrameReady(frame)
        yield Preview(frame, picture)
        yield Progress(done, inputs.stop - inputs.start, "pretending")
