"""Blind video temporal consistency (paper 1, section 4): a clip processed frame by frame is made steady.

A network learns, on this shot alone, to make the processed frame from the input frame, one frame a step (equation
3). What belongs to the picture it learns first, what flickers only later; so it is stopped early. With iteratively
reweighted training (section 4.3) it has two outputs and every pixel of a processed frame trains the one it is nearer
to, so that the main one keeps to a single mode; which frames show that mode is found by clustering (beyond the paper;
`irt_variant` takes the paper's or the released program's way instead). Long shots are learned in windows (section
6.7).
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.catalog.consistency import ConsistencyParams, consistency_effort
from engine.color.lab import to_unit
from engine.color.modes import find_modes, mode_of
from engine.color.pair import Pair
from engine.methods.consistency_footage import Footage
from engine.methods.consistency_live import Live
from engine.methods.consistency_pictures import Pictures
from engine.methods.consistency_plan import COARSE_COST, Schedule, Variant, own_frames
from engine.methods.consistency_resume import Place, Saving, digest, find_earlier, warm_start
from engine.methods.consistency_training import Answer, Settings, Training
from engine.metrics.warping import WarpingError
from engine.runtime.context import Context, Inputs
from engine.runtime.device import Device, choose_device, has_fast_bfloat16, working_height
from engine.runtime.errors import EngineError, InputError
from engine.runtime.events import Checkpoint, Event, FrameReady, Metric, Preview, Progress
from engine.training.best import Best, Measured
from engine.training.progress import Beat, Work
from engine.training.resuming import Earlier, within_memory
from engine.training.stopping import EPOCHS, PERCEPTUAL_THRESHOLD, epoch_losses, is_settled
from engine.training.windows import cut_windows, weight

_E_WARP_HEIGHT = 180
_SETTLED = 1e-4  # normalized variance of losses other than the perceptual one, which fall faster
_GOAL = 30.0  # dB at the working size; the way to full size costs a little of it
_MODE_GOAL = 40.0  # of the frames that show a mode: what lies between two modes is steady, too, but dull
_OVERLAP_S = 1.0
_FITTED = 6  # frames that the last layer is fitted to before the training
_LOOK_STEPS = 40  # at most about so often it is looked how it stands
_LATER_SHARE = 0.5  # of the epochs in windows that begin with the weights of the one before


def propagate(inputs: Inputs, params: ConsistencyParams, context: Context) -> Generator[Event]:
    """Make frames `inputs.start` to `inputs.stop` steady; called again with the same folder it goes on.

    If the device's memory ends, the working size is halved once. Raises `DeviceError` if that is not enough,
    `InputError` if the clips do not belong together or the main frame is none of the range.
    """
    if inputs.processed is None:
        raise InputError("To make a clip steady, its processed version is needed.")
    pair = Pair(inputs.frames, inputs.processed, inputs.start, inputs.stop)
    if params.irt and params.main_frame >= 0 and not inputs.start <= params.main_frame < inputs.stop:
        raise InputError(f"The main frame {params.main_frame} is not in frames {inputs.start} to {inputs.stop - 1}.")
    device = choose_device(context.device)
    effort = consistency_effort(params, device.is_cpu)
    earlier = find_earlier(context, inputs, params)
    height = earlier.height or working_height(device, pair.height, pair.width, effort.width, effort.height)
    yield from within_memory(
        device,
        height,
        earlier,
        lambda lines, past: _Run(pair, inputs, params, context, device, lines).events(past),
    )


class _Run:
    """One pass of the method at one working size."""

    def __init__(
        self, pair: Pair, inputs: Inputs, params: ConsistencyParams, context: Context, device: Device, height: int
    ) -> None:
        effort = consistency_effort(params, device.is_cpu)
        self.pair, self.params, self.context, self.effort = pair, params, context, effort
        self.variant: Variant = params.irt_variant if params.irt else ""
        self.footage = Footage(pair, height)
        settings = Settings(
            params.network,
            effort.width,
            effort.learning_rate,
            self.variant,
            params.features,
            context.weights.get("vgg19"),
            has_fast_bfloat16(device),
            effort.epochs_of(pair.stop - pair.start) * (pair.stop - pair.start),
        )
        self.training = Training(self.footage, settings, device.name, context.seed)
        rate = float(pair.frames.facts.rate)
        length = round(params.window * rate)
        overlap = min(round(_OVERLAP_S * rate), length // 3)
        self.windows = cut_windows(pair.start, pair.stop, length, overlap)
        self.pictures = Pictures(context.folder, self.footage)
        schedules = [self._schedule(index, ()) for index in range(len(self.windows))]
        # what lies before a window is done, whether it took all its epochs or stopped before
        self.before = [0.0, *accumulate(schedule.cost(schedule.steps) for schedule in schedules)]
        self.work = Work(self.before[-1], pair.stop - pair.start, *self.pictures.seconds_a_picture())
        self.saving = Saving(context, digest(inputs, params, context), self.training, self.work)
        self.tell, self.draw = Beat(0.2), Beat(2.0, first=0.8)

    @property
    def place(self) -> Place:
        return self.saving.place

    @property
    def schedule(self) -> Schedule:
        """What is done in the window at work."""
        return self._schedule(self.place.window, tuple(self.place.main))

    def events(self, earlier: Earlier) -> Generator[Event]:
        """Learn window after window and make its pictures; whenever it is closed, the state is saved."""
        if earlier.state is not None:
            self.saving.resume(earlier.state)
        else:
            warm_start(self.context, self.training, self.params)
        try:
            yield self._progress(earlier.word)
            if self.variant and not self.place.main:
                yield from self._find_main()
            error, processed = WarpingError(_E_WARP_HEIGHT), WarpingError(_E_WARP_HEIGHT)
            yield from self._made_before(error, processed)
            while self.place.window < len(self.windows):
                if not self.place.is_learned:
                    yield from self._learn()
                yield from self._finish(error, processed)
                self._next_window()
            if error.per_frame:
                yield Metric("e_warp", self.place.taken, error.mean)
                yield Metric("e_warp_processed", self.place.taken, processed.mean)
        finally:
            self.saving.save()
        yield Checkpoint(self.place.taken)

    def _schedule(self, index: int, main: tuple[int, ...]) -> Schedule:
        window = self.windows[index]
        epochs = self.effort.epochs_of(len(window))
        if index:
            epochs = max(1, round(epochs * _LATER_SHARE))
        variant: Variant = self.variant if epochs > 1 else ""
        if variant == "modes" and main and not Schedule(window, epochs, False, variant, main).others:
            variant = "paper"  # all frames are of one mode: only pixels are left to be told apart
        return Schedule(window, epochs, self.params.coarse_to_fine, variant, main)

    def _find_main(self) -> Iterator[Event]:
        """Choose the frames that show the mode to follow: those of the main frame's mode, the main frame first."""
        chosen = self.params.main_frame
        if self.variant != "modes":
            self.place.main = [max(chosen, self.pair.start)]
            return
        looking = find_modes(self.pair, chosen if chosen >= 0 else None)
        while True:
            try:
                yield self._progress(next(looking).stage)
            except StopIteration as end:
                modes = end.value
                break
        mode = mode_of(modes, chosen) or modes[0]
        self.place.main = [mode.frame, *(frame for frame in mode.clear if frame != mode.frame)]

    def _made_before(self, error: WarpingError, processed: WarpingError) -> Iterator[Event]:
        """Tell of the pictures that an earlier part of this run has made, and look again at those of windows that are
        done: how steady the whole is counts."""
        done = next((window.start for window in self.windows[self.place.window :]), self.pair.stop)
        for frame in self.context.folder.frames():
            if self.pair.start <= frame < self.pair.stop:
                yield FrameReady(frame)
            image = self.pictures.read(frame) if self.pair.start <= frame < done else None
            if image is not None:
                yield from self._steadiness(frame, image, error, processed)

    def _learn(self) -> Iterator[Event]:
        """Train on the window at work until its epochs are over or its loss has settled."""
        schedule, place = self.schedule, self.place
        live = Live(self.footage, schedule.window, schedule.main if schedule.variant else ())
        if self.saving.best is None:
            for frame in live.needed:
                self.footage.gray(frame)  # read one by one: a seek may take its time
                yield self._progress(self._stage(schedule))
            self.saving.best = Best(live.processed_e_warp(), _MODE_GOAL if self.variant == "modes" else _GOAL)
            self._fit(schedule)
        losses: list[float] = []
        while True:
            if place.step and place.step % schedule.length == 0 and place.looked != place.step:
                yield from self._after_epoch(schedule, live)
                place.looked = place.step
            if place.step >= schedule.steps or self._is_settled(schedule):
                break
            losses.append(self._train(schedule))
            if self.tell.is_due() or place.step == schedule.steps:
                yield Metric("loss", place.taken, sum(losses) / len(losses))
                losses.clear()
                yield self._progress(self._stage(schedule))
            if self.draw.is_due():
                yield self._preview()
            if self.saving.save_if_due():
                yield Checkpoint(place.taken)
        if self.params.stop == "automatic" and self.saving.best.weights:
            self.training.take(self.saving.best.weights)
        place.is_learned = True

    def _fit(self, schedule: Schedule) -> None:
        """Begin with the best last layer there is for some frames of each kind."""
        frames = range(schedule.window.start, schedule.window.stop)
        main = schedule.main if schedule.variant in ("modes", "paper") else ()
        others = schedule.others if main else ()
        is_coarse = schedule.is_coarse_first and schedule.variant != "modes"
        self.training.fit(_few(main or frames), _few(others), is_coarse)

    def _train(self, schedule: Schedule) -> float:
        place = self.place
        step = schedule.step(place.step)
        if schedule.leading and place.step == schedule.leading:
            self.training.fit_minor(_few(schedule.others))
        started = time.monotonic()
        loss = self.training.train(step.frame, step.role, step.is_coarse, place.step / schedule.steps)
        seconds = time.monotonic() - started
        self.work.measure_step(seconds / COARSE_COST if step.is_coarse else seconds)
        if not np.isfinite(loss):
            raise EngineError("The training ran away; choose a smaller learning rate and try again.")
        place.step += 1
        place.taken += 1
        place.losses.append(loss)
        return loss

    def _after_epoch(self, schedule: Schedule, live: Live) -> Iterator[Event]:
        """Look how it stands and keep the best weights; half way, make first pictures."""
        place, epoch = self.place, self.place.step // schedule.length
        if self._looks(schedule):
            answers = {}
            for frame in live.needed:
                answers[frame] = self.training.predict(frame)
                yield self._progress(self._stage(schedule))
            e_warp, fidelity = live.measure(answers)
            yield Metric("e_warp", place.taken, e_warp)
            yield Metric("f_data", place.taken, fidelity)
            assert self.saving.best is not None
            if epoch > max(schedule.coarse, schedule.beginning):
                self.saving.best.consider(Measured(place.taken, e_warp, fidelity), self.training.weights)
        if epoch == max(1, schedule.epochs // 2) and place.step < schedule.steps:
            yield from self._first_pictures(schedule)
        if epoch in (schedule.coarse, schedule.beginning):
            place.losses.clear()  # of another size, or of something else: not to be compared with what comes

    def _looks(self, schedule: Schedule) -> bool:
        """Tell whether it is looked how it stands at this step: after every epoch, after several of short windows."""
        epoch, rest = divmod(self.place.step, schedule.length)
        return self.place.step == schedule.steps or (not rest and epoch % max(1, _LOOK_STEPS // schedule.length) == 0)

    def _is_settled(self, schedule: Schedule) -> bool:
        is_early = self.place.step < schedule.length * (max(schedule.coarse, schedule.beginning) + EPOCHS)
        if self.params.stop == "epochs" or is_early or not self._looks(schedule):
            return False
        if schedule.variant == "modes":  # its losses are of frames of several kinds, and each kind has its time
            return False
        threshold = PERCEPTUAL_THRESHOLD if self.training.is_perceptual and not self.variant else _SETTLED
        return is_settled(epoch_losses(self.place.losses, schedule.length), threshold)

    def _first_pictures(self, schedule: Schedule) -> Iterator[Event]:
        for frame in own_frames(self.windows, self.place.window):
            self.pictures.write_first(frame, self._answer(frame))
            self.place.firsts = max(self.place.firsts, frame - self.pair.start + 1)
            yield FrameReady(frame)
            yield self._progress(self._stage(schedule))

    def _finish(self, error: WarpingError, processed: WarpingError) -> Iterator[Event]:
        """Make the final pictures of the window at work and measure how steady they and the processed ones are."""
        place, count = self.place, self.pair.stop - self.pair.start
        place.firsts = max(place.firsts, own_frames(self.windows, place.window).stop - self.pair.start)
        for frame in own_frames(self.windows, place.window):
            done = frame - self.pair.start
            stage = f"Final pictures: {done + 1} of {count}"
            image = self.pictures.read(frame) if done < place.finals else None
            if image is None:
                image = yield from self._final(frame, stage)
            place.finals = max(place.finals, done + 1)
            yield FrameReady(frame)
            yield self._progress(stage)
            yield from self._steadiness(frame, image, error, processed)
            if self.draw.is_due():
                yield self._preview()
            if self.saving.save_if_due():
                yield Checkpoint(place.taken)

    def _steadiness(
        self, frame: int, image: NDArray[Any], error: WarpingError, processed: WarpingError
    ) -> Iterator[Event]:
        """Measure the final picture of a frame, and what was processed beside it."""
        unit, luma = to_unit(image), self.pair.frames.read_luma(frame)
        yield Metric("intensity", frame, float(unit.mean()))
        processed.add(self.pair.wanted(frame), luma)
        steadiness = error.add(unit, luma)
        if steadiness is not None:
            yield Metric("e_warp_frame", frame, steadiness)

    def _final(self, frame: int, stage: str) -> Generator[Event, None, NDArray[Any]]:
        parts = self.pictures.write_final(frame, self._answer(frame))
        while True:
            try:
                next(parts)
            except StopIteration as done:
                image: NDArray[Any] = done.value
                return image
            yield self._progress(stage)

    def _next_window(self) -> None:
        """Go on with the next window, from the weights of this one, which the cross-fade still needs."""
        place = self.place
        place.window += 1
        if place.window < len(self.windows):
            self.saving.previous = {name: weights.clone() for name, weights in self.training.weights().items()}
            self.saving.best = None
            place.step, place.looked, place.is_learned = 0, 0, False
            place.losses.clear()
            self.training.begin_window()

    def _answer(self, frame: int) -> Answer:
        """Return what this window's network says, cross-faded with the window before where both have the frame."""
        answer = self.training.predict(frame)
        window = min(self.place.window, len(self.windows) - 1)
        share = weight(self.windows, window, frame)
        if window == 0 or not self.saving.previous or frame >= self.windows[window - 1].stop or share == 0:
            return answer
        before = self.training.predict(frame, self.saving.previous)
        image = np.float32(share) * answer.image + np.float32(1 - share) * before.image
        if answer.confidence is None or before.confidence is None:
            return Answer(image)
        return Answer(image, np.float32(share) * answer.confidence + np.float32(1 - share) * before.confidence)

    def _stage(self, schedule: Schedule) -> str:
        epoch = min(schedule.epochs, self.place.step // schedule.length + 1)
        part = f", part {self.place.window + 1} of {len(self.windows)}" if len(self.windows) > 1 else ""
        what = "Telling modes apart" if epoch <= schedule.beginning else "Learning"
        return f"{what}: epoch {epoch} of {schedule.epochs}{part}"

    def _progress(self, stage: str) -> Progress:
        place = self.place
        if place.window >= len(self.windows):
            done = self.before[-1]
        elif place.is_learned:
            done = self.before[place.window + 1]
        else:
            done = self.before[place.window] + self.schedule.cost(place.step)
        return self.work.progress(done, place.firsts, place.finals, stage)

    def _preview(self) -> Preview:
        """Draw the frame that is being looked at, else the first of the window at work."""
        frame = self.context.preview_frame()
        if frame is None or not self.pair.start <= frame < self.pair.stop:
            frame = self.windows[min(self.place.window, len(self.windows) - 1)].start
        return self.pictures.preview(frame, self.training.predict(frame))


def _few(frames: Sequence[int]) -> list[int]:
    """Return at most `_FITTED` of the frames, spread evenly."""
    return [frames[round(place)] for place in np.linspace(0, len(frames) - 1, min(len(frames), _FITTED))]
