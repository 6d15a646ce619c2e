"""What a step and a picture of every kind cost beside those of color: the constants of engine/runtime/estimate.py.

`python -m benchmarks.estimates [WIDTHxHEIGHT]` prints them in processor time of one thread, which other programs
disturb least; a minute or two.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
import torch

from engine.catalog import ConsistencyParams, DvpParams, MethodParams
from engine.media.source import FrameSource, open_source
from engine.methods import consistency, dvp
from engine.project.model import Kind
from engine.project.runs import RunFolder
from engine.runtime.context import Context, Inputs, KeyframePicture
from engine.runtime.machine import measure_machine

_FRAMES = 6
_MEGA = 1e6


def main(size: str = "427x240") -> None:
    """Measure and print."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    width, height = (int(side) for side in size.split("x"))
    machine = measure_machine()
    with tempfile.TemporaryDirectory() as folder:
        film = _clip(Path(folder) / "film", width, height, 1.0)
        made = _clip(Path(folder) / "made", width, height, 0.7)
        plain = 0.0
        for name, kind in (("color", "color"), ("style", "style"), ("mask", "mask"), ("guided", "color")):
            step, frame = _dvp(film, kind, name == "guided")  # type: ignore[arg-type]
            plain = plain or step
            worth = width * height / _MEGA
            pictures, fields = frame / (machine.pixel_s * worth), frame / (machine.flow_s * worth)
            told = f"a frame {pictures:.1f} pictures or {fields:.1f} flow fields"
            print(f"{name}: step {step / plain:.2f}, {told}", flush=True)
        for features in (True, False):
            step, frame = _steady(film, made, features)
            told = f"a frame {frame / (machine.pixel_s * worth):.1f} pictures"
            print(f"steady, features {features}: step {step / plain:.2f}, {told}", flush=True)


def _clip(folder: Path, width: int, height: int, power: float) -> FrameSource:
    folder.mkdir()
    y, x = np.mgrid[:height, :width].astype(np.float32)
    for frame in range(_FRAMES):
        texture = 0.5 + 0.2 * np.sin((x + frame) * 0.3) + 0.2 * np.cos(y * 0.2)
        picture = np.stack((texture, texture**1.2, texture**1.5), -1) ** power
        cv2.imwrite(str(folder / f"{frame:04d}.png"), np.rint(picture * 255).astype(np.uint8))
    return open_source(folder)


def _dvp(film: FrameSource, kind: Kind, guided: bool) -> tuple[float, float]:
    """Return seconds a step, and of all else a frame: from runs that differ in their steps alone."""
    key = film.read(0)
    image = (key[..., 0] > 128).astype(np.uint8) if kind == "mask" else np.ascontiguousarray(key[..., ::-1])
    inputs = Inputs(film, 0, _FRAMES, (KeyframePicture(0, image, kind),), kind=kind)
    warm_ups, seconds = (10, 60), []
    for steps in warm_ups:
        params = DvpParams(
            working_height=112,
            network_width=16,
            warm_up=steps,
            steps_per_frame=1,
            finish=1,
            guided="on" if guided else "off",
        )
        seconds.append(_seconds(dvp.propagate, inputs, params))
    step = (seconds[1] - seconds[0]) / (warm_ups[1] - warm_ups[0])
    return step, (seconds[0] - step * (warm_ups[0] + _FRAMES)) / _FRAMES


def _steady(film: FrameSource, made: FrameSource, features: bool) -> tuple[float, float]:
    inputs = Inputs(film, 0, _FRAMES, (), processed=made, kind="style")
    epochs, seconds = (2, 10), []
    for count in epochs:
        params = ConsistencyParams(
            working_height=112, network_width=16, epochs=count, coarse_to_fine=False, features=features, stop="epochs"
        )
        seconds.append(_seconds(consistency.propagate, inputs, params))
    step = (seconds[1] - seconds[0]) / ((epochs[1] - epochs[0]) * _FRAMES)
    return step, (seconds[0] - step * epochs[0] * _FRAMES) / _FRAMES


def _seconds(method: object, inputs: Inputs, params: MethodParams) -> float:
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        for _ in method(inputs, params, Context(RunFolder(folder).create(), "cpu")):  # type: ignore[operator]
            pass
        return time.process_time() - began


if __name__ == "__main__":
    main(*sys.argv[1:])
