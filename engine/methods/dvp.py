"""Deep Video Prior, propagation of color, style and masks (paper 1, section 5).

A U-Net h learns, on this shot alone, to turn the keyframes' source into what the artist made of them (equation 6).
It is then shown frame after frame away from every keyframe; what it answers joins the queue it learns from
(Algorithm 1). No motion is measured for the result: similar places of similar frames get similar answers. It works
at a working size; its answers are brought to full size along the edges of the source. For color it sees luma and
answers chroma, and luma itself is never touched. Long shots are learned in windows that fade into each other.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.catalog import DvpParams, quality_of
from engine.color.lab import lightness_to_gray, to_unit
from engine.methods.dvp_guided import GuidedRun
from engine.methods.dvp_kind import Planes
from engine.methods.dvp_mask import finer
from engine.methods.dvp_over import Shown
from engine.methods.dvp_resume import Earlier, Saving, digest, find_earlier
from engine.methods.dvp_setup import Setup
from engine.metrics.warping import WarpingError
from engine.runtime.context import Context, Inputs
from engine.runtime.device import Device, choose_device, working_height
from engine.runtime.events import Checkpoint, Event, FrameReady, Metric, Preview, Progress
from engine.training.progress import Beat, LiveWarping, Work
from engine.training.resuming import within_memory
from engine.training.windows import weight

_E_WARP_HEIGHT = 180
_GUIDE_SHARE = 0.3  # of the work, as the bar shows it, where the motion is followed first


def propagate(inputs: Inputs, params: DvpParams, context: Context) -> Generator[Event]:
    """Make frames `inputs.start` to `inputs.stop` from the keyframes; called again with the same folder it goes on.

    If the device's memory ends, the working size is halved once. Raises `DeviceError` if that is not enough.
    """
    device = choose_device(context.device)
    quality = quality_of(params, device.is_cpu, inputs.kind)
    shown = Shown(inputs, context) if inputs.over is not None and inputs.partial else None
    inputs = inputs if shown is None else shown.inputs
    facts = inputs.frames.facts
    earlier = find_earlier(context, inputs, params)
    lines = quality.height
    if inputs.kind == "mask" and not params.working_height:
        lines = finer(lines, (keyframe.image for keyframe in inputs.keyframes))
    height = earlier.height or working_height(device, facts.height, facts.width, quality.width, lines)
    if shown is not None and earlier.state is None and inputs.kind != "style":  # a style is more than its chroma
        yield from shown.first_pictures()
    is_guided = inputs.kind == "color" and params.follows_motion(inputs.kind)

    def events(lines: int, past: Earlier) -> Generator[Event]:
        if is_guided:
            return GuidedRun(inputs, params, context, device, lines, past).events()
        return _Run(inputs, params, context, device, lines, past, shown).events()

    yield from within_memory(device, height, earlier, events)


class _Run:
    """One pass of the method at one working size: what its stages share, window after window."""

    def __init__(
        self,
        inputs: Inputs,
        params: DvpParams,
        context: Context,
        device: Device,
        height: int,
        earlier: Earlier,
        shown: Shown | None = None,
    ) -> None:
        self.inputs, self.context, self.earlier, self.shown = inputs, context, earlier, shown
        self.setup = setup = Setup(inputs, params, context, device, height, earlier.share)
        self.shot, self.pictures, self.keyframes = setup.shot, setup.pictures, setup.keyframes
        self.windows, self.plans = setup.windows, setup.plans
        steps = sum(plan.steps for plan in self.plans)
        self.others = inputs.stop - inputs.start - len(self.keyframes)
        self.work = Work(steps, self.others, *self.pictures.seconds_a_picture())
        self.guide = setup.guide  # what the motion says, if masks are to follow it
        self.followed = 0.0  # share of the frames about which it has spoken
        self.training = setup.training(earlier.window)
        facts = {"digest": digest(inputs, params, context), "height": self.shot.height, "share": setup.share}
        self.saving = Saving(context, facts, self.training, self.work)
        self.saving.window = earlier.window
        self.warping = LiveWarping(inputs.start, inputs.stop, self._small_gray)
        self.error = WarpingError(_E_WARP_HEIGHT)

    def events(self) -> Generator[Event]:
        """Learn and spread (Algorithm 1), then make the final pictures; whenever it is closed, the state is saved."""
        if self.earlier.state is not None:
            self.saving.resume(self.earlier.state)
        else:
            self._clear()
            self.setup.begin(self.training)
        try:
            yield self._progress(self.earlier.word)
            yield from self._begin_over()
            yield from self._keyframes()
            yield from self._remeasure()
            yield from self._follow()
            while True:
                yield from self._learn()
                yield from self._finish()
                if self.saving.window + 1 == len(self.windows):
                    break
                self._next_window()
        finally:
            self.saving.save()
        self._clear()
        if self.shown is not None:
            self.shown.clear()
        if self.error.per_frame:
            yield Metric("e_warp", self._step, self.error.mean)
        yield Checkpoint(self._step)

    def _begin_over(self) -> Iterator[Event]:
        """Ask the network what it answers before it learns on, where pictures that it made before are changed."""
        is_fitting = self.inputs.kind == "color" and self.setup.is_warm
        if self.shown is None or not is_fitting or self.earlier.state is not None:
            return
        for frame in range(self.inputs.start, self.inputs.stop):
            if frame not in self.keyframes:
                self.saving.begun[frame] = self.training.predict(frame)
                yield self._progress("Looking at what is there")

    def _clear(self) -> None:
        """Remove what is kept on disk for this run alone."""
        self.pictures.clear()
        if self.guide is not None:
            self.guide.clear()

    def _next_window(self) -> None:
        """Go on to the next window, beginning with what this one has learned."""
        learned = self.training.state()
        self.training = self.setup.training(self.saving.window + 1)
        self.training.start_from(learned)
        self.saving.enter(self.saving.window + 1, self.training)

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

    def _follow(self) -> Iterator[Event]:
        """Let the motion answer for every frame, if it is to be followed; its answers are first pictures."""
        if self.guide is None:
            return
        made, draw = self.guide.known, Beat(1.0)
        for frame in self.guide.make():
            stage = f"Following the motion: {made} of {self.others}"
            if frame is not None:
                made += 1
                self.followed = made / self.others
                if frame - self.inputs.start >= self.saving.finals:
                    planes = self.setup.followed(frame)
                    self.pictures.write_first(frame, planes)
                    yield FrameReady(frame)
                    if draw.is_due() and self.context.preview_frame() in (None, frame):
                        yield self.pictures.preview(frame, planes)
            yield self._progress(stage)
        self.followed = 1.0

    def _learn(self) -> Iterator[Event]:
        """Algorithm 1: train, let the next frame join, show how it stands."""
        training, plan = self.training, self.training.plan
        tell, draw, measure = Beat(0.2), Beat(2.0, first=0.8), Beat(6.0, first=3.0)
        losses: list[float] = []
        while not training.is_done:
            while len(training.joined) < plan.joined(training.step):
                frame = plan.order[len(training.joined)]
                planes = training.join(frame)
                is_there = self.shown is not None and self.inputs.kind != "style"  # carried along the motion
                if frame - self.inputs.start >= self.saving.finals and not is_there:
                    self.pictures.write_first(frame, planes)
                    yield FrameReady(frame)
            started = time.monotonic()
            losses.append(training.train())
            self.work.measure_step(time.monotonic() - started)
            if tell.is_due() or training.is_done:
                yield Metric("loss", self._step, sum(losses) / len(losses))
                losses.clear()
                yield self._progress(plan.stage(training.step))
            if draw.is_due() and not self._is_carried:
                yield self._preview()
            if measure.is_due() and len(self.windows) == 1:
                yield from self._measure()
            if self.saving.save_if_due():
                yield Checkpoint(self._step)

    def _measure(self) -> Iterator[Event]:
        pictures = {}
        for frame in self.warping.needed:  # one by one: a seek for a frame not seen yet may take its time
            pictures[frame] = self.pictures.small_rgb(frame, self.training.predict(frame))
            yield self._progress(self.training.plan.stage(self.training.step))
        yield Metric("e_warp", self._step, self.warping.measure(pictures))

    def _finish(self) -> Iterator[Event]:
        """Make the final pictures of this window in order; of frames that the next one shares keep the answer."""
        index, start, count = self.saving.window, self.inputs.start, self.inputs.stop - self.inputs.start
        window = self.windows[index]
        stop = self.windows[index + 1].start if index + 1 < len(self.windows) else window.stop
        draw = Beat(1.0)
        self.pictures.learned(self.training.predict)
        for frame in range(start + self.saving.finals, stop):
            stage = f"Final pictures: {frame - start + 1} of {count}"
            image = self.pictures.read(frame) if frame in self.keyframes else None
            if image is None:
                image = yield from self._final(frame, stage)
            self.saving.finals = frame - start + 1
            yield FrameReady(frame)
            yield self._progress(stage)
            yield from self._steadiness(frame, image)
            if draw.is_due() and not self._is_carried:
                preview = self._preview()
                if preview.frame > frame:  # what is final is on disk and better
                    yield preview
            if self.saving.save_if_due():
                yield Checkpoint(self._step)
        for frame in range(stop, window.stop):
            self.saving.fading[frame] = self.training.predict(frame)
            yield self._progress("Fading windows into each other")

    def _remeasure(self) -> Iterator[Event]:
        """Look at the final pictures of an earlier part of this run again: the curve needs them."""
        for frame in range(self.inputs.start, self.inputs.start + self.saving.finals):
            image = self.pictures.read(frame)
            if image is not None:
                yield FrameReady(frame)
                yield from self._steadiness(frame, image)

    def _steadiness(self, frame: int, image: NDArray[Any]) -> Iterator[Event]:
        steadiness = self.error.add(to_unit(image), lightness_to_gray(self.shot.lightness(frame)))
        if steadiness is not None:
            yield Metric("e_warp_frame", frame, steadiness)

    def _final(self, frame: int, stage: str) -> Generator[Event, None, NDArray[Any]]:
        planes, begun = self._faded(frame), self.saving.begun.get(frame)
        if self.shown is not None and begun is not None:
            parts = self.shown.final(frame, begun, planes)
        else:
            parts = self.pictures.write_final(frame, planes)
        while True:
            try:
                next(parts)
            except StopIteration as done:
                image: NDArray[Any] = done.value
                return image
            yield self._progress(stage)

    def _faded(self, frame: int) -> Planes:
        """Return what the windows that hold this frame say together."""
        planes = self.training.predict(frame)
        before = self.saving.fading.get(frame)
        share = np.float32(weight(self.windows, self.saving.window, frame))
        return planes if before is None else share * planes + (1 - share) * before

    @property
    def _step(self) -> int:
        """Steps of this run so far, those of earlier windows included."""
        return sum(plan.steps for plan in self.plans[: self.saving.window]) + self.training.step

    def _progress(self, stage: str) -> Progress:
        before = self.plans[: self.saving.window]
        firsts = min(self.others, sum(len(plan.order) for plan in before) + self.training.firsts)
        steps = self._step if not self.training.is_done else sum(plan.steps for plan in (*before, self.training.plan))
        told = self.work.progress(steps, firsts, self.saving.finals, stage)
        if self.guide is None:
            return told
        done = _GUIDE_SHARE * self.followed + (1 - _GUIDE_SHARE) * told.done / told.total
        return Progress(done, 1.0, stage)

    @property
    def _is_carried(self) -> bool:
        """Whether the motion has brought every frame a picture that the network's answer alone would spoil."""
        return self.shown is not None and self.inputs.kind == "color"

    def _preview(self) -> Preview:
        """Draw the frame that is being looked at, else the newest in the queue."""
        frame = self.context.preview_frame()
        window = self.windows[self.saving.window]
        if frame is None or not self.inputs.start <= frame < self.inputs.stop:
            plan = self.training.plan
            inside = [key for key in self.keyframes if window.start <= key < window.stop]
            frame = self.training.joined[-1] if self.training.joined else (*plan.order, *inside)[0]
        return self.pictures.preview(frame, None if frame in self.keyframes else self.training.predict(frame))

    def _small_gray(self, frame: int) -> NDArray[np.float32]:
        return lightness_to_gray(self.shot.small_lightness(frame))
