"""Guided Deep Video Prior (beyond the paper): the network repairs what following the motion gets wrong.

First the motion answers for every frame, with how sure it is (as the method `flow` does). Then the network learns,
on this shot alone, to answer the same chroma from luma and from hints: the motion's answers, some of them hidden.
Sure pixels of all frames teach it, and the keyframes, whose truth is known, also with hints as wrong as the motion
makes them here. In the end it is asked without hints, and both are mixed: the network counts where the motion
expects to be wrong, as far as the two do not contradict each other by more than that.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from functools import cached_property

import numpy as np

from engine.catalog import DvpParams
from engine.color.lab import Chroma, lightness_to_gray, to_unit
from engine.color.upsample import upsample_ab
from engine.methods.dvp_guide import gain
from engine.methods.dvp_resume import Earlier, Saving, digest
from engine.methods.dvp_setup import Setup
from engine.metrics.warping import WarpingError, measure_flow, visible, warp_back
from engine.motion.fusion import Answer
from engine.motion.views import resized
from engine.runtime.context import Context, Inputs
from engine.runtime.device import Device
from engine.runtime.events import Checkpoint, Event, FrameReady, Metric, Preview, Progress
from engine.training.progress import Beat, Work

_E_WARP_HEIGHT = 180
_REACH = 1 / 20  # of the working height: neighborhood over which network and motion are compared
_STEADY = 0.5  # share of the frame before in what is added to the motion's answer
_GUIDE_SHARE, _LEARN_SHARE = 0.45, 0.45  # of the work, as the bar shows it


class GuidedRun:
    """One pass: the motion's answers, training, final pictures."""

    def __init__(
        self, inputs: Inputs, params: DvpParams, context: Context, device: Device, height: int, earlier: Earlier
    ) -> None:
        self.inputs, self.context, self.earlier = inputs, context, earlier
        self.setup = setup = Setup(inputs, params, context, device, height, earlier.share)
        self.shot, self.pictures, self.keyframes = setup.shot, setup.pictures, setup.keyframes
        self.frames = range(inputs.start, inputs.stop)
        assert setup.guide is not None
        self.guide = setup.guide
        if earlier.state is None:
            self.guide.clear()
        self.training = setup.training(0)
        facts = {"digest": digest(inputs, params, context), "height": self.shot.height, "share": setup.share}
        self.saving = Saving(context, facts, self.training, Work(0, 0, 0, 0))
        self.error = WarpingError(_E_WARP_HEIGHT)

    def events(self) -> Generator[Event]:
        """Follow the motion, learn, make the final pictures; whenever it is closed, the state is saved."""
        if self.earlier.state is not None:
            self.saving.resume(self.earlier.state)
        else:
            self.setup.begin(self.training)
        try:
            yield self._progress(self.earlier.word)
            self.saving.save()
            yield from self._keyframes()
            yield from self._follow()
            yield from self._learn()
            yield from self._finish()
        finally:
            self.saving.save()
        if self.error.per_frame:
            yield Metric("e_warp", self.training.step, self.error.mean)
        yield Checkpoint(self.training.step)

    def _keyframes(self) -> Iterator[Event]:
        for frame in self.keyframes:
            self.pictures.write_keyframe(frame)
            self.context.folder.write_confidence(frame, np.ones(self.guide.shot.low, np.float32))
            yield FrameReady(frame)
        for frame in sorted(set(self.context.folder.frames()) & set(self.frames) - set(self.keyframes)):
            yield FrameReady(frame)

    def _follow(self) -> Iterator[Event]:
        """Let the motion answer; every answer is a first picture."""
        count, beat = len(self.frames) - len(self.keyframes), Beat(1.0)
        for frame in self.guide.make():
            stage = f"Following the motion: {self.guide.known} of {count}"
            if frame is not None and frame - self.frames.start >= self.saving.finals:
                yield from self._write(frame, self.guide.answer(str(frame)), stage)
                yield FrameReady(frame)
                if beat.is_due():
                    yield from self._preview(frame)
            yield self._progress(stage)

    def _learn(self) -> Iterator[Event]:
        training, tell, draw = self.training, Beat(0.2), Beat(2.0, first=0.8)
        losses: list[float] = []
        while not training.is_done:
            losses.append(training.train())
            if tell.is_due() or training.is_done:
                yield Metric("loss", training.step, sum(losses) / len(losses))
                losses.clear()
                yield self._progress("Learning what the motion gets wrong")
            if draw.is_due() and training.plan.order:
                frame = self.context.preview_frame()
                if frame not in training.plan.order:
                    frame = training.plan.order[0]
                yield self.pictures.preview(frame, training.predict(frame))
            if self.saving.save_if_due():
                yield Checkpoint(training.step)

    def _finish(self) -> Iterator[Event]:
        """Mix both answers, frame after frame in the clip's order."""
        for index, frame in enumerate(self.frames):
            stage = f"Final pictures: {index + 1} of {len(self.frames)}"
            if index >= self.saving.finals and frame not in self.keyframes:
                answer = self._mixed(frame)
                yield self._progress(stage)
                yield from self._write(frame, answer, stage)
            image = self.pictures.read(frame)
            self.saving.finals = max(self.saving.finals, index + 1)
            yield FrameReady(frame)
            yield self._progress(stage)
            if image is not None:
                gray = lightness_to_gray(self.shot.lightness(frame))
                steadiness = self.error.add(to_unit(image), gray)
                if steadiness is not None:
                    yield Metric("e_warp_frame", frame, steadiness)
            if self.saving.save_if_due():
                yield Checkpoint(self.training.step)

    def _mixed(self, frame: int) -> Answer:
        """Return the motion's answer with what the network adds to it."""
        answer, small = self.guide.answer(str(frame)), self.guide.small_answer(str(frame))
        better = self.training.predict(frame)
        expected = Answer(small.ab, small.error * np.float32(self._overrated))
        share = gain(expected, better, max(1, round(self.shot.height * _REACH)))
        added = self._steadied(frame, (better - small.ab) * share[..., None])
        self.saving.fading = {frame: added}
        lightness = self.guide.shot.view(frame, (answer.ab.shape[0], answer.ab.shape[1])).lightness
        full = upsample_ab(added, lightness, self.shot.small_lightness(frame))
        left = resized(np.ascontiguousarray(1 - share), lightness.shape)
        return Answer(answer.ab + full, answer.error * left)

    @cached_property
    def _overrated(self) -> float:
        target = self.setup.target
        truth = {frame: target.planes(target.label(key.image)[:, :2]) for frame, key in self.keyframes.items()}
        return self.guide.overrated(truth)

    def _steadied(self, frame: int, added: Chroma) -> Chroma:
        """Return what is added drawn toward what was added to the same pixels of the frame before."""
        before = self.saving.fading.get(frame - 1)
        if before is None:
            return added
        here, there = (lightness_to_gray(self.shot.small_lightness(at)) for at in (frame, frame - 1))
        flow = measure_flow(here, there)
        share = visible(flow, measure_flow(there, here)).astype(np.float32) * np.float32(_STEADY)
        return np.asarray(added + (warp_back(before, flow) - added) * share[..., None], np.float32)

    def _write(self, frame: int, answer: Answer, stage: str) -> Iterator[Event]:
        parts = self.guide.shot.picture(frame, answer.ab)
        while True:
            try:
                next(parts)
            except StopIteration as done:
                self.context.folder.write_frame(frame, done.value)
                break
            yield self._progress(stage)
        self.context.folder.write_confidence(frame, np.clip(resized(answer.confidence, self.guide.shot.low), 0, 1))

    def _preview(self, made: int) -> Iterator[Preview]:
        """Show the frame that is looked at if it has a picture, else the one that was made."""
        frame = self.context.preview_frame()
        frame = made if frame is None or frame not in self.context.folder.frames() else frame
        yield self.pictures.preview(
            frame, None if frame in self.keyframes else self.guide.small_answer(str(frame)).ab
        )

    def _progress(self, stage: str) -> Progress:
        others = len(self.frames) - len(self.keyframes)
        steps = self.training.plan.steps
        followed = self.guide.known / others if others else 1.0
        learned = self.training.step / steps if steps and not self.training.is_done else 1.0
        final_share = 1 - _GUIDE_SHARE - _LEARN_SHARE
        done = followed * _GUIDE_SHARE + (learned * _LEARN_SHARE if followed == 1 else 0)
        return Progress(done + final_share * self.saving.finals / len(self.frames), 1.0, stage)
