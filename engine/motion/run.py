"""A run that carries the nearest keyframes' color along the motion, and looks it up where the motion is lost.

First a quick picture of every frame, outward from the keyframes; then, in the order of the clip, the final one:
motion at the working size over links of 1 and 3 frames, matching by appearance where that is unsure, the two
keyframes beside a frame weighted by how sure each is. A method may carry color its own way (`.carrying`).

Memory does not grow with the shot: a chain holds three tracks, and what the right keyframe says about a stretch
waits on disk (`sides/` in the run's folder) until the left one comes by.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from typing import TypeVar

from engine.color.lab import Chroma, lightness_to_gray, to_unit
from engine.metrics.warping import WarpingError
from engine.motion.carrying import AlongMotion, Carrying, Followed
from engine.motion.chain import Chain
from engine.motion.fusion import Answer
from engine.motion.over_run import OverRun
from engine.motion.pictures import pictures_of
from engine.motion.resume import Following, Saving
from engine.motion.segments import Reach, Segment, first_order, segments
from engine.motion.touched import TouchUps
from engine.motion.views import Shot, resized
from engine.runtime.context import Context, Inputs
from engine.runtime.errors import ProjectError
from engine.runtime.events import Checkpoint, Event, FrameReady, Metric, Progress

_FIRST_COST = 1.0  # units of work: a first picture, an answer of one keyframe, a final picture
_ANSWER_COST = 6.0
_FINAL_COST = 1.0
_FAR = 12  # frames from its keyframe from which a frame being looked at is worth a draft of its own
_FIRST_WARP_LINES = 120
_WARP_LINES = 180
_SHOW_S = 0.5  # between two previews while nobody looks at a particular frame

T = TypeVar("T")


def follow(
    inputs: Inputs,
    params: Following,
    context: Context,
    carrying: Carrying | None = None,
    shot: Shot | None = None,
) -> Generator[Event]:
    """Color frames `inputs.start` to `inputs.stop` from the keyframes. With the same folder it goes on. `shot` is
    that of these inputs where it is not of color or masks.

    Where only what was touched up is to change (`inputs.over`), it goes on from the pictures that are shown, along
    the motion whatever `carrying` is.
    """
    if inputs.over is not None and inputs.partial:
        yield from OverRun(inputs, params, context).events()
    else:
        made = shot or Shot(inputs, params.working_height)
        yield from _Run(inputs, params, context, carrying or AlongMotion(params.matching), made).events()


class _Run:
    """One run: what its two passes share."""

    def __init__(self, inputs: Inputs, params: Following, context: Context, carrying: Carrying, shot: Shot) -> None:
        self.params, self.context, self.carrying, self.shot = params, context, carrying, shot
        self.keys = tuple(self.shot.keys)
        self.pictures = pictures_of(self.shot, context)
        self.saving = Saving(context, inputs, params, carrying.digest)
        self.frames = range(inputs.start, inputs.stop)
        self.segments = segments(inputs.start, inputs.stop, self.keys)
        self.touched = TouchUps(self.saving.touched, self.shot, matching=params.matching)
        self.chain: Followed | None = None  # the one that a resumed run must be able to go on with
        self.show_due = 0.0
        self.shown: int | None = None

    def events(self) -> Generator[Event]:
        is_resumed = self.saving.resume()
        there = set(self.context.folder.frames()) & set(self.frames) if is_resumed else set()
        try:
            self.saving.save(self.saving.tensors)
            for _ in self.shot.prepare():
                yield self._progress("Keyframes", firsts=0)
            yield from self._keyframes(there)
            yield from self._first_pictures(there | set(self.keys))
            yield from self._touch_ups()
            yield from self._final_pictures()
        finally:
            self._save()
        self.saving.clear_sides()
        self.touched.clear()
        yield self._progress("Finished")
        yield Checkpoint(len(self.frames))

    def _keyframes(self, there: set[int]) -> Iterator[Event]:
        """Deliver the keyframes as they are, and tell of the frames that an earlier part of this run has made."""
        yield self._progress("Keyframes", firsts=len(there.union(self.keys)))
        for key in self.keys:
            self.pictures.write_key(key)
            yield FrameReady(key)
            yield from self._preview(key)
        for frame in sorted(there.difference(self.keys)):
            yield FrameReady(frame)

    def _first_pictures(self, there: set[int]) -> Iterator[Event]:
        """Make a quick picture of every frame that has none, outward from the keyframes.

        The curve of the warping error takes the keyframe for the first frame here: the frames do not come in order.
        """
        looked_at = self.context.preview_frame()
        if self.carrying.is_independent:  # the final ones come as fast
            if looked_at is not None and looked_at in self.frames and looked_at not in there:
                yield from self._look(looked_at)
            return
        order = first_order(self.frames.start, self.frames.stop, self.keys, looked_at)
        if order and looked_at is not None and looked_at in order[0].frames[_FAR:] and looked_at not in there:
            yield from self._draft(order[0], looked_at)
        made, shot = len(there), self.shot
        warps: list[float] = []
        for reach in order:
            if there.issuperset(reach.frames):
                continue
            chain = Chain(shot, reach.key, reach.direction, shot.low, matching=False, is_quick=True)
            error = WarpingError(_FIRST_WARP_LINES)
            key = shot.key_view(reach.key, shot.low)
            error.add(shot.small_rgb(reach.key, key.ab), lightness_to_gray(key.lightness))
            for frame in reach.frames:
                stage = f"First pictures: {made} of {len(self.frames)}"
                answer = yield from self._breathing(chain.follow(frame), stage, firsts=made)
                unlike = chain.unlike
                chain.keep()
                if frame in there:
                    continue
                yield from self._breathing(self.pictures.write(frame, answer), stage, firsts=made)
                made += 1
                yield FrameReady(frame)
                yield from self._preview(frame)
                gray = lightness_to_gray(shot.view(frame, shot.low).lightness)
                warps.append(error.add(shot.small_rgb(frame, answer.ab), gray) or 0.0)
                yield from self._metrics(made, warps, unlike)
                yield self._progress(stage, firsts=made)

    def _touch_ups(self) -> Iterator[Event]:
        """Let the keyframes that were touched up say what they can about the frames around them."""
        for _ in self.touched.make():
            yield self._progress("Carrying what was touched up")

    def _look(self, frame: int) -> Iterator[Event]:
        """Show what the nearest keyframe says about a frame that needs none before it."""
        nearest = min(self.keys, key=lambda key: abs(key - frame))
        chain = self.carrying.chain(self.shot, nearest, 1)
        answer = yield from self._breathing(chain.follow(frame), "First look", firsts=0)
        yield self.pictures.draft(frame, answer)

    def _draft(self, reach: Reach, frame: int) -> Iterator[Event]:
        """Show at once what can be said about a far frame: direct motion from the keyframe, and matching."""
        chain = Chain(self.shot, reach.key, reach.direction, self.shot.low, matching=True, is_quick=True)
        answer = yield from self._breathing(chain.leap(frame), "First look", firsts=0)
        yield self.pictures.draft(frame, answer)

    def _final_pictures(self) -> Iterator[Event]:
        """Make the final pictures in the order of the clip, measuring equations 7 and 8 as they come."""
        state, shot = self.saving.state, self.shot
        error = self._error_so_far()
        for segment in (*self.segments, None):
            # keyframes before this stretch
            stop = self.frames.stop if segment is None else segment.start
            for frame in self.frames[state.finals : stop - self.frames.start]:
                yield from self._finished(frame, shot.key_view(frame, shot.work).ab, error, 0.0)
            if segment is None or state.finals >= segment.stop - self.frames.start:
                continue
            yield from self._sides(segment)
            yield from self._stretch(segment, error)

    def _sides(self, segment: Segment) -> Iterator[Event]:
        """Let the right keyframe say what it can about every frame of the stretch; the answers wait on disk."""
        state = self.saving.state
        if segment.right is None or self.carrying.is_independent:
            return
        order = range(segment.stop - 1, segment.start - 1, -1)
        if not all(self.saving.has_side(frame) for frame in order[: state.sides]):
            state.sides, self.saving.tensors = 0, {}
        if state.sides == len(order):
            return
        self.chain = self.carrying.chain(self.shot, segment.right, -1)
        self._restore(self.chain, state.sides)
        for frame in order[state.sides :]:
            stage = f"Backward from keyframe {segment.right}: {state.sides} of {len(order)}"
            answer = yield from self._breathing(self.chain.follow(frame), stage)
            self.saving.write_side(frame, answer)
            self.chain.keep()
            state.sides += 1
            yield self._progress(stage)
            yield from self._saved()
        self.chain = None
        self.saving.tensors = {}

    def _stretch(self, segment: Segment, error: WarpingError) -> Iterator[Event]:
        """Finish the frames of a stretch: the left keyframe's answer, the right one's, or both by their certainty."""
        state, shot = self.saving.state, self.shot
        next_frame = self.frames.start + state.finals
        if segment.left is not None:
            self.chain = self.carrying.chain(shot, segment.left, 1)
            there = self._restore(self.chain, next_frame - segment.start)
            if not there and not self.carrying.is_independent:
                for frame in range(segment.start, next_frame):  # the state was lost: find the way again
                    yield from self._breathing(self.chain.follow(frame), "Resuming")
                    self.chain.keep()
        right: Followed | None = None
        if segment.right is not None and self.carrying.is_independent:
            right = self.carrying.chain(shot, segment.right, 1)
        for frame in range(next_frame, segment.stop):
            stage = f"Final pictures: {state.finals} of {len(self.frames)}"
            unlike = 0.0
            if right is not None:
                answer: Answer | None = yield from self._breathing(right.follow(frame), stage)
                unlike = right.unlike
            else:
                answer = None if segment.right is None else self.saving.read_side(frame, shot.work)
            if answer is None and segment.right is not None:
                raise ProjectError(
                    f"The run {self.context.folder.path.name} lost what it had worked out; start it again."
                )
            if self.chain is not None:
                own = yield from self._breathing(self.chain.follow(frame), stage)
                unlike = self.chain.unlike
                if answer is None or segment.left is None or segment.right is None:
                    answer = own
                else:
                    answer = self.carrying.joined(own, frame - segment.left, answer, segment.right - frame)
            assert answer is not None  # there is a keyframe on one side at least
            answer = self.touched.laid(frame, answer)
            yield from self._breathing(self.pictures.write(frame, answer), stage)
            if self.chain is not None:
                self.chain.keep()
            yield from self._finished(frame, answer.ab, error, unlike)
            yield from self._saved()
        self.chain = None
        state.sides = 0
        self._save()
        self.saving.clear_sides()

    # telling

    def _finished(self, frame: int, ab: Chroma, error: WarpingError, unlike: float) -> Iterator[Event]:
        """Tell that the final picture of `frame` is there, and how steady the shot is so far."""
        state, shot = self.saving.state, self.shot
        state.finals += 1
        yield FrameReady(frame)
        yield from self._preview(frame)
        gray = lightness_to_gray(shot.view(frame, shot.work).lightness)
        if error.add(shot.small_rgb(frame, ab), gray) is not None:
            state.warps.append(error.per_frame[-1])
            yield Metric("e_warp_frame", frame, error.per_frame[-1])  # of finals alone: it tells which they are
            yield from self._metrics(len(self.frames) + state.finals, state.warps, unlike)
        yield self._progress(f"Final pictures: {state.finals} of {len(self.frames)}")

    def _metrics(self, step: int, warps: list[float], unlike: float) -> Iterator[Event]:
        """Tell the curves: `loss` is how unlike the keyframe the frame looks where it was followed to."""
        yield Metric("loss", step, unlike)
        yield Metric("e_warp", step, sum(warps) / len(warps))

    def _preview(self, made: int) -> Iterator[Event]:
        """Show the frame being looked at when it is new or newly made; the newest frame if none is looked at."""
        looked_at = self.context.preview_frame()
        if looked_at is None or looked_at not in self.frames:
            if time.monotonic() < self.show_due:
                return
            self.show_due = time.monotonic() + _SHOW_S
            looked_at = made
        elif looked_at == self.shown != made:
            return
        shown = self.pictures.preview(looked_at)
        if shown is not None:
            self.shown = shown.frame
            yield shown

    def _progress(self, stage: str, firsts: int | None = None) -> Progress:
        """Return how much is done. `firsts`: first pictures so far, all of them if left out."""
        state = self.saving.state
        count = len(self.frames)
        answers = done = 0
        for segment in self.segments:
            made = min(max(0, state.finals - (segment.start - self.frames.start)), len(segment))
            begun = self.frames.start + state.finals >= segment.start
            if segment.right is not None:
                answers += len(segment)
                done += len(segment) if made else state.sides if begun else 0
            if segment.left is not None:
                answers += len(segment)
                done += made
        total = count * (_FIRST_COST + _FINAL_COST) + answers * _ANSWER_COST
        firsts = count if firsts is None else firsts
        return Progress(firsts * _FIRST_COST + state.finals * _FINAL_COST + done * _ANSWER_COST, total, stage)

    def _breathing(
        self, work: Generator[None, None, T], stage: str, firsts: int | None = None
    ) -> Generator[Event, None, T]:
        """Do `work`, telling the progress in each of its pauses, so that it can be paused or closed there."""
        while True:
            try:
                next(work)
            except StopIteration as end:
                done: T = end.value
                return done
            yield self._progress(stage, firsts)

    # keeping

    def _error_so_far(self) -> WarpingError:
        """Return the measure as it was after the frames that are finished."""
        state, shot = self.saving.state, self.shot
        error = WarpingError(_WARP_LINES)
        if state.finals:
            for frame in sorted({self.frames.start, self.frames.start + state.finals - 1}):
                image = self.pictures.read(frame)
                if image is not None:
                    error.add(
                        resized(to_unit(image), shot.work), lightness_to_gray(shot.view(frame, shot.work).lightness)
                    )
            error.per_frame = list(state.warps)
        return error

    def _restore(self, chain: Followed, followed: int) -> bool:
        """Let `chain` go on after its first `followed` frames; return whether the state for that was there."""
        tensors, self.saving.tensors = self.saving.tensors, {}
        if followed and tensors:
            chain.restore(tensors)
        return bool(tensors) or not followed

    def _saved(self) -> Iterator[Event]:
        if self.saving.is_due:
            self._save()
            yield Checkpoint(self.saving.state.finals)

    def _save(self) -> None:
        self.saving.save(self.saving.tensors if self.chain is None else self.chain.saved())
