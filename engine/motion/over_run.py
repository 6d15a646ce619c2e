"""A run along the motion where only what was touched up is to change: the pictures that are shown stay.

What was touched up joins them. First quick pictures outward from the frames that were touched up; then, in the order
of the clip, the final ones. No other keyframe is followed, and pixels that no touch-up reaches stay to the bit.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator

from engine.color.lab import lightness_to_gray, to_unit
from engine.metrics.warping import WarpingError
from engine.motion.over import Over
from engine.motion.pictures import pictures_of
from engine.motion.resume import Following, Saving
from engine.motion.views import Shot, resized
from engine.runtime.context import Context, Inputs
from engine.runtime.events import Checkpoint, Event, FrameReady, Metric, Preview, Progress

_QUICK_COST, _ANSWER_COST, _FINAL_COST = 1.0, 6.0, 1.0  # units of work a frame
_WARP_LINES = 180
_SHOW_S = 0.5


class OverRun:
    """One run over pictures that are there already."""

    def __init__(self, inputs: Inputs, params: Following, context: Context) -> None:
        self.context = context
        self.shot = Shot(inputs, params.working_height)
        self.pictures = pictures_of(self.shot, context)
        self.saving = Saving(context, inputs, params)
        self.frames = range(inputs.start, inputs.stop)
        self.over = Over(inputs, self.shot, context.folder, self.saving.touched, matching=params.matching)
        self.touched = self.over.touched
        self.quick = self.answers = 0  # first pictures made, answers found
        self.show_due = 0.0

    def events(self) -> Generator[Event]:
        """Tell what is done, as every method does."""
        is_resumed = self.saving.resume()
        there = set(self.context.folder.frames()) & set(self.frames) if is_resumed else set()
        try:
            self.saving.save({})
            yield from self._first_pictures(there)
            for frame in self.touched.make():
                self.answers += frame is not None
                yield self._progress("Carrying what was touched up")
            yield from self._final_pictures()
        finally:
            self.saving.save({})
        self.touched.clear()
        yield self._progress("Finished")
        yield Checkpoint(len(self.frames))

    def _first_pictures(self, there: set[int]) -> Iterator[Event]:
        """Make a quick picture of every frame that a touch-up reaches, nearest first."""
        if there.issuperset(self.frames):
            for frame in self.frames:
                yield FrameReady(frame)
            return
        for frame in self.shot.keys:
            self.pictures.write_key(frame)
        for frame in self.shot.partial:
            self.over.write_shown(frame)
        for frame in (*self.shot.partial, *self.shot.keys):
            yield FrameReady(frame)
            yield from self._preview(frame)
        for made in self.over.first_pictures():
            if made is not None:
                self.quick += 1
                yield FrameReady(made)
                yield from self._preview(made)
            yield self._progress("First pictures")

    def _final_pictures(self) -> Iterator[Event]:
        """Make the final pictures in order, measuring equations 7 and 8 as they come."""
        state, shot = self.saving.state, self.shot
        error = WarpingError(_WARP_LINES)
        is_whole = set(self.context.folder.frames()).issuperset(self.frames)
        done = state.finals if is_whole else 0  # else first pictures were made again, over finals too
        state.finals, state.warps = 0, []
        reached = self.touched.frames
        for frame in self.frames:
            stage = f"Final pictures: {state.finals} of {len(self.frames)}"
            if frame >= self.frames.start + done and frame not in shot.keys:
                if frame in reached:
                    for _ in self.over.write_changed(frame):
                        yield self._progress(stage)
                else:
                    self.over.write_shown(frame)
            state.finals += 1
            yield FrameReady(frame)
            yield from self._preview(frame)
            picture = self.pictures.read(frame)
            if picture is not None:
                small = resized(to_unit(picture), shot.low)
                gray = lightness_to_gray(shot.view(frame, shot.low).lightness)
                if error.add(small, gray) is not None:
                    state.warps.append(error.per_frame[-1])
                    yield Metric("e_warp_frame", frame, error.per_frame[-1])
                    yield Metric("e_warp", state.finals, sum(state.warps) / len(state.warps))
            yield self._progress(stage)
            if self.saving.is_due:
                self.saving.save({})
                yield Checkpoint(state.finals)

    def _preview(self, frame: int) -> Iterator[Preview]:
        looked_at = self.context.preview_frame()
        if frame != looked_at and (looked_at is not None or time.monotonic() < self.show_due):
            return
        self.show_due = time.monotonic() + _SHOW_S
        shown = self.pictures.preview(frame)
        if shown is not None:
            yield shown

    def _progress(self, stage: str) -> Progress:
        reached = sum(each.stop - each.start - 1 for each in self.touched.stretches)
        before = reached * (_QUICK_COST + _ANSWER_COST)
        total = before + len(self.frames) * _FINAL_COST
        done = self.quick * _QUICK_COST + self.answers * _ANSWER_COST
        if self.saving.state.finals or stage == "Finished":
            done = before + self.saving.state.finals * _FINAL_COST
        return Progress(min(done, total), total, stage)
