"""Deep Video Prior, propagation of color (paper 1, section 5).

A U-Net h learns, on this shot alone, to give the keyframes their chroma from their luma (equation 6). It is then
shown frame after frame away from every keyframe; what it answers joins the queue it learns from (Algorithm 1).
No motion is measured for the result: similar places of similar frames get similar answers. Chroma is predicted at
a working size and brought to full size along the edges of the source's own luma, which itself is never touched.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.catalog import DvpParams, quality_of
from engine.color.lab import Chroma, lightness_to_gray, to_unit
from engine.color.light import Light
from engine.methods.dvp_pictures import Pictures
from engine.methods.dvp_plan import Plan, growth_order
from engine.methods.dvp_progress import Beat, LiveWarping, Work
from engine.methods.dvp_resume import Earlier, Saving, digest, find_earlier, warm_start
from engine.methods.dvp_shot import Shot, WorkingSize
from engine.methods.dvp_training import Settings, Training
from engine.metrics.warping import WarpingError
from engine.runtime.context import Context, Inputs
from engine.runtime.device import (
    Device,
    choose_device,
    computing,
    has_fast_bfloat16,
    is_out_of_memory,
    release_memory,
    working_height,
)
from engine.runtime.errors import DeviceError
from engine.runtime.events import Checkpoint, Event, FrameReady, Metric, Preview, Progress

_log = logging.getLogger(__name__)
_MIN_HEIGHT = 32
_E_WARP_HEIGHT = 180


def propagate(inputs: Inputs, params: DvpParams, context: Context) -> Generator[Event]:
    """Color frames `inputs.start` to `inputs.stop` from the keyframes; called again with the same folder it goes on.

    If the device's memory ends, the working size is halved once. Raises `DeviceError` if that is not enough.
    """
    device = choose_device(context.device)
    quality = quality_of(params, device.is_cpu)
    facts = inputs.frames.facts
    earlier = find_earlier(context, inputs, params)
    height = earlier.height or working_height(device, facts.height, facts.width, quality.width, quality.height)
    with computing(device):
        for attempt in (height, max(_MIN_HEIGHT, height // 2)):
            try:
                yield from _Run(inputs, params, context, device, attempt).events(earlier)
                return
            except Exception as error:
                if not is_out_of_memory(error):
                    raise
                _log.warning("out of memory at %d lines: %s", attempt, error)
            release_memory(device)
            earlier = Earlier(None, "Starting over at half the size, because the memory was used up")
    raise DeviceError(
        f"The memory of {device.title} does not suffice even at {attempt} lines; "
        "choose the CPU or a smaller working height."
    )


class _Run:
    """One pass of the method at one working size: what its three stages share."""

    def __init__(self, inputs: Inputs, params: DvpParams, context: Context, device: Device, height: int) -> None:
        quality = quality_of(params, device.is_cpu)
        facts = inputs.frames.facts
        size = WorkingSize.of(height, facts.height, facts.width)
        keyframes = {keyframe.frame: keyframe for keyframe in inputs.keyframes}
        self.inputs, self.context = inputs, context
        self.keyframes = keyframes
        self.shot = Shot(inputs.frames, size.height, size.width)
        self.plan = Plan(
            tuple(keyframes),
            growth_order(inputs.start, inputs.stop, tuple(keyframes)),
            quality.warm_up,
            quality.per_frame,
            quality.finish,
        )
        labels = {frame: self.shot.chroma(keyframe) for frame, keyframe in keyframes.items()}
        settings = Settings(params.learning_rate, quality.width, params.augmentation, has_fast_bfloat16(device))
        self.training = Training(self.shot, labels, self.plan, settings, device.name, context.seed)
        self.pictures = Pictures(
            context.folder, self.shot, keyframes, facts.color.bit_depth, Light(facts.luma_weights)
        )
        self.work = Work(self.plan.steps, len(self.plan.order), *self.pictures.seconds_a_picture())
        self.saving = Saving(context, digest(inputs, params, context), self.training, self.work)
        self.warping = LiveWarping(inputs.start, inputs.stop, self._small_gray)

    def events(self, earlier: Earlier) -> Generator[Event]:
        """Learn and spread (Algorithm 1), then make the final pictures; whenever it is closed, the state is saved."""
        if earlier.state is not None:
            self.saving.resume(earlier.state)
        else:
            warm_start(self.context, self.training)
        try:
            yield self._progress(earlier.word)
            yield from self._keyframes()
            yield from self._learn()
            yield from self._finish()
        finally:
            self.saving.save()
        yield Checkpoint(self.training.step)

    def _keyframes(self) -> Iterator[Event]:
        """Deliver the keyframes as they are, and tell of the frames that an earlier part of this run has made."""
        for frame in self.keyframes:
            self.pictures.write_keyframe(frame)
            yield FrameReady(frame)
        there = set(self.context.folder.frames())
        for frame in self.training.joined:
            if frame not in there:
                self.pictures.write_first(frame, self.training.predict(frame))
            yield FrameReady(frame)

    def _learn(self) -> Iterator[Event]:
        """Algorithm 1: train, let the next frame join, show how it stands."""
        training, plan = self.training, self.plan
        tell, draw, measure = Beat(0.2), Beat(2.0, first=0.8), Beat(6.0, first=3.0)
        losses: list[float] = []
        while training.step < plan.steps:
            while len(training.joined) < plan.joined(training.step):
                frame = plan.order[len(training.joined)]
                self.pictures.write_first(frame, training.join(frame))
                yield FrameReady(frame)
            started = time.monotonic()
            losses.append(training.train())
            self.work.measure_step(time.monotonic() - started)
            if tell.is_due() or training.step == plan.steps:
                yield Metric("loss", training.step, sum(losses) / len(losses))
                losses.clear()
                yield self._progress(plan.stage(training.step))
            if draw.is_due():
                yield self._preview()
            if measure.is_due():
                pictures = {}
                for frame in self.warping.needed:  # one by one: a seek for a frame not seen yet may take its time
                    pictures[frame] = self._small_rgb(frame)
                    yield self._progress(plan.stage(training.step))
                yield Metric("e_warp", training.step, self.warping.measure(pictures))
            if self.saving.save_if_due():
                yield Checkpoint(training.step)

    def _finish(self) -> Iterator[Event]:
        """Make every frame's final picture, in the clip's order, and measure how steady the whole is."""
        frames = range(self.inputs.start, self.inputs.stop)
        error = WarpingError(_E_WARP_HEIGHT)
        draw = Beat(1.0)
        for index, frame in enumerate(frames):
            image = self.pictures.read(frame) if index < self.saving.finals or frame in self.keyframes else None
            if image is None:
                image = yield from self._final(frame, f"Final pictures: {index + 1} of {len(frames)}")
            self.saving.finals = max(self.saving.finals, index + 1)
            yield FrameReady(frame)
            yield self._progress(f"Final pictures: {index + 1} of {len(frames)}")
            steadiness = error.add(to_unit(image), lightness_to_gray(self.shot.lightness(frame)))
            if steadiness is not None:
                yield Metric("e_warp_frame", frame, steadiness)
            if draw.is_due():
                yield self._preview()
            if self.saving.save_if_due():
                yield Checkpoint(self.training.step)
        if error.per_frame:
            yield Metric("e_warp", self.training.step, error.mean)

    def _final(self, frame: int, stage: str) -> Generator[Event, None, NDArray[Any]]:
        parts = self.pictures.write_final(frame, self.training.predict(frame))
        while True:
            try:
                next(parts)
            except StopIteration as done:
                image: NDArray[Any] = done.value
                return image
            yield self._progress(stage)

    def _progress(self, stage: str) -> Progress:
        training = self.training
        return self.work.progress(training.step, len(training.joined), self.saving.finals, stage)

    def _preview(self) -> Preview:
        """Draw the frame that is being looked at, else the newest in the queue."""
        frame = self.context.preview_frame()
        if frame is None or not self.inputs.start <= frame < self.inputs.stop:
            frame = self.training.joined[-1] if self.training.joined else (*self.plan.order, *self.keyframes)[0]
        return self.pictures.preview(frame, self._chroma(frame))

    def _chroma(self, frame: int) -> Chroma | None:
        return None if frame in self.keyframes else self.training.predict(frame)

    def _small_rgb(self, frame: int) -> NDArray[np.float32]:
        return self.pictures.small_rgb(frame, self.training.predict(frame))

    def _small_gray(self, frame: int) -> NDArray[np.float32]:
        return lightness_to_gray(self.shot.small_lightness(frame))
