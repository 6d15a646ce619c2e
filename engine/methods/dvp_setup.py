"""From inputs and parameters to everything a run of Deep Video Prior works with."""

from __future__ import annotations

import logging

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.catalog import DvpParams, quality_of
from engine.catalog.dvp import WARM_SHARE, variation_of
from engine.color.light import Light
from engine.methods.dvp_color import ColorPictures, ColorTarget
from engine.methods.dvp_guide import HINTS, Guide
from engine.methods.dvp_guided_mask import GuidedMaskTraining
from engine.methods.dvp_hints import GuidedTarget, GuidedTraining
from engine.methods.dvp_kind import Pictures, Planes, Target
from engine.methods.dvp_mask import MaskPictures, MaskTarget
from engine.methods.dvp_plan import Plan, growth_order
from engine.methods.dvp_shot import Shot, WorkingSize
from engine.methods.dvp_strokes import Strokes
from engine.methods.dvp_style import StylePictures, StyleTarget
from engine.methods.dvp_training import Settings, Training
from engine.methods.dvp_variation import Variation
from engine.networks.features import FeatureLoss
from engine.runtime.checkpoint import State, load
from engine.runtime.context import Context, Inputs
from engine.runtime.device import Device, has_fast_bfloat16
from engine.runtime.errors import CheckpointError, InputError
from engine.runtime.weights import shipped, start_name
from engine.training.windows import Window, cut_windows

_log = logging.getLogger(__name__)
_OVERLAP = 0.1  # of a window


class Setup:
    """What the stages of a run have in common.

    `share`: of the steps of a cold start, as an earlier part of this run was planned; None if there was none.
    """

    def __init__(
        self, inputs: Inputs, params: DvpParams, context: Context, device: Device, height: int, share: float | None
    ) -> None:
        facts = inputs.frames.facts
        size = WorkingSize.of(height, facts.height, facts.width)
        self._inputs, self._params, self._context, self._device = inputs, params, context, device
        self._quality = quality_of(params, device.is_cpu, inputs.kind)
        self.keyframes = {keyframe.frame: keyframe for keyframe in inputs.whole}
        self.partial = {keyframe.frame: keyframe for keyframe in inputs.partial}
        if not self.keyframes:
            raise InputError("Deep Video Prior needs at least one keyframe that counts in the whole picture.")
        self.shot = Shot(inputs.frames, size.height, size.width, sees_color=inputs.kind != "color")
        follows = params.follows_motion(inputs.kind)
        self.guide = Guide(context.folder.path / "guide", inputs, self.shot) if follows else None
        self._is_hinted = self.guide is not None and inputs.kind == "color"
        self.target, self.pictures = self._kind()
        self.windows = self._windows()
        plans = [self._plan(window) for window in self.windows]
        self._start: State | None = None
        if share is None:
            self._start = self._given_weights(plans[0])
            # the program's own weights know other shots: they begin better, but need as many steps to end as well
            share = WARM_SHARE if self._start is not None and self._is_own_start else 1.0
        self.share = share
        first = plans[0].shortened(share) if share < 1 else plans[0]
        # a later window begins with what the one before has learned
        self.plans = [first, *(plan.shortened(WARM_SHARE) for plan in plans[1:])]

    def training(self, window: int) -> Training:
        """Return the training of a window, with weights drawn at random."""
        return self._training(self.plans[window], self._context.seed + window)

    def followed(self, frame: int) -> Planes:
        """Return what the motion alone says about a frame of masks, h×w×C."""
        assert self.guide is not None
        answer = self.guide.small_answer(str(frame))
        return self.target.planes(self.guide.probabilities(answer, self.target.channels))

    def begin(self, training: Training) -> None:
        """Put the given weights in, if there are any."""
        if self._start is not None:
            training.start_from(self._start)
            if not self._is_own_start:
                training.fit_head()

    @property
    def is_warm(self) -> bool:
        """Whether a new run begins with what a run of the artist's has learned."""
        return self._start is not None and self._is_own_start

    @property
    def _is_own_start(self) -> bool:
        """Whether the weights to begin with come from a run of the artist's and not with the program."""
        return "start" in self._context.weights

    def _training(self, plan: Plan, seed: int) -> Training:
        params, shot = self._params, self.shot
        pictures = {**self.keyframes, **self.partial}
        labels = {frame: self.target.label(pictures[frame].image) for frame in plan.keyframes}
        trusts = {frame: self._trust(frame) for frame in plan.keyframes if frame in self.partial}
        variation = Variation(
            variation_of(params, self._inputs.kind), params.crop, params.flip, params.rotation, params.copy_paste
        )
        settings = Settings(
            params.learning_rate,
            self._quality.width,
            variation,
            has_fast_bfloat16(self._device),
            params.network,
            params.coarse_to_fine,
            params.stop == "settled",
        )
        common = (shot, self.target, labels, plan, settings, self._device.name, seed)
        if self.guide is None:
            return Training(*common, self._objects(plan), 0, trusts)
        if self._is_hinted:
            target = self.target
            assert isinstance(target, GuidedTarget)
            for frame, trust in trusts.items():
                labels[frame] = target.trusted(labels[frame], trust)
            return GuidedTraining(self.guide, *common, None, HINTS)
        return GuidedMaskTraining(self.guide, *common, self._objects(plan), 0, trusts)

    def _trust(self, frame: int) -> Tensor:
        """Return where a keyframe counts at the working size, 1×1×h×w."""
        trust = self.partial[frame].trust
        assert trust is not None
        size = (self.shot.width, self.shot.height)
        small = cv2.resize(trust, size, interpolation=cv2.INTER_AREA)
        return torch.from_numpy(np.ascontiguousarray(small)[None, None])

    def _kind(self) -> tuple[Target, Pictures]:
        inputs, shot, folder = self._inputs, self.shot, self._context.folder
        keyframes = {keyframe.frame: keyframe for keyframe in inputs.keyframes}
        if inputs.kind == "style":
            looks = FeatureLoss(self._context.weights.get("vgg19"), self._device.name)
            strokes = Strokes(folder.path / "strokes", inputs) if self._params.strokes else None
            return StyleTarget(shot, looks), StylePictures(folder, shot, keyframes, strokes)
        if inputs.kind == "mask":
            masks = [keyframe.image for keyframe in inputs.keyframes]
            return MaskTarget(shot, masks), MaskPictures(folder, shot, keyframes, self._context.colors)
        facts = inputs.frames.facts
        light = Light(facts.luma_weights)
        pictures = ColorPictures(folder, shot, keyframes, facts.color.bit_depth, light)
        return (GuidedTarget(shot) if self.guide else ColorTarget(shot)), pictures

    def _windows(self) -> tuple[Window, ...]:
        inputs = self._inputs
        length = 0 if self._is_hinted else round(self._params.window * float(inputs.frames.facts.rate))
        return cut_windows(inputs.start, inputs.stop, length, int(length * _OVERLAP), tuple(self.keyframes))

    def _plan(self, window: Window) -> Plan:
        quality = quality_of(self._params, self._device.is_cpu, self._inputs.kind, len(window.keyframes))
        partial = tuple(frame for frame in self.partial if window.start <= frame < window.stop)
        order = (
            frame
            for frame in growth_order(window.start, window.stop, window.keyframes, partial)
            if frame not in self.keyframes
        )
        return Plan(
            (*window.keyframes, *partial),
            tuple(order),
            quality.warm_up,
            quality.per_frame,
            quality.finish,
            self._params.progressive and not self._is_hinted,  # with hints, every frame has a label from the start
        )

    def _given_weights(self, plan: Plan) -> State | None:
        """Return the weights this run is to begin with, if they are there and of a network like this run's."""
        path = self._context.weights.get("start")
        if path is None and self._params.start == "shipped":
            kind = "guided" if self._is_hinted else self._inputs.kind
            name = start_name(kind, self._params.network, self._quality.width)
            path = shipped(name)
            if path is None:
                _log.warning("No weights %s come with the program; random ones are used.", name)
        if path is None:
            return None
        try:
            state = load(path)
        except CheckpointError as error:
            _log.warning("%s", error)
            return None
        if self._training(plan, 0).fits(state.part("averaged")):
            return state
        _log.warning("The weights %s are of another network and are not used.", path.name)
        return None

    def _objects(self, plan: Plan) -> dict[int, Tensor]:
        """Return what may be pasted, by keyframe: all masks of the shot together, 1×1×h×w."""
        objects: dict[int, Tensor] = {}
        for frame in plan.keyframes:
            masks = [frames[frame] for frames in self._inputs.masks.values() if frame in frames]
            if masks:
                objects[frame] = torch.from_numpy(_together(masks, self.shot.height, self.shot.width)[None, None])
        return objects


def _together(masks: list[NDArray[np.uint8]], height: int, width: int) -> NDArray[np.float32]:
    there = np.maximum.reduce([(mask > 0).astype(np.float32) for mask in masks])
    return np.asarray(cv2.resize(there, (width, height), interpolation=cv2.INTER_AREA), np.float32)
